//! `trace ID`: everything that a record rests on, and everything that rests on it.

use super::fingerprint::unknown;
use super::line;
use super::ui::Ui;
use super::{Common, Format, Outcome};
use crate::error::Error;
use crate::graph::{Trace, TraceNode};
use crate::render::json;
use crate::render::text::{served_clauses, visible};
use crate::report::coverage_report::{ServedEntry, served};
use crate::report::judged::Judged;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeSet;

/// Show what a record rests on (upstream) and what rests on it (downstream).
#[derive(Debug, Args)]
pub(super) struct TraceArgs {
    /// Id of a record.
    #[arg(value_name = "ID")]
    id: String,
    /// How many links far to go.
    #[arg(long, default_value_t = 8, value_name = "N")]
    depth: usize,
    /// Release to judge; by default the one with the tag of --rev, else the one draft.
    #[arg(long, value_name = "ID")]
    release: Option<String>,
}

/// One record or section on the way, and what follows it.
#[derive(Serialize)]
struct Step {
    /// The link that led here; absent at the start.
    link: Option<String>,
    /// Id of the record or section.
    to: String,
    /// Title of the record.
    title: String,
    /// State of the record, in a word.
    state: Option<String>,
    /// What follows; none where it is shown elsewhere already.
    next: Vec<Step>,
    /// Whether what follows is shown at an earlier place, or lies beyond the depth.
    cut: bool,
}

#[derive(Serialize)]
struct Traced {
    /// Clauses that the record is evidence of, or claims to serve.
    clauses: Vec<ServedEntry>,
    /// What leads toward the need or the risk.
    upstream: Step,
    /// What leads toward the evidence.
    downstream: Step,
}

pub(super) fn run(
    common: &Common,
    args: &TraceArgs,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    let inputs = line::read_with_standards(common, args.release.as_deref(), ui)?;
    let language = inputs.language(common);
    let graph = inputs.graph(ui);
    let assessment = inputs.assess(&graph, ui);
    let record =
        inputs.project.record(&args.id).ok_or_else(|| unknown(&inputs.project, &args.id))?;
    let judged = Judged { graph: &graph, assessment: &assessment, language };
    let walk = |direction: Direction| {
        let mut walk = Walk { judged, direction, seen: BTreeSet::new() };
        walk.step(None, TraceNode::Record(record), args.depth)
    };
    let coverage = inputs.serving(&graph, &assessment);
    let traced = Traced {
        clauses: served(&coverage, &inputs.library, record, language),
        upstream: walk(Direction::Upstream),
        downstream: walk(Direction::Downstream),
    };
    ui.say(&match common.format {
        Format::Json => json::write("techfile-trace/1", &traced),
        Format::Text => text(&traced),
    });
    Ok(Outcome::Clean)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Upstream,
    Downstream,
}

struct Walk<'w, 'a> {
    judged: Judged<'w, 'a>,
    direction: Direction,
    /// Ids whose continuation is shown already, so that no loop is followed.
    seen: BTreeSet<&'a str>,
}

impl<'a> Walk<'_, 'a> {
    fn step(&mut self, link: Option<String>, node: TraceNode<'a>, depth: usize) -> Step {
        let record = match node {
            TraceNode::Record(record) => record,
            TraceNode::Section(section) => return leaf(link, section.target()),
            TraceNode::Setting(name) => return leaf(link, format!("techfile.yaml#{name}")),
        };
        let traces = match self.direction {
            Direction::Upstream => self.judged.graph.upstream(&record.id),
            Direction::Downstream => self.judged.graph.downstream(&record.id),
        };
        let cut = depth == 0 || !self.seen.insert(&record.id);
        let next = if cut { Vec::new() } else { self.next(&traces, depth) };
        Step {
            link,
            to: record.id.to_string(),
            title: self.judged.title(record),
            state: self.judged.state(record),
            cut: cut && !traces.is_empty(),
            next,
        }
    }

    fn next(&mut self, traces: &[Trace<'a>], depth: usize) -> Vec<Step> {
        traces
            .iter()
            .map(|trace| {
                let name = trace.link.field.name;
                let link = match trace.link.attribute("aspect") {
                    Some(aspect) => format!("{name} ({aspect})"),
                    None => name.to_string(),
                };
                self.step(Some(link), trace.node, depth - 1)
            })
            .collect()
    }
}

fn leaf(link: Option<String>, to: String) -> Step {
    Step { link, to, title: String::new(), state: None, next: Vec::new(), cut: false }
}

fn text(traced: &Traced) -> String {
    let mut out = String::from("upstream: what it rests on\n");
    write_step(&traced.upstream, 1, "-> ", &mut out);
    out.push_str("downstream: what rests on it\n");
    write_step(&traced.downstream, 1, "<- ", &mut out);
    out.push_str(&served_clauses(&traced.clauses));
    out
}

fn write_step(step: &Step, depth: usize, arrow: &str, out: &mut String) {
    let link = step.link.as_ref().map(|link| format!("{arrow}{link} ")).unwrap_or_default();
    let state = step.state.as_ref().map(|state| format!(" [{state}]")).unwrap_or_default();
    let cut = if step.cut { " …" } else { "" };
    let title = visible(&step.title.replace('\n', " "));
    let line = format!("{}{link}{}{state} {title}{cut}", "  ".repeat(depth), visible(&step.to));
    out.push_str(line.trim_end());
    out.push('\n');
    for next in &step.next {
        write_step(next, depth + 1, arrow, out);
    }
}
