//! FT101 invalid-json. The page is `rules/FT101-invalid-json.md`.

use crate::example::FaultKind;
use crate::rules::catalogue::Level;
use crate::rules::contract::{FinalRule, RowRule, RowView, Sink};
use crate::rules::facts::Facts;
use crate::rules::redact::quoted;
use crate::source::{Gap, Pos};

/// FT101: the row is not one JSON value, or what stands between the rows of an array makes it none.
pub struct InvalidJson;

/// The keys of findings about rows that loaders read all the same (words for numbers that are none, two values on a line),
/// and about all others.
const LOADED: &str = "loaded";
const REFUSED: &str = "refused";
/// The key of findings about what stands between rows.
pub const ARRAY: &str = "array";
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

impl FinalRule for InvalidJson {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        for input in &facts.inputs {
            for (gap, times, behind) in input.gaps.met() {
                let more = if times > 1 { format!(" ({times} such places; this is the first)") } else { String::new() };
                let message = format!("{}{more}", between(gap, behind));
                let finding = match behind {
                    Some(pos) => sink.report_row(pos, "", message),
                    None => sink.report_data("", message),
                };
                finding.key(ARRAY).help(match gap {
                    Gap::Another => {
                        "write the items of all arrays as one object per line: `jq -c '.[]' in.json > out.jsonl`"
                    }
                    _ => "write the file again with a JSON library, best as one object per line",
                });
                match behind {
                    Some(_) => finding.raw = Some(usize::MAX..usize::MAX),
                    None => finding.input = Some(input.index),
                }
            }
        }
    }
}

/// What is wrong between rows, told of the one before.
fn between(gap: Gap, behind: Option<Pos>) -> &'static str {
    match (gap, behind) {
        (Gap::NoComma, _) => "missing comma behind this item of the array",
        (Gap::ExtraComma, Some(_)) => "a comma too many behind this item",
        (Gap::ExtraComma, None) => "a comma before the first item",
        (Gap::TrailingComma, _) => "trailing comma behind the last item of the array",
        (Gap::Stray, Some(_)) => "a bracket behind this item that ends nothing",
        (Gap::Stray, None) => "a bracket before the first item that ends nothing",
        (Gap::Another, Some(_)) => "another array begins behind this item; one JSON document holds one",
        (Gap::Another, None) => "another array begins behind the first; one JSON document holds one",
        (Gap::Behind, Some(_)) => "text behind this item, with which the array ends",
        (Gap::Behind, None) => "text behind the end of the array",
        (Gap::CutOff, Some(_)) => "the array is cut off behind this item: its `]` is missing",
        (Gap::CutOff, None) => "the array is cut off: its `]` is missing",
    }
}

fn advice(kind: &FaultKind) -> &'static str {
    match kind {
        FaultKind::PythonWord(_) | FaultKind::SingleQuotes => "write rows with `json.dumps(row)`, not with `str(row)`",
        FaultKind::Unexpected('\0', _) => "the file was not written to its end, or is no text; write it again",
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
