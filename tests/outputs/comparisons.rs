//! Comparisons of two saved reports.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::data;
use super::support::inert::inert;
use super::support::{exits, root, run, run_in, stderr, stdout};

fn report(folder: &Path, name: &str, rows: &str, more: &[&str]) {
    fs::write(folder.join("data.jsonl"), rows).unwrap();
    let args = [&["data.jsonl", "--exit-zero", "--format", "json", "-o", name], more].concat();
    exits(folder, &args, 0);
}

/// `n` rows, of which those in `bad` have a role that nobody knows.
fn rows(n: usize, bad: &[usize]) -> String {
    let row = |i: usize| {
        let role = if bad.contains(&i) { "usr" } else { "user" };
        format!(
            "{{\"messages\":[{{\"role\":\"{role}\",\"content\":\"Where is shelf {i}?\"}},{{\"role\":\"assistant\",\"content\":\"It stands behind door {i}.\"}}]}}\n"
        )
    };
    (0..n).map(row).collect()
}

#[test]
fn comparisons_say_what_is_new_and_gone() {
    let folder = data("compare");
    report(&folder, "old.json", &rows(40, &[3, 5, 7]), &[]);
    // One is repaired, one breaks, one moves: its row now stands first.
    let moved = rows(40, &[5, 9]);
    let (last, rest) = (moved.lines().nth(5).unwrap(), moved.lines().enumerate().filter(|(i, _)| *i != 5));
    let text = format!("{last}\n{}\n", rest.map(|(_, line)| line).collect::<Vec<_>>().join("\n"));
    report(&folder, "new.json", &text, &[]);
    let output = exits(&folder, &["compare", "old.json", "new.json", "--format", "json"], 1);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let roles = |key: &str| {
        let of_rule = document[key].as_array().unwrap().iter().filter(|finding| finding["code"] == "FT201");
        of_rule.map(|finding| finding["row"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((roles("new"), roles("gone")), (vec![10], vec![4, 8]));
    let rule = document["rules"].as_array().unwrap().iter().find(|rule| rule["code"] == "FT201").unwrap();
    assert_eq!((&rule["new"], &rule["gone"], &rule["findings"]["old"]), (&1.into(), &2.into(), &3.into()));
    assert!(document["score"]["new"].as_f64() > document["score"]["old"].as_f64());
    assert!(document["families"]["schema"]["new"].as_f64() > document["families"]["schema"]["old"].as_f64());
    let human = stdout(&exits(&folder, &["compare", "old.json", "new.json"], 1));
    assert!(human.contains("data.jsonl:10: error[FT201]") && human.contains(" unchanged"), "{human}");
    let text = stdout(&exits(&folder, &["compare", "old.json", "new.json", "--format", "markdown"], 1));
    inert("markdown", &text);
    assert!(text.starts_with("## ❌ ft-lint: ") && text.contains("| FT201"), "{text}");
    for (args, code) in [
        (&["compare", "old.json", "old.json"] as &[&str], 0),
        (&["compare", "old.json", "new.json", "--fail-on", "never"], 0),
        (&["compare", "old.json", "new.json", "--fail-on", "info"], 1),
        (&["compare", "new.json", "missing.json"], 2),
        (&["compare", "-", "-"], 2),
        (&["compare", "old.json", "new.json", "-o", "no/such/file"], 2),
    ] {
        exits(&folder, args, code);
    }
    assert!(stdout(&run_in(&folder, &["compare", "old.json", "old.json"])).contains("0 new, 0 gone, "));
}

#[test]
fn lists_that_were_cut_are_compared_by_their_counts() {
    let folder = data("compare-cut");
    let bad: Vec<usize> = (0..30).collect();
    report(&folder, "old.json", &rows(60, &bad[..20]), &["--max-findings", "5", "--select", "FT201"]);
    report(&folder, "new.json", &rows(60, &bad), &["--max-findings", "5", "--select", "FT201", "--min-score", "1"]);
    let output = exits(&folder, &["compare", "old.json", "new.json", "--format", "json"], 1);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rule = &document["rules"][0];
    assert_eq!((&rule["new"], &rule["gone"], &rule["counted_only"]), (&10.into(), &0.into(), &true.into()));
    assert_eq!((document["new_levels"]["error"].as_u64(), document["unchanged"].as_u64()), (Some(10), Some(20)));
    let notes = document["notes"].to_string();
    assert!(notes.contains("--max-findings") && notes.contains("different options"), "{notes}");
    // A run without a verdict is no ground for one.
    exits(&folder, &["data.jsonl", "missing.jsonl", "--format", "json", "-o", "none.json"], 2);
    let output = exits(&folder, &["compare", "none.json", "new.json"], 2);
    assert!(stderr(&output).contains("no verdict"), "{}", stderr(&output));
}

#[test]
fn the_published_schema_of_comparisons_is_the_programs_own() {
    let path = root().join("fixtures/schemas/compare-1.schema.json");
    let fresh = stdout(&run(&["schema", "compare"]));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), fresh, "UPDATE=1 cargo test --test outputs rewrites it");
    let folder = data("compare-schema");
    report(&folder, "old.json", &rows(40, &[3]), &[]);
    report(&folder, "new.json", &rows(40, &[4]), &[]);
    let document: Value =
        serde_json::from_slice(&run_in(&folder, &["compare", "old.json", "new.json", "--format", "json"]).stdout)
            .unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&fresh).unwrap()).unwrap();
    let wrong: Vec<String> =
        validator.iter_errors(&document).map(|why| format!("{}: {why}", why.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(!validator.is_valid(&serde_json::json!({"schema": "ft-lint/compare/1"})));
}
