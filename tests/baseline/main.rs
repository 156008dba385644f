//! The laws of the baseline: what is known stays known however the data are shuffled, split, appended to, re-indented or
//! renamed, and what is new is told, also where something else was repaired. Everything runs the real program.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod file;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::{Random, exits, json, root, run_in, scratch};

const BASELINE: &str = "base.json";

/// Cases of which the order of the rows is a part: rows sorted by class, and a tie between two spellings that goes to the first.
const ORDERED: [&str; 2] = ["balance-order", "label-variants-tie"];

/// Data sets with defects of all kinds; each is one file.
fn material() -> Vec<(String, Vec<String>)> {
    let mut out = Vec::new();
    for below in ["fixtures/planted", "fixtures/cases"] {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(root().join(below)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let file = if path.is_dir() { path.join("input.jsonl") } else { path.clone() };
            let text = fs::read_to_string(&file).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            out.push((name, text.lines().map(str::to_owned).collect()));
        }
    }
    out
}

fn write(folder: &Path, name: &str, rows: &[String]) {
    fs::write(folder.join(name), rows.join("\n") + "\n").unwrap();
}

/// The summary of a run with the baseline.
fn known(folder: &Path, inputs: &[&str]) -> Value {
    json(folder, &[&["--baseline", BASELINE], inputs].concat())["summary"].clone()
}

fn record(folder: &Path, inputs: &[&str]) {
    exits(folder, &[&["--baseline", BASELINE, "--update-baseline", "--quiet"], inputs].concat(), 0);
}

fn counts(summary: &Value) -> [u64; 3] {
    ["error", "warn", "info"].map(|level| summary["levels"][level].as_u64().unwrap())
}

/// Nothing new and nothing lost.
#[track_caller]
fn all_known(folder: &Path, inputs: &[&str], what: &str) {
    let summary = known(folder, inputs);
    assert_eq!(counts(&summary), [0, 0, 0], "{what}: {:#}", summary["rules"]);
    assert_eq!(summary["suppressed"]["stale"], 0, "{what}");
    assert!(summary["suppressed"]["baseline"].as_u64().unwrap() > 0, "{what}");
    assert_eq!((&summary["verdict"], &summary["score"]), (&json!("pass"), &json!(100.0)), "{what}");
}

/// Spaces between the tokens of a row; a row that is no JSON is its bytes and stays.
fn spaced(row: &str) -> String {
    if serde_json::from_str::<serde::de::IgnoredAny>(row).is_err() {
        return row.to_owned();
    }
    let (mut out, mut inside, mut escaped) = (String::new(), false, false);
    for c in row.chars() {
        out.push(c);
        match c {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            ':' | ',' | '{' | '[' if !inside => out.push_str("  "),
            _ => {}
        }
    }
    out
}

#[test]
fn known_findings_stay_known_wherever_their_rows_go() {
    let mut tried = 0;
    for (name, rows) in material().into_iter().filter(|(name, _)| !ORDERED.contains(&name.as_str())) {
        let folder = scratch(&format!("baseline-law-{name}"));
        let known = |inputs: &[&str], what: &str| all_known(&folder, inputs, what);
        write(&folder, "data.jsonl", &rows);
        record(&folder, &["data.jsonl"]);
        if !fs::read_to_string(folder.join(BASELINE)).unwrap().contains("fingerprint") {
            continue;
        }
        tried += 1;
        known(&["data.jsonl"], &format!("{name}: as it was"));

        fs::rename(folder.join("data.jsonl"), folder.join("renamed.jsonl")).unwrap();
        known(&["renamed.jsonl"], &format!("{name}: renamed"));

        let reindented: Vec<String> = rows.iter().map(|row| spaced(row)).collect();
        write(&folder, "spaced.jsonl", &reindented);
        known(&["spaced.jsonl"], &format!("{name}: re-indented"));

        for seed in 0..3 {
            let mut shuffled = rows.clone();
            let mut random = Random(seed);
            (1..shuffled.len()).rev().for_each(|i| shuffled.swap(i, random.below(i + 1)));
            write(&folder, "shuffled.jsonl", &shuffled);
            known(&["shuffled.jsonl"], &format!("{name}: shuffled with {seed}"));
            if shuffled.len() > 1 {
                let cut = random.below(shuffled.len() - 1) + 1;
                write(&folder, "one.jsonl", &shuffled[..cut]);
                write(&folder, "two.jsonl", &shuffled[cut..]);
                known(&["one.jsonl", "two.jsonl"], &format!("{name}: split with {seed}"));
            }
        }
    }
    assert!(tried > 10, "{tried}");
}

#[test]
fn appended_rows_bring_only_their_own_findings() {
    let folder = scratch("baseline-append");
    let text = fs::read_to_string(root().join("fixtures/planted/chat.jsonl")).unwrap();
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    write(&folder, "data.jsonl", &rows);
    record(&folder, &["data.jsonl"]);
    let first: Value = serde_json::from_str(&rows[0]).unwrap();
    let row = |name: &str| {
        json!({"messages": [
            first["messages"][0],
            {"role": "user", "content": format!("Where does the {name} grow best?")},
            {"role": "assistant", "content": format!("The {name} likes a light place and moist ground.")}]})
    };
    rows.push(row("maple").to_string());
    write(&folder, "data.jsonl", &rows);
    all_known(&folder, &["data.jsonl"], "a clean row more");
    let mut bad = row("beech");
    bad["messages"][1]["role"] = json!("usr");
    rows.insert(3, bad.to_string());
    write(&folder, "data.jsonl", &rows);
    let summary = known(&folder, &["data.jsonl"]);
    let codes: Vec<&str> =
        summary["rules"].as_array().unwrap().iter().map(|rule| rule["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"FT201"), "{codes:?}");
    assert_eq!(
        (counts(&summary)[0], &summary["verdict"]),
        (summary["rules"][0]["findings"].as_u64().unwrap(), &json!("fail"))
    );
    assert_eq!(summary["suppressed"]["stale"], 0);
}

#[test]
fn a_repaired_row_and_a_newly_broken_one_do_not_cancel_out() {
    let folder = scratch("baseline-cancel");
    let row = |role: &str, name: &str| {
        json!({"messages": [
            {"role": role, "content": format!("Where does the {name} grow best?")},
            {"role": "assistant", "content": format!("The {name} likes a light place and moist ground.")}]})
        .to_string()
    };
    write(&folder, "data.jsonl", &[row("usr", "oak"), row("user", "elm"), row("user", "ash")]);
    record(&folder, &["data.jsonl", "--select", "FT201"]);
    write(&folder, "data.jsonl", &[row("user", "oak"), row("usr", "elm"), row("user", "ash")]);
    let report = json(&folder, &["--baseline", BASELINE, "--select", "FT201", "data.jsonl"]);
    assert_eq!(counts(&report["summary"]), [1, 0, 0]);
    assert_eq!(report["findings"][0]["row"], 2);
    assert_eq!(report["summary"]["suppressed"], json!({"baseline": 0, "ignored": 0, "overrides": 0, "stale": 1}));
    // Both broken: one known, one new.
    write(&folder, "data.jsonl", &[row("usr", "elm"), row("usr", "oak")]);
    let report = json(&folder, &["--baseline", BASELINE, "--select", "FT201", "data.jsonl"]);
    assert_eq!((report["findings"][0]["row"].as_u64(), counts(&report["summary"])), (Some(1), [1, 0, 0]));
}

#[test]
fn copies_are_counted() {
    let folder = scratch("baseline-copies");
    let bad = json!({"prompt": 5, "completion": "a birch has white bark"}).to_string();
    let args = ["--baseline", BASELINE, "--select", "FT204", "data.jsonl"];
    write(&folder, "data.jsonl", &[bad.clone(), bad.clone()]);
    exits(&folder, &[&args[..], &["--update-baseline"]].concat(), 0);
    for (copies, new, stale) in [(1, 0, 1), (2, 0, 0), (4, 2, 0)] {
        write(&folder, "data.jsonl", &vec![bad.clone(); copies]);
        let summary = json(&folder, &args)["summary"].clone();
        assert_eq!((counts(&summary)[0], summary["suppressed"]["stale"].as_u64().unwrap()), (new, stale), "{copies}");
    }
}

/// A rule that names the first 200 places only would name others once the rows are shuffled.
#[test]
fn rules_that_do_not_name_all_places_are_known_as_a_whole() {
    let folder = scratch("baseline-many");
    let row = |n: usize, end: &str| {
        json!({"prompt": format!("What is on shelf {n}?"), "completion": format!("Shelf {n} holds lamps.{end}")})
            .to_string()
    };
    let clean: Vec<String> = (1_000..1_500).map(|n| row(n, "")).collect();
    let mut rows: Vec<String> = (0..500).map(|n| row(n, " ")).collect();
    let put = |rows: &[String]| write(&folder, "data.jsonl", &[rows, &clean].concat());
    let args = ["--baseline", BASELINE, "--select", "FT311", "data.jsonl"];
    put(&rows);
    exits(&folder, &[&args[..], &["--update-baseline"]].concat(), 0);
    rows.reverse();
    put(&rows);
    let summary = || json(&folder, &args)["summary"].clone();
    assert_eq!((counts(&summary()), summary()["suppressed"]["stale"].as_u64()), ([0, 0, 0], Some(0)));
    // Most are repaired: the rest is still known, and what to do is told.
    rows.truncate(120);
    put(&rows);
    assert_eq!((counts(&summary()), summary()["suppressed"]["stale"].as_u64()), ([0, 0, 0], Some(1)));
    exits(&folder, &[&args[..], &["--prune-baseline"]].concat(), 0);
    assert_eq!((counts(&summary()), summary()["suppressed"]["stale"].as_u64()), ([0, 0, 0], Some(0)));
    rows.push(row(9_999, " "));
    put(&rows);
    assert_eq!(counts(&summary()).iter().sum::<u64>(), 1, "from now on a new one is told");
}

#[test]
fn the_report_counts_only_what_is_new_for_any_number_of_threads() {
    let folder = scratch("baseline-threads");
    let text = fs::read_to_string(root().join("fixtures/planted/prompt-completion.jsonl")).unwrap();
    let rows: Vec<String> = text.lines().map(str::to_owned).collect();
    let twice: Vec<String> = rows.iter().chain(&rows).cloned().collect();
    write(&folder, "data.jsonl", &rows);
    record(&folder, &["data.jsonl"]);
    write(&folder, "data.jsonl", &twice);
    let with = |args: &[&str]| json(&folder, &[&["--baseline", BASELINE, "data.jsonl"], args].concat());
    let one = with(&["--threads", "1"]);
    assert!(one == with(&["--threads", "4", "--read-buffer", "700"]));
    let listed = one["findings"].as_array().unwrap().len() as u64;
    assert_eq!(counts(&one["summary"]).iter().sum::<u64>(), listed);
    // Lists may be capped, counts and the baseline are whole.
    let mut capped = with(&["--max-findings", "1"]);
    assert_eq!(capped["truncated"], true);
    (capped["findings"], capped["truncated"]) = (one["findings"].clone(), json!(false));
    let known = |report: &Value| report["baseline"]["findings"].as_array().unwrap().len() as u64;
    assert!(known(&capped) < known(&one));
    assert_eq!(known(&one), one["summary"]["suppressed"]["baseline"].as_u64().unwrap());
    capped["baseline"] = one["baseline"].clone();
    assert!(capped == one, "more differs than the list");
    // A stream shows the same findings.
    let lines = run_in(&folder, &["--baseline", BASELINE, "data.jsonl", "--format", "concise"]).stdout;
    assert_eq!(lines.split(|b| *b == b'\n').count() as u64 - 1, listed);
}
