//! The second opinion: what git itself says of a history, read with another YAML library and compared in
//! the simplest way there is.

use super::plan::{FILES, NARRATIVE, SETTINGS};
use super::run;
use serde_yaml::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A target's file and values.
type Known = BTreeMap<String, (String, BTreeMap<String, String>)>;

/// One field that differs: its path, and the value before and after.
pub(super) type Field = (String, Option<String>, Option<String>);

/// One change: commit, target, parent of a merge, the parent that it took the target from instead, and
/// what differs.
pub(super) type Told = (String, String, Option<String>, Option<String>, Difference);

/// What git says of the history behind a revision.
pub(super) struct Opinion {
    /// Oldest first, each with its parents.
    pub(super) commits: Vec<(String, Vec<String>)>,
    pub(super) told: Vec<Told>,
    /// Files that stopped being readable, as `path at <short commit>`.
    pub(super) unread: BTreeSet<String>,
    /// Commit → author's name and address, author and committer date, and subject.
    pub(super) credits: BTreeMap<String, Vec<String>>,
}

impl Opinion {
    /// Asks git.
    pub(super) fn of(folder: &Path, revision: &str) -> Self {
        let commits = commits(folder, revision);
        let trees = trees(folder, &commits);
        let texts = texts(folder, &trees);
        let (known, unread) = read_all(&commits, &trees, &texts);
        // What a cut-off clone's oldest commits did is not known.
        let cut_off = String::from_utf8(run(folder, &["rev-parse", "--git-common-dir"], b""));
        let cut_off = folder.join(cut_off.expect("a path").trim()).join("shallow");
        let cut_off = std::fs::read_to_string(cut_off).unwrap_or_default();
        let cut_off: BTreeSet<&str> = cut_off.lines().collect();
        let told = expected(&known, &commits, &cut_off);
        let is_cut_off = |line: &String| {
            let short = line.rsplit(' ').next().unwrap_or_default();
            cut_off.iter().any(|id| id.starts_with(short))
        };
        let unread = unread.into_iter().filter(|line| !is_cut_off(line)).collect();
        Self { commits, told, unread, credits: credits(folder, revision) }
    }
}

fn commits(folder: &Path, revision: &str) -> Vec<(String, Vec<String>)> {
    let list = run(folder, &["rev-list", "--topo-order", "--reverse", "--parents", revision], b"");
    let list = String::from_utf8(list).expect("ids are ASCII");
    let line = |line: &str| {
        let mut ids = line.split(' ').map(str::to_string);
        (ids.next().expect("a commit"), ids.collect())
    };
    list.lines().map(line).collect()
}

/// Asks who made each commit, after the mailmap; what is no UTF-8 is replaced.
fn credits(folder: &Path, revision: &str) -> BTreeMap<String, Vec<String>> {
    let format = "--format=%H%x1f%aN%x1f%aE%x1f%aI%x1f%cI%x1f%s";
    let arguments =
        ["-c", "i18n.logOutputEncoding=UTF-8", "log", "--use-mailmap", format, revision];
    let lines = String::from_utf8_lossy(&run(folder, &arguments, b"")).into_owned();
    let line = |line: &str| {
        let mut parts = line.split('\u{1f}').map(str::to_string);
        (parts.next().expect("an id"), parts.collect())
    };
    lines.lines().map(line).collect()
}

/// Path → mode and object.
type Tree = BTreeMap<String, (String, String)>;

/// Follows what git says that each commit changed against its first parent.
fn trees(folder: &Path, commits: &[(String, Vec<String>)]) -> BTreeMap<String, Tree> {
    let line = |(id, parents): &(String, Vec<String>)| match parents.first() {
        Some(first) => format!("{id} {first}\n"),
        None => format!("{id}\n"),
    };
    let pairs: String = commits.iter().map(line).collect();
    let arguments = ["-c", "core.quotePath=false", "diff-tree", "--stdin", "-r", "--root", "--raw"];
    let arguments = [&arguments[..], &["--no-renames", "--no-abbrev", "--always"]].concat();
    let answers = run(folder, &arguments, pairs.as_bytes());
    let answers = String::from_utf8(answers).expect("all names are UTF-8");
    let parents: BTreeMap<&String, &Vec<String>> = commits.iter().map(|(id, p)| (id, p)).collect();
    let mut trees: BTreeMap<String, Tree> = BTreeMap::new();
    let mut id = String::new();
    for line in answers.lines() {
        let Some(change) = line.strip_prefix(':') else {
            id = line.split(' ').next().expect("a commit").to_string();
            let first = parents[&id].first();
            trees.insert(id.clone(), first.map(|first| trees[first].clone()).unwrap_or_default());
            continue;
        };
        let (what, path) = change.split_once('\t').expect("a path");
        let [_, mode, _, object, _] = what.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let Some(path) = path.strip_prefix("device/") else { continue };
        let tree = trees.get_mut(&id).expect("a commit comes before its changes");
        match mode {
            "000000" => drop(tree.remove(path)),
            _ => drop(tree.insert(path.to_string(), (mode.to_string(), object.to_string()))),
        }
    }
    trees
}

/// Object → its bytes, for regular files.
fn texts(folder: &Path, trees: &BTreeMap<String, Tree>) -> BTreeMap<String, Vec<u8>> {
    let entries = trees.values().flat_map(BTreeMap::values);
    let files = entries.filter(|(mode, _)| mode == "100644").map(|(_, object)| object);
    let objects: BTreeSet<&String> = files.collect();
    let names: String = objects.iter().map(|object| format!("{object}\n")).collect();
    let answers = run(folder, &["cat-file", "--batch"], names.as_bytes());
    let mut rest = &answers[..];
    let mut texts = BTreeMap::new();
    for object in objects {
        let end = rest.iter().position(|&byte| byte == b'\n').expect("a line for each");
        let head = std::str::from_utf8(&rest[..end]).expect("ASCII");
        let size: usize = head.rsplit(' ').next().and_then(|it| it.parse().ok()).expect("a size");
        let body = &rest[end + 1..];
        texts.insert(object.clone(), body[..size].to_vec());
        rest = &body[size + 1..];
    }
    texts
}

/// Reads every commit whole, and names the files that cannot be read and could in every parent.
fn read_all(
    commits: &[(String, Vec<String>)],
    trees: &BTreeMap<String, Tree>,
    texts: &BTreeMap<String, Vec<u8>>,
) -> (BTreeMap<String, Known>, BTreeSet<String>) {
    let mut all: BTreeMap<String, Known> = BTreeMap::new();
    let mut unread = BTreeSet::new();
    let is_followed = |path: &str| FILES.contains(&path) || path == NARRATIVE || path == SETTINGS;
    for (id, parents) in commits {
        let (mut known, mut broken) = (Known::new(), Vec::new());
        for (path, (mode, object)) in trees[id].iter().filter(|(path, _)| is_followed(path)) {
            let text = (mode == "100644").then(|| std::str::from_utf8(&texts[object]).ok());
            let is_read = text.flatten().is_some_and(|text| read(path, text, &mut known));
            if is_read {
                continue;
            }
            broken.push(path.clone());
            let differs = |parent| trees[parent].get(path).map(|it| &it.1) != Some(object);
            if parents.iter().all(differs) {
                unread.insert(format!("{path} at {}", &id[..10]));
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
    (all, unread)
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
fn expected(
    all: &BTreeMap<String, Known>,
    commits: &[(String, Vec<String>)],
    cut_off: &BTreeSet<&str>,
) -> Vec<Told> {
    let nothing = Known::new();
    let ancestry = Ancestry::of(commits);
    let mut told = Vec::new();
    for (id, parents) in commits.iter().filter(|(id, _)| !cut_off.contains(&**id)) {
        let before: Vec<(Option<&String>, &Known)> = match &parents[..] {
            [] => vec![(None, &nothing)],
            [only] => vec![(None, &all[only])],
            several => several.iter().map(|parent| (Some(parent), &all[parent])).collect(),
        };
        let found: Vec<_> =
            before.iter().map(|(parent, known)| (*parent, differences(known, &all[id]))).collect();
        for (parent, differences) in &found {
            for (target, difference) in differences {
                let has_it = found.iter().filter(|(_, other)| !other.contains_key(target));
                let others: Vec<&String> = has_it.filter_map(|(other, _)| *other).collect();
                let mut left = Some(difference.clone());
                for other in &others {
                    let parent = parent.expect("a merge");
                    let bases = ancestry.bases(parent, other);
                    let mut bases: Vec<&Known> = bases.into_iter().map(|base| &all[base]).collect();
                    if bases.is_empty() && cut_off.is_empty() {
                        bases.push(&nothing);
                    }
                    left = left.and_then(|left| not_taken(target, left, &all[parent], &bases));
                }
                let taken = others.first().map(|other| other.to_string());
                let one = |left| (id.clone(), target.clone(), parent.cloned(), taken, left);
                told.extend(left.map(one));
            }
        }
    }
    told.sort();
    told
}

/// What a parent had changed since any of some commits and the merge does not have.
fn not_taken(
    target: &str,
    (kind, file, from, fields): Difference,
    parent: &Known,
    bases: &[&Known],
) -> Option<Difference> {
    let nothing = (String::new(), BTreeMap::new());
    let had = parent.get(target);
    let (had_file, had_values) = had.unwrap_or(&nothing);
    let any = |is_it: &dyn Fn(&(String, BTreeMap<String, String>)) -> bool| {
        bases.iter().any(|base| is_it(base.get(target).unwrap_or(&nothing)))
    };
    let came = had.is_some() && any(&|base| base.0.is_empty());
    let moved = any(&|base| base.0 != *had_file);
    let whole = match kind {
        "added" => any(&|base| !base.0.is_empty()),
        "removed" => came || any(&|base| base.1 != *had_values),
        "moved" => moved,
        _ => came,
    };
    if whole || kind != "changed" {
        return whole.then_some((kind, file, from, fields));
    }
    let is_own = |path: &String| any(&|base| base.1.get(path) != had_values.get(path));
    let fields: Vec<Field> = fields.into_iter().filter(|(path, ..)| is_own(path)).collect();
    let from = from.filter(|_| moved);
    match (fields.is_empty(), &from) {
        (true, None) => None,
        (true, Some(_)) => Some(("moved", file, from, fields)),
        (false, _) => Some(("changed", file, from, fields)),
    }
}

/// Each commit with all that are behind it, itself included.
struct Ancestry<'a>(BTreeMap<&'a String, BTreeSet<&'a String>>);

impl<'a> Ancestry<'a> {
    fn of(commits: &'a [(String, Vec<String>)]) -> Self {
        let mut behind: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        for (id, parents) in commits {
            let mut all: BTreeSet<&String> =
                parents.iter().flat_map(|parent| &behind[parent]).copied().collect();
            all.insert(id);
            behind.insert(id, all);
        }
        Self(behind)
    }

    /// Returns what is behind both of two commits and not behind another such commit.
    fn bases(&self, one: &String, other: &String) -> Vec<&'a String> {
        let both: Vec<&String> = self.0[one].intersection(&self.0[other]).copied().collect();
        let is_newest =
            |id: &&String| !both.iter().any(|newer| *newer != *id && self.0[newer].contains(id));
        both.iter().copied().filter(is_newest).collect()
    }
}

/// Kind, file, file before, fields.
pub(super) type Difference = (&'static str, String, Option<String>, Vec<Field>);

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
