//! The state of clauses as text: a line for each group, then what is open with the next step.

use super::{inputs, visible};
use crate::report::coverage_report::{
    ClauseEntry, CoverageReport, EvidenceEntry, NeedEntry, ProductEntry, StandardEntry, StepEntry,
    TallyEntry,
};
use std::fmt::Write;

/// Writes a summary of each standard, and what is open.
pub fn coverage(report: &CoverageReport) -> String {
    let mut out = String::new();
    products(report, &mut out);
    for standard in &report.standards {
        head(standard, &mut out);
        groups(standard, &mut out);
        open(report, standard, &mut out);
        out.push('\n');
    }
    if report.standards.is_empty() {
        out.push_str("no standard is followed: name one under `standards:` in techfile.yaml\n\n");
    }
    if !report.not_followed.is_empty() {
        let _ = writeln!(out, "known and not followed: {}", report.not_followed.join(", "));
    }
    foot(report, &mut out);
    out
}

/// Writes everything about one clause and those below it.
pub fn clause(report: &CoverageReport) -> String {
    let mut out = String::new();
    products(report, &mut out);
    for standard in &report.standards {
        head(standard, &mut out);
        for clause in &standard.clauses {
            details(report, standard, clause, &mut out);
        }
    }
    foot(report, &mut out);
    out
}

fn head(standard: &StandardEntry, out: &mut String) {
    let StandardEntry { id, name, edition, title, notice, .. } = standard;
    let followed = match standard.followed {
        "named" => "",
        "profile" => "; it follows from the profile",
        _ => "; the project does not follow it",
    };
    let sure = sure(standard.confidence);
    let _ = writeln!(out, "{id}  {} {}{sure}{followed}", visible(name), visible(edition));
    let _ = writeln!(out, "{}\n{}\n", visible(title), visible(notice));
}

fn products(report: &CoverageReport, out: &mut String) {
    if report.products.is_empty() {
        return;
    }
    let _ = writeln!(out, "products: {}", visible(&report.products.join(", ")));
    if report.products.len() > 1 {
        out.push_str("a clause is as good as it is for the worst of them\n");
    }
    if !report.other_products.is_empty() {
        let others = visible(&report.other_products.join(", "));
        let _ = writeln!(out, "nothing is said of: {others}; ask with `--product`");
    }
    out.push('\n');
}

fn sure(confidence: &str) -> String {
    match confidence {
        "high" => String::new(),
        other => format!(" [confidence: {other}]"),
    }
}

fn groups(standard: &StandardEntry, out: &mut String) {
    let groups = standard.clauses.iter().filter(|clause| clause.above.is_none());
    let groups: Vec<&ClauseEntry> = groups.filter(|clause| total(&clause.tally) > 0).collect();
    let width = groups.iter().map(|group| group.id.chars().count()).max().unwrap_or(0);
    for group in groups {
        let title = visible(&group.title);
        let _ = writeln!(out, "  {:width$}  {title}: {}", group.id, counts(&group.tally));
    }
    let _ = writeln!(out, "  {:width$}  all: {}", "", counts(&standard.tally));
}

fn total(tally: &TallyEntry) -> usize {
    tally.complete + tally.partial + tally.none + tally.to_be_judged + tally.not_applicable
}

fn counts(tally: &TallyEntry) -> String {
    let words = [
        (tally.complete, "evidence complete"),
        (tally.partial, "partial"),
        (tally.none, "none"),
        (tally.to_be_judged, "to be judged"),
        (tally.not_applicable, "not applicable"),
    ];
    let words = words.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
    words.collect::<Vec<_>>().join(", ")
}

fn open(report: &CoverageReport, standard: &StandardEntry, out: &mut String) {
    let is_open = |clause: &&ClauseEntry| {
        matches!(clause.kind, "requirement" | "option")
            && matches!(clause.state, "partial" | "none" | "to-be-judged")
    };
    let open: Vec<&ClauseEntry> = standard.clauses.iter().filter(is_open).collect();
    if !open.is_empty() {
        out.push_str("\nopen:\n");
    }
    for clause in open {
        let _ = writeln!(
            out,
            "  {}  {}{} ({}{})",
            clause.id,
            visible(&clause.title),
            doubt(clause.confidence, clause.basis.as_deref()),
            said(clause.state),
            of_products(clause)
        );
        let steps = first_steps(report, clause);
        if let Some(step) = steps.first() {
            let _ = writeln!(
                out,
                "      {}\n      next: {}",
                visible(&step.missing),
                visible(&step.next)
            );
        }
        if steps.len() > 1 {
            let key = format!("{}:{}", standard.id, clause.id);
            let _ = writeln!(
                out,
                "      and {} more: techfile coverage --clause \"{key}\"",
                steps.len() - 1
            );
        }
    }
}

/// Says how a clause is for each product, where that differs.
fn of_products(clause: &ClauseEntry) -> String {
    let differs = clause.by_product.iter().any(|one| one.state != clause.state);
    let products = clause.by_product.iter().filter(|_| differs);
    let state = |one: &ProductEntry| format!("; {}: {}", visible(&one.product), said(one.state));
    products.map(state).collect()
}

/// Says a state; what is complete is the evidence, and nothing else.
fn said(state: &str) -> String {
    match state {
        "complete" => "evidence complete".to_string(),
        other => other.replace('-', " "),
    }
}

/// Returns everything that is missing; a question for a person comes after what records can show.
fn first_steps<'r>(report: &'r CoverageReport, clause: &'r ClauseEntry) -> Vec<&'r StepEntry> {
    let needs = || clause.needs.iter().map(|at| &report.needs[*at]);
    let records = needs().filter(|need| need.outcome != "to-be-judged");
    let judged = needs().filter(|need| need.outcome == "to-be-judged");
    let of_needs = records.chain(judged).flat_map(|need| &need.missing);
    clause.missing.iter().chain(of_needs).collect()
}

/// Says how sure a fact is, where it is less than sure.
pub(super) fn doubt(confidence: &str, basis: Option<&str>) -> String {
    let basis = match basis {
        None | Some("known") => String::new(),
        Some(basis) => format!(" [basis: {basis}]"),
    };
    format!("{}{basis}", sure(confidence))
}

fn details(
    report: &CoverageReport,
    standard: &StandardEntry,
    clause: &ClauseEntry,
    out: &mut String,
) {
    let title = visible(&clause.title);
    let _ = writeln!(
        out,
        "{}:{}  {title}{}",
        standard.id,
        clause.id,
        doubt(clause.confidence, clause.basis.as_deref())
    );
    let class = match clause.classes[..] {
        [] => String::new(),
        _ => format!("; class {}", clause.classes.join(", ")),
    };
    let (kind, state) = (clause.kind, said(clause.state));
    let _ = writeln!(out, "  {kind}: {state}{}{class}", of_products(clause));
    let texts = [("", &clause.demands), ("note: ", &clause.note), ("because: ", &clause.because)];
    for (before, text) in texts.into_iter().filter_map(|(b, text)| Some((b, text.as_ref()?))) {
        let _ = writeln!(out, "  {before}{}", visible(text));
    }
    if !clause.documented.is_empty() {
        let _ =
            writeln!(out, "  it asks in writing for: {}", visible(&clause.documented.join(", ")));
    }
    if let Some(suggestion) = &clause.suggestion {
        let said = "normally concerns software alone (our judgement, not law)";
        let _ = writeln!(out, "  {said}: {}", visible(&suggestion.replace('-', " ")));
    }
    if clause.kind == "heading" {
        let _ = writeln!(out, "  {}", counts(&clause.tally));
    }
    for at in &clause.needs {
        need(&report.needs[*at], out);
    }
    clause.missing.iter().for_each(|missing| step(missing, out));
    let is_no = |id: &&String| clause.answered_no_by.contains(id);
    let others: Vec<String> = clause.answered_by.iter().filter(|id| !is_no(id)).cloned().collect();
    for (what, records) in [
        ("claimed by", &clause.claimed_by),
        ("answered with no by", &clause.answered_no_by),
        ("answered by", &others),
    ] {
        if !records.is_empty() {
            let _ = writeln!(out, "  {what}: {}", visible(&records.join(", ")));
        }
    }
    out.push('\n');
}

/// How much of one need a person is shown; the rest is counted.
const MOST_SHOWN: usize = 20;

fn need(need: &NeedEntry, out: &mut String) {
    let of = need.product.as_deref().map(|product| format!(" for {}", visible(product)));
    let (outcome, of) = (need.outcome.replace('-', " "), of.unwrap_or_default());
    let _ = writeln!(out, "  {outcome}{of}: {}", visible(&need.need));
    for found in need.evidence.iter().take(MOST_SHOWN) {
        evidence(found, out);
    }
    more(need.evidence.len(), out);
    need.missing.iter().take(MOST_SHOWN).for_each(|missing| step(missing, out));
    more(need.missing.len(), out);
}

fn more(all: usize, out: &mut String) {
    if all > MOST_SHOWN {
        let _ = writeln!(out, "    … and {} more; `--format json` has them all", all - MOST_SHOWN);
    }
}

fn evidence(found: &EvidenceEntry, out: &mut String) {
    let changed = found.changed.as_ref().map_or_else(String::new, |changed| {
        format!("; changed by {} on {}", changed.short(), visible(changed.day()))
    });
    let uncommitted = if found.uncommitted { "; its file is not committed" } else { "" };
    let place = found.place.as_ref().map_or_else(String::new, |place| {
        let path = visible(&place.path);
        format!(" ({path}:{}:{}{changed}{uncommitted})", place.line, place.column)
    });
    let text = visible(&found.text.replace('\n', " "));
    // What is not there has no name, and a record without a title is not named twice.
    let name = match found.sort {
        "none" => text,
        _ if found.text == found.id => visible(&found.id),
        _ => format!("{} {text}", visible(&found.id)),
    };
    let _ = writeln!(out, "    + {name}{place}");
    for result in &found.results {
        let commit = result.commit.as_deref().map(|commit| &commit[..10.min(commit.len())]);
        let at = commit.map_or_else(String::new, |commit| format!(" at {}", visible(commit)));
        let of = result.of.as_deref().map_or_else(String::new, |id| format!("{}: ", visible(id)));
        let _ = writeln!(out, "        {of}{} by {}{at}", result.outcome, visible(&result.id));
    }
}

fn step(step: &StepEntry, out: &mut String) {
    let _ = writeln!(out, "    - {}\n      next: {}", visible(&step.missing), visible(&step.next));
}

fn foot(report: &CoverageReport, out: &mut String) {
    match (&report.release, &report.no_release) {
        (Some(release), _) => {
            let _ = writeln!(out, "judged release: {}", visible(release));
        }
        (None, Some(reason)) => {
            let _ = writeln!(out, "no release is judged: {}", visible(reason));
        }
        (None, None) => {}
    }
    if let Some(why) = &report.no_history {
        let _ = writeln!(out, "which commit changed what is not known: {}", visible(why));
    }
    out.push_str("what is said here is which evidence is there, not that anything complies\n");
    out.push_str(&inputs(&report.inputs));
}
