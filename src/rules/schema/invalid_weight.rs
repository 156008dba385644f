//! FT213 invalid-weight. The page is `rules/FT213-invalid-weight.md`.

use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::schema::Reading;

/// FT213: a weight outside of the consumer's range, or on a message that may not carry one. The ranges stand with the
/// key in the profile.
pub struct InvalidWeight;

impl SchemaRule for InvalidWeight {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        row.report_flaws(sink, "FT213");
    }
}
