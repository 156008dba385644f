//! FT701 duplicate. The page is `rules/FT701-duplicate.md`.

use crate::rules::clusters::{ended, exact, firsts};
use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::record::{Group, Quotes, Record};

/// FT701: a row that stands in the data before, letter by letter.
pub struct Duplicate;

impl GroupRule for Duplicate {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, _group: &Group<'_>, _facts: &Facts, _want: &mut dyn FnMut(&Record)) {}

    fn reduce(&self, group: &Group<'_>, _quotes: &Quotes, _facts: &Facts, sink: &mut Sink<'_>) {
        if group.records.len() < 2 {
            return;
        }
        let records: Vec<&Record> = ended(group).collect();
        for (record, first) in records.iter().zip(firsts(&records, exact)) {
            let original = records[first as usize];
            if !std::ptr::eq(original, *record) {
                sink.report_row(record.pos, "", "the same prompt and answer as {row}")
                    .floating(format!("{:032x} {:?}", record.key(), exact(record)))
                    .related(original.pos, "")
                    .help("remove the copy");
            }
        }
    }
}
