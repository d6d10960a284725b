//! Baselines, and what differs between two of them.

use super::Writer;
use crate::report::site::{BaselineRow, BaselinesPage, Counts, DifferencePage, DifferenceRow};

impl Writer<'_> {
    pub(super) fn baselines(&mut self, page: &BaselinesPage) {
        self.heading("site.baselines");
        self.doubt(page.incomplete.as_deref());
        if page.rows.len() < 2 {
            self.put("<p class=\"none\">");
            self.say("site.baselines.none").put("</p>\n");
        }
        let columns =
            ["site.baseline", "column.date", "field.commit", "column.person", "site.since"];
        self.table("site.baselines", "listed stacked", &columns);
        page.rows.iter().for_each(|row| self.baseline(row));
        self.end_table();
    }

    pub(super) fn doubt(&mut self, doubt: Option<&str>) {
        if let Some(doubt) = doubt {
            self.put("<p class=\"doubt\">").text(doubt).put("</p>\n");
        }
    }

    fn baseline(&mut self, row: &BaselineRow) {
        self.put("<tr><th scope=\"row\">");
        match &row.tag {
            Some(tag) => self.put("<span class=\"badge tag\">").text(tag).put("</span>"),
            None => self.say("site.now"),
        };
        let date = row.date.as_deref().map(|date| date.get(..10).unwrap_or(date));
        self.put("</th>");
        self.cell("column.date").put("<span class=\"short\">").text(date.unwrap_or("–"));
        self.put("</span></td>");
        self.cell("field.commit").put("<code>").text(row.commit.as_deref().unwrap_or("–"));
        self.put("</code></td>");
        self.cell("column.person").text(row.author.as_deref().unwrap_or("")).put("</td>");
        self.cell("site.since");
        if let Some((tag, address, counts)) = &row.since {
            self.link(address);
            self.sentence("site.since.tag", &[("tag", tag)]).put("</a> ");
            self.counts(*counts);
        }
        self.put("</td></tr>\n");
    }

    fn counts(&mut self, counts: Counts) {
        let Counts { added, changed, moved, removed } = counts;
        self.put("<span class=\"way\">");
        let kinds =
            [("added", added), ("changed", changed), ("moved", moved), ("removed", removed)];
        let mut is_first = true;
        for (key, number) in kinds.into_iter().filter(|(_, number)| *number > 0) {
            self.put(if is_first { "" } else { ", " });
            is_first = false;
            self.counted(&format!("site.count.{key}"), number);
        }
        if is_first {
            self.say("site.count.none");
        }
        self.put("</span>");
    }

    pub(super) fn difference(&mut self, page: &DifferencePage) {
        let values = [("from", &*page.from), ("to", &*page.to)];
        self.put("<h1>");
        self.sentence("site.difference", &values).put("</h1>\n<p>");
        self.counts(page.counts);
        self.put("</p>\n");
        self.doubt(page.incomplete.as_deref());
        if !page.unknown.is_empty() {
            self.put("<aside class=\"notice\"><p class=\"word\">");
            self.say("site.difference.unknown").put("</p><p>");
            self.html.text(&page.unknown.join(", ")).put("</p></aside>\n");
        }
        for group in &page.groups {
            self.put("<h2>").text(&group.kind).put("</h2>\n<ol class=\"history\">\n");
            group.rows.iter().for_each(|row| self.differing(row));
            self.put("</ol>\n");
        }
    }

    fn differing(&mut self, row: &DifferenceRow) {
        self.put("<li><p>");
        self.badge(&row.what);
        self.put(" ");
        self.named(&row.target, row.has_page, row.title.as_ref());
        self.put("</p>\n");
        if row.is_other {
            self.put("<p class=\"doubt\">");
            self.say("site.history.other").put("</p>\n");
        }
        if let Some(before) = &row.moved_from {
            let values = [("from", before.as_str()), ("to", row.file.as_str())];
            self.put("<p class=\"way\">");
            self.sentence("site.history.moved", &values).put("</p>\n");
        }
        for (day, author, commit) in &row.commits {
            self.put("<p class=\"way\">").text(day).put(" ").text(author).put(" <code>");
            self.html.text(commit).put("</code></p>\n");
        }
        self.edits(&row.edits);
        self.put("</li>\n");
    }
}
