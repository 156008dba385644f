//! FT208 no-user-message. The page is `rules/FT208-no-user-message.md`.

use crate::example::Role;
use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::profile::Part;
use crate::rules::schema::Reading;

/// FT208: a conversation in which the user says nothing.
pub struct NoUserMessage;

impl SchemaRule for NoUserMessage {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        for list in row.talks.iter().filter(|list| list.talk.part != Part::Answer && list.is_whole()) {
            let roles = || list.entries.iter().map(|entry| entry.role);
            let learns = list.talk.part == Part::Prompt || roles().any(|role| role == Role::Assistant);
            if learns && !list.entries.is_empty() && !roles().any(|role| matches!(role, Role::User | Role::Other)) {
                let what = ("no-user-message", Level::Warn);
                let message = "no user message; the model learns to speak unasked";
                if let Some(finding) = row.report(sink, what, &list.pointer, message) {
                    finding.help("add what the user said");
                }
            }
        }
    }
}
