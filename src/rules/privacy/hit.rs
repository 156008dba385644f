//! A value that was found, and the finding it becomes: rules that only differ in what they look for report alike.

use super::context;
use super::mask::mask;
use crate::example::{Span, Text};
use crate::rules::{Confidence, Leak, Level, Sink};

/// A value in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its bytes in the text.
    pub span: Span,
    /// The entity.
    pub kind: &'static str,
    /// What exactly.
    pub subtype: &'static str,
    /// The same in words.
    pub name: &'static str,
    /// How bad it is.
    pub level: Level,
    /// How sure.
    pub sure: Confidence,
    /// Which of two overlapping values stays.
    pub rank: u8,
}

impl Hit {
    /// Reports the value, masked.
    pub fn report(self, text: &Text<'_>, sink: &mut Sink<'_>) {
        let value = &text.text[self.span.clone()];
        let leak = Leak {
            kind: self.kind,
            subtype: self.subtype.into(),
            mask: mask(value, self.kind),
            value: value.into(),
            rank: self.rank,
        };
        let weight = match self.sure {
            Confidence::Certain => 1.0,
            Confidence::Likely => 0.8,
            Confidence::Hint => 0.4,
        };
        sink.report(text.pointer, format!("{} `{}` in {}", self.name, leak.mask, context::place(text)))
            .level(self.level)
            .confidence(self.sure, weight)
            .help(format!("replace it by a mark such as `<{}_1>`", self.kind))
            .leak(leak)
            .span(self.span);
    }
}
