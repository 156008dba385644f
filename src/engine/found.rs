//! What the rules found, with the place of each finding worked out, and counts that are whole even where lists are not.

use std::collections::BTreeMap;
use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use crate::example::{Json, Located, canonical, fingerprint, locate, locate_all, parse};
use crate::rules::redact::quoted;
use crate::rules::{Edit, Edits, Finding, FixKind};
use crate::source::Row;

/// The place of a finding in its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Index of the input.
    pub input: usize,
    /// Row number, from 1.
    pub row: u64,
    /// Line, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
    /// Last line.
    pub end_line: u64,
    /// Column after the last character.
    pub end_column: u64,
    /// Column in bytes of UTF-8, from 1.
    pub byte_column: u64,
    /// Column in bytes after the last byte.
    pub end_byte_column: u64,
    /// Byte offset in the unpacked input, from 0.
    pub offset: u64,
}

/// A finding with its place.
#[derive(Clone, Debug)]
pub struct Placed {
    /// What was found.
    pub finding: Finding,
    /// Where; `None` for the data set as a whole.
    pub at: Option<At>,
    /// Where the edits of a safe repair stand, one for each; none where that cannot be told.
    pub edits: Vec<At>,
    /// Identity that survives reordering and renaming.
    pub fingerprint: u64,
    /// Which exact copy of the record this is, from 1.
    pub copy: u32,
}

impl Placed {
    /// Places findings of one row; the row is parsed again only here.
    pub fn in_row(mut findings: Vec<Finding>, row: &Row<'_>, input: usize) -> Vec<Placed> {
        let mut record = Vec::new();
        let mut counts = vec![0; findings.len()];
        match parse(row.bytes) {
            Ok(parsed) => {
                canonical(&parsed.json, &mut record);
                for (finding, count) in findings.iter_mut().zip(&mut counts) {
                    settle(finding, &parsed.json);
                    *count = safe_edits(finding, &parsed.json).len();
                }
            }
            Err(_) => record.extend_from_slice(row.bytes),
        }
        let record = xxh3_64(&record);
        let (ranges, edits) = ranges(&findings, &counts, row.bytes);
        let points = Points::of(row, ranges.iter().chain(edits.iter().flatten()));
        let place = |((finding, range), edits): ((Finding, Range<usize>), Vec<Range<usize>>)| Placed {
            fingerprint: print(&finding, record),
            at: Some(points.at(row, input, &range)),
            edits: edits.iter().map(|edit| points.at(row, input, edit)).collect(),
            finding,
            copy: 1,
        };
        findings.into_iter().zip(ranges).zip(edits).map(place).collect()
    }

    /// A finding about the data set, or one whose row could not be read again.
    pub fn without_row(mut finding: Finding) -> Placed {
        if finding.quotes {
            finding.message = finding.message.replacen(" `{value}`", "", 1);
        }
        let fingerprint = print(&finding, xxh3_64(finding.key.as_bytes()));
        Placed { finding, at: None, edits: Vec::new(), fingerprint, copy: 1 }
    }
}

/// The fingerprint of a finding in a record; that of its group where the record is any of several.
fn print(finding: &Finding, record: u64) -> u64 {
    if finding.floating {
        fingerprint(finding.rule.code, xxh3_64(finding.key.as_bytes()), "")
    } else {
        fingerprint(finding.rule.code, record, &finding.pointer)
    }
}

/// Works out the quote and the edits of a rule that did not have the text.
fn settle(finding: &mut Finding, row: &Json<'_>) {
    if finding.quotes {
        let text = row.at(&finding.pointer).and_then(Json::as_str).unwrap_or_default();
        finding.message = finding.message.replacen("{value}", &quoted(text, 40), 1);
    }
    let Some(fix) = finding.fix.as_mut().filter(|fix| matches!(fix.edits, Edits::Later(_))) else { return };
    let text = row.at(&finding.pointer).and_then(Json::as_str).unwrap_or_default();
    fix.settle(text);
    if let (Edits::Known(edits), None) = (&fix.edits, &finding.span) {
        finding.span = edits.first().map(|edit| edit.span.clone()).filter(|span| !span.is_empty());
    }
}

/// The bytes of the row that a finding means.
pub fn range_of(finding: &Finding, row: &[u8]) -> Range<usize> {
    if let Some(raw) = &finding.raw {
        return raw.start.min(row.len())..raw.end.min(row.len());
    }
    locate(row, &finding.pointer, finding.span.as_ref()).map_or(0..row.len(), |found| found.start..found.end)
}

/// The edits of a repair that surely keeps the meaning, where all of them lie in the string that the finding points to.
fn safe_edits<'f>(finding: &'f Finding, row: &Json<'_>) -> &'f [Edit] {
    let Some(Edits::Known(edits)) =
        finding.fix.as_ref().filter(|fix| fix.safety == FixKind::Safe).map(|fix| &fix.edits)
    else {
        return &[];
    };
    let Some(text) = row.at(&finding.pointer).and_then(Json::as_str) else { return &[] };
    if edits.iter().all(|edit| text.get(edit.span.clone()).is_some()) { edits } else { &[] }
}

/// [`range_of`] for all findings of a row, and the bytes of the first edits of each, as many as it counts; in one walk.
fn ranges(findings: &[Finding], edits: &[usize], row: &[u8]) -> (Vec<Range<usize>>, Vec<Vec<Range<usize>>>) {
    let own = findings.iter().map(|finding| (finding.pointer.as_str(), finding.span.as_ref()));
    let spans = findings.iter().zip(edits).flat_map(|(finding, count)| {
        let known = finding.fix.as_ref().map(|fix| &fix.edits);
        let known = known.and_then(|edits| if let Edits::Known(edits) = edits { Some(edits) } else { None });
        known.into_iter().flatten().take(*count).map(|edit| (finding.pointer.as_str(), Some(&edit.span)))
    });
    let wanted: Vec<_> = own.chain(spans).collect();
    let mut located = locate_all(row, &wanted).into_iter();
    let whole = |located: Option<Located>| located.map_or(0..row.len(), |found| found.start..found.end);
    let range = |(finding, located): (&Finding, Option<Located>)| match &finding.raw {
        Some(raw) => raw.start.min(row.len())..raw.end.min(row.len()),
        None => whole(located),
    };
    let places = findings.iter().zip(located.by_ref().take(findings.len())).map(range).collect();
    (places, edits.iter().map(|count| located.by_ref().take(*count).map(whole).collect()).collect())
}

/// Lines and columns of the ends of all ranges in a row, counted in one pass.
struct Points(BTreeMap<usize, Point>);

/// A place in a row.
#[derive(Clone, Copy, Default)]
struct Point {
    line: u64,
    column: u64,
    byte_column: u64,
}

impl Points {
    fn of<'r>(row: &Row<'_>, ranges: impl Iterator<Item = &'r Range<usize>>) -> Points {
        let mut points: BTreeMap<usize, Point> =
            ranges.flat_map(|range| [range.start, range.end]).map(|at| (at, Point::default())).collect();
        let (column, byte_column) = (row.indent.characters + 1, row.indent.bytes + 1);
        let (mut here, mut from) = (Point { line: row.line, column, byte_column }, 0);
        for (at, point) in &mut points {
            let slice = &row.bytes[from..*at];
            let text = String::from_utf8_lossy(slice);
            match text.rsplit_once('\n') {
                Some((before, last)) => {
                    here.line += before.matches('\n').count() as u64 + 1;
                    here.column = last.chars().count() as u64 + 1;
                }
                None => here.column += text.chars().count() as u64,
            }
            here.byte_column = match memchr::memrchr(b'\n', slice) {
                Some(end) => (slice.len() - end) as u64,
                None => here.byte_column + slice.len() as u64,
            };
            (*point, from) = (here, *at);
        }
        Points(points)
    }

    fn at(&self, row: &Row<'_>, input: usize, range: &Range<usize>) -> At {
        let (start, end) = (self.0[&range.start], self.0[&range.end]);
        At {
            input,
            row: row.number,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            byte_column: start.byte_column,
            end_byte_column: end.byte_column,
            offset: row.offset + range.start as u64,
        }
    }
}
