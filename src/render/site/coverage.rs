//! Standards in numbers, the clauses of one, and one clause with its evidence.

use super::Writer;
use crate::report::site::{
    ClausePage, ClauseRow, CoveragePage, EvidenceRow, NeedRow, Ref, ServedClause, StandardPage,
    StandardRow, StepRow, Tally,
};

/// Columns of the standards, in the order of a tally.
const STATES: [&str; 5] = [
    "site.clause.complete",
    "site.clause.partial",
    "site.clause.none",
    "site.clause.to-be-judged",
    "site.clause.not-applicable",
];

impl Writer<'_> {
    pub(super) fn coverage(&mut self, page: &CoveragePage) {
        self.heading("site.coverage");
        self.put("<p>");
        self.say("site.coverage.meaning").put("</p>\n");
        for (key, products) in
            [("clause.products", &page.products), ("clause.others", &page.others)]
        {
            let names: Vec<&str> = products.iter().map(|one| &*one.text).collect();
            if !names.is_empty() {
                self.put("<p>");
                self.sentence(key, &[("products", &names.join(", "))]).put("</p>\n");
            }
        }
        if page.products.len() > 1 {
            self.put("<p>");
            self.say("clause.worst").put("</p>\n");
        }
        if page.rows.is_empty() {
            self.put("<p class=\"none\">");
            self.say("site.coverage.none").put("</p>\n");
            return;
        }
        let [complete, partial, none, to_be_judged, not_applicable] = STATES;
        let columns = ["site.standard", complete, partial, none, to_be_judged, not_applicable];
        self.table("site.standards", "numbers stacked", &columns);
        page.rows.iter().for_each(|row| self.standard_row(row));
        self.end_table();
    }

    fn standard_row(&mut self, row: &StandardRow) {
        self.put("<tr><th scope=\"row\">");
        self.link(&row.address).text(&row.name).put("</a>");
        if let Some(title) = &row.title {
            self.put("<br><span class=\"way\">");
            self.text_of(title);
            self.put("</span>");
        }
        if let Some(doubt) = &row.doubt {
            self.put(" ");
            self.badge(doubt);
        }
        let Tally { complete, partial, none, to_be_judged, not_applicable } = row.tally;
        self.put("</th>");
        let numbers = [complete, partial, none, to_be_judged, not_applicable];
        for (column, number) in STATES.into_iter().zip(numbers) {
            self.cell(column).number(number).put("</td>");
        }
        self.put("</tr>\n");
    }

    pub(super) fn standard(&mut self, page: &StandardPage) {
        self.put("<header class=\"title\"><p class=\"eyebrow\">");
        self.link("coverage.html");
        self.say("site.coverage").put("</a> ");
        self.badge(&page.confidence);
        self.put("</p>\n<h1>").text(&page.name).put("</h1></header>\n");
        for text in [&page.title, &page.notice].into_iter().flatten() {
            self.put("<p class=\"explained\">");
            self.text_of(text);
            self.put("</p>\n");
        }
        self.clauses_counted(page);
        self.filter_box();
        self.clause_table(&page.rows);
    }

    /// Says why more rows are listed than the page of all standards counts clauses.
    fn clauses_counted(&mut self, page: &StandardPage) {
        let Tally { complete, partial, none, to_be_judged, not_applicable } = page.tally;
        let counted = complete + partial + none + to_be_judged + not_applicable;
        let rest = page.rows.len().saturating_sub(counted);
        if rest > 0 {
            let numbers = [page.rows.len(), counted, rest].map(|number| number.to_string());
            let [n, counted, rest] = &numbers;
            self.put("<p>");
            self.sentence("site.clauses.n", &[("n", n), ("counted", counted), ("rest", rest)]);
            self.put("</p>\n");
        }
    }

    fn clause_table(&mut self, rows: &[ClauseRow]) {
        self.table(
            "site.clauses",
            "listed clauses stacked",
            &["site.clause", "column.title", "site.state"],
        );
        for row in rows {
            self.put("<tr><th scope=\"row\" class=\"short\">");
            self.link(&row.address).text(&row.id).put("</a></th><td class=\"depth-");
            self.html.number(row.depth.min(4)).put("\">");
            if let Some(title) = &row.title {
                self.text_of(title);
            }
            for doubt in &row.doubts {
                self.put(" ");
                self.badge(doubt);
            }
            self.put("</td>");
            self.cell("site.state");
            if let Some(state) = &row.state {
                self.badge(state);
            }
            self.put("</td></tr>\n");
        }
        self.end_table();
    }

    pub(super) fn clause(&mut self, page: &ClausePage) {
        self.put("<header class=\"title\"><p class=\"eyebrow\">");
        self.link(&page.standard.1).text(&page.standard.0).put("</a> <span class=\"id\">");
        self.html.text(&page.id).put("</span> ");
        if let Some(state) = &page.state {
            self.badge(state);
        }
        self.put("</p>\n<h1>").text(&page.id).put(" ");
        if let Some(title) = &page.title {
            self.text_of(title);
        }
        self.put("</h1></header>\n<div class=\"explained\">\n");
        self.about(page);
        self.put("</div>\n");
        if !page.needs.is_empty() {
            self.put("<h2>");
            self.say("site.needs").put("</h2>\n<ol class=\"needs\">\n");
            page.needs.iter().for_each(|need| self.need(need));
            self.put("</ol>\n");
        }
        self.steps("site.missing", &page.missing);
        self.refs("site.clause.answers", &page.answers);
        self.refs("site.clause.claims", &page.claims);
        if !page.below.is_empty() {
            self.put("<h2>");
            self.say("site.clauses.below").put("</h2>\n");
            self.clause_table(&page.below);
        }
    }

    fn about(&mut self, page: &ClausePage) {
        for text in [&page.demands, &page.note].into_iter().flatten() {
            self.put("<p>");
            self.text_of(text);
            self.put("</p>\n");
        }
        if let Some(documented) = &page.documented {
            self.put("<p>");
            self.sentence("clause.documented", &[("what", documented)]).put("</p>\n");
        }
        if let Some(usual) = &page.usual {
            self.put("<p>").text(usual).put("</p>\n");
        }
        if let Some(because) = &page.because {
            self.put("<p>").text(because).put("</p>\n");
        }
        for (product, state) in &page.by_product {
            self.put("<p>");
            self.text_of(product);
            self.put(": ");
            self.badge(state);
            self.put("</p>\n");
        }
        self.put("<p class=\"way\">");
        self.say("site.clause.words").put(" ");
        self.badge(&page.confidence);
        if let Some(basis) = &page.basis {
            self.put(" ");
            self.badge(basis);
        }
        self.put("</p>\n");
    }

    fn need(&mut self, need: &NeedRow) {
        self.put("<li><p>");
        self.badge(&need.outcome);
        self.put(" ");
        if let Some(product) = &need.product {
            self.text_of(product);
            self.put(": ");
        }
        self.inlines(&need.need);
        self.put("</p>\n");
        if !need.evidence.is_empty() {
            self.put("<ul class=\"refs\">\n");
            need.evidence.iter().for_each(|found| self.evidence(found));
            self.put("</ul>\n");
        }
        self.more(need.more);
        self.step_list(&need.missing);
        self.more(need.more_missing);
        self.put("</li>\n");
    }

    fn more(&mut self, more: usize) {
        if more > 0 {
            self.put("<p class=\"more\">");
            self.sentence("site.more", &[("n", &more.to_string())]).put("</p>\n");
        }
    }

    fn evidence(&mut self, found: &EvidenceRow) {
        self.put("<li>");
        self.reference(&found.what);
        if !found.text.is_empty() {
            self.put(" ");
            self.inlines(&found.text);
        }
        if let Some(place) = &found.place {
            self.put(" <code>").text(place).put("</code>");
        }
        if let Some((commit, day)) = &found.changed {
            self.put(" <span class=\"way\">");
            self.sentence("site.changed-by", &[("commit", commit), ("day", day)]).put("</span>");
        }
        for result in &found.results {
            self.put(" <span class=\"way\">");
            if let Some(of) = &result.of {
                self.record_link(of);
                self.put(": ");
            }
            self.record_link(&result.id);
            self.put(" ");
            self.badge(&result.outcome);
            if let Some(commit) = &result.commit {
                self.put(" <code>").text(commit.get(..10).unwrap_or(commit)).put("</code>");
            }
            self.put("</span>");
        }
        self.put("</li>\n");
    }

    fn steps(&mut self, heading: &'static str, steps: &[StepRow]) {
        if steps.is_empty() {
            return;
        }
        self.put("<h2>");
        self.say(heading).put("</h2>\n");
        self.step_list(steps);
    }

    fn step_list(&mut self, steps: &[StepRow]) {
        if steps.is_empty() {
            return;
        }
        self.put("<ul class=\"findings\">\n");
        for step in steps {
            self.put("<li class=\"doubtful\"><p>");
            self.inlines(&step.missing);
            self.put("</p><p class=\"help\"><span>");
            self.say("site.help").put("</span> ");
            self.inlines(&step.next);
            self.put("</p></li>\n");
        }
        self.put("</ul>\n");
    }

    fn refs(&mut self, heading: &'static str, refs: &[Ref]) {
        if refs.is_empty() {
            return;
        }
        self.put("<h2>");
        self.say(heading).put("</h2>\n<ul class=\"refs\">\n");
        for to in refs {
            self.put("<li>");
            self.reference(to);
            self.put("</li>\n");
        }
        self.put("</ul>\n");
    }

    /// Writes the clauses that a record is evidence of.
    pub(super) fn served(&mut self, served: &[ServedClause]) {
        if served.is_empty() {
            return;
        }
        self.put("<section aria-labelledby=\"clauses\">\n<h2 id=\"clauses\">");
        self.say("site.served").put("</h2>\n<details><summary>");
        self.counted("site.served", served.len());
        self.put("</summary>\n<ul class=\"refs\">\n");
        for clause in served {
            self.put("<li>");
            self.link(&clause.address).text(&clause.name).put("</a> ");
            if let Some(title) = &clause.title {
                self.text_of(title);
            }
            for badge in clause.state.iter().chain(&clause.doubts) {
                self.put(" ");
                self.badge(badge);
            }
            self.put("</li>\n");
        }
        self.put("</ul></details>\n</section>\n");
    }
}
