//! What differs since an earlier state, and the audit trail.

use super::piece::{lines, plain, row, strong};
use super::{Show, Shown};
use crate::report::document::{Block, Inline, Row};
use crate::report::view::{
    Decision, Difference, DifferenceCommit, DifferenceRow, Edit, Trail, TrailChange, TrailRecord,
};
use crate::report::word_diff::pieces;

pub(super) const SHOWN: &[Shown] = &[
    Shown::text("difference", "difference-verdict", |show| show.difference_verdict()),
    Shown::table("difference", "difference-counts", |show| show.difference_counts()),
    Shown::records("difference", "differences", |show| show.differences()),
    Shown::text("trail", "trail-period", |show| show.trail_period()),
    Shown::records("trail", "trail-records", |show| show.trail_records()),
    Shown::table("trail", "trail-people", |show| show.trail_people()),
    Shown::table("trail", "trail-baselines", |show| show.trail_baselines()),
];

/// Values longer than this are cut; the records hold them in full.
const LONGEST_VALUE: usize = 1000;

impl Show<'_> {
    fn difference(&self) -> Option<&Difference> {
        self.view.difference.as_ref()
    }

    fn trail(&self) -> Option<&Trail> {
        self.view.trail.as_ref()
    }

    fn difference_verdict(&self) -> Vec<Block> {
        let Some(part) = self.difference() else { return Vec::new() };
        let Some(since) = &part.since else {
            return vec![Block::Notice(plain(self.say("difference.nothing-earlier")))];
        };
        let mut blocks = plain(self.words.sentence("difference.since", &[("since", since)]));
        let unknown = part
            .unknown
            .iter()
            .map(|target| plain(self.words.sentence("difference.unknown", &[("target", target)])));
        let remarks = part.remarks.iter().map(|remark| plain(remark.clone()));
        let unread = part
            .unread
            .iter()
            .map(|file| plain(self.words.sentence("difference.unread", &[("file", file)])));
        let notes: Vec<Block> = unknown.chain(unread).chain(remarks).flatten().collect();
        blocks.extend((!notes.is_empty()).then_some(Block::Notice(notes)));
        blocks
    }

    fn difference_counts(&self) -> Vec<Block> {
        let Some(counts) = self.difference().map(|part| part.counts) else { return Vec::new() };
        let rows = [
            ("added", counts.added),
            ("removed", counts.removed),
            ("changed", counts.changed),
            ("moved", counts.moved),
        ];
        let rows = rows.map(|(key, n)| {
            row(vec![plain(self.say(&format!("change.{key}"))), plain(n.to_string())])
        });
        self.table("difference-counts", &[("what", 80), ("number", 20)], rows.into(), false)
    }

    /// One table for each kind.
    fn differences(&self) -> Vec<Block> {
        let groups = self.difference().map(|part| &part.groups[..]).unwrap_or_default();
        let columns =
            [("record", 17), ("what", 15), ("before", 26), ("after", 26), ("by-and-when", 16)];
        let mut blocks = Vec::new();
        for group in groups {
            blocks.extend(strong(self.subject(&group.kind)));
            let rows = group.rows.iter().flat_map(|row| self.difference_rows(row));
            blocks.extend(self.table("differences", &columns, rows.collect(), false));
        }
        if blocks.is_empty() { plain(self.say("table.differences.none")) } else { blocks }
    }

    /// Returns the word for a kind of record or what else has a history.
    fn subject(&self, kind: &str) -> String {
        let key = kind.replace(' ', "-");
        let word = self.words.find(&format!("kind.{key}"));
        let word = word.or_else(|| self.words.find(&format!("subject.{key}")));
        word.map_or_else(|| kind.to_string(), str::to_string)
    }

    fn difference_rows(&self, entry: &DifferenceRow) -> Vec<Row> {
        let by = |commits: &[DifferenceCommit]| {
            let one = |commit: &DifferenceCommit| {
                let when = format!("{}, {} ", commit.author, commit.date);
                vec![Inline::text(when), Inline::Code(commit.commit.clone())]
            };
            let open = || vec![Inline::text(self.say("difference.uncommitted"))];
            lines(commits.iter().map(one).chain(entry.uncommitted.then(open)).collect())
        };
        let mut name = self.changed(&entry.target);
        // A record without a title of its own is called by its id.
        let title = entry.title.as_ref().filter(|title| **title != entry.target);
        name.extend(title.map(|title| Block::text(title.clone())));
        let mut whole = plain(self.say(&format!("change.{}", entry.kind)));
        if entry.other_record {
            whole.extend(plain(self.say("difference.other-record")));
        }
        if let Some((file, files)) = &entry.copies {
            let values = [("file", &**file), ("files", &files.join(", "))];
            name.extend(plain(self.words.sentence("difference.copies", &values)));
        }
        let moved = entry.moved.as_ref().map(|(from, to, commits)| {
            let file = |file: &str| vec![Block::Paragraph(vec![Inline::Code(file.to_string())])];
            let what = plain(self.say("change.moved"));
            row(vec![name.clone(), what, file(from), file(to), by(commits)])
        });
        if entry.edits.is_empty() && moved.is_none() {
            return vec![row(vec![name, whole, plain("–"), plain("–"), by(&entry.commits)])];
        }
        let edit = |(edit, commits): &(Edit, Vec<DifferenceCommit>)| {
            let (before, after) = self.both(edit);
            let mut what = plain(self.label(&entry.target, edit));
            if entry.other_record {
                what.extend(plain(self.say("difference.other-record")));
            }
            row(vec![name.clone(), what, before, after, by(commits)])
        };
        entry.edits.iter().map(edit).chain(moved).collect()
    }

    fn trail_period(&self) -> Vec<Block> {
        let Some(trail) = self.trail() else { return Vec::new() };
        let n = trail.n_changes.to_string();
        let since = match &trail.since {
            Some(since) => self.words.sentence("trail.since", &[("since", since), ("n", &n)]),
            None => self.words.sentence("trail.beginning", &[("n", &n)]),
        };
        let mut blocks = plain(since);
        let days = [("trail.from", &trail.from), ("trail.until", &trail.until)];
        for (key, day) in days {
            let day = day.as_ref().map(|day| self.words.sentence(key, &[("day", day)]));
            blocks.extend(day.map(Block::text));
        }
        blocks
    }

    /// One table for each record, section, template or mapping.
    fn trail_records(&self) -> Vec<Block> {
        let records = self.trail().map(|trail| &trail.records[..]).unwrap_or_default();
        let blocks: Vec<Block> =
            records.iter().flat_map(|record| self.trail_record(record)).collect();
        if blocks.is_empty() { plain(self.say("table.trail-record.none")) } else { blocks }
    }

    fn trail_record(&self, record: &TrailRecord) -> Vec<Block> {
        let title = record.title.iter().filter(|title| **title != record.target);
        let title: String = title.map(|title| format!(" {title}")).collect();
        let mut blocks = strong(format!("{}{title}", record.target));
        let earlier = || plain(self.say("trail.earlier"));
        blocks.extend(record.is_earlier.then(earlier).into_iter().flatten());
        let columns = [("by-and-when", 22), ("what", 46), ("reviews", 32)];
        let rows = record.changes.iter().map(|change| self.trail_row(&record.target, change));
        let rows = rows.chain(self.trail_rest(record)).collect();
        blocks.extend(self.table("trail-record", &columns, rows, false));
        blocks
    }

    fn trail_row(&self, target: &str, change: &TrailChange) -> Row {
        let date: String = change.date.chars().take(16).collect::<String>().replace('T', " ");
        let by = lines(vec![
            vec![Inline::text(change.author.clone())],
            vec![Inline::text(date)],
            vec![Inline::Code(change.commit.clone())],
            vec![Inline::text(change.subject.clone())],
        ]);
        let mut what = strong(self.say(&format!("change.{}", change.kind)));
        let parents =
            [("change.against", &change.against), ("change.side-taken", &change.side_taken)];
        for (key, parent) in parents {
            let parent = parent.as_ref();
            what.extend(parent.map(|it| Block::text(self.words.sentence(key, &[("commit", it)]))));
        }
        if let Some(from) = &change.moved_from {
            what.push(Block::text(format!("{from} → {}", change.file)));
        }
        for edit in &change.edits {
            let value = |value: &Option<String>| {
                let value = self.worded(edit, value.as_deref());
                value.map_or_else(|| "–".to_string(), |value| cut(&value))
            };
            let values = match (change.kind, &edit.before) {
                // What was not there has no value before.
                ("added", None) => value(&edit.after),
                _ => format!("{} → {}", value(&edit.before), value(&edit.after)),
            };
            what.extend(plain(format!("{}: {values}", self.label(target, edit))));
        }
        let reviews = change.reviews.iter().map(|review| self.trail_review(review)).collect();
        row(vec![by, what, lines(reviews)])
    }

    fn trail_review(&self, of: &Decision) -> Vec<Inline> {
        let Decision { review, person, role, date, .. } = of;
        vec![
            Inline::RecordLink(review.clone()),
            Inline::text(format!(
                ": {}, {person} ({}), {date}",
                self.decision(of),
                self.words.own("role", role)
            )),
        ]
    }

    /// Tells of reviews whose state no commit holds.
    fn trail_rest(&self, record: &TrailRecord) -> Option<Row> {
        let reviews: Vec<_> = record.unseen.iter().map(|of| self.trail_review(of)).collect();
        let what = || plain(self.say("trail.unseen"));
        (!reviews.is_empty()).then(|| row(vec![plain("–"), what(), lines(reviews)]))
    }

    fn trail_people(&self) -> Vec<Block> {
        let people = self.trail().map(|trail| &trail.people[..]).unwrap_or_default();
        let rows = people.iter().map(|person| {
            row(vec![
                plain(format!("{} <{}>", person.name, person.email)),
                plain(person.n_commits.to_string()),
                plain(person.targets.join(", ")),
            ])
        });
        let columns = [("person", 30), ("commits", 12), ("records", 58)];
        self.table("trail-people", &columns, rows.collect(), false)
    }

    fn trail_baselines(&self) -> Vec<Block> {
        let baselines = self.trail().map(|trail| &trail.baselines[..]).unwrap_or_default();
        let rows = baselines.iter().map(|baseline| {
            let tag = baseline.tag.clone().unwrap_or_else(|| self.say("trail.no-baseline"));
            row(vec![
                plain(tag),
                plain(baseline.n_commits.to_string()),
                plain(baseline.targets.join(", ")),
            ])
        });
        let columns = [("baseline", 20), ("commits", 12), ("records", 68)];
        self.table("trail-baselines", &columns, rows.collect(), false)
    }
}

impl Show<'_> {
    /// Returns the cells before and after, in which the words that differ stand out.
    fn both(&self, edit: &Edit) -> (Vec<Block>, Vec<Block>) {
        let worded = |value: &Option<String>| self.worded(edit, value.as_deref());
        let (before, after) = (worded(&edit.before), worded(&edit.after));
        let whole =
            |value: &Option<String>| plain(value.as_deref().map_or_else(|| "–".to_string(), cut));
        let words = match (&before, &after) {
            (Some(before), Some(after)) if before.len() + after.len() <= 2 * LONGEST_VALUE => {
                pieces(before, after)
            }
            _ => None,
        };
        let Some(words) = words else { return (whole(&before), whole(&after)) };
        let side = |left_out: &str| {
            let shown = words.iter().filter(|piece| piece.change != left_out);
            let inline = shown.map(|piece| match piece.change {
                "same" => Inline::text(piece.text.clone()),
                _ => Inline::Strong(vec![Inline::text(piece.text.clone())]),
            });
            vec![Block::Paragraph(inline.collect())]
        };
        (side("added"), side("removed"))
    }
}

fn cut(value: &str) -> String {
    match value.chars().count() <= LONGEST_VALUE {
        true => value.to_string(),
        false => value.chars().take(LONGEST_VALUE).chain(['…']).collect(),
    }
}
