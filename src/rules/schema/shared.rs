//! What is the same of a row under every profile, worked out at most once: the costly looks at tools and their calls.

use crate::example::Example;

/// Facts of one row that several profiles ask for.
pub struct Shared<'r, 'e> {
    /// The row.
    pub example: &'r Example<'e>,
}

impl<'r, 'e> Shared<'r, 'e> {
    /// Nothing is looked at yet.
    pub fn new(example: &'r Example<'e>) -> Self {
        Shared { example }
    }
}
