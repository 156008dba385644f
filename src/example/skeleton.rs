//! The skeleton of a row: its keys and the types of its values, without the values. Rows of one skeleton need only be looked
//! at once by what asks for keys and types alone.

use super::json::{Json, Object};
use super::pointer::Step;

/// Steps from the row down that are looked at.
pub const SKELETON_DEPTH: usize = 8;

/// The JSON type of a value; `null` is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[allow(missing_docs, reason = "the names are those of JSON")]
pub enum JsonType {
    Boolean,
    Number,
    String,
    Array,
    Object,
}

impl JsonType {
    /// The type of a value.
    pub fn of(value: &Json<'_>) -> Option<JsonType> {
        Some(match value {
            Json::Null => return None,
            Json::Bool(_) => JsonType::Boolean,
            Json::Number(_) => JsonType::Number,
            Json::String(_) => JsonType::String,
            Json::Array(_) => JsonType::Array,
            Json::Object(_) => JsonType::Object,
        })
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            JsonType::Boolean => "boolean",
            JsonType::Number => "number",
            JsonType::String => "string",
            JsonType::Array => "array",
            JsonType::Object => "object",
        }
    }

    /// Its name with its article, as messages use it.
    pub fn with_article(self) -> String {
        let article = if matches!(self, JsonType::Array | JsonType::Object) { "an" } else { "a" };
        format!("{article} {}", self.name())
    }
}

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
/// Stands for any index in the hash of a path.
const INDEX: u64 = 0x5851_F42D_4C95_7F2D;

impl Object<'_> {
    /// A hash of the skeleton. Not of it: the order of keys, nulls, how many items an array has, and what is deeper than
    /// [`SKELETON_DEPTH`].
    pub fn skeleton(&self) -> u64 {
        of_object(self, SKELETON_DEPTH)
    }

    /// Calls `visit` with every value that is not null: the hash of its path with any index for an index, the path, its
    /// type. Goes no deeper where `visit` returns false.
    pub fn walk_types<'j>(&'j self, visit: &mut dyn FnMut(u64, &[Step<'j>], JsonType) -> bool) {
        walk_object(self, 0, &mut Vec::new(), visit);
    }
}

fn mix(hash: u64) -> u64 {
    let hash = hash.wrapping_mul(FACTOR);
    hash ^ hash >> 32
}

/// The hash of a key. Keys are short: eight bytes at a time.
pub fn hash_key(key: &str) -> u64 {
    let (words, rest) = key.as_bytes().as_chunks::<8>();
    let mut hash = key.len() as u64;
    for word in words {
        hash = mix(hash ^ u64::from_le_bytes(*word));
    }
    mix(rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)) ^ hash.rotate_left(29))
}

fn of_value(value: &Json<'_>, depth: usize) -> u64 {
    match value {
        Json::Null => 0,
        Json::Bool(_) => 1,
        Json::Number(_) => 2,
        Json::String(_) => 3,
        Json::Array(items) => of_array(items, depth),
        Json::Object(object) => of_object(object, depth),
    }
}

fn of_object(object: &Object<'_>, depth: usize) -> u64 {
    let mut sum = 5;
    if depth > 0 {
        for (key, value) in &object.0 {
            let child = of_value(value, depth - 1);
            if child != 0 {
                sum = mix(hash_key(key) ^ child.rotate_left(17)).wrapping_add(sum);
            }
        }
    }
    mix(sum)
}

/// A list says the same twice if two of its items have one skeleton: messages of a long conversation count as those of a
/// short one.
fn of_array(items: &[Json<'_>], depth: usize) -> u64 {
    let mut sum: u64 = 7;
    let (mut known, mut count) = ([0; 8], 0);
    if depth > 0 {
        for item in items {
            let child = of_value(item, depth - 1);
            if child == 0 || known[..count].contains(&child) {
                continue;
            }
            if count < known.len() {
                known[count] = child;
                count += 1;
            }
            sum = sum.wrapping_add(mix(child ^ INDEX));
        }
    }
    mix(sum)
}

type Visit<'v, 'j> = &'v mut dyn FnMut(u64, &[Step<'j>], JsonType) -> bool;

fn walk_object<'j>(object: &'j Object<'_>, path: u64, steps: &mut Vec<Step<'j>>, visit: Visit<'_, 'j>) {
    for (key, value) in &object.0 {
        steps.push(Step::Key(key));
        walk_value(value, mix(path.rotate_left(9) ^ hash_key(key)), steps, visit);
        steps.pop();
    }
}

fn walk_value<'j>(value: &'j Json<'_>, path: u64, steps: &mut Vec<Step<'j>>, visit: Visit<'_, 'j>) {
    let Some(kind) = JsonType::of(value) else { return };
    if !visit(path, steps, kind) || steps.len() == SKELETON_DEPTH {
        return;
    }
    match value {
        Json::Object(object) => walk_object(object, path, steps, visit),
        Json::Array(items) => {
            let path = mix(path.rotate_left(9) ^ INDEX);
            for (i, item) in items.iter().enumerate() {
                steps.push(Step::Index(i));
                walk_value(item, path, steps, visit);
                steps.pop();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    fn skeleton(text: &str) -> u64 {
        let parsed = super::super::parse(text.as_bytes()).expect("JSON");
        parsed.json.as_object().expect("an object").skeleton()
    }

    #[test]
    fn values_order_nulls_and_lengths_do_not_count() {
        let one = skeleton(r#"{"id":1,"messages":[{"role":"user","content":"a"}]}"#);
        for same in [
            r#"{"id":2.5,"messages":[{"role":"x","content":""}]}"#,
            r#"{"messages":[{"content":"a","role":"user"},{"role":"b","content":"c"}],"id":7}"#,
            r#"{"id":1,"messages":[null,{"role":"user","content":"a","name":null}],"tools":null}"#,
        ] {
            assert_eq!(skeleton(same), one, "{same}");
        }
    }

    #[test]
    fn keys_types_and_nesting_count() {
        let rows = [
            r#"{"id":1}"#,
            r#"{"id":"1"}"#,
            r#"{"id":true}"#,
            r#"{"id":[1]}"#,
            r#"{"id":[]}"#,
            r#"{"id":[[1]]}"#,
            r#"{"id":{"a":1}}"#,
            r#"{"id":{"b":1}}"#,
            r#"{"id":{}}"#,
            r#"{"di":1}"#,
            r#"{"id":1,"a":1}"#,
            r#"{"id":[1,"1"]}"#,
            r#"{"a key of sixteen":1}"#,
            r#"{"a key of sixteem":1}"#,
            r#"{"a key of sixteen ":1}"#,
        ];
        let hashes: std::collections::BTreeSet<u64> = rows.iter().map(|row| skeleton(row)).collect();
        assert_eq!(hashes.len(), rows.len());
    }
}
