//! Failing tests of a requirement → whether the judged release goes out with that failure knowingly.
//!
//! A failure is excused when a problem report says that it was found by the failing result, and an
//! anomaly that comes from the report and affects the requirement is evaluated as acceptable and
//! accepted by the release, all approved; the release as it stands, even while it is a draft. Never where a risk control rests on the requirement or the
//! test, and nothing but a failure: what was not carried out is not known to be acceptable.

use super::approval::{Approval, Approvals};
use super::verdict::{Outcome, VerificationState};
use crate::graph::TraceGraph;
use crate::model::Record;
use std::collections::BTreeSet;

pub(super) fn is_excused<'a>(
    graph: &TraceGraph<'a>,
    approvals: &Approvals<'a>,
    bearing: &BTreeSet<&str>,
    release: &'a Record,
    requirement: &Record,
    verification: &Record,
    state: &VerificationState<'a>,
) -> bool {
    let shown = graph.targets(&verification.id, "verifies");
    let bears_control = shown.iter().any(|target| target.kind.name == "risk-control")
        || shown.iter().any(|target| bearing.contains(&*target.id))
        || bearing.contains(&*requirement.id);
    let is_approved = matches!(approvals.of_present_state(release), Approval::Fresh(_));
    let mut failing = state.deciding.iter().filter(|found| found.outcome != Outcome::Pass);
    state.outcome == Outcome::Fail
        && !bears_control
        && is_approved
        && failing.all(|found| {
            found.outcome == Outcome::Fail
                && is_accepted(graph, approvals, release, requirement, found.record)
        })
}

fn is_accepted<'a>(
    graph: &TraceGraph<'a>,
    approvals: &Approvals<'a>,
    release: &Record,
    requirement: &Record,
    result: &Record,
) -> bool {
    let counts = |record: &&'a Record| {
        record.is_active() && matches!(approvals.of_approved(record), Approval::Fresh(_))
    };
    let sources = |id: &str, field| graph.sources(id, field).into_iter().map(|(record, _)| record);
    let accepted = graph.targets(&release.id, "accepts");
    let is_accepted = |anomaly: &&'a Record| {
        accepted.contains(anomaly)
            && anomaly.flag(&["acceptable"]) == Some(true)
            && anomaly.states(&["evaluation"])
            && graph.targets(&anomaly.id, "affects").contains(&requirement)
    };
    let reports = sources(&result.id, "found_by").filter(counts);
    reports
        .flat_map(|report| sources(&report.id, "from").filter(counts).collect::<Vec<_>>())
        .any(|anomaly| is_accepted(&anomaly))
}
