//! FT103 not-an-object. The page is `rules/FT103-not-an-object.md`.

use crate::example::Json;
use crate::rules::contract::{RowRule, RowView, Sink};

/// FT103: the row is JSON, but no object.
pub struct NotAnObject;

impl RowRule for NotAnObject {
    fn check(&self, row: &RowView<'_>, sink: &mut Sink<'_>) {
        let Some(Ok(parsed)) = row.parsed else { return };
        if !matches!(parsed.json, Json::Object(_)) {
            sink.report("", format!("row is {}, want an object", parsed.json.type_name()))
                .fatal()
                .help(advice(&parsed.json));
        }
    }
}

/// Objects in a row that is an array are rows themselves, unless they are messages.
fn advice(row: &Json<'_>) -> &'static str {
    let first = row.as_array().and_then(|items| items.first()?.as_object());
    match first {
        Some(item) if !["role", "from", "type", "content"].iter().any(|key| item.has(key)) => {
            "write its items on lines of their own: `jq -c 'if type == \"array\" then .[] else . end'`"
        }
        _ => "write each example as one object, such as {\"messages\": […]}",
    }
}
