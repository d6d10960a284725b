//! How a record was judged, as facts with a label: approval, outcome, risk, safety class.

use super::Context;
use super::piece::{Badge, Tone};
use super::proof::deciding_of;
use crate::assess::{
    Approval, ClassState, Demand, EstimateLevel, Outcome, Pin, RiskState, SoupState,
    VulnerabilityState, WaiverLack,
};
use crate::model::{Record, Status};
use crate::report::document::Inline;
use crate::report::judged::ReviewEntry;
use std::collections::BTreeSet;

/// One thing that was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub label: String,
    pub tone: Tone,
    /// The judgement, and below it what it rests on.
    pub lines: Vec<Vec<Inline>>,
}

/// Demands on a safety class that are listed, of which the first name the worst risks, and verdicts
/// of a test run.
const MOST_LISTED: usize = 8;

/// Returns whether an item has at least the class that its risks demand.
fn is_enough(state: &ClassState<'_>) -> bool {
    state.declared.is_some_and(|class| class >= state.computed())
}

const INITIAL: &str = "estimate.initial";

impl<'a> Context<'_, 'a> {
    /// Returns everything that was judged of a record.
    pub(super) fn facts(&self, record: &'a Record) -> Vec<Fact> {
        let mut facts = vec![self.status(record), self.approval(record)];
        facts.extend(self.verdict(record));
        facts.extend(
            match record.kind.name {
                "requirement" => {
                    vec![self.aspect(record, "fulfilment"), self.reviewed(record)]
                }
                "risk" => self.risk(record),
                "risk-control" => self.control(record),
                "software-item" => vec![self.class(record)],
                "soup" => vec![self.fact_of("site.soup", self.component(record))],
                "vulnerability" => {
                    vec![self.fact_of("field.decision", self.vulnerability(record))]
                }
                "release" => vec![self.release(record)],
                "test-run" => vec![self.decided_by(record)],
                "waiver" => vec![self.fact_of("kind.waiver", self.waiver(record))],
                _ => Vec::new(),
            }
            .into_iter()
            .flatten(),
        );
        facts
    }

    fn fact(&self, label: &str, tone: Tone, sentence: String) -> Fact {
        Fact { label: self.say(label), tone, lines: vec![self.linked(&sentence)] }
    }

    fn status(&self, record: &Record) -> Fact {
        let tone = match record.status {
            Status::Active => Tone::Plain,
            Status::Draft | Status::Retired => Tone::Doubtful,
        };
        self.fact("field.status", tone, self.say(&format!("value.status.{}", record.status.word())))
    }

    fn approval(&self, record: &'a Record) -> Fact {
        let approvals = &self.site.inputs.view.assessment.approvals;
        if record.status == Status::Draft {
            // A draft needs no approval, but what it says may have one, as for results carried over.
            return match approvals.of_present_state(record) {
                Approval::Fresh(pin) if record.kind.needs_approval => {
                    self.told(Tone::Doubtful, "draft-approved", Some(&pin))
                }
                _ => self.told(Tone::Doubtful, "draft", None),
            };
        }
        match approvals.of_record(record) {
            // What was approved is that it is retired, such as a change that was turned down.
            Approval::Fresh(pin) if record.status == Status::Retired => {
                self.told(Tone::Plain, "retired-approved", Some(&pin))
            }
            approval => self.approval_fact(&approval),
        }
    }

    pub(super) fn approval_fact(&self, approval: &Approval<'a>) -> Fact {
        let (tone, key, pin) = match approval {
            Approval::NotNeeded => (Tone::Plain, "not-needed", None),
            Approval::Fresh(pin) => (Tone::Good, "fresh", Some(pin)),
            Approval::Outdated(pin) => (Tone::Bad, "outdated", Some(pin)),
            Approval::Missing => (Tone::Bad, "missing", None),
            Approval::Rejected(pin) => (Tone::Bad, "rejected", Some(pin)),
        };
        self.told(tone, key, pin)
    }

    fn told(&self, tone: Tone, key: &str, pin: Option<&Pin<'a>>) -> Fact {
        let word = |field: &str| pin.and_then(|pin| pin.review.word(&[field])).unwrap_or_default();
        let date: String = word("date").chars().take(10).collect();
        let review = pin.map_or("", |pin| &*pin.review.id);
        let person = self.person(word("by"));
        let role = self.own("role", word("role"));
        let values = [("person", &*person), ("role", &*role), ("date", &*date), ("review", review)];
        self.fact("label.approval", tone, self.sentence(&format!("approval.{key}"), &values))
    }

    /// Returns the outcome of a verification, validation or evaluation, and what decides it.
    fn verdict(&self, record: &Record) -> Option<Fact> {
        let state = self.site.inputs.view.assessment.verification(record)?;
        let badge = self.outcome(state.outcome);
        let mut lines = vec![vec![Inline::text(badge.text)]];
        for evidence in &state.deciding {
            let place = self.project().sources.place(evidence.span);
            let outcome = format!(": {}, ", self.outcome(evidence.outcome).text);
            lines.push(vec![
                Inline::RecordLink(evidence.record.id.to_string()),
                Inline::text(outcome),
                Inline::Code(place),
                Inline::text(format!(", {}", self.when(evidence.record))),
            ]);
        }
        let told = self.changed_after(record, &deciding_of(state));
        let tone = match badge.tone {
            Tone::Good => self.tone_of(true, &told),
            tone => tone,
        };
        lines.extend(told.into_iter().map(|(_, line)| line));
        for ambiguous in &state.ambiguous {
            let n_cases = ambiguous.n_cases.to_string();
            let values = [("n", &*n_cases), ("run", &*ambiguous.run.id)];
            lines.push(self.linked(&self.sentence("site.ambiguous", &values)));
        }
        for overlooked in &state.overlooked {
            let (worse, later) = (overlooked.worse.0, overlooked.later.0);
            let values = [("run", &*worse.id), ("later", &*later.id)];
            lines.push(self.linked(&self.sentence("site.overlooked", &values)));
        }
        Some(Fact { label: self.say("column.verdict"), tone, lines })
    }

    /// Returns whether verifications show a record in an aspect, and which they are.
    fn aspect(&self, record: &Record, aspect: &str) -> Option<Fact> {
        let inputs = self.site.inputs.view;
        let verified_by = inputs.assessment.verified_by(inputs.graph, record, aspect);
        let is_shown = inputs.assessment.is_verified(inputs.graph, record, aspect);
        let key = match (record.kind.name, verified_by.is_empty(), is_shown) {
            (_, true, _) => "none.verification",
            ("requirement", _, true) => "verdict.verified",
            ("requirement", _, false) => "verdict.not-verified",
            (_, _, true) => "shown.yes",
            (_, _, false) => "shown.no",
        };
        let mut lines = vec![vec![Inline::text(self.say(key))]];
        let mut results: Vec<&Record> = Vec::new();
        for (verification, outcome) in &verified_by {
            let outcome = self.outcome_now(verification, *outcome).text;
            let id = Inline::RecordLink(verification.id.to_string());
            let mut line = vec![id, Inline::text(format!(": {outcome}"))];
            let state = inputs.assessment.verification(verification);
            for result in state.map(deciding_of).unwrap_or_default() {
                line.push(Inline::text("; "));
                line.push(Inline::RecordLink(result.id.to_string()));
                line.push(Inline::text(format!(" {}", self.when(result))));
                if !results.contains(&result) {
                    results.push(result);
                }
            }
            lines.push(line);
        }
        let told = self.changed_after(record, &results);
        let tone = self.tone_of(is_shown, &told);
        lines.extend(told.into_iter().map(|(_, line)| line));
        let label = match aspect {
            "fulfilment" => "label.verdict",
            "implementation" => "label.implementation-shown",
            "effectiveness" => "label.effectiveness-shown",
            _ => "site.specification",
        };
        Some(Fact { label: self.say(label), tone, lines })
    }

    /// Says of which day a result is, and which commit was tested where the record says so.
    fn when(&self, result: &Record) -> String {
        let word = |field: &str| result.word(&[field]).unwrap_or_default();
        let day = word("date").get(..10).unwrap_or(word("date"));
        match word("commit") {
            "" => day.to_string(),
            commit => {
                let commit = commit.get(..10).unwrap_or(commit);
                self.sentence("site.result.of", &[("day", day), ("commit", commit)])
            }
        }
    }

    /// Returns which verdicts rest on a test run, and names those that it does not let pass.
    fn decided_by(&self, run: &Record) -> Option<Fact> {
        let label = self.say("site.decided-by");
        let Some(rows) = self.site.decided.get(&*run.id) else {
            let none = vec![Inline::text(self.say("site.decided-by.none"))];
            return Some(Fact { label, tone: Tone::Plain, lines: vec![none] });
        };
        let others: Vec<(&Record, Outcome)> = rows
            .iter()
            .filter_map(|(record, outcomes)| {
                let other = outcomes.iter().find(|outcome| **outcome != Outcome::Pass)?;
                Some((*record, *other))
            })
            .collect();
        let (n, passed) = (rows.len().to_string(), (rows.len() - others.len()).to_string());
        let counted = self.sentence("site.decided-by.n", &[("n", &n), ("passed", &passed)]);
        let mut lines = vec![vec![Inline::text(counted)]];
        lines.extend(others.iter().take(MOST_LISTED).map(|(record, outcome)| {
            let id = Inline::RecordLink(record.id.to_string());
            vec![id, Inline::text(format!(": {}", self.outcome(*outcome).text))]
        }));
        lines.extend(self.rest(others.len()));
        let tone = if others.is_empty() { Tone::Plain } else { Tone::Bad };
        Some(Fact { label, tone, lines })
    }

    /// Says how many are not listed.
    fn rest(&self, n: usize) -> Option<Vec<Inline>> {
        let more = n.checked_sub(MOST_LISTED).filter(|more| *more > 0)?.to_string();
        Some(vec![Inline::text(self.sentence("site.more", &[("n", &more)]))])
    }

    /// A review of the wording is not asked for; it is told where there is one.
    fn reviewed(&self, record: &Record) -> Option<Fact> {
        let inputs = self.site.inputs.view;
        let is_there =
            !inputs.assessment.verified_by(inputs.graph, record, "specification").is_empty();
        self.aspect(record, "specification").filter(|_| is_there)
    }

    fn risk(&self, record: &Record) -> Vec<Option<Fact>> {
        let Some(state) = self.site.inputs.view.assessment.risk(record) else { return Vec::new() };
        let complete = state.is_complete();
        let key = if complete { "risk.complete" } else { "site.risk.not-complete" };
        let mut whole = self.fact("column.complete", Tone::of(complete), self.say(key));
        if complete && let Some(doubt) = self.controls_in_doubt(record) {
            whole.tone = Tone::Doubtful;
            whole.lines.push(doubt);
        }
        vec![Some(self.estimate(INITIAL, &state.initial)), Some(self.residual(state)), Some(whole)]
    }

    /// What a benefit-risk analysis accepts is still not acceptable by itself, but no fault.
    fn residual(&self, state: &RiskState<'_>) -> Fact {
        let mut residual = self.estimate("estimate.residual", &state.residual);
        if let Some(analysis) = state.accepted_by {
            let words = Inline::text(format!("{} ", self.say("site.risk.accepted-by")));
            residual.lines.push(vec![words, Inline::RecordLink(analysis.id.to_string())]);
            residual.tone = Tone::Plain;
        }
        // What controls that are not shown would reach is no state of the product.
        if !state.is_complete() && residual.tone != Tone::Bad {
            residual.tone = Tone::Doubtful;
            residual.lines.push(vec![Inline::text(self.say("site.risk.intended"))]);
        }
        residual
    }

    fn estimate(&self, label: &str, estimate: &EstimateLevel<'_>) -> Fact {
        let acceptable = estimate.is_acceptable();
        let level = match estimate.level {
            Some(level) => {
                let key =
                    if acceptable { "site.level.acceptable" } else { "site.level.not-acceptable" };
                self.sentence(key, &[("level", &self.own("level", &level.name))])
            }
            None => self.say("not-estimated"),
        };
        let stated = |scale, value: Option<&str>| self.show().stated_step(scale, value);
        let severity = stated("severity", estimate.severity);
        let probability = stated("probability", estimate.probability);
        let values = [("severity", &*severity), ("probability", &*probability)];
        let detail = self.sentence("site.estimate", &values);
        let lines = vec![vec![Inline::text(level)], vec![Inline::text(detail)]];
        // What a risk was before its control is no fault of the project.
        let tone = if label == INITIAL { Tone::Plain } else { Tone::of(acceptable) };
        Fact { label: self.say(label), tone, lines }
    }

    fn control(&self, record: &Record) -> Vec<Option<Fact>> {
        let Some(state) = self.site.inputs.view.assessment.control(record) else {
            return Vec::new();
        };
        let yes_or_no = |label: &str, is_so: bool| {
            Some(self.fact(label, Tone::of(is_so), self.yes_or_no(is_so)))
        };
        vec![
            yes_or_no("column.implemented", state.is_implemented),
            self.aspect(record, "implementation"),
            self.aspect(record, "effectiveness"),
            yes_or_no("column.outcome-stated", state.outcome_stated),
        ]
    }

    fn class(&self, record: &Record) -> Option<Fact> {
        let state = self.site.inputs.view.assessment.class(record)?;
        let declared = state.declared.map(|class| class.word().to_string());
        let declared = declared.unwrap_or_else(|| self.say("not-stated"));
        let values = [
            ("declared", &*declared),
            ("computed", state.computed().word()),
            ("effective", state.effective().word()),
        ];
        let is_enough = is_enough(state);
        let mut lines = vec![vec![Inline::text(self.sentence("site.class", &values))]];
        lines.extend(self.demands(state));
        Some(Fact { label: self.say("field.safety_class"), tone: Tone::of(is_enough), lines })
    }

    fn demands(&self, state: &ClassState<'_>) -> Vec<Vec<Inline>> {
        let mut demands: Vec<&Demand<'_>> = state.demands.iter().collect();
        demands.sort_by_key(|demand| std::cmp::Reverse(demand.class));
        // A risk can demand it by several ways; what it says first is the most.
        let mut seen = BTreeSet::new();
        demands.retain(|demand| seen.insert(&*demand.risk.id));
        let line = |demand: &&Demand<'_>| {
            let values = [("risk", &*demand.risk.id), ("class", demand.class.word())];
            self.linked(&self.sentence("site.class.demand", &values))
        };
        let mut lines: Vec<Vec<Inline>> = demands.iter().take(MOST_LISTED).map(line).collect();
        lines.extend(self.rest(demands.len()));
        lines
    }

    /// Returns what is wrong with a component, a vulnerability or a waiver, or with the class of an item.
    pub(super) fn fault_badge(&self, record: &Record) -> Option<Badge> {
        let badge = match record.kind.name {
            _ if record.status == Status::Retired => None,
            "soup" => self.component(record),
            "vulnerability" => self.vulnerability(record),
            "waiver" => self.waiver(record),
            _ => self.class_badge(record),
        };
        badge.filter(|badge| badge.tone == Tone::Bad)
    }

    fn class_badge(&self, record: &Record) -> Option<Badge> {
        let is_enough = is_enough(self.site.inputs.view.assessment.class(record)?);
        Some(Badge { tone: Tone::of(is_enough), text: self.say("site.class.too-low") })
    }

    fn fact_of(&self, label: &str, badge: Option<Badge>) -> Option<Fact> {
        badge.map(|badge| self.fact(label, badge.tone, badge.text))
    }

    fn component(&self, record: &Record) -> Option<Badge> {
        let state = self.site.inputs.view.assessment.component(record)?;
        let (tone, key, day) = match state {
            SoupState::Missing => (Tone::Bad, "missing", ""),
            SoupState::OfOtherVersion => (Tone::Bad, "other-version", ""),
            SoupState::NotAcceptable => (Tone::Bad, "not-acceptable", ""),
            SoupState::Overdue(day) => (Tone::Bad, "overdue", &**day),
            SoupState::Holds(day) => (Tone::Good, "holds", &**day),
        };
        let text = self.sentence(&format!("site.soup.{key}"), &[("day", day)]);
        Some(Badge { tone, text })
    }

    fn vulnerability(&self, record: &Record) -> Option<Badge> {
        let state = self.site.inputs.view.assessment.vulnerability(record)?;
        let (tone, key) = match state {
            VulnerabilityState::Decided => (Tone::Good, "site.decided"),
            VulnerabilityState::Undecided(_) => (Tone::Bad, "site.undecided"),
        };
        Some(Badge { tone, text: self.say(key) })
    }

    /// The release that the whole site judges says what the gate says.
    fn release(&self, record: &Record) -> Option<Fact> {
        let body = &self.site.inputs.gate.body;
        let is_judged = body.release.as_ref().is_some_and(|judged| judged.id == *record.id);
        let (tone, key) = match (is_judged, body.open) {
            (false, _) => (Tone::Plain, "site.release.not-judged"),
            (true, true) => (Tone::Good, "site.gate.open"),
            (true, false) => (Tone::Bad, "site.gate.closed"),
        };
        Some(self.fact("site.gate", tone, self.say(key)))
    }

    fn waiver(&self, record: &Record) -> Option<Badge> {
        let waivers = &self.site.inputs.view.assessment.waivers;
        let state = waivers.iter().find(|state| state.waiver == record)?;
        let (tone, key) = match state.lacks {
            None => (Tone::Good, "site.waiver.holds"),
            Some(WaiverLack::Unreadable) => (Tone::Bad, "site.waiver.unreadable"),
            Some(WaiverLack::Expired) => (Tone::Bad, "site.waiver.expired"),
            Some(WaiverLack::Unapproved) => (Tone::Bad, "site.waiver.unapproved"),
        };
        Some(Badge { tone, text: self.say(key) })
    }

    /// Returns what a risk or risk control lacks, one sentence each.
    pub(super) fn lacks(&self, record: &Record) -> Vec<Vec<Inline>> {
        let assessment = self.site.inputs.view.assessment;
        let missing = match (assessment.risk(record), assessment.control(record)) {
            (Some(risk), _) => &risk.missing,
            (_, Some(control)) => &control.missing,
            _ => return Vec::new(),
        };
        let show = self.show();
        let sentence = |lack: &crate::assess::Missing| {
            let mut line = show.lack(&lack.lack);
            line.push(Inline::text(" "));
            line.push(Inline::Code(self.project().sources.place(lack.span)));
            line
        };
        missing.iter().map(sentence).collect()
    }

    /// Returns the reviews of a record or section as rows.
    pub(super) fn reviews_of(&self, target: &str) -> Vec<super::ReviewRow> {
        let entries = self.site.reviews.get(target).map(Vec::as_slice).unwrap_or_default();
        let row = |entry: &ReviewEntry| super::ReviewRow {
            review: entry.review.clone(),
            of: entry.of.clone(),
            title: self.title_of_section(&entry.of),
            person: self.person(&entry.by),
            role: self.own("role", &entry.role),
            decision: self.decision(entry),
            date: entry.date.chars().take(10).collect(),
            state: self.review_state(entry.state),
        };
        entries.iter().map(row).collect()
    }

    fn decision(&self, entry: &ReviewEntry) -> String {
        let key = format!("decision.{}.{}", entry.meaning, entry.decision);
        let known = self.edition.words.find(&key);
        known.map_or_else(|| self.show().value("decision", &entry.decision), str::to_string)
    }

    /// Returns whether an outcome is a pass.
    pub(super) fn is_pass(&self, record: &Record) -> bool {
        let state = self.site.inputs.view.assessment.verification(record);
        state.is_some_and(|state| state.outcome == Outcome::Pass)
    }
}
