//! The matrix of consumers as the report for a person shows it.

use std::io::{self, Write};

use super::super::look::Look;
use super::super::model::{ProfileReport, Report};
use super::super::place::{first_row, is_of_another_task};
use super::super::sanitize::line;
use super::super::wording::wrap;

/// Writes the profiles that would refuse the data set, those with one reason together, and names those that would take
/// it; not those for another task. `whole` lists every profile with its verdict.
pub(super) fn section(report: &Report, whole: bool, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let profiles = &report.summary.profiles;
    if profiles.is_empty() || report.config.profile != "generic" {
        return Ok(());
    }
    if whole {
        return table(report, look, out);
    }
    let with = |verdict: &str| profiles.iter().filter(|profile| profile.verdict == verdict).collect::<Vec<_>>();
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    let (aside, rejects): (Vec<_>, Vec<_>) =
        with("rejects").into_iter().partition(|profile| is_of_another_task(report, profile));
    for profile in rejects {
        let why = why(report, profile);
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, names)) => names.push(named(profile)),
            None => reasons.push((why, vec![named(profile)])),
        }
    }
    let names = |profiles: &[&ProfileReport]| profiles.iter().map(|own| named(own)).collect::<Vec<_>>().join(", ");
    let accepts = with("accepts");
    if reasons.is_empty() && accepts.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", look.paint("1", "profiles"))?;
    for (why, names) in reasons {
        indented(&format!("refused by {}", names.join(", ")), 2, look, out)?;
        indented(&why, 4, look, out)?;
    }
    if !accepts.is_empty() {
        indented(&format!("accepted by {}", names(&accepts)), 2, look, out)?;
    }
    if !aside.is_empty() {
        let text = format!("not for {}: every row is refused, and another format of the consumer fits", names(&aside));
        indented(&text, 2, look, out)?;
    }
    writeln!(out)
}

/// Its name, and whether it is no longer open to all.
fn named(profile: &ProfileReport) -> String {
    format!("{}{}", profile.profile, if profile.live { "" } else { " (retired)" })
}

fn indented(text: &str, by: usize, look: Look, out: &mut dyn Write) -> io::Result<()> {
    for text in wrap(text, look.width.saturating_sub(by)) {
        writeln!(out, "{}{text}", " ".repeat(by))?;
    }
    Ok(())
}

fn table(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", look.paint("1", "profiles"))?;
    let width = report.summary.profiles.iter().map(|profile| profile.profile.len()).max().unwrap_or(0);
    for profile in &report.summary.profiles {
        let head = format!("  {:<width$}  {:<11}  ", profile.profile, profile.verdict);
        let lines = wrap(&why(report, profile), look.width.saturating_sub(head.len()).max(20));
        for (i, text) in lines.iter().enumerate() {
            let head = if i == 0 { head.clone() } else { " ".repeat(head.len()) };
            writeln!(out, "{}", format!("{head}{text}").trim_end())?;
        }
    }
    writeln!(out)
}

/// The first reason of a profile, with its place and code.
fn why(report: &Report, profile: &ProfileReport) -> String {
    let reason = profile.reason.as_deref().map(|reason| line(reason).into_owned()).unwrap_or_default();
    let code = profile.code.as_deref().map_or(String::new(), |code| format!(" ({code})"));
    let place = line(&first_row(report, profile)).into_owned();
    let more = match profile.rows {
        0 | 1 => String::new(),
        rows => format!("; {rows} rows in all"),
    };
    format!("{place}{reason}{code}{more}")
}
