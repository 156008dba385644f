//! `path:line:col: level[CODE] message [pointer]`, one line each: for editors, `grep` and coding agents.

use std::io::{self, Write};

use super::model::{FindingReport, Report};
use super::sanitize::{clip, line};

/// Characters of a pointer; a key can be as long as a row.
const POINTER: usize = 300;

/// Writes all listed findings.
pub fn concise(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        let path = finding.input.and_then(|input| report.inputs.get(input)).map(|input| input.path.as_str());
        concise_line(finding, path, out)?;
    }
    Ok(())
}

/// Writes one finding.
pub fn concise_line(finding: &FindingReport, path: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    // A line that starts with `::` would be a command to some build runners.
    if path.is_some_and(|path| path.trim_start().starts_with("::")) {
        write!(out, "./")?;
    }
    match (path, finding.line, finding.column) {
        (Some(path), Some(row), Some(column)) => write!(out, "{}:{row}:{column}: ", line(path))?,
        (Some(path), ..) => write!(out, "{}: ", line(path))?,
        (None, ..) => write!(out, "data set: ")?,
    }
    write!(out, "{}[{}] {}", finding.level.name(), finding.code, line(&finding.message))?;
    match finding.pointer.as_deref() {
        Some(pointer) if !pointer.is_empty() => writeln!(out, " [{}]", line(&clip(pointer, POINTER))),
        _ => writeln!(out),
    }
}
