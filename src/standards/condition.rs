//! When a standard, a clause or a need concerns a project.

use super::mapping::words;
use crate::yaml::Node;

/// Conditions that must all hold; each holds when one of its words does, and one without words always.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Condition {
    /// Safety classes of software items.
    pub classes: Vec<String>,
    /// Risk classes of products.
    pub device_classes: Vec<String>,
    pub profiles: Vec<String>,
    /// What a product is in law.
    pub product_is: Vec<String>,
}

impl Condition {
    pub(super) fn of(node: &Node) -> Self {
        Self {
            classes: words(node.get("class")),
            device_classes: words(node.get("device_class")),
            profiles: words(node.get("profile")),
            product_is: words(node.get("product_is")),
        }
    }
}
