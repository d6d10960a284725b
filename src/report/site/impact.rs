//! What breaks if a record changes: what must be done again, and which risks and releases it touches.

use super::Context;
use super::piece::Ref;
use crate::model::Record;
use crate::report::impact_report::{Reach, Step, Way};

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
    pub path: String,
}

/// Rows of a group that are shown; the command `impact` lists them all.
const MOST_ROWS: usize = 30;

impl<'a> Context<'_, 'a> {
    pub(super) fn impact(&self, record: &'a Record, reach: &Reach<'a>) -> Impact {
        // Whoever changes a risk looks at it.
        let risks: Vec<&Record> = reach.risks.iter().copied().filter(|it| *it != record).collect();
        let lists = [
            ("site.impact.verifications", &reach.verifications),
            ("site.impact.risks", &risks),
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
            path: self.way(&reach.way(record)),
        };
        ImpactGroup {
            label: self.say(label),
            rows: records.iter().take(MOST_ROWS).map(row).collect(),
            more: records.len().saturating_sub(MOST_ROWS),
        }
    }

    /// Says how a change gets somewhere.
    fn way(&self, way: &Way<'a>) -> String {
        let step = |step: &Step<'a>| self.named(&step.from.id, step.link, &step.to.id);
        let begins = way.begins.map(|(record, n_links)| {
            let said = [("n", &*n_links.to_string()), ("record", &*record.id)];
            self.sentence("site.impact.begins", &said)
        });
        begins.into_iter().chain(way.steps.iter().map(step)).collect::<Vec<_>>().join(", ")
    }
}
