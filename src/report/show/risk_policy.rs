//! The risk policy: its steps, levels and matrix, with or without the risks in it.

use super::piece::{id_list, plain, row, strong};
use super::{Show, Shown};
use crate::descriptor::NOT_ESTIMABLE;
use crate::report::document::{Block, Column, Inline, Row, Table, Tone};
use crate::report::view::{Matrix, MatrixCell, Risks, Scale, Step};

pub(super) const SHOWN: &[Shown] = &[
    Shown::table("risks", "severity", |show| show.severity()),
    Shown::table("risks", "probability", |show| show.probability()),
    Shown::table("risks", "levels", |show| show.levels()),
    Shown::table("risks", "matrix", |show| show.matrix()),
    Shown::table("risks", "initial-matrix", |show| show.initial_matrix()),
    Shown::table("risks", "residual-matrix", |show| show.residual_matrix()),
    Shown::figure("risks", "initial-matrix", |show| show.initial_picture()),
    Shown::figure("risks", "residual-matrix", |show| show.residual_picture()),
    Shown::text("risks", "policy-approval", |show| show.policy_approval()),
];

impl Show<'_> {
    pub(super) fn policy_approval(&self) -> Vec<Block> {
        let Some(part) = self.risk_part() else { return Vec::new() };
        let mut line = vec![Inline::text(self.say("policy.approval")), Inline::text(" ")];
        line.extend(self.approval(&part.policy.approval));
        line.push(Inline::text("."));
        vec![Block::Paragraph(line)]
    }

    pub(super) fn severity(&self) -> Vec<Block> {
        let steps = self.risk_part().map(|part| part.policy.severity.iter()).into_iter().flatten();
        let rows = steps.map(|step| {
            let injury = self.value("injury", &step.detail);
            let name = strong(self.words.own("severity", &step.name));
            row(vec![name, self.cell(step.meaning.as_ref()), plain(injury)])
        });
        let columns = [("step", 20), ("meaning", 50), ("injury", 30)];
        self.table("severity", &columns, rows.collect(), false)
    }

    pub(super) fn probability(&self) -> Vec<Block> {
        let Some(part) = self.risk_part() else { return Vec::new() };
        let policy = &part.policy;
        let mut blocks = self.scale("probability", &policy.probability);
        if let (Some(p1), Some(p2)) = (&policy.p1, &policy.p2) {
            blocks.extend(self.scale("p1", p1));
            blocks.extend(self.scale("p2", p2));
            blocks.push(self.combination(p1, p2, &policy.combination));
        }
        blocks
    }

    fn scale(&self, name: &str, scale: &Scale) -> Vec<Block> {
        let rows = scale.steps.iter().map(|step: &Step| {
            row(vec![
                strong(self.words.own(name, &step.name)),
                plain(format!("< {}", step.detail)),
                self.cell(step.meaning.as_ref()),
            ])
        });
        let columns = [("step", 20), ("bound", 20), ("meaning", 60)];
        let mut blocks = self.table(name, &columns, rows.collect(), false);
        if let (Some(Block::Table(table)), Some(unit)) = (blocks.first_mut(), &scale.unit) {
            table.caption = format!("{} ({})", table.caption, unit.text);
        }
        blocks
    }

    fn combination(&self, p1: &Scale, p2: &Scale, cells: &[Vec<Option<String>>]) -> Block {
        let title = |step: &Step| format!("P2 {}", self.words.own("p2", &step.name));
        let column = |step: &Step| Column { title: title(step), width: 15 };
        let first = Column { title: "P1".to_string(), width: 15 };
        let columns = [first].into_iter().chain(p2.steps.iter().map(column)).collect();
        let rows = p1.steps.iter().zip(cells).map(|(step, cells)| {
            let cells = cells.iter().map(|cell| self.stated_step("probability", cell.as_deref()));
            let name = strong(self.words.own("p1", &step.name));
            row([name].into_iter().chain(cells.map(plain)).collect())
        });
        let caption = self.say("table.combination");
        Block::Table(Table { caption, columns, rows: rows.collect(), landscape: false })
    }

    pub(super) fn levels(&self) -> Vec<Block> {
        let levels = self.risk_part().map(|part| part.policy.levels.iter()).into_iter().flatten();
        let rows = levels.map(|level| {
            let acceptable = match (level.is_acceptable, level.benefit_risk_may_accept) {
                (true, _) => self.say("yes"),
                (false, true) => self.say("levels.benefit-risk"),
                (false, false) => self.say("no"),
            };
            row(vec![
                strong(self.words.own("level", &level.name)),
                plain(acceptable),
                plain(self.yes_or_no(level.is_disclosed)),
                self.cell(level.meaning.as_ref()),
            ])
        });
        let columns = [("level", 12), ("acceptable", 24), ("disclosed", 18), ("meaning", 46)];
        self.table("levels", &columns, rows.collect(), false)
    }

    pub(super) fn matrix(&self) -> Vec<Block> {
        let Some(part) = self.risk_part() else { return Vec::new() };
        vec![self.matrix_table("matrix", &part.initial, |_| None)]
    }

    pub(super) fn initial_matrix(&self) -> Vec<Block> {
        self.placed("initial-matrix", |part| &part.initial)
    }

    pub(super) fn residual_matrix(&self) -> Vec<Block> {
        self.placed("residual-matrix", |part| &part.residual)
    }

    fn placed(&self, name: &str, matrix: fn(&Risks) -> &Matrix) -> Vec<Block> {
        let Some(matrix) = self.risk_part().map(matrix) else { return Vec::new() };
        let risks = |cell: &MatrixCell| {
            (!cell.risks.is_empty()).then(|| id_list(cell.risks.iter().map(String::as_str)))
        };
        let mut blocks = vec![self.matrix_table(name, matrix, risks)];
        if !matrix.unplaced.is_empty() {
            let mut notice = plain(self.say("matrix.unplaced"));
            notice.extend(id_list(matrix.unplaced.iter().map(String::as_str)));
            blocks.push(Block::Notice(notice));
        }
        blocks
    }

    /// Every cell says its level in words: color alone would not reach everyone.
    fn matrix_table(
        &self,
        name: &str,
        matrix: &Matrix,
        content: impl Fn(&MatrixCell) -> Option<Vec<Block>>,
    ) -> Block {
        let first = Column { title: self.say("column.severity"), width: 18 };
        let contents = |at: usize| {
            let cells = matrix.rows.iter().filter_map(move |line| line.cells.get(at));
            cells.filter(|cell| content(cell).is_some()).map(|cell| cell.risks.len()).max()
        };
        // Two ids stand side by side in a column with many, and one in the others.
        let width = |at: usize| match contents(at) {
            None => 12,
            Some(0..=2) => 15,
            Some(3..=6) => 22,
            Some(_) => 28,
        };
        let column = |(at, step): (usize, &String)| Column {
            title: self.step("probability", step),
            width: width(at),
        };
        let columns = matrix.columns.iter().enumerate().map(column);
        let columns = [first].into_iter().chain(columns).collect();
        let cell = |cell: &MatrixCell| {
            let level = self.stated_step("level", cell.level.as_deref());
            let mut blocks = if cell.is_acceptable { plain(level) } else { strong(level) };
            blocks.extend(content(cell).unwrap_or_default());
            blocks
        };
        let tone = |cell: &MatrixCell| if cell.is_acceptable { Tone::Good } else { Tone::Bad };
        let rows = matrix.rows.iter().map(|line| {
            let cells = line.cells.iter().map(cell);
            let severity = strong(self.words.own("severity", &line.severity));
            let cells = [severity].into_iter().chain(cells).collect();
            let tones = [Tone::Plain].into_iter().chain(line.cells.iter().map(tone)).collect();
            Row { tones, ..row(cells) }
        });
        let caption = self.say(&format!("table.{name}"));
        Block::Table(Table { caption, columns, rows: rows.collect(), landscape: false })
    }

    /// Returns what the project calls a step of one of its scales, or a level.
    pub(in crate::report) fn step(&self, scale: &str, step: &str) -> String {
        if step == NOT_ESTIMABLE { self.say("not-estimable") } else { self.words.own(scale, step) }
    }

    pub(in crate::report) fn stated_step(&self, scale: &str, step: Option<&str>) -> String {
        step.map_or_else(|| self.say("not-stated"), |step| self.step(scale, step))
    }
}
