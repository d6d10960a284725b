//! Reviews and history → the commits that hold what each review saw: the state of its target that has
//! the fingerprint that it pins.
//!
//! The state that a change left is fingerprinted first. What a target's fingerprint covers beside it,
//! such as all risks of a product or the sections below one, can change without the target; then the
//! commit that brought the review is looked at, and after it every commit that can matter.

use super::Place;
use crate::assess::fingerprint;
use crate::config::{Config, KnownNames, PROJECT_FILE};
use crate::error::Error;
use crate::history::{ChangeKind, History};
use crate::load::Snapshot;
use crate::model::{self, Project, Record, Section, SuppliedResults, Target};
use crate::report::view::Reviewed;
use std::collections::{BTreeMap, BTreeSet};

/// Returns what each review saw. Where the history is not whole, a state may be among what is missing.
pub(in crate::cli) fn reviewed(
    place: Place<'_>,
    known: &KnownNames,
    history: &History,
    project: &Project,
) -> Result<Reviewed, Error> {
    let pins = pins_of(project);
    let mut states =
        States { place, known, history, found: BTreeMap::new(), below: BTreeMap::new() };
    states.after_changes(&pins)?;
    states.where_reviews_came(&pins)?;
    states.anywhere(&pins)?;
    let mut reviewed = Reviewed::new();
    for pin in &pins {
        let commits = states.matching(pin);
        for target in pin.parts() {
            let key = (pin.review.id.to_string(), target.to_string());
            reviewed.entry(key).or_default().extend(&commits);
        }
        for commit in commits {
            for section in states.below.get(&(commit, pin.target.to_string())).into_iter().flatten()
            {
                let key = (pin.review.id.to_string(), section.clone());
                reviewed.entry(key).or_default().insert(commit);
            }
        }
    }
    Ok(reviewed)
}

/// One entry of a review.
struct Pin<'a> {
    review: &'a Record,
    target: &'a str,
    fingerprint: &'a str,
}

fn pins_of(project: &Project) -> Vec<Pin<'_>> {
    let of_review = |review| {
        let links = Record::links_of(review, "of");
        links.filter_map(move |link| {
            Some(Pin { review, target: &link.to, fingerprint: link.attribute("fingerprint")? })
        })
    };
    project.of_kind("review").flat_map(of_review).collect()
}

impl<'a> Pin<'a> {
    /// Returns what is reviewed; a link with both of its ends.
    fn parts(&self) -> Vec<&'a str> {
        match Target::parse(self.target) {
            Some(Target::Link { from, to, .. }) => vec![from, to],
            _ => vec![self.target],
        }
    }

    /// Returns whether a change of something may change the fingerprint.
    fn depends_on(&self, changed: &str) -> bool {
        match Target::parse(self.target) {
            Some(Target::Section { document, .. }) => {
                let rest = changed.strip_prefix("doc:").and_then(|it| it.strip_prefix(document));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
            }
            Some(Target::Setting(_)) => changed == self.target,
            // A record may cover any other.
            _ => model::prefix_of(changed).is_some(),
        }
    }
}

/// What is known of earlier states.
struct States<'a> {
    place: Place<'a>,
    known: &'a KnownNames,
    history: &'a History,
    /// Target → commit → fingerprint, where there is one.
    found: BTreeMap<String, BTreeMap<usize, Option<String>>>,
    /// The sections below one in a commit.
    below: BTreeMap<(usize, String), Vec<String>>,
}

impl States<'_> {
    fn matching(&self, pin: &Pin<'_>) -> BTreeSet<usize> {
        let known = self.found.get(pin.target).into_iter().flatten();
        let is_it = |known: &Option<String>| known.as_deref() == Some(pin.fingerprint);
        known.filter(|(_, known)| is_it(known)).map(|(commit, _)| *commit).collect()
    }

    fn is_open(&self, pin: &Pin<'_>) -> bool {
        self.matching(pin).is_empty()
    }

    fn note(&mut self, target: &str, commit: usize, fingerprint: Option<String>) {
        self.found.entry(target.to_string()).or_default().insert(commit, fingerprint);
    }

    fn at(&self, commit: usize) -> Result<(Snapshot, Config), Error> {
        let snapshot = self.place.snapshot.at_commit(&self.history.commits[commit].id)?;
        let config = model::read_settings(&snapshot, self.known);
        Ok((snapshot, config))
    }

    /// Looks at the file that each change left, for what needs no more to be fingerprinted.
    fn after_changes(&mut self, pins: &[Pin<'_>]) -> Result<(), Error> {
        let mut wanted: BTreeMap<usize, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
        let history = self.history;
        for pin in pins {
            let Some(Target::Record(_) | Target::Setting(_)) = Target::parse(pin.target) else {
                continue;
            };
            let changes = history.changes.get(pin.target).into_iter().flatten();
            for change in changes.filter(|change| change.kind != ChangeKind::Removed) {
                let files = wanted.entry(change.commit).or_default();
                files.entry(&change.file).or_default().insert(pin.target);
            }
        }
        for (commit, files) in wanted {
            let (snapshot, config) = self.at(commit)?;
            for (file, targets) in files {
                if file == PROJECT_FILE {
                    for target in targets {
                        self.note(target, commit, setting(&config, target));
                    }
                    continue;
                }
                let records = model::read_record_file(&snapshot, &config, file);
                let is_wanted = |record: &&Record| targets.contains(&*record.id);
                for record in records.iter().filter(is_wanted).filter(|it| !it.covers_others()) {
                    self.note(&record.id, commit, Some(record.fingerprint.to_string()));
                }
            }
        }
        Ok(())
    }

    /// Looks at the commit that last changed each review.
    fn where_reviews_came(&mut self, pins: &[Pin<'_>]) -> Result<(), Error> {
        let mut wanted: BTreeMap<usize, Vec<&Pin<'_>>> = BTreeMap::new();
        for pin in pins.iter().filter(|pin| self.is_open(pin)) {
            let changes = self.history.changes.get(&*pin.review.id);
            if let Some(newest) = changes.and_then(|changes| changes.first()) {
                wanted.entry(newest.commit).or_default().push(pin);
            }
        }
        wanted.into_iter().try_for_each(|(commit, pins)| self.look(commit, &pins))
    }

    /// Looks at every commit that changed something that an open pin depends on, newest first.
    fn anywhere(&mut self, pins: &[Pin<'_>]) -> Result<(), Error> {
        let mut wanted: BTreeMap<usize, Vec<&Pin<'_>>> = BTreeMap::new();
        for pin in pins.iter().filter(|pin| self.is_open(pin)) {
            let changes = self.history.changes.iter().filter(|(id, _)| pin.depends_on(id));
            let commits: BTreeSet<usize> =
                changes.flat_map(|(_, changes)| changes).map(|change| change.commit).collect();
            commits.into_iter().for_each(|commit| wanted.entry(commit).or_default().push(pin));
        }
        for (commit, pins) in wanted {
            let open: Vec<&Pin<'_>> = pins.into_iter().filter(|pin| self.is_open(pin)).collect();
            if !open.is_empty() {
                self.look(commit, &open)?;
            }
        }
        Ok(())
    }

    /// Reads what some targets need of a commit, and fingerprints them.
    fn look(&mut self, commit: usize, pins: &[&Pin<'_>]) -> Result<(), Error> {
        let is_known =
            |pin: &&&Pin<'_>| self.found.get(pin.target).is_some_and(|it| it.contains_key(&commit));
        let targets: BTreeSet<&str> =
            pins.iter().filter(|pin| !is_known(pin)).map(|pin| pin.target).collect();
        let (sections, others): (Vec<&str>, Vec<&str>) = targets
            .into_iter()
            .partition(|target| matches!(Target::parse(target), Some(Target::Section { .. })));
        if sections.is_empty() && others.is_empty() {
            return Ok(());
        }
        let (snapshot, config) = self.at(commit)?;
        if !sections.is_empty() {
            let known = model::read_sections(&snapshot, &config);
            for target in sections {
                let section = known.iter().find(|section| section.target() == target);
                self.note(target, commit, section.map(Section::fingerprint));
                let below = section.map(|section| section.below(&known)).unwrap_or_default();
                let below = below.into_iter().map(Section::target).collect();
                self.below.insert((commit, target.to_string()), below);
            }
        }
        if !others.is_empty() {
            let then = model::read(&snapshot, self.known, &SuppliedResults::default());
            for target in others {
                self.note(target, commit, fingerprint(&then, target));
            }
        }
        Ok(())
    }
}

fn setting(config: &Config, target: &str) -> Option<String> {
    match Target::parse(target)? {
        Target::Setting(section) => config.fingerprint(section),
        _ => None,
    }
}
