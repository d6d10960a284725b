//! Hazards, harms, risks and risk controls.

use super::piece::{Fields, id_list, lines, plain, row, strong};
use super::{Show, Shown};
use crate::assess::Lack;
use crate::report::document::{Block, Column, Inline, Row, Table};
use crate::report::view::{Control, Estimate, Ref, Risk, Risks};

pub(super) const SHOWN: &[Shown] = &[
    Shown::table("risks", "risk-counts", |show| show.risk_counts()),
    Shown::table("risks", "risk-summary", |show| show.risk_summary()),
    Shown::table("risks", "open-risks", |show| show.open_risks()),
    Shown::table("risks", "hazards", |show| show.hazards()),
    Shown::table("risks", "harms", |show| show.harms()),
    Shown::table("risks", "control-summary", |show| show.control_summary()),
    Shown::records("risks", "risks", |show| show.risks()),
    Shown::records("risks", "controls", |show| show.controls()),
    Shown::records("risks", "retired-risks", |show| show.retired_risks()),
    Shown::text("risks", "risk-verdict", |show| show.risk_verdict()),
    Shown::text("risks", "risk-disclosure", |show| show.risk_disclosure()),
];

impl Show<'_> {
    pub(super) fn risk_part(&self) -> Option<&Risks> {
        self.view.risks.as_ref()
    }

    fn current_risks(&self) -> impl Iterator<Item = &Risk> {
        let all = self.risk_part().into_iter().flat_map(|part| &part.risks);
        all.filter(|risk| !risk.record.is_retired())
    }

    fn current_controls(&self) -> impl Iterator<Item = &Control> {
        let all = self.risk_part().into_iter().flat_map(|part| &part.controls);
        all.filter(|control| !control.record.is_retired())
    }

    pub(super) fn risk_counts(&self) -> Vec<Block> {
        let Some(part) = self.risk_part() else { return Vec::new() };
        let counts = &part.counts;
        let rows = [
            ("risks", counts.risks),
            ("acceptable-initially", counts.acceptable_initially),
            ("acceptable-residually", counts.acceptable_residually),
            ("judged-acceptable", counts.judged_acceptable),
            ("judged-not-acceptable", counts.judged_not_acceptable),
            ("not-judged", counts.not_judged),
            ("undisclosed", counts.undisclosed),
            ("complete", counts.complete),
            ("unmitigated", counts.unmitigated),
            ("controls", counts.controls),
            ("retired-risks", counts.retired),
        ];
        let row = |(key, n): (&str, usize)| {
            row(vec![plain(self.say(&format!("count.{key}"))), plain(n.to_string())])
        };
        let columns = [("what", 80), ("number", 20)];
        self.table("risk-counts", &columns, rows.into_iter().map(row).collect(), false)
    }

    /// Says first what a reader looks for: whether risk control is complete.
    pub(super) fn risk_verdict(&self) -> Vec<Block> {
        let Some(part) = self.risk_part() else { return Vec::new() };
        if part.counts.unmitigated == 0 {
            return plain(self.words.counted("verdict.all-complete", part.counts.risks));
        }
        let mut notice = plain(self.words.counted("verdict.unmitigated", part.counts.unmitigated));
        let open = self.current_risks().filter(|risk| !risk.is_complete);
        notice.extend(id_list(open.map(|risk| risk.record.id.as_str())));
        vec![Block::Notice(notice)]
    }

    /// Says which residual risks users must be told of, and are not.
    pub(super) fn risk_disclosure(&self) -> Vec<Block> {
        let open: Vec<&Risk> = self.current_risks().filter(|risk| risk.lacks_disclosure).collect();
        if open.is_empty() {
            return plain(self.say("disclosure.done"));
        }
        let mut notice = plain(self.words.counted("disclosure.open", open.len()));
        notice.extend(id_list(open.iter().map(|risk| risk.record.id.as_str())));
        vec![Block::Notice(notice)]
    }

    /// Shows what every risk lacks whose control is not complete; nothing where none lacks anything.
    pub(super) fn open_risks(&self) -> Vec<Block> {
        let open = self.current_risks().filter(|risk| !risk.is_complete);
        let rows: Vec<Row> =
            open.map(|risk| self.titled_row(&risk.record, vec![vec![self.lacks(risk)]])).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        // The risks themselves stand in the risk analysis.
        let rows = rows.into_iter().map(|row| Row { record: None, ..row }).collect();
        let columns = [("record", 13), ("risk", 32), ("missing", 55)];
        self.table("open-risks", &columns, rows, false)
    }

    fn lacks(&self, risk: &Risk) -> Block {
        let items = risk.lacks.iter().map(|lack| vec![Block::Paragraph(self.lack(lack))]);
        Block::List { first: None, items: items.collect() }
    }

    pub(super) fn risk_summary(&self) -> Vec<Block> {
        let rows = self.current_risks().map(|risk| {
            let complete = match risk.is_complete {
                true => plain(self.say("yes")),
                false => strong(self.say("no")),
            };
            row(vec![
                id_list([risk.record.id.as_str()]),
                vec![Block::Paragraph(self.inline(&risk.record.title))],
                self.level(&risk.initial),
                self.reference_cell(&risk.controls),
                self.level(&risk.residual),
                self.judgement(risk),
                complete,
            ])
        });
        let columns = [
            ("record", 11),
            ("risk", 29),
            ("initial-level", 10),
            ("controls", 18),
            ("residual-level", 10),
            ("judged", 12),
            ("complete", 10),
        ];
        self.table("risk-summary", &columns, rows.collect(), false)
    }

    /// Says what a person judged of the residual risk, which the level alone does not tell.
    fn judgement(&self, risk: &Risk) -> Vec<Block> {
        match risk.judgement() {
            Some(true) => plain(self.say("judged.acceptable")),
            Some(false) => strong(self.say("judged.not-acceptable")),
            None => strong(self.say("judged.not-at-all")),
        }
    }

    fn level(&self, estimate: &Estimate) -> Vec<Block> {
        match &estimate.level {
            Some(level) if estimate.is_acceptable => plain(self.words.own("level", level)),
            Some(level) => strong(self.words.own("level", level)),
            None => strong(self.say("not-estimated")),
        }
    }

    pub(super) fn hazards(&self) -> Vec<Block> {
        let hazards = self.risk_part().map(|part| part.hazards.iter()).into_iter().flatten();
        let rows = hazards.map(|hazard| {
            let risks = self.ids_or_none(&hazard.risks);
            self.described_row(&hazard.record, vec![risks])
        });
        let columns = [("record", 13), ("hazard", 55), ("risks", 32)];
        self.table("hazards", &columns, rows.collect(), false)
    }

    pub(super) fn harms(&self) -> Vec<Block> {
        let harms = self.risk_part().map(|part| part.harms.iter()).into_iter().flatten();
        let rows = harms.map(|harm| {
            let severity = self.severity_word(harm.severity.as_deref());
            let severity = if harm.severity.is_some() { plain(severity) } else { strong(severity) };
            self.described_row(&harm.record, vec![severity, self.ids_or_none(&harm.risks)])
        });
        let columns = [("record", 13), ("harm", 44), ("severity", 14), ("risks", 29)];
        self.table("harms", &columns, rows.collect(), false)
    }

    /// Makes a row of a record with its text below its title.
    fn described_row(&self, record: &crate::report::view::Record, rest: Vec<Vec<Block>>) -> Row {
        let mut row = self.titled_row(record, rest);
        if let Some(title) = row.cells.get_mut(1) {
            title.extend(self.maybe(record.text.as_ref()));
            title.extend(self.maybe(record.rationale.as_ref()));
        }
        row
    }

    fn ids_or_none(&self, risks: &[Ref]) -> Vec<Block> {
        if risks.is_empty() { plain(self.say("none.risk")) } else { self.reference_cell(risks) }
    }

    /// A step that the policy does not have is said to be unknown.
    fn severity_word(&self, step: Option<&str>) -> String {
        let steps = self.risk_part().map(|part| &part.policy.severity[..]).unwrap_or_default();
        match step {
            Some(step) if !steps.iter().any(|known| known.name == step) => {
                self.words.sentence("value.unknown", &[("value", step)])
            }
            step => self.stated_step("severity", step),
        }
    }

    pub(super) fn risks(&self) -> Vec<Block> {
        self.listed("risks", self.current_risks().map(|risk| self.risk(risk)).collect())
    }

    pub(super) fn controls(&self) -> Vec<Block> {
        self.listed("controls", self.current_controls().map(|one| self.control(one)).collect())
    }

    pub(super) fn retired_risks(&self) -> Vec<Block> {
        let Some(part) = self.risk_part() else { return Vec::new() };
        let risks = part.risks.iter().filter(|risk| risk.record.is_retired());
        let controls = part.controls.iter().filter(|control| control.record.is_retired());
        let risks = risks.map(|risk| self.risk(risk));
        self.listed("retired", risks.chain(controls.map(|one| self.control(one))).collect())
    }

    fn risk(&self, risk: &Risk) -> Block {
        let mut analysis = Fields::default();
        analysis.add(self.say("link.hazard"), self.or_none(&risk.hazard, "not-stated"));
        let sequence = self.or_not_stated(risk.sequence_of_events.as_ref());
        analysis.add(self.say("field.sequence_of_events"), sequence);
        analysis.add(self.say("field.situation"), self.or_not_stated(risk.situation.as_ref()));
        analysis.add(self.say("link.harm"), self.or_none(&risk.harm, "not-stated"));
        let arises_from = self.or_none(&risk.arises_from, "none.arises-from");
        analysis.add(self.say("link.arises_from"), arises_from);
        analysis.add(self.say("field.rationale"), self.maybe(risk.record.rationale.as_ref()));

        let mut rest = vec![self.estimates(risk)];
        rest.extend(self.evaluation(risk).block());
        rest.extend(self.completeness(risk));
        self.record(&risk.record, analysis, rest)
    }

    pub(super) fn or_not_stated(&self, text: Option<&crate::report::view::Text>) -> Vec<Block> {
        match text {
            Some(text) => self.prose(text),
            None => strong(self.say("not-stated")),
        }
    }

    fn estimates(&self, risk: &Risk) -> Block {
        let two = self.risk_part().is_some_and(|part| part.policy.p1.is_some());
        let mut columns = vec![("estimate", 43), ("severity", 15), ("probability", 15)];
        if two {
            columns.splice(2..2, [("p1", 12), ("p2", 12)]);
        }
        columns.extend([("level", 12), ("level-acceptable", 15)]);
        let column =
            |(key, width): (&str, u16)| Column { title: self.say(&format!("column.{key}")), width };
        let estimates = [&risk.initial, &risk.after_external_controls, &risk.residual];
        let rows = estimates.map(|estimate| match needs_no_estimate(risk, estimate) {
            true => self.no_estimate(estimate, two),
            false => self.estimate(estimate, two),
        });
        let rows = rows.into();
        let columns = columns.into_iter().map(column).collect();
        Block::Table(Table { caption: String::new(), columns, rows, landscape: false })
    }

    /// Says that software does not lead to the risk, so that nothing is missing.
    fn no_estimate(&self, estimate: &Estimate, two: bool) -> Row {
        let name = self.say(&format!("estimate.{}", estimate.name));
        let mut cells = vec![plain(name)];
        cells.extend(vec![plain("–"); if two { 4 } else { 2 }]);
        cells.extend([plain(self.say("not-of-software")), plain("–")]);
        row(cells)
    }

    fn estimate(&self, estimate: &Estimate, two: bool) -> Row {
        let name = self.say(&format!("estimate.{}", estimate.name));
        if !estimate.is_stated {
            let mut cells = vec![plain(name), plain("–"), plain("–")];
            cells.extend(if two { vec![plain("–"), plain("–")] } else { Vec::new() });
            cells.extend([strong(self.say("not-estimated")), strong(self.say("no"))]);
            return row(cells);
        }
        let step = |scale: &str, step: &Option<String>| match step {
            Some(step) => plain(self.step(scale, step)),
            None => strong(self.say("not-stated")),
        };
        let mut cells = vec![plain(name), step("severity", &estimate.severity)];
        if two {
            cells.extend([step("p1", &estimate.p1), step("p2", &estimate.p2)]);
        }
        cells.push(step("probability", &estimate.probability));
        cells.push(self.level(estimate));
        cells.push(match estimate.is_acceptable {
            true => plain(self.say("yes")),
            false => strong(self.say("no")),
        });
        row(cells)
    }

    fn evaluation(&self, risk: &Risk) -> Fields {
        let mut fields = Fields::default();
        for estimate in [&risk.initial, &risk.after_external_controls, &risk.residual] {
            let label = self.words.sentence(
                "label.severity-rationale",
                &[("estimate", &self.say(&format!("estimate.{}", estimate.name)))],
            );
            fields.add(label, self.maybe(estimate.severity_rationale.as_ref()));
        }
        for (field, text) in [
            ("option_analysis", &risk.option_analysis),
            ("no_further_control", &risk.no_further_control),
            ("information_only", &risk.information_only),
        ] {
            fields.add(self.say(&format!("field.{field}")), self.maybe(text.as_ref()));
        }
        let controls = self.or_none(&risk.controls, "none.control");
        fields.add(self.say("reverse.controls"), controls);
        match &risk.evaluation {
            None => fields.add(self.say("risk.evaluation"), strong(self.say("none.evaluation"))),
            Some(evaluation) => {
                let word = match evaluation.is_acceptable {
                    Some(true) => plain(self.say("evaluation.acceptable")),
                    Some(false) => strong(self.say("evaluation.not-acceptable")),
                    None => strong(self.say("not-stated")),
                };
                let mut value = word;
                value.extend(match &evaluation.rationale {
                    Some(rationale) => self.prose(rationale),
                    None => strong(self.say("none.rationale")),
                });
                fields.add(self.say("risk.evaluation"), value);
                let statement = evaluation.as_far_as_possible.as_ref();
                fields.add(self.say("field.as_far_as_possible"), self.or_not_stated(statement));
            }
        }
        let mut disclosed_in = self.references(&risk.disclosed_in);
        if risk.lacks_disclosure {
            disclosed_in.extend(strong(self.say("none.disclosure")));
        }
        fields.add(self.say("link.disclosed_in"), disclosed_in);
        self.add_common(&risk.record, &mut fields);
        fields
    }

    fn completeness(&self, risk: &Risk) -> Vec<Block> {
        if risk.record.is_retired() {
            return Vec::new();
        }
        if risk.is_complete {
            let verdict = Inline::Strong(vec![Inline::text(self.say("risk.complete"))]);
            return vec![Block::Paragraph(vec![verdict])];
        }
        vec![Block::Notice(vec![Block::text(self.say("risk.not-complete")), self.lacks(risk)])]
    }

    /// Says what is missing; the records that it names become links.
    pub(in crate::report) fn lack(&self, lack: &Lack) -> Vec<Inline> {
        let sentence = |key: &str, values: &[(&str, &str)]| {
            self.linked(&self.words.sentence(&format!("lack.{key}"), values))
        };
        match lack {
            Lack::Evaluation => sentence("evaluation", &[]),
            Lack::Acceptance => sentence("acceptance", &[]),
            Lack::Statement => sentence("statement", &[]),
            Lack::Approval => sentence("approval", &[]),
            Lack::AcceptableLevel(level) => {
                sentence("level", &[("level", &self.words.own("level", level))])
            }
            Lack::Estimate => sentence("estimate", &[]),
            Lack::Control => sentence("control", &[]),
            Lack::Benefit { analysis, .. } => sentence("benefit", &[("analysis", analysis)]),
            Lack::ForeignControl { control } => {
                sentence("foreign-control", &[("control", control)])
            }
            Lack::Implementation { control } => sentence("implementation", &[("control", control)]),
            Lack::Outcome { control } => sentence("outcome", &[("control", control)]),
            Lack::Verification { control, aspect } => sentence(
                "verification",
                &[("control", control), ("aspect", &self.value("aspect", aspect))],
            ),
            Lack::Pass { control, aspect, verification, outcome, by } => {
                let outcome = self.say(&format!("outcome.{}", outcome.word())).to_lowercase();
                let by = by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
                let aspect = self.value("aspect", aspect);
                let values = [
                    ("control", control.as_str()),
                    ("aspect", &aspect),
                    ("verification", verification),
                    ("outcome", &outcome),
                    ("by", &by),
                ];
                sentence("pass", &values)
            }
            Lack::OtherRisk { control, risk } => {
                sentence("other-risk", &[("control", control), ("risk", risk)])
            }
        }
    }

    fn control(&self, control: &Control) -> Block {
        let mut fields = Fields::default();
        fields.add(self.say("field.rationale"), self.maybe(control.record.rationale.as_ref()));
        let option = control.option.as_ref().map(|option| self.value("option", option));
        fields.add(self.say("field.option"), plain(self.stated(option.as_deref())));
        let external = control.is_external.map(|external| self.yes_or_no(external));
        fields.add(self.say("field.external"), plain(self.stated(external.as_deref())));
        fields.add(self.say("link.controls"), self.or_none(&control.controls, "not-stated"));
        fields.add(self.say("label.implementation"), self.implementation(control));
        fields.add(self.say("label.implementation-shown"), self.shown(control, "implementation"));
        fields.add(self.say("label.effectiveness-shown"), self.shown(control, "effectiveness"));
        fields.add(self.say("field.outcome"), self.outcome(control));
        self.add_common(&control.record, &mut fields);
        self.record(&control.record, fields, Vec::new())
    }

    fn implementation(&self, control: &Control) -> Vec<Block> {
        if !control.is_implemented {
            return strong(self.say("none.implementation"));
        }
        let mut blocks = self.references(&control.implemented_by);
        blocks.extend(self.references(&control.implemented_in));
        blocks.extend(self.maybe(control.procedure.as_ref()));
        blocks
    }

    fn shown(&self, control: &Control, aspect: &str) -> Vec<Block> {
        let of_aspect = control.verified_by.iter().filter(|by| by.aspect == aspect);
        let found: Vec<Vec<Inline>> = of_aspect.map(|by| self.verified_by(by, true)).collect();
        let is_shown = match aspect {
            "implementation" => control.implementation_shown,
            _ => control.effectiveness_shown,
        };
        let word = match is_shown {
            true => plain(self.say("shown.yes")),
            false => strong(self.say("shown.no")),
        };
        let verifications = match found.is_empty() {
            true => plain(self.say("none.verification")),
            false => lines(found),
        };
        word.into_iter().chain(verifications).collect()
    }

    fn outcome(&self, control: &Control) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (key, links) in
            [("link.introduces", &control.introduces), ("link.affects", &control.affects)]
        {
            if !links.is_empty() {
                let label = Inline::text(format!("{}: ", self.say(key)));
                let mut line = vec![label];
                for (index, link) in links.iter().enumerate() {
                    line.extend((index > 0).then(|| Inline::text(", ")));
                    line.extend(self.reference(link, true));
                }
                blocks.push(Block::Paragraph(line));
            }
        }
        if let Some(reason) = &control.no_outcome {
            blocks.extend(plain(self.say("outcome.none")));
            blocks.extend(self.prose(reason));
        }
        if !control.outcome_stated {
            blocks.extend(strong(self.say("none.outcome")));
        }
        blocks
    }

    pub(super) fn control_summary(&self) -> Vec<Block> {
        let yes_or_no = |is_so: bool| match is_so {
            true => plain(self.say("yes")),
            false => strong(self.say("no")),
        };
        let rows = self.current_controls().map(|control| {
            row(vec![
                id_list([control.record.id.as_str()]),
                vec![Block::Paragraph(self.inline(&control.record.title))],
                self.reference_cell(&control.controls),
                yes_or_no(control.is_implemented),
                yes_or_no(control.implementation_shown),
                yes_or_no(control.effectiveness_shown),
                yes_or_no(control.outcome_stated),
            ])
        });
        let columns = [
            ("record", 10),
            ("control", 30),
            ("against", 20),
            ("implemented", 10),
            ("implementation-shown", 10),
            ("effectiveness-shown", 10),
            ("outcome-stated", 10),
        ];
        self.table("control-summary", &columns, rows.collect(), false)
    }
}

/// Returns whether an estimate with the software failing says nothing of the risk, and is not there.
fn needs_no_estimate(risk: &Risk, estimate: &Estimate) -> bool {
    let is_of_software = estimate.name == "after_external_controls";
    is_of_software && !estimate.is_stated && !risk.concerns_software
}
