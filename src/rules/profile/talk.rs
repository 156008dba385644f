//! What a list of messages may be: roles, order, content, tool calls.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Node, Setting};

/// What a list of messages is in its row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// A whole conversation, answers included.
    #[default]
    Whole,
    /// What comes before the answer.
    Prompt,
    /// An answer.
    Answer,
}

/// Where system messages may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum System {
    /// Anywhere.
    #[default]
    Free,
    /// First only.
    First,
    /// One at most, anywhere.
    One,
    /// Anywhere, if the first message is one too.
    Led,
    /// One at most, as the first message.
    Single,
}

/// The order of the messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Any.
    #[default]
    Free,
    /// No two user messages in a row, no answer before the first question.
    Usual,
    /// User and assistant in turn; system and tool messages aside.
    Turns,
    /// No role twice in a row.
    NoRepeat,
    /// After user: assistant or user; after assistant: assistant, user, tool; after tool: assistant, tool, user.
    Mistral,
    /// Odd places ask (user, tool), even places answer; an even number of messages.
    Pairs,
    /// As `pairs`, and one more that asks: an odd number of messages.
    PairsOpen,
    /// No user after user; an answer only after a user.
    Torchtune,
}

/// Who speaks last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ending {
    /// Roles that may.
    pub roles: Vec<String>,
    /// How another one is taken (default error).
    pub level: Option<Setting>,
    /// What to say in place of the usual words.
    pub say: Option<String>,
    /// Keys that are not `true` in the last message.
    pub without: Vec<String>,
}

/// How tool calls and their answers belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Calls {
    /// Whether calls are read at all.
    pub read: bool,
    /// Only the number of answers counts, not their ids.
    pub by_count: bool,
    /// Content beside calls is refused.
    pub alone: bool,
    /// A message of one call answers another turn: results are merged, ids are free.
    pub free: bool,
}

/// What pictures may be in content parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Images {
    /// `https`, `http`, `data`, …; any address when empty.
    pub from: Vec<String>,
    /// `jpeg`, `png`, `webp`, `gif`: those a data URI may hold; all when empty.
    pub formats: Vec<String>,
    /// Most images of one row.
    pub per_row: Option<usize>,
    /// Most images of one message.
    pub per_message: Option<usize>,
    /// Most bytes of one image, decoded.
    pub bytes: Option<usize>,
    /// Whether an image must be RGB or RGBA.
    pub colour: bool,
    /// A message with an image may not be trained on.
    pub untrained: bool,
    /// Roles that the messages of a row with images may have; any when empty.
    pub roles: Vec<String>,
}

/// A list of messages.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Talk {
    /// What the list is.
    pub part: Part,
    /// The key of the role.
    pub role_key: String,
    /// The key of the text.
    pub content_key: String,
    /// Other keys that may hold the text.
    pub content_aliases: Vec<String>,
    /// Roles that are known; any when empty.
    pub roles: Vec<String>,
    /// Another whole set of roles: taken where all messages of the list are of it.
    pub other_roles: Vec<String>,
    /// Roles that are taken with a word: what to say.
    pub doubtful: BTreeMap<String, String>,
    /// Names that people write for a role, beside the usual ones.
    pub meant: BTreeMap<String, String>,
    /// Roles that belong elsewhere in the row: what to do.
    pub outside: BTreeMap<String, String>,
    /// Whether upper and lower case of a role are the same.
    pub any_case: bool,
    /// Fewest messages (default 1).
    pub min: Option<usize>,
    /// Most messages.
    pub max: Option<usize>,
    /// Where system messages may stand.
    pub system: System,
    /// The row's key for the system message; where it is there, the list has none. System messages are taken out of the
    /// list before messages are counted.
    pub system_key: Option<String>,
    /// Roles that may come first (system messages aside); any when empty.
    pub starts: Vec<String>,
    /// The order.
    pub order: Order,
    /// Who speaks last.
    pub ends: Ending,
    /// A message; its members.
    pub message: Node,
    /// Types of content parts, by role; not looked at when empty.
    pub parts: BTreeMap<String, Vec<String>>,
    /// Pictures in content parts.
    pub images: Images,
    /// Most files of one row, by the beginning of their types: `image/`, `application/pdf`.
    pub files: BTreeMap<String, usize>,
    /// Keys of content parts, each with those that no part of the row may have beside it.
    pub apart: BTreeMap<String, Vec<String>>,
    /// All contents of a row are texts, or all are lists of parts.
    pub content_alike: bool,
    /// Content parts say by `train` or `weight` whether they are learned.
    pub masked_parts: bool,
    /// Tool calls.
    pub calls: Calls,
    /// A row with tools trains its last answer only.
    pub last_with_tools: bool,
    /// Most characters of one text; longer ones are cut or dropped.
    pub max_chars: Option<usize>,
}

impl Talk {
    /// Whether a role is one that the consumer takes, with or without a word.
    pub fn knows(&self, role: &str) -> bool {
        self.roles.is_empty()
            || self.doubtful.contains_key(role)
            || self.roles.iter().any(|known| known == role || self.any_case && known.eq_ignore_ascii_case(role))
    }
}
