//! Ways to open the gate that must not: the pump, whose gate is open, with several changes at once.
//!
//! Each goes around a check that one change alone would meet: it moves, renames, drafts or rewrites
//! more than one thing, as someone would who wants the gate open tonight.

use super::{approve, edit, pump};
use crate::harness::{Files, Inputs};

pub const TABLES: &[(&str, fn())] = &[
    ("approvals", || closed(APPROVALS)),
    ("verdicts", || closed(VERDICTS)),
    ("risks", || closed(RISKS)),
    ("files", || closed(FILES)),
    ("configuration", || closed(CONFIGURATION)),
    ("surroundings", || closed(SURROUNDINGS)),
    ("nothing_of_this_closes_it", open),
];

type Attack = (&'static str, fn(&mut Files));

fn judged_open(files: &Files) -> Result<(), Vec<String>> {
    let judged = super::judged(files);
    if judged.open { Ok(()) } else { Err(judged.findings) }
}

fn closed(attacks: &[Attack]) {
    let mut faults = Vec::new();
    for (name, attack) in attacks {
        let mut files = pump();
        attack(&mut files);
        if judged_open(&files).is_ok() {
            faults.push(*name);
        }
    }
    assert!(faults.is_empty(), "the gate stays open: {}", faults.join("; "));
}

fn open() {
    let table: &[Attack] = &[
        ("nothing", |_| {}),
        ("a draft that nobody has approved", |files| {
            add(
                files,
                "id: DR-009\ntitle: Transfer\nstage: transfer\ndate: 2026-10-01\nstatus: draft\n",
            );
        }),
        ("a failure that was repeated with a pass", |files| {
            add(files, &result("RES-009", "VER-001", "fail", "2026-09-20", "active"));
        }),
        ("somebody new whom the risk manager and a second person appoint", |files| {
            edit(files, "techfile.yaml", PEOPLE, &format!("{PEOPLE}{ERIK}"));
            approve(files, "techfile.yaml#manufacturer", "ingrid", "quality");
            approve(files, "techfile.yaml#manufacturer", "amir", "developer");
        }),
        ("a rejection of an earlier state", |files| {
            add(files, &review("NEED-001", "rejected", "active", OLD));
        }),
    ];
    for (name, change) in table {
        let mut files = pump();
        change(&mut files);
        assert_eq!(judged_open(&files), Ok(()), "{name}");
    }
}

const OLD: &str = "tf1:0000000000000000000000000000000000000000000000000000000000000000";

fn add(files: &mut Files, text: &str) {
    let path = format!("records/added-{}.yaml", files.len());
    files.insert(path, text.as_bytes().to_vec());
}

fn result(id: &str, of: &str, verdict: &str, date: &str, status: &str) -> String {
    format!(
        "id: {id}\nof: [\"{of}\"]\nfor_release: [REL-001]\nverdict: {verdict}\ndate: {date}\nperson: lena\n\
         environment: bench\nstatus: {status}\n"
    )
}

fn review(to: &str, decision: &str, status: &str, fingerprint: &str) -> String {
    format!(
        "id: REV-009\nby: lena\nrole: tester\nmeaning: approved\ndecision: {decision}\ndate: 2026-10-01\n\
         status: {status}\nof: [{{to: \"{to}\", fingerprint: \"{fingerprint}\"}}]\n"
    )
}

const PEOPLE: &str = "  people:\n";
const ERIK: &str = "    erik: {name: Erik Ek, roles: [risk-manager]}\n";

/// Adds a record with an approval of its present state.
fn add_approved(files: &mut Files, id: &str, text: &str) {
    add(files, text);
    let fingerprint = fingerprint_of(files, id);
    let review = review(id, "accepted", "active", &fingerprint);
    let number = files.len();
    add(files, &review.replace("REV-009", &format!("REV-1{number}")));
}

fn fingerprint_of(files: &Files, id: &str) -> String {
    let project = Inputs::of_files(files).project;
    project.record(id).expect("read").fingerprint.to_string()
}

/// Makes a second, approved test of a requirement, and a failing result of it.
fn failing_test(files: &mut Files) {
    add_approved(
        files,
        "VER-009",
        "id: VER-009\ntitle: Empty the reservoir in the cold\nlevel: system\nmethod: test\n\
         verifies: [{to: REQ-003, aspect: fulfilment}]\n",
    );
    add(files, &result("RES-009", "VER-009", "fail", "2026-09-24", "active"));
    assert!(judged_open(files).is_err(), "a failing test closes the gate");
}

/// Changes the status of a record that was added.
fn set_status(files: &mut Files, id: &str, status: &str) {
    let start = format!("id: {id}\n");
    let (path, text) = files
        .iter()
        .map(|(path, content)| (path.clone(), String::from_utf8_lossy(content).into_owned()))
        .find(|(_, text)| text.starts_with(&start))
        .expect("the record was added");
    let text = text.replace("status: active\n", "") + &format!("status: {status}\n");
    files.insert(path, text.into_bytes());
}

const APPROVALS: &[Attack] = &[
    ("a rejection whose pin is a slip of the pen", |files| {
        add(files, &review("NEED-001", "rejected", "active", "tf1:b17ac8"));
    }),
    ("a requirement is made weaker and a draft, and its test no longer names it", |files| {
        edit(files, "records/requirements.yaml", "within 0.1 s", "within 9 s");
        edit(
            files,
            "records/requirements.yaml",
            "  implements: [RC-001]\n",
            "  implements: [RC-001]\n  status: draft\n",
        );
        edit(files, "records/tests.yaml", "    - {to: REQ-002, aspect: fulfilment}\n", "");
    }),
    ("a need is rewritten as a draft that nothing names", |files| {
        edit(files, "records/needs.yaml", "Infusion at a known rate", "Infusion at some rate");
        edit(
            files,
            "records/needs.yaml",
            "  priority: must\n- id: NEED-002",
            "  priority: must\n  status: draft\n- id: NEED-002",
        );
        edit(
            files,
            "records/requirements.yaml",
            "  satisfies: [NEED-001]\n",
            "  satisfies: [NEED-002]\n",
        );
        edit(files, "records/validation.yaml", "[NEED-001, NEED-002]", "[NEED-002]");
        for id in ["REQ-001", "VAL-001"] {
            let new = fingerprint_of(files, id);
            add(
                files,
                &review(id, "accepted", "active", &new)
                    .replace("REV-009", &format!("REV-{}", &id[..3])),
            );
        }
    }),
    ("a rejecting review is made a draft", |files| {
        let now = fingerprint_of(files, "NEED-001");
        add(files, &review("NEED-001", "rejected", "draft", &now));
    }),
    ("a rejection is retired and dated back", |files| {
        let now = fingerprint_of(files, "NEED-001");
        add(
            files,
            &review("NEED-001", "rejected", "retired", &now).replace("2026-10-01", "2026-09-25"),
        );
    }),
    ("a rejection names its target with a space", |files| {
        let now = fingerprint_of(files, "NEED-001");
        add(files, &review("NEED-001 ", "rejected", "active", &now));
    }),
    ("an approval of what is written in another file with the same id", |files| {
        add(
            files,
            "id: RISK-001\ntitle: Air reaches the patient\nhazard: HAZ-001\nharm: HARM-002\n",
        );
    }),
];

const VERDICTS: &[Attack] = &[
    ("a failing test and its result are made drafts", |files| {
        failing_test(files);
        set_status(files, "VER-009", "draft");
        set_status(files, "RES-009", "draft");
    }),
    ("a failing result is retired, and its test is made a draft", |files| {
        failing_test(files);
        set_status(files, "VER-009", "draft");
        set_status(files, "RES-009", "retired");
    }),
    ("a failing result names its release with a space", |files| {
        let fail = result("RES-009", "VER-003", "fail", "2026-09-24", "active");
        add(files, &fail.replace("[REL-001]", "[\"REL-001 \"]"));
    }),
    ("a failing result names its test with a space", |files| {
        add(files, &result("RES-009", "VER-003 ", "fail", "2026-09-24", "active"));
    }),
    ("a pass of another day without time against a failure of the same day", |files| {
        add(files, &result("RES-008", "VER-003", "fail", "2026-09-24T23:00:00+02:00", "active"));
        add(files, &result("RES-009", "VER-003", "pass", "2026-09-24", "active"));
    }),
    ("a pass dated in the future", |files| {
        add(files, &result("RES-008", "VER-003", "fail", "2026-09-24", "active"));
        add(files, &result("RES-009", "VER-003", "pass", "2027-09-24", "active"));
    }),
    ("a failure in an environment with another name", |files| {
        let fail = result("RES-009", "VER-003", "fail", "2026-09-01", "active");
        add(files, &fail.replace("environment: bench", "environment: Bench"));
    }),
    ("a blocked result without a verdict that anybody knows", |files| {
        add(files, &result("RES-009", "VER-003", "passed with remarks", "2026-09-24", "active"));
    }),
];

const CONTROL: &str = "id: RC-009\ntitle: Filter in the line\noption: protective-measure\nexternal: true\n\
                       procedure: The ward puts it in.\ncontrols: [RISK-001]\noutcome: {none: It changes nothing.}\n";

const APPROVED_ANOMALY: &str = "id: ANO-009\ntitle: Display flickers\nseverity: minor\n\
    evaluation: Nobody is misled.\nacceptable: true\naffects: [REQ-003]\n";

const RISKS: &[Attack] = &[
    ("a control that was approved and never worked is made a draft", |files| {
        add_approved(files, "RC-009", CONTROL);
        assert!(judged_open(files).is_err(), "a control without verification closes the gate");
        set_status(files, "RC-009", "draft");
    }),
    ("a harm is made milder and a draft, and the risk names another one", |files| {
        add(files, "id: HARM-009\ntitle: Discomfort\nseverity: minor\nstatus: draft\n");
        edit(files, "records/risks.yaml", "  harm: HARM-001\n", "  harm: HARM-009\n");
        edit(
            files,
            "records/risks.yaml",
            "    initial: {probability: frequent}",
            "    initial: {probability: rare}",
        );
    }),
    ("a new risk is hidden as a draft", |files| {
        add(
            files,
            "id: RISK-009\ntitle: Line is torn off\nhazard: HAZ-001\nharm: HARM-001\nstatus: draft\n",
        );
    }),
    ("a new risk is retired at once", |files| {
        add(
            files,
            "id: RISK-009\ntitle: Line is torn off\nhazard: HAZ-001\nharm: HARM-001\nstatus: retired\nretirement_reason: Rare.\n",
        );
    }),
    ("a risk that a control introduces is only a draft", |files| {
        add(
            files,
            "id: RISK-009\ntitle: Filter breaks\nhazard: HAZ-001\nharm: HARM-001\nstatus: draft\n",
        );
        add_approved(
            files,
            "RC-009",
            &CONTROL.replace("outcome: {none: It changes nothing.}", "introduces: [RISK-009]"),
        );
    }),
];

const FILES: &[Attack] = &[
    ("a record behind three dots", |files| {
        let mut text =
            b"id: RISK-009\ntitle: Line is torn off\nhazard: HAZ-001\nharm: HARM-001\n...\n"
                .to_vec();
        text.extend(&files["records/release.yaml"]);
        files.insert("records/release.yaml".to_string(), text);
    }),
    ("a record behind old line ends", |files| {
        let text = "id: RISK-009\rtitle: Line is torn off\rhazard: HAZ-001\rharm: HARM-001\r---\rid: NEED-009\rtitle: x\rstatus: draft\r";
        add(files, text);
    }),
    ("a file of failing results gets another ending", |files| {
        files.insert(
            "records/results.YAML".to_string(),
            result("RES-009", "VER-003", "fail", "2026-09-24", "active").into_bytes(),
        );
    }),
    ("a failing result inside another record", |files| {
        edit(
            files,
            "records/release.yaml",
            "id: REL-001\n",
            "id: REL-001\nresults: [{id: RES-009, of: [VER-003], verdict: fail}]\n",
        );
    }),
    ("a failing result in a list of lists", |files| {
        let fail = result("RES-009", "VER-003", "fail", "2026-09-24", "active");
        add(files, &format!("- - {}\n", fail.trim_end().replace('\n', "\n    ")));
    }),
    ("a key that stands twice, the second time worse", |files| {
        edit(
            files,
            "records/results.yaml",
            "  of: [VER-002, VER-003]\n  for_release: [REL-001]\n  verdict: pass\n",
            "  of: [VER-002, VER-003]\n  for_release: [REL-001]\n  verdict: pass\n  verdict: fail\n",
        );
    }),
    ("an escaped key", |files| {
        edit(files, "records/risks.yaml", "  harm: HARM-001\n", "  \"h\\u0061rm\": HARM-002\n");
    }),
    ("everything after a byte that ends text", |files| {
        let fail = result("RES-009", "VER-003", "fail", "2026-09-24", "active");
        add(files, &format!("id: NEED-009\ntitle: x\nstatus: draft\n\u{0}\n---\n{fail}"));
    }),
];

const CONFIGURATION: &[Attack] = &[
    ("the policy is left out and approved by its own words", |files| {
        edit(
            files,
            "techfile.yaml",
            "gate:\n",
            "gate:\n  off: [requirements-verified, risks-controlled]\n",
        );
    }),
    ("risks need an approval of no role", |files| {
        edit(
            files,
            "techfile.yaml",
            "    risk: [{meaning: approved, role: risk-manager}]",
            "    risk: [{meaning: approved}]",
        );
    }),
    ("the matrix stands twice", |files| {
        edit(files, "techfile.yaml", "  matrix:\n", "  matrix: {minor: {rare: low}}\n  matrix:\n");
    }),
    ("a second document of settings", |files| {
        edit(files, "techfile.yaml", "baselines: \"v*\"\n", "baselines: \"v*\"\n---\nrisk: {}\n");
    }),
    ("a section behind three dots", |files| {
        edit(
            files,
            "techfile.yaml",
            "baselines: \"v*\"\n",
            "baselines: \"v*\"\n...\ngate: {off: [risks-controlled]}\n",
        );
    }),
    ("results have another prefix, so that old failures are none", |files| {
        add(files, &result("RES-009", "VER-003", "fail", "2026-09-24", "active"));
        edit(
            files,
            "techfile.yaml",
            "baselines: \"v*\"\n",
            "baselines: \"v*\"\nprefixes: {result: ROS}\n",
        );
    }),
    ("a rule is lowered", |files| {
        add(files, "id: NEED-009\ntitle: Nobody satisfies it\n");
        edit(
            files,
            "techfile.yaml",
            "baselines: \"v*\"\n",
            "baselines: \"v*\"\nrules: {REV001: note, VER012: note}\n",
        );
    }),
    ("a warning says the opposite", |files| {
        let path = "docs-src/instructions-for-use.sv.md";
        edit(files, path, "{#warnings}\n", "{#warnings}\n\nDet är inte så farligt.\n");
    }),
    ("a warning is only a heading", |files| {
        for (path, heading) in [("en", "Warnings"), ("sv", "Varningar")] {
            let path = format!("docs-src/instructions-for-use.{path}.md");
            let text = format!(
                "---\ndocument: instructions-for-use\nlang: {}\n---\n# {heading} {{#warnings}}\n",
                &path[path.len() - 5..path.len() - 3]
            );
            files.insert(path, text.into_bytes());
        }
        approve(files, "doc:instructions-for-use#warnings", "ingrid", "risk-manager");
    }),
    ("somebody new approves that he may approve", |files| {
        edit(files, "techfile.yaml", PEOPLE, &format!("{PEOPLE}{ERIK}"));
        approve(files, "techfile.yaml#manufacturer", "erik", "risk-manager");
    }),
    ("the risk manager alone appoints somebody, who may not exist", |files| {
        edit(files, "techfile.yaml", PEOPLE, &format!("{PEOPLE}{ERIK}"));
        approve(files, "techfile.yaml#manufacturer", "ingrid", "risk-manager");
        approve(files, "techfile.yaml#manufacturer", "erik", "risk-manager");
    }),
    ("two people appoint a risk manager, and neither of them is one", |files| {
        edit(files, "techfile.yaml", PEOPLE, &format!("{PEOPLE}{ERIK}"));
        approve(files, "techfile.yaml#manufacturer", "amir", "developer");
        approve(files, "techfile.yaml#manufacturer", "lena", "tester");
    }),
    ("a developer approves that she manages risks, too", |files| {
        edit(files, "techfile.yaml", "roles: [developer]", "roles: [developer, risk-manager]");
        approve(files, "techfile.yaml#manufacturer", "amir", "developer");
    }),
    ("the intended purpose becomes wider", |files| {
        edit(files, "techfile.yaml", "into adults in hospital wards", "into anybody anywhere");
    }),
    ("the product is no device any more", |files| {
        edit(files, "techfile.yaml", "{as: device, rationale", "{as: neither, rationale");
    }),
    ("another profile, which asks for less", |files| {
        edit(files, "techfile.yaml", "profile: mdr", "profile: nmi-2014");
    }),
    ("an edition is not followed any more", |files| {
        edit(files, "techfile.yaml", "2006+A1:2015", "2006");
    }),
    ("no tag is a baseline any more", |files| {
        edit(files, "techfile.yaml", "baselines: \"v*\"", "baselines: \"none*\"");
    }),
    ("a file is evidence that nobody has approved", |files| {
        let digest = "0".repeat(63) + "1";
        let evidence = format!("evidence: [{{file: records/needs.yaml, sha256: {digest}}}]\nbase");
        edit(files, "techfile.yaml", "\nbase", &format!("\n{evidence}"));
    }),
    ("the person who rejected is gone", |files| {
        let now = fingerprint_of(files, "NEED-001");
        add(files, &review("NEED-001", "rejected", "active", &now));
        edit(
            files,
            "techfile.yaml",
            "    lena: {name: Lena Berg, roles: [tester], emails: [lena.berg@example.org]}\n",
            "",
        );
    }),
    ("the person who rejected has another role, and the rejection is a draft", |files| {
        let now = fingerprint_of(files, "NEED-001");
        add(files, &review("NEED-001", "rejected", "draft", &now));
        edit(files, "techfile.yaml", "roles: [tester]", "roles: [guest]");
        approve(files, "techfile.yaml#manufacturer", "ingrid", "quality");
        approve(files, "techfile.yaml#manufacturer", "amir", "developer");
    }),
    ("a bound that no probability can be below", |files| {
        edit(files, "techfile.yaml", "below: 1e-6", "below: -1e-6");
        approve(files, "techfile.yaml#risk", "ingrid", "risk-manager");
    }),
    ("every level is acceptable", |files| {
        edit(
            files,
            "techfile.yaml",
            "level: high, acceptable: false",
            "level: high, acceptable: true",
        );
        approve(files, "techfile.yaml#risk", "ingrid", "risk-manager");
    }),
    ("the person who rejected has another role", |files| {
        let now = fingerprint_of(files, "NEED-001");
        add(files, &review("NEED-001", "rejected", "active", &now));
        edit(files, "techfile.yaml", "roles: [tester]", "roles: [guest]");
    }),
];

const ANOMALY: &str = "id: ANO-009\ntitle: Display flickers\nseverity: serious\nevaluation: It hides alarms.\n\
                       acceptable: false\naffects: [REQ-003]\n";
const PROBLEM: &str = "id: PR-009\ntitle: Pump did not stop\nreported: 2026-09-01\ncriticality: critical\n\
                       safety_relevant: true\n";
const WEAKNESS: &str = "id: VUL-009\ntitle: Timer can be stopped\nadvisory: CVE-2026-0009\nin: [SOUP-001]\n\
                        exploitability: {state: under-investigation}\n";

const SURROUNDINGS: &[Attack] = &[
    ("an anomaly that is not acceptable, as a draft", |files| {
        add(files, &format!("{ANOMALY}status: draft\n"));
    }),
    ("an acceptable anomaly that the release does not accept", |files| {
        add_approved(files, "ANO-009", &ANOMALY.replace("acceptable: false", "acceptable: true"));
    }),
    ("a draft release accepts an anomaly, and nobody has approved the release", |files| {
        add_approved(files, "ANO-009", APPROVED_ANOMALY);
        let release = "id: REL-001\n";
        edit(files, "records/release.yaml", release, &format!("{release}accepts: [ANO-009]\n"));
    }),
    ("an anomaly without evaluation", |files| {
        add_approved(
            files,
            "ANO-009",
            "id: ANO-009\ntitle: Display flickers\naffects: [REQ-003]\n",
        );
        edit(files, "records/release.yaml", "id: REL-001\n", "id: REL-001\naccepts: [ANO-009]\n");
    }),
    ("an open problem, as a draft", |files| add(files, &format!("{PROBLEM}status: draft\n"))),
    ("an open problem that does not say whether it bears on safety", |files| {
        add_approved(files, "PR-009", &PROBLEM.replace("safety_relevant: true\n", ""));
    }),
    ("a problem that nobody closed, retired without approval", |files| {
        add(files, &format!("{PROBLEM}status: retired\nretirement_reason: Old.\n"));
    }),
    ("a problem closed by nobody", |files| {
        add_approved(
            files,
            "PR-009",
            &format!("{PROBLEM}closed: {{date: 2026-09-02, reason: Done.}}\n"),
        );
    }),
    ("an undecided weakness, as a draft", |files| {
        add(files, &format!("{WEAKNESS}status: draft\n"))
    }),
    ("a weakness that affects the product, with an empty decision", |files| {
        let text = WEAKNESS.replace("under-investigation", "affected");
        add_approved(files, "VUL-009", &format!("{text}decision: {{}}\n"));
    }),
    ("a component as a draft, so that its anomalies need no look", |files| {
        add(
            files,
            "id: SOUP-009\ntitle: Queue\nversion: \"1\"\nused_in: [ITEM-001]\nstatus: draft\n",
        );
    }),
    ("a component whose anomalies were looked at for another version", |files| {
        edit(
            files,
            "records/components.yaml",
            "  supplier: Kvarn Software\n  version: \"11.1\"\n",
            "  supplier: Kvarn Software\n  version: \"11.2\"\n",
        );
        edit(files, "records/release.yaml", "version: \"11.1\"", "version: \"11.2\"");
        let now = fingerprint_of(files, "SOUP-001");
        add(files, &review("SOUP-001", "accepted", "active", &now));
    }),
    ("an item of a lower class, as a draft", |files| {
        add(
            files,
            "id: ITEM-009\ntitle: Display task\ntype: unit\nsafety_class: A\npart_of: ITEM-001\nstatus: draft\n",
        );
    }),
    ("a failing validation, as a draft with its result", |files| {
        add_approved(
            files,
            "VAL-009",
            "id: VAL-009\ntitle: Nurses at night\nvalidates: [NEED-001]\n",
        );
        add(files, &result("RES-009", "VAL-009", "fail", "2026-09-24", "active"));
        assert!(judged_open(files).is_err(), "a failing validation closes the gate");
        set_status(files, "VAL-009", "draft");
        set_status(files, "RES-009", "draft");
    }),
    ("a failing validation that need not pass, without a reason", |files| {
        add_approved(
            files,
            "VAL-009",
            "id: VAL-009\ntitle: Nurses at night\nvalidates: [NEED-001]\nrequired_for_release: false\n",
        );
        add(files, &result("RES-009", "VAL-009", "fail", "2026-09-24", "active"));
    }),
];
