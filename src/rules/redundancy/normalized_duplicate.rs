//! FT702 normalized-duplicate. The page is `rules/FT702-normalized-duplicate.md`.

use crate::rules::clusters::{Clusters, ended, exact, firsts, wants};
use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::record::{Group, Quotes, Record};

/// FT702: a row that differs from an earlier one in case, punctuation or spaces only.
pub struct NormalizedDuplicate;

impl GroupRule for NormalizedDuplicate {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, group: &Group<'_>, _facts: &Facts, want: &mut dyn FnMut(&Record)) {
        wants(group, want);
    }

    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, _facts: &Facts, sink: &mut Sink<'_>) {
        if group.records.len() < 2 {
            return;
        }
        let clusters = Clusters::of(group, quotes);
        let records: Vec<&Record> = ended(group).collect();
        let copies = firsts(&records, exact);
        let same = firsts(&records, |record| clusters.id(record));
        for (at, record) in records.iter().enumerate() {
            // A row that is an exact copy of any earlier one is that rule's.
            if copies[at] as usize == at && same[at] as usize != at {
                sink.report_row(record.pos, "", "the same as {row} but for case, punctuation or spaces")
                    .related(records[same[at] as usize].pos, "")
                    .floating(format!("{:032x} {:?}", record.key(), clusters.id(record)))
                    .help("keep the row that is written as you want it");
            }
        }
    }
}
