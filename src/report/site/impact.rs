//! What breaks if a record changes: what must be done again, and which risks and releases it touches.

use super::Context;
use super::piece::Ref;
use crate::model::Record;
use crate::report::document::Inline;
use crate::report::impact_report::{Reach, Step};

/// What a change would touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    /// Only groups that hold something.
    pub groups: Vec<ImpactGroup>,
    /// Reviews that a change would outdate.
    pub approvals: Vec<String>,
}

/// One sort of thing that is touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImpactGroup {
    pub label: String,
    pub rows: Vec<Touched>,
    /// How many more there are.
    pub more: usize,
}

/// A record, and how the change gets there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    pub record: Ref,
    pub path: Vec<Inline>,
}

/// Rows of a group that are shown; the command `impact` lists them all.
const MOST_ROWS: usize = 30;

impl<'a> Context<'_, 'a> {
    pub(super) fn impact(&self, record: &'a Record, reach: &Reach<'a>) -> Impact {
        let lists = [
            ("site.impact.verifications", &reach.verifications),
            ("site.impact.risks", &reach.risks),
            ("site.impact.others", &reach.others),
        ];
        let mut groups: Vec<ImpactGroup> =
            lists.iter().map(|(label, records)| self.touched(label, records, reach)).collect();
        for (release, evidence) in &reach.releases {
            let label = self.sentence("site.impact.release", &[("release", &release.id)]);
            groups
                .push(ImpactGroup { label, ..self.touched("site.impact.others", evidence, reach) });
        }
        groups.retain(|group| !group.rows.is_empty());
        let entries = self.site.reviews.get(&*record.id).into_iter().flatten();
        let current = entries.filter(|entry| entry.state == "current");
        let mut approvals: Vec<String> = current.map(|entry| entry.review.clone()).collect();
        approvals.dedup();
        Impact { groups, approvals }
    }

    fn touched(&self, label: &str, records: &[&'a Record], reach: &Reach<'a>) -> ImpactGroup {
        let row = |record: &&'a Record| Touched {
            record: self.reference_to(record),
            path: self.way(&reach.path(record)),
        };
        ImpactGroup {
            label: self.say(label),
            rows: records.iter().take(MOST_ROWS).map(row).collect(),
            more: records.len().saturating_sub(MOST_ROWS),
        }
    }

    /// Says how a change gets somewhere; the first link is enough where there is one only.
    fn way(&self, path: &[Step<'a>]) -> Vec<Inline> {
        let mut way = Vec::new();
        for step in path {
            if !way.is_empty() {
                way.push(Inline::text(", "));
            }
            let verb = self.say(&format!("link.{}", step.link)).to_lowercase();
            way.push(Inline::text(format!("{} {verb} {}", step.from.id, step.to.id)));
        }
        way
    }
}
