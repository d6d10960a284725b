//! The file is well formed, closed, and can be used without seeing it.

use super::*;
use crate::render::sample::{document, only};
use crate::report::document::{Mark, Style};
use std::collections::BTreeSet;

const VOID: [&str; 6] = ["meta", "br", "img", "col", "link", "!doctype"];

/// Returns the tags of a page after its style sheet, as they were written.
fn tags(html: &str) -> Vec<&str> {
    let (_, body) = html.split_once("</style>").expect("there is a style sheet");
    body.split('<').skip(1).filter_map(|rest| Some(rest.split_once('>')?.0)).collect()
}

fn values<'t>(tags: &[&'t str], attribute: &str) -> Vec<&'t str> {
    let start = format!(" {attribute}=\"");
    let value = |tag: &&'t str| Some(tag.split_once(start.as_str())?.1.split_once('"')?.0);
    tags.iter().filter_map(value).collect()
}

#[test]
fn tags_are_balanced_and_only_ours() {
    let html = render(&document("sv"));
    let mut open = Vec::new();
    for tag in tags(&html).into_iter().skip_while(|tag| !tag.starts_with("body")) {
        let name = tag.split([' ', '/']).find(|name| !name.is_empty()).unwrap_or_default();
        if tag.starts_with('/') {
            if name != "html" {
                assert_eq!(open.pop(), Some(name), "</{name}>");
            }
        } else if !VOID.contains(&name) {
            open.push(name);
        }
        assert!(!["script", "iframe", "object", "form", "base"].contains(&name), "{name}");
    }
    assert_eq!(open, [""; 0]);
}

#[test]
fn anchors_are_unique_and_links_lead_somewhere() {
    let html = render(&document("sv"));
    let tags = tags(&html);
    let anchors = values(&tags, "id");
    let unique: BTreeSet<_> = anchors.iter().copied().collect();
    assert_eq!(anchors.len(), unique.len(), "{anchors:?}");
    for id in ["REQ-001", "REQ-002", "HAZ-001", "HAZ-002", "section-1-1"] {
        assert!(unique.contains(id), "{id}");
    }
    for address in values(&tags, "href") {
        match address.strip_prefix('#') {
            Some(anchor) => assert!(unique.contains(anchor), "{anchor}"),
            None => assert_eq!(address, "https://example.org/a?b=(c)"),
        }
    }
}

#[test]
fn attacks_stay_text() {
    let attack = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'";
    let mut document = document("sv");
    document.title = attack.into();
    document.subject = attack.into();
    document.number = Some(attack.into());
    document.marks = vec![Mark::of_whole(attack)];
    document.control = vec![(attack.into(), attack.into())];
    document.date = Some(attack.into());
    document.blocks = vec![
        Block::Heading {
            level: 1,
            anchor: Some(attack.into()),
            content: vec![Inline::text(attack)],
        },
        Block::Record { id: attack.into(), blocks: vec![Block::Code(attack.into())] },
        Block::Fields(vec![(attack.into(), vec![Block::text(attack)])]),
        Block::Figure { svg: attack.into(), alt: attack.into(), caption: attack.into() },
        Block::Foreign { language: attack.into(), blocks: Vec::new() },
        Block::Paragraph(vec![
            Inline::Link { address: attack.into(), content: vec![Inline::Code(attack.into())] },
            Inline::RecordLink(attack.into()),
        ]),
    ];
    let html = render(&document);
    for tag in tags(&html) {
        let outside_quotes: String = tag.split('"').step_by(2).collect();
        let is_ours = !tag.starts_with("script") && !outside_quotes.contains("onerror");
        assert!(is_ours, "<{tag}>");
    }
    let (_, body) = html.split_once("</style>").expect("there is a style sheet");
    assert!(!body.contains("<script") && !body.contains("<img src=x"));
}

#[test]
fn printed_pages_have_marks_and_numbers_in_their_margins() {
    let mut document = document("sv");
    document.marks = vec![Mark::of_whole("</style><script>\"\\")];
    let html = render(&document);
    let number = "content: \"Sida\\20 \" counter(page) \"\\20 av\\20 \" counter(pages) \"\";";
    assert!(html.contains(number), "{html}");
    assert!(
        html.contains("content: \"\\3c \\2f style\\3e \\3c script\\3e \\22 \\5c \";"),
        "{html}"
    );
    assert_eq!(html.matches("</style>").count(), 1);
}

#[test]
fn the_policy_stands_before_anything_that_loads() {
    let html = render(&document("en"));
    let policy = html.find("Content-Security-Policy").expect("there is a policy");
    assert!(html.contains("default-src 'none'") && !html.contains("script-src"));
    assert!(policy < html.find("<style").expect("there is a style sheet"));
    assert!(!STYLE_SHEET.contains("url(") && !STYLE_SHEET.contains("@import"));
}

const STYLE_SHEET: &str = include_str!("../../../templates/document.css");

#[test]
fn a_page_can_be_used_without_seeing_it() {
    let html = render(&document("sv"));
    let parts = [
        "<html lang=\"sv\">",
        "<a class=\"skip\" href=\"#text\">Hoppa till texten</a>",
        "<nav aria-labelledby=\"contents\">",
        "<main id=\"text\"",
        "<th scope=\"col\">Beskrivning</th>",
        "<th scope=\"row\"><span class=\"id\">HAZ-001</span></th>",
        "<caption>Tabell 3.1: Faror</caption>",
        "<div lang=\"en\">",
        "<span lang=\"en\">Only in English</span>",
        "alt=\"En ruta med ett streck till höger\"",
    ];
    for part in parts {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn control_characters_are_made_visible() {
    let html = render(&only(vec![Block::text("a\u{0}b\u{1b}c")], &[]));
    assert!(html.contains("a\u{fffd}b\u{fffd}c"));
}

#[test]
fn the_look_that_a_project_chooses_is_used_and_cannot_break_out() {
    let mut document = document("sv");
    document.style = Style {
        accent: Some("#7a1f4a".into()),
        is_serif: true,
        logo: Some(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".into(),
        ),
        logo_alt: "Tillverkaren \"<b>".into(),
    };
    let html = render(&document);
    assert!(html.contains(":root { --accent: #7a1f4a; }") && html.contains("Georgia"), "{html}");
    assert!(html.contains("alt=\"Tillverkaren &quot;&lt;b&gt;\"") && !html.contains("<script>"));
    document.style.accent = Some("#fff;} body{display:none".into());
    assert!(!render(&document).contains("display:none"));
}

#[test]
fn no_browser_breaks_an_id_or_a_date() {
    let said = "Godkänt 2026-11-17 av <b> (REV-032), se REQ-1- och multi-dose";
    let html = render(&only(vec![Block::text(said)], &[]));
    let date = "Godkänt <span class=\"short\">2026-11-17</span> av &lt;b&gt;";
    assert!(html.contains(date), "{html}");
    let id = "(<span class=\"short\">REV-032</span>), se REQ-1- och multi-dose</p>";
    assert!(html.contains(id), "{html}");
}
