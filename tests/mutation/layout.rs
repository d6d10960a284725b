//! Changes that mean nothing: layout, order, comments, file names and folders.

use super::Mutant;
use super::base::Base;
use super::tree::{json_of, turned, with_record};
use crate::harness::Files;
use serde_json::Value as Json;
use techfile::model::Record;

/// Returns every change.
pub fn mutants(base: &Base) -> Vec<Mutant<'_>> {
    let records = base.project.records.iter().flat_map(|record| of_record(base, record));
    let files = base.files.keys().flat_map(|path| of_file(base, path));
    records.chain(files).collect()
}

/// A record in another dress, in a file of its own.
fn of_record<'a>(base: &'a Base, record: &'a Record) -> Vec<Mutant<'a>> {
    let dressed = |kind, dress: fn(&Json) -> Json| {
        Mutant::new(kind, format!("{}: {kind}", record.id), "", move || {
            with_record(base, record, Some(&dress(&json_of(&record.node))))
        })
    };
    let text = move || {
        let source = base.project.sources.text(record.span.source);
        let own = &source[record.node.span.range()];
        // Records of a list are indented by the hyphen.
        let is_item = source[..record.node.span.range().start].ends_with("- ");
        own.replace(if is_item { "\n  " } else { "\n" }, "\n")
    };
    let written = |kind, name: fn(&str) -> String, write: fn(String) -> String| {
        Mutant::new(kind, format!("{}: {kind}", record.id), "", move || {
            let mut files = with_record(base, record, None);
            files.insert(name(&record.id), write(text()).into_bytes());
            files
        })
    };
    vec![
        dressed("as JSON", Json::clone),
        dressed("keys in another order", turned),
        dressed("a list of one record", |tree| Json::from(vec![tree.clone()])),
        written("own file", |id| format!("records/{id}.yml"), |text| text),
        written(
            "own folders",
            |id| format!("records/{}/{}/r.yaml", &id[..1], id.to_lowercase()),
            |text| format!("---\n# A comment.\n\n{}\n\n---\n", text.trim_end()),
        ),
    ]
}

fn of_file<'a>(base: &'a Base, path: &'a str) -> Vec<Mutant<'a>> {
    let changed = |kind, name: String, change: fn(String) -> String| {
        Mutant::new(kind, format!("{path}: {kind}"), "", move || {
            let mut files = base.files.clone();
            let content = files.remove(path).expect("the file");
            let text = change(String::from_utf8(content).expect("UTF-8"));
            files.insert(name.clone(), text.into_bytes());
            files
        })
    };
    let same = || path.to_string();
    let comments = |text| format!("# A comment.\n\n{text}\n\n# Another one.\n");
    let lines: fn(String) -> String = |text| text.replace('\n', "\r\n");
    match path.split_once('/') {
        Some(("records", rest)) => {
            let moved = format!("records/moved/{}", rest.replace('/', "-"));
            let renamed = format!("{}.yml", path.trim_end_matches(".yaml"));
            vec![
                changed("comments", same(), comments),
                changed("other line ends", same(), lines),
                changed("lines at the end", same(), |text| text + "\n\n  \n"),
                changed("another folder", moved, |text| text),
                changed("another ending of the name", renamed, |text| text),
                changed("a first line of its own", same(), |text| format!("---\n{text}")),
                backwards(base, path),
            ]
        }
        None if path == "techfile.yaml" => vec![
            changed("comments", same(), comments),
            changed("other line ends", same(), lines),
            Mutant::new("keys in another order", "techfile.yaml: turned", "", || {
                let turned = turned(&json_of(&base.project.config.tree)).to_string();
                let own = [("techfile.yaml".to_string(), turned.into_bytes())];
                base.files.clone().into_iter().chain(own).collect::<Files>()
            }),
        ],
        Some(("docs-src", rest)) => {
            let moved = format!("docs-src/moved/{}", rest.replace('/', "-"));
            vec![
                changed("another folder", moved, |text| text),
                changed("other line ends", same(), lines),
                changed("lines at the end", same(), |text| text + "\n\n"),
            ]
        }
        _ => Vec::new(),
    }
}

/// The records of a file as a list from the last to the first.
fn backwards<'a>(base: &'a Base, path: &'a str) -> Mutant<'a> {
    Mutant::new("records in another order", format!("{path}: backwards"), "", move || {
        let is_inside = |record: &&Record| base.project.sources.path(record.span.source) == path;
        let records = base.project.records.iter().filter(is_inside);
        let mut records: Vec<(u32, Json)> =
            records.map(|record| (record.span.start, json_of(&record.node))).collect();
        records.sort_by_key(|(start, _)| std::cmp::Reverse(*start));
        let records: Json = records.into_iter().map(|(_, tree)| tree).collect();
        let mut files = base.files.clone();
        files.insert(path.to_string(), records.to_string().into_bytes());
        files
    })
}
