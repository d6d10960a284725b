//! Pages that list: kinds, records of a kind, findings, the verdict of the gate, and risks.

use super::{Html, Writer};
use crate::report::document::Inline;
use crate::report::site::{
    Badge, CriterionRow, Failing, FindingRow, FindingsPage, GatePage, KindPage, KindRow,
    ListedRecord, MatrixCell, NO_CELL, RecordsPage, Ref, RiskRow, RisksPage, RulePage, RuleRow,
    Tone,
};
use crate::report::view::Text;

/// Columns of a risk matrix that a phone has room for.
const NARROW: usize = 6;

/// Returns whether a message holds a link to the record that it is about.
fn names(message: &[Inline], target: &str) -> bool {
    message.iter().any(|inline| match inline {
        Inline::RecordLink(id) => id == target,
        Inline::Foreign { content, .. } => names(content, target),
        _ => false,
    })
}

impl Writer<'_> {
    pub(super) fn heading(&mut self, heading: &'static str) {
        self.put("<h1>");
        self.say(heading).put("</h1>\n");
    }

    /// Opens a table that scrolls by itself, with its columns.
    pub(super) fn table(&mut self, caption: &str, class: &'static str, columns: &[&str]) {
        self.put("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
        self.say(caption).put("\"><table class=\"").put(class).put("\">\n<caption>");
        self.say(caption).put("</caption>\n<thead><tr>");
        for column in columns {
            self.put("<th scope=\"col\">");
            self.say(column).put("</th>");
        }
        self.put("</tr></thead>\n<tbody>\n");
    }

    /// Opens a cell that says which column it is of where the row becomes a card, as on a phone.
    pub(super) fn cell(&mut self, column: &str) -> &mut Html {
        self.put("<td data-label=\"");
        self.say(column).put("\">")
    }

    pub(super) fn end_table(&mut self) {
        self.put("</tbody>\n</table></div>\n");
    }

    pub(super) fn records(&mut self, page: &RecordsPage) {
        self.heading("site.records");
        self.kinds(&page.kinds);
        self.texts("site.subject.narrative", &page.narratives);
        self.texts("site.subject.project-file", &page.settings);
    }

    fn texts(&mut self, heading: &'static str, texts: &[(Ref, Badge)]) {
        if texts.is_empty() {
            return;
        }
        self.put("<h2>");
        self.say(heading).put("</h2>\n<ul class=\"refs\">\n");
        for (text, approval) in texts {
            self.put("<li>");
            self.reference(text);
            self.put(" ");
            self.badge(approval);
            self.put("</li>\n");
        }
        self.put("</ul>\n");
    }

    pub(super) fn kinds(&mut self, kinds: &[KindRow]) {
        if kinds.is_empty() {
            return self.nothing("site.records.none");
        }
        let columns = ["site.kind", "column.number", "site.drafts", "site.retired"];
        self.table("site.kinds", "numbers", &columns);
        for kind in kinds {
            self.put("<tr><th scope=\"row\">");
            self.link(&kind.address).text(&kind.name).put("</a></th>");
            for number in [kind.records, kind.drafts, kind.retired] {
                self.put("<td class=\"number\">").number(number).put("</td>");
            }
            self.put("</tr>\n");
        }
        self.end_table();
    }

    pub(super) fn kind(&mut self, page: &KindPage) {
        self.put("<h1>").text(&page.name).put("</h1>\n");
        self.filter_box();
        let columns =
            ["field.id", "column.title", "site.state", "column.approval", "site.findings"];
        self.table("site.records", "listed counted stacked", &columns);
        page.rows.iter().for_each(|row| self.listed(row));
        self.end_table();
    }

    /// A box that narrows the table below it; hidden until there is a script.
    pub(super) fn filter_box(&mut self) {
        self.put("<p class=\"filter\" hidden><label for=\"filter\">");
        self.say("site.filter").put("</label> <input id=\"filter\" type=\"search\" ");
        self.put(
            "autocomplete=\"off\" spellcheck=\"false\"> <output for=\"filter\"></output></p>\n",
        );
    }

    fn listed(&mut self, row: &ListedRecord) {
        self.put("<tr><th scope=\"row\">");
        self.record_link(&row.record.id);
        self.put("</th><td>");
        if let Some(title) = &row.record.title {
            self.text_of(title);
        }
        self.put("</td>");
        self.cell("site.state");
        self.badges(&row.record.badges);
        self.put("</td>");
        self.cell("column.approval");
        self.badge(&row.approval);
        self.put("</td>");
        self.number_cell("site.findings", row.findings);
        self.put("</tr>\n");
    }

    pub(super) fn findings(&mut self, page: &FindingsPage) {
        self.heading("site.findings");
        let numbers = [
            ("errors", page.errors),
            ("warnings", page.warnings),
            ("notes", page.notes),
            ("waived", page.waived),
        ];
        self.put("<ul class=\"totals\">");
        for (key, number) in numbers {
            self.put("<li><strong>").number(number).put("</strong> ");
            self.plural(&format!("site.{key}"), number).put("</li>");
        }
        self.put("</ul>\n<p>");
        self.sentence("site.rules.asked", &[("n", &page.n_rules.to_string())]).put("</p>\n");
        if page.rules.is_empty() {
            return;
        }
        self.in_english();
        let columns = ["site.severity", "site.rule", "site.summary", "site.found", "column.waived"];
        self.table("site.rules", "rules stacked", &columns);
        page.rules.iter().for_each(|row| self.rule_row(row));
        self.end_table();
    }

    fn rule_row(&mut self, row: &RuleRow) {
        self.put("<tr><td>");
        self.tone("badge ", row.severity.0).text(&row.severity.1).put("</span>");
        self.put("</td><th scope=\"row\">");
        self.link(&row.address).text(row.code).put("</a></th><td lang=\"en\">");
        self.html.text(row.summary);
        self.put("</td>");
        self.number_cell("site.found", row.found);
        self.number_cell("column.waived", row.waived);
        self.put("</tr>\n");
    }

    /// Says that there is nothing to list.
    fn nothing(&mut self, word: &str) {
        self.put("<p class=\"none\">");
        self.say(word).put("</p>\n");
    }

    /// Writes the word for so many of something.
    pub(super) fn plural(&mut self, key: &str, n: usize) -> &mut Html {
        self.say(&format!("{key}.{}", if n == 1 { "one" } else { "many" }))
    }

    /// Writes a cell with a number, empty where there is nothing to count.
    fn number_cell(&mut self, column: &str, number: usize) {
        self.put("<td class=\"number\" data-label=\"");
        self.say(column).put("\">");
        if number > 0 {
            self.html.number(number);
        }
        self.put("</td>");
    }

    pub(super) fn rule(&mut self, page: &RulePage) {
        self.put("<header class=\"title\"><p class=\"eyebrow\">");
        self.say("site.rule").put(" <span class=\"id\">").text(page.code).put("</span></p>\n");
        self.put("<h1 lang=\"en\">").text(page.summary).put("</h1></header>\n");
        self.in_english();
        self.put("<div class=\"explained\" lang=\"en\">\n");
        for paragraph in page.explain.split("\n\n") {
            self.put("<p>");
            self.quoting(paragraph);
            self.put("</p>\n");
        }
        self.put("</div>\n<h2>");
        self.sentence("site.found.n", &[("n", &page.rows.len().to_string())]).put("</h2>\n");
        self.put("<ul class=\"findings\">\n");
        page.rows.iter().for_each(|row| self.finding(row, true));
        self.put("</ul>\n");
    }

    /// Writes a text in which what stands between two marks is code.
    fn quoting(&mut self, text: &str) {
        for (nth, part) in text.split('`').enumerate() {
            let (start, end) = if nth % 2 == 1 { ("<code>", "</code>") } else { ("", "") };
            self.put(start).text(part).put(end);
        }
    }

    /// Writes a finding; on the page of its own record it needs no record.
    pub(super) fn finding(&mut self, row: &FindingRow, with_record: bool) {
        self.put("<li class=\"").put(row.severity.0.word()).put("\"><p>");
        self.tone("badge ", row.severity.0).text(&row.severity.1).put("</span> ");
        self.link(&row.address).text(row.code).put("</a> ");
        self.inlines(&row.message);
        self.put("</p>\n<p class=\"way\"><code>").text(&row.place).put("</code>");
        let is_told = |target: &&String| !with_record || names(&row.message, target);
        if let Some(target) = row.record.as_ref().filter(|target| !is_told(target)) {
            self.put(" ");
            self.target(target);
        }
        self.put("</p>\n");
        if !row.related.is_empty() {
            self.put("<ul class=\"related\">");
            for (text, place) in &row.related {
                self.put("<li>");
                self.inlines(text);
                self.put(" <code>").text(place).put("</code></li>");
            }
            self.put("</ul>\n");
        }
        if let Some(help) = &row.help {
            self.put("<p class=\"help\"><span>");
            self.say("site.help").put("</span> ");
            self.inlines(help);
            self.put("</p>\n");
        }
        self.waived(row.waived.as_ref());
        self.put("</li>\n");
    }

    /// Says on a page of another language that what rules say is given in English.
    pub(super) fn in_english(&mut self) {
        if self.words.language() != "en" {
            self.put("<p class=\"untranslated\">");
            self.say("site.in-english").put("</p>\n");
        }
    }

    /// Writes a text that is English on every page, in which what stands between two marks is code.
    fn english(&mut self, text: &str) {
        let language = (self.words.language() != "en").then(|| "en".to_string());
        self.text_of_with(&Text { text: text.to_string(), language }, Self::quoting);
    }

    fn waived(&mut self, waived: Option<&(String, String)>) {
        let Some((by, until)) = waived else { return };
        self.put("<p class=\"way\">");
        self.say("site.waived.by").put(" ");
        self.record_link(by);
        self.put(" ");
        self.sentence("site.waived.until", &[("day", until)]).put("</p>\n");
    }

    /// Writes what a finding is about: a record with its page, or a section of the project file.
    fn target(&mut self, target: &str) {
        match target.contains('#') && self.addresses.section(target).is_none() {
            true => {
                self.put("<code>").text(target).put("</code>");
            }
            false => self.record_link(target),
        }
    }

    pub(super) fn gate(&mut self, page: &GatePage) {
        self.heading("site.gate");
        self.verdict(page);
        self.table("site.criteria", "criteria", &["site.criterion", "site.state"]);
        page.criteria.iter().for_each(|row| self.criterion_row(row));
        self.end_table();
        for row in page.criteria.iter().filter(|row| !row.failing.is_empty()) {
            self.criterion(row);
        }
        self.beside_the_criteria(page);
    }

    fn verdict(&mut self, page: &GatePage) {
        self.put("<div class=\"verdict ")
            .put(Tone::of(page.open).word())
            .put("\"><p class=\"big\">");
        self.say(if page.open { "site.gate.open" } else { "site.gate.closed" }).put("</p><p>");
        match &page.release {
            Some((id, version)) => {
                self.record_link(id);
                self.put(" ").text(version);
            }
            None => {
                self.say("site.release.none");
            }
        }
        self.put("</p><p>");
        self.say("site.gate.person").put("</p></div>\n");
    }

    fn criterion_row(&mut self, row: &CriterionRow) {
        self.put("<tr><th scope=\"row\">");
        match row.failing.is_empty() {
            true => self.html.text(&row.summary),
            false => {
                let html = self.put("<a href=\"#").text(row.name).put("\">");
                html.text(&row.summary).put("</a>")
            }
        };
        if let Some(reason) = &row.reason {
            self.put("<span class=\"way\">");
            self.english(reason);
            self.put("</span>");
        }
        self.put("</th><td class=\"short\">");
        self.badge(&row.state);
        if !row.failing.is_empty() {
            self.put(" <span class=\"count\">").number(row.failing.len() + row.more).put("</span>");
        }
        self.put("</td></tr>\n");
    }

    fn criterion(&mut self, row: &CriterionRow) {
        self.put("<section aria-labelledby=\"").text(row.name).put("\">\n<h2 id=\"").text(row.name);
        self.put("\">").text(&row.summary).put("</h2>\n");
        self.in_english();
        self.put("<ul class=\"findings\">\n");
        row.failing.iter().for_each(|failing| self.failing(failing));
        self.put("</ul>\n");
        if row.more > 0 {
            self.put("<p class=\"more\">");
            self.sentence("site.gate.more", &[("n", &row.more.to_string())]).put(" ");
            self.link("findings.html").put("");
            self.say("site.findings").put("</a></p>\n");
        }
        self.put("</section>\n");
    }

    fn failing(&mut self, failing: &Failing) {
        self.put("<li class=\"bad\"><p>");
        self.link(&failing.address).text(failing.code).put("</a> ");
        self.inlines(&failing.message);
        if let Some(target) = failing.record.as_ref().filter(|it| !names(&failing.message, it)) {
            self.put(" ");
            self.target(target);
        }
        self.put("</p>\n");
        if !failing.details.is_empty() {
            self.put("<ul class=\"related\">");
            for detail in &failing.details {
                self.put("<li>");
                self.inlines(detail);
                self.put("</li>");
            }
            self.put("</ul>\n");
        }
        self.waived(failing.waived.as_ref());
        self.put("</li>\n");
    }

    fn beside_the_criteria(&mut self, page: &GatePage) {
        if !page.looser.is_empty() {
            self.put("<h2>");
            self.say("site.gate.looser").put("</h2>\n<ul>");
            for looser in &page.looser {
                self.put("<li>").text(looser).put("</li>");
            }
            self.put("</ul>\n");
        }
        if !page.waived.is_empty() {
            self.put("<h2>");
            self.say("site.gate.waived").put("</h2>\n");
            self.in_english();
            self.put("<ul class=\"findings\">\n");
            page.waived.iter().for_each(|failing| self.failing(failing));
            self.put("</ul>\n");
        }
        if !page.not_evaluated.is_empty() {
            self.put("<h2>");
            self.say("site.gate.not-evaluated").put("</h2>\n<ul>");
            for summary in &page.not_evaluated {
                self.put("<li>").text(summary).put("</li>");
            }
            self.put("</ul>\n");
        }
    }

    pub(super) fn risks(&mut self, page: &RisksPage) {
        self.heading("site.risks");
        let numbers = [("n", &page.n_complete.to_string()), ("of", &page.n_current.to_string())];
        let numbers = numbers.map(|(key, number)| (key, number.as_str()));
        self.put("<p>");
        self.sentence("site.risks.controlled", &numbers).put(" ");
        self.say("site.risks.colors").put("</p>\n<div class=\"matrices\">\n");
        self.matrix(page, "initial", "table.initial-matrix", |cell| cell.initial);
        self.matrix(page, "residual", "table.residual-matrix", |cell| cell.residual);
        self.put("</div>\n");
        if page.risks.is_empty() {
            return self.nothing("site.risks.none");
        }
        self.put("<p class=\"filtered\" hidden><output aria-live=\"polite\" data-all=\"");
        self.say("site.risks.all").put("\" data-some=\"");
        self.say("site.risks.some").put("\"></output> <button type=\"button\">");
        self.say("site.risks.reset").put("</button></p>\n");
        let columns = [
            "column.risk",
            "column.title",
            "column.initial-level",
            "column.residual-level",
            "column.complete",
        ];
        self.table("site.risks", "risks stacked", &columns);
        page.risks.iter().for_each(|row| self.risk_row(row));
        self.end_table();
    }

    fn matrix(
        &mut self,
        page: &RisksPage,
        name: &'static str,
        caption: &str,
        count: fn(&MatrixCell) -> usize,
    ) {
        self.put("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
        self.say(caption).put("\"><table class=\"matrix");
        // A phone shows a matrix as a whole as long as its columns can be read.
        self.put(if page.columns.len() > NARROW { " broad" } else { "" });
        self.put("\" data-matrix=\"").put(name);
        self.put("\">\n<caption>");
        self.say(caption).put("</caption>\n<thead><tr><th scope=\"col\">");
        self.say("site.matrix.corner").put("</th>");
        for column in &page.columns {
            self.put("<th scope=\"col\">").text(column).put("</th>");
        }
        self.put("</tr></thead>\n<tbody>\n");
        for row in &page.rows {
            self.put("<tr><th scope=\"row\">").text(&row.severity).put("</th>");
            row.cells.iter().for_each(|cell| self.matrix_cell(cell, count(cell)));
            self.put("</tr>\n");
        }
        self.put("</tbody>\n</table></div>\n");
    }

    /// A cell in which no risk stands is no button: there is nothing to show.
    fn matrix_cell(&mut self, cell: &MatrixCell, count: usize) {
        self.put("<td class=\"").put(Tone::of(cell.is_acceptable).word()).put("\">");
        if count == 0 {
            self.put("<span class=\"level\">").text(&cell.level).put("</span></td>");
            return;
        }
        self.put("<button type=\"button\" aria-pressed=\"false\" data-cell=\"").text(&cell.key);
        self.put("\"><strong>").number(count).put("</strong> <span class=\"level\">");
        self.html.text(&cell.level).put("</span></button></td>");
    }

    fn risk_row(&mut self, row: &RiskRow) {
        self.put("<tr data-initial=\"").text(&row.initial).put("\" data-residual=\"");
        self.html.text(&row.residual).put("\"><th scope=\"row\">");
        self.record_link(&row.record.id);
        self.put("</th><td>");
        if let Some(title) = &row.record.title {
            self.text_of(title);
        }
        self.badges(&row.record.badges);
        for (column, cell, level) in [
            ("column.initial-level", &row.initial, &row.initial_level),
            ("column.residual-level", &row.residual, &row.residual_level),
        ] {
            self.put("</td>");
            self.cell(column);
            self.badge(level);
            if *cell == NO_CELL {
                self.put(" <span class=\"way\">");
                self.say("site.risks.no-cell").put("</span>");
            }
        }
        self.put("</td>");
        self.cell("column.complete");
        match &row.complete {
            Some(badge) => self.badge(badge),
            None => {
                self.put("–");
            }
        }
        self.put("</td></tr>\n");
    }
}
