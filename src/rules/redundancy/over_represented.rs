//! FT704 over-represented. The page is `rules/FT704-over-represented.md`.

use std::collections::BTreeMap;

use super::clusters::{Clusters, ended, wants};
use crate::rules::catalogue::Level;
use crate::rules::contract::{Channel, Group, GroupRule, Quotes, Record, Sink};
use crate::rules::facts::{Facts, Smallest};

/// FT704: one pair again and again.
pub struct OverRepresented;

impl GroupRule for OverRepresented {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, group: &Group<'_>, facts: &Facts, want: &mut dyn FnMut(&Record)) {
        if group.records.len() as u64 >= fewest(facts) {
            wants(group, want);
        }
    }

    /// A warning from max(10, 0.5 % of the rows) copies, an error from max(50, 5 %).
    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
        let warn = fewest(facts);
        if (group.records.len() as u64) < warn {
            return;
        }
        let answers = Clusters::of(group, quotes);
        let mut clusters: BTreeMap<(u64, u64), (u64, Smallest)> = BTreeMap::new();
        for record in ended(group) {
            let (count, first) = clusters.entry(answers.id(record)).or_default();
            *count += 1;
            first.add(record.pos);
        }
        for (answer, (count, first)) in clusters.iter().filter(|(_, (count, _))| *count >= warn) {
            let share = *count as f64 * 100.0 / facts.rows.max(1) as f64;
            let error = *count >= 50.max(facts.rows.div_ceil(20));
            let message = format!("one example stands {count} times, {share:.1} % of the rows, first in {{row}}");
            let finding = sink
                .report_data(format!("{:032x}{:016x}{:016x}", group.records[0].key(), answer.0, answer.1), message)
                .level(if error { Level::Error } else { Level::Warn })
                .help("keep one copy, or a few; the model will give this answer to other prompts too");
            first.iter().for_each(|pos| {
                finding.related(pos, "");
            });
        }
    }
}

/// Fewest copies that are reported.
fn fewest(facts: &Facts) -> u64 {
    10.max(facts.rows.div_ceil(200))
}
