//! Clauses in tables: the matrix, the checklist, the index, the counts, and bars that repeat them.

use super::picture::{opened, text};
use super::piece::{lines, plain, row, strong};
use super::{Show, Shown};
use crate::report::document::{Block, Inline, Row};
use crate::report::view::{ClauseCounts, ClauseRow, EvidencePlace, StandardClauses, Text};
use std::fmt::Write;

pub(super) const SHOWN: &[Shown] = &[
    Shown::table("clauses", "clause-counts", |show| show.clause_counts()),
    Shown::table("clauses", "clause-matrix", |show| show.clause_matrix()),
    Shown::table("clauses", "clause-checklist", |show| show.clause_checklist()),
    Shown::table("clauses", "clause-index", |show| show.clause_index()),
    Shown::figure("clauses", "clause-bars", |show| show.clause_bars()),
];

/// So many ids of one place, and so many things that are missing, stand in a cell; the rest is counted.
const MOST_IDS: usize = 8;
const MOST_MISSING: usize = 4;

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
        let columns = [
            ("clause", 9),
            ("demand", 31),
            ("clause-state", 13),
            ("clause-evidence", 25),
            ("clause-missing", 22),
        ];
        self.each_standard(
            |_| Some(None),
            |standard| {
                let rows = standard.clauses.iter().map(|clause| {
                    row(vec![
                        plain(&*clause.number),
                        self.demand(clause),
                        self.clause_state(clause),
                        self.clause_evidence(clause),
                        self.clause_missing(clause),
                    ])
                });
                self.table("clause-matrix", &columns, rows.collect(), true)
            },
        )
    }

    /// The columns are those that the regulation asks for: whether a row applies or why not, by what
    /// it is met, and the controlled documents with their place.
    fn clause_checklist(&self) -> Vec<Block> {
        let columns = [
            ("clause", 8),
            ("demand", 25),
            ("applies", 13),
            ("method", 15),
            ("clause-evidence", 20),
            ("clause-state", 19),
        ];
        self.each_standard(
            |standard| standard.checklist.as_ref().map(Option::as_ref),
            |standard| {
                let rows = standard.clauses.iter().filter(|clause| clause.in_checklist);
                let rows = rows.map(|clause| {
                    row(vec![
                        plain(&*clause.number),
                        self.demand(clause),
                        self.applies(clause),
                        self.method(clause),
                        self.places(clause),
                        self.state_and_missing(clause),
                    ])
                });
                self.table("clause-checklist", &columns, rows.collect(), true)
            },
        )
    }

    fn clause_index(&self) -> Vec<Block> {
        let columns =
            [("clause", 12), ("demand", 34), ("clause-evidence", 34), ("clause-state", 20)];
        self.each_standard(
            |standard| standard.index.as_ref().map(Option::as_ref),
            |standard| {
                let rows = standard.clauses.iter().filter(|clause| clause.in_index);
                let rows = rows.map(|clause| {
                    row(vec![
                        plain(&*clause.number),
                        self.demand(clause),
                        self.clause_evidence(clause),
                        self.state_and_missing(clause),
                    ])
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
    fn doubts(&self, confidence: Option<&str>, basis: Option<&str>) -> String {
        let word = |key: &str, word: &str| format!(" [{}]", self.say(&format!("{key}.{word}")));
        let doubt = confidence.map(|found| word("confidence", found));
        let basis = basis.map(|found| word("basis", found));
        doubt.into_iter().chain(basis).collect()
    }

    fn clause_state(&self, clause: &ClauseRow) -> Vec<Block> {
        let word = self.say(&format!("clause-state.{}", clause.state));
        let mut blocks = match clause.state {
            "complete" | "not-applicable" => plain(word),
            _ => strong(word),
        };
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

    fn method(&self, clause: &ClauseRow) -> Vec<Block> {
        let clauses = clause.rests_on.iter().map(|one| vec![Inline::text(one.clone())]);
        let rules = clause.rules.join(", ");
        let rules = (!rules.is_empty())
            .then(|| vec![Inline::text(self.words.sentence("clause.rules", &[("rules", &rules)]))]);
        lines(clauses.chain(rules).collect())
    }

    /// Returns files and documents, with the ids in them.
    fn places(&self, clause: &ClauseRow) -> Vec<Block> {
        let place = |EvidencePlace { place, commit, ids }: &EvidencePlace| {
            let mut line = vec![Inline::text(place.clone())];
            for (at, id) in ids.iter().take(MOST_IDS).enumerate() {
                line.push(Inline::text(if at == 0 { ": " } else { ", " }));
                line.extend(self.linked(id));
            }
            if ids.len() > MOST_IDS {
                let more = (ids.len() - MOST_IDS).to_string();
                let more = self.words.sentence("clause.more", &[("number", &more)]);
                line.push(Inline::text(format!(" {more}")));
            }
            if let Some(commit) = commit {
                line.push(Inline::text(format!(" ({commit})")));
            }
            line
        };
        lines(clause.evidence.iter().map(place).collect())
    }

    fn clause_evidence(&self, clause: &ClauseRow) -> Vec<Block> {
        let has_places = !clause.evidence.is_empty();
        let has_method = !clause.rests_on.is_empty() || !clause.rules.is_empty();
        let mut blocks = Vec::new();
        if has_places || !has_method {
            blocks.extend(self.places(clause));
        }
        if has_method {
            blocks.extend(self.method(clause));
        }
        blocks
    }

    /// Names of kinds, fields and links as documents call them; other text stays as it is.
    fn in_words(&self, name: &str, text: &str) -> String {
        let label = |name: &str| {
            let known = self.words.find(&format!("field.{name}"));
            known.or(self.words.find(&format!("link.{name}"))).unwrap_or(name).to_string()
        };
        match name {
            "kind" => self.say(&format!("kind.{text}")),
            "field" => text.split('.').map(label).collect::<Vec<_>>().join(" › "),
            "link" => text.split(", ").map(|key| self.say(key)).collect::<Vec<_>>().join(", "),
            _ => text.to_string(),
        }
    }

    fn clause_missing(&self, clause: &ClauseRow) -> Vec<Block> {
        let missing = clause.missing.iter().take(MOST_MISSING);
        let mut said: Vec<Vec<Inline>> = missing.map(|one| self.missing_sentence(one)).collect();
        if clause.missing.len() > MOST_MISSING {
            let more = (clause.missing.len() - MOST_MISSING).to_string();
            let more = self.words.sentence("clause.more", &[("number", &more)]);
            said.push(vec![Inline::text(more)]);
        }
        lines(said)
    }

    /// Says one thing that is missing.
    pub(super) fn missing_sentence(
        &self,
        (key, said): &(&'static str, Vec<(&'static str, String)>),
    ) -> Vec<Inline> {
        let said = said.iter().map(|(name, text)| (*name, self.in_words(name, text)));
        let said: Vec<(&str, String)> = said.collect();
        let said: Vec<(&str, &str)> = said.iter().map(|(name, text)| (*name, &**text)).collect();
        self.linked(&self.words.sentence(key, &said))
    }

    fn state_and_missing(&self, clause: &ClauseRow) -> Vec<Block> {
        let mut blocks = strong(self.say(&format!("clause-state.{}", clause.state)));
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
