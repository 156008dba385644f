//! Texts that a reader would obey, long keys, and what is no report.

use std::fs;

use serde_json::{Value, json};

use super::support::inert::{VIEWS, inert};
use super::support::{exits, root, run, run_in, scratch, stderr, stdout};
use super::{SAMPLE, render, sample};

/// A long text is wrapped; whatever stands where the line breaks, no line is a command to a runner.
#[test]
fn no_line_of_a_wrapped_text_is_a_command() {
    let folder = scratch("formats-wrapped");
    for n in 0..90 {
        let filling = "y".repeat(n);
        let role = format!("{} ::error::b", &filling[..n.min(28)]);
        let row = json!({"prompt": "Which colour is the sky?", "completion": "It is blue, as ever."});
        let mut rows = format!(
            "{}\n",
            json!({"messages": [{"role": role, "content": "x"}, {"role": "assistant", "content": "y"}]})
        );
        (0..3).for_each(|_| rows += &format!("{row}\n"));
        let name = format!("{filling} ::warning file=x::boom.jsonl");
        fs::write(folder.join(&name), rows).unwrap();
        fs::write(folder.join("other.jsonl"), format!("{row}\n")).unwrap();
        for more in
            [&[] as &[&str], &["--profile", "all"], &["--profile", "openai-chat", "--labels", "blue,::error ::x"]]
        {
            let output = run_in(&folder, &[&[name.as_str(), "other.jsonl"], more].concat());
            for text in [stdout(&output), stderr(&output)] {
                let command = text.lines().find(|line| line.trim_start().starts_with("::"));
                assert!(command.is_none(), "{n} {more:?}: {command:?}");
            }
        }
        let missing = stderr(&run_in(&folder, &[&format!("{filling} ::warning file=x::boom.jsonk")]));
        assert!(missing.lines().all(|line| !line.trim_start().starts_with("::")), "{missing}");
        fs::remove_file(folder.join(&name)).unwrap();
    }
}

/// A key can be as long as a row; what people and logs read stays short.
#[test]
fn long_keys_make_no_long_lines() {
    let folder = scratch("formats-long-keys");
    let key = "k".repeat(50_000);
    let row = json!({"messages": [{"role": "user", "content": "x", key.as_str(): 1}, {"role": key, "content": ""}]});
    fs::write(folder.join("data.jsonl"), format!("{row}\n")).unwrap();
    for format in ["human", "concise", "github", "gitlab", "junit", "markdown", "rdjson", "rdjsonl", "azure", "sarif"] {
        let text = stdout(&run_in(&folder, &["data.jsonl", "--format", format]));
        let longest = text.lines().map(str::len).max().unwrap();
        assert!(longest < 2500, "{format}: {longest}");
    }
}

/// Every text of a report is untrusted when it comes from a file.
#[test]
fn hostile_reports_stay_text() {
    let folder = scratch("formats-hostile-reports");
    let poisons = [
        "\u{1b}[31mred\u{1b}[0m\u{9b}2J\u{7}\0",
        "\n::error file=x::boom\n::set-output name=a::b\r\n",
        "x ##[error]boom ##vso[task.complete]done",
        "<script>alert(1)</script><img src=x onerror=alert(1)>\"' onload='x",
        "\u{202e}desrever\u{202c}\u{2066}\u{200b}\u{feff}\u{ffff}\u{fffe}\u{e0041}",
        "a|b|c `code` **b** _i_ [x](http://x.y) @user #12 https://x.y www.x.y $x$ <details>",
        "]]> <![CDATA[ &lt; &#0; %0A::error::x %25 ; ] , : =",
        "\\\" } {a=\"b\"} 5\nft_lint_x 1",
    ];
    for (i, poison) in poisons.iter().enumerate() {
        let mut report = sample();
        poisoned(&mut report, poison, "");
        report["summary"]["failures"] = json!([poison]);
        report["summary"]["reasons"] = json!([poison]);
        let path = folder.join(format!("{i}.json"));
        fs::write(&path, report.to_string()).unwrap();
        for format in VIEWS {
            inert(format, &render(&path, format));
        }
        for format in ["human", "markdown"] {
            let output = run(&["compare", SAMPLE, &path.to_string_lossy(), "--format", format]);
            assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
            inert(format, &stdout(&output));
            assert!(!stderr(&output).contains("panicked"));
        }
    }
}

/// Puts `poison` in place of all texts that are not words of the schema, and numbers that lie outside of everything.
pub fn poisoned(value: &mut Value, poison: &str, key: &str) {
    match value {
        Value::String(text) if !["schema", "level", "fail_on", "verdict"].contains(&key) => {
            // Rules and findings stay apart.
            *text = format!("{poison}{text}");
        }
        Value::Array(items) => items.iter_mut().for_each(|item| poisoned(item, poison, key)),
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                poisoned(value, poison, key);
            }
            if object.contains_key("excerpt") {
                object["excerpt"] = json!({"text": format!("é{poison}"), "span": {"start": 1, "end": 900}});
            }
            if object.contains_key("row") && poison.len().is_multiple_of(2) {
                for (key, wrong) in [("input", 99), ("line", 0), ("end_line", 0), ("column", 0), ("end_column", 0)] {
                    object.insert(key.into(), wrong.into());
                }
            }
        }
        _ => {}
    }
}

#[test]
fn what_is_no_report_is_refused() {
    let folder = scratch("formats-refused");
    let whole = fs::read_to_string(root().join(SAMPLE)).unwrap();
    let newer = whole.replacen("ft-lint/report/1", "ft-lint/report/2", 1);
    let lines = stdout(&run(&["fixtures/planted/chat.jsonl", "--format", "jsonl"]));
    let changed = whole.replacen("\"rows\": ", "\"rows\": \"many\", \"x\": ", 1);
    for (name, text, said) in [
        ("cut", &whole[..whole.len() / 2], "cut off"),
        ("empty", "", "empty"),
        ("newer", &newer, "newer"),
        ("data", "{\"prompt\":\"a secret\",\"completion\":\"b\"}", "no report"),
        ("other", "{\"schema\":\"ft-lint/compare/1\"}", "no report"),
        ("lines", &lines, "JSON Lines"),
        ("array", "[1, 2]", "not JSON"),
        ("text", "hello \u{1b}[31m", "not JSON"),
        ("typed", &changed, "no whole report"),
        ("bare", "{\"schema\":\"ft-lint/report/1\"}", "no whole report"),
    ] {
        fs::write(folder.join(name), text).unwrap();
        for args in [&["render", name, "--format", "sarif"] as &[&str], &["compare", name, name]] {
            let output = exits(&folder, args, 2);
            // Long messages are wrapped.
            let words = stderr(&output).replace(['│', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(said) || (name == "array" && words.contains("no report")), "{name}: {words}");
            assert!(!words.contains("a secret") && !words.contains('\u{1b}'), "{name}: {words}");
            assert_eq!(stdout(&output), "", "{name}");
        }
    }
    exits(&folder, &["render", "missing.json"], 2);
    exits(&folder, &["render", "."], 2);
}
