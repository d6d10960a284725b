//! Control block, notices, approvals and the change list.

use super::piece::{id, lines, plain, row};
use super::range::{Range, cell_of, id_ranges, ranges};
use super::{Show, Shown};
use crate::report::document::{self, Block, Inline, Row};
use crate::report::view::{
    ChangeRow, Decision, Edit, Form, Front, Looser, Mark, Remark, Signature, Since, Waived,
};

pub(super) const SHOWN: &[Shown] = &[
    Shown::table("", "approvals", |show| show.approvals()),
    Shown::table("", "open-approvals", |show| show.open_approvals()),
    Shown::table("", "changes", |show| show.changes()),
    Shown::text("", "intended-purpose", |show| show.intended_purpose()),
];

/// Values longer than this are cut in the change list; the records hold them in full.
const LONGEST_VALUE: usize = 400;

/// Returns the label and value pairs of the control block.
pub fn control(show: &Show<'_>) -> Vec<(String, String)> {
    let front = &show.view.front;
    let say = |key: &str| show.say(key);
    let names: Vec<&str> = front.products.iter().map(|product| &*product.name.text).collect();
    let mut control = Vec::new();
    let mut add = |key: &str, value: Option<String>| {
        control.extend(value.map(|value| (say(&format!("control.{key}")), value)));
    };
    add("product", Some(names.join(", ")));
    add("version", Some(version(show)));
    add("manufacturer", front.manufacturer.as_ref().map(|text| text.text.clone()));
    add("baseline", Some(baseline(show)));
    add("last-change", Some(last_change(show)));
    add("registry-number", front.registry_number.clone());
    add("confidentiality", front.confidentiality.as_ref().map(|text| text.text.clone()));
    add("approvals", Some(approvals_in_short(show)));
    control
}

fn version(show: &Show<'_>) -> String {
    let front = &show.view.front;
    match (&front.release, &front.version, front.no_release) {
        (Some(release), Some(version), _) => format!("{version} ({})", release.id),
        (Some(release), None, _) => release.id.clone(),
        (None, _, reason) => show.say(&format!("no-release.{}", reason.unwrap_or("none"))),
    }
}

fn baseline(show: &Show<'_>) -> String {
    let front = &show.view.front;
    match (&front.baselines[..], &front.changes.since) {
        ([], Since::Baseline(tag)) => show.words.sentence("baseline.after", &[("tag", tag)]),
        ([], Since::Beginning) => show.say("baseline.none"),
        ([], Since::Unknown) => show.say("baseline.unknown"),
        (tags, _) => tags.join(", "),
    }
}

fn last_change(show: &Show<'_>) -> String {
    match &show.view.front.last_change {
        Some(change) => {
            let date: String = change.date.chars().take(10).collect();
            let values = [("date", date.as_str()), ("commit", change.commit.as_str())];
            show.words.sentence("last-change", &values)
        }
        None => show.say("last-change.unknown"),
    }
}

fn approvals_in_short(show: &Show<'_>) -> String {
    let counts = &show.view.front.approvals;
    if counts.needed + counts.draft == 0 {
        // What clauses rest on is not shown here, but told.
        let key =
            if show.view.clauses.is_some() { "approvals.by-clause" } else { "approvals.none" };
        return show.say(key);
    }
    let open = [
        ("outdated", counts.outdated),
        ("missing", counts.missing),
        ("rejected", counts.rejected),
        ("draft", counts.draft),
    ];
    let (fresh, needed) = (counts.fresh.to_string(), counts.needed.to_string());
    let mut parts = vec![show.words.sentence("approvals.fresh", &[("n", &fresh), ("of", &needed)])];
    for (state, n) in open.into_iter().filter(|(_, n)| *n > 0) {
        parts.push(show.words.counted(&format!("approvals.{state}"), n));
    }
    parts.join("; ")
}

/// Returns the marks that stand on every page.
pub fn marks(show: &Show<'_>) -> Vec<document::Mark> {
    let front = &show.view.front;
    let mark = |mark: &Mark| document::Mark {
        text: show.say(mark.word()),
        of: front.draft_for.clone().filter(|_| *mark == Mark::Draft),
    };
    front.marks.iter().map(mark).collect()
}

/// Returns the notices that open the document; no template can leave them out.
pub fn notices(show: &Show<'_>) -> Vec<Block> {
    let front = &show.view.front;
    let mut notices: Vec<Block> = front.remarks.iter().map(|remark| notice(show, remark)).collect();
    notices.splice(0..0, unread(show, front));
    notices.extend(waived(show, front));
    notices.extend(looser(show, front));
    notices
}

fn unread(show: &Show<'_>, front: &Front) -> Option<Block> {
    if front.unread.is_empty() {
        return None;
    }
    let place = |unread: &crate::report::view::Unread| {
        let id = unread.id.as_ref().map(|id| Inline::text(format!("{id}, ")));
        let place = Inline::Code(unread.place.clone());
        vec![Block::Paragraph(id.into_iter().chain([place]).collect())]
    };
    let list = Block::List { first: None, items: front.unread.iter().map(place).collect() };
    let sentence = show.words.counted("notice.unread", front.unread.len());
    Some(Block::Notice(vec![Block::text(sentence), list]))
}

fn waived(show: &Show<'_>, front: &Front) -> Option<Block> {
    let item = |waived: &Waived| {
        let records = waived.records.join(", ");
        let state = show.say(waived.state);
        let values = [
            ("waiver", waived.waiver.as_str()),
            ("rule", &waived.rule),
            ("records", &records),
            ("approver", &waived.approver),
            ("expires", &waived.expires),
            ("state", &state),
        ];
        let sentence = show.words.sentence("notice.waiver", &values);
        let mut blocks = vec![Block::Paragraph(show.linked(&sentence))];
        blocks.extend(show.maybe(waived.rationale.as_ref()));
        blocks
    };
    let items: Vec<Vec<Block>> = front.waivers.iter().map(item).collect();
    let list = Block::List { first: None, items };
    let sentence = || Block::text(show.say("notice.waived"));
    (!front.waivers.is_empty()).then(|| Block::Notice(vec![sentence(), list]))
}

fn looser(show: &Show<'_>, front: &Front) -> Option<Block> {
    let Looser { off, unapproved, seldom } = &front.looser;
    let named = |key: &str, names: &[String]| {
        let label = Inline::text(format!("{} ", show.say(key)));
        let names = Inline::Code(names.join(", "));
        vec![Block::Paragraph(vec![label, names])]
    };
    let mut items = Vec::new();
    items.extend((!off.is_empty()).then(|| named("looser.off", off)));
    let kinds = || -> Vec<String> {
        unapproved.iter().map(|kind| show.say(&format!("kind.{kind}"))).collect()
    };
    items.extend((!unapproved.is_empty()).then(|| named("looser.approvals", &kinds())));
    items.extend(seldom.then(|| vec![Block::text(show.say("looser.interval"))]));
    let list = Block::List { first: None, items };
    let sentence = || Block::text(show.say("notice.looser"));
    (!front.looser.is_empty()).then(|| Block::Notice(vec![sentence(), list]))
}

fn notice(show: &Show<'_>, remark: &Remark) -> Block {
    let say = |key: &str, values: &[(&str, &str)]| Block::text(show.words.sentence(key, values));
    let files = |files: &[String]| {
        let file = |file: &String| vec![Block::Paragraph(vec![Inline::Code(file.clone())])];
        Block::List { first: None, items: files.iter().map(file).collect() }
    };
    Block::Notice(match remark {
        Remark::Dirty(dirty) => vec![say("notice.dirty", &[]), files(dirty)],
        Remark::Shallow => vec![say("notice.shallow", &[])],
        Remark::NoRepository => vec![say("notice.no-repository", &[])],
        Remark::Incomplete(what) => vec![say("notice.incomplete", &[("what", what)])],
        Remark::MissingTag { release, tag } => {
            vec![say("notice.missing-tag", &[("release", release), ("tag", tag)])]
        }
        Remark::NotPinned(runs) => vec![say("notice.not-pinned", &[("runs", &runs.join(", "))])],
        Remark::Refused(runs) => vec![say("notice.refused", &[("runs", &runs.join(", "))])],
        Remark::Unread(unread) => vec![say("notice.unread-then", &[]), files(unread)],
    })
}

impl Show<'_> {
    pub(super) fn intended_purpose(&self) -> Vec<Block> {
        let products = &self.view.front.products;
        let mut blocks = Vec::new();
        for product in products {
            if products.len() > 1 {
                let name = self.inline(&product.name);
                blocks.push(Block::Paragraph(vec![Inline::Strong(name)]));
            }
            match &product.intended_purpose {
                Some(purpose) => blocks.extend(self.prose(purpose)),
                None => blocks.extend(plain(self.say("not-stated"))),
            }
        }
        blocks
    }

    pub(super) fn approvals(&self) -> Vec<Block> {
        let signatures = &self.view.front.signatures;
        let rows = signatures.iter().map(|signature| {
            row(vec![
                plain(signature.of.date.clone()),
                lines(vec![
                    vec![Inline::text(signature.of.person.clone())],
                    vec![Inline::text(self.words.own("role", &signature.of.role))],
                ]),
                plain(self.decision(&signature.of)),
                self.covered(signature),
                id(&signature.of.review),
            ])
        });
        let columns = [("date", 12), ("by", 25), ("decision", 12), ("covers", 39), ("review", 12)];
        self.table("approvals", &columns, rows.collect(), false)
    }

    /// Says of what is retired that this is what was decided: a request that was turned down is not
    /// approved itself.
    fn covered(&self, signature: &Signature) -> Vec<Block> {
        let Signature { covers, retirements, .. } = signature;
        let ids = |ids: &[String]| id_ranges(ids.iter().map(String::as_str));
        if retirements.is_empty() {
            return ids(covers);
        }
        let mut blocks = if covers.is_empty() { Vec::new() } else { ids(covers) };
        let label = Inline::text(format!("{} ", self.say("approvals.retirement")));
        for block in ids(retirements) {
            let Block::Paragraph(mut line) = block else { continue };
            line.insert(0, label.clone());
            blocks.push(Block::Paragraph(line));
        }
        blocks
    }

    pub(super) fn decision(&self, of: &Decision) -> String {
        let Decision { meaning, decision, .. } = of;
        let known = self.words.find(&format!("decision.{meaning}.{decision}"));
        known.map_or_else(|| self.value("decision", decision), str::to_string)
    }

    pub(super) fn open_approvals(&self) -> Vec<Block> {
        let open = &self.view.front.open_approvals;
        let rows = open.iter().map(|open| {
            row(vec![
                vec![Block::Paragraph(self.reference(&open.target, true))],
                vec![Block::Paragraph(self.approval(&open.approval))],
            ])
        });
        let columns = [("record", 50), ("approval", 50)];
        self.table("open-approvals", &columns, rows.collect(), false)
    }

    /// Shows what changed, one row for each value, and one for all records that a commit adds.
    pub(super) fn changes(&self) -> Vec<Block> {
        let changes = &self.view.front.changes;
        let since = match &changes.since {
            Since::Baseline(tag) => self.words.sentence("changes.since", &[("tag", tag)]),
            Since::Beginning => self.say("changes.beginning"),
            Since::Unknown => return plain(self.say("changes.unknown")),
        };
        let columns =
            [("record", 12), ("what", 12), ("before", 26), ("after", 26), ("by-and-when", 24)];
        let rows = changes.rows.chunk_by(is_told_with).flat_map(|group| match group {
            [change] => self.change_rows(change),
            group => self.several_rows(group),
        });
        let mut blocks = plain(since);
        blocks.extend(self.table("changes", &columns, rows.collect(), false));
        blocks
    }

    /// Tells together of records that came, or went, with one commit.
    fn several_rows(&self, group: &[ChangeRow]) -> Vec<Row> {
        let Some(first) = group.first() else { return Vec::new() };
        let ids: Vec<&str> = group.iter().map(|change| &*change.record).collect();
        let told = |ranges: &[Range<'_>]| {
            let number = ranges.iter().map(|range| range.count).sum();
            let number = plain(self.words.counted("changes.records", number));
            let what = plain(self.say(&format!("changes.{}", first.kind)));
            let (before, after) = match first.kind {
                "removed" => (cell_of(ranges), plain("–")),
                _ => (plain("–"), cell_of(ranges)),
            };
            row(vec![number, what, before, after, self.by_and_when(first)])
        };
        ranges(&ids).chunks(MOST_TOLD).map(told).collect()
    }

    fn by_and_when(&self, change: &ChangeRow) -> Vec<Block> {
        let mut by = vec![
            vec![Inline::text(change.author.clone())],
            vec![Inline::text(format!("{}, ", change.date)), Inline::Code(change.commit.clone())],
        ];
        by.extend(change.against.iter().map(|parent| {
            vec![Inline::text(self.words.sentence("change.against", &[("commit", parent)]))]
        }));
        lines(by)
    }

    fn change_rows(&self, change: &ChangeRow) -> Vec<Row> {
        let by = self.by_and_when(change);
        let first = |what, before, after| {
            row(vec![self.changed(&change.record), what, before, after, by.clone()])
        };
        let whole = plain(self.say(&format!("change.{}", change.kind)));
        if change.edits.is_empty() || change.kind != "changed" {
            return vec![first(whole, plain("–"), plain("–"))];
        }
        let edit = |edit: &Edit| {
            let value = |value: &Option<String>| value_cell(self.worded(edit, value.as_deref()));
            first(plain(self.label(&change.record, edit)), value(&edit.before), value(&edit.after))
        };
        change.edits.iter().map(edit).collect()
    }

    pub(super) fn changed(&self, target: &str) -> Vec<Block> {
        match is_no_record(target) {
            true => vec![Block::Paragraph(vec![Inline::Code(target.to_string())])],
            false => id(target),
        }
    }

    /// Returns a value in the words of the document, as far as there are any.
    pub(super) fn worded(&self, edit: &Edit, value: Option<&str>) -> Option<String> {
        let value = value?;
        let word = match (&edit.form, value) {
            (Form::Flag, "true" | "false") => Some(self.yes_or_no(value == "true")),
            (Form::Choice(field), _) => {
                let word = self.words.find(&format!("value.{field}.{value}")).map(str::to_string);
                // A step of a scale, or another word of the project.
                Some(word.unwrap_or_else(|| self.step(field, value)))
            }
            _ => None,
        };
        Some(word.unwrap_or_else(|| value.to_string()))
    }

    /// Returns what differs of a record, in words; an item that is its own name is not named twice. The
    /// keys of settings and standards stand as they are written: the words of records mean other things.
    pub(super) fn label(&self, target: &str, edit: &Edit) -> String {
        let item = edit.path.strip_suffix(']').and_then(|path| path.rsplit_once('['));
        let is_named = |name: &str| {
            [&edit.before, &edit.after].into_iter().flatten().any(|value| value == name)
        };
        let path = item.filter(|(_, name)| is_named(name)).map_or(&*edit.path, |(field, _)| field);
        if target.contains(".yaml") { path.to_string() } else { self.path(path) }
    }

    /// Returns the path of a field in the words of the document, as far as there are any.
    pub(super) fn path(&self, path: &str) -> String {
        let word = |name: &str| {
            let groups = ["field", "estimate", "link"].iter();
            let mut words = groups.filter_map(|group| self.words.find(&format!("{group}.{name}")));
            words.next().unwrap_or(name).to_string()
        };
        let step = |step: &str| match step.strip_suffix(']').and_then(|it| it.split_once('[')) {
            Some((name, item)) => format!("{}: {item}", word(name)),
            None => word(step),
        };
        let steps: Vec<String> = steps(path).into_iter().map(step).collect();
        match &steps[..] {
            [first, rest @ ..] if !rest.is_empty() && !path.contains('[') => {
                format!("{first} ({})", rest.join(" › "))
            }
            steps => steps.join(" › "),
        }
    }
}

/// So many ranges of records stand in one row at most, which then stays on one page.
const MOST_TOLD: usize = 20;

/// Returns whether two records came, or went, with the same commit.
fn is_told_with(one: &ChangeRow, next: &ChangeRow) -> bool {
    let is_whole = |change: &ChangeRow| {
        matches!(change.kind, "added" | "removed") && !is_no_record(&change.record)
    };
    is_whole(one)
        && is_whole(next)
        && (one.kind, &one.commit, &one.against) == (next.kind, &next.commit, &next.against)
}

/// Returns whether what changed is a section, a setting or a file.
fn is_no_record(target: &str) -> bool {
    target.contains(['#', '/', ':'])
}

/// Splits a path at its dots, but for those in the name of an item, as in `clauses[5.1].level`.
fn steps(path: &str) -> Vec<&str> {
    let mut is_in_item = false;
    path.split(|letter| {
        is_in_item = letter == '[' || is_in_item && letter != ']';
        letter == '.' && !is_in_item
    })
    .collect()
}

fn value_cell(value: Option<String>) -> Vec<Block> {
    let Some(value) = value else { return plain("–") };
    if value.chars().count() <= LONGEST_VALUE {
        return plain(value);
    }
    plain(value.chars().take(LONGEST_VALUE).chain(['…']).collect::<String>())
}
