//! The record kinds, in the order in which a technical file presents them.

mod harm;
mod hazard;
mod need;
mod release;
mod requirement;
mod result;
mod review;
mod risk;
mod risk_control;
mod software_item;
mod verification;

use super::kind::Kind;

/// Every kind of this version.
pub const KINDS: &[&Kind] = &[
    &need::KIND,
    &requirement::KIND,
    &software_item::KIND,
    &hazard::KIND,
    &harm::KIND,
    &risk::KIND,
    &risk_control::KIND,
    &verification::KIND,
    &result::KIND,
    &release::KIND,
    &review::KIND,
];

/// Returns the kind of a name.
pub fn kind_named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}
