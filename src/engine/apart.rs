//! Rows for different consumers in one run: what is kept of the rows of each, so that the limits of a file, its shapes and
//! its types are judged for every consumer by the rows that it is given. A run with one consumer keeps nothing here.

use std::any::Any;

use super::active::Active;
use super::matrix::Matrix;
use super::part::{Part, folds};
use super::plan::Plan;
use crate::rules::profile;
use crate::rules::{AnyFold, Check, Facts, FactsState, Family, Finding, InputFacts, Level, Sink};

/// What the rows of one consumer gave.
pub struct Share {
    /// What is known of them.
    pub facts: Facts,
    /// How the profiles take them.
    pub matrix: Matrix,
    /// What rules that judge all rows by the profile refuse them for: the first finding.
    pub refused: Option<Finding>,
}

/// What is kept of the rows of one consumer.
pub(super) struct Apart {
    facts: FactsState,
    pub matrix: Matrix,
    /// States of the fold rules, in the order of the plan; those that are not judged apart stay empty.
    pub folds: Vec<Box<dyn Any + Send>>,
}

impl Apart {
    /// One for each consumer of the plan; none where there is but one.
    pub fn of(plan: &Plan) -> Vec<Apart> {
        let empty = |_| Apart {
            facts: FactsState::default(),
            matrix: Matrix::default(),
            folds: folds(&plan.rules).map(|(_, fold)| fold.start()).collect(),
        };
        plan.consumers.iter().map(empty).collect()
    }

    /// Adds what a part knows of its rows, but for the states of rules.
    pub fn add(&mut self, part: &Part) {
        self.facts.merge(part.facts.clone());
        self.matrix.merge(part.matrix.clone());
    }

    /// What is known of the rows of this consumer, which is the plan's at `consumer`.
    pub fn facts(&self, plan: &Plan, consumer: usize, inputs: &[InputFacts]) -> Facts {
        let inputs = inputs.iter().filter(|input| plan.consumer_of(input.index) == consumer).cloned().collect();
        let mut facts = Facts::with(inputs, self.facts.clone(), &plan.labels);
        facts.profile = plan.profile_of(consumer);
        facts.consumer = consumer;
        all_rows(&mut facts, &self.matrix);
        facts
    }
}

/// What the consumer of the facts says of all rows together.
pub(super) fn all_rows(facts: &mut Facts, matrix: &Matrix) {
    let own = profile::index(facts.profile);
    facts.uneven = matrix.uneven(own).collect();
    facts.members = matrix.members(own).map(|(field, stats)| (field, stats.clone())).collect();
    facts.counted = matrix.counted(own).collect();
}

/// Whether what a rule concludes is about the rows of one consumer, and the run has several.
pub(super) fn is_apart(plan: &Plan, rule: &Active, fold: Option<&dyn AnyFold>) -> bool {
    let by_consumer = fold.is_some_and(AnyFold::by_consumer);
    !plan.consumers.is_empty() && (by_consumer || matches!(rule.meta.family, Family::File | Family::Schema))
}

/// The findings of fold and final rules about the rows of one consumer, and why it refuses them all together.
pub(super) fn conclude(plan: &Plan, states: &[Box<dyn Any + Send>], facts: &Facts) -> (Vec<Finding>, Option<Finding>) {
    let (mut found, mut refused) = (Vec::new(), None);
    for ((i, fold), state) in folds(&plan.rules).zip(states) {
        let rule = &plan.rules[i];
        if let Some(level) = plan.level_of(facts.consumer, i).filter(|_| is_apart(plan, rule, Some(fold))) {
            let from = found.len();
            fold.conclude(state.as_ref(), facts, &mut Sink::new(rule.meta, None, &mut found).at(level));
            let errors = found[from..].iter().filter(|finding: &&Finding| finding.level == Level::Error);
            refused = refused.or(errors.filter(|_| fold.by_profile()).min_by_key(|finding| finding.pos).cloned());
        }
    }
    for (i, rule) in plan.rules.iter().enumerate().filter(|(_, rule)| is_apart(plan, rule, None)) {
        let Some(level) = plan.level_of(facts.consumer, i) else { continue };
        for check in &rule.checks {
            if let Check::Final(check) = check {
                check.conclude(facts, &mut Sink::new(rule.meta, None, &mut found).at(level));
            }
        }
    }
    (found, refused)
}
