//! FT211 missing-content. The page is `rules/FT211-missing-content.md`.

use crate::example::{Dialect, Example, Json, Role};
use crate::rules::contract::{ExampleRule, Sink};

/// FT211: a message without content where content is needed.
pub struct MissingContent;

impl ExampleRule for MissingContent {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for list in example.conversations.iter().filter(|list| list.dialect == Dialect::Chat) {
            for entry in &list.entries {
                let content = entry.object.get("content");
                let null = content == Some(&Json::Null);
                let elsewhere = ["text", "parts", "value"].iter().any(|key| entry.object.has(key));
                let calls = ["tool_calls", "function_call"]
                    .iter()
                    .any(|key| !matches!(entry.object.get(key), None | Some(Json::Null)));
                let refusal = entry.object.get("refusal").and_then(Json::as_str).is_some();
                if !(content.is_none() && !elsewhere || null) || (entry.role == Role::Assistant && (calls || refusal)) {
                    continue;
                }
                let who = entry.role_name.map_or("message", |role| role);
                let what = if null { "is `null`" } else { "is missing" };
                let pointer = if null { entry.pointer().key("content") } else { entry.pointer() };
                let why = if entry.role == Role::Assistant { " and there are no tool calls" } else { "" };
                sink.report(pointer, format!("content of the `{who}` message {what}{why}"))
                    .help("write the text, or remove the message");
            }
        }
    }
}
