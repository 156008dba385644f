//! Hostile data: nothing panics, every row is accounted for, and what is printed holds nothing that a terminal or a build
//! runner would obey. That no secret is printed is the business of `secrets.rs`.

#![allow(clippy::unwrap_used, clippy::format_push_string, reason = "a panic is how a test fails")]

mod mutated;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use support::inert::{VIEWS, inert, is_active};
use support::{Random, run_in, scratch, stderr, stdout};

/// Runs one format and checks what holds for every output.
fn lint(folder: &Path, format: &str, more: &[&str]) -> String {
    let args = [&["data.jsonl", "--format", format, "--max-findings", "1000000"], more].concat();
    let output = run_in(folder, &args);
    let said = stderr(&output);
    assert!(matches!(output.status.code(), Some(0..=2)), "{args:?}: {:?}: {said}", output.status);
    assert!(!said.contains("panicked"), "{args:?}: {said}");
    let text = stdout(&output);
    assert!(!text.contains("##[") && !text.contains("##vso["), "{format}");
    if matches!(format, "human" | "concise") {
        for line in text.lines().chain(said.lines()) {
            let active: String =
                line.chars().filter(|c| is_active(*c)).map(|c| c.escape_unicode().to_string()).collect();
            assert!(active.is_empty(), "{format}: {active} in {line}");
            assert!(!line.trim_start().starts_with("::"), "{format}: {line}");
            assert!(!line.contains("##[") && !line.contains("##vso["), "{format}: {line}");
        }
    }
    text
}

/// Lints `bytes` in every format and gives the report.
fn survives(name: &str, bytes: &[u8]) -> Value {
    let folder = scratch(&format!("hostile-{name}"));
    fs::write(folder.join("data.jsonl"), bytes).unwrap();
    lint(&folder, "human", &["--color", "never"]);
    lint(&folder, "concise", &[]);
    lint(&folder, "human", &["--statistics"]);
    for line in lint(&folder, "jsonl", &[]).lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }
    let outputs: Vec<String> = VIEWS.iter().map(|format| format!("--output={format}=out.{format}")).collect();
    let outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
    let report: Value = serde_json::from_str(&lint(&folder, "json", &outputs)).unwrap();
    for format in VIEWS {
        inert(format, &fs::read_to_string(folder.join(format!("out.{format}"))).unwrap());
    }
    accounted(name, bytes, &report);
    report
}

/// Every row is blank, an example, or has a finding that says why it is none.
fn accounted(name: &str, bytes: &[u8], report: &Value) {
    let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let rows: Vec<&[u8]> = body.split(|b| *b == b'\n').collect();
    assert_eq!(report["inputs"][0]["rows"], rows.len(), "{name}");
    let unread: BTreeSet<u64> = findings(report)
        .filter(|finding| ["FT101", "FT102", "FT103", "FT110", "FT111"].iter().any(|code| finding["code"] == *code))
        .filter_map(|finding| finding["row"].as_u64())
        .collect();
    let blank = |row: &[u8]| std::str::from_utf8(row).is_ok_and(|text| text.trim().is_empty());
    let blanks = rows.iter().filter(|row| blank(row)).count() as u64;
    let examples = report["inputs"][0]["examples"].as_u64().unwrap();
    let plain: Vec<_> = rows.iter().map(|row| String::from_utf8_lossy(&row[..row.len().min(200)])).collect();
    let lost = (1..=rows.len() as u64).filter(|row| {
        let text = &plain[*row as usize - 1];
        !unread.contains(row) && !text.trim().is_empty() && !text.trim_start().starts_with('{')
    });
    assert_eq!(
        examples + blanks + unread.len() as u64,
        rows.len() as u64,
        "{name}: {:?}",
        lost.map(|row| (row, &plain[row as usize - 1])).collect::<Vec<_>>()
    );
}

fn findings(report: &Value) -> impl Iterator<Item = &Value> {
    report["findings"].as_array().unwrap().iter()
}

fn chat(question: &str, answer: &str) -> String {
    serde_json::json!({"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]})
        .to_string()
}

#[test]
fn active_text_is_printed_as_escapes() {
    let poisons = [
        "\u{1b}[31mred\u{1b}[0m \u{1b}]0;title\u{7} \u{9b}2J",
        "a\n::error file=x,line=1::boom\n::set-output name=a::b",
        "##[error]boom ##vso[task.complete]done ##[group]x",
        "\u{202e}desrever\u{202c} \u{2066}x\u{2069} zero\u{200b}width \u{feff}mark \u{ad}soft \u{e0041}tag",
        "\r\x08\x08\x7f\u{85}\u{2028}next",
    ];
    let mut rows = String::new();
    for poison in poisons {
        rows += &chat(poison, &format!("{poison} is text"));
        for value in [
            serde_json::json!({ poison: "x", "prompt": "a", "completion": "b" }),
            serde_json::json!({"messages": [{"role": poison, "content": poison, poison: poison}]}),
            serde_json::json!({"messages": [{"role": "user", "content": poison}, {"role": poison, "content": 5}]}),
            serde_json::json!({"prompt": poison, "completion": "Yes"}),
            serde_json::json!({"prompt": poison, "completion": "No"}),
            serde_json::json!({"prompt": poison, "completion": "No"}),
            serde_json::json!({"unknown": poison}),
        ] {
            rows += &format!("\n{value}");
        }
        rows += &format!("\n{{\"{poison}\": {poison}\n{{'prompt': '{poison}'}}\n");
    }
    for n in 0..30 {
        rows += &format!("{}\n", serde_json::json!({"prompt": format!("Sort text {n}"), "completion": poisons[n % 5]}));
    }
    survives("active", rows.as_bytes());
}

#[test]
fn huge_and_deep_rows() {
    let long = "a".repeat(5 << 20);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let open = format!("{{\"messages\": {}", "{\"a\":[".repeat(50_000));
    let wide = (0..20_000).map(|n| format!("\"key{n}\": {n}")).collect::<Vec<_>>().join(",");
    let many =
        (0..4_000).map(|n| format!("{{\"role\":\"{}\",\"content\":\"turn {n}\"}}", ["user", "assistant"][n % 2]));
    let rows = [
        chat(&long, "short"),
        format!("{{\"prompt\": \"{long}"),
        format!("{{\"messages\": {deep}}}"),
        deep,
        open,
        format!("{{{wide}}}"),
        format!("{{\"messages\":[{}]}}", many.collect::<Vec<_>>().join(",")),
        format!("{{\"messages\":[{}]}}", "{},".repeat(400) + "{}"),
        format!("{{\"text\": {}}}", "9".repeat(100_000)),
        chat("still", "here"),
    ];
    let report = survives("huge", rows.join("\n").as_bytes());
    assert!(findings(&report).any(|finding| finding["code"] == "FT111"));
    // The same, each row above the maximum but the last.
    let folder = scratch("hostile-limit");
    fs::write(folder.join("data.jsonl"), rows.join("\n")).unwrap();
    let report: Value = serde_json::from_str(&lint(&folder, "json", &["--max-row-bytes", "1000"])).unwrap();
    assert_eq!((&report["inputs"][0]["rows"], &report["inputs"][0]["examples"]), (&10.into(), &1.into()));
    assert_eq!(findings(&report).filter(|finding| finding["code"] == "FT110").count(), 9);
}

#[test]
fn long_runs_of_what_triggers_rules() {
    let mut rows = String::new();
    for part in [
        "@",
        "1",
        "1 ",
        "1-",
        "eyJ",
        "-----BEGIN ",
        "a@",
        "a@b.",
        "ghp_",
        "sk-",
        "+49 ",
        "{{",
        "\\u200b",
        "<|",
        "Ã©",
        "([{",
    ] {
        let run = part.repeat(40_000 / part.len());
        rows += &format!("{{\"prompt\":\"{run}\",\"completion\":\"{run}\"}}\n");
    }
    rows += &format!("{{\"text\":\"{}\"}}\n{{\"text\":\"{}\"}}\n", "@".repeat(1 << 20), "7".repeat(1 << 20));
    rows += &format!("{{\"text\":\"{}\"}}\n", "-----BEGIN PRIVATE KEY-----".repeat(4_000));
    survives("runs", rows.as_bytes());
}

/// Texts of one thing only: each is looked at by every rule about texts, in time that grows with its length.
#[test]
fn texts_of_one_thing() {
    let binary: String = (0..25_000u32).map(|n| char::from((n.wrapping_mul(2_654_435_761) >> 24) as u8)).collect();
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut random = Random(5);
    let encoded: String = (0..1 << 18).map(|_| char::from(alphabet[random.below(64)])).collect();
    let mut rows = String::new();
    for text in [
        "a".repeat(1 << 18),
        "!".repeat(1 << 18),
        "\u{301}".repeat(16_000),
        format!("e{}", "\u{301}\u{316}".repeat(25_000)),
        "😀".repeat(10_000),
        "([{".repeat(16_000),
        "((((((((".repeat(6_000) + ")",
        binary,
        format!("data:image/png;base64,{encoded}"),
        "word ".repeat(10_000),
        "One sentence again. ".repeat(10_000),
        "One line again\n".repeat(16_000),
        "\n".repeat(200_000) + "end",
        "\r\n".repeat(16_000),
        "{{a_b}} ${AB_C} [Name] <your_key> ".repeat(6_000),
        "&amp; \\u00e9 ".repeat(6_000),
        "\n1. Input: ".repeat(6_000),
        "\n### Response:".repeat(6_000),
        "``` ".repeat(40_001),
        "</s><|im_end|>".repeat(16_000),
        "as an AI language model, ".repeat(10_000),
        "attached file ".repeat(6_000),
        "\u{a0}a".repeat(16_000),
        "\u{1b}[0m".repeat(25_000),
        "\u{0}".repeat(200_000),
        "XXXX".repeat(16_000),
        "TODO ".repeat(10_000),
        "灯。".repeat(10_000),
        "Ã©".repeat(16_000),
    ] {
        rows += &format!("{}\n{}\n", chat("What is it?", &text), chat(&text, "It is a text."));
    }
    survives("one-thing", rows.as_bytes());
    // Six runs of some ten megabytes without optimization; a quadratic rule takes far longer.
}

#[test]
fn bytes_that_are_no_text() {
    let rows: Vec<&[u8]> = vec![
        b"{\"prompt\":\"a\",\"completion\":\"b\"}",
        b"{\"prompt\":\"\xff\xfe\",\"completion\":\"b\"}",
        b"{\"prompt\":\"\xc3\",\"completion\":\"b\"}",
        b"\xed\xa0\x80",
        b"\0\0\0\0",
        b"{\"prompt\":\"a\0b\",\"completion\":\"b\"}",
        b"{\"prompt\":\"a\\u0000b\",\"completion\":\"b\\u0000\"}",
        b"{\"prompt\":\"\\ud800\",\"completion\":\"\\udc00\\ud800\"}",
        b"{\"prompt\":\"caf\xc3\xa9\",\"completion\":\"\xf0\x9f\x98",
        b"\xef\xbb\xbf{\"prompt\":\"a\",\"completion\":\"b\"}",
        b"{\"prompt\":\"a\",\"completion\":\"b\"}\r",
        b"\r",
        b" \t ",
        b"{\"prompt\":\"a\r\",\"completion\":\"b\"}\r",
    ];
    survives("bytes", &rows.join(&b'\n'));
    survives("one-nul", b"{\"text\":\"x\"}\n\0");
}

/// Rows of tens of thousands of keys are asked for a few by every consumer; each question must not read the row again.
#[test]
fn rows_of_many_keys() {
    let keys = |n: usize| (0..n).map(|k| format!(",\"key{k}\":{k}")).collect::<Vec<_>>().concat();
    let message = format!("{{\"role\":\"assistant\",\"content\":\"b\"{}}}", keys(20_000));
    let repeated = "\"role\":\"user\",".repeat(20_000);
    let rows = [
        format!("{{\"messages\":[{{\"role\":\"user\",\"content\":\"a\"}},{message}]{}}}", keys(50_000)),
        format!("{{\"messages\":[{{{repeated}\"content\":\"a\"}},{message}]}}"),
        format!("{{\"none\":1{}}}", keys(50_000)),
        format!("{{\"prompt\":\"a\",\"labels\":{{\"a\":\"b\"{}}}}}", keys(20_000)),
    ];
    survives("many-keys", rows.join("\n").as_bytes());
}
