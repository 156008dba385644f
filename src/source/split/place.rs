//! The place in a stream, as lines and characters, and what stands at the beginning of its line.

use super::super::pos::{GridStart, Indent};

/// Bytes at hand, and where the first one stands in the input.
#[derive(Clone, Copy)]
pub struct View<'b> {
    /// The bytes.
    pub bytes: &'b [u8],
    /// Offset of the first one.
    pub offset: u64,
}

impl<'b> View<'b> {
    /// The byte at `at`.
    pub fn byte(self, at: u64) -> u8 {
        self.bytes[(at - self.offset) as usize]
    }

    /// Offset behind the last byte.
    pub fn end(self) -> u64 {
        self.offset + self.bytes.len() as u64
    }

    /// The bytes of a range.
    pub fn slice(self, from: u64, to: u64) -> &'b [u8] {
        &self.bytes[(from - self.offset) as usize..(to - self.offset) as usize]
    }
}

/// Where the next byte stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// Its line, from 0.
    pub line: u64,
    /// Offset of the first byte of the line.
    start: u64,
    /// Bytes of the line that continue a character.
    continued: u64,
    /// They are counted up to there.
    counted: u64,
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
        let start = at.offset - bytes;
        Place { line: at.line, start, continued: bytes - characters, counted: at.offset, margin, lead: Lead::Text }
    }

    /// A line ends with the byte at `at`.
    pub fn newline(&mut self, at: u64) {
        *self = Place { line: self.line + 1, start: at + 1, counted: at + 1, ..Place::default() };
    }

    /// Counts the characters of the line up to `at`.
    pub fn count(&mut self, view: View<'_>, at: u64) {
        let from = self.counted.max(view.offset);
        if from < at {
            self.continued += continuing(view.slice(from, at));
            self.counted = at;
        }
    }

    /// What stands in the line before `at`, up to which it is counted.
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

/// Bytes that continue a character. Sums of a byte each are what a processor adds sixteen at a time.
fn continuing(bytes: &[u8]) -> u64 {
    let of = |some: &[u8]| some.iter().map(|byte| u8::from((*byte as i8) < -64)).fold(0_u8, u8::wrapping_add);
    bytes.chunks(128).map(|some| u64::from(of(some))).sum()
}
