//! FT102 invalid-utf8. The page is `rules/FT102-invalid-utf8.md`.

use crate::example::FaultKind;
use crate::rules::contract::{FinalRule, RowRule, RowView, Sink};
use crate::rules::facts::Facts;

/// FT102: bytes that are not UTF-8; a file in another encoding is named once and not once per row.
pub struct InvalidUtf8;

impl RowRule for InvalidUtf8 {
    fn check(&self, row: &RowView<'_>, sink: &mut Sink<'_>) {
        let Some(Err(fault)) = row.parsed else { return };
        if let FaultKind::InvalidUtf8 { .. } = fault.kind {
            let offset = row.row.offset + fault.at as u64;
            let finding = sink
                .report("", format!("{} (offset {offset})", fault.kind))
                .fatal()
                .help("save the file as UTF-8, for example with `iconv -f WINDOWS-1252 -t UTF-8`");
            finding.raw = Some(fault.at..fault.at + 1);
        }
    }
}

impl FinalRule for InvalidUtf8 {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        for input in &facts.inputs {
            if let Err(foreign) = input.framing.as_ref().map_err(|foreign| *foreign)
                && foreign.encoding
            {
                let finding =
                    sink.report_data("file", format!("the file is {}, not UTF-8", foreign.name)).help(foreign.advice);
                finding.input = Some(input.index);
            }
        }
    }
}
