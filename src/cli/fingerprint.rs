//! `fingerprint ID`: the hash of what a record, link, section or tag means, for a review to pin.

use super::line;
use super::ui::Ui;
use super::{Common, Format, Outcome};
use crate::assess::fingerprint;
use crate::descriptor::nearest;
use crate::error::Error;
use crate::model::{Project, Target};
use crate::render::json;
use clap::Args;
use serde::Serialize;

/// Print the fingerprint that a review pins.
#[derive(Debug, Args)]
pub(super) struct FingerprintArgs {
    /// Record ids, `REQ-1 satisfies NEED-2`, `doc:ID#heading`, `techfile.yaml#section` or `tag:v1`.
    #[arg(required = true, value_name = "TARGET")]
    targets: Vec<String>,
}

#[derive(Serialize)]
struct Fingerprints {
    /// In the order in which they were asked for.
    fingerprints: Vec<Fingerprint>,
}

#[derive(Serialize)]
struct Fingerprint {
    /// What a review would name.
    to: String,
    /// `tf1:` and 64 hexadecimal digits.
    fingerprint: String,
}

pub(super) fn run(
    common: &Common,
    args: &FingerprintArgs,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    let inputs = line::read(common, None, ui)?;
    let of = |to: &String| {
        let fingerprint =
            fingerprint(&inputs.project, to).ok_or_else(|| unknown(&inputs.project, to))?;
        Ok(Fingerprint { to: to.clone(), fingerprint })
    };
    let fingerprints = args.targets.iter().map(of).collect::<Result<Vec<_>, Error>>()?;
    match common.format {
        Format::Json => {
            ui.say(&json::write("techfile-fingerprints/1", &Fingerprints { fingerprints }))
        }
        Format::Text if fingerprints.len() == 1 => {
            ui.say(&format!("{}\n", fingerprints[0].fingerprint))
        }
        Format::Text => {
            for Fingerprint { to, fingerprint } in fingerprints {
                ui.say(&format!("{{to: {to}, fingerprint: \"{fingerprint}\"}}\n"));
            }
        }
    }
    Ok(Outcome::Clean)
}

/// Says that a target does not exist, could not be read, or cannot be fingerprinted.
pub(super) fn unknown(project: &Project, target: &str) -> Error {
    if project.is_hole(target) {
        let message = format!("`{target}` could not be read; `techfile check` says where and why");
        return Error::Usage(message);
    }
    if let Some(Target::Baseline(tag)) = Target::parse(target) {
        let message = format!("there is no tag `{tag}`; fetch the tags with `git fetch --tags`");
        return Error::Usage(message);
    }
    let ids = project.records.iter().map(|record| &*record.id);
    let hint =
        nearest(target, ids).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Error::Usage(format!("the project has no `{target}`{hint}"))
}
