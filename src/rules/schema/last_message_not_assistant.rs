//! FT210 last-message-not-assistant. The page is `rules/FT210-last-message-not-assistant.md`.

use crate::example::{Example, Part, Role};
use crate::rules::contract::{ExampleRule, Sink};

/// FT210: a conversation that goes on after the last answer.
pub struct LastMessageNotAssistant;

impl ExampleRule for LastMessageNotAssistant {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for list in example.conversations.iter().filter(|list| list.part == Part::Whole) {
            let Some(last) = list.entries.last() else { continue };
            let answered = list.entries.iter().any(|entry| entry.role == Role::Assistant);
            if answered && matches!(last.role, Role::User | Role::System | Role::Tool) {
                let role = last.role_name.unwrap_or("unknown");
                sink.report(
                    last.pointer(),
                    format!("last message is by `{role}`; the model learns nothing after the last answer"),
                )
                .help("add the answer, or cut the conversation after the last assistant message");
            }
        }
    }
}
