//! Risks and software items → safety classes (IEC 62304, 4.3 as amended in 2015).
//!
//! The failure of the software is taken as certain, and only controls outside the software are
//! credited: what counts is the estimate `after_external_controls` alone. What is absent, unreadable
//! or undeclared counts as the worst.

use super::release::Choice;
use super::risk::{EstimateLevel, active_controls, is_information, level};
use crate::graph::TraceGraph;
use crate::model::{Record, Status};
use std::collections::{BTreeMap, VecDeque};

/// A software safety class; ordered from the least to the most demanding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SafetyClass {
    A,
    B,
    C,
}

impl SafetyClass {
    /// Returns the letter.
    pub fn word(self) -> &'static str {
        match self {
            SafetyClass::A => "A",
            SafetyClass::B => "B",
            SafetyClass::C => "C",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [SafetyClass::A, SafetyClass::B, SafetyClass::C]
            .into_iter()
            .find(|class| class.word() == word)
    }
}

/// What one risk demands of whatever it arises from.
#[derive(Debug, Clone, Copy)]
pub struct RiskClass<'a> {
    pub class: SafetyClass,
    /// The estimate after external controls, as far as it may be credited.
    pub estimate: EstimateLevel<'a>,
    /// Whether the estimate is better than the initial one although no active control outside the
    /// software controls the risk; such an estimate is not credited.
    pub is_uncredited: bool,
}

/// Why a risk counts for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It arises from the item, or from a component that is used in it.
    Arises,
    /// The item implements a control of it.
    Controls,
    /// It names nothing that can fail, so that it counts for every item that is part of none.
    Unassigned,
}

/// A risk that counts for an item.
#[derive(Debug, Clone, Copy)]
pub struct Demand<'a> {
    pub risk: &'a Record,
    pub class: SafetyClass,
    /// The item itself, or the part of it that the risk counts for.
    pub item: &'a Record,
    pub reason: Reason,
}

/// State of one software item.
#[derive(Debug, Clone)]
pub struct ClassState<'a> {
    /// None where nothing valid is declared, which counts as C.
    pub declared: Option<SafetyClass>,
    /// The worst that risks demand of the item and its parts.
    pub demanded: SafetyClass,
    /// Every risk that counts for the item or its parts, in the order of the risks.
    pub demands: Vec<Demand<'a>>,
    /// The class of what it is part of; none for an item that is part of nothing.
    pub containing: Option<SafetyClass>,
    /// Whether it is stated what keeps it apart from what it is part of.
    pub is_segregated: bool,
}

impl ClassState<'_> {
    /// Returns the class that the item has at least: what risks demand, and what it inherits.
    pub fn computed(&self) -> SafetyClass {
        let inherited = self.containing.filter(|_| !self.is_segregated);
        self.demanded.max(inherited.unwrap_or(SafetyClass::A))
    }

    /// Returns the class that the item is developed in: the declared one, unless more is demanded.
    pub fn effective(&self) -> SafetyClass {
        self.declared.unwrap_or(SafetyClass::C).max(self.computed())
    }
}

/// Classes of a project: what every risk demands, and the state of every item.
#[derive(Debug, Default)]
pub(super) struct Classes<'a> {
    pub risks: BTreeMap<&'a str, RiskClass<'a>>,
    pub items: BTreeMap<&'a str, ClassState<'a>>,
}

/// Assesses every risk and every software item that is not retired.
pub(super) fn all<'a>(graph: &TraceGraph<'a>, release: &Choice<'a>) -> Classes<'a> {
    let of_risk = |risk: &'a Record| (&*risk.id, risk_class((graph, release), risk));
    let risks: BTreeMap<&str, RiskClass<'a>> = counting(graph, "risk").map(of_risk).collect();
    let mut items: BTreeMap<&str, ClassState<'a>> =
        counting(graph, "software-item").map(|item| (&*item.id, declared_state(item))).collect();
    add_demands(graph, &risks, &mut items);
    inherit(graph, &mut items);
    Classes { risks, items }
}

/// Drafts count, since they may turn out to be true; what is retired does not.
fn counting<'a>(graph: &TraceGraph<'a>, kind: &'static str) -> impl Iterator<Item = &'a Record> {
    graph.project.of_kind(kind).filter(|record| record.status != Status::Retired)
}

fn declared_state<'a>(item: &Record) -> ClassState<'a> {
    ClassState {
        declared: item.word(&["safety_class"]).and_then(SafetyClass::from_word),
        demanded: SafetyClass::A,
        demands: Vec::new(),
        containing: None,
        // What a draft says nobody has approved.
        is_segregated: item.is_active() && item.states(&["segregation"]),
    }
}

/// Returns what a risk demands: A if it is acceptable after external controls, else by the harm.
fn risk_class<'a>(
    (graph, release): (&TraceGraph<'a>, &Choice<'a>),
    risk: &'a Record,
) -> RiskClass<'a> {
    let is_credited = |control: &&Record| {
        is_outside_software(graph, control) && release.counts_for(graph.project, control, risk)
    };
    let controls = active_controls(graph, risk).into_iter();
    let external: Vec<&Record> = controls.filter(is_credited).collect();
    let may_lower_severity = external.iter().any(|control| !is_information(control));
    let estimate = level(graph, risk, "after_external_controls", may_lower_severity);
    let initial = level(graph, risk, "initial", true);
    let is_uncredited = external.is_empty() && !is_as_bad(graph, estimate, initial);
    let injures = estimate.severity.is_none_or(|step| is_serious(graph, step));
    let class = match (estimate.is_acceptable() && !is_uncredited, injures) {
        (true, _) => SafetyClass::A,
        (false, true) => SafetyClass::C,
        (false, false) => SafetyClass::B,
    };
    RiskClass { class, estimate, is_uncredited }
}

/// Returns whether a control is outside the software: it says so, and no software carries it out.
fn is_outside_software(graph: &TraceGraph<'_>, control: &Record) -> bool {
    control.flag(&["external"]) == Some(true) && software_of(graph, control).is_empty()
}

/// Returns the items and software requirements that carry out a control.
pub(super) fn software_of<'a>(graph: &TraceGraph<'a>, control: &Record) -> Vec<&'a Record> {
    let is_software = |source: &&Record| {
        source.kind.name == "software-item"
            || source.word(&["level"]) != Some("system")
            || !sources(graph, source, "realizes").is_empty()
    };
    sources(graph, control, "implements").into_iter().filter(is_software).collect()
}

/// Returns whether an estimate is no better than the initial one; what is not there is the worst.
fn is_as_bad(graph: &TraceGraph<'_>, after: EstimateLevel<'_>, initial: EstimateLevel<'_>) -> bool {
    let policy = &graph.project.config.risk;
    let rank = |estimate: EstimateLevel<'_>| {
        let step = estimate.probability.and_then(|step| policy.probability_rank(step));
        step.unwrap_or(usize::MAX)
    };
    rank(after) >= rank(initial)
}

/// What cannot be told counts as the worst.
fn is_serious(graph: &TraceGraph<'_>, step: &str) -> bool {
    let known = graph.project.config.risk.severity.iter().find(|known| known.name == step);
    known.is_none_or(|step| !matches!(&*step.injury, "none" | "non-serious"))
}

/// Adds every risk to the items that it counts for, and to what these are part of.
fn add_demands<'a>(
    graph: &TraceGraph<'a>,
    risks: &BTreeMap<&'a str, RiskClass<'a>>,
    items: &mut BTreeMap<&'a str, ClassState<'a>>,
) {
    for risk in counting(graph, "risk") {
        let Some(RiskClass { class, .. }) = risks.get(&*risk.id).copied() else { continue };
        for (item, reason) in items_of(graph, risk) {
            let demand = Demand { risk, class, item, reason };
            for holder in with_containers(graph, item) {
                if let Some(state) = items.get_mut(&*holder.id) {
                    state.demanded = state.demanded.max(class);
                    state.demands.push(demand);
                }
            }
        }
    }
}

/// Returns the items that a risk counts for, each once and in the order of their ids.
fn items_of<'a>(graph: &TraceGraph<'a>, risk: &'a Record) -> Vec<(&'a Record, Reason)> {
    let mut found: BTreeMap<&str, (&'a Record, Reason)> = BTreeMap::new();
    let mut add = |item: &'a Record, reason| {
        found.entry(&item.id).or_insert((item, reason));
    };
    let arising = arising_from(graph, risk);
    if arising.is_empty() && !is_of_use_alone(graph, risk) {
        for item in counting(graph, "software-item") {
            if graph.targets(&item.id, "part_of").is_empty() {
                add(item, Reason::Unassigned);
            }
        }
    }
    arising.into_iter().for_each(|item| add(item, Reason::Arises));
    implementing(graph, risk).into_iter().for_each(|item| add(item, Reason::Controls));
    found.into_values().collect()
}

/// Returns the items that a risk arises from, directly or through a component used in them.
fn arising_from<'a>(graph: &TraceGraph<'a>, risk: &Record) -> Vec<&'a Record> {
    let is_item =
        |record: &&Record| record.kind.name == "software-item" && record.status != Status::Retired;
    let sources = graph.targets(&risk.id, "arises_from");
    let used_in = sources.iter().flat_map(|source| graph.targets(&source.id, "used_in"));
    sources.iter().copied().chain(used_in).filter(is_item).collect()
}

/// Returns whether a risk names mistakes of use and nothing else as its origin: these are no failure
/// of the software.
fn is_of_use_alone(graph: &TraceGraph<'_>, risk: &Record) -> bool {
    let sources = graph.targets(&risk.id, "arises_from");
    let of_use =
        |source: &&Record| source.kind.name == "use-scenario" && source.status != Status::Retired;
    sources.iter().all(of_use) && sources.len() == risk.links_of("arises_from").count().max(1)
}

/// Returns whether a failure of the software may lead to a risk, or software carries out a control of it:
/// else its estimate with the software failing says nothing, and nobody needs it.
pub(super) fn concerns_software(graph: &TraceGraph<'_>, risk: &Record) -> bool {
    let is_of_use = arising_from(graph, risk).is_empty() && is_of_use_alone(graph, risk);
    !is_of_use || !implementing(graph, risk).is_empty()
}

/// Returns the items that implement a control of a risk, by themselves or by a requirement that they
/// fulfil. A control that is only a draft counts: crediting it later must not raise a class unseen.
fn implementing<'a>(graph: &TraceGraph<'a>, risk: &Record) -> Vec<&'a Record> {
    let controls = sources(graph, risk, "controls");
    let implementing = controls.iter().flat_map(|control| sources(graph, control, "implements"));
    implementing
        .flat_map(|source| match source.kind.name {
            "software-item" => vec![source],
            _ => sources(graph, source, "realizes"),
        })
        .collect()
}

/// Returns what links to a record in a field and is not retired.
fn sources<'a>(graph: &TraceGraph<'a>, record: &Record, field: &str) -> Vec<&'a Record> {
    let found = graph.sources(&record.id, field).into_iter().map(|(source, _)| source);
    found.filter(|source| source.status != Status::Retired).collect()
}

/// Returns an item and everything that it is part of, each once.
fn with_containers<'a>(graph: &TraceGraph<'a>, item: &'a Record) -> Vec<&'a Record> {
    let mut found: BTreeMap<&str, &'a Record> = BTreeMap::new();
    let mut waiting = vec![item];
    while let Some(next) = waiting.pop() {
        if found.insert(&next.id, next).is_none() {
            waiting.extend(graph.targets(&next.id, "part_of"));
        }
    }
    found.into_values().collect()
}

/// Hands classes down, from what contains to what is contained, each item once after all that
/// contain it, so that a long chain of parts costs no more than a flat list.
fn inherit<'a>(graph: &TraceGraph<'a>, items: &mut BTreeMap<&'a str, ClassState<'a>>) {
    let mut parts: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
    let mut awaited: BTreeMap<&'a str, usize> = BTreeMap::new();
    for id in items.keys().copied() {
        let containers = graph.targets(id, "part_of").into_iter();
        let known = containers.filter(|container| items.contains_key(&*container.id));
        awaited.insert(
            id,
            known.map(|container| parts.entry(&container.id).or_default().push(id)).count(),
        );
    }
    let is_ready = |(id, count): (&&'a str, &usize)| (*count == 0).then_some(*id);
    let mut ready: VecDeque<&str> = awaited.iter().filter_map(is_ready).collect();
    while let Some(id) = ready.pop_front() {
        inherit_one(graph, items, id);
        awaited.remove(id);
        for part in parts.get(id).into_iter().flatten() {
            if let Some(count) = awaited.get_mut(part) {
                *count -= 1;
                if *count == 0 {
                    ready.push_back(part);
                }
            }
        }
    }
    // Only a circle, which is reported apart, has nobody to begin with: it is taken as it stands.
    for id in awaited.into_keys() {
        inherit_one(graph, items, id);
    }
}

/// Takes over the worst class of what contains an item; what is not known counts as the worst.
fn inherit_one<'a>(
    graph: &TraceGraph<'a>,
    items: &mut BTreeMap<&'a str, ClassState<'a>>,
    id: &str,
) {
    let of = |item: &Record| items.get(&*item.id).map_or(SafetyClass::C, ClassState::effective);
    let containing = graph.targets(id, "part_of").into_iter().map(of).max();
    if let Some(state) = items.get_mut(id) {
        state.containing = containing;
    }
}

#[cfg(test)]
mod tests {
    //! Tables of classes that were worked out by hand, held against what is computed.

    use super::{Choice, SafetyClass, all};
    use crate::config::KnownNames;
    use crate::graph::TraceGraph;
    use crate::load::Snapshot;
    use crate::model::kinds::KINDS;
    use crate::model::{self, Project, SuppliedResults};

    const PROJECT_FILE: &str = include_str!("../../tests/cases/base/techfile.yaml");

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
        let files =
            [("techfile.yaml", PROJECT_FILE.to_string()), ("records/a.yaml", records.into())];
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
        all(&graph, &Choice::None).risks["RISK-1"].class.word()
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
            assert_eq!(
                of_risk(harm, estimates, controls),
                expected,
                "{harm} {estimates} {controls}"
            );
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
        let implementing = |id: &str, rest: &str| {
            format!("- {{id: {id}, title: Stop, implements: [RC-1], {rest}}}\n")
        };
        let table = [
            (control("external: true"), "A"),
            (control("external: false"), "C"),
            (control("external: true, status: draft"), "C"),
            (control("external: true, status: retired, retirement_reason: Unused"), "C"),
            (
                control("external: true")
                    + &implementing("ITEM-9", "type: unit, part_of: [ITEM-2]"),
                "C",
            ),
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
        let classes = all(&graph, &Choice::None);
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
        let acceptable = "estimates: {initial: {probability: rare}, after_external_controls: {probability: rare}}";
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
            (
                critical("arises_from: [SOUP-1]")
                    + "- {id: SOUP-1, title: Queue, version: 1, used_in: ITEM-4}\n",
                "CCCC",
            ),
            (
                critical("arises_from: [SOUP-1]") + "- {id: SOUP-1, title: Queue, version: 1}\n",
                "CCAC",
            ),
            // An attack may come through anything; a mistake of use is no failure of the software.
            (critical("arises_from: [THR-1]") + "- {id: THR-1, title: Tampering}\n", "CCAC"),
            (critical("arises_from: [US-1]") + "- {id: US-1, title: Rate}\n", "ACAC"),
            (
                critical("arises_from: [US-1, THR-1]")
                    + "- {id: US-1, title: Rate}\n- {id: THR-1, title: Tampering}\n",
                "CCAC",
            ),
            (
                critical("arises_from: [US-1]")
                    + "- {id: US-1, title: Rate, status: retired, retirement_reason: Gone}\n",
                "CCAC",
            ),
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
        assert_eq!(all(&graph, &Choice::None).items["ITEM-7"].demanded, SafetyClass::A);
    }

    /// Were every part looked at anew for each that contains it, this would take minutes.
    #[test]
    fn a_long_chain_of_parts_hands_its_class_down() {
        let link = |n: usize| {
            format!("- {{id: ITEM-{}, title: Part, type: item, part_of: [ITEM-{n}]}}\n", n + 1)
        };
        let chain: String = (4..8000).map(link).collect();
        let records = format!("{DESIGN}{chain}");
        let project = project(&records);
        let graph = TraceGraph::new(&project);
        assert_eq!(all(&graph, &Choice::None).items["ITEM-8000"].containing, Some(SafetyClass::C));
    }
}
