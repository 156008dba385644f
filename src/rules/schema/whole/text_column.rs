//! What is kept of one column of texts: what all of them begin and end with, how they are written, which marks occur.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

/// Characters of a common beginning or end that are kept.
pub const KEPT: usize = 64;

/// One column; under 1 KiB. Its default is the column of no rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Texts that are not empty.
    pub filled: u64,
    /// Letters in upper case, and in lower case.
    pub letters: (u64, u64),
    /// Texts that start with a space.
    pub spaced: u64,
    /// What all begin with; none before the first text.
    start: Option<String>,
    /// What all end with.
    end: Option<String>,
    /// Bytes of the longest part of the common end that also stands earlier in some text.
    repeated: usize,
    /// The hash of all texts, as long as they are the same.
    one: Option<u64>,
    differ: bool,
    /// A bit for each mark that occurs.
    marks: u16,
    line_break: bool,
}

impl Column {
    /// Adds a text; `marks` are what is looked for in it.
    pub fn add(&mut self, text: &str, marks: &[&str]) {
        self.filled += u64::from(!text.is_empty());
        self.spaced += u64::from(text.starts_with(' '));
        for c in text.chars() {
            self.letters.0 += u64::from(c.is_uppercase());
            self.letters.1 += u64::from(c.is_lowercase());
        }
        let (hash, start, end) = (xxh3_64(text.as_bytes()), first_chars(text), last_chars(text));
        self.same(Some(hash), false);
        self.narrow(Some(start), Some(end));
        let own = repeated(text, self.end.as_deref().unwrap_or_default());
        self.repeated = self.repeated.max(own);
        for (bit, mark) in marks.iter().enumerate() {
            if self.marks >> bit & 1 == 0 && memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some() {
                self.marks |= 1 << bit;
            }
        }
        self.line_break |= memchr::memchr(b'\n', text.as_bytes()).is_some();
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: &Column) {
        self.filled += other.filled;
        self.spaced += other.spaced;
        self.letters.0 += other.letters.0;
        self.letters.1 += other.letters.1;
        self.same(other.one, other.differ);
        self.repeated = self.repeated.max(other.repeated);
        self.narrow(other.start.as_deref(), other.end.as_deref());
        self.marks |= other.marks;
        self.line_break |= other.line_break;
    }

    /// What all texts begin with, of which at most [`KEPT`] characters are known.
    pub fn start(&self) -> &str {
        self.start.as_deref().unwrap_or_default()
    }

    /// What all texts end with, likewise.
    pub fn end(&self) -> &str {
        self.end.as_deref().unwrap_or_default()
    }

    /// Whether the common end also stands earlier in some text.
    pub fn repeats_end(&self) -> bool {
        !self.end().is_empty() && self.repeated >= self.end().len()
    }

    /// Whether all texts are the same.
    pub fn is_one(&self) -> bool {
        self.one.is_some() && !self.differ
    }

    /// The first of `marks` that occurs in no text; ` ->` only where no text has a line break.
    pub fn free_mark<'m>(&self, marks: &[&'m str], last: &'m str) -> &'m str {
        let free = |(bit, mark): &(usize, &&str)| self.marks >> bit & 1 == 0 && !(self.line_break && **mark == " ->");
        marks.iter().enumerate().find(free).map_or(last, |(_, mark)| mark)
    }

    fn same(&mut self, hash: Option<u64>, differ: bool) {
        let Some(hash) = hash else { return };
        self.differ |= differ || self.one.is_some_and(|own| own != hash);
        // Of different texts the smallest hash stays, whatever came first.
        self.one = Some(self.one.map_or(hash, |own| own.min(hash)));
    }

    fn narrow(&mut self, start: Option<&str>, end: Option<&str>) {
        if let Some(start) = start {
            match &mut self.start {
                Some(own) => own.truncate(common_start(own, start)),
                None => self.start = Some(start.to_owned()),
            }
        }
        if let Some(end) = end {
            match &mut self.end {
                Some(own) => {
                    own.drain(..own.len() - common_end(own, end));
                }
                None => self.end = Some(end.to_owned()),
            }
            self.repeated = self.repeated.min(self.end().len());
        }
    }
}

fn first_chars(text: &str) -> &str {
    text.char_indices().nth(KEPT).map_or(text, |(end, _)| &text[..end])
}

fn last_chars(text: &str) -> &str {
    text.char_indices().rev().nth(KEPT - 1).map_or(text, |(start, _)| &text[start..])
}

fn common_start(a: &str, b: &str) -> usize {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b);
    same.map(|(c, _)| c.len_utf8()).sum()
}

fn common_end(a: &str, b: &str) -> usize {
    let same = a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b);
    same.map(|(c, _)| c.len_utf8()).sum()
}

/// The most bytes of `end`, counted from its end, that stand in `text` once more before the same number of last bytes.
fn repeated(text: &str, end: &str) -> usize {
    let (text, end) = (text.as_bytes(), end.as_bytes());
    let Some(last) = end.last() else { return 0 };
    let most = |at: usize| {
        let same = text[..=at].iter().rev().zip(end.iter().rev()).take_while(|(a, b)| a == b).count();
        same.min(text.len() - at - 1)
    };
    memchr::memchr_iter(*last, text).map(most).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Column {
        let mut column = Column::default();
        texts.iter().for_each(|text| column.add(text, &["###", "->"]));
        column
    }

    #[test]
    fn common_parts() {
        let column = of(&["Q: one? ->", "Q: two! ->", "Q: six ->"]);
        assert_eq!((column.start(), column.end(), column.is_one()), ("Q: ", " ->", false));
        assert!(!column.repeats_end());
        assert_eq!(of(&["é1ü", "é2ü"]).end(), "ü");
        assert_eq!((of(&["é", "è"]).start(), of(&["é", "è"]).end()), ("", ""));
        assert!(of(&["a", "a"]).is_one() && !of(&["a", "b"]).is_one() && !of(&[]).is_one());
    }

    #[test]
    fn an_end_that_stands_earlier_is_seen_whatever_the_order() {
        for texts in [["a ## b ##", "x ##", "y ##"], ["x ##", "a ## b ##", "y ##"], ["y ##", "x ##", "a ## b ##"]] {
            assert!(of(&texts).repeats_end(), "{texts:?}");
        }
        assert!(!of(&["a # b ##", "x ##"]).repeats_end());
        // The end may not overlap itself.
        assert!(!of(&["aaa", "baa"]).repeats_end());
    }

    #[test]
    fn parts_merge_in_any_order() {
        let texts = ["a ## b ##", "a", "A thing ##", "", "-> x ##", "a ## b ##", " long ## ## ##", "ab ##\n"];
        for cut in 0..=texts.len() {
            for (a, b) in [(&texts[..cut], &texts[cut..]), (&texts[cut..], &texts[..cut])] {
                let mut left = of(a);
                left.merge(&of(b));
                assert_eq!(left, of(&texts), "{cut}");
            }
        }
        for cut in 1..3 {
            let mut left = of(&texts[..1][..cut.min(1)]);
            left.merge(&Column::default());
            assert_eq!(left, of(&texts[..1]));
        }
    }
}
