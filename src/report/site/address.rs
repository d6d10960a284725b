//! Where the pages of records and sections lie: what names them is the name of the file.

use super::section::{setting_target, settings};
use crate::config::sha256_of;
use crate::model::Project;
use std::collections::{BTreeMap, BTreeSet};

/// The addresses of record pages, below the folder of a language.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// Ids that differ from an earlier one in case only: some file systems would take them for one.
    renamed: BTreeMap<String, String>,
    /// Sections of documents and of the project file, as links write them, with their addresses.
    sections: BTreeMap<String, String>,
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
        Self { renamed, sections: sections(project) }
    }

    /// Returns the address of the page of a record, by its id, or of a section, as links write it.
    pub fn page(&self, target: &str) -> String {
        self.section(target).map_or_else(|| self.record(target), str::to_string)
    }

    /// Returns the address of a section of a document or of the project file; none for what has no page.
    pub fn section(&self, target: &str) -> Option<&str> {
        // Most of what is asked for is a record, and no id holds any of these.
        let may_be = target.bytes().any(|byte| matches!(byte, b':' | b'#'));
        may_be.then(|| self.sections.get(target))?.map(String::as_str)
    }

    /// Returns the address of a record's page. Ids are letters, digits, `.`, `_` and `-` only.
    pub(super) fn record(&self, id: &str) -> String {
        let name = self.renamed.get(id).map_or(id, String::as_str);
        format!("record/{name}.html")
    }
}

fn sections(project: &Project) -> BTreeMap<String, String> {
    let narrative = project.sections.iter().map(|section| {
        let name = match &*section.anchor {
            "" => file_name(&section.document),
            anchor => format!("{}_{}", file_name(&section.document), file_name(anchor)),
        };
        (section.target(), format!("section/{name}.html"))
    });
    let entries = project.config.tree.entries();
    let setting = settings(project).into_iter().map(|index| {
        let name = file_name(&entries[index].key.text);
        (setting_target(&entries[index]), format!("setting/{name}.html"))
    });
    narrative.chain(setting).collect()
}

/// A file system may take no more; with the document before it, and the mark of a digest.
const LONGEST_NAME: usize = 90;

/// Returns the name of a file for a text of any signs, another one for every text, also where a file
/// system does not tell capitals from small letters.
pub(super) fn file_name(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.()".contains(c);
    let written = |c: char| match is_plain(c) {
        true => c.to_string(),
        false => format!("~{:x}", u32::from(c)),
    };
    let name: String = text.chars().map(written).collect();
    match name.get(..LONGEST_NAME) {
        Some(start) => format!("{start}~~{}", &sha256_of(text.as_bytes())[..16]),
        None => name,
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

    #[test]
    fn every_text_has_a_file_of_its_own_that_any_file_system_takes() {
        let long = ["a".repeat(10_000), format!("{}b", "a".repeat(9_999)), "å".repeat(300)];
        let texts = ["warnings", "Warnings", "a/b", "a_b", "../x", "<b>", "a~2fb"];
        let texts = texts.into_iter().map(str::to_string).chain(long);
        let names: Vec<String> = texts.map(|text| file_name(&text)).collect();
        let unique: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(unique.len(), names.len(), "{names:?}");
        assert!(names.iter().all(|name| name.len() < 120 && !name.contains(['/', '<'])));
    }
}
