//! Records grouped by key: sorted in buckets, each bucket by one thread, each group by every rule of its channel. The same
//! groups come out however the records were cut and in whatever order they arrived.

use std::io;

use rayon::prelude::*;

use super::plan::{Active, Plan};
use super::quote::quotes;
use crate::example::Kind;
use crate::rules::{Check, Facts, Finding, Group, GroupRule, Quotes, Record, Sink};
use crate::source::{InputRead, Pos};

/// Buckets by the highest bits of the key.
const BUCKETS: usize = 64;

/// Records by bucket, 40 bytes each.
pub struct Buckets(Vec<Vec<Record>>);

impl Default for Buckets {
    fn default() -> Self {
        Buckets(vec![Vec::new(); BUCKETS])
    }
}

impl Buckets {
    /// Adds records; their order does not matter.
    pub fn add(&mut self, records: &[Record]) {
        for record in records {
            self.0[(record.key_high >> 58) as usize].push(*record);
        }
    }

    /// Brings equal keys together, each group in the order of the data.
    pub fn sort(&mut self) {
        self.0
            .par_iter_mut()
            .for_each(|bucket| bucket.sort_unstable_by_key(|record| (record.key(), record.pos, record.turn())));
    }

    /// Groups of two or more answers that say something closed.
    fn comparable(&self) -> u64 {
        let closed =
            |group: &Group<'_>| group.records.iter().filter(|record| record.kind() != Kind::Free).take(2).count() == 2;
        self.0.par_iter().map(|bucket| Self::groups(bucket).filter(closed).count() as u64).sum()
    }

    fn groups(bucket: &[Record]) -> impl Iterator<Item = Group<'_>> {
        bucket.chunk_by(|a, b| a.key() == b.key()).map(|records| Group { records })
    }
}

fn group_rules(rules: &[Active]) -> Vec<(&Active, &dyn GroupRule)> {
    rules
        .iter()
        .flat_map(|rule| {
            rule.checks.iter().filter_map(move |check| {
                if let Check::Group(group) = check { Some((rule, group.as_ref())) } else { None }
            })
        })
        .collect()
}

/// Lets the group rules judge every group; the findings come in the order of their rule, then their place.
pub fn judge(plan: &Plan, read: &[InputRead], buckets: &mut Buckets, facts: &Facts) -> (Vec<Finding>, io::Result<()>) {
    let rules = group_rules(&plan.rules);
    buckets.sort();
    let mut wanted: Vec<(Pos, usize)> = buckets
        .0
        .par_iter()
        .flat_map_iter(|bucket| {
            let mut wanted = Vec::new();
            for group in Buckets::groups(bucket) {
                for (_, rule) in &rules {
                    rule.wants(&group, facts, &mut |record| wanted.push((record.pos, record.turn())));
                }
            }
            wanted
        })
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let (quotes, outcome) = quotes(&plan.inputs, read, plan.limits, &wanted);
    let mut found = reduce(buckets, &rules, &quotes, facts);
    let comparable = buckets.comparable();
    for (active, rule) in &rules {
        let (mut own, others) = found.into_iter().partition(|finding| finding.rule == active.meta);
        found = others;
        rule.settle(comparable, &mut own);
        found.append(&mut own);
    }
    (found, outcome)
}

fn reduce(buckets: &Buckets, rules: &[(&Active, &dyn GroupRule)], quotes: &Quotes, facts: &Facts) -> Vec<Finding> {
    let mut found: Vec<Finding> = buckets
        .0
        .par_iter()
        .flat_map_iter(|bucket| {
            let mut found = Vec::new();
            for group in Buckets::groups(bucket) {
                for (active, rule) in rules {
                    rule.reduce(&group, quotes, facts, &mut Sink::new(active.meta, None, &mut found));
                }
            }
            found
        })
        .collect();
    found.sort_by(|a, b| {
        (a.rule.code, a.pos, &a.pointer, &a.message).cmp(&(b.rule.code, b.pos, &b.pointer, &b.message))
    });
    found
}
