//! Cycles of links that must have none, such as `part_of` and `satisfies`.

use super::TraceNode;
use crate::model::{Link, Record};
use petgraph::algo::kosaraju_scc;
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
    // It calls itself for no link, so that no chain is too long for the stack.
    kosaraju_scc(&filtered)
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

#[cfg(test)]
mod tests {
    use crate::graph::TraceGraph;
    use crate::model::fixture::project_of;

    #[test]
    fn no_chain_is_too_long_for_the_stack() {
        let item =
            |n: usize| format!("- {{id: ITEM-{n}, title: Part, part_of: [ITEM-{}]}}\n", n + 1);
        let items: String = (1..20_000).map(item).collect();
        let last = "- {id: ITEM-20000, title: Whole, part_of: [ITEM-20000]}\n";
        let project = project_of(&[("records/items.yaml", &(items + last))]);
        let cycles = TraceGraph::new(&project).cycles();
        assert_eq!(cycles.len(), 1);
        assert_eq!(&*cycles[0].steps[0].0.id, "ITEM-20000");
    }
}
