//! Renderings: one sample report in every format, each within the rules and limits of what reads it.
//!
//! `UPDATE=1 cargo test --test formats` rewrites `fixtures/formats` (not the sample report) and `compare-1.schema.json`.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod hostile;
mod readers;
mod repairs;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use serde_json::Value;
use support::inert::VIEWS;
use support::readers::fits;
use support::{root, run, run_in, scratch, stderr, stdout};

/// The sample, made by `ft-lint "formats/sample rows.jsonl" --format json --excerpts` in `fixtures`.
const SAMPLE: &str = "fixtures/formats/report.json";

fn sample() -> Value {
    serde_json::from_str(&fs::read_to_string(root().join(SAMPLE)).unwrap()).unwrap()
}

fn render(report: &Path, format: &str) -> String {
    let output = run(&["render", &report.to_string_lossy(), "--format", format, "--color", "never"]);
    assert_eq!(output.status.code(), Some(0), "{format}: {}", stderr(&output));
    stdout(&output)
}

/// Rules come and go; what is said of a rule without findings is no part of a snapshot.
fn without_clean_rules(format: &str, text: &str) -> String {
    match format {
        "sarif" => {
            let mut log: Value = serde_json::from_str(text).unwrap();
            let run = &mut log["runs"][0];
            let results = run["results"].as_array_mut().unwrap();
            results.iter_mut().for_each(|result| drop(result.as_object_mut().unwrap().remove("ruleIndex")));
            let hit: BTreeSet<String> = results.iter().map(|result| result["ruleId"].to_string()).collect();
            run["tool"]["driver"]["rules"].as_array_mut().unwrap().retain(|rule| hit.contains(&rule["id"].to_string()));
            serde_json::to_string_pretty(&log).unwrap() + "\n"
        }
        "junit" => {
            let passed = Regex::new(r"(?m)^    <testcase [^>]*/>\n").unwrap();
            Regex::new(r#" tests="\d+""#).unwrap().replace_all(&passed.replace_all(text, ""), "").into_owned()
        }
        _ => text.to_owned(),
    }
}

#[test]
fn renderings_are_as_saved() {
    let update = std::env::var_os("UPDATE").is_some();
    let endings = BTreeMap::from([
        ("human", "human.txt"),
        ("concise", "concise.txt"),
        ("jsonl", "jsonl"),
        ("sarif", "sarif"),
        ("github", "github.txt"),
        ("gitlab", "gitlab.json"),
        ("junit", "junit.xml"),
        ("markdown", "md"),
        ("html", "html"),
        ("rdjson", "rdjson.json"),
        ("rdjsonl", "rdjsonl"),
        ("azure", "azure.txt"),
        ("prometheus", "prom"),
    ]);
    let mut wrong = Vec::new();
    for (format, ending) in endings {
        let fresh = without_clean_rules(format, &render(Path::new(SAMPLE), format));
        let path = root().join(format!("fixtures/formats/report.{ending}"));
        if update {
            fs::write(&path, &fresh).unwrap();
        }
        if fs::read_to_string(&path).ok().as_deref() != Some(fresh.as_str()) {
            wrong.push(format!("{}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "UPDATE=1 cargo test --test formats rewrites {wrong:#?}");
    assert_eq!(render(Path::new(SAMPLE), "json"), fs::read_to_string(root().join(SAMPLE)).unwrap());
}

#[test]
fn the_sample_fits_the_schema_of_reports() {
    fits("report-1.schema.json", &sample());
}

/// One run over many data sets in all formats: the folder, and the renderings by format.
fn everything(name: &str, data: &str, more: &[&str]) -> (PathBuf, BTreeMap<&'static str, String>) {
    let folder = scratch(&format!("formats-{name}"));
    let mut args: Vec<String> = vec![data.into(), "--exit-zero".into(), "--quiet".into()];
    args.extend(more.iter().map(ToString::to_string));
    for format in VIEWS.iter().chain(&["json"]) {
        args.push(format!("--output={format}={}", folder.join(format).display()));
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let output = run_in(&root().join("fixtures"), &args);
    assert!(matches!(output.status.code(), Some(0 | 2)), "{}", stderr(&output));
    let read = |format: &&'static str| (*format, fs::read_to_string(folder.join(format)).unwrap());
    let texts = VIEWS.iter().chain(&["json"]).map(read).collect();
    (folder, texts)
}

/// A saved report with excerpts gives the same as the run that wrote it.
#[test]
fn renderings_of_a_saved_report_are_those_of_the_run() {
    let (folder, texts) = everything("saved", "formats/sample rows.jsonl", &["--excerpts"]);
    let path = folder.join("json").to_string_lossy().into_owned();
    for format in VIEWS.iter().filter(|format| **format != "human") {
        let args = ["render", &path, "--format", format];
        assert_eq!(stdout(&run_in(&root().join("fixtures"), &args)), texts[format], "{format}");
    }
    let saved = fs::read(folder.join("json")).unwrap();
    let piped = support::run_stdin(&saved, &["render", "-", "--format", "gitlab"]);
    let count = |text: &[u8]| serde_json::from_slice::<Vec<Value>>(text).unwrap().len();
    assert_eq!(count(&piped.stdout), count(texts["gitlab"].as_bytes()));
}
