//! FT108 mixed-line-endings. The page is `rules/FT108-mixed-line-endings.md`.

use crate::rules::contract::{FinalRule, Sink};
use crate::rules::facts::Facts;

/// FT108: some rows end in CR LF and some in LF.
pub struct MixedLineEndings;

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
