//! FT207 no-assistant-message. The page is `rules/FT207-no-assistant-message.md`.

use crate::example::Role;
use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::profile::Part;
use crate::rules::schema::Reading;

/// FT207: a conversation in which the assistant says nothing.
pub struct NoAssistantMessage;

impl SchemaRule for NoAssistantMessage {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        for list in row.talks.iter().filter(|list| list.talk.part == Part::Whole && list.is_whole()) {
            // A message that stands alone lacks its answer, or its question: one finding.
            if list.too_few().is_some() {
                continue;
            }
            // Roles that nobody knows are another rule's finding; one of them may be meant as the assistant.
            let mut entries = list.entries.iter().peekable();
            if entries.peek().is_some()
                && entries.all(|entry| matches!(entry.role, Role::System | Role::User | Role::Tool))
            {
                let what = ("no-assistant-message", Level::Error);
                let message = "no assistant message, nothing to learn";
                if let Some(finding) = row.report(sink, what, &list.pointer, message) {
                    finding.help("add the answer or remove the row");
                }
            }
        }
    }
}
