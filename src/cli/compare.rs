//! `ft-lint compare`: what changed between two saved reports.

use std::path::Path;

use super::args::{Compare, CompareFormat, Format};
use super::{End, output, outputs, render};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::report;
use crate::rules::Level;

/// Compares two reports. New findings at or above `--fail-on` give 1; a run without a verdict gives 2.
pub fn compare(args: &Compare) -> Result<Outcome, End> {
    if args.old == "-" && args.new == "-" {
        let what = "both reports are `-`".into();
        return Err(Failure::BadOption { what, advice: "standard input holds one report" }.into());
    }
    let reports = [&args.old, &args.new].map(|path| (Path::new(path.as_str()), "one of the reports"));
    outputs::spare(&[], args.output.as_deref().map(|path| (path, "--output")), &reports)?;
    let (old, new) = (render::load(&args.old)?, render::load(&args.new)?);
    let comparison = report::compare(&old, &new);
    let format = if args.format == CompareFormat::Markdown { Format::Markdown } else { Format::Human };
    let mut out = outputs::open(format, args.output.as_deref())?;
    let look = output::look(args.color, args.output.is_some(), 0);
    match args.format {
        CompareFormat::Human => report::compared_human(&comparison, (&old, &new), look, &mut out)?,
        CompareFormat::Json => report::compared_json(&comparison, &mut out)?,
        CompareFormat::Markdown => report::compared_markdown(&comparison, (&old, &new), &mut out)?,
    }
    out.finish()?;
    let without = |name: &str| Failure::NoVerdict { path: name.into() };
    for (path, report) in [(&args.old, &old), (&args.new, &new)] {
        if !report.summary.failures.is_empty() || report.summary.verdict == "none" {
            return Err(without(path).into());
        }
    }
    let limit = Level::ALL.into_iter().find(|level| level.name() == args.fail_on);
    let reached = |level: &Level| limit.is_some_and(|limit| *level >= limit);
    let failed = comparison.new_levels.iter().any(|(level, count)| reached(level) && *count > 0);
    Ok(if failed { Outcome::Failed } else { Outcome::Passed })
}
