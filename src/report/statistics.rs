//! `--statistics`: one line per rule, the most frequent first.

use std::io::{self, Write};

use super::model::Report;
use super::wording::several;

/// Writes the counts of each rule.
pub fn statistics(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: Vec<_> = report.summary.rules.iter().collect();
    rules.sort_by(|a, b| b.findings.cmp(&a.findings).then(a.code.cmp(&b.code)));
    let width = rules.first().map_or(1, |rule| rule.findings.to_string().len());
    for rule in rules {
        writeln!(
            out,
            "{:>width$}  {}  {:<5}  {}  ({})",
            rule.findings,
            rule.code,
            rule.level.name(),
            rule.name,
            several(rule.rows, "row")
        )?;
    }
    Ok(())
}
