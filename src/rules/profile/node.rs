//! What one value of a row may be: types, needs, members. A small language, so that a consumer is a file of data.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Setting;
use crate::example::Json;

/// A JSON type, or a use of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Type {
    /// A string.
    String,
    /// A number.
    Number,
    /// A number written without fraction and exponent.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// An object.
    Object,
    /// An array.
    Array,
    /// `null`.
    Null,
    /// An array of objects, not empty.
    Messages,
    /// A string that holds a JSON array.
    ArrayText,
    /// A string that holds a JSON object.
    ObjectText,
    /// A string of white space alone, or of nothing.
    BlankText,
}

impl Type {
    /// Whether the value is of this type.
    pub fn takes(self, value: &Json<'_>) -> bool {
        match (self, value) {
            (Type::String, Json::String(_))
            | (Type::Number, Json::Number(_))
            | (Type::Boolean, Json::Bool(_))
            | (Type::Object, Json::Object(_))
            | (Type::Array, Json::Array(_))
            | (Type::Null, Json::Null) => true,
            (Type::Integer, Json::Number(number)) => number.integer,
            (Type::Messages, Json::Array(items)) => items.iter().any(|item| item.as_object().is_some()),
            (Type::ArrayText, Json::String(text)) => {
                text.trim_start().starts_with('[') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
            }
            (Type::ObjectText, Json::String(text)) => {
                text.trim_start().starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
            }
            (Type::BlankText, Json::String(text)) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// As a message names it, with its article.
    pub fn name(self) -> &'static str {
        match self {
            Type::String => "a string",
            Type::Number => "a number",
            Type::Integer => "a whole number",
            Type::Boolean => "true or false",
            Type::Object => "an object",
            Type::Array => "an array",
            Type::Null => "null",
            Type::Messages => "a list of messages",
            Type::ArrayText => "the text of a JSON array",
            Type::ObjectText => "the text of a JSON object",
            Type::BlankText => "an empty string",
        }
    }
}

/// Whether a member must be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// It must.
    Required,
    /// It may.
    #[default]
    Optional,
    /// It must not.
    Forbidden,
}

/// What a string may be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Charset {
    /// Letters, digits, `_` and `-`; 1 to 64 of them.
    Name,
    /// Nine letters or digits.
    Nine,
    /// Nine letters or digits; in the last message of a list also the word `null`.
    NineOrNull,
    /// `s3://` and letters, digits, `_`, `-`, `/` and `.`.
    S3,
}

impl Charset {
    /// All sets.
    pub const ALL: [Charset; 4] = [Charset::Name, Charset::Nine, Charset::NineOrNull, Charset::S3];

    /// Whether the text is of it.
    pub fn takes(self, text: &str) -> bool {
        let all = |text: &str, more: &[u8]| text.bytes().all(|b| b.is_ascii_alphanumeric() || more.contains(&b));
        match self {
            Charset::Name => (1..=64).contains(&text.len()) && all(text, b"_-"),
            Charset::Nine => text.len() == 9 && all(text, b""),
            Charset::NineOrNull => text == "null" || Charset::Nine.takes(text),
            Charset::S3 => text.strip_prefix("s3://").is_some_and(|rest| !rest.is_empty() && all(rest, b"_-/.")),
        }
    }

    /// The first character of a name that does not belong to it.
    pub fn odd(self, text: &str) -> Option<char> {
        let fits = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        text.chars().find(|c| !fits(c)).filter(|_| self == Charset::Name)
    }

    /// What is wanted, in words.
    pub fn words(self) -> &'static str {
        match self {
            Charset::Name => "letters, digits, `_` and `-` only, at most 64",
            Charset::Nine | Charset::NineOrNull => "9 letters or digits",
            Charset::S3 => "an `s3://` address of letters, digits, `_`, `-`, `/` and `.`",
        }
    }
}

/// What more holds for an object whose member `key` has one of `values`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Case {
    /// The member that decides.
    pub key: String,
    /// Its values.
    pub values: Vec<serde_json::Value>,
    /// Members of the object in this case.
    pub then: Node,
}

/// What one value may be. What is not said is free.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Node {
    /// Whether it must be there.
    pub need: Need,
    /// Other spellings of the key that the consumer reads as well; two of them together are refused.
    pub aliases: Vec<String>,
    /// How another spelling is taken; free when not said. What is refused (`error`) is not looked into.
    pub alias_level: Option<Setting>,
    /// Its types; any when empty.
    pub types: Vec<Type>,
    /// Types that are taken with a word: the consumer changes the value.
    pub doubtful: Vec<Type>,
    /// How the consumer takes a wrong value (default error).
    pub level: Option<Setting>,
    /// The rule that speaks of a wrong value, where it is not the usual one.
    pub code: Option<String>,
    /// The values it may have.
    pub values: Vec<serde_json::Value>,
    /// Values that are refused although their type is taken.
    pub refused: Vec<serde_json::Value>,
    /// Values of another type that are taken with a word (a warning): readers differ in what they make of them.
    pub tolerated: Vec<serde_json::Value>,
    /// How the text may begin.
    pub starts: Vec<String>,
    /// Beginnings that are taken with a word: they do not always work.
    pub doubtful_starts: Vec<String>,
    /// What the text may be made of.
    pub charset: Option<Charset>,
    /// How a text of other characters is taken (as a wrong value when not said).
    pub charset_level: Option<Setting>,
    /// Words that may not stand in the text: the name of a list in the profile's `words`. The check is `reserved-word`.
    pub reserved: Option<String>,
    /// How an empty or white-space text, an empty array or an empty object is taken.
    pub blank: Option<Setting>,
    /// Fewest items, or smallest number.
    pub min: Option<f64>,
    /// Most items, or largest number.
    pub max: Option<f64>,
    /// Numbers of items that an array may have; any when empty.
    pub sizes: Vec<usize>,
    /// Its members.
    pub keys: BTreeMap<String, Node>,
    /// How a member that `keys` does not have is taken; free when not said.
    pub unknown: Option<Setting>,
    /// Every item of the array.
    pub items: Option<Box<Node>>,
    /// Every member of the object, whatever its key.
    pub members: Option<Box<Node>>,
    /// More about the object where one of its members has a certain value.
    pub cases: Vec<Case>,
    /// How an object is taken that has no member beside those of `keys`.
    pub needs_other: Option<Setting>,
    /// Exactly one of these members is there.
    pub one_of: Vec<String>,
    /// Members that exclude each other, group by group.
    pub not_both: Vec<Vec<String>>,
    /// At least one of these members is there.
    pub any_of: Vec<String>,
    /// Members of one kind: all texts or all lists.
    pub alike: Vec<String>,
    /// Members that are lists of one length.
    pub paired: Vec<String>,
    /// How many items of the list may have this member.
    pub most: BTreeMap<String, usize>,
    /// The items of the list have members of one of these kinds only.
    pub kinds: Vec<String>,
    /// A member of the items, by keys joined with `/`, in which no two of them are equal.
    pub distinct: Option<String>,
    /// The items of the list are objects with the same keys.
    pub same_keys: bool,
    /// No two rows of a file have the same text here.
    pub unique: bool,
    /// It is a list of spans (`begin_offset`, `end_offset`, in characters, the last one included) of the text beside it
    /// under this key: inside of it, in order, not overlapping.
    pub spans_of: Option<String>,
    /// Roles of the messages that must carry it.
    pub needed_by: Vec<String>,
    /// Roles of the messages that may carry it; all when empty.
    pub roles: Vec<String>,
    /// How it is taken in a message of another role (default error).
    pub elsewhere: Option<Setting>,
    /// It is a list of messages (or one message) by these rules.
    pub talk: Option<String>,
    /// It is a list of tool definitions.
    pub tools: bool,
    /// It is accepted, and deprecated; what to use instead.
    pub legacy: Option<String>,
    /// It is accepted, and not sure to work; why.
    pub doubt: Option<String>,
    /// What to say of a wrong value in place of the usual words.
    pub say: Option<String>,
    /// What to do.
    pub help: Option<String>,
}
