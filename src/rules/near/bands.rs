//! Finds pairs of rows whose sketches agree: rows that share a band are compared, all others are not.
//!
//! Nearly all rows share no band with any other, and are left out early (`repeated.rs`). Bands that very many rows share are made of what most prompts have (`what is the`); a pair that is near shares
//! others as well. In those, rows are put in the order of their other bins and each is compared with the next few.

use std::io;

use super::record::NearRecord;
use super::repeated::{Hashed, Lookup, repeated};
use super::table::{Chosen, NearTable};
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
/// Answers of one prompt that are looked for among those of another, and those that are compared with answers that are not
/// the same to the letter.
const ANSWERS: usize = 64;
const COMPARED: usize = 3;

/// What a band gives: the later row of a pair, in how many bins the two do not agree, the earlier row.
type Likely = (u32, u8, u32);

/// Rows with one prompt: the index of the first, and those of others with other answers.
#[derive(Debug)]
struct Prompts {
    /// Whether the row has the prompt and the answer of an earlier one, or more answers than are compared.
    skip: Vec<bool>,
    /// First row of a prompt and a further one of it; sorted.
    more: Vec<(u32, u32)>,
}

impl Prompts {
    fn of(table: &NearTable) -> io::Result<Prompts> {
        let mut prompts = Prompts { skip: vec![false; table.len()], more: Vec::new() };
        // Equal prompts have equal keys and sketches; a few bins and the key tell nearly all others apart.
        let whole = |_, _, record: &NearRecord| {
            let NearRecord { sketch, key, .. } = record;
            Some(mixed(sketch.band(0) ^ sketch.band(BANDS / 2) << 16 ^ u64::from(*key)))
        };
        for (first, row, is_new) in repeated(table, 1, whole, |_, rows, record| same_prompts(rows, record))? {
            prompts.skip[row as usize] = true;
            if is_new {
                prompts.more.push((first, row));
            }
        }
        prompts.more.sort_unstable();
        Ok(prompts)
    }

    /// The pairs that likely ones stand for, one for each of their answers that can be compared.
    fn pairs(&self, likely: &[Likely], records: &Chosen<'_>, out: &mut Vec<Pair>) {
        for partners in likely.chunk_by(|a, b| a.0 == b.0) {
            let crowded = partners.len() >= PARTNERS;
            for (later, _, earlier) in partners.iter().take(PARTNERS) {
                for (i, a) in self.rows(*earlier).enumerate() {
                    for (j, b) in self.rows(*later).enumerate() {
                        let (one, other) = (records.get(a), records.get(b));
                        if one.answer == other.answer || i.max(j) < COMPARED && one.comparable(other) {
                            out.push(Pair { a: a.min(b), b: a.max(b), crowded });
                        }
                    }
                }
            }
        }
    }

    /// The rows of a prompt, one for each answer.
    fn rows(&self, first: u32) -> impl Iterator<Item = u32> + '_ {
        let from = self.more.partition_point(|(prompt, _)| *prompt < first);
        let more = self.more[from..].iter().take_while(move |(prompt, _)| *prompt == first).map(|(_, row)| *row);
        std::iter::once(first).chain(more)
    }
}

/// Rows that have the prompt of an earlier one: that one, the row, and whether its answer is another one and worth a look.
fn same_prompts(rows: &[Hashed], record: Lookup<'_>) -> Vec<(u32, u32, bool)> {
    let (mut out, mut at) = (Vec::new(), 0);
    for same in rows.chunk_by(|a, b| a.0 == b.0) {
        let first = record(at);
        let mut answers = vec![first.answer];
        for (i, (_, row)) in same.iter().enumerate().skip(1) {
            let own = record(at + i);
            if own.same_prompt(first) {
                let is_new = answers.len() < ANSWERS && !answers.contains(&own.answer);
                answers.extend(is_new.then_some(own.answer));
                out.push((same[0].1, *row, is_new));
            }
        }
        at += same.len();
    }
    out
}

/// Two rows, by their index, that may have nearly the same prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The earlier row.
    pub a: u32,
    /// The later one.
    pub b: u32,
    /// Whether the later prompt is like so many others that it may be made of a template.
    pub crowded: bool,
}

/// Pairs of rows that may have nearly the same prompt; sorted. At most a few for each row.
///
/// # Errors
/// Records that are on disk cannot be read.
pub fn candidates(table: &NearTable) -> io::Result<Vec<Pair>> {
    let prompts = Prompts::of(table)?;
    let hash =
        |band: usize, row: usize, record: &NearRecord| (!prompts.skip[row]).then(|| mixed(record.sketch.band(band)));
    let mut likely = repeated(table, BANDS, hash, |band, rows, record| pairs_of(rows, record, band))?;
    likely.sort_unstable();
    likely.dedup();
    let mut out = Vec::new();
    let mut rest = likely.as_slice();
    while !rest.is_empty() {
        let (now, later) = rest.split_at(together(rest, table.room().unwrap_or(usize::MAX)));
        let rows = now.iter().flat_map(|(a, _, b)| prompts.rows(*a).chain(prompts.rows(*b)));
        prompts.pairs(now, &table.choose(rows)?, &mut out);
        rest = later;
    }
    out.sort_unstable();
    Ok(out)
}

/// Of pairs sorted by their later row, how many can be looked at together: all of a row, and so many rows as can be held.
fn together(pairs: &[Likely], room: usize) -> usize {
    // A pair has two prompts, of which each may stand in more rows.
    let most = (room / 4).max(PARTNERS);
    let same = |at: usize| pairs.get(at).is_some_and(|pair| pair.0 == pairs[at - 1].0);
    (most.min(pairs.len())..pairs.len()).find(|at| !same(*at)).unwrap_or(pairs.len())
}

/// The pairs among rows whose band has an equal hash; `rows` are sorted by it.
fn pairs_of(rows: &[Hashed], record: Lookup<'_>, band: usize) -> Vec<Likely> {
    let (mut out, mut at) = (Vec::new(), 0);
    let mut compare = |from: usize, a: usize, b: usize| {
        let (one, other) = (record(from + a), record(from + b));
        let (a, b) = (rows[from + a].1, rows[from + b].1);
        let alike = one.sketch.agreement(&other.sketch);
        let least = if one.is_closed() && other.is_closed() { ALIKE } else { ALIKE_FREE };
        if alike >= least {
            out.push((a.max(b), (BINS - alike) as u8, a.min(b)));
        }
    };
    for bucket in rows.chunk_by(|a, b| a.0 == b.0) {
        if bucket.len() <= BUCKET {
            for a in 0..bucket.len() {
                (a + 1..bucket.len()).for_each(|b| compare(at, a, b));
            }
        } else {
            let order = ordered(bucket, |i| record(at + i), band);
            for (i, a) in order.iter().enumerate() {
                order[i + 1..].iter().take(WINDOW).for_each(|b| compare(at, *a, *b));
            }
        }
        at += bucket.len();
    }
    out
}

/// The places of the rows of a large bucket by the bins that follow the band, so that those that agree in more of them stand
/// together.
fn ordered<'r>(bucket: &[Hashed], record: impl Fn(usize) -> &'r NearRecord, band: usize) -> Vec<usize> {
    let from = (band + 1) * ROWS % BINS;
    let mut order: Vec<usize> = (0..bucket.len()).collect();
    order.sort_unstable_by(|a, b| {
        let (one, other) = (&record(*a).sketch.0, &record(*b).sketch.0);
        (&one[from..], &one[..from], bucket[*a].1).cmp(&(&other[from..], &other[..from], bucket[*b].1))
    });
    order
}

fn mixed(band: u64) -> u32 {
    let mixed = (band ^ band >> 23).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ mixed >> 29).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 32) as u32
}
