//! `demo --list` and `demo --break N`: mistakes to make in the example, to read what techfile says.

use super::MARK;
use crate::cli::ui::Ui;
use crate::cli::{Common, Format, Outcome};
use crate::demo::{Breakage, Files, apply, breakages};
use crate::error::Error;
use crate::render::json;
use serde::Serialize;
use std::fs;
use std::path::Path;

/// One mistake, as it is listed or was made.
#[derive(Debug, Serialize)]
struct Mistake {
    /// The number for `--break`.
    number: usize,
    /// What somebody did, in one line.
    title: String,
    /// Files that making it changes.
    changed: String,
    /// Code of the rule that finds it, and what the finding names.
    finds: String,
    /// The record that it concerns.
    record: String,
}

impl Mistake {
    fn new(at: usize, breakage: Breakage) -> Self {
        let Breakage { title, changed, finds, record, .. } = breakage;
        Self { number: at + 1, title, changed, finds, record }
    }
}

#[derive(Debug, Serialize)]
struct Mistakes {
    /// The mistakes that can be made.
    mistakes: Vec<Mistake>,
}

pub(super) fn list(common: &Common, ui: &mut Ui<'_, '_>) -> Result<Outcome, Error> {
    let number = |(at, breakage)| Mistake::new(at, breakage);
    let mistakes = breakages()?.into_iter().enumerate().map(number).collect();
    let all = Mistakes { mistakes };
    ui.say(&match common.format {
        Format::Json => json::write("techfile-demo-mistakes/1", &all),
        _ => {
            let line = |mistake: &Mistake| format!("{:3}  {}\n", mistake.number, mistake.title);
            let lines: String = all.mistakes.iter().map(line).collect();
            format!("{lines}make one with: techfile demo DIR --break N\n")
        }
    });
    Ok(Outcome::Clean)
}

pub(super) fn make(
    common: &Common,
    shown: &Path,
    number: usize,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    let all = breakages()?;
    let count = all.len();
    let at = number.checked_sub(1).unwrap_or(count);
    let Some(breakage) = all.into_iter().nth(at) else {
        return Err(Error::Usage(format!(
            "there is no mistake {number}: name one from 1 to {count}, as `techfile demo --list` \
             shows them"
        )));
    };
    let folder = ui.folder().join(shown);
    let shown = shown.display();
    if !folder.join(MARK).is_file() {
        return Err(Error::Usage(format!(
            "{shown} holds no example: write one with `techfile demo {shown}`"
        )));
    }
    let files = edited(&folder, &breakage).ok_or_else(|| {
        Error::Usage(format!(
            "{shown} is not as it was written, or has this mistake already: take the changes back \
             with `git -C {shown} restore .`"
        ))
    })?;
    for (path, content) in files {
        let path = folder.join(path);
        fs::write(&path, content).map_err(|cause| Error::File { action: "write", path, cause })?;
    }
    let mistake = Mistake::new(at, breakage);
    ui.say(&match common.format {
        Format::Json => json::write("techfile-demo-mistake/1", &mistake),
        _ => in_words(&mistake, &shown.to_string()),
    });
    Ok(Outcome::Clean)
}

/// Says what was done, what finds it and what takes it back; `.` is where the reader stands.
fn in_words(mistake: &Mistake, shown: &str) -> String {
    let Mistake { number, title, changed, finds, record } = mistake;
    let (check, restore) = match shown {
        "." => ("techfile check".to_string(), "git restore .".to_string()),
        _ => (format!("techfile check --project {shown}"), format!("git -C {shown} restore .")),
    };
    let width = check.len().max(restore.len());
    format!(
        "{number}. {title}\n{changed}\n  {check:width$}  finds it, by {finds} on {record}; `techfile \
         explain {finds}` says more\n  {restore:width$}  takes it back\n"
    )
}

/// Returns the edited files; none if the folder does not hold what is to be edited.
fn edited(folder: &Path, breakage: &Breakage) -> Option<Files> {
    let mut files = Files::new();
    for edit in &breakage.edits {
        if !files.contains_key(&edit.file) {
            files.insert(edit.file.clone(), fs::read(folder.join(&edit.file)).ok()?);
        }
        apply(edit, &mut files).ok()?;
    }
    Some(files)
}
