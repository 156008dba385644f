//! FT204 wrong-type. The page is `rules/FT204-wrong-type.md`.

use crate::example::{Example, Json, Pointer, Shape};
use crate::rules::contract::{ExampleRule, Sink};

/// FT204: a key has another JSON type than any consumer takes.
pub struct WrongType;

impl ExampleRule for WrongType {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for list in &example.conversations {
            let Some(items) = list.value.as_array() else {
                let json_text = list.value.as_str().is_some_and(|text| text.trim_start().starts_with('['));
                if !json_text {
                    sink.report(
                        list.pointer,
                        format!("messages is {}, want an array of messages", list.value.type_name()),
                    )
                    .help("write a list: [{\"role\": …, \"content\": …}]");
                }
                continue;
            };
            for (i, item) in items.iter().enumerate() {
                match item.as_object() {
                    Some(message) => {
                        let at = list.pointer.index(i);
                        text(sink, at, list.dialect.role_key(), message.get(list.dialect.role_key()), false);
                        text(sink, at, list.dialect.content_key(), message.get(list.dialect.content_key()), true);
                    }
                    None => {
                        sink.report(list.pointer.index(i), format!("message is {}, want an object", item.type_name()))
                            .help("write {\"role\": \"user\", \"content\": \"…\"}");
                    }
                }
            }
        }
        fields(example, sink);
    }
}

/// The fields of shapes without a list of messages.
fn fields(example: &Example<'_>, sink: &mut Sink<'_>) {
    let keys: &[&'static str] = match example.shape {
        Shape::PromptCompletion | Shape::Kto => &["prompt", "completion"],
        Shape::Preference => &["prompt", "chosen", "rejected"],
        Shape::PromptOnly => &["prompt"],
        Shape::Instruction if example.json.has("instruction") => &["instruction", "input", "output"],
        Shape::Text => &["text"],
        _ => return,
    };
    for key in keys {
        let Some(value) = example.json.get(key) else { continue };
        let one_message = value.get("from").is_some() || value.get("role").is_some();
        let optional = *key == "input" && *value == Json::Null;
        // Only shapes of prompts and answers may hold messages in place of a text.
        let list = matches!(value, Json::Array(_)) && !matches!(example.shape, Shape::Instruction | Shape::Text);
        if value.as_str().is_none() && !list && !one_message && !optional {
            sink.report(Pointer::member(key), format!("`{key}` is {}, want a string", value.type_name()))
                .help("write the value as text, in double quotes");
        }
    }
}

/// A role must be a string; content a string or a list of parts. `null` content is the business of missing-content.
fn text(sink: &mut Sink<'_>, at: Pointer<'_>, key: &'static str, value: Option<&Json<'_>>, parts: bool) {
    let want = match value {
        None | Some(Json::String(_)) => return,
        Some(Json::Array(_) | Json::Null) if parts => return,
        Some(_) if parts => "a string or a list of parts",
        Some(_) => "a string",
    };
    let found = value.map_or("absent", Json::type_name);
    sink.report(at.key(key), format!("`{key}` is {found}, want {want}"))
        .help("write the value as text, in double quotes");
}
