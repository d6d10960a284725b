//! Reports as JSON; every output names its format and the version of it.

use crate::report::check_report::CheckReport;
use crate::report::gate_report::GateReport;
use serde::Serialize;

#[derive(Serialize)]
struct Envelope<'a, T> {
    /// Name and version of the format; a change of meaning raises the version.
    format: &'static str,
    techfile: &'static str,
    #[serde(flatten)]
    report: &'a T,
}

/// Writes the report of a check.
pub fn check(report: &CheckReport) -> String {
    write("techfile-check/1", report)
}

/// Writes a verdict.
pub fn gate(report: &GateReport) -> String {
    write("techfile-gate/1", report)
}

/// Writes any report under the name of its format.
pub fn write<T: Serialize>(format: &'static str, report: &T) -> String {
    let envelope = Envelope { format, techfile: env!("CARGO_PKG_VERSION"), report };
    let text = serde_json::to_string_pretty(&envelope);
    text.expect("reports hold only strings, numbers, lists and structs") + "\n"
}
