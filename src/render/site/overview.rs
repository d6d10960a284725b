//! The first page: verdict, shares, kinds and the newest changes.

use super::Writer;
use crate::report::site::{CommitRow, OverviewPage, Share, Tone};

impl Writer<'_> {
    pub(super) fn overview(&mut self, page: &OverviewPage) {
        self.heading("site.overview");
        self.blocks(&page.notices);
        self.put("<div class=\"tiles\">\n");
        self.gate_tile(page);
        self.findings_tile(page);
        page.shares.iter().for_each(|share| self.share(share));
        self.put("</div>\n<div class=\"pair wide\">\n<section><h2>");
        self.say("site.records").put("</h2>\n");
        self.kinds(&page.kinds);
        self.put("</section>\n<section><h2>");
        self.say("site.changes").put("</h2>\n");
        self.commits(&page.commits);
        self.put("</section>\n</div>\n");
    }

    fn gate_tile(&mut self, page: &OverviewPage) {
        self.put("<section class=\"tile ").put(Tone::of(page.open).word()).put("\"><h2>");
        self.link("gate.html").put("");
        self.say("site.gate").put("</a></h2>\n<p class=\"big\">");
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
        let numbers = [("n", page.met.to_string()), ("of", page.asked.to_string())];
        let numbers = [(numbers[0].0, &*numbers[0].1), (numbers[1].0, &*numbers[1].1)];
        self.put("<br>");
        self.sentence("site.gate.met", &numbers).put("</p></section>\n");
    }

    fn findings_tile(&mut self, page: &OverviewPage) {
        let tone = match (page.errors, page.warnings) {
            (0, 0) => Tone::Good,
            (0, _) => Tone::Doubtful,
            _ => Tone::Bad,
        };
        self.put("<section class=\"tile ").put(tone.word()).put("\"><h2>");
        self.link("findings.html").put("");
        self.say("site.findings").put("</a></h2>\n<p class=\"big\">").number(page.errors).put(" ");
        self.plural("site.errors", page.errors).put("</p><p>").number(page.warnings).put(" ");
        self.plural("site.warnings", page.warnings).put("<br>").number(page.waived).put(" ");
        self.plural("site.waived", page.waived).put("</p></section>\n");
    }

    fn share(&mut self, share: &Share) {
        self.put("<section class=\"tile ").put(share.tone().word()).put("\"><h2>");
        self.link(&share.address).text(&share.label).put("</a></h2>\n<p class=\"big\">");
        self.html.number(share.good).put(" <span class=\"of\">/ ").number(share.of);
        self.put("</span></p>\n");
        // A bar repeats the numbers, for those who see it.
        let width = (share.good * 100).checked_div(share.of).unwrap_or(0);
        self.put("<svg class=\"bar\" viewBox=\"0 0 100 3\" preserveAspectRatio=\"none\" ");
        self.put("aria-hidden=\"true\"><rect class=\"all\" width=\"100\" height=\"3\"/>");
        self.put("<rect class=\"good\" width=\"").number(width).put("\" height=\"3\"/></svg>");
        if !share.rest.is_empty() {
            self.put("<p class=\"rest\">").text(&share.rest.join(", ")).put("</p>");
        }
        self.put("</section>\n");
    }

    fn commits(&mut self, commits: &[CommitRow]) {
        if commits.is_empty() {
            self.put("<p class=\"none\">");
            self.say("site.history.none").put("</p>\n");
            return;
        }
        self.put("<ol class=\"history\">\n");
        for commit in commits {
            let day = commit.date.get(..10).unwrap_or(&commit.date);
            self.put("<li><p class=\"commit\"><time datetime=\"").text(&commit.date).put("\">");
            self.html.text(day).put("</time> ").text(&commit.author).put(" <code>");
            self.html.text(&commit.commit).put("</code>");
            for tag in &commit.baselines {
                self.put(" <span class=\"badge tag\">").text(tag).put("</span>");
            }
            self.put("</p>\n<p class=\"subject\">").text(&commit.subject);
            self.put(" <span class=\"way\">· ");
            let counted = self.words.counted("site.changed", commit.changed);
            self.html.text(&counted).put("</span></p></li>\n");
        }
        self.put("</ol>\n");
    }
}
