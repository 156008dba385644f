//! `--statistics`: one line per rule, the most frequent first, then what was not checked.

use std::io::{self, Write};

use super::in_brief::unchecked;
use super::model::Report;
use super::sanitize::line;
use super::wording::several;

/// Writes the counts of each rule. What was not checked stands behind a blank line, so that counts are the first paragraph.
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
    let unchecked = unchecked(report);
    if !unchecked.is_empty() {
        writeln!(out, "\nnot checked")?;
    }
    unchecked.iter().try_for_each(|(rules, reason)| writeln!(out, "  {rules}: {}", line(reason)))
}
