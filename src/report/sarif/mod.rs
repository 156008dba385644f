//! SARIF 2.1.0 within the limits of GitHub code scanning: one run, every rule that ran, at most 5,000 results, worst first.

mod place;
mod results;
mod rules;

use std::io::{self, Write};

use serde_json::{Value, json};

use super::in_brief::{ran, unchecked};
use super::model::Report;
use super::sanitize::{clip, line};
use results::{known, result, results};
use rules::{others, rule};

/// Results that GitHub shows; above 25,000 it rejects the file.
const MOST: usize = 5000;
/// Characters of texts that GitHub limits to 1,024.
const TEXT: usize = 1000;

/// Writes the log.
pub fn sarif(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let rules = ran(report);
    let others = others(report, &rules);
    let codes: Vec<&str> = rules.iter().map(|meta| meta.code).chain(others.keys().copied()).collect();
    let state = report.baseline.as_ref().map(|_| "new");
    let mut results: Vec<Value> =
        results(report).into_iter().map(|(finding, count)| result(report, &codes, finding, count, state)).collect();
    if let Some(baseline) = &report.baseline {
        let known = known(report, baseline, &codes);
        results.extend(known.take(MOST.saturating_sub(results.len())));
    }
    let failed = |text: &String| json!({"level": "error", "message": {"text": clip(&line(text), TEXT)}});
    let failures = &report.summary.failures;
    let mut invocation = json!({"executionSuccessful": failures.is_empty(), "exitCode": report.summary.exit_code});
    if !failures.is_empty() {
        invocation["toolExecutionNotifications"] = failures.iter().map(failed).collect();
    }
    let unchecked = unchecked(report);
    if !unchecked.is_empty() {
        invocation["toolConfigurationNotifications"] = unchecked.iter().map(left_out).collect();
    }
    let driver = json!({
        "name": "ft-lint",
        "fullName": format!("ft-lint {}", report.tool.version),
        "version": report.tool.version,
        "rules": rules.iter().map(|meta| rule(meta)).chain(others.into_values()).collect::<Vec<_>>(),
    });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "results": results,
            "properties": properties(report),
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

/// What was not looked at.
fn left_out((rules, reason): &(String, &str)) -> Value {
    json!({"level": "note", "message": {"text": clip(&line(&format!("not checked: {rules}: {reason}")), TEXT)}})
}

/// What the log says of the whole: a viewer sees at most [`MOST`] results, but these counts.
fn properties(report: &Report) -> Value {
    let summary = &report.summary;
    let mut bag = json!({
        "verdict": summary.verdict,
        "profile": report.config.profile,
        "suppressed": summary.suppressed,
        "findings": {"error": summary.levels.error, "warn": summary.levels.warn, "info": summary.levels.info},
    });
    if let Some(score) = summary.score {
        bag["score"] = score.into();
    }
    bag
}
