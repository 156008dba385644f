//! Logging commands of Azure Pipelines, one a line. There is no kind for information, so those findings are left out.

use std::io::{self, Write};

use super::chosen::spread;
use super::model::{FindingReport, Report};
use super::place::{path_of, told};
use super::sanitize::{clip, line};
use super::wording::grouped;
use crate::rules::Level;

/// Commands that are written; a log is read by people.
const MOST: usize = 1000;
/// Characters of a message.
const MESSAGE: usize = 1200;

/// Writes the commands, worst level first, and a plain line that counts what was left out.
pub fn azure(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let order = spread(report);
    let shown: Vec<&FindingReport> =
        order.iter().map(|i| &report.findings[*i]).filter(|finding| finding.level > Level::Info).take(MOST).collect();
    for finding in &shown {
        let kind = if finding.level == Level::Error { "error" } else { "warning" };
        write!(out, "##vso[task.logissue type={kind};")?;
        if let Some(path) = path_of(report, finding) {
            write!(out, "sourcepath={};", property(path))?;
            if let (Some(row), Some(column)) = (finding.line, finding.column) {
                write!(out, "linenumber={row};columnnumber={column};")?;
            }
        }
        writeln!(out, "code={};]{}", property(&finding.code), message(&told(finding)))?;
    }
    let counted = report.summary.levels.error.saturating_add(report.summary.levels.warn);
    match counted.saturating_sub(shown.len() as u64) {
        0 => Ok(()),
        more => writeln!(out, "ft-lint: {} more errors and warnings", grouped(more)),
    }
}

/// The agent's own escapes for the text behind a command.
fn message(text: &str) -> String {
    clip(&line(text), MESSAGE).replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The agent's own escapes for a property.
fn property(text: &str) -> String {
    message(text).replace(']', "%5D").replace(';', "%3B")
}
