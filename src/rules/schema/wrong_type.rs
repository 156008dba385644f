//! FT204 wrong-type. The page is `rules/FT204-wrong-type.md`.

use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::schema::Reading;

/// FT204: a key has another JSON type than the consumer takes.
pub struct WrongType;

impl SchemaRule for WrongType {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        row.report_flaws(sink, "FT204");
    }
}
