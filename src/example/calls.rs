//! What a model says in calls of tools, and what tools answer, as texts: whatever form it has.

use super::{Example, Json, Pointer, Role};

/// Calls and results of tools that are parts of the content, and what in them is of any form: Bedrock's and Gemini's names.
const PART_CALLS: [(&str, &str); 6] = [
    ("toolUse", "input"),
    ("toolResult", "content"),
    ("functionCall", "args"),
    ("functionResponse", "response"),
    ("function_call", "args"),
    ("function_response", "response"),
];

impl<'e> Example<'e> {
    /// The arguments of tool calls are text too.
    pub(super) fn calls(&mut self, pointer: Pointer<'e>, calls: &'e Json<'e>, trained: bool) {
        let one = std::slice::from_ref(calls);
        for (i, call) in calls.as_array().unwrap_or(one).iter().enumerate() {
            let (function, at) = match call.get("function") {
                Some(function) => (function, pointer.index(i).key("function")),
                None if calls.as_array().is_some() => (call, pointer.index(i)),
                None => (call, pointer),
            };
            match function.get("arguments") {
                Some(Json::String(text)) => self.text(text, at.key("arguments"), Role::Assistant, trained),
                Some(arguments) => self.strings(at.key("arguments"), arguments, Role::Assistant, trained),
                None => {}
            }
        }
    }

    /// Every string in a value that has any form.
    fn strings(&mut self, pointer: Pointer<'e>, value: &'e Json<'e>, role: Role, trained: bool) {
        pointer.strings(value, &mut |at, text| self.text(text, at, role, trained));
    }

    /// Calls and results that are parts of the content: what a tool is given and gives is text too.
    pub(super) fn part_calls(&mut self, pointer: Pointer<'e>, content: &'e Json<'e>, role: Role, trained: bool) {
        for (i, part) in content.as_array().unwrap_or_default().iter().enumerate() {
            let Json::Object(part) = part else { continue };
            let call = PART_CALLS.into_iter().find_map(|(key, inner)| Some((key, inner, part.get(key)?.get(inner)?)));
            if let Some((key, inner, value)) = call {
                self.strings(pointer.index(i).key(key).key(inner), value, role, trained);
            }
        }
    }
}
