//! Pages of the site → HTML files that need no server, and the files that they share.
//!
//! A page runs the site's own scripts and no other: its policy forbids what stands in it, so a text
//! that became markup all the same would still be dead. Everything is found by relative addresses,
//! since browsers let a page that was opened from a folder read nothing but scripts, styles and pictures.

mod block;
mod coverage;
mod difference;
mod drawing;
mod frame;
mod lists;
mod overview;
mod record;
mod search;
mod section;
mod standing;
mod writer;

pub use search::search_script;
pub use standing::{STANDING, standing_style};

use crate::report::site::{Addresses, Body, Page};
use crate::report::words::Words;
use writer::Html;

/// Files that all pages share, below the folder of the site.
pub const ASSETS: &[(&str, &str)] = &[
    ("assets/site.css", include_str!("../../../templates/site/site.css")),
    ("assets/theme.js", include_str!("../../../templates/site/theme.js")),
    ("assets/site.js", include_str!("../../../templates/site/site.js")),
];

/// Writes a page in the place of an earlier one; it belongs below the folder of its language.
pub fn page(page: &Page<'_>, earlier: String) -> String {
    let mut writer = Writer {
        html: Html::in_place_of(earlier),
        words: page.words,
        addresses: page.addresses,
        root: if page.path.contains('/') { "../" } else { "" },
        in_link: false,
    };
    writer.frame(page);
    writer.html.finish()
}

/// Writes the page that opens the site in its main language; without a script.
pub fn entry(languages: &[&str], product: &str) -> String {
    frame::entry(languages, product)
}

/// Writes one page.
struct Writer<'p> {
    html: Html,
    words: &'p Words,
    addresses: &'p Addresses,
    /// From the page to the folder of its language.
    root: &'static str,
    in_link: bool,
}

impl Writer<'_> {
    fn put(&mut self, markup: &'static str) -> &mut Html {
        self.html.put(markup)
    }

    /// Adds a fixed word.
    fn say(&mut self, key: &str) -> &mut Html {
        let words = self.words;
        match words.find(key) {
            Some(word) => self.html.text(word),
            None => self.html.text(&words.say(key)),
        }
    }

    /// Adds the sentence for one thing or for several.
    fn counted(&mut self, key: &str, n: usize) -> &mut Html {
        let sentence = self.words.counted(key, n);
        self.html.text(&sentence)
    }

    fn sentence(&mut self, key: &str, values: &[(&str, &str)]) -> &mut Html {
        let sentence = self.words.sentence(key, values);
        self.html.text(&sentence)
    }

    /// Adds the start of a link to another page.
    fn link(&mut self, address: &str) -> &mut Html {
        let root = self.root;
        self.put("<a href=\"").put(root).text(address).put("\">")
    }

    /// Adds what names a record or section as a link to its page.
    fn record_link(&mut self, id: &str) {
        let (root, address) = (self.root, self.addresses.page(id));
        // What names a section, and an id that no line of a phone may hold, may be broken.
        let is_long = id.len() > block::LONGEST_WHOLE || self.addresses.section(id).is_some();
        let class = if is_long { "<a class=\"target\" href=\"" } else { "<a class=\"id\" href=\"" };
        let html = self.put(class).put(root).text(&address);
        html.put("\">").text(id).put("</a>");
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Overview(page) => self.overview(page),
            Body::Gate(page) => self.gate(page),
            Body::Findings(page) => self.findings(page),
            Body::Rule(page) => self.rule(page),
            Body::Risks(page) => self.risks(page),
            Body::Records(page) => self.records(page),
            Body::Kind(page) => self.kind(page),
            Body::Baselines(page) => self.baselines(page),
            Body::Difference(page) => self.difference(page),
            Body::Coverage(page) => self.coverage(page),
            Body::Standard(page) => self.standard(page),
            Body::Clause(page) => self.clause(page),
            Body::Record(page) => self.record(page),
            Body::Section(page) => self.section_page(page),
        }
    }
}
