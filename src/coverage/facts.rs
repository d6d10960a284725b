//! What there is, of one product or of all: which records count, and who claims or answers what.

use super::Inputs;
use super::evidence::Missing;
use super::finding::Findings;
use super::records::{NOT_APPLICABLE, YES, passes};
use super::scope::Scope;
use crate::assess::{self, Approval};
use crate::model::{Project, Record, Status};
use crate::standards::{ClauseKey, Selection, split_question};
use crate::yaml::Node;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// Everything that needs are held against.
pub(super) struct Facts<'a, 'f> {
    pub inputs: Inputs<'a>,
    pub findings: &'f Findings<'f>,
    pub scope: Scope<'a>,
    /// The product whose records count; none where the project has one.
    pub product: Option<&'a str>,
    /// Whether a record counts, once it was asked: by its place among the records.
    counting: Vec<Cell<Option<bool>>>,
    /// Kinds of which some record has a safety class.
    classed: BTreeSet<&'static str>,
    claims: BTreeMap<&'a str, Vec<&'a Record>>,
    answers: BTreeMap<&'a str, Vec<Answer<'a>>>,
    /// What selections mean, once they were asked for; many needs select alike.
    selected: RefCell<HashMap<(&'a Selection, &'a [String]), Rc<[&'a Record]>>>,
}

/// An assessment that names a clause.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer<'a> {
    pub record: &'a Record,
    /// The question that it answers; none where it names the clause alone.
    pub question: Option<&'a str>,
}

impl<'a, 'f> Facts<'a, 'f> {
    pub(super) fn of(
        inputs: Inputs<'a>,
        findings: &'f Findings<'f>,
        product: Option<&'a str>,
    ) -> Self {
        let (mut claims, mut answers) = (BTreeMap::new(), BTreeMap::new());
        let mut classed = BTreeSet::new();
        let records = inputs.project.records.iter();
        for record in records.filter(|record| is_of(inputs.project, record, product)) {
            if inputs.assessment.class(record).is_some() {
                classed.insert(record.kind.name);
            }
            if record.status == Status::Retired && !stands_as_no(inputs, record) {
                continue;
            }
            let claimed = named(record, "clauses");
            for clause in claimed.filter(|_| record.status != Status::Retired) {
                let records: &mut Vec<&'a Record> = claims.entry(clause).or_default();
                records.push(record);
            }
            for text in named(record, "answers") {
                let (clause, question) = split_question(text);
                let of_clause: &mut Vec<Answer<'a>> = answers.entry(clause).or_default();
                of_clause.push(Answer { record, question });
            }
        }
        let scope = Scope::of(inputs, product);
        let counting = vec![Cell::new(None); inputs.project.records.len()];
        let selected = RefCell::default();
        Self { inputs, findings, scope, product, counting, classed, claims, answers, selected }
    }

    /// Returns the records of a kind that are not retired.
    pub(super) fn of_kind(&self, kind: &'a str) -> impl Iterator<Item = &'a Record> + use<'a> {
        let (project, product) = (self.inputs.project, self.product);
        let living = project.of_kind(kind).filter(|record| record.status != Status::Retired);
        living.filter(move |record| is_of(project, record, product))
    }

    /// Returns the records that a selection means and that are not retired; of the classes alone,
    /// where the records have classes.
    pub(super) fn selected(&self, of: &'a Selection, classes: &'a [String]) -> Rc<[&'a Record]> {
        if let Some(known) = self.selected.borrow().get(&(of, classes)) {
            return Rc::clone(known);
        }
        let is_meant = |record: &&Record| {
            of.tests.iter().all(|test| passes(record, test))
                && self.scope.is_of_class(record, classes)
        };
        let found: Rc<[&'a Record]> = self.of_kind(of.kind).filter(is_meant).collect();
        self.selected.borrow_mut().insert((of, classes), Rc::clone(&found));
        found
    }

    /// Returns whether a record is active and approved as it is now. The judged release counts while
    /// it is a draft, too, since it is released only after this; but then what it says must have been
    /// approved already.
    pub(super) fn counts(&self, record: &'a Record) -> bool {
        let at = self.place_of(record);
        if let Some(known) = self.counting[at].get() {
            return known;
        }
        let counts =
            self.approval(record).is_valid() && is_of(self.inputs.project, record, self.product);
        self.counting[at].set(Some(counts));
        counts
    }

    /// Returns whether an assessment says no. As a rejection does, it stands as a draft, too, and until
    /// somebody has approved that it is retired.
    pub(super) fn says_no(&self, record: &'a Record) -> bool {
        stands_as_no(self.inputs, record)
    }

    /// Returns where a record stands in the project. Records lie side by side, so that it follows from
    /// where this one lies; needs ask for it far too often to look the id up.
    fn place_of(&self, record: &'a Record) -> usize {
        let first = self.inputs.project.records.as_ptr().addr();
        (std::ptr::from_ref(record).addr() - first) / size_of::<Record>()
    }

    /// Returns the approval without which a record does not count; that of a draft is missing.
    fn approval(&self, record: &'a Record) -> Approval<'a> {
        let approvals = &self.inputs.assessment.approvals;
        match record.status {
            Status::Active => approvals.of_record(record),
            Status::Draft if self.is_judged(record) => approvals.of_present_state(record),
            Status::Draft | Status::Retired => Approval::Missing,
        }
    }

    fn is_judged(&self, record: &Record) -> bool {
        self.inputs.assessment.release.record() == Some(record)
    }

    /// Returns why a record that is not retired does not count.
    pub(super) fn why_not(&self, record: &'a Record) -> Missing<'a> {
        match record.status {
            Status::Draft if !self.is_judged(record) => Missing::Draft(record),
            _ => Missing::Unapproved(record, word(&self.approval(record))),
        }
    }

    /// Returns whether records of a kind have safety classes.
    pub(super) fn has_classes(&self, kind: &str) -> bool {
        self.classed.contains(kind)
    }

    /// Returns the records that claim to serve a clause.
    pub(super) fn claims(&self, clause: ClauseKey<'_>) -> Vec<&'a Record> {
        self.claims.get(&*clause.to_string()).cloned().unwrap_or_default()
    }

    /// Returns the assessments that answer a clause or one of its questions.
    pub(super) fn answers(&self, clause: ClauseKey<'_>) -> &[Answer<'a>] {
        self.answers.get(&*clause.to_string()).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn has_holes(&self) -> bool {
        !self.inputs.project.holes.is_empty()
    }

    /// Returns what is said where no release of the product is judged; one of other products alone
    /// judges nothing of this one.
    pub(super) fn no_release(&self) -> Option<String> {
        let release = self.inputs.assessment.release;
        let foreign =
            release.record().filter(|record| !is_of(self.inputs.project, record, self.product));
        let name =
            |record: &Record| format!("`{}`, which is judged, is of another product", record.id);
        let none = |why: String| format!("no release is judged: {why}");
        release.reason().map(none).or(foreign.map(name))
    }

    /// Returns what a record shows on the judged release.
    pub(super) fn outcome_of(&self, record: &Record) -> assess::Outcome {
        let state = self.inputs.assessment.verification(record);
        let known = state.filter(|_| self.no_release().is_none());
        known.map_or(assess::Outcome::NotEvaluable, |state| state.outcome)
    }
}

fn stands_as_no<'a>(inputs: Inputs<'a>, record: &'a Record) -> bool {
    record.kind.name == "assessment"
        && !matches!(record.word(&["answer"]), Some(YES | NOT_APPLICABLE))
        && !inputs.assessment.approvals.is_withdrawn(record)
}

/// Returns whether a record belongs to a product; without one every record does.
pub(super) fn is_of(project: &Project, record: &Record, product: Option<&str>) -> bool {
    product.is_none_or(|product| project.is_of_product(record, product))
}

/// Returns the words in a field.
fn named<'a>(record: &'a Record, field: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let nodes = record.node.get(field).map(Node::one_or_many).unwrap_or_default();
    nodes.iter().filter_map(Node::text)
}

/// Returns the state of an approval in a word.
pub(super) fn word(approval: &Approval<'_>) -> &'static str {
    match approval {
        Approval::NotNeeded => "not needed",
        Approval::Fresh(_) => "there",
        Approval::Outdated(_) => "outdated",
        Approval::Missing => "missing",
        Approval::Rejected(_) => "a rejection",
    }
}
