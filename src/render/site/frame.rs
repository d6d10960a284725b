//! What stands around the content: head, menu, search, switches, marks and foot.

use super::Writer;
use super::writer::Html;
use crate::report::site::Page;

/// `'self'` is the folder's own files: a browser that opens a page from a folder runs the scripts
/// that lie there, and nothing that stands in the page.
const HEAD: &str = "<meta charset=\"utf-8\">\n\
    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; \
    style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'\">\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
    <meta name=\"referrer\" content=\"no-referrer\">\n\
    <meta name=\"color-scheme\" content=\"light dark\">\n";

/// Entries of the menu: key, address, word.
const MENU: &[(&str, &str, &str)] = &[
    ("overview", "index.html", "site.overview"),
    ("gate", "gate.html", "site.gate"),
    ("findings", "findings.html", "site.findings"),
    ("risks", "risks.html", "site.risks"),
    ("coverage", "coverage.html", "site.coverage"),
    ("records", "records.html", "site.records"),
    ("baselines", "baselines.html", "site.baselines"),
];

impl Writer<'_> {
    pub(super) fn frame(&mut self, page: &Page<'_>) {
        self.head(page);
        self.put("<body>\n<a class=\"skip\" href=\"#content\">").put("");
        self.say("render.skip").put("</a>\n");
        // What they say stands in the style sheet of this build.
        self.put("<p class=\"marks\"></p>\n");
        self.banner(page);
        self.put("<main id=\"content\" tabindex=\"-1\">\n");
        self.body(&page.body);
        self.put("</main>\n");
        self.put("<footer class=\"foot\"><p class=\"commit-read\"></p><p class=\"as-of\"></p></footer>\n");
        self.put("</body>\n</html>\n");
    }

    fn head(&mut self, page: &Page<'_>) {
        let (root, frame) = (self.root, page.frame);
        self.put("<!doctype html>\n<html lang=\"").text(&frame.language);
        // The script finds the search index of the page's language from here.
        self.put("\" data-root=\"").put(root).put("\">\n<head>\n").put(HEAD);
        self.put("<title>").text(&page.title).put(" · ").text(&frame.product).put("</title>\n");
        self.put("<script src=\"").put(root).put("../assets/theme.js\"></script>\n");
        for style in ["../assets/site.css\">\n", "../assets/standing.css\">\n"] {
            self.put("<link rel=\"stylesheet\" href=\"").put(root).put(style);
        }
        for language in frame.languages.iter().filter(|it| **it != frame.language) {
            self.put("<link rel=\"alternate\" hreflang=\"").text(language).put("\" href=\"");
            self.put(root).put("../").text(language).put("/").text(&page.path).put("\">\n");
        }
        self.put("<script src=\"").put(root).put("../assets/site.js\" defer></script>\n</head>\n");
    }

    fn banner(&mut self, page: &Page<'_>) {
        let (root, frame) = (self.root, page.frame);
        self.put("<header class=\"banner\">\n<div class=\"bar\">\n<p class=\"product\"><a href=\"");
        self.put(root).put("index.html\">").text(&frame.product);
        if let Some(version) = &frame.version {
            self.put(" <span class=\"version\">").text(version).put("</span>");
        }
        self.put("</a></p>\n");
        self.search_box();
        self.put("<div class=\"switches\">");
        self.language_switch(page);
        self.theme_switch();
        self.put("</div>\n</div>\n<nav class=\"menu\" aria-label=\"");
        self.say("site.menu").put("\"><ul>");
        for (key, address, word) in MENU {
            self.put("<li><a href=\"").put(root).put(address);
            let current = if *key == page.menu { "\" aria-current=\"true\">" } else { "\">" };
            self.put(current);
            self.say(word).put("</a></li>");
        }
        self.put("</ul></nav>\n</header>\n");
    }

    /// Hidden until the script is there to search.
    fn search_box(&mut self) {
        self.put("<search class=\"search\" hidden><label for=\"search\">");
        self.say("site.search").put("</label><input id=\"search\" type=\"search\" ");
        self.put("autocomplete=\"off\" spellcheck=\"false\" placeholder=\"");
        self.say("site.search").put("\" aria-describedby=\"found\" data-none=\"");
        self.say("site.search.none").put("\" data-found=\"");
        self.say("site.search.found.many").put("\" data-one=\"");
        self.say("site.search.found.one").put("\" data-most=\"");
        self.say("site.search.found.most").put("\">");
        self.put("<p id=\"found\" role=\"status\"></p>");
        self.put("<ol id=\"results\" aria-label=\"");
        self.say("site.search.results").put("\" hidden></ol></search>\n");
    }

    fn language_switch(&mut self, page: &Page<'_>) {
        let frame = page.frame;
        if frame.languages.len() < 2 {
            return;
        }
        let root = self.root;
        self.put("<ul class=\"languages\" aria-label=\"");
        self.say("site.languages").put("\">");
        for language in &frame.languages {
            let name = self.words.say(&format!("language.{language}"));
            if *language == frame.language {
                self.put("<li><span aria-current=\"true\">").text(&name).put("</span></li>");
                continue;
            }
            // Each language is named in itself, so that its readers find it.
            let own = self.words.say(&format!("language.own.{language}"));
            self.put("<li><a class=\"stay\" href=\"").put(root).put("../").text(language).put("/");
            self.put("").text(&page.path).put("\" hreflang=\"").text(language).put("\" lang=\"");
            self.put("").text(language).put("\">").text(&own).put("</a></li>");
        }
        self.put("</ul>");
    }

    fn theme_switch(&mut self) {
        self.put("<button type=\"button\" class=\"theme\" hidden aria-pressed=\"false\">");
        self.say("site.dark").put("</button>");
    }
}

/// Writes the page that leads to the main language.
pub(super) fn entry(languages: &[&str], product: &str) -> String {
    let mut html = Html::new();
    let main = languages.first().copied().unwrap_or_default();
    html.put("<!doctype html>\n<html lang=\"").text(main).put("\">\n<head>\n").put(HEAD);
    html.put("<meta http-equiv=\"refresh\" content=\"0; url=").text(main).put("/index.html\">\n");
    html.put("<title>").text(product).put("</title>\n");
    html.put("<link rel=\"stylesheet\" href=\"assets/site.css\">\n</head>\n<body>\n<main>\n<h1>");
    html.text(product).put("</h1>\n<ul>");
    for language in languages {
        html.put("<li><a href=\"").text(language).put("/index.html\" hreflang=\"").text(language);
        html.put("\">").text(language).put("</a></li>");
    }
    html.put("</ul>\n</main>\n</body>\n</html>\n");
    html.finish()
}
