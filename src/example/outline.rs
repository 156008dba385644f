//! The outline of what comes before an answer: a sketch of its texts, so that nearly equal ones are found. System text, tools
//! and the order of roles are not sketched: only rows that have the same ones are compared, and so with larger numbers.
//!
//! Prompts of one task often share a long instruction. What many rows share is no likeness, so it is left out of the sketch:
//! [`Headers`] says what that is.

use std::collections::BTreeMap;
use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::message::{Role, Text};
use super::sketch::{Sketch, Sketcher};

/// Bytes of the shortest beginning or end of a text that counts as shared.
pub const HEADER: usize = 60;

/// Beginnings and ends of texts, in their normal form, that many rows share; by the hash of their first or last bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    /// Shared beginnings.
    pub heads: BTreeMap<u32, Vec<u8>>,
    /// Shared ends.
    pub tails: BTreeMap<u32, Vec<u8>>,
}

/// The hashes of the first and last bytes of a text in its normal form; 0 for one that is no longer than a header.
pub fn ends_of(text: &[u8]) -> (u32, u32) {
    if text.len() <= HEADER {
        return (0, 0);
    }
    let (head, tail) = (&text[..HEADER], &text[text.len() - HEADER..]);
    (xxh3_64(head) as u32 | 1, xxh3_64(tail) as u32 | 1)
}

impl Headers {
    /// Whether nothing is shared.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty() && self.tails.is_empty()
    }

    /// Where in a text in its normal form that stands which it does not share with many, in bytes.
    pub fn strip_ends(&self, text: &[u8]) -> Range<usize> {
        let (head, tail) = if self.is_empty() { (0, 0) } else { ends_of(text) };
        let head = self.heads.get(&head).filter(|head| text.starts_with(head)).map_or(0, Vec::len);
        let tail = self.tails.get(&tail).filter(|tail| text[head..].ends_with(tail)).map_or(0, Vec::len);
        head..text.len() - tail
    }

    /// The text without what it shares with many.
    pub fn strip<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        &text[self.strip_ends(text)]
    }
}

/// What is known of the context of one turn.
#[derive(Clone, Copy, Debug)]
pub struct Outline {
    /// Its sketch.
    pub sketch: Sketch,
    /// See [`ends_of`], of its first text.
    pub head: u32,
    /// See [`ends_of`].
    pub tail: u32,
}

/// An outline while texts are added.
#[derive(Debug, Default)]
pub(super) struct Outliner {
    headers: Headers,
    sketcher: Sketcher,
    space: u64,
    numbers: u64,
    ends: Option<(u32, u32)>,
}

impl Outliner {
    /// An outliner that leaves out these headers.
    pub fn new(headers: Headers) -> Self {
        Outliner { headers, ..Outliner::default() }
    }

    /// Forgets the last context.
    pub fn clear(&mut self) {
        (self.sketcher, self.space, self.numbers, self.ends) = (Sketcher::default(), 0, 0, None);
    }

    /// Only contexts with equal things here are compared; their order counts.
    pub fn keep_apart(&mut self, hash: u64) {
        self.space = (self.space ^ hash).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
    }

    /// Adds a text, with its normal form.
    pub fn add(&mut self, text: &Text<'_>, normal: &[u8]) {
        for run in text.scan.digit_runs() {
            self.numbers = self.numbers.wrapping_add(number(&text.text.as_bytes()[run]));
        }
        let mut rest = normal;
        if self.ends.is_none() {
            self.ends = Some(ends_of(normal));
            rest = self.headers.strip(normal);
        }
        // What the model and its tools said before is long, and seldom what makes two conversations differ.
        self.sketcher.add(rest, matches!(text.role, Role::Assistant | Role::Tool));
    }

    /// The outline of what was added.
    pub fn finish(&self) -> Option<Outline> {
        let sketch = self.sketcher.finish(self.space.wrapping_add(self.numbers))?;
        let (head, tail) = self.ends.unwrap_or_default();
        Some(Outline { sketch, head, tail })
    }
}

/// The hash of a run of digits; 0 for numbers up to twenty, which may be written as words as well.
fn number(digits: &[u8]) -> u64 {
    let small = digits.len() == 1 || digits.len() == 2 && (digits[0] == b'1' || digits == b"20");
    if small { 0 } else { xxh3_64(digits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_left_out_on_both_sides() {
        let (head, tail) =
            ("say what the mood of this review is in one word ".repeat(2), " answer with the word only ".repeat(3));
        let text = format!("{head}the lamp is fine{tail}");
        let (first, last) = ends_of(text.as_bytes());
        let headers = Headers {
            heads: [(first, head.clone().into_bytes())].into(),
            tails: [(last, tail.clone().into_bytes())].into(),
        };
        assert_eq!(headers.strip(text.as_bytes()), b"the lamp is fine");
        assert_eq!(headers.strip(&text.as_bytes()[..70]), &text.as_bytes()[..70]);
        assert_eq!(headers.strip(head.as_bytes()), b"");
        assert_eq!(Headers::default().strip(text.as_bytes()), text.as_bytes());
    }

    #[test]
    fn small_numbers_do_not_keep_apart() {
        assert!([&b"7"[..], b"12", b"20"].iter().all(|digits| number(digits) == 0));
        assert!([&b"21"[..], b"100", b"007"].iter().all(|digits| number(digits) != 0));
    }
}
