//! The data under `standards/`, as it lies on the disk: everything that it names exists.

use crate::harness::{Case, Done, Files, Inputs, at, known_names};
use std::collections::BTreeMap;
use std::path::Path;
use techfile::check::{Context, RULES, check_and_cover};
use techfile::coverage::Asked;
use techfile::diagnostic::ProblemKind;
use techfile::documents::descriptions;
use techfile::graph::TraceGraph;
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
    let mut cases: Vec<Case> = rules.iter().map(case).collect();
    cases.push(Case::new(
        "standards",
        "guide",
        "the_worked_example_works_as_it_stands",
        worked_example,
    ));
    cases
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
                if let NeedOf::Judged { text, .. } = &need.of {
                    check(&clause.id, "judged", text, LONGEST_DEMAND);
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
            Some(classes)
                if (is_used || clause.kind == ClauseKind::NotUsed)
                    && clause.classes.concat() != **classes =>
            {
                let found = clause.classes.concat();
                faults.push(format!("{}: `{found}` instead of `{classes}`", clause.id));
            }
            None if is_used => faults.push(format!("{}: not in the table", clause.id)),
            _ => {}
        }
    }
    faults
}

/// What `docs-src/guide/standards.md` tells to write, in a project that has what the page asks for.
const RECORDS: &str = "\
- {id: NEED-001, title: The nurse sees the dose, source: ward 4}
- {id: REQ-001, title: The dose is shown, level: system, satisfies: [NEED-001]}
- {id: REL-001, title: First, version: \"1\", status: draft}
";

/// Writes the page's files into a project and asks for the states; no Rust is built for it.
fn worked_example() -> Result<Done, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs-src/guide/standards.md")).expect("the page");
    let (written, added) = code_blocks(&page);
    if written.len() != 4 {
        return Err(format!("the page writes {} files instead of 4", written.len()));
    }
    let base = std::fs::read_to_string(at("base/techfile.yaml")).expect("the base");
    let followed = "standards:\n  house-rules: {edition: \"2026\"}\n  iec-62304: {edition: \"2006+A1:2015\"}\n";
    let mut files: Files =
        written.into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
    files.insert("techfile.yaml".to_string(), format!("{base}{followed}{added}").into_bytes());
    files.insert("records/all.yaml".to_string(), RECORDS.as_bytes().to_vec());
    let plain = states(&files)?;
    // Nothing is approved yet, so that nothing counts.
    expect_states(
        &plain,
        &[
            ("house-rules:1.1", "none"),
            ("house-rules:1.2", "none"),
            ("house-rules:2", "to-be-judged"),
        ],
    )?;
    let approved = approved(&files, &["NEED-001", "REQ-001"]);
    let after = states(&approved)?;
    expect_states(
        &after,
        &[
            ("house-rules:1.1", "complete"),
            ("house-rules:1.2", "complete"),
            ("house-rules:2", "to-be-judged"),
        ],
    )?;
    let own_need = after["iec-62304:5.2.1"].1.iter().any(|said| said.contains("`ward-agreement`"));
    own_need
        .then_some(Done::Passed)
        .ok_or("the need that the page adds is not asked for".to_string())
}

fn expect_states(found: &States, wanted: &[(&str, &str)]) -> Result<(), String> {
    for (clause, state) in wanted {
        match found.get(*clause) {
            Some((found, _)) if found == state => {}
            found => return Err(format!("`{clause}` is {found:?} and not `{state}`")),
        }
    }
    Ok(())
}

/// Code blocks of the numbered steps that tell to write a file, with its path; and what they add to the
/// project file.
fn code_blocks(page: &str) -> (Vec<(String, String)>, String) {
    let (mut found, mut added) = (Vec::new(), String::new());
    let mut is_added = false;
    let (mut path, mut block): (Option<String>, Option<String>) = (None, None);
    for line in page.lines() {
        let text = line.strip_prefix("   ").unwrap_or(line);
        match &mut block {
            Some(content) if text.starts_with("```") => {
                let content = std::mem::take(content);
                match is_added {
                    true => added += &content,
                    false => found.extend(path.take().map(|path| (path, content))),
                }
                block = None;
            }
            Some(content) => *content += &format!("{text}\n"),
            None if text.starts_with("```") => {
                is_added = text.ends_with("add=techfile.yaml");
                block = Some(String::new());
            }
            None => {
                let named = line.split("rite `").nth(1).and_then(|rest| rest.split('`').next());
                path = named.filter(|path| path.contains('/')).map(str::to_string).or(path);
            }
        }
    }
    (found, added)
}

/// Clause → its state, and what is said to be missing.
type States = BTreeMap<String, (&'static str, Vec<String>)>;

fn states(files: &Files) -> Result<States, String> {
    let inputs = &Inputs::of_files(files);
    let (project, revision, library) = (&inputs.project, &inputs.revision, inputs.library);
    let wrong = project.problems.iter().find(|problem| problem.kind == ProblemKind::WrongStandard);
    if let Some(problem) = wrong {
        return Err(line(&project.sources, problem));
    }
    let graph = &TraceGraph::new(project);
    let assessment = &inputs.assess(graph);
    let documents = &descriptions(&BTreeMap::new()).expect("built in");
    let cx = Context { project, graph, assessment, revision, rules: RULES, documents, library };
    let (_, coverage) = check_and_cover(&cx, Asked::default());
    let mut found = BTreeMap::new();
    for covered in &coverage.standards {
        for (clause, state) in covered.standard.clauses.iter().zip(&covered.clauses) {
            let missing = coverage.needs_of(state).flat_map(|need| &need.missing);
            let steps = missing.map(|missing| missing.step("en").missing).collect();
            let key = format!("{}:{}", covered.standard.id, clause.id);
            found.insert(key, (state.state.word(), steps));
        }
    }
    Ok(found)
}

fn approved(files: &Files, ids: &[&str]) -> Files {
    let project = Inputs::of_files(files).project;
    let pin = |id: &&str| {
        let fingerprint = &project.record(id).expect("it was written").fingerprint;
        format!("{{to: {id}, fingerprint: \"{fingerprint}\"}}")
    };
    let pins: Vec<String> = ids.iter().map(pin).collect();
    let review = format!(
        "{{id: REV-001, by: ingrid, role: quality, meaning: approved, decision: accepted, date: 2026-10-03, of: [{}]}}",
        pins.join(", ")
    );
    let mut files = files.clone();
    files.insert("records/reviews.yaml".to_string(), review.into_bytes());
    files
}
