//! The report for a person: a few examples of each rule, worst first, then the totals, the score and what was not checked.

mod example;
mod profiles;
mod totals;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::chosen::first_of_each;
use super::excerpt::Excerpt;
use super::in_brief;
use super::look::Look;
use super::model::{Report, RuleReport};
use super::sanitize::line;
use super::wording::{grouped, several, wrap};
use crate::rules::find;
use example::example;
use totals::{panel, table};

/// Writes the report. `excerpts` are those of [`first_of_each`], by index; `whole` lists all profiles.
pub fn human(
    report: &Report,
    excerpts: &BTreeMap<usize, Excerpt>,
    whole: bool,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let shown = first_of_each(report, look.examples);
    let mut rules: Vec<&RuleReport> = report.summary.rules.iter().collect();
    rules.sort_by(|a, b| b.level.cmp(&a.level).then(a.code.cmp(&b.code)));
    for rule in &rules {
        section(report, rule, shown.get(rule.code.as_str()).map_or(&[], Vec::as_slice), excerpts, look, out)?;
    }
    if !rules.is_empty() {
        table(&rules, look, out)?;
    }
    panel(report, look, out)?;
    profiles::section(report, whole, look, out)?;
    unchecked(report, look, out)?;
    verdict(report, look, out)
}

fn section(
    report: &Report,
    rule: &RuleReport,
    shown: &[usize],
    excerpts: &BTreeMap<usize, Excerpt>,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let summary = find(&rule.code).map_or(String::new(), |meta| meta.summary().replace('\n', " "));
    writeln!(out, "{} {} {}", look.level(rule.level), look.paint("1", &rule.code), look.paint("1", &rule.name))?;
    for text in wrap(&summary, look.width.saturating_sub(2)) {
        writeln!(out, "  {text}")?;
    }
    for index in shown {
        example(report, &report.findings[*index], excerpts.get(index), look, out)?;
    }
    let more = rule.findings.saturating_sub(shown.len() as u64);
    if more > 0 {
        writeln!(out, "  … and {} more\n", grouped(more))?;
    }
    Ok(())
}

fn unchecked(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let unchecked = in_brief::unchecked(report);
    if unchecked.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", look.paint("1", "not checked"))?;
    for (rules, reason) in unchecked {
        for text in wrap(&format!("{rules}: {}", line(reason)), look.width.saturating_sub(2)) {
            writeln!(out, "  {text}")?;
        }
    }
    writeln!(out)
}

fn verdict(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let summary = &report.summary;
    let rows: u64 = report.inputs.iter().map(|input| input.rows).sum();
    let inputs = match report.inputs.len() {
        1 => line(&report.inputs[0].path).into_owned(),
        n => format!("{n} inputs"),
    };
    let word = match summary.verdict.as_str() {
        "pass" => look.paint("1;32", "passed"),
        "fail" => look.paint("1;31", "failed"),
        _ => look.paint("1;31", "no verdict"),
    };
    let levels = summary.levels;
    let counts = [(levels.error, "error"), (levels.warn, "warning"), (levels.info, "info")];
    writeln!(out, "{word}: {inputs}, {}", several(rows, "row"))?;
    writeln!(out, "  {}", counts.map(|(n, noun)| several(n, noun)).join(", "))?;
    for remark in in_brief::remarks(report).iter().filter(|remark| remark.starts_with("not counted")) {
        writeln!(out, "  {remark}")?;
    }
    for reason in &summary.reasons {
        writeln!(out, "  {}", line(reason))?;
    }
    let explained = summary.rules.iter().filter(|rule| find(&rule.code).is_some());
    if let Some(rule) = explained.max_by_key(|rule| (rule.level, rule.findings)) {
        writeln!(out, "  `ft-lint rule {}` explains a rule", rule.code)?;
    }
    Ok(())
}
