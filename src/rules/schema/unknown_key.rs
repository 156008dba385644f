//! FT205 unknown-key. The page is `rules/FT205-unknown-key.md`.

use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::schema::Reading;

/// FT205: a key that the consumer does not read, or refuses.
pub struct UnknownKey;

impl SchemaRule for UnknownKey {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        row.report_flaws(sink, "FT205");
    }
}
