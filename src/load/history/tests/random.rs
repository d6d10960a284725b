//! A history made at random, always the same, and a second opinion on all of it.
//!
//! The second opinion reads each commit whole with git and compares it with its parents in the
//! simplest way there is; both must tell exactly the same changes.

use super::records_in;
use crate::history::{Change, ChangeKind, FieldChange, History};
use crate::load::Snapshot;
use crate::load::fixture::Fixture;
use crate::load::read_history;
use crate::source::SourceId;
use crate::yaml::{self, Node, Value};
use std::collections::BTreeMap;

const N_COMMITS: usize = 150;
const FILES: [&str; 7] =
    ["a.yaml", "b.yml", "c/d.yaml", "c/e.yaml", "c.yaml", "f.yaml", "c/d/e.yaml"];

/// Numbers that look random (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }
}

/// What a commit of the plan holds: records by id, each in a file with a text of its own.
#[derive(Clone, Default)]
struct Plan {
    mark: usize,
    records: BTreeMap<String, (usize, Fields)>,
    /// A file that this commit leaves cut off in the middle.
    broken: Option<usize>,
}

/// The values that are made up for a record.
#[derive(Clone, PartialEq)]
struct Fields {
    title: usize,
    text: Option<usize>,
    links: Vec<usize>,
    steps: Vec<usize>,
}

fn make_up(random: &mut Random) -> Fields {
    Fields {
        title: random.below(9),
        text: random.one_in(2).then(|| random.below(9)),
        links: (0..random.below(4)).map(|_| random.below(5)).collect(),
        steps: (0..random.below(3)).map(|_| random.below(5)).collect(),
    }
}

/// Writes a record as YAML in one of several styles, with the same meaning in each.
fn record_text(id: &str, fields: &Fields, style: usize) -> String {
    let mut links = fields.links.clone();
    links.sort_unstable();
    links.dedup();
    if style.is_multiple_of(2) {
        links.reverse();
    }
    let quote = ["", "'", "\""][style % 3];
    let mut lines = vec![format!("title: {quote}title {}{quote}", fields.title)];
    lines.extend(fields.text.map(|text| format!("text: {{en: text {text}, sv: same}}")));
    let links = links.iter().map(|link| match link % 2 {
        0 => format!("{{to: RISK-{link}, aspect: a{}}}", fields.title % 2),
        _ => format!("RISK-{link}"),
    });
    lines.push(format!("controls: [{}]", links.collect::<Vec<_>>().join(", ")));
    let steps = fields.steps.iter().map(|step| format!("{{by: p{step}}}"));
    lines.push(format!("steps: [{}]", steps.collect::<Vec<_>>().join(", ")));
    if style.is_multiple_of(5) {
        lines.reverse();
        lines.push("# a comment".to_string());
    }
    lines.insert(0, format!("id: {id}"));
    lines.join("\n") + "\n"
}

fn file_text(plan: &Plan, file: usize, style: usize) -> Option<String> {
    let held = plan.records.iter().filter(|(_, (at, _))| *at == file);
    let texts: Vec<String> = held.map(|(id, (_, fields))| record_text(id, fields, style)).collect();
    if texts.is_empty() {
        return None;
    }
    if plan.broken == Some(file) {
        return Some("- id: [cut off\n".to_string());
    }
    if style.is_multiple_of(2) {
        return Some(texts.join("---\n"));
    }
    let items = texts.iter().map(|text| format!("- {}", text.trim_end().replace('\n', "\n  ")));
    Some(items.collect::<Vec<_>>().join("\n") + "\n")
}

/// Changes a plan a little: new, changed, moved, removed and rewritten records.
fn edit(random: &mut Random, plan: &mut Plan) {
    for _ in 0..1 + random.below(3) {
        let ids: Vec<String> = plan.records.keys().cloned().collect();
        let some = (!ids.is_empty()).then(|| ids[random.below(ids.len())].clone());
        match (random.below(6), some) {
            (0 | 1, _) | (_, None) => {
                let id = format!("REQ-{}", random.below(15));
                plan.records.insert(id, (random.below(FILES.len()), make_up(random)));
            }
            (2, Some(id)) => drop(plan.records.remove(&id)),
            (choice, Some(id)) => {
                let (file, fields) = plan.records[&id].clone();
                let file = if choice < 5 { file } else { random.below(FILES.len()) };
                let fields = if choice > 3 && random.one_in(2) { fields } else { make_up(random) };
                plan.records.insert(id, (file, fields));
            }
        }
    }
}

/// Takes each record from one side or the other, and edits a merge now and then.
fn join(random: &mut Random, ours: &Plan, theirs: &Plan) -> Plan {
    let mut joined = Plan::default();
    let ids: std::collections::BTreeSet<&String> =
        ours.records.keys().chain(theirs.records.keys()).collect();
    for id in ids {
        let side = if random.one_in(2) { ours } else { theirs };
        if let Some(record) = side.records.get(id) {
            joined.records.insert(id.clone(), record.clone());
        }
    }
    if random.one_in(2) {
        edit(random, &mut joined);
    }
    joined
}

/// Writes the plan as a stream for `git fast-import`; `parents` are marks.
fn stream(random: &mut Random, plan: &Plan, parents: &[usize], out: &mut Vec<u8>) {
    let mark = plan.mark;
    let time = 1_790_000_000 + 60 * mark;
    let head = format!(
        "commit refs/heads/b{mark}\nmark :{mark}\ncommitter A <a@example.org> {time} +0200\n"
    );
    out.extend(head.bytes());
    out.extend(format!("data {}\n{mark}\n", mark.to_string().len()).bytes());
    for (index, parent) in parents.iter().enumerate() {
        out.extend(format!("{} :{parent}\n", if index == 0 { "from" } else { "merge" }).bytes());
    }
    out.extend(b"deleteall\n");
    for (file, name) in FILES.iter().enumerate() {
        let style = if random.one_in(4) { random.below(30) } else { file };
        if let Some(text) = file_text(plan, file, style) {
            let path = format!("device/records/{name}");
            out.extend(format!("M 100644 inline {path}\ndata {}\n{text}\n", text.len()).bytes());
        }
    }
    out.extend(b"\n");
}

/// Makes the repository; returns the marks of each commit's parents.
fn build(fixture: &Fixture, seed: u64) -> Vec<Vec<usize>> {
    let mut random = Random(seed);
    let mut heads: Vec<Plan> = Vec::new();
    let mut parents_of: Vec<Vec<usize>> = vec![Vec::new()];
    let mut out = Vec::new();
    for mark in 1..=N_COMMITS {
        let last = mark == N_COMMITS;
        let (mut plan, parents) = next(&mut random, &mut heads, mark, last);
        plan.mark = mark;
        stream(&mut random, &plan, &parents, &mut out);
        heads.push(plan);
        parents_of.push(parents);
    }
    out.extend(format!("reset refs/heads/main\nfrom :{N_COMMITS}\n").bytes());
    fixture.git_bytes(&fixture.root(), &["fast-import", "--quiet", "--force"], &out);
    fixture.git(&["reset", "--quiet", "--hard"]);
    parents_of
}

/// Plans the next commit on some head, which it replaces or leaves as the start of a branch.
fn next(random: &mut Random, heads: &mut Vec<Plan>, mark: usize, last: bool) -> (Plan, Vec<usize>) {
    if mark == 1 || mark == 40 {
        let mut plan = Plan::default();
        edit(random, &mut plan);
        return (plan, Vec::new());
    }
    if last {
        let joined = heads.iter().fold(heads[0].clone(), |all, head| join(random, &all, head));
        return (joined, heads.iter().map(|head| head.mark).collect());
    }
    let ours = heads.swap_remove(random.below(heads.len()));
    if ours.broken.is_some() {
        // The next commit repairs the file and changes what stands in it.
        let mut plan = Plan { broken: None, ..ours.clone() };
        let file = ours.broken.unwrap_or_default();
        plan.records.iter_mut().filter(|(_, r)| r.0 == file).for_each(|(_, r)| r.1.title += 1);
        return (plan, vec![ours.mark]);
    }
    let sound = heads.iter().position(|head| head.broken.is_none());
    if let Some(theirs) = sound.filter(|_| random.one_in(4)) {
        let theirs = heads.swap_remove(theirs);
        return (join(random, &ours, &theirs), vec![ours.mark, theirs.mark]);
    }
    let mut plan = ours.clone();
    match random.below(12) {
        0 => plan.broken = plan.records.values().next().map(|(file, _)| *file),
        _ => edit(random, &mut plan),
    }
    let parents = vec![ours.mark];
    if heads.len() < 5 && random.one_in(4) {
        heads.push(ours);
    }
    (plan, parents)
}

/// A record's file and values.
type Known = BTreeMap<String, (String, BTreeMap<String, String>)>;

/// One change, with marks in place of commits.
type Told = (usize, Option<usize>, String, ChangeKind, String, Option<String>, Vec<FieldChange>);

/// Reads each commit whole, oldest first.
fn known_by(fixture: &Fixture, parents_of: &[Vec<usize>]) -> Vec<Known> {
    let mut all: Vec<Known> = vec![Known::new()];
    for (mark, parents) in parents_of.iter().enumerate().skip(1) {
        let names = FILES.map(|name| format!("b{mark}:device/records/{name}\n")).concat();
        let batch = ["cat-file", "--batch"];
        let bytes = fixture.git_bytes(&fixture.root(), &batch, names.as_bytes());
        let mut output = &String::from_utf8(bytes).expect("all texts are UTF-8")[..];
        let mut known = Known::new();
        let mut broken = Vec::new();
        for name in FILES {
            let (line, rest) = output.split_once('\n').expect("a line for each object");
            output = rest;
            if !line.ends_with(" missing") {
                let length: usize =
                    line.rsplit(' ').next().expect("a size").parse().expect("digits");
                let file = format!("records/{name}");
                if !read_records(&rest[..length], &file, &mut known) {
                    broken.push(file);
                }
                output = &rest[length + 1..];
            }
        }
        for (id, record) in parents.iter().flat_map(|parent| &all[*parent]) {
            if broken.contains(&record.0) && !known.contains_key(id) {
                known.insert(id.clone(), record.clone());
            }
        }
        all.push(known);
    }
    all
}

/// Returns whether all of a file could be read.
fn read_records(text: &str, file: &str, known: &mut Known) -> bool {
    let parsed = yaml::read(SourceId::nth(0), text);
    for document in &parsed.documents {
        let items = if document.items().is_empty() {
            std::slice::from_ref(document)
        } else {
            document.items()
        };
        for item in items {
            if let Some(id) = item.get("id").and_then(Node::text) {
                let mut values = BTreeMap::new();
                flatten(item, "", &mut values);
                values.remove("id");
                known.insert(id.to_string(), (file.to_string(), values));
            }
        }
    }
    parsed.broken.is_empty()
}

fn flatten(node: &Node, path: &str, values: &mut BTreeMap<String, String>) {
    match &node.value {
        Value::Scalar(scalar) => drop(values.insert(path.to_string(), scalar.text.to_string())),
        Value::Map(entries) => {
            for entry in entries {
                let dot = if path.is_empty() || &*entry.key.text == "to" { "" } else { "." };
                let key = if &*entry.key.text == "to" { "" } else { &entry.key.text };
                flatten(&entry.value, &format!("{path}{dot}{key}"), values);
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                let name = item.text().or_else(|| item.get("to")?.text());
                let name = name.map_or((index + 1).to_string(), String::from);
                flatten(item, &format!("{path}[{name}]"), values);
            }
        }
        Value::Unreadable => {}
    }
}

/// Compares whole commits, each with each of its parents.
fn expected(all: &[Known], parents_of: &[Vec<usize>]) -> Vec<Told> {
    let mut told = Vec::new();
    for (mark, parents) in parents_of.iter().enumerate().skip(1) {
        let is_merge = parents.len() > 1;
        let from = if parents.is_empty() { &[0][..] } else { parents };
        let against = |parent: &usize| differences(&all[*parent], &all[mark]);
        let found: Vec<BTreeMap<String, Told>> = from.iter().map(against).collect();
        for (parent, differences) in from.iter().zip(&found) {
            for (id, change) in differences {
                if found.iter().all(|other| other.contains_key(id)) {
                    let change = change.clone();
                    let parent = is_merge.then_some(*parent);
                    told.push((mark, parent, change.2, change.3, change.4, change.5, change.6));
                }
            }
        }
    }
    told.sort();
    told
}

fn differences(before: &Known, after: &Known) -> BTreeMap<String, Told> {
    let nothing = BTreeMap::new();
    let mut all = BTreeMap::new();
    for id in before.keys().chain(after.keys()) {
        let (old, new) = (before.get(id), after.get(id));
        let (old_values, new_values) =
            (old.map_or(&nothing, |old| &old.1), new.map_or(&nothing, |new| &new.1));
        let mut paths: Vec<&String> = old_values.keys().chain(new_values.keys()).collect();
        paths.sort();
        paths.dedup();
        paths.retain(|path| old_values.get(*path) != new_values.get(*path));
        let value = |values: &BTreeMap<String, String>, path| values.get(path).cloned();
        let fields = paths.into_iter().map(|path| FieldChange {
            path: path.clone(),
            before: value(old_values, path),
            after: value(new_values, path),
        });
        let fields: Vec<FieldChange> = fields.collect();
        let moved = old.zip(new).filter(|(old, new)| old.0 != new.0).map(|(old, _)| old.0.clone());
        let (kind, fields) = match (old, new) {
            (None, _) => (ChangeKind::Added, Vec::new()),
            (_, None) => (ChangeKind::Removed, fields),
            _ if !fields.is_empty() => (ChangeKind::Changed, fields),
            _ if moved.is_some() => (ChangeKind::Moved, fields),
            _ => continue,
        };
        let file = new.or(old).map(|known| known.0.clone()).unwrap_or_default();
        all.insert(id.clone(), (0, None, id.clone(), kind, file, moved, fields));
    }
    all
}

fn told(history: &History) -> Vec<Told> {
    let mark = |index: usize| history.commits[index].subject.parse().expect("a mark");
    let tell = |(id, change): (&String, &Change)| {
        let Change { commit, parent, kind, file, moved_from, fields } = change.clone();
        (mark(commit), parent.map(mark), id.clone(), kind, file, moved_from, fields)
    };
    let changes = history.changes.iter().flat_map(|(id, list)| list.iter().map(move |c| (id, c)));
    let mut told: Vec<Told> = changes.map(tell).collect();
    told.sort();
    told
}

#[test]
fn two_opinions_on_random_histories_agree() {
    for seed in [1, 20_261_003, u64::MAX] {
        let fixture = Fixture::repository();
        let parents_of = build(&fixture, seed);
        let project = fixture.at("device");
        let snapshot = Snapshot::of_work_tree(&project).expect("a folder");
        let history =
            read_history(&snapshot, &records_in(&["records"]), "v*", None).expect("a history");
        assert_eq!(history.commits.len(), N_COMMITS);
        for (index, commit) in history.commits.iter().enumerate() {
            assert!(commit.parents.iter().all(|parent| *parent > index), "parents come later");
        }
        let (told, expected) =
            (told(&history), expected(&known_by(&fixture, &parents_of), &parents_of));
        for (told, expected) in told.iter().zip(&expected) {
            assert_eq!(told, expected, "seed {seed}");
        }
        assert_eq!(told.len(), expected.len());
        assert!(covers_everything(&history), "seed {seed} is too tame");
    }
}

/// Returns whether every sort of change occurs, and merges and broken files do.
fn covers_everything(history: &History) -> bool {
    let any = |is: fn(&Change) -> bool| history.changes.values().flatten().any(is);
    any(|change| change.kind == ChangeKind::Added)
        && any(|change| change.kind == ChangeKind::Removed)
        && any(|change| change.kind == ChangeKind::Moved)
        && any(|change| change.kind == ChangeKind::Changed && change.moved_from.is_some())
        && any(|change| change.parent.is_some())
        && history.unparsed.len() > 2
}
