//! Links from one volume to another, which lead nowhere and say so.

use super::node::{Node, Run, each_anchor, each_run};
use std::collections::HashMap;

/// Says of every link to another volume in which one that is, since it cannot lead there; of one to no
/// place, nothing.
pub(super) fn links_between(parts: &mut [Vec<Node<'_>>], words: &str) {
    let mut places = HashMap::new();
    for (at, part) in parts.iter().enumerate() {
        each_anchor(part, &mut |anchor| {
            places.insert(anchor.to_string(), at);
        });
    }
    let said = |volume: usize| format!(" {}", words.replace("{n}", &(volume + 1).to_string()));
    for (at, part) in parts.iter_mut().enumerate() {
        each_run(part, &mut |runs| {
            let links = runs.iter_mut().filter_map(link);
            for (to, elsewhere) in links {
                let Some(place) = to.as_ref().map(|name| places.get(name).copied()) else {
                    continue;
                };
                if place != Some(at) {
                    *to = None;
                    *elsewhere = place.map(said);
                }
            }
            say_once(runs);
        });
    }
}

/// Returns where a link leads, and what is said behind it.
fn link<'r>(run: &'r mut Run<'_>) -> Option<(&'r mut Option<String>, &'r mut Option<String>)> {
    match run {
        Run::Record { to, elsewhere, .. } | Run::Within { to, elsewhere, .. } => {
            Some((to, elsewhere))
        }
        _ => None,
    }
}

/// Leaves the volume only behind the last of several links in a row that lead to the same one.
fn say_once(runs: &mut [Run<'_>]) {
    for first in 0..runs.len().saturating_sub(2) {
        let [one, between, other] = &mut runs[first..first + 3] else { continue };
        let is_between = match between {
            Run::Break => true,
            Run::Text { v } => v == ", " || v == "–",
            _ => false,
        };
        if let (true, Some((_, one)), Some((_, other))) = (is_between, link(one), link(other))
            && one == other
        {
            *one = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::node::target;
    use super::{Node, Run, links_between};

    fn link(id: &'static str) -> Run<'static> {
        Run::Record { v: id.into(), to: Some(target(id)), elsewhere: None, plain: false }
    }

    fn volume(ids: [&str; 2]) -> Vec<Node<'static>> {
        let record = |id| Node::Record { anchor: Some(target(id)), keep: true, blocks: Vec::new() };
        ids.map(record).into()
    }

    #[test]
    fn several_links_in_a_row_say_once_in_which_volume_they_lead() {
        let comma = || Run::Text { v: ", ".into() };
        let c = vec![link("A"), comma(), link("B"), Run::Break, link("C"), comma(), link("D")];
        let paragraph = Node::Paragraph { leads: false, c };
        let mut parts = vec![vec![paragraph], volume(["A", "B"]), volume(["C", "D"])];
        links_between(&mut parts, "(volume {n})");
        let Some(Node::Paragraph { c, .. }) = parts[0].first() else { panic!("no paragraph") };
        let shown = c.iter().map(|run| match run {
            Run::Record { v, elsewhere, .. } => {
                format!("{v}{}", elsewhere.as_deref().unwrap_or_default())
            }
            Run::Text { v } => v.to_string(),
            _ => "|".to_string(),
        });
        assert_eq!(shown.collect::<String>(), "A, B (volume 2)|C, D (volume 3)");
    }
}
