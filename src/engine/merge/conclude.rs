//! What is concluded once all rows are known: for the whole, for each consumer, and where its findings stand.

use std::collections::BTreeMap;

use super::super::apart::{self, Apart, Share, is_apart};
use super::super::found::Placed;
use super::super::part::folds;
use super::{Merge, index};
use crate::rules::profile;
use crate::rules::redact::Known;
use crate::rules::{Check, Facts, Finding, InputFacts, Level, Sink};
use crate::source::{InputRead, Pos};

impl Merge<'_, '_> {
    /// What the rows of each consumer gave, with what is found in them together; their states join those of the whole.
    pub(super) fn shares(&mut self, by_consumer: Vec<Facts>, found: &mut Vec<Finding>) -> Vec<Share> {
        let mut shares = Vec::new();
        for (facts, mut apart) in by_consumer.into_iter().zip(std::mem::take(&mut self.apart)) {
            let (more, refused) = apart::conclude(self.plan, &apart.folds, &facts);
            found.extend(more);
            shares.push(Share { facts, matrix: std::mem::take(&mut apart.matrix), refused });
            self.join(apart);
        }
        shares
    }

    /// Adds the states of rows that were judged apart to those of the whole.
    fn join(&mut self, apart: Apart) {
        for ((i, (rule, fold)), state) in folds(&self.plan.rules).enumerate().zip(apart.folds) {
            if is_apart(self.plan, &self.plan.rules[rule], Some(fold)) {
                fold.merge(self.whole.folds[i].as_mut(), state);
            }
        }
    }

    /// What each consumer of the rows' shape refuses the data set for, of what rules keep of all rows; by its place among
    /// the profiles.
    pub(super) fn by_profile(&self, facts: &mut Facts) -> Vec<(usize, Finding)> {
        let Some(shape) = facts.main_shape() else { return Vec::new() };
        let mut refused = Vec::new();
        for (index, profile) in profile::all().iter().enumerate().filter(|(_, profile)| profile.takes(shape)) {
            facts.profile = profile;
            for ((i, fold), state) in
                folds(&self.plan.rules).zip(&self.whole.folds).filter(|((_, fold), _)| fold.by_profile())
            {
                let meta = self.plan.rules[i].meta;
                let Some(level) = profile.level(meta.code, meta.level) else { continue };
                let mut found = Vec::new();
                fold.conclude(state.as_ref(), facts, &mut Sink::new(meta, None, &mut found).at(level));
                let first =
                    found.into_iter().filter(|finding| finding.level == Level::Error).min_by_key(|finding| finding.pos);
                refused.extend(first.map(|finding| (index, finding)));
            }
        }
        facts.profile = self.plan.profile;
        refused
    }

    pub(super) fn inputs(&self, read: &[InputRead]) -> Vec<InputFacts> {
        let facts = &self.whole.facts;
        let input = |(i, read): (usize, &InputRead)| InputFacts {
            index: i,
            name: self.plan.inputs[i].name.clone(),
            counts: facts.inputs.get(&i).cloned().unwrap_or_default(),
            bytes: read.bytes,
            mark: read.mark,
            framing: read.framing,
            gaps: read.gaps,
            first: (read.rows > 0).then_some(Pos { block: read.base, row: 0 }),
        };
        read.iter().enumerate().map(input).collect()
    }

    /// The findings of fold and final rules.
    pub(super) fn conclude(&mut self, facts: &Facts) -> Vec<Finding> {
        let mut found = Vec::new();
        for ((i, fold), state) in folds(&self.plan.rules).zip(&self.whole.folds) {
            let rule = &self.plan.rules[i];
            if is_apart(self.plan, rule, Some(fold)) {
                continue;
            }
            fold.conclude(state.as_ref(), facts, &mut Sink::new(rule.meta, None, &mut found).at(rule.level));
        }
        for rule in self.plan.rules.iter().filter(|rule| !is_apart(self.plan, rule, None)) {
            for check in &rule.checks {
                if let Check::Final(check) = check {
                    check.conclude(facts, &mut Sink::new(rule.meta, None, &mut found).at(rule.level));
                }
            }
        }
        found
    }

    /// Works out the places of findings of data-set rules that are kept, reading their rows once more.
    pub(super) fn place(&mut self, found: Vec<Finding>, read: &[InputRead]) {
        let mut room = self.listed.clone();
        let mut wanted = Vec::new();
        let mut kept = Vec::new();
        for finding in found {
            let rule = index(self.plan, &finding);
            if self.each.is_some() || self.plan.suppress.is_active() || room.take(rule, &finding) {
                wanted.extend(finding.pos);
                kept.push(finding);
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        let mut by_row: BTreeMap<Pos, Vec<(usize, Finding)>> = BTreeMap::new();
        let mut places: Vec<Option<Placed>> = kept.iter().map(|_| None).collect();
        for (i, finding) in kept.into_iter().enumerate() {
            match finding.pos {
                Some(pos) => by_row.entry(pos).or_default().push((i, finding)),
                None => places[i] = Some(Placed::without_row(finding)),
            }
        }
        // An input that vanished meanwhile leaves findings without a column; the rows they name stay right.
        let _ = self.plan.again(read).rows(&wanted, |input, row| {
            let (order, findings): (Vec<usize>, Vec<Finding>) =
                by_row.remove(&row.pos).unwrap_or_default().into_iter().unzip();
            for (i, placed) in order.into_iter().zip(Placed::in_row(findings, &row, input)) {
                places[i] = Some(placed);
            }
        });
        for (i, finding) in by_row.into_values().flatten() {
            places[i] = Some(Placed::without_row(finding));
        }
        // What is said of the whole may quote what was found as a leak in any row.
        let leaky = self.whole.found.iter().chain(places.iter().flatten()).map(|placed| &placed.finding);
        let known = Known::of(leaky);
        for placed in &mut self.whole.found {
            known.hide(&mut placed.finding);
        }
        for mut placed in places.into_iter().flatten() {
            known.hide(&mut placed.finding);
            self.keep(placed, read);
        }
    }
}
