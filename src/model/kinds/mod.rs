//! The record kinds, in the order in which a technical file presents them. Adding one is a file
//! here and a line below.

use super::kind::Kind;

registry! {
    /// Every kind of this version.
    pub const KINDS: &[&Kind] = KIND of [
        need,
        requirement,
        software_item,
        hazard,
        harm,
        risk,
        risk_control,
        benefit_risk,
        residual_evaluation,
        verification,
        test_run,
        result,
        release,
        review,
        waiver,
    ];
}

/// Returns the kind of a name.
pub fn kind_named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}
