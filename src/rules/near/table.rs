//! The records of all rows, in row order: in memory, or on disk where they take more than they may.

use std::io;
use std::ops::Range;

use super::held::Held;
use super::record::NearRecord;
use crate::source::{Flat, Pos, Spill};

/// Rows whose records on disk are read together, if they are wanted or lie between two that are.
const TOGETHER: u32 = 1 << 13;
/// Unwanted rows between two wanted ones that are read along.
const BETWEEN: u32 = 1 << 6;

/// Records by row, numbered from 0.
#[derive(Default)]
pub struct NearTable {
    held: Held,
    spilled: Option<Spill<NearRecord>>,
    /// Records of chosen rows that may be held at a time, where the rest is on disk.
    room: usize,
}

/// The records of chosen rows.
pub enum Chosen<'t> {
    /// All are at hand.
    All(&'t Held),
    /// Sorted row numbers, and their records.
    Few(Vec<u32>, Vec<NearRecord>),
}

impl Chosen<'_> {
    /// The record of a row that was chosen.
    pub fn get(&self, row: u32) -> &NearRecord {
        match self {
            Chosen::All(held) => held.get(row as usize),
            Chosen::Few(rows, records) => &records[rows.binary_search(&row).expect("the row was chosen")],
        }
    }
}

impl NearTable {
    /// Adds the records of the rows that follow.
    pub fn add(&mut self, records: Vec<NearRecord>) {
        self.held.push(records);
    }

    /// Bytes that are held in memory.
    pub fn bytes(&self) -> u64 {
        (self.held.len() * size_of::<NearRecord>()) as u64
    }

    /// Moves what is held to disk; of `room` bytes is what may be held later at a time. What cannot be written stays.
    ///
    /// # Errors
    /// There is no room for a temporary file.
    pub fn spill(&mut self, room: u64) -> io::Result<()> {
        self.room = (room as usize / size_of::<NearRecord>()).max(1 << 12);
        if self.held.is_empty() {
            return Ok(());
        }
        let spill = match &mut self.spilled {
            Some(spill) => spill,
            none => none.insert(Spill::new()?),
        };
        append(spill, &self.held)?;
        self.held = Held::default();
        Ok(())
    }

    /// All rows are known: what is held goes to the rest. Where the disk has no room for it, the rest comes back to memory.
    ///
    /// # Errors
    /// What is on disk cannot be read.
    pub fn settle(&mut self) -> io::Result<()> {
        let Some(spill) = &mut self.spilled else { return Ok(()) };
        let before = spill.len();
        let held = std::mem::take(&mut self.held);
        if append(spill, &held).is_err() {
            self.held.push(spill.read(0..before)?);
            held.into_blocks().into_iter().for_each(|records| self.held.push(records));
            self.spilled = None;
        }
        Ok(())
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.held.len() + self.spilled.as_ref().map_or(0, |spill| spill.len() as usize)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The records of rows that follow each other, some at a time, with the number of the first row. All of this and what follows
    /// is for a settled table.
    ///
    /// # Errors
    /// The disk cannot be read.
    pub fn each_of(&self, rows: Range<usize>, visit: &mut dyn FnMut(usize, &[NearRecord])) -> io::Result<()> {
        match &self.spilled {
            None => self.held.each_of(rows, visit),
            Some(spill) => visit(rows.start, &spill.read(rows.start as u64..rows.end as u64)?),
        }
        Ok(())
    }

    /// All records, so many at a time that they can be held, each time with the number of the first row.
    ///
    /// # Errors
    /// The disk cannot be read.
    pub fn each(&self, visit: &mut dyn FnMut(usize, &[NearRecord])) -> io::Result<()> {
        let step = self.room().unwrap_or(usize::MAX);
        let starts = (0..self.len()).step_by(step);
        starts.into_iter().try_for_each(|from| self.each_of(from..from.saturating_add(step).min(self.len()), visit))
    }

    /// Records of chosen rows that may be held at a time; no number where all are held anyway.
    pub fn room(&self) -> Option<usize> {
        self.spilled.as_ref().map(|_| self.room)
    }

    /// The records that are in memory, where all are.
    pub fn held(&self) -> Option<&Held> {
        self.spilled.is_none().then_some(&self.held)
    }

    /// The records of some rows.
    ///
    /// # Errors
    /// The disk cannot be read.
    pub fn choose(&self, rows: impl Iterator<Item = u32>) -> io::Result<Chosen<'_>> {
        let Some(spill) = &self.spilled else { return Ok(Chosen::All(&self.held)) };
        let mut rows: Vec<u32> = rows.collect();
        rows.sort_unstable();
        rows.dedup();
        let mut records = Vec::with_capacity(rows.len());
        let mut at = 0;
        while at < rows.len() {
            let first = rows[at];
            let near = |pair: &&[u32]| pair[1] - pair[0] <= BETWEEN && pair[1] - first < TOGETHER;
            let end = at + 1 + rows[at..].windows(2).take_while(near).count();
            let read = spill.read(u64::from(first)..u64::from(rows[end - 1]) + 1)?;
            records.extend(rows[at..end].iter().map(|row| read[(row - first) as usize]));
            at = end;
        }
        Ok(Chosen::Few(rows, records))
    }

    /// The places of some rows, sorted by their number.
    ///
    /// # Errors
    /// The disk cannot be read.
    pub fn places(&self, rows: &[u32]) -> io::Result<Vec<Pos>> {
        let mut places = Vec::with_capacity(rows.len());
        let mut next = rows.iter().copied().peekable();
        self.each(&mut |from, records| {
            while let Some(row) = next.next_if(|row| (*row as usize) < from + records.len()) {
                places.push(records[row as usize - from].pos);
            }
        })?;
        Ok(places)
    }

    /// Shows all records to be changed, so many at a time that they can be held.
    ///
    /// # Errors
    /// The disk cannot be read or written to, or the first error of `change`.
    pub fn change(&mut self, change: &mut dyn FnMut(&mut [NearRecord]) -> io::Result<()>) -> io::Result<()> {
        let mut outcome = Ok(());
        let Some(spill) = &self.spilled else {
            for records in self.held.blocks_mut() {
                outcome = outcome.and(change(records));
            }
            return outcome;
        };
        for from in (0..spill.len()).step_by(self.room) {
            let mut records = spill.read(from..(from + self.room as u64).min(spill.len()))?;
            outcome = outcome.and(change(&mut records));
            spill.write(from, &records)?;
        }
        outcome
    }
}

fn append(spill: &mut Spill<NearRecord>, held: &Held) -> io::Result<()> {
    held.blocks().iter().try_for_each(|records| spill.append(records))
}

impl From<Vec<NearRecord>> for NearTable {
    fn from(records: Vec<NearRecord>) -> Self {
        let mut table = NearTable::default();
        table.add(records);
        table
    }
}

impl Flat for NearRecord {
    const BYTES: usize = 128;

    fn put(&self, out: &mut Vec<u8>) {
        self.fields().iter().for_each(|field| out.extend_from_slice(&field.to_le_bytes()));
        out.extend_from_slice(&self.key.to_le_bytes());
        self.sketch.0.iter().for_each(|bin| out.extend_from_slice(&bin.to_le_bytes()));
    }

    fn take(bytes: &[u8]) -> NearRecord {
        let (fields, bins) = bytes.split_at(24);
        let field = |at: usize| u32::from_le_bytes(fields[4 * at..][..4].try_into().expect("four bytes"));
        let mut bins = bins.chunks_exact(2).map(|bin| u16::from_le_bytes([bin[0], bin[1]]));
        let key = bins.next().expect("a key stands before the bins");
        NearRecord::of(std::array::from_fn(field), key, std::array::from_fn(|_| bins.next().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::BINS;

    fn record(row: u32) -> NearRecord {
        let bins: [u16; BINS] = std::array::from_fn(|i| (row as u16).wrapping_mul(31).wrapping_add(i as u16));
        NearRecord::of([row >> 4, row & 15, 1, row, 3, 4], row as u16, bins)
    }

    fn shown(table: &NearTable, rows: Range<usize>) -> Vec<NearRecord> {
        let (mut shown, mut next) = (Vec::new(), rows.start);
        let mut visit = |from, records: &[NearRecord]| {
            assert_eq!(from, next);
            next += records.len();
            shown.extend_from_slice(records);
        };
        table.each_of(rows, &mut visit).unwrap();
        shown
    }

    #[test]
    fn rows_on_disk_are_those_that_were_added() {
        let all: Vec<NearRecord> = (0..20_000).map(record).collect();
        let mut table = NearTable::default();
        table.add(all[..9_000].to_vec());
        table.spill(1 << 20).unwrap();
        table.add(all[9_000..].to_vec());
        table.settle().unwrap();
        assert_eq!((table.len(), table.bytes(), shown(&table, 8_990..9_010)), (20_000, 0, all[8_990..9_010].to_vec()));
        let rows = [19_999, 3, 70, 71, 300, 12_000, 3];
        let chosen = table.choose(rows.into_iter()).unwrap();
        assert!(rows.iter().all(|row| chosen.get(*row) == &all[*row as usize]));
        let first = |records: &mut [NearRecord]| {
            records[0] = all[6];
            Ok(())
        };
        table.change(&mut { first }).unwrap();
        let (mut seen, mut parts) = (Vec::new(), 0);
        table
            .each(&mut |from, records| {
                assert_eq!(from, seen.len());
                seen.extend_from_slice(records);
                parts += 1;
            })
            .unwrap();
        assert_eq!((seen.len(), seen[0], parts > 1), (20_000, all[6], true));
    }
}
