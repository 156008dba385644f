//! Every folder in `fixtures/cases` is a test: `input.jsonl` is linted with the flags in `args`, and `expected.txt` is what
//! is printed. Files in `fixtures/good` must be clean, and everything that `fixtures/README.md` says was planted is found.
//!
//! `UPDATE=1 cargo test --test cases` rewrites `expected.txt`; read the diff.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::{root, run_in, stderr, stdout};

/// Planted defects that the program does not report where the table says, each with the reason.
const KNOWN_GAPS: &[(&str, &str, &str, &str)] = &[];

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn json(folder: &Path, args: &[&str]) -> Value {
    let output = run_in(folder, args);
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|why| panic!("{args:?}: {why}: {}", stderr(&output)))
}

#[test]
fn every_case_prints_what_is_expected() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for folder in entries(&root().join("fixtures/cases")) {
        let case = name(&folder);
        let flags = fs::read_to_string(folder.join("args")).unwrap_or_default();
        let mut args = vec!["--format", "concise", "--exit-zero", "--quiet"];
        args.extend(flags.split_whitespace());
        args.push("input.jsonl");
        let output = run_in(&folder, &args);
        let printed = stdout(&output);
        if output.status.code() != Some(0) || !stderr(&output).is_empty() {
            wrong.push(format!("{case}: exit {:?}: {}", output.status.code(), stderr(&output)));
        }
        let path = folder.join("expected.txt");
        if update {
            fs::write(&path, &printed).unwrap();
        } else if fs::read_to_string(&path).ok().as_deref() != Some(printed.as_str()) {
            wrong.push(format!("{case}: expected.txt is not what is printed; UPDATE=1 rewrites it:\n{printed}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A case without its input would be a folder that tests nothing.
#[test]
fn every_case_has_an_input_and_is_listed() {
    let readme = fs::read_to_string(root().join("fixtures/README.md")).unwrap();
    let section = readme.split("\n## cases").nth(1).unwrap().split("\n## ").next().unwrap();
    for folder in entries(&root().join("fixtures/cases")) {
        assert!(folder.join("input.jsonl").is_file(), "{} has no input.jsonl", name(&folder));
    }
    for line in section.lines().filter(|line| line.starts_with("| `")) {
        let case = line.split('`').nth(1).unwrap();
        assert!(
            root().join("fixtures/cases").join(case).is_dir(),
            "fixtures/README.md names `{case}`, which is not there"
        );
    }
}

#[test]
fn good_files_are_clean() {
    let folder = root().join("fixtures/good");
    for path in entries(&folder) {
        let report = json(&folder, &["--format", "json", &name(&path)]);
        let summary = &report["summary"];
        assert_eq!(report["findings"].as_array().unwrap().len(), 0, "{}: {:#}", path.display(), report["findings"]);
        assert_eq!(summary["levels"], serde_json::json!({"error": 0, "warn": 0, "info": 0}), "{}", path.display());
        assert_eq!((summary["score"].as_f64(), summary["verdict"].as_str()), (Some(100.0), Some("pass")));
        assert!(report["inputs"][0]["examples"].as_u64().unwrap() > 0, "{}", path.display());
    }
}

/// What the tables of `fixtures/README.md` say: file, line (or `file`), code.
fn planted() -> Vec<(String, String, String)> {
    let readme = fs::read_to_string(root().join("fixtures/README.md")).unwrap();
    let (_, tables) = readme.split_once("\n## planted").unwrap();
    let mut file = String::new();
    let mut out = Vec::new();
    for line in tables.lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            heading.trim().clone_into(&mut file);
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, at, rule, ..] = cells[..] else { continue };
        let code = rule.split(' ').next().unwrap();
        if code.starts_with("FT") && (at == "file" || at.parse::<u64>().is_ok()) {
            out.push((file.clone(), at.to_owned(), code.to_owned()));
        }
    }
    out
}

fn is_found(report: &Value, at: &str, code: &str) -> bool {
    let findings = report["findings"].as_array().unwrap();
    let mut own = findings.iter().filter(|finding| finding["code"] == code);
    let row = at.parse::<u64>().ok();
    own.any(|finding| finding["row"].as_u64().is_none_or(|found| Some(found) == row))
}

#[test]
fn planted_defects_are_found() {
    let folder = root().join("fixtures/planted");
    let planted = planted();
    assert!(planted.len() > 90, "only {} planted defects were read from the tables", planted.len());
    let mut reports: BTreeMap<&str, Value> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (file, at, code) in &planted {
        if !ft_lint::rules::CATALOGUE.iter().any(|meta| meta.code == code) {
            continue;
        }
        let report = reports
            .entry(file)
            .or_insert_with(|| json(&folder, &["--format", "json", "--max-findings", "100000", file]));
        let gap = KNOWN_GAPS.iter().find(|gap| (gap.0, gap.1, gap.2) == (file, at, code));
        match (is_found(report, at, code), gap) {
            (false, None) => wrong.push(format!("{file}:{at}: {code} is not found")),
            (true, Some(_)) => wrong.push(format!("{file}:{at}: {code} is found now; take it off KNOWN_GAPS")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each planted file has the number of rows that its table was written for.
#[test]
fn planted_files_have_their_lines() {
    let readme = fs::read_to_string(root().join("fixtures/README.md")).unwrap();
    for path in entries(&root().join("fixtures/planted")) {
        let (_, rest) = readme.split_once(&format!("### {}\n", name(&path))).expect("every planted file has a table");
        let lines: usize = rest.trim_start().split(' ').next().unwrap().parse().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), lines, "{}", path.display());
    }
}
