//! Templates that a project may write, and what is said of those that are wrong.

use super::*;
use crate::report::document::plain_text;
use crate::report::fixture::{history, with_inputs};
use crate::report::show::SHOWN;

fn files(own: &[(&str, &str)]) -> BTreeMap<String, String> {
    own.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect()
}

/// Fills the risk analysis of a project that has these templates.
fn filled(own: &[(&str, &str)]) -> Result<Vec<Block>, String> {
    let message = |error: Error| error.to_string();
    let templates = templates(&files(own)).map_err(message)?;
    let id =
        if own.iter().any(|(path, _)| path.starts_with("own/")) { "own" } else { "risk-analysis" };
    let template = templates.iter().find(|template| template.description.id == id);
    let template = template.ok_or("no such template")?;
    with_inputs("", &history(), |inputs| {
        let view = View::new(inputs, &template.scope("sv"));
        let words = template.words("sv").map_err(message)?;
        template.fill(&view, &words, &BTreeSet::new()).map_err(message)
    })
}

fn headings(blocks: &[Block]) -> Vec<String> {
    let heading = |block: &Block| match block {
        Block::Heading { level: 1, content, .. } => Some(plain_text(content)),
        _ => None,
    };
    blocks.iter().filter_map(heading).collect()
}

#[test]
fn every_table_list_and_text_is_used_by_a_built_in_document() {
    let templates = templates(&BTreeMap::new()).unwrap_or_else(|error| panic!("{error}"));
    let all: String = templates.iter().map(|template| template.layout.as_str()).collect();
    for shown in SHOWN.iter().copied().flatten() {
        let call = format!("{{{{ {}(name=\"{}\") }}}}", shown.function, shown.name);
        assert!(all.contains(&call), "{call}");
    }
}

#[test]
fn a_block_is_replaced_and_the_others_stay() {
    let own = "# Eget\n\n{{ front.products[0].name.text }}: {{ super() }}";
    let blocks = filled(&[("risk-analysis/blocks/purpose.md", own)]);
    let blocks = blocks.unwrap_or_else(|error| panic!("{error}"));
    let expected = [
        "Dokumentstyrning",
        "Eget",
        "Så bedöms risk",
        "Sammanfattning",
        "Faror och skador",
        "Risker",
        "Riskkontroller",
    ];
    assert_eq!(headings(&blocks), expected);
}

#[test]
fn values_of_the_view_are_only_text() {
    let own = "{% for risk in risks.risks %}- {{ risk.record.title.text }} *{{ risk.record.id }}*\n{% endfor %}";
    let blocks = filled(&[("risk-analysis/blocks/risks.md", own)]);
    let debug = format!("{:?}", blocks.unwrap_or_else(|error| panic!("{error}")));
    assert!(debug.contains("Text(\"Risken \"), Emphasis([Text(\"RISK-1\")])"), "{debug}");
}

#[test]
fn a_document_of_the_project_is_made_like_any_other() {
    let own = [
        (
            "own/template.yaml",
            "id: own\ntitle: {sv: Egen, en: Own}\nreads: [risks]\nshows: [hazard]\nwords: {x: {sv: 'Ord {n}', en: 'Word {n}'}}\n",
        ),
        ("own/template.md", "# {{ say(key=\"x\", n=\"*7*\") }}\n\n{{ table(name=\"hazards\") }}\n"),
    ];
    let blocks = filled(&own).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(headings(&blocks), ["Ord *7*"]);
    assert!(matches!(&blocks[1], Block::Table(table) if table.rows.len() == 1));
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let block = "risk-analysis/blocks/purpose.md";
    let yaml = "own/template.yaml";
    let head = "id: own\ntitle: {sv: Egen, en: Own}\n";
    let table: &[(&[(&str, &str)], &str)] = &[
        (
            &[("risk-analysis/blocks/porpoise.md", "")],
            "template risk-analysis/blocks/porpoise.md: `risk-analysis` has no block `porpoise`; it has: control, purpose,",
        ),
        (
            &[("risk-analyses/blocks/purpose.md", "")],
            "no document is called `risk-analyses`; there are: ",
        ),
        (
            &[("risk-analysis/template.md", "")],
            "template risk-analysis/template.md: this file is no part of a template",
        ),
        (
            &[("risk-analysis/template.yaml", head)],
            "`risk-analysis` is a built-in document; to change it, write blocks under",
        ),
        (&[("risk-analysis/blocks/purpose.txt", "")], "a block is a file `<block>.md`"),
        (&[(yaml, head)], "template own/template.yaml: there is no template.md beside it"),
        (
            &[(yaml, "id: other\n"), ("own/template.md", "")],
            "`id` must be the name of the folder, `own`",
        ),
        (
            &[(yaml, "id: own\ntitle: {sv: x}\n"), ("own/template.md", "")],
            "there is no title of the document in `en`",
        ),
        (
            &[(yaml, "id: own\ntitel: x\n"), ("own/template.md", "")],
            "unknown key `titel`; did you mean `title`?",
        ),
        (
            &[(yaml, "id: own\ntitle: {sv: x, en: y}\nreads: [risk]\n"), ("own/template.md", "")],
            "unknown part `risk`; did you mean `risks`?",
        ),
        (
            &[
                (yaml, "id: own\ntitle: {sv: x, en: y}\nshows: [hazards]\n"),
                ("own/template.md", ""),
            ],
            "no kind is called `hazards`",
        ),
        (&[(block, "{{ risks.nothing }}")], "template risk-analysis/blocks/purpose.md:"),
        (
            &[(block, "\n\n{{ table(name=\"riskz\") }}")],
            "`table` cannot show `riskz` here; it can show: approvals, open-approvals, changes, risk-counts,",
        ),
        (
            &[(block, "{{ records(name=\"needs\") }}")],
            "`records` cannot show `needs` here; it can show: risks, controls, retired-risks",
        ),
        (&[(block, "{{ say(key=\"x\") }}")], "no word is called `x`"),
        (
            &[(block, "{{ section(name=\"scope\") }}")],
            "name the section `scope` in `sections` of template.yaml, too",
        ),
        (
            &[
                (yaml, "id: own\ntitle: {sv: x, en: y}\nsections: {scope: {sv: x}}\n"),
                ("own/template.md", ""),
            ],
            "there is no title of the section `scope` in `en`",
        ),
        (
            &[(block, "a {{ table(name=\"changes\") }} b")],
            "a table or list of records must stand alone, with an empty line before and after",
        ),
        (
            &[(block, "{% set x = table(name=\"changes\") %}")],
            "`changes` was named but not printed",
        ),
        (&[(block, "{% set x = table(name=\"changes\") %}{{ x }}\n\n{{ x }}")], "stands twice"),
        (&[(block, "#### Djupt")], "the heading \"Djupt\" of level 4 follows one of level 2"),
        (
            &[(block, "{% for i in range(end=9) %}x{% endfor %}")],
            "`range` is not available: loops go over the data of the view",
        ),
        (&[(block, "{% include \"/etc/passwd\" %}")], "template risk-analysis/blocks/purpose.md:"),
        (&[(block, "{% for a in risks.risks %}")], "template risk-analysis/blocks/purpose.md:"),
    ];
    for (own, expected) in table {
        let error = filled(own).err().unwrap_or_else(|| panic!("{own:?} must fail"));
        assert!(error.contains(expected), "{own:?}\n{error}");
    }
}

#[test]
fn output_is_limited() {
    let loops = "{% for a in risks.policy.levels %}".repeat(16);
    let body = "x".repeat(100);
    let own = format!("{loops}{body}{}", "{% endfor %}".repeat(16));
    let error = filled(&[("risk-analysis/blocks/purpose.md", &own)]).expect_err("too long");
    assert!(error.contains("prints more than 4 MiB"), "{error}");
}
