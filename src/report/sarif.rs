//! SARIF 2.1.0 within the limits of GitHub code scanning: one run, every rule that ran, at most 5,000 results, worst first.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::model::{AbsentReport, BaselineReport, EditReport, FindingReport, Report};
use super::place::{path_of, ran, safe_fix, spread, told};
use super::sanitize::{clip, line};
use crate::rules::{Confidence, Family, Level, Meta};

/// Results that GitHub shows; above 25,000 it rejects the file.
const MOST: usize = 5000;
/// Places of one shape that stand for themselves where results are too many.
const SHAPES: usize = 1000;
/// Characters of texts that GitHub limits to 1,024.
const TEXT: usize = 1000;
/// Changes of a repair that a log holds; one of more places is left to the program, and the log stays small.
const CHANGES: usize = 20;
/// Other places of a result that GitHub shows.
const RELATED: usize = 100;
/// What a path of a URI may not hold as it is. `:` is one of them, since the first part of a relative path may hold none.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

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

/// Rules of the configuration, and of other versions of the program, by their code.
fn others<'r>(report: &'r Report, rules: &[&Meta]) -> BTreeMap<&'r str, Value> {
    let own = report.summary.rules.iter().map(|rule| (rule.code.as_str(), &rule.name, &rule.family, rule.level));
    let known = report.baseline.iter().flat_map(|baseline| &baseline.findings);
    let known = known.map(|finding| (finding.code.as_str(), &finding.name, &finding.family, finding.level));
    let house = report
        .summary
        .house
        .iter()
        .map(|own| (own.code.as_str(), of_house(&own.code, &own.name, &own.about, own.level)));
    let mut others: BTreeMap<&str, Value> = house.collect();
    for (code, name, family, level) in own.chain(known).filter(|own| !rules.iter().any(|meta| meta.code == own.0)) {
        others.entry(code).or_insert_with(|| other(code, name, family, level));
    }
    others
}

/// Findings that the baseline holds, worst first, then those that are no longer there.
fn known<'r>(
    report: &'r Report,
    baseline: &'r BaselineReport,
    codes: &'r [&'r str],
) -> impl Iterator<Item = Value> + use<'r> {
    let worst_first =
        Level::ALL.into_iter().flat_map(|level| baseline.findings.iter().filter(move |own| own.level == level));
    let why = format!("it stands in the baseline {}", line(&baseline.path));
    let suppressions = json!([{"kind": "external", "status": "accepted", "justification": clip(&why, TEXT)}]);
    let unchanged = worst_first.map(move |finding| {
        let mut result = result(report, codes, finding, 1, Some("unchanged"));
        result["suppressions"] = suppressions.clone();
        result
    });
    unchanged.chain(baseline.absent.iter().map(move |absent| self::absent(report, codes, absent)))
}

/// A finding that is no longer there: the check passes. Its place is not known any more.
fn absent(report: &Report, codes: &[&str], absent: &AbsentReport) -> Value {
    let first = report.inputs.first().map_or("data", |input| input.path.as_str());
    let region = json!({"startLine": 1, "endLine": 1, "startColumn": 1, "endColumn": 1});
    let mut result = json!({
        "ruleId": absent.code,
        "kind": "pass",
        "level": "none",
        "message": {"text": format!("a known finding of {} is no longer there", line(&absent.code))},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(first)}, "region": region}}],
        "partialFingerprints": {"primaryLocationLineHash": line(&absent.fingerprint)},
        "baselineState": "absent",
    });
    numbered(&mut result, codes, &absent.code, absent.count as usize);
    result
}

/// Adds the place of the rule in the list of rules, and the number of findings that the result stands for.
fn numbered(result: &mut Value, codes: &[&str], code: &str, count: usize) {
    if let Some(index) = codes.iter().position(|own| *own == code) {
        result["ruleIndex"] = index.into();
    }
    if count > 1 {
        result["occurrenceCount"] = count.into();
    }
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

/// Findings with the number of findings that each stands for. Where there are too many, the last ones are grouped by
/// rule and kind of place, or by rule alone.
fn results(report: &Report) -> Vec<(&FindingReport, usize)> {
    let order: Vec<&FindingReport> = spread(report).into_iter().map(|i| &report.findings[i]).collect();
    if order.len() <= MOST {
        return order.into_iter().map(|finding| (finding, 1)).collect();
    }
    let group = |shaped: bool| {
        let (whole, rest) = order.split_at(MOST - SHAPES);
        let mut groups: BTreeMap<(&str, Level, String), (usize, usize)> = BTreeMap::new();
        for (i, finding) in rest.iter().enumerate() {
            let shape = if shaped { shape(finding.pointer.as_deref().unwrap_or_default()) } else { String::new() };
            groups.entry((&finding.code, finding.level, shape)).or_insert((i, 0)).1 += 1;
        }
        let mut groups: Vec<(usize, usize)> = groups.into_values().collect();
        groups.sort_unstable();
        let groups = groups.into_iter().map(|(i, count)| (rest[i], count));
        whole.iter().map(|finding| (*finding, 1)).chain(groups).collect::<Vec<_>>()
    };
    let by_shape = group(true);
    let mut grouped = if by_shape.len() <= MOST { by_shape } else { group(false) };
    grouped.truncate(MOST);
    grouped
}

/// A pointer with `*` for its numbers.
fn shape(pointer: &str) -> String {
    let number = |step: &str| !step.is_empty() && step.bytes().all(|b| b.is_ascii_digit());
    pointer.split('/').map(|step| if number(step) { "*" } else { step }).collect::<Vec<_>>().join("/")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Info => "note",
    }
}

fn rule(meta: &Meta) -> Value {
    let precision = match meta.confidence {
        Confidence::Certain => "very-high",
        Confidence::Likely => "high",
        Confidence::Hint => "medium",
    };
    let severity = if meta.level == Level::Info { "recommendation" } else { level(meta.level) };
    let summary = meta.summary().replace('\n', " ");
    let why = meta.section("Why it matters").replace('\n', " ");
    let full = if why.is_empty() { summary.clone() } else { format!("{summary} {why}") };
    let mut properties = json!({
        "tags": [meta.family.name(), "training-data"],
        "precision": precision,
        "problem.severity": severity,
    });
    if meta.family == Family::Privacy {
        properties["security-severity"] = match meta.code {
            "FT620" | "FT621" => "8.5",
            _ if meta.level == Level::Error => "6.5",
            _ if meta.level == Level::Warn => "4.5",
            _ => "2.0",
        }
        .into();
    }
    let sections = ["Why it matters", "Fix"].map(|title| (title, meta.section(title)));
    let sections = sections.iter().filter(|(_, text)| !text.is_empty());
    let body: String = sections.map(|(title, text)| format!("\n\n## {title}\n\n{text}")).collect();
    json!({
        "id": meta.code,
        "name": meta.name,
        "shortDescription": {"text": clip(&summary, TEXT)},
        "fullDescription": {"text": clip(&full, TEXT)},
        "help": {"text": format!("{full}\n\n`ft-lint rule {}` prints the whole page.", meta.code), "markdown": format!("{summary}{body}")},
        "defaultConfiguration": {"level": level(meta.level)},
        "properties": properties,
    })
}

/// A rule of the house.
fn of_house(code: &str, name: &str, about: &str, own: Level) -> Value {
    plain((code, name), &line(about), "content", own)
}

/// A rule without a page.
fn other(code: &str, name: &str, family: &str, own: Level) -> Value {
    let what = "a rule that this version of ft-lint has no page for, such as one of the house.";
    plain((code, name), &format!("{} {}: {what}", line(code), line(name)), family, own)
}

fn plain((id, name): (&str, &str), about: &str, family: &str, own: Level) -> Value {
    let name = line(name);
    let severity = if own == Level::Info { "recommendation" } else { level(own) };
    json!({
        "id": id,
        "name": clip(&name, 255),
        "shortDescription": {"text": clip(about, TEXT)},
        "fullDescription": {"text": clip(about, TEXT)},
        "help": {"text": clip(about, TEXT)},
        "defaultConfiguration": {"level": level(own)},
        "properties": {"tags": [clip(&line(family), 100), Cow::from("training-data")], "precision": "high", "problem.severity": severity},
    })
}

fn result(
    report: &Report,
    codes: &[&str],
    finding: &FindingReport,
    count: usize,
    state: Option<&'static str>,
) -> Value {
    let mut text = line(&clip(&told(finding), TEXT)).into_owned();
    if let Some(help) = &finding.help {
        // Where space is short only the first sentence is shown.
        text.push_str(&format!(". {}", line(&clip(help, TEXT))));
    }
    let mut result = json!({
        "ruleId": finding.code,
        "level": level(finding.level),
        "message": {"text": text},
        "locations": [location(report, finding)],
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
        "properties": {"confidence": finding.confidence, "family": finding.family},
    });
    numbered(&mut result, codes, &finding.code, count);
    if let Some(state) = state {
        result["baselineState"] = state.into();
    }
    if let Some(fix) = fix(report, finding) {
        result["fixes"] = json!([fix]);
    }
    let other = |other: &super::model::RelatedReport| {
        let path = report.inputs.get(other.input)?.path.as_str();
        let region = json!({"startLine": other.row.max(1)});
        let place = json!({"artifactLocation": {"uri": uri(path)}, "region": region});
        Some(json!({"physicalLocation": place, "message": {"text": format!("row {}", other.row)}}))
    };
    let related: Vec<Value> = finding.related.iter().filter_map(other).take(RELATED).collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

/// A repair that surely keeps the meaning, as changes of the file; none where the text that comes in is nothing that a log
/// may show.
fn fix(report: &Report, finding: &FindingReport) -> Option<Value> {
    let (path, fix) = safe_fix(report, finding).filter(|(_, fix)| fix.edits.len() <= CHANGES)?;
    let replacement = |edit: &EditReport| {
        let (at, text) = (edit.region.as_ref()?, edit.raw()?);
        let region = json!({
            "startLine": at.line.max(1), "endLine": at.end_line.max(at.line).max(1),
            "startColumn": at.column.max(1), "endColumn": at.end_column.max(1),
        });
        Some(json!({"deletedRegion": region, "insertedContent": {"text": text}}))
    };
    let replacements: Vec<Value> = fix.edits.iter().map(replacement).collect::<Option<_>>()?;
    let change = json!({"artifactLocation": {"uri": uri(path)}, "replacements": replacements});
    Some(json!({"description": {"text": line(&clip(&fix.title, TEXT))}, "artifactChanges": [change]}))
}

/// A finding about the data set stands at the start of its first input: without a place it would not be shown.
fn location(report: &Report, finding: &FindingReport) -> Value {
    let first = report.inputs.first().map_or("data", |input| input.path.as_str());
    let path = path_of(report, finding).unwrap_or(first);
    let start = finding.line.unwrap_or(1).max(1);
    let mut region = json!({"startLine": start, "endLine": start, "startColumn": 1, "endColumn": 1});
    if let (Some(from), Some(end), Some(to)) = (finding.column, finding.end_line, finding.end_column) {
        let (from, end) = (from.max(1), end.max(start));
        let to = if end == start { to.max(from) } else { to.max(1) };
        region = json!({"startLine": start, "endLine": end, "startColumn": from, "endColumn": to});
    }
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri(path)}, "region": region}});
    if let Some(pointer) = finding.pointer.as_deref().filter(|pointer| !pointer.is_empty()) {
        let name = line(&clip(pointer, TEXT)).into_owned();
        location["logicalLocations"] = json!([{"fullyQualifiedName": name, "kind": "member"}]);
    }
    location
}

/// A path as a URI: `/` between its parts, percent-encoded; `file:` before an absolute one.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path).replace('\\', "/");
    let encoded = utf8_percent_encode(&path, ESCAPED).to_string();
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("./data/a b#1.jsonl"), "data/a%20b%231.jsonl");
        assert_eq!(uri("data\\é:%.jsonl"), "data/%C3%A9%3A%25.jsonl");
        assert_eq!(uri("/tmp/x.jsonl"), "file:///tmp/x.jsonl");
    }

    #[test]
    fn numbers_in_pointers_are_one_shape() {
        assert_eq!(shape("/messages/12/content"), "/messages/*/content");
        assert_eq!(shape(""), "");
    }
}
