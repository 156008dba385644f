//! Which layout a row has, decided from its top-level keys and the type of one nested value; the first match wins.
//! The order is that of the shape table in the formats reference of the project's design.

use super::json::{Json, Object};

/// The layout of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[allow(missing_docs, reason = "the names are those of the formats")]
pub enum Shape {
    Batch,
    ContentsPreference,
    ContentsRl,
    Contents,
    PreferenceOpenai,
    Converse,
    Classify,
    ChatPreference,
    Rft,
    Chat,
    Sharegpt,
    Preference,
    Stepwise,
    Kto,
    PromptCompletion,
    Instruction,
    Segments,
    QueryResponse,
    PromptOnly,
    Text,
    Tokens,
    Unknown,
}

impl Shape {
    /// Every shape with its name in reports.
    pub const ALL: [(Shape, &'static str); 22] = [
        (Shape::Batch, "batch"),
        (Shape::ContentsPreference, "contents-preference"),
        (Shape::ContentsRl, "contents-rl"),
        (Shape::Contents, "contents"),
        (Shape::PreferenceOpenai, "preference-openai"),
        (Shape::Converse, "converse"),
        (Shape::Classify, "classify"),
        (Shape::ChatPreference, "chat-preference"),
        (Shape::Rft, "rft"),
        (Shape::Chat, "chat"),
        (Shape::Sharegpt, "sharegpt"),
        (Shape::Preference, "preference"),
        (Shape::Stepwise, "stepwise"),
        (Shape::Kto, "kto"),
        (Shape::PromptCompletion, "prompt-completion"),
        (Shape::Instruction, "instruction"),
        (Shape::Segments, "segments"),
        (Shape::QueryResponse, "query-response"),
        (Shape::PromptOnly, "prompt-only"),
        (Shape::Text, "text"),
        (Shape::Tokens, "tokens"),
        (Shape::Unknown, "unknown"),
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        Shape::ALL.iter().find(|(shape, _)| *shape == self).map_or("unknown", |(_, name)| name)
    }

    /// The shape of a row.
    pub fn of(row: &Object<'_>) -> Shape {
        Seen::of(row).shape()
    }

    /// Whether its rows are conversations in `messages` or a list like it.
    pub fn is_chat(self) -> bool {
        matches!(self, Shape::Chat | Shape::ChatPreference | Shape::Rft | Shape::Sharegpt)
    }
}

/// Keys of a row that trainers read beside the conversation; any other one makes a row without an answer `rft`.
const CHAT_KEYS: [&str; 5] = ["tools", "functions", "parallel_tool_calls", "weight", "messages"];

/// Pairs of keys that hold a question and its answer under other names.
pub(super) const QUESTION_KEYS: [(&str, &str); 13] = [
    ("instruction", "output"),
    ("instruction", "response"),
    ("instruction", "completion"),
    ("INSTRUCTION", "RESPONSE"),
    ("question", "answer"),
    ("question", "response"),
    ("question", "solution"),
    ("problem", "solution"),
    ("article", "summary"),
    ("message_1", "message_2"),
    ("input", "output"),
    ("question", "explanation"),
    ("prompt", "generation"),
];

/// A row, with a bit for each of its keys by length and first letter: most of the keys that are asked for are not there.
struct Seen<'r, 'a> {
    row: &'r Object<'a>,
    keys: u64,
}

const fn bit(key: &[u8]) -> u64 {
    if key.is_empty() { 1 } else { 1 << ((key.len() * 7 + key[0] as usize) & 63) }
}

impl<'r, 'a> Seen<'r, 'a> {
    fn of(row: &'r Object<'a>) -> Self {
        Seen { row, keys: row.keys().fold(0, |keys, key| keys | bit(key.as_bytes())) }
    }

    #[inline]
    fn has(&self, key: &str) -> bool {
        self.keys & bit(key.as_bytes()) != 0 && self.row.has(key)
    }

    #[inline]
    fn get(&self, key: &str) -> Option<&'r Json<'a>> {
        if self.keys & bit(key.as_bytes()) == 0 { None } else { self.row.get(key) }
    }

    fn array(&self, key: &str) -> bool {
        self.get(key).is_some_and(|value| matches!(value, Json::Array(_)))
    }

    fn object(&self, key: &str) -> bool {
        self.get(key).is_some_and(|value| matches!(value, Json::Object(_)))
    }

    fn shape(&self) -> Shape {
        self.service_shape().or_else(|| self.chat_shape()).or_else(|| self.pair_shape()).unwrap_or(Shape::Unknown)
    }

    /// Shapes that one service defines.
    fn service_shape(&self) -> Option<Shape> {
        if ["custom_id", "method", "url", "body"].iter().filter(|key| self.has(key)).count() >= 3 {
            return Some(Shape::Batch);
        }
        if self.array("contents") {
            return Some(match () {
                () if self.has("completions") => Shape::ContentsPreference,
                () if self.has("references") => Shape::ContentsRl,
                () => Shape::Contents,
            });
        }
        let outputs = ["preferred_output", "non_preferred_output", "preferred_completion", "non_preferred_completion"];
        if outputs.iter().any(|key| self.has(key))
            || self.get("input").is_some_and(|input| input.get("messages").is_some())
        {
            return Some(Shape::PreferenceOpenai);
        }
        (self.is_converse()).then_some(Shape::Converse)
    }

    fn is_converse(&self) -> bool {
        let named = self.get("schemaVersion").and_then(Json::as_str).is_some_and(|v| v.starts_with("bedrock-"));
        let kinds = ["text", "image", "video", "document", "toolUse", "toolResult", "reasoningContent"];
        let part = self.first("messages").and_then(|message| message.get("content")?.as_array()?.first());
        named
            || part
                .and_then(Json::as_object)
                .is_some_and(|part| !part.has("type") && kinds.iter().any(|kind| part.has(kind)))
    }

    fn first(&self, key: &str) -> Option<&Json<'_>> {
        self.get(key)?.as_array()?.first()
    }

    fn chat_shape(&self) -> Option<Shape> {
        if (self.has("messages") || self.has("text")) && self.object("labels") {
            return Some(Shape::Classify);
        }
        if self.has("messages") && self.has("chosen") && self.has("rejected") {
            return Some(Shape::ChatPreference);
        }
        if self.has("messages") {
            return Some(if self.awaits_answer() { Shape::Rft } else { Shape::Chat });
        }
        if self.array("interactions") {
            return Some(Shape::Chat);
        }
        let turns = ["conversations", "conversation"].into_iter().find(|key| self.has(key))?;
        match self.first(turns).and_then(Json::as_object) {
            Some(turn) if turn.has("from") || turn.has("value") => Some(Shape::Sharegpt),
            Some(turn) if turn.has("role") || turn.has("content") => Some(Shape::Chat),
            _ => Some(Shape::Sharegpt),
        }
    }

    /// The conversation ends before the answer, and the row carries something to grade one with.
    fn awaits_answer(&self) -> bool {
        let Some(messages) = self.get("messages").and_then(Json::as_array) else { return false };
        let speaks = |message: &Json<'_>, who: &str| message.get("role").and_then(Json::as_str) == Some(who);
        messages.last().is_some_and(|last| speaks(last, "user"))
            && !messages.iter().any(|message| speaks(message, "assistant"))
            && self.row.keys().any(|key| !CHAT_KEYS.contains(&key))
    }

    /// Shapes of one prompt and one or two answers.
    fn pair_shape(&self) -> Option<Shape> {
        if self.has("chosen") && self.has("rejected") {
            return Some(Shape::Preference);
        }
        if self.has("prompt") && self.array("completions") && self.array("labels") {
            return Some(Shape::Stepwise);
        }
        if self.has("prompt") && self.has("completion") && self.has("label") {
            return Some(Shape::Kto);
        }
        if self.has("prompt") && (self.has("completion") || self.has("response")) {
            return Some(Shape::PromptCompletion);
        }
        if QUESTION_KEYS.iter().take(3).any(|(a, b)| self.has(a) && self.has(b)) {
            return Some(Shape::Instruction);
        }
        if self.first("segments").is_some_and(|segment| segment.get("text").is_some()) {
            return Some(Shape::Segments);
        }
        if self.has("query") && self.has("response") {
            return Some(Shape::QueryResponse);
        }
        self.lone_shape()
    }

    fn lone_shape(&self) -> Option<Shape> {
        let only_content = self.row.0.len() == 1 && self.get("content").is_some_and(|c| c.as_str().is_some());
        if QUESTION_KEYS.iter().any(|(a, b)| self.has(a) && self.has(b)) {
            return Some(Shape::Instruction);
        }
        if self.has("prompt") {
            return Some(Shape::PromptOnly);
        }
        if self.has("text") || only_content {
            return Some(Shape::Text);
        }
        let tokens = self.get("input_ids")?.as_array()?;
        tokens.iter().all(|t| matches!(t, Json::Number(_))).then_some(Shape::Tokens)
    }
}

/// Keys that make a shape, for the message on a row of none.
const SIGNATURES: [(&str, &[&str]); 6] = [
    ("chat", &["messages"]),
    ("prompt-completion", &["prompt", "completion"]),
    ("instruction", &["instruction", "output"]),
    ("sharegpt", &["conversations"]),
    ("preference", &["prompt", "chosen", "rejected"]),
    ("text", &["text"]),
];

/// The shape whose keys are nearest to those of the row, the keys of it that are missing, and for each the present key
/// that may be meant.
pub fn nearest_shape<'r>(row: &'r Object<'_>) -> (&'static str, Vec<(&'static str, Option<&'r str>)>) {
    let near = |want: &str| {
        row.keys()
            .filter(|have| *have != want)
            .map(|have| (strsim::damerau_levenshtein(&have.to_lowercase(), want), have))
            .filter(|(distance, _)| *distance <= want.len() / 3)
            .min()
            .map(|(_, have)| have)
    };
    let judged = SIGNATURES.iter().map(|(name, keys)| {
        let missing: Vec<_> = keys.iter().filter(|key| !row.has(key)).map(|key| (*key, near(key))).collect();
        let strange = missing.iter().filter(|(_, meant)| meant.is_none()).count();
        let known = keys.len() - strange;
        ((strange > 0 && known == 0, strange, missing.len()), *name, missing)
    });
    judged.min_by_key(|(rank, ..)| *rank).map_or(("chat", Vec::new()), |(_, name, missing)| (name, missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> &'static str {
        let parsed = super::super::parse(text.as_bytes()).expect("JSON");
        Shape::of(parsed.json.as_object().expect("an object")).name()
    }

    #[test]
    fn shapes_by_their_keys() {
        assert_eq!(shape(r#"{"messages":[{"role":"user","content":"a"}]}"#), "chat");
        assert_eq!(shape(r#"{"messages":[{"role":"user","content":"a"}],"reference":"b"}"#), "rft");
        assert_eq!(shape(r#"{"messages":[],"chosen":{},"rejected":{}}"#), "chat-preference");
        assert_eq!(shape(r#"{"prompt":"a","completion":"b"}"#), "prompt-completion");
        assert_eq!(shape(r#"{"prompt":"a","completion":"b","label":true}"#), "kto");
        assert_eq!(shape(r#"{"prompt":"a","chosen":"b","rejected":"c"}"#), "preference");
        assert_eq!(shape(r#"{"instruction":"a","input":"","output":"c"}"#), "instruction");
        assert_eq!(shape(r#"{"question":"a","answer":"c"}"#), "instruction");
        assert_eq!(shape(r#"{"conversations":[{"from":"human","value":"a"}]}"#), "sharegpt");
        assert_eq!(shape(r#"{"conversations":[{"role":"user","content":"a"}]}"#), "chat");
        assert_eq!(shape(r#"{"contents":[{"role":"user","parts":[]}]}"#), "contents");
        assert_eq!(shape(r#"{"messages":[{"role":"user","content":[{"text":"a"}]}]}"#), "converse");
        assert_eq!(shape(r#"{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]}"#), "chat");
        assert_eq!(shape(r#"{"text":"a"}"#), "text");
        assert_eq!(shape(r#"{"foo":1}"#), "unknown");
    }

    #[test]
    fn the_nearest_shape_names_the_slip() {
        let parsed = super::super::parse(br#"{"mesages":[]}"#).expect("JSON");
        let (name, missing) = nearest_shape(parsed.json.as_object().expect("an object"));
        assert_eq!((name, missing), ("chat", vec![("messages", Some("mesages"))]));
    }
}
