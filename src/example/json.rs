//! A JSON value that borrows from the row: keys in their order, repeated keys kept, strings without escapes not copied.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::skeleton::hash_key;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string, unescaped.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Json<'a>>),
    /// An object.
    Object(Object<'a>),
}

/// A number, and whether a double-precision reader loses digits of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// The nearest double.
    pub value: f64,
    /// Whether it was written without fraction and exponent.
    pub integer: bool,
    /// Beyond ±2^53 as an integer, or too large for a double.
    pub lost: bool,
}

/// An object: members in their order, repeated keys included.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object<'a>(pub Vec<(Cow<'a, str>, Json<'a>)>, Index);

/// Where the members of a large object are. Small objects have none, and it makes no value larger.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index(Option<Box<Places>>);

/// Hash of a key and place of its member, sorted; of a repeated key the last.
#[derive(Clone, Debug, PartialEq)]
struct Places(Vec<(u32, u32)>);

impl Index {
    fn of(members: &[(Cow<'_, str>, Json<'_>)]) -> Index {
        if members.len() <= FEW {
            return Index(None);
        }
        let entry = |(place, (key, _)): (usize, &(Cow<'_, str>, _))| (hash_key(key) as u32, place as u32);
        let mut entries: Vec<(u32, u32)> = members.iter().enumerate().map(entry).collect();
        entries.sort_unstable();
        // Of two neighbours with one key the earlier goes: the last to be kept is the last in the row.
        entries.reverse();
        entries.dedup_by(|next, kept| next.0 == kept.0 && members[next.1 as usize].0 == members[kept.1 as usize].0);
        entries.reverse();
        Index(Some(Box::new(Places(entries))))
    }
}

impl<'a> Object<'a> {
    /// An object of these members.
    pub fn new(members: Vec<(Cow<'a, str>, Json<'a>)>) -> Self {
        let index = Index::of(&members);
        Object(members, index)
    }

    /// The value of `key`; the last one where it is repeated, as most readers have it.
    #[inline]
    pub fn get(&self, key: &str) -> Option<&Json<'a>> {
        match &self.1.0 {
            // Most keys that are asked for are not there, and differ in their length from those that are.
            None => {
                self.0.iter().rev().find(|(name, _)| name.len() == key.len() && name == key).map(|(_, value)| value)
            }
            Some(index) => self.indexed(index, key),
        }
    }

    #[cold]
    fn indexed(&self, index: &Places, key: &str) -> Option<&Json<'a>> {
        let hash = hash_key(key) as u32;
        let from = index.0.partition_point(|(own, _)| *own < hash);
        let near =
            index.0[from..].iter().take_while(|(own, _)| *own == hash).map(|(_, place)| &self.0[*place as usize]);
        near.filter(|(name, _)| name == key).last().map(|(_, value)| value)
    }

    /// Whether `key` is there.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_ref())
    }
}

impl<'a> Json<'a> {
    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Json::String(text) = self { Some(text) } else { None }
    }

    /// The items, if it is an array.
    pub fn as_array(&self) -> Option<&[Json<'a>]> {
        if let Json::Array(items) = self { Some(items) } else { None }
    }

    /// The object, if it is one.
    pub fn as_object(&self) -> Option<&Object<'a>> {
        if let Json::Object(object) = self { Some(object) } else { None }
    }

    /// The value of a key, if it is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Json<'a>> {
        self.as_object()?.get(key)
    }

    /// The value at a JSON Pointer.
    pub fn at(&self, pointer: &str) -> Option<&Json<'a>> {
        pointer.split('/').skip(1).try_fold(self, |value, step| match value {
            Json::Array(items) => items.get(step.parse::<usize>().ok()?),
            _ => value.get(&step.replace("~1", "/").replace("~0", "~")),
        })
    }

    /// Its type, as a message names it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        }
    }
}

const EXACT: u64 = 1 << 53;

impl Number {
    /// A number read from an integer.
    pub fn integer(value: f64, magnitude: u64) -> Self {
        Number { value, integer: true, lost: magnitude > EXACT }
    }
}

/// Reads a row with the fast parser; `None` when the exact parser has to look. The flag says whether there may be something
/// in it that readers disagree about: a repeated key, or a number that loses digits.
pub fn read(text: &str) -> Option<(Json<'_>, bool)> {
    let seen = Seen::default();
    let mut parser = serde_json::Deserializer::from_str(text);
    let json = Builder { seen: &seen }.deserialize(&mut parser).ok()?;
    parser.end().ok()?;
    (!seen.doubtful.get()).then_some((json, seen.notable.get()))
}

/// What was seen while a value was read.
#[derive(Default)]
struct Seen {
    /// A number of which the fast parser cannot tell how it was written.
    doubtful: Cell<bool>,
    /// A repeated key or a number that loses digits, or so many members that it takes a table to tell.
    notable: Cell<bool>,
}

/// Room made for a list or object that is not empty: most need no more, and asking once is quicker than growing.
const USUAL: usize = 4;

/// Members up to which an object's keys are compared with each other, and above which they have an index.
pub(super) const FEW: usize = 32;

/// Builds a [`Json`].
#[derive(Clone, Copy)]
struct Builder<'n> {
    seen: &'n Seen,
}

impl Builder<'_> {
    fn integer<'de>(self, value: f64, magnitude: u64) -> Json<'de> {
        let number = Number::integer(value, magnitude);
        if number.lost {
            self.seen.notable.set(true);
        }
        Json::Number(number)
    }
}

impl<'de> DeserializeSeed<'de> for Builder<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// A key: a string that is borrowed where it can be.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

impl<'de> Visitor<'de> for Builder<'_> {
    type Value = Json<'de>;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(self.integer(value as f64, value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(self.integer(value as f64, value.unsigned_abs()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json<'de>, E> {
        // An integer beyond 64 bits arrives as a double, and only the exact parser still sees how it was written.
        if value.abs() >= EXACT as f64 {
            self.seen.doubtful.set(true);
        }
        Ok(Json::Number(Number { value, integer: false, lost: false }))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json<'de>, A::Error> {
        let Some(first) = items.next_element_seed(self)? else { return Ok(Json::Array(Vec::new())) };
        let mut array = Vec::with_capacity(USUAL);
        array.push(first);
        while let Some(item) = items.next_element_seed(self)? {
            array.push(item);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json<'de>, A::Error> {
        let Some(first) = members.next_key_seed(Key)? else { return Ok(Json::Object(Object::default())) };
        let mut object = Vec::with_capacity(USUAL);
        object.push((first, members.next_value_seed(self)?));
        while let Some(key) = members.next_key_seed(Key)? {
            if object.len() >= FEW || object.iter().any(|(other, _)| *other == key) {
                self.seen.notable.set(true);
            }
            object.push((key, members.next_value_seed(self)?));
        }
        Ok(Json::Object(Object::new(object)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_large_objects_are_found() {
        for count in [0usize, 1, FEW, FEW + 1, 5_000] {
            let mut text: Vec<String> = (0..count).map(|n| format!("\"key{n}\":{n}")).collect();
            text.push(format!("\"key{}\":\"again\"", count / 2));
            let text = format!("{{{}}}", text.join(","));
            let (json, _) = read(&text).expect("JSON");
            for n in (0..count).filter(|n| *n != count / 2) {
                assert!(
                    matches!(json.get(&format!("key{n}")), Some(Json::Number(own)) if own.value as usize == n),
                    "{n}"
                );
            }
            assert_eq!(json.get(&format!("key{}", count / 2)).and_then(Json::as_str), Some("again"));
            assert!(json.get("key").is_none() && json.get("").is_none());
        }
    }

    #[test]
    fn a_key_that_stands_thousands_of_times_has_its_last_value() {
        let text = (0..40_000).map(|n| format!("\"a\":{n}")).collect::<Vec<_>>().join(",");
        let text = format!("{{{text},\"b\":true}}");
        let (json, _) = read(&text).expect("JSON");
        let Some(Json::Object(object)) = Some(&json) else { panic!("an object") };
        assert_eq!(object.1.0.as_ref().map(|index| index.0.len()), Some(2));
        assert!(matches!(object.get("a"), Some(Json::Number(last)) if last.value as usize == 39_999));
    }

    #[test]
    fn the_index_makes_no_value_larger() {
        assert_eq!(size_of::<Json<'_>>(), 32);
    }
}
