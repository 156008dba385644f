//! Finds pairs of rows whose sketches agree: rows that share a band are compared, all others are not.
//!
//! Nearly all rows share no band with any other, and are left out early (`repeated.rs`). Bands that very many rows share are made
//! of what most prompts have (`what is the`); a pair that is near shares others as well. In those, rows are put in the order of
//! their other bins and each is compared with the next few. Of the partners that a row has it keeps the likest; among equals a
//! hash of what the two ask decides. Nothing hangs on where a row stands: the same pairs come out in any order of the rows.

use std::io;
use std::ops::ControlFlow;

use rayon::prelude::*;

use super::prompts::Prompts;
use super::record::NearRecord;
use super::repeated::{Hashed, Lookup, repeated};
use super::table::NearTable;
use crate::example::{BANDS, BINS, ROWS};

/// Rows that share a band up to which each is compared with each.
const BUCKET: usize = 24;
/// Rows that each is compared with in larger buckets.
const WINDOW: usize = 4;
/// Partners that a row keeps, the likest first.
const PARTNERS: usize = 8;
/// Bins in which sketches agree at least: at Jaccard 0.6 fewer than 1 in 500 pairs fall below, …
const ALIKE: usize = BINS * 41 / 100;
/// … and at Jaccard 0.7, where only those matter.
const ALIKE_FREE: usize = BINS / 2;
/// Bands in which prompts are looked at as a whole, and bins in which they agree at least: at Jaccard 0.85 nearly all do.
const WHOLE: usize = 5;
const ALIKE_WHOLE: usize = BINS * 7 / 10;
/// Partners that are gathered before rows are held to [`PARTNERS`] each.
const GATHERED: usize = 1 << 16;
/// Partners for each of their rows, in the mean, above which all prompts must be made of templates.
const CROWDED: usize = 4;

/// A row and one of its partners: in how many bins the two do not agree, a rank among equals, the partner; 16 bytes.
type Likely = (u32, u8, u32, u32);

/// Two rows, by their index, that may have nearly the same prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The earlier row.
    pub a: u32,
    /// The later one.
    pub b: u32,
    /// Whether one of the prompts is like so many others that it may be made of a template.
    pub crowded: bool,
}

impl Pair {
    /// Two rows in their order.
    pub(super) fn of(one: u32, other: u32, crowded: bool) -> Pair {
        Pair { a: one.min(other), b: one.max(other), crowded }
    }
}

/// Pairs of rows that may have nearly the same prompt; sorted. At most a few for each row. `told` has a number for each row:
/// only rows where it is the same are paired. Without it, nothing comes out where very many rows are each like several others:
/// then their prompts are made of templates, and it takes such a number to tell them apart. Takes up to 300 bytes for a row that
/// is like many others.
///
/// # Errors
/// Records that are on disk cannot be read.
pub fn candidates(table: &NearTable, prompts: &Prompts, told: Option<&[u32]>) -> io::Result<Option<Vec<Pair>>> {
    let number = |row: usize| u64::from(told.map_or(0, |told| told[row]));
    let hash = |band: usize, row: usize, record: &NearRecord| {
        (!prompts.is_again(row)).then(|| mixed(record.sketch.band(band) ^ number(row).rotate_left(16)))
    };
    let mut partners = Partners::default();
    let visit = |band, rows: &[Hashed], record: Lookup<'_>| pairs_of(rows, record, Some(band), [ALIKE, ALIKE_FREE]);
    let mut crowd = false;
    repeated(table, BANDS, hash, visit, &mut |more| {
        partners.add(more);
        crowd = told.is_none() && partners.is_crowd();
        if crowd { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    if crowd {
        return Ok(None);
    }
    let mut pairs = partners.pairs();
    pairs.retain(|pair| number(pair.a as usize) == number(pair.b as usize));
    of_rows(table, prompts, &pairs).map(Some)
}

/// Pairs of rows whose prompts are nearly the same as a whole, sorted: asked before what many rows share is taken out of their
/// sketches, because a word before it or a sentence behind it hides what is shared. Rows that are like very many others are
/// left to [`candidates`].
///
/// # Errors
/// Records that are on disk cannot be read.
pub fn alike_as_a_whole(table: &NearTable, prompts: &Prompts) -> io::Result<Vec<Pair>> {
    let hash = |band: usize, row: usize, record: &NearRecord| {
        (!prompts.is_again(row)).then(|| mixed(record.sketch.band(band * BANDS / WHOLE)))
    };
    let mut partners = Partners::default();
    let visit = |_, rows: &[Hashed], record: Lookup<'_>| pairs_of(rows, record, None, [ALIKE_WHOLE; 2]);
    let mut crowd = false;
    repeated(table, WHOLE, hash, visit, &mut |more| {
        partners.add(more);
        crowd = partners.is_crowd();
        if crowd { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    if crowd { Ok(Vec::new()) } else { of_rows(table, prompts, &partners.pairs()) }
}

/// The pairs of all rows of some prompts, each by its first row; sorted.
fn of_rows(table: &NearTable, prompts: &Prompts, pairs: &[Pair]) -> io::Result<Vec<Pair>> {
    let mut out = Vec::new();
    let together = table.room().map_or(pairs.len().max(1), |room| (room / 4).max(1));
    for pairs in pairs.chunks(together) {
        let rows = pairs.iter().flat_map(|pair| [pair.a, pair.b]).flat_map(|first| prompts.rows(first));
        let records = table.choose(rows)?;
        for pair in pairs {
            prompts.pairs(*pair, &records, &mut out);
        }
    }
    out.par_sort_unstable();
    Ok(out)
}

/// The likest partners of rows.
#[derive(Default)]
struct Partners {
    all: Vec<Likely>,
    /// How many there were when rows were last held to [`PARTNERS`], and of how many rows.
    kept: usize,
    rows: usize,
}

impl Partners {
    fn add(&mut self, mut more: Vec<Likely>) {
        // No more room than what is gathered needs: a vector that grows by itself takes up to twice as much.
        let limit = self.kept + self.kept / 2 + GATHERED;
        if self.all.len() + more.len() > self.all.capacity() {
            self.all.reserve_exact(limit.saturating_sub(self.all.len()).max(more.len()));
        }
        self.all.append(&mut more);
        if self.all.len() > limit {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.all.par_sort_unstable();
        self.all.dedup();
        self.rows = keep_likest(&mut self.all, 0);
        self.kept = self.all.len();
    }

    /// Whether very many rows have several partners.
    fn is_crowd(&self) -> bool {
        self.kept > GATHERED / 2 && self.kept > CROWDED * self.rows
    }

    /// Pairs of which one has the other among its partners; sorted.
    fn pairs(mut self) -> Vec<Pair> {
        self.cut();
        let of_row = |partners: &[Likely]| {
            let crowded = partners.len() >= PARTNERS;
            partners.iter().map(|(row, _, _, other)| Pair::of(*row, *other, crowded)).collect::<Vec<_>>()
        };
        let mut pairs: Vec<Pair> = self.all.chunk_by(|a, b| a.0 == b.0).flat_map(of_row).collect();
        drop(self.all);
        pairs.par_sort_unstable();
        // Sorted, the one that says that it is crowded is the later of two.
        pairs.reverse();
        pairs.dedup_by_key(|pair| (pair.a, pair.b));
        pairs.reverse();
        pairs
    }
}

/// Of sorted partners from a place on, keeps those of each row that are likest; gives how many rows have any.
fn keep_likest(partners: &mut Vec<Likely>, from: usize) -> usize {
    let (mut kept, mut of, mut count, mut rows) = (from, None, 0, 0);
    for at in from..partners.len() {
        let own = partners[at];
        if of != Some(own.0) {
            (of, count) = (Some(own.0), 0);
            rows += 1;
        }
        if count < PARTNERS {
            count += 1;
            partners[kept] = own;
            kept += 1;
        }
    }
    partners.truncate(kept);
    rows
}

/// The pairs among rows whose band has an equal hash, from both sides; `rows` are sorted by it. Of two closed answers and of all
/// others, `least` bins agree. Without a band, more than [`BUCKET`] rows with one hash are left out.
fn pairs_of(rows: &[Hashed], record: Lookup<'_>, band: Option<usize>, least: [usize; 2]) -> Vec<Likely> {
    let (mut out, mut at) = (Vec::new(), 0);
    let mut records = Vec::new();
    let compare = |(row, one): (u32, &NearRecord), (with, other): (u32, &NearRecord), out: &mut Vec<Likely>| {
        let alike = one.sketch.agreement(&other.sketch);
        let closed = one.is_closed() && other.is_closed();
        if alike >= least[usize::from(!closed)] {
            let (apart, rank) = ((BINS - alike) as u8, mixed(one.identity() ^ other.identity()));
            out.extend([(row, apart, rank, with), (with, apart, rank, row)]);
        }
    };
    for bucket in rows.chunk_by(|a, b| a.0 == b.0) {
        if bucket.len() == 1 {
            at += 1;
            continue;
        }
        let from = out.len();
        records.clear();
        records.extend(bucket.iter().enumerate().map(|(i, (_, row))| (*row, record(at + i))));
        if bucket.len() <= BUCKET {
            for (a, one) in records.iter().enumerate() {
                records[a + 1..].iter().for_each(|other| compare(*one, *other, &mut out));
            }
        } else if let Some(band) = band {
            sort_by_rest(&mut records, band);
            for (a, one) in records.iter().enumerate() {
                records[a + 1..].iter().take(WINDOW).for_each(|other| compare(*one, *other, &mut out));
            }
        }
        if bucket.len() > PARTNERS {
            out[from..].sort_unstable();
            keep_likest(&mut out, from);
        }
        at += bucket.len();
    }
    out
}

/// Sorts the rows of a large bucket by the bins that follow the band, so that those that agree in more of them stand together.
fn sort_by_rest(rows: &mut [(u32, &NearRecord)], band: usize) {
    let from = (band + 1) * ROWS % BINS;
    rows.sort_unstable_by(|(_, x), (_, y)| {
        let (one, other) = (&x.sketch.0, &y.sketch.0);
        (&one[from..], &one[..from], x.key).cmp(&(&other[from..], &other[..from], y.key))
    });
}

/// A hash of 32 bits.
pub(super) fn mixed(bits: u64) -> u32 {
    let mixed = (bits ^ bits >> 23).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ mixed >> 29).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_likest_partners() {
        let mut partners = Partners::default();
        let row = |own: u32, other: u32| (own, (other % 5) as u8, other * 7 % 13, other);
        partners.add((1..20).map(|other| row(0, other)).collect());
        partners.add((1..20).rev().map(|other| row(0, other)).chain([(30, 1, 1, 40), (40, 1, 1, 30)]).collect());
        let pairs = partners.pairs();
        let mut likest: Vec<_> = (1..20).map(|other| row(0, other)).collect();
        likest.sort_unstable();
        let mut wanted: Vec<Pair> = likest[..PARTNERS].iter().map(|own| Pair::of(0, own.3, true)).collect();
        wanted.push(Pair::of(40, 30, false));
        wanted.sort_unstable();
        assert_eq!(pairs, wanted);
    }

    #[test]
    fn a_crowd_is_told_apart_before_it_is_paired() {
        let rows = 9_000;
        let record = |row: u32| NearRecord::of([0, row, 0, 0, row, 0], row as u16, [7; BINS]);
        let told: Vec<u32> = (0..rows).map(|row| row / 3).collect();
        for spilled in [false, true] {
            let mut table = NearTable::from((0..rows).map(record).collect::<Vec<_>>());
            if spilled {
                table.spill(1 << 16).unwrap();
            }
            let prompts = Prompts::of(&table).unwrap();
            assert_eq!(candidates(&table, &prompts, None).unwrap(), None);
            let pairs = candidates(&table, &prompts, Some(&told)).unwrap().unwrap();
            assert_eq!(pairs.len(), rows as usize);
            assert!(pairs.iter().all(|pair| told[pair.a as usize] == told[pair.b as usize]));
        }
    }
}
