//! Clauses in tables: the matrix, the checklist, the index, the counts, and bars that repeat them.

use super::picture::{opened, text};
use super::piece::{leading_row, lines, plain, row, strong};
use super::range::{line_of, ranges};
use super::{Show, Shown};
use crate::config::PROJECT_FILE;
use crate::report::document::{Block, Inline, Row};
use crate::report::view::{
    ClauseCounts, ClauseRow, EvidenceOf, EvidencePlace, Sentence, StandardClauses, Text,
};
use std::fmt::Write;

pub(super) const SHOWN: &[Shown] = &[
    Shown::table("clauses", "clause-counts", |show| show.clause_counts()),
    Shown::table("clauses", "clause-matrix", |show| show.clause_matrix()),
    Shown::table("clauses", "clause-checklist", |show| show.clause_checklist()),
    Shown::table("clauses", "clause-index", |show| show.clause_index()),
    Shown::figure("clauses", "clause-bars", |show| show.clause_bars()),
];

/// So many things that are missing stand in a cell; the rest is counted.
const MOST_MISSING: usize = 4;

/// A clause whose number is longer than this needs a wider column.
const USUAL_NUMBER: usize = 10;

impl Show<'_> {
    fn standards(&self) -> &[StandardClauses] {
        self.view.clauses.as_ref().map(|part| &part.standards[..]).unwrap_or_default()
    }

    /// Shows each standard of a sort under a heading of its own; a note says what of it applies.
    fn each_standard<'s>(
        &'s self,
        note: impl Fn(&'s StandardClauses) -> Option<Option<&'s Text>>,
        table: impl Fn(&StandardClauses) -> Vec<Block>,
    ) -> Vec<Block> {
        let mut blocks = Vec::new();
        let shown = self.standards().iter().filter_map(|one| Some((one, note(one)?)));
        for (standard, note) in shown {
            let head = format!("{} {}", standard.name, standard.edition);
            let level = (self.level + 1).min(6);
            blocks.push(Block::Heading { level, anchor: None, content: vec![Inline::text(head)] });
            let mut line = self.inline(&standard.title);
            line.push(Inline::text(self.doubts(standard.doubt, None)));
            blocks.push(Block::Paragraph(line));
            blocks.extend(self.prose(&standard.notice));
            blocks.extend(note.map(|note| self.prose(note)).unwrap_or_default());
            blocks.extend(table(standard));
        }
        if blocks.is_empty() {
            return strong(self.say("none.standard"));
        }
        let mut said = self.whereof();
        said.append(&mut blocks);
        said
    }

    fn clause_matrix(&self) -> Vec<Block> {
        self.each_standard(
            |_| Some(None),
            |standard| {
                let columns = [
                    ("clause", number_width(standard)),
                    ("demand", 26),
                    ("clause-state", 11),
                    ("clause-evidence", 33),
                    ("clause-missing", 22),
                ];
                let rows = standard.clauses.iter().map(|clause| {
                    leading_row(
                        clause.is_heading,
                        vec![
                            plain(&*clause.number),
                            self.demand(clause),
                            self.clause_state(clause),
                            self.clause_evidence(clause),
                            self.clause_missing(clause),
                        ],
                    )
                });
                self.table("clause-matrix", &columns, rows.collect(), true)
            },
        )
    }

    /// The columns are those that the regulation asks for: whether a row applies or why not, by what
    /// it is met, and the controlled documents with their place.
    fn clause_checklist(&self) -> Vec<Block> {
        self.each_standard(
            |standard| standard.checklist.as_ref().map(Option::as_ref),
            |standard| {
                let columns = [
                    ("clause", number_width(standard)),
                    ("demand", 20),
                    ("applies", 9),
                    ("method", 13),
                    ("clause-evidence", 38),
                    ("clause-state", 18),
                ];
                let rows = standard.clauses.iter().filter(|clause| clause.in_checklist);
                let rows = rows.map(|clause| {
                    leading_row(
                        clause.is_heading,
                        vec![
                            plain(&*clause.number),
                            self.demand(clause),
                            self.applies(clause),
                            self.method(&clause.rests_on, clause),
                            self.controlled(clause),
                            self.state_and_missing(clause),
                        ],
                    )
                });
                self.table("clause-checklist", &columns, rows.collect(), true)
            },
        )
    }

    fn clause_index(&self) -> Vec<Block> {
        self.each_standard(
            |standard| standard.index.as_ref().map(Option::as_ref),
            |standard| {
                let columns = [
                    ("clause", number_width(standard)),
                    ("demand", 30),
                    ("clause-evidence", 38),
                    ("clause-state", 22),
                ];
                let rows = standard.clauses.iter().filter(|clause| clause.in_index);
                let rows = rows.map(|clause| {
                    leading_row(
                        clause.is_heading,
                        vec![
                            plain(&*clause.number),
                            self.demand(clause),
                            self.clause_evidence(clause),
                            self.state_and_missing(clause),
                        ],
                    )
                });
                self.table("clause-index", &columns, rows.collect(), true)
            },
        )
    }

    /// Says which products are meant, and whether the commits are known.
    fn whereof(&self) -> Vec<Block> {
        let Some(part) = &self.view.clauses else { return Vec::new() };
        let names = |products: &[Text]| {
            products.iter().map(|one| &*one.text).collect::<Vec<_>>().join(", ")
        };
        let said = |key: &str, products: &[Text]| {
            let products = names(products);
            (!products.is_empty()).then(|| self.words.sentence(key, &[("products", &products)]))
        };
        let several = (part.products.len() > 1).then(|| self.say("clause.worst"));
        let history = (!part.has_history).then(|| self.say("clause.no-history"));
        let lines = [
            said("clause.products", &part.products),
            several,
            said("clause.others", &part.others),
            history,
        ];
        lines.into_iter().flatten().flat_map(plain).collect()
    }

    fn clause_counts(&self) -> Vec<Block> {
        let cells = |standard: &StandardClauses| -> Row {
            let numbers = parts(&standard.counts).map(|(_, n, _)| plain(n.to_string()));
            let doubt = self.doubts(standard.doubt, None);
            let name = plain(format!("{} {}{doubt}", standard.name, standard.edition));
            row([name].into_iter().chain(numbers).collect())
        };
        let columns = [
            ("standard", 30),
            ("clauses-complete", 14),
            ("clauses-partial", 14),
            ("clauses-none", 14),
            ("clauses-to-be-judged", 14),
            ("clauses-not-applicable", 14),
        ];
        self.table("clause-counts", &columns, self.standards().iter().map(cells).collect(), false)
    }

    fn demand(&self, clause: &ClauseRow) -> Vec<Block> {
        let mut line = self.inline(&clause.title);
        if clause.is_heading {
            line = vec![Inline::Strong(line)];
        }
        line.push(Inline::text(self.doubts(clause.doubt, clause.basis.as_deref())));
        let mut blocks = vec![Block::Paragraph(line)];
        blocks.extend(self.maybe(clause.demands.as_ref()));
        let documented = clause.documented.iter().map(|one| self.say(&format!("documented.{one}")));
        let documented = documented.collect::<Vec<_>>().join(", ");
        if !documented.is_empty() {
            let said = self.words.sentence("clause.documented", &[("what", &documented)]);
            blocks.extend(plain(said));
        }
        let usual = clause.usual.iter().map(|usual| self.say(&format!("usual.{usual}")));
        blocks.extend(usual.flat_map(plain));
        blocks
    }

    /// Says how sure a fact is, where it is less than sure.
    pub(super) fn doubts(&self, confidence: Option<&str>, basis: Option<&str>) -> String {
        let word = |key: &str, word: &str| format!(" [{}]", self.say(&format!("{key}.{word}")));
        let doubt = confidence.map(|found| word("confidence", found));
        let basis = basis.map(|found| word("basis", found));
        doubt.into_iter().chain(basis).collect()
    }

    /// Says the state, in strong type where something is left to do.
    fn state(&self, clause: &ClauseRow) -> Vec<Block> {
        let word = self.say(&format!("clause-state.{}", clause.state));
        match clause.state {
            "complete" | "not-applicable" => plain(word),
            _ => strong(word),
        }
    }

    fn clause_state(&self, clause: &ClauseRow) -> Vec<Block> {
        let mut blocks = self.state(clause);
        blocks.extend(self.why_not_applicable(clause));
        blocks.extend(self.of_products(clause));
        blocks
    }

    fn of_products(&self, clause: &ClauseRow) -> Vec<Block> {
        let line = |(product, state): &(Text, &str)| {
            let state = self.say(&format!("clause-state.{state}"));
            vec![Inline::text(format!("{}: {state}", product.text))]
        };
        match clause.by_product.is_empty() {
            true => Vec::new(),
            false => lines(clause.by_product.iter().map(line).collect()),
        }
    }

    fn why_not_applicable(&self, clause: &ClauseRow) -> Vec<Block> {
        let said = clause.because.iter();
        said.flat_map(|(key, why)| plain(self.words.sentence(key, &[("why", why)]))).collect()
    }

    fn applies(&self, clause: &ClauseRow) -> Vec<Block> {
        if clause.is_heading {
            return plain("–");
        }
        let mut blocks = plain(self.yes_or_no(clause.state != "not-applicable"));
        blocks.extend(self.why_not_applicable(clause));
        blocks
    }

    /// Says by which clauses and rules a clause is met.
    fn method(&self, clauses: &[String], clause: &ClauseRow) -> Vec<Block> {
        let clauses = clauses.iter().map(|one| vec![Inline::text(one.clone())]);
        let rules = clause.rules.join(", ");
        let rules = (!rules.is_empty())
            .then(|| vec![Inline::text(self.words.sentence("clause.rules", &[("rules", &rules)]))]);
        lines(clauses.chain(rules).collect())
    }

    /// Returns what shows a clause, a line for each sort: what it is, which, and where.
    fn places(&self, evidence: &[EvidencePlace]) -> Vec<Block> {
        lines(evidence.iter().map(|found| self.place(found)).collect())
    }

    /// The same for a row of the checklist, which says why what another standard asks for is not told.
    fn controlled(&self, clause: &ClauseRow) -> Vec<Block> {
        let told = clause.controlled.iter().map(|found| self.place(found));
        let untold = clause.untold.join(", ");
        let untold = (!untold.is_empty())
            .then(|| self.words.sentence("clause.not-followed", &[("clauses", &untold)]));
        lines(told.chain(untold.map(|said| vec![Inline::text(said)])).collect())
    }

    fn place(&self, found: &EvidencePlace) -> Vec<Inline> {
        let name = match &found.of {
            EvidenceOf::Kind(kind) => self.say(&format!("kind.{kind}")),
            EvidenceOf::ProjectFile => PROJECT_FILE.to_string(),
            EvidenceOf::External(name) => name.clone(),
            EvidenceOf::Built(name) => self.words.document(name),
            EvidenceOf::Document(name) => self.words.document_title(name).to_string(),
        };
        let mut line = vec![Inline::text(name)];
        let ids = self.sections_or_ranges(found);
        if !ids.is_empty() {
            line.push(Inline::text(" "));
            line.extend(ids);
        }
        let changed = found.changed.as_ref().map(|(commit, day)| {
            self.words.sentence("clause.changed", &[("commit", commit), ("day", day)])
        });
        let file = Some(self.files(&found.files)).filter(|file| file != PROJECT_FILE);
        let file = file.filter(|file| !file.is_empty());
        let place: Vec<String> = file.into_iter().chain(changed).collect();
        if !place.is_empty() {
            line.push(Inline::text(format!(" ({})", place.join("; "))));
        }
        for ((outcome, commit), ids) in &found.decided {
            let outcome = self.say(&format!("outcome.{outcome}"));
            line.push(Inline::text(format!("; {outcome}: ")));
            line.extend(self.linked_ranges(ids));
            let tested = commit
                .iter()
                .map(|commit| self.words.sentence("clause.tested", &[("commit", commit)]));
            line.extend(tested.map(|tested| Inline::text(format!(" ({tested})"))));
        }
        line
    }

    /// Returns ids; a section is known by its heading.
    fn sections_or_ranges(&self, found: &EvidencePlace) -> Vec<Inline> {
        if found.headings.is_empty() {
            return self.linked_ranges(&found.ids);
        }
        let name = |id: &String| match found.headings.get(id) {
            Some(title) => self.words.sentence("section-quoted", &[("title", title)]),
            None => id.clone(),
        };
        let names = found.ids.iter().filter(|id| !id.is_empty()).map(name);
        vec![Inline::text(names.collect::<Vec<_>>().join(", "))]
    }

    /// Returns ids and anchors; only what the document shows is linked.
    fn linked_ranges(&self, ids: &[String]) -> Vec<Inline> {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        line_of(&ranges(&ids), |id| self.linked(id))
    }

    /// Names one file, or the folder of several and how many they are.
    fn files(&self, files: &[String]) -> String {
        let Some((first, others)) = files.split_first() else { return String::new() };
        let folder_of =
            |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
        if others.is_empty() {
            return first.clone();
        }
        let mut folder = folder_of(first);
        while !others.iter().all(|path| path.starts_with(&format!("{folder}/"))) {
            if folder.is_empty() {
                break;
            }
            folder = folder_of(&folder);
        }
        let number = files.len().to_string();
        let said = [("folder", &*folder), ("number", &*number)];
        self.words.sentence("clause.files", &said).trim_start_matches(", ").to_string()
    }

    fn clause_evidence(&self, clause: &ClauseRow) -> Vec<Block> {
        let has_places = !clause.evidence.is_empty();
        let has_method = !clause.shown_by.is_empty() || !clause.rules.is_empty();
        let mut blocks = Vec::new();
        if has_places || !has_method {
            blocks.extend(self.places(&clause.evidence));
        }
        if has_method {
            blocks.extend(self.method(&clause.shown_by, clause));
        }
        if !clause.claimed_by.is_empty() {
            let ids = clause.claimed_by.join(", ");
            let said = self.words.sentence("clause.claimed", &[("records", &ids)]);
            blocks.push(Block::Paragraph(self.linked(&said)));
        }
        blocks
    }

    /// Names of kinds, fields and links as documents call them; other text stays as it is.
    pub(in crate::report) fn in_words(&self, name: &str, text: &str) -> String {
        let label = |name: &str| {
            let known = self.words.find(&format!("field.{name}"));
            known.or(self.words.find(&format!("link.{name}"))).unwrap_or(name).to_string()
        };
        match name {
            "kind" => self.say(&format!("kind.{text}")),
            "field" => text.split('.').map(label).collect::<Vec<_>>().join(" › "),
            "link" => text.split(", ").map(|key| self.say(key)).collect::<Vec<_>>().join(", "),
            "that" => self.tests_in_words(text),
            _ => text.to_string(),
        }
    }

    /// Names fields and values of tests, as in ` (level: unit | system, category: …)`.
    fn tests_in_words(&self, text: &str) -> String {
        let Some(tests) = text.strip_prefix(" (").and_then(|text| text.strip_suffix(')')) else {
            return text.to_string();
        };
        let tests = tests.split(", ").map(|test| self.test_in_words(test));
        format!(" ({})", tests.collect::<Vec<_>>().join(", "))
    }

    /// Names the field and the values of one test, as in `level: unit | system`.
    pub(in crate::report) fn test_in_words(&self, test: &str) -> String {
        let Some((field, values)) = test.split_once(": ") else { return test.to_string() };
        let name = field.rsplit('.').next().unwrap_or(field);
        let word = |value: &str| match value {
            "true" | "false" => self.yes_or_no(value == "true"),
            _ => self.words.find(&format!("value.{name}.{value}")).unwrap_or(value).to_string(),
        };
        let values: Vec<String> = values.split(" | ").map(word).collect();
        format!("{}: {}", self.in_words("field", field), values.join(" | "))
    }

    fn clause_missing(&self, clause: &ClauseRow) -> Vec<Block> {
        let missing = clause.missing.iter().take(MOST_MISSING);
        let mut said: Vec<Vec<Inline>> = missing.map(|one| self.missing_sentence(one)).collect();
        if clause.missing.len() > MOST_MISSING {
            let more = (clause.missing.len() - MOST_MISSING).to_string();
            let values = [("number", &*more), ("clause", &*clause.key)];
            let more = self.words.sentence("clause.more-missing", &values);
            said.push(vec![Inline::text(more)]);
        }
        lines(said)
    }

    /// Says one thing that is missing.
    pub(in crate::report) fn missing_sentence(&self, (key, said): &Sentence) -> Vec<Inline> {
        let word = |(name, text): &(&'static str, String)| match *name {
            "document" | "section" => (*name, self.words.document(text)),
            // A section that lacks an approval is there, and needs no other name than its own.
            "what" if !text.contains('#') => (*name, self.words.document(text)),
            name => (name, self.in_words(name, text)),
        };
        let said: Vec<(&str, String)> = said.iter().map(word).collect();
        let said: Vec<(&str, &str)> = said.iter().map(|(name, text)| (*name, &**text)).collect();
        self.linked(&self.words.sentence(key, &said))
    }

    fn state_and_missing(&self, clause: &ClauseRow) -> Vec<Block> {
        let mut blocks = self.state(clause);
        blocks.extend(self.of_products(clause));
        if !clause.missing.is_empty() {
            blocks.extend(self.clause_missing(clause));
        }
        blocks
    }

    /// One bar a standard; what a bar shows is said in the alternative text and in the table.
    fn clause_bars(&self) -> Vec<Block> {
        let standards = self.standards();
        if standards.is_empty() {
            return Vec::new();
        }
        let height = LEGEND + BAR * standards.len() as f32;
        let mut svg = opened(WIDTH, height);
        let mut at = 0.0;
        for (word, _, fill) in parts(&ClauseCounts::default()) {
            let word = self.say(&format!("clause-state.{word}"));
            let _ = write!(
                svg,
                "<rect x=\"{at}\" y=\"4\" width=\"12\" height=\"12\" fill=\"{fill}\"/>"
            );
            text(&mut svg, (at + 17.0, 14.0), 11.0, "start", "400", &word);
            at += 28.0 + 6.2 * word.chars().count() as f32;
        }
        let mut alt: Vec<String> = Vec::new();
        for (index, standard) in standards.iter().enumerate() {
            let y = LEGEND + BAR * index as f32;
            text(&mut svg, (0.0, y + 15.0), 12.0, "start", "600", &standard.name);
            let all: usize = parts(&standard.counts).map(|(_, n, _)| n).sum();
            let mut x = LABEL;
            let mut said = Vec::new();
            for (word, n, fill) in parts(&standard.counts).filter(|(_, n, _)| *n > 0) {
                let width = (WIDTH - LABEL) * n as f32 / all as f32;
                let _ = write!(
                    svg,
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"20\" fill=\"{fill}\" stroke=\"#ffffff\"/>"
                );
                if width > 16.0 {
                    text(
                        &mut svg,
                        (x + width / 2.0, y + 14.0),
                        11.0,
                        "middle",
                        "600",
                        &n.to_string(),
                    );
                }
                x += width;
                said.push(format!("{} {n}", self.say(&format!("clause-state.{word}"))));
            }
            let doubt = self.doubts(standard.doubt, None);
            alt.push(format!("{}{doubt}: {}", standard.name, said.join(", ")));
        }
        svg.push_str("</svg>");
        let caption = self.say("figure.clause-bars");
        vec![Block::Figure { svg, alt: alt.join(". "), caption }]
    }
}

/// Returns the width of the column of numbers; ids in words need more of it.
fn number_width(standard: &StandardClauses) -> u16 {
    let longest = standard.clauses.iter().map(|clause| clause.number.chars().count()).max();
    if longest.unwrap_or(0) > USUAL_NUMBER { 18 } else { 7 }
}

/// Sizes in units of the picture.
const WIDTH: f32 = 640.0;
const LABEL: f32 = 120.0;
const LEGEND: f32 = 30.0;
const BAR: f32 = 28.0;

/// Returns the states in order, with their numbers and colors.
fn parts(counts: &ClauseCounts) -> impl Iterator<Item = (&'static str, usize, &'static str)> {
    [
        ("complete", counts.complete, "#8fc7a3"),
        ("partial", counts.partial, "#f0d48a"),
        ("none", counts.none, "#e5a39b"),
        ("to-be-judged", counts.to_be_judged, "#b9c9e8"),
        ("not-applicable", counts.not_applicable, "#dddddd"),
    ]
    .into_iter()
}
