//! What applies to a project: conditions, classes, and what it declares to leave out.

use super::Inputs;
use super::facts::is_of;
use super::state::{Followed, NotApplicable};
use crate::assess::{Approval, SafetyClass};
use crate::config::localized;
use crate::model::{Project, Record, Status};
use crate::source::Span;
use crate::standards::{ALL, Condition, Standard};
use crate::yaml::{Entry, Node};
use std::collections::BTreeSet;

/// Why no declaration counts yet.
pub const NOT_APPROVED: &str = "`techfile.yaml#standards` is not approved as it is now";

/// What is known of the project beside its records.
pub(super) struct Scope<'a> {
    inputs: Inputs<'a>,
    /// The product that it is about; none where the project has one.
    product: Option<&'a str>,
    /// Classes in which software items are developed: the higher of the declared and the computed.
    classes: BTreeSet<&'static str>,
    /// Whether the project file's section of standards is approved as it is now.
    is_approved: bool,
    left_out: Vec<LeftOut<'a>>,
}

/// A clause that the project declares to leave out.
#[derive(Debug, Clone, Copy)]
pub struct LeftOut<'a> {
    pub standard: &'a str,
    pub clause: &'a str,
    /// Place of the clause in the declaration.
    pub span: Span,
    pub node: &'a Node,
    pub how: Omitted,
}

/// How a clause is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Omitted {
    NotApplied,
    /// Because law permits it.
    Excluded,
    /// What is named is a route that stands in the place of others.
    ByRoute,
}

/// Returns everything that a project declares to leave out.
pub fn left_out(project: &Project) -> Vec<LeftOut<'_>> {
    let section = project.config.section("standards");
    let standards = section.map(|entry| entry.value.entries()).unwrap_or_default();
    let mut found = Vec::new();
    for Entry { key: standard, value } in standards {
        let fields = [
            ("not_applied", Omitted::NotApplied),
            ("excluded", Omitted::Excluded),
            ("routes", Omitted::ByRoute),
        ];
        for (name, how) in fields {
            let clauses = value.get(name).map(Node::entries).unwrap_or_default();
            found.extend(clauses.iter().map(|Entry { key, value }| LeftOut {
                standard: &standard.text,
                clause: &key.text,
                span: key.span,
                node: value,
                how,
            }));
        }
    }
    found
}

impl<'a> LeftOut<'a> {
    /// Returns whether the whole standard is left out, for products that are not what it is about.
    pub fn is_whole(&self) -> bool {
        self.how == Omitted::NotApplied && self.clause == ALL
    }

    /// Returns the justification, in the main language; none where there is no text.
    pub fn justification(&self, project: &'a Project) -> Option<&'a str> {
        let node = match self.how {
            Omitted::NotApplied => Some(self.node),
            Omitted::Excluded | Omitted::ByRoute => self.node.get("justification"),
        };
        text(node?, project)
    }

    /// Returns the software systems that a route is taken for, with their places.
    pub fn systems(&self) -> impl Iterator<Item = (&'a str, Span)> + use<'a> {
        let named = self.node.get("for").map(Node::one_or_many).unwrap_or_default();
        named.iter().filter_map(|node| Some((node.text()?, node.span)))
    }

    /// Returns the law that permits it.
    pub fn law(&self, project: &'a Project) -> Option<&'a str> {
        text(self.node.get("permitted_by")?, project)
    }
}

/// Returns whether a product of the project file is said to be one of some in law.
pub fn is_qualified_as(product: &Node, qualifications: &[String]) -> bool {
    let said = product.at(&["qualification", "as"]).and_then(Node::text);
    said.is_some_and(|said| qualifications.iter().any(|one| one == said))
}

fn text<'a>(node: &'a Node, project: &'a Project) -> Option<&'a str> {
    let main = project.config.main_language();
    localized(node, main, main).map(str::trim).filter(|text| !text.is_empty())
}

impl<'a> Scope<'a> {
    pub(super) fn of(inputs: Inputs<'a>, product: Option<&'a str>) -> Self {
        let items = inputs.project.records.iter();
        let mut classes: BTreeSet<&'static str> = items
            .filter(|record| record.status != Status::Retired)
            .filter(|record| is_of(inputs.project, record, product))
            .filter_map(|record| Some(inputs.assessment.class(record)?.effective().word()))
            .collect();
        // What is not declared counts as the worst.
        if classes.is_empty() {
            classes.insert(SafetyClass::C.word());
        }
        let approval = inputs.assessment.approvals.of_section("standards");
        let is_approved = matches!(approval, Approval::Fresh(_));
        Self { inputs, product, classes, is_approved, left_out: left_out(inputs.project) }
    }

    /// Returns the products of the project file that are meant.
    pub(super) fn products(&self) -> Vec<&'a Entry> {
        let products = self.inputs.project.config.tree.get("products").map(Node::entries);
        let is_meant = |entry: &&Entry| self.product.is_none_or(|one| *entry.key.text == *one);
        products.unwrap_or_default().iter().filter(is_meant).collect()
    }

    /// Returns whether any software item is of one of the classes.
    pub(super) fn has_class(&self, classes: &[String]) -> bool {
        classes.iter().any(|class| self.classes.contains(class.as_str()))
    }

    /// Returns whether a record counts where only some classes do; one without a class does.
    pub(super) fn is_of_class(&self, record: &Record, classes: &[String]) -> bool {
        match self.inputs.assessment.class(record) {
            Some(state) if !classes.is_empty() => {
                let word = state.effective().word();
                classes.iter().any(|class| class == word)
            }
            _ => true,
        }
    }

    /// Returns whether a condition holds; where the project does not say, it does.
    pub(super) fn holds(&self, condition: &Condition) -> bool {
        let Condition { classes, device_classes, profiles, product_is } = condition;
        let config = &self.inputs.project.config;
        let has = |list: &[String], word: &str| list.iter().any(|one| one == word);
        let profile = config.profile.as_deref();
        let products = self.products();
        let qualified = |product: &Node| {
            product.at(&["qualification", "as"]).and_then(Node::text).map(str::to_string)
        };
        let of_class = |Entry { value, .. }: &&Entry| match value.get("class").and_then(Node::text)
        {
            Some(class) => has(device_classes, class),
            None => qualified(value).is_none_or(|what| what == "device"),
        };
        let is_so = |Entry { value, .. }: &&Entry| {
            qualified(value).is_none_or(|what| has(product_is, &what))
        };
        (classes.is_empty() || self.has_class(classes))
            && (profiles.is_empty() || profile.is_none_or(|profile| has(profiles, profile)))
            && (device_classes.is_empty() || products.is_empty() || products.iter().any(of_class))
            && (product_is.is_empty() || products.is_empty() || products.iter().any(is_so))
    }

    /// Returns whether every product that is meant is said to be one of some in law; what nobody says is
    /// none of them.
    fn is_qualified_as(&self, qualifications: &[String]) -> bool {
        let products = self.products();
        let is_so = |entry: &&Entry| is_qualified_as(&entry.value, qualifications);
        !products.is_empty() && products.iter().all(is_so)
    }

    /// Returns whether the project follows a standard.
    pub(super) fn followed(&self, standard: &Standard) -> Followed {
        let named = self.inputs.project.config.tree.at(&["standards", &standard.id, "edition"]);
        match (named.and_then(Node::text), &standard.applies_when) {
            (Some(edition), _) if edition == standard.edition => Followed::Named,
            (Some(_), _) => Followed::No,
            (None, Some(condition)) if self.holds(condition) => Followed::Profile,
            _ => Followed::No,
        }
    }

    /// Returns the edition of a standard that the project follows, else the newest.
    pub(super) fn edition(&self, id: &str) -> Option<&'a Standard> {
        let named = self.inputs.project.config.tree.at(&["standards", id, "edition"]);
        let named = named.and_then(Node::text);
        self.inputs.library.edition(id, named)
    }

    /// Returns why a clause is left out, or why its declaration does not count.
    pub(super) fn declared(
        &self,
        standard: &Standard,
        at: usize,
    ) -> Option<Result<NotApplicable, String>> {
        if self.left_out.is_empty() {
            return None;
        }
        let project = self.inputs.project;
        let above: Vec<&str> =
            standard.above(at).into_iter().map(|at| &*standard.clauses[at].id).collect();
        let mut of_standard = self
            .left_out
            .iter()
            .filter(|one| one.standard == standard.id && one.how != Omitted::ByRoute);
        let of_clause = of_standard.clone().find(|one| above.contains(&one.clause));
        // For a product that the standard is about, nothing is said by leaving it out for others.
        let is_for_others = || self.is_qualified_as(standard.left_out_whole_for());
        let of_whole = || of_standard.find(|one| one.is_whole()).filter(|_| is_for_others());
        let declared = of_clause.or_else(of_whole)?;
        let Some(justification) = declared.justification(project) else {
            return Some(Err("there is no justification".to_string()));
        };
        let may = match declared.how {
            Omitted::NotApplied if declared.is_whole() => true,
            Omitted::NotApplied if standard.needs_law(at) => {
                return Some(Err(
                    "it may be left out only where law permits, under `excluded`".into()
                ));
            }
            Omitted::NotApplied => standard.may_be_left_out(at),
            Omitted::Excluded | Omitted::ByRoute => standard.needs_law(at),
        };
        if !may {
            return Some(Err("the standard does not allow it".to_string()));
        }
        if !self.is_approved {
            return Some(Err(NOT_APPROVED.to_string()));
        }
        Some(Ok(match (declared.how, declared.law(project)) {
            (Omitted::NotApplied, _) => NotApplicable::NotApplied(justification.to_string()),
            (_, None) => return Some(Err("no law is named".to_string())),
            (_, Some(law)) => NotApplicable::Excluded(law.to_string(), justification.to_string()),
        }))
    }

    /// Returns the justification of a route that is declared for every software system, or why the
    /// declaration does not count; none where the project declares no such route, or declares it for
    /// some of its systems only, since the others need the clauses in whose place it stands.
    pub(super) fn route(&self, standard: &Standard, at: usize) -> Option<Result<String, String>> {
        let clause = &standard.clauses[at].id;
        let declared = self.left_out.iter().find(|one| {
            one.how == Omitted::ByRoute && one.standard == standard.id && one.clause == clause
        })?;
        let named: Vec<&str> = declared.systems().map(|(id, _)| id).collect();
        let mut systems = self.systems().peekable();
        if systems.peek().is_none() {
            return Some(Err("no software item is a system".to_string()));
        }
        if systems.any(|system| !named.contains(&&*system.id)) {
            return None;
        }
        let Some(justification) = declared.justification(self.inputs.project) else {
            return Some(Err("there is no justification".to_string()));
        };
        if !self.is_approved {
            return Some(Err(NOT_APPROVED.to_string()));
        }
        Some(Ok(justification.to_string()))
    }

    fn systems(&self) -> impl Iterator<Item = &'a Record> {
        let items = self.inputs.project.of_kind("software-item");
        items.filter(|item| {
            item.status != Status::Retired
                && is_of(self.inputs.project, item, self.product)
                && item.word(&["type"]) == Some("system")
        })
    }
}
