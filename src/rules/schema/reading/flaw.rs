//! Something wrong with a key, a type or a value, found on the walk along a form's description.

use crate::example::Span;
use crate::rules::catalogue::Level;

/// One flaw; the rule with its code reports it.
#[derive(Debug)]
pub struct Flaw {
    /// The rule.
    pub code: String,
    /// How the consumer takes it.
    pub level: Level,
    /// JSON Pointer.
    pub pointer: String,
    /// One line.
    pub message: String,
    /// What to do; may be empty.
    pub help: String,
    /// The part of the string that is meant, in bytes of the decoded string.
    pub span: Option<Span>,
}
