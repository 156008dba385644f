//! The comparison of two reports as text for a person, as JSON, and as Markdown for a pull request.

use std::io::{self, Write};

use super::compare::{COMPARE_SCHEMA, Change, Comparison};
use super::look::Look;
use super::markdown::{badge, code};
use super::model::{FindingReport, Report};
use super::place::{place, told};
use super::sanitize::{clip, line, markdown as escaped, prose};
use super::wording::{grouped, several};
use crate::rules::Level;

/// Findings listed of each kind.
const SHOWN: usize = 20;
/// Characters of one text.
const TEXT: usize = 300;

/// Writes the comparison as JSON.
pub fn json(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    super::json::json_pretty(comparison, out)
}

/// The JSON Schema of a comparison, generated from its types.
pub fn comparison_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Comparison).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), COMPARE_SCHEMA.into());
    }
    schema
}

/// Writes the comparison for a person; paths are those of the reports.
pub fn human(
    comparison: &Comparison,
    (old, new): (&Report, &Report),
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let list = |out: &mut dyn Write, title: &str, report: &Report, findings: &[FindingReport], color: &str| {
        if findings.is_empty() {
            return Ok(());
        }
        writeln!(out, "{}", look.paint("1", title))?;
        for finding in worst_first(findings).take(SHOWN) {
            let head = look.paint(color, &format!("{}[{}]", finding.level.name(), line(&finding.code)));
            writeln!(out, "  {}: {head} {}", line(&place(report, finding)), line(&clip(&told(finding), TEXT)))?;
        }
        match findings.len().saturating_sub(SHOWN) {
            0 => writeln!(out),
            more => writeln!(out, "  … and {} more\n", grouped(more as u64)),
        }
    };
    list(out, "new", new, &comparison.new, "1;31")?;
    list(out, "gone", old, &comparison.gone, "1;32")?;
    for rule in comparison.rules.iter().filter(|rule| rule.counted_only) {
        let Change { old, new } = rule.findings;
        writeln!(out, "{} {}: {} → {} findings\n", line(&rule.code), line(&rule.name), grouped(old), grouped(new))?;
    }
    writeln!(out, "{}  {}", look.paint("1", "score"), moved(&comparison.score))?;
    for (name, change) in changed(comparison) {
        writeln!(out, "  {:<14} {}", line(name), moved(change))?;
    }
    for note in &comparison.notes {
        writeln!(out, "\nnote: {}", line(note))?;
    }
    writeln!(out, "\n{}", counts(comparison))
}

/// Writes the comparison as Markdown.
pub fn markdown(comparison: &Comparison, (old, new): (&Report, &Report), out: &mut dyn Write) -> io::Result<()> {
    let mark = match (comparison.new_levels.get(&Level::Error), sum(comparison)) {
        (Some(errors), _) if *errors > 0 => "❌",
        (_, 0) => "✅",
        _ => "⚠️",
    };
    writeln!(out, "## {mark} ft-lint: {}\n", counts(comparison))?;
    writeln!(out, "| score | old | new | change |\n|---|---:|---:|---:|")?;
    let all = "data set".to_owned();
    for (name, change) in std::iter::once((&all, &comparison.score)).chain(changed(comparison)) {
        let [a, b] = [change.old, change.new].map(|score| score.map_or("–".into(), |score| format!("{score:.1}")));
        writeln!(out, "| {} | {a} | {b} | {} |", escaped(name), difference(change))?;
    }
    if !comparison.rules.is_empty() {
        writeln!(out, "\n| level | rule | old | new | appeared | gone |\n|---|---|---:|---:|---:|---:|")?;
        for rule in comparison.rules.iter().take(200) {
            let counts = [rule.findings.old, rule.findings.new, rule.new, rule.gone].map(grouped).join(" | ");
            writeln!(out, "| {} | {} {} | {counts} |", badge(rule.level), escaped(&rule.code), escaped(&rule.name))?;
        }
    }
    for (title, report, findings) in [("new", new, &comparison.new), ("gone", old, &comparison.gone)] {
        if findings.is_empty() {
            continue;
        }
        let open = if title == "new" { " open" } else { "" };
        let head = several(findings.len() as u64, "finding");
        writeln!(out, "\n<details{open}><summary>{head} {title}</summary>\n")?;
        for finding in worst_first(findings).take(SHOWN) {
            let message = prose(&clip(&told(finding), TEXT), escaped);
            let (level, rule) = (badge(finding.level), escaped(&finding.code));
            writeln!(out, "- {level} {rule} {}: {message}", code(&place(report, finding)))?;
        }
        if findings.len() > SHOWN {
            writeln!(out, "- and {} more", grouped((findings.len() - SHOWN) as u64))?;
        }
        writeln!(out, "\n</details>")?;
    }
    comparison.notes.iter().try_for_each(|note| writeln!(out, "\n_{}_", escaped(note)))
}

fn worst_first(findings: &[FindingReport]) -> impl Iterator<Item = &FindingReport> {
    Level::ALL.into_iter().flat_map(move |level| findings.iter().filter(move |finding| finding.level == level))
}

/// Families whose score is not the same.
fn changed(comparison: &Comparison) -> impl Iterator<Item = (&String, &Change<Option<f64>>)> {
    comparison.families.iter().filter(|(_, change)| change.old != change.new)
}

fn sum(comparison: &Comparison) -> u64 {
    comparison.new_levels.values().sum()
}

fn counts(comparison: &Comparison) -> String {
    let new = sum(comparison);
    let gone: u64 = comparison.rules.iter().map(|rule| rule.gone).sum();
    format!("{} new, {} gone, {} unchanged", grouped(new), grouped(gone), grouped(comparison.unchanged))
}

fn moved(change: &Change<Option<f64>>) -> String {
    let [a, b] = [change.old, change.new].map(|score| score.map_or("–".into(), |score| format!("{score:.1}")));
    if change.old == change.new { a } else { format!("{a} → {b} ({})", difference(change)) }
}

fn difference(change: &Change<Option<f64>>) -> String {
    match (change.old, change.new) {
        (Some(old), Some(new)) => format!("{:+.1}", new - old),
        _ => "–".into(),
    }
}
