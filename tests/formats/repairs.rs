//! Repairs that readers of SARIF and of reviewdog apply.

use std::fs;

use serde_json::{Value, json};

use super::support::inert::inert;
use super::support::readers::{findings, fits, sarif};
use super::support::{run_in, scratch, stdout};

/// Puts the changes of SARIF's `fixes` into a file, as a reader does.
fn apply_sarif(text: &str, results: &[Value]) -> String {
    let mut edits: Vec<(usize, usize, &str)> = Vec::new();
    let at = |line: &Value, column: &Value| {
        let start: usize = text.split_inclusive('\n').take(line.as_u64().unwrap() as usize - 1).map(str::len).sum();
        let chars = column.as_u64().unwrap() as usize - 1;
        text[start..].char_indices().map(|(at, _)| start + at).nth(chars).unwrap_or(text.len())
    };
    for change in results.iter().filter_map(|result| result.pointer("/fixes/0/artifactChanges/0/replacements")) {
        for one in change.as_array().unwrap() {
            let region = &one["deletedRegion"];
            let start = at(&region["startLine"], &region["startColumn"]);
            let end = at(&region["endLine"], &region["endColumn"]);
            edits.push((start, end, one["insertedContent"]["text"].as_str().unwrap()));
        }
    }
    edits.sort_unstable();
    edits.dedup();
    let mut out = text.to_owned();
    edits.iter().rev().for_each(|(start, end, with)| out.replace_range(*start..*end, with));
    out
}

/// The same with rdjson's `suggestions`, whose columns are bytes.
fn apply_rdjson(text: &str, diagnostics: &[Value]) -> String {
    let at = |point: &Value| {
        let line = point["line"].as_u64().unwrap() as usize - 1;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + point["column"].as_u64().unwrap() as usize - 1
    };
    let suggestions = diagnostics.iter().filter_map(|one| one["suggestions"].as_array()).flatten();
    let edit = |one: &Value| (at(&one["range"]["start"]), at(&one["range"]["end"]), one["text"].to_string());
    let mut edits: Vec<(usize, usize, String)> = suggestions.map(edit).collect();
    edits.sort_unstable();
    edits.dedup();
    let mut out = text.to_owned();
    for (start, end, with) in edits.iter().rev() {
        out.replace_range(*start..*end, &serde_json::from_str::<String>(with).unwrap());
    }
    out
}

/// What a reader changes by SARIF or rdjson is what the edits of the report say, whatever stands before it in the line.
#[test]
fn safe_repairs_are_changes_of_the_file() {
    let folder = scratch("formats-fixes");
    let row = |prompt: &str, answer: &str| {
        format!("{{\"k\":\"é𐐀\\u00e9😀\",\"prompt\":\"{prompt}\",\"completion\":\"{answer}\"}}")
    };
    let rows = [
        row("Is it zero\u{200b}width or zero\\u200bwidth in \\\"here\\\"?", "It is ten past six."),
        row("Et puis ?", "Des \\\"fÃ©licitations\\\", et une soirÃ©e Ã\\u00a0 Paris."),
        row("nothing to repair here", "Nothing at all."),
    ];
    for (name, text) in [
        ("lines.jsonl", format!("{}\n", rows.join("\n"))),
        ("array.json", format!("[{}, {},\n {}]", rows[0], rows[1], rows[2])),
    ] {
        fs::write(folder.join(name), &text).unwrap();
        let args = [name, "--select", "FT811,FT812", "--exit-zero", "--format"];
        let read = |format: &str| -> Value {
            let written = stdout(&run_in(&folder, &[&args[..], &[format]].concat()));
            if format != "json" {
                inert(format, &written);
            }
            serde_json::from_str(&written).unwrap()
        };
        let (report, log, rd) = (read("json"), read("sarif"), read("rdjson"));
        fits("report-1.schema.json", &report);
        sarif(&log.to_string(), &report);
        let safe = |finding: &&Value| finding["fix"]["safety"] == "safe";
        assert!(findings(&report).iter().filter(safe).count() >= 2, "{report}");
        let repaired = apply_sarif(&text, log["runs"][0]["results"].as_array().unwrap());
        assert_eq!(repaired, apply_rdjson(&text, rd["diagnostics"].as_array().unwrap()), "{name}");
        assert_ne!(repaired, text);
        fs::write(folder.join(name), &repaired).unwrap();
        let left = json!(findings(&read("json")).len());
        assert_eq!(left, 0, "{repaired}");
        let plain = |text: &str| {
            text.replace("\u{200b}", "").replace("\\u200b", "").replace("Ã\\u00a0", "à").replace("Ã©", "é")
        };
        assert_eq!(repaired, plain(&text), "{name}: nothing else changed");
    }
}
