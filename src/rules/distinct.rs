//! How many different values there are, from a few of their hashes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The `K` smallest hashes seen; 8 bytes each. The count is exact below `K`, and within a few percent above.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distinct<const K: usize>(BTreeSet<u64>);

impl<const K: usize> Distinct<K> {
    /// Adds the hash of a value.
    pub fn add(&mut self, hash: u64) {
        if self.0.len() < K || self.0.last().is_some_and(|last| hash < *last) {
            self.0.insert(hash);
            if self.0.len() > K {
                self.0.pop_last();
            }
        }
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|hash| self.add(*hash));
    }

    /// How many there are, and whether that is exact.
    pub fn count(&self) -> (u64, bool) {
        match self.0.last() {
            Some(last) if self.0.len() == K => {
                // Hashes are spread evenly: so many lie below the largest one kept.
                let guess = ((K as u128 - 1) << 64) / u128::from((*last).max(1));
                (guess.min(u128::from(u64::MAX)) as u64, false)
            }
            _ => (self.0.len() as u64, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use xxhash_rust::xxh3::xxh3_64;

    #[test]
    fn counts_are_exact_and_then_close() {
        let mut distinct = Distinct::<1024>::default();
        for n in 0..50_000u64 {
            distinct.add(xxh3_64(&(n % 700).to_le_bytes()));
        }
        assert_eq!(distinct.count(), (700, true));
        (0..50_000u64).for_each(|n| distinct.add(xxh3_64(&n.to_le_bytes())));
        let (count, exact) = distinct.count();
        assert!(!exact && count.abs_diff(50_000) < 5_000, "{count}");
    }

    #[test]
    fn parts_give_what_the_whole_gives() {
        let hashes: Vec<u64> = (0..5_000u64).map(|n| xxh3_64(&(n % 900).to_le_bytes())).collect();
        let of = |hashes: &[u64]| {
            let mut distinct = Distinct::<256>::default();
            hashes.iter().for_each(|hash| distinct.add(*hash));
            distinct
        };
        let (mut left, right) = (of(&hashes[..1_700]), of(&hashes[1_700..]));
        left.merge(&right);
        assert_eq!(left, of(&hashes));
    }
}
