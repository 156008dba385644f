//! The keyed records of all rows, by bucket: in memory, or in sorted runs on disk where they take more than they may.

use std::io;

use rayon::prelude::*;

use crate::rules::Record;
use crate::source::{Pos, Spill};

/// Where the records of each bucket begin in a run, and where the last ones end.
type Starts = [u64; Record::BUCKETS as usize + 1];

/// Records as the blocks gave them, each block's sorted by bucket; 40 bytes a record. A bucket is put together only while it is
/// looked at, so that nothing is held twice.
#[derive(Default)]
pub struct Records {
    held: Vec<Vec<Record>>,
    count: usize,
    spilled: Option<Spill<Record>>,
    runs: Vec<Starts>,
}

/// Records read at a time where all are read.
const READ: u64 = 1 << 15;

impl Records {
    /// Adds the records of one block; the order of blocks does not matter.
    pub fn add(&mut self, mut records: Vec<Record>) {
        if !records.is_empty() {
            records.shrink_to_fit();
            self.count += records.len();
            self.held.push(records);
        }
    }

    /// Bytes that are held in memory.
    pub fn bytes(&self) -> u64 {
        (self.count * size_of::<Record>()) as u64
    }

    /// How many records may be gathered at a time, where `room` bytes are for them; no number as long as all are held anyway.
    pub fn room(&self, room: u64) -> usize {
        if self.spilled.is_some() { (room as usize / size_of::<Record>()).max(1) } else { usize::MAX }
    }

    /// Moves what is held to disk, as one run sorted by bucket. What cannot be written stays.
    ///
    /// # Errors
    /// There is no room for a temporary file.
    pub fn spill(&mut self) -> io::Result<()> {
        if self.count == 0 {
            return Ok(());
        }
        let mut spill = match self.spilled.take() {
            Some(spill) => spill,
            None => Spill::new()?,
        };
        let mut starts = [spill.len(); Record::BUCKETS as usize + 1];
        for bucket in 0..Record::BUCKETS {
            let outcome = spill.append(&held(&self.held, bucket));
            if outcome.is_err() {
                // What an earlier run holds can still be read.
                self.spilled = Some(spill);
                return outcome;
            }
            starts[usize::from(bucket) + 1] = spill.len();
        }
        (self.held, self.count, self.spilled) = (Vec::new(), 0, Some(spill));
        self.runs.push(starts);
        Ok(())
    }

    /// Shows every record, in no order that means anything.
    ///
    /// # Errors
    /// What was moved to disk cannot be read.
    pub fn each(&self, visit: &mut dyn FnMut(&Record)) -> io::Result<()> {
        self.held.iter().flatten().for_each(&mut *visit);
        let Some(spill) = &self.spilled else { return Ok(()) };
        for run in &self.runs {
            let (mut at, end) = (run[0], run[usize::from(Record::BUCKETS)]);
            while at < end {
                let to = (at + READ).min(end);
                spill.read(at..to)?.iter().for_each(&mut *visit);
                at = to;
            }
        }
        Ok(())
    }

    /// The rows of some records, in no order that means anything.
    ///
    /// # Errors
    /// What was moved to disk cannot be read.
    pub fn places(&self, wanted: impl Fn(&Record) -> bool + Sync) -> io::Result<Vec<Pos>> {
        if self.spilled.is_none() {
            let of_block =
                |block: &Vec<Record>| block.iter().filter(|r| wanted(r)).map(|r| r.pos).collect::<Vec<Pos>>();
            return Ok(self.held.par_iter().flat_map_iter(of_block).collect());
        }
        let mut places = Vec::new();
        self.each(&mut |record| {
            if wanted(record) {
                places.push(record.pos);
            }
        })?;
        Ok(places)
    }

    /// The records of one bucket: equal keys together, each group in the order of the data.
    ///
    /// # Errors
    /// What was moved to disk cannot be read.
    pub fn bucket(&self, bucket: u8) -> io::Result<Vec<Record>> {
        let mut records = held(&self.held, bucket);
        let place = usize::from(bucket);
        if let Some(spill) = &self.spilled {
            for run in &self.runs {
                records.append(&mut spill.read(run[place]..run[place + 1])?);
            }
        }
        records.sort_unstable_by(Record::by_key_and_place);
        Ok(records)
    }
}

/// The records of one bucket among those that are held.
fn held(blocks: &[Vec<Record>], bucket: u8) -> Vec<Record> {
    let slice = |block: &'_ Vec<Record>| {
        let from = block.partition_point(|record| record.bucket() < bucket);
        let to = block.partition_point(|record| record.bucket() <= bucket);
        from..to
    };
    let mut records = Vec::with_capacity(blocks.iter().map(|block| slice(block).len()).sum());
    blocks.iter().for_each(|block| records.extend_from_slice(&block[slice(block)]));
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(number: u32) -> Vec<Record> {
        let mut records: Vec<Record> = (0..500u32)
            .map(|row| {
                let key = u128::from(row % 200).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
                Record::id(key, 0, false, u64::from(row), Pos { block: number, row })
            })
            .collect();
        records.sort_unstable_by_key(Record::bucket);
        records
    }

    #[test]
    fn what_is_on_disk_counts_like_what_is_held() {
        let (mut whole, mut spilled) = (Records::default(), Records::default());
        for number in 0..5 {
            whole.add(block(number));
            spilled.add(block(number));
            if number % 2 == 1 {
                spilled.spill().unwrap();
            }
        }
        assert!(spilled.bytes() * 4 < whole.bytes() && spilled.runs.len() == 2);
        for bucket in 0..Record::BUCKETS {
            assert_eq!(whole.bucket(bucket).unwrap(), spilled.bucket(bucket).unwrap());
        }
        let all = |records: &Records| {
            let mut places = records.places(|record| record.pos.row != 3).unwrap();
            places.sort_unstable();
            places
        };
        assert_eq!(all(&whole), all(&spilled));
        assert_eq!(all(&whole).len(), 5 * 499);
    }
}
