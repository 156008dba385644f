//! FT110 row-too-long. The page is `rules/FT110-row-too-long.md`.

use crate::rules::contract::{RowRule, RowView, Sink};

/// FT110: a row above the maximum; it is skipped, the rest goes on.
pub struct RowTooLong;

impl RowRule for RowTooLong {
    fn check(&self, row: &RowView<'_>, sink: &mut Sink<'_>) {
        if let Some(bytes) = row.row.too_long {
            sink.report("", format!("row of {bytes} bytes is above the maximum and was skipped"))
                .fatal()
                .help("raise `--max-row-bytes` if the row is meant; most services refuse such rows");
        }
    }
}
