//! Residual evaluations → whether a person answers for the overall residual risk of the judged release.
//!
//! It is never computed from the risks. An evaluation counts while its approval is fresh, and that
//! covers all risks and controls of the product; whatever says no counts even as a draft.

use super::approval::{Approval, Approvals};
use super::release::Choice;
use crate::graph::TraceGraph;
use crate::model::{Record, Status};
use crate::source::Span;

/// A statement that stands against a release, or why an evaluation does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    pub text: String,
    pub span: Span,
}

/// What is known of the overall residual risk of the judged release.
#[derive(Debug, Clone, Default)]
pub struct OverallRisk<'a> {
    /// The approved evaluation; what it says is in `against`.
    pub evaluated_by: Option<&'a Record>,
    /// Why other evaluations of the release do not count.
    pub refused: Vec<Objection>,
    /// Statements that the overall residual risk is not acceptable, or not ready to be judged.
    pub against: Vec<(&'a Record, Objection)>,
}

/// Looks at the evaluations of the judged release and at overall benefit-risk analyses.
pub(super) fn overall<'a>(
    graph: &TraceGraph<'a>,
    approvals: &Approvals<'a>,
    release: &Choice<'a>,
) -> OverallRisk<'a> {
    let mut overall = OverallRisk::default();
    let Some(release) = release.record() else { return overall };
    let project = graph.project;
    let of_release = |record: &&Record| record.links_of("of").any(|link| *link.to == *release.id);
    for evaluation in project.of_kind("residual-evaluation").filter(of_release) {
        if approvals.is_withdrawn(evaluation) {
            continue;
        }
        overall.against.extend(objections(evaluation).map(|missing| (evaluation, missing)));
        match refusal(approvals, evaluation) {
            None => overall.evaluated_by = overall.evaluated_by.or(Some(evaluation)),
            Some(why) => overall.refused.push(Objection {
                text: format!("`{}` does not count: {why}", evaluation.id),
                span: evaluation.span,
            }),
        }
    }
    let analyses = project
        .of_kind("benefit-risk")
        .filter(|record| says_no_overall(record) && project.shares_product(release, record));
    for analysis in analyses.filter(|record| !approvals.is_withdrawn(record)) {
        let text = "the benefits do not outweigh the overall residual risk".to_string();
        let span = analysis.place_at(&["conclusion"]);
        overall.against.push((analysis, Objection { text, span }));
    }
    overall
}

fn says_no_overall(analysis: &Record) -> bool {
    analysis.word(&["scope"]) == Some("overall")
        && analysis.word(&["conclusion"]) != Some("outweighs")
}

/// Returns what an evaluation says no to; what it does not say is no yes.
fn objections(evaluation: &Record) -> impl Iterator<Item = Objection> {
    const QUESTIONS: [([&str; 2], &str); 3] = [
        (["conclusion", "acceptable"], "the overall residual risk is not acceptable"),
        (["plan_carried_out", "confirmed"], "the risk management plan is not carried out"),
        (["post_production_methods", "confirmed"], "the post-production methods are not in place"),
    ];
    QUESTIONS.into_iter().filter(|(path, _)| evaluation.flag(path) != Some(true)).map(
        |(path, text)| {
            let span = evaluation.place_at(&path);
            Objection { text: text.to_string(), span }
        },
    )
}

fn refusal<'a>(approvals: &Approvals<'a>, evaluation: &'a Record) -> Option<&'static str> {
    match (evaluation.status, approvals.of_approved(evaluation)) {
        (Status::Draft, _) => Some("it is a draft"),
        (Status::Retired, _) => Some("it is retired"),
        (_, Approval::Fresh(_)) => None,
        (_, Approval::Outdated(_)) => {
            Some("it, or a risk or risk control of the product, has changed since the approval")
        }
        (_, Approval::Rejected(_)) => Some("it is rejected"),
        (_, Approval::Missing | Approval::NotNeeded) => Some("it is not approved"),
    }
}
