//! The traceability matrix in both directions; a hole in a trace is said in words.

use super::piece::{lines, plain, record_row, strong};
use super::{Show, Shown};
use crate::report::document::{Block, Inline, Row};
use crate::report::view::{BackRow, Ref, RiskRow, Trace, VerifiedBy};

pub(super) const SHOWN: &[Shown] = &[
    Shown::table("trace", "needs-to-evidence", |show| show.needs_to_evidence()),
    Shown::table("trace", "risks-to-evidence", |show| show.risks_to_evidence()),
    Shown::table("trace", "evidence-to-origin", |show| show.evidence_to_origin()),
    Shown::table("trace", "requirements-to-origin", |show| show.requirements_to_origin()),
    Shown::table("trace", "items-to-origin", |show| show.items_to_origin()),
    Shown::text("trace", "gaps", |show| show.gaps()),
];

impl Show<'_> {
    fn trace(&self) -> Option<&Trace> {
        self.view.trace.as_ref()
    }

    fn ref_or(&self, to: Option<&Ref>, none: &str) -> Vec<Block> {
        match to {
            Some(to) => vec![Block::Paragraph(self.reference(to, true))],
            None => strong(self.say(none)),
        }
    }

    fn refs_or(&self, to: &[Ref], none: &str) -> Vec<Block> {
        if to.is_empty() { strong(self.say(none)) } else { self.reference_cell(to) }
    }

    fn outcomes_or_none(&self, by: &[VerifiedBy]) -> Vec<Block> {
        if by.is_empty() {
            return strong(self.say("none.verification"));
        }
        let mut by: Vec<Vec<Inline>> = by.iter().map(|by| self.verified_by(by, false)).collect();
        // One verification may show a control in two aspects.
        by.dedup();
        lines(by)
    }

    fn yes_or_strong_no(&self, is_so: bool) -> Vec<Block> {
        let word = self.yes_or_no(is_so);
        if is_so { plain(word) } else { strong(word) }
    }

    fn needs_to_evidence(&self) -> Vec<Block> {
        let needs = self.trace().map(|trace| &trace.needs[..]).unwrap_or_default();
        let rows = needs.iter().map(|one| {
            let mut requirement = self.ref_or(one.requirement.as_ref(), "none.requirement");
            if let (Some(Block::Paragraph(line)), Some(last)) =
                (requirement.first_mut(), one.through.last())
            {
                let words = self.words.sentence("trace.through", &[("id", &last.id)]);
                line.extend([Inline::Break, Inline::Emphasis(self.linked(&words))]);
            }
            record_row(
                &one.need.id,
                vec![
                    vec![Block::Paragraph(self.reference(&one.need, true))],
                    requirement,
                    match one.items.is_empty() && one.needs_item {
                        true => strong(self.say("none.item")),
                        false => self.reference_cell(&one.items),
                    },
                    self.outcomes_or_none(&one.verified_by),
                    self.yes_or_strong_no(one.is_verified),
                ],
            )
        });
        let columns =
            [("need", 27), ("requirement", 32), ("item", 10), ("verified-by", 22), ("verified", 9)];
        self.table("needs-to-evidence", &columns, rows.collect(), true)
    }

    fn risks_to_evidence(&self) -> Vec<Block> {
        let risks = self.trace().map(|trace| &trace.risks[..]).unwrap_or_default();
        let rows = risks.iter().map(|one| {
            let (implemented, verified) = match one.control {
                Some(_) => (self.implementation_of(one), self.outcomes_or_none(&one.verified_by)),
                None => (plain("–"), plain("–")),
            };
            let cells = vec![
                vec![Block::Paragraph(self.reference(&one.risk, true))],
                self.ref_or(one.control.as_ref(), "none.control"),
                implemented,
                verified,
                self.yes_or_strong_no(one.is_complete),
            ];
            record_row(&one.risk.id, cells)
        });
        let columns = [
            ("risk", 24),
            ("control", 25),
            ("implemented-by", 19),
            ("verified-by", 21),
            ("complete", 11),
        ];
        self.table("risks-to-evidence", &columns, rows.collect(), true)
    }

    fn implementation_of(&self, one: &RiskRow) -> Vec<Block> {
        if !one.by_procedure {
            return self.refs_or(&one.implemented_by, "none.implementation");
        }
        let by: &[Ref] = &one.implemented_by;
        let records = by.iter().map(|to| self.reference(to, false));
        lines(records.chain([vec![Inline::text(self.say("field.procedure"))]]).collect())
    }

    fn back_row(&self, one: &BackRow, none: &str) -> Vec<Vec<Block>> {
        let is_open = one.needs.is_empty() && one.risks.is_empty();
        let needs = match is_open {
            true => strong(self.say("none.trace")),
            false => self.reference_cell(&one.needs),
        };
        vec![self.refs_or(&one.to, none), needs, self.reference_cell(&one.risks)]
    }

    fn evidence_to_origin(&self) -> Vec<Block> {
        let verifications = self.trace().map(|trace| &trace.verifications[..]).unwrap_or_default();
        let rows = verifications.iter().map(|one| {
            let mut cells = vec![vec![Block::Paragraph(self.reference(&one.record, true))]];
            let outcome = one.outcome.unwrap_or("not-evaluable");
            let word = self.say(&format!("outcome.{outcome}"));
            cells.push(if outcome == "pass" { plain(word) } else { strong(word) });
            cells.extend(self.back_row(one, "none.target"));
            record_row(&one.record.id, cells)
        });
        let columns =
            [("verification", 27), ("outcome", 11), ("shows", 20), ("needs", 21), ("risks", 21)];
        self.table("evidence-to-origin", &columns, rows.collect(), false)
    }

    fn requirements_to_origin(&self) -> Vec<Block> {
        let all = self.trace().map(|trace| &trace.requirements[..]).unwrap_or_default();
        self.rows_to_origin("requirements-to-origin", "record", "origin", all)
    }

    fn items_to_origin(&self) -> Vec<Block> {
        let items = self.trace().map(|trace| &trace.items[..]).unwrap_or_default();
        self.rows_to_origin("items-to-origin", "item", "realizes", items)
    }

    fn rows_to_origin(&self, name: &str, first: &str, to: &str, rows: &[BackRow]) -> Vec<Block> {
        let rows = rows.iter().map(|one| {
            let title = one.title.as_ref().map(|title| self.inline(title)).unwrap_or_default();
            let mut cells = vec![
                vec![Block::Paragraph(self.reference(&one.record, false))],
                vec![Block::Paragraph(title)],
            ];
            // A system or item may leave the requirements to its parts, so that this is no fault.
            let to = self.reference_cell(&one.to);
            cells.extend([to, self.reference_cell(&one.needs), self.reference_cell(&one.risks)]);
            record_row(&one.record.id, cells)
        });
        let rows: Vec<Row> = rows.collect();
        let columns = [(first, 11), ("title", 27), (to, 21), ("needs", 21), ("risks", 20)];
        self.table(name, &columns, rows, false)
    }

    /// Says what leads back to nothing.
    fn gaps(&self) -> Vec<Block> {
        let Some(trace) = self.trace() else { return Vec::new() };
        let lists = [
            ("trace.without-origin", &trace.without_origin),
            ("trace.without-requirement", &trace.without_requirement),
            ("trace.without-verification", &trace.without_verification),
            ("trace.without-target", &trace.without_target),
        ];
        let open: Vec<Block> = lists
            .into_iter()
            .filter(|(_, gaps)| !gaps.is_empty())
            .map(|(words, gaps)| self.gap(words, gaps))
            .collect();
        let is_nothing = trace.needs.is_empty()
            && trace.risks.is_empty()
            && trace.requirements.is_empty()
            && trace.verifications.is_empty();
        match (open.is_empty(), is_nothing) {
            (false, _) => open,
            (true, true) => plain(self.say("trace.nothing")),
            (true, false) => plain(self.say("trace.whole")),
        }
    }

    fn gap(&self, words: &str, gaps: &[Ref]) -> Block {
        let mut notice = plain(self.say(words));
        notice.extend(super::piece::id_list(gaps.iter().map(|to| to.id.as_str())));
        Block::Notice(notice)
    }
}
