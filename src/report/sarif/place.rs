//! Places, paths and changes of files as SARIF has them.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::super::model::{EditReport, FindingReport, Report};
use super::super::place::{path_of, safe_fix};
use super::super::sanitize::{clip, line};
use super::TEXT;

/// A repair that surely keeps the meaning, as changes of the file; none where the text that comes in is nothing that a log
/// may show.
pub(super) fn fix(report: &Report, finding: &FindingReport) -> Option<Value> {
    let (path, fix) = safe_fix(report, finding).filter(|(_, fix)| fix.edits.len() <= CHANGES)?;
    let replacement = |edit: &EditReport| {
        let (at, text) = (edit.region.as_ref()?, edit.raw()?);
        let region = json!({
            "startLine": at.line.max(1), "endLine": at.end_line.max(at.line).max(1),
            "startColumn": at.column.max(1), "endColumn": at.end_column.max(1),
        });
        Some(json!({"deletedRegion": region, "insertedContent": {"text": text}}))
    };
    let replacements: Vec<Value> = fix.edits.iter().map(replacement).collect::<Option<_>>()?;
    let change = json!({"artifactLocation": {"uri": uri(path)}, "replacements": replacements});
    Some(json!({"description": {"text": line(&clip(&fix.title, TEXT))}, "artifactChanges": [change]}))
}

/// A finding about the data set stands at the start of its first input: without a place it would not be shown.
pub(super) fn location(report: &Report, finding: &FindingReport) -> Value {
    let first = report.inputs.first().map_or("data", |input| input.path.as_str());
    let path = path_of(report, finding).unwrap_or(first);
    let start = finding.line.unwrap_or(1).max(1);
    let mut region = json!({"startLine": start, "endLine": start, "startColumn": 1, "endColumn": 1});
    if let (Some(from), Some(end), Some(to)) = (finding.column, finding.end_line, finding.end_column) {
        let (from, end) = (from.max(1), end.max(start));
        let to = if end == start { to.max(from) } else { to.max(1) };
        region = json!({"startLine": start, "endLine": end, "startColumn": from, "endColumn": to});
    }
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri(path)}, "region": region}});
    if let Some(pointer) = finding.pointer.as_deref().filter(|pointer| !pointer.is_empty()) {
        let name = line(&clip(pointer, TEXT)).into_owned();
        location["logicalLocations"] = json!([{"fullyQualifiedName": name, "kind": "member"}]);
    }
    location
}

/// A path as a URI: `/` between its parts, percent-encoded; `file:` before an absolute one.
pub(super) fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path).replace('\\', "/");
    let encoded = utf8_percent_encode(&path, ESCAPED).to_string();
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
}

/// What a path of a URI may not hold as it is. `:` is one of them, since the first part of a relative path may hold none.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Changes of a repair that a log holds; one of more places is left to the program, and the log stays small.
const CHANGES: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("./data/a b#1.jsonl"), "data/a%20b%231.jsonl");
        assert_eq!(uri("data\\é:%.jsonl"), "data/%C3%A9%3A%25.jsonl");
        assert_eq!(uri("/tmp/x.jsonl"), "file:///tmp/x.jsonl");
    }
}
