//! Places that a rule about the data set keeps, so that it can name them once it knows the whole.

use std::collections::BTreeSet;
use std::fmt::Display;

use serde::{Deserialize, Serialize};

use crate::source::Pos;

/// Places that are named one by one; those above are counted.
pub const NAMED: usize = 200;

/// How many places there are, and the first `K` of them with a small value each; under 40 KiB with the default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(serialize = "D: Serialize", deserialize = "D: Deserialize<'de>"))]
pub struct Spots<D: Ord, const K: usize = NAMED> {
    count: u64,
    first: BTreeSet<(Pos, String, D)>,
}

impl<D: Ord, const K: usize> Default for Spots<D, K> {
    fn default() -> Self {
        Spots { count: 0, first: BTreeSet::new() }
    }
}

impl<D: Ord, const K: usize> Spots<D, K> {
    /// Adds a place: a row, a JSON Pointer in it, and what was seen there.
    pub fn add(&mut self, pos: Pos, pointer: impl Display, seen: D) {
        self.count += 1;
        if self.has_room(pos) {
            self.insert((pos, pointer.to_string(), seen));
        }
    }

    /// Whether a place in this row would be named.
    pub fn has_room(&self, pos: Pos) -> bool {
        self.first.len() < K || self.first.last().is_some_and(|last| pos <= last.0)
    }

    /// Counts a place that is not named.
    pub fn skip(&mut self) {
        self.count += 1;
    }

    fn insert(&mut self, spot: (Pos, String, D)) {
        self.first.insert(spot);
        if self.first.len() > K {
            self.first.pop_last();
        }
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: Spots<D, K>) {
        self.count += other.count;
        other.first.into_iter().for_each(|spot| self.insert(spot));
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many are not named.
    pub fn unnamed(&self) -> u64 {
        self.count - self.first.len() as u64
    }

    /// The named ones in the order of the data.
    pub fn iter(&self) -> impl Iterator<Item = (Pos, &str, &D)> {
        self.first.iter().map(|(pos, pointer, seen)| (*pos, pointer.as_str(), seen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_are_named_whatever_the_order() {
        let pos = |row| Pos { block: 0, row };
        let mut all: Spots<u8> = Spots::default();
        (0..300).for_each(|row| all.add(pos(row), "/text", 1));
        let (mut late, mut early): (Spots<u8>, Spots<u8>) = Default::default();
        (150..300).rev().for_each(|row| late.add(pos(row), "/text", 1));
        (0..150).for_each(|row| early.add(pos(row), "/text", 1));
        late.merge(early);
        assert_eq!(late, all);
        assert_eq!((all.count(), all.unnamed(), all.iter().count()), (300, 100, 200));
    }
}
