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
    let mut forms: BTreeMap<u64, BTreeMap<u64, &Record>> = BTreeMap::new();
    for record in ended(group).filter(|record| record.long()) {
        forms.entry(record.answer).or_default().entry(record.written_answer().1).or_insert(record);
    }
    let several = forms.into_values().filter(|forms| forms.len() > 1);
    few_written(several.flat_map(BTreeMap::into_values), READ)
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
