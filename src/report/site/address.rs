//! Where the pages of records lie: the id is the name of the file.

use crate::model::Project;
use std::collections::{BTreeMap, BTreeSet};

/// The addresses of record pages, below the folder of a language.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// Ids that differ from an earlier one in case only: some file systems would take them for one.
    renamed: BTreeMap<String, String>,
}

impl Addresses {
    pub(super) fn of(project: &Project) -> Self {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut renamed = BTreeMap::new();
        for (index, record) in project.records.iter().enumerate() {
            let id = record.id.to_string();
            if !super::is_first(project, index) || taken.insert(id.to_lowercase()) {
                continue;
            }
            let is_free = |name: &String| !taken.contains(&name.to_lowercase());
            let name = (2..).map(|n| format!("{id}~{n}")).find(is_free).unwrap_or_default();
            taken.insert(name.to_lowercase());
            renamed.insert(id, name);
        }
        Self { renamed }
    }

    /// Returns the address of a record's page. Ids are letters, digits, `.`, `_` and `-` only.
    pub fn record(&self, id: &str) -> String {
        let name = self.renamed.get(id).map_or(id, String::as_str);
        format!("record/{name}.html")
    }
}

/// Returns the address of the list of a kind's records.
pub(super) fn kind(kind: &str) -> String {
    format!("kind/{kind}.html")
}

/// Returns the address of a rule's findings.
pub(super) fn rule(code: &str) -> String {
    format!("rule/{code}.html")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixture::project_of;

    #[test]
    fn ids_that_differ_in_case_have_files_that_differ_in_more() {
        let project = project_of(&[(
            "records/a.yaml",
            "- {id: NEED-a, title: a}\n- {id: NEED-A, title: b}\n- {id: NEED-1, title: c}\n",
        )]);
        let addresses = Addresses::of(&project);
        let mut names = ["NEED-a", "NEED-A", "NEED-1"].map(|id| addresses.record(id));
        names.sort();
        assert_eq!(names, ["record/NEED-1.html", "record/NEED-A.html", "record/NEED-a~2.html"]);
    }
}
