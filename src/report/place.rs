//! Where a finding stands, as people and consumers name it, and which findings come first where not all fit.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::from_run::{DESELECTED, NEWER};
use super::model::{EditReport, FindingReport, FixReport, ProfileReport, Report};
use super::sanitize::line;
use super::wording::grouped;
use crate::rules::redact::ticked;
use crate::rules::{CATALOGUE, Level, Meta};

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

/// Indexes of the listed findings: worst level first, and one of each rule before a second of any.
pub(super) fn spread(report: &Report) -> Vec<usize> {
    let mut seen: BTreeMap<(Level, &str), usize> = BTreeMap::new();
    let mut keyed = Vec::with_capacity(report.findings.len());
    for (i, finding) in report.findings.iter().enumerate() {
        let nth = seen.entry((finding.level, &finding.code)).or_default();
        keyed.push((std::cmp::Reverse(finding.level), *nth, i));
        *nth += 1;
    }
    keyed.sort_unstable();
    keyed.into_iter().map(|(.., i)| i).collect()
}

/// The first `each` findings of every rule, worst level first, then in the order of the report.
pub fn first_of_each(report: &Report, each: usize) -> BTreeMap<&str, Vec<usize>> {
    let mut shown: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for level in Level::ALL {
        for (i, finding) in report.findings.iter().enumerate().filter(|(_, finding)| finding.level == level) {
            let list = shown.entry(finding.code.as_str()).or_default();
            if list.len() < each {
                list.push(i);
            }
        }
    }
    shown
}

/// The rules that were asked for.
pub(super) fn ran(report: &Report) -> Vec<&'static Meta> {
    let why = |reason: &str| reason == DESELECTED || reason.starts_with(NEWER);
    let left_out = |code: &str| report.summary.not_checked.iter().any(|entry| entry.code == code && why(&entry.reason));
    CATALOGUE.iter().filter(|meta| !left_out(meta.code)).collect()
}

/// Findings of all levels.
pub(super) fn total(report: &Report) -> u64 {
    let levels = report.summary.levels;
    levels.error.saturating_add(levels.warn).saturating_add(levels.info)
}

/// Rows of all inputs, blank ones included.
pub(super) fn rows(report: &Report) -> u64 {
    report.inputs.iter().map(|input| input.rows).fold(0, u64::saturating_add)
}

/// What the verdict is called.
pub(super) fn verdict(report: &Report) -> &'static str {
    match report.summary.verdict.as_str() {
        "pass" => "passed",
        "fail" => "failed",
        _ => "no verdict",
    }
}

/// What the counts leave out: known findings, and rows outside a sample.
pub(super) fn remarks(report: &Report) -> Vec<String> {
    let known = &report.summary.suppressed;
    let parts = [(known.baseline, "in the baseline"), (known.ignored, "ignored"), (known.overrides, "by overrides")];
    let parts: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", grouped(*n))).collect();
    let known = (!parts.is_empty()).then(|| format!("not counted: {}", parts.join(", ")));
    let sample = report.sample.as_ref().filter(|sample| sample.rows < sample.of);
    let sample = sample.map(|sample| format!("a sample of {} of {} rows", grouped(sample.rows), grouped(sample.of)));
    known.into_iter().chain(sample).collect()
}

/// The inputs in a few words: a path, or how many.
pub(super) fn inputs(report: &Report) -> String {
    match report.inputs.as_slice() {
        [only] => only.path.clone(),
        several => format!("{} inputs", several.len()),
    }
}
