//! Which rows of a group have the same answer but for spelling. Keys of long answers are made of their beginning only; where
//! two such keys are equal and the answers are not the same to the letter, the texts decide.

use std::collections::BTreeMap;

use crate::rules::record::{Group, Quotes, Record, few_written};

/// The rows of the group that end there: a conversation that goes on is no copy of one that does not.
pub fn ended<'g>(group: &Group<'g>) -> impl Iterator<Item = &'g Record> {
    group.records.iter().filter(|record| record.last())
}

/// What makes two rows of a group copies to the letter.
pub fn exact(record: &Record) -> (u64, (u64, u64)) {
    (record.context_form(), record.written_answer())
}

/// Long answers of one prompt whose texts are read; of more those with the least hashes. All others count as they are written.
const READ: usize = 4000;

/// The first record of each written long answer, where several share a key.
fn unclear<'g>(group: &Group<'g>) -> Vec<&'g Record> {
    let mut long: Vec<(u64, u64, usize)> = (0..)
        .zip(group.records)
        .filter(|(_, record)| record.long())
        .map(|(at, record)| (record.answer, record.written_answer().1, at))
        .collect();
    long.sort_unstable();
    long.dedup_by_key(|(answer, written, _)| (*answer, *written));
    let several = long.chunk_by(|a, b| a.0 == b.0).filter(|forms| forms.len() > 1).flatten();
    few_written(several.map(|(_, _, at)| &group.records[*at]), READ)
}

/// For each of some records the place of the first one with an equal key.
pub fn firsts<K: Ord>(records: &[&Record], key: impl Fn(&Record) -> K) -> Vec<u32> {
    let mut order: Vec<u32> = (0..records.len() as u32).collect();
    let keyed = |at: u32| (key(records[at as usize]), at);
    order.sort_unstable_by_key(|at| keyed(*at));
    let mut firsts = vec![0; records.len()];
    for same in order.chunk_by(|a, b| keyed(*a).0 == keyed(*b).0) {
        same.iter().for_each(|at| firsts[*at as usize] = same[0]);
    }
    firsts
}

/// Asks for the texts that decide.
pub fn wants(group: &Group<'_>, want: &mut dyn FnMut(&Record)) {
    if group.records.len() > 1 {
        unclear(group).into_iter().for_each(want);
    }
}

/// The answers of a group.
pub struct Clusters {
    whole: BTreeMap<(u64, u64), u64>,
}

impl Clusters {
    /// Reads what decides between long answers.
    pub fn of(group: &Group<'_>, quotes: &Quotes) -> Clusters {
        let decided = |record: &Record| Some((record.written_answer(), quotes.of(record)?.whole));
        Clusters { whole: unclear(group).into_iter().filter_map(decided).collect() }
    }

    /// Equal for rows whose answers are the same but for spelling.
    pub fn id(&self, record: &Record) -> (u64, u64) {
        let written = if record.long() { record.written_answer().1 } else { 0 };
        (record.answer, self.whole.get(&record.written_answer()).copied().unwrap_or(written))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Pos;

    #[test]
    fn the_first_of_equal_rows_is_the_one_that_came_first() {
        let records: Vec<Record> = [5, 9, 5, 5, 9, 1]
            .into_iter()
            .enumerate()
            .map(|(row, answer)| {
                let mut record = Record::id(1, 0, false, 0, Pos { block: 0, row: row as u32 });
                record.answer = answer;
                record
            })
            .collect();
        let all: Vec<&Record> = records.iter().collect();
        assert_eq!(firsts(&all, |record| record.answer), [0, 1, 0, 0, 1, 5]);
        assert!(firsts(&[], |record| record.answer).is_empty());
    }
}
