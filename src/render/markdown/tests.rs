//! What the writer says must be what a Markdown parser reads.

use super::*;
use crate::render::sample::{document, only};
use crate::report::document::{Column, Row, Table, each_text, plain_text};
use crate::report::markup::blocks_of;
use proptest::prelude::*;

/// Returns what a parser makes of a document that holds only these blocks.
fn read_back(blocks: Vec<Block>) -> Vec<Block> {
    let document = Document {
        title: String::new(),
        subject: String::new(),
        number: None,
        control: Vec::new(),
        ..only(blocks, &[])
    };
    let written = render(&document);
    let body = written.strip_prefix("# \n").expect("there is only a title");
    blocks_of(body, &|_| false)
}

fn normal(text: &str) -> String {
    let visible = inline::visible(&text.replace(['\n', '\t', '\r'], " "));
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn shown_text(blocks: &[Block]) -> String {
    let mut text = String::new();
    each_text(blocks, &mut |piece| text.push_str(piece.text));
    normal(&text)
}

#[test]
fn awkward_texts_are_read_back_as_they_were() {
    let texts = [
        "1. inte en lista",
        "12) inte heller",
        "- nej",
        "+ nej",
        "# nej",
        "    nej",
        "> nej",
        "=== nej",
        "a_b_c och _d_",
        "<b>x</b> &amp; &lt;",
        "| a | b |",
        "[x](y) ![z](w) <http://a>",
        "* * *",
        "~~a~~ ``` x",
        "rad ett\n# rad två",
        "slut\\",
        "[^1]",
        "[^1]: not",
        "[a]: b",
        "a | b\n-|-",
        "http://example.org/[x]",
        "$x$",
        "\u{1b}[31m",
        ": a",
    ];
    for text in texts {
        let blocks = read_back(vec![Block::text(text)]);
        assert_eq!(blocks, [Block::text(normal(text))], "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_back_as_it_was(text in "[ -~åäö\n]{1,60}") {
        let normal = normal(&text);
        let blocks = read_back(vec![Block::text(text)]);
        let expected = if normal.is_empty() { vec![] } else { vec![Block::text(normal)] };
        prop_assert_eq!(blocks, expected);
    }

    #[test]
    fn any_code_is_read_back_as_it_was(text in "[a-z`|\\\\ ]{1,30}") {
        let code = vec![Inline::text("x "), Inline::Code(text.clone())];
        let blocks = read_back(vec![Block::Paragraph(code)]);
        prop_assert_eq!(shown_text(&blocks), normal(&format!("x {text}")));
    }

    #[test]
    fn any_cell_stays_in_its_cell(cell in "[ -~åäö]{1,40}") {
        let columns = ["A", "B"].map(|title| Column { title: title.into(), width: 1 }).into();
        let code = Block::Paragraph(vec![Inline::Code(cell.clone())]);
        let cells = vec![vec![Block::text(cell.clone())], vec![code]];
        let rows = vec![Row { cells, ..Row::default() }];
        let table = Table { columns, rows, ..Table::default() };
        match &read_back(vec![Block::Table(table)])[..] {
            [Block::Table(read)] => {
                prop_assert_eq!(read.rows.len(), 1);
                let [text, code] = &read.rows[0].cells[..] else { panic!("two cells") };
                prop_assert_eq!(shown_text(text), normal(&cell));
                prop_assert_eq!(shown_text(code), normal(&cell));
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }
}

#[test]
fn emphasis_and_links_are_read_back() {
    let content = vec![
        Inline::text("a "),
        Inline::Strong(vec![Inline::text("fet")]),
        Inline::text(" och "),
        Inline::Emphasis(vec![Inline::text("kursiv ")]),
        Inline::Link { address: "https://a.se/(b)".into(), content: vec![Inline::text("l]änk")] },
    ];
    let Some(Block::Paragraph(read)) = read_back(vec![Block::Paragraph(content)]).pop() else {
        panic!("one paragraph expected")
    };
    assert_eq!(read[1], Inline::Strong(vec![Inline::text("fet")]));
    assert_eq!(read[3], Inline::Emphasis(vec![Inline::text("kursiv")]));
    let link = vec![Inline::text("l]änk")];
    assert_eq!(read[5], Inline::Link { address: "https://a.se/%28b%29".into(), content: link });
}

#[test]
fn lists_quotes_and_code_are_read_back() {
    let list = Block::List {
        first: Some(9),
        items: vec![
            vec![Block::text("nio"), Block::Code("a\n\n  b".into())],
            vec![
                Block::text("tio"),
                Block::List { first: None, items: vec![vec![Block::text("x")]] },
            ],
        ],
    };
    let quote = Block::Quote(vec![Block::text("a"), Block::text("b")]);
    assert_eq!(read_back(vec![list.clone(), quote.clone()]), [list, quote]);
}

#[test]
fn a_break_stays_a_break_and_a_row_stays_a_row() {
    let broken = vec![Inline::text("a"), Inline::Break, Inline::text("- b"), Inline::Break];
    let expected = vec![Inline::text("a"), Inline::Break, Inline::text("- b")];
    assert_eq!(read_back(vec![Block::Paragraph(broken.clone())]), [Block::Paragraph(expected)]);
    let columns = vec![Column { title: "A|B".into(), width: 1 }];
    let two = [vec![Block::Paragraph(broken)], vec![Block::text("för mycket")]];
    let rows = vec![Row { cells: two.into(), ..Row::default() }];
    let table = render(&only(vec![Block::Table(Table { columns, rows, ..Table::default() })], &[]));
    assert!(table.ends_with(" |\n| a<br>\\- b<br>för mycket |\n"), "{table}");
}

#[test]
fn records_are_targets_of_links() {
    let markdown = render(&document("sv"));
    assert!(markdown.contains("<a id=\"REQ-001\"></a>\n\n### REQ-001 Uppmätt"), "{markdown}");
    assert!(markdown.contains("Se [REQ-001](#REQ-001), RISK-999 och"), "{markdown}");
    assert!(markdown.contains("| <a id=\"HAZ-001\"></a>HAZ-001 |"), "{markdown}");
    assert_eq!(plain_text(&[Inline::text("x")]), "x");
}
