//! GitLab Code Quality: one JSON array, `[]` on a clean run, so that there is always something to compare with.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use super::chosen::spread;
use super::model::{FindingReport, Report};
use super::place::{path_of, told};
use super::sanitize::{clip, line};
use crate::rules::Level;

/// Entries that are written, worst level first.
const MOST: usize = 1000;
/// Characters of a description.
const DESCRIPTION: usize = 600;

/// One entry; GitLab reads nothing else.
#[derive(Serialize)]
struct Entry<'r> {
    description: String,
    check_name: String,
    fingerprint: &'r str,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: Cow<'r, str>,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
}

/// Writes the array.
pub fn gitlab(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut seen = BTreeSet::new();
    let findings = spread(report).into_iter().map(|i| &report.findings[i]);
    // Entries with one fingerprint would show as one.
    let entries: Vec<Entry> = findings
        .filter(|finding| seen.insert(finding.fingerprint.as_str()))
        .filter_map(|finding| entry(report, finding))
        .take(MOST)
        .collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    out.write_all(b"\n")
}

/// A finding about the data set stands at the start of the first input.
fn entry<'r>(report: &'r Report, finding: &'r FindingReport) -> Option<Entry<'r>> {
    let first = report.inputs.first().map(|input| input.path.strip_prefix("./").unwrap_or(&input.path));
    let severity = match finding.level {
        Level::Error if matches!(finding.kind.as_deref(), Some("SECRET" | "PASSWORD")) => "critical",
        Level::Error => "major",
        Level::Warn => "minor",
        Level::Info => "info",
    };
    let told = told(finding);
    Some(Entry {
        description: line(&format!("{}: {}", finding.code, clip(&told, DESCRIPTION))).into_owned(),
        check_name: format!("{}-{}", finding.code, finding.name),
        fingerprint: &finding.fingerprint,
        severity,
        location: Location {
            path: line(path_of(report, finding).or(first)?),
            lines: Lines { begin: finding.line.unwrap_or(1).max(1) },
        },
    })
}
