//! The diagnostic format of reviewdog: one JSON document, or one diagnostic a line. Columns are bytes of UTF-8 from 1.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::model::{EditReport, FindingReport, RelatedReport, Report};
use super::place::{path_of, safe_fix, told};
use super::sanitize::{clip, line};
use crate::rules::Level;

#[derive(Serialize)]
struct Document<'r> {
    source: Source,
    severity: &'static str,
    diagnostics: Vec<Diagnostic<'r>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'r> {
    message: String,
    location: Location<'r>,
    severity: &'static str,
    source: Source,
    code: Code<'r>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'r>>,
}

#[derive(Serialize)]
struct Code<'r> {
    value: &'r str,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Related<'r> {
    message: String,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: Cow<'r, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Point>,
}

#[derive(Serialize)]
struct Point {
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u64>,
}

/// Characters of a message; a key can be as long as a row.
const TEXT: usize = 1000;

const SOURCE: Source = Source { name: "ft-lint" };

/// Writes all listed findings as one document.
pub fn rdjson(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let worst = report.findings.iter().map(|finding| finding.level).max().unwrap_or(Level::Info);
    let diagnostics = report.findings.iter().map(|finding| diagnostic(report, finding)).collect();
    let document = Document { source: SOURCE, severity: severity(worst), diagnostics };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

/// Writes all listed findings, one a line.
pub fn rdjsonl(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        serde_json::to_writer(&mut *out, &diagnostic(report, finding))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn diagnostic<'r>(report: &'r Report, finding: &'r FindingReport) -> Diagnostic<'r> {
    let first = report.inputs.first().map_or("", |input| &input.path);
    Diagnostic {
        message: line(&clip(&told(finding), TEXT)).into_owned(),
        location: Location { path: line(path_of(report, finding).unwrap_or(first)), range: range(finding) },
        severity: severity(finding.level),
        source: SOURCE,
        code: Code { value: &finding.code },
        suggestions: suggestions(report, finding).unwrap_or_default(),
        related_locations: finding.related.iter().filter_map(|other| related(report, other)).collect(),
    }
}

/// The changes of a repair that surely keeps the meaning; all of them or none.
fn suggestions(report: &Report, finding: &FindingReport) -> Option<Vec<Suggestion>> {
    let (_, fix) = safe_fix(report, finding)?;
    let one = |edit: &EditReport| {
        let at = edit.region.as_ref()?;
        let start = Point { line: at.line.max(1), column: Some(at.byte_column.max(1)) };
        let end = Point { line: at.end_line.max(at.line).max(1), column: Some(at.end_byte_column.max(1)) };
        Some(Suggestion { range: Range { start, end: Some(end) }, text: edit.raw()? })
    };
    fix.edits.iter().map(one).collect()
}

/// Whole lines where columns in bytes are not known.
fn range(finding: &FindingReport) -> Option<Range> {
    let row = finding.line?;
    let end = finding.end_line.unwrap_or(row).max(row);
    let columns = finding.byte_column.zip(finding.end_byte_column);
    let columns = columns.filter(|(from, to)| end > row || to >= from);
    Some(Range {
        start: Point { line: row, column: columns.map(|(from, _)| from) },
        end: Some(Point { line: end, column: columns.map(|(_, to)| to) }),
    })
}

fn related<'r>(report: &'r Report, other: &RelatedReport) -> Option<Related<'r>> {
    let path = report.inputs.get(other.input)?.path.as_str();
    let range = Range { start: Point { line: other.line(), column: None }, end: None };
    let message = line(&clip(&other.pointer, TEXT)).into_owned();
    Some(Related { message, location: Location { path: line(path), range: Some(range) } })
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "ERROR",
        Level::Warn => "WARNING",
        Level::Info => "INFO",
    }
}
