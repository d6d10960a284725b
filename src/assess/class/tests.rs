//! Tables of classes that were worked out by hand, held against what is computed.

use super::{SafetyClass, all};
use crate::config::KnownNames;
use crate::graph::TraceGraph;
use crate::load::Snapshot;
use crate::model::kinds::KINDS;
use crate::model::{self, Project, SuppliedResults};

const PROJECT_FILE: &str = include_str!("../../../tests/cases/base/techfile.yaml");

/// A system of two parts, and the harms; the second part is segregated.
const DESIGN: &str = "\
- {id: ITEM-1, title: Pump, type: system, safety_class: C}
- {id: ITEM-2, title: Motor, type: item, part_of: [ITEM-1], safety_class: C}
- {id: ITEM-3, title: Log, type: item, part_of: [ITEM-1], segregation: A process of its own}
- {id: ITEM-4, title: Log file, type: unit, part_of: [ITEM-3]}
- {id: HARM-1, title: Bruise, severity: minor}
- {id: HARM-2, title: Coma, severity: critical}
- {id: HAZ-1, title: Infusion}
";

fn project(records: &str) -> Project {
    let files = [("techfile.yaml", PROJECT_FILE.to_string()), ("records/a.yaml", records.into())];
    let files = files.map(|(path, text)| (path.to_string(), text.into_bytes()));
    let kinds = KINDS.iter().map(|kind| (kind.name, kind.prefix)).collect();
    let names = KnownNames { kinds, ..KnownNames::default() };
    model::read(&Snapshot::of_files(files.into()), &names, &SuppliedResults::default())
}

/// Returns what the risk demands, as a letter.
fn of_risk(harm: &str, estimates: &str, controls: &str) -> &'static str {
    let risk = format!(
        "- {{id: RISK-1, title: Overdose, hazard: HAZ-1, harm: {harm}, arises_from: [ITEM-2], \
         estimates: {{{estimates}}}}}\n"
    );
    let project = project(&format!("{DESIGN}{risk}{controls}"));
    let graph = TraceGraph::new(&project);
    let class = all(&graph).risks["RISK-1"].class.word();
    class
}

const OUTSIDE: &str = "\
- {id: RC-1, title: Clamp, option: protective-measure, external: true, controls: [RISK-1]}\n";

#[test]
fn a_risk_demands_by_its_estimate_after_external_controls() {
    let table = [
        // Acceptable with the software failing: class A, whatever the harm.
        (
            "HARM-1",
            "initial: {probability: occasional}, after_external_controls: {probability: occasional}",
            "",
            "A",
        ),
        (
            "HARM-2",
            "initial: {probability: rare}, after_external_controls: {probability: rare}",
            "",
            "A",
        ),
        (
            "HARM-2",
            "initial: {probability: occasional}, after_external_controls: {probability: rare}",
            OUTSIDE,
            "A",
        ),
        // Not acceptable: by the injury.
        (
            "HARM-2",
            "initial: {probability: occasional}, after_external_controls: {probability: occasional}",
            "",
            "C",
        ),
        (
            "HARM-2",
            "initial: {probability: frequent}, after_external_controls: {probability: occasional}",
            OUTSIDE,
            "C",
        ),
        // Absent or not estimable is the worst; the residual estimate is never credited.
        ("HARM-2", "initial: {probability: rare}, residual: {probability: rare}", "", "C"),
        ("HARM-1", "initial: {probability: rare}, residual: {probability: rare}", "", "B"),
        (
            "HARM-2",
            "initial: {probability: rare}, after_external_controls: {probability: not-estimable}",
            OUTSIDE,
            "C",
        ),
        // Better than at first, with nothing outside the software that makes it so.
        (
            "HARM-2",
            "initial: {probability: occasional}, after_external_controls: {probability: rare}",
            "",
            "C",
        ),
        ("HARM-2", "after_external_controls: {probability: rare}", "", "C"),
        // A lower severity needs a rationale and a control that is more than information.
        (
            "HARM-2",
            "initial: {probability: occasional}, after_external_controls: {probability: occasional, severity: minor, severity_rationale: The clamp}",
            OUTSIDE,
            "A",
        ),
        (
            "HARM-2",
            "initial: {probability: occasional}, after_external_controls: {probability: occasional, severity: minor}",
            OUTSIDE,
            "C",
        ),
        (
            "HARM-2",
            "initial: {probability: occasional}, after_external_controls: {probability: occasional, severity: minor, severity_rationale: The clamp}",
            "",
            "C",
        ),
        // A harm that cannot be read may be the worst.
        (
            "HARM-9",
            "initial: {probability: occasional}, after_external_controls: {probability: occasional}",
            "",
            "C",
        ),
    ];
    for (harm, estimates, controls, expected) in table {
        assert_eq!(of_risk(harm, estimates, controls), expected, "{harm} {estimates} {controls}");
    }
}

#[test]
fn only_an_active_control_outside_the_software_is_credited() {
    let estimates =
        "initial: {probability: occasional}, after_external_controls: {probability: rare}";
    let control = |rest: &str| {
        format!(
            "- {{id: RC-1, title: Clamp, option: protective-measure, controls: [RISK-1], {rest}}}\n"
        )
    };
    let implementing =
        |id: &str, rest: &str| format!("- {{id: {id}, title: Stop, implements: [RC-1], {rest}}}\n");
    let table = [
        (control("external: true"), "A"),
        (control("external: false"), "C"),
        (control("external: true, status: draft"), "C"),
        (control("external: true, status: retired, retirement_reason: Unused"), "C"),
        (control("external: true") + &implementing("ITEM-9", "type: unit, part_of: [ITEM-2]"), "C"),
        (control("external: true") + &implementing("REQ-1", "level: software"), "C"),
        (control("external: true") + &implementing("REQ-1", "level: system"), "A"),
        (
            control("external: true")
                + &implementing("REQ-1", "level: system")
                + "- {id: ITEM-9, title: Stop, type: item, part_of: [ITEM-1], realizes: [REQ-1]}\n",
            "C",
        ),
    ];
    for (controls, expected) in table {
        assert_eq!(of_risk("HARM-2", estimates, &controls), expected, "{controls}");
    }
}

/// Returns the computed classes of the four items, in order.
fn of_items(records: &str) -> String {
    let project = project(&format!("{DESIGN}{records}"));
    let graph = TraceGraph::new(&project);
    let classes = all(&graph);
    let items = ["ITEM-1", "ITEM-2", "ITEM-3", "ITEM-4"];
    items.iter().map(|id| classes.items[id].computed().word()).collect()
}

#[test]
fn an_item_takes_what_its_parts_and_its_whole_demand() {
    let risk = |id: &str, harm: &str, rest: &str| {
        format!("- {{id: {id}, title: Overdose, hazard: HAZ-1, harm: {harm}, {rest}}}\n")
    };
    let critical = |rest: &str| risk("RISK-1", "HARM-2", rest);
    let minor = |rest: &str| risk("RISK-2", "HARM-1", rest);
    let acceptable =
        "estimates: {initial: {probability: rare}, after_external_controls: {probability: rare}}";
    // ITEM-2 inherits C from its whole, which declares it; ITEM-3 is segregated; ITEM-4 inherits
    // from ITEM-3, which declares nothing and therefore counts as C.
    let table = [
        (String::new(), "ACAC"),
        (critical("arises_from: [ITEM-2]"), "CCAC"),
        (critical("arises_from: [ITEM-4]"), "CCCC"),
        (minor("arises_from: [ITEM-4]"), "BCBC"),
        (critical(&format!("arises_from: [ITEM-4], {acceptable}")), "ACAC"),
        (critical("arises_from: [ITEM-4], status: draft"), "CCCC"),
        (critical("arises_from: [ITEM-4], status: retired, retirement_reason: Gone"), "ACAC"),
        // What arises from nothing named counts for the system.
        (critical(""), "CCAC"),
        (critical("arises_from: [ITEM-9]"), "CCAC"),
        // A component fails where it is used; one that is used nowhere may be used anywhere.
        (critical("arises_from: [SOUP-1]") + "- {id: SOUP-1, title: Queue, version: 1, used_in: ITEM-4}\n", "CCCC"),
        (critical("arises_from: [SOUP-1]") + "- {id: SOUP-1, title: Queue, version: 1}\n", "CCAC"),
        // An attack may come through anything; a mistake of use is no failure of the software.
        (critical("arises_from: [THR-1]") + "- {id: THR-1, title: Tampering}\n", "CCAC"),
        (critical("arises_from: [US-1]") + "- {id: US-1, title: Rate}\n", "ACAC"),
        (critical("arises_from: [US-1, THR-1]") + "- {id: US-1, title: Rate}\n- {id: THR-1, title: Tampering}\n", "CCAC"),
        (critical("arises_from: [US-1]") + "- {id: US-1, title: Rate, status: retired, retirement_reason: Gone}\n", "CCAC"),
        (critical("arises_from: [US-1, ITEM-4]") + "- {id: US-1, title: Rate}\n", "CCCC"),
        // Whoever implements a control takes the class of the risk.
        (
            critical("arises_from: [ITEM-2]")
                + "- {id: RC-1, title: Log, option: protective-measure, external: false, controls: [RISK-1]}\n\
                   - {id: ITEM-5, title: Writer, type: unit, part_of: [ITEM-3], implements: [RC-1]}\n",
            "CCCC",
        ),
        (
            critical("arises_from: [ITEM-2]")
                + "- {id: RC-1, title: Log, option: protective-measure, external: false, controls: [RISK-1]}\n\
                   - {id: REQ-1, title: Log, level: software, implements: [RC-1]}\n\
                   - {id: ITEM-5, title: Writer, type: unit, part_of: [ITEM-3], realizes: [REQ-1]}\n",
            "CCCC",
        ),
        (critical("arises_from: [ITEM-2]") + &minor("arises_from: [ITEM-3]"), "CCBC"),
    ];
    for (records, expected) in table {
        assert_eq!(of_items(&records), expected, "{records}");
    }
}

#[test]
fn a_circle_of_parts_ends() {
    let circle = "- {id: ITEM-7, title: A, type: item, part_of: [ITEM-8], safety_class: A}\n\
                  - {id: ITEM-8, title: B, type: item, part_of: [ITEM-7], safety_class: A}\n";
    let project = project(circle);
    let graph = TraceGraph::new(&project);
    assert_eq!(all(&graph).items["ITEM-7"].demanded, SafetyClass::A);
}
