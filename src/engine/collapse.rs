//! Records by answer, for rules about one answer under many prompts. Records are grouped by context; only those of frequent
//! answers are gathered here, after a count in a table of fixed size.

use std::collections::HashMap;
use std::io;

use rayon::prelude::*;

use super::plan::Plan;
use super::quote::quotes;
use super::records::Records;
use crate::example::Kind;
use crate::rules::{Channel, Check, Facts, Finding, Group, Hashed, Record, Sink};
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
    let (mut found, mut outcome) = (Vec::new(), Ok(()));
    let answers = match frequent(records, facts) {
        Ok(answers) => answers,
        Err(why) => return (found, Err(why)),
    };
    for answers in together(&answers, records.room(plan.tables / 2)) {
        let records = match records_of(answers, records) {
            Ok(records) => records,
            Err(why) => return (found, outcome.and(Err(why))),
        };
        let groups = || records.iter().map(|records| Group { records });
        let mut wanted: Vec<(Pos, usize)> = Vec::new();
        for group in groups() {
            for (_, rule) in &rules {
                rule.wants(&group, facts, &mut |record| wanted.push((record.pos, record.turn())));
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        let (quotes, fetched) = quotes(plan.again(read), &wanted);
        outcome = outcome.and(fetched);
        for group in groups() {
            for (active, rule) in &rules {
                rule.reduce(&group, &quotes, facts, &mut Sink::new(active.meta, None, &mut found));
            }
        }
    }
    (found, outcome)
}

/// The hash of an answer's beginning, and how many records have it.
type Answer = (u64, u32);

/// Answers that are neither closed nor labels and that are frequent, sorted.
fn frequent(records: &Records, facts: &Facts) -> io::Result<Vec<Answer>> {
    let slot = |record: &Record| (record.answer as usize) & (COUNTERS - 1);
    let mut counters = vec![0u32; COUNTERS];
    let mut all = 0;
    records.each(&mut |record| {
        all += 1;
        if is_free(record) {
            counters[slot(record)] = counters[slot(record)].saturating_add(1);
        }
    })?;
    let least = FEWEST.max(all / PART).min(u64::from(u32::MAX)) as u32;
    let mut counts: HashMap<u64, u32, Hashed> = HashMap::default();
    if counters.iter().any(|count| *count >= least) {
        // Answers may share a counter, so those that it lets through are counted one by one.
        records.each(&mut |record| {
            if is_free(record) && counters[slot(record)] >= least && !facts.labels.is_label(record) {
                *counts.entry(record.answer).or_insert(0) += 1;
            }
        })?;
    }
    let mut answers: Vec<Answer> = counts.into_iter().filter(|(_, count)| *count >= least).collect();
    answers.sort_unstable();
    Ok(answers)
}

fn is_free(record: &Record) -> bool {
    matches!(record.kind(), Kind::Free | Kind::Short)
}

/// Answers cut into parts that have no more records than can be held; one answer alone may have more.
fn together(answers: &[Answer], room: usize) -> Vec<&[Answer]> {
    let (mut parts, mut from, mut count) = (Vec::new(), 0, 0);
    for (at, (_, own)) in answers.iter().enumerate() {
        let own = *own as usize;
        if at > from && count + own > room {
            parts.push(&answers[from..at]);
            (from, count) = (at, 0);
        }
        count += own;
    }
    parts.extend((from < answers.len()).then_some(&answers[from..]));
    parts
}

/// The records of each of some answers, by context and place.
fn records_of(answers: &[Answer], records: &Records) -> io::Result<Vec<Vec<Record>>> {
    let mut slots = vec![false; COUNTERS];
    let mut found: HashMap<u64, Vec<Record>, Hashed> = HashMap::default();
    for (hash, count) in answers {
        slots[*hash as usize & (COUNTERS - 1)] = true;
        found.insert(*hash, Vec::with_capacity(*count as usize));
    }
    records.each(&mut |record| {
        if slots[record.answer as usize & (COUNTERS - 1)]
            && is_free(record)
            && let Some(own) = found.get_mut(&record.answer)
        {
            own.push(*record);
        }
    })?;
    let mut found: Vec<Vec<Record>> = answers.iter().filter_map(|(hash, _)| found.remove(hash)).collect();
    found.par_iter_mut().for_each(|own| own.sort_unstable_by_key(|record| (record.key(), record.pos, record.turn())));
    Ok(found)
}
