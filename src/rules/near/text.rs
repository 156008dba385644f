//! One row read again: its prompt and its answer, ready to be compared with others.

use std::sync::OnceLock;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::likeness::{Prompt, grams_of, jaccard, set};
use crate::example::{Example, Headers, Kind, Signs, Turn, Value, is_unspaced, words};
use crate::rules::record::Quote;

/// The texts of one turn.
#[derive(Clone, Debug)]
pub struct NearText {
    /// The prompt.
    pub prompt: Prompt,
    /// The answer.
    pub said: Said,
    /// What messages show and closed answers say.
    pub quote: Quote,
}

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// A free answer as it is written.
    text: String,
    /// Character 4-grams, once they were asked for: hashes, sorted, each once; none of a short answer.
    grams: OnceLock<Vec<u32>>,
}

/// Fewest words of two free answers that may differ a little and still be the same.
const WORDS: usize = 20;
/// Jaccard of their 4-grams from which they are.
const SAME: f64 = 0.80;

impl NearText {
    /// The texts of a turn. What `headers` name is no part of the likeness.
    pub fn of(example: &Example<'_>, turn: Turn, headers: &Headers, quote: Quote) -> NearText {
        let prompt = NearText::prompt_of(example, turn).without(headers);
        let free = quote.read.kind == Kind::Free;
        let text = if free { example.said(&example.messages[turn.answer]) } else { String::new() };
        NearText { prompt, said: Said { text, grams: OnceLock::new() }, quote }
    }

    /// The prompt of a turn, without its grams.
    pub fn prompt_of(example: &Example<'_>, turn: Turn) -> Prompt {
        Prompt::of(example.prompt_texts(turn).map(|text| (text.text, text.scan.signs)))
    }

    /// A number for what the turn asks and answers, spelling aside.
    pub fn key(&self) -> u64 {
        xxh3_64_with_seed(self.quote.words.as_bytes(), self.quote.whole)
    }

    /// Whether the two answers say the same.
    pub fn says_the_same(&self, other: &NearText) -> bool {
        let (a, b) = (&self.quote, &other.quote);
        let values = || match (&a.read.value, &b.read.value) {
            (Value::Number(_, _, ux), Value::Number(_, _, uy)) => {
                (ux == uy || ux.is_empty() || uy.is_empty()) && !a.read.value.conflicts(&b.read.value)
            }
            (Value::Free, _) | (_, Value::Free) => a.label.is_some() && a.label == b.label,
            (x, y) => x == y,
        };
        let free = || {
            let (one, other) = (&self.said, &other.said);
            let (short, long) = (one.text.len().min(other.text.len()), one.text.len().max(other.text.len()));
            short * 2 > long && !one.grams().is_empty() && jaccard(one.grams(), other.grams()) >= SAME
        };
        a.whole == b.whole || values() || free()
    }
}

impl Said {
    fn grams(&self) -> &[u32] {
        self.grams.get_or_init(|| {
            let mut grams = Vec::new();
            let folded = words(&self.text);
            if folded.split(' ').count() >= WORDS {
                grams_of(&folded, &mut grams);
            }
            set(grams)
        })
    }
}

/// Hashes of the word 5-grams of a free answer of so many words or more; sorted, each once. Shorter ones have none.
pub fn shingles(said: &str, fewest: usize) -> Vec<u32> {
    const SIZE: usize = 5;
    let folded = if said.is_ascii() { words(said) } else { spaced(&words(said)) };
    let words: Vec<u64> = folded.split(' ').map(|word| xxhash_rust::xxh3::xxh3_64(word.as_bytes())).collect();
    if words.len() < fewest.max(SIZE) {
        return Vec::new();
    }
    let mixed = |all: u64, word: &u64| (all ^ word).wrapping_mul(0xD6E8_FEB8_6659_FD93).rotate_left(29);
    set(words.windows(SIZE).map(|gram| (gram.iter().fold(0u64, mixed) >> 32) as u32).collect())
}

/// A space around each character of a script that has none between words.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unspaced(c) {
            out.push(' ');
            out.push(c);
            out.push(' ');
        } else {
            out.push(c);
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The hash of the pictures in a text: two prompts that differ in them alone are not the same.
pub fn pictures<'t>(texts: impl Iterator<Item = &'t str>) -> u64 {
    let mut hash = 0u64;
    for text in texts {
        if Signs::of_bytes(text).meets(Signs::NON_ASCII) {
            for c in text.chars().filter(|c| is_picture(*c)) {
                hash = (hash ^ u64::from(c)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
            }
        }
    }
    hash
}

/// Emoji and other pictures, arrows and signs for cards, stars, hearts, faces.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{2460}'..='\u{27BF}' | '\u{2900}'..='\u{297F}'
        | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}
