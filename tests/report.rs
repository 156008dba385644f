//! The report: it fits its published schema, counts are whole, and places are right to the character.
//!
//! `UPDATE=1 cargo test --test report` rewrites `fixtures/schemas/report-1.schema.json`.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::{Value, json};
use support::{root, run, run_in, scratch, stderr, stdout};

const MAIL: &str = "orders@lumenpost.io";

fn report(folder: &Path, args: &[&str]) -> Value {
    let cap: &[&str] = if args.contains(&"--max-findings") { &[] } else { &["--max-findings", "100000"] };
    let output = run_in(folder, &[&["--format", "json"], cap, args].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|why| panic!("{args:?}: {why}: {}", stderr(&output)))
}

fn findings(report: &Value) -> &Vec<Value> {
    report["findings"].as_array().unwrap()
}

/// Data of every kind: good, planted, cases, and no examples at all.
fn inputs() -> &'static [PathBuf] {
    static INPUTS: OnceLock<Vec<PathBuf>> = OnceLock::new();
    INPUTS.get_or_init(write_inputs)
}

fn write_inputs() -> Vec<PathBuf> {
    let folder = scratch("report-inputs");
    fs::write(folder.join("blank.jsonl"), "\n\n").unwrap();
    fs::write(folder.join("table.csv"), "prompt,completion\nhello,hi\nbye,ciao\n").unwrap();
    fs::write(folder.join("array.json"), "[\n {\"prompt\": 5, \"completion\": \"a b\"},\n [1]]").unwrap();
    let mut paths: Vec<PathBuf> = Vec::new();
    for below in ["fixtures/good", "fixtures/planted", "fixtures/cases"] {
        for entry in fs::read_dir(root().join(below)).unwrap() {
            let path = entry.unwrap().path();
            paths.push(if path.is_dir() { path.join("input.jsonl") } else { path });
        }
    }
    paths.extend(["blank.jsonl", "table.csv", "array.json"].map(|name| folder.join(name)));
    paths.sort();
    paths
}

#[test]
fn reports_fit_the_schema() {
    let schema: Value = serde_json::from_slice(&run(&["schema", "report"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let check = |document: &Value, what: &str| {
        let wrong: Vec<String> =
            validator.iter_errors(document).map(|why| format!("{}: {why}", why.instance_path())).collect();
        assert!(wrong.is_empty(), "{what}: {wrong:#?}");
    };
    for path in inputs() {
        let name = path.to_string_lossy();
        check(&report(&root(), &[&name]), &name);
        check(&report(&root(), &[&name, "--show-values", "--max-findings", "1"]), &name);
    }
    check(&report(&root(), &["fixtures/planted", "fixtures/good", "no-such-file.jsonl"]), "several inputs");
    assert!(!validator.is_valid(&json!({"schema": "ft-lint/report/1"})), "a schema that everything fits says nothing");
}

#[test]
fn the_published_schema_is_the_programs_own() {
    let path = root().join("fixtures/schemas/report-1.schema.json");
    let fresh = stdout(&run(&["schema", "report"]));
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &fresh).unwrap();
    }
    let saved = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        saved == fresh,
        "UPDATE=1 cargo test --test report rewrites fixtures/schemas; within a version only add keys"
    );
}

#[test]
fn keys_stand_in_their_order() {
    let text = stdout(&run(&["--format", "json", "fixtures/planted/chat.jsonl"]));
    assert!(text.starts_with("{\n  \"schema\": \"ft-lint/report/1\",\n"), "{}", &text[..80]);
    let top: Vec<&str> =
        text.lines().filter(|line| line.starts_with("  \"")).map(|line| line.split('"').nth(1).unwrap()).collect();
    let want = ["schema", "tool", "config", "gate", "inputs", "summary", "stats", "readiness", "findings", "truncated"];
    assert_eq!(top, want);
    assert_eq!(stdout(&run(&["--format", "json-1", "fixtures/planted/chat.jsonl"])), text);
    assert!(!text.contains(&*root().to_string_lossy()), "no absolute path unless it was typed");
}

#[test]
fn counts_are_whole_and_agree() {
    for path in inputs() {
        let name = path.to_string_lossy();
        let whole = report(&root(), &[&name]);
        let summary = &whole["summary"];
        let total: u64 = ["error", "warn", "info"].iter().map(|level| summary["levels"][level].as_u64().unwrap()).sum();
        assert_eq!(findings(&whole).len() as u64, total, "{name}");
        assert_eq!(whole["truncated"], false, "{name}");
        for rule in summary["rules"].as_array().unwrap() {
            let own = findings(&whole).iter().filter(|finding| finding["code"] == rule["code"]);
            assert_eq!(rule["findings"], own.count(), "{name}: {}", rule["code"]);
            assert!(rule["rows"].as_u64() <= rule["findings"].as_u64(), "{name}: {rule}");
        }
        for level in ["error", "warn", "info"] {
            let own = findings(&whole).iter().filter(|finding| finding["level"] == level);
            assert_eq!(summary["levels"][level], own.count(), "{name}: {level}");
        }
        // A cap shortens the list and nothing else.
        let mut capped = report(&root(), &[&name, "--max-findings", "1"]);
        assert_eq!(capped["truncated"], findings(&whole).len() > findings(&capped).len(), "{name}");
        (capped["findings"], capped["truncated"]) = (whole["findings"].clone(), false.into());
        assert_eq!(capped, whole, "{name}");
        let histogram = whole["stats"]["score_histogram"].as_array().unwrap();
        let rows: u64 = histogram.iter().map(|bin| bin.as_u64().unwrap()).sum();
        assert!(rows <= whole["inputs"][0]["rows"].as_u64().unwrap(), "{name}");
    }
}

#[test]
fn json_lines_hold_every_finding_and_a_summary() {
    for path in inputs() {
        let name = path.to_string_lossy();
        let whole = report(&root(), &[&name]);
        let text = stdout(&run(&["--format", "jsonl", "--max-findings", "1", &name]));
        let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let last = lines.pop().unwrap();
        assert_eq!(last["type"], "summary", "{name}");
        assert_eq!(last["summary"], whole["summary"], "{name}");
        assert_eq!(lines.len(), findings(&whole).len(), "{name}: the cap is not for streams");
        for (line, finding) in lines.iter_mut().zip(findings(&whole)) {
            assert_eq!(line.as_object_mut().unwrap().remove("type").unwrap(), "finding", "{name}");
            assert_eq!(line, finding, "{name}");
        }
    }
}

/// Checks place, span, columns and offset of every finding against the raw bytes. Gives the number of spans.
fn places_are_right(folder: &Path, name: &str) -> usize {
    let bytes = fs::read(folder.join(name)).unwrap();
    let whole = report(folder, &[name]);
    let mut spans = 0;
    for finding in findings(&whole) {
        let number = |key: &str| finding[key].as_u64().map(|n| n as usize);
        let Some(line) = number("line") else {
            assert!(["row", "column", "offset", "pointer", "span"].iter().all(|key| finding.get(key).is_none()));
            continue;
        };
        let raw = bytes.split(|b| *b == b'\n').nth(line - 1).unwrap();
        let Ok(raw) = std::str::from_utf8(raw) else { continue };
        let (column, end) = (number("column").unwrap(), number("end_column").unwrap());
        let count = raw.chars().count();
        assert!(1 <= column && column <= end && end <= count + 1, "{finding:#}");
        assert_eq!(number("end_line"), Some(line), "{finding:#}");
        let chars: String = raw.chars().skip(column - 1).take(end - column).collect();
        let before: usize = raw.chars().take(column - 1).map(char::len_utf8).sum();
        let line_start: usize = bytes.split(|b| *b == b'\n').take(line - 1).map(|line| line.len() + 1).sum();
        let mark = if line == 1 && bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        assert!([line_start + before, line_start + before + mark].contains(&number("offset").unwrap()), "{finding:#}");
        let row: Value = match serde_json::from_str(raw.trim_end_matches('\r').trim_start_matches('\u{feff}')) {
            Ok(row) => row,
            Err(_) => continue,
        };
        let Some(value) = row.pointer(finding["pointer"].as_str().unwrap()) else { continue };
        let Some(span) = finding.get("span") else { continue };
        let text = value.as_str().unwrap_or_else(|| panic!("a span in no string: {finding:#}"));
        let range = span["start"].as_u64().unwrap() as usize..span["end"].as_u64().unwrap() as usize;
        let meant = text.get(range).unwrap_or_else(|| panic!("not on character boundaries: {finding:#}"));
        assert!(!meant.is_empty(), "{finding:#}");
        let shown: String =
            serde_json::from_str(&format!("\"{chars}\"")).unwrap_or_else(|why| panic!("{why}: {chars}"));
        assert_eq!(shown, meant, "{finding:#}");
        spans += 1;
    }
    spans
}

#[test]
fn spans_and_columns_are_right_to_the_character() {
    let folder = scratch("report-places");
    let mail = MAIL;
    let call = "+44 20 8742 6193";
    let rows = [
        json!({"prompt": format!("é𐐀😀 write to {mail}, é {mail}"), "completion": "e\u{301} noted"}).to_string(),
        format!(
            "{{\"é𐐀😀\": 1, \"prompt\": \"a\\n\\\"😀\\\" {mail}\", \"completion\": \"\\u00e9\\ud83d\\ude00 {call}\"}}"
        ),
        format!(
            "  {{ \"messages\" : [ {{\"role\":\"user\",\"content\":\"𐐀 ring {call}\"}} , {{\"role\":\"é\",\"content\":\"x\"}}]}}"
        ),
        format!(
            "{{\"prompt\": [{{\"type\":\"text\",\"text\":\"é {mail}\"}}], \"completion\": \"😀<|im_end|>\\u200b\"}}"
        ),
        json!({"prompt": "a/b", "completion": "é cafÃ© \u{200b} 😀 </s>", "a/b~c": {"é": 1}}).to_string(),
        format!("{{\"prompt\": \"\\ud800 {mail}\", \"completion\": 5}}"),
    ];
    fs::write(folder.join("plain.jsonl"), rows.join("\n")).unwrap();
    fs::write(folder.join("crlf.jsonl"), rows.join("\r\n") + "\r\n").unwrap();
    fs::write(folder.join("mark.jsonl"), format!("\u{feff}{}\n", rows.join("\n"))).unwrap();
    for name in ["plain.jsonl", "crlf.jsonl"] {
        assert!(places_are_right(&folder, name) >= 7, "{name}");
    }
    for path in inputs().iter().filter(|path| path.extension().is_some_and(|ending| ending == "jsonl")) {
        places_are_right(path.parent().unwrap(), &path.file_name().unwrap().to_string_lossy());
    }
    // A mark before the first row shifts offsets and no column.
    let (plain, mark) = (report(&folder, &["plain.jsonl"]), report(&folder, &["mark.jsonl"]));
    let place = |finding: &Value| ["row", "line", "column", "end_column"].map(|key| finding[key].clone());
    let in_rows =
        |report: &Value| findings(report).iter().filter(|finding| finding["row"].is_u64()).cloned().collect::<Vec<_>>();
    for (a, b) in in_rows(&plain).iter().zip(&in_rows(&mark)) {
        assert_eq!((place(a), a["offset"].as_u64().map(|n| n + 3)), (place(b), b["offset"].as_u64()));
    }
}

/// Whether column and offset of each mail address in a JSON array are those of the address.
fn array_places(name: &str, text: &str) {
    let folder = scratch(&format!("report-{name}"));
    fs::write(folder.join("array.json"), text).unwrap();
    let whole = report(&folder, &["array.json"]);
    let mails: Vec<&Value> = findings(&whole).iter().filter(|finding| finding["code"] == "FT601").collect();
    assert_eq!(mails.len(), 2);
    for finding in mails {
        let line = text.lines().nth(finding["line"].as_u64().unwrap() as usize - 1).unwrap();
        let shown: String =
            line.chars().skip(finding["column"].as_u64().unwrap() as usize - 1).take(MAIL.len()).collect();
        assert!(text[finding["offset"].as_u64().unwrap() as usize..].starts_with(MAIL));
        assert_eq!(shown, MAIL, "row {}", finding["row"]);
    }
}

fn elements() -> [String; 2] {
    ["é😀 write to", "or write to"]
        .map(|head| json!({"prompt": format!("{head} {MAIL}"), "completion": "ok, so"}).to_string())
}

#[test]
fn elements_of_an_array_on_lines_of_their_own() {
    array_places("array-lines", &format!("[\n{}\n]", elements().join(",\n")));
}

#[test]
fn the_first_element_may_be_indented() {
    array_places("array-indented", &format!("[\n  {}\n]", elements().join(",\n\t")));
}

#[test]
fn columns_after_other_elements_count_characters() {
    array_places("array-one-line", &format!("[{}]", elements().join(", ")));
}

#[test]
fn fingerprints_survive_reordering_and_renaming() {
    let folder = scratch("report-fingerprints");
    let text = fs::read_to_string(root().join("fixtures/planted/chat.jsonl")).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.push("{\"messages\": 5}");
    lines.push("{\"messages\": 5}");
    fs::write(folder.join("a.jsonl"), lines.join("\n")).unwrap();
    lines.reverse();
    fs::write(folder.join("b.jsonl"), lines.join("\n")).unwrap();
    let prints = |name: &str| {
        let report = report(&folder, &[name]);
        let rows = findings(&report).iter().filter(|finding| finding["family"] != "format" && finding["row"].is_u64());
        let mut prints: Vec<String> = rows.map(|finding| finding["fingerprint"].as_str().unwrap().to_owned()).collect();
        prints.sort();
        prints
    };
    let (a, b) = (prints("a.jsonl"), prints("b.jsonl"));
    assert_eq!(a, b);
    let mut once = a.clone();
    once.dedup();
    assert_eq!(once, a, "exact copies are told apart");
    assert!(a.iter().any(|print| print.ends_with(":2")));
}
