//! The repairs in findings: they fit the text they are for, and once applied nothing is left to repair safely.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::{json as report, root, scratch};

/// Applies the safe repairs of a report to the rows of a file. Gives the new rows and how many edits there were.
fn repaired(rows: &[Value], report: &Value) -> (Vec<Value>, usize) {
    let mut edits: Vec<(usize, String, usize, usize, String)> = Vec::new();
    for finding in report["findings"].as_array().unwrap() {
        let Some(fix) = finding.get("fix").filter(|fix| fix["safety"] == "safe") else { continue };
        let mut end = 0;
        for edit in fix["edits"].as_array().unwrap() {
            let at = |key: &str| edit["span"][key].as_u64().unwrap() as usize;
            assert!(end <= at("start") && at("start") <= at("end"), "in order and without overlap: {finding:#}");
            end = at("end");
            assert!(fix["edits"].as_array().unwrap().len() <= 100, "{finding:#}");
            let (pointer, text) = (edit["pointer"].as_str().unwrap(), edit["replacement"].as_str().unwrap());
            edits.push((finding["row"].as_u64().unwrap() as usize - 1, pointer.into(), at("start"), end, text.into()));
        }
    }
    let mut out = rows.to_vec();
    edits.sort();
    let count = edits.len();
    let mut last: Option<(usize, String, usize)> = None;
    for (row, pointer, start, end, text) in edits.into_iter().rev() {
        // Of two repairs of one place the later one waits for the next round.
        if last.as_ref().is_some_and(|(r, p, from)| *r == row && *p == pointer && *from < end) {
            continue;
        }
        let Some(Value::String(own)) = out[row].pointer_mut(&pointer) else { panic!("no string at {pointer}") };
        own.replace_range(start..end, &text);
        last = Some((row, pointer, start));
    }
    (out, count)
}

fn lint(folder: &Path, rows: &[Value]) -> Value {
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    fs::write(folder.join("data.jsonl"), lines.join("\n")).unwrap();
    report(folder, &["--max-findings", "100000", "data.jsonl"])
}

fn settles(name: &str, rows: Vec<Value>) -> (Vec<Value>, usize) {
    let folder = scratch(&format!("fixes-{name}"));
    let (mut rows, mut first) = (rows, 0);
    for round in 0..6 {
        let found = lint(&folder, &rows);
        let (fresh, edits) = repaired(&rows, &found);
        if round == 0 {
            first = edits;
            let counted = found["summary"]["fixable"]["safe"].as_u64().unwrap();
            let with_fix =
                found["findings"].as_array().unwrap().iter().filter(|f| f["fix"]["safety"] == "safe").count();
            assert_eq!(counted, with_fix as u64, "{name}");
        }
        if edits == 0 {
            return (rows, first);
        }
        rows = fresh;
    }
    panic!("{name}: repairs do not end");
}

#[test]
fn repairs_of_the_fixtures_settle() {
    for entry in fs::read_dir(root().join("fixtures/planted")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let rows = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).collect();
        settles(&path.file_stem().unwrap().to_string_lossy(), rows);
    }
}

#[test]
fn texts_are_as_they_were_meant() {
    let mut rows: Vec<Value> = (0..40)
        .map(|n| json!({"prompt": format!("What is on shelf {n}?"), "completion": format!("Lamps {n}.")}))
        .collect();
    let broken = [
        ("In the cafÃ© â€“ isnâ€™t it?", "In the café – isn’t it?"),
        ("three\u{200b} left\u{ad}", "three left"),
        ("red \u{1b}[31mred\u{1b}[0m \u{1b}]8;;a\u{7}link\u{1b}(B.", "red red link."),
        ("It\u{92}s \u{93}mine\u{94}.", "It’s “mine”."),
        ("ï»¿Start of it.", "Start of it."),
        // Nobody knows what stood there.
        ("ab\u{8}\u{8}cd", "ab\u{8}\u{8}cd"),
        ("word\0word", "word\0word"),
        ("one\u{c}two\0", "one\ntwo"),
        ("Yes. <|im_end|>", "Yes."),
        ("Lamps. \n", "Lamps."),
        ("a\r\nb\r\nc", "a\nb\nc"),
        ("one\n\n\n\n\n\ntwo", "one\n\ntwo"),
        ("cafe\u{301}", "café"),
        ("plain\ntext", "plain\ntext"),
    ];
    rows.extend(
        broken.iter().enumerate().map(|(n, (text, _))| json!({"prompt": format!("Where is {n}?"), "completion": text})),
    );
    let (fixed, edits) = settles("meant", rows);
    assert!(edits >= 12, "{edits}");
    for (row, (broken, meant)) in fixed[40..].iter().zip(broken) {
        assert_eq!(row["completion"], meant, "{broken:?}");
    }
}
