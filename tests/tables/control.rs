//! Whether risk control of a risk is complete: every combination of a small matrix, against a table
//! that is written down here and knows nothing of the program.

use super::{edit, project};
use crate::harness::{Files, Inputs};
use techfile::assess::fingerprint;
use techfile::graph::TraceGraph;

pub const TABLES: &[(&str, fn())] = &[("every_combination_agrees_with_the_table", agrees)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Residual {
    Acceptable,
    /// A benefit-risk analysis may accept it.
    High,
    Absent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Control {
    None,
    Draft,
    Active,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// No verification of the aspect.
    No,
    Pass,
    Fail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    NotStated,
    /// None, with a reason.
    None,
    IntroducesComplete,
    IntroducesOpen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Benefit {
    NoAnalysis,
    Outweighs,
    DoesNot,
}

/// One combination; what a control has counts only where there is one.
#[derive(Debug, Clone, Copy)]
struct Combination {
    initial_acceptable: bool,
    residual: Residual,
    benefit: Benefit,
    /// Whether it is said which options there are and why none is practicable.
    reasoned: bool,
    control: Control,
    implemented: bool,
    implementation: Shown,
    effectiveness: Shown,
    outcome: Outcome,
}

/// The table: ISO 14971, 7.1 to 7.6, as the design of techfile puts it.
fn is_complete(risk: Combination) -> bool {
    let accepted = risk.residual == Residual::High && risk.benefit == Benefit::Outweighs;
    let tolerable = risk.residual == Residual::Acceptable || accepted;
    let controlled = match risk.control {
        Control::Active => {
            risk.implemented
                && risk.implementation == Shown::Pass
                && risk.effectiveness == Shown::Pass
                && matches!(risk.outcome, Outcome::None | Outcome::IntroducesComplete)
        }
        Control::None | Control::Draft => risk.initial_acceptable || (risk.reasoned && accepted),
    };
    tolerable && controlled
}

fn combinations() -> Vec<Combination> {
    let mut all = Vec::new();
    for number in 0..2 * 3 * 3 * 2 * 3 * 2 * 3 * 3 * 4 {
        let mut rest = number;
        let mut digit = |n: usize| {
            let digit = rest % n;
            rest /= n;
            digit
        };
        let residual = [Residual::Acceptable, Residual::High, Residual::Absent];
        let benefit = [Benefit::NoAnalysis, Benefit::Outweighs, Benefit::DoesNot];
        let control = [Control::None, Control::Draft, Control::Active];
        let shown = [Shown::No, Shown::Pass, Shown::Fail];
        let outcome = [
            Outcome::NotStated,
            Outcome::None,
            Outcome::IntroducesComplete,
            Outcome::IntroducesOpen,
        ];
        let combination = Combination {
            initial_acceptable: digit(2) == 0,
            residual: residual[digit(3)],
            benefit: benefit[digit(3)],
            reasoned: digit(2) == 0,
            control: control[digit(3)],
            implemented: digit(2) == 0,
            implementation: shown[digit(3)],
            effectiveness: shown[digit(3)],
            outcome: outcome[digit(4)],
        };
        let Combination { control, implemented, implementation, effectiveness, outcome, .. } =
            combination;
        // Without a control there is nothing that could be implemented or shown.
        let is_first = implemented
            && implementation == Shown::No
            && effectiveness == Shown::No
            && outcome == Outcome::NotStated;
        if control != Control::None || is_first {
            all.push(combination);
        }
    }
    all
}

/// What all combinations share: a risk that is complete, one that is open, and a release.
const SHARED: &str = "\
- {id: REL-1, title: \"1\", version: \"1\", status: draft}
- {id: HAZ-1, title: Air}
- {id: HARM-1, title: Death, severity: critical}
- {id: HARM-2, title: Pain, severity: minor}
- {id: RISK-COMPLETE, title: Pain, hazard: HAZ-1, harm: HARM-2, estimates: {initial: {probability: rare}, residual: {probability: rare}}, evaluation: {acceptable: true, as_far_as_possible: Nothing more helps.}}
- {id: RISK-OPEN, title: Pain, hazard: HAZ-1, harm: HARM-2, estimates: {initial: {probability: rare}, residual: {probability: rare}}}
- {id: RES-1, of: [VER-PASS], for_release: [REL-1], verdict: pass, date: 2026-10-01, person: lena, environment: bench}
- {id: RES-2, of: [VER-FAIL], for_release: [REL-1], verdict: fail, date: 2026-10-01, person: lena, environment: bench}
";

/// Writes all combinations as risks of one project; one test passes and one fails for all of them.
fn records(all: &[Combination]) -> String {
    let mut text = SHARED.to_string();
    let (mut implements, mut passes, mut fails) = (Vec::new(), Vec::new(), Vec::new());
    for (number, risk) in all.iter().enumerate() {
        let probability = if risk.initial_acceptable { "rare" } else { "frequent" };
        let residual = match risk.residual {
            Residual::Acceptable => ", residual: {probability: rare}",
            Residual::High => ", residual: {probability: frequent}",
            Residual::Absent => "",
        };
        let reasoned = match risk.reasoned {
            true => ", option_analysis: Filters and alarms., no_further_control: None fits.",
            false => "",
        };
        text += &format!(
            "- {{id: RISK-{number}, title: Air, hazard: HAZ-1, harm: HARM-1, estimates: {{initial: {{probability: \
             {probability}}}{residual}}}{reasoned}, evaluation: {{acceptable: true, as_far_as_possible: Nothing more helps.}}}}\n"
        );
        let conclusion = match risk.benefit {
            Benefit::NoAnalysis => None,
            Benefit::Outweighs => Some("outweighs"),
            Benefit::DoesNot => Some("does-not-outweigh"),
        };
        text += &conclusion.map_or(String::new(), |conclusion| {
            format!(
                "- {{id: BRA-{number}, title: Weighed, scope: one-risk, benefits: [{{benefit: Life., evidence: Ward.}}], \
                 not_practicable: None fits., conclusion: {conclusion}, justifies: [RISK-{number}]}}\n"
            )
        });
        let status = match risk.control {
            Control::None => continue,
            Control::Draft => "draft",
            Control::Active => "active",
        };
        let outcome = match risk.outcome {
            Outcome::NotStated => "",
            Outcome::None => ", outcome: {none: It changes nothing else.}",
            Outcome::IntroducesComplete => ", introduces: [RISK-COMPLETE]",
            Outcome::IntroducesOpen => ", introduces: [RISK-OPEN]",
        };
        text += &format!(
            "- {{id: RC-{number}, title: Sensor, option: protective-measure, external: false, status: {status}, \
             controls: [RISK-{number}]{outcome}}}\n"
        );
        if risk.implemented {
            implements.push(format!("RC-{number}"));
        }
        for (aspect, shown) in
            [("implementation", risk.implementation), ("effectiveness", risk.effectiveness)]
        {
            let link = format!("{{to: RC-{number}, aspect: {aspect}}}");
            match shown {
                Shown::No => {}
                Shown::Pass => passes.push(link),
                Shown::Fail => fails.push(link),
            }
        }
    }
    text += &format!(
        "- {{id: REQ-1, title: Sensors, level: system, implements: [{}]}}\n\
         - {{id: VER-PASS, title: Good, level: system, method: test, verifies: [{}]}}\n\
         - {{id: VER-FAIL, title: Bad, level: system, method: test, verifies: [{}]}}\n",
        implements.join(", "),
        passes.join(", "),
        fails.join(", ")
    );
    text
}

/// Adds an approval of every analysis; what risks say is judged without one here.
fn approved(records: &str) -> Files {
    let mut files = project(&[("records/all.yaml", records)]);
    let needed = "    risk: [{meaning: approved, role: risk-manager}]\n";
    edit(&mut files, "techfile.yaml", needed, "    risk: []\n");
    let project = Inputs::of_files(&files).project;
    assert!(project.problems.is_empty(), "{:?}", project.problems.first());
    let pin = |record: &techfile::model::Record| {
        let now = fingerprint(&project, &record.id).expect("it is there");
        format!("{{to: {}, fingerprint: \"{now}\"}}", record.id)
    };
    let pins: Vec<String> = project.of_kind("benefit-risk").map(pin).collect();
    let review = format!(
        "id: REV-1\nby: ingrid\nrole: quality\nmeaning: approved\ndecision: accepted\ndate: 2026-10-02\nof: [{}]\n",
        pins.join(", ")
    );
    files.insert("records/review.yaml".to_string(), review.into_bytes());
    files
}

#[expect(
    clippy::print_stdout,
    reason = "how many combinations were compared is part of the result"
)]
fn agrees() {
    let all = combinations();
    let inputs = Inputs::of_files(&approved(&records(&all)));
    let graph = TraceGraph::new(&inputs.project);
    let assessment = inputs.assess(&graph);
    let mut faults = Vec::new();
    let mut n_complete = 0;
    for (number, combination) in all.iter().enumerate() {
        let record = inputs.project.record(&format!("RISK-{number}")).expect("read");
        let state = assessment.risk(record).expect("assessed");
        n_complete += usize::from(state.is_complete());
        if state.is_complete() != is_complete(*combination) {
            faults.push(format!("{combination:?}: {:?}", state.missing));
        }
    }
    println!("{} combinations, {n_complete} of them complete", all.len());
    assert!(n_complete > 0 && n_complete < all.len(), "both answers occur");
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), all.len(), faults.join("\n"));
}
