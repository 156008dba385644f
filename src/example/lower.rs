//! Lowering: every shape becomes the same list of messages and texts, so that rules about text, privacy, contradictions
//! and balance work on all of them.

use smallvec::SmallVec;

use super::json::{Json, Object};
use super::label::{CLASS_KEYS, is_blank, is_short};
use super::members::{Members, first};
use super::message::{Message, Role, TEXT_KEYS, Text, is_media};
use super::pointer::Pointer;
use super::room::Room;
use super::shape::{QUESTION_KEYS, Shape};
use super::signs::Signs;
use super::turn::{Turn, turns};
use crate::source::Row;

/// One row, parsed and lowered. Borrows from the row's bytes.
#[derive(Debug)]
pub struct Example<'e> {
    /// The row it came from.
    pub row: Row<'e>,
    /// The parsed object.
    pub json: &'e Object<'e>,
    /// Its layout.
    pub shape: Shape,
    /// Its messages in order.
    pub messages: Vec<Message<'e>>,
    /// Its texts in order.
    pub texts: Vec<Text<'e>>,
    /// Definitions of the tools that the model may call.
    pub tools: Option<&'e Json<'e>>,
    /// The turns that are trained on.
    pub turns: SmallVec<[Turn; 1]>,
}

impl<'e> Example<'e> {
    /// Lowers the object of a row.
    pub fn lower(row: Row<'e>, json: &'e Object<'e>) -> Self {
        Example::lower_into(row, json, &mut Room::default())
    }

    /// The same, in room that an earlier example has left.
    pub fn lower_into(row: Row<'e>, json: &'e Object<'e>, room: &mut Room) -> Self {
        let shape = Shape::of(json);
        let tools = json.get("tools").or_else(|| json.get("functions"));
        let (messages, texts) = room.take();
        let mut example = Example { row, json, shape, messages, texts, tools, turns: SmallVec::new() };
        example.fill();
        example.turns = turns(&example);
        example
    }

    /// The list of messages as it stands in the row, with the key it stands under.
    pub fn message_list(&self) -> Option<(&'e str, &'e Json<'e>)> {
        let keys = ["messages", "interactions", "conversations", "conversation"];
        keys.into_iter().find_map(|key| Some((key, self.json.get(key)?)))
    }

    fn fill(&mut self) {
        match self.shape {
            Shape::Chat | Shape::Rft | Shape::Converse | Shape::Classify | Shape::ChatPreference | Shape::Sharegpt => {
                self.field("system", Role::System, false);
                if let Some((key, list)) = self.message_list() {
                    self.conversation(Pointer::member(key), list, true);
                }
                self.field("text", Role::User, false);
                self.preference();
            }
            Shape::PreferenceOpenai => {
                if let Some(list) = self.json.get("input").and_then(|input| input.get("messages")) {
                    self.conversation(Pointer::member("input").key("messages"), list, false);
                }
                self.outputs();
            }
            Shape::Contents | Shape::ContentsPreference | Shape::ContentsRl => self.contents(),
            Shape::Instruction => self.instruction(),
            Shape::Text => self.plain(),
            Shape::Segments => self.segments(),
            Shape::Batch | Shape::Tokens | Shape::Unknown => {}
            Shape::Preference
            | Shape::Stepwise
            | Shape::Kto
            | Shape::PromptCompletion
            | Shape::QueryResponse
            | Shape::PromptOnly => {
                self.pair();
            }
        }
    }

    /// A member of the row as one message (a string), or as a conversation (an array of messages).
    #[inline]
    fn field(&mut self, key: &'static str, role: Role, trained: bool) {
        if let Some(value) = self.json.get(key) {
            self.member(Pointer::member(key), value, role, trained);
        }
    }

    fn member(&mut self, pointer: Pointer<'e>, value: &'e Json<'e>, role: Role, trained: bool) {
        match value {
            Json::Array(items) if items.iter().any(|item| item.get("role").is_some() || item.get("from").is_some()) => {
                self.conversation(pointer, value, trained);
            }
            Json::Object(_) if value.get("role").is_some() || value.get("from").is_some() => {
                self.message(pointer, value, trained);
            }
            _ => {
                let from = self.texts.len();
                self.content(pointer, value, role, trained);
                self.close(role, None, pointer, from, None, trained);
                self.mixed(value);
            }
        }
    }

    /// Notes the parts of the last message, where some are no text.
    fn mixed(&mut self, value: &'e Json<'e>) {
        let parts = value.as_array().filter(|parts| parts.iter().any(is_media));
        self.messages.last_mut().expect("a message was just closed").parts = parts;
    }

    fn close(
        &mut self,
        role: Role,
        role_name: Option<&'e str>,
        pointer: Pointer<'e>,
        from: usize,
        calls: Option<&'e Json<'e>>,
        trained: bool,
    ) {
        let texts = from..self.texts.len();
        let content = texts.clone();
        let parts = None;
        self.messages.push(Message {
            role,
            role_name,
            pointer,
            texts,
            content,
            calls,
            parts,
            trained,
            rejected: false,
        });
    }

    pub(super) fn text(&mut self, text: &'e str, pointer: Pointer<'e>, role: Role, trained: bool) {
        self.texts.push(Text::new(text, pointer, role, trained));
    }

    /// A string, or an array of parts with text.
    fn content(&mut self, pointer: Pointer<'e>, value: &'e Json<'e>, role: Role, trained: bool) {
        match value {
            Json::String(text) => self.text(text, pointer, role, trained),
            Json::Array(parts) => {
                for (i, part) in parts.iter().enumerate() {
                    match part {
                        Json::String(text) => self.text(text, pointer.index(i), role, trained),
                        Json::Object(part) => {
                            for key in TEXT_KEYS {
                                if let Some(Json::String(text)) = part.get(key) {
                                    self.text(text, pointer.index(i).key(key), role, trained);
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn conversation(&mut self, pointer: Pointer<'e>, list: &'e Json<'e>, trained: bool) {
        for (i, message) in list.as_array().unwrap_or_default().iter().enumerate() {
            self.message(pointer.index(i), message, trained);
        }
    }

    fn message(&mut self, pointer: Pointer<'e>, message: &'e Json<'e>, trained: bool) {
        let Some(object) = message.as_object() else { return };
        let members = Members::of(object);
        let role_name = members.role.or(members.from).and_then(Json::as_str);
        let role = role_name.map_or(Role::Other, Role::of);
        let weighted = !matches!(members.weight, Some(Json::Number(n)) if n.value == 0.0);
        let muted = matches!(members.train.or(members.loss), Some(Json::Bool(false)));
        let trained = trained && role == Role::Assistant && weighted && !muted;
        let from = self.texts.len();
        let said = [("content", members.content), ("value", members.value), ("text", members.text)];
        if let Some((key, value)) = first(said) {
            self.content(pointer.key(key), value, role, trained);
        }
        let content = from..self.texts.len();
        if let Some(parts @ Json::Array(_)) = members.content {
            self.part_calls(pointer.key("content"), parts, role, trained);
        }
        for (key, value) in [("reasoning_content", members.reasoning_content), ("reasoning", members.reasoning)] {
            if let Some(Json::String(text)) = value {
                self.text(text, pointer.key(key), role, trained);
            }
        }
        let calls = first([("tool_calls", members.tool_calls), ("function_call", members.function_call)]);
        if let Some((key, calls)) = calls {
            self.calls(pointer.key(key), calls, trained);
        }
        self.close(role, role_name, pointer, from, calls.map(|(_, calls)| calls), trained);
        self.messages.last_mut().expect("just added").content = content;
        if let Some(parts @ Json::Array(_)) = members.content {
            self.mixed(parts);
        }
    }

    /// `chosen` and `rejected`: the last message of each is the answer.
    fn preference(&mut self) {
        for (key, rejected) in [("chosen", false), ("rejected", true)] {
            let from = self.messages.len();
            self.field(key, Role::Assistant, !rejected);
            if rejected {
                for message in &mut self.messages[from..] {
                    message.rejected = true;
                }
            }
        }
    }

    fn outputs(&mut self) {
        for (key, rejected) in [("preferred_output", false), ("non_preferred_output", true)] {
            let from = self.messages.len();
            if let Some(list) = self.json.get(key) {
                self.conversation(Pointer::member(key), list, !rejected);
            }
            for message in &mut self.messages[from..] {
                message.rejected = rejected;
            }
        }
    }

    fn pair(&mut self) {
        self.field("system", Role::System, false);
        self.history();
        for key in ["prompt", "query"] {
            self.field(key, Role::User, false);
        }
        for key in ["completion", "response"] {
            self.field(key, Role::Assistant, true);
        }
        if let Some(completions) = self.json.get("completions") {
            self.content_message(Pointer::member("completions"), completions);
        }
        self.preference();
    }

    fn content_message(&mut self, pointer: Pointer<'e>, value: &'e Json<'e>) {
        let from = self.texts.len();
        self.content(pointer, value, Role::Assistant, true);
        self.close(Role::Assistant, None, pointer, from, None, true);
    }

    /// Earlier turns as pairs of strings.
    fn history(&mut self) {
        let Some(Json::Array(turns)) = self.json.get("history") else { return };
        for (i, turn) in turns.iter().enumerate() {
            for (side, role) in [(0, Role::User), (1, Role::Assistant)] {
                if let Some(value) = turn.as_array().and_then(|pair| pair.get(side)) {
                    let pointer = Pointer::member("history").index(i).index(side);
                    let from = self.texts.len();
                    self.content(pointer, value, role, false);
                    self.close(role, None, pointer, from, None, false);
                }
            }
        }
    }

    fn instruction(&mut self) {
        self.field("system", Role::System, false);
        self.field("system_prompt", Role::System, false);
        self.history();
        let Some((question, answer)) = QUESTION_KEYS.into_iter().find(|(q, a)| self.json.has(q) && self.json.has(a))
        else {
            return;
        };
        self.field(question, Role::User, false);
        for extra in ["input", "context", "choices"] {
            let empty = self.json.get(extra).and_then(Json::as_str).is_some_and(str::is_empty);
            if extra != question && !empty {
                self.field(extra, Role::User, false);
            }
        }
        self.field(answer, Role::Assistant, true);
    }

    fn plain(&mut self) {
        let key = if self.json.has("text") { "text" } else { "content" };
        match self.class() {
            None => self.field(key, Role::Other, true),
            Some(class) => {
                self.field(key, Role::User, false);
                self.field(class, Role::Assistant, true);
            }
        }
    }

    /// The key of the class that stands beside a text, as a word or empty: it is what the text is answered with.
    fn class(&self) -> Option<&'static str> {
        let (key, value) = CLASS_KEYS.into_iter().find_map(|key| Some((key, self.json.get(key)?)))?;
        let class = value.as_str()?;
        (is_blank(class) || is_short(class, Signs::of_bytes(class))).then_some(key)
    }

    fn segments(&mut self) {
        for (i, segment) in self.json.get("segments").and_then(Json::as_array).unwrap_or_default().iter().enumerate() {
            let trained = matches!(segment.get("label"), Some(Json::Bool(true)));
            let role = if trained { Role::Assistant } else { Role::User };
            if let Some(text) = segment.get("text") {
                let pointer = Pointer::member("segments").index(i).key("text");
                let from = self.texts.len();
                self.content(pointer, text, role, trained);
                self.close(role, None, pointer, from, None, trained);
            }
        }
    }

    fn contents(&mut self) {
        for key in ["systemInstruction", "system_instruction"] {
            if let Some(parts) = self.json.get(key).and_then(|system| system.get("parts")) {
                let pointer = Pointer::member(key).key("parts");
                let from = self.texts.len();
                self.content(pointer, parts, Role::System, false);
                self.close(Role::System, None, pointer, from, None, false);
            }
        }
        for (i, turn) in self.json.get("contents").and_then(Json::as_array).unwrap_or_default().iter().enumerate() {
            let role_name = turn.get("role").and_then(Json::as_str);
            let role = role_name.map_or(Role::Other, Role::of);
            let trained = role == Role::Assistant;
            let pointer = Pointer::member("contents").index(i);
            let from = self.texts.len();
            let parts = turn.get("parts").map(|parts| (pointer.key("parts"), parts));
            if let Some((at, parts)) = parts {
                self.content(at, parts, role, trained);
            }
            let content = from..self.texts.len();
            if let Some((at, parts)) = parts {
                self.part_calls(at, parts, role, trained);
            }
            self.close(role, role_name, pointer, from, None, trained);
            self.messages.last_mut().expect("just added").content = content;
            if let Some((_, parts)) = parts {
                self.mixed(parts);
            }
        }
    }
}
