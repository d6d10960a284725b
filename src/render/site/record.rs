//! The page of a record.

use super::Writer;
use super::block::LONGEST_WHOLE;
use crate::report::site::{
    ChangeRow, Edit, Fact, FindingRow, HistoryPart, Impact, ImpactGroup, LinkGroup, LinkRow,
    RecordPage, ReviewRow,
};
use crate::report::word_diff::Piece;

/// Values longer than this are folded together in the history.
const LONG_VALUE: usize = 220;

impl Writer<'_> {
    pub(super) fn record(&mut self, page: &RecordPage) {
        self.put("<article class=\"record\">\n<header class=\"title\"><p class=\"eyebrow\">");
        let is_long = page.id.len() > LONGEST_WHOLE;
        self.html.text(&page.kind.1);
        self.put(if is_long { " <span class=\"target\">" } else { " <span class=\"id\">" });
        self.html.text(&page.id).put("</span>");
        self.badges(&page.badges);
        self.put("</p>\n<h1>");
        self.text_of(&page.title);
        self.put("</h1>\n</header>\n<div class=\"columns\">\n<div class=\"main\">\n");
        if !page.text.is_empty() {
            self.put("<div class=\"text\">\n");
            self.blocks(&page.text);
            self.put("</div>\n");
        }
        self.lacks(page);
        self.record_findings(&page.findings);
        self.record_fields(page);
        self.links(page);
        if let Some(drawing) = &page.drawing {
            self.drawing(drawing, &page.id);
        }
        self.impact(&page.impact);
        self.served(&page.served);
        self.reviews(&page.reviews);
        self.history(&page.history);
        self.put("</div>\n");
        self.aside(page);
        self.put("</div>\n</article>\n");
    }

    pub(super) fn section(&mut self, anchor: &'static str, heading: &'static str) {
        self.put("<section aria-labelledby=\"").put(anchor).put("\">\n<h2 id=\"").put(anchor);
        self.put("\">");
        self.say(heading).put("</h2>\n");
    }

    /// How the record was judged, and where it lies.
    fn aside(&mut self, page: &RecordPage) {
        self.put("<aside class=\"state\" aria-labelledby=\"state\">\n<h2 id=\"state\">");
        self.say("site.state").put("</h2>\n<dl class=\"facts\">\n");
        page.facts.iter().for_each(|fact| self.fact(fact));
        self.put("</dl>\n<p class=\"source\"><code>").text(&page.place).put("</code><br>");
        self.say("site.fingerprint").put("<br><code>").text(&page.fingerprint).put("</code></p>\n");
        self.put("</aside>\n");
    }

    pub(super) fn fact(&mut self, fact: &Fact) {
        self.put("<div class=\"fact ").put(fact.tone.word()).put("\"><dt>").text(&fact.label);
        self.put("</dt>");
        for (index, line) in fact.lines.iter().enumerate() {
            self.put(if index == 0 { "<dd class=\"first\">" } else { "<dd>" });
            self.inlines(line);
            self.put("</dd>");
        }
        self.put("</div>\n");
    }

    fn lacks(&mut self, page: &RecordPage) {
        if page.lacks.is_empty() {
            return;
        }
        self.put("<aside class=\"notice\"><p class=\"word\">");
        let key = if page.kind.0 == "risk" { "risk.not-complete" } else { "site.control.lacks" };
        self.say(key).put("</p><ul>\n");
        for lack in &page.lacks {
            self.put("<li>");
            self.inlines(lack);
            self.put("</li>\n");
        }
        self.put("</ul></aside>\n");
    }

    pub(super) fn record_findings(&mut self, findings: &[FindingRow]) {
        if findings.is_empty() {
            return;
        }
        self.section("findings", "site.findings");
        self.in_english();
        self.put("<ul class=\"findings\">\n");
        findings.iter().for_each(|finding| self.finding(finding, false));
        self.put("</ul>\n</section>\n");
    }

    fn record_fields(&mut self, page: &RecordPage) {
        if page.fields.is_empty() {
            return;
        }
        self.section("fields", "site.fields");
        self.fields(&page.fields);
        self.put("</section>\n");
    }

    fn links(&mut self, page: &RecordPage) {
        if page.upstream.is_empty() && page.downstream.is_empty() {
            return;
        }
        self.section("links", "site.links");
        self.put("<div class=\"pair\">\n<div><h3>");
        self.say("site.upstream").put("</h3>\n");
        self.groups(&page.upstream);
        self.put("</div>\n<div><h3>");
        self.say("site.downstream").put("</h3>\n");
        self.groups(&page.downstream);
        self.put("</div>\n</div>\n</section>\n");
    }

    pub(super) fn groups(&mut self, groups: &[LinkGroup]) {
        if groups.is_empty() {
            self.put("<p class=\"none\">");
            self.say("site.links.none").put("</p>\n");
            return;
        }
        for group in groups {
            self.put("<h4>").text(&group.label).put("</h4>\n<ul class=\"refs\">\n");
            group.rows.iter().for_each(|row| self.link_row(row));
            self.put("</ul>\n");
        }
    }

    fn link_row(&mut self, row: &LinkRow) {
        self.put("<li>");
        self.reference(&row.to);
        for (label, value) in &row.attributes {
            self.put(" <span class=\"attribute\">").text(label).put(": ").text(value);
            self.put("</span>");
        }
        self.put("</li>\n");
    }

    fn impact(&mut self, impact: &Impact) {
        self.section("impact", "site.impact");
        if impact.groups.is_empty() && impact.approvals.is_empty() {
            self.put("<p class=\"none\">");
            self.say("site.impact.none").put("</p>\n");
        }
        if !impact.approvals.is_empty() {
            self.put("<h3>");
            self.say("site.impact.approvals").put("</h3>\n<p>");
            for (index, review) in impact.approvals.iter().enumerate() {
                self.put(if index == 0 { "" } else { ", " });
                self.record_link(review);
            }
            self.put("</p>\n");
        }
        impact.groups.iter().for_each(|group| self.impact_group(group));
        self.put("</section>\n");
    }

    fn impact_group(&mut self, group: &ImpactGroup) {
        self.put("<h3>").text(&group.label).put("</h3>\n<ul class=\"refs\">\n");
        for row in &group.rows {
            self.put("<li>");
            self.reference(&row.record);
            if !row.path.is_empty() {
                self.put(" <span class=\"way\">");
                self.whole(&row.path);
                self.put("</span>");
            }
            self.put("</li>\n");
        }
        self.put("</ul>\n");
        if group.more > 0 {
            self.put("<p class=\"more\">");
            self.sentence("site.impact.more", &[("n", &group.more.to_string())]);
            self.put("</p>\n");
        }
    }

    pub(super) fn reviews(&mut self, reviews: &[ReviewRow]) {
        if reviews.is_empty() {
            return;
        }
        self.section("reviews", "site.reviews");
        self.put(
            "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"reviews\">",
        );
        self.put("<table class=\"stacked\">\n<thead><tr>");
        let columns = ["review", "date", "person", "role", "decision", "covers"];
        for column in columns {
            self.put("<th scope=\"col\">");
            self.say(&format!("column.{column}")).put("</th>");
        }
        self.put("<th scope=\"col\">");
        self.say("site.state").put("</th></tr></thead>\n<tbody>\n");
        for row in reviews {
            self.put("<tr><th scope=\"row\">");
            self.record_link(&row.review);
            self.put("</th>");
            self.cell("column.date").put("<span class=\"short\">").text(&row.date).put("</span>");
            let cells = [
                ("column.person", &row.person),
                ("column.role", &row.role),
                ("column.decision", &row.decision),
            ];
            for (column, cell) in cells {
                self.put("</td>");
                self.cell(column).text(cell);
            }
            self.put("</td>");
            self.cell("column.covers");
            match &row.title {
                Some(title) => {
                    self.text_of(title);
                    self.put(" <span class=\"way\">");
                    self.whole(&row.of);
                    self.put("</span>");
                }
                None => self.whole(&row.of),
            }
            self.put("</td>");
            self.cell("site.state");
            self.badge(&row.state);
            self.put("</td></tr>\n");
        }
        self.put("</tbody></table></div>\n</section>\n");
    }

    pub(super) fn history(&mut self, history: &HistoryPart) {
        self.section("history", "site.history");
        if history.is_uncommitted {
            let text = self.words.say("site.history.uncommitted");
            self.doubt(Some(&text));
        }
        self.doubt(history.incomplete.as_deref());
        if history.rows.is_empty() {
            self.put("<p class=\"none\">");
            self.say("site.history.none").put("</p>\n");
        } else {
            self.put("<ol class=\"history\">\n");
            history.rows.iter().for_each(|row| self.change(row));
            self.put("</ol>\n");
        }
        self.put("</section>\n");
    }

    fn change(&mut self, row: &ChangeRow) {
        let day = row.date.get(..10).unwrap_or(&row.date);
        self.put("<li><p class=\"commit\"><time datetime=\"").text(&row.date).put("\">").text(day);
        self.put("</time> <strong>").text(&row.what).put("</strong> ").text(&row.author);
        self.put(" <code>").text(&row.commit).put("</code>");
        for tag in &row.baselines {
            self.put(" <span class=\"badge tag\">").text(tag).put("</span>");
        }
        self.put("</p>\n<p class=\"subject\">").text(&row.subject).put("</p>\n");
        if row.is_of_a_file {
            self.put("<p class=\"way\"><code>").text(&row.file).put("</code></p>\n");
        }
        if row.is_other {
            self.put("<p class=\"doubt\">");
            self.say("site.history.other").put("</p>\n");
        }
        if let Some(against) = &row.against {
            self.put("<p class=\"way\">");
            self.sentence("site.history.against", &[("commit", against)]).put("</p>\n");
        }
        if let Some(taken) = &row.side_taken {
            self.put("<p class=\"way\">");
            self.sentence("site.history.side-taken", &[("commit", taken)]).put("</p>\n");
        }
        if let Some(before) = &row.moved_from {
            let values = [("from", before.as_str()), ("to", row.file.as_str())];
            self.put("<p class=\"way\">");
            self.sentence("site.history.moved", &values).put("</p>\n");
        }
        self.edits(&row.edits);
        self.put("</li>\n");
    }

    pub(super) fn edits(&mut self, edits: &[Edit]) {
        if edits.is_empty() {
            return;
        }
        self.put("<dl class=\"edits\">\n");
        for edit in edits {
            self.put("<div><dt>").text(&edit.path).put("</dt><dd");
            if let Some(language) = &edit.language {
                self.put(" lang=\"").text(language).put("\"");
            }
            self.put(">");
            if let Some(words) = &edit.words {
                self.word_by_word(words);
                self.put("</dd></div>\n");
                continue;
            }
            if let Some(before) = &edit.before {
                self.put("<del>");
                self.hidden("column.before");
                self.edited(before);
                self.put("</del>");
            }
            if let Some(after) = &edit.after {
                self.put("<ins>");
                self.hidden("column.after");
                self.edited(after);
                self.put("</ins>");
            }
            self.put("</dd></div>\n");
        }
        self.put("</dl>\n");
    }

    /// Writes a word for screen readers alone, in the language of the page whatever stands around it.
    fn hidden(&mut self, word: &str) {
        let language = self.words.language();
        self.put("<span class=\"hidden\" lang=\"").text(language).put("\">");
        self.say(word).put(" </span>");
    }

    fn word_by_word(&mut self, words: &[Piece]) {
        self.put("<p class=\"words\">");
        for piece in words {
            let (start, word, end) = match piece.change {
                "removed" => ("<del>", "column.before", "</del>"),
                "added" => ("<ins>", "column.after", "</ins>"),
                _ => {
                    self.html.text(&piece.text);
                    continue;
                }
            };
            self.put(start);
            self.hidden(word);
            self.html.text(&piece.text).put(end);
        }
        self.put("</p>");
    }

    /// Writes a value whole; a long one is unfolded by whoever wants to read it.
    fn edited(&mut self, value: &str) {
        if value.len() <= LONG_VALUE {
            self.html.text(value);
            return;
        }
        let end = value.floor_char_boundary(LONG_VALUE / 2);
        let end = value[..end].rfind(' ').filter(|at| *at > 0).unwrap_or(end);
        self.put("<details><summary>").text(&value[..end]).put(" …</summary>");
        self.put("<p>").text(value).put("</p></details>");
    }
}
