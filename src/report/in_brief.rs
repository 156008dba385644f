//! The whole in a few words: verdict, inputs, counts, which rules ran and what was not checked.

use super::from_run::{DESELECTED, NEWER};
use super::model::{NotChecked, Report};
use super::sanitize::line;
use super::wording::grouped;
use crate::rules::{CATALOGUE, Meta};

/// What the verdict is called.
pub(super) fn verdict(report: &Report) -> &'static str {
    match report.summary.verdict.as_str() {
        "pass" => "passed",
        "fail" => "failed",
        _ => "no verdict",
    }
}

/// The inputs in a few words: a path, or how many.
pub(super) fn inputs(report: &Report) -> String {
    match report.inputs.as_slice() {
        [only] => only.path.clone(),
        several => format!("{} inputs", several.len()),
    }
}

/// Rows of all inputs, blank ones included.
pub(super) fn rows(report: &Report) -> u64 {
    report.inputs.iter().map(|input| input.rows).fold(0, u64::saturating_add)
}

/// Findings of all levels.
pub(super) fn total(report: &Report) -> u64 {
    let levels = report.summary.levels;
    levels.error.saturating_add(levels.warn).saturating_add(levels.info)
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

/// Codes that are named where one reason holds for several.
const CODES: usize = 6;

/// What was not looked at: the rules, and the reason that they share.
pub(super) fn unchecked(report: &Report) -> Vec<(String, &str)> {
    by_reason(report.summary.not_checked.iter())
}

/// The same of some entries.
pub(super) fn by_reason<'r>(entries: impl Iterator<Item = &'r NotChecked>) -> Vec<(String, &'r str)> {
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for entry in entries {
        match by_reason.iter_mut().find(|(reason, _)| *reason == entry.reason) {
            Some((_, codes)) => codes.push(&entry.code),
            None => by_reason.push((&entry.reason, vec![&entry.code])),
        }
    }
    let named = |codes: &[&str]| {
        if codes.len() > CODES { format!("{} rules", codes.len()) } else { codes.join(", ") }
    };
    by_reason.into_iter().map(|(reason, codes)| (named(&codes), reason)).collect()
}

/// What was not looked at in one line, for formats that have no room for it; none where all was.
pub fn not_checked(report: &Report) -> Option<String> {
    let parts: Vec<String> = unchecked(report).iter().map(|(rules, reason)| format!("{rules}: {reason}")).collect();
    (!parts.is_empty()).then(|| format!("not checked: {}", line(&parts.join("; "))))
}

/// The rules that were asked for.
pub(super) fn ran(report: &Report) -> Vec<&'static Meta> {
    let why = |reason: &str| reason == DESELECTED || reason.starts_with(NEWER);
    let left_out = |code: &str| report.summary.not_checked.iter().any(|entry| entry.code == code && why(&entry.reason));
    CATALOGUE.iter().filter(|meta| !left_out(meta.code)).collect()
}
