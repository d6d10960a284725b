//! The record kinds, in the order in which a technical file presents them. Adding one is a file
//! here and a line below.

use super::kind::Kind;

registry! {
    /// Every kind of this version.
    pub const KINDS: &[&Kind] = KIND of [
        need,
        requirement,
        software_item,
        soup,
        vulnerability,
        hazard,
        harm,
        threat,
        use_scenario,
        risk,
        risk_control,
        benefit_risk,
        residual_evaluation,
        verification,
        test_run,
        result,
        validation,
        usability_evaluation,
        design_review,
        anomaly,
        problem_report,
        change,
        release,
        external_document,
        assessment,
        review,
        waiver,
    ];
}

/// Kinds that say what the product is, must do or may lead to: what problems and changes are about.
const DESIGN_KINDS: &[&str] = &[
    "need",
    "requirement",
    "software-item",
    "soup",
    "hazard",
    "harm",
    "threat",
    "use-scenario",
    "risk",
    "risk-control",
    "verification",
    "validation",
    "usability-evaluation",
    "external-document",
];

/// Returns the kind of a name.
pub fn kind_named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}
