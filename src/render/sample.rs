//! A document that holds everything a renderer must write, for tests.

use crate::report::document::{Block, Column, Document, Inline, Mark, Row, Style, Table};
use crate::report::words::Words;

/// Returns a document in a language with every sort of block, and records that it shows.
pub(super) fn document(language: &str) -> Document {
    let words = Words::of(language).map(|words| words.for_renderers());
    let control = [
        ("Produkt", "Vårdtjänster 2.1"),
        ("Baslinje", "v2.0"),
        ("Senast ändrat", "2026-10-03, commit 4f2a91c0de"),
        ("Godkännande", "Godkänt av Åsa Öberg (riskansvarig) 2026-10-03"),
    ];
    let blocks = vec![
        heading(1, "Inledning"),
        Block::text(
            "Dokumentet samlar kraven på programvaran. Räksmörgås: ÅÄÖ åäö é ü ≤ ≥ ± µ → “citat”. \
             Kraven granskas mot behoven och spåras till provningar som visar att de är uppfyllda.",
        ),
        everything_inline(),
        heading(2, "Avgränsning"),
        Block::List {
            first: None,
            items: vec![
                vec![Block::text("Första punkten")],
                vec![
                    Block::text("Andra punkten"),
                    Block::List {
                        first: Some(3),
                        items: vec![vec![Block::text("tre")], vec![Block::text("fyra")]],
                    },
                ],
            ],
        },
        Block::Notice(vec![Block::text("2 poster kunde inte läsas.")]),
        Block::Foreign { language: "en".into(), blocks: vec![Block::text("Shown in English.")] },
        Block::Quote(vec![Block::text("Ett citat.")]),
        Block::Code("fn main() {\n    println!(\"``` | <b>\");\n}".into()),
        figure(),
        heading(1, "Krav"),
        requirement("REQ-001", "Uppmätt värde visas inom två sekunder"),
        requirement("REQ-002", "Ordination med spärrat personnummer avvisas"),
        heading(1, "Faror"),
        hazards(),
    ];
    Document {
        id: "software-requirements".into(),
        language: language.into(),
        title: "Programvarukravspecifikation".into(),
        subject: "Vårdtjänster 2.1".into(),
        number: Some("DOK-012".into()),
        marks: ["UTKAST", "ej incheckade ändringar"].map(Mark::of_whole).into(),
        control: control.map(|(label, value)| (label.to_string(), value.to_string())).into(),
        date: Some("2026-10-03T14:10:00+02:00".into()),
        blocks,
        records: ["REQ-001", "REQ-002", "HAZ-001", "HAZ-002"].map(String::from).into(),
        words: words.expect("the word list is whole"),
        style: Style::default(),
    }
}

/// Returns a document with nothing but these blocks, which promises to show these records.
pub(super) fn only(blocks: Vec<Block>, records: &[&str]) -> Document {
    let records = records.iter().map(ToString::to_string).collect();
    Document { blocks, records, marks: Vec::new(), ..document("sv") }
}

/// Returns a table of so many hazards, `HAZ-001` and up.
pub(super) fn table_of(n_rows: usize) -> Block {
    let text = "Fel patient visas efter byte av användare, eftersom sessionen inte avslutades.";
    let row = |n: usize| {
        let id = format!("HAZ-{n:03}");
        let cells = [Inline::RecordLink(id.clone()), Inline::text(text), Inline::text("Godkänd")];
        let cells = cells.map(|inline| vec![Block::Paragraph(vec![inline])]);
        Row { record: Some(id), cells: cells.into(), ..Row::default() }
    };
    let columns = [("Fara", 12), ("Beskrivning", 60), ("Utfall", 14)];
    let columns = columns.map(|(title, width)| Column { title: title.into(), width }).into();
    let rows = (1..=n_rows).map(row).collect();
    Block::Table(Table { caption: "Faror".into(), columns, rows, landscape: false })
}

pub(super) fn heading(level: u8, title: &str) -> Block {
    Block::Heading { level, anchor: None, content: vec![Inline::text(title)] }
}

fn everything_inline() -> Block {
    Block::Paragraph(vec![
        Inline::text("Text som "),
        Inline::Strong(vec![Inline::text("inte "), Inline::Emphasis(vec![Inline::text("kan")])]),
        Inline::text(
            " bli markup: <script>alert(1)</script> | `x` *y* #panic() $z$ [a](javascript:b). ",
        ),
        Inline::Code("a | `b` <c>".into()),
        Inline::Break,
        Inline::text("Se "),
        Inline::RecordLink("REQ-001".into()),
        Inline::text(", "),
        Inline::RecordLink("RISK-999".into()),
        Inline::text(" och "),
        Inline::Link {
            address: "https://example.org/a?b=(c)".into(),
            content: vec![Inline::text("länken")],
        },
        Inline::text(". "),
        Inline::Foreign { language: "en".into(), content: vec![Inline::text("Only in English")] },
    ])
}

fn figure() -> Block {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 200 30\">\
               <rect x=\"5\" y=\"5\" width=\"60\" height=\"20\" fill=\"#dde6f0\" stroke=\"#1f4a7a\"/>\
               <path d=\"M65 15H130\" stroke=\"#1f4a7a\"/></svg>";
    let (alt, caption) = ("En ruta med ett streck till höger", "Systemets delar");
    Block::Figure { svg: svg.into(), alt: alt.into(), caption: caption.into() }
}

fn requirement(id: &str, title: &str) -> Block {
    let field =
        |label: &str, value: Vec<Inline>| (label.to_string(), vec![Block::Paragraph(value)]);
    let content = vec![Inline::text(format!("{id} ")), Inline::text(title)];
    let heading = Block::Heading { level: 2, anchor: None, content };
    let fields = Block::Fields(vec![
        field("Status", vec![Inline::text("aktiv")]),
        field("Uppfyller", vec![Inline::RecordLink("NEED-004".into())]),
        field(
            "Motivering",
            vec![Inline::text("Personalen måste kunna lita på att värdet är aktuellt.")],
        ),
    ]);
    let text = Block::text(
        "Programvaran ska visa uppmätt värde inom två sekunder från det att mätningen är klar, \
         även när flera användare arbetar samtidigt.",
    );
    Block::Record { id: id.into(), blocks: vec![heading, text, fields] }
}

fn hazards() -> Block {
    let Block::Table(mut table) = table_of(2) else { return table_of(2) };
    let cell = vec![
        Block::text("Första stycket | med streck"),
        Block::List { first: None, items: vec![vec![Block::text("punkt")]] },
        Block::Code("kod | streck".into()),
    ];
    table.rows[1].cells[1] = cell;
    Block::Table(table)
}
