//! What is told of a record in a line of commits.

use super::{history_of, told, unread};
use crate::load::fixture::{Fixture, planned};
use crate::load::write_repository;

/// Files of one commit; an empty text deletes.
type Files<'a> = &'a [(&'a str, &'a str)];

/// Writes one commit for each list of files and returns what is told after the first commit.
fn told_of(commits: &[Files<'_>]) -> Vec<String> {
    let fixture = Fixture::new();
    let full = |files: Files<'_>, number: u32| {
        let files = files.iter().map(|(path, text)| (format!("records/{path}"), *text));
        let files: Vec<(String, &str)> = files.collect();
        planned(number, &files.iter().map(|(path, text)| (&path[..], *text)).collect::<Vec<_>>())
    };
    let commits: Vec<_> = (0..).zip(commits).map(|(number, files)| full(files, number)).collect();
    write_repository(&fixture.root(), &commits).expect("written");
    let told = told(&history_of(&fixture.root()));
    let later = told.into_iter().filter(|line| !line.starts_with("commit 0: "));
    later.map(|line| line.trim_start_matches("commit ").to_string()).collect()
}

#[test]
fn fields_are_told_by_path() {
    let cases: [(&str, &str, &str); 14] = [
        ("title: a", "title: b", "title a → b"),
        ("title: a", "text: b", "text nothing → b, title a → nothing"),
        ("title: {sv: å, en: a}", "title: {en: a, sv: ö}", "title.sv å → ö"),
        ("text: {en: a}", "text: a", "text nothing → a, text.en a → nothing"),
        ("to: [A, B]", "to: [C, B]", "to[A] A → nothing, to[C] nothing → C"),
        ("to: [A]", "to: [{to: A, aspect: x}]", "to[A].aspect nothing → x"),
        (
            "to: [{to: A, aspect: x}, {to: B, aspect: x}]",
            "to: [{to: B, aspect: y}, {to: A, aspect: x}]",
            "to[B].aspect x → y",
        ),
        (
            "to: [{to: A, aspect: x}, {to: A, aspect: y}]",
            "to: [{to: A, aspect: z}, {to: A, aspect: x}]",
            "to[A#2].aspect y → z",
        ),
        ("tests: [{name: a}, {name: b}]", "tests: [{name: a}, {name: c}]", "tests[2].name b → c"),
        (
            "levels: [{level: low}, {level: high, ok: true}]",
            "levels: [{level: high, ok: false}, {level: low}]",
            "levels low, high → high, low, levels[high].ok true → false",
        ),
        ("not: {\"7.5\": a}", "not: {\"7.5\": b}", "not.\"7.5\" a → b"),
        ("closed: true", "closed: ", "closed true → nothing"),
        ("a: {b: {c: 1}}", "a: {b: {c: 2, d: 3}}", "a.b.c 1 → 2, a.b.d nothing → 3"),
        ("a: [[1, 2]]", "a: [[1, 3]]", "a[1][2] 2 → nothing, a[1][3] nothing → 3"),
    ];
    for (before, after, expected) in cases {
        let file = |text| format!("id: REQ-1\n{text}\n");
        let commits = [file(before), file(after)];
        let told = told_of(&[&[("a.yaml", &commits[0])], &[("a.yaml", &commits[1])]]);
        assert_eq!(told, [format!("1: REQ-1 changed a.yaml: {expected}")]);
    }
}

#[test]
fn layout_is_no_change() {
    let first = "id: REQ-1\ntitle: \"a b\"\nlinks: [A, B]\nmap: {x: 1, y: 2}\nempty: []\ntext: å\n";
    let others = [
        "{id: REQ-1, title: a b, links: [B, A], map: {y: 2, x: 1}, text: å}",
        "# comment\nid:   'REQ-1'\nlinks:\n- B\n- A\n- A\ntitle: a\n  b\nmap:\n  y: '2'\n  x: 1\ntext: å\n",
        "---\ntext: a\u{30a}\nid: REQ-1\ntitle: |\n  a b\nlinks: [{to: A}, B]\nmap: {x: 1, y: 2}\nnone: ~\n...\n",
        "- id: REQ-1\r\n  title: >-\r\n    a\r\n    b\r\n  links: [A, B]\r\n  map: {x: 1, y: 2}\r\n  text: å\r\n",
    ];
    for other in others {
        assert_eq!(told_of(&[&[("a.yaml", first)], &[("a.yaml", other)]]), [""; 0], "{other}");
    }
}

#[test]
fn a_record_is_followed_through_files() {
    let both = "- {id: REQ-1, title: a}\n- {id: REQ-2, title: b}\n";
    let (one, two) = ("id: REQ-1\ntitle: a\n", "id: REQ-2\ntitle: b\n");
    let two_changed = "id: REQ-2\ntitle: c\n";
    let joined = format!("{one}---\n{two}");
    let cases: [(&str, Files<'_>, Files<'_>, &[&str]); 8] = [
        (
            "moved",
            &[("a.yaml", one)],
            &[("a.yaml", ""), ("b/c.yml", one)],
            &["REQ-1 moved b/c.yml from a.yaml"],
        ),
        (
            "moved and changed",
            &[("a.yaml", two)],
            &[("a.yaml", ""), ("b.yaml", two_changed)],
            &["REQ-2 changed b.yaml from a.yaml: title b → c"],
        ),
        (
            "split",
            &[("a.yaml", both)],
            &[("a.yaml", one), ("b.yaml", two_changed)],
            &["REQ-2 changed b.yaml from a.yaml: title b → c"],
        ),
        (
            "joined",
            &[("a.yaml", one), ("b.yaml", two)],
            &[("a.yaml", &joined), ("b.yaml", "")],
            &["REQ-2 moved a.yaml from b.yaml"],
        ),
        ("list to documents", &[("a.yaml", both)], &[("a.yaml", &joined)], &[]),
        (
            "exchanged",
            &[("a.yaml", one), ("b.yaml", two)],
            &[("a.yaml", two), ("b.yaml", one)],
            &["REQ-1 moved b.yaml from a.yaml", "REQ-2 moved a.yaml from b.yaml"],
        ),
        (
            "renumbered",
            &[("a.yaml", one)],
            &[("a.yaml", "id: REQ-3\ntitle: a\n")],
            &["REQ-1 removed a.yaml: title a → nothing", "REQ-3 added a.yaml"],
        ),
        (
            "no YAML any more",
            &[("a.yaml", one)],
            &[("a.yaml", ""), ("a.txt", one)],
            &["REQ-1 removed a.yaml: title a → nothing"],
        ),
    ];
    for (case, before, after, expected) in cases {
        let expected: Vec<String> = expected.iter().map(|line| format!("1: {line}")).collect();
        assert_eq!(told_of(&[before, after]), expected, "{case}");
    }
}

#[test]
fn a_record_with_copies_is_gone_when_the_last_is() {
    let (one, other) = ("id: REQ-1\ntitle: a\n", "id: REQ-1\ntitle: b\n");
    let told = told_of(&[
        &[("a.yaml", one)],
        &[("b.yaml", other)],
        &[("a.yaml", "")],
        &[("c.yaml", other)],
        &[("b.yaml", "id: REQ-1\ntitle: c\n"), ("c.yaml", "")],
        &[("b.yaml", "")],
        &[("a.yaml", &format!("{one}---\n{other}"))],
        &[("a.yaml", &format!("{one}---\n{other}note: x\n"))],
        &[("a.yaml", one)],
    ]);
    let expected = [
        "1: REQ-1 added b.yaml",
        "2: REQ-1 changed b.yaml from a.yaml: title a → b",
        "3: REQ-1 added c.yaml",
        "4: REQ-1 changed b.yaml: title b → c",
        "4: REQ-1 changed b.yaml from c.yaml: title b → c",
        "5: REQ-1 removed b.yaml: title c → nothing",
        "6: REQ-1 added a.yaml",
        "6: REQ-1 added a.yaml",
        "7: REQ-1 changed a.yaml: note nothing → x",
        "8: REQ-1 changed a.yaml: note x → nothing, title b → a",
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_does_not_parse_is_unknown_and_not_gone() {
    let (one, two) = ("id: REQ-1\ntitle: a\n", "id: REQ-2\ntitle: b\n");
    let both = format!("{one}---\n{two}");
    let broken = "id: REQ-1\ntitle: \"a\n---\nid: REQ-2\ntitle: {b\n";
    let fixed = "id: REQ-1\ntitle: c\n---\nid: REQ-2\ntitle: b\n";
    let conflict = format!("<<<<<<< ours\n{one}=======\n{two}>>>>>>> theirs\n");
    let cases: [(&str, &[Files<'_>], &[&str]); 10] = [
        ("back as it was", &[&[("a.yaml", broken)], &[("a.yaml", &both)]], &[]),
        ("conflict", &[&[("a.yaml", &conflict)], &[("a.yaml", &both)]], &[]),
        ("twice", &[&[("a.yaml", broken)], &[("a.yaml", "{")], &[("a.yaml", &both)]], &[]),
        (
            "changed",
            &[&[("a.yaml", broken)], &[("a.yaml", fixed)]],
            &["2: REQ-1 changed a.yaml: title a → c"],
        ),
        (
            "one gone",
            &[&[("a.yaml", broken)], &[("a.yaml", one)]],
            &["2: REQ-2 removed a.yaml: title b → nothing"],
        ),
        (
            "one gone, then new",
            &[&[("a.yaml", broken)], &[("a.yaml", one)], &[("c.yaml", two)]],
            &["2: REQ-2 removed a.yaml: title b → nothing", "3: REQ-2 added c.yaml"],
        ),
        (
            "deleted",
            &[&[("a.yaml", "{")], &[("z.yaml", "id: X-1")], &[("a.yaml", "")]],
            &[
                "2: X-1 added z.yaml",
                "3: REQ-1 removed a.yaml: title a → nothing",
                "3: REQ-2 removed a.yaml: title b → nothing",
            ],
        ),
        (
            "moved while broken",
            &[&[("a.yaml", "{")], &[("b.yaml", two)], &[("a.yaml", one)]],
            &["2: REQ-2 moved b.yaml from a.yaml"],
        ),
        (
            "renamed while broken",
            &[&[("a.yaml", broken)], &[("a.yaml", ""), ("b.yaml", broken)], &[("b.yaml", &both)]],
            &["3: REQ-1 moved b.yaml from a.yaml", "3: REQ-2 moved b.yaml from a.yaml"],
        ),
        (
            "half broken",
            &[&[("a.yaml", "id: REQ-1\ntitle: c\n---\n{")], &[("a.yaml", fixed)]],
            &["1: REQ-1 changed a.yaml: title a → c"],
        ),
    ];
    for (case, commits, expected) in cases {
        let first: Files<'_> = &[("a.yaml", &both)];
        let commits: Vec<Files<'_>> = [first].into_iter().chain(commits.iter().copied()).collect();
        assert_eq!(told_of(&commits), expected, "{case}");
    }
}

#[test]
fn files_that_do_not_parse_are_listed_where_they_broke() {
    let fixture = Fixture::new();
    let latin = b"id: REQ-3\ntitle: l\xe4kare\n".to_vec();
    let mut commits = vec![
        planned(0, &[("records/a.yaml", "{"), ("records/b.yaml", "id: REQ-2")]),
        planned(1, &[("records/b.yaml", "id: [\n")]),
        planned(2, &[("records/b.yaml", "id: REQ-2")]),
        planned(3, &[("other/c.yaml", "{"), ("records/c.txt", "{")]),
    ];
    commits[3].files.insert("records/z.yaml".to_string(), Some(latin));
    let ids = write_repository(&fixture.root(), &commits).expect("written");
    let at = |path, number: usize| {
        format!("records/{path} at {}: the file could not be parsed", &ids[number][..10])
    };
    let expected = [at("z.yaml", 3), at("b.yaml", 1), at("a.yaml", 0)];
    assert_eq!(unread(&history_of(&fixture.root())), expected);
}

#[test]
fn sections_of_the_project_file_are_records() {
    let fixture = Fixture::new();
    let commits = [
        planned(
            0,
            &[("techfile.yaml", "format: 1\nlanguages: [sv, en]\nrisk: {matrix: {a: {b: low}}}\n")],
        ),
        planned(
            1,
            &[(
                "techfile.yaml",
                "format: 2\nlanguages: [en, sv]\nrisk: {matrix: {a: {b: high}}}\n",
            )],
        ),
        planned(2, &[("techfile.yaml", "format: 2\nid: REQ-1\nlanguages: [en]\n")]),
    ];
    write_repository(&fixture.root(), &commits).expect("written");
    let expected = [
        "commit 0: techfile.yaml#format added techfile.yaml",
        "commit 0: techfile.yaml#languages added techfile.yaml",
        "commit 0: techfile.yaml#risk added techfile.yaml",
        "commit 1: techfile.yaml#format changed techfile.yaml: format 1 → 2",
        "commit 1: techfile.yaml#languages changed techfile.yaml: languages sv, en → en, sv",
        "commit 1: techfile.yaml#risk changed techfile.yaml: matrix.a.b low → high",
        "commit 2: techfile.yaml#id added techfile.yaml",
        "commit 2: techfile.yaml#languages changed techfile.yaml: languages en, sv → nothing, languages[sv] sv → nothing",
        "commit 2: techfile.yaml#risk removed techfile.yaml: matrix.a.b high → nothing",
    ];
    assert_eq!(told(&history_of(&fixture.root())), expected);
}

#[test]
fn deep_and_long_values_are_no_attack() {
    let deep = format!("id: REQ-1\ntitle: {}{}\n", "[".repeat(5000), "]".repeat(5000));
    let pairs: String = (0..5000).map(|n| format!("  - {{to: A, n: {n}}}\n")).collect();
    let long = format!("id: REQ-2\nlinks:\n{pairs}");
    let one_less = long.replace("  - {to: A, n: 4999}\n", "");
    let told = told_of(&[
        &[("a.yaml", "id: REQ-1\ntitle: a\n"), ("b.yaml", &long)],
        &[("a.yaml", &deep), ("b.yaml", &one_less)],
    ]);
    assert!(told.iter().any(|line| line.contains("REQ-2 changed b.yaml: links[A#")), "{told:?}");
}
