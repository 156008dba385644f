//! FT208 no-user-message. The page is `rules/FT208-no-user-message.md`.

use crate::example::{Example, Part, Role};
use crate::rules::contract::{ExampleRule, Sink};

/// FT208: a conversation in which the user says nothing.
pub struct NoUserMessage;

impl ExampleRule for NoUserMessage {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for list in example.conversations.iter().filter(|list| list.part == Part::Whole) {
            let roles: Vec<Role> = list.entries.iter().map(|entry| entry.role).collect();
            if roles.contains(&Role::Assistant) && !roles.iter().any(|role| matches!(role, Role::User | Role::Other)) {
                sink.report(list.pointer, "no user message; the model learns to speak unasked")
                    .help("add what the user said");
            }
        }
    }
}
