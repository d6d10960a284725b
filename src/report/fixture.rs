//! A small project in memory, for tests of views and documents.

use crate::assess::{Basis, assess};
use crate::graph::TraceGraph;
use crate::history::{
    Author, Baseline, Change, ChangeKind, Commit, Completeness, FieldChange, Followed, History,
    Revision,
};
use crate::model::fixture::project_of;
use crate::report::view::Inputs;
use crate::standards::profiles;

const PROJECT_FILE: &str = "\
format: 1
languages: [sv, en]
profile: mdr
manufacturer: {name: {sv: Tillverkaren, en: The maker}, people: {rm: {name: Åsa Öberg, roles: [risk-manager]}}}
products:
  care: {name: {sv: Vårdtjänsten, en: Care service}, intended_purpose: {sv: Ändamålet., en: The purpose.}, qualification: {as: device, rationale: x}}
documents: {risk-analysis: {number: D-7, title: {sv: Egen rubrik}, registry_number: 12/34}}
risk:
  severity: [{step: minor, injury: non-serious}, {step: critical, injury: serious-or-death, meaning: {sv: Värst}}]
  probability: {unit: {sv: per år, en: a year}, steps: [{step: rare, below: 1e-8}, {step: often, below: 1}]}
  levels: [{level: low, acceptable: true}, {level: high, acceptable: false, disclose: true}]
  matrix:
    minor: {rare: low, often: low, not-estimable: high}
    critical: {rare: low, often: high, not-estimable: high}
";

const RECORDS: &str = "\
- {id: NEED-1, title: {sv: Behovet, en: The need}, text: {sv: Behöver., en: Needs.}}
- {id: REQ-1, title: {sv: Kravet, en: The requirement}, level: system, satisfies: [NEED-1], text: \"Ska *något*, se REQ-2.\"}
- {id: REQ-2, title: Bara svenska, level: software, status: draft, satisfies: [REQ-1, REQ-9], text: Ska}
- {id: REQ-3, title: Gammalt, level: software, status: retired, retirement_reason: Onödigt, satisfies: [REQ-1]}
- {id: HAZ-1, title: Faran}
- {id: HARM-1, title: Skadan, severity: critical}
- {id: RISK-1, title: Risken, hazard: HAZ-1, harm: HARM-1, estimates: {initial: {probability: often}, residual: {probability: rare}}}
- {id: RISK-2, title: Ouppskattad, hazard: HAZ-1, harm: HARM-8}
- {id: RC-1, title: Kontrollen, option: protective-measure, external: false, controls: [RISK-1]}
- {id: VER-1, title: Provet, level: system, method: test, verifies: [{to: REQ-1, aspect: fulfilment}]}
- {id: REL-1, title: Första, version: 1.0.0, status: draft}
- {id: RES-1, verdict: fail, date: 2026-01-02, person: rm, environment: x, of: VER-1, for_release: REL-1}
";

/// Hands the inputs of a view to `test`; the record file is the usual one and `extra`.
pub(super) fn with_inputs<T>(
    extra: &str,
    history: &History,
    test: impl FnOnce(&Inputs<'_>) -> T,
) -> T {
    let project = project_of(&[
        ("techfile.yaml", PROJECT_FILE),
        ("records/all.yaml", RECORDS),
        ("records/extra.yaml", extra),
    ]);
    let graph = TraceGraph::new(&project);
    let profiles = profiles().unwrap_or_default();
    let assessment = assess(&graph, &profiles, &Basis::default());
    let revision = Revision { commit: Some("c".repeat(40)), ..Revision::default() };
    let (graph, assessment, revision) = (&graph, &assessment, &revision);
    test(&Inputs {
        project: &project,
        graph,
        assessment,
        history,
        revision,
        past: None,
        coverage: None,
        auditor_notes: None,
    })
}

/// Returns a history of three commits; the middle one is the baseline `v1`.
pub(super) fn history() -> History {
    let commit = |digit: &str, parents: &[usize], date: &str| Commit {
        id: digit.repeat(40),
        parents: parents.into(),
        author: Author { name: "Åsa Öberg".into(), email: "asa@example.org".into() },
        date: date.into(),
        committed: date.into(),
        subject: "Ändra".into(),
    };
    let change = |commit, kind, fields: &[(&str, Option<&str>, Option<&str>)]| {
        let field = |(path, before, after): &(&str, Option<&str>, Option<&str>)| FieldChange {
            path: path.to_string(),
            before: before.map(str::to_string),
            after: after.map(str::to_string),
        };
        let fields = fields.iter().map(field).collect();
        let file = "records/all.yaml".to_string();
        Change { commit, parent: None, taken: None, kind, file, moved_from: None, fields }
    };
    let titles = [
        ("title.en", Some("Old"), Some("The requirement")),
        ("title.sv", Some("Gammalt"), Some("Kravet")),
        ("satisfies[NEED-1]", None, Some("NEED-1")),
    ];
    let changes = [
        ("REQ-1", vec![change(0, ChangeKind::Changed, &titles), change(2, ChangeKind::Added, &[])]),
        ("REQ-7", vec![change(0, ChangeKind::Removed, &[("title", Some("Borta"), None)])]),
        ("NEED-1", vec![change(1, ChangeKind::Changed, &[("text.sv", None, Some("Behöver."))])]),
        ("HAZ-1", vec![change(2, ChangeKind::Added, &[])]),
        ("RES-1", vec![change(0, ChangeKind::Added, &[])]),
    ];
    History {
        commits: vec![
            commit("c", &[1], "2026-03-03T10:00:00+01:00"),
            commit("b", &[2], "2026-02-02T10:00:00+01:00"),
            commit("a", &[], "2026-01-01T10:00:00+01:00"),
        ],
        changes: changes.map(|(id, changes)| (id.to_string(), changes)).into(),
        baselines: vec![Baseline { tag: "v1".into(), commit: 1 }],
        completeness: Completeness::Complete,
        unread: Vec::new(),
        substitutes: Vec::new(),
        followed: Followed::default(),
    }
}
