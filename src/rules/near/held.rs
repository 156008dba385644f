//! The records of all rows where they are in memory.

use std::ops::Range;

use super::record::NearRecord;

/// Records in memory, as the blocks gave them: to bring them together would be to write each twice.
#[derive(Default)]
pub struct Held {
    blocks: Vec<Vec<NearRecord>>,
    /// The number of the first row of each block.
    starts: Vec<usize>,
    /// The block of each row whose number is a multiple of [`STEP`].
    hints: Vec<u32>,
    len: usize,
}

/// Rows between two whose block is noted.
const STEP: usize = 1 << 10;

impl Held {
    /// Adds the records of the rows that follow.
    pub fn push(&mut self, mut records: Vec<NearRecord>) {
        if !records.is_empty() {
            records.shrink_to_fit();
            self.starts.push(self.len);
            self.len += records.len();
            self.hints.resize(self.len.div_ceil(STEP), self.blocks.len() as u32);
            self.blocks.push(records);
        }
    }

    /// The block of a row.
    fn block(&self, row: usize) -> usize {
        let block = self.hints[row / STEP] as usize;
        block + self.starts[block + 1..].iter().take_while(|start| **start <= row).count()
    }

    /// The record of a row.
    pub fn get(&self, row: usize) -> &NearRecord {
        let block = self.block(row);
        &self.blocks[block][row - self.starts[block]]
    }

    /// The records of rows that follow each other, block by block, each time with the number of the first row.
    pub fn each_of(&self, rows: Range<usize>, visit: &mut dyn FnMut(usize, &[NearRecord])) {
        let mut from = rows.start;
        while from < rows.end {
            let block = self.block(from);
            let (start, records) = (self.starts[block], &self.blocks[block]);
            let to = rows.end.min(start + records.len());
            visit(from, &records[from - start..to - start]);
            from = to;
        }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The records of each block.
    pub fn blocks(&self) -> &[Vec<NearRecord>] {
        &self.blocks
    }

    /// The same, to be changed.
    pub fn blocks_mut(&mut self) -> impl Iterator<Item = &mut [NearRecord]> {
        self.blocks.iter_mut().map(Vec::as_mut_slice)
    }

    /// The same, to be moved.
    pub fn into_blocks(self) -> Vec<Vec<NearRecord>> {
        self.blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::BINS;

    #[test]
    fn rows_are_those_of_their_blocks() {
        let all: Vec<NearRecord> =
            (0..5_000).map(|row| NearRecord::of([0, row, 0, 0, 0, 0], row as u16, [0; BINS])).collect();
        let mut held = Held::default();
        for block in [&all[..1], &all[1..1], &all[1..1_024], &all[1_024..1_030], &all[1_030..]] {
            held.push(block.to_vec());
        }
        assert!((0..5_000).all(|row| held.get(row) == &all[row]));
        for rows in [0..5_000, 0..0, 0..1, 3..1_025, 1_023..1_031, 4_999..5_000] {
            let (mut shown, mut next) = (Vec::new(), rows.start);
            held.each_of(rows.clone(), &mut |from, records| {
                assert_eq!(from, next);
                next += records.len();
                shown.extend_from_slice(records);
            });
            assert_eq!(shown, all[rows]);
        }
    }
}
