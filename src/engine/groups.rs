//! Records grouped by key: sorted in buckets, each bucket by one thread, each group by every rule of its channel. The same
//! groups come out however the records were cut and in whatever order they arrived.

use std::io;

use rayon::prelude::*;

use super::plan::{Active, Plan};
use super::quote::quotes;
use crate::example::Kind;
use crate::rules::{Channel, Check, Facts, Finding, Group, GroupRule, Quotes, Record, Sink};
use crate::source::{InputRead, Pos};

/// Records as the blocks gave them, each block's sorted by bucket; 40 bytes a record. A bucket is put together only while it is
/// looked at, so that nothing is held twice.
#[derive(Default)]
pub struct Records(Vec<Vec<Record>>);

impl Records {
    /// Adds the records of one block; the order of blocks does not matter.
    pub fn add(&mut self, mut records: Vec<Record>) {
        if !records.is_empty() {
            records.shrink_to_fit();
            self.0.push(records);
        }
    }

    /// Shows every record, in no order that means anything.
    pub fn each(&self, visit: &mut dyn FnMut(&Record)) {
        self.0.iter().flatten().for_each(visit);
    }

    /// The rows of some records, in no order that means anything.
    pub fn places(&self, wanted: impl Fn(&Record) -> bool + Sync) -> Vec<Pos> {
        let of_block = |block: &Vec<Record>| block.iter().filter(|r| wanted(r)).map(|r| r.pos).collect::<Vec<Pos>>();
        self.0.par_iter().flat_map_iter(of_block).collect()
    }

    /// The records of one bucket: equal keys together, each group in the order of the data.
    fn bucket(&self, bucket: u8) -> Vec<Record> {
        let slice = |block: &'_ Vec<Record>| {
            let from = block.partition_point(|record| record.bucket() < bucket);
            let to = block.partition_point(|record| record.bucket() <= bucket);
            from..to
        };
        let mut records = Vec::with_capacity(self.0.iter().map(|block| slice(block).len()).sum());
        self.0.iter().for_each(|block| records.extend_from_slice(&block[slice(block)]));
        records.sort_unstable_by(Record::by_key_and_place);
        records
    }
}

fn groups(bucket: &[Record]) -> impl Iterator<Item = Group<'_>> {
    bucket.chunk_by(|a, b| a.key() == b.key()).map(|records| Group { records })
}

/// What a first look at one bucket gave.
#[derive(Default)]
struct Look {
    /// Turns whose texts the rules want.
    wanted: Vec<(Pos, usize)>,
    /// Groups of two or more answers that say something closed.
    comparable: u64,
    /// Whether a rule can find anything in it.
    busy: bool,
}

impl Look {
    fn at(bucket: &[Record], rules: &[(&Active, &dyn GroupRule)], facts: &Facts) -> Look {
        let mut look = Look::default();
        for group in groups(bucket) {
            if group.records.len() == 1 {
                continue;
            }
            look.busy = true;
            let closed = group.records.iter().filter(|record| record.kind() != Kind::Free);
            look.comparable += u64::from(closed.take(2).count() == 2);
            for (_, rule) in rules {
                rule.wants(&group, facts, &mut |record| look.wanted.push((record.pos, record.turn())));
            }
        }
        look
    }
}

fn group_rules(rules: &[Active], channel: Channel) -> Vec<(&Active, &dyn GroupRule)> {
    rules
        .iter()
        .flat_map(|rule| {
            rule.checks.iter().filter_map(move |check| match check {
                Check::Group(group) if group.channel() == channel => Some((rule, group.as_ref())),
                _ => None,
            })
        })
        .collect()
}

/// Turns whose texts are held at a time, about 1 KiB each.
const HELD: usize = 1 << 14;

/// Buckets in order, so many together that no more than [`HELD`] texts are wanted for them; one alone may want more.
fn batches(looks: &[Look]) -> Vec<Vec<u8>> {
    let mut batches: Vec<Vec<u8>> = Vec::new();
    let mut held = usize::MAX;
    for (bucket, look) in looks.iter().enumerate().filter(|(_, look)| look.busy) {
        held = held.saturating_add(look.wanted.len());
        match batches.last_mut() {
            Some(batch) if held <= HELD => batch.push(bucket as u8),
            _ => {
                held = look.wanted.len();
                batches.push(vec![bucket as u8]);
            }
        }
    }
    batches
}

/// Lets the group rules judge every group; the findings come in the order of their rule, then their place. `before` is what
/// the same rules have found already.
pub fn judge(
    plan: &Plan,
    read: &[InputRead],
    channel: Channel,
    records: &Records,
    facts: &Facts,
    before: Vec<Finding>,
) -> (Vec<Finding>, io::Result<()>) {
    let rules = group_rules(&plan.rules, channel);
    let looks: Vec<Look> =
        (0..Record::BUCKETS).into_par_iter().map(|bucket| Look::at(&records.bucket(bucket), &rules, facts)).collect();
    let (mut found, mut outcome) = (before, Ok(()));
    for batch in batches(&looks) {
        let of_batch = batch.iter().flat_map(|bucket| looks[usize::from(*bucket)].wanted.iter().copied());
        let mut wanted: Vec<(Pos, usize)> = of_batch.collect();
        wanted.sort_unstable();
        wanted.dedup();
        let (quotes, fetched) = quotes(&plan.inputs, read, plan.limits, &wanted);
        outcome = outcome.and(fetched);
        found.extend(reduce(records, &batch, &rules, &quotes, facts));
    }
    found.sort_by(|a, b| {
        (a.rule.code, a.pos, &a.pointer, &a.message).cmp(&(b.rule.code, b.pos, &b.pointer, &b.message))
    });
    let comparable = looks.iter().map(|look| look.comparable).sum();
    for (active, rule) in &rules {
        let (mut own, others) = found.into_iter().partition(|finding| finding.rule == active.meta);
        found = others;
        rule.settle(comparable, facts, &mut own);
        found.append(&mut own);
    }
    (found, outcome)
}

fn reduce(
    records: &Records,
    busy: &[u8],
    rules: &[(&Active, &dyn GroupRule)],
    quotes: &Quotes,
    facts: &Facts,
) -> Vec<Finding> {
    let one = |bucket: &u8| {
        let mut found = Vec::new();
        for group in groups(&records.bucket(*bucket)) {
            for (active, rule) in rules {
                rule.reduce(&group, quotes, facts, &mut Sink::new(active.meta, None, &mut found));
            }
        }
        found
    };
    busy.par_iter().flat_map_iter(one).collect()
}
