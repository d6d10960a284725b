//! TraceGraph → [`Assessment`]: verdicts, approvals, risk, safety classes and components, computed once.
//!
//! Rules, views and the gate read what stands here and never compute it again. Whatever is absent,
//! unreadable or a draft of something that would help counts as not there.

mod approval;
mod benefit;
mod builds;
mod carry;
mod class;
mod component;
mod excuse;
mod people;
mod release;
mod residual;
mod risk;
mod standing;
mod unclaimed;
mod verdict;
mod waiver;

pub use approval::{Approval, Approvals, Pin, fingerprint, has_left, holds_role, is_entitled};
pub use carry::releases_before;
pub use class::{ClassState, Demand, Reason, RiskClass, SafetyClass};
pub use component::{SoupState, VulnerabilityLack, VulnerabilityState};
pub use people::{AppointmentLack, SelfAppointed};
pub use release::{Choice, choose};
pub use residual::{Objection, OverallRisk};
pub use risk::{ControlState, EstimateLevel, Lack, Missing, RiskState};
pub use unclaimed::UnclaimedFailure;
pub use verdict::{Ambiguous, Evidence, Outcome, Overlooked, VerificationState};
pub use waiver::{WaiverLack, WaiverState};

use crate::graph::TraceGraph;
use crate::history::{
    Ancestry, BackdatedCommit, Disappearance, EarlierPeople, LateBeginning, MissingTags,
    ReassignedDraft, RewrittenRecord,
};
use crate::model::{Project, Record};
use crate::standards::Profile;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a judgement is based on beside the records.
#[derive(Debug, Clone, Default)]
pub struct Basis {
    /// The release to judge, where the command names one.
    pub release: Option<String>,
    /// The revision that was asked for, as written; it may be the tag of a release.
    pub revision: Option<String>,
    /// The day on which the judgement is made, as `2026-10-03`.
    pub as_of: String,
    /// What the history says of records that are gone.
    pub disappearance: Disappearance,
    /// The commits behind the judged one.
    pub ancestry: Ancestry,
    /// Tags of active releases that are not there.
    pub missing_tags: MissingTags,
    /// Who could decide at the previous release, where the history was looked at.
    pub earlier_people: Option<EarlierPeople>,
    /// Results, test runs and reviews that say something else than the history recorded.
    pub rewritten: Vec<RewrittenRecord>,
    /// Drafts that belonged to other products than they do.
    pub reassigned: Vec<ReassignedDraft>,
    /// Commits since the previous release whose date is not true.
    pub backdated: Vec<BackdatedCommit>,
    /// Where the project begins, if no release came before and the repository is older.
    pub beginning: Option<LateBeginning>,
}

/// Everything that rules, gate and views read beside the records.
#[derive(Debug)]
pub struct Assessment<'a> {
    pub as_of: String,
    pub disappearance: Disappearance,
    pub ancestry: Ancestry,
    /// Tags of active releases that are not there.
    pub missing_tags: MissingTags,
    /// What was rewritten since it was recorded, and nobody else has accepted.
    pub rewritten: Vec<RewrittenRecord>,
    /// Drafts that were given to another product, and nobody has approved that.
    pub reassigned: Vec<ReassignedDraft>,
    pub backdated: Vec<BackdatedCommit>,
    pub beginning: Option<LateBeginning>,
    /// Tests that failed and that no verification looks at.
    pub unclaimed: Vec<UnclaimedFailure<'a>>,
    pub release: Choice<'a>,
    pub approvals: Approvals<'a>,
    /// The approval of the people and roles, where only those whom it appoints gave it.
    pub self_appointed: Option<SelfAppointed<'a>>,
    pub overall_risk: OverallRisk<'a>,
    /// Active test runs whose results count for nothing, of any release.
    pub refused: Vec<&'a Record>,
    /// Active waivers, by id.
    pub waivers: Vec<WaiverState<'a>>,
    /// State of every verification, by id.
    verifications: HashMap<&'a str, VerificationState<'a>>,
    /// State of every risk control, by id.
    controls: HashMap<&'a str, ControlState<'a>>,
    /// Ids of what a risk control rests on.
    bearing_controls: BTreeSet<&'a str>,
    /// State of every risk, by id.
    risks: HashMap<&'a str, RiskState<'a>>,
    classes: class::Classes<'a>,
    components: BTreeMap<&'a str, SoupState>,
    vulnerabilities: BTreeMap<&'a str, VulnerabilityState>,
}

/// Assesses a project; `profiles` are the ones it may follow.
pub fn assess<'a>(graph: &TraceGraph<'a>, profiles: &[Profile], basis: &Basis) -> Assessment<'a> {
    let project = graph.project;
    let release = choose(project, basis);
    let approvals = Approvals::of(project, &basis.as_of);
    let refused = verdict::refused(project, &basis.ancestry);
    let builds = builds::Builds::of(project, &basis.ancestry);
    let verifications = verdict::all(graph, &release, &approvals, &refused, &builds, &basis.as_of);
    let controls = risk::controls((graph, &release), &verifications);
    let profile =
        profiles.iter().find(|profile| Some(&profile.id) == project.config.profile.as_ref());
    // An unknown profile is a diagnostic; until it is mended the strictest reading holds.
    let wants_statement = profile.is_none_or(|profile| profile.as_far_as_possible);
    let risks = risk::all((graph, &release), &approvals, &controls, wants_statement);
    let overall_risk = residual::overall(graph, &approvals, &release);
    let as_of = basis.as_of.clone();
    let waivers = waiver::all(project, &approvals, &as_of);
    let disappearance = basis.disappearance.clone();
    let ancestry = basis.ancestry.clone();
    let missing_tags = basis.missing_tags.clone();
    Assessment {
        classes: class::all(graph, &release),
        components: component::components(graph, &as_of),
        vulnerabilities: component::vulnerabilities(graph),
        as_of,
        disappearance,
        ancestry,
        missing_tags,
        rewritten: unaccepted(project, &approvals, &basis.rewritten),
        reassigned: unapproved(project, &approvals, &basis.reassigned),
        backdated: basis.backdated.clone(),
        beginning: basis.beginning.clone(),
        unclaimed: unclaimed::failures(
            graph,
            &release,
            &verifications,
            &refused,
            &builds,
            &basis.as_of,
        ),
        release,
        self_appointed: people::self_appointed(project, &approvals, basis.earlier_people.as_ref()),
        approvals,
        overall_risk,
        refused,
        waivers,
        verifications,
        controls: controls.into_iter().collect(),
        bearing_controls: risk::bearing_controls(graph),
        risks: risks.into_iter().collect(),
    }
}

/// Returns what was rewritten, without what somebody has accepted who did not write it.
fn unaccepted(
    project: &Project,
    approvals: &Approvals<'_>,
    rewritten: &[RewrittenRecord],
) -> Vec<RewrittenRecord> {
    let is_accepted = |fact: &&RewrittenRecord| {
        project.record(&fact.id).is_some_and(|record| approvals.is_accepted_by_another(record))
    };
    rewritten.iter().filter(|fact| !is_accepted(fact)).cloned().collect()
}

/// Returns the drafts that were given to another product, without those that are approved so.
fn unapproved(
    project: &Project,
    approvals: &Approvals<'_>,
    reassigned: &[ReassignedDraft],
) -> Vec<ReassignedDraft> {
    let is_approved = |draft: &&ReassignedDraft| {
        project
            .record(&draft.id)
            .is_some_and(|record| matches!(approvals.of_present_state(record), Approval::Fresh(_)))
    };
    reassigned.iter().filter(|draft| !is_approved(draft)).cloned().collect()
}

impl<'a> Assessment<'a> {
    /// Returns the state of a verification, validation or usability evaluation.
    pub fn verification(&self, record: &Record) -> Option<&VerificationState<'a>> {
        self.verifications.get(&*record.id)
    }

    /// Returns whether a verification has no result, and a results file that was refused could hold it.
    pub fn only_refused_results_show(&self, record: &Record) -> bool {
        self.verification(record).is_some_and(|state| state.may_be_refused)
    }

    /// Returns the test runs of the judged release whose results were refused.
    pub fn refused_runs(&self) -> Vec<&'a Record> {
        let release = self.release.record();
        let is_of_release =
            |run: &&&Record| release.is_some_and(|release| verdict::is_for(run, release));
        self.refused.iter().filter(is_of_release).copied().collect()
    }

    /// Returns the state of a risk control.
    pub fn control(&self, record: &Record) -> Option<&ControlState<'a>> {
        self.controls.get(&*record.id)
    }

    /// Returns the state of a risk.
    pub fn risk(&self, record: &Record) -> Option<&RiskState<'a>> {
        self.risks.get(&*record.id)
    }

    /// Returns whether a risk control rests on a requirement, itself or through others.
    pub fn serves_control(&self, requirement: &Record) -> bool {
        self.bearing_controls.contains(&*requirement.id)
    }

    /// Returns whether the judged release knowingly goes out with the failure of a test of a
    /// requirement: it is reported, and an accepted anomaly.
    pub fn is_excused(
        &self,
        graph: &TraceGraph<'a>,
        requirement: &Record,
        verification: &Record,
    ) -> bool {
        let (release, state) = (self.release.record(), self.verification(verification));
        release.zip(state).is_some_and(|(release, state)| {
            let approvals = &self.approvals;
            let bearing = &self.bearing_controls;
            excuse::is_excused(graph, approvals, bearing, release, requirement, verification, state)
        })
    }

    /// Returns the failed results of an evaluation, on the judged release or one before, that no pass
    /// overtook and no problem report tells.
    pub fn standing_failures(
        &self,
        graph: &TraceGraph<'a>,
        evaluation: &Record,
    ) -> Vec<&'a Record> {
        standing::failures(graph, &self.release, &self.as_of, evaluation)
    }

    /// Returns the safety class of a software item; none for a retired one.
    pub fn class(&self, record: &Record) -> Option<&ClassState<'a>> {
        self.classes.items.get(&*record.id)
    }

    /// Returns the safety class that a risk demands; none for a retired one.
    pub fn risk_class(&self, record: &Record) -> Option<&RiskClass<'a>> {
        self.classes.risks.get(&*record.id)
    }

    /// Returns whether a failure of the software may lead to a risk, or software carries out a control of
    /// it.
    pub fn concerns_software(&self, graph: &TraceGraph<'a>, risk: &Record) -> bool {
        class::concerns_software(graph, risk)
    }

    /// Returns the items and software requirements that carry out a control: one that has any is not
    /// outside the software.
    pub fn software_of(&self, graph: &TraceGraph<'a>, control: &Record) -> Vec<&'a Record> {
        class::software_of(graph, control)
    }

    /// Returns what the evaluation of a component is worth; none for a retired one.
    pub fn component(&self, record: &Record) -> Option<&SoupState> {
        self.components.get(&*record.id)
    }

    /// Returns whether a vulnerability is decided; none for a retired one.
    pub fn vulnerability(&self, record: &Record) -> Option<VulnerabilityState> {
        self.vulnerabilities.get(&*record.id).copied()
    }

    /// Returns the active verifications of a record in an aspect, with their outcome.
    pub fn verified_by(
        &self,
        graph: &TraceGraph<'a>,
        record: &Record,
        aspect: &str,
    ) -> Vec<(&'a Record, Outcome)> {
        verdict::of_target((graph, &self.release), &self.verifications, record, aspect)
    }

    /// Returns whether a record is verified in an aspect: by at least one active verification,
    /// and every one of them passes.
    pub fn is_verified(&self, graph: &TraceGraph<'a>, record: &Record, aspect: &str) -> bool {
        verdict::is_shown(&self.verified_by(graph, record, aspect))
    }
}
