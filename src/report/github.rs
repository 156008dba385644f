//! Annotations of GitHub Actions: workflow commands, one a line. The runner keeps ten of each kind for a step, so the worst
//! come first, and one of each rule before a second of any.

use std::io::{self, Write};

use super::chosen::spread;
use super::in_brief::total;
use super::model::{FindingReport, Report};
use super::place::{path_of, place, told};
use super::sanitize::{clip, line};
use super::wording::{grouped, several};
use crate::rules::Level;

/// Annotations of each kind that a step may have.
const EACH: usize = 10;
/// Characters of a message that the runner keeps are 4,096; escapes take up to three each.
const MESSAGE: usize = 1200;

/// Writes the annotations, and one that counts what was left out.
pub fn github(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let order = spread(report);
    let of = |level: Level| order.iter().map(|i| &report.findings[*i]).filter(move |finding| finding.level == level);
    let mut shown: Vec<&FindingReport> = Level::ALL.into_iter().flat_map(|level| of(level).take(EACH)).collect();
    let notices = shown.iter().filter(|finding| finding.level == Level::Info).count();
    if total(report) > shown.len() as u64 && notices == EACH {
        shown.pop();
    }
    for finding in &shown {
        annotation(report, finding, out)?;
    }
    let more = total(report).saturating_sub(shown.len() as u64);
    if more > 0 {
        let own = |code: &str| shown.iter().filter(|finding| finding.code == code).count() as u64;
        let rules = report.summary.rules.iter().filter(|rule| rule.findings > own(&rule.code)).count();
        let (more, rules) = (grouped(more), several(rules as u64, "rule"));
        let text = format!("ft-lint: {more} more findings of {rules}, see the job summary (--output markdown=FILE)");
        writeln!(out, "::notice title=ft-lint::{}", message(&text))?;
    }
    Ok(())
}

fn annotation(report: &Report, finding: &FindingReport, out: &mut dyn Write) -> io::Result<()> {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Info => "notice",
    };
    write!(out, "::{command} ")?;
    if let Some(path) = path_of(report, finding) {
        write!(out, "file={},", property(path))?;
        if let Some(row) = finding.line {
            let end = finding.end_line.filter(|end| *end >= row).unwrap_or(row);
            write!(out, "line={row},endLine={end},")?;
            if let (Some(from), Some(to), true) = (finding.column, finding.end_column, end == row) {
                write!(out, "col={from},endColumn={},", to.max(from))?;
            }
        }
    }
    let title = property(&format!("ft-lint ({} {})", finding.code, finding.name));
    // Annotations stand beside the log: the log names the place again.
    let text = format!("{}: {}", place(report, finding), told(finding));
    writeln!(out, "title={title}::{}", message(&text))
}

/// As the runner's own toolkit escapes the data of a command, `%` first.
fn message(text: &str) -> String {
    clip(&line(text), MESSAGE).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As the runner's own toolkit escapes a property.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
