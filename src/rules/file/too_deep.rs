//! FT111 too-deep. The page is `rules/FT111-too-deep.md`.

use crate::example::FaultKind;
use crate::rules::contract::{RowRule, RowView, Sink};

/// FT111: nested more than 128 levels deep.
pub struct TooDeep;

impl RowRule for TooDeep {
    fn check(&self, row: &RowView<'_>, sink: &mut Sink<'_>) {
        if let Some(Err(fault)) = row.parsed
            && fault.kind == FaultKind::TooDeep
        {
            let finding = sink
                .report("", fault.kind.to_string())
                .fatal()
                .help("flatten the row, or keep the inner part as a string");
            finding.raw = Some(fault.at..fault.at + 1);
        }
    }
}
