//! The neighborhood of a record as a picture whose boxes are links.

use super::Writer;
use crate::report::site::{Drawing, Edge, Node};

impl Writer<'_> {
    pub(super) fn drawing(&mut self, drawing: &Drawing, id: &str) {
        self.put("<section aria-labelledby=\"drawing\">\n<h2 id=\"drawing\">");
        self.say("site.drawing").put("</h2>\n");
        self.put("<figure class=\"drawing\">\n");
        self.controls(drawing);
        self.svg(drawing, id);
        self.put("<figcaption>");
        self.say("site.drawing.caption");
        if drawing.hidden > 0 {
            self.put(" ");
            self.counted("site.drawing.hidden", drawing.hidden);
        }
        self.put("</figcaption>\n<details><summary>");
        self.say("site.drawing.text").put("</summary><ul>\n");
        for edge in &drawing.edges {
            self.put("<li>").text(&edge.sentence).put("</li>\n");
        }
        self.put("</ul></details>\n</figure>\n</section>\n");
    }

    /// What only a script can do is hidden without one.
    fn controls(&mut self, drawing: &Drawing) {
        self.put("<div class=\"controls\" hidden>\n<div class=\"zoom\">");
        for (action, sign, word) in [
            ("in", "+", "site.drawing.in"),
            ("out", "−", "site.drawing.out"),
            ("whole", "⤢", "site.drawing.whole"),
        ] {
            self.put("<button type=\"button\" data-zoom=\"").put(action).put("\" aria-label=\"");
            self.say(word).put("\" title=\"");
            self.say(word).put("\">").put(sign).put("</button>");
        }
        self.put("</div>\n<fieldset class=\"kinds\"><legend>");
        self.say("site.drawing.kinds").put("</legend>");
        for (name, word) in &drawing.kinds {
            self.put("<label><input type=\"checkbox\" checked value=\"").text(name).put("\"> ");
            self.html.text(word).put("</label>");
        }
        self.put("</fieldset>\n</div>\n");
    }

    fn svg(&mut self, drawing: &Drawing, id: &str) {
        let Drawing { width, height, nodes, edges, .. } = drawing;
        let title = self.words.sentence("site.drawing.title", &[("id", id)]);
        // The part of the page that moves is reached by the keyboard and says what it is.
        self.put("<div class=\"canvas\" tabindex=\"0\" role=\"group\" aria-label=\"");
        self.html.text(&title).put("\"><svg width=\"").number(width).put("\" height=\"");
        self.html.number(height).put("\" viewBox=\"0 0 ").number(width).put(" ").number(height);
        self.put("\">\n<g class=\"edges\" aria-hidden=\"true\">\n");
        edges.iter().for_each(|edge| self.edge(edge, nodes));
        self.put("</g>\n");
        nodes.iter().enumerate().for_each(|(index, node)| self.node(index, node));
        self.put("</svg></div>\n");
    }

    fn edge(&mut self, edge: &Edge, nodes: &[Node]) {
        let (from, to) = (&nodes[edge.upstream], &nodes[edge.downstream]);
        let (y1, y2) = (from.y + from.height / 2, to.y + to.height / 2);
        // Boxes of one column are joined by a bow at their right.
        let (x1, x2, reach) = if from.x == to.x {
            (from.x + from.width, to.x + to.width, 34)
        } else if from.x < to.x {
            (from.x + from.width, to.x, (to.x - from.x - from.width) / 2)
        } else {
            (from.x, to.x + to.width, -(from.x - to.x - to.width) / 2)
        };
        let end = if from.x == to.x { x2 + reach } else { x2 - reach };
        self.put("<path data-a=\"").number(edge.upstream).put("\" data-b=\"");
        self.html.number(edge.downstream).put("\" d=\"M").number(x1).put(" ").number(y1).put("C");
        self.html.number(x1 + reach).put(" ").number(y1).put(" ").number(end).put(" ").number(y2);
        self.put(" ").number(x2).put(" ").number(y2).put("\"/>\n");
    }

    fn node(&mut self, index: usize, node: &Node) {
        let (root, address) = (self.root, self.addresses.page(&node.id));
        self.put("<a class=\"node ").put(node.tone.word());
        self.put(if node.is_center { " center\" aria-current=\"page" } else { "" });
        self.put("\" href=\"").put(root).text(&address).put("\" data-node=\"").number(index);
        self.put("\" data-kind=\"").text(node.kind).put("\"><title>").text(&node.id).put(" ");
        self.html.text(&node.title.text);
        // Color is not all that tells the state.
        if !node.state.is_empty() {
            self.put(" (").text(&node.state).put(")");
        }
        self.put("</title><rect x=\"").number(node.x).put("\" y=\"");
        self.html.number(node.y).put("\" width=\"").number(node.width).put("\" height=\"");
        self.html.number(node.height).put("\" rx=\"5\"/><text x=\"").number(node.x + 12);
        self.put("\" y=\"").number(node.y + 18).put("\">").text(&node.short_id);
        self.put("</text>");
        self.put("<text class=\"t\" x=\"").number(node.x + 12).put("\" y=\"").number(node.y + 34);
        self.put("\">").text(&node.short).put("</text></a>\n");
    }
}
