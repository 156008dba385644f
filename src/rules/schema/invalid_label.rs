//! FT223 invalid-label. The page is `rules/FT223-invalid-label.md`.

use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::schema::Reading;

/// FT223: a label of an unpaired preference, a class or a reward that the consumer cannot read.
pub struct InvalidLabel;

impl SchemaRule for InvalidLabel {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        row.report_flaws(sink, "FT223");
    }
}
