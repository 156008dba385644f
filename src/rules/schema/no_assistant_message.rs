//! FT207 no-assistant-message. The page is `rules/FT207-no-assistant-message.md`.

use crate::example::{Example, Part, Role};
use crate::rules::contract::{ExampleRule, Sink};

/// FT207: a conversation in which the assistant says nothing.
pub struct NoAssistantMessage;

impl ExampleRule for NoAssistantMessage {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for list in example.conversations.iter().filter(|list| list.part == Part::Whole) {
            // Roles that nobody knows are another rule's finding; one of them may be meant as the assistant.
            let mut entries = list.entries.iter().peekable();
            if entries.peek().is_some()
                && entries.all(|entry| matches!(entry.role, Role::System | Role::User | Role::Tool))
            {
                sink.report(list.pointer, "no assistant message, nothing to learn")
                    .help("add the answer or remove the row");
            }
        }
    }
}
