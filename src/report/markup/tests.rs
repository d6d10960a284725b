//! Texts that try to be more than text, and templates that leave slots.

use super::*;
use crate::report::document::{Table, each_text};

fn record(text: &str) -> Vec<Block> {
    blocks_of(text, &|word| word.starts_with("RISK-"))
}

fn shown(blocks: &[Block]) -> String {
    let mut text = String::new();
    each_text(blocks, &mut |piece| text.push_str(piece.text));
    text
}

fn addresses(blocks: &[Block]) -> Vec<String> {
    let debug = format!("{blocks:?}");
    debug
        .split("address: \"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.into()))
        .collect()
}

#[test]
fn paragraphs_lists_and_emphasis() {
    let blocks = record("Ett *viktigt* krav.\n\n3. tre\n4. fyra\n   - under\n");
    let emphasis = Inline::Emphasis(vec![Inline::text("viktigt")]);
    let first = vec![Inline::text("Ett "), emphasis, Inline::text(" krav.")];
    let under = Block::List { first: None, items: vec![vec![Block::text("under")]] };
    let items = vec![vec![Block::text("tre")], vec![Block::text("fyra"), under]];
    assert_eq!(blocks, [Block::Paragraph(first), Block::List { first: Some(3), items }]);
}

#[test]
fn headings_of_records_are_strong_paragraphs() {
    let strong = Inline::Strong(vec![Inline::text("Bakgrund")]);
    assert_eq!(record("### Bakgrund"), [Block::Paragraph(vec![strong])]);
}

#[test]
fn raw_html_is_text() {
    let blocks = record("a <script>alert(1)</script> b\n\n<div onclick=x>\n\n**md**\n\n</div>");
    let text = shown(&blocks);
    assert!(text.contains("<script>alert(1)</script>"), "{text}");
    assert!(text.contains("<div onclick=x>") && text.contains("</div>"), "{text}");
}

#[test]
fn only_harmless_addresses_survive() {
    let refused = [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](&#106;avascript:alert(1))",
        "[x](java&Tab;script:alert(1))",
        "[x](java&NewLine;script:alert(1))",
        "[x](<\u{1}javascript:alert(1)>)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<javascript:alert(1)>",
        "[x]: vbscript:msgbox\n\n[x]",
        "[x](//evil.example/a)",
        "[x](/\\evil.example/a)",
        "[x](\\\\evil.example/a)",
        "[x](file:///etc/passwd)",
    ];
    for text in refused {
        assert_eq!(addresses(&record(text)), [""; 0], "{text}");
    }
    let kept = record("[a](docs/a.md#x) <mailto:a@b.se> <a@b.se> <https://b.se/?q=1> [c](#x)");
    let expected = ["docs/a.md#x", "mailto:a@b.se", "mailto:a@b.se", "https://b.se/?q=1", "#x"];
    assert_eq!(addresses(&kept), expected);
}

#[test]
fn refused_addresses_and_pictures_are_shown_as_words() {
    assert_eq!(shown(&record("[se](//evil.example)")), "se (//evil.example)");
    assert_eq!(shown(&record("![En *bild*](bild.png)")), "En bild (bild.png)");
}

#[test]
fn footnotes_keep_their_text() {
    assert_eq!(shown(&record("Text.[^1]\n\n[^1]: Noten <b>x</b>")), "Text.[1][1] Noten <b>x</b>");
}

#[test]
fn ids_of_records_become_links() {
    let blocks = record("Se RISK-004, RISK-004-B och XRISK-1; `RISK-005`. [RISK-006](a.md)");
    let links: Vec<_> = match &blocks[..] {
        [Block::Paragraph(content)] => {
            content.iter().filter(|inline| matches!(inline, Inline::RecordLink(_))).collect()
        }
        _ => panic!("one paragraph expected"),
    };
    let expected = ["RISK-004", "RISK-004-B"].map(|id| Inline::RecordLink(id.to_string()));
    assert_eq!(links, expected.iter().collect::<Vec<_>>());
    assert!(shown(&blocks).starts_with("Se RISK-004, RISK-004-B och XRISK-1; RISK-005."));
}

#[test]
fn tables_get_columns_as_wide_as_their_text() {
    let blocks = record("| Steg | Vad |\n|---|---|\n| 1 | Ta fram **allt** som behövs |\n");
    let [Block::Table(Table { columns, rows, .. })] = &blocks[..] else { panic!("{blocks:?}") };
    let columns: Vec<_> = columns.iter().map(|c| (c.title.as_str(), c.width)).collect();
    assert_eq!(columns, [("Steg", 6), ("Vad", 23)]);
    assert_eq!(rows.len(), 1);
}

#[test]
fn nesting_is_bounded_and_nothing_is_lost() {
    for text in [">".repeat(5000) + " ord", "*".repeat(3000) + "ord" + &"*".repeat(3000)] {
        let blocks = record(&text);
        assert!(shown(&blocks).contains("ord"));
        assert!(format!("{blocks:?}").matches("Quote(").count() <= DEEPEST_ALLOWED);
    }
}

const DEEPEST_ALLOWED: usize = 12;

#[test]
fn slots_are_filled_after_parsing() {
    let template = format!("# Krav\n\n{}\n\nSlut.\n", slot(0));
    let mut level = 0;
    let blocks = document_blocks(&template, &mut |number, above| {
        level = above;
        (number == 0).then(|| vec![Block::text("| # not a table |")])
    });
    let heading = Block::Heading { level: 1, anchor: None, content: vec![Inline::text("Krav")] };
    assert_eq!(blocks, Ok(vec![heading, Block::text("| # not a table |"), Block::text("Slut.")]));
    assert_eq!(level, 1);
}

#[test]
fn a_wrong_slot_is_an_error() {
    let none = &mut |_, _: u8| None;
    assert_eq!(document_blocks(&slot(7), none), Err(MarkupError::UnknownSlot(7)));
    let places = ["text {}", "# {}", "`{}`", "    {}", "> a\n> {}", "|a|\n|-|\n|{}|", "<b>{}</b>"];
    for place in places {
        let template = place.replace("{}", &slot(0));
        let fill = &mut |_, _: u8| Some(Vec::new());
        assert_eq!(document_blocks(&template, fill), Err(MarkupError::SlotInText), "{place}");
    }
}

#[test]
fn record_text_cannot_be_a_slot() {
    let imitation = slot(0);
    assert_eq!(blocks_of(&imitation, &|_| false), [Block::text(imitation.clone())]);
    assert_eq!(without_slots(&imitation), "0");
    assert_eq!(escape(&format!("{imitation}|*a*")), "0\\|\\*a\\*");
}

#[test]
fn a_skipped_heading_is_an_error() {
    let skipped = document_blocks("# A\n\n### B\n", &mut |_, _| None);
    let error = MarkupError::SkippedHeading { title: "B".into(), level: 3, above: 1 };
    assert_eq!(skipped, Err(error));
    let inside = document_blocks(&format!("# A\n\n{}", slot(0)), &mut |_, _| {
        let heading = Block::Heading { level: 3, anchor: None, content: Vec::new() };
        Some(vec![Block::Record { id: "REQ-1".into(), blocks: vec![heading] }])
    });
    assert!(matches!(inside, Err(MarkupError::SkippedHeading { .. })));
}

#[test]
fn escaped_values_are_only_text() {
    let value = "# [x](javascript:1) <b> *a* _b_ `c` \\ & | 1. - ! ~";
    let blocks = document_blocks(&format!("Namn: {}", escape(value)), &mut |_, _| None);
    assert_eq!(blocks, Ok(vec![Block::text(format!("Namn: {value}"))]));
}
