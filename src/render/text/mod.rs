//! Reports as text for people: source line, caret, related places, next step.
//!
//! Everything that comes from files or git is shown with its control characters made visible.

mod coverage;
mod diff;
mod history;
mod impact;
mod show;
mod since;

use super::CheckFormat;
use crate::report::check_report::{CheckReport, Inputs, Place, Reported, Seen};
use crate::report::gate_report::{Exception, GateReport, Head, Line};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::collections::BTreeMap;
use std::fmt::Write;

pub use coverage::{clause, coverage};
pub use diff::diff;
pub(super) use diff::doubts;
pub use history::history;
pub use impact::impact;
pub use show::{served_clauses, show};
pub use since::since;
pub(super) use since::summary as since_summary;

pub(super) const FORMAT: CheckFormat =
    CheckFormat { name: "text", names_clauses: true, check, gate };

/// How text is dressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether escape sequences for color may be used.
    pub color: bool,
}

/// Writes the report of a check.
pub fn check(report: &CheckReport, style: Style) -> String {
    let mut out = diagnostics(&report.diagnostics, style);
    out.push_str(&summary(report));
    out
}

/// How many diagnostics a person is shown; the rest is counted.
const MOST_SHOWN: usize = 1000;

/// Errors come first, and what is waived last: whoever reads from the top meets what must be mended, and
/// none of it is among what is only counted.
fn diagnostics(found: &[Reported], style: Style) -> String {
    let urgency = |found: &&Reported| match (&found.waived, found.severity) {
        (Some(_), _) => 3,
        (None, "error") => 0,
        (None, "warning") => 1,
        (None, _) => 2,
    };
    let mut found: Vec<&Reported> = found.iter().collect();
    found.sort_by_key(urgency);
    let (shown, rest) = found.split_at(found.len().min(MOST_SHOWN));
    let mut out: String = shown.iter().map(|found| diagnostic(found, style) + "\n").collect();
    if !rest.is_empty() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        rest.iter().for_each(|found| *counts.entry(found.code).or_default() += 1);
        let counts: Vec<String> = counts.iter().map(|(code, n)| format!("{code} {n}")).collect();
        let more = count(rest.len(), "more finding");
        let _ = writeln!(
            out,
            "{more} not shown ({}); `--format json` has them all\n",
            counts.join(", ")
        );
    }
    out
}

/// Writes one diagnostic.
pub fn diagnostic(found: &Reported, style: Style) -> String {
    let level = match found.severity {
        "error" => Level::ERROR,
        "warning" => Level::WARNING,
        _ => Level::NOTE,
    };
    let message = visible(&found.message);
    let waived = found.waived.as_ref().map(|waived| {
        format!("waived by `{}` until {}", visible(&waived.by), visible(&waived.until))
    });
    let level = match &waived {
        Some(_) => level.with_name(format!("waived {}", found.severity)),
        None => level,
    };
    let help = found.help.as_deref().map(visible);
    let clauses = clauses(&found.clauses);
    let related: Vec<(String, &Place)> =
        found.related.iter().map(|place| (visible(&place.text), place)).collect();
    let mut main = Group::with_title(level.primary_title(&*message).id(found.code))
        .element(snippet(&found.place, AnnotationKind::Primary, None));
    for (text, place) in &related {
        main = main.element(snippet(place, AnnotationKind::Context, Some(text)));
    }
    if let Some(help) = &help {
        main = main.element(Level::HELP.message(&**help));
    }
    if let Some(clauses) = &clauses {
        main = main.element(Level::NOTE.message(&**clauses));
    }
    let new = found.new.as_ref().map(|new| visible(&new.text()));
    if let Some(new) = &new {
        main = main.element(Level::NOTE.message(&**new));
    }
    if let Some(waived) = &waived {
        main = main.element(Level::NOTE.message(&**waived));
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&[main]).to_string() + "\n"
}

/// So many clauses are named beside a finding; the rest is counted, and `explain` names them all.
const MOST_CLAUSES: usize = 5;

/// Says for which clauses a finding matters.
fn clauses(clauses: &[String]) -> Option<String> {
    let shown: Vec<String> = clauses.iter().take(MOST_CLAUSES).map(|one| visible(one)).collect();
    let more = match clauses.len().saturating_sub(MOST_CLAUSES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!shown.is_empty()).then(|| format!("clauses: {}{more}", shown.join(", ")))
}

fn snippet<'a>(
    place: &'a Place,
    kind: AnnotationKind,
    label: Option<&'a str>,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let annotation = kind.span(place.marked.clone());
    let annotation = match label {
        Some(label) => annotation.label(label),
        None => annotation,
    };
    Snippet::source(&*place.excerpt)
        .path(&*place.path)
        .line_start(place.line)
        .annotation(annotation)
}

fn summary(report: &CheckReport) -> String {
    let mut found = vec![
        count(report.errors, "error"),
        count(report.warnings, "warning"),
        count(report.notes, "note"),
    ];
    if report.waived > 0 {
        found.push(format!("{} waived", report.waived));
    }
    format!("{}; {}\n{}", found.join(", "), seen(&report.seen), inputs(&report.inputs))
}

/// Says how much was looked at.
pub(super) fn seen(seen: &Seen) -> String {
    let mut out = format!(
        "saw {}, {}, {}, {} and {}",
        count(seen.files, "file"),
        count(seen.records, "record"),
        count(seen.links, "link"),
        count(seen.results, "result"),
        count(seen.rules, "rule"),
    );
    if seen.unread_records > 0 {
        let _ = write!(out, "; {} could not be read", count(seen.unread_records, "record"));
    }
    out
}

/// Says which state of the inputs was judged.
pub(super) fn inputs(inputs: &Inputs) -> String {
    let mut out = match &inputs.commit {
        None => "no git history".to_string(),
        Some(commit) => {
            let short = &commit[..10.min(commit.len())];
            let tags: String =
                inputs.tags.iter().map(|tag| format!(", {}", visible(tag))).collect();
            let place = match (&inputs.branch, inputs.work_tree) {
                (Some(branch), true) => format!("work tree of {} at ", visible(branch)),
                (None, true) => "work tree with a detached head at ".to_string(),
                _ => String::new(),
            };
            format!("{place}{short}{tags}")
        }
    };
    if !inputs.dirty.is_empty() {
        let _ = write!(out, "; {} not as committed", count(inputs.dirty.len(), "input"));
    }
    if inputs.shallow {
        out.push_str("; shallow clone");
    }
    for run in &inputs.not_pinned {
        let _ = write!(out, "; results of {} not pinned", visible(run));
    }
    let _ = writeln!(out, "; as of {}", inputs.as_of);
    out
}

/// Says with which release before the inputs were compared, and what git cannot tell of it.
fn compared(head: &Head) -> String {
    let mut out = String::new();
    if let Some(compared) = &head.compared {
        let short = &compared.commit[..10.min(compared.commit.len())];
        let pinned = match compared.pinned {
            true => "as a review pins it",
            false => "which no review pins: git alone cannot tell whether it was moved",
        };
        let _ = writeln!(out, "compared with {} at {short}, {pinned}", visible(&compared.tag));
    }
    if let Some(first) = &head.begins_late {
        let day = first.date.get(..10).unwrap_or_default();
        let _ = writeln!(
            out,
            "nothing of the project is known before {} of {day}, and the repository is older",
            first.commit
        );
    }
    if head.backdated > 0 {
        let commits = count(head.backdated, "commit");
        let _ = writeln!(out, "{commits} dated before the one it was made on; see HIS007");
    }
    out
}

/// Writes a verdict: what fails, a line for each criterion, and the verdict itself.
pub fn gate(report: &GateReport, style: Style) -> String {
    let mut out = diagnostics(&report.diagnostics, style);
    let width = report.body.criteria.iter().map(|line| line.criterion.len()).max().unwrap_or(0);
    for line in &report.body.criteria {
        out.push_str(&criterion(line, width));
    }
    for looser in &report.body.looser {
        let _ = writeln!(out, "looser than the default policy: {}", visible(looser));
    }
    for exception in &report.body.waived {
        out.push_str(&waived_line(exception));
    }
    out.push_str("not evaluated by this version:\n");
    for line in &report.body.not_evaluated {
        let _ = writeln!(out, "  {:25} {}", line.criterion, line.summary);
    }
    let _ = writeln!(out, "\n{}", seen(&report.head.seen));
    out.push_str(&compared(&report.head));
    out.push_str(&inputs(&report.head.inputs));
    out.push_str(&verdict_line(report));
    out
}

fn criterion(line: &Line, width: usize) -> String {
    let mut out = format!("  {:width$}  {:13}  {}\n", line.criterion, line.state, line.summary);
    let indent = " ".repeat(width + 19);
    if let Some(reason) = &line.reason {
        let _ = writeln!(out, "{indent}because {}", visible(reason));
    }
    if !line.failures.is_empty() {
        let mut named: Vec<String> = Vec::new();
        for failure in &line.failures {
            let record = failure.record.as_deref().unwrap_or("a file");
            let text = format!("{} {}", visible(record), failure.code);
            if !named.contains(&text) {
                named.push(text);
            }
        }
        let _ = writeln!(out, "{indent}{}", named.join(", "));
    }
    out
}

fn waived_line(exception: &Exception) -> String {
    let failure = &exception.failure;
    let record = visible(failure.record.as_deref().unwrap_or("a file"));
    let waiver = exception.waived.as_ref();
    let by = waiver.map_or_else(String::new, |waived| {
        format!(" by {} until {}", visible(&waived.by), visible(&waived.until))
    });
    format!("waived{by}: {record} {}: {}\n", failure.code, visible(&failure.message))
}

fn verdict_line(report: &GateReport) -> String {
    let release = match &report.body.release {
        Some(release) => format!("{} ({})", visible(&release.id), visible(&release.version)),
        None => "no release".to_string(),
    };
    let waived = match report.body.waived.len() {
        0 => String::new(),
        n => format!(" with {} waived", count(n, "finding")),
    };
    match report.body.open {
        true => format!(
            "gate open for {release}{waived}: nothing that this version evaluates blocks it\n"
        ),
        false => format!("gate closed for {release}\n"),
    }
}

/// Returns `3 records` or `1 record`.
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// Makes control and direction-changing characters visible, so that a record cannot repaint a terminal.
pub fn visible(text: &str) -> String {
    let is_hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let show = |c: char| match c {
        c if is_hidden(c) => format!("\\u{{{:x}}}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(show).collect()
}
