//! What the readers of reports ask for, beyond what holds for every rendering.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::inert;
use super::root;

/// Checks a document against a schema of `fixtures/schemas`.
#[track_caller]
pub fn fits(schema: &str, document: &Value) {
    let schema = fs::read_to_string(root().join("fixtures/schemas").join(schema)).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let wrong: Vec<String> =
        validator.iter_errors(document).map(|why| format!("{}: {why}", why.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The listed findings of a report.
pub fn findings(report: &Value) -> &Vec<Value> {
    report["findings"].as_array().unwrap()
}

/// All findings of a report, listed or not.
pub fn total(report: &Value) -> u64 {
    ["error", "warn", "info"].iter().map(|level| report["summary"]["levels"][level].as_u64().unwrap()).sum()
}

/// The schema of SARIF, and what GitHub code scanning asks for beyond it.
pub fn sarif(text: &str, report: &Value) {
    let log: Value = serde_json::from_str(text).unwrap();
    fits("sarif-2.1.0.schema.json", &log);
    assert!(log["$schema"].as_str().is_some_and(|schema| !schema.is_empty()));
    assert_eq!(log["runs"].as_array().unwrap().len(), 1);
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len());
    for rule in rules {
        for key in ["shortDescription", "fullDescription"] {
            let text = rule[key]["text"].as_str().unwrap();
            assert!(!text.is_empty() && text.chars().count() <= 1024, "{rule}");
        }
        assert!(!rule["help"]["text"].as_str().unwrap().is_empty());
        assert!(rule["name"].as_str().unwrap().len() <= 255);
        let properties = &rule["properties"];
        assert!(properties["tags"].as_array().unwrap().len() <= 10);
        assert!(["very-high", "high", "medium", "low"].iter().any(|word| properties["precision"] == *word));
        assert!(["error", "warning", "recommendation"].iter().any(|word| properties["problem.severity"] == *word));
        if let Some(severity) = properties.get("security-severity") {
            let number: f64 = severity.as_str().unwrap().parse().unwrap();
            assert!(number > 0.0 && number <= 10.0);
        }
    }
    let failed = report["summary"]["failures"].as_array().unwrap();
    assert_eq!(run["invocations"][0]["executionSuccessful"], failed.is_empty());
    assert_eq!(run["invocations"][0]["toolExecutionNotifications"].as_array().map_or(0, Vec::len), failed.len());
    let results = run["results"].as_array().unwrap();
    assert!(results.len() <= 5000);
    let is_own = |result: &&Value| result.get("baselineState").is_none_or(|state| state == "new");
    assert_eq!(
        results.iter().filter(is_own).map(|result| result["occurrenceCount"].as_u64().unwrap_or(1)).sum::<u64>(),
        findings(report).len() as u64
    );
    for result in results.iter().filter(|result| !is_own(result)) {
        let absent = result["baselineState"] == "absent" && result["kind"] == "pass" && result["level"] == "none";
        let known = result["baselineState"] == "unchanged" && result["suppressions"][0]["kind"] == "external";
        assert!(absent || known, "{result}");
    }
    let ranks: Vec<usize> = results
        .iter()
        .filter(is_own)
        .map(|result| ["error", "warning", "note"].iter().position(|level| result["level"] == *level).unwrap())
        .collect();
    assert!(results.len() == 5000 || ranks.is_sorted(), "worst first");
    for result in results {
        assert_eq!(result["ruleId"], rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(!uri.is_empty() && uri.bytes().all(|b| b.is_ascii_graphic()) && !uri.contains(['\\', ' ']), "{uri}");
        let at = |key: &str| place["region"][key].as_u64().unwrap();
        assert!(at("startLine") >= 1 && at("endLine") >= at("startLine") && at("startColumn") >= 1);
        assert!(at("endLine") > at("startLine") || at("endColumn") >= at("startColumn"));
        for one in
            result.pointer("/fixes/0/artifactChanges/0/replacements").and_then(Value::as_array).into_iter().flatten()
        {
            let at = |key: &str| one["deletedRegion"][key].as_u64().unwrap();
            assert!((at("endLine"), at("endColumn")) >= (at("startLine"), at("startColumn")), "{one}");
        }
        assert!(!result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap().is_empty());
    }
}

/// The keys that GitLab reads, one fingerprint for each entry.
pub fn gitlab(text: &str, report: &Value) {
    assert!(!text.starts_with('\u{feff}'));
    let entries: Vec<Value> = serde_json::from_str(text).unwrap();
    assert_eq!(entries.len(), findings(report).len().min(1000));
    let mut seen = BTreeSet::new();
    for entry in &entries {
        let keys: Vec<&str> = entry.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["check_name", "description", "fingerprint", "location", "severity"]);
        assert!(seen.insert(entry["fingerprint"].as_str().unwrap().to_owned()), "shown as one: {entry}");
        assert!(["info", "minor", "major", "critical", "blocker"].iter().any(|word| entry["severity"] == *word));
        assert!(!entry["description"].as_str().unwrap().contains('\n'));
        let path = entry["location"]["path"].as_str().unwrap();
        assert!(!path.is_empty() && !path.starts_with("./"), "{path}");
        assert!(entry["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
    }
}

/// Ten annotations of each kind, and one that counts the others.
pub fn github(text: &str, report: &Value) {
    let kinds = ["error", "warning", "notice"].map(|kind| {
        let head = format!("::{kind} ");
        text.lines().filter(|line| line.starts_with(&head)).count()
    });
    assert!(kinds.iter().all(|count| *count <= 10), "{kinds:?}");
    let closing = text.lines().last().filter(|line| line.contains(" more findings of "));
    let shown = text.lines().count() as u64 - u64::from(closing.is_some());
    assert_eq!(shown < total(report), closing.is_some());
    let levels = &report["summary"]["levels"];
    for (kind, level) in kinds.iter().zip(["error", "warn"]) {
        assert_eq!(*kind as u64, levels[level].as_u64().unwrap().min(10), "{level}");
    }
}

/// A failure for each rule and input that the gate counts.
pub fn junit(text: &str, report: &Value) {
    inert::junit(text);
    let errors = text.matches("<error ").count();
    assert_eq!(errors, report["summary"]["failures"].as_array().unwrap().len());
    let fails = |level: &Value| match report["gate"]["fail_on"].as_str() {
        None => false,
        Some("error") => *level == "error",
        Some("warn") => *level != "info",
        Some(_) => true,
    };
    let want: BTreeSet<(String, String)> = findings(report)
        .iter()
        .filter(|finding| fails(&finding["level"]))
        .map(|finding| (finding["input"].to_string(), finding["code"].to_string()))
        .collect();
    assert_eq!(text.matches("<failure ").count(), want.len());
}
