//! Reports as JSON; every output names its format and the version of it.

use super::CheckFormat;
use serde::Serialize;

pub(super) const FORMAT: CheckFormat = CheckFormat {
    name: "json",
    names_clauses: true,
    check: |report, _| write("techfile-check/1", report),
    gate: |report, _| write("techfile-gate/1", report),
};

#[derive(Serialize)]
struct Envelope<'a, T> {
    /// Name and version of the format; a change of meaning raises the version.
    format: &'static str,
    techfile: &'static str,
    #[serde(flatten)]
    report: &'a T,
}

/// Writes any report under the name of its format.
pub fn write<T: Serialize>(format: &'static str, report: &T) -> String {
    let text = serde_json::to_string_pretty(&Envelope::of(format, report));
    text.expect(WRITABLE) + "\n"
}

/// Writes a report that only programs read on one line: of a large one, half would be indentation.
pub fn write_dense<T: Serialize>(format: &'static str, report: &T) -> String {
    let text = serde_json::to_string(&Envelope::of(format, report));
    text.expect(WRITABLE) + "\n"
}

const WRITABLE: &str = "reports hold only strings, numbers, lists and structs";

impl<'a, T> Envelope<'a, T> {
    fn of(format: &'static str, report: &'a T) -> Self {
        Self { format, techfile: env!("CARGO_PKG_VERSION"), report }
    }
}
