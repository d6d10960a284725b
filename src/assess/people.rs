//! The approval of the people and their roles → whether those gave it who could decide before.
//!
//! Whoever may change `manufacturer.people` may write any reviewer into it, so a review by a person
//! whom the section itself brings in says nothing. Before the first release the people count who were
//! named first. One person alone gives nobody a role: a role comes from somebody who held it, and a
//! second person has to agree, since a name that one person invents is no other person. Another name
//! under an old key counts as another person, who is given every role.

use super::approval::{Approval, Approvals, Pin};
use crate::config::{PEOPLE_SECTION, PROJECT_FILE, Person};
use crate::history::EarlierPeople;
use crate::model::Project;
use std::collections::BTreeSet;

/// An approval of people and roles that those did not give who could decide before.
#[derive(Debug, Clone)]
pub struct SelfAppointed<'a> {
    /// The newest such review.
    pub pin: Pin<'a>,
    /// Since when they could not decide: the tag of a release, or the first commit.
    pub since: Option<String>,
    pub lacks: AppointmentLack,
}

/// What an approval of people and roles lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppointmentLack {
    /// Nobody who could decide gave it.
    Anybody,
    /// Somebody is given a role, and only one of several people who could decide gave it.
    SecondPerson,
    /// Somebody is given a role, and nobody gave it who held that role.
    HolderOf(String),
}

pub(super) fn self_appointed<'a>(
    project: &'a Project,
    approvals: &Approvals<'a>,
    earlier: Option<&EarlierPeople>,
) -> Option<SelfAppointed<'a>> {
    let earlier = earlier?;
    let Approval::Fresh(pin) = approvals.of_section(PEOPLE_SECTION) else { return None };
    let current = project.config.fingerprint(PEOPLE_SECTION)?;
    let pins = approvals.pins_of(&format!("{PROJECT_FILE}#{PEOPLE_SECTION}"));
    let approving = pins.iter().filter(|pin| pin.approves(&current));
    let deciding = approving.filter_map(|pin| could_decide(project, earlier, pin)).collect();
    let lacks = lack(project, earlier, &deciding)?;
    Some(SelfAppointed { pin, since: earlier.since.clone(), lacks })
}

/// Returns the reviewer, if that person held the role before and has been given no other one since.
fn could_decide<'a>(project: &Project, earlier: &EarlierPeople, pin: &Pin<'a>) -> Option<&'a str> {
    let person = pin.review.word(&["by"])?;
    let (then, now) = (earlier.roles.get(person)?, project.config.people.get(person)?);
    if is_renamed(earlier, person, now) {
        return None;
    }
    let is_old = |role: &str| then.contains(role);
    let held = pin.review.word(&["role"]).is_some_and(is_old);
    (held && now.roles.iter().all(|role| is_old(role))).then_some(person)
}

fn lack(
    project: &Project,
    earlier: &EarlierPeople,
    deciding: &BTreeSet<&str>,
) -> Option<AppointmentLack> {
    if deciding.is_empty() {
        return Some(AppointmentLack::Anybody);
    }
    let given = given_roles(project, earlier);
    let was_held = |role: &&&str| earlier.roles.values().any(|roles| roles.contains(**role));
    let decides = |role: &str| deciding.iter().any(|person| earlier.roles[*person].contains(role));
    if let Some(role) = given.iter().filter(|role| was_held(role)).find(|role| !decides(role)) {
        return Some(AppointmentLack::HolderOf(role.to_string()));
    }
    let n_could = earlier.roles.values().filter(|roles| !roles.is_empty()).count();
    let is_alone = deciding.len() < 2 && n_could > 1;
    (is_alone && !given.is_empty()).then_some(AppointmentLack::SecondPerson)
}

/// Returns the roles that somebody has now and had not before.
fn given_roles<'a>(project: &'a Project, earlier: &EarlierPeople) -> BTreeSet<&'a str> {
    let mut given = BTreeSet::new();
    for (key, person) in &project.config.people {
        let is_renamed = is_renamed(earlier, key, person);
        let held = earlier.roles.get(key).filter(|_| !is_renamed);
        let had = |role: &str| held.is_some_and(|roles| roles.contains(role));
        given.extend(person.roles.iter().map(|role| &**role).filter(|role| !had(role)));
    }
    given
}

/// Returns whether somebody else may stand under a key now; one person alone may correct a name.
fn is_renamed(earlier: &EarlierPeople, key: &str, now: &Person) -> bool {
    earlier.roles.len() > 1 && earlier.names.get(key).is_some_and(|name| *name != now.name)
}
