//! `history ID`: every change of a record, section, template or mapping, field by field.

use super::fingerprint::unknown;
use super::past::Place;
use super::ui::Ui;
use super::{Common, Format, Outcome, line, past};
use crate::error::Error;
use crate::history::{Followed, History};
use crate::load::read_state;
use crate::model::{self, Presence, Section, Target};
use crate::render::{json, text};
use crate::report::check_report::Inputs;
use crate::report::history_report::{Question, history_report, is_known};
use crate::standards::profiles;
use clap::Args;

/// Show every change of a record, field by field, with its commit.
#[derive(Debug, Args)]
pub(super) struct HistoryArgs {
    /// Id of a record, removed ones included; `techfile.yaml#section`, `doc:ID#heading`, or the path of
    /// a template, standard or mapping. `doc:ID` and `techfile.yaml` stand for all their sections, and
    /// any other file or folder for everything that has stood in it.
    #[arg(value_name = "ID")]
    id: String,
    /// Leave out what this revision and the commits behind it have changed.
    #[arg(long, value_name = "REV")]
    since: Option<String>,
}

pub(super) fn run(
    common: &Common,
    args: &HistoryArgs,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    if !common.results.is_empty() {
        let message = "`history` reads no results; leave out `--results`";
        return Err(Error::Usage(message.to_string()));
    }
    // A history is told without the project as a whole, which costs much more to read.
    let (folder, snapshot) = line::open(common, ui)?;
    let config = model::read_settings(&snapshot, &line::known_names(&profiles()?)?);
    line::check_language(common, &config)?;
    let place = Place { folder: &folder, snapshot: &snapshot, config: &config };
    let since = args.since.as_deref().map(|since| past::behind(&folder, since)).transpose()?;
    let revision = past::revision(place)?;
    ui.stage("revision");
    let history = past::history(place)?;
    ui.stage("history");
    let asked = Asked { place, id: &args.id, dirty: &revision.dirty };
    let presence = asked.presence(&history);
    if presence == Presence::Gone && !is_known(&history, &args.id) {
        return Err(unknown(&line::read(common, None, ui)?.project, &args.id));
    }
    ui.stage("read");
    let question = Question {
        id: &args.id,
        presence,
        within: asked.within(),
        since: args.since.as_deref().zip(since),
    };
    let read = Inputs::of_revision(&revision, &line::as_of(common, &snapshot, ui)?);
    let report = history_report(&history, question, read);
    ui.say(&match common.format {
        Format::Text => text::history(&report),
        Format::Json => json::write("techfile-history/4", &report),
    });
    Ok(if report.incomplete.is_some() { Outcome::Found } else { Outcome::Clean })
}

/// What is asked for, in the state that is looked at.
struct Asked<'a> {
    place: Place<'a>,
    id: &'a str,
    /// Files that differ from the commit.
    dirty: &'a [String],
}

impl Asked<'_> {
    fn presence(&self, history: &History) -> Presence {
        let Place { snapshot, config, .. } = self.place;
        let there_or = |is_there: bool, or: &dyn Fn() -> Presence| match is_there {
            true => Presence::There,
            false => or(),
        };
        match Target::parse(self.id) {
            Some(Target::Record(id)) => {
                model::presence(snapshot, config, id, &self.likely_files(history))
            }
            Some(Target::Setting(section)) => {
                there_or(config.section(section).is_some(), &|| self.not_among(&[]))
            }
            Some(Target::Section { document, anchor }) => {
                let is_it = |section: &Section| {
                    section.document == document && (anchor.is_empty() || section.anchor == anchor)
                };
                let is_there = model::read_sections(snapshot, config).iter().any(is_it);
                there_or(is_there, &|| self.not_among(std::slice::from_ref(&config.folders.docs)))
            }
            _ => {
                let is_file = snapshot.read(self.id).is_ok();
                let is_there = is_file || !snapshot.list(self.id).files.is_empty();
                there_or(is_there, &|| Presence::Gone)
            }
        }
    }

    /// Says that something is gone, or is unknown where the project file or a narrative that may hold
    /// it cannot be read.
    fn not_among(&self, docs: &[String]) -> Presence {
        let Followed { project_file, language, .. } = past::followed(self.place.config);
        let files = Followed { project_file, language, docs: docs.to_vec(), ..Followed::default() };
        let unread = read_state(self.place.snapshot, &files).unread().into_iter().next();
        unread.map_or(Presence::Gone, |unread| Presence::Unknown(unread.file))
    }

    /// Returns the files in which a record must be if it is where the history saw it last, or in
    /// what is not committed.
    fn likely_files<'f>(&'f self, history: &'f History) -> Vec<&'f str> {
        let changes = history.changes.get(self.id).map(Vec::as_slice).unwrap_or_default();
        let last = changes.iter().map(|change| &*change.file);
        last.chain(self.dirty.iter().map(String::as_str)).collect()
    }

    /// Returns the sections that stand below one, since its review covers them too.
    fn within(&self) -> Vec<String> {
        let Some(Target::Section { document, anchor }) = Target::parse(self.id) else {
            return Vec::new();
        };
        let sections = model::read_sections(self.place.snapshot, self.place.config);
        let is_it = |section: &&Section| section.document == document && section.anchor == anchor;
        let below = sections.iter().find(is_it).map(|whole| whole.below(&sections));
        below.unwrap_or_default().into_iter().map(Section::target).collect()
    }
}
