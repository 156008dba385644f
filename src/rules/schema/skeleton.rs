//! What of a row decides how consumers take it: its keys, types and the few values that profiles look at, as one number.
//! Rows with one skeleton get one verdict, so that a file of a million rows is judged a few dozen times.

use std::collections::HashMap;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::example::{Example, Json, Object, Shape, hash_key, is_blank};
use crate::rules::catalogue::Level;
use crate::rules::profile::{Charset, Media, Node, Profile, Type};

/// What of the value under a key decides a verdict beyond its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Care {
    /// Which forms a text has: the sets of characters and the beginnings that profiles ask for.
    Form,
    /// The value, where it is short.
    Value,
    /// As `Form`; and the row has to do with tools, whose names, ids and arguments must fit each other.
    Tools,
    /// More than a skeleton holds: rows with the key are judged one by one.
    Row,
}

/// Keys of tools, of their calls and of their answers.
const TOOLS: [&str; 10] = [
    "tools",
    "functions",
    "toolConfig",
    "toolUse",
    "toolResult",
    "functionCall",
    "functionResponse",
    "tool_calls",
    "function_call",
    "tool_call_id",
];

/// Roles whose texts are calls and answers.
const CALLERS: [&str; 6] = ["function_call", "tool_call", "observation", "tool_response", "function_response", "tool"];

/// Longest text under a key of values that is part of a skeleton, in bytes.
const SHORT: usize = 40;

/// Which keys and words of a row decide verdicts under a set of profiles.
pub struct Skeletons {
    /// What counts of the values under keys, by the hash of the key; by shape.
    cares: Vec<Cares>,
    /// Beginnings of texts that profiles ask for; at most 60.
    starts: Vec<String>,
    /// Pairs of keys whose values must differ.
    pairs: Vec<(String, String)>,
    /// What profiles want of the texts of rows, by shape.
    texts: Vec<Option<Texts>>,
}

type Cares = HashMap<u64, Care, Plain>;

/// What is wanted of texts.
struct Texts {
    /// Words that may not occur, without what the JSON text escapes.
    reserved: Vec<Vec<u8>>,
    /// The bytes that they end in.
    ends: Vec<u8>,
    /// The same for words in angle brackets, which most rows have none of.
    marks: Vec<Finder<'static>>,
    /// Shortest limit of a text, in characters.
    longest: usize,
}

/// Keys are hashes already.
pub type Plain = std::hash::BuildHasherDefault<Same>;

/// Hands a `u64` through.
#[derive(Default)]
pub struct Same(u64);

impl std::hash::Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("only numbers are hashed");
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A letter written as an escape.
static ESCAPED: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\\u00"));

impl Texts {
    /// Whether a word may stand in the row. An escaped letter may be one of a word.
    fn hold_word(&self, row: &[u8]) -> bool {
        let holds = |words: &[Finder<'_>]| words.iter().any(|word| word.find(row).is_some());
        let any = !(self.reserved.is_empty() && self.marks.is_empty());
        let reserved = |at: usize| self.reserved.iter().any(|word| row[..=at].ends_with(word));
        // Before most of these bytes stands the quote of a key.
        let ended = |at: &usize| *at > 0 && row[at - 1] != b'"';
        self.ends.iter().any(|end| memchr::memchr_iter(*end, row).filter(ended).any(reserved))
            || !self.marks.is_empty() && memchr::memchr(b'<', row).is_some() && holds(&self.marks)
            || any && memchr::memchr(b'\\', row).is_some() && ESCAPED.find(row).is_some()
    }
}

impl Skeletons {
    /// Collects what the profiles look at; `run` is that of the run, of which not only what it refuses counts.
    pub fn of<'p>(profiles: impl Iterator<Item = &'p Profile>, run: &Profile) -> Self {
        let cares = Shape::ALL.iter().map(|_| Cares::default()).collect();
        let mut own = Skeletons { cares, starts: Vec::new(), pairs: Vec::new(), texts: Vec::new() };
        for profile in profiles {
            let wanted = own.profile(profile);
            let is_run = profile.name == run.name;
            for shape in Shape::ALL.into_iter().map(|(shape, _)| shape).filter(|shape| is_run || profile.takes(*shape)) {
                wanted.iter().for_each(|(key, care)| own.add(shape, key, *care));
            }
            own.texts(profile, is_run);
        }
        let always = TOOLS.iter().map(|key| (*key, Care::Tools));
        let always = always.chain([("image_url", Care::Row), ("parallel_tool_calls", Care::Value), ("strict", Care::Value)]);
        for (key, care) in always {
            Shape::ALL.iter().for_each(|(shape, _)| own.add(*shape, key, care));
        }
        own.starts.sort();
        own.starts.dedup();
        assert!(own.starts.len() <= 60, "a skeleton has a bit for each beginning");
        own.pairs.sort();
        own.pairs.dedup();
        own
    }

    /// What a profile looks at.
    fn profile<'p>(&mut self, profile: &'p Profile) -> Vec<(&'p str, Care)> {
        let mut wanted = Vec::new();
        for form in profile.forms.values() {
            self.node(&form.row, &mut wanted);
            self.pairs.extend(form.answers.clone());
            wanted.extend(form.media.keys().map(|key| (key.as_str(), Care::Row)));
        }
        for talk in profile.talks.values() {
            self.node(&talk.message, &mut wanted);
            wanted.push((&talk.role_key, Care::Value));
            if !talk.parts.is_empty() {
                wanted.push(("type", Care::Value));
            }
            if !talk.files.is_empty() {
                wanted.extend(["mimeType", "mime_type"].map(|key| (key, Care::Value)));
            }
        }
        let same = profile.uniform.iter().filter(|field| field.same);
        wanted.extend(same.map(|field| (field.path.rsplit('/').next().unwrap_or_default(), Care::Value)));
        wanted
    }

    fn texts(&mut self, profile: &Profile, all: bool) {
        for (shape, _) in Shape::ALL.into_iter().filter(|(shape, _)| profile.takes(*shape)) {
            let none = || Texts { reserved: Vec::new(), ends: Vec::new(), marks: Vec::new(), longest: usize::MAX };
            let place = shape as usize;
            if self.texts.len() <= place {
                self.texts.resize_with(place + 1, || None);
            }
            let own = self.texts[place].get_or_insert_with(none);
            let marks = profile.forms.values().flat_map(|form| form.media.values()).filter_map(Media::mark);
            let words = profile.words.values().flatten().map(|word| word.trim());
            for word in words.chain(marks).map(str::as_bytes) {
                if !word.starts_with(b"<") {
                    own.reserved.push(word.to_vec());
                    own.ends.extend(word.last());
                } else if !own.marks.iter().any(|known| known.needle() == word) {
                    own.marks.push(Finder::new(word).into_owned());
                }
            }
            own.reserved.sort_unstable();
            own.reserved.dedup();
            own.ends.sort_unstable();
            own.ends.dedup();
            let counts = |name, usual| all || profile.level(name, usual) == Some(Level::Error);
            let rows = profile.forms.values().filter_map(|form| form.max_chars);
            let of_rows = rows.filter(|_| counts("long-row", Level::Error));
            let texts = profile.talks.values().filter_map(|talk| talk.max_chars);
            let longest = texts.filter(|_| counts("long-text", Level::Warn)).chain(of_rows).min();
            own.longest = own.longest.min(longest.unwrap_or(usize::MAX));
        }
    }

    fn add(&mut self, shape: Shape, key: &str, care: Care) {
        let own = self.cares[shape as usize].entry(hash_key(key)).or_insert(care);
        *own = care.max(*own);
    }

    fn node<'p>(&mut self, node: &'p Node, wanted: &mut Vec<(&'p str, Care)>) {
        for (key, member) in &node.keys {
            if let Some(care) = care(member) {
                wanted.extend(std::iter::once(key).chain(&member.aliases).map(|name| (name.as_str(), care)));
            }
            self.starts.extend(member.starts.iter().chain(&member.doubtful_starts).cloned());
            self.node(member, wanted);
        }
        for case in &node.cases {
            wanted.push((&case.key, Care::Value));
            self.node(&case.then, wanted);
        }
        for below in node.items.iter().chain(&node.members) {
            self.node(below, wanted);
        }
    }

    /// The skeleton of a row; none where the row must be judged by itself.
    pub fn of_row(&self, example: &Example<'_>) -> Option<Skeleton> {
        let bytes = example.row.bytes;
        if let Some(Some(texts)) = self.texts.get(example.shape as usize)
            && (bytes.len() > texts.longest || texts.hold_word(bytes))
        {
            return None;
        }
        let mut own = Skeleton { key: mix(example.shape as u64, 1), tools: false };
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

    fn object(&self, object: &Object<'_>, cares: &Cares, own: &mut Skeleton) -> Option<()> {
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

    fn value(&self, value: &Json<'_>, cares: &Cares, own: &mut Skeleton) -> Option<()> {
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
    fn form(&self, value: &Json<'_>, cares: &Cares, own: &mut Skeleton) -> Option<()> {
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

    /// A value that is part of the skeleton itself.
    fn small(&self, value: &Json<'_>, cares: &Cares, own: &mut Skeleton) -> Option<()> {
        match value {
            Json::String(text) if text.len() > SHORT => return None,
            // The text itself is part of the skeleton, and with it all of its forms.
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

/// The skeleton of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skeleton {
    /// Equal for rows that every consumer takes alike, if the tools in them fit each other.
    pub key: u64,
    /// Whether the row has to do with tools.
    pub tools: bool,
}

impl Skeleton {
    fn add(&mut self, value: u64) {
        self.key = mix(self.key, value);
    }
}

/// What of a value decides, by its node.
fn care(node: &Node) -> Option<Care> {
    let is = |wanted: &[Type]| node.types.iter().any(|kind| wanted.contains(kind));
    if node.distinct.is_some() || node.spans_of.is_some() {
        return Some(Care::Row);
    }
    if node.tools {
        return Some(Care::Tools);
    }
    let bounded = node.min.is_some() || node.max.is_some();
    // That a text is empty is part of each skeleton.
    let refused = node.refused.iter().any(|value| value.as_str() != Some(""));
    let listed = !node.values.is_empty() || refused || !node.tolerated.is_empty();
    let value = listed
        || is(&[Type::ArrayText, Type::ObjectText])
        || bounded && (node.types.is_empty() || is(&[Type::Number, Type::Integer]));
    let form = node.charset.is_some() || !node.starts.is_empty();
    if value { Some(Care::Value) } else { form.then_some(Care::Form) }
}

/// Folds a number into a hash: a multiplication that keeps both halves.
fn mix(hash: u64, value: u64) -> u64 {
    let wide = u128::from(hash ^ value.wrapping_mul(0x9E37_79B9_7F4A_7C15)) * 0xD6E8_FEB8_6659_FD93_u128;
    (wide as u64) ^ (wide >> 64) as u64 ^ hash.rotate_left(23)
}
