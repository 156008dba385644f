//! FT108 mixed-line-endings. The page is `rules/FT108-mixed-line-endings.md`.

use crate::rules::catalogue::Level;
use crate::rules::contract::{FinalRule, RowRule, RowView, Sink};
use crate::rules::facts::Facts;

/// FT108: some rows end in CR LF and some in LF, or a row has a CR in its middle.
pub struct MixedLineEndings;

impl RowRule for MixedLineEndings {
    fn check(&self, row: &RowView<'_>, sink: &mut Sink<'_>) {
        // In the strings of a row that is JSON there is none.
        if matches!(row.parsed, Some(Ok(_))) && row.has_lone_return() {
            let message = "a carriage return between the values; readers that end lines there see two rows";
            sink.report("", message).level(Level::Warn).help("remove it; JSON needs none");
        }
    }
}

impl FinalRule for MixedLineEndings {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        for input in &facts.inputs {
            let (crlf, lf, rows) = (input.counts.crlf, input.counts.lf, input.counts.rows);
            if crlf > 0 && lf > 0 {
                let message = format!("{crlf} of {rows} rows end in CR LF, the others in LF");
                let finding = sink.report_data("file", message).help("use one line ending: `sed -i 's/\\r$//' FILE`");
                finding.input = Some(input.index);
            }
        }
    }
}
