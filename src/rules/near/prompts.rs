//! Rows that have one prompt: they are looked at once, whatever their number, and by some of their answers.

use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;

use super::bands::{Pair, mixed};
use super::record::NearRecord;
use super::repeated::{Hashed, Lookup, repeated};
use super::table::{Chosen, NearTable};
use crate::example::BANDS;

/// Answers of one prompt that are looked for among those of another, and those that are compared with answers that are not
/// the same to the letter; of many those with the least hashes.
const ANSWERS: usize = 64;
const COMPARED: usize = 3;
/// Prompts whose hashes are equal that are told apart.
const MEET: usize = 8;

/// An answer to a prompt: the first row of the prompt, the hash of the answer, the first row that has both.
type Answered = (u32, u32, u32);

/// Prompts that stand in several rows.
#[derive(Debug)]
pub struct Prompts {
    /// Whether a row has the prompt of an earlier one.
    again: Vec<bool>,
    /// The answers of prompts that have several; sorted.
    answers: Vec<Answered>,
}

impl Prompts {
    /// Those of all rows.
    ///
    /// # Errors
    /// Records that are on disk cannot be read.
    pub fn of(table: &NearTable) -> io::Result<Prompts> {
        let (mut again, mut answers) = (vec![false; table.len()], Vec::new());
        // Equal prompts have equal keys and sketches; a few bins and the key tell nearly all others apart.
        let whole = |_, _, record: &NearRecord| {
            let NearRecord { sketch, key, .. } = record;
            Some(mixed(sketch.band(0) ^ sketch.band(BANDS / 2) << 16 ^ u64::from(*key)))
        };
        repeated(table, 1, whole, |_, rows, record| vec![same_prompts(rows, record)], &mut |found| {
            for Same { rows, several } in found {
                rows.into_iter().for_each(|row| again[row as usize] = true);
                answers.extend(several);
            }
            ControlFlow::Continue(())
        })?;
        answers.sort_unstable();
        Ok(Prompts { again, answers })
    }

    /// Whether a row has the prompt of an earlier one.
    pub fn is_again(&self, row: usize) -> bool {
        self.again[row]
    }

    fn answers(&self, first: u32) -> &[Answered] {
        let from = self.answers.partition_point(|answer| answer.0 < first);
        let count = self.answers[from..].iter().take_while(|answer| answer.0 == first).count();
        &self.answers[from..from + count]
    }

    /// The rows of a prompt, by its first one: one for each answer, in the order of the hashes of answers.
    pub fn rows(&self, first: u32) -> impl Iterator<Item = u32> + '_ {
        let answers = self.answers(first);
        let alone = answers.is_empty().then_some(first);
        alone.into_iter().chain(answers.iter().map(|(_, _, row)| *row))
    }

    /// The rows of two prompts that can be compared: with one answer, or with answers that may say the same or clash.
    pub fn pairs(&self, prompts: Pair, records: &Chosen<'_>, out: &mut Vec<Pair>) {
        let (mut one, mut other) = (self.answers(prompts.a), self.answers(prompts.b));
        let alone = [prompts.a, prompts.b].map(|row| [(row, records.get(row).answer, row)]);
        one = if one.is_empty() { &alone[0] } else { one };
        other = if other.is_empty() { &alone[1] } else { other };
        let pair = |a: &Answered, b: &Answered| Pair::of(a.2, b.2, prompts.crowded);
        for a in &one[..one.len().min(COMPARED)] {
            let few = other[..other.len().min(COMPARED)].iter();
            out.extend(few.filter(|b| records.get(a.2).comparable(records.get(b.2))).map(|b| pair(a, b)));
        }
        let (mut i, mut j) = (0, 0);
        while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
            if a.1 == b.1 && i.max(j) >= COMPARED {
                out.push(pair(a, b));
            }
            i += usize::from(a.1 <= b.1);
            j += usize::from(b.1 <= a.1);
        }
    }
}

/// What rows with equal hashes share.
#[derive(Default)]
struct Same {
    /// Those that have the prompt of an earlier one.
    rows: Vec<u32>,
    several: Vec<Answered>,
}

fn same_prompts(rows: &[Hashed], record: Lookup<'_>) -> Same {
    let (mut out, mut from) = (Same::default(), 0);
    for same in rows.chunk_by(|a, b| a.0 == b.0) {
        // Nearly always there is one.
        let mut prompts: Vec<(u32, &NearRecord, BTreeMap<u32, u32>)> = Vec::new();
        for (i, (_, row)) in same.iter().enumerate() {
            let own = record(from + i);
            match prompts.iter().position(|(_, first, _)| own.same_prompt(first)) {
                Some(at) => {
                    out.rows.push(*row);
                    let answers = &mut prompts[at].2;
                    answers.entry(own.answer).or_insert(*row);
                    if answers.len() > ANSWERS {
                        answers.pop_last();
                    }
                }
                None if prompts.len() < MEET => prompts.push((*row, own, BTreeMap::from([(own.answer, *row)]))),
                None => {}
            }
        }
        for (first, _, answers) in prompts.into_iter().filter(|(_, _, answers)| answers.len() > 1) {
            out.several.extend(answers.into_iter().map(|(answer, row)| (first, answer, row)));
        }
        from += same.len();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::BINS;

    /// Rows with a prompt and an answer each, in any order: the same answers stand for each prompt.
    #[test]
    fn many_answers_are_chosen_by_their_hashes() {
        let record = |row: usize, prompt: u16, answer: u32| {
            NearRecord::of([0, row as u32, 0, 0, answer.wrapping_mul(0x9E37_79B9), 0], prompt, [prompt; BINS])
        };
        let mut rows: Vec<(u16, u32)> =
            (0..400).map(|n| ((n % 3) as u16, n / 3)).chain((0..9).map(|_| (7, 1))).collect();
        let told = |rows: &[(u16, u32)]| {
            let records = rows.iter().enumerate().map(|(at, (prompt, answer))| record(at, *prompt, *answer));
            let prompts = Prompts::of(&NearTable::from(records.collect::<Vec<_>>())).unwrap();
            let firsts = (0..rows.len()).filter(|row| !prompts.is_again(*row));
            let mut told: Vec<(u16, Vec<u32>)> = firsts
                .map(|first| (rows[first].0, prompts.rows(first as u32).map(|row| rows[row as usize].1).collect()))
                .collect();
            told.sort_unstable();
            told
        };
        let whole = told(&rows);
        assert_eq!(whole.iter().map(|(_, answers)| answers.len()).collect::<Vec<_>>(), [64, 64, 64, 1]);
        rows.reverse();
        assert_eq!(told(&rows), whole);
        rows.rotate_left(77);
        assert_eq!(told(&rows), whole);
    }
}
