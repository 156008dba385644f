//! Records grouped by key: sorted in buckets, each bucket by one thread, each group by every rule of its channel. The same
//! groups come out however the records were cut and in whatever order they arrived.

use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;

use super::plan::{Active, Plan};
use super::quote::quotes;
use super::records::Records;
use super::verdict::Repeat;
use crate::example::Kind;
use crate::rules::{Channel, Check, Facts, Finding, Group, GroupRule, Quotes, Record, Sink};
use crate::source::{InputRead, Pos};

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
    let look = |bucket| Ok(Look::at(&records.bucket(bucket)?, &rules, facts));
    let looks: io::Result<Vec<Look>> = (0..Record::BUCKETS).into_par_iter().map(look).collect();
    let (mut found, looks, mut outcome) = match looks {
        Ok(looks) => (before, looks, Ok(())),
        Err(why) => (before, Vec::new(), Err(why)),
    };
    for batch in batches(&looks) {
        let of_batch = batch.iter().flat_map(|bucket| looks[usize::from(*bucket)].wanted.iter().copied());
        let mut wanted: Vec<(Pos, usize)> = of_batch.collect();
        wanted.sort_unstable();
        wanted.dedup();
        let (quotes, fetched) = quotes(plan.again(read), &wanted);
        let (more, reduced) = reduce(records, &batch, &rules, &quotes, facts);
        outcome = outcome.and(fetched).and(reduced);
        found.extend(more);
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

/// Of each text that is to be different in all rows, the rows that repeat one.
///
/// # Errors
/// Records that were moved to disk cannot be read.
pub fn repeats(records: &Records) -> io::Result<BTreeMap<usize, Repeat>> {
    let of_bucket = |bucket: u8| {
        let mut repeats: BTreeMap<usize, Repeat> = BTreeMap::new();
        for group in groups(&records.bucket(bucket)?) {
            if let [first, again, ..] = group.records {
                let more = Repeat { rows: group.records.len() as u64 - 1, first: again.pos, other: first.pos };
                Repeat::add(&mut repeats, first.entity(), more);
            }
        }
        Ok(repeats)
    };
    let all: io::Result<Vec<_>> = (0..Record::BUCKETS).into_par_iter().map(of_bucket).collect();
    Ok(all?.into_iter().flatten().fold(BTreeMap::new(), |mut whole, (unique, more)| {
        Repeat::add(&mut whole, unique, more);
        whole
    }))
}

fn reduce(
    records: &Records,
    busy: &[u8],
    rules: &[(&Active, &dyn GroupRule)],
    quotes: &Quotes,
    facts: &Facts,
) -> (Vec<Finding>, io::Result<()>) {
    let one = |bucket: &u8| {
        let (mut found, bucket) = (Vec::new(), records.bucket(*bucket)?);
        for group in groups(&bucket) {
            for (active, rule) in rules {
                rule.reduce(&group, quotes, facts, &mut Sink::new(active.meta, None, &mut found));
            }
        }
        Ok(found)
    };
    let all: io::Result<Vec<Vec<Finding>>> = busy.par_iter().map(one).collect();
    match all {
        Ok(found) => (found.into_iter().flatten().collect(), Ok(())),
        Err(why) => (Vec::new(), Err(why)),
    }
}
