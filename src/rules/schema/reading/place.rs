//! A place in the row, or in JSON text that stands in a string of the row.

use crate::example::{Span, escape, locate};
use crate::rules::finding::Finding;

/// Where something stands.
#[derive(Clone, Debug)]
pub struct Place<'r> {
    /// JSON Pointer of the value, or of the string that holds JSON text.
    pub pointer: String,
    /// JSON Pointer inside the text; empty for the whole.
    pub inside: String,
    /// The text, where there is one.
    pub text: Option<&'r str>,
}

impl<'r> Place<'r> {
    /// A value of the row.
    pub fn new(pointer: String) -> Self {
        Place { pointer, inside: String::new(), text: None }
    }

    /// The JSON text of a string.
    pub fn in_text(pointer: String, text: &'r str) -> Self {
        Place { pointer, inside: String::new(), text: Some(text) }
    }

    /// A member of the value.
    pub fn key(&self, key: &str) -> Self {
        self.below(&format!("/{}", escape(key)))
    }

    /// An item of the value, from 0.
    pub fn index(&self, index: usize) -> Self {
        self.below(&format!("/{index}"))
    }

    /// What stands at a JSON Pointer inside the value.
    pub fn below(&self, inside: &str) -> Self {
        let mut place = self.clone();
        if place.text.is_some() { &mut place.inside } else { &mut place.pointer }.push_str(inside);
        place
    }

    /// The place inside the text, as a message adds it.
    pub fn words(&self) -> String {
        if self.inside.is_empty() { String::new() } else { format!(", at `{}`", self.inside) }
    }

    /// Sets the part of the string that is meant.
    pub fn mark(&self, finding: &mut Finding) {
        let Some(text) = self.text else { return };
        if let Some(found) = locate(text.as_bytes(), &self.inside, None) {
            let span: Span = found.start..found.end;
            finding.span(span);
        }
    }
}
