//! What goes wrong in silence: lost rows, text over text, characters without a font.

use super::*;
use crate::model::kinds::KINDS;
use crate::render::sample::{document, heading, only, table_of};
use crate::render::{NothingKept, Output, missing_records};
use crate::report::document::{Block, Column, Inline, Mark, Row, Table};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use typst::foundations::NativeElement;
use typst::introspection::Introspector;
use typst::layout::{Frame, FrameItem, Point};
use typst::model::HeadingElem;

fn output(document: &Document) -> Vec<Output> {
    render(document, None, &NothingKept).unwrap_or_else(|error| panic!("{error}"))
}

fn pages(document: &Document) -> PagedDocument {
    let data = data::volumes(document, false, WHOLE).remove(0).whole();
    let pages =
        lay_out(&ClosedWorld::new(TEMPLATE, data, &[])).unwrap_or_else(|error| panic!("{error}"));
    typst::comemo::evict(0);
    pages
}

fn runs(frame: &Frame, at: Point, found: &mut Vec<(Point, f64, String)>) {
    for (position, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                let moved = Point::new(group.transform.tx, group.transform.ty);
                runs(&group.frame, at + *position + moved, found);
            }
            FrameItem::Text(text) => {
                found.push((at + *position, text.width().to_pt(), text.text.to_string()));
            }
            _ => {}
        }
    }
}

/// Returns pairs of runs that stand on one line and cover each other.
fn collisions(document: &Document) -> Vec<(String, String)> {
    let mut collisions = Vec::new();
    for page in pages(document).pages() {
        let mut found = Vec::new();
        runs(&page.frame, Point::zero(), &mut found);
        let right_edge = page.frame.width().to_pt();
        for (index, (at, width, text)) in found.iter().enumerate() {
            let end = at.x.to_pt() + width;
            if end > right_edge - 40.0 {
                collisions.push((text.clone(), "the margin".into()));
            }
            for (other, _, covered) in &found[index + 1..] {
                let on_line = (at.y - other.y).to_pt().abs() < 3.0;
                let starts_inside = other.x > at.x && other.x.to_pt() < end - 1.0;
                if on_line && starts_inside && !covered.trim().is_empty() {
                    collisions.push((text.clone(), covered.clone()));
                }
            }
        }
    }
    collisions
}

fn table(columns: &[(&str, u16)], cells: &[&str], landscape: bool) -> Block {
    let columns =
        columns.iter().map(|(title, width)| Column { title: (*title).into(), width: *width });
    let cells = cells.iter().map(|text| vec![Block::text(*text)]).collect();
    let rows = vec![Row { cells, ..Row::default() }];
    Block::Table(Table { caption: "Bred".into(), columns: columns.collect(), rows, landscape })
}

#[test]
fn rows_that_pile_up_at_the_foot_of_a_page_are_noticed() {
    let ids: Vec<String> = (1..=120).map(|n| format!("HAZ-{n:03}")).collect();
    let records: Vec<&str> = ids.iter().map(String::as_str).collect();
    let document = only(vec![heading(1, "Faror"), table_of(120)], &records);
    assert_eq!(missing_records(&document, &output(&document)), [""; 0]);

    let rule = "#show figure.where(kind: table): set block(breakable: true)";
    let unbroken = TEMPLATE.replace(rule, "");
    assert_ne!(unbroken, TEMPLATE);
    let output = volumes(&unbroken, &document, None, &NothingKept, WHOLE);
    let output = output.unwrap_or_else(|error| panic!("{error}"));
    let missing = missing_records(&document, &output);
    assert!(missing.len() > 20 && missing.contains(&"HAZ-120".to_string()), "{missing:?}");
}

/// Every width puts the ends of lines in other places.
#[test]
fn no_line_breaks_an_id() {
    let ids: Vec<String> = KINDS
        .iter()
        .flat_map(|kind| {
            ["1", "014", "2026-1", "GEN-7"].map(|rest| format!("{}-{rest}", kind.prefix))
        })
        .collect();
    assert!(ids.iter().any(|id| width::is_unbroken(id)), "nothing is tried");
    let cell = |run: Vec<Inline>| vec![Block::Paragraph(run)];
    let separated = |by: &str| {
        let pieces = ids.iter().flat_map(|id| [Inline::RecordLink(id.clone()), Inline::text(by)]);
        cell(pieces.collect())
    };
    for language in ["sv", "en"] {
        let mut blocks = Vec::new();
        for width in 20..60 {
            let columns =
                [140 - 2 * width, width, width].map(|width| Column { title: "A".into(), width });
            let cells = vec![cell(vec![Inline::text("a")]), separated(", "), separated(" ")];
            let rows = vec![Row { cells, ..Row::default() }];
            let (columns, caption) = (columns.to_vec(), String::new());
            blocks.push(Block::Table(Table { caption, columns, rows, landscape: false }));
        }
        let document = Document { language: language.into(), ..only(blocks, &[]) };
        let mut found = Vec::new();
        pages(&document).pages().iter().for_each(|p| runs(&p.frame, Point::zero(), &mut found));
        for id in &ids {
            let is_id = |word: &str| word.trim_matches([',', ' ']) == id;
            let words = found.iter().flat_map(|(_, _, text)| text.split(' '));
            assert_eq!(words.filter(|word| is_id(word)).count(), 80, "{language} {id}");
        }
    }
}

#[test]
fn long_words_stay_in_their_cells() {
    let words = [
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "src/alarm/very/long/path/without/any/space/module_name_that_is_long_too.rs",
        "Programvaruutvecklingsprocessbeskrivning och riskhanteringsaktsinnehållsförteckning",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm",
        "tf1:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "ill_till_fill_ill/till/fill.ill.till.fill:ill:till:fill_till_ill_fill_til",
    ];
    let titles = ["Benämningarna", "B", "Riskhanteringsaktivitet", "D", "E", "F", "G"];
    let columns = titles.map(|title| (title, 10));
    for landscape in [false, true] {
        let mut blocks = vec![heading(1, words[0]), table(&columns, &words, landscape)];
        blocks.extend(words.map(Block::text));
        blocks.extend(words.map(|word| Block::Paragraph(vec![Inline::Code(word.into())])));
        blocks.extend(words.map(|word| Block::Code(word.repeat(3))));
        blocks.push(Block::Fields(vec![(words[0].into(), vec![Block::text(words[3])])]));
        blocks.push(Block::Record { id: words[0].into(), blocks: vec![heading(2, words[3])] });
        let document = only(blocks, &[]);
        assert_eq!(collisions(&document), [], "landscape: {landscape}");
    }
}

#[test]
fn a_hyphen_breaks_no_name() {
    let path = "records/verifications/effectiveness-operation-security.yaml";
    let text = format!("Underlag ({path}), avsnitt requirements.interoperability");
    let columns = [("A", 22), ("B", 78)];
    let document = only(vec![table(&columns, &[&text, ""], false)], &[]);
    let mut found = Vec::new();
    pages(&document).pages().iter().for_each(|page| runs(&page.frame, Point::zero(), &mut found));
    let text: String = found.into_iter().map(|(_, _, text)| text).collect();
    let text = text.replace(width::BREAK, "");
    assert!(text.contains(path) && text.contains("requirements.interoperability"), "{text}");
}

#[test]
fn words_stand_whole_where_the_columns_can_give_way() {
    let columns = [("Requirements", 4), ("Date", 4), ("Role", 4), ("Text", 88)];
    let long = "What the record says, in as many words as it takes. ".repeat(4);
    let cells = ["RISK-001", "2026-10-03", "management", &long];
    let document = only(vec![table(&columns, &cells, false)], &[]);
    let mut found = Vec::new();
    pages(&document).pages().iter().for_each(|page| runs(&page.frame, Point::zero(), &mut found));
    for word in ["Requirements", "RISK-001", "2026-10-03", "management"] {
        assert!(found.iter().any(|(_, _, text)| text == word), "{word}: {found:?}");
    }
}

#[test]
fn the_sample_has_no_text_over_text() {
    assert_eq!(collisions(&document("sv")), []);
}

#[test]
fn an_id_that_is_broken_over_lines_is_found() {
    let columns = [("A", 1), ("B", 20), ("C", 20), ("D", 20), ("E", 20), ("F", 20), ("G", 20)];
    let id = "REQUIREMENT-OF-THE-ALARM-SYSTEM-000123";
    let mut block = table(&columns, &[id], false);
    if let Block::Table(table) = &mut block {
        table.rows[0].record = Some(id.into());
    }
    let document = only(vec![block], &[id]);
    assert_eq!(missing_records(&document, &output(&document)), [""; 0]);
    assert_eq!(collisions(&document), []);
}

#[test]
fn what_is_copied_from_a_page_holds_no_places_to_break() {
    let fingerprint = "tf1:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let mut blocks = vec![table(&[("A", 1), ("B", 1), ("C", 1)], &[fingerprint; 3], false)];
    blocks.push(Block::Code(fingerprint.repeat(2)));
    let document = only(blocks, &[]);
    let laid = pages(&document);
    let mut before = Vec::new();
    laid.pages().iter().for_each(|page| runs(&page.frame, Point::zero(), &mut before));
    assert!(before.iter().any(|(_, _, text)| text.contains(width::BREAK)), "nothing to take out");

    let mut after = Vec::new();
    let written = links::led(laid);
    written.pages().iter().for_each(|page| runs(&page.frame, Point::zero(), &mut after));
    written.pages().iter().for_each(|page| texts_follow_their_glyphs(&page.frame));
    let bare = |text: &str| text.replace(width::BREAK, "");
    let left: Vec<_> = before.iter().map(|(at, width, text)| (*at, *width, bare(text))).collect();
    let left: Vec<_> = left.into_iter().filter(|(_, _, text)| !text.is_empty()).collect();
    assert_eq!(after, left, "everything else stays where it was");
    let text: String = after.into_iter().map(|(_, _, text)| text).collect();
    assert_eq!(text.matches(fingerprint).count(), 5, "{text}");
}

#[test]
fn no_line_breaks_an_option_or_an_address_and_they_are_copied_as_they_were_written() {
    for width in 20..60 {
        let columns =
            [width, 100 - width].map(|width| Column { title: "A".into(), width }).to_vec();
        let text = format!(
            "{} kör techfile build --as-of 2026-10-03 --clause x doc:a-b#c, se RM-R-030.",
            "a".repeat(20)
        );
        let cells = vec![
            vec![Block::text(&*text)],
            vec![Block::Paragraph(vec![Inline::Code(text.clone())])],
        ];
        let rows = vec![Row { cells, ..Row::default() }];
        let (caption, landscape) = (String::new(), false);
        let table = Block::Table(Table { caption, columns, rows, landscape });
        let mut found = Vec::new();
        let written = links::led(pages(&only(vec![table], &[])));
        written.pages().iter().for_each(|page| runs(&page.frame, Point::zero(), &mut found));
        written.pages().iter().for_each(|page| texts_follow_their_glyphs(&page.frame));
        let texts: Vec<&str> = found.iter().map(|(_, _, text)| &**text).collect();
        for option in ["--as-of", "--clause", "doc:a-b#c", "RM-R-030"] {
            let whole = texts.iter().filter(|text| text.contains(option)).count();
            assert_eq!(whole, 2, "{width} {option}: {texts:?}");
        }
    }
}

#[test]
fn bookmarks_hold_no_places_to_break() {
    let id = "SYSTEM-KRAV-".repeat(8);
    let blocks = vec![heading(1, &id), heading(2, "Val --as-of och annat")];
    let document = links::led(pages(&only(blocks, &[])));
    let headings = document.introspector().query(&HeadingElem::ELEM.select());
    let names: Vec<String> = headings
        .iter()
        .filter_map(|heading| heading.to_packed::<HeadingElem>())
        .map(|heading| heading.body.plain_text().to_string())
        .collect();
    let ends = [id.as_str(), "Val --as-of och annat"];
    for end in ends {
        assert!(names.iter().any(|name| name.ends_with(end)), "{end}: {names:?}");
    }
}

/// Checks that the glyphs of every run cover its text, one after the other.
fn texts_follow_their_glyphs(frame: &Frame) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => texts_follow_their_glyphs(&group.frame),
            FrameItem::Text(item) => {
                let mut end = 0;
                for glyph in &item.glyphs {
                    assert_eq!(glyph.range().start, end, "{}", item.text);
                    end = glyph.range().end;
                    assert!(item.text.is_char_boundary(end), "{}", item.text);
                }
                assert_eq!(end, item.text.len(), "{}", item.text);
            }
            _ => {}
        }
    }
}

#[test]
fn characters_without_a_font_are_named_with_their_record() {
    let record = Block::Record {
        id: "REQ-001".into(), blocks: vec![Block::text("中 å ⚠ ✓ ≤ 😀")]
    };
    let mut document = only(vec![record], &[]);
    document.title = "Krav \u{1}".into();
    let record = || Some("REQ-001".to_string());
    let expected = [('\u{1}', None), ('中', record()), ('😀', record())];
    assert_eq!(unsupported_characters(&document), expected);
    let error = render(&document, None, &NothingKept).expect_err("must fail").to_string();
    let expected = "cannot render software-requirements as pdf: \
                    no font has U+0001, U+4E2D in REQ-001, U+1F600 in REQ-001";
    assert_eq!(error, expected);
}

#[test]
fn every_character_that_passes_can_be_printed() {
    let text =
        "åäö ÅÄÖ é ü ß æ ø αβγ жщ ⚠ ✓ ☐ ≤ ≥ ± µ ° × → ‑ – — “” ‘’ … • § € ½ a\u{301} q\u{327}";
    let foreign = "سلام שלום 𝒜 ∑ ∂ ≠ ⊆ ☺";
    let soft = "mjuk\u{ad}bindning noll\u{200b}bredd hårt\u{a0}blanksteg";
    output(&only([text, foreign, soft].map(Block::text).into(), &[]));
}

#[test]
fn dates_come_from_the_document_only() {
    let dated = output(&document("sv"));
    let text = String::from_utf8_lossy(&dated[0].bytes).into_owned();
    assert!(text.contains("D:20261003141000+02'00"), "creation date");
    let undated = Document { date: None, ..document("sv") };
    assert!(output(&undated) == output(&undated));
}

#[test]
fn records_are_attached() {
    let attached = render(&document("sv"), Some("{\"records\": [\"å\"]}"), &NothingKept);
    let attached = attached.unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&attached[0].bytes).into_owned();
    assert!(text.contains("records.json") && text.contains("/AFRelationship"));
    assert!(!String::from_utf8_lossy(&output(&document("sv"))[0].bytes).contains("records.json"));
}

#[test]
fn pages_are_counted_in_the_language_of_the_document() {
    for (language, expected) in [("sv", "Sida 2 av 3"), ("en", "Page 2 of 3")] {
        let pages = pages(&document(language));
        let mut found = Vec::new();
        runs(&pages.pages()[1].frame, Point::zero(), &mut found);
        let text: String = found.into_iter().map(|(_, _, text)| text).collect();
        assert!(text.contains(expected), "{text}");
        assert!(text.contains("UTKAST"), "{text}");
    }
}

#[test]
fn the_contents_are_headed_like_a_chapter() {
    fn styles(frame: &Frame, found: &mut Vec<(String, String)>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => styles(&group.frame, found),
                FrameItem::Text(text) => {
                    let style = format!("{:?} {:?}", text.size, text.fill);
                    found.push((text.text.to_string(), style));
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    pages(&document("sv")).pages().iter().for_each(|page| styles(&page.frame, &mut found));
    // The last one: chapters stand in the contents, too.
    let of = |words: &str| found.iter().rfind(|(text, _)| text == words).map(|(_, style)| style);
    assert!(of("Innehåll").is_some());
    assert_eq!(of("Innehåll"), of("Inledning"));
}

#[test]
fn wide_tables_turn_the_page() {
    let document = only(vec![heading(1, "Bred"), table(&[("A", 1)], &["x"], true)], &[]);
    let pages = pages(&document);
    let is_wide: Vec<bool> =
        pages.pages().iter().map(|page| page.frame.width() > page.frame.height()).collect();
    // The heading goes with its table, so the contents are the only upright page.
    assert_eq!(is_wide, [false, true]);
    // Inside a record a page cannot be turned; the table is shown upright instead.
    let table = table(&[("A", 1)], &["x"], true);
    output(&only(vec![Block::Record { id: "REQ-1".into(), blocks: vec![table] }], &[]));
}

/// Returns the text of each page, and whether the page is turned.
fn turned_pages(blocks: Vec<Block>) -> Vec<(bool, String)> {
    let of_page = |page: &typst_layout::Page| {
        let mut found = Vec::new();
        runs(&page.frame, Point::zero(), &mut found);
        let text: Vec<String> = found.into_iter().map(|(_, _, text)| text).collect();
        (page.frame.width() > page.frame.height(), text.join("\n"))
    };
    pages(&only(blocks, &[])).pages().iter().map(of_page).collect()
}

#[test]
fn a_chapter_goes_with_the_wide_table_of_its_first_section() {
    let wide = || table(&[("A", 1)], &["x"], true);
    let blocks = vec![
        heading(1, "Översikt"),
        table_of(3),
        heading(1, "Avsnitt för avsnitt"),
        Block::text("Produkter: Vårdtjänster."),
        heading(2, "Första"),
        Block::text("Nummer och korta rubriker. ".repeat(12)),
        wide(),
        heading(2, "Andra"),
        Block::text("Mer."),
        wide(),
    ];
    let pages = turned_pages(blocks);
    let is_turned: Vec<bool> = pages.iter().map(|(is_turned, _)| *is_turned).collect();
    // Wide tables that follow each other share their pages.
    assert_eq!(is_turned, [false, false, true], "{pages:?}");
    for words in ["Avsnitt för avsnitt", "Produkter", "Första", "Andra"] {
        assert!(pages[2].1.contains(words), "{words}: {}", pages[2].1);
        assert!(!pages[1].1.contains(words), "{words}: {}", pages[1].1);
    }
}

#[test]
fn a_few_words_at_the_beginning_fill_no_page_of_their_own() {
    let beginning = |words: usize| {
        vec![
            heading(1, "Syfte"),
            Block::text("Dokumentet visar. ".repeat(words)),
            heading(1, "Delar"),
            Block::text("Produkter: Vårdtjänster."),
            heading(2, "Standard"),
            table(&[("A", 1)], &["x"], true),
        ]
    };
    let is_turned = |words| turned_pages(beginning(words)).into_iter().map(|(is, _)| is).collect();
    let (short, long): (Vec<bool>, Vec<bool>) = (is_turned(9), is_turned(90));
    assert_eq!(short, [false, true]);
    assert_eq!(long, [false, false, true]);
}

#[test]
fn no_heading_stands_alone_at_the_foot_of_a_page() {
    for n_lines in 30..45 {
        let mut blocks: Vec<Block> =
            (0..n_lines).map(|n| Block::text(format!("Rad {n}"))).collect();
        blocks.extend([heading(1, "Sist"), Block::text("Sedan v1."), table_of(3)]);
        let pages = pages(&only(blocks, &[]));
        for page in pages.pages().iter().skip(1) {
            let mut found = Vec::new();
            runs(&page.frame, Point::zero(), &mut found);
            let text: String = found.into_iter().map(|(_, _, text)| text).collect();
            assert_eq!(text.contains("Sist"), text.contains("HAZ-001"), "{n_lines} lines");
            assert_eq!(text.contains("Sedan"), text.contains("HAZ-001"), "{n_lines} lines");
        }
    }
}

/// Returns a row of a clause with so many lines of evidence.
fn clause(number: &str, lines: usize, leads: bool) -> Row {
    let mut content = Vec::new();
    for n in 1..=lines {
        content.extend([Inline::text(format!("VER-{n} till {number}")), Inline::Break]);
    }
    content.pop();
    let cells = vec![vec![Block::text(number)], vec![Block::Paragraph(content)]];
    Row { cells, leads, ..Row::default() }
}

/// Returns the lines of each page of a table of clauses, below the head of the table.
fn clause_pages(rows: Vec<Row>) -> Vec<Vec<String>> {
    let columns = [("Avsnitt", 10), ("Underlag", 90)];
    let columns = columns.map(|(title, width)| Column { title: title.into(), width }).into();
    let document = only(
        vec![
            heading(1, "Avsnitt"),
            Block::Table(Table { caption: String::new(), columns, rows, landscape: false }),
        ],
        &[],
    );
    let pages = links::led(pages(&document));
    let of_page = pages.pages().iter().map(|page| {
        let mut found = Vec::new();
        runs(&page.frame, Point::zero(), &mut found);
        let body = found.into_iter().map(|(_, _, text)| text).skip_while(|text| text != "Underlag");
        body.skip(1).take_while(|text| !text.starts_with("Sida")).collect()
    });
    of_page.collect()
}

#[test]
fn a_row_that_names_those_below_it_does_not_stand_alone_at_the_foot_of_a_page() {
    for above in 20..60 {
        let mut rows: Vec<Row> = (1..=above).map(|n| clause(&format!("1.{n}"), 1, false)).collect();
        rows.extend([clause("2", 1, true), clause("2.1", 1, true), clause("2.1.1", 3, false)]);
        let pages = clause_pages(rows);
        let of_group = |page: &&Vec<String>| {
            ["2", "2.1", "2.1.1"].map(|number| page.iter().any(|text| text == number))
        };
        let found: Vec<_> = pages.iter().map(|page| of_group(&page)).collect();
        let together = found.iter().filter(|found| **found == [true; 3]).count();
        assert_eq!(together, 1, "{above}: {pages:?}");
    }
}

#[test]
fn a_row_that_goes_on_says_which_one_it_is() {
    for above in 30..45 {
        let mut rows: Vec<Row> = (1..=above).map(|n| clause(&format!("1.{n}"), 1, false)).collect();
        rows.extend([clause("5.7.4", 120, false), clause("5.7.5", 60, false)]);
        rows.extend((1..=50).map(|n| clause(&format!("6.{n}"), 1, false)));
        let pages = clause_pages(rows);
        let lines = |page: &Vec<String>, number: &str| {
            let of_row = |text: &&String| text.ends_with(&format!(" till {number}"));
            page.iter().filter(of_row).count()
        };
        for (number, of) in [("5.7.4", 120), ("5.7.5", 60), ("6.50", 1)] {
            let with: Vec<_> = pages.iter().filter(|page| lines(page, number) > 0).collect();
            assert_eq!(with.iter().map(|page| lines(page, number)).sum::<usize>(), of);
            for (at, page) in with.iter().enumerate() {
                assert_eq!(page.iter().filter(|text| *text == number).count(), 1, "{page:?}");
                let goes_on = page.windows(2).any(|pair| pair == [number, "(forts.)"]);
                assert_eq!(goes_on, at > 0, "{above} {number}: {page:?}");
            }
        }
    }
}

#[test]
fn a_row_whose_first_cell_has_several_lines_says_which_one_it_is_too() {
    let mut high = clause("RISK-7", 120, false);
    let title = Inline::text("Recept på fel person");
    high.cells[0] = vec![Block::Paragraph(vec![Inline::text("RISK-7"), Inline::Break, title])];
    for above in 30..45 {
        let mut rows: Vec<Row> = (1..=above).map(|n| clause(&format!("1.{n}"), 1, false)).collect();
        rows.push(high.clone());
        let pages = clause_pages(rows);
        let with = pages.iter().filter(|page| page.iter().any(|text| text.ends_with(" RISK-7")));
        for (at, page) in with.enumerate() {
            let said = page.windows(3).filter(|words| *words == ["RISK-7", " ", "(forts.)"]);
            assert_eq!(said.count(), usize::from(at > 0), "{above}: {page:?}");
            assert_eq!(page.iter().filter(|text| *text == "RISK-7").count(), 1, "{page:?}");
        }
    }
}

/// Returns the words of each page, as they stand there.
fn words_of_pages(blocks: Vec<Block>) -> Vec<Vec<String>> {
    let pages = links::led(pages(&only(blocks, &[])));
    let of_page = pages.pages().iter().map(|page| {
        let mut found = Vec::new();
        runs(&page.frame, Point::zero(), &mut found);
        found.into_iter().map(|(_, _, text)| text).collect()
    });
    of_page.collect()
}

fn lines_of(name: &str, n: usize) -> Vec<Block> {
    let mut content = Vec::new();
    for line in 1..=n {
        content.extend([Inline::text(format!("{name} {line}")), Inline::Break]);
    }
    content.pop();
    vec![Block::Paragraph(content)]
}

#[test]
fn a_field_that_goes_on_says_of_what_and_a_short_one_does_not_go_on() {
    for above in 1..30 {
        let fields = vec![
            ("Kort".to_string(), vec![Block::text("Värde")]),
            ("Rad".to_string(), lines_of("ovan", above)),
            ("Delar".to_string(), lines_of("del", 120)),
            ("Slut".to_string(), lines_of("slut", 8)),
            ("Mer".to_string(), lines_of("mer", 12)),
            ("Sist".to_string(), lines_of("sist", 12)),
        ];
        let blocks = vec![heading(3, "Version"), Block::Fields(fields)];
        let pages = words_of_pages(vec![Block::Record { id: "REL-7".into(), blocks }]);
        let with = |name: &str| {
            let begins = format!("{name} ");
            let is_of = |page: &&Vec<String>| page.iter().any(|text| text.starts_with(&begins));
            pages.iter().filter(is_of).collect::<Vec<_>>()
        };
        assert_eq!(with("slut").len(), 1, "{above}");
        for (at, page) in with("del").iter().enumerate() {
            let said = page.windows(3).filter(|words| *words == ["REL-7, Delar", " ", "(forts.)"]);
            assert_eq!(said.count(), usize::from(at > 0), "{above}: {page:?}");
        }
        // The record is named wherever a page begins inside it, and not where it begins itself.
        let is_named = |page: &Vec<String>| page.windows(3).any(|words| words[2] == "(forts.)");
        let begins_with_field =
            |page: &Vec<String>| !page.iter().any(|text| text == "Delar" || text == "Version");
        for page in pages.iter().skip(2).filter(|page| begins_with_field(page)) {
            assert!(is_named(page), "{above}: {page:?}");
        }
        assert!(!is_named(&pages[1]), "{above}: {:?}", pages[1]);
    }
}

/// The volume begins with the word in the cell, and each page of it after that with the one above it.
#[test]
fn a_row_that_goes_on_in_another_volume_says_so_once_on_every_page() {
    let mut row = clause("5.7.4", 120, false);
    let [Block::Paragraph(content)] = &mut row.cells[0][..] else { panic!("no paragraph") };
    content.extend([Inline::Break, Inline::text("(forts.)")]);
    for page in clause_pages(vec![row]).iter().filter(|page| !page.is_empty()) {
        let said: Vec<_> = page.iter().take_while(|text| !text.starts_with("VER-")).collect();
        assert_eq!(said, ["5.7.4", "(forts.)"]);
    }
}

#[test]
fn what_only_says_that_a_row_goes_on_shows_no_record() {
    let columns = ["A", "B"].map(|title| Column { title: title.into(), width: 10 }).into();
    let rows = vec![clause("HAZ-7", 100, false)];
    let table = Table { caption: String::new(), columns, rows, landscape: false };
    let document = only(vec![Block::Table(table)], &[]);
    let shown = pages::shown(&pages(&document));
    assert_eq!(shown.lines().filter(|line| *line == "HAZ-7").count(), 1, "{shown}");
    assert!(!shown.contains("forts"), "{shown}");
}

#[test]
fn what_opens_a_block_does_not_stand_alone_at_the_foot_of_a_page() {
    let fields = |n: usize| (0..n).map(|n| (format!("Fält {n}"), vec![Block::text("Värde")]));
    let long_record = || {
        let blocks =
            vec![heading(3, "Sist"), Block::text("Sats."), Block::Fields(fields(40).collect())];
        Block::Record { id: "REQ-001".into(), blocks }
    };
    let notice = || Block::Notice(vec![Block::text("Fält 1"), Block::text("Mer.")]);
    let long_notice = || Block::Notice((0..40).map(|n| Block::text(format!("Fält {n}"))).collect());
    let code = || vec![Block::text("Sist:"), Block::Code("Fält 1\nrad".into())];
    let under_heading = || {
        let next = Block::text("Fält 1 står i ett stycke för sig.");
        vec![heading(2, "Sist"), Block::text("Det är kort."), next]
    };
    let endings: [(&str, &str, Vec<Block>); 5] = [
        ("Sist", "Fält 1", under_heading()),
        ("Sist", "Fält 1", vec![long_record()]),
        ("Observera", "Fält 1", vec![notice()]),
        ("Observera", "Fält 0", vec![long_notice()]),
        ("Sist", "Fält 1", code()),
    ];
    for (opening, first, ending) in endings {
        for n_lines in 30..45 {
            let mut blocks: Vec<Block> =
                (0..n_lines).map(|n| Block::text(format!("Rad {n}"))).collect();
            blocks.extend(ending.clone());
            let pages = pages(&only(blocks, &[]));
            let holds = |page: &typst_layout::Page, part: &str| {
                let mut found = Vec::new();
                runs(&page.frame, Point::zero(), &mut found);
                let text: String = found.into_iter().map(|(_, _, text)| text).collect();
                text.contains(part)
            };
            let opened = pages.pages().iter().skip(1).find(|page| holds(page, opening));
            assert!(opened.is_some_and(|page| holds(page, first)), "{opening}, {n_lines} lines");
        }
    }
}

/// A list of hazards, and requirements behind it that link back and forth.
fn long() -> Document {
    let mut records: Vec<String> = (1..=150).map(|n| format!("HAZ-{n:03}")).collect();
    let far = Block::Record {
        id: "REQ-1".into(),
        blocks: vec![
            heading(2, "REQ-1"),
            Block::Paragraph(vec![
                Inline::text("Se "),
                Inline::RecordLink("HAZ-001".into()),
                Inline::text("."),
            ]),
        ],
    };
    let link = Block::Paragraph(vec![Inline::RecordLink("REQ-1".into())]);
    let inner = |n: usize| Block::Record {
        id: format!("NEED-{n}"),
        blocks: vec![heading(3, "Behov"), Block::Code("rad\n".repeat(60))],
    };
    let mut blocks = vec![heading(1, "Faror"), link, table_of(150), heading(1, "Krav"), far];
    // A volume that begins with one of these goes on under both headings.
    blocks.push(heading(2, "Behoven"));
    blocks.extend((1..=6).map(inner));
    records.push("REQ-1".into());
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    only(blocks, &records)
}

fn in_volumes(document: &Document, kept: &dyn Kept) -> Vec<Output> {
    let cut = volumes(TEMPLATE, document, Some("{}"), kept, 120.0);
    cut.unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_long_document_is_cut_into_volumes_and_loses_nothing() {
    let document = long();
    let cut = in_volumes(&document, &NothingKept);
    assert!(cut.len() > 2, "{}", cut.len());
    assert_eq!(missing_records(&document, &cut), [""; 0]);
    let has_data =
        |output: &Output| String::from_utf8_lossy(&output.bytes).contains("records.json");
    assert_eq!(
        cut.iter().filter(|output| has_data(output)).count(),
        1,
        "only the first holds data"
    );
    let last = cut.last().map(|output| output.shown.as_str()).unwrap_or_default();
    assert!(last.contains("Krav") && last.contains("Behoven"), "headings are repeated: {last}");
}

#[test]
fn a_link_to_another_volume_says_which_one() {
    let cut = in_volumes(&long(), &NothingKept);
    let words = |output: &Output| output.shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let at = |text: &str| cut.iter().position(|output| words(output).contains(text));
    let (first, second) = (at("REQ-1 (volym"), at("HAZ-001 (volym"));
    assert!(first == Some(0) && second > first, "{first:?} {second:?}");
    let volume = second.map(|at| at + 1).unwrap_or_default();
    assert!(words(&cut[0]).contains(&format!("REQ-1 (volym {volume})")), "{}", words(&cut[0]));
}

/// Keeps everything, and counts what was not there.
#[derive(Default)]
struct Counted(Mutex<BTreeMap<Vec<u8>, Output>>, AtomicUsize);

impl Kept for Counted {
    fn get(&self, made_from: &[&[u8]]) -> Option<Output> {
        self.0.lock().expect("sound").get(&made_from.join(&0)).cloned()
    }

    fn put(&self, made_from: &[&[u8]], output: &Output) {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.lock().expect("sound").insert(made_from.join(&0), output.clone());
    }
}

#[test]
fn a_change_sets_only_the_volumes_anew_that_show_it_and_the_first() {
    let mut document = long();
    let kept = Counted::default();
    let n_set = || kept.1.load(Ordering::Relaxed);
    let before = in_volumes(&document, &kept);
    assert_eq!(n_set(), before.len());
    document.date = Some("2026-12-24T14:10:00+02:00".into());
    document.control.push(("Senaste ändring".into(), "2026-12-24".into()));
    // What is not approved is a draft where it stands, and so is the whole.
    document.marks.push(Mark { text: "UTKAST".into(), of: Some(vec!["NEED-6".into()]) });
    let Some(Block::Record { blocks, .. }) = document.blocks.last_mut() else {
        panic!("no record")
    };
    blocks.push(Block::text("Nytt."));
    let after = in_volumes(&document, &kept);
    assert_eq!(n_set(), before.len() + 2);
    assert_eq!(after, in_volumes(&document, &NothingKept), "what is kept changes nothing");
    let is_new: Vec<bool> = before.iter().zip(&after).map(|(old, new)| old != new).collect();
    let expected = (0..before.len()).map(|at| at == 0 || at + 1 == before.len());
    assert_eq!(is_new, expected.collect::<Vec<_>>());
}

#[test]
fn a_later_volume_has_the_marks_that_it_gives_reason_for() {
    let mark = |of: Option<&str>| Mark { text: "UTKAST".into(), of: of.map(|id| vec![id.into()]) };
    let link = |id: &str| Block::Paragraph(vec![Inline::RecordLink(id.into())]);
    let own = |id: &str| Block::Record { id: id.into(), blocks: vec![Block::text("Krav")] };
    let table = [
        (0, None, Block::text("x"), 1),
        (0, Some("REQ-1"), Block::text("x"), 1),
        (1, None, Block::text("x"), 1),
        (1, Some("REQ-1"), Block::text("REQ-10, REQ-1.5"), 0),
        (1, Some("REQ-1"), Block::text("Se REQ-1."), 1),
        (1, Some("REQ-1"), link("REQ-1"), 1),
        (1, Some("REQ-1"), own("REQ-1"), 1),
        (1, Some("REQ-1-"), link("REQ-1-"), 1),
        (1, Some("REQ-1-"), link("REQ-1"), 0),
    ];
    for (volume, of, block, expected) in table {
        let marks = vec![mark(of)];
        let document = Document { marks, ..only(Vec::new(), &[]) };
        let found = data::marks(&document, volume, std::slice::from_ref(&block)).len();
        assert_eq!(found, expected, "{volume} {of:?} {block:?}");
    }
}

#[test]
fn the_list_of_printable_characters_is_that_of_the_fonts() {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for character in '\0'..=char::MAX {
        let code = u32::from(character);
        match ranges.last_mut() {
            _ if !FONTS.cover(character) => {}
            Some((_, end)) if *end + 1 == code => *end = code,
            _ => ranges.push((code, code)),
        }
    }
    let lines: Vec<String> = ranges.iter().map(|(a, b)| format!("{a:04X}-{b:04X}\n")).collect();
    let recorded = include_str!("../../../templates/fonts/coverage.txt");
    assert!(
        recorded == lines.concat(),
        "templates/fonts/coverage.txt should be:\n{}",
        lines.concat()
    );
}

#[test]
fn a_column_that_has_just_what_its_longest_word_needs_is_not_hyphenated() {
    let columns = [
        ("Record", 10),
        ("Risk control", 24),
        ("Controls", 15),
        ("Implemented", 12),
        ("Shown as implemented", 15),
        ("Shown as effective", 10),
        ("Effect on other risks stated", 8),
    ];
    let cells =
        ["RC-011", "Refusal and missing acknowledgement", "RISK-006", "Yes", "Yes", "Yes", "Yes"];
    let document = only(vec![table(&columns, &cells, false)], &[]);
    let mut found = Vec::new();
    pages(&document).pages().iter().for_each(|page| runs(&page.frame, Point::zero(), &mut found));
    let texts: Vec<&str> = found.iter().map(|(_, _, text)| &**text).collect();
    assert!(texts.iter().any(|text| text.ends_with("implemented")), "{texts:?}");
    assert!(!texts.iter().any(|text| text.contains('\u{ad}')), "{texts:?}");
}

#[test]
fn a_table_that_begins_a_page_inside_a_record_names_it() {
    let mut is_at_top = 0;
    for above in 20..60 {
        let fields = (1..=above).map(|n| (format!("Fält {n}"), vec![Block::text("Värde")]));
        let estimate = table(&[("A", 1)], &["skattning"], false);
        let blocks = vec![heading(3, "Risk"), Block::Fields(fields.collect()), estimate];
        let pages = words_of_pages(vec![Block::Record { id: "RISK-7".into(), blocks }]);
        let page = pages.iter().find(|page| page.iter().any(|text| text == "skattning"));
        let page = page.unwrap_or_else(|| panic!("{above}: no table"));
        let begins = page.iter().any(|text| text == "Risk");
        let said = page.windows(3).filter(|words| *words == ["RISK-7", " ", "(forts.)"]).count();
        assert_eq!(said, usize::from(!begins), "{above}: {page:?}");
        is_at_top += usize::from(!page.iter().any(|text| text.starts_with("Fält")));
    }
    assert!(is_at_top > 0, "no page begins with the table");
}
