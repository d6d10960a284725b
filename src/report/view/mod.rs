//! Project, graph, assessment and history → [`View`]: what one document in one language can show.
//!
//! This is the only picture of the model that templates see. It is built fresh for each document,
//! holds plain values, and computes nothing that the assessment has computed.

mod audit;
mod change;
mod difference;
mod coverage;
mod decision;
mod evidence;
mod front;
mod mention;
mod narrative;
mod record;
mod register;
mod requirement;
mod risk;
mod trace;
mod trail;
mod value;

pub use audit::{Audit, AuditNote, Touched};
pub use change::{ChangeRow, Changes, Edit, Form, LastChange, Since, touching};
pub use coverage::{
    ClauseCounts, ClauseRow, Clauses, Decided, EvidenceOf, EvidencePlace, StandardClauses,
};
pub(in crate::report) use coverage::{Sentence, because, sentence, that};
pub use decision::Decision;
pub use difference::{Difference, DifferenceCommit, DifferenceGroup, DifferenceRow, Past};
pub use evidence::{Activity, ActivityResult, Evidence, EvidenceCounts, Target};
pub use front::{
    ApprovalCounts, Front, Looser, Mark, OpenApproval, Product, Remark, Signature, Unread, Waived,
};
pub use narrative::{Answer, Narrative, NarrativePart, Unwritten};
pub use record::{Approval, Custom, Record, Ref, State, Text};
pub use register::{Entry, FACTS, Fact, FactReason, LinkEnd, LinkGroup, Register};
pub use requirement::{Need, Requirement, RequirementCounts, Requirements, Verdict, VerifiedBy};
pub use risk::{
    Control, Estimate, Evaluation, Harm, Hazard, LevelRow, Matrix, MatrixCell, MatrixRow, Policy,
    Risk, RiskCounts, Risks, Scale, Step,
};
pub use trace::{BackRow, NeedRow, RiskRow, Trace};
pub use trail::{Added, Reviewed, Trail, TrailBaseline, TrailChange, TrailPerson, TrailRecord};
pub use value::Value;

use crate::assess::Assessment;
use crate::coverage::Coverage;
use crate::documents::{Description, NeededSection, TableDescription};
use crate::graph::TraceGraph;
use crate::history::{History, Revision};
use crate::model::Project;
use mention::{Code, Seen};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a view is made from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    pub project: &'a Project,
    pub graph: &'a TraceGraph<'a>,
    pub assessment: &'a Assessment<'a>,
    pub history: &'a History,
    pub revision: &'a Revision,
    /// What documents of changes are about; none where none of them is made.
    pub past: Option<&'a Past<'a>>,
    /// The state of clauses, where a document asks for it.
    pub coverage: Option<&'a Coverage<'a>>,
    /// The documents that there are, where auditor notes are asked for.
    pub auditor_notes: Option<&'a [Description]>,
}

/// What a document is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// As in `risk-analysis`.
    pub document: String,
    pub language: String,
    /// Kinds whose records the document shows.
    pub shows: Vec<String>,
    /// Kinds that decide something that it says, such as results.
    pub uses: Vec<String>,
    /// Sections of the project file that it shows.
    pub settings: Vec<String>,
    /// Parts of the view that it reads, from [`PARTS`].
    pub reads: Vec<String>,
    /// Narrative sections that it needs.
    pub sections: Vec<NeededSection>,
    /// Tables that it describes.
    pub tables: Vec<TableDescription>,
    /// Kind → fields and links of which it says that they are missing.
    pub expects: BTreeMap<String, Vec<String>>,
}

impl Scope {
    /// Returns what a described document is about, in a language.
    pub fn of(description: &Description, language: &str) -> Self {
        let Description { id, shows, uses, settings, reads, sections, tables, expects, .. } =
            description.clone();
        let (document, language) = (id, language.to_string());
        Self { document, language, shows, uses, settings, reads, sections, tables, expects }
    }
}

/// Declares the parts that a document may read: a line each, with its type and what builds it.
macro_rules! parts {
    ($($name:ident: $type:ty = $build:path,)*) => {
        /// Names of the parts that a document may read beside the front and its narrative.
        pub const PARTS: &[&str] = &[$(stringify!($name)),*];

        /// What one document can show.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        pub struct View {
            pub language: String,
            pub front: Front,
            pub narrative: Narrative,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub audit: Option<Audit>,
            $(#[serde(skip_serializing_if = "Option::is_none")] pub $name: Option<$type>,)*
        }

        /// The parts of a view that a template names, as it sees them.
        #[derive(Debug, Serialize)]
        pub struct NamedParts<'v> {
            #[serde(skip_serializing_if = "Option::is_none")]
            language: Option<&'v String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            front: Option<&'v Front>,
            #[serde(skip_serializing_if = "Option::is_none")]
            narrative: Option<&'v Narrative>,
            #[serde(skip_serializing_if = "Option::is_none")]
            audit: Option<&'v Audit>,
            $(#[serde(skip_serializing_if = "Option::is_none")] $name: Option<Seen<'v, $type>>,)*
        }

        impl View {
            /// Builds the parts that a document reads.
            pub fn new(inputs: &Inputs<'_>, scope: &Scope) -> Self {
                let cx = Context { inputs, scope };
                let reads = |part: &str| scope.reads.iter().any(|read| read == part);
                let narrative = narrative::narrative(&cx);
                let mut view = Self {
                    language: scope.language.clone(),
                    front: front::front(&cx, &narrative),
                    narrative,
                    audit: inputs.auditor_notes.map(|documents| audit::audit(&cx, documents)),
                    $($name: reads(stringify!($name)).then(|| $build(&cx)),)*
                };
                let named = change::named(&cx, &view);
                view.front.last_change = change::last_change(&cx, &named);
                view.front.changes = change::changes(&cx, &named);
                view
            }

            /// Returns the same view with the narrative of another document.
            pub fn with_narrative(&self, inputs: &Inputs<'_>, scope: &Scope) -> Self {
                let narrative = narrative::narrative(&Context { inputs, scope });
                Self { narrative, ..self.clone() }
            }

            /// Returns what templates name of it.
            pub fn as_named_in(&self, templates: &str) -> NamedParts<'_> {
                let code = Code::of(templates);
                NamedParts {
                    language: code.names("language").then_some(&self.language),
                    front: code.names("front").then_some(&self.front),
                    narrative: code.names("narrative").then_some(&self.narrative),
                    audit: self.audit.as_ref().filter(|_| code.names("audit")),
                    $($name: self.$name.as_ref().and_then(|part| code.seen(stringify!($name), part)),)*
                }
            }

            /// Returns whether a part was built.
            pub fn has(&self, part: &str) -> bool {
                match part {
                    $(stringify!($name) => self.$name.is_some(),)*
                    _ => false,
                }
            }
        }
    };
}

parts! {
    requirements: Requirements = requirement::requirements,
    risks: Risks = risk::risks,
    register: Register = register::register,
    evidence: Evidence = evidence::evidence,
    trace: Trace = trace::trace,
    difference: Difference = difference::difference,
    trail: Trail = trail::trail,
    clauses: Clauses = coverage::clauses,
}

/// Returns the ids of every record that a document shows, sorted as people sort them.
pub fn records_shown(project: &Project, scope: &Scope) -> Vec<String> {
    let shown = project.records.iter().filter(|r| scope.shows.iter().any(|k| k == r.kind.name));
    // The records of a project stand in this order.
    shown.map(|record| record.id.to_string()).collect()
}

/// What the parts are built with.
struct Context<'a> {
    inputs: &'a Inputs<'a>,
    scope: &'a Scope,
}

impl<'a> Context<'a> {
    fn project(&self) -> &'a Project {
        self.inputs.project
    }

    fn shows(&self, kind: &str) -> bool {
        self.scope.shows.iter().any(|shown| shown == kind)
    }
}
