//! Verifications and their results, and what is shown of every requirement and risk control.

use super::piece::{lines, plain, record_row, row, strong};
use super::{Show, Shown};
use crate::report::document::{Block, Inline, Row};
use crate::report::view::{Activity, ActivityResult, Evidence, Target};

pub(super) const SHOWN: &[Shown] = &[
    Shown::table("evidence", "evidence-counts", |show| show.evidence_counts()),
    Shown::table("evidence", "verified-targets", |show| show.verified_targets()),
    Shown::table("evidence", "results", |show| show.results()),
    Shown::text("evidence", "evidence-verdict", |show| show.evidence_verdict()),
];

impl Show<'_> {
    fn evidence(&self) -> Option<&Evidence> {
        self.view.evidence.as_ref()
    }

    fn outcome_cell(&self, outcome: &str) -> Vec<Block> {
        let word = self.say(&format!("outcome.{outcome}"));
        if outcome == "pass" { plain(word) } else { strong(word) }
    }

    fn evidence_counts(&self) -> Vec<Block> {
        let Some(counts) = self.evidence().map(|part| part.counts) else { return Vec::new() };
        let rows = [
            ("activities", counts.activities),
            ("pass", counts.pass),
            ("not-pass", counts.not_pass),
            ("missing", counts.missing),
            ("targets", counts.targets),
            ("targets-verified", counts.targets_verified),
        ];
        let rows = rows.map(|(key, n)| {
            row(vec![plain(self.say(&format!("count.{key}"))), plain(n.to_string())])
        });
        self.table("evidence-counts", &[("what", 80), ("number", 20)], rows.into(), false)
    }

    /// Says first what a reader looks for: what is not verified.
    fn evidence_verdict(&self) -> Vec<Block> {
        let Some(part) = self.evidence() else { return Vec::new() };
        let open: Vec<&Target> = part.targets.iter().filter(|one| !one.is_verified()).collect();
        if part.targets.is_empty() {
            return vec![Block::Notice(plain(self.say("evidence.nothing")))];
        }
        if open.is_empty() {
            return plain(self.words.counted("evidence.all", part.targets.len()));
        }
        let mut notice = plain(self.words.counted("evidence.open", open.len()));
        notice.extend(super::piece::id_list(open.iter().map(|one| one.record.id.as_str())));
        vec![Block::Notice(notice)]
    }

    fn verified_targets(&self) -> Vec<Block> {
        let targets = self.evidence().map(|part| &part.targets[..]).unwrap_or_default();
        let rows = targets.iter().map(|target| {
            let by = target.aspects.iter().flat_map(|(_, _, by)| by);
            let by: Vec<Vec<Inline>> = by.map(|by| self.verified_by_aspect(by)).collect();
            let by = if by.is_empty() { strong(self.say("none.verification")) } else { lines(by) };
            let states = target.aspects.iter().filter(|(aspect, _, _)| *aspect != "specification");
            let states = states.map(|(aspect, shown, _)| {
                let word = self.say(if *shown { "shown.yes" } else { "shown.no" });
                let word = Inline::text(word);
                let word = if *shown { word } else { Inline::Strong(vec![word]) };
                vec![Inline::text(format!("{}: ", self.value("aspect", aspect))), word]
            });
            let mut row = self.titled_row(&target.record, vec![by, lines(states.collect())]);
            row.record = None;
            row
        });
        let columns = [("record", 10), ("title", 26), ("verified-by", 38), ("verdict", 26)];
        self.table("verified-targets", &columns, rows.collect(), false)
    }

    fn verified_by_aspect(&self, by: &crate::report::view::VerifiedBy) -> Vec<Inline> {
        let mut line = self.verified_by(by, false);
        line.push(Inline::text(format!(", {}", self.value("aspect", &by.aspect))));
        line
    }

    fn results(&self) -> Vec<Block> {
        let activities = self.evidence().map(|part| &part.activities[..]).unwrap_or_default();
        let rows: Vec<Row> =
            activities.iter().flat_map(|activity| self.activity_rows(activity)).collect();
        let columns = [
            ("verification", 12),
            ("concerns", 14),
            ("activity-verdict", 10),
            ("result", 12),
            ("outcome", 10),
            ("date", 11),
            ("person", 11),
            ("environment-and-tools", 17),
            ("commit", 10),
        ];
        self.table("results", &columns, rows, true)
    }

    /// One row for each result; the verification is named in each, so that no row stands alone.
    fn activity_rows(&self, activity: &Activity) -> Vec<Row> {
        let head = || {
            vec![
                vec![Block::Paragraph(self.reference(&activity.record, false))],
                match activity.targets.is_empty() {
                    true => strong(self.say("not-stated")),
                    false => self.reference_cell(&activity.targets),
                },
                self.outcome_cell(activity.outcome),
            ]
        };
        let with = |mut cells: Vec<Vec<Block>>, rest: Vec<Vec<Block>>| {
            cells.extend(rest);
            record_row(&activity.record.id, cells)
        };
        if activity.results.is_empty() {
            let mut cells = vec![strong(self.say("none.result"))];
            cells.extend(vec![plain("–"); 5]);
            return vec![with(head(), cells)];
        }
        activity.results.iter().map(|result| with(head(), self.result_cells(result))).collect()
    }

    fn result_cells(&self, result: &ActivityResult) -> Vec<Vec<Block>> {
        let stated = |text: &Option<String>| match text {
            Some(text) => plain(text.clone()),
            None => strong(self.say("not-stated")),
        };
        let mut id = self.reference(&result.record, false);
        let release = self.view.front.release.as_ref().map(|release| &release.id);
        if let Some(other) = result.release.as_ref().filter(|of| Some(*of) != release) {
            let words = self.words.sentence("result.carried", &[("release", other)]);
            id.extend([Inline::Break, Inline::Emphasis(vec![Inline::text(words)])]);
        }
        if result.cases > 1 {
            let words = self.words.sentence("result.cases", &[("n", &result.cases.to_string())]);
            id.extend([Inline::Break, Inline::text(words)]);
        }
        let mut environment = vec![vec![Inline::text(
            self.stated_step("environment", result.environment.as_deref()),
        )]];
        environment.extend(result.tools.iter().map(|tool| vec![Inline::text(tool.clone())]));
        let commit = match &result.commit {
            Some(commit) => vec![Block::Paragraph(vec![Inline::Code(commit.clone())])],
            // A result by hand is of a release, not of a commit.
            None if result.is_by_hand => plain("–"),
            None => strong(self.say("not-stated")),
        };
        vec![
            vec![Block::Paragraph(id)],
            self.outcome_cell(result.outcome),
            stated(&result.date),
            stated(&result.person),
            lines(environment),
            commit,
        ]
    }
}
