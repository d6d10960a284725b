//! A clause that is left out although its standard does not allow it.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::config::PROJECT_FILE;
use crate::coverage::{LeftOut, Omitted, is_qualified_as, left_out};
use crate::descriptor::nearest;
use crate::diagnostic::Severity;
use crate::model::Record;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    code: "STD006",
    name: "disallowed-non-application",
    summary: "A clause is left out that its standard does not allow to be left out.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every clause under `not_applied` exists and is one that the standard lets a
maker not apply, or `all` where a product is none that it is about; every clause under
`excluded` is one that may be left out where law permits; every clause under `routes` is one
that may stand in the place of others, and is taken for software systems of the project.

Why it matters: A standard that is followed with more left out than it allows is not the
standard that the file names. Classes need no declaration: what does not concern a class is
not asked for.

How to resolve: Remove the clause from techfile.yaml, and write what it asks for.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for left in left_out(cx.project) {
        let named = cx.project.config.tree.at(&["standards", left.standard, "edition"]);
        let edition = named.and_then(Node::text);
        let Some(standard) = cx.library.edition(left.standard, edition) else { continue };
        if left.is_whole() {
            findings.list.extend(whole(cx, &left, standard.left_out_whole_for()));
            continue;
        }
        let name = format!("{}:{}", left.standard, left.clause);
        let Some(at) = standard.position(left.clause) else {
            let clauses = standard.clauses.iter().map(|clause| &*clause.id);
            let help = match nearest(left.clause, clauses) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("edition `{}` has no such clause", standard.edition),
            };
            findings.add(finding(&left, format!("there is no clause `{name}`"), &help));
            continue;
        };
        let (may, with_law) = (standard.may_be_left_out(at), standard.needs_law(at));
        let (message, help) = match left.how {
            Omitted::NotApplied if may => continue,
            Omitted::Excluded if with_law => continue,
            Omitted::ByRoute if standard.stands_in_place(at) => {
                check_systems(cx, &left, findings);
                continue;
            }
            Omitted::ByRoute => (
                format!("`{name}` stands in the place of no other clause"),
                "remove it".to_string(),
            ),
            Omitted::NotApplied if with_law => (
                format!("`{name}` may be left out only where law permits"),
                "write it under `excluded:`, with the law that permits it".to_string(),
            ),
            Omitted::Excluded if may => (
                format!("`{name}` needs no law to be left out"),
                "write it under `not_applied:`, with the justification".to_string(),
            ),
            _ => (
                format!("the standard does not allow `{name}` to be left out"),
                "remove it".to_string(),
            ),
        };
        findings.add(finding(&left, message, &help));
    }
}

/// Says that a standard is left out whole although it may never be, or for none of the products.
fn whole(cx: &Context<'_>, left: &LeftOut<'_>, may: &[String]) -> Option<Finding> {
    let name = left.standard;
    if may.is_empty() {
        let message = format!("the standard does not allow `{name}` to be left out whole");
        return Some(finding(left, message, "name the clauses"));
    }
    let products = cx.project.config.tree.get("products").map(Node::entries).unwrap_or_default();
    if products.iter().any(|product| is_qualified_as(&product.value, may)) {
        return None;
    }
    let may = may.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(" or ");
    let message = format!("`{name}` may be left out whole only for a product that is {may}");
    Some(finding(left, message, "name the clauses, or correct the `qualification` of the product"))
}

fn check_systems(cx: &Context<'_>, left: &LeftOut<'_>, findings: &mut Findings) {
    let is_system = |record: &Record| {
        record.kind.name == "software-item" && record.word(&["type"]) == Some("system")
    };
    for (id, span) in left.systems() {
        if !cx.project.record(id).is_some_and(is_system) {
            let message = format!("`{id}` is no software system");
            let at = LeftOut { span, ..*left };
            findings.add(finding(&at, message, "name software items of type `system`"));
        }
    }
}

fn finding(left: &LeftOut<'_>, message: String, help: &str) -> Finding {
    Finding::at(left.span, message).help(help).about(format!("{PROJECT_FILE}#standards"))
}
