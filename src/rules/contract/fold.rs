//! Rules with a small state for the whole data set, and how their states are hidden, so that all kinds of rules stand in
//! one table.

use std::any::Any;

use serde::{Serialize, de::DeserializeOwned};

use super::super::facts::Facts;
use super::super::finding::Finding;
use super::Check;
use super::sink::Sink;
use crate::example::Example;

/// A rule with a small state for the whole data set: counters and histograms, under 1 MiB whatever the data.
pub trait FoldRule: Send + Sync {
    /// What is kept. Its default is neutral, and merging is associative and commutative.
    type State: Default + Serialize + DeserializeOwned + Send + 'static;

    /// Adds one example.
    fn observe(&self, state: &mut Self::State, example: &Example<'_>);

    /// Adds what leaked in one example; called after [`FoldRule::observe`], for examples in which anything did.
    fn observe_leaks(&self, _state: &mut Self::State, _example: &Example<'_>, _leaks: &[Finding]) {}

    /// Adds the state of another part.
    fn merge(&self, left: &mut Self::State, right: Self::State);

    /// Judges the whole.
    fn conclude(&self, state: &Self::State, facts: &Facts, sink: &mut Sink<'_>);

    /// Whether consumers judge the whole in different ways, each by its profile in the facts.
    fn by_profile(&self) -> bool {
        false
    }

    /// Whether the whole that it judges is what one consumer is given: rows that are for different consumers are judged
    /// apart.
    fn by_consumer(&self) -> bool {
        self.by_profile()
    }
}

/// [`FoldRule`] with its state hidden, so that all kinds stand in one table.
pub trait AnyFold: Send + Sync {
    /// A neutral state.
    fn start(&self) -> Box<dyn Any + Send>;
    /// See [`FoldRule::observe`]; adds some examples in their order.
    fn observe(&self, state: &mut (dyn Any + Send), examples: &[&Example<'_>]);
    /// See [`FoldRule::observe_leaks`].
    fn observe_leaks(&self, state: &mut (dyn Any + Send), example: &Example<'_>, leaks: &[Finding]);
    /// See [`FoldRule::merge`].
    fn merge(&self, left: &mut (dyn Any + Send), right: Box<dyn Any + Send>);
    /// See [`FoldRule::conclude`].
    fn conclude(&self, state: &(dyn Any + Send), facts: &Facts, sink: &mut Sink<'_>);
    /// See [`FoldRule::by_profile`].
    fn by_profile(&self) -> bool;
    /// See [`FoldRule::by_consumer`].
    fn by_consumer(&self) -> bool;
    /// The state as JSON, by which tests compare states.
    fn dump(&self, state: &(dyn Any + Send)) -> String;
}

struct Hidden<R>(R);

const OWN: &str = "a rule is given its own state";

impl<R: FoldRule> AnyFold for Hidden<R> {
    fn start(&self) -> Box<dyn Any + Send> {
        Box::<R::State>::default()
    }

    fn observe(&self, state: &mut (dyn Any + Send), examples: &[&Example<'_>]) {
        let state = state.downcast_mut().expect(OWN);
        examples.iter().for_each(|example| self.0.observe(state, example));
    }

    fn observe_leaks(&self, state: &mut (dyn Any + Send), example: &Example<'_>, leaks: &[Finding]) {
        self.0.observe_leaks(state.downcast_mut().expect(OWN), example, leaks);
    }

    fn merge(&self, left: &mut (dyn Any + Send), right: Box<dyn Any + Send>) {
        self.0.merge(left.downcast_mut().expect(OWN), *right.downcast().expect(OWN));
    }

    fn conclude(&self, state: &(dyn Any + Send), facts: &Facts, sink: &mut Sink<'_>) {
        self.0.conclude(state.downcast_ref().expect(OWN), facts, sink);
    }

    fn by_profile(&self) -> bool {
        self.0.by_profile()
    }

    fn by_consumer(&self) -> bool {
        self.0.by_consumer()
    }

    fn dump(&self, state: &(dyn Any + Send)) -> String {
        serde_json::to_string(state.downcast_ref::<R::State>().expect(OWN)).expect("states are plain data")
    }
}

/// A fold rule as a check.
pub fn fold(rule: impl FoldRule + 'static) -> Check {
    Check::Fold(Box::new(Hidden(rule)))
}
