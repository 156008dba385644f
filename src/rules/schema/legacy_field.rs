//! FT221 legacy-field. The page is `rules/FT221-legacy-field.md`.

use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::schema::Reading;

/// FT221: a key that is accepted and deprecated.
pub struct LegacyField;

impl SchemaRule for LegacyField {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        row.report_flaws(sink, "FT221");
    }
}
