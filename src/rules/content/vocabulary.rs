//! Which words a data set has, so that half a word can be told from a rare one. For FT810.
//!
//! Words of a fixed part of the data are marked in tables of bits by their hash; no text is kept. Two bits for each word make
//! a wrong "yes" rare (under 1 in 100 with 30,000 different words).

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::source::Pos;

/// Bits of each table; 128 KiB.
const BITS: usize = 1 << 20;
/// Rows of each grid block, and blocks, whose words are marked.
const ROWS: u32 = 256;
const BLOCKS: u32 = 4;
/// Bytes of each text that are read.
const BYTES: usize = 1_000;
/// Letters of the longest word, and of the shortest beginning of one.
const LONGEST: usize = 24;
const SHORTEST: usize = 3;

/// Words seen, and beginnings of words seen once and twice; 384 KiB once a word was marked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vocabulary {
    words: Vec<u64>,
    begun: Vec<u64>,
    begun_twice: Vec<u64>,
    count: u64,
}

impl Vocabulary {
    /// Whether the words of this row are marked.
    pub fn takes(pos: Pos) -> bool {
        pos.block < BLOCKS && pos.row < ROWS
    }

    /// Marks the words of a text; not its last one, which may be half.
    pub fn add(&mut self, text: &str) {
        let near = &text.as_bytes()[..text.len().min(BYTES)];
        let mut words = near
            .split(|b| !b.is_ascii_alphabetic())
            .filter(|word| (SHORTEST..=LONGEST).contains(&word.len()))
            .peekable();
        while let Some(word) = words.next() {
            if words.peek().is_some() {
                self.mark(&word.to_ascii_lowercase());
            }
        }
    }

    fn mark(&mut self, word: &[u8]) {
        if self.words.is_empty() {
            for table in [&mut self.words, &mut self.begun, &mut self.begun_twice] {
                table.resize(BITS / 64, 0);
            }
        }
        self.count += 1;
        set(&mut self.words, xxh3_64(word));
        let mut running = Xxh3::new();
        for (i, letter) in word.iter().enumerate().take(word.len() - 1) {
            running.update(&[*letter]);
            if i + 1 >= SHORTEST {
                self.begin(running.digest());
            }
        }
    }

    /// Each bit counts for itself, up to two, so that parts merge in any order.
    fn begin(&mut self, hash: u64) {
        for at in places(hash) {
            let bit = 1 << (at % 64);
            self.begun_twice[at / 64] |= self.begun[at / 64] & bit;
            self.begun[at / 64] |= bit;
        }
    }

    /// Adds the words of another part: a bit that both saw was seen twice.
    pub fn merge(&mut self, other: &Vocabulary) {
        if self.words.is_empty() {
            self.clone_from(other);
            return;
        }
        self.count += other.count;
        for (i, (words, begun)) in other.words.iter().zip(&other.begun).enumerate() {
            self.words[i] |= words;
            self.begun_twice[i] |= other.begun_twice[i] | self.begun[i] & begun;
            self.begun[i] |= begun;
        }
    }

    /// How many words were marked.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether `hash` is that of no word, and of the beginning of words that were seen twice.
    pub fn is_half(&self, hash: u64) -> bool {
        !self.words.is_empty() && !has(&self.words, hash) && has(&self.begun_twice, hash)
    }
}

fn places(hash: u64) -> [usize; 2] {
    [hash as usize % BITS, (hash >> 32) as usize % BITS]
}

fn set(table: &mut [u64], hash: u64) {
    for at in places(hash) {
        table[at / 64] |= 1 << (at % 64);
    }
}

fn has(table: &[u64], hash: u64) -> bool {
    places(hash).into_iter().all(|at| table[at / 64] >> (at % 64) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_told_from_words() {
        let mut all = Vocabulary::default();
        let (mut left, mut right) = (Vocabulary::default(), Vocabulary::default());
        let (a, b) = ("Open the configuration and form it. End", "The configuration is formal and short. End");
        left.add(a);
        right.add(b);
        all.add(a);
        all.add(b);
        left.merge(&right);
        let half = |word: &str| left.is_half(xxh3_64(word.as_bytes()));
        assert!(half("configur") && half("configuratio"));
        assert!(!half("configuration") && !half("form") && !half("sho") && !half("zebra") && !half("end"));
        assert_eq!(left, all);
        let mut empty = Vocabulary::default();
        empty.merge(&left);
        assert_eq!(empty, left);
        assert!(!Vocabulary::default().is_half(0));
    }
}
