//! FT212 no-trainable-target. The page is `rules/FT212-no-trainable-target.md`.

use crate::example::{Example, Json, Part, Role};
use crate::rules::contract::{ExampleRule, Sink};

/// FT212: every answer is masked.
pub struct NoTrainableTarget;

impl ExampleRule for NoTrainableTarget {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for list in example.conversations.iter().filter(|list| list.part == Part::Whole) {
            let mut answers = list.entries.iter().filter(|entry| entry.role == Role::Assistant).peekable();
            let masked = |weight: Option<&Json<'_>>| matches!(weight, Some(Json::Number(n)) if n.value == 0.0);
            if answers.peek().is_some() && answers.all(|entry| masked(entry.object.get("weight"))) {
                sink.report(list.pointer, "every assistant message has weight 0; the row trains nothing")
                    .help("give one answer weight 1, or remove the row");
            }
        }
    }
}
