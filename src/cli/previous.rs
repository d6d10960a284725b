//! History + the judged release → the release before it: what is gone since, and who could decide.
//!
//! What the tag of that release held is read from its commit, and what was written since from the
//! changes of every later commit, whichever branch made it. A list of removals would not do: a merge
//! that takes one side drops what only the other side had, and removes nothing itself.

mod reassigned;
mod replaced;
mod rewritten;
mod unread;

use super::line::{Inputs, known_names};
use super::past;
use crate::assess::{choose, has_left};
use crate::config::{self, Config, PEOPLE_SECTION, PROJECT_FILE, Person};
use crate::error::Error;
use crate::history::{
    Ancestry, BackdatedCommit, Change, ChangeKind, Commit, Completeness, Disappearance,
    EarlierPeople, GoneRecord, History, LateBeginning, Lineage, MissingTags, ReassignedDraft,
    RewrittenRecord,
};
use crate::load::Snapshot;
use crate::model::kinds::KINDS;
use crate::model::{self, Moment, Project, Record, Status, SuppliedResults, prefix_of};
use crate::source::SourceId;
use crate::yaml;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the history of the records wherever they have lain.
pub(super) fn history(inputs: &Inputs) -> Result<History, Error> {
    // Without a setting they lay where they usually do.
    past::history_for_verdict(inputs, &["records"])
}

/// Returns the commits behind the judged one.
pub(super) fn ancestry(history: &History) -> Ancestry {
    match not_whole(history) {
        Some(_) => Ancestry::Unknown,
        None => {
            let commits = history.commits.iter();
            let commits = commits.map(|commit| (commit.id.clone(), commit.parents.clone()));
            Ancestry::Known(Lineage::new(commits))
        }
    }
}

/// Returns the tags of active releases that the repository lacks.
pub(super) fn missing_tags(inputs: &Inputs, history: &History) -> Result<MissingTags, Error> {
    if history.completeness == Completeness::NoRepository {
        return Ok(MissingTags::NotLooked);
    }
    let mut missing = BTreeSet::new();
    for release in inputs.project.of_kind("release").filter(|release| release.is_active()) {
        let Some(tag) = release.word(&["tag"]) else { continue };
        if inputs.snapshot.at_tag(tag)?.is_none() {
            missing.insert(tag.to_string());
        }
    }
    Ok(match not_whole(history) {
        Some(_) => MissingTags::Unknown(missing),
        None => MissingTags::Known(missing),
    })
}

/// What the previous release had.
pub(super) struct Previous {
    pub(super) disappearance: Disappearance,
    pub(super) people: Option<EarlierPeople>,
    pub(super) rewritten: Vec<RewrittenRecord>,
    pub(super) reassigned: Vec<ReassignedDraft>,
    pub(super) backdated: Vec<BackdatedCommit>,
    pub(super) beginning: Option<LateBeginning>,
}

impl From<Disappearance> for Previous {
    fn from(disappearance: Disappearance) -> Self {
        Self {
            disappearance,
            people: None,
            rewritten: Vec::new(),
            reassigned: Vec::new(),
            backdated: Vec::new(),
            beginning: None,
        }
    }
}

/// Looks at the previous release: which records are gone since, and who could decide then.
pub(super) fn release_before(inputs: &Inputs, history: &History) -> Result<Previous, Error> {
    let project = &inputs.project;
    let release = choose(project, &inputs.basis).record();
    if let Some(unknown) = not_whole(history) {
        return Ok(unknown.into());
    }
    let tag = match previous_tag(project, release, history) {
        Ok(tag) => tag,
        Err(unknown) => return Ok(unknown.into()),
    };
    let Some(tag) = tag else {
        if let Some(unknown) = behind_links(inputs, history, None, &BTreeSet::new())? {
            return Ok(unknown.into());
        }
        let people = first_people(inputs, history)?;
        let history = in_further_folder(inputs, history, "records")?;
        let before = BTreeSet::new();
        return Ok(Previous {
            rewritten: rewritten::rewritten(inputs, &history, &before)?,
            reassigned: reassigned::reassigned(inputs, None, &history, &before)?,
            backdated: backdated(&history, &before),
            disappearance: compared(None, BTreeMap::new(), &history, inputs, &before)?,
            beginning: late_beginning(&history),
            people,
        });
    };
    let Some(snapshot) = inputs.snapshot.at_tag(&tag)? else {
        let help = "fetch the tags with `git fetch --tags`, or tag the released commit";
        return Ok(unknown(format!("there is no tag `{tag}`"), help).into());
    };
    let commit = snapshot.revision(&[], &[])?.commit;
    let position = history.commits.iter().position(|known| Some(&known.id) == commit.as_ref());
    let Some(position) = position else {
        let help = "merge the released commit, or judge a revision that holds it";
        return Ok(unknown(format!("`{tag}` is not behind the judged commit"), help).into());
    };
    let then = read_then(inputs, &snapshot)?;
    let before = history.reached_from(position);
    if let Some(unknown) = misplaced_tag(project, &then, &tag, latest(history, &before)) {
        return Ok(unknown.into());
    }
    if let Some(unknown) = behind_links(inputs, history, Some(&then), &before)? {
        return Ok(unknown.into());
    }
    let people = Some(people_of(&then.config, Some(tag.clone()), &inputs.basis.as_of));
    let history = in_further_folder(inputs, history, &then.config.folders.records)?;
    let held_by_tag = history.commits[position].short();
    let held = held_by(&then, held_by_tag);
    Ok(Previous {
        rewritten: rewritten::rewritten(inputs, &history, &before)?,
        reassigned: reassigned::reassigned(inputs, Some((&then, held_by_tag)), &history, &before)?,
        backdated: backdated(&history, &before),
        disappearance: compared(Some(tag), held, &history, inputs, &before)?,
        beginning: None,
        people,
    })
}

/// Returns what is unknown because records were read through a link since the release before: what it
/// led to was changed and deleted in files that the history does not follow.
fn behind_links(
    inputs: &Inputs,
    history: &History,
    then: Option<&Project>,
    before: &BTreeSet<usize>,
) -> Result<Option<Disappearance>, Error> {
    let now = inputs.project.record_links.first();
    let mut found = now.or(then.and_then(|then| then.record_links.first())).cloned();
    let later = |short: &str| {
        let at = history.commits.iter().position(|commit| commit.short() == short);
        at.filter(|at| !before.contains(at))
    };
    for unread in &history.unread {
        let Some(at) = unread.commit.as_deref().and_then(later) else { continue };
        let folders = &history.followed.records;
        let is_of_records = folders.iter().any(|folder| unread.file.starts_with(&**folder));
        if found.is_none() && is_of_records {
            let snapshot = inputs.snapshot.at_commit(&history.commits[at].id)?;
            let real = snapshot.real_path(&unread.file);
            found = real.filter(|real| *real != unread.file).map(|_| unread.file.clone());
        }
    }
    Ok(found.map(|link| {
        let help = "put the files themselves in the place of links; what one led to in commits since \
                    the release before cannot be told";
        unknown(format!("`{link}` is or was a link, which the history does not follow"), help)
    }))
}

/// Returns the first commit of the project, where another one came before it in the repository.
fn late_beginning(history: &History) -> Option<LateBeginning> {
    let first = history.changes.values().flatten().map(|change| change.commit).max()?;
    let first = &history.commits[first];
    (!first.parents.is_empty())
        .then(|| LateBeginning { commit: first.short().to_string(), date: first.date.clone() })
}

/// Returns the latest moment that any of some commits names. The date of one can be written at will;
/// that of all behind it only with them.
fn latest(history: &History, commits: &BTreeSet<usize>) -> Option<Moment> {
    let commits = commits.iter().map(|at| &history.commits[*at]);
    let dates = commits.flat_map(|commit| [&commit.date, &commit.committed]);
    dates.filter_map(|date| Moment::parse(date)).max_by(|a, b| a.compare(*b))
}

/// Returns the commits that are not `before` and say that they are older than one that they were made
/// on; a day is spared for time zones and clocks.
fn backdated(history: &History, before: &BTreeSet<usize>) -> Vec<BackdatedCommit> {
    let later = history.commits.iter().enumerate().filter(|(at, _)| !before.contains(at));
    let mut found = Vec::new();
    for (_, commit) in later {
        let Some(committed) = Moment::parse(&commit.committed) else { continue };
        let is_later = |parent: &&Commit| {
            let parent = Moment::parse(&parent.committed);
            parent.is_some_and(|parent| parent.is_days_after(committed, 2))
        };
        let parents = commit.parents.iter().map(|at| &history.commits[*at]);
        found.extend(parents.filter(is_later).map(|parent| BackdatedCommit {
            commit: commit.short().to_string(),
            committed: commit.committed.clone(),
            parent: parent.short().to_string(),
            parent_committed: parent.committed.clone(),
        }));
    }
    found
}

/// Returns the people of the first commit that names any with a role; none if no commit does.
fn first_people(inputs: &Inputs, history: &History) -> Result<Option<EarlierPeople>, Error> {
    let section = format!("{PROJECT_FILE}#{PEOPLE_SECTION}");
    let changes = history.changes.get(&section).map(Vec::as_slice).unwrap_or_default();
    let names = known_names(&inputs.profiles)?;
    for change in changes.iter().rev() {
        let snapshot = inputs.snapshot.at_commit(&history.commits[change.commit].id)?;
        let source = SourceId::nth(0);
        let Ok(bytes) = snapshot.read(PROJECT_FILE) else { continue };
        let documents = yaml::read(source, &yaml::decode(source, bytes).text).documents;
        let people =
            people_of(&config::read(source, documents, &names).0, None, &inputs.basis.as_of);
        if people.roles.values().any(|roles| !roles.is_empty()) {
            return Ok(Some(people));
        }
    }
    Ok(None)
}

fn people_of(config: &Config, since: Option<String>, as_of: &str) -> EarlierPeople {
    let people = || config.people.iter();
    // Whoever had left by then could decide nothing any more.
    let roles = |person: &Person| match has_left(person, Some(as_of)) {
        false => person.roles.iter().cloned().collect(),
        true => BTreeSet::new(),
    };
    let roles = people().map(|(key, person)| (key.clone(), roles(person)));
    let names = people().map(|(key, person)| (key.clone(), person.name.clone()));
    EarlierPeople { since, roles: roles.collect(), names: names.collect() }
}

/// Reads the history again where records have lain in a further folder that was not followed.
fn in_further_folder<'h>(
    inputs: &Inputs,
    history: &'h History,
    folder: &str,
) -> Result<Cow<'h, History>, Error> {
    match history.followed.records.iter().any(|known| known == folder) {
        true => Ok(Cow::Borrowed(history)),
        // Without a setting they lay where they usually do.
        false => past::history_for_verdict(inputs, &["records", folder]).map(Cow::Owned),
    }
}

fn unknown(reason: impl Into<String>, help: &str) -> Disappearance {
    Disappearance::Unknown { reason: reason.into(), help: help.to_string() }
}

fn not_whole(history: &History) -> Option<Disappearance> {
    match &history.completeness {
        Completeness::Complete if !history.commits.is_empty() => None,
        Completeness::Complete | Completeness::NoRepository => {
            Some(unknown("there is no git history", "put the project under git and commit it"))
        }
        Completeness::Shallow => {
            Some(unknown("the clone is shallow", "run `git fetch --unshallow --tags`"))
        }
        Completeness::Incomplete(what) => {
            Some(unknown(what, "fetch the whole history, as with `git fetch --refetch`"))
        }
    }
}

/// Returns the tag of the release that the judged one follows, else the newest baseline before the
/// judged commit; none where no release came before.
fn previous_tag(
    project: &Project,
    release: Option<&Record>,
    history: &History,
) -> Result<Option<String>, Disappearance> {
    if let Some(release) = release
        && let Some(tag) = followed_tag(project, release)?
    {
        return Ok(Some(tag));
    }
    // The judged commit's own tag compares it with itself, and so does that of the judged release.
    // Any tag can be made tonight; one that an active release names has been approved.
    let own = release.and_then(|release| release.word(&["tag"]));
    let is_released = |tag: &str| {
        let mut releases = project.of_kind("release").filter(|record| record.is_active());
        releases.any(|other| {
            other.word(&["tag"]) == Some(tag)
                && release.is_none_or(|release| project.shares_product(other, release))
        })
    };
    let is_before = |tag: &str, commit: usize| commit != 0 && Some(tag) != own && is_released(tag);
    let newest = history.baselines.iter().find(|known| is_before(&known.tag, known.commit));
    Ok(newest.map(|baseline| baseline.tag.clone()))
}

/// Returns the tag of the nearest release along `follows` that is not retired; none where all are. A
/// retired one is no baseline: what was deleted before it was withdrawn would be forgotten with it.
fn followed_tag(project: &Project, release: &Record) -> Result<Option<String>, Disappearance> {
    let mut seen = BTreeSet::new();
    let mut at = release;
    while let Some(followed) = at.links_of("follows").next()
        && seen.insert(&*at.id)
    {
        let id = &followed.to;
        let refuse =
            |what: &str, help| Err(unknown(format!("`{id}`, the release before, {what}"), help));
        let no_tag = "add `tag:` to it, and tag the commit that was released";
        let Some(before) = project.record(id) else { return refuse("names no tag", no_tag) };
        match before.word(&["tag"]) {
            // Nobody has approved a draft, so it may name any tag.
            _ if before.status == Status::Draft => {
                return refuse("is a draft", "follow a release that was released");
            }
            _ if !project.shares_product(before, release) => {
                return refuse("is of another product", "follow a release of the same product");
            }
            _ if before.status == Status::Retired => at = before,
            None => return refuse("names no tag", no_tag),
            Some(tag) => return Ok(Some(tag.to_string())),
        }
    }
    Ok(None)
}

/// Returns what does not fit between a tag and the release that names it: a tag that was moved to a
/// later commit would hide what was deleted before it.
fn misplaced_tag(
    project: &Project,
    then: &Project,
    tag: &str,
    tagged: Option<Moment>,
) -> Option<Disappearance> {
    let named = project.of_kind("release").find(|release| release.word(&["tag"]) == Some(tag))?;
    if then.record(&named.id).is_none() && !then.is_hole(&named.id) {
        let reason = format!("the commit of `{tag}` does not hold `{}`", named.id);
        return Some(unknown(reason, "put the tag back on the commit that was released"));
    }
    let Some(day) = named.word(&["date"]).and_then(Moment::parse) else {
        let reason = format!("`{}`, the release before, names no day", named.id);
        return Some(unknown(reason, "add `date:`, so that a moved tag is seen"));
    };
    let tagged = tagged?;
    // A day is spared for time zones.
    tagged.is_days_after(day, 2).then(|| {
        let (day, tagged) = (day.day(), tagged.day());
        let reason = format!(
            "`{tag}` names a commit as of {tagged}, and `{}` was released on {day}",
            named.id
        );
        unknown(reason, "put the tag back on the commit that was released, or correct the day")
    })
}

/// Reads the project as a snapshot has it.
pub(super) fn read_then(inputs: &Inputs, snapshot: &Snapshot) -> Result<Project, Error> {
    let names = known_names(&inputs.profiles)?;
    Ok(model::read(snapshot, &names, &SuppliedResults::default()))
}

/// Records that a project held, with their file.
fn held_by(then: &Project, commit: &str) -> BTreeMap<String, GoneRecord> {
    let read = then.records.iter().map(|record| (record.id.to_string(), record.span));
    let unread = then.holes.iter().filter_map(|hole| Some((hole.id.clone()?, hole.span)));
    let held = read.chain(unread).map(|(id, span)| {
        let file = then.sources.path(span.source).to_string();
        (id.clone(), GoneRecord { id, file, held_by: commit.to_string(), dropped_by: None })
    });
    held.collect()
}

/// Adds what was written in the commits that are not `before`, and leaves out what is still there.
fn compared(
    since: Option<String>,
    mut held: BTreeMap<String, GoneRecord>,
    history: &History,
    inputs: &Inputs,
    before: &BTreeSet<usize>,
) -> Result<Disappearance, Error> {
    let prefixes = prefixes_ever(inputs, history);
    // A misspelt prefix was no record; one that the project declared at any time was.
    let is_of_a_kind = |id: &str| prefix_of(id).is_some_and(|prefix| prefixes.contains(prefix));
    for (id, changes) in history.changes.iter().filter(|(id, _)| is_of_a_kind(id)) {
        let later = || changes.iter().filter(|change| !before.contains(&change.commit));
        let is_held = |change: &&Change| change.kind != ChangeKind::Removed;
        let Some(change) = later().find(is_held).or_else(|| later().next()) else { continue };
        let short = |commit: usize| history.commits[commit].short();
        // A commit that removed it holds it no longer; the one before it does.
        let held_by = match (change.kind, change.parent) {
            (ChangeKind::Removed, Some(parent)) => short(parent).to_string(),
            (ChangeKind::Removed, None) => format!("{}^", short(change.commit)),
            _ => short(change.commit).to_string(),
        };
        let (id, file) = (id.clone(), change.file.clone());
        held.insert(id.clone(), GoneRecord { id, file, held_by, dropped_by: None });
    }
    let unread = unread::unread(inputs, history, before)?;
    for record in unread.records.into_iter().filter(|record| is_of_a_kind(&record.id)) {
        held.entry(record.id.clone()).or_insert(record);
    }
    let is_gone = |record: &GoneRecord| !is_there(record, &inputs.project);
    let gone = held.into_values().filter(is_gone);
    let replaced = replaced::replaced(inputs, history, before)?;
    let gone: Vec<GoneRecord> = gone.chain(replaced).collect();
    // What is gone for certain is said first.
    match unread.unknown.filter(|_| gone.is_empty()) {
        Some(unknown) => Ok(unknown),
        None => Ok(Disappearance::Compared { since, gone }),
    }
}

/// Returns every prefix of a kind: the usual ones, and what the project declares or ever declared.
fn prefixes_ever<'a>(inputs: &'a Inputs, history: &'a History) -> BTreeSet<&'a str> {
    let usual = KINDS.iter().map(|kind| kind.prefix);
    let now = inputs.project.config.prefixes.keys().map(|prefix| &**prefix);
    // What was declared and is no more was changed or removed by a commit, which lists it.
    let section = history.changes.get(&format!("{PROJECT_FILE}#prefixes"));
    let fields = section.into_iter().flatten().flat_map(|change| &change.fields);
    let declared = fields.flat_map(|field| field.before.iter().chain(&field.after));
    usual.chain(now).chain(declared.map(|prefix| &**prefix)).collect()
}

/// A record in a part of a file that cannot be read is unknown, not gone; one that was moved to where
/// nothing is read is.
fn is_there(record: &GoneRecord, project: &Project) -> bool {
    let may_hold = |hole: &&model::Hole| match &hole.id {
        Some(id) => *id == record.id,
        None => project.sources.path(hole.span.source) == record.file,
    };
    let mut holes = project.holes.iter().filter(|hole| !hole.is_misplaced);
    project.record(&record.id).is_some() || holes.any(|hole| may_hold(&hole))
}
