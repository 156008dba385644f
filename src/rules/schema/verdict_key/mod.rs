//! What of a row decides how consumers take it: its keys, types and the few values that profiles look at, as one number.
//! Rows with one verdict key get one verdict, so that a file of a million rows is judged a few dozen times.

mod asked;
mod words;

use crate::example::{Example, Json, Object, hash_key, is_blank};
use crate::rules::profile::Charset;
use asked::{Care, Cares};
use words::Texts;

/// Roles whose texts are calls and answers.
const CALLERS: [&str; 6] = ["function_call", "tool_call", "observation", "tool_response", "function_response", "tool"];

/// Longest text under a key of values that is part of a verdict key, in bytes.
const SHORT: usize = 40;

/// Which keys and words of a row decide verdicts under a set of profiles.
pub struct VerdictKeys {
    /// What counts of the values under keys, by the hash of the key; by shape.
    cares: Vec<Cares>,
    /// Beginnings of texts that profiles ask for; at most 60.
    starts: Vec<String>,
    /// Pairs of keys whose values must differ.
    pairs: Vec<(String, String)>,
    /// What profiles want of the texts of rows, by shape.
    texts: Vec<Option<Texts>>,
}

impl VerdictKeys {
    /// The verdict key of a row; none where the row must be judged by itself.
    pub fn of_row(&self, example: &Example<'_>) -> Option<VerdictKey> {
        let texts = self.texts.get(example.shape as usize).and_then(Option::as_ref);
        if texts.is_some_and(|texts| texts.decide(example.row.bytes)) {
            return None;
        }
        let passed = texts.map_or(0, |texts| texts.passed(example));
        let mut own = VerdictKey { number: mix(example.shape as u64, 1 + passed as u64), tools: false };
        self.object(example.json, &self.cares[example.shape as usize], &mut own)?;
        // A row with one key, which most chats are, has no two that could differ.
        for (one, other) in self.pairs.iter().filter(|_| example.json.0.len() > 1) {
            if let Some(one) = example.json.get(one)
                && let Some(other) = example.json.get(other)
            {
                // A text beside a list of messages is compared with what the list ends in.
                if one.as_str().is_some() != other.as_str().is_some() {
                    return None;
                }
                own.add(u64::from(one == other));
            }
        }
        Some(own)
    }

    fn object(&self, object: &Object<'_>, cares: &Cares, own: &mut VerdictKey) -> Option<()> {
        own.add(0x10 + object.0.len() as u64);
        for (key, value) in &object.0 {
            let key = hash_key(key);
            own.add(key);
            match cares.get(&key) {
                Some(Care::Row) if *value != Json::Null => return None,
                Some(Care::Value) => self.small(value, cares, own)?,
                Some(Care::Form) => self.form(value, cares, own)?,
                Some(Care::Tools) if *value != Json::Null => {
                    own.tools = true;
                    self.form(value, cares, own)?;
                }
                _ => self.value(value, cares, own)?,
            }
        }
        Some(())
    }

    fn value(&self, value: &Json<'_>, cares: &Cares, own: &mut VerdictKey) -> Option<()> {
        let kind = match value {
            Json::Null => 1,
            Json::Bool(_) => 2,
            Json::Number(number) if number.integer => 3,
            Json::Number(_) => 4,
            Json::String(text) if text.is_empty() => 5,
            Json::String(text) if is_blank(text) => 6,
            Json::String(_) => 7,
            Json::Array(items) => {
                own.add(0x20 + items.len() as u64);
                return items.iter().try_for_each(|item| self.value(item, cares, own));
            }
            Json::Object(object) => return self.object(object, cares, own),
        };
        own.add(kind);
        Some(())
    }

    /// A text by the forms that profiles ask for.
    fn form(&self, value: &Json<'_>, cares: &Cares, own: &mut VerdictKey) -> Option<()> {
        if let Json::String(text) = value {
            let sets = Charset::ALL.iter().fold(0, |bits, set| bits << 1 | u64::from(set.takes(text)));
            own.add(
                self.starts.iter().fold(sets, |bits, start| bits << 1 | u64::from(text.starts_with(start.as_str()))),
            );
            // Whether a text is JSON of the wanted type is not seen here.
            if text.starts_with(['[', '{']) {
                own.tools = true;
            }
        }
        self.value(value, cares, own)
    }

    /// A value that is part of the verdict key itself.
    fn small(&self, value: &Json<'_>, cares: &Cares, own: &mut VerdictKey) -> Option<()> {
        match value {
            Json::String(text) if text.len() > SHORT => return None,
            // The text itself is part of the verdict key, and with it all of its forms.
            Json::String(text) => {
                own.tools |= CALLERS.contains(&text.as_ref()) || text.starts_with(['[', '{']);
                own.add(hash_key(text));
                return Some(());
            }
            Json::Number(number) => own.add(number.value.to_bits()),
            Json::Bool(value) => own.add(8 + u64::from(*value)),
            _ => {}
        }
        self.form(value, cares, own)
    }
}

/// What decides the verdicts on one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerdictKey {
    /// Equal for rows that every consumer takes alike, if the tools in them fit each other.
    pub number: u64,
    /// Whether the row has to do with tools.
    pub tools: bool,
}

impl VerdictKey {
    fn add(&mut self, value: u64) {
        self.number = mix(self.number, value);
    }
}

/// Folds a number into a hash: a multiplication that keeps both halves.
fn mix(hash: u64, value: u64) -> u64 {
    let wide = u128::from(hash ^ value.wrapping_mul(0x9E37_79B9_7F4A_7C15)) * 0xD6E8_FEB8_6659_FD93_u128;
    (wide as u64) ^ (wide >> 64) as u64 ^ hash.rotate_left(23)
}
