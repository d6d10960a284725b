//! The data under `standards/`, as it lies on the disk: everything that it names exists.

use crate::harness::{Case, Done, known_names};
use std::collections::BTreeMap;
use std::path::Path;
use techfile::source::Sources;
use techfile::standards::{ClauseKind, Library, NeedOf, Standard, Wording, profiles, read_files};

/// Returns one case for each thing that must hold of the data.
pub fn cases() -> Vec<Case> {
    let rules: &[(&str, fn(&Data) -> Vec<String>)] = &[
        ("every_name_is_known", |data| data.problems.clone()),
        ("every_demand_is_mapped", unmapped),
        ("texts_are_short_and_our_own", long_texts),
        ("every_edition_says_what_it_does_not_replace", notices),
        ("safety_classes_are_those_of_the_table", safety_classes),
    ];
    let case = |(name, rule): &(&'static str, fn(&Data) -> Vec<String>)| {
        let rule = *rule;
        Case::new("standards", "data", *name, move || match rule(&Data::read()) {
            faults if faults.is_empty() => Ok(Done::Passed),
            faults => Err(faults.join("\n")),
        })
    };
    rules.iter().map(case).collect()
}

struct Data {
    library: Library,
    /// What is wrong, a line each.
    problems: Vec<String>,
}

impl Data {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("standards");
        let mut files = BTreeMap::new();
        collect(&root, "standards", &mut files);
        let known = known_names(&profiles().expect("the profiles can be read"));
        let (library, sources, problems) =
            read_files(files.into_iter().collect(), &known).expect("the documents can be read");
        let line = |problem: &techfile::diagnostic::Problem| line(&sources, problem);
        Self { library, problems: problems.iter().map(line).collect() }
    }
}

fn line(sources: &Sources, problem: &techfile::diagnostic::Problem) -> String {
    let help = problem.help.as_deref().unwrap_or_default();
    format!("{}: {}; {help}", sources.place(problem.span), problem.message)
}

fn collect(folder: &Path, path: &str, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let entry = entry.expect("the folder can be read");
        let path = format!("{path}/{}", entry.file_name().to_string_lossy());
        match entry.path() {
            inner if inner.is_dir() => collect(&inner, &path, files),
            file => {
                files.insert(path, std::fs::read_to_string(file).expect("a text"));
            }
        }
    }
}

fn unmapped(data: &Data) -> Vec<String> {
    let mut faults = Vec::new();
    for standard in &data.library.standards {
        let demanding = standard.clauses.iter().filter(|clause| clause.kind.demands());
        for clause in demanding {
            let place = format!("{} {}", standard.id, clause.id);
            if clause.needs.is_empty() {
                faults.push(format!("{place}: no mapping says what shows it"));
            }
        }
    }
    faults
}

/// More than this looks like a copy of somebody else's text.
const LONGEST_TITLE: usize = 140;
const LONGEST_DEMAND: usize = 600;
const LONGEST_SENTENCE: usize = 60;
const LONGEST_QUOTE: usize = 8;

fn long_texts(data: &Data) -> Vec<String> {
    let mut faults = Vec::new();
    for standard in &data.library.standards {
        let mut check = |clause: &str, field: &str, wording: &Wording, longest: usize| {
            for (language, text) in wording.texts() {
                let fault = fault_of(text, longest);
                let place = format!("{} {clause}, {field} in {language}", standard.id);
                faults.extend(fault.map(|fault| format!("{place}: {fault}")));
            }
        };
        for clause in &standard.clauses {
            check(&clause.id, "title", &clause.title, LONGEST_TITLE);
            check(&clause.id, "demands", &clause.demands, LONGEST_DEMAND);
            check(&clause.id, "note", &clause.note, LONGEST_DEMAND);
            for need in &clause.needs {
                check(&clause.id, "why", &need.why, LONGEST_DEMAND);
                if let NeedOf::Judged(question) = &need.of {
                    check(&clause.id, "judged", question, LONGEST_DEMAND);
                }
            }
        }
    }
    faults
}

fn fault_of(text: &str, longest: usize) -> Option<String> {
    let n_words = |text: &str| text.split_whitespace().count();
    if text.chars().count() > longest {
        return Some(format!("longer than {longest} characters"));
    }
    let sentence = text.split(['.', '?', '!', ';', ':']).find(|s| n_words(s) > LONGEST_SENTENCE);
    if sentence.is_some() {
        return Some(format!("a sentence of more than {LONGEST_SENTENCE} words"));
    }
    let parts: Vec<&str> = text.split(['"', '“', '”', '«', '»']).collect();
    let quoted = parts.iter().skip(1).step_by(2).take(parts.len() / 2);
    let is_long = quoted.into_iter().any(|quote| n_words(quote) > LONGEST_QUOTE);
    is_long.then(|| format!("a quotation of more than {LONGEST_QUOTE} words"))
}

fn notices(data: &Data) -> Vec<String> {
    let is_silent = |standard: &&Standard| {
        ["en", "sv"].iter().any(|language| {
            standard.notice.get(language).is_none_or(|(found, _)| found != *language)
        })
    };
    let silent = data.library.standards.iter().filter(is_silent);
    silent.map(|standard| format!("{}: no notice in both languages", standard.id)).collect()
}

/// Safety classes of IEC 62304:2006+A1:2015, as the research found them: held against Table A.1, the
/// class tags of the amended text and two public tables. Ranges are in the order of the clauses.
const SAFETY_CLASSES: &[(&str, &[&str])] = &[
    (
        "ABC",
        &[
            "4.1-5.1.3",
            "5.1.6-5.1.9",
            "5.2.1",
            "5.2.2",
            "5.2.4-5.2.6",
            "5.5.1",
            "5.7.1-5.8.2",
            "5.8.4",
            "5.8.7-6.3.2",
            "7.4.1",
            "8.1.1-9.8",
        ],
    ),
    (
        "BC",
        &[
            "5.1.5",
            "5.1.10-5.1.12",
            "5.2.3",
            "5.3.1-5.3.4",
            "5.3.6",
            "5.4.1",
            "5.5.2",
            "5.5.3",
            "5.5.5-5.6.8",
            "5.8.3",
            "5.8.5",
            "5.8.6",
            "7.1.1-7.3.3",
            "7.4.2",
            "7.4.3",
        ],
    ),
    ("C", &["5.1.4", "5.3.5", "5.4.2-5.4.4", "5.5.4"]),
    ("", &["7.1.5", "7.3.2"]),
];

/// The standard and edition that the table is of.
const SAFETY_CLASS_TABLE: (&str, &str) = ("iec-62304", "2006+A1:2015");

fn safety_classes(data: &Data) -> Vec<String> {
    let (id, edition) = SAFETY_CLASS_TABLE;
    let Some(standard) = data.library.edition(id, Some(edition)) else {
        return Vec::new();
    };
    let place = |clause: &str| standard.position(clause);
    let mut faults = Vec::new();
    let mut wanted: BTreeMap<usize, &str> = BTreeMap::new();
    // Single numbers stand inside some ranges; what names one clause alone is the more exact.
    for is_range in [true, false] {
        for (classes, ranges) in SAFETY_CLASSES {
            for range in ranges.iter().filter(|range| range.contains('-') == is_range) {
                let (first, last) = range.split_once('-').unwrap_or((range, range));
                match (place(first), place(last)) {
                    (Some(first), Some(last)) => {
                        wanted.extend((first..=last).map(|at| (at, *classes)));
                    }
                    _ => faults.push(format!("{id} has no `{range}`")),
                }
            }
        }
    }
    for (at, clause) in standard.clauses.iter().enumerate() {
        let is_used = matches!(clause.kind, ClauseKind::Requirement | ClauseKind::Option);
        match wanted.get(&at) {
            Some(classes) if is_used || clause.kind == ClauseKind::NotUsed => {
                if clause.classes.concat() != **classes {
                    let found = clause.classes.concat();
                    faults.push(format!("{}: `{found}` instead of `{classes}`", clause.id));
                }
            }
            None if is_used => faults.push(format!("{}: not in the table", clause.id)),
            _ => {}
        }
    }
    faults
}
