//! Cycles of links that must have none, such as `part_of` and `satisfies`.

use super::TraceNode;
use crate::model::{Link, Record};
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{EdgeFiltered, EdgeRef};
use std::collections::BTreeSet;

/// Links of one field that lead from a record back to itself.
#[derive(Debug)]
pub struct Cycle<'a> {
    pub field: &'static str,
    /// Every record on the way and its link to the next one, sorted by id.
    pub steps: Vec<(&'a Record, &'a Link)>,
}

pub(super) fn find<'a>(graph: &DiGraph<TraceNode<'a>, &'a Link>) -> Vec<Cycle<'a>> {
    let fields: BTreeSet<&'static str> = graph
        .edge_weights()
        .filter(|link| link.field.acyclic)
        .map(|link| link.field.name)
        .collect();
    let mut cycles: Vec<Cycle<'a>> =
        fields.into_iter().flat_map(|field| cycles_of(graph, field)).collect();
    cycles.sort_by(|a, b| (a.field, &a.steps[0].0.id).cmp(&(b.field, &b.steps[0].0.id)));
    cycles
}

fn cycles_of<'a>(graph: &DiGraph<TraceNode<'a>, &'a Link>, field: &'static str) -> Vec<Cycle<'a>> {
    let only_field = |edge: petgraph::graph::EdgeReference<'_, &'a Link>| {
        edge.weight().field.acyclic && edge.weight().field.name == field
    };
    let filtered = EdgeFiltered::from_fn(graph, only_field);
    tarjan_scc(&filtered)
        .into_iter()
        .filter_map(|component| {
            let mut steps = steps_of(graph, field, &component);
            steps.sort_by(|a, b| a.0.id.cmp(&b.0.id));
            (!steps.is_empty()).then_some(Cycle { field, steps })
        })
        .collect()
}

/// The links inside a component; a component of one record has one only if it links to itself.
fn steps_of<'a>(
    graph: &DiGraph<TraceNode<'a>, &'a Link>,
    field: &str,
    component: &[NodeIndex],
) -> Vec<(&'a Record, &'a Link)> {
    let inside: BTreeSet<NodeIndex> = component.iter().copied().collect();
    let links_of = |node: &NodeIndex| {
        let edges = graph.edges(*node).filter(|edge| {
            edge.weight().field.acyclic
                && edge.weight().field.name == field
                && inside.contains(&edge.target())
        });
        let holder = graph[*node];
        edges
            .filter_map(move |edge| match holder {
                TraceNode::Record(record) => Some((record, *edge.weight())),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    component.iter().flat_map(links_of).collect()
}
