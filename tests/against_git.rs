//! Random histories against git itself: every change that is told agrees with what git shows of the
//! two revisions, and nothing that git shows is left out.
//!
//! The second opinion asks the git program for every file of every commit, reads YAML with another
//! library than the product, and compares whole commits in the simplest way there is.

use crate::harness::{Case, Done};
use serde_yaml::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use techfile::history::{ChangeKind, Followed, History};
use techfile::load::{Snapshot, read_history};

const N_COMMITS: usize = 500;
const SEEDS: [u64; 3] = [7, 20_261_127, 0xDEAD_BEEF_0000_0001];

const FILES: [&str; 8] = [
    "records/a.yaml",
    "records/b.yml",
    "records/c/d.yaml",
    "records/c/e.yaml",
    "records/c.yaml",
    "records/f.yaml",
    "records/å ä.yaml",
    "records/c/d/e.yaml",
];
const NARRATIVE: &str = "docs-src/plan.md";
const SETTINGS: &str = "techfile.yaml";

/// Two people of one name, one with two addresses, and one whose name is no UTF-8.
const PEOPLE: [&[u8]; 4] = [
    b"Anna Berg <anna@example.org>",
    b"Anna Berg <anna.berg@example.com>",
    b"Eva Lund <eva@example.org>",
    b"J\xf6ran <joran@example.org>",
];

/// Returns one case for each seed.
pub fn cases() -> Vec<Case> {
    let case = |seed: &u64| {
        let seed = *seed;
        Case::new("history", "against_git", format!("seed_{seed}"), move || compare(seed))
    };
    SEEDS.iter().map(case).collect()
}

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

/// What a commit of the plan holds.
#[derive(Clone, Default)]
struct Plan {
    mark: usize,
    /// Id → file and values.
    records: BTreeMap<String, (usize, Values)>,
    /// Anchor → text.
    sections: BTreeMap<usize, usize>,
    /// Name → value.
    settings: BTreeMap<&'static str, usize>,
    /// A file that no schema of today can read.
    broken: Option<usize>,
}

#[derive(Clone, PartialEq)]
struct Values {
    title: usize,
    text: Option<usize>,
    links: BTreeSet<usize>,
    steps: Vec<usize>,
}

fn make_up(random: &mut Random) -> Values {
    Values {
        title: random.below(9),
        text: random.one_in(2).then(|| random.below(9)),
        links: (0..random.below(4)).map(|_| random.below(6)).collect(),
        steps: (0..random.below(3)).map(|_| random.below(5)).collect(),
    }
}

/// Writes a record in one of several layouts of one meaning.
fn record_text(id: &str, values: &Values, style: usize) -> String {
    let quote = ["", "'", "\""][style % 3];
    let mut links: Vec<String> = values
        .links
        .iter()
        .map(|link| match link % 2 {
            0 => format!("{{to: RISK-{link}, aspect: a{}}}", values.title % 2),
            _ => format!("RISK-{link}"),
        })
        .collect();
    if style.is_multiple_of(2) {
        links.reverse();
    }
    let steps: Vec<String> = values.steps.iter().map(|step| format!("{{by: p{step}}}")).collect();
    let mut lines = vec![
        format!("title: {quote}title {}{quote}", values.title),
        format!("controls: [{}]", links.join(", ")),
        format!("steps: [{}]", steps.join(", ")),
    ];
    lines.extend(values.text.map(|text| format!("text: {{en: text {text}, sv: \"å {text}\"}}")));
    if style.is_multiple_of(5) {
        lines.reverse();
        lines.push("# a comment".to_string());
    }
    lines.insert(0, format!("id: {id}"));
    lines.join("\n") + "\n"
}

fn file_text(plan: &Plan, file: usize, style: usize) -> Option<String> {
    let held = plan.records.iter().filter(|(_, (at, _))| *at == file);
    let texts: Vec<String> = held.map(|(id, (_, values))| record_text(id, values, style)).collect();
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

fn narrative_text(plan: &Plan) -> String {
    let mut text = "---\ndocument: plan\n---\n".to_string();
    for (anchor, said) in &plan.sections {
        text += &format!("## Part {anchor} {{#part-{anchor}}}\n\nIt is said {said} times.\n\n");
    }
    text
}

fn settings_text(plan: &Plan) -> String {
    let line = |(name, value): (&&str, &usize)| format!("{name}: value {value}\n");
    "format: 1\n".to_string() + &plan.settings.iter().map(line).collect::<String>()
}

fn edit(random: &mut Random, plan: &mut Plan) {
    for _ in 0..1 + random.below(3) {
        let ids: Vec<String> = plan.records.keys().cloned().collect();
        let some = (!ids.is_empty()).then(|| ids[random.below(ids.len())].clone());
        match (random.below(10), some) {
            (0 | 1, _) | (2..6, None) => {
                let id = format!("REQ-{}", random.below(20));
                plan.records.insert(id, (random.below(FILES.len()), make_up(random)));
            }
            (2, Some(id)) => drop(plan.records.remove(&id)),
            (choice @ 3..6, Some(id)) => {
                let (file, values) = plan.records[&id].clone();
                let file = if choice < 5 { file } else { random.below(FILES.len()) };
                let keeps = choice == 5 && random.one_in(2);
                plan.records.insert(id, (file, if keeps { values } else { make_up(random) }));
            }
            (6, _) => {
                // A whole file gets another name, or is joined with another one.
                let (from, to) = (random.below(FILES.len()), random.below(FILES.len()));
                let held = plan.records.values_mut().filter(|(file, _)| *file == from);
                held.for_each(|(file, _)| *file = to);
            }
            (7, _) => drop(plan.sections.insert(random.below(4), random.below(9))),
            (8, _) => drop(plan.sections.remove(&random.below(4))),
            _ => {
                let name = ["baselines", "profile"][random.below(2)];
                plan.settings.insert(name, random.below(5));
            }
        }
    }
}

/// Takes each thing from one side or the other, and edits a merge now and then.
fn join(random: &mut Random, ours: &Plan, theirs: &Plan) -> Plan {
    fn pick<K: Ord + Clone, V: Clone>(
        random: &mut Random,
        ours: &BTreeMap<K, V>,
        theirs: &BTreeMap<K, V>,
    ) -> BTreeMap<K, V> {
        let keys: BTreeSet<&K> = ours.keys().chain(theirs.keys()).collect();
        let mut picked = BTreeMap::new();
        for key in keys {
            let side = if random.one_in(2) { ours } else { theirs };
            picked.extend(side.get(key).map(|value| (key.clone(), value.clone())));
        }
        picked
    }
    let mut joined = Plan {
        records: pick(random, &ours.records, &theirs.records),
        sections: pick(random, &ours.sections, &theirs.sections),
        settings: pick(random, &ours.settings, &theirs.settings),
        ..Plan::default()
    };
    if random.one_in(2) {
        edit(random, &mut joined);
    }
    joined
}

/// Plans the next commit on some head, which it replaces or leaves as the start of a branch.
fn next(random: &mut Random, heads: &mut Vec<Plan>, mark: usize) -> (Plan, Vec<usize>) {
    if [1, 60, 300].contains(&mark) {
        let mut plan = Plan::default();
        edit(random, &mut plan);
        return (plan, Vec::new());
    }
    if mark == N_COMMITS {
        let joined = heads.iter().fold(heads[0].clone(), |all, head| join(random, &all, head));
        return (joined, heads.iter().map(|head| head.mark).collect());
    }
    let ours = heads.swap_remove(random.below(heads.len()));
    if let Some(broken) = ours.broken {
        let mut plan = Plan { broken: None, ..ours.clone() };
        let repaired = plan.records.values_mut().filter(|(file, _)| *file == broken);
        repaired.for_each(|(_, values)| values.title += 1);
        return (plan, vec![ours.mark]);
    }
    let n_others = match random.below(16) {
        0 => 2,
        1..4 => 1,
        _ => 0,
    };
    let sound: Vec<usize> =
        (0..heads.len()).filter(|at| heads[*at].broken.is_none()).take(n_others).collect();
    if !sound.is_empty() {
        let mut parents = vec![ours.mark];
        let mut joined = ours;
        for at in sound.into_iter().rev() {
            let theirs = heads.swap_remove(at);
            parents.push(theirs.mark);
            joined = join(random, &joined, &theirs);
        }
        return (joined, parents);
    }
    let mut plan = ours.clone();
    match random.below(14) {
        0 => plan.broken = plan.records.values().next().map(|(file, _)| *file),
        // An empty commit, or one of layout only.
        1 => {}
        _ => edit(random, &mut plan),
    }
    let parents = vec![ours.mark];
    if heads.len() < 6 && random.one_in(4) {
        heads.push(ours);
    }
    (plan, parents)
}

/// Writes the plan for `git fast-import`; `parents` are marks.
fn stream(random: &mut Random, plan: &Plan, parents: &[usize], out: &mut Vec<u8>) {
    let mark = plan.mark;
    let time = 1_790_000_000 + 60 * mark;
    out.extend(format!("commit refs/heads/b{mark}\nmark :{mark}\n").bytes());
    let person = PEOPLE[random.below(PEOPLE.len())];
    for role in ["author", "committer"] {
        out.extend(role.bytes());
        out.push(b' ');
        out.extend(person);
        out.extend(format!(" {time} +0200\n").bytes());
    }
    let mut message = format!("commit {mark} ").into_bytes();
    message.extend(if random.one_in(5) { &b"\xe5ndrad\n"[..] } else { "ändrad\n".as_bytes() });
    out.extend(format!("data {}\n", message.len()).bytes());
    out.extend(message);
    out.push(b'\n');
    for (index, parent) in parents.iter().enumerate() {
        out.extend(format!("{} :{parent}\n", if index == 0 { "from" } else { "merge" }).bytes());
    }
    out.extend(b"deleteall\n");
    let mut file = |path: &str, text: String| {
        out.extend(
            format!("M 100644 inline \"device/{path}\"\ndata {}\n{text}\n", text.len()).bytes(),
        );
    };
    for (number, name) in FILES.iter().enumerate() {
        let style = if random.one_in(4) { random.below(30) } else { number };
        if let Some(text) = file_text(plan, number, style) {
            file(name, text);
        }
    }
    file(NARRATIVE, narrative_text(plan));
    file(SETTINGS, settings_text(plan));
    file("README.md", format!("commit {mark} by someone"));
    out.push(b'\n');
}

/// Runs git in a folder and returns what it prints.
fn git(folder: &Path, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("git can be run");
    let mut pipe = child.stdin.take().expect("the input is a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || pipe.write_all(&input).expect("git reads"));
    let output = child.wait_with_output().expect("git ends");
    writer.join().expect("all was written");
    assert!(output.status.success(), "git {arguments:?}");
    output.stdout
}

fn build(folder: &Path, seed: u64) {
    let mut random = Random(seed);
    let (mut heads, mut out) = (Vec::new(), Vec::new());
    for mark in 1..=N_COMMITS {
        let (mut plan, parents) = next(&mut random, &mut heads, mark);
        plan.mark = mark;
        stream(&mut random, &plan, &parents, &mut out);
        heads.push(plan);
    }
    out.extend(format!("reset refs/heads/main\nfrom :{N_COMMITS}\n").bytes());
    git(folder, &["init", "--quiet", "--initial-branch=main"], b"");
    git(folder, &["fast-import", "--quiet", "--force"], &out);
    git(folder, &["reset", "--quiet", "--hard"], b"");
    git(folder, &["tag", "v-tree", "HEAD^{tree}"], b"");
    git(folder, &["tag", "v-blob", "HEAD:device/README.md"], b"");
    git(folder, &["tag", "v1", "HEAD~3"], b"");
}

/// A target's file and values.
type Known = BTreeMap<String, (String, BTreeMap<String, String>)>;

/// One field that differs: its path, and the value before and after.
type Field = (String, Option<String>, Option<String>);

/// One change: commit, parent of a merge, target, kind, file, file before, fields.
type Told = (String, Option<String>, String, &'static str, String, Option<String>, Vec<Field>);

/// Commits, oldest first, each with its parents.
fn commits(folder: &Path) -> Vec<(String, Vec<String>)> {
    let list = git(folder, &["rev-list", "--topo-order", "--reverse", "--parents", "HEAD"], b"");
    let list = String::from_utf8(list).expect("ids are ASCII");
    let line = |line: &str| {
        let mut ids = line.split(' ').map(str::to_string);
        (ids.next().expect("a commit"), ids.collect())
    };
    list.lines().map(line).collect()
}

/// Asks git for every file of every commit.
fn known_by(folder: &Path, commits: &[(String, Vec<String>)]) -> BTreeMap<String, Known> {
    let paths: Vec<&str> = FILES.into_iter().chain([NARRATIVE, SETTINGS]).collect();
    let names: String = commits
        .iter()
        .flat_map(|(id, _)| paths.iter().map(move |path| format!("{id}:device/{path}\n")))
        .collect();
    let answers = git(folder, &["cat-file", "--batch"], names.as_bytes());
    let mut rest = &answers[..];
    let mut all: BTreeMap<String, Known> = BTreeMap::new();
    for (id, parents) in commits {
        let (mut known, mut broken) = (Known::new(), Vec::new());
        for path in &paths {
            let end = rest.iter().position(|&byte| byte == b'\n').expect("a line for each");
            let head = String::from_utf8_lossy(&rest[..end]).into_owned();
            rest = &rest[end + 1..];
            if head.ends_with(" missing") {
                continue;
            }
            let size: usize = head.rsplit(' ').next().expect("a size").parse().expect("digits");
            let text = String::from_utf8(rest[..size].to_vec()).expect("all texts are UTF-8");
            rest = &rest[size + 1..];
            if !read(path, &text, &mut known) {
                broken.push(path.to_string());
            }
        }
        // What a file cannot show is as it was last seen there.
        for (target, last) in parents.iter().flat_map(|parent| &all[parent]) {
            if broken.contains(&last.0) && !known.contains_key(target) {
                known.insert(target.clone(), last.clone());
            }
        }
        all.insert(id.clone(), known);
    }
    all
}

/// Returns whether a file could be read.
fn read(path: &str, text: &str, known: &mut Known) -> bool {
    let mut add = |target: String, values| drop(known.insert(target, (path.to_string(), values)));
    if path == NARRATIVE {
        let body = text.splitn(3, "---\n").nth(2).expect("front matter");
        add("doc:plan".to_string(), BTreeMap::new());
        for section in body.split("## ").skip(1) {
            let (title, below) = section.split_once('\n').expect("a heading is a line");
            let (title, anchor) = title.split_once(" {#").expect("an anchor");
            let values = [("heading.en", title), ("text.en", below.trim())];
            let values = values.map(|(path, value)| (path.to_string(), value.to_string()));
            add(format!("doc:plan#{}", anchor.trim_end_matches('}')), values.into());
        }
        return true;
    }
    let documents: Result<Vec<Value>, _> =
        text.split("---\n").map(serde_yaml::from_str::<Value>).collect();
    let Ok(documents) = documents else { return false };
    for document in &documents {
        if path == SETTINGS {
            for (name, value) in document.as_mapping().expect("a mapping") {
                let name = scalar(name).expect("a name");
                let value = scalar(value).expect("one value");
                add(format!("{SETTINGS}#{name}"), BTreeMap::from([(name, value)]));
            }
            continue;
        }
        let items = document.as_sequence().map_or(std::slice::from_ref(document), Vec::as_slice);
        for item in items {
            let mut values = BTreeMap::new();
            flatten(item, "", &mut values);
            let id = values.remove("id").expect("an id");
            add(id, values);
        }
    }
    true
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(is.to_string()),
        _ => None,
    }
}

fn flatten(value: &Value, path: &str, values: &mut BTreeMap<String, String>) {
    match value {
        Value::Mapping(entries) => {
            for (key, value) in entries {
                match &*scalar(key).expect("a key") {
                    "to" => flatten(value, path, values),
                    key if path.is_empty() => flatten(value, key, values),
                    key => flatten(value, &format!("{path}.{key}"), values),
                }
            }
        }
        Value::Sequence(items) => {
            for (number, item) in (1..).zip(items) {
                let name = scalar(item).or_else(|| scalar(item.get("to")?));
                let name = name.unwrap_or_else(|| number.to_string());
                flatten(item, &format!("{path}[{name}]"), values);
            }
        }
        value => drop(values.insert(path.to_string(), scalar(value).expect("a value"))),
    }
}

/// Compares whole commits, each with each of its parents.
fn expected(all: &BTreeMap<String, Known>, commits: &[(String, Vec<String>)]) -> Vec<Told> {
    let nothing = Known::new();
    let mut told = Vec::new();
    for (id, parents) in commits {
        let before: Vec<(Option<&String>, &Known)> = match &parents[..] {
            [] => vec![(None, &nothing)],
            [only] => vec![(None, &all[only])],
            several => several.iter().map(|parent| (Some(parent), &all[parent])).collect(),
        };
        let found: Vec<_> =
            before.iter().map(|(parent, known)| (parent, differences(known, &all[id]))).collect();
        for (parent, differences) in &found {
            for (target, (kind, file, from, fields)) in differences {
                if found.iter().all(|(_, other)| other.contains_key(target)) {
                    let (target, parent) = (target.clone(), parent.cloned());
                    let (file, from, fields) = (file.clone(), from.clone(), fields.clone());
                    told.push((id.clone(), parent, target, *kind, file, from, fields));
                }
            }
        }
    }
    told.sort();
    told
}

type Difference = (&'static str, String, Option<String>, Vec<Field>);

fn differences(before: &Known, after: &Known) -> BTreeMap<String, Difference> {
    let nothing = BTreeMap::new();
    let mut all = BTreeMap::new();
    for target in before.keys().chain(after.keys()) {
        let (old, new) = (before.get(target), after.get(target));
        let old_values = old.map_or(&nothing, |old| &old.1);
        let new_values = new.map_or(&nothing, |new| &new.1);
        let paths: BTreeSet<&String> = old_values.keys().chain(new_values.keys()).collect();
        let differs = |path: &&&String| old_values.get(**path) != new_values.get(**path);
        let fields: Vec<Field> = paths
            .iter()
            .filter(differs)
            .map(|path| {
                ((*path).clone(), old_values.get(*path).cloned(), new_values.get(*path).cloned())
            })
            .collect();
        let from = old.zip(new).filter(|(old, new)| old.0 != new.0).map(|(old, _)| old.0.clone());
        let (kind, fields) = match (old, new) {
            (None, _) => ("added", Vec::new()),
            (_, None) => ("removed", fields),
            _ if !fields.is_empty() => ("changed", fields),
            _ if from.is_some() => ("moved", fields),
            _ => continue,
        };
        let file = new.or(old).map(|known| known.0.clone()).unwrap_or_default();
        all.insert(target.clone(), (kind, file, from, fields));
    }
    all
}

fn told(history: &History) -> Vec<Told> {
    let id = |index: usize| history.commits[index].id.clone();
    let mut told = Vec::new();
    for (target, changes) in &history.changes {
        for change in changes {
            let kind = match change.kind {
                ChangeKind::Added => "added",
                ChangeKind::Changed => "changed",
                ChangeKind::Moved => "moved",
                ChangeKind::Removed => "removed",
            };
            let field = |it: &techfile::history::FieldChange| {
                (it.path.clone(), it.before.clone(), it.after.clone())
            };
            let fields = change.fields.iter().map(field).collect();
            let (file, from) = (change.file.clone(), change.moved_from.clone());
            let parent = change.parent.map(id);
            told.push((id(change.commit), parent, target.clone(), kind, file, from, fields));
        }
    }
    told.sort();
    told
}

fn compare(seed: u64) -> Result<Done, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    build(folder.path(), seed);
    let list = |name: &str| vec![name.to_string()];
    let followed = Followed {
        project_file: SETTINGS.to_string(),
        records: list("records"),
        docs: list("docs-src"),
        templates: list("templates"),
        standards: list("standards"),
        language: "en".to_string(),
    };
    let project = folder.path().join("device");
    let snapshot = Snapshot::of_work_tree(&project).expect("a project");
    let history = |cache| read_history(&snapshot, &followed, "v*", cache).expect("a history");
    let first = history(None);
    let commits = commits(folder.path());
    if commits.len() != N_COMMITS || first.commits.len() != N_COMMITS {
        return Err(format!("{} and {} commits", commits.len(), first.commits.len()));
    }
    let expected = expected(&known_by(folder.path(), &commits), &commits);
    let told = told(&first);
    for (told, expected) in told.iter().zip(&expected) {
        if told != expected {
            return Err(format!("told:     {told:?}\nexpected: {expected:?}"));
        }
    }
    if told.len() != expected.len() {
        return Err(format!("{} told and {} expected", told.len(), expected.len()));
    }
    let cached = [history(Some(&project)), history(Some(&project))];
    if cached.iter().any(|cached| *cached != first) {
        return Err("with the cache something else is told".to_string());
    }
    covers_everything(&first, &commits).map(|()| Done::Passed)
}

/// Demands that everything that is to be right occurs.
fn covers_everything(history: &History, commits: &[(String, Vec<String>)]) -> Result<(), String> {
    let changes =
        || history.changes.iter().flat_map(|(id, list)| list.iter().map(move |c| (id, c)));
    let kinds: BTreeSet<ChangeKind> = changes().map(|(_, change)| change.kind).collect();
    let n_parents = |n: usize| commits.iter().any(|(_, parents)| parents.len() == n);
    let occurs = [
        ("every kind of change", kinds.len() == 4),
        (
            "moved and changed",
            changes().any(|(_, c)| c.kind == ChangeKind::Changed && c.moved_from.is_some()),
        ),
        ("changes of merges", changes().any(|(_, change)| change.parent.is_some())),
        ("sections", changes().any(|(id, _)| id.starts_with("doc:plan#"))),
        ("settings", changes().any(|(id, _)| id.starts_with("techfile.yaml#"))),
        ("three roots", commits.iter().filter(|(_, parents)| parents.is_empty()).count() == 3),
        ("merges", n_parents(2)),
        ("octopus merges", n_parents(3)),
        ("files that do not parse", history.unparsed.len() > 5),
        ("ids that were taken again", history.changes.keys().any(|id| history.lives(id).len() > 1)),
        ("one baseline", history.baselines.len() == 1),
    ];
    match occurs.iter().find(|(_, occurs)| !occurs) {
        Some((what, _)) => Err(format!("the history is too tame: no {what}")),
        None => Ok(()),
    }
}
