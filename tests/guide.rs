//! The guide tells what the program does today: its generated pages are fresh, and every command line
//! of the README and of the guide is run and its output compared (`guide/page.rs` has the convention).

mod declared;
mod page;
mod schema;
mod walk;

use crate::harness::{Case, Done, expect, folder::names_in, say};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use walk::{Fault, walk, walked};

/// Returns one case for each generated page, and one for each page that people write.
pub fn cases() -> Vec<Case> {
    let fresh = |(name, content): (&'static str, String)| {
        Case::new("guide", "reference", name, move || is_fresh(name, &content))
    };
    let case = |name: &str, run: fn() -> Result<(), String>| {
        Case::new("guide", "formats", name, move || run().map(|()| Done::Passed))
    };
    let is_page = |name: &String| name.ends_with(".md");
    let pages = names_in(&guide()).into_iter().filter(is_page).chain(["../../README.md".into()]);
    let followed = |name: String| {
        let shown = name.replace("../../", "root-");
        Case::new("guide", "pages", shown, move || follow(&name))
    };
    let mut cases: Vec<Case> = techfile::cli::reference_pages()
        .expect("the standards can be read")
        .into_iter()
        .map(fresh)
        .collect();
    cases.extend(pages.map(followed));
    cases.push(Case::new("guide", "pages", "a_wrong_page_fails", wrong_pages));
    cases.push(Case::new("guide", "pages", "a_tag_has_one_id_on_all_pages", || {
        one_id_a_tag(&example_pages()?).map(|()| Done::Passed)
    }));
    cases.push(Case::new("guide", "book", "is_built_and_every_link_leads_somewhere", book));
    cases.push(case("pages_and_schemas_are_fresh", formats_are_fresh));
    cases.push(case("every_format_is_described", schema::all_are_described));
    cases.push(case("recorded_json_fits_its_schema", schema::recorded_json_fits));
    cases
}

fn guide() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs-src/guide")
}

fn is_fresh(name: &str, content: &str) -> Result<Done, String> {
    expect::recorded(&guide().join("reference").join(name), content).map(|()| Done::Passed)
}

fn formats_are_fresh() -> Result<(), String> {
    let folder = guide().join("reference");
    let pages = schema::pages()?;
    let stray = |name: &String| !pages.iter().any(|(path, _)| *path == format!("schemas/{name}"));
    if let Some(name) = names_in(&folder.join("schemas")).into_iter().find(stray) {
        return Err(format!("schemas/{name}: nothing writes it"));
    }
    pages.iter().try_for_each(|(path, content)| expect::recorded(&folder.join(path), content))
}

/// Builds the guide the way `.ci/run` does, and looks into what was written.
fn book() -> Result<Done, String> {
    let folder = tempfile::tempdir().map_err(|cause| cause.to_string())?;
    let guide = guide().display().to_string();
    let mut arguments = vec!["guide", &guide, "out"];
    arguments.extend(cfg!(not(feature = "pdf")).then_some("--no-pdf"));
    let said = say(&arguments, folder.path());
    if said.exit != 0 {
        return Err(said.err);
    }
    let page = |name: &str| fs::read_to_string(folder.path().join("out").join(name));
    let rules = page("reference/rules.html").map_err(|cause| cause.to_string())?;
    let first = page("first-project.html").map_err(|cause| cause.to_string())?;
    let holds = [
        (
            rules.contains("id=\"rsk001-unmitigated-risk\""),
            "the page of rules has a place for each rule",
        ),
        (first.contains("href=\"reference/kinds.html\""), "links lead from page to page"),
        (!first.contains("guide: from="), "comments are not for readers"),
        (said.out.contains(".pdf") || cfg!(not(feature = "pdf")), "there is a PDF"),
    ];
    match holds.iter().find(|(holds, _)| !holds) {
        Some((_, what)) => Err(format!("it does not hold that {what}")),
        None => Ok(Done::Passed),
    }
}

fn read(name: &str) -> Result<String, String> {
    fs::read_to_string(guide().join(name)).map_err(|cause| format!("{name}: {cause}"))
}

/// Does what a page says; with `BLESS=1` writes what was printed into it.
fn follow(name: &str) -> Result<Done, String> {
    if cfg!(not(feature = "pdf")) {
        return Ok(Done::Skipped("NOT RUN: this build writes no PDF".to_string()));
    }
    let page = read(name)?;
    let walked = walked(name, &read)?;
    let accepts = std::env::var_os("BLESS").is_some();
    if accepts && walked.page != page {
        fs::write(guide().join(name), &walked.page).map_err(|cause| cause.to_string())?;
    }
    let stays = |fault: &&Fault| !(accepts && fault.is_mended);
    let faults: Vec<&str> = walked.faults.iter().filter(stays).map(|fault| &*fault.text).collect();
    if faults.is_empty() {
        return Ok(Done::Passed);
    }
    let hint =
        "if the new text is right, accept it with `BLESS=1 cargo test --test suite -- guide`";
    Err(format!("{}\n{hint}", faults.join("\n\n")))
}

/// Returns the pages that begin with the example, by name: they show one repository.
fn example_pages() -> Result<Vec<(String, String)>, String> {
    let names = names_in(&guide()).into_iter().filter(|name| name.ends_with(".md"));
    let pages = names.map(|name| read(&name).map(|page| (name, page)));
    let is_of_example = |(_, page): &(String, String)| page.starts_with("<!-- guide: from=example");
    Ok(pages.collect::<Result<Vec<_>, _>>()?.into_iter().filter(is_of_example).collect())
}

/// A reader who compares two pages must not find that a tag, or the newest commit, is two commits.
fn one_id_a_tag(pages: &[(String, String)]) -> Result<(), String> {
    let mut known: BTreeMap<String, (String, &str)> = BTreeMap::new();
    for (name, page) in pages {
        for (tag, id) in page.lines().flat_map(ids_of_tags) {
            let (first, on) = known.entry(tag.clone()).or_insert_with(|| (id.clone(), name));
            if *first != id {
                return Err(format!(
                    "`{tag}` is {first} on {on} and {id} on {name}: write one of them everywhere"
                ));
            }
        }
    }
    Ok(())
}

/// Returns the names and ids of a line, as in `v1.0 at 0123456789`, `v1.0 (0123456789, …)`,
/// `0123456789, v1.0` and `work tree of main at 0123456789`.
fn ids_of_tags(line: &str) -> Vec<(String, String)> {
    let trim = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_string();
    let words: Vec<String> = line.split_whitespace().map(trim).filter(|w| w != "at").collect();
    let is_tag = |word: &str| {
        word == "main"
            || word.strip_prefix('v').is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()))
    };
    let is_id = |word: &str| word.len() == 10 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let pair = |pair: &[String]| match pair {
        [tag, id] if is_tag(tag) && is_id(id) => Some((tag.clone(), id.clone())),
        [id, tag] if is_id(id) && is_tag(tag) => Some((tag.clone(), id.clone())),
        _ => None,
    };
    words.windows(2).filter_map(pair).collect()
}

/// Pages with one fault each, and what must be said about it.
const WRONG: [(&str, &str); 9] = [
    ("```console\n$ techfile explain RSK001\nno\n```\n", "prints differs"),
    ("```console exit=1\n$ techfile --version\n…\n```\n", "ends with 0, not 1"),
    ("```console exit=2\n$ techfile check\n```\n", "prints differs"),
    ("```console\n$ rm -r records\n```\n", "no test can run"),
    ("```sh\ntechfile check\n```\n", "nothing runs this"),
    ("```text\n$ techfile check\n```\n", "nothing runs this"),
    ("```yaml\nscript:\n  - techfile chek\n```\n", "`techfile chek` fails"),
    ("Ask `techfile explain RSK999`.\n", "`techfile explain RSK999` fails"),
    ("```yaml file=a.txt\n{file: techfile.yaml, sha256: 00}\n```\n", "it must be"),
];

/// Pages that cannot be read, and why.
const UNREADABLE: [(&str, &str); 4] = [
    ("<!-- not run: no -->\n", "say why"),
    ("```console frist=3\n$ techfile --version\n```\n", "`frist`"),
    ("```console\ntechfile --version\n```\n", "no command"),
    ("```console\n", "not closed"),
];

fn wrong_pages() -> Result<Done, String> {
    for (page, wanted) in WRONG {
        let faults = walk(page, &read)?.faults;
        if !faults.iter().any(|fault| fault.text.contains(wanted)) {
            return Err(format!("`{wanted}` is not said of\n{page}\nbut: {faults:?}"));
        }
    }
    let twice = ["compared with v1.2.0 at 0123456789, which", "a123456789, v1.2.0; as of"]
        .map(|line| (line.to_string(), line.to_string()));
    if one_id_a_tag(&twice).is_ok() {
        return Err("a tag with two ids is not told".to_string());
    }
    for (page, wanted) in UNREADABLE {
        match page::steps(page) {
            Err(fault) if fault.contains(wanted) => {}
            other => return Err(format!("`{wanted}` is not said of\n{page}\nbut: {other:?}")),
        }
    }
    Ok(Done::Passed)
}
