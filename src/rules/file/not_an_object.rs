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
                .help("write each example as one object, such as {\"messages\": […]}");
        }
    }
}
