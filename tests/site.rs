//! The static site: every record has a page, every link leads somewhere, and no text comes alive.

use crate::harness::folder::Planned;
use crate::harness::{Case, Done, Workspace, at, folder, say};
use std::collections::{BTreeMap, BTreeSet};

/// Texts that try to become markup, script or an address, in every place that a record has.
const HOSTILE: &str = r#"- id: NEED-900
  title: "</title></script><script>alert(1)</script>"
  text: |
    <img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](JaVa&#x09;Script:alert(1)) [c](data:text/html,x)
    [d](//evil.example) [e](../../../index.html) ![f](http://evil.example/x.png) <script>alert(1)</script>
  source: "\"'><svg/onload=alert(1)>"
  tags: ["</script>", "'\"><b>", "\u2028\u202Eevil"]
  custom: {"</dt><script>": "x"}
- id: NEED-901
  title: {en: "Ordongenomslagsutskriftssammanställningsmodulfunktionsnedsättningsersättning", sv: "\u202Egnäv"}
  text: "`</code><script>alert(1)</script>`"
- id: NEED-OF-A-PREFIX-THAT-NO-PHONE-HOLDS-904
  title: Long id
- id: REQ-900
  title: "&lt;b&gt; & <b>"
  level: system
  satisfies: ["NEED-900", "NEED-</script>", "\"><script>"]
  rationale: |
    ```html
    </pre><script>alert(1)</script>
    ```
"#;

/// Narrative text that tries the same.
const HOSTILE_TEXT: &str = r#"---
document: hostile
title: "</title><script>alert(1)</script>"
---
# First {#"><script>alert(1)</script>}

<img src=x onerror=alert(1)> [a](javascript:alert(1)) [NEED-900] [doc:hostile#"><script>]

[`doc:instructions-for-use#warnings` in a link](https://example.org)

### </h3><script>alert(1)</script> \u202E

{{ records(kind="need") }} {{ value(name="</script>") }}
"#;

/// How long the longest texts are that records may hold here.
const LONG: usize = 10_000;

/// Elements without an end.
const VOID: [&str; 6] = ["meta", "link", "br", "input", "rect", "path"];

/// Returns the cases.
pub fn cases() -> Vec<Case> {
    let case = |name: &str, run: fn() -> Result<(), String>| {
        Case::new("site", "pages", name, move || run().map(|()| Done::Passed))
    };
    vec![
        case("every_record_has_a_page_in_every_language", records_have_pages),
        case("every_section_has_a_page_with_its_text_approval_and_links", sections_have_pages),
        case("every_clause_has_a_page", clauses_have_pages),
        case("english_text_is_said_to_be_english", english_is_told),
        case("a_section_of_the_project_file_is_told_in_words", settings_in_words),
        case("a_policy_that_asks_for_less_is_told_in_words", policy_in_words),
        case("a_row_can_become_a_card_with_labels", rows_have_labels),
        case("a_change_after_the_result_is_told", changes_after_results),
        case("a_change_of_a_control_after_its_result_is_told_of_the_risk", changes_of_controls),
        case("a_change_without_a_commit_may_be_later", changes_without_commit),
        case("a_change_of_the_same_day_may_be_later", changes_of_the_same_day),
        case("the_history_names_people_and_languages", history_in_words),
        case("a_fault_of_a_component_is_told_in_lists", faults_in_lists),
        case("a_test_run_tells_what_rests_on_it", runs_tell),
        case("no_two_pages_have_the_same_title", titles_differ),
        case("what_a_rule_quotes_is_code", rules_quote),
        case("where_nothing_is_listed_that_is_said", nothing_is_said),
        case("days_and_ids_are_kept_whole", whole_words),
        case("what_is_not_approved_is_told_apart", not_approved),
        case("no_risk_is_touched_by_its_own_change", own_risk),
        case("every_link_leads_somewhere", links_lead_somewhere),
        case("every_page_is_well_formed", pages_are_well_formed),
        case("no_page_loads_or_runs_anything_foreign", nothing_foreign),
        case("hostile_text_stays_text", hostile_text),
        case("the_same_records_make_the_same_bytes", same_bytes),
        case("an_unchanged_page_is_left_alone", unchanged_pages),
    ]
}

type Pages = BTreeMap<String, String>;

/// The pump, with records that mean harm.
fn project() -> Workspace {
    let mut files = folder::files_of(&at("projects/pump"));
    let long = format!(
        "{HOSTILE}- id: NEED-902\n  title: \"{}\"\n- id: NEED-903\n  title: \"{}\"\n",
        "x".repeat(LONG),
        "<b>long</b> ".repeat(LONG / 12),
    );
    files.insert("records/hostile.yaml".into(), long.into_bytes());
    let text = HOSTILE_TEXT.replace("\\u202E", "\u{202e}");
    files.insert("docs-src/hostile.en.md".into(), text.into_bytes());
    Workspace::with(&files, folder::Git::Commit)
}

fn build(project: &Workspace) -> Pages {
    let said = say(&["build", "--to", "site", "--quiet"], project.path());
    assert_eq!((said.exit, &*said.err), (0, ""));
    let files = folder::files_of(&project.path().join("out/site"));
    let text = |bytes| String::from_utf8(bytes).expect("the site is UTF-8");
    files.into_iter().map(|(path, bytes)| (path, text(bytes))).collect()
}

fn site() -> Pages {
    build(&project())
}

/// Hands every page with each of its faults to the list of faults.
fn demand(pages: &Pages, fault: impl Fn(&str, &str) -> Vec<String>) -> Result<(), String> {
    let html = pages.iter().filter(|(path, _)| path.ends_with(".html"));
    let faults: Vec<String> = html
        .flat_map(|(path, text)| {
            fault(path, text).into_iter().map(move |fault| format!("{path}: {fault}"))
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// Returns what stands between `<` and `>`, in order.
fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).filter_map(|rest| Some(rest.split_once('>')?.0)).collect()
}

/// Returns the values of an attribute.
fn values<'t>(html: &'t str, attribute: &str) -> Vec<&'t str> {
    let start = format!(" {attribute}=\"");
    let value = |tag: &'t str| Some(tag.split_once(start.as_str())?.1.split_once('"')?.0);
    tags(html).into_iter().filter_map(value).collect()
}

fn records_have_pages() -> Result<(), String> {
    let project = project();
    let pages = build(&project);
    let list = say(&["list", "--format", "json"], project.path());
    let list: serde_json::Value = serde_json::from_str(&list.out).expect("JSON");
    let records = list["records"].as_array().expect("a list of records");
    assert!(records.len() > 25, "{}", records.len());
    let ids = records.iter().filter_map(|record| record["id"].as_str());
    let wanted = ids.flat_map(|id| ["en", "sv"].map(|of| format!("{of}/record/{id}.html")));
    let missing: Vec<String> = wanted.filter(|path| !pages.contains_key(path)).collect();
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n")) }
}

fn sections_have_pages() -> Result<(), String> {
    let pages = site();
    let page = |path: &str| pages.get(path).unwrap_or_else(|| panic!("there is no {path}"));
    for path in ["section/instructions-for-use", "section/hostile", "setting/risk", "setting/gate"]
    {
        page(&format!("en/{path}.html"));
        page(&format!("sv/{path}.html"));
    }
    let risk = page("sv/record/RISK-001.html");
    assert!(risk.contains("href=\"../section/instructions-for-use_warnings.html\""), "{risk}");
    // A section is called by its title, and stands small as links write it.
    let named =
        "warnings.html\">Varningar</a> <span class=\"way\">doc:instructions-for-use#warnings";
    assert!(risk.contains(named), "{risk}");
    let section = page("sv/section/instructions-for-use_warnings.html");
    for wanted in [
        "<h1>Varningar</h1>",
        "../record/RISK-001.html",
        "../record/REV-001.html",
        "docs-src/instructions-for-use.sv.md:",
        "docs-src/instructions-for-use.en.md:",
    ] {
        assert!(section.contains(wanted), "{wanted} is not in {section}");
    }
    let plan = page("en/section/risk-management-plan.html");
    assert!(plan.contains("href=\"../section/instructions-for-use_warnings.html\""), "{plan}");
    let matrix = page("en/setting/risk.html");
    assert!(matrix.contains("<th scope=\"row\">critical</th>"), "{matrix}");
    let search = page("search/en.js");
    assert!(search.contains("section/instructions-for-use_warnings.html"));
    assert!(search.contains("setting/gate.html"));
    Ok(())
}

/// Returns a page of a site.
fn page_of<'p>(pages: &'p Pages, path: &str) -> &'p str {
    pages.get(path).unwrap_or_else(|| panic!("there is no {path}"))
}

fn demand_parts(page: &str, wanted: &[&str]) -> Result<(), String> {
    let missing: Vec<&str> = wanted.iter().copied().filter(|part| !page.contains(part)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("{missing:?} is not in {page}")) }
}

/// Messages of rules are in English; a page of another language says so where they stand.
fn english_is_told() -> Result<(), String> {
    let pages = site();
    let told = "Reglernas text ges på engelska.";
    let rules = pages.keys().filter_map(|path| path.strip_prefix("sv/"));
    let rules: Vec<&str> = rules.filter(|path| path.starts_with("rule/")).collect();
    assert!(!rules.is_empty(), "no rule found anything");
    for page in rules.into_iter().chain(["findings.html", "gate.html", "record/REQ-900.html"]) {
        let (sv, en) = (format!("sv/{page}"), format!("en/{page}"));
        demand_parts(page_of(&pages, &sv), &[told, "lang=\"en\""])?;
        assert!(!page_of(&pages, &en).contains("is given in English"), "{en}");
    }
    Ok(())
}

fn settings_in_words() -> Result<(), String> {
    let pages = site();
    let risk = page_of(&pages, "sv/setting/risk.html");
    demand_parts(
        risk,
        &["Allvarlighetsgrad", "Övre gräns", "&lt; ", "Riskmatris", "kan inte uppskattas"],
    )?;
    for raw in ["not-estimable<", ">below<", "benefit_risk_may_accept", "serious-or-death"] {
        assert!(!risk.contains(raw), "{raw} is in {risk}");
    }
    demand_parts(page_of(&pages, "sv/setting/products.html"), &["Avsett ändamål", "Kvalificering"])
}

fn policy_in_words() -> Result<(), String> {
    let mut files = folder::files_of(&at("projects/pump"));
    let policy = String::from_utf8(files["techfile.yaml"].clone()).expect("the policy is UTF-8");
    let less = "gate:\n  off: [components-evaluated]\n  intervals: {soup-evaluation: 1 year}\n";
    files.insert("techfile.yaml".into(), policy.replacen("gate:\n", less, 1).into_bytes());
    let pages = build(&Workspace::with(&files, folder::Git::Commit));
    let off = "Varje tredjepartskomponent är värderad";
    demand_parts(
        page_of(&pages, "sv/gate.html"),
        &[&format!("krävs inte: {off}"), "gäller längre än sex månader"],
    )?;
    demand_parts(
        page_of(&pages, "sv/setting/gate.html"),
        &[off, "1 år", "Kriterier som är bortvalda"],
    )
}

/// On a phone a cell is seen without the head of its column.
fn rows_have_labels() -> Result<(), String> {
    let pages = site();
    let labels = [
        ("risks.html", "Nivå efter"),
        ("coverage.html", "Fullständigt underlag"),
        ("baselines.html", "Skillnader"),
        ("record/RISK-001.html", "Läge"),
        ("kind/risk.html", "Godkännande"),
        ("findings.html", "Antal"),
    ];
    for (page, label) in labels {
        let page = page_of(&pages, &format!("sv/{page}"));
        demand_parts(page, &[&format!("data-label=\"{label}\""), "stacked"])?;
    }
    let standards = pages.iter().filter(|(path, _)| path.starts_with("sv/standard/"));
    for (_, page) in standards {
        demand_parts(page, &["data-label=\"Läge\""])?;
    }
    demand_parts(page_of(&pages, "assets/site.css"), &["attr(data-label)"])
}

/// The pump of which a commit of a moment changes a record after everything else.
fn changed_at(path: &str, id: &str, moment: &str) -> Pages {
    let start = format!("- id: {id}\n");
    changed(path, (&start, &format!("{start}  tags: [later]\n")), moment)
}

/// The same, where a text becomes another one.
fn changed(path: &str, (before, after): (&str, &str), moment: &str) -> Pages {
    let files = folder::files_of(&at("projects/pump"));
    let text = String::from_utf8(files[path].clone()).expect("the records are UTF-8");
    let text = text.replacen(before, after, 1);
    let later = [(path.to_string(), text.into_bytes())].into_iter().collect();
    let commits = [
        (Planned::new("2026-09-01T09:00:00+02:00", Vec::new(), &[]), files),
        (Planned::new(moment, Vec::new(), &[]), later),
    ];
    let project = Workspace::new();
    project.commit(&commits, folder::Git::Commit);
    build(&project)
}

/// The verdict stays what it was, and every page that tells it says that it is of an earlier state.
fn changes_after_results() -> Result<(), String> {
    let pages = changed_at("records/requirements.yaml", "REQ-001", "2026-11-20T09:00:00+02:00");
    let changed = page_of(&pages, "en/record/REQ-001.html");
    demand_parts(
        changed,
        &[
            "Verified",
            "The record was changed on",
            "2026-11-20",
            "fact doubtful\"><dt>Verdict",
            "badge doubtful\">verified before its last change",
        ],
    )?;
    let list = page_of(&pages, "sv/kind/requirement.html");
    demand_parts(list, &["verifierat före senaste ändringen", "badge good\">verifierat<"])?;
    demand_parts(
        page_of(&pages, "en/index.html"),
        &["tile doubtful\"><h2><a href=\"kind/requirement.html", ">1 before its last change<"],
    )?;
    let other = page_of(&pages, "en/record/REQ-002.html");
    assert!(other.contains("Verified") && !other.contains("The record was"), "{other}");
    Ok(())
}

/// A risk is no better shown than its controls.
fn changes_of_controls() -> Result<(), String> {
    let pages = changed_at("records/risks.yaml", "RC-001", "2026-11-20T09:00:00+02:00");
    demand_parts(
        page_of(&pages, "en/record/RISK-001.html"),
        &["controlled, with a reservation", "older than the last change of the control", "RC-001"],
    )?;
    demand_parts(
        page_of(&pages, "en/risks.html"),
        &["Risks with complete risk control: 2 of 2", "badge doubtful\">Yes, with a reservation"],
    )?;
    demand_parts(
        page_of(&pages, "en/index.html"),
        &["1 with a control that was verified before its last change"],
    )
}

/// A result without a time and a change of the same day: nobody knows which was first.
fn changes_of_the_same_day() -> Result<(), String> {
    let pages = changed_at("records/requirements.yaml", "REQ-001", "2026-09-21T09:00:00+02:00");
    let changed = page_of(&pages, "sv/record/REQ-001.html");
    demand_parts(
        changed,
        &["Det går inte att avgöra om", "verifierat, kanske före senaste ändringen"],
    )?;
    demand_parts(page_of(&pages, "en/index.html"), &["1 perhaps before its last change"])
}

/// Nobody knows when what no commit holds was written.
fn changes_without_commit() -> Result<(), String> {
    let files = folder::files_of(&at("projects/pump"));
    let project = Workspace::new();
    let commit = Planned::new("2026-09-01T09:00:00+02:00", Vec::new(), &[]);
    project.commit(&[(commit, files)], folder::Git::Commit);
    let path = project.path().join("records/requirements.yaml");
    let text = std::fs::read_to_string(&path).expect("the records are there");
    let later = text.replacen("- id: REQ-001\n", "- id: REQ-001\n  tags: [later]\n", 1);
    std::fs::write(&path, later).expect("the records are written");
    let pages = build(&project);
    demand_parts(
        page_of(&pages, "en/record/REQ-001.html"),
        &["changes that no commit holds", "verified, perhaps before its last change"],
    )?;
    let control = page_of(&pages, "en/record/RC-001.html");
    demand_parts(control, &["badge good\">verified<"])
}

fn history_in_words() -> Result<(), String> {
    let moment = "2026-11-20T09:00:00+02:00";
    let pages = changed("records/results.yaml", ("person: lena", "person: amir"), moment);
    let result = page_of(&pages, "en/record/RES-001.html");
    demand_parts(result, &["</span>Lena Berg</del>", "</span>Amir Haddad</ins>"])?;
    let pages = changed("records/tests.yaml", ("Kör 10 ml/h", "Kör 20 ml/h"), moment);
    let test = page_of(&pages, "en/record/VER-001.html");
    demand_parts(
        test,
        &["Procedure › Swedish</dt><dd lang=\"sv\">", "<span class=\"hidden\" lang=\"en\">"],
    )
}

/// What is wrong with a component is told wherever it is named.
fn faults_in_lists() -> Result<(), String> {
    let (stated, gone) = ("date: 2026-09-20", "date: 2024-09-20");
    let pages = changed("records/components.yaml", (stated, gone), "2026-11-20T09:00:00+02:00");
    let told = "badge bad\">Too old: held until <span class=\"whole\">2025";
    demand_parts(page_of(&pages, "en/kind/soup.html"), &[told])?;
    demand_parts(page_of(&pages, "sv/kind/soup.html"), &["För gammal: gällde till och med"])
}

fn runs_tell() -> Result<(), String> {
    let files = folder::files_of(&at("projects/recorder"));
    let project = Workspace::with(&files, folder::Git::Commit);
    let line = "build --to site --release REL-002 --quiet --results RUN-001=evidence/run-001.xml";
    let words: Vec<&str> = line.split(' ').collect();
    let said = say(&words, project.path());
    assert_eq!((said.exit, &*said.err), (0, ""));
    let page = |path: &str| {
        let path = project.path().join("out/site/en").join(path);
        std::fs::read_to_string(path).expect("the page is there")
    };
    demand_parts(&page("record/RUN-001.html"), &["Verdicts that it decides", "of which passed: "])?;
    let waiver = page("record/WVR-001.html");
    assert_eq!(waiver.matches("<dt>Rationale</dt>").count(), 1, "{waiver}");
    // Why a criterion cannot be evaluated is told as rules tell it; the site is no document.
    demand_parts(&page("gate.html"), &["there is no tag <code>v1.0</code>"])?;
    demand_parts(&page("index.html"), &["were given for this site only"])
}

fn titles_differ() -> Result<(), String> {
    let pages = site();
    let mut seen = BTreeMap::new();
    for (path, html) in pages.iter().filter(|(path, _)| path.starts_with("sv/")) {
        let title = html.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
        let title = title.map(|(title, _)| title).ok_or(format!("{path} has no title"))?;
        if let Some(other) = seen.insert(title, path) {
            return Err(format!("{other} and {path} are both called {title}"));
        }
    }
    Ok(())
}

fn rules_quote() -> Result<(), String> {
    demand(&site(), |path, html| {
        let is_told = path.contains("/rule/") || path.ends_with("gate.html");
        let raw = html.split("<p>").skip(1).filter(|part| is_told && part.contains('`'));
        raw.map(|part| part.chars().take(80).collect()).collect()
    })
}

fn nothing_is_said() -> Result<(), String> {
    let mut files = folder::files_of(&at("projects/pump"));
    files.retain(|path, _| path == "techfile.yaml");
    let project = Workspace::with(&files, folder::Git::Commit);
    let said = say(&["build", "--to", "site", "--quiet"], project.path());
    assert_eq!(said.exit, 0, "{}", said.err);
    let page = |path: &str| {
        let path = project.path().join("out/site/en").join(path);
        std::fs::read_to_string(path).expect("the page is there")
    };
    for (path, told) in [
        ("index.html", "There is no record yet."),
        ("records.html", "There is no record yet."),
        ("risks.html", "There is no risk yet."),
        ("baselines.html", "There is no baseline yet."),
    ] {
        let page = page(path);
        demand_parts(&page, &[told])?;
        assert!(!page.contains("<tbody>\n</tbody>"), "{path} has an empty table: {page}");
    }
    Ok(())
}

fn whole_words() -> Result<(), String> {
    let pages = site();
    demand_parts(page_of(&pages, "assets/site.css"), &[".whole { white-space: nowrap; }"])?;
    demand_parts(page_of(&pages, "sv/record/REQ-001.html"), &["<span class=\"whole\">VER-"])?;
    let long = "NEED-OF-A-PREFIX-THAT-NO-PHONE-HOLDS-904";
    let told = [
        format!("<span class=\"target\">{long}<"),
        format!("<a class=\"target\" href=\"../record/{long}.html\">"),
    ];
    demand_parts(page_of(&pages, &format!("sv/record/{long}.html")), &[&*told[0], &*told[1]])
}

fn not_approved() -> Result<(), String> {
    let pages = site();
    demand_parts(page_of(&pages, "sv/index.html"), &["<p class=\"rest\">", "utan godkännande"])
}

fn own_risk() -> Result<(), String> {
    let pages = site();
    let risk = page_of(&pages, "en/record/RISK-001.html");
    let touched = risk.split_once("Risks to look at again").map_or("", |(_, rest)| rest);
    let touched = touched.split_once("</ul>").map_or("", |(list, _)| list);
    if touched.contains("RISK-001.html") { Err(touched.to_string()) } else { Ok(()) }
}

fn clauses_have_pages() -> Result<(), String> {
    let pages = site();
    let standards = pages.keys().filter(|path| path.starts_with("en/standard/")).count();
    let clauses = pages.keys().filter(|path| path.starts_with("en/clause/")).count();
    let rows: usize = pages
        .iter()
        .filter(|(path, _)| path.starts_with("en/standard/"))
        .map(|(_, html)| html.matches("<tr><th scope=\"row\"").count())
        .sum();
    assert!(standards >= 1 && clauses > 50, "{standards} standards, {clauses} clauses");
    if rows == clauses { Ok(()) } else { Err(format!("{rows} clauses have {clauses} pages")) }
}

/// Returns where an address leads, seen from a page.
fn resolved(page: &str, address: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            ".." => {
                assert!(parts.pop().is_some(), "{page}: `{address}` leads out of the site");
            }
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn links_lead_somewhere() -> Result<(), String> {
    let pages = site();
    let anchors: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(path, html)| (&**path, values(html, "id").into_iter().collect()))
        .collect();
    let mut n_links = 0;
    for html in pages.values() {
        n_links += values(html, "href").len();
    }
    assert!(n_links > 1000, "{n_links}");
    demand(&pages, |path, html| {
        let mut faults = Vec::new();
        for address in values(html, "href").into_iter().chain(values(html, "src")) {
            let is_outward =
                ["http://", "https://", "mailto:"].iter().any(|s| address.starts_with(s));
            let (file, anchor) = address.split_once('#').unwrap_or((address, ""));
            let file = if file.is_empty() { path.to_string() } else { resolved(path, file) };
            let leads = match anchor {
                _ if is_outward => true,
                "" => pages.contains_key(&file),
                anchor => anchors.get(&*file).is_some_and(|known| known.contains(anchor)),
            };
            if !leads {
                faults.push(format!("`{address}` leads nowhere"));
            }
        }
        for language in ["en", "sv"] {
            let twin = path.split_once('/').map(|(_, rest)| format!("{language}/{rest}"));
            if twin.is_some_and(|twin| !pages.contains_key(&twin)) {
                faults.push(format!("it is not there in `{language}`"));
            }
        }
        faults
    })
}

fn pages_are_well_formed() -> Result<(), String> {
    demand(&site(), |_, html| {
        let mut faults = Vec::new();
        let mut open = Vec::new();
        for tag in tags(html).into_iter().filter(|tag| !tag.starts_with('!')) {
            let name = tag.split([' ', '/']).find(|name| !name.is_empty()).unwrap_or_default();
            if tag.starts_with('/') {
                if open.pop() != Some(name) {
                    faults.push(format!("</{name}> closes something else"));
                }
            } else if !VOID.contains(&name) {
                open.push(name);
            }
        }
        faults.extend(open.iter().map(|name| format!("<{name}> is never closed")));
        let ids = values(html, "id");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        if ids.len() != unique.len() {
            faults.push("an anchor stands twice".to_string());
        }
        for part in ["<!doctype html>", " lang=\"", "<main", "<h1", "<title>"] {
            if !html.contains(part) {
                faults.push(format!("there is no {part}"));
            }
        }
        faults
    })
}

fn nothing_foreign() -> Result<(), String> {
    let pages = site();
    let scripts = ["assets/theme.js", "assets/site.js"];
    for script in scripts {
        let text = &pages[script];
        for word in ["innerHTML", "insertAdjacentHTML", "document.write", "eval(", "http"] {
            assert!(!text.contains(word), "{script} holds {word}");
        }
    }
    assert!(
        !pages["assets/site.css"].contains("url(") && !pages["assets/site.css"].contains("@import")
    );
    demand(&pages, |_, html| {
        let mut faults = Vec::new();
        let policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      base-uri 'none'; form-action 'none'";
        let at = html.find(&format!("content=\"{policy}\""));
        let first = html.find("<script").into_iter().chain(html.find("<link")).min();
        if at.is_none() || at > first {
            faults.push("the policy is not there first".to_string());
        }
        for tag in tags(html) {
            let name = tag.split([' ', '/']).next().unwrap_or_default();
            let is_ours = match name {
                "script" => scripts.iter().any(|it| {
                    tag.ends_with(&format!("{it}\"")) || tag.contains(&format!("{it}\" defer"))
                }),
                "link" => tag.contains("rel=\"stylesheet\"") || tag.contains("rel=\"alternate\""),
                "iframe" | "object" | "embed" | "form" | "base" | "img" | "style" => false,
                _ => true,
            };
            let outside_quotes: String = tag.split('"').step_by(2).collect();
            let is_live = outside_quotes
                .split_whitespace()
                .any(|it| it.starts_with("on") || it.starts_with("style="));
            if !is_ours || is_live {
                faults.push(format!("<{tag}>"));
            }
        }
        for address in values(html, "src") {
            if address.contains(':') {
                faults.push(format!("it loads `{address}`"));
            }
        }
        for address in values(html, "href") {
            let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
            if scheme.is_some_and(|scheme| !["http", "https", "mailto"].contains(&&*scheme))
                || address.starts_with("//")
            {
                faults.push(format!("it links to `{address}`"));
            }
        }
        faults
    })
}

fn hostile_text() -> Result<(), String> {
    let pages = site();
    let need = &pages["sv/record/NEED-900.html"];
    let shown = [
        "&lt;/title&gt;&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
        "&lt;img src=x onerror=alert(1)&gt;",
        "&lt;svg/onload=alert(1)&gt;",
        "<code>../../../index.html</code>",
    ];
    for text in shown {
        assert!(need.contains(text), "{text} is not shown");
    }
    assert!(pages["en/record/NEED-902.html"].contains(&"x".repeat(LONG)), "the title is cut");
    let text = &pages["en/section/hostile.html"];
    assert!(text.contains("&lt;img src=x onerror=alert(1)&gt;"), "{text}");
    assert!(
        text.contains("<code>doc:instructions-for-use#warnings</code> in a link</a>"),
        "{text}"
    );
    let search = &pages["search/sv.js"];
    assert!(search.is_ascii() || !search.contains('\u{2028}'), "a line separator");
    assert!(search.contains("\\u003c/title\\u003e"), "the title is not there to be found");
    demand(&pages, |path, html| {
        let scripts = html.matches("<script").count();
        let expected = if path == "index.html" { 0 } else { 2 };
        let mut faults = Vec::new();
        if scripts != expected || html.matches("</script>").count() != expected {
            faults.push(format!("{scripts} scripts instead of {expected}"));
        }
        if html.contains('\u{202e}') {
            faults.push("a sign that turns the text around".to_string());
        }
        faults
    })?;
    match pages.iter().find(|(path, text)| path.ends_with(".js") && text.contains("</script")) {
        Some((path, _)) => Err(format!("{path} can be ended by a text")),
        None => Ok(()),
    }
}

fn same_bytes() -> Result<(), String> {
    let (one, other) = (site(), site());
    let differing: Vec<&String> = one
        .iter()
        .filter(|(path, text)| other.get(*path) != Some(*text))
        .map(|(path, _)| path)
        .collect();
    if differing.is_empty() && one.len() == other.len() {
        Ok(())
    } else {
        Err(format!("{differing:?}"))
    }
}

fn unchanged_pages() -> Result<(), String> {
    let project = project();
    let before = build(&project);
    let written = |path: &str| {
        let file = project.path().join("out/site").join(path);
        std::fs::metadata(&file).and_then(|it| it.modified()).expect("a page")
    };
    let (page, gone) = ("en/record/NEED-001.html", "en/record/NEED-900.html");
    let then = (written(page), written(gone));
    std::thread::sleep(std::time::Duration::from_millis(20));
    build(&project);
    assert!(then == (written(page), written(gone)), "the same bytes were written again");
    // A change that is not committed is told on every page, and rewrites only those that it is about.
    let file = project.path().join("records/hostile.yaml");
    let text = std::fs::read_to_string(&file).expect("the records");
    std::fs::write(&file, text.replacen("</title></script>", "</title>!</script>", 1))
        .expect("a change");
    let after = build(&project);
    let standing = "assets/standing.css";
    assert!(before[standing] != after[standing] && !after[standing].contains("display: none"));
    assert!(then.1 != written(gone), "the page of a changed record was not written");
    if then.0 == written(page) { Ok(()) } else { Err(format!("{page} was written again")) }
}
