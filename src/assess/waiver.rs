//! Waivers → whether each counts on the day of the judgement.
//!
//! What a waiver excepts is for the stage that knows the diagnostics; here it is only asked whether
//! a person answers for it now.

use super::approval::{Approval, Approvals};
use crate::model::{Moment, Project, Record};

/// A waiver that somebody means to use: drafts and retired ones are not among them.
#[derive(Debug, Clone, Copy)]
pub struct WaiverState<'a> {
    pub waiver: &'a Record,
    /// Why it does not count; none if it does.
    pub lacks: Option<WaiverLack>,
}

/// Why a waiver does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaiverLack {
    /// Rule, reason, approver or last day is absent or cannot be read.
    Unreadable,
    Expired,
    /// There is no fresh approval by its approver.
    Unapproved,
}

/// Assesses every active waiver.
pub(super) fn all<'a>(
    project: &'a Project,
    approvals: &Approvals<'a>,
    as_of: &str,
) -> Vec<WaiverState<'a>> {
    let active = project.of_kind("waiver").filter(|waiver| waiver.is_active());
    active.map(|waiver| WaiverState { waiver, lacks: lack(waiver, approvals, as_of) }).collect()
}

fn lack<'a>(waiver: &'a Record, approvals: &Approvals<'a>, as_of: &str) -> Option<WaiverLack> {
    let word = |field| waiver.word(&[field]);
    let (Some(_), Some(approver), Some(expires)) =
        (word("rule"), word("approver"), word("expires"))
    else {
        return Some(WaiverLack::Unreadable);
    };
    let is_day = |day: &str| day.len() == 10 && Moment::parse(day).is_some();
    if !waiver.has(&["rationale"]) || !is_day(expires) || !is_day(as_of) {
        Some(WaiverLack::Unreadable)
    } else if expires < as_of {
        // Both are days as `2026-10-03`, which sort as they follow each other.
        Some(WaiverLack::Expired)
    } else if matches!(approvals.of_approved_by(waiver, approver), Approval::Fresh(_)) {
        None
    } else {
        Some(WaiverLack::Unapproved)
    }
}
