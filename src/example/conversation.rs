//! The lists of messages in a row, as written, with what is expected of each: the schema rules look at these and not at
//! the lowered view, because they judge the writing.

use super::json::{Json, Object};
use super::lower::{Example, Role};
use super::pointer::Pointer;
use super::shape::Shape;

/// What a list of messages is in its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A whole conversation, answers included.
    Whole,
    /// What comes before the answer.
    Prompt,
    /// An answer.
    Answer,
}

/// The words that messages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `role` and `content`.
    Chat,
    /// `from` and `value`.
    Sharegpt,
}

impl Dialect {
    /// The key of the role.
    pub fn role_key(self) -> &'static str {
        if self == Dialect::Chat { "role" } else { "from" }
    }

    /// The key of the text.
    pub fn content_key(self) -> &'static str {
        if self == Dialect::Chat { "content" } else { "value" }
    }
}

/// One list of messages.
#[derive(Debug)]
pub struct Conversation<'e> {
    /// Where it stands.
    pub pointer: Pointer<'e>,
    /// The value; an array where the row is right.
    pub value: &'e Json<'e>,
    /// What it is.
    pub part: Part,
    /// How it is written.
    pub dialect: Dialect,
    /// The messages in it that are objects.
    pub entries: Vec<Entry<'e>>,
}

/// One message that is an object.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'e> {
    /// Index in its list, from 0.
    pub index: usize,
    list: Pointer<'e>,
    /// Its members.
    pub object: &'e Object<'e>,
    /// Its role as written, if it is a string.
    pub role_name: Option<&'e str>,
    /// What the role means.
    pub role: Role,
}

impl<'e> Conversation<'e> {
    fn new(pointer: Pointer<'e>, value: &'e Json<'e>, part: Part) -> Self {
        let dialect = dialect(value);
        let entry = |(i, message): (usize, &'e Json<'e>)| {
            let object = message.as_object()?;
            let role_name = object.get(dialect.role_key()).and_then(Json::as_str);
            Some(Entry { index: i, list: pointer, object, role_name, role: role_name.map_or(Role::Other, Role::of) })
        };
        let items = value.as_array().unwrap_or_default();
        let mut entries = Vec::with_capacity(items.len());
        entries.extend(items.iter().enumerate().filter_map(entry));
        Conversation { pointer, value, part, dialect, entries }
    }
}

impl<'e> Entry<'e> {
    /// Where it stands.
    pub fn pointer(&self) -> Pointer<'e> {
        self.list.index(self.index)
    }
}

/// The lists of messages in a row.
pub(super) fn conversations<'e>(example: &Example<'e>) -> Vec<Conversation<'e>> {
    let mut out = Vec::with_capacity(1);
    let json = example.json;
    let mut add = |key: &'static str, value: Option<&'e Json<'e>>, part: Part| {
        if let Some(value) = value
            && (part == Part::Whole || is_list(value))
        {
            out.push(Conversation::new(Pointer::member(key), value, part));
        }
    };
    if matches!(example.shape, Shape::Chat | Shape::Rft | Shape::ChatPreference | Shape::Classify | Shape::Sharegpt) {
        let prompt = example.shape != Shape::Chat && example.shape != Shape::Sharegpt
            || (json.has("chosen") && json.has("rejected"));
        if let Some((key, _)) = example.message_list() {
            let key = ["messages", "interactions", "conversations", "conversation"]
                .into_iter()
                .find(|k| *k == key)
                .unwrap_or("messages");
            add(key, json.get(key), if prompt { Part::Prompt } else { Part::Whole });
        }
    }
    add("prompt", json.get("prompt"), Part::Prompt);
    for key in ["completion", "chosen", "rejected", "preferred_output", "non_preferred_output"] {
        add(key, json.get(key), Part::Answer);
    }
    if let Some(value) = json.get("input").and_then(|input| input.get("messages")) {
        let pointer = Pointer::member("input").key("messages");
        out.push(Conversation::new(pointer, value, Part::Prompt));
    }
    out
}

/// An array of messages, or meant as one.
fn is_list(value: &Json<'_>) -> bool {
    value.as_array().is_some_and(|items| items.iter().any(|item| item.as_object().is_some()))
}

fn dialect(value: &Json<'_>) -> Dialect {
    let first = value.as_array().and_then(<[_]>::first).and_then(Json::as_object);
    match first {
        Some(message) if (message.has("from") || message.has("value")) && !message.has("role") => Dialect::Sharegpt,
        _ => Dialect::Chat,
    }
}
