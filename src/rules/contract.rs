//! What a rule is given and what it may do. A rule reads the example and its own options, nothing else: no files, clock,
//! environment or randomness.
//!
//! Rules about one row are [`RowRule`] (the raw row, also one that is no JSON), [`ExampleRule`] and [`TextRule`] (one text
//! at a time, called only where its trigger fired). Rules about the data set are of four kinds: [`FoldRule`] keeps a small
//! state that merges; [`GroupRule`] sees rows that share a key, and keeps nothing itself; [`FinalRule`] needs only what is
//! known at the end, [`AgainRule`] is shown single rows once more then, and [`NearRule`] sees pairs of rows whose prompts are
//! nearly alike. Results may not depend on how the data were cut, on threads or on order of arrival.

use std::any::Any;
use std::fmt::Display;

use serde::{Serialize, de::DeserializeOwned};

use super::catalogue::{Level, Meta};
use super::facts::Facts;
use super::finding::Finding;
use super::findings::Findings;
use super::near::NearRule;
use super::profile::Profile;
use super::record::{Group, Quotes, Record};
use super::schema::Reading;
use crate::example::{Example, Fault, Parsed, Signs, Text};
use crate::source::{Pos, Row};

/// A row before it is an example.
pub struct RowView<'r> {
    /// The bytes and their place.
    pub row: Row<'r>,
    /// The parsed value, or why there is none. Not set for a row that is too long to be read.
    pub parsed: Option<Result<&'r Parsed<'r>, &'r Fault>>,
    /// The consumer that the row is for.
    pub profile: &'static Profile,
}

/// A rule about the raw row.
pub trait RowRule: Send + Sync {
    /// Looks at one row.
    fn check(&self, row: &RowView<'_>, sink: &mut Sink<'_>);
}

/// A rule that needs one example at a time. Pure: same row, same findings.
pub trait ExampleRule: Send + Sync {
    /// Looks at one example.
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>);
}

/// A rule about one row as a consumer reads it.
pub trait SchemaRule: Send + Sync {
    /// Looks at one row.
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>);
}

/// A rule about one text at a time.
pub trait TextRule: Send + Sync {
    /// The signs without one of which a text need not be shown to the rule.
    fn trigger(&self) -> Signs;

    /// The signs that a text must have all of.
    fn needs(&self) -> Signs {
        Signs::NONE
    }

    /// Whether a text with these signs is shown to the rule.
    fn wants(&self, signs: Signs) -> bool {
        signs.meets(self.trigger()) && signs.holds(self.needs())
    }

    /// Looks at one text of an example.
    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>);
}

/// A rule about what leaks in one example. It is shown the findings of the rules about texts once overlaps are settled, and
/// only where there are any.
pub trait LeakRule: Send + Sync {
    /// Looks at the leaks of one example.
    fn check(&self, example: &Example<'_>, leaks: &[Finding], sink: &mut Sink<'_>);
}

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

/// Which records a group rule reads; several rules may read one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// One record per trained turn, keyed by its normalized context.
    Context,
    /// One record per leaked value of an example, and per pair of them, keyed by a hash of the value.
    Id,
    /// The records of [`Channel::Context`] whose answer is frequent, by answer; the records of a group by context.
    Answer,
    /// One record per text that a consumer wants to be different in all rows, keyed by a hash of it; rows of other shapes
    /// than the consumer's give none.
    Unique,
}

/// A rule about rows that share a key.
pub trait GroupRule: Send + Sync {
    /// The records it reads.
    fn channel(&self) -> Channel;

    /// Calls `want` with each record whose texts the rule has to compare or to quote.
    fn wants(&self, group: &Group<'_>, facts: &Facts, want: &mut dyn FnMut(&Record));

    /// Judges one group. Only what is known of the whole data set is shared between groups.
    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>);

    /// Looks once more at all its findings, knowing in how many groups two or more answers could be compared.
    fn settle(&self, _comparable: u64, _facts: &Facts, _found: &mut Findings) {}

    /// For a rule whose [`GroupRule::settle`] makes other findings of all of them: they are all kept, and this puts those
    /// together that it need not tell apart.
    fn gather(&self) -> Option<fn(&mut Vec<Finding>)> {
        None
    }
}

/// A rule that needs what is known only at the end.
pub trait FinalRule: Send + Sync {
    /// Judges the whole.
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>);
}

/// A rule that looks at single rows again once the whole is known.
pub trait AgainRule: Send + Sync {
    /// Whether it looks at all rows whose label is doubtful.
    fn about_labels(&self) -> bool {
        false
    }

    /// Rows that it looks at, by their place.
    fn places(&self, _facts: &Facts) -> Vec<Pos> {
        Vec::new()
    }

    /// Looks at a row. Rows that other rules asked for are shown too, so it judges for itself.
    fn check(&self, example: &Example<'_>, facts: &Facts, sink: &mut Sink<'_>);

    /// Looks once more at all its findings.
    fn settle(&self, _facts: &Facts, _found: &mut Findings) {}
}

/// [`FoldRule`] with its state hidden, so that all kinds stand in one table.
pub trait AnyFold: Send + Sync {
    /// A neutral state.
    fn start(&self) -> Box<dyn Any + Send>;
    /// See [`FoldRule::observe`].
    fn observe(&self, state: &mut (dyn Any + Send), example: &Example<'_>);
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

    fn observe(&self, state: &mut (dyn Any + Send), example: &Example<'_>) {
        self.0.observe(state.downcast_mut().expect(OWN), example);
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

/// What a rule does.
pub enum Check {
    /// See [`RowRule`].
    Row(Box<dyn RowRule>),
    /// See [`ExampleRule`].
    Example(Box<dyn ExampleRule>),
    /// See [`SchemaRule`].
    Schema(Box<dyn SchemaRule>),
    /// See [`TextRule`].
    Text(Box<dyn TextRule>),
    /// See [`LeakRule`].
    Leak(Box<dyn LeakRule>),
    /// See [`FoldRule`].
    Fold(Box<dyn AnyFold>),
    /// See [`GroupRule`].
    Group(Box<dyn GroupRule>),
    /// See [`NearRule`].
    Near(Box<dyn NearRule>),
    /// See [`FinalRule`].
    Final(Box<dyn FinalRule>),
    /// See [`AgainRule`].
    Again(Box<dyn AgainRule>),
}

/// A fold rule as a check.
pub fn fold(rule: impl FoldRule + 'static) -> Check {
    Check::Fold(Box::new(Hidden(rule)))
}

/// Takes the findings of one rule. The engine adds level overrides, places, masks and fingerprints.
pub struct Sink<'s> {
    rule: &'static Meta,
    level: Level,
    pos: Option<Pos>,
    out: Out<'s>,
}

/// Where findings go.
enum Out<'s> {
    All(&'s mut Vec<Finding>),
    Few(&'s mut Findings),
}

impl<'s> Sink<'s> {
    /// A sink for `rule` that speaks of the row `pos`, or of the data set.
    pub fn new(rule: &'static Meta, pos: Option<Pos>, out: &'s mut Vec<Finding>) -> Self {
        Sink { rule, level: rule.level, pos, out: Out::All(out) }
    }

    /// The same, where very many findings are only counted.
    pub fn few(rule: &'static Meta, pos: Option<Pos>, out: &'s mut Findings) -> Self {
        Sink { rule, level: rule.level, pos, out: Out::Few(out) }
    }

    /// The same with another level than the rule's own, as a consumer may have it.
    pub fn at(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// The level of the rule unless a finding says otherwise.
    pub fn level(&self) -> Level {
        self.level
    }

    /// What the rule has found in the row at hand just before, the last first.
    pub fn recent(&self) -> impl Iterator<Item = &Finding> {
        let all = match &self.out {
            Out::All(out) => out.as_slice(),
            Out::Few(_) => &[],
        };
        all.iter().rev().take_while(|finding| finding.rule == self.rule && finding.pos == self.pos)
    }

    /// A problem in the row at hand (or in the data set, where there is none).
    pub fn report(&mut self, pointer: impl Display, message: impl Into<String>) -> &mut Finding {
        let mut finding = Finding::new(self.rule, message.into());
        finding.level = self.level;
        finding.pos = self.pos;
        finding.pointer = pointer.to_string();
        match &mut self.out {
            Out::All(out) => {
                out.push(finding);
                out.last_mut().expect("just added")
            }
            Out::Few(out) => out.push(finding),
        }
    }

    /// A problem in the row `pos`.
    pub fn report_row(&mut self, pos: Pos, pointer: impl Display, message: impl Into<String>) -> &mut Finding {
        let finding = self.report(pointer, message);
        finding.pos = Some(pos);
        finding
    }

    /// A problem of the data set as a whole; `key` tells it from others of the same rule.
    pub fn report_data(&mut self, key: impl Into<String>, message: impl Into<String>) -> &mut Finding {
        let finding = self.report("", message);
        finding.pos = None;
        finding.key(key)
    }
}
