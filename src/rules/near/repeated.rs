//! Finds the rows whose hashes occur more than once. Nearly all occur once: two bits for each tell that, so that only what is
//! left has to be sorted.
//!
//! The hashes are first dealt out into piles by their highest bits, some rows at a time: the bits of one pile stay near the
//! processor, those of all rows would not.

use std::io;
use std::ops::{ControlFlow, Range};

use rayon::prelude::*;

use super::record::NearRecord;
use super::table::NearTable;

/// The hash of a row, and its number.
pub type Hashed = (u32, u32);

/// Gives the record of a row by its place among those that are shown.
pub type Lookup<'r> = &'r dyn Fn(usize) -> &'r NearRecord;

/// Piles that hashes are dealt out into, by their highest bits.
const PILES: usize = 256;
/// Piles that are looked through before what they gave is taken.
const TAKEN: usize = 16;
/// Rows that are dealt out at a time.
const DEALT: usize = 1 << 13;
/// Hashes of a row that are dealt out together, while its record is at hand.
const TOGETHER: usize = 4;

/// Some rows, dealt out: those of pile `i` stand from `starts[i]` to `starts[i + 1]`.
struct Deal {
    rows: Vec<Hashed>,
    starts: [u32; PILES + 1],
}

impl Default for Deal {
    fn default() -> Self {
        Deal { rows: Vec::new(), starts: [0; PILES + 1] }
    }
}

fn pile(hash: u32) -> usize {
    (hash >> 24) as usize
}

impl Deal {
    /// Deals out hashes in the room of those that were dealt before.
    fn fill(&mut self, hashes: &[Hashed]) {
        let starts = &mut self.starts;
        starts.fill(0);
        hashes.iter().for_each(|own| starts[pile(own.0) + 1] += 1);
        for i in 1..=PILES {
            starts[i] += starts[i - 1];
        }
        let mut next = *starts;
        self.rows.resize(hashes.len(), (0, 0));
        for own in hashes {
            let place = &mut next[pile(own.0)];
            self.rows[*place as usize] = *own;
            *place += 1;
        }
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

/// Looks at each of `hashes` hashes of all rows: shows `visit` the rows with an equal one, two or more each and a few with one
/// of their own: sorted by hash, then row, all rows with one hash at a time, and the record of each by its place among them.
/// What that gives goes to `take`, part by part, in the same parts and order for any number of threads, until `take` has enough.
/// Takes 32 bytes for each row, 8 where records are on disk.
///
/// # Errors
/// Records that are on disk cannot be read.
pub fn repeated<T: Send>(
    table: &NearTable,
    hashes: usize,
    hash: impl Fn(usize, usize, &NearRecord) -> Option<u32> + Sync,
    visit: impl Fn(usize, &[Hashed], Lookup<'_>) -> Vec<T> + Sync,
    take: &mut dyn FnMut(Vec<T>) -> ControlFlow<()>,
) -> io::Result<()> {
    let parts: Vec<Range<usize>> =
        (0..table.len()).step_by(DEALT).map(|from| from..(from + DEALT).min(table.len())).collect();
    let together = if table.held().is_some() { TOGETHER.min(hashes) } else { 1 };
    let mut deals: Vec<Vec<Deal>> = parts.iter().map(|_| (0..together).map(|_| Deal::default()).collect()).collect();
    let mut first = 0;
    while first < hashes {
        let which = first..(first + together).min(hashes);
        let deal = |mixed: &mut Vec<Vec<Hashed>>, (deals, rows): (&mut Vec<Deal>, &Range<usize>)| -> io::Result<()> {
            mixed.iter_mut().for_each(Vec::clear);
            table.each_of(rows.clone(), &mut |from, records| {
                for (row, record) in (from..).zip(records) {
                    for (mixed, which) in mixed.iter_mut().zip(which.clone()) {
                        mixed.extend(hash(which, row, record).map(|hash| (hash, row as u32)));
                    }
                }
            })?;
            deals.iter_mut().zip(mixed).for_each(|(deal, mixed)| deal.fill(mixed));
            Ok(())
        };
        let room = || (0..together).map(|_| Vec::with_capacity(DEALT)).collect();
        deals.par_iter_mut().zip(&parts).map_init(room, deal).collect::<io::Result<()>>()?;
        for (i, which) in which.enumerate() {
            let deals: Vec<&Deal> = deals.iter().map(|deals| &deals[i]).collect();
            for piles in (0..PILES).step_by(TAKEN).map(|from| from..from + TAKEN) {
                let found = of_piles(table, &deals, piles, |rows, record| visit(which, rows, record))?;
                if take(found).is_break() {
                    return Ok(());
                }
            }
        }
        first += together;
    }
    Ok(())
}

/// The same for some piles of one hash of all rows.
fn of_piles<T: Send>(
    table: &NearTable,
    deals: &[&Deal],
    piles: Range<usize>,
    visit: impl Fn(&[Hashed], Lookup<'_>) -> Vec<T> + Sync,
) -> io::Result<Vec<T>> {
    let again = |pile: usize| {
        let all = || deals.iter().map(|deal| deal.pile(pile));
        let mut seen = Twice::new(all().map(<[Hashed]>::len).sum());
        for (hash, _) in all().flatten() {
            seen.add(*hash);
        }
        let mut rows: Vec<Hashed> = Vec::new();
        for dealt in all() {
            rows.extend(dealt.iter().filter(|(hash, _)| seen.is_repeated(*hash)));
        }
        rows.sort_unstable();
        rows
    };
    if let Some(records) = table.held() {
        let one = |pile: usize| {
            let rows = again(pile);
            visit(&rows, &|i| records.get(rows[i].1 as usize))
        };
        return Ok(piles.into_par_iter().flat_map_iter(one).collect());
    }
    let piles: Vec<Vec<Hashed>> = piles.into_par_iter().map(again).collect();
    on_disk(table, &piles, &visit)
}

/// The same for records on disk: of so many piles together that they can be held; of one pile in any case.
fn on_disk<T: Send>(
    table: &NearTable,
    piles: &[Vec<Hashed>],
    visit: &(impl Fn(&[Hashed], Lookup<'_>) -> Vec<T> + Sync),
) -> io::Result<Vec<T>> {
    let room = table.room().unwrap_or(usize::MAX);
    let (mut out, mut from) = (Vec::new(), 0);
    while from < piles.len() {
        let (mut to, mut count) = (from + 1, piles[from].len());
        while to < piles.len() && count + piles[to].len() <= room {
            count += piles[to].len();
            to += 1;
        }
        let chosen = table.choose(piles[from..to].iter().flatten().map(|(_, row)| *row))?;
        let one = |rows: &Vec<Hashed>| visit(rows, &|i| chosen.get(rows[i].1));
        out.extend(piles[from..to].par_iter().flat_map_iter(one).collect::<Vec<T>>());
        from = to;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::BINS;

    #[test]
    fn rows_with_one_hash_are_shown_together() {
        let rows = 50_000;
        let records: Vec<NearRecord> =
            (0..rows).map(|row| NearRecord::of([0, row, 0, 0, 0, 0], 0, [0; BINS])).collect();
        let hash = |_, row: usize, _: &NearRecord| {
            (!row.is_multiple_of(5)).then_some((row as u32 / 2).wrapping_mul(0x9E37_79B9))
        };
        let shown = |table: &NearTable| -> Vec<Vec<Hashed>> {
            let visit = |_, rows: &[Hashed], record: Lookup<'_>| {
                assert!(rows.iter().enumerate().all(|(i, (_, row))| record(i).pos.row == *row));
                rows.chunk_by(|a, b| a.0 == b.0).map(<[Hashed]>::to_vec).filter(|rows| rows.len() > 1).collect()
            };
            let mut shown = Vec::new();
            let mut take = |mut more| {
                shown.append(&mut more);
                ControlFlow::Continue(())
            };
            repeated(table, 1, hash, visit, &mut take).unwrap();
            shown
        };
        let in_memory = shown(&NearTable::from(records.clone()));
        let mut pairs: Vec<_> =
            in_memory.iter().map(|rows| rows.iter().map(|(_, row)| *row).collect::<Vec<_>>()).collect();
        pairs.sort_unstable();
        let wanted = (0..25_000).map(|n| vec![2 * n, 2 * n + 1]).filter(|rows| rows.iter().all(|row| row % 5 != 0));
        assert_eq!(pairs, wanted.collect::<Vec<_>>());
        assert!(in_memory.is_sorted_by_key(|rows| rows[0].0));
        let mut table = NearTable::from(records);
        table.spill(1 << 20).unwrap();
        assert_eq!(shown(&table), in_memory);
        assert!(shown(&NearTable::default()).is_empty());
    }
}
