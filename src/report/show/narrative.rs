//! Narrative sections: their text with links and answers, and words where nobody wrote any.

use super::Show;
use super::piece::{id_list, plain};
use crate::model::Piece;
use crate::report::document::{Block, Inline};
use crate::report::markup::{Narration, narrative_blocks};
use crate::report::view::{Answer, NarrativePart, Ref, State, Text, Unwritten};
use std::collections::BTreeSet;

impl Show<'_> {
    /// Shows a section with everything inside it; in words, that nobody has written it.
    pub(in crate::report) fn section(&self, anchor: &str, level: u8) -> Vec<Block> {
        let narrative = &self.view.narrative;
        if let Some(needed) = narrative.unwritten.iter().find(|needed| needed.anchor == anchor) {
            return self.unwritten(needed, level);
        }
        let first = narrative.parts.iter().position(|part| part.anchor == anchor);
        let Some(first) = first else { return Vec::new() };
        let of = narrative.parts[first].level;
        let inside = narrative.parts[first + 1..].iter().take_while(|part| part.level > of);
        let parts = narrative.parts[first..=first].iter().chain(inside);
        parts.flat_map(|part| self.told_part(part, level + (part.level - of) as u8)).collect()
    }

    /// Shows what the layout places nowhere, so that nothing that was written is lost.
    pub(crate) fn other_sections(&self, placed: &BTreeSet<String>) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut inside: Option<usize> = None;
        let mut above = 0;
        for part in &self.view.narrative.parts {
            inside = inside.filter(|level| part.level > *level);
            if inside.is_none() && placed.contains(&part.anchor) {
                inside = Some(part.level);
            }
            if inside.is_none() {
                // A heading may be left behind alone where its own parts are placed elsewhere.
                above = (part.level as u8).min(above + 1);
                blocks.extend(self.told_part(part, above));
            }
        }
        let needed = self.view.narrative.unwritten.iter();
        let needed = needed.filter(|needed| !placed.contains(&needed.anchor));
        blocks.extend(needed.flat_map(|needed| self.unwritten(needed, 1)));
        blocks
    }

    fn unwritten(&self, needed: &Unwritten, level: u8) -> Vec<Block> {
        let (anchor, content) = (Some(needed.anchor.clone()), vec![Inline::text(&*needed.title)]);
        let notice = Block::Notice(plain(self.say("narrative.unwritten")));
        vec![Block::Heading { level, anchor, content }, notice]
    }

    fn told_part(&self, part: &NarrativePart, level: u8) -> Vec<Block> {
        let mut blocks = Vec::new();
        if part.level > 0 {
            let content = self.inline(&part.title);
            let (level, anchor) = (level.clamp(1, 6), Some(part.anchor.clone()));
            blocks.push(Block::Heading { level, anchor, content });
        }
        blocks.extend(self.told(&part.text));
        blocks
    }

    fn told(&self, text: &Text) -> Vec<Block> {
        let blocks = narrative_blocks(&text.text, self);
        match &text.language {
            Some(language) if !blocks.is_empty() => {
                vec![Block::Foreign { language: language.clone(), blocks }]
            }
            _ => blocks,
        }
    }

    fn answer(&self, query: &str) -> Vec<Inline> {
        match self.view.narrative.answer(query) {
            Some(Answer::Count(n)) => vec![Inline::text(n.to_string())],
            Some(Answer::Fact(Some(text))) => self.inline(text),
            Some(Answer::Fact(None)) => {
                vec![Inline::Emphasis(vec![Inline::text(self.say("not-stated"))])]
            }
            Some(Answer::Records(records)) if records.is_empty() => {
                vec![Inline::Emphasis(vec![Inline::text(self.say("narrative.none"))])]
            }
            Some(Answer::Records(records)) => self.listed_inline(records),
            Some(Answer::Wrong) | None => {
                let wrong = Inline::text(self.say("narrative.wrong"));
                vec![
                    Inline::Strong(vec![wrong]),
                    Inline::text(" "),
                    Inline::Code(query.to_string()),
                ]
            }
        }
    }

    fn listed_inline(&self, records: &[Ref]) -> Vec<Inline> {
        let ids = id_list(records.iter().map(|record| record.id.as_str()));
        match ids.into_iter().next() {
            Some(Block::Paragraph(line)) => line,
            _ => Vec::new(),
        }
    }
}

impl Narration for Show<'_> {
    fn inline(&self, piece: Piece<'_>) -> Option<Vec<Inline>> {
        match piece {
            Piece::Reference(to) => {
                self.view.narrative.references.get(to).map(|to| self.reference(to, true))
            }
            Piece::Id(id) => {
                let to = self.view.narrative.references.get(id)?;
                let is_there = matches!(to.state, State::Active | State::Draft);
                let link = || vec![Inline::RecordLink(id.to_string())];
                Some(if is_there { link() } else { self.reference(to, false) })
            }
            Piece::Query(query) => Some(self.answer(query)),
        }
    }

    fn block(&self, query: &str) -> Option<Vec<Block>> {
        match self.view.narrative.answer(query)? {
            Answer::Records(records) if !records.is_empty() => {
                let item = |to: &Ref| vec![Block::Paragraph(self.reference(to, true))];
                let items = records.iter().map(item).collect();
                Some(vec![Block::List { first: None, items }])
            }
            _ => None,
        }
    }
}
