//! FT633 linked-identity. The page is `rules/FT633-linked-identity.md`.

use super::ids::{entity, group_key, named, paired};
use crate::rules::Facts;
use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::record::{Group, Quotes, Record};

/// Finds contacts and record ids that stand together in several examples.
pub struct LinkedIdentity;

impl GroupRule for LinkedIdentity {
    fn channel(&self) -> Channel {
        Channel::Id
    }

    fn wants(&self, _: &Group<'_>, _: &Facts, _: &mut dyn FnMut(&Record)) {}

    fn reduce(&self, group: &Group<'_>, _: &Quotes, _: &Facts, sink: &mut Sink<'_>) {
        let records = group.records;
        if records.len() < 2 || !records[0].is_pair() {
            return;
        }
        let plain = |kind: &str| if kind == "RECORD_ID" { "record id".to_string() } else { named(kind, "") };
        let (one, other) = (plain(entity(&records[0])), plain(paired(&records[0])));
        let message =
            format!("one {one} and one {other} stand together in {} examples: they tell who someone is", records.len());
        let finding = sink.report_row(records[0].pos, "", message);
        finding.floating(group_key(&records[0])).help("replace both by marks, or give each example values of its own");
        for record in &records[1..records.len().min(4)] {
            finding.related(record.pos, "");
        }
    }
}
