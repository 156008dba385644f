//! Markdown for a job summary of GitHub (at most 1 MiB for a step) and for comments: verdict, score, a table of rules, the
//! first examples of each.

use std::io::{self, Write};

use super::chosen::first_of_each;
use super::in_brief::{inputs, remarks, rows, verdict};
use super::model::{FindingReport, Report, RuleReport};
use super::place::{first_row, is_of_another_task, place};
use super::sanitize::{clip, markdown as escaped, prose};
use super::wording::{grouped, percent, several};
use crate::rules::{Level, find};

/// Examples of each rule.
const EXAMPLES: usize = 5;
/// Bytes above which rules are left out; well below the 1 MiB that a step may write.
const MOST: usize = 400 << 10;
/// Characters of one text.
const TEXT: usize = 300;
/// Lines of a list.
const LINES: usize = 50;

/// Writes the summary.
pub fn markdown(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut text = head(report);
    text.push_str(&table(report));
    text.push_str(&families(report));
    let shown = first_of_each(report, EXAMPLES);
    let mut left = 0;
    for rule in worst_first(report) {
        let findings = shown.get(rule.code.as_str()).map_or(&[][..], Vec::as_slice);
        let section = section(report, rule, findings);
        if text.len() + section.len() > MOST {
            left += 1;
        } else {
            text.push_str(&section);
        }
    }
    if left > 0 {
        text.push_str(&format!("\n_Examples of {} are left out here._\n", several(left, "more rule")));
    }
    text.push_str(&consumers(report));
    text.push_str(&unchecked(report));
    out.write_all(text.as_bytes())
}

/// Inline code that holds anything.
pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(&clip(text, TEXT)))
}

/// The word that marks a level.
pub(super) fn badge(level: Level) -> &'static str {
    match level {
        Level::Error => "🔴 error",
        Level::Warn => "🟡 warn",
        Level::Info => "🔵 info",
    }
}

fn head(report: &Report) -> String {
    let summary = &report.summary;
    let mark = match summary.verdict.as_str() {
        "pass" => "✅",
        "fail" => "❌",
        _ => "⚠️",
    };
    let score = summary.score.map_or("no score".into(), |score| format!("score {score:.1}"));
    let levels = summary.levels;
    let counts = [(levels.error, "error"), (levels.warn, "warning"), (levels.info, "info")];
    let mut text = format!("## {mark} ft-lint: {}, {score}\n\n", verdict(report));
    text.push_str(&format!("{}, {}: ", code(&inputs(report)), several(rows(report), "row")));
    text.push_str(&format!("{}.\n", counts.map(|(n, noun)| several(n, noun)).join(", ")));
    for reason in summary.reasons.iter().take(LINES) {
        text.push_str(&format!("\n- gate: {}", escaped(&clip(reason, TEXT))));
    }
    for remark in remarks(report) {
        text.push_str(&format!("\n- {}", escaped(&remark)));
    }
    for failure in summary.failures.iter().take(LINES) {
        text.push_str(&format!("\n- failure: {}", prose(&clip(failure, TEXT), escaped)));
    }
    text.push('\n');
    text
}

fn worst_first(report: &Report) -> Vec<&RuleReport> {
    let mut rules: Vec<&RuleReport> = report.summary.rules.iter().collect();
    rules.sort_by(|a, b| b.level.cmp(&a.level).then(b.points.total_cmp(&a.points)).then(a.code.cmp(&b.code)));
    rules
}

fn table(report: &Report) -> String {
    if report.summary.rules.is_empty() {
        return "\nNo findings.\n".into();
    }
    let mut text = "\n| level | rule | findings | rows | share | points |\n|---|---|---:|---:|---:|---:|\n".to_owned();
    let rules = worst_first(report);
    for rule in rules.iter().take(200) {
        let name = format!("{} {}", escaped(&rule.code), escaped(&rule.name));
        let numbers = [
            grouped(rule.findings),
            grouped(rule.rows),
            percent(rule.share).replace('<', "&lt;"),
            format!("{:.1}", rule.points),
        ];
        text.push_str(&format!("| {} | {name} | {} |\n", badge(rule.level), numbers.join(" | ")));
    }
    if let Some(more) = rules.len().checked_sub(200).filter(|more| *more > 0) {
        text.push_str(&format!("\n_{} are left out here._\n", several(more as u64, "more rule")));
    }
    text
}

fn families(report: &Report) -> String {
    let scores: Vec<String> = report
        .summary
        .families
        .iter()
        .take(LINES)
        .filter_map(|(name, family)| Some(format!("{} {:.1}", escaped(name), family.score?)))
        .collect();
    let raise = report
        .summary
        .raise
        .iter()
        .take(3)
        .map(|raise| format!("{} {} gives {:.1}", escaped(&raise.code), escaped(&raise.name), raise.score));
    let raise: Vec<String> = raise.collect();
    let mut text = String::new();
    if !scores.is_empty() {
        text.push_str(&format!("\nScore by family: {}.\n", scores.join(" · ")));
    }
    if !raise.is_empty() {
        text.push_str(&format!("\nRepairing {}.\n", raise.join("; ")));
    }
    text
}

fn section(report: &Report, rule: &RuleReport, shown: &[usize]) -> String {
    let mut text = format!(
        "\n<details><summary>{} <b>{} {}</b>, {}</summary>\n\n",
        badge(rule.level),
        escaped(&rule.code),
        escaped(&rule.name),
        several(rule.findings, "finding")
    );
    if let Some(meta) = find(&rule.code) {
        text.push_str(&format!("{}\n\n", prose(&meta.summary().replace('\n', " "), escaped)));
    }
    for index in shown {
        text.push_str(&line(report, &report.findings[*index]));
    }
    let more = rule.findings.saturating_sub(shown.len() as u64);
    if more > 0 {
        text.push_str(&format!("- and {} more\n", grouped(more)));
    }
    text.push_str("\n</details>\n");
    text
}

/// One finding as a line of a list.
pub(super) fn line(report: &Report, finding: &FindingReport) -> String {
    let pointer = match finding.pointer.as_deref() {
        Some(pointer) if !pointer.is_empty() => format!(" at {}", code(pointer)),
        _ => String::new(),
    };
    let message = prose(&clip(&finding.message, TEXT), escaped);
    format!("- {}{pointer}: {message}\n", code(&place(report, finding)))
}

/// Consumers that would refuse the data set.
fn consumers(report: &Report) -> String {
    let refused: Vec<String> = report
        .summary
        .profiles
        .iter()
        .filter(|profile| profile.verdict == "rejects" && !is_of_another_task(report, profile))
        .take(LINES)
        .map(|profile| {
            let reason = prose(&clip(profile.reason.as_deref().unwrap_or_default(), TEXT), escaped);
            let row = prose(&first_row(report, profile), escaped);
            format!("- {}: {row}{reason}\n", escaped(&profile.profile))
        })
        .collect();
    let accepts = report.summary.profiles.iter().filter(|profile| profile.verdict == "accepts").count();
    if refused.is_empty() {
        return String::new();
    }
    let head = format!("refused by {}, accepted by {accepts}", several(refused.len() as u64, "consumer"));
    format!("\n<details><summary>Consumers: {head}</summary>\n\n{}\n</details>\n", refused.concat())
}

fn unchecked(report: &Report) -> String {
    let entries = &report.summary.not_checked;
    if entries.is_empty() {
        return String::new();
    }
    let lines = entries.iter().take(LINES).map(|entry| {
        format!("- {} {}: {}\n", escaped(&entry.code), escaped(&entry.name), escaped(&clip(&entry.reason, TEXT)))
    });
    let mut text = lines.collect::<String>();
    if entries.len() > LINES {
        text.push_str(&format!("- and {} more\n", entries.len() - LINES));
    }
    let head = format!("Not checked: {}", several(entries.len() as u64, "rule"));
    format!("\n<details><summary>{head}</summary>\n\n{text}\n</details>\n")
}
