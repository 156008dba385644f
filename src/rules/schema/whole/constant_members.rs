//! Members of rows that have one value in all of them, where a consumer learns from their differences.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::example::{Example, canonical, escape, hash_key};
use crate::rules::contract::{FoldRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::profile::Members;
use crate::rules::redact::quoted;
use crate::source::Pos;

/// Finds members of one value. It is built only for consumers that ask.
pub struct ConstantMembers;

/// Members that are kept; of more, those with the smallest hashes.
const MAX_KEYS: usize = 256;
/// Bytes of a key; longer ones are not looked at.
const MAX_KEY: usize = 200;

/// The values of each member as one hash, as long as they are the same; under 64 KiB.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values(BTreeMap<u64, Value>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Value {
    key: String,
    rows: u64,
    first: Pos,
    /// The hash of its values.
    hash: u64,
    differ: bool,
}

impl Value {
    /// Of values that differ nothing else is kept: most rows need not be looked at any more.
    fn forget(&mut self) {
        (self.rows, self.first, self.hash, self.differ) = (0, Pos::default(), 0, true);
    }
}

impl Values {
    fn add(&mut self, key: u64, more: Value) {
        match self.0.get_mut(&key) {
            None => {
                self.0.insert(key, more);
                if self.0.len() > MAX_KEYS {
                    self.0.pop_last();
                }
            }
            Some(own) => {
                own.rows += more.rows;
                own.first = own.first.min(more.first);
                if own.differ || more.differ || own.hash != more.hash {
                    own.forget();
                }
            }
        }
    }
}

impl FoldRule for ConstantMembers {
    type State = Values;

    fn observe(&self, state: &mut Values, example: &Example<'_>) {
        let mut text = Vec::new();
        for (key, value) in example.json.0.iter().filter(|(key, _)| key.len() <= MAX_KEY) {
            let hash = hash_key(key);
            if state.0.get(&hash).is_some_and(|known| known.differ) {
                continue;
            }
            text.clear();
            canonical(value, &mut text);
            let hash_of_value = xxhash_rust::xxh3::xxh3_64(&text);
            let more =
                Value { key: key.to_string(), rows: 1, first: example.row.pos, hash: hash_of_value, differ: false };
            state.add(hash, more);
        }
    }

    fn merge(&self, left: &mut Values, right: Values) {
        right.0.into_iter().for_each(|(key, value)| left.add(key, value));
    }

    fn conclude(&self, state: &Values, facts: &Facts, sink: &mut Sink<'_>) {
        for wish in &facts.profile.members {
            let Some(level) = wish.constant.and_then(|setting| setting.0) else { continue };
            for value in state.0.values().filter(|value| is_constant(value, wish, facts)) {
                let key = quoted(&value.key, 40);
                let message = format!("`{key}` has one value in all {} rows ({})", value.rows, facts.profile.name);
                let finding = sink.report_row(value.first, format!("/{}", escape(&value.key)), message).level(level);
                finding.help("the grader cannot tell answers apart by it; take it out, or write the value of each row");
            }
        }
    }
}

fn is_constant(value: &Value, wish: &Members, facts: &Facts) -> bool {
    let free = wish.except.contains(&value.key);
    !free && !value.differ && value.rows > 1 && value.rows == facts.examples
}
