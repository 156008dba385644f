//! How each layout of rows becomes messages.

use super::json::Json;
use super::label::{CLASS_KEYS, is_blank, is_short};
use super::lower::Example;
use super::message::Role;
use super::pointer::Pointer;
use super::shape::{QUESTION_KEYS, Shape};
use super::signs::Signs;

impl<'e> Example<'e> {
    /// Adds the messages of the row.
    pub(super) fn fill(&mut self) {
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
