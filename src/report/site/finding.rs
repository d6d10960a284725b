//! What the rules found, by rule, each with the file and line to look at.

use super::address;
use super::piece::Tone;
use super::{Body, Context, Made};
use crate::report::check_report::{Place, Reported, RuleText};
use crate::report::document::Inline;

/// How much was found, and by which rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingsPage {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    pub waived: usize,
    /// Rules that were asked.
    pub n_rules: usize,
    /// Rules that found something; the worst first.
    pub rules: Vec<RuleRow>,
}

/// One rule in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRow {
    pub code: &'static str,
    /// In English, as messages are.
    pub summary: &'static str,
    pub severity: (Tone, String),
    pub found: usize,
    /// How many of them are waived.
    pub waived: usize,
    pub address: String,
}

/// Everything that one rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePage {
    pub code: &'static str,
    pub summary: &'static str,
    pub explain: &'static str,
    pub rows: Vec<FindingRow>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRow {
    pub code: &'static str,
    /// Where all findings of the rule stand.
    pub address: String,
    pub severity: (Tone, String),
    pub record: Option<String>,
    pub message: Vec<Inline>,
    pub place: String,
    /// What is said of other places, and where they are.
    pub related: Vec<(Vec<Inline>, String)>,
    pub help: Option<Vec<Inline>>,
    /// The waiver that excepts it, and its last day.
    pub waived: Option<(String, String)>,
}

pub(super) fn page(cx: &Context<'_, '_>) -> Made {
    let check = cx.site.inputs.check;
    let rows = cx.site.rules.iter();
    let mut rules: Vec<RuleRow> = rows.map(|(code, found)| rule_row(cx, code, found)).collect();
    rules.sort_by_key(|row| std::cmp::Reverse(row.severity.0));
    let content = FindingsPage {
        errors: check.errors,
        warnings: check.warnings,
        notes: check.notes,
        waived: check.waived,
        n_rules: check.rules.len(),
        rules,
    };
    ("findings.html".into(), cx.say("site.findings"), "findings", Body::Findings(content))
}

fn rule_row(cx: &Context<'_, '_>, code: &'static str, found: &[usize]) -> RuleRow {
    let diagnostics = &cx.site.inputs.check.diagnostics;
    let worst = found.iter().map(|index| cx.severity(&diagnostics[*index])).max_by_key(|it| it.0);
    RuleRow {
        code,
        summary: rule(cx, code).map_or("", |rule| rule.summary),
        severity: worst.unwrap_or_default(),
        found: found.len(),
        waived: found.iter().filter(|index| diagnostics[**index].waived.is_some()).count(),
        address: address::rule(code),
    }
}

fn rule<'s>(cx: &Context<'s, '_>, code: &str) -> Option<&'s RuleText> {
    cx.site.inputs.check.rules.iter().find(|rule| rule.code == code)
}

pub(super) fn rule_page(cx: &Context<'_, '_>, nth: usize) -> Made {
    let (code, found) = &cx.site.rules[nth];
    let diagnostics = &cx.site.inputs.check.diagnostics;
    let content = RulePage {
        code,
        summary: rule(cx, code).map_or("", |rule| rule.summary),
        explain: rule(cx, code).map_or("", |rule| rule.explain),
        rows: found.iter().map(|index| cx.finding(&diagnostics[*index])).collect(),
    };
    let title = format!("{code} {}", content.summary.trim_end_matches('.'));
    (address::rule(code), title, "findings", Body::Rule(content))
}

impl Context<'_, '_> {
    /// Returns the findings about a record, or about a section of the project file.
    pub(super) fn findings_of(&self, target: &str) -> Vec<FindingRow> {
        let found = self.site.findings.get(target).into_iter().flatten();
        let diagnostics = &self.site.inputs.check.diagnostics;
        found.map(|index| self.finding(&diagnostics[*index])).collect()
    }

    /// Returns how many findings about a record nothing waives.
    pub(super) fn n_findings(&self, target: &str) -> usize {
        let found = self.site.findings.get(target).into_iter().flatten();
        let diagnostics = &self.site.inputs.check.diagnostics;
        found.filter(|index| diagnostics[**index].waived.is_none()).count()
    }

    pub(super) fn finding(&self, found: &Reported) -> FindingRow {
        let related = |place: &Place| (self.message(&place.text), at(place));
        FindingRow {
            code: found.code,
            address: address::rule(found.code),
            severity: self.severity(found),
            record: found.record.clone(),
            message: self.message(&found.message),
            place: at(&found.place),
            related: found.related.iter().map(related).collect(),
            help: found.help.as_ref().map(|help| self.message(help)),
            waived: found.waived.as_ref().map(|it| (it.by.clone(), it.until.clone())),
        }
    }

    fn severity(&self, found: &Reported) -> (Tone, String) {
        let tone = match (found.severity, &found.waived) {
            (_, Some(_)) => Tone::Plain,
            ("error", _) => Tone::Bad,
            ("warning", _) => Tone::Doubtful,
            _ => Tone::Plain,
        };
        (tone, self.say(&format!("site.severity.{}", found.severity)))
    }
}

fn at(place: &Place) -> String {
    format!("{}:{}:{}", place.path, place.line, place.column)
}
