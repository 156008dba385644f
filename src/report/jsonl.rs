//! JSON Lines: every finding on a line of its own as it comes, then one line of type `summary`.

use std::io::{self, Write};

use super::json::json_line;
use super::model::{FindingReport, Report};

/// Writes one finding.
pub fn finding_line(finding: &FindingReport, out: &mut dyn Write) -> io::Result<()> {
    tagged("finding", finding, out)
}

/// Writes the listed findings of a saved report, and the last line.
pub fn jsonl(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    report.findings.iter().try_for_each(|finding| finding_line(finding, out))?;
    tagged("summary", &bare(report), out)
}

/// Writes the last line: the report without its findings.
pub fn summary_line(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    tagged("summary", &Report { truncated: false, ..bare(report) }, out)
}

/// The report without its findings, those of the baseline included: one line stays short.
fn bare(report: &Report) -> Report {
    Report { findings: Vec::new(), baseline: None, ..report.clone() }
}

/// A line whose first key is its type.
fn tagged(kind: &'static str, value: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    #[derive(serde::Serialize)]
    struct Tagged<'v, V> {
        r#type: &'static str,
        #[serde(flatten)]
        value: &'v V,
    }
    json_line(&Tagged { r#type: kind, value }, out)
}
