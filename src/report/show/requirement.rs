//! Needs, requirements and their traces.

use super::piece::{Fields, id, lines, plain, record_row, row, strong};
use super::{Show, Shown};
use crate::report::document::{Block, Inline, Row};
use crate::report::view::{Need, Record, Ref, Requirement, Requirements};

pub(super) const SHOWN: &[Shown] = &[
    Shown::table("requirements", "requirement-counts", |show| show.requirement_counts()),
    Shown::table("requirements", "trace-downstream", |show| show.trace_downstream()),
    Shown::table("requirements", "trace-upstream", |show| show.trace_upstream()),
    Shown::records("requirements", "needs", |show| show.needs()),
    Shown::records("requirements", "system-requirements", |show| show.system_requirements()),
    Shown::records("requirements", "software-requirements", |show| show.software_requirements()),
    Shown::records("requirements", "retired-requirements", |show| show.retired_requirements()),
];

impl Show<'_> {
    /// A template that reads another part cannot name what is shown here.
    fn part(&self) -> Option<&Requirements> {
        self.view.requirements.as_ref()
    }

    fn current(&self) -> impl Iterator<Item = &Requirement> {
        let all = self.part().into_iter().flat_map(|part| &part.requirements);
        all.filter(|requirement| !requirement.record.is_retired())
    }

    fn current_needs(&self) -> impl Iterator<Item = &Need> {
        let all = self.part().into_iter().flat_map(|part| &part.needs);
        all.filter(|need| !need.record.is_retired())
    }

    pub(super) fn needs(&self) -> Vec<Block> {
        self.listed("needs", self.current_needs().map(|need| self.need(need)).collect())
    }

    pub(super) fn system_requirements(&self) -> Vec<Block> {
        let system = self.current().filter(|one| one.level.as_deref() == Some("system"));
        self.listed("system-requirements", system.map(|one| self.requirement(one)).collect())
    }

    /// Shows every other requirement too: one whose level cannot be read must not be lost.
    pub(super) fn software_requirements(&self) -> Vec<Block> {
        let other = self.current().filter(|one| one.level.as_deref() != Some("system"));
        self.listed("software-requirements", other.map(|one| self.requirement(one)).collect())
    }

    pub(super) fn retired_requirements(&self) -> Vec<Block> {
        let Some(part) = self.part() else { return Vec::new() };
        let needs = part.needs.iter().filter(|need| need.record.is_retired());
        let requirements = part.requirements.iter().filter(|one| one.record.is_retired());
        let needs = needs.map(|need| self.need(need));
        let all = needs.chain(requirements.map(|one| self.requirement(one))).collect();
        self.listed("retired", all)
    }

    pub(super) fn listed(&self, name: &str, records: Vec<Block>) -> Vec<Block> {
        match records.is_empty() {
            true => plain(self.say(&format!("records.{name}.none"))),
            false => records,
        }
    }

    fn need(&self, need: &Need) -> Block {
        let mut fields = Fields::default();
        fields.add(self.say("field.rationale"), self.maybe(need.record.rationale.as_ref()));
        fields.add(self.say("field.source"), self.or_not_stated(need.source.as_ref()));
        let priority =
            need.priority.as_ref().map(|priority| plain(self.value("priority", priority)));
        let priority = priority.unwrap_or_else(|| strong(self.say("not-stated")));
        fields.add(self.say("field.priority"), priority);
        fields.add(self.say("reverse.satisfies"), self.satisfied_by(need, true));
        self.add_common(&need.record, &mut fields);
        self.record(&need.record, fields, Vec::new())
    }

    /// A draft or retired requirement is shown, but satisfies nothing.
    fn satisfied_by(&self, need: &Need, with_title: bool) -> Vec<Block> {
        let mut blocks = Vec::new();
        if !need.is_satisfied() {
            blocks.extend(strong(self.say("none.requirement")));
        }
        if !need.satisfied_by.is_empty() {
            blocks.extend(match with_title {
                true => self.references(&need.satisfied_by),
                false => self.reference_cell(&need.satisfied_by),
            });
        }
        blocks
    }

    fn requirement(&self, one: &Requirement) -> Block {
        let mut fields = Fields::default();
        fields.add(self.say("field.rationale"), self.maybe(one.record.rationale.as_ref()));
        let level = one.level.iter().map(|level| self.value("level", level));
        fields.add(self.say("field.level"), self.words_or_not_stated(level.collect()));
        let category = one.category.iter().map(|word| self.value("category", word));
        fields.add(self.say("field.category"), self.words_or_not_stated(category.collect()));
        fields.add(self.say("link.satisfies"), self.or_none(&one.satisfies, "none.origin"));
        fields.add(self.say("link.implements"), self.references(&one.implements));
        fields.add(self.say("reverse.satisfies"), self.references(&one.satisfied_by));
        // A system requirement may be realized by those that are derived from it.
        let realized_by = match one.satisfied_by.is_empty() {
            true => self.or_none(&one.realized_by, "none.item"),
            false => self.references(&one.realized_by),
        };
        fields.add(self.say("reverse.realizes"), realized_by);
        fields.add(self.say("reverse.verifies"), self.verifications(one));
        fields.add(self.say("label.verdict"), self.verdict(one));
        self.add_common(&one.record, &mut fields);
        self.record(&one.record, fields, Vec::new())
    }

    fn words_or_not_stated(&self, words: Vec<String>) -> Vec<Block> {
        if words.is_empty() { strong(self.say("not-stated")) } else { plain(words.join(", ")) }
    }

    /// Returns references, or words that say that there are none.
    pub(super) fn or_none(&self, to: &[Ref], none: &str) -> Vec<Block> {
        if to.is_empty() { strong(self.say(none)) } else { self.references(to) }
    }

    fn verifications(&self, one: &Requirement) -> Vec<Block> {
        if one.verified_by.is_empty() {
            return strong(self.say("none.verification"));
        }
        lines(one.verified_by.iter().map(|by| self.verified_by(by, true)).collect())
    }

    fn verdict(&self, one: &Requirement) -> Vec<Block> {
        let word = self.say(&format!("verdict.{}", one.verdict.word()));
        match one.verdict.word() {
            "verified" => plain(word),
            _ => strong(word),
        }
    }

    pub(super) fn requirement_counts(&self) -> Vec<Block> {
        let Some(counts) = self.part().map(|part| part.counts) else { return Vec::new() };
        let rows = [
            ("needs", counts.needs),
            ("satisfied-needs", counts.satisfied_needs),
            ("system", counts.system),
            ("software", counts.software),
            ("drafts", counts.drafts),
            ("verified", counts.verified),
            ("not-verified", counts.not_verified),
            ("unverifiable", counts.unverifiable),
            ("retired", counts.retired),
        ];
        let row = |(key, n): (&str, usize)| {
            row(vec![plain(self.say(&format!("count.{key}"))), plain(n.to_string())])
        };
        let columns = [("what", 80), ("number", 20)];
        self.table("requirement-counts", &columns, rows.into_iter().map(row).collect(), false)
    }

    /// From needs toward the evidence.
    pub(super) fn trace_downstream(&self) -> Vec<Block> {
        let needs = self.current_needs().map(|need| {
            let name = self.named(&need.record);
            vec![name, self.satisfied_by(need, false), plain("–"), plain("–")]
        });
        let requirements = self.current().map(|one| {
            let verifications = match one.verified_by.is_empty() {
                true => strong(self.say("none.verification")),
                false => {
                    lines(one.verified_by.iter().map(|by| self.verified_by(by, false)).collect())
                }
            };
            let derived = self.reference_cell(&one.satisfied_by);
            vec![self.named(&one.record), derived, verifications, self.verdict(one)]
        });
        let rows: Vec<Row> = needs.chain(requirements).map(row).collect();
        let columns = [("record", 31), ("satisfied-by", 24), ("verified-by", 28), ("verdict", 17)];
        self.table("trace-downstream", &columns, rows, false)
    }

    /// Returns a cell of an id and its title.
    fn named(&self, record: &Record) -> Vec<Block> {
        let mut line = vec![Inline::RecordLink(record.id.clone()), Inline::text(" ")];
        line.extend(self.inline(&record.title));
        vec![Block::Paragraph(line)]
    }

    /// From requirements toward the need or the risk.
    pub(super) fn trace_upstream(&self) -> Vec<Block> {
        let rows = self.current().map(|one| {
            let origin = match one.satisfies.is_empty() && one.implements.is_empty() {
                true => strong(self.say("none.origin")),
                false => self.reference_cell(&one.satisfies),
            };
            row(vec![
                id(&one.record.id),
                vec![Block::Paragraph(self.inline(&one.record.title))],
                origin,
                self.reference_cell(&one.implements),
            ])
        });
        let columns = [("record", 13), ("title", 46), ("satisfies", 23), ("implements", 18)];
        self.table("trace-upstream", &columns, rows.collect(), false)
    }

    /// Makes a row of a record with its id and title first.
    pub(super) fn titled_row(&self, record: &Record, rest: Vec<Vec<Block>>) -> Row {
        let mut line = vec![Inline::RecordLink(record.id.clone())];
        if record.is_retired() || record.approval.is_of_draft() {
            let state = self.say(&format!("state.{}", record.status.word()));
            line.push(Inline::Break);
            line.push(Inline::Emphasis(vec![Inline::text(format!("({state})"))]));
        }
        let mut cells = vec![vec![Block::Paragraph(line)]];
        cells.push(vec![Block::Paragraph(self.inline(&record.title))]);
        cells.extend(rest);
        record_row(&record.id, cells)
    }
}
