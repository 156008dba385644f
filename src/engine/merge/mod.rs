//! The parts of a run, merged in the order of the data, and what is concluded from the whole.

mod conclude;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use super::active::Active;
use super::again::look_again;
use super::apart::{Apart, all_rows, is_apart};
use super::collapse;
use super::counts::Penalty;
use super::found::Placed;
use super::groups::{judge, repeats};
use super::listed::Listed;
use super::near;
use super::part::{Part, Settled, folds};
use super::plan::Plan;
use super::records::Records;
use super::run::{Each, Outcome};
use super::suppress::{Fate, Suppressed};
use crate::failure::Failure;
use crate::rules::near::NearTable;
use crate::rules::{Channel, Facts, FactsState, Finding, Findings, penalty};
use crate::source::{InputRead, Origin};

/// Merges parts in the order of the data.
pub(super) struct Merge<'p, 'e> {
    plan: &'p Plan,
    each: Option<Each<'e>>,
    whole: Part,
    /// By consumer, where there are several.
    apart: Vec<Apart>,
    records: Records,
    ids: Records,
    uniques: Records,
    near: NearTable,
    /// Why what is kept of rows could not be moved to disk.
    unspilled: Option<io::Error>,
    listed: Listed,
    /// What the rows seen so far have settled.
    pub settled: Arc<Settled>,
    copies: HashMap<u64, u32>,
    about_all: Vec<(usize, Finding)>,
    suppressed: Suppressed,
    known: Vec<Placed>,
    listed_known: Listed,
    pending: BTreeMap<u64, Part>,
    next: u64,
}

impl<'p, 'e> Merge<'p, 'e> {
    /// Nothing yet; `each` sees every finding in order.
    pub fn new(plan: &'p Plan, each: Option<Each<'e>>) -> Self {
        Merge {
            plan,
            each,
            whole: Part::empty(plan),
            apart: Apart::of(plan),
            records: Records::default(),
            ids: Records::default(),
            uniques: Records::default(),
            near: NearTable::default(),
            unspilled: None,
            listed: Listed::new(plan.rules.len(), plan.max_findings),
            settled: Arc::new(Settled::new(plan)),
            copies: HashMap::new(),
            about_all: Vec::new(),
            suppressed: Suppressed::default(),
            known: Vec::new(),
            listed_known: Listed::new(plan.rules.len(), plan.max_findings),
            pending: BTreeMap::new(),
            next: 0,
        }
    }

    /// Takes all parts as they come.
    pub fn take(&mut self, parts: &Receiver<(u64, Part)>) {
        for (seq, part) in parts {
            self.pending.insert(seq, part);
            while let Some(part) = self.pending.remove(&self.next) {
                self.absorb(part);
                self.next += 1;
            }
        }
    }

    fn absorb(&mut self, part: Part) {
        let (plan, consumer) = (self.plan, part.consumer);
        if let Some(apart) = self.apart.get_mut(consumer) {
            apart.add(&part);
        }
        self.whole.facts.merge(part.facts);
        self.settled.learn(&self.whole.facts);
        for ((i, (rule, fold)), state) in folds(&plan.rules).enumerate().zip(part.folds) {
            let apart = is_apart(plan, &plan.rules[rule], Some(fold)).then(|| &mut self.apart[consumer]);
            let folds = apart.map_or(&mut self.whole.folds, |apart| &mut apart.folds);
            fold.merge(folds[i].as_mut(), state);
        }
        self.records.add(part.records);
        self.ids.add(part.ids);
        self.uniques.add(part.uniques);
        self.near.add(part.near);
        self.whole.matrix.merge(part.matrix);
        self.whole.allowed.extend(part.allowed);
        self.whole.penalties.extend(part.penalties);
        for (own, more) in self.whole.counts.iter_mut().zip(&part.counts) {
            own.merge(more);
        }
        self.spill();
        for placed in part.found {
            self.keep(placed, &[]);
        }
    }

    /// Moves what is kept of rows to disk, where it has come to take more memory than it may.
    fn spill(&mut self) {
        let records = self.records.bytes() + self.ids.bytes() + self.uniques.bytes();
        if self.unspilled.is_some() || records + self.near.bytes() <= self.plan.tables {
            return;
        }
        let records = [&mut self.records, &mut self.ids, &mut self.uniques];
        let outcome = records.into_iter().try_for_each(Records::spill);
        self.unspilled = outcome.and_then(|()| self.near.spill(self.plan.tables / 2)).err();
    }

    fn keep(&mut self, mut placed: Placed, read: &[InputRead]) {
        let rule = index(self.plan, &placed.finding);
        let copy = self.copies.entry(placed.fingerprint).or_insert(0);
        *copy += 1;
        placed.copy = *copy;
        let suppress = &self.plan.suppress;
        if suppress.is_active() {
            match suppress.judge(&mut placed, &mut self.suppressed) {
                Fate::Counts => self.count(rule, &placed.finding),
                Fate::Known if self.listed_known.take(rule, &placed.finding) => {
                    self.known.push(placed);
                    return;
                }
                Fate::Known | Fate::Settled => return,
            }
        }
        if let Some(each) = &mut self.each {
            each(&placed, read);
        }
        let level = placed.finding.level;
        if self.listed.take(rule, &placed.finding) {
            self.whole.found.push(placed);
        } else if self.each.is_none() && !self.plan.suppress.is_active() {
            self.settled.fill(rule, level);
        }
    }

    /// Counts a finding and what it costs.
    fn count(&mut self, rule: usize, finding: &Finding) {
        self.whole.counts[rule].add(finding);
        match finding.pos {
            Some(pos) => self.whole.penalties.push(Penalty::new(pos, rule, finding.penalty())),
            None => self.about_all.push((rule, finding.clone())),
        }
    }

    /// All rows are read: judges groups, states and the whole.
    pub fn finish(mut self, read: Vec<InputRead>) -> Outcome {
        let mut failures = failures(self.plan, &read, &self.whole.facts);
        let mut facts = Facts::with(self.inputs(&read), std::mem::take(&mut self.whole.facts), &self.plan.labels);
        facts.profile = self.plan.profile;
        all_rows(&mut facts, &self.whole.matrix);
        let of_consumer = |(i, apart): (usize, &Apart)| apart.facts(self.plan, i, &facts.inputs);
        let by_consumer: Vec<Facts> = self.apart.iter().enumerate().map(of_consumer).collect();
        // Where findings are only listed, those that are not need not be kept whole.
        let all = self.each.is_some() || self.plan.suppress.is_active();
        let most = if all { usize::MAX } else { self.plan.max_findings };
        let (mut of_rules, fetched_near) = near::judge(self.plan, &read, std::mem::take(&mut self.near), &facts, most);
        let records = std::mem::take(&mut self.records);
        let fetched = judge(self.plan, &read, Channel::Context, &records, &facts, (most, &mut of_rules));
        let (answers, read_answers) = collapse::judge(self.plan, &read, &records, &facts);
        let (again, read_again) = look_again(self.plan, &read, &records, &facts, most);
        drop(records);
        let allowed_answers: BTreeSet<usize> = answers.iter().filter_map(|finding| finding.allowed).collect();
        let ids = std::mem::take(&mut self.ids);
        let fetched = fetched.and(read_answers).and(read_again);
        let fetched = fetched.and(judge(self.plan, &read, Channel::Id, &ids, &facts, (most, &mut of_rules)));
        drop(ids);
        let uniques = std::mem::take(&mut self.uniques);
        let each = if by_consumer.is_empty() { std::slice::from_ref(&facts) } else { &by_consumer };
        let unique = |facts: &Facts, of_rules: &mut _| {
            judge(self.plan, &read, Channel::Unique, &uniques, facts, (most, of_rules))
        };
        let fetched = each.iter().fold(fetched, |fetched, facts| fetched.and(unique(facts, &mut of_rules)));
        let mut found = self.of_rules(of_rules.into_iter().chain(again));
        found.extend(answers.into_iter().filter(|finding| finding.allowed.is_none()));
        let repeated = repeats(&uniques).map(|repeats| self.whole.matrix.repeats = repeats);
        drop(uniques);
        if let Some(why) = self.unspilled.take() {
            failures.push(Failure::unspilled("what is kept of the rows", &why));
        }
        if let Err(why) = fetched_near.and(fetched).and(repeated) {
            failures.push(Failure::unreadable("an input, for the second time", &why));
        }
        found.extend(self.conclude(&facts));
        let shares = self.shares(by_consumer, &mut found);
        let refused = self.by_profile(&mut facts);
        found.retain(|finding| self.plan.rules[index(self.plan, finding)].wanted);
        for finding in &mut found {
            finding.level = self.plan.rules[index(self.plan, finding)].forced.unwrap_or(finding.level);
        }
        found.sort_by(|a, b| (a.rule.code, a.pos.is_none(), a.pos).cmp(&(b.rule.code, b.pos.is_none(), b.pos)));
        if !self.plan.suppress.is_active() {
            found.iter().for_each(|finding| self.count(index(self.plan, finding), finding));
        }
        self.suppressed.whole = true;
        self.place(found, &read);
        self.listed.settle(&mut self.whole.found, |finding| index(self.plan, finding));
        self.listed_known.settle(&mut self.known, |finding| index(self.plan, finding));
        let (whole, suppressed) = (std::mem::take(&mut self.about_all), std::mem::take(&mut self.suppressed));
        let known = std::mem::take(&mut self.known);
        let Part { found, counts, mut penalties, matrix, allowed, .. } = self.whole;
        penalties.sort_unstable();
        // Sorted by penalty within a rule and row: the last is the largest, and the only one that counts.
        penalties.reverse();
        penalties.dedup_by_key(|penalty| (penalty.pos, penalty.rule()));
        penalties.reverse();
        let found_by =
            self.plan.rules.iter().zip(&counts).map(|(rule, counts)| (rule.meta.code, counts.findings)).collect();
        Outcome {
            facts,
            read,
            found,
            counts,
            penalties,
            whole,
            found_by,
            matrix,
            shares,
            refused,
            suppressed,
            known,
            allowed,
            allowed_answers,
            failures,
        }
    }

    /// The findings of rules that are told; all others are counted.
    fn of_rules(&mut self, of_rules: impl Iterator<Item = (&'static str, Findings)>) -> Vec<Finding> {
        let mut found = Vec::new();
        for (code, mut own) in of_rules {
            let Some(rule) = self.plan.rules.iter().position(|rule| rule.meta.code == code) else { continue };
            own.list.sort_by(|a, b| (a.pos, &a.pointer, &a.message).cmp(&(b.pos, &b.pointer, &b.message)));
            found.append(&mut own.list);
            let Active { wanted, forced, .. } = self.plan.rules[rule];
            for mut brief in own.rest.into_iter().filter(|_| wanted) {
                brief.level = forced.unwrap_or(brief.level);
                self.whole.counts[rule].add_brief(&brief);
                let penalty = penalty(brief.level, brief.weight);
                self.whole.penalties.extend(brief.pos.map(|pos| Penalty::new(pos, rule, penalty)));
            }
        }
        found
    }
}

/// The place of the rule of a finding in the plan.
fn index(plan: &Plan, finding: &Finding) -> usize {
    plan.rules.iter().position(|rule| rule.meta == finding.rule).expect("findings are of rules in the plan")
}

/// Inputs that gave no verdict.
fn failures(plan: &Plan, read: &[InputRead], facts: &FactsState) -> Vec<Failure> {
    let mut out = Vec::new();
    for (at, (input, read)) in plan.inputs.iter().zip(read).enumerate() {
        if let Some(why) = &read.crowded {
            let what = match input.origin {
                Origin::Stdin => "the copy of standard input",
                Origin::File(_) => "the copy of a pipe",
            };
            out.push(Failure::unspilled(what, why));
        }
        if let Some(why) = &read.failure {
            out.push(Failure::unreadable(&input.name, why));
        } else if read.framing.is_ok() && read.rows == 0 {
            out.push(Failure::Empty { path: input.name.clone() });
        } else if plan.sample.is_none()
            && facts.inputs.get(&at).is_some_and(|own| own.blank > 0 && own.rows == own.blank)
        {
            out.push(Failure::Blank { path: input.name.clone() });
        }
    }
    out
}
