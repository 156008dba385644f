//! FT302 key-drift. The page is `rules/FT302-key-drift.md`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::example::{Example, Pointer, Shape, hash_key};
use crate::rules::contract::{FoldRule, Sink};
use crate::rules::facts::{Facts, Smallest};
use crate::rules::redact::{quoted, quoted_beside};

/// FT302: a key that nearly all rows have and this one lacks, or that nearly none have.
pub struct KeyDrift;

/// Fewest rows to judge.
const MIN_ROWS: u64 = 20;
/// Rows of one set that are named one by one; those above are counted.
const NAMED: usize = 200;
/// Above so many sets of keys the rows have no common ones.
const MAX_SETS: usize = 512;
/// Keys that formats make optional: their absence or presence means something.
const OPTIONAL: [&str; 13] = [
    "tools",
    "functions",
    "parallel_tool_calls",
    "weight",
    "system",
    "history",
    "images",
    "videos",
    "audios",
    "available_tools",
    "toolConfig",
    "systemInstruction",
    "generationConfig",
];

/// Rows per set of keys; at most 512 sets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySets {
    sets: BTreeMap<u64, KeySet>,
    too_many: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct KeySet {
    shape: Option<Shape>,
    keys: Vec<String>,
    count: u64,
    first: Smallest<NAMED>,
}

impl KeySets {
    fn cap(&mut self) {
        self.too_many |= self.sets.len() > MAX_SETS;
        if self.too_many {
            self.sets.clear();
        }
    }
}

impl FoldRule for KeyDrift {
    type State = KeySets;

    fn observe(&self, state: &mut KeySets, example: &Example<'_>) {
        if state.too_many {
            return;
        }
        let mut keys: SmallVec<[&str; 8]> = example.json.keys().collect();
        keys.sort_unstable();
        keys.dedup();
        let hash = keys.iter().fold(example.shape as u64, |hash, key| {
            (hash.rotate_left(23) ^ hash_key(key)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        let set = state.sets.entry(hash).or_insert_with(|| KeySet {
            shape: Some(example.shape),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            ..KeySet::default()
        });
        set.count += 1;
        set.first.add(example.row.pos);
        state.cap();
    }

    fn merge(&self, left: &mut KeySets, right: KeySets) {
        left.too_many |= right.too_many;
        for (hash, set) in right.sets {
            let own = left.sets.entry(hash).or_default();
            own.shape = set.shape;
            own.keys = set.keys;
            own.count += set.count;
            own.first.merge(&set.first);
        }
        left.cap();
    }

    fn by_consumer(&self) -> bool {
        true
    }

    fn conclude(&self, state: &KeySets, facts: &Facts, sink: &mut Sink<'_>) {
        // The keys of a row of another shape all differ; that is another rule's finding.
        let sets = || state.sets.values().filter(|set| set.shape == facts.main_shape());
        let rows: u64 = sets().map(|set| set.count).sum();
        // A consumer that wants the same keys in all rows says so itself.
        if rows < MIN_ROWS || facts.profile.members.iter().any(|wish| wish.path.is_empty()) {
            return;
        }
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for set in sets() {
            for key in &set.keys {
                *counts.entry(key).or_insert(0) += set.count;
            }
        }
        let usual = |key: &str| counts.get(key).is_some_and(|n| n * 100 >= rows * 95 && *n < rows);
        let rare = |key: &str| counts.get(key).is_some_and(|n| n * 100 < rows * 5);
        for set in sets() {
            judge(set, &counts, rows, &usual, &rare, sink);
        }
    }
}

fn judge(
    set: &KeySet,
    counts: &BTreeMap<&str, u64>,
    rows: u64,
    usual: &dyn Fn(&str) -> bool,
    rare: &dyn Fn(&str) -> bool,
    sink: &mut Sink<'_>,
) {
    let optional = |key: &str| OPTIONAL.contains(&key);
    let missing: Vec<&str> = counts
        .keys()
        .copied()
        .filter(|key| usual(key) && !optional(key) && !set.keys.iter().any(|k| k == key))
        .collect();
    let strange: Vec<&str> = set.keys.iter().map(String::as_str).filter(|key| rare(key) && !optional(key)).collect();
    let slip = |key: &str| missing.iter().copied().find(|wanted| strsim::damerau_levenshtein(wanted, key) <= 2);
    for pos in set.first.iter() {
        for key in &strange {
            let meant = slip(key);
            let shown = quoted_beside(key, 60, meant.as_slice());
            let message = format!("key `{shown}` is in {} of {rows} rows only", counts[key]);
            let finding = sink.report_row(pos, Pointer::member(key), message);
            match meant {
                Some(meant) => finding.help(format!("did you mean `{}`?", quoted_beside(meant, 60, &[key]))),
                None => finding.help("remove the key, or give it to all rows"),
            };
        }
        for key in missing.iter().filter(|key| !strange.iter().any(|s| slip(s) == Some(key))) {
            sink.report_row(
                pos,
                "",
                format!("key `{}` is missing; {} of {rows} rows have it", quoted(key, 60), counts[key]),
            )
            .help("add the key, with null if there is no value");
        }
    }
    if set.count > NAMED as u64 && !(strange.is_empty() && missing.is_empty()) {
        let keys =
            strange.iter().chain(&missing).map(|key| format!("`{}`", quoted(key, 60))).collect::<Vec<_>>().join(", ");
        sink.report_data(&keys, format!("{} rows differ in {keys}; {NAMED} of them are named", set.count)).rest();
    }
}
