//! The place in a stream, as lines and characters, and what stands at the beginning of its line.

use super::super::pos::{GridStart, Indent};

/// Where the next byte stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// Its line, from 0.
    pub line: u64,
    /// Offset of the first byte of the line.
    start: u64,
    /// Bytes since then that continue a character.
    pub continued: u64,
    /// Blanks before the first byte of the line that is none.
    margin: u64,
    /// What the line has had so far.
    pub lead: Lead,
}

/// What a line has had so far. A value may begin behind blanks, and behind the end of the one before and its comma.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lead {
    /// Blanks, and brackets that begin the array.
    #[default]
    Blank,
    /// A `}` besides.
    Brace,
    /// A comma, behind a `}` or without one.
    Comma,
    /// Anything else.
    Text,
}

impl Place {
    /// The place of a row that is known to begin there.
    pub fn inside(at: GridStart, margin: u64) -> Place {
        let Indent { characters, bytes } = at.indent;
        Place { line: at.line, start: at.offset - bytes, continued: bytes - characters, margin, lead: Lead::Text }
    }

    /// A line ends with the byte at `at`.
    pub fn newline(&mut self, at: u64) {
        *self = Place { line: self.line + 1, start: at + 1, ..Place::default() };
    }

    /// Counts bytes of the line.
    pub fn count(&mut self, bytes: &[u8]) {
        self.continued += bytes.iter().filter(|byte| **byte & 0xC0 == 0x80).count() as u64;
    }

    /// What stands in the line before `at`.
    pub fn indent(&self, at: u64) -> Indent {
        let bytes = at - self.start;
        Indent { characters: bytes - self.continued, bytes }
    }

    /// Blanks at the beginning of the line, up to `at`.
    pub fn margin(&self, at: u64) -> u64 {
        if self.lead == Lead::Blank { at - self.start } else { self.margin }
    }

    /// Goes on behind a byte at `at` that makes the line's beginning another one.
    pub fn lead(&mut self, lead: Lead, at: u64) {
        if lead != Lead::Blank {
            self.margin = self.margin(at);
        }
        self.lead = lead;
    }
}
