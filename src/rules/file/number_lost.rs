//! FT112 number-lost. The page is `rules/FT112-number-lost.md`.

use crate::rules::contract::{RowRule, RowView, Sink};

/// FT112: a number that a double cannot hold.
pub struct NumberLost;

impl RowRule for NumberLost {
    fn check(&self, row: &RowView<'_>, sink: &mut Sink<'_>) {
        let Some(Ok(parsed)) = row.parsed else { return };
        for pointer in &parsed.lost_numbers {
            sink.report(pointer, "number loses digits: a double holds integers up to 2^53, and nothing above 1.8e308")
                .help("write it as a string");
        }
    }
}
