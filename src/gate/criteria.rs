//! The default policy: what blocks a release, and which rules say so.

use crate::diagnostic::{Diagnostic, Severity};

/// One line of the verdict.
#[derive(Debug)]
pub struct Criterion {
    /// As `gate.off` names it.
    pub name: &'static str,
    /// What must hold, as a sentence without full stop.
    pub summary: &'static str,
    /// Whether a project may leave it out.
    pub may_be_off: bool,
    pub needs: Needs,
    /// Which diagnostics fail it.
    pub fails_on: fn(&Diagnostic) -> bool,
}

/// What must be there for a criterion to be evaluable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    /// A whole git history.
    History,
    /// A comparison with the previous release.
    Comparison,
    /// A release to judge.
    Release,
    /// A release to judge and at least one record of a kind, so that nothing is not taken for all.
    ReleaseAnd(&'static str),
    /// A release to judge; and standards that the policy names, or it is not asked at all.
    ReleaseAndStandards,
}

/// The criteria that this version evaluates, in the order of the verdict.
pub const CRITERIA: &[Criterion] = &[
    Criterion {
        name: "records-read",
        summary: "everything was read and no error is open",
        may_be_off: false,
        needs: Needs::Nothing,
        // A file of results that no record names was read by nobody.
        fails_on: |diagnostic| {
            diagnostic.severity == Severity::Error || diagnostic.code == "REC016"
        },
    },
    Criterion {
        name: "history-known",
        summary: "the git history is whole",
        may_be_off: false,
        needs: Needs::History,
        fails_on: |diagnostic| matches!(diagnostic.code, "HIS001" | "HIS002"),
    },
    Criterion {
        name: "nothing-disappeared",
        summary: "no record is gone, and no result rewritten, since the previous release",
        may_be_off: true,
        needs: Needs::Comparison,
        fails_on: |diagnostic| matches!(diagnostic.code, "HIS003" | "HIS004" | "HIS005" | "HIS006"),
    },
    Criterion {
        name: "policy-approved",
        summary: "every section of techfile.yaml that judgements rest on is approved",
        may_be_off: false,
        needs: Needs::Nothing,
        fails_on: |diagnostic| is_approval(diagnostic) && is_setting(diagnostic),
    },
    Criterion {
        name: "requirements-verified",
        summary: "every need has a requirement, and every requirement is realized and verified by passing results",
        may_be_off: true,
        needs: Needs::ReleaseAnd("requirement"),
        fails_on: |diagnostic| {
            matches!(diagnostic.code, "TRC001" | "TRC002" | "TRC003" | "TRC005")
                || diagnostic.code.starts_with("VER") && !is_validation(diagnostic)
        },
    },
    Criterion {
        name: "risks-controlled",
        summary: "risk control of every risk is complete",
        may_be_off: true,
        needs: Needs::ReleaseAnd("risk"),
        fails_on: |diagnostic| diagnostic.code.starts_with("RSK") && !is_overall(diagnostic),
    },
    Criterion {
        name: "residual-risk-evaluated",
        summary: "the overall residual risk is evaluated as acceptable, and that is approved",
        may_be_off: true,
        needs: Needs::Release,
        fails_on: is_overall,
    },
    Criterion {
        name: "safety-classes",
        summary: "every software item has at least the safety class that its risks demand",
        may_be_off: true,
        needs: Needs::ReleaseAnd("software-item"),
        fails_on: |diagnostic| diagnostic.code.starts_with("CLS"),
    },
    Criterion {
        name: "validations-done",
        summary: "every required validation and summative evaluation is done",
        may_be_off: true,
        needs: Needs::ReleaseAnd("validation"),
        fails_on: |diagnostic| is_validation(diagnostic) || diagnostic.code.starts_with("USE"),
    },
    Criterion {
        name: "components-evaluated",
        summary: "every third-party component is evaluated in time, and no weakness is undecided",
        may_be_off: true,
        needs: Needs::ReleaseAnd("soup"),
        fails_on: |diagnostic| diagnostic.code.starts_with("SOU"),
    },
    // No known anomaly, no problem and no change are states that a sound project can be in.
    Criterion {
        name: "anomalies-acceptable",
        summary: "every known anomaly is evaluated as acceptable and accepted by the release",
        may_be_off: true,
        needs: Needs::Release,
        fails_on: |diagnostic| matches!(diagnostic.code, "REL010" | "REL012" | "REL017"),
    },
    Criterion {
        name: "problems-closed",
        summary: "no safety-relevant problem is open, and each that was closed was looked into",
        may_be_off: true,
        needs: Needs::Release,
        fails_on: |diagnostic| matches!(diagnostic.code, "REL011" | "REL013"),
    },
    Criterion {
        name: "design-reviews-done",
        summary: "every design review is concluded, and its actions are done",
        may_be_off: true,
        needs: Needs::Release,
        fails_on: |diagnostic| matches!(diagnostic.code, "REL014" | "REL015"),
    },
    Criterion {
        name: "change-impact-answered",
        summary: "the impact of every change is answered",
        may_be_off: true,
        needs: Needs::Release,
        fails_on: |diagnostic| matches!(diagnostic.code, "REL020" | "REL021" | "REL022" | "REL023"),
    },
    Criterion {
        name: "release-complete",
        summary: "the fields of the release are complete",
        may_be_off: true,
        needs: Needs::Release,
        fails_on: |diagnostic| {
            ("REL001"..="REL009").contains(&diagnostic.code) || diagnostic.code == "REL016"
        },
    },
    // No document elsewhere is a state that a sound project can be in.
    Criterion {
        name: "documents-pinned",
        summary: "every document that is kept elsewhere is pinned by its digest",
        may_be_off: true,
        needs: Needs::Release,
        fails_on: |diagnostic| diagnostic.code == "REC017",
    },
    Criterion {
        name: "approvals-valid",
        summary: "every record has the approvals it needs, of what it says now, and none rests on a draft",
        may_be_off: true,
        needs: Needs::Nothing,
        fails_on: |diagnostic| {
            is_approval(diagnostic) && !is_setting(diagnostic) || diagnostic.code == "LNK009"
        },
    },
    Criterion {
        name: "clauses-covered",
        summary: "no clause of the standards that the policy names is open",
        may_be_off: false,
        needs: Needs::ReleaseAndStandards,
        fails_on: |diagnostic| diagnostic.code.starts_with("STD"),
    },
];

/// Rules, by the beginning of their codes, that judge records of one product and say nothing of another
/// one's release.
pub(super) const OF_ONE_PRODUCT: &[&str] =
    &["TRC", "RSK", "CLS", "VER", "SOU", "USE", "REL", "REC017"];

/// Criteria of the default policy that later versions bring: what they ask is not asked yet.
pub const NOT_EVALUATED: &[(&str, &str)] = &[
    ("actions-closed", "no corrective action or incident on this version is open"),
    ("documents-present", "every document that the profile needs is present"),
];

fn is_overall(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code, "RSK010" | "RSK011")
}

fn is_approval(diagnostic: &Diagnostic) -> bool {
    diagnostic.code.starts_with("REV")
}

fn is_validation(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code, "VER010" | "VER011" | "VER012" | "VER013")
}

fn is_setting(diagnostic: &Diagnostic) -> bool {
    let record = diagnostic.record.as_deref().unwrap_or_default();
    record.starts_with(crate::config::PROJECT_FILE)
}
