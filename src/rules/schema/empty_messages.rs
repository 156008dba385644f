//! FT206 empty-messages. The page is `rules/FT206-empty-messages.md`.

use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::schema::Reading;

/// FT206: a list of messages without a message.
pub struct EmptyMessages;

impl SchemaRule for EmptyMessages {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        for list in row.talks.iter().filter(|list| list.value.as_array().is_some_and(<[_]>::is_empty)) {
            // A list of the wrong length is told with its key.
            if row.flaws.iter().any(|flaw| flaw.pointer == list.pointer) {
                continue;
            }
            let what = ("empty-messages", Level::Error);
            if let Some(finding) = row.report(sink, what, &list.pointer, "the list of messages is empty") {
                finding.help("add the conversation or remove the row");
            }
        }
    }
}
