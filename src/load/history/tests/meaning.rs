//! What carries meaning beside records, and two states compared.

use super::told;
use crate::history::{Differences, Followed, History, Unknown};
use crate::load::fixture::{Fixture, planned};
use crate::load::{Snapshot, differences, read_history, read_state, write_repository};

fn everything() -> Followed {
    Followed {
        project_file: "techfile.yaml".to_string(),
        records: vec!["records".to_string()],
        docs: vec!["docs-src".to_string()],
        templates: vec!["templates".to_string()],
        standards: vec!["standards".to_string()],
        language: "en".to_string(),
    }
}

fn history_of(fixture: &Fixture) -> History {
    let snapshot = Snapshot::of_work_tree(&fixture.root()).expect("a folder");
    read_history(&snapshot, &everything(), "v*", None).expect("a history")
}

#[test]
fn sections_of_narrative_are_followed_by_language() {
    let file = |body: &str| format!("---\ndocument: ifu\ntitle: {{en: Use}}\n---\n{body}");
    let swedish = "---\ndocument: ifu\nlang: sv\n---\n# Varning {#warn}\nVar rädd.\n";
    let fixture = Fixture::new();
    let commits = [
        planned(0, &[("docs-src/ifu.md", &file("# Warn {#warn}\nBe afraid.\n## More\nx\n"))]),
        planned(1, &[("docs-src/ifu.sv.md", swedish)]),
        planned(
            2,
            &[("docs-src/ifu.md", &file("Before.\n# Warn {#warn}\nBe  afraid!\n## More\nx\n"))],
        ),
        planned(
            3,
            &[
                ("docs-src/ifu.md", ""),
                ("docs-src/b.md", &file("Before.\n# Warn {#warn}\nBe  afraid!\n")),
            ],
        ),
        planned(4, &[("docs-src/b.md", "---\ndocument: [\n---\n# Warn {#warn}\n")]),
        planned(5, &[("docs-src/b.md", "no front matter, so no narrative")]),
    ];
    write_repository(&fixture.root(), &commits).expect("written");
    let expected = [
        "commit 0: doc:ifu added docs-src/ifu.md",
        "commit 0: doc:ifu#more added docs-src/ifu.md",
        "commit 0: doc:ifu#warn added docs-src/ifu.md",
        "commit 1: doc:ifu added docs-src/ifu.sv.md",
        "commit 1: doc:ifu#warn added docs-src/ifu.sv.md",
        "commit 2: doc:ifu changed docs-src/ifu.md: text.en nothing → Before.",
        "commit 2: doc:ifu#warn changed docs-src/ifu.md: text.en Be afraid. → Be  afraid!",
        "commit 3: doc:ifu moved docs-src/b.md from docs-src/ifu.md",
        "commit 3: doc:ifu#more removed docs-src/ifu.md: heading.en More → nothing, text.en x → nothing",
        "commit 3: doc:ifu#warn moved docs-src/b.md from docs-src/ifu.md",
        "commit 5: doc:ifu removed docs-src/b.md: text.en Before. → nothing, title.en Use → nothing",
        "commit 5: doc:ifu#warn removed docs-src/b.md: heading.en Warn → nothing, text.en Be  afraid! → nothing",
    ];
    let history = history_of(&fixture);
    assert_eq!(told(&history), expected);
    assert_eq!(history.unread.len(), 1);
}

#[test]
fn templates_and_mappings_are_followed_by_their_files() {
    let fixture = Fixture::new();
    let template = "{% block a -%}\nOne.\n{%- endblock %}\n\n{% block b %}Two.{% endblock b %}\n";
    let mapping = "lines:\n- {clause: 5.1, needs: plan}\n- {clause: 5.2, needs: x}\n";
    let commits = [
        planned(
            0,
            &[("templates/t/template.md", template), ("standards/own/mapping.yaml", mapping)],
        ),
        planned(1, &[("templates/t/template.md", &template.replace("Two", "2"))]),
        planned(2, &[("standards/own/mapping.yaml", &mapping.replace(": x", ": y"))]),
        planned(3, &[("templates/t/logo.png", "\u{89}")]),
        planned(4, &[("standards/own/mapping.yaml", "lines: [\n")]),
        planned(5, &[("standards/own/mapping.yaml", mapping), ("standards/README.md", "no data")]),
    ];
    write_repository(&fixture.root(), &commits).expect("written");
    let expected = [
        "commit 0: standards/own/mapping.yaml added standards/own/mapping.yaml",
        "commit 0: templates/t/template.md added templates/t/template.md",
        "commit 1: templates/t/template.md changed templates/t/template.md: block.b Two. → 2.",
        "commit 2: standards/own/mapping.yaml changed standards/own/mapping.yaml: lines[5.2].needs x → y",
        "commit 3: templates/t/logo.png added templates/t/logo.png",
        "commit 5: standards/own/mapping.yaml changed standards/own/mapping.yaml: lines[5.2].needs y → x",
    ];
    assert_eq!(told(&history_of(&fixture)), expected);
}

#[test]
fn states_differ_by_what_the_commits_between_them_did() {
    let fixture = Fixture::new();
    let commits = [
        planned(
            0,
            &[
                ("records/a.yaml", "id: REQ-1\ntitle: a\n"),
                ("records/b.yaml", "id: REQ-2\n"),
                ("records/c.yaml", "id: REQ-3\n"),
            ],
        ),
        planned(
            1,
            &[
                ("records/a.yaml", ""),
                ("records/d.yaml", "id: REQ-1\ntitle: b\n---\nid: REQ-4\n"),
                ("records/b.yaml", "{"),
                ("records/c.yaml", ""),
            ],
        ),
    ];
    write_repository(&fixture.root(), &commits).expect("written");
    let state = |revision: &str| {
        let snapshot = Snapshot::of_revision(&fixture.root(), revision).expect("a commit");
        read_state(&snapshot, &everything())
    };
    let found = differences(&state("HEAD^"), &state("HEAD"));
    let told: Vec<String> = found
        .found
        .iter()
        .map(|one| {
            format!(
                "{} {:?} {} {:?} {}",
                one.target,
                one.kind,
                one.file,
                one.moved_from,
                one.fields.len()
            )
        })
        .collect();
    let expected = [
        "REQ-1 Changed records/d.yaml Some(\"records/a.yaml\") 1",
        "REQ-3 Removed records/c.yaml None 0",
        "REQ-4 Added records/d.yaml None 0",
    ];
    assert_eq!(told, expected);
    let unknown = |found: &Differences| -> Vec<(String, String, bool)> {
        let one = |it: &Unknown| (it.target.clone(), it.file.clone(), it.is_before);
        found.unknown.iter().map(one).collect()
    };
    let of = |is_before| ("REQ-2".to_string(), "records/b.yaml".to_string(), is_before);
    assert_eq!(unknown(&found), [of(false)]);
    assert_eq!(found.unread.1[0].file, "records/b.yaml");
    let back = differences(&state("HEAD"), &state("HEAD^"));
    assert_eq!(unknown(&back), [of(true)]);
    assert_eq!(differences(&state("HEAD"), &state("HEAD")).found, []);
}
