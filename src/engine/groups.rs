//! Records grouped by key: sorted in buckets, each bucket by one thread, each group by every rule of its channel. The same
//! groups come out however the records were cut and in whatever order they arrived.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;

use rayon::prelude::*;

use super::active::Active;
use super::matrix::Repeat;
use super::plan::Plan;
use super::quote::quotes;
use super::records::Records;
use crate::example::Kind;
use crate::rules::{Channel, Check, Facts, Findings, Group, GroupRule, Quotes, Record, Sink};
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
    fn at(bucket: &[Record], rules: &Rules<'_>, facts: &Facts) -> Look {
        let mut look = Look::default();
        for group in groups(bucket).filter(|group| group.records.len() > 1) {
            look.busy = true;
            let closed = group.records.iter().filter(|record| record.kind() != Kind::Free);
            look.comparable += u64::from(closed.take(2).count() == 2);
            want(&group, rules, facts, &mut look.wanted);
        }
        look
    }
}

/// Rules with what the plan says of them.
type Rules<'p> = [(&'p Active, &'p dyn GroupRule)];

/// Notes the turns of a group whose texts the rules want, each once.
fn want(group: &Group<'_>, rules: &Rules<'_>, facts: &Facts, wanted: &mut Vec<(Pos, usize)>) {
    let from = wanted.len();
    for (_, rule) in rules {
        rule.wants(group, facts, &mut |record| wanted.push((record.pos, record.turn())));
    }
    let mut own = wanted.split_off(from);
    own.sort_unstable();
    own.dedup();
    wanted.append(&mut own);
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

/// Bytes of the texts that are held at a time; the data are read once for so many.
const HELD: u64 = 16 << 20;
/// Bytes that a turn takes there besides its texts, and most of those.
const QUOTE: u64 = 1024;
const TEXTS: u64 = 3072;

/// Turns whose texts are held at a time: more where rows are short.
fn held(facts: &Facts) -> usize {
    let bytes: u64 = facts.inputs.iter().map(|input| input.bytes).sum();
    (HELD / (QUOTE + (bytes / facts.rows.max(1)).min(TEXTS))) as usize
}

/// Buckets in order, so many together that no more than `most` texts are wanted for them; one alone may want more, and is
/// looked at in parts.
fn batches(looks: &[Look], most: usize) -> Vec<Vec<u8>> {
    let mut batches: Vec<Vec<u8>> = Vec::new();
    let mut held = usize::MAX;
    for (bucket, look) in looks.iter().enumerate().filter(|(_, look)| look.busy) {
        held = held.saturating_add(look.wanted.len());
        match batches.last_mut() {
            Some(batch) if held <= most => batch.push(bucket as u8),
            _ => {
                held = look.wanted.len();
                batches.push(vec![bucket as u8]);
            }
        }
    }
    batches
}

/// The findings of rules about the data set, by their code.
pub type Found = BTreeMap<&'static str, Findings>;

/// Lets the group rules judge every group. `most`: how many findings of a rule are told; `found` is what the same rules have found
/// already, and gets the rest.
pub fn judge(
    plan: &Plan,
    read: &[InputRead],
    channel: Channel,
    records: &Records,
    facts: &Facts,
    (most, found): (usize, &mut Found),
) -> io::Result<()> {
    let rules = group_rules(&plan.rules, channel);
    let look = |bucket| Ok(Look::at(&records.bucket(bucket)?, &rules, facts));
    let looks: io::Result<Vec<Look>> = (0..Record::BUCKETS).into_par_iter().map(look).collect();
    let looks = looks?;
    let judge = Judge { plan, read, rules: &rules, facts, most, held: held(facts) };
    let mut outcome = Ok(());
    for batch in batches(&looks, judge.held) {
        let wanted: Vec<_> = batch.iter().flat_map(|bucket| &looks[usize::from(*bucket)].wanted).copied().collect();
        let judged = match batch[..] {
            [bucket] if wanted.len() > judge.held => judge.in_parts(&records.bucket(bucket)?, found),
            _ => judge.batch(records, &batch, wanted, found),
        };
        outcome = outcome.and(judged);
    }
    let comparable = looks.iter().map(|look| look.comparable).sum();
    for (active, rule) in &rules {
        if let Some(own) = found.get_mut(active.meta.code) {
            own.cut();
            rule.settle(comparable, facts, own);
        }
    }
    outcome
}

/// Adds the findings of a part.
fn add(found: &mut Found, more: Found) {
    for (code, more) in more {
        match found.entry(code) {
            Entry::Occupied(mut own) => own.get_mut().append(more),
            Entry::Vacant(none) => drop(none.insert(more)),
        }
    }
}

/// What it takes to judge groups.
struct Judge<'p> {
    plan: &'p Plan,
    read: &'p [InputRead],
    rules: &'p Rules<'p>,
    facts: &'p Facts,
    most: usize,
    held: usize,
}

/// Buckets that are judged before their findings are put together.
const ABREAST: usize = 8;

impl Judge<'_> {
    fn quotes(&self, mut wanted: Vec<(Pos, usize)>) -> (Quotes, io::Result<()>) {
        wanted.sort_unstable();
        wanted.dedup();
        quotes(self.plan.again(self.read), &wanted)
    }

    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, found: &mut Found) {
        for (active, rule) in self.rules {
            let fresh = || rule.gather().map_or_else(|| Findings::new(self.most), Findings::gathered);
            let own = found.entry(active.meta.code).or_insert_with(fresh);
            rule.reduce(group, quotes, self.facts, &mut Sink::few(active.meta, None, own));
        }
    }

    /// Judges some buckets.
    fn batch(&self, records: &Records, busy: &[u8], wanted: Vec<(Pos, usize)>, found: &mut Found) -> io::Result<()> {
        let (quotes, fetched) = self.quotes(wanted);
        let one = |bucket: &u8| {
            let mut found = Found::new();
            for group in groups(&records.bucket(*bucket)?) {
                self.reduce(&group, &quotes, &mut found);
            }
            found.values_mut().for_each(Findings::cut);
            Ok(found)
        };
        for busy in busy.chunks(ABREAST) {
            let parts: io::Result<Vec<Found>> = busy.par_iter().map(one).collect();
            parts?.into_iter().for_each(|part| add(found, part));
        }
        fetched
    }

    /// Judges the groups of one bucket, so many at a time that the texts which they want can be held.
    fn in_parts(&self, bucket: &[Record], found: &mut Found) -> io::Result<()> {
        let (mut outcome, mut part, mut wanted) = (Ok(()), Vec::new(), Vec::new());
        let mut groups = groups(bucket).filter(|group| group.records.len() > 1).peekable();
        while let Some(group) = groups.next() {
            want(&group, self.rules, self.facts, &mut wanted);
            part.push(group);
            if wanted.len() >= self.held || groups.peek().is_none() {
                let (quotes, fetched) = self.quotes(std::mem::take(&mut wanted));
                part.drain(..).for_each(|group| self.reduce(&group, &quotes, found));
                outcome = outcome.and(fetched);
            }
        }
        outcome
    }
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
