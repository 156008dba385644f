//! FT101 invalid-json. The page is `rules/FT101-invalid-json.md`.

use crate::example::FaultKind;
use crate::rules::catalogue::Level;
use crate::rules::contract::{RowRule, RowView, Sink};
use crate::rules::redact::quoted;

/// FT101: the row is not one JSON value.
pub struct InvalidJson;

/// The keys of findings about rows that loaders read all the same (words for numbers that are none, two values on a line),
/// and about all others.
const LOADED: &str = "loaded";
const REFUSED: &str = "refused";
/// What rows that no loader reads are counted by.
pub const UNREADABLE: &str = "FT101/refused";

impl RowRule for InvalidJson {
    fn check(&self, row: &RowView<'_>, sink: &mut Sink<'_>) {
        let Some(Err(fault)) = row.parsed else { return };
        if matches!(fault.kind, FaultKind::InvalidUtf8 { .. } | FaultKind::Blank | FaultKind::TooDeep) {
            return;
        }
        let column = fault.column(row.row.bytes);
        let kind = match &fault.kind {
            FaultKind::BadWord(word) => FaultKind::BadWord(quoted(word, 20)),
            kind => kind.clone(),
        };
        let loaded = matches!(kind, FaultKind::NotANumber(_) | FaultKind::TwoValues);
        let read = loaded && row.profile.loader;
        let told = if read { " (the loader reads it; the row was not checked)" } else { "" };
        let finding = sink.report("", format!("{kind} at column {column}{told}")).help(advice(&fault.kind));
        finding.key(if loaded { LOADED } else { REFUSED });
        if read {
            finding.level(Level::Warn);
        } else {
            finding.fatal();
        }
        let end = (fault.at + 1).min(row.row.bytes.len()).max(fault.at.min(row.row.bytes.len()));
        finding.raw = Some(fault.at.min(row.row.bytes.len())..end);
    }
}

fn advice(kind: &FaultKind) -> &'static str {
    match kind {
        FaultKind::PythonWord(_) | FaultKind::SingleQuotes => "write rows with `json.dumps(row)`, not with `str(row)`",
        FaultKind::TwoValues => "put each object on a line of its own",
        FaultKind::CutInString | FaultKind::CutOff(_) => {
            "the file was probably cut off or a line break stands inside the row; write it again"
        }
        FaultKind::LineBreakInString | FaultKind::ControlInString(_) => {
            "let a JSON library write the row; it escapes such characters"
        }
        _ => "write rows with a JSON library, one object per line",
    }
}
