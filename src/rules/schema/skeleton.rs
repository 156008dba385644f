//! What of a row decides how consumers take it: its keys, types and the few values that profiles look at, as one number.
//! Rows with one skeleton get one verdict, so that a file of a million rows is judged a few dozen times.

use std::collections::HashMap;

use memchr::memmem::Finder;
use xxhash_rust::xxh3::xxh3_64;

use crate::example::{Example, Json, Object, Shape};
use crate::rules::profile::{Media, Node, Profile, Talk, Type};

/// What of the value under a key decides a verdict beyond its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Care {
    /// The value, where it is short.
    Value,
    /// More than a skeleton holds: rows with the key are judged one by one.
    Row,
}

/// Keys whose values belong together in ways that no skeleton holds.
const TOOLS: [&str; 8] =
    ["tools", "functions", "toolConfig", "toolUse", "toolResult", "functionCall", "functionResponse", "image_url"];

/// Longest text under a key of values that is part of a skeleton, in bytes.
const SHORT: usize = 40;

/// Which keys and words of a row decide verdicts under a set of profiles.
pub struct Skeletons {
    care: HashMap<u64, Care, Plain>,
    /// Pairs of keys whose values must differ.
    pairs: Vec<(String, String)>,
    /// What profiles want of the texts of rows, by shape.
    texts: HashMap<&'static str, Texts>,
}

/// What is wanted of texts.
struct Texts {
    /// Words that may not occur, without what the JSON text escapes.
    reserved: Vec<Finder<'static>>,
    /// Shortest limit of a text, in characters.
    longest: usize,
}

/// Keys are hashes already.
type Plain = std::hash::BuildHasherDefault<Same>;

/// Hands a `u64` through.
#[derive(Default)]
pub struct Same(u64);

impl std::hash::Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("only u64 keys are hashed");
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

impl Texts {
    /// Whether a word may stand in the row. An escaped letter may be one of a word.
    fn hold_word(&self, row: &[u8]) -> bool {
        self.reserved.iter().any(|word| word.find(row).is_some())
            || !self.reserved.is_empty() && memchr::memmem::find(row, b"\\u00").is_some()
    }
}

impl Skeletons {
    /// Collects what the profiles look at.
    pub fn of<'p>(profiles: impl Iterator<Item = &'p Profile>) -> Self {
        let mut own = Skeletons { care: HashMap::default(), pairs: Vec::new(), texts: HashMap::new() };
        for profile in profiles {
            for form in profile.forms.values() {
                own.node(&form.row);
                own.pairs.extend(form.answers.clone());
                for key in form.media.keys() {
                    own.add(key, Care::Row);
                }
            }
            for talk in profile.talks.values() {
                own.talk(talk);
            }
            for field in profile.uniform.iter().filter(|field| field.same) {
                own.add(field.path.rsplit('/').next().unwrap_or_default(), Care::Value);
            }
            own.texts(profile);
        }
        for key in TOOLS {
            own.add(key, Care::Row);
        }
        own.pairs.sort();
        own.pairs.dedup();
        own
    }

    fn talk(&mut self, talk: &Talk) {
        self.node(&talk.message);
        self.add(&talk.role_key, Care::Value);
        if !talk.parts.is_empty() {
            self.add("type", Care::Value);
        }
        if talk.calls.read {
            for key in ["tool_calls", "function_call", "tool_call_id"] {
                self.add(key, Care::Row);
            }
        }
    }

    fn texts(&mut self, profile: &Profile) {
        for (shape, name) in Shape::ALL.into_iter().filter(|(shape, _)| profile.takes(*shape)) {
            let own = self.texts.entry(name).or_insert_with(|| Texts { reserved: Vec::new(), longest: usize::MAX });
            debug_assert_eq!(shape.name(), name);
            let marks = profile.forms.values().flat_map(|form| form.media.values()).filter_map(Media::mark);
            let words = profile.words.values().flatten().map(|word| word.trim());
            for word in words.chain(marks).map(str::as_bytes) {
                if !own.reserved.iter().any(|known| known.needle() == word) {
                    own.reserved.push(Finder::new(word).into_owned());
                }
            }
            let of_rows = profile.forms.values().filter_map(|form| form.max_chars);
            let longest = profile.talks.values().filter_map(|talk| talk.max_chars).chain(of_rows).min();
            own.longest = own.longest.min(longest.unwrap_or(usize::MAX));
        }
    }

    fn add(&mut self, key: &str, care: Care) {
        let own = self.care.entry(xxh3_64(key.as_bytes())).or_insert(care);
        if care == Care::Row {
            *own = Care::Row;
        }
    }

    fn node(&mut self, node: &Node) {
        for (key, member) in &node.keys {
            for name in std::iter::once(key).chain(&member.aliases) {
                if let Some(care) = care(member) {
                    self.add(name, care);
                }
            }
            self.node(member);
        }
        for case in &node.cases {
            self.add(&case.key, Care::Value);
            self.node(&case.then);
        }
        for below in node.items.iter().chain(&node.members) {
            self.node(below);
        }
    }

    /// The skeleton of a row; none where the row must be judged by itself.
    pub fn key(&self, example: &Example<'_>) -> Option<u64> {
        let bytes = example.row.bytes;
        if let Some(texts) = self.texts.get(example.shape.name())
            && (bytes.len() > texts.longest || texts.hold_word(bytes))
        {
            return None;
        }
        let mut hash = mix(example.shape as u64, 1);
        self.object(example.json, &mut hash)?;
        for (one, other) in &self.pairs {
            if let (Some(one), Some(other)) = (example.json.get(one), example.json.get(other)) {
                // A text beside a list of messages is compared with what the list ends in.
                if one.as_str().is_some() != other.as_str().is_some() {
                    return None;
                }
                hash = mix(hash, u64::from(one == other));
            }
        }
        Some(hash)
    }

    fn object(&self, object: &Object<'_>, hash: &mut u64) -> Option<()> {
        *hash = mix(*hash, 0x10 + object.0.len() as u64);
        for (key, value) in &object.0 {
            let key = xxh3_64(key.as_bytes());
            *hash = mix(*hash, key);
            match self.care.get(&key) {
                Some(Care::Row) if *value != Json::Null => return None,
                Some(Care::Value) => self.small(value, hash)?,
                _ => self.value(value, hash)?,
            }
        }
        Some(())
    }

    fn value(&self, value: &Json<'_>, hash: &mut u64) -> Option<()> {
        let kind = match value {
            Json::Null => 1,
            Json::Bool(_) => 2,
            Json::Number(number) if number.integer => 3,
            Json::Number(_) => 4,
            Json::String(text) if text.is_empty() => 5,
            Json::String(text) if text.trim_start().is_empty() => 6,
            Json::String(_) => 7,
            Json::Array(items) => {
                *hash = mix(*hash, 0x20 + items.len() as u64);
                return items.iter().try_for_each(|item| self.value(item, hash));
            }
            Json::Object(object) => return self.object(object, hash),
        };
        *hash = mix(*hash, kind);
        Some(())
    }

    /// A value that is part of the skeleton itself.
    fn small(&self, value: &Json<'_>, hash: &mut u64) -> Option<()> {
        match value {
            Json::String(text) if text.len() > SHORT => return None,
            Json::String(text) => *hash = mix(*hash, xxh3_64(text.as_bytes())),
            Json::Number(number) => *hash = mix(*hash, number.value.to_bits()),
            Json::Bool(value) => *hash = mix(*hash, 8 + u64::from(*value)),
            _ => {}
        }
        self.value(value, hash)
    }
}

/// What of a value decides, by its node.
fn care(node: &Node) -> Option<Care> {
    let is = |wanted: &[Type]| node.types.iter().any(|kind| wanted.contains(kind));
    let list = node.distinct.is_some() || node.spans_of.is_some() || node.tools;
    if node.charset.is_some() || !node.starts.is_empty() || list {
        return Some(Care::Row);
    }
    let bounded = node.min.is_some() || node.max.is_some();
    let listed = !node.values.is_empty() || !node.refused.is_empty() || !node.tolerated.is_empty();
    let value = listed
        || is(&[Type::ArrayText, Type::ObjectText])
        || bounded && (node.types.is_empty() || is(&[Type::Number, Type::Integer]));
    value.then_some(Care::Value)
}

/// Folds a number into a hash: a multiplication that keeps both halves.
fn mix(hash: u64, value: u64) -> u64 {
    let wide = u128::from(hash ^ value.wrapping_mul(0x9E37_79B9_7F4A_7C15)) * 0xD6E8_FEB8_6659_FD93_u128;
    (wide as u64) ^ (wide >> 64) as u64 ^ hash.rotate_left(23)
}
