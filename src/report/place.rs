//! Where a finding stands, as people and consumers name it, and how it is repaired there.

use std::borrow::Cow;

use super::model::{EditReport, FindingReport, FixReport, ProfileReport, Report};
use super::sanitize::line;
use crate::rules::redact::ticked;

/// The path of a finding's input, without a leading `./`; none for the data set.
pub(super) fn path_of<'r>(report: &'r Report, finding: &FindingReport) -> Option<&'r str> {
    let path = &report.inputs.get(finding.input?)?.path;
    Some(path.strip_prefix("./").unwrap_or(path))
}

/// The safe repair of a finding in a file whose lines stand there as they were read; that of a packed one changes nothing.
pub(super) fn safe_fix<'r>(report: &'r Report, finding: &'r FindingReport) -> Option<(&'r str, &'r FixReport)> {
    let path = path_of(report, finding)?;
    let packed = [".gz", ".zst"].iter().any(|ending| path.ends_with(ending));
    let fix = finding.fix.as_ref().filter(|fix| fix.safety == "safe" && !fix.edits.is_empty() && !packed)?;
    Some((path, fix))
}

/// `path:line`, `path`, or `data set`.
pub(super) fn place(report: &Report, finding: &FindingReport) -> String {
    match (path_of(report, finding), finding.line) {
        (Some(path), Some(row)) => format!("{path}:{row}"),
        (Some(path), None) => path.to_owned(),
        (None, _) => "data set".into(),
    }
}

/// Where a profile's first reason stands, with a colon and a space behind it; its file is named where there are several.
pub(super) fn first_row(report: &Report, profile: &ProfileReport) -> String {
    let Some(row) = profile.row else { return String::new() };
    let several = report.inputs.len() > 1;
    match profile.input.filter(|_| several).and_then(|input| report.inputs.get(input)) {
        Some(input) => format!("row {row} of `{}`: ", ticked(input.path.strip_prefix("./").unwrap_or(&input.path))),
        None => format!("row {row}: "),
    }
}

/// Whether a consumer would refuse the data set because it is for another task: it refuses every row, and another format of
/// the same consumer does not (names say whose they are: `openai-rft` and `openai-chat`).
pub fn is_of_another_task(report: &Report, profile: &ProfileReport) -> bool {
    let whose = |own: &ProfileReport| own.profile.split('-').next().map(str::to_owned);
    let every = |own: &ProfileReport| own.rows >= report.stats.examples;
    let fits = |own: &ProfileReport| own.verdict == "accepts" || own.verdict == "rejects" && !every(own);
    let mut others = report.summary.profiles.iter().filter(|own| whose(own) == whose(profile));
    profile.verdict == "rejects" && every(profile) && others.any(fits)
}

/// The message with the place inside the row behind it.
pub(super) fn told(finding: &FindingReport) -> String {
    match finding.pointer.as_deref() {
        Some(pointer) if !pointer.is_empty() => format!("{} ({pointer})", finding.message),
        _ => finding.message.clone(),
    }
}

impl EditReport {
    /// What comes in as it stands inside of a JSON string; none where a log may not show it.
    pub(super) fn raw(&self) -> Option<String> {
        let quoted = serde_json::to_string(&self.replacement).ok()?;
        let inner = &quoted[1..quoted.len() - 1];
        matches!(line(inner), Cow::Borrowed(_)).then(|| inner.to_owned())
    }
}
