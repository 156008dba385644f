//! What is kept of every turn, leaked value and unique text, so that those that share something are found once all rows are
//! known; and the texts that are read again for rules which compare them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::example::{Answer, AnswerKey, Kind, Turn, TurnKey};
use crate::source::{Flat, Pos};

/// One keyed record; 40 bytes.
///
/// The value has 16 bytes where the design of a plain shuffle has 8: with the written forms of context and answer beside
/// the normalized answer, exact and normalized duplicates are told apart without reading any row again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Record {
    /// High half of the key.
    pub key_high: u64,
    /// Low half of the key.
    pub key_low: u64,
    /// Hash of the beginning of the normalized answer.
    pub answer: u64,
    /// 16 bits of the written context, 35 of the written answer, 8 of the turn's number, 3 of its kind, one for an answer
    /// that goes on after its beginning, one for the last turn.
    packed: u64,
    /// The row.
    pub pos: Pos,
}

impl Record {
    /// A record of one turn.
    pub fn new(key: &TurnKey, turn: &Turn, pos: Pos) -> Record {
        let kind = Kind::ALL.iter().position(|k| *k == key.kind).unwrap_or(0) as u64;
        let packed = (key.context_form >> 48) << 48
            | (key.answer_form >> 29) << 13
            | (turn.number.min(255) as u64) << 5
            | kind << 2
            | u64::from(key.long) << 1
            | u64::from(turn.last);
        Record { key_high: (key.context >> 64) as u64, key_low: key.context as u64, answer: key.answer, packed, pos }
    }

    /// A record of a leaked value: the place of its entity in the list of entities, whether it stands in the system text
    /// only, and what a mask shows of it.
    pub fn id(key: u128, entity: usize, system: bool, mask: u64, pos: Pos) -> Record {
        let packed = (entity as u64) << 8 | u64::from(system) << 1;
        Record { key_high: (key >> 64) as u64, key_low: key as u64, answer: mask, packed, pos }
    }

    /// A record of two values that stand in one example.
    pub fn pair(key: u128, one: usize, other: usize, pos: Pos) -> Record {
        let packed = (one as u64) << 8 | (other as u64) << 16 | 1;
        Record { key_high: (key >> 64) as u64, key_low: key as u64, answer: 0, packed, pos }
    }

    /// The entity of a leaked value, or of the first of two.
    pub fn entity(&self) -> usize {
        (self.packed >> 8) as usize & 0xFF
    }

    /// The entity of the second value of a pair.
    pub fn other_entity(&self) -> usize {
        (self.packed >> 16) as usize & 0xFF
    }

    /// Whether a leaked value stands in the system text only.
    pub fn is_system(&self) -> bool {
        self.packed >> 1 & 1 == 1
    }

    /// Whether it is about two values.
    pub fn is_pair(&self) -> bool {
        self.packed & 1 == 1
    }

    /// The key.
    pub fn key(&self) -> u128 {
        u128::from(self.key_high) << 64 | u128::from(self.key_low)
    }

    /// In how many parts records are sorted, each by one thread.
    pub const BUCKETS: u8 = 64;

    /// The part that its key belongs to, by the highest bits.
    pub fn bucket(&self) -> u8 {
        (self.key_high >> 58) as u8
    }

    /// Groups keys, and the records of a group by their place.
    pub fn by_key_and_place(&self, other: &Record) -> Ordering {
        // The half of a key nearly always decides.
        let own = (self.key_high, self.key_low, self.pos, self.turn());
        own.cmp(&(other.key_high, other.key_low, other.pos, other.turn()))
    }

    /// What tells spellings of the context apart.
    pub fn context_form(&self) -> u64 {
        self.packed >> 48
    }

    /// What tells written answers apart, as [`Record::written`] makes it of an answer's keys.
    pub fn written_answer(&self) -> (u64, u64) {
        (self.answer, (self.packed >> 13) & ((1 << 35) - 1))
    }

    /// See [`Record::written_answer`].
    pub fn written(key: &AnswerKey) -> (u64, u64) {
        (key.answer, key.form >> 29)
    }

    /// What tells answers apart but for spelling; long ones also by spelling.
    pub fn said(&self) -> (u64, u64) {
        if self.long() { self.written_answer() } else { (self.answer, 0) }
    }

    /// What tells answers apart that may say other things: as [`Record::said`], and by their kinds. Of `4` and `(4)` only one may
    /// be read as a number.
    pub fn meant(&self) -> (u64, u64) {
        if self.long() { self.written_answer() } else { (self.answer, 1 + (self.packed >> 2 & 0x7)) }
    }

    /// Number of the turn in its example, from 0; 255 stands for all later ones.
    pub fn turn(&self) -> usize {
        (self.packed >> 5) as usize & 0xFF
    }

    /// The kind of the answer.
    pub fn kind(&self) -> Kind {
        Kind::ALL[(self.packed >> 2) as usize & 0x7]
    }

    /// Whether the answer goes on after the beginning that its hash is made of.
    pub fn long(&self) -> bool {
        self.packed >> 1 & 1 == 1
    }

    /// Whether it is the last trained turn of its example.
    pub fn last(&self) -> bool {
        self.packed & 1 == 1
    }
}

impl Flat for Record {
    const BYTES: usize = 40;

    fn put(&self, out: &mut Vec<u8>) {
        let place = u64::from(self.pos.block) << 32 | u64::from(self.pos.row);
        for word in [self.key_high, self.key_low, self.answer, self.packed, place] {
            out.extend_from_slice(&word.to_le_bytes());
        }
    }

    fn take(bytes: &[u8]) -> Record {
        let word = |at: usize| u64::from_le_bytes(bytes[8 * at..][..8].try_into().expect("eight bytes"));
        let pos = Pos { block: (word(4) >> 32) as u32, row: word(4) as u32 };
        Record { key_high: word(0), key_low: word(1), answer: word(2), packed: word(3), pos }
    }
}

/// Rows that share a key, in the order of the data set.
pub struct Group<'g> {
    /// At least one record, sorted by place.
    pub records: &'g [Record],
}

/// The texts of one turn, read again for a rule that compares or quotes them; cut to what is shown.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The last message of the context, at most 200 characters.
    pub context: String,
    /// JSON Pointer of that message.
    pub context_pointer: String,
    /// Folded words of that message, of at most 800 characters.
    pub words: String,
    /// The option texts in it, folded, where it is a multiple choice.
    pub options: Vec<String>,
    /// The answer, at most 200 characters.
    pub answer: String,
    /// JSON Pointer of the answer.
    pub answer_pointer: String,
    /// Hash of the whole normalized answer.
    pub whole: u64,
    /// What the whole answer says.
    pub read: Answer,
    /// Whether it says yes or no, and in which languages; see [`yes_or_no`](crate::example::yes_or_no).
    pub yes: Option<(bool, u16)>,
    /// The fold key, if the answer is short enough for a label.
    pub label: Option<String>,
    /// The task of the example.
    pub task: u64,
    /// The field of the label that the answer may be.
    pub field: &'static str,
    /// Whether the context asks for chance or for one of many answers.
    pub variety: bool,
    /// Hash of the pictures in the context, which its key does not tell apart.
    pub pictures: u64,
    /// Whether the answer refuses to help.
    pub refusal: bool,
    /// Hash of the whole normalized answer that is turned down, in a row that prefers one.
    pub rejected: Option<u64>,
    /// Whether the answer is wanted, in a row that says so of its only one.
    pub verdict: Option<bool>,
    /// Hashes of the word 5-grams of a free answer of 40 words or more.
    pub shingles: Vec<u32>,
}

/// The texts that were asked for, by place and turn.
#[derive(Default)]
pub struct Quotes(pub BTreeMap<(Pos, usize), Quote>);

impl Quotes {
    /// The texts of a record, if they were asked for and could be read.
    pub fn of<'q>(&'q self, record: &Record) -> Option<&'q Quote> {
        self.0.get(&(record.pos, record.turn()))
    }
}

/// The first record of each answer of a group as it is written, at most so many; see `few`.
pub fn written_answers<'g>(group: &Group<'g>, most: usize) -> Vec<&'g Record> {
    few_written(group.records.iter(), most)
}

/// The first record of each answer as it is written, at most so many; see [`few`].
pub fn few_written<'g>(records: impl Iterator<Item = &'g Record>, most: usize) -> Vec<&'g Record> {
    few(records, most, Record::written_answer)
}

/// The first record of each answer, at most so many: of more those with the least hashes, so that which ones does not depend
/// on the order of the rows. They come in the order of the data.
pub fn few<'g>(
    records: impl Iterator<Item = &'g Record>,
    most: usize,
    answer: impl Fn(&Record) -> (u64, u64),
) -> Vec<&'g Record> {
    let mut kept: BTreeMap<(u64, u64), &Record> = BTreeMap::new();
    for record in records {
        let own = answer(record);
        let is_far = || kept.last_key_value().is_some_and(|(last, _)| own > *last);
        if kept.len() < most || !is_far() {
            kept.entry(own).or_insert(record);
            if kept.len() > most {
                kept.pop_last();
            }
        }
    }
    let mut kept: Vec<&Record> = kept.into_values().collect();
    kept.sort_unstable_by_key(|record| (record.pos, record.turn()));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_answers_the_same_ones_are_taken_in_any_order() {
        let record = |row: u32, answer: u64| Record { answer, ..Record::id(1, 0, false, 0, Pos { block: 0, row }) };
        let answers = [7u64, 3, 9, 3, 1, 8, 7, 5, 2, 9];
        let taken = |answers: &[u64]| {
            let records: Vec<Record> = answers.iter().zip(0..).map(|(answer, row)| record(row, *answer)).collect();
            let few = few_written(records.iter(), 4);
            assert!(few.is_sorted_by_key(|own| own.pos));
            let first = |own: &Record| answers.iter().position(|answer| *answer == own.answer);
            assert!(few.iter().all(|own| first(own) == Some(own.pos.row as usize)));
            few.iter().map(|own| own.answer).collect::<std::collections::BTreeSet<u64>>()
        };
        let mut turned = answers;
        turned.reverse();
        assert_eq!(taken(&answers), [1, 2, 3, 5].into());
        assert_eq!(taken(&turned), taken(&answers));
        assert_eq!(taken(&answers[..3]), [3, 7, 9].into());
    }
}
