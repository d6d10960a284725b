//! Links of a record in both directions, with titles, grouped by what they say.

use super::Context;
use super::piece::{Badge, Ref, Tone};
use crate::graph::Fault;
use crate::model::{Link, Record, Target, Targets};
use crate::report::judged::ReviewEntry;

/// The links of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkGroup {
    /// As in `Verified by`.
    pub label: String,
    pub rows: Vec<LinkRow>,
}

/// One link, seen from one of its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// The other end; its badges say also why the link leads nowhere.
    pub to: Ref,
    /// Label and value of what the link says beside its target.
    pub attributes: Vec<(String, String)>,
}

impl<'a> Context<'_, 'a> {
    /// Returns what a record's links name.
    pub(super) fn upstream(&self, record: &'a Record) -> Vec<LinkGroup> {
        let mut groups = Vec::new();
        for link in &record.links {
            let label = self.say(&format!("link.{}", link.field.name));
            let row = LinkRow { to: self.target(record, link), attributes: self.attributes(link) };
            add(&mut groups, label, row);
        }
        groups
    }

    /// Returns what names a record; reviews stand apart.
    pub(super) fn downstream(&self, record: &'a Record) -> Vec<LinkGroup> {
        let mut groups = Vec::new();
        for trace in self.site.inputs.view.graph.downstream(&record.id) {
            let Some(from) = trace.record().filter(|from| from.kind.name != "review") else {
                continue;
            };
            let row =
                LinkRow { to: self.reference_to(from), attributes: self.attributes(trace.link) };
            add(&mut groups, self.reverse(trace.link), row);
        }
        // A link of a wrong kind is no edge, and whoever looks at its target wants to know of it.
        for broken in self.site.broken.get(&*record.id).into_iter().flatten() {
            let mut to = self.reference_to(broken.from);
            to.badges.push(self.fault(broken.fault));
            let row = LinkRow { to, attributes: self.attributes(broken.link) };
            add(&mut groups, self.reverse(broken.link), row);
        }
        groups
    }

    pub(super) fn reverse(&self, link: &Link) -> String {
        self.say(&format!("reverse.{}", link.field.name))
    }

    fn target(&self, record: &Record, link: &Link) -> Ref {
        let mut to = self.reference(&link.to);
        if let (Targets::Kinds(kinds), Some(Target::Record(id))) =
            (link.field.targets, Target::parse(&link.to))
            && self.project().record(id).is_some_and(|other| !kinds.contains(&other.kind.name))
        {
            to.badges.push(self.fault(Fault::WrongKind));
        }
        to.badges.extend(self.pin(record, link));
        to
    }

    /// Returns whether what a review pins is still as it was.
    fn pin(&self, review: &Record, link: &Link) -> Option<Badge> {
        let link_of_review = review.kind.name == "review" && link.field.name == "of";
        let id = match Target::parse(&link.to).filter(|_| link_of_review)? {
            Target::Record(id) | Target::Link { from: id, .. } => id,
            Target::Section { .. } | Target::Setting(_) => &link.to,
            Target::Baseline(_) => return None,
        };
        let is_it = |entry: &&ReviewEntry| entry.review == *review.id && entry.of == *link.to;
        let entry = self.site.reviews.get(id)?.iter().find(is_it)?;
        Some(self.review_state(entry.state))
    }

    pub(super) fn review_state(&self, state: &str) -> Badge {
        let (tone, key) = match state {
            "current" => (Tone::Good, "site.review.current"),
            "outdated" => (Tone::Bad, "site.review.outdated"),
            _ => (Tone::Doubtful, "site.review.not-counted"),
        };
        Badge { tone, text: self.say(key) }
    }

    fn fault(&self, fault: Fault) -> Badge {
        let key = match fault {
            Fault::Malformed => "site.fault.malformed",
            Fault::Missing => "state.absent",
            Fault::WrongKind => "site.fault.wrong-kind",
        };
        Badge { tone: Tone::Bad, text: self.say(key) }
    }

    /// A fingerprint is for machines; whether it still holds is said by a badge.
    pub(super) fn attributes(&self, link: &Link) -> Vec<(String, String)> {
        let attributes = link.attributes.iter().filter(|(name, _)| *name != "fingerprint");
        let shown = |(name, value): &(&'static str, Box<str>)| {
            let known = self.edition.words.find(&format!("value.{name}.{value}"));
            (self.label(name), known.unwrap_or(value).to_string())
        };
        attributes.map(shown).collect()
    }
}

/// Adds a row to the group of its label; groups stay in the order in which they began.
pub(super) fn add(groups: &mut Vec<LinkGroup>, label: String, row: LinkRow) {
    match groups.iter_mut().find(|group| group.label == label) {
        Some(group) => group.rows.push(row),
        None => groups.push(LinkGroup { label, rows: vec![row] }),
    }
}
