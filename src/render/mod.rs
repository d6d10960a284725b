//! How it is written: reports as text and JSON, documents as Markdown, HTML and PDF.
//!
//! A form of checks and verdicts is one file, and one line in the list of them.

use crate::report::check_report::CheckReport;
use crate::report::gate_report::GateReport;
use text::Style;

/// A form in which a check and a verdict can be written.
#[derive(Debug)]
pub struct CheckFormat {
    /// As `--format` names it.
    pub name: &'static str,
    pub check: fn(&CheckReport, Style) -> String,
    pub gate: fn(&GateReport, Style) -> String,
}

registry! {
    /// Every form of checks and verdicts, in the order of the help.
    pub const CHECK_FORMATS: &[&CheckFormat] = FORMAT of [
        pub text,
        pub json,
        sarif,
        junit,
        github,
        gitlab,
    ];
}

/// Returns the form of a name.
pub fn format_named(name: &str) -> Option<&'static CheckFormat> {
    CHECK_FORMATS.iter().copied().find(|format| format.name == name)
}
