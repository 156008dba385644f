//! What a rule is given and what it may do. A rule reads the example and its own options, nothing else: no files, clock,
//! environment or randomness.
//!
//! Rules about one row are [`RowRule`] (the raw row, also one that is no JSON), [`ExampleRule`] and [`TextRule`] (one text
//! at a time, called only where its trigger fired). Rules about the data set are of four kinds: [`FoldRule`] keeps a small
//! state that merges; [`GroupRule`] sees rows that share a key, and keeps nothing itself; [`FinalRule`] needs only what is
//! known at the end, [`AgainRule`] is shown single rows once more then, and [`NearRule`] sees pairs of rows whose prompts
//! are nearly alike. Results may not depend on how the data were cut, on threads or on order of arrival.

mod fold;
mod sink;

pub use fold::{AnyFold, FoldRule, fold};
pub use sink::Sink;

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

impl RowView<'_> {
    /// Whether the row is an object about which nothing was noticed, with no carriage return that ends no line: nearly all
    /// rows are.
    pub fn is_plain(&self) -> bool {
        matches!(self.parsed, Some(Ok(parsed)) if parsed.is_plain()) && !self.has_lone_return()
    }

    /// Whether a carriage return stands in the row that is not followed by a line feed.
    pub fn has_lone_return(&self) -> bool {
        let bytes = self.row.bytes;
        memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'))
    }
}

/// A rule about the raw row.
pub trait RowRule: Send + Sync {
    /// Looks at one row; [plain](RowView::is_plain) ones are not shown.
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
