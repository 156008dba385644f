//! A sample of the rows: those whose hash is among the smallest. The same rows are taken whatever the number of threads, and
//! a row's chance does not depend on its place.

use std::collections::BinaryHeap;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::source::{Input, Limits, Pos, Row, Watch, read_all};

/// Which rows are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// How many rows were asked for.
    pub wanted: usize,
    /// What the hashes start from; another seed takes other rows.
    pub seed: u64,
    /// Rows of all inputs.
    pub rows: u64,
    /// The largest hash that is taken, and the place of the last row with it.
    last: (u64, Pos),
}

impl Sample {
    /// Chooses `wanted` rows; reads all inputs once. The rows themselves are not kept, only 16 bytes for each one chosen.
    pub fn choose(inputs: &[Input], limits: Limits, wanted: usize, seed: u64, watch: &dyn Watch) -> Sample {
        let mut smallest: BinaryHeap<(u64, Pos)> = BinaryHeap::new();
        let mut rows = 0;
        read_all(inputs, limits, watch, Vec::new, |block| {
            for row in block.rows() {
                rows += 1;
                let own = (hash(&row, seed), row.pos);
                if smallest.len() < wanted {
                    smallest.push(own);
                } else if smallest.peek().is_some_and(|largest| own < *largest) {
                    smallest.pop();
                    smallest.push(own);
                }
            }
            true
        });
        let all = (u64::MAX, Pos { block: u32::MAX, row: u32::MAX });
        let last = if rows <= wanted as u64 { all } else { smallest.peek().copied().unwrap_or_default() };
        Sample { wanted, seed, rows, last }
    }

    /// Whether a row is looked at.
    pub fn takes(&self, row: &Row<'_>) -> bool {
        (hash(row, self.seed), row.pos) <= self.last
    }
}

fn hash(row: &Row<'_>, seed: u64) -> u64 {
    xxh3_64_with_seed(row.bytes, seed)
}
