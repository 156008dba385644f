//! FT632 repeated-id. The page is `rules/FT632-repeated-id.md`.

use super::ids::{entity, group_key, masked, named};
use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::record::{Group, Quotes, Record};
use crate::rules::{Facts, Level, Options, RepeatedIdOptions};

/// Fewest examples of a data set in which a value can be called constant, and the part of them that makes it so.
const CONSTANT: (u64, u64) = (25, 5);

/// Finds values that stand in many examples.
pub struct RepeatedId {
    limits: RepeatedIdOptions,
}

impl RepeatedId {
    /// The rule with the limits of the options.
    pub fn new(options: &Options) -> Self {
        RepeatedId { limits: options.rules.repeated_id.clone() }
    }
}

impl GroupRule for RepeatedId {
    fn channel(&self) -> Channel {
        Channel::Id
    }

    fn wants(&self, _: &Group<'_>, _: &Facts, _: &mut dyn FnMut(&Record)) {}

    fn reduce(&self, group: &Group<'_>, _: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
        let records = group.records;
        let count = records.len();
        if count < self.limits.warn_examples || records[0].is_pair() {
            return;
        }
        // A hotline or the mailbox of the house stands in every fifth example, or in the system text of all.
        let constant = facts.examples >= CONSTANT.0 && count as u64 * CONSTANT.1 > facts.examples;
        let system = records.iter().all(Record::is_system);
        let level = match count {
            _ if constant || system => Level::Info,
            _ if count >= self.limits.error_examples => Level::Error,
            _ => Level::Warn,
        };
        let kind = entity(&records[0]);
        let what = if kind == "RECORD_ID" { "record id".into() } else { named(kind, "") };
        let note = if constant || system { ": part of the setting, not personal" } else { "" };
        let finding = sink.report_row(
            records[0].pos,
            "",
            format!("{what} `{}` stands in {count} examples{note}", masked(&records[0])),
        );
        finding
            .level(level)
            .floating(group_key(&records[0]))
            .help("replace it by a mark: what is repeated is what is memorised");
        for record in &records[1..count.min(4)] {
            finding.related(record.pos, "");
        }
    }
}
