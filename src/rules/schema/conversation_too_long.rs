//! FT222 conversation-too-long. The page is `rules/FT222-conversation-too-long.md`.

use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::schema::Reading;

/// FT222: more messages than the consumer takes or advises.
pub struct ConversationTooLong;

impl SchemaRule for ConversationTooLong {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        for list in &row.talks {
            let Some(max) = list.talk.max else { continue };
            let count = list.value.as_array().map_or(1, <[_]>::len);
            if count > max {
                let message = format!("{count} messages, want {max} at most");
                let what = ("conversation-too-long", Level::Warn);
                if let Some(finding) = row.report(sink, what, &list.pointer, message) {
                    finding.help("split the conversation, or keep its last turns");
                }
            }
        }
    }
}
