//! What a row is made of: messages, who says them, and the texts in them.

use std::cell::OnceCell;

use super::code::Code;
use super::json::Json;
use super::plain::PlainCopy;
use super::pointer::Pointer;
use super::scan::Scan;
use super::signs::Signs;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Role {
    /// Instructions to the model (`system`, `developer`).
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
    /// The result of a tool or function.
    Tool,
    /// No role, or one that nobody knows.
    Other,
}

impl Role {
    /// The role that a name stands for, in any of the formats, whatever its case.
    pub fn of(name: &str) -> Role {
        match name {
            "user" => return Role::User,
            "assistant" => return Role::Assistant,
            "system" => return Role::System,
            _ => {}
        }
        match name.to_ascii_lowercase().as_str() {
            "system" | "developer" => Role::System,
            "user" | "human" => Role::User,
            "assistant" | "gpt" | "model" | "chatbot" | "bot" | "chatgpt" | "function_call" | "tool_call" => {
                Role::Assistant
            }
            "tool" | "function" | "observation" | "observations" | "tool_response" | "function_response"
            | "ipython" => Role::Tool,
            _ => Role::Other,
        }
    }

    /// Its plain name.
    pub fn name(self) -> &'static str {
        match self {
            Role::System => "system",
            Role::User => "user",
            Role::Assistant => "assistant",
            Role::Tool => "tool",
            Role::Other => "other",
        }
    }
}

/// One string of the example that people or models read.
#[derive(Debug)]
pub struct Text<'e> {
    /// The decoded string.
    pub text: &'e str,
    /// Where it stands.
    pub pointer: Pointer<'e>,
    /// Who says it.
    pub role: Role,
    /// Whether the model learns to produce it.
    pub trained: bool,
    /// What one look at its bytes found.
    pub scan: Scan,
    code: OnceCell<Code>,
    plain: OnceCell<Option<Box<PlainCopy>>>,
}

impl<'e> Text<'e> {
    /// A text with what one look at it finds.
    pub fn new(text: &'e str, pointer: Pointer<'e>, role: Role, trained: bool) -> Self {
        let mut scan = Scan::of(text);
        let signs = match role {
            Role::Assistant if trained => Signs::TRAINED | Signs::ANSWER,
            Role::User if !trained => Signs::QUESTION,
            _ if trained => Signs::TRAINED,
            _ => Signs::NONE,
        };
        scan.signs = scan.signs | signs;
        Text { text, pointer, role, trained, scan, code: OnceCell::new(), plain: OnceCell::new() }
    }

    /// The parts of it that are code; looked for once, when a rule first asks.
    pub fn code(&self) -> &Code {
        self.code.get_or_init(|| Code::of(self.text))
    }

    /// Its copy with plain digits, if it needs one; made once, when a rule first asks.
    pub fn plain(&self) -> Option<&PlainCopy> {
        self.plain.get_or_init(|| PlainCopy::of(self.text, &self.scan)).as_deref()
    }
}

/// One message, or what stands for one in shapes without messages.
#[derive(Debug)]
pub struct Message<'e> {
    /// Who speaks.
    pub role: Role,
    /// The role as written.
    pub role_name: Option<&'e str>,
    /// Where it stands.
    pub pointer: Pointer<'e>,
    /// Its texts, as indexes into [`Example::texts`](super::lower::Example::texts): content, reasoning and arguments of tool calls.
    pub texts: std::ops::Range<usize>,
    /// Those of its texts that are content.
    pub content: std::ops::Range<usize>,
    /// Its tool calls, as written.
    pub calls: Option<&'e Json<'e>>,
    /// The list of its parts, where some are no text: pictures, sound, files.
    pub parts: Option<&'e [Json<'e>]>,
    /// Whether the model learns to produce it.
    pub trained: bool,
    /// The answer that a preference row turns down.
    pub rejected: bool,
}

/// Keys of the text of a part.
pub(super) const TEXT_KEYS: [&str; 3] = ["text", "content", "value"];

/// Whether a part of a message is no text.
pub(super) fn is_media(part: &Json<'_>) -> bool {
    let says = |key: &&str| matches!(part.get(key), Some(Json::String(_)));
    part.as_object().is_some() && !TEXT_KEYS.iter().any(says)
}
