//! Records by answer, for rules about one answer under many prompts. Records are grouped by context; only those of frequent
//! answers are gathered here, after a count in a table of fixed size.

use std::collections::BTreeMap;
use std::io;

use super::plan::Plan;
use super::quote::quotes;
use super::records::Records;
use crate::example::Kind;
use crate::rules::{Channel, Check, Facts, Finding, Group, Record, Sink};
use crate::source::{InputRead, Pos};

/// Counters by the lowest bits of an answer's hash; 256 KiB.
const COUNTERS: usize = 1 << 16;
/// Fewest records of an answer that is frequent, and the part of all records that it must be in larger data.
const FEWEST: u64 = 10;
const PART: u64 = 200;

/// Lets the rules about answers judge each frequent one.
pub fn judge(plan: &Plan, read: &[InputRead], records: &Records, facts: &Facts) -> (Vec<Finding>, io::Result<()>) {
    let rules: Vec<_> = plan
        .rules
        .iter()
        .flat_map(|rule| {
            rule.checks.iter().filter_map(move |check| match check {
                Check::Group(group) if group.channel() == Channel::Answer => Some((rule, group.as_ref())),
                _ => None,
            })
        })
        .collect();
    if rules.is_empty() {
        return (Vec::new(), Ok(()));
    }
    let frequent = match frequent(records, facts) {
        Ok(frequent) => frequent,
        Err(why) => return (Vec::new(), Err(why)),
    };
    let groups = || frequent.chunk_by(|a, b| a.said() == b.said()).map(|records| Group { records });
    let mut wanted: Vec<(Pos, usize)> = Vec::new();
    for group in groups() {
        for (_, rule) in &rules {
            rule.wants(&group, facts, &mut |record| wanted.push((record.pos, record.turn())));
        }
    }
    wanted.sort_unstable();
    wanted.dedup();
    let (quotes, outcome) = quotes(&plan.inputs, read, plan.limits, &wanted);
    let mut found = Vec::new();
    for group in groups() {
        for (active, rule) in &rules {
            rule.reduce(&group, &quotes, facts, &mut Sink::new(active.meta, None, &mut found));
        }
    }
    (found, outcome)
}

/// The records of answers that are neither closed nor labels and that are frequent, by answer, then by context and place.
fn frequent(records: &Records, facts: &Facts) -> io::Result<Vec<Record>> {
    let slot = |record: &Record| (record.answer as usize) & (COUNTERS - 1);
    let is_free = |record: &Record| matches!(record.kind(), Kind::Free | Kind::Short);
    let mut counters = vec![0u32; COUNTERS];
    let mut all = 0;
    records.each(&mut |record| {
        all += 1;
        if is_free(record) {
            counters[slot(record)] = counters[slot(record)].saturating_add(1);
        }
    })?;
    let least = FEWEST.max(all / PART).min(u64::from(u32::MAX)) as u32;
    let mut found: Vec<Record> = Vec::new();
    if counters.iter().any(|count| *count >= least) {
        // Answers may share a counter, so those that it lets through are counted one by one.
        let mut counts = BTreeMap::new();
        let is_frequent = |record: &Record| is_free(record) && counters[slot(record)] >= least;
        records.each(&mut |record| {
            if is_frequent(record) && !facts.labels.is_label(record) {
                *counts.entry(record.said()).or_insert(0u32) += 1;
            }
        })?;
        counts.retain(|_, count| *count >= least);
        records.each(&mut |record| {
            if is_frequent(record) && counts.contains_key(&record.said()) {
                found.push(*record);
            }
        })?;
    }
    found.sort_unstable_by_key(|record| (record.said(), record.key(), record.pos, record.turn()));
    Ok(found)
}
