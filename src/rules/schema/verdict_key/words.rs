//! Words that consumers keep for themselves, and how long texts may be: rows with them are judged one by one.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::example::Example;
use crate::rules::catalogue::Level;
use crate::rules::profile::{Media, Profile};

/// What is wanted of texts.
pub(super) struct Texts {
    /// Words that may not occur, without what the JSON text escapes.
    reserved: Vec<Vec<u8>>,
    /// The bytes that they end in.
    ends: Vec<u8>,
    /// The same for words in angle brackets, which most rows have none of.
    marks: Vec<Finder<'static>>,
    /// Shortest limit of a text, in characters.
    longest: usize,
    /// Limits of all texts of a row together, in characters.
    rows: Vec<usize>,
}

impl Texts {
    /// No wish.
    pub(super) fn free() -> Texts {
        Texts { reserved: Vec::new(), ends: Vec::new(), marks: Vec::new(), longest: usize::MAX, rows: Vec::new() }
    }

    /// Adds what a profile wants: what it refuses, and with `all` also what it warns of.
    pub(super) fn ask(&mut self, profile: &Profile, all: bool) {
        let marks = profile.forms.values().flat_map(|form| form.media.values()).filter_map(Media::mark);
        let words = profile.words.values().flatten().map(|word| word.trim());
        for word in words.chain(marks).map(str::as_bytes) {
            if !word.starts_with(b"<") {
                self.reserved.push(word.to_vec());
                self.ends.extend(word.last());
            } else if !self.marks.iter().any(|known| known.needle() == word) {
                self.marks.push(Finder::new(word).into_owned());
            }
        }
        self.reserved.sort_unstable();
        self.reserved.dedup();
        self.ends.sort_unstable();
        self.ends.dedup();
        let counts = |name, usual| all || profile.level(name, usual) == Some(Level::Error);
        let rows = profile.forms.values().filter_map(|form| form.max_chars);
        self.rows.extend(rows.filter(|_| counts("long-row", Level::Error)));
        self.rows.sort_unstable();
        self.rows.dedup();
        let texts = profile.talks.values().filter_map(|talk| talk.max_chars);
        let longest = texts.filter(|_| counts("long-text", Level::Warn)).min();
        self.longest = self.longest.min(longest.unwrap_or(usize::MAX));
    }

    /// How many limits of rows the texts of one pass.
    pub(super) fn passed(&self, example: &Example<'_>) -> usize {
        // No row has more characters than bytes.
        if self.rows.first().is_none_or(|limit| example.row.bytes.len() <= *limit) {
            return 0;
        }
        let count: usize = example.texts.iter().map(|text| text.text.chars().count()).sum();
        self.rows.iter().filter(|limit| count > **limit).count()
    }

    /// Whether a row must be judged by itself: one of its texts may be long, or may have a word.
    pub(super) fn decide(&self, row: &[u8]) -> bool {
        row.len() > self.longest || self.hold_word(row)
    }

    /// Whether a word may stand in the row. An escaped letter may be one of a word.
    fn hold_word(&self, row: &[u8]) -> bool {
        let holds = |words: &[Finder<'_>]| words.iter().any(|word| word.find(row).is_some());
        let any = !(self.reserved.is_empty() && self.marks.is_empty());
        let reserved = |at: usize| self.reserved.iter().any(|word| row[..=at].ends_with(word));
        // Before most of these bytes stands the quote of a key.
        let ended = |at: &usize| *at > 0 && row[at - 1] != b'"';
        self.ends.iter().any(|end| memchr::memchr_iter(*end, row).filter(ended).any(reserved))
            || !self.marks.is_empty() && memchr::memchr(b'<', row).is_some() && holds(&self.marks)
            || any && memchr::memchr(b'\\', row).is_some() && ESCAPED.find(row).is_some()
    }
}

/// A letter written as an escape.
static ESCAPED: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\\u00"));
