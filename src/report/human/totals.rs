//! The table of rules and the panel of the score.

use std::io::{self, Write};

use super::super::look::Look;
use super::super::model::{Report, RuleReport};
use super::super::wording::{grouped, percent, several};

/// Writes a line for each rule with findings.
pub(super) fn table(rules: &[&RuleReport], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let rule = |ascii: &str, unicode: &str, n: usize| if look.unicode { unicode.repeat(n) } else { ascii.repeat(n) };
    let name = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(4).max(4);
    let code = rules.iter().map(|rule| rule.code.len()).max().unwrap_or(6).max(6);
    // Where there is no room for all columns, those that the report has elsewhere are left out.
    let whole = name + code + 43 <= look.width;
    let more = |columns: [String; 3]| {
        if whole { format!(" {:>9} {:>8} {:>6}", columns[0], columns[1], columns[2]) } else { String::new() }
    };
    let head = format!("{:<code$} {:<name$} {:<5} {:>9}", "code", "rule", "level", "findings");
    let head = head + &more(["rows", "share", "points"].map(str::to_owned));
    writeln!(out, "{}", look.paint("1", &head))?;
    writeln!(out, "{}", rule("-", "─", head.len()))?;
    for rule in rules {
        let level = format!("{:<5}", rule.level.name());
        let level = look.level(rule.level).replace(rule.level.name(), &level);
        writeln!(
            out,
            "{:<code$} {:<name$} {level} {:>9}{}",
            rule.code,
            rule.name,
            grouped(rule.findings),
            more([grouped(rule.rows), percent(rule.share), format!("{:.1}", rule.points)])
        )?;
    }
    writeln!(out)
}

/// Writes the score of each family, and what repairing gives.
pub(super) fn panel(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    const BAR: usize = 30;
    // Name, score and findings take 49 columns beside it.
    let bar_width = look.width.saturating_sub(49).clamp(10, BAR);
    let summary = &report.summary;
    let Some(total) = summary.score else {
        return writeln!(out, "{}\n", look.paint("1", "no score: there are no examples"));
    };
    writeln!(out, "{}  {}", look.paint("1", "score"), look.paint("1", &format!("{total:.1}")))?;
    for (name, family) in &summary.families {
        let Some(score) = family.score else {
            writeln!(out, "  {name:<14} {:>5}  does not apply to this data", "–")?;
            continue;
        };
        let filled = ((score / 100.0 * bar_width as f64).round() as usize).min(bar_width);
        let (full, empty) = if look.unicode { ("█", "░") } else { ("#", ".") };
        let findings = match family.findings {
            0 => String::new(),
            n => several(n, "finding"),
        };
        let bar = format!("{}{}", full.repeat(filled), empty.repeat(bar_width - filled));
        let color = if score >= 90.0 {
            "32"
        } else if score >= 70.0 {
            "33"
        } else {
            "31"
        };
        let findings = if findings.is_empty() { findings } else { format!("  {findings}") };
        writeln!(out, "  {name:<14} {score:>5.1}  {}{findings}", look.paint(color, &bar))?;
    }
    for (i, raise) in summary.raise.iter().enumerate() {
        let head = if i == 0 { "repairing" } else { "" };
        writeln!(out, "  {head:<9} {} {:<26} gives {:.1}", raise.code, raise.name, raise.score)?;
    }
    writeln!(out)
}
