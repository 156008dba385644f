//! FT202 unknown-shape. The page is `rules/FT202-unknown-shape.md`.

use crate::example::{Example, Shape, nearest_shape};
use crate::rules::contract::{ExampleRule, Sink};
use crate::rules::redact::quoted;

/// FT202: the keys of the row fit no known layout.
pub struct UnknownShape;

impl ExampleRule for UnknownShape {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        if example.shape != Shape::Unknown {
            return;
        }
        let mut keys: Vec<String> = example.json.keys().take(8).map(|key| format!("`{}`", quoted(key, 30))).collect();
        if example.json.0.len() > 8 {
            keys.push("…".into());
        }
        let seen = if keys.is_empty() { "no keys".to_owned() } else { keys.join(", ") };
        let (shape, missing) = nearest_shape(example.json);
        let wants: Vec<String> = missing
            .iter()
            .map(|(key, meant)| match meant {
                Some(meant) => format!("`{key}` (is `{meant}` meant?)"),
                None => format!("`{key}`"),
            })
            .collect();
        sink.report("", format!("no known shape: {seen}; for {shape} it lacks {}", wants.join(" and ")))
            .help("known shapes: chat, prompt-completion, instruction, sharegpt, preference, text and others");
    }
}
