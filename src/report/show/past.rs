//! What differs since an earlier state, and the audit trail.

use super::piece::{lines, plain, row, strong};
use super::{Show, Shown};
use crate::report::document::{Block, Inline, Row};
use crate::report::view::{
    Decision, Difference, DifferenceRow, Edit, Trail, TrailChange, TrailRecord,
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
        let notes: Vec<Block> = unknown.chain(remarks).flatten().collect();
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
        let mut by: Vec<Vec<Inline>> = Vec::new();
        for commit in &entry.commits {
            let when = format!("{}, {} ", commit.author, commit.date);
            by.push(vec![Inline::text(when), Inline::Code(commit.commit.clone())]);
        }
        if entry.uncommitted {
            by.push(vec![Inline::text(self.say("difference.uncommitted"))]);
        }
        if entry.by_merge {
            by.push(vec![Inline::text(self.say("difference.by-merge"))]);
        }
        let by = lines(by);
        let mut name = self.changed(&entry.target);
        name.extend(entry.title.as_ref().map(|title| Block::text(title.clone())));
        let mut whole = plain(self.say(&format!("change.{}", entry.kind)));
        if entry.other_record {
            whole.extend(plain(self.say("difference.other-record")));
        }
        if entry.edits.is_empty() {
            return vec![row(vec![name, whole, plain("–"), plain("–"), by])];
        }
        let edit = |edit: &Edit| {
            let (before, after) = both(edit);
            let mut what = plain(self.path(&edit.path));
            if entry.other_record {
                what.extend(plain(self.say("difference.other-record")));
            }
            row(vec![name.clone(), what, before, after, by.clone()])
        };
        entry.edits.iter().map(edit).collect()
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
        let columns = [("by-and-when", 22), ("what", 46), ("reviews", 32)];
        let rows = record.changes.iter().map(|change| self.trail_row(change));
        let rows = rows.chain(self.trail_rest(record)).collect();
        blocks.extend(self.table("trail-record", &columns, rows, false));
        blocks
    }

    fn trail_row(&self, change: &TrailChange) -> Row {
        let date: String = change.date.chars().take(16).collect::<String>().replace('T', " ");
        let by = lines(vec![
            vec![Inline::text(change.author.clone())],
            vec![Inline::text(date)],
            vec![Inline::Code(change.commit.clone())],
            vec![Inline::text(change.subject.clone())],
        ]);
        let mut what = strong(self.say(&format!("change.{}", change.kind)));
        for edit in &change.edits {
            let none = || "–".to_string();
            let before = edit.before.as_deref().map_or_else(none, cut);
            let after = edit.after.as_deref().map_or_else(none, cut);
            what.extend(plain(format!("{}: {before} → {after}", self.path(&edit.path))));
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

    /// Rows of what no change tells: that a merge lost the record, and reviews whose state no commit
    /// holds.
    fn trail_rest(&self, record: &TrailRecord) -> Vec<Row> {
        let none = || plain("–");
        let lost = record.is_lost.then(|| row(vec![none(), plain(self.say("trail.lost")), none()]));
        let reviews: Vec<_> = record.unseen.iter().map(|of| self.trail_review(of)).collect();
        let what = || plain(self.say("trail.unseen"));
        let unseen = (!reviews.is_empty()).then(|| row(vec![none(), what(), lines(reviews)]));
        lost.into_iter().chain(unseen).collect()
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

/// Returns the cells before and after, in which the words that differ stand out.
fn both(edit: &Edit) -> (Vec<Block>, Vec<Block>) {
    let whole =
        |value: &Option<String>| plain(value.as_deref().map_or_else(|| "–".to_string(), cut));
    let words = match (&edit.before, &edit.after) {
        (Some(before), Some(after)) if before.len() + after.len() <= 2 * LONGEST_VALUE => {
            pieces(before, after)
        }
        _ => None,
    };
    let Some(words) = words else { return (whole(&edit.before), whole(&edit.after)) };
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

fn cut(value: &str) -> String {
    match value.chars().count() <= LONGEST_VALUE {
        true => value.to_string(),
        false => value.chars().take(LONGEST_VALUE).chain(['…']).collect(),
    }
}
