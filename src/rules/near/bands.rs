//! Finds pairs of rows whose sketches agree: rows that share a band are compared, all others are not.
//!
//! Nearly all rows share no band with any other, and are left out early (`repeated.rs`). Bands that very many rows share are made of what most prompts have (`what is the`); a pair that is near shares
//! others as well. In those, rows are put in the order of their other bins and each is compared with the next few.

use super::record::NearRecord;
use super::repeated::{Hashed, repeated};
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

/// Rows with one prompt: the index of the first, and those of others with other answers.
#[derive(Debug)]
struct Prompts {
    /// Whether the row has the prompt and the answer of an earlier one, or more answers than are compared.
    skip: Vec<bool>,
    /// First row of a prompt and a further one of it; sorted.
    more: Vec<(u32, u32)>,
}

impl Prompts {
    fn of(records: &[NearRecord]) -> Prompts {
        let mut prompts = Prompts { skip: vec![false; records.len()], more: Vec::new() };
        // Equal prompts have equal keys and sketches; a few bins and the key tell nearly all others apart.
        let whole = |row: usize| {
            let NearRecord { sketch, key, .. } = &records[row];
            Some(mixed(sketch.band(0) ^ sketch.band(BANDS / 2) << 16 ^ u64::from(*key)))
        };
        for rows in repeated(records.len(), whole, <[Hashed]>::to_vec).chunk_by(|a, b| a.0 == b.0) {
            let first = rows[0].1;
            let mut answers = vec![records[first as usize].answer];
            for (_, row) in &rows[1..] {
                let record = &records[*row as usize];
                if !record.same_prompt(&records[first as usize]) {
                    continue;
                }
                prompts.skip[*row as usize] = true;
                if answers.len() < ANSWERS && !answers.contains(&record.answer) {
                    answers.push(record.answer);
                    prompts.more.push((first, *row));
                }
            }
        }
        prompts.more.sort_unstable();
        prompts
    }

    /// The rows of a prompt, one for each answer.
    fn rows(&self, first: u32) -> impl Iterator<Item = u32> + '_ {
        let from = self.more.partition_point(|(prompt, _)| *prompt < first);
        let more = self.more[from..].iter().take_while(move |(prompt, _)| *prompt == first).map(|(_, row)| *row);
        std::iter::once(first).chain(more)
    }
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
pub fn candidates(records: &[NearRecord]) -> Vec<Pair> {
    let prompts = Prompts::of(records);
    let mut pairs: Vec<(u32, u8, u32)> = (0..BANDS).flat_map(|band| in_band(records, &prompts.skip, band)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut out = Vec::new();
    for partners in pairs.chunk_by(|a, b| a.0 == b.0) {
        let crowded = partners.len() >= PARTNERS;
        for (later, _, earlier) in partners.iter().take(PARTNERS) {
            for (i, a) in prompts.rows(*earlier).enumerate() {
                for (j, b) in prompts.rows(*later).enumerate() {
                    let (one, other) = (&records[a as usize], &records[b as usize]);
                    if one.answer == other.answer || i.max(j) < COMPARED && one.comparable(other) {
                        out.push(Pair { a: a.min(b), b: a.max(b), crowded });
                    }
                }
            }
        }
    }
    out.sort_unstable();
    out
}

/// The pairs that one band gives: the later row, in how many bins the two do not agree, the earlier row.
fn in_band(records: &[NearRecord], skip: &[bool], band: usize) -> Vec<(u32, u8, u32)> {
    let hash = |row: usize| (!skip[row]).then(|| mixed(records[row].sketch.band(band)));
    repeated(records.len(), hash, |rows| pairs_of(records, rows, band))
}

/// The pairs of rows whose band has an equal hash; `rows` are sorted by it.
fn pairs_of(records: &[NearRecord], rows: &[Hashed], band: usize) -> Vec<(u32, u8, u32)> {
    let mut out = Vec::new();
    let mut compare = |a: u32, b: u32| {
        let (one, other) = (&records[a as usize], &records[b as usize]);
        let alike = one.sketch.agreement(&other.sketch);
        let least = if one.is_closed() && other.is_closed() { ALIKE } else { ALIKE_FREE };
        if alike >= least {
            out.push((a.max(b), (BINS - alike) as u8, a.min(b)));
        }
    };
    for bucket in rows.chunk_by(|a, b| a.0 == b.0) {
        if bucket.len() <= BUCKET {
            for (i, (_, a)) in bucket.iter().enumerate() {
                bucket[i + 1..].iter().for_each(|(_, b)| compare(*a, *b));
            }
        } else {
            let order = ordered(records, bucket, band);
            for (i, a) in order.iter().enumerate() {
                order[i + 1..].iter().take(WINDOW).for_each(|b| compare(*a, *b));
            }
        }
    }
    out
}

/// The rows of a large bucket by the bins that follow the band, so that those that agree in more of them stand together.
fn ordered(records: &[NearRecord], bucket: &[Hashed], band: usize) -> Vec<u32> {
    let (from, mut order) = ((band + 1) * ROWS % BINS, bucket.iter().map(|(_, row)| *row).collect::<Vec<u32>>());
    order.sort_unstable_by(|a, b| {
        let (one, other) = (&records[*a as usize].sketch.0, &records[*b as usize].sketch.0);
        (&one[from..], &one[..from], a).cmp(&(&other[from..], &other[..from], b))
    });
    order
}

fn mixed(band: u64) -> u32 {
    let mixed = (band ^ band >> 23).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ mixed >> 29).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 32) as u32
}
