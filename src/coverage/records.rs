//! Needs of records: that some are there, and that something holds of every one.

use super::evidence::{Evidence, Missing, Question};
use super::facts::{Facts, is_of};
use super::state::{Found, Outcome};
use crate::assess::{self, Approval};
use crate::model::{Link, Record, Status, Target};
use crate::standards::{Demand, Every, Is, Linked, Records, Test};
use crate::yaml::Node;
use std::collections::HashSet;

impl<'a> Facts<'a, '_> {
    /// Looks for at least some records.
    pub(super) fn records(&self, records: &'a Records, classes: &'a [String]) -> Found<'a> {
        let (mut evidence, mut missing, mut lacking) = (Vec::new(), Vec::new(), Vec::new());
        for record in self.selected(&records.of, classes).iter().copied() {
            if !self.lacks(record, &records.demands, &mut lacking) {
                let through = self.through(record, &records.demands);
                evidence.push(Evidence::Record { record, through });
            }
        }
        let found = evidence.len();
        if self.has_holes() {
            missing.push(Missing::Unread);
        }
        // What is there and fails is nearer than another record.
        let (failing, lacking): (Vec<_>, Vec<_>) = lacking.into_iter().partition(is_failing);
        if found < records.at_least {
            missing.extend(failing.iter().cloned());
            missing.push(Missing::TooFew { of: &records.of, found, wanted: records.at_least });
        }
        if records.demands.contains(&Demand::Passing) {
            let selected = self.selected(&records.of, classes);
            let failing = selected.iter().filter_map(|one| Some((*one, self.not_passed(one)?)));
            missing.extend(failing.map(|(one, outcome)| Missing::NotPassed(one, outcome)));
        }
        // Beside enough that count, what else is written is no gap.
        if !missing.is_empty() {
            missing.extend(lacking);
        }
        once_each(&mut missing);
        Found::of(evidence, missing)
    }

    /// Looks whether something holds of every record.
    pub(super) fn every(&self, every: &'a Every, classes: &'a [String]) -> Found<'a> {
        let (mut evidence, mut missing) = (Vec::new(), Vec::new());
        let mut found = 0;
        for record in self.selected(&every.of, classes).iter().copied() {
            found += 1;
            let is_lacking = self.lacks(record, &every.demands, &mut missing);
            if !is_lacking && self.is_about(record, &every.demands) {
                let through = self.through(record, &every.demands);
                evidence.push(Evidence::Record { record, through });
            }
        }
        if self.has_holes() {
            missing.push(Missing::Unread);
        }
        match found {
            0 if every.may_be_none => evidence.push(Evidence::NoRecord(every.of.kind)),
            0 => missing.push(Missing::TooFew { of: &every.of, found, wanted: 1 }),
            _ => {}
        }
        once_each(&mut missing);
        Found::of(evidence, missing)
    }

    /// Adds what a record lacks to count, and returns whether it lacks anything.
    fn lacks(
        &self,
        record: &'a Record,
        demands: &'a [Demand],
        missing: &mut Vec<Missing<'a>>,
    ) -> bool {
        let before = missing.len();
        match self.counts(record) {
            // A run of another build, say, shows nothing, though it is there.
            true if self.inputs.assessment.refused.contains(&record) => {
                missing.push(Missing::Refused(record));
            }
            true => self.check_demands(record, demands, missing),
            false => {
                // A field that went away is why the approval is outdated.
                let not_approved = self.why_not(record);
                if matches!(not_approved, Missing::Unapproved(..)) {
                    missing.extend(fields_missing(record, demands));
                }
                missing.push(not_approved);
            }
        }
        missing.len() > before
    }

    fn check_demands(
        &self,
        record: &'a Record,
        demands: &'a [Demand],
        missing: &mut Vec<Missing<'a>>,
    ) {
        for demand in demands {
            match demand {
                Demand::Links(links) => self.check_links(record, links, missing),
                Demand::Field(path) if !is_stated(record, path) => {
                    missing.push(Missing::Field(record, path));
                }
                Demand::Passing => {
                    let outcome = self.outcome_of(record);
                    if outcome != assess::Outcome::Pass {
                        missing.push(Missing::NotPassed(record, outcome));
                    }
                }
                Demand::Failures(links) => missing.extend(self.untold(record, links)),
                Demand::Field(_) => {}
            }
        }
    }

    /// Adds that no link will do; or, where what is linked has to pass, each that has not, even if
    /// another one has.
    fn check_links(&self, record: &'a Record, links: &'a [Linked], missing: &mut Vec<Missing<'a>>) {
        let before = missing.len();
        for link in links.iter().filter(|linked| linked.passing) {
            let ends = self.ends(record, link).into_iter();
            for (other, _) in ends.filter(|(other, found)| fits(other, found, link)) {
                let is_tested = self.inputs.assessment.verification(other).is_some();
                if let Some(outcome) = self.not_passed(other).filter(|_| is_tested) {
                    missing.push(Missing::LinkNotPassed { record, link, other, outcome });
                }
            }
        }
        let is_said = missing.len() > before;
        if !is_said && !links.iter().any(|link| self.is_linked(record, link)) {
            missing.push(Missing::Link(record, links));
        }
    }

    /// Returns what a record that has to pass shows, unless it passed: another that did shows nothing of
    /// it. A draft is no part of the plan yet; but that it fails is known.
    fn not_passed(&self, record: &Record) -> Option<assess::Outcome> {
        let outcome = self.outcome_of(record);
        let is_open = match record.status {
            Status::Active => outcome != assess::Outcome::Pass,
            Status::Draft => outcome == assess::Outcome::Fail,
            Status::Retired => false,
        };
        (is_open && is_of(self.inputs.project, record, self.product)).then_some(outcome)
    }

    /// Returns what a record failed in on the judged release, and nothing of which tells it.
    fn untold(&self, record: &'a Record, links: &'a [Linked]) -> Vec<Missing<'a>> {
        if let Some(why) = self.no_release() {
            return vec![Missing::NoRelease(why)];
        }
        let failed = self.failed_in(record).into_iter();
        let untold = failed.filter_map(|failed| {
            let telling: Vec<&Record> =
                links.iter().flat_map(|link| self.linking(failed, link)).collect();
            let is_told = telling.iter().any(|one| self.tells(one, record, failed));
            let of_another = !telling.is_empty();
            (!is_told).then_some(Missing::Untold { record, failed, links, of_another })
        });
        untold.collect()
    }

    /// Returns whether what names a result or run tells that a record failed in it. One run may hold
    /// several failures: then it has to name the record, or what the record is about.
    fn tells(&self, telling: &Record, record: &'a Record, failed: &'a Record) -> bool {
        let names = |id: &str| telling.links.iter().any(|link| *link.to == *id);
        names(&record.id)
            || record.links.iter().any(|link| names(&link.to))
            || failed.kind.name != "test-run"
            || self.failing_in(failed).all(|one| one == record)
    }

    /// Returns what failed in a run.
    fn failing_in(&self, run: &'a Record) -> impl Iterator<Item = &'a Record> {
        let records = self.inputs.project.records.iter();
        let living = records.filter(|record| record.status != Status::Retired);
        living.filter(move |record| self.failed_in(record).contains(&run))
    }

    /// Returns the results and runs in which a record failed on the judged release.
    fn failed_in(&self, record: &Record) -> Vec<&'a Record> {
        let state = self.inputs.assessment.verification(record).into_iter();
        let deciding = state.flat_map(|state| &state.deciding);
        let failed = deciding.filter(|found| found.outcome == assess::Outcome::Fail);
        failed.map(|found| found.record).collect()
    }

    /// Returns whether a record shows something: one that did not fail shows no failure that is told.
    fn is_about(&self, record: &Record, demands: &[Demand]) -> bool {
        let is_of_failures = demands.iter().any(|demand| matches!(demand, Demand::Failures(_)));
        !is_of_failures || !self.failed_in(record).is_empty()
    }

    /// Returns the records at the other ends of links, with the links.
    fn ends(&self, record: &'a Record, linked: &Linked) -> Vec<(&'a Record, &'a Link)> {
        if linked.is_target {
            return self.inputs.graph.links_to(&record.id, &linked.field).collect();
        }
        let targets = record.links_of(&linked.field);
        targets.filter_map(|link| Some((self.inputs.project.record(&link.to)?, link))).collect()
    }

    /// Returns what names a record as a need wants it.
    fn linking(&self, record: &'a Record, linked: &Linked) -> Vec<&'a Record> {
        let ends = self.ends(record, linked).into_iter();
        ends.filter(|(other, link)| self.will_do(other, link, linked)).map(|(one, _)| one).collect()
    }

    fn is_linked(&self, record: &'a Record, linked: &Linked) -> bool {
        if linked.is_target {
            let mut sources = self.inputs.graph.links_to(&record.id, &linked.field);
            return sources.any(|(other, link)| self.will_do(other, link, linked));
        }
        record.links_of(&linked.field).any(|link| match self.inputs.project.record(&link.to) {
            Some(other) => self.will_do(other, link, linked),
            None => linked.kinds.is_empty() && self.is_approved_section(&link.to),
        })
    }

    /// Returns what passed at the other ends of links of which that is demanded.
    fn through(&self, record: &'a Record, demands: &'a [Demand]) -> Vec<&'a Record> {
        let links = demands.iter().flat_map(|demand| match demand {
            Demand::Links(links) => &links[..],
            Demand::Field(_) | Demand::Passing | Demand::Failures(_) => &[],
        });
        let mut found: Vec<&'a Record> = Vec::new();
        for linked in links.filter(|linked| linked.passing) {
            let ends = self.ends(record, linked).into_iter();
            for (other, _) in ends.filter(|(other, link)| self.will_do(other, link, linked)) {
                if self.inputs.assessment.verification(other).is_some() && !found.contains(&other) {
                    found.push(other);
                }
            }
        }
        found
    }

    fn will_do(&self, other: &'a Record, link: &Link, linked: &Linked) -> bool {
        fits(other, link, linked)
            && self.counts(other)
            && (!linked.passing || self.has_passed(other))
    }

    fn is_approved_section(&self, target: &str) -> bool {
        let Some(Target::Section { document, anchor }) = Target::parse(target) else {
            return false;
        };
        let section = self.inputs.project.section(document, anchor);
        let approvals = &self.inputs.assessment.approvals;
        section.is_some_and(|section| {
            section.is_written() && matches!(approvals.of_part(section), Approval::Fresh(_))
        })
    }

    /// Returns whether a record passed, or is of a kind without results.
    fn has_passed(&self, record: &Record) -> bool {
        self.inputs.assessment.verification(record).is_none()
            || self.outcome_of(record) == assess::Outcome::Pass
    }

    /// Looks whether rules find nothing.
    pub(super) fn clean(&self, rules: &'a [String], waivers_count: bool) -> Found<'a> {
        let (mut evidence, mut missing) = (Vec::new(), Vec::new());
        // A rule that had nothing to look at finds nothing.
        if self.has_holes() {
            missing.push(Missing::Unread);
        }
        missing.extend(self.no_release().map(Missing::NoRelease));
        for code in rules {
            let found = self.findings.of_rule(code, |record| self.concerns(record));
            let waived = found.waived;
            if found.open > 0 {
                let (record, message) = found.first.unwrap_or_default();
                missing.push(Missing::Rule { code, open: found.open, record, message });
            } else if waived > 0 && !waivers_count {
                let (by, until) = found.waiver.unwrap_or_default();
                missing.push(Missing::Waived { code, waived, by, until });
            } else {
                evidence.push(Evidence::Rule { code, waived });
            }
        }
        Found::of(evidence, missing)
    }

    /// Returns whether a finding about something concerns the product; one about no record does.
    fn concerns(&self, about: Option<&str>) -> bool {
        let record = about.and_then(|id| self.inputs.project.record(id));
        record.is_none_or(|record| is_of(self.inputs.project, record, self.product))
    }

    /// Looks for an approved yes to one question of a clause. An assessment that names the clause and
    /// none of its questions answers none, but its no is a no to every one.
    pub(super) fn judged(&self, question: Question<'a>) -> Found<'a> {
        let (mut evidence, mut missing) = (Vec::new(), Vec::new());
        let mut is_refused = false;
        let answers = self.answers(question.clause).iter();
        for answer in answers.filter(|one| one.question.is_none_or(|key| key == question.key)) {
            let record = answer.record;
            let names_it = answer.question.is_some();
            let what = match record.word(&["answer"]) {
                _ if self.says_no(record) => "answers no",
                _ if !self.counts(record) => {
                    missing.push(self.why_not(record));
                    continue;
                }
                Some(YES) if names_it => {
                    evidence.push(Evidence::Answer(record));
                    continue;
                }
                Some(YES) => {
                    missing.push(Missing::Answer(record, "names no question of the clause"));
                    continue;
                }
                _ => "says that it does not apply, which does not count here",
            };
            is_refused = true;
            missing.push(Missing::Answer(record, what));
        }
        match (evidence.is_empty(), is_refused) {
            (false, false) => Found::of(evidence, Vec::new()),
            (_, true) => Found { outcome: Outcome::Open, evidence, missing },
            (true, false) => {
                missing.insert(0, Missing::Unanswered(question));
                Found { outcome: Outcome::ToBeJudged, evidence, missing }
            }
        }
    }
}

fn fields_missing<'a>(
    record: &'a Record,
    demands: &'a [Demand],
) -> impl Iterator<Item = Missing<'a>> {
    demands.iter().filter_map(move |demand| match demand {
        Demand::Field(path) if !is_stated(record, path) => Some(Missing::Field(record, path)),
        _ => None,
    })
}

/// Returns whether a link and the kind of its other end are as a need wants them.
fn fits(other: &Record, link: &Link, linked: &Linked) -> bool {
    let has = |(name, values): &(String, Vec<String>)| {
        link.attribute(name).is_some_and(|found| values.iter().any(|value| value == found))
    };
    (linked.kinds.is_empty() || linked.kinds.iter().any(|kind| kind == other.kind.name))
        && linked.with.iter().all(has)
}

/// Says once only what is missing of a record that several demands or many others are about.
fn once_each(missing: &mut Vec<Missing<'_>>) {
    let mut said: HashSet<(&str, usize)> = HashSet::new();
    missing.retain(|one| match one {
        Missing::NotPassed(record, _) => said.insert((&record.id, 0)),
        Missing::Link(record, links) => said.insert((&record.id, links.as_ptr().addr())),
        Missing::NoRelease(_) => said.insert(("", 0)),
        _ => true,
    });
}

fn is_failing(missing: &Missing<'_>) -> bool {
    matches!(missing, Missing::NotPassed(..) | Missing::LinkNotPassed { .. })
}

/// Answers of an assessment.
pub(super) const YES: &str = "yes";
pub(super) const NOT_APPLICABLE: &str = "not-applicable";

/// Returns whether a field is stated; a list or mapping is where anything in it is.
fn is_stated(record: &Record, path: &[String]) -> bool {
    if let [field] = path
        && record.kind.links.iter().any(|link| link.name == field)
    {
        return record.links_of(field).next().is_some();
    }
    let is_said = |node: &Node| node.text().is_some_and(|text| !text.trim().is_empty());
    let is_more = |node: &Node| !node.items().is_empty() || !node.entries().is_empty();
    let found = path.iter().try_fold(&record.node, |node, name| node.get(name));
    found.is_some_and(|node| {
        !node.items().is_empty()
            || is_said(node)
            || node.entries().iter().any(|entry| is_said(&entry.value) || is_more(&entry.value))
    })
}

/// Returns whether a record is as a test wants it.
pub(super) fn passes(record: &Record, test: &Test) -> bool {
    match &test.is {
        Is::Present => is_stated(record, &test.path),
        Is::Absent => !is_stated(record, &test.path),
        Is::OneOf(values) => {
            let found = test.path.iter().try_fold(&record.node, |node, name| node.get(name));
            let found = found.map(Node::one_or_many).unwrap_or_default();
            found.iter().filter_map(Node::text).any(|found| values.iter().any(|v| v == found))
        }
    }
}
