//! Estimates → levels, and risks → which of them are under control.

use super::project;
use crate::harness::{Files, Inputs};
use proptest::prelude::*;
use std::collections::BTreeSet;
use techfile::graph::TraceGraph;

pub const TABLES: &[(&str, fn())] = &[
    ("levels_of_estimates", levels),
    ("two_scales", two_scales),
    ("what_cannot_be_read_is_the_worst", unreadable),
    ("completeness_is_the_least_fixed_point", fixed_point),
    ("any_network_of_controls_has_the_same_least_fixed_point", any_network),
];

const HARMS: &str = "\
- {id: HAZ-1, title: Air}
- {id: HARM-1, title: Pain, severity: minor}
- {id: HARM-2, title: Injury, severity: serious}
- {id: HARM-3, title: Death, severity: critical}
- {id: HARM-4, title: Misspelt, severity: critcal}
- {id: HARM-5, title: Nothing}
";

/// Severity, level and whether it is acceptable, of the residual estimate.
fn residual(harm: &str, estimate: &str, controls: &str) -> String {
    let risk = format!(
        "id: RISK-1\ntitle: Air\nhazard: HAZ-1\nharm: {harm}\nestimates: {{residual: {estimate}}}\n"
    );
    let files = project(&[
        ("records/harms.yaml", HARMS),
        ("records/risk.yaml", &risk),
        ("records/controls.yaml", controls),
    ]);
    level_in(&files)
}

fn level_in(files: &Files) -> String {
    let inputs = Inputs::of_files(files);
    let graph = TraceGraph::new(&inputs.project);
    let assessment = inputs.assess(&graph);
    let state = assessment.risk(inputs.project.record("RISK-1").expect("read")).expect("assessed");
    let level = state.residual.level.map_or("none", |level| &*level.name);
    let word = if state.residual.is_acceptable() { "acceptable" } else { "not acceptable" };
    format!("{} {level} {word}", state.residual.severity.unwrap_or("none"))
}

fn levels() {
    let lower = "{probability: rare, severity: minor, severity_rationale: It dissolves.}";
    let table = [
        ("HARM-1", "{probability: rare}", "minor low acceptable"),
        ("HARM-1", "{probability: frequent}", "minor medium acceptable"),
        ("HARM-1", "{probability: not-estimable}", "minor medium acceptable"),
        ("HARM-2", "{probability: occasional}", "serious medium acceptable"),
        ("HARM-2", "{probability: frequent}", "serious high not acceptable"),
        ("HARM-3", "{probability: rare}", "critical medium acceptable"),
        ("HARM-3", "{probability: occasional}", "critical high not acceptable"),
        ("HARM-3", "{probability: not-estimable}", "critical high not acceptable"),
        // The severity is the harm's, unless a rationale lowers it; it may always be raised.
        ("HARM-3", "{probability: rare, severity: minor}", "critical medium acceptable"),
        ("HARM-3", lower, "minor low acceptable"),
        ("HARM-1", "{probability: rare, severity: critical}", "critical medium acceptable"),
        // What is absent is no level at all, and that is not acceptable.
        ("HARM-1", "{severity: minor}", "minor none not acceptable"),
        ("HARM-1", "{}", "minor none not acceptable"),
        ("HARM-1", "{p1: rare, p2: rare}", "minor none not acceptable"),
    ];
    for (harm, estimate, expected) in table {
        assert_eq!(residual(harm, estimate, ""), expected, "{harm} {estimate}");
    }
    let information = "{id: RC-1, title: Warning, option: information-for-safety, external: true, controls: [RISK-1]}\n";
    let sensor = "{id: RC-2, title: Sensor, option: protective-measure, external: false, controls: [RISK-1]}\n";
    let draft = sensor.replace("external", "status: draft, external");
    let table = [
        (format!("- {information}"), "critical medium acceptable"),
        (format!("- {information}- {draft}"), "critical medium acceptable"),
        (format!("- {information}- {sensor}"), "minor low acceptable"),
        (format!("- {sensor}"), "minor low acceptable"),
    ];
    for (controls, expected) in table {
        assert_eq!(residual("HARM-3", lower, &controls), expected, "{controls}");
    }
}

fn two_scales() {
    let scales = "  p1:\n    unit: per infusion\n    steps: [{step: seldom, below: 1e-3}, {step: often, below: 1}]\n  \
                  p2:\n    unit: per situation\n    steps: [{step: unlikely, below: 0.1}, {step: likely, below: 1}]\n  \
                  combine:\n    seldom: {unlikely: rare, likely: occasional}\n    \
                  often: {unlikely: occasional, likely: frequent}\n  levels:\n";
    let table = [
        ("{p1: seldom, p2: unlikely}", "serious low acceptable"),
        ("{p1: seldom, p2: likely}", "serious medium acceptable"),
        ("{p1: often, p2: likely}", "serious high not acceptable"),
        ("{p1: often, p2: not-estimable}", "serious high not acceptable"),
        ("{p1: not-estimable, p2: unlikely}", "serious high not acceptable"),
        ("{p1: seldom}", "serious none not acceptable"),
        ("{p2: unlikely}", "serious none not acceptable"),
        ("{p1: seldom, p2: never}", "serious none not acceptable"),
        // With two scales a single probability says nothing.
        ("{probability: rare}", "serious none not acceptable"),
    ];
    for (estimate, expected) in table {
        let risk = format!(
            "id: RISK-1\ntitle: Air\nhazard: HAZ-1\nharm: HARM-2\nestimates: {{residual: {estimate}}}\n"
        );
        let mut files = project(&[("records/harms.yaml", HARMS), ("records/risk.yaml", &risk)]);
        super::edit(&mut files, "techfile.yaml", "  levels:\n", scales);
        assert_eq!(level_in(&files), expected, "{estimate}");
    }
}

fn unreadable() {
    let table = [
        ("HARM-4", "{probability: rare}"),
        ("HARM-4", "{probability: rare, severity: minor}"),
        ("HARM-5", "{probability: rare}"),
        ("HARM-5", "{probability: rare, severity: minor, severity_rationale: It dissolves.}"),
        ("HARM-9", "{probability: rare}"),
        ("HAZ-1", "{probability: rare, severity: minor}"),
        ("HARM-1", "{probability: sometimes}"),
        ("HARM-1", "{probability: rare, severity: mnor}"),
        ("HARM-1", "{probability: [rare]}"),
        ("HARM-1", "rare"),
    ];
    for (harm, estimate) in table {
        let level = residual(harm, estimate, "");
        let is_worst = level.starts_with("critical ") || level.ends_with("none not acceptable");
        assert!(is_worst, "{harm} {estimate}: {level}");
    }
}

/// A project of risks `RISK-0…`, each acceptable and with one control; `open` ones lack the
/// evaluation, and an edge says that the control of one risk affects another.
fn network(n: usize, open: &BTreeSet<usize>, edges: &BTreeSet<(usize, usize)>) -> BTreeSet<usize> {
    let mut records = String::from(
        "- {id: HAZ-1, title: Air}\n- {id: HARM-1, title: Pain, severity: minor}\n\
         - {id: REL-1, title: \"1\", version: \"1\", status: draft}\n",
    );
    for risk in 0..n {
        let evaluation = if open.contains(&risk) {
            ""
        } else {
            ", evaluation: {acceptable: true, as_far_as_possible: Nothing more helps.}"
        };
        let affected: Vec<String> = edges
            .iter()
            .filter(|(from, _)| *from == risk)
            .map(|(_, to)| format!("RISK-{to}"))
            .collect();
        let outcome = match affected.is_empty() {
            true => "outcome: {none: It changes nothing else.}".to_string(),
            false => format!("affects: [{}]", affected.join(", ")),
        };
        records.push_str(&format!(
            "- {{id: RISK-{risk}, title: Risk, hazard: HAZ-1, harm: HARM-1, \
             estimates: {{initial: {{probability: rare}}, residual: {{probability: rare}}}}{evaluation}}}\n\
             - {{id: RC-{risk}, title: Control, option: inherent-safety, external: true, procedure: Done., \
             controls: [RISK-{risk}], {outcome}}}\n\
             - {{id: VER-{risk}, title: Test, level: system, method: test, \
             verifies: [{{to: RC-{risk}, aspect: implementation}}, {{to: RC-{risk}, aspect: effectiveness}}]}}\n\
             - {{id: RES-{risk}, of: [VER-{risk}], for_release: [REL-1], verdict: pass, date: 2026-10-01, \
             person: lena, environment: bench}}\n"
        ));
    }
    let mut files = project(&[("records/a.yaml", &records)]);
    let needed = "    risk: [{meaning: approved, role: risk-manager}]\n";
    super::edit(&mut files, "techfile.yaml", needed, "    risk: []\n");
    let inputs = Inputs::of_files(&files);
    assert!(inputs.project.problems.is_empty(), "{:?}", inputs.project.problems);
    let graph = TraceGraph::new(&inputs.project);
    let assessment = inputs.assess(&graph);
    let is_complete = |risk: &usize| {
        let record = inputs.project.record(&format!("RISK-{risk}")).expect("read");
        assessment.risk(record).expect("assessed").is_complete()
    };
    (0..n).filter(is_complete).collect()
}

fn fixed_point() {
    let set = |list: &[usize]| list.iter().copied().collect::<BTreeSet<_>>();
    let table: &[(&str, &[usize], &[(usize, usize)], &[usize])] = &[
        ("alone", &[], &[], &[0, 1, 2, 3]),
        ("one is open", &[1], &[], &[0, 2, 3]),
        ("a chain", &[], &[(0, 1), (1, 2), (2, 3)], &[0, 1, 2, 3]),
        ("a chain to an open one", &[3], &[(0, 1), (1, 2), (2, 3)], &[]),
        ("an open one in a chain", &[1], &[(0, 1), (1, 2), (2, 3)], &[2, 3]),
        ("a control that affects its own risk", &[], &[(0, 0)], &[1, 2, 3]),
        ("a circle of two", &[], &[(0, 1), (1, 0)], &[2, 3]),
        ("what leads to a circle", &[], &[(0, 1), (1, 0), (2, 0), (3, 2)], &[]),
        ("what a circle leads to", &[], &[(0, 1), (1, 0), (1, 2)], &[2, 3]),
        ("a diamond", &[], &[(0, 1), (0, 2), (1, 3), (2, 3)], &[0, 1, 2, 3]),
    ];
    for (what, open, edges, expected) in table {
        let edges = edges.iter().copied().collect();
        assert_eq!(network(4, &set(open), &edges), set(expected), "{what}");
    }
}

/// Adds risks as long as everything that one leads to is in already; a circle never gets in.
fn reference(
    n: usize,
    open: &BTreeSet<usize>,
    edges: &BTreeSet<(usize, usize)>,
) -> BTreeSet<usize> {
    let mut complete = BTreeSet::new();
    loop {
        let is_ready = |risk: &usize| {
            let mut leads_to = edges.iter().filter(|(from, _)| from == risk);
            !open.contains(risk) && leads_to.all(|(_, to)| complete.contains(to))
        };
        let next: BTreeSet<usize> = (0..n).filter(is_ready).collect();
        if next == complete {
            return complete;
        }
        complete = next;
    }
}

fn any_network() {
    let open = prop::collection::btree_set(0usize..6, 0..3);
    let edges = prop::collection::btree_set((0usize..6, 0usize..6), 0..9);
    super::reading::holds(&(open, edges), |(open, edges)| {
        let expected = reference(6, &open, &edges);
        prop_assert_eq!(network(6, &open, &edges), expected, "{:?} {:?}", open, edges);
        Ok(())
    });
}
