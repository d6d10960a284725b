//! Changes that take evidence away, alter what was approved, or make a risk worse.

use super::Mutant;
use super::base::Base;
use super::tree::{Step, changed, json_of, leaves, with, with_record, with_records};
use serde_json::{Value as Json, json};
use techfile::assess::fingerprint;
use techfile::config::{RiskPolicy, needs_approval};
use techfile::model::{Link, Project, Record, Status};

const FAIL: &str = "fail or delete a result";
const WORSE: &str = "raise a severity or probability";
const DROP: &str = "drop a control";
const RETIRE: &str = "retire a requirement";
const EDIT: &str = "edit an approved value";
const AGE: &str = "age an evaluation";
const UNLINK: &str = "remove a link";
const CLASS: &str = "lower a class";
const MATRIX: &str = "widen the matrix";
const DELETE: &str = "delete a file";
const BREAK: &str = "break a file";
const FIELD: &str = "take a field away";
const RECORD: &str = "delete, retire or redraft a record";
const REVIEW: &str = "take an approval away";
const POLICY: &str = "edit an approved section";
const ACTION: &str = "open an action";
const BORN: &str = "call what is found another product's";
const HIDE: &str = "take a failed test out";
const ASKED: &str = "leave only a query of a section";

/// Every sort of change that must be among them.
pub const KINDS: &[&str] = &[
    FAIL, WORSE, DROP, RETIRE, EDIT, AGE, UNLINK, CLASS, MATRIX, DELETE, BREAK, FIELD, RECORD,
    REVIEW, POLICY, ACTION, BORN, HIDE, ASKED,
];

/// Returns every change.
pub fn mutants(base: &Base) -> Vec<Mutant<'_>> {
    let families: [fn(&Base) -> Vec<Mutant<'_>>; 13] = [
        values,
        actions,
        born,
        hidden,
        asked,
        links,
        worse_risks,
        lower_claims,
        whole_records,
        results,
        reviews,
        policy,
        files,
    ];
    families.iter().flat_map(|family| family(base)).collect()
}

/// Records that somebody has approved; a draft needs none.
fn approved(base: &Base) -> impl Iterator<Item = &Record> {
    let is_approved =
        |record: &&Record| record.kind.needs_approval && record.status != Status::Draft;
    base.project.records.iter().filter(is_approved)
}

/// A change of one record's tree.
fn of_record<'a>(
    base: &'a Base,
    kind: &'static str,
    record: &'a Record,
    what: impl std::fmt::Display,
    change: impl Fn(Json) -> Json + Send + Sync + 'a,
) -> Mutant<'a> {
    Mutant::new(kind, format!("{} {what}", record.id), &*record.id, move || {
        with_record(base, record, Some(&change(json_of(&record.node))))
    })
}

fn key(name: &str) -> Step {
    Step::Key(name.to_string())
}

fn path(names: &[&str]) -> Vec<Step> {
    names.iter().map(|name| key(name)).collect()
}

fn without(mut tree: Json, field: &str) -> Json {
    tree.as_object_mut().expect("a record").remove(field);
    tree
}

/// Every value of every approved record, changed; and every field that is no link, removed.
fn values(base: &Base) -> Vec<Mutant<'_>> {
    let of = |record: &'_ Record| {
        let tree = json_of(&record.node);
        let fields = tree.as_object().into_iter().flat_map(|map| map.keys().cloned());
        let is_link = |field: &String| record.kind.links.iter().any(|link| link.name == *field);
        let fields = fields.filter(|field| field != "id" && !is_link(field));
        (leaves(&tree), fields.collect::<Vec<String>>())
    };
    let of_one = |record| {
        let (leaves, fields) = of(record);
        let edited = leaves.into_iter().map(move |path| {
            let what = format!("changed at {path:?}");
            of_record(base, EDIT, record, what, move |tree| changed(&tree, &path))
        });
        let removed = fields.into_iter().map(move |field| {
            let what = format!("without {field}");
            let is_needed = is_needed(record, &field);
            let mutant = of_record(base, FIELD, record, what, move |tree| without(tree, &field));
            if is_needed { mutant.never_approved() } else { mutant }
        });
        edited.chain(removed).collect::<Vec<_>>()
    };
    approved(base).flat_map(of_one).collect()
}

/// Fields that must be stated, whatever anybody approves.
const NEEDED: &[(&str, &[&str])] = &[
    ("software-item", &["type", "safety_class"]),
    (
        "soup",
        &[
            "supplier",
            "purpose",
            "required_function",
            "prerequisites",
            "anomaly_list",
            "evaluation",
        ],
    ),
    ("vulnerability", &["exploitability", "decision"]),
    ("use-scenario", &["user_profile", "tasks", "use_errors", "severity", "summative"]),
    ("risk", &["sequence_of_events", "situation", "estimates", "evaluation"]),
    ("risk-control", &["outcome"]),
    ("verification", &["acceptance_criteria", "tests", "procedure"]),
    ("usability-evaluation", &["method", "participants"]),
    ("anomaly", &["severity", "evaluation", "acceptable"]),
    ("change", &["reason", "impact"]),
    ("design-review", &["conclusion"]),
    ("external-document", &["sha256"]),
];

/// Of those that only some records of a kind need.
const PLANNED: &[&str] = &["environment", "criteria", "team", "independence"];
const LOOKED_INTO: &[&str] = &["criticality", "safety_relevant", "investigation"];

fn is_needed(record: &Record, field: &str) -> bool {
    let is_listed =
        NEEDED.iter().any(|(kind, fields)| *kind == record.kind.name && fields.contains(&field));
    match record.kind.name {
        "validation" => {
            let is_required = record.flag(&["required_for_release"]) != Some(false);
            PLANNED.contains(&field) || is_required && field == "conclusion"
        }
        "problem-report" => record.has(&["closed"]) && LOOKED_INTO.contains(&field),
        // An inspection may go without, and tests stand in for the steps.
        "verification" if field == "procedure" => {
            let method = record.word(&["method"]);
            !record.has(&["tests"]) && matches!(method, Some("test" | "demonstration"))
        }
        _ => is_listed,
    }
}

/// Every action of every design review, not done.
fn actions(base: &Base) -> Vec<Mutant<'_>> {
    let mut mutants = Vec::new();
    for review in base.project.of_kind("design-review") {
        let actions = review.node.get("actions").map_or(0, |actions| actions.items().len());
        for index in 0..actions {
            let what = format!("with action {index} open");
            let open = move |mut tree: Json| {
                tree["actions"][index].as_object_mut().expect("an action").remove("done");
                tree
            };
            mutants.push(of_record(base, ACTION, review, what, open).never_approved());
        }
    }
    mutants
}

/// For everything that can be wrong or do harm: a draft that says so, in the name of a product that is
/// not released, where there is one.
fn born(base: &Base) -> Vec<Mutant<'_>> {
    let release = base.release();
    let products = base.project.config.products();
    let is_other = |product: &&&str| !base.project.is_of_product(release, product);
    let other = products.iter().find(is_other).or(products.first()).expect("a product");
    let mut mutants = Vec::new();
    for record in base.project.records.iter().filter(|record| record.is_active()) {
        if !base.project.shares_product(release, record) {
            continue;
        }
        for (id, mut found) in found_in(record) {
            found["id"] = json!(id);
            found["title"] = json!("Something is found");
            found["status"] = json!("draft");
            found["product"] = json!(other);
            let mutant = Mutant::new(BORN, format!("{id} of {}", record.id), id, move || {
                let own = [("records/found.yaml".to_string(), found.to_string().into_bytes())];
                base.files.clone().into_iter().chain(own).collect()
            });
            mutants.push(mutant.never_approved());
        }
    }
    mutants
}

/// Returns what can be found in a record, by the id that it gets.
fn found_in(record: &Record) -> Vec<(&'static str, Json)> {
    let to = &*record.id;
    let anomaly = ("ANO-990", json!({"affects": [to]}));
    let problem = ("PR-990", json!({"concerns": [to], "safety_relevant": true}));
    let weakness = ("VUL-990", json!({"in": [to], "advisory": "CVE-2026-99999"}));
    let risk = ("RISK-990", json!({"arises_from": [to], "hazard": "HAZ-001", "harm": "HARM-001"}));
    let action = json!({"action": "Think again."});
    let review = json!({"covers": [to], "stage": "x", "date": "2026-01-01", "actions": [action]});
    match record.kind.name {
        "requirement" => vec![anomaly, problem, ("DR-990", review)],
        "software-item" | "soup" => vec![anomaly, problem, weakness, risk],
        "use-scenario" | "threat" => vec![problem, risk],
        "need" | "risk" | "risk-control" | "verification" => vec![problem],
        _ => Vec::new(),
    }
}

/// Every result that decides alone, failed, with what was carried out retired or made a draft.
fn hidden(base: &Base) -> Vec<Mutant<'_>> {
    let mut mutants = Vec::new();
    let reports = || base.project.of_kind("problem-report");
    let is_reported = |result: &&Record| {
        reports().flat_map(|report| report.links_of("found_by")).any(|link| link.to == result.id)
    };
    // A failure that is reported is judged by its report.
    for result in base.deciding().into_iter().filter(|result| !is_reported(result)) {
        let activity = result.links_of("of").next().and_then(|link| base.project.record(&link.to));
        let activity = activity.expect("a result is of something");
        for status in ["retired", "draft"] {
            let what = format!("{} failed, and {} made {status}", result.id, activity.id);
            let files = move || {
                let failed = with(&json_of(&result.node), &path(&["verdict"]), "fail");
                let mut out = json_of(&activity.node);
                out["status"] = json!(status);
                out["retirement_reason"] = json!("It is of no use.");
                with_records(base, &[(result, Some(&failed)), (activity, Some(&out))])
            };
            let names = match activity.kind.name {
                "usability-evaluation" => &activity.id,
                _ => &result.id,
            };
            mutants.push(Mutant::new(HIDE, what, &**names, files).never_approved());
        }
    }
    mutants
}

/// Every section on which a record rests, with nothing but a query below its heading.
fn asked(base: &Base) -> Vec<Mutant<'_>> {
    let mut mutants = Vec::new();
    for record in approved(base) {
        for link in record.links.iter().filter(|link| link.to.starts_with("doc:")) {
            let (document, anchor) = link.to[4..].split_once('#').unwrap_or((&link.to[4..], ""));
            let section = base.project.section(document, anchor).expect("a section");
            let what = format!("{} of {}", link.to, record.id);
            let files = move || {
                let mut files = base.files.clone();
                for content in files.values_mut() {
                    let Ok(text) = std::str::from_utf8(content) else { continue };
                    let mut text = text.to_string();
                    for written in section.texts.values() {
                        let heading = written.lines().next().expect("a heading");
                        let asked = format!("{heading}\n\n{{{{ records(kind=\"waiver\") }}}}\n\n");
                        text = text.replace(written, &asked);
                    }
                    *content = text.into_bytes();
                }
                files
            };
            let mutant = Mutant::new(ASKED, what, &*record.id, files);
            // What a meeting looked at may be anything.
            let rests = link.field.name != "covers";
            mutants.push(if rests { mutant.never_approved() } else { mutant.naming(&link.to) });
        }
    }
    mutants
}

/// Every link of every approved record, removed.
fn links(base: &Base) -> Vec<Mutant<'_>> {
    let links =
        approved(base).flat_map(|record| record.links.iter().map(move |link| (record, link)));
    links.map(|(record, link)| unlinked(base, record, link)).collect()
}

fn unlinked<'a>(base: &'a Base, record: &'a Record, link: &'a Link) -> Mutant<'a> {
    let what = format!("without {} {}", link.field.name, link.to);
    let names_target = |entry: &Json| entry.get("to").unwrap_or(entry) == &json!(link.to);
    let aspect = link.attribute("aspect");
    let has_aspect = move |entry: &Json| entry.get("aspect").and_then(Json::as_str) == aspect;
    let mutant = of_record(base, UNLINK, record, what, move |tree| {
        let name = link.field.name;
        let Some(list) = tree[name].as_array() else { return without(tree, name) };
        let is_other = |entry: &&Json| !(names_target(entry) && has_aspect(entry));
        let others: Vec<Json> = list.iter().filter(is_other).cloned().collect();
        if others.is_empty() { without(tree, name) } else { with(&tree, &path(&[name]), others) }
    });
    // Without what shows, implements or controls it, what stands upstream is no longer whole.
    let project = &base.project;
    let places = record.kind.name == "anomaly" && matches!(link.field.name, "affects" | "from");
    let n_placing = record.links_of("affects").chain(record.links_of("from")).count();
    if record.kind.name == "vulnerability" && link.field.name == "contributes_to"
        || places && n_placing == 1
    {
        mutant.never_approved()
    } else if (bears(record, link) || builds(project, link)) && is_alone(project, record, link) {
        mutant.naming(&link.to).never_approved()
    } else {
        mutant
    }
}

/// Whether a link says what meets a need or builds a requirement of the software.
fn builds(project: &Project, link: &Link) -> bool {
    let target = project.record(&link.to);
    match link.field.name {
        "satisfies" => target.is_some_and(|target| target.kind.name == "need"),
        "realizes" => target.is_some_and(|target| target.word(&["level"]) == Some("software")),
        _ => false,
    }
}

/// Whether no other record has a link of the same sort to the same target.
fn is_alone(project: &Project, record: &Record, link: &Link) -> bool {
    let same = |other: &&Link| {
        other.to == link.to
            && other.field.name == link.field.name
            && other.attribute("aspect") == link.attribute("aspect")
    };
    let others = project.records.iter().filter(|other| other.id != record.id && other.is_active());
    !others.flat_map(|other| &other.links).any(|other| same(&other))
}

/// Every severity and every estimate, one step worse.
fn worse_risks(base: &Base) -> Vec<Mutant<'_>> {
    let policy = &base.project.config.risk;
    let steps = |names: Vec<&str>| names.into_iter().map(str::to_string).collect::<Vec<String>>();
    let severities = steps(policy.severity.iter().map(|step| &*step.name).collect());
    let probabilities = steps(policy.probability.iter().map(|step| &*step.name).collect());
    let worse = |steps: &[String], now: &str| {
        let at = steps.iter().position(|step| step == now)?;
        steps.get(at + 1).cloned()
    };
    let raised = |record, at: Vec<Step>, to: String| {
        let what = format!("raised at {at:?}");
        of_record(base, WORSE, record, what, move |tree| with(&tree, &at, to.clone()))
    };
    let mut mutants = Vec::new();
    for harm in base.project.of_kind("harm") {
        let now = harm.word(&["severity"]).unwrap_or_default();
        mutants.extend(worse(&severities, now).map(|to| raised(harm, path(&["severity"]), to)));
    }
    for risk in base.project.of_kind("risk") {
        for estimate in ["initial", "after_external_controls", "residual"] {
            let fields = ["estimates", estimate, "probability"];
            let now = risk.word(&fields).unwrap_or_default();
            mutants.extend(worse(&probabilities, now).map(|to| raised(risk, path(&fields), to)));
        }
        // At the worst that can be estimated nothing is acceptable any more.
        if risk.is_active() && is_unacceptable_at_worst(policy) {
            let worst = json!({"severity": severities.last(), "probability": "not-estimable"});
            let what = "with the worst residual estimate";
            let change =
                move |tree: Json| with(&tree, &path(&["estimates", "residual"]), worst.clone());
            mutants.push(of_record(base, WORSE, risk, what, change).never_approved());
        }
    }
    mutants
}

fn is_unacceptable_at_worst(policy: &RiskPolicy) -> bool {
    let worst = policy.severity.last().and_then(|step| policy.cell(&step.name, "not-estimable"));
    worst.is_some_and(|level| !level.acceptable)
}

/// Every safety class one step lower, and every evaluation of a component a year older.
fn lower_claims(base: &Base) -> Vec<Mutant<'_>> {
    let mut mutants = Vec::new();
    for item in base.project.of_kind("software-item") {
        let lower = match item.word(&["safety_class"]) {
            Some("C") => "B",
            Some("B") => "A",
            _ => continue,
        };
        let change = move |tree: Json| with(&tree, &path(&["safety_class"]), lower);
        let what = format!("lowered to class {lower}");
        mutants.push(of_record(base, CLASS, item, what, change).never_approved());
    }
    for soup in base.project.of_kind("soup").filter(|soup| soup.is_active()) {
        let Some(date) = soup.word(&["evaluation", "date"]) else { continue };
        let year: u16 = date[..4].parse().expect("a date");
        let earlier = format!("{}{}", year - 1, &date[4..]);
        let change = move |tree: Json| with(&tree, &path(&["evaluation", "date"]), &*earlier);
        let what = "evaluated a year earlier";
        mutants.push(of_record(base, AGE, soup, what, change).never_approved());
        let change = |tree: Json| with(&tree, &path(&["evaluation", "acceptable"]), false);
        mutants.push(of_record(base, AGE, soup, "not acceptable", change).never_approved());
    }
    mutants
}

/// Every approved record, deleted, made a draft, and retired; and every draft, deleted.
fn whole_records(base: &Base) -> Vec<Mutant<'_>> {
    let records = base.project.records.iter().filter(|record| record.kind.needs_approval);
    records.flat_map(|record| whole_record(base, record)).collect()
}

fn whole_record<'a>(base: &'a Base, record: &'a Record) -> Vec<Mutant<'a>> {
    let kind = match record.kind.name {
        "risk-control" => DROP,
        "requirement" => RETIRE,
        _ => RECORD,
    };
    let with_status = |status: &'static str| {
        of_record(base, kind, record, format!("made {status}"), move |mut tree| {
            tree["status"] = json!(status);
            if status == "retired" {
                tree["retirement_reason"] = json!("It is of no use.");
            }
            tree
        })
    };
    let mut mutants =
        vec![Mutant::new(kind, format!("{} deleted", record.id), &*record.id, move || {
            with_record(base, record, None)
        })];
    let shows = matches!(record.kind.name, "verification" | "validation");
    let missed = bearing_link(record).filter(|_| shows).map(|link| &*link.to);
    if record.status != Status::Draft {
        // Once it is approved so, what rested on it is missed.
        for status in ["retired", "draft"] {
            mutants.push(with_status(status).naming(missed.unwrap_or(&record.id)));
        }
    }
    // What a control, a test or a validation showed is missed whatever anybody approves.
    let is_never_approved = record.kind.name == "risk-control" || missed.is_some();
    mutants.into_iter().map(|mutant| Mutant { is_never_approved, ..mutant }).collect()
}

/// Returns a link by which a record shows what the gate asks for.
fn bearing_link(record: &Record) -> Option<&Link> {
    record.links.iter().find(|link| bears(record, link))
}

fn bears(record: &Record, link: &Link) -> bool {
    let is_required = record.flag(&["required_for_release"]) != Some(false);
    match link.field.name {
        "verifies" => link.attribute("aspect") != Some("specification"),
        "validates" => is_required,
        // Nor is a hazard, a threat or a use scenario analysed without the risk that names it.
        "hazard" => true,
        "arises_from" => ["THR-", "US-"].iter().any(|prefix| link.to.starts_with(prefix)),
        "implements" | "controls" => true,
        _ => false,
    }
}

/// Every result that decides, failed, deleted and taken from its release.
fn results(base: &Base) -> Vec<Mutant<'_>> {
    let mut mutants = Vec::new();
    for result in base.deciding() {
        let others = ["fail", "blocked", "skipped", "passed"].into_iter();
        for verdict in others.filter(|verdict| result.word(&["verdict"]) != Some(verdict)) {
            let change = move |tree: Json| with(&tree, &path(&["verdict"]), verdict);
            mutants.push(of_record(base, FAIL, result, format!("became {verdict}"), change));
        }
        for field in ["verdict", "for_release", "of"] {
            let change = move |tree| without(tree, field);
            mutants.push(of_record(base, FAIL, result, format!("without {field}"), change));
        }
        mutants.push(Mutant::new(FAIL, format!("{} deleted", result.id), &*result.id, move || {
            with_record(base, result, None)
        }));
    }
    for run in base.project.of_kind("test-run") {
        let Some(file) = run.word(&["results", "file"]) else { continue };
        let with_file = move |content: Option<Vec<u8>>| {
            let mut files = base.files.clone();
            match content {
                Some(content) => files.insert(file.to_string(), content),
                None => files.remove(file),
            };
            files
        };
        let failing = move || {
            let text = String::from_utf8_lossy(&base.files[file]).into_owned();
            with_file(Some(text.replace("<testcase ", "<testcase status=\"failed\" ").into_bytes()))
        };
        let what = format!("{file} of {} with failures", run.id);
        mutants.push(Mutant::new(FAIL, what, &*run.id, failing));
        let what = format!("{file} of {} deleted", run.id);
        mutants.push(Mutant::new(DELETE, what, &*run.id, move || with_file(None)));
    }
    mutants.into_iter().map(Mutant::never_approved).collect()
}

/// What a review says of a record or section as it stands, and nobody else does.
fn sole_pins<'a>(base: &'a Base, review: &'a Record) -> Vec<(usize, &'a Link)> {
    let project = &base.project;
    let needs_it = |link: &Link| {
        project.record(&link.to).is_some_and(|record| record.kind.needs_approval)
            || link.to.strip_prefix("techfile.yaml#").is_some_and(needs_approval)
    };
    let is_same = |link: &Link, other: &Link| {
        other.to == link.to && other.attribute("fingerprint") == link.attribute("fingerprint")
    };
    let all: Vec<&Link> =
        project.of_kind("review").flat_map(|other| other.links_of("of")).collect();
    let stands = |(_, link): &(usize, &Link)| {
        fingerprint(project, &link.to).as_deref() == link.attribute("fingerprint")
            && needs_it(link)
            && all.iter().filter(|other| is_same(link, other)).count() == 1
    };
    review.links_of("of").enumerate().filter(stands).collect()
}

/// Every entry of every review that holds, removed and altered; and every review, turned around.
fn reviews(base: &Base) -> Vec<Mutant<'_>> {
    let mut mutants = Vec::new();
    for review in base.project.of_kind("review") {
        let pins = sole_pins(base, review);
        for (index, link) in &pins {
            let (index, to) = (*index, &*link.to);
            let removed = move |mut tree: Json| {
                tree["of"].as_array_mut().expect("a list").remove(index);
                tree
            };
            let altered = move |mut tree: Json| {
                tree["of"][index]["fingerprint"] = json!(format!("tf1:{}", "0".repeat(64)));
                tree
            };
            let what = format!("without {to}");
            mutants.push(of_record(base, REVIEW, review, what, removed).naming(to));
            let what = format!("with another fingerprint of {to}");
            mutants.push(of_record(base, REVIEW, review, what, altered).naming(to));
        }
        // Whatever the review approved is missed.
        let Some((_, first)) = pins.first() else { continue };
        for (field, value) in [
            ("decision", "rejected"),
            ("meaning", "reviewed"),
            ("status", "draft"),
            ("role", "janitor"),
            ("by", "nobody"),
        ] {
            let change = move |tree: Json| with(&tree, &path(&[field]), value);
            let what = format!("with {field} {value}");
            mutants.push(of_record(base, REVIEW, review, what, change).naming(&first.to));
        }
    }
    mutants
}

/// Every value of the sections that need an approval; and the matrix, with more of it acceptable.
fn policy(base: &Base) -> Vec<Mutant<'_>> {
    let tree = json_of(&base.project.config.tree);
    let of_section = |kind, section: &str, what: String, tree: Json| {
        let names = format!("techfile.yaml#{section}");
        Mutant::new(kind, format!("techfile.yaml {what}"), names, move || {
            let own = [("techfile.yaml".to_string(), tree.to_string().into_bytes())];
            base.files.clone().into_iter().chain(own).collect()
        })
    };
    let mut mutants = Vec::new();
    for at in leaves(&tree) {
        let Some(Step::Key(section)) = at.first() else { continue };
        if needs_approval(section) {
            let what = format!("changed at {at:?}");
            mutants.push(of_section(POLICY, section, what, changed(&tree, &at)));
        }
    }
    let risk = &base.project.config.risk;
    for (index, level) in risk.levels.iter().enumerate() {
        let mut at = path(&["risk", "levels"]);
        at.extend([Step::Item(index), key("acceptable")]);
        if !level.acceptable {
            let what = format!("accepts {}", level.name);
            mutants.push(of_section(MATRIX, "risk", what, with(&tree, &at, true)));
        }
        let above = &risk.levels[index + 1..];
        for (severity, row) in tree["risk"]["matrix"].as_object().into_iter().flatten() {
            let cells = row.as_object().into_iter().flatten();
            for (probability, _) in
                cells.filter(|(_, cell)| above.iter().any(|l| **cell == *l.name))
            {
                let at = path(&["risk", "matrix", severity, probability]);
                let what = format!("calls {severity} {probability} {}", level.name);
                let widened = with(&tree, &at, &*level.name);
                mutants.push(of_section(MATRIX, "risk", what, widened));
            }
        }
    }
    mutants
}

/// Every file of records and evidence, cut off, left in a conflict, in another encoding, and deleted.
fn files(base: &Base) -> Vec<Mutant<'_>> {
    base.files
        .keys()
        .filter(|path| path.starts_with("records/"))
        .flat_map(|path| of_file(base, path))
        .collect()
}

fn of_file<'a>(base: &'a Base, path: &'a str) -> Vec<Mutant<'a>> {
    let broken = |what: &str, change: fn(&[u8]) -> Vec<u8>| {
        Mutant::new(BREAK, format!("{path} {what}"), path, move || {
            let mut files = base.files.clone();
            files.insert(path.to_string(), change(&files[path]));
            files
        })
        .never_approved()
    };
    let renamed = path.replace(".yaml", ".yml.bak");
    let is_inside = |record: &&Record| base.project.sources.path(record.span.source) == path;
    let held = base.project.records.iter().filter(is_inside);
    let deleted = held.map(move |record| {
        let what = format!("{path} with {} deleted", record.id);
        let mutant = Mutant::new(DELETE, what, &*record.id, move || {
            let mut files = base.files.clone();
            files.remove(path);
            files
        });
        mutant.never_approved()
    });
    let mut mutants = vec![
        broken("with an open quote", |content| [content, b"\nbroken: \""].concat()),
        broken("in a conflict", |content| [b"<<<<<<< HEAD\n", content].concat()),
        broken("in Latin-1", |content| [content, b"\n# \xe5\n"].concat()),
        broken("cut off in the middle of a word", |content| {
            let whole = content.len()
                - content.iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
            [&content[..whole], b": ["].concat()
        }),
        Mutant::new(DELETE, format!("{path} renamed away"), renamed.clone(), move || {
            let mut files = base.files.clone();
            let unread = files.remove(path).expect("the file");
            files.insert(renamed.clone(), unread);
            files
        }),
    ];
    mutants.extend(deleted);
    mutants
}
