//! FT704 over-represented. The page is `rules/FT704-over-represented.md`.

use crate::rules::catalogue::Level;
use crate::rules::clusters::{Clusters, ended, firsts, wants};
use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::facts::{Facts, Smallest};
use crate::rules::options::{Options, OverRepresentedOptions};
use crate::rules::record::{Group, Quotes, Record};

/// FT704: one pair again and again.
pub struct OverRepresented {
    limits: OverRepresentedOptions,
}

impl OverRepresented {
    /// The rule with the limits of the options.
    pub fn new(options: &Options) -> Self {
        OverRepresented { limits: options.rules.over_represented.clone() }
    }

    /// Fewest copies that are reported.
    fn fewest(&self, facts: &Facts) -> u64 {
        self.limits.warn_copies.max(part(self.limits.warn_share, facts.rows))
    }
}

impl GroupRule for OverRepresented {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, group: &Group<'_>, facts: &Facts, want: &mut dyn FnMut(&Record)) {
        if group.records.len() as u64 >= self.fewest(facts) {
            wants(group, want);
        }
    }

    /// A warning from max(10, 0.5 % of the rows) copies, an error from max(50, 5 %).
    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
        let warn = self.fewest(facts);
        let error = self.limits.error_copies.max(part(self.limits.error_share, facts.rows));
        if (group.records.len() as u64) < warn {
            return;
        }
        let answers = Clusters::of(group, quotes);
        let records: Vec<&Record> = ended(group).collect();
        let same = firsts(&records, |record| answers.id(record));
        let mut counts = vec![0; records.len()];
        same.iter().for_each(|first| counts[*first as usize] += 1);
        for (at, count) in counts.into_iter().enumerate().filter(|(_, count)| *count >= warn) {
            let answer = answers.id(records[at]);
            let mut first = Smallest::<5>::default();
            let own = records.iter().zip(&same).filter(|(_, first)| **first as usize == at);
            own.for_each(|(record, _)| first.add(record.pos));
            let share = count as f64 * 100.0 / facts.rows.max(1) as f64;
            let message = format!("one example stands {count} times, {share:.1} % of the rows, first in {{row}}");
            let finding = sink
                .report_data(format!("{:032x}{:016x}{:016x}", group.records[0].key(), answer.0, answer.1), message)
                .level(if count >= error { Level::Error } else { Level::Warn })
                .help("keep one copy, or a few; the model will give this answer to other prompts too");
            first.iter().for_each(|pos| {
                finding.related(pos, "");
            });
        }
    }
}

/// A share of the rows, rounded up. A share is meant as it is written, so that 0.05 of 20 rows is one row.
fn part(share: f64, rows: u64) -> u64 {
    (share * rows as f64 - 1e-9).ceil().max(0.0) as u64
}
