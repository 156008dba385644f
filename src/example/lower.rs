//! Lowering: every shape becomes the same list of messages and texts, so that rules about text, privacy, contradictions
//! and balance work on all of them.

use smallvec::SmallVec;

use super::json::{Json, Object};
use super::members::{Members, first};
use super::message::{Message, Role, TEXT_KEYS, Text, is_media};
use super::pointer::Pointer;
use super::room::Room;
use super::shape::Shape;
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

    /// A member of the row as one message (a string), or as a conversation (an array of messages).
    #[inline]
    pub(super) fn field(&mut self, key: &'static str, role: Role, trained: bool) {
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
    pub(super) fn mixed(&mut self, value: &'e Json<'e>) {
        let parts = value.as_array().filter(|parts| parts.iter().any(is_media));
        self.messages.last_mut().expect("a message was just closed").parts = parts;
    }

    pub(super) fn close(
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
    pub(super) fn content(&mut self, pointer: Pointer<'e>, value: &'e Json<'e>, role: Role, trained: bool) {
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

    pub(super) fn conversation(&mut self, pointer: Pointer<'e>, list: &'e Json<'e>, trained: bool) {
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
}
