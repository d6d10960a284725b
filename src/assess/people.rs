//! The approval of the people and their roles → whether somebody gave it who could decide before.
//!
//! Whoever may change `manufacturer.people` may write any reviewer into it, so a review by a person
//! whom the section itself brings in says nothing. Before the first release the people count who were
//! named first.

use super::approval::{Approval, Approvals, Pin};
use crate::config::{PEOPLE_SECTION, PROJECT_FILE};
use crate::history::EarlierPeople;
use crate::model::Project;

/// An approval of people and roles that only people gave whom it appoints.
#[derive(Debug, Clone)]
pub struct SelfAppointed<'a> {
    /// The newest such review.
    pub pin: Pin<'a>,
    /// Since when they could not decide: the tag of a release, or the first commit.
    pub since: Option<String>,
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
    let is_appointed = |pin: &Pin<'a>| !could_decide(project, earlier, pin);
    let all = approving.copied().all(|pin| is_appointed(&pin));
    all.then(|| SelfAppointed { pin, since: earlier.since.clone() })
}

/// Returns whether a reviewer held the role before, and has been given no other one since.
fn could_decide(project: &Project, earlier: &EarlierPeople, pin: &Pin<'_>) -> bool {
    let Some(person) = pin.review.word(&["by"]) else { return false };
    let (Some(then), Some(now)) = (earlier.roles.get(person), project.config.people.get(person))
    else {
        return false;
    };
    let role = pin.review.word(&["role"]);
    role.is_some_and(|role| then.contains(role)) && now.roles.iter().all(|role| then.contains(role))
}
