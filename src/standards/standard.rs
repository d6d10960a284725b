//! `standard.yaml` and `clauses.yaml` → one edition of a standard with its clauses.

use super::fields::{CLAUSE, STANDARD};
use super::mapping::{Entry, words};
use super::need::Need;
use super::{ClauseKey, Condition, Confidence, Wording};
use crate::descriptor::Form;
use crate::diagnostic::Problem;
use crate::source::Span;
use crate::yaml::{Node, Value};
use std::collections::HashMap;

/// One edition of a standard or regulation.
#[derive(Debug)]
pub struct Standard {
    pub id: String,
    /// Short designation, as it is shown.
    pub name: String,
    pub edition: String,
    /// Folder of the edition.
    pub folder: String,
    pub title: Wording,
    /// What the data does not replace.
    pub notice: Wording,
    pub confidence: Confidence,
    /// Projects that it applies to without being named; none where it must be named.
    pub applies_when: Option<Condition>,
    pub omission: Omission,
    /// Places of routes, each with those of the clauses that it stands in the place of.
    in_place_of: Vec<(usize, Vec<usize>)>,
    /// Safety classes, rising; empty where the standard has none.
    pub classes: Vec<String>,
    pub sources: Vec<String>,
    /// What the checklist of requirements shows of it.
    pub checklist: Option<Part>,
    /// What the index of the technical documentation shows of it.
    pub index: Option<Part>,
    pub clauses: Vec<Clause>,
    pub is_shipped: bool,
    places: HashMap<String, usize>,
}

/// A part of a standard that a document beside the matrix shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    clauses: Vec<String>,
    /// What applies, and why; empty where that is plain.
    pub note: Wording,
}

/// What a project may leave out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Omission {
    clauses: Vec<String>,
    needs_law: Vec<String>,
    /// What a product is in law for which the whole may be left out.
    whole_for: Vec<String>,
}

/// What a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClauseKind {
    Requirement,
    /// A route that a project may take.
    Option,
    Heading,
    Informative,
    Guidance,
    /// A number that the edition no longer uses.
    NotUsed,
}

impl ClauseKind {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "requirement" => ClauseKind::Requirement,
            "option" => ClauseKind::Option,
            "heading" => ClauseKind::Heading,
            "informative" => ClauseKind::Informative,
            "guidance" => ClauseKind::Guidance,
            "not-used" => ClauseKind::NotUsed,
            _ => return None,
        })
    }

    /// Returns whether it is asked for only where a route is taken.
    pub fn is_route(self) -> bool {
        self == ClauseKind::Option
    }

    /// Returns whether something is to be shown.
    pub fn demands(self) -> bool {
        matches!(self, ClauseKind::Requirement | ClauseKind::Option)
    }
}

/// One clause, in our own words.
#[derive(Debug)]
pub struct Clause {
    pub id: String,
    pub title: Wording,
    pub kind: ClauseKind,
    pub demands: Wording,
    pub note: Wording,
    /// Safety classes to which it applies, where the standard has classes.
    pub classes: Vec<String>,
    pub applies_when: Condition,
    pub confidence: Confidence,
    /// Whether the rule was seen, is taken over from a similar one, or is not known.
    pub basis: Option<String>,
    /// How it is cited, where that is not its number.
    pub cited: Option<String>,
    /// Whether it normally concerns software alone, as in `no` or `usually-not-applicable`: our
    /// judgement, which decides nothing.
    pub suggestion: Option<String>,
    /// What the clause itself asks to be in writing, as in `record`.
    pub documented: Vec<String>,
    /// Place in [`Standard::clauses`] of the clause above it.
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    /// What shows that it is met; empty where nothing is mapped.
    pub needs: Vec<Need>,
    /// How many of the needs, the last ones, the project has added.
    pub n_own: usize,
}

impl Clause {
    /// Returns the keys of the questions that a person is asked.
    pub fn questions(&self) -> Vec<&str> {
        self.needs.iter().flat_map(|need| need.of.questions()).collect()
    }

    /// Returns the needs that came with the clause, which what a project adds cannot stand in for.
    pub fn deciding(&self) -> &[Need] {
        &self.needs[..self.needs.len() - self.n_own]
    }
}

impl Standard {
    /// Returns the place of a clause.
    pub fn position(&self, clause: &str) -> Option<usize> {
        self.places.get(clause).copied()
    }

    /// Returns a clause.
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.position(id).map(|at| &self.clauses[at])
    }

    /// Returns the name of a clause.
    pub fn key(&self, at: usize) -> ClauseKey<'_> {
        ClauseKey { standard: &self.id, clause: &self.clauses[at].id }
    }

    /// Returns whether a clause is in a part.
    pub fn is_in(&self, at: usize, part: &Part) -> bool {
        self.is_under(at, &part.clauses)
    }

    /// Returns the route that can stand in the place of a clause.
    pub fn route_in_place_of(&self, at: usize) -> Option<usize> {
        let above = self.above(at);
        let holds = |replaced: &[usize]| replaced.iter().any(|one| above.contains(one));
        self.in_place_of.iter().find(|(_, replaced)| holds(replaced)).map(|(route, _)| *route)
    }

    /// Returns whether a clause is a route that can stand in the place of others.
    pub fn stands_in_place(&self, at: usize) -> bool {
        self.in_place_of.iter().any(|(route, _)| *route == at)
    }

    /// Returns the places of a clause and of those above it, from the inside out.
    pub fn above(&self, at: usize) -> Vec<usize> {
        let parent = |at: &usize| self.clauses[*at].parent;
        std::iter::successors(Some(at), parent).collect()
    }

    /// Returns the places of a clause and of all those below it.
    pub fn below(&self, at: usize) -> Vec<usize> {
        let mut found = vec![at];
        let mut next = 0;
        while let Some(at) = found.get(next) {
            found.extend(&self.clauses[*at].children);
            next += 1;
        }
        found
    }

    /// Returns whether a clause and those below it demand something only where a route is taken.
    pub fn is_route(&self, at: usize) -> bool {
        let below = self.below(at);
        let mut demanding = below.iter().filter(|at| self.clauses[**at].kind.demands()).peekable();
        demanding.peek().is_some() && demanding.all(|at| self.clauses[*at].kind.is_route())
    }

    /// Returns whether a clause may be declared not applied with a justification.
    pub fn may_be_left_out(&self, at: usize) -> bool {
        // A route is not taken without any reason, so that one with a reason is right too.
        self.is_route(at) || self.is_under(at, &self.omission.clauses) && !self.needs_law(at)
    }

    /// Returns whether a clause may be left out only where law permits.
    pub fn needs_law(&self, at: usize) -> bool {
        self.is_under(at, &self.omission.needs_law)
    }

    /// Returns what a product has to be in law so that a project may leave the whole out for it.
    pub fn left_out_whole_for(&self) -> &[String] {
        &self.omission.whole_for
    }

    fn is_under(&self, at: usize, clauses: &[String]) -> bool {
        let is_named = |at: usize| clauses.contains(&self.clauses[at].id);
        clauses.iter().any(|clause| clause == ALL) || self.above(at).into_iter().any(is_named)
    }

    /// Adds what shows clauses; returns the entries for clauses that do not exist or stand twice.
    pub(super) fn map(&mut self, entries: Vec<Entry>, is_own: bool) -> Vec<(Entry, Refused)> {
        let mut refused = Vec::new();
        for entry in entries {
            let Some(at) = self.position(&entry.clause) else {
                refused.push((entry, Refused::Unknown));
                continue;
            };
            let clause = &mut self.clauses[at];
            if !clause.kind.demands() {
                refused.push((entry, Refused::DemandsNothing));
            } else if !is_own && !clause.needs.is_empty() {
                refused.push((entry, Refused::Twice));
            } else if let Some(taken) = asked_twice(&clause.needs, &entry.needs) {
                refused.push((entry, Refused::Question(taken)));
            } else {
                clause.n_own += if is_own { entry.needs.len() } else { 0 };
                clause.needs.extend(entry.needs);
            }
        }
        refused
    }
}

/// Returns a question that both ask under one key.
fn asked_twice(known: &[Need], added: &[Need]) -> Option<String> {
    let known: Vec<&str> = known.iter().flat_map(|need| need.of.questions()).collect();
    let mut added = added.iter().flat_map(|need| need.of.questions());
    added.find(|key| known.contains(key)).map(str::to_string)
}

/// Why an entry of a mapping is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refused {
    Unknown,
    Twice,
    /// The clause has another question of that key.
    Question(String),
    DemandsNothing,
}

/// The word for every clause of a standard.
pub const ALL: &str = "all";

/// Returns the folder of an edition: lower case, and every run of other characters than letters and
/// digits as one hyphen.
pub(super) fn folder_of(edition: &str) -> String {
    let parts = edition.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}

/// Reads one edition; what cannot be read takes the value that is least sure and demands most.
pub(super) fn read(
    form: &mut Form<'_>,
    (id, folder): (&str, &str),
    head: &Node,
    clauses: &Node,
) -> Standard {
    form.group(head, STANDARD, head.span);
    check_name(form, head, "id", id, |own| own.to_string());
    check_name(form, head, "edition", folder, folder_of);
    let text = |name: &str, or: &str| head.get(name).and_then(Node::text).unwrap_or(or).to_string();
    let classes = words(head.get("classes"));
    let clauses = read_clauses(form, clauses, &classes);
    let places = clauses.iter().enumerate().map(|(at, clause)| (clause.id.clone(), at)).collect();
    let omission = head.get("not_applied");
    let omitted = |name: &str| words(omission.and_then(|node| node.get(name)));
    let mut standard = Standard {
        id: id.to_string(),
        name: text("name", id),
        edition: text("edition", folder),
        folder: folder.to_string(),
        title: Wording::of(head.get("title")),
        notice: Wording::of(head.get("notice")),
        confidence: confidence_of(head),
        applies_when: head.get("applies_when").map(Condition::of),
        omission: Omission {
            clauses: omitted("clauses"),
            needs_law: omitted("needs_law"),
            whole_for: omitted("whole_for"),
        },
        in_place_of: Vec::new(),
        classes,
        sources: words(head.get("sources")),
        checklist: head.get("checklist").map(part_of),
        index: head.get("index").map(part_of),
        clauses,
        is_shipped: false,
        places,
    };
    for (group, names) in [
        (omission, &["clauses", "needs_law"][..]),
        (head.get("checklist"), &["clauses"][..]),
        (head.get("index"), &["clauses"][..]),
    ] {
        check_names(form, group, names, &standard);
    }
    standard.in_place_of = read_routes(form, head, &standard);
    standard
}

fn confidence_of(node: &Node) -> Confidence {
    let word = node.get("confidence").and_then(Node::text);
    word.and_then(Confidence::from_word).unwrap_or(Confidence::Low)
}

fn check_name(
    form: &mut Form<'_>,
    head: &Node,
    field: &str,
    folder: &str,
    as_folder: fn(&str) -> String,
) {
    let Some(node) = head.get(field) else { return };
    let Some(own) = node.text().filter(|own| as_folder(own) != folder) else { return };
    let message = format!("`{field}` says `{own}`, and the folder is `{folder}`");
    let help = format!("rename the folder to `{}`, or mend `{field}`", as_folder(own));
    form.report(Problem::new(form.kinds.wrong, node.span, message).help(help));
}

fn part_of(node: &Node) -> Part {
    Part { clauses: words(node.get("clauses")), note: Wording::of(node.get("note")) }
}

/// Reports clauses that lists of a group name and that do not exist.
fn check_names(form: &mut Form<'_>, group: Option<&Node>, names: &[&str], standard: &Standard) {
    let lists = names.iter().filter_map(|name| group?.get(name));
    for node in lists.flat_map(Node::one_or_many) {
        let Some(name) = node.text().filter(|name| *name != ALL) else { continue };
        if standard.position(name).is_none() {
            let message = format!("unknown clause `{name}`");
            let help = "name a clause of `clauses.yaml`";
            form.report(Problem::new(form.kinds.wrong, node.span, message).help(help));
        }
    }
}

/// Reads which routes stand in the place of which clauses.
fn read_routes(form: &mut Form<'_>, head: &Node, standard: &Standard) -> Vec<(usize, Vec<usize>)> {
    let mut place_of = |name: &str, span: Span| {
        let place = standard.position(name);
        if place.is_none() {
            let problem = Problem::new(form.kinds.wrong, span, format!("unknown clause `{name}`"));
            form.report(problem.help("name a clause of `clauses.yaml`"));
        }
        place
    };
    let mut routes = Vec::new();
    for entry in head.get("in_place_of").map(Node::entries).unwrap_or_default() {
        let route = place_of(&entry.key.text, entry.key.span);
        let named = entry.value.one_or_many().iter();
        let replaced: Vec<usize> =
            named.filter_map(|node| place_of(node.text()?, node.span)).collect();
        routes.extend(route.map(|route| (route, replaced)));
    }
    routes
}

fn read_clauses(form: &mut Form<'_>, document: &Node, classes: &[String]) -> Vec<Clause> {
    let Value::List(items) = &document.value else {
        let problem = Problem::new(form.kinds.wrong, document.span, "expected a list of clauses");
        form.report(problem.help("write `- {id: …, title: …}` entries"));
        return Vec::new();
    };
    let mut clauses: Vec<Clause> = Vec::with_capacity(items.len());
    let mut places: HashMap<String, (usize, Span)> = HashMap::with_capacity(items.len());
    for node in items {
        form.group(node, CLAUSE, node.span);
        let Some(mut clause) = read_clause(node) else { continue };
        let span = node.get("id").map_or(node.span, |id| id.span);
        let mut wrong = |message: String, help: &str| {
            form.report(Problem::new(form.kinds.wrong, span, message).help(help));
        };
        if let Some(parent) = parent_of(&clause.id) {
            clause.parent = places.get(parent).map(|(at, _)| *at);
            if clause.parent.is_none() {
                let message = format!("the clause above `{}` does not stand before it", clause.id);
                wrong(message, &format!("add a clause `{parent}`"));
            }
        }
        if places.contains_key(&clause.id) {
            wrong(format!("`{}` stands twice", clause.id), "number each clause once");
            continue;
        }
        let is_not_used = clause.kind == ClauseKind::NotUsed;
        if !classes.is_empty() && clause.classes.is_empty() != is_not_used {
            let help = "every clause that is used names its classes";
            wrong(format!("the classes of `{}` are not right", clause.id), help);
        }
        if let Some(class) = clause.classes.iter().find(|class| !classes.contains(class)) {
            let help = "`classes` of standard.yaml names them all";
            wrong(format!("the standard has no class `{class}`"), help);
        }
        let at = clauses.len();
        places.insert(clause.id.clone(), (at, span));
        if let Some(parent) = clause.parent {
            clauses[parent].children.push(at);
        }
        clauses.push(clause);
    }
    clauses
}

fn read_clause(node: &Node) -> Option<Clause> {
    Some(Clause {
        id: node.get("id")?.text()?.to_string(),
        title: Wording::of(node.get("title")),
        kind: node
            .get("kind")
            .and_then(Node::text)
            .and_then(ClauseKind::from_word)
            .unwrap_or(ClauseKind::Requirement),
        demands: Wording::of(node.get("demands")),
        note: Wording::of(node.get("note")),
        classes: words(node.get("classes")),
        applies_when: node.get("applies_when").map(Condition::of).unwrap_or_default(),
        confidence: confidence_of(node),
        basis: node.get("basis").and_then(Node::text).map(str::to_string),
        cited: node.get("ref").and_then(Node::text).map(str::to_string),
        suggestion: suggestion_of(node).map(str::to_string),
        documented: words(node.get("documented")),
        parent: None,
        children: Vec::new(),
        needs: Vec::new(),
        n_own: 0,
    })
}

/// Returns what is usual for software alone, whichever field says it.
fn suggestion_of(node: &Node) -> Option<&str> {
    node.get("suggestion").or(node.get("software_only")).and_then(Node::text)
}

/// Returns the number of the clause above one: `5.2` of `5.2.1`, `3` of `3(a)`, none of `5`.
fn parent_of(id: &str) -> Option<&str> {
    let end = if id.ends_with(')') { id.rfind('(') } else { id.rfind('.') };
    end.map(|end| &id[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clause_above_follows_from_the_number() {
        let table = [
            ("5", None),
            ("5.2.1", Some("5.2")),
            ("3(a)", Some("3")),
            ("10.4.1(b)", Some("10.4.1")),
            ("II.1.1.a", Some("II.1.1")),
            ("C.2", Some("C")),
        ];
        for (id, expected) in table {
            assert_eq!(parent_of(id), expected, "{id}");
        }
    }

    #[test]
    fn an_edition_has_one_folder() {
        let table =
            [("2006+A1:2015", "2006-a1-2015"), ("2016", "2016"), ("(EU) 2017/745", "eu-2017-745")];
        for (edition, folder) in table {
            assert_eq!(folder_of(edition), folder);
        }
    }
}
