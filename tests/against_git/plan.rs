//! A history made at random, always the same for a seed, and written with `git fast-import`.

use super::run;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub(super) const N_COMMITS: usize = 500;

pub(super) const FILES: [&str; 8] = [
    "records/a.yaml",
    "records/b.yml",
    "records/c/d.yaml",
    "records/c/e.yaml",
    "records/c.yaml",
    "records/f.yaml",
    "records/å ä.yaml",
    "records/c/d/e.yaml",
];
pub(super) const NARRATIVE: &str = "docs-src/plan.md";
pub(super) const SETTINGS: &str = "techfile.yaml";

/// Two people of one name, one person with two addresses, and one whose name is no UTF-8.
const PEOPLE: [&[u8]; 5] = [
    b"Anna Berg <anna@example.org>",
    b"Anna Berg <anna.berg@example.com>",
    b"Eva Lund <eva@example.org>",
    b"eva <lund@example.net>",
    b"J\xf6ran <joran@example.org>",
];

/// Makes the two addresses one person.
const MAILMAP: &str = "Eva Lund <eva@example.org> <lund@example.net>\n";

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
    /// A file that cannot be read, and why.
    broken: Option<(usize, Unreadable)>,
}

/// Why the records of a file cannot be read.
#[derive(Clone, Copy)]
enum Unreadable {
    /// No schema of today reads it.
    CutOff,
    NotUtf8,
    /// A link or a submodule stands in its place.
    Link,
    Submodule,
}

const UNREADABLE: [Unreadable; 4] =
    [Unreadable::CutOff, Unreadable::NotUtf8, Unreadable::Link, Unreadable::Submodule];

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
    if let Some((broken, _)) = ours.broken {
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
        0 | 1 => {
            let why = UNREADABLE[random.below(UNREADABLE.len())];
            plan.broken = plan.records.values().next().map(|(file, _)| (*file, why));
        }
        // An empty commit, or one of layout only.
        2 => {}
        _ => edit(random, &mut plan),
    }
    let parents = vec![ours.mark];
    if heads.len() < 6 && random.one_in(4) {
        heads.push(ours);
    }
    (plan, parents)
}

/// Writes a file, or what stands in its place.
fn entry(path: &str, mut bytes: Vec<u8>, why: Option<Unreadable>, out: &mut Vec<u8>) {
    let mut mode = "100644";
    match why {
        None => {}
        Some(Unreadable::CutOff) => bytes = b"- id: [cut off\n".to_vec(),
        Some(Unreadable::NotUtf8) => bytes.extend(b"# l\xe4kare\n"),
        Some(Unreadable::Link) => (mode, bytes) = ("120000", b"elsewhere.yaml".to_vec()),
        Some(Unreadable::Submodule) => {
            let id = "1234567890".repeat(4);
            return out.extend(format!("M 160000 {id} \"device/{path}\"\n").bytes());
        }
    }
    out.extend(format!("M {mode} inline \"device/{path}\"\ndata {}\n", bytes.len()).bytes());
    out.extend(bytes);
    out.push(b'\n');
}

/// Writes the plan for `git fast-import`; `parents` are marks.
fn stream(random: &mut Random, plan: &Plan, parents: &[usize], out: &mut Vec<u8>) {
    let mark = plan.mark;
    let time = 1_790_000_000 + 60 * mark;
    out.extend(format!("commit refs/heads/b{mark}\nmark :{mark}\n").bytes());
    // A rebase keeps the author and the date, and commits later what may have been written earlier.
    let is_rebased = mark.is_multiple_of(6);
    let written = if is_rebased { time - 60 * (mark % 40) } else { time };
    let person = PEOPLE[random.below(PEOPLE.len())];
    let committer = if is_rebased { PEOPLE[mark % PEOPLE.len()] } else { person };
    for (role, person, time) in [("author", person, written), ("committer", committer, time)] {
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
    for (number, name) in FILES.iter().enumerate() {
        let style = if random.one_in(4) { random.below(30) } else { number };
        if let Some(text) = file_text(plan, number, style) {
            let why = plan.broken.filter(|(file, _)| *file == number).map(|(_, why)| why);
            entry(name, text.into_bytes(), why, out);
        }
    }
    let mut file = |path: &str, text: String| entry(path, text.into_bytes(), None, out);
    file(NARRATIVE, narrative_text(plan));
    file(SETTINGS, settings_text(plan));
    file("README.md", format!("commit {mark} by someone"));
    out.extend(format!("M 100644 inline .mailmap\ndata {}\n{MAILMAP}\n", MAILMAP.len()).bytes());
    out.push(b'\n');
}

/// Makes the repository: the project in `device`, `main` at the last commit.
pub(super) fn build(folder: &Path, seed: u64) {
    let mut random = Random(seed);
    let (mut heads, mut out) = (Vec::new(), Vec::new());
    for mark in 1..=N_COMMITS {
        let (mut plan, parents) = next(&mut random, &mut heads, mark);
        plan.mark = mark;
        stream(&mut random, &plan, &parents, &mut out);
        heads.push(plan);
    }
    out.extend(format!("reset refs/heads/main\nfrom :{N_COMMITS}\n").bytes());
    run(folder, &["init", "--quiet", "--initial-branch=main"], b"");
    run(folder, &["fast-import", "--quiet", "--force"], &out);
    run(folder, &["reset", "--quiet", "--hard"], b"");
    run(folder, &["tag", "v-tree", "HEAD^{tree}"], b"");
    run(folder, &["tag", "v-blob", "HEAD:device/README.md"], b"");
    run(folder, &["tag", "v1", "HEAD~3"], b"");
}
