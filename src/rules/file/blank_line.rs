//! FT104 blank-line. The page is `rules/FT104-blank-line.md`.

use crate::example::FaultKind;
use crate::rules::contract::{RowRule, RowView, Sink};

/// FT104: an empty or white-space row inside the data.
pub struct BlankLine;

impl RowRule for BlankLine {
    fn check(&self, row: &RowView<'_>, sink: &mut Sink<'_>) {
        if matches!(row.parsed, Some(Err(fault)) if fault.kind == FaultKind::Blank) {
            sink.report("", "blank row").help("remove the line; some services parse every line and fail here");
        }
    }
}
