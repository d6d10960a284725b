//! Clauses that records name, and whether they exist in the edition that is followed.

use crate::descriptor::nearest;
use crate::model::{Project, Record};
use crate::source::Span;
use crate::standards::{ClauseKey, LazyLibrary, split_question};
use crate::yaml::Node;

/// A clause, or a question of one, that a record names and that is not there.
#[derive(Debug)]
pub struct UnknownClause<'a> {
    pub record: &'a Record,
    pub name: &'a str,
    pub span: Span,
    /// What is wrong with it, and the way out.
    pub why: String,
    pub help: String,
}

/// Returns the clauses in a field of records that do not exist. Where no record names any, the standards
/// stay unread.
pub fn unknown_clauses<'a>(
    project: &'a Project,
    library: &LazyLibrary,
    field: &str,
) -> Vec<UnknownClause<'a>> {
    let mut found = Vec::new();
    for record in &project.records {
        let named = record.node.get(field).map(Node::one_or_many).unwrap_or_default();
        for (node, name) in named.iter().filter_map(|node| Some((node, node.text()?))) {
            if let Some((why, help)) = fault(project, library, name) {
                found.push(UnknownClause { record, name, span: node.span, why, help });
            }
        }
    }
    found
}

fn fault(project: &Project, library: &LazyLibrary, name: &str) -> Option<(String, String)> {
    let (name, question) = split_question(name);
    let Some(ClauseKey { standard: id, clause }) = ClauseKey::parse(name) else {
        let help = "write it as `<standard>:<clause>`".to_string();
        return Some(("it names no standard".to_string(), help));
    };
    let named = project.config.tree.at(&["standards", id, "edition"]).and_then(Node::text);
    // An edition that is not known is a finding of its own.
    let edition = library.edition(id, named).or(library.edition(id, None));
    let Some(standard) = edition else {
        let help = match library.nearest(id) {
            Some(near) => format!("did you mean `{near}:{clause}`?"),
            None => format!("known standards: {}", library.ids().join(", ")),
        };
        return Some((format!("no standard is called `{id}`"), help));
    };
    if let Some(found) = standard.clause(clause) {
        return question_fault(name, question?, &found.questions());
    }
    let other = library.editions(id).find(|other| other.clause(clause).is_some());
    if let Some(other) = other {
        let why =
            format!("edition `{}` has no such clause, `{}` has", standard.edition, other.edition);
        return Some((why, "name a clause of the edition that the project follows".to_string()));
    }
    let help = match nearest(clause, standard.clauses.iter().map(|clause| &*clause.id)) {
        Some(near) => format!("did you mean `{id}:{near}`?"),
        None => format!("`techfile coverage {id}` lists them"),
    };
    Some((format!("edition `{}` has no such clause", standard.edition), help))
}

fn question_fault(clause: &str, question: &str, known: &[&str]) -> Option<(String, String)> {
    if known.contains(&question) {
        return None;
    }
    let help = match nearest(question, known.iter().copied()) {
        Some(near) => format!("did you mean `{clause}#{near}`?"),
        None if known.is_empty() => "remove it: the clause asks no question".to_string(),
        None => format!("its questions: {}", known.join(", ")),
    };
    Some((format!("the clause asks no question `{question}`"), help))
}
