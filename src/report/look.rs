//! How what a person reads may look: colour, characters, columns.

use crate::rules::Level;

/// How the report may look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Colour and bold.
    pub color: bool,
    /// Line-drawing characters.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
    /// Examples shown of each rule.
    pub examples: usize,
}

impl Look {
    /// Characters of a row that fit beside the line number.
    pub fn room(self) -> usize {
        self.width.saturating_sub(16)
    }

    /// Text in the colour of an ANSI code such as `1;31`.
    pub(super) fn paint(self, code: &str, text: &str) -> String {
        if self.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// The name of a level in its colour.
    pub(super) fn level(self, level: Level) -> String {
        let code = match level {
            Level::Error => "1;31",
            Level::Warn => "1;33",
            Level::Info => "1;36",
        };
        self.paint(code, level.name())
    }
}
