//! FT706 growing-conversation. The page is `rules/FT706-growing-conversation.md`.
//!
//! A row whose last turn is an earlier turn of a longer row is the beginning of it. Each group gives such pairs; what they
//! make together is seen at the end.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::finding::Finding;
use crate::rules::findings::Findings;
use crate::rules::record::{Group, Quotes, Record};
use crate::source::Pos;

/// FT706: one conversation as several rows, each a turn longer than the one before.
pub struct GrowingConversation;

/// Longer rows that one may be the beginning of: more of them share a greeting.
const LONGER: usize = 64;
/// Rows that a finding names.
const NAMED: usize = 5;

impl GroupRule for GrowingConversation {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, _group: &Group<'_>, _facts: &Facts, _want: &mut dyn FnMut(&Record)) {}

    /// Notes each row that ends here with the rows that go on with the same words.
    fn reduce(&self, group: &Group<'_>, _quotes: &Quotes, _facts: &Facts, sink: &mut Sink<'_>) {
        if group.records.iter().all(Record::last) {
            return;
        }
        let mut longer: BTreeMap<(u64, u64), Vec<Pos>> = BTreeMap::new();
        for record in group.records.iter().filter(|record| !record.last()) {
            let rows = longer.entry(record.written_answer()).or_default();
            if rows.len() <= LONGER {
                rows.push(record.pos);
            }
        }
        let mut seen = BTreeSet::new();
        for record in group.records.iter().filter(|record| record.last()) {
            let Some(rows) = longer.get(&record.written_answer()).filter(|rows| rows.len() <= LONGER) else { continue };
            // Copies are what FT701 speaks of.
            if seen.insert(record.written_answer()) {
                let finding = sink.report_row(record.pos, "", "");
                finding.key(format!("{:03}", record.turn()));
                for pos in rows {
                    finding.related(*pos, "");
                }
            }
        }
    }

    fn gather(&self) -> Option<fn(&mut Vec<Finding>)> {
        Some(|_| ())
    }

    fn settle(&self, _comparable: u64, _facts: &Facts, found: &mut Findings) {
        let found = &mut found.list;
        let longest = longest_beginnings(found);
        let mut followers: BTreeMap<Pos, Vec<Pos>> = BTreeMap::new();
        longest.iter().for_each(|(row, (_, beginning))| followers.entry(*beginning).or_default().push(*row));
        let first_turn = |row: &Pos| longest.values().any(|(turn, beginning)| beginning == row && *turn == 0);
        // Two rows that go on from one exchange may only share a greeting.
        let unclear: BTreeSet<Pos> =
            followers.iter().filter(|(row, rows)| rows.len() > 1 && first_turn(row)).map(|(row, _)| *row).collect();
        let mut root: BTreeMap<Pos, Pos> = BTreeMap::new();
        let links = longest.iter().filter(|(_, (_, beginning))| !unclear.contains(beginning));
        for (row, (_, beginning)) in links {
            root.insert(*row, *beginning);
        }
        let mut conversations: BTreeMap<Pos, Vec<Pos>> = BTreeMap::new();
        for row in root.keys() {
            let mut at = *row;
            while let Some(before) = root.get(&at) {
                at = *before;
            }
            conversations.entry(at).or_default().push(*row);
        }
        let Some(rule) = found.first().map(|finding| finding.rule) else { return };
        found.clear();
        for (first, rows) in conversations {
            let message = format!(
                "one conversation stands in {} rows that grow turn by turn, the last of them {{row}}",
                rows.len() + 1
            );
            let mut finding = Finding::new(rule, message);
            finding.pos = Some(first);
            finding.help("keep the longest row; it trains every turn of the others");
            let mut rows = rows;
            rows.sort_unstable_by(|a, b| b.cmp(a));
            for pos in rows.iter().take(NAMED) {
                finding.related(*pos, "");
            }
            found.push(finding);
        }
    }
}

/// For each row that goes on from others the longest of those, with its last turn.
fn longest_beginnings(found: &[Finding]) -> BTreeMap<Pos, (usize, Pos)> {
    let mut longest: BTreeMap<Pos, (usize, Pos)> = BTreeMap::new();
    for finding in found {
        let (Some(row), Ok(turn)) = (finding.pos, finding.key.parse::<usize>()) else { continue };
        for longer in &finding.related {
            let best = longest.entry(longer.pos).or_insert((turn, row));
            // Of copies the first one counts.
            if (turn, std::cmp::Reverse(row)) > (best.0, std::cmp::Reverse(best.1)) {
                *best = (turn, row);
            }
        }
    }
    longest
}
