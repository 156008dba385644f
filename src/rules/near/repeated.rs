//! Finds the rows whose hashes occur more than once. Nearly all occur once: two bits for each tell that, so that only what is
//! left has to be sorted.
//!
//! The hashes are first dealt out into piles by their highest bits, some rows at a time: the bits of one pile stay near the
//! processor, those of all rows would not.

use rayon::prelude::*;

/// The hash of a row, and its number.
pub type Hashed = (u32, u32);

/// Piles that hashes are dealt out into, by their highest bits.
const PILES: usize = 256;
/// Rows that are dealt out at a time.
const DEALT: usize = 1 << 14;

/// Some rows, dealt out: those of pile `i` stand from `starts[i]` to `starts[i + 1]`.
struct Deal {
    rows: Vec<Hashed>,
    starts: [u32; PILES + 1],
}

fn pile(hash: u32) -> usize {
    (hash >> 24) as usize
}

impl Deal {
    fn of(rows: std::ops::Range<usize>, hash: &(impl Fn(usize) -> Option<u32> + Sync)) -> Deal {
        let mixed: Vec<Hashed> = rows.filter_map(|row| Some((hash(row)?, row as u32))).collect();
        let mut starts = [0; PILES + 1];
        mixed.iter().for_each(|(hash, _)| starts[pile(*hash) + 1] += 1);
        for i in 1..=PILES {
            starts[i] += starts[i - 1];
        }
        let (mut rows, mut next) = (vec![(0, 0); mixed.len()], starts);
        for own in mixed {
            let place = &mut next[pile(own.0)];
            rows[*place as usize] = own;
            *place += 1;
        }
        Deal { rows, starts }
    }

    fn pile(&self, pile: usize) -> &[Hashed] {
        &self.rows[self.starts[pile] as usize..self.starts[pile + 1] as usize]
    }
}

/// A table of bits that tells which hashes occurred once and which twice.
struct Twice(Vec<u64>);

impl Twice {
    /// A table in which few of `count` hashes meet by chance.
    fn new(count: usize) -> Self {
        Twice(vec![0; (count * 16).next_power_of_two().max(64) / 32])
    }

    fn at(&self, hash: u32) -> (usize, u64) {
        ((hash as usize / 32) & (self.0.len() - 1), 1 << (hash % 32))
    }

    fn add(&mut self, hash: u32) {
        let (word, bit) = self.at(hash);
        let old = self.0[word];
        self.0[word] = old | bit | (old & bit) << 32;
    }

    fn is_repeated(&self, hash: u32) -> bool {
        let (word, bit) = self.at(hash);
        self.0[word] & bit << 32 != 0
    }
}

/// Shows `visit` the rows with an equal hash, two or more each and a few with one of their own: sorted by hash, then row, all
/// rows with one hash at a time. Gives what that gives, in the same order for any number of threads. Takes 8 bytes for each row.
pub fn repeated<T: Send>(
    count: usize,
    hash: impl Fn(usize) -> Option<u32> + Sync,
    visit: impl Fn(&[Hashed]) -> Vec<T> + Sync,
) -> Vec<T> {
    let starts = (0..count).step_by(DEALT).collect::<Vec<usize>>();
    let deals: Vec<Deal> =
        starts.into_par_iter().map(|from| Deal::of(from..(from + DEALT).min(count), &hash)).collect();
    let one = |pile: usize| {
        let all = || deals.iter().flat_map(|deal| deal.pile(pile));
        let mut seen = Twice::new(all().count());
        all().for_each(|(hash, _)| seen.add(*hash));
        let mut rows: Vec<Hashed> = all().filter(|(hash, _)| seen.is_repeated(*hash)).copied().collect();
        rows.sort_unstable();
        visit(&rows)
    };
    (0..PILES).into_par_iter().flat_map_iter(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_one_hash_are_shown_together() {
        let hash = |row: usize| (!row.is_multiple_of(5)).then_some((row as u32 / 2).wrapping_mul(0x9E37_79B9));
        let shown = repeated(50_000, hash, |rows| {
            rows.chunk_by(|a, b| a.0 == b.0).map(<[Hashed]>::to_vec).filter(|rows| rows.len() > 1).collect()
        });
        let mut pairs: Vec<_> = shown.iter().map(|rows| rows.iter().map(|(_, row)| *row).collect::<Vec<_>>()).collect();
        pairs.sort_unstable();
        let wanted = (0..25_000).map(|n| vec![2 * n, 2 * n + 1]).filter(|rows| rows.iter().all(|row| row % 5 != 0));
        assert_eq!(pairs, wanted.collect::<Vec<_>>());
        assert!(shown.is_sorted_by_key(|rows| rows[0].0));
        assert!(repeated(0, hash, <[Hashed]>::to_vec).is_empty());
    }
}
