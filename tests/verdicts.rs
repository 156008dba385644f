//! How consumers take rows: what is remembered by key is what a look at the row itself gives, and the matrix counts
//! every row.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use ft_lint::engine::{Judge, Plan, Privacy, Selection};
use ft_lint::example::{Example, parse};
use ft_lint::rules::profile::{all, generic};
use ft_lint::source::{Limits, Row};
use serde_json::{Value, json};
use support::{Random, json as report_of, root, scratch};

fn plan() -> Plan {
    let rules = Plan::rules(&Selection::default(), generic()).unwrap();
    let limits = Limits { buffer: 1 << 16, max_row: 1 << 26 };
    Plan {
        inputs: Vec::new(),
        limits,
        threads: 1,
        rules,
        profile: generic(),
        privacy: Privacy::default(),
        labels: ft_lint::rules::labels::LabelOptions::default(),
        max_findings: 10,
        near: true,
        ..Plan::default()
    }
}

/// Every JSON Lines file below `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(folder).require_git(false).build();
    let mut files: Vec<PathBuf> = walk.map(|entry| entry.unwrap().into_path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    files.sort();
    files
}

fn rows() -> Vec<String> {
    let below = root().join("fixtures");
    let text = |path: &PathBuf| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    let mut rows: Vec<String> = Vec::new();
    for path in files(&below) {
        rows.extend(text(&path).lines().take(12).map(str::to_owned));
    }
    rows.retain(|row| row.len() < 20_000 && serde_json::from_str::<Value>(row).is_ok_and(|value| value.is_object()));
    rows
}

fn row_of(bytes: &[u8]) -> Row<'_> {
    Row { ended: true, ..Row::alone(bytes) }
}

/// Changes one value or key somewhere in the row.
fn mutate(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(map) if !map.is_empty() && random.below(4) > 0 => {
            let key = map.keys().nth(random.below(map.len())).unwrap().clone();
            match random.below(8) {
                0 => drop(map.remove(&key)),
                1 => {
                    let old = map.remove(&key).unwrap();
                    map.insert(key + "x", old);
                }
                _ => mutate(map.get_mut(&key).unwrap(), random),
            }
        }
        Value::Array(items) if !items.is_empty() && random.below(6) > 0 => {
            let at = random.below(items.len());
            if random.below(6) == 0 {
                drop(items.remove(at));
            } else {
                mutate(&mut items[at], random);
            }
        }
        other => {
            *other = match random.below(9) {
                0 => Value::Null,
                1 => true.into(),
                2 => 1.into(),
                3 => 0.5.into(),
                4 => "".into(),
                5 => " ".into(),
                6 => "assistant".into(),
                7 => Value::Array(Vec::new()),
                _ => "[{\"role\":\"user\",\"content\":\"Human: hello\"}]".into(),
            }
        }
    }
}

#[test]
fn rows_of_one_key_have_one_verdict() {
    let plan = plan();
    let judge = Judge::new(&plan);
    let mut known: HashMap<u64, (String, String)> = HashMap::new();
    let mut random = Random(7);
    let (mut same, mut alone) = (0, 0);
    for row in rows() {
        for round in 0..8 {
            let mut value: Value = serde_json::from_str(&row).unwrap();
            (0..round.min(2)).for_each(|_| mutate(&mut value, &mut random));
            let text = value.to_string();
            let parsed = parse(text.as_bytes()).unwrap();
            let at = row_of(text.as_bytes());
            let Some(object) = parsed.json.as_object() else { continue };
            let example = Example::lower(at, object);
            let verdict = format!("{:?}", judge.decide(&example));
            let Some(key) = judge.key(&example) else {
                alone += 1;
                continue;
            };
            if let Some((other, before)) = known.get(&key) {
                assert_eq!(*before, verdict, "\n{other}\n{text}");
                same += 1;
            } else {
                known.insert(key, (text, verdict));
            }
        }
    }
    assert!(same > 500 && alone > 10, "{same} {alone}");
}

#[test]
fn the_matrix_names_the_first_row_and_counts_all() {
    let folder = scratch("matrix");
    let good = r#"{"messages":[{"role":"user","content":"Is it N?"},{"role":"assistant","content":"It is N."}]}"#;
    let mut rows: Vec<String> = (0..40).map(|n| good.replace('N', &n.to_string())).collect();
    rows[7] = rows[7].replace("\"user\"", "\"human\"");
    rows[9] = rows[9].replace("\"user\"", "\"human\"");
    rows[20] = r#"{"text":"Another shape."}"#.into();
    fs::write(folder.join("data.jsonl"), rows.join("\n")).unwrap();
    let report = report_of(&folder, &["data.jsonl"]);
    let profiles = report["summary"]["profiles"].as_array().unwrap();
    let of = |name: &str| profiles.iter().find(|profile| profile["profile"] == name).unwrap();
    let openai = of("openai-chat");
    assert_eq!((&openai["verdict"], &openai["row"], &openai["rows"]), (&"rejects".into(), &8.into(), &3.into()));
    assert_eq!((&openai["code"], &openai["pointer"]), (&"FT201".into(), &"/messages/0/role".into()));
    assert_eq!(of("bedrock-converse")["verdict"], "other-shape");
    assert_eq!(profiles.len() + 1, all().len());
}

/// Profiles that refuse a data set for what its rows are together are listed with that, without being asked for.
#[test]
fn the_matrix_knows_what_rows_are_together() {
    let folder = scratch("matrix-together");
    let verdict = |rows: &[Value], name: &str| {
        let text: Vec<String> = rows.iter().map(Value::to_string).collect();
        fs::write(folder.join("data.jsonl"), text.join("\n")).unwrap();
        let report = report_of(&folder, &["data.jsonl"]);
        let profiles = report["summary"]["profiles"].as_array().unwrap();
        let own = profiles.iter().find(|profile| profile["profile"] == name).unwrap().clone();
        let text = |key: &str| own[key].as_str().unwrap_or_default().to_owned();
        (text("verdict"), text("code"), text("reason"), own["row"].as_u64(), own["rows"].as_u64())
    };
    let call = |n: usize, arguments: Value| {
        let call = json!({"id": "a1", "type": "function", "function": {"name": "add", "arguments": arguments}});
        json!({"messages": [
            {"role": "user", "content": format!("Add {n}.")}, {"role": "assistant", "content": null, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "a1", "content": "5"}, {"role": "assistant", "content": format!("It is {n}.")},
        ], "tools": [{"type": "function", "function": {"name": "add", "description": "Adds.", "parameters": {"type": "object", "properties": {}}}}]})
    };
    let mixed = [call(1, json!({})), call(2, json!({"a": 1})), call(3, "{}".into())];
    let (verdict_of, code, reason, row, _) = verdict(&mixed, "llamafactory-openai");
    assert_eq!((verdict_of.as_str(), code.as_str(), row), ("rejects", "FT303", Some(3)), "{reason}");
    assert!(reason.contains("is an object in row 1 and a string here"), "{reason}");
    // There it is a warning.
    assert_eq!(verdict(&mixed, "axolotl-chat-template").0, "accepts");
    let alike = [call(1, json!({})), call(2, json!({"a": 1}))];
    assert_eq!(verdict(&alike, "llamafactory-openai").0, "accepts");

    let request = |id: &str| json!({"custom_id": id, "method": "POST", "url": "/v1/embeddings", "body": {"model": "small", "input": id}});
    let (verdict_of, code, reason, row, rows) = verdict(&["a", "b", "a", "c", "b", "a"].map(request), "openai-batch");
    assert_eq!((verdict_of.as_str(), code.as_str(), row, rows), ("rejects", "FT220", Some(3), Some(3)), "{reason}");
    assert!(reason.contains("`custom_id` is that of row 1 too"), "{reason}");
    assert_eq!(verdict(&["a", "b", "A", "c"].map(request), "openai-batch").0, "accepts");

    let class = |labels: Value| json!({"text": "The lamp is broken.", "labels": labels});
    let drift = [json!({"topic": "a"}), json!({"topic": "b"}), json!({"topic": ["a"]})].map(class);
    let (verdict_of, code, reason, row, _) = verdict(&drift, "mistral-classifier");
    assert_eq!((verdict_of.as_str(), code.as_str(), row), ("rejects", "FT223", Some(3)), "{reason}");
    // A target that only some rows have is a warning.
    assert_eq!(verdict(&[json!({"topic": "a"}), json!({"mood": "b"})].map(class), "mistral-classifier").0, "accepts");
}

/// Ids are looked for in all inputs of a run, whatever the size of reads and the number of threads.
#[test]
fn an_id_that_another_input_has_is_told() {
    let folder = scratch("unique-inputs");
    let request = |id: usize| {
        let body = json!({"model": "small", "input": format!("text {id}")});
        json!({"custom_id": format!("request-{id}"), "method": "POST", "url": "/v1/embeddings", "body": body})
            .to_string()
    };
    let write = |name: &str, ids: std::ops::Range<usize>| {
        fs::write(folder.join(name), ids.map(request).collect::<Vec<_>>().join("\n")).unwrap();
    };
    write("a.jsonl", 0..300);
    write("b.jsonl", 297..500);
    let told = |more: &[&str]| -> Vec<String> {
        let report = report_of(&folder, &[&["--profile", "openai-batch", "a.jsonl", "b.jsonl"], more].concat());
        let of_ids = |finding: &&Value| finding["message"].as_str().unwrap().starts_with("`custom_id`");
        let found = report["findings"].as_array().unwrap().iter().filter(of_ids);
        found
            .map(|finding| format!("{}:{} {}", finding["input"], finding["row"], finding["message"].as_str().unwrap()))
            .collect()
    };
    let whole = told(&["--threads", "1"]);
    let line = |row: usize, id: usize| {
        format!("1:{row} `custom_id` `request-{id}` also in row {} of `a.jsonl` (openai-batch)", id + 1)
    };
    assert_eq!(whole, [line(1, 297), line(2, 298), line(3, 299)]);
    assert_eq!(told(&["--threads", "4", "--read-buffer", "4096"]), whole);
}
