//! Findings as workflow commands, which GitHub shows beside the lines of a change.
//!
//! GitHub shows ten of each severity for a step; the log holds all of them.

use super::CheckFormat;
use super::text::{inputs, seen, visible};
use crate::report::check_report::{Inputs, Reported};
use crate::report::findings::Findings;

pub(super) const FORMAT: CheckFormat = CheckFormat {
    name: "github",
    names_clauses: false,
    check: |report, _| write(&Findings::from(report)),
    gate: |report, _| write(&Findings::from(report)),
};

fn write(findings: &Findings) -> String {
    let level = if findings.failed { "error" } else { "notice" };
    let title = property(&format!("techfile {}", findings.command));
    // First, since only the first ten are shown beside the change.
    let Findings { outcome, .. } = findings;
    let head = format!("{outcome}\n{}\n{}", seen(&findings.seen), inputs(&findings.inputs));
    let mut out = format!("::{level} title={title}::{}\n", data(head.trim_end()));
    for found in &findings.list {
        out.push_str(&command(&found.reported, &findings.inputs, findings));
    }
    out
}

fn command(found: &Reported, inputs: &Inputs, findings: &Findings) -> String {
    let level = match (&found.waived, found.severity) {
        (None, "error") => "error",
        (None, "warning") => "warning",
        _ => "notice",
    };
    let name = findings.rules.iter().find(|rule| rule.code == found.code).map(|rule| rule.name);
    let title = match name {
        Some(name) if name != found.code => format!("{} {name}", found.code),
        _ => found.code.to_string(),
    };
    format!(
        "::{level} file={},line={},col={},title={}::{}\n",
        property(&inputs.in_repository(&found.place.path)),
        found.place.line,
        found.place.column,
        property(&title),
        data(&message(found, inputs)),
    )
}

fn message(found: &Reported, inputs: &Inputs) -> String {
    let mut out = found.message.clone();
    for place in &found.related {
        let path = inputs.in_repository(&place.path);
        out.push_str(&format!("\n{path}:{}:{}: {}", place.line, place.column, place.text));
    }
    if let Some(help) = &found.help {
        out.push_str(&format!("\nhelp: {help}"));
    }
    if let Some(new) = &found.new {
        out.push_str(&format!("\nnote: {}", new.text()));
    }
    if let Some(waived) = &found.waived {
        out.push_str(&format!("\nnote: {}", waived.text()));
    }
    out
}

/// Escapes what stands after `::`; a line feed would start what GitHub takes for a command.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property, where `:` and `,` separate.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn nothing_in_a_message_ends_the_command() {
        let text = "50 %\r\n::set-output name=a,b::c \u{1b}[31m å";
        assert_eq!(data(text), "50 %25\\u{d}%0A::set-output name=a,b::c \\u{1b}[31m å");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
    }
}
