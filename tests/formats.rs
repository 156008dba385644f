//! Renderings: one sample report in every format, each within the rules and limits of what reads it.
//!
//! `UPDATE=1 cargo test --test formats` rewrites `fixtures/formats` (not the sample report) and `compare-1.schema.json`.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use serde_json::{Value, json};
use support::inert::{VIEWS, inert};
use support::readers::{findings, fits, github, gitlab, junit, sarif, total};
use support::{exits, root, run, run_in, scratch, stderr, stdout};

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

#[test]
fn all_formats_keep_the_rules_of_their_readers() {
    let sets = [
        ("planted", "planted", &[] as &[&str]),
        ("clean", "good/chat.jsonl", &[]),
        ("few", "planted/text.jsonl", &["--select", "privacy", "--fail-on", "warn"]),
        ("failed", "no-such-file.jsonl", &["good/text.jsonl"]),
        ("sample", "formats/sample rows.jsonl", &[]),
        ("cases", "cases", &["--fail-on", "never"]),
    ];
    for (name, data, more) in sets {
        let (_, texts) = everything(name, data, more);
        let report: Value = serde_json::from_str(&texts["json"]).unwrap();
        texts.iter().filter(|(format, _)| **format != "json").for_each(|(format, text)| inert(format, text));
        sarif(&texts["sarif"], &report);
        gitlab(&texts["gitlab"], &report);
        github(&texts["github"], &report);
        junit(&texts["junit"], &report);
        assert_eq!(texts["rdjsonl"].lines().count(), findings(&report).len(), "{name}");
        assert_eq!(texts["concise"].lines().count() as u64, total(&report), "{name}: no cap");
    }
}

/// Columns are what each reader counts, behind characters of two, four and again four bytes.
#[test]
fn columns_are_those_of_the_reader() {
    let folder = scratch("formats-columns");
    let row =
        json!({"prompt": "é𐐀😀 write to orders.desk@lumenpost.io today", "completion": "Noted, it is on its way."});
    fs::write(folder.join("data.jsonl"), format!("{row}\n\n{row}\n")).unwrap();
    let line = row.to_string();
    let bytes = line.find("orders.desk").unwrap();
    let end = bytes + "orders.desk@lumenpost.io".len();
    let (chars, chars_end) = (line[..bytes].chars().count() + 1, line[..end].chars().count() + 1);
    assert!(bytes + 1 > chars, "the row tells bytes from characters");
    let text = |format: &str| stdout(&run_in(&folder, &["data.jsonl", "--select", "FT601", "--format", format]));
    let rd: Value = serde_json::from_str(&text("rdjson")).unwrap();
    let range = json!({"start": {"line": 1, "column": bytes + 1}, "end": {"line": 1, "column": end + 1}});
    assert_eq!(rd["diagnostics"][0]["location"]["range"], range);
    let log: Value = serde_json::from_str(&text("sarif")).unwrap();
    let region = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(*region, json!({"startLine": 1, "endLine": 1, "startColumn": chars, "endColumn": chars_end}));
    assert!(text("github").contains(&format!("line=1,endLine=1,col={chars},endColumn={chars_end},")));
    assert!(text("concise").starts_with(&format!("data.jsonl:1:{chars}: ")));
    assert!(text("azure").contains(&format!("linenumber=1;columnnumber={chars};")));
    // Rows of an array may share a line.
    let array = format!("[{row}, {row},\n{row}]");
    fs::write(folder.join("data.jsonl"), &array).unwrap();
    let rd: Value = serde_json::from_str(&text("rdjson")).unwrap();
    let log: Value = serde_json::from_str(&text("sarif")).unwrap();
    let places: Vec<usize> = array.match_indices("orders.desk").map(|(at, _)| at).collect();
    for (i, at) in places.into_iter().enumerate() {
        let before = array[..at].rsplit('\n').next().unwrap();
        let start = &rd["diagnostics"][i]["location"]["range"]["start"];
        assert_eq!(*start, json!({"line": 1 + i / 2, "column": before.len() + 1}));
        let region = &log["runs"][0]["results"][i]["locations"][0]["physicalLocation"]["region"];
        assert_eq!(region["startColumn"], before.chars().count() + 1);
    }
}

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

/// New, known and gone findings in SARIF, where a baseline is given.
#[test]
fn a_baseline_gives_each_result_its_state() {
    let folder = scratch("formats-baseline");
    let row = |role: &str, n: usize| json!({"messages": [{"role": role, "content": format!("What has {n} legs?")}, {"role": "assistant", "content": format!("{n} have many of them.")}]});
    let write = |rows: &[Value]| {
        let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
        fs::write(folder.join("data.jsonl"), text).unwrap();
    };
    let args = ["data.jsonl", "--select", "FT201", "--baseline", "known.json", "--quiet"];
    write(&[row("usr", 1), row("usr", 2), row("usr", 2), row("hooman", 3), row("user", 4)]);
    exits(&folder, &[&args[..], &["--update-baseline"]].concat(), 0);
    write(&[row("user", 1), row("bot", 5), row("hooman", 3), row("usr", 2)]);
    let view = |format: &str| stdout(&run_in(&folder, &[&args[..], &["--format", format]].concat()));
    let (text, report): (String, Value) = (view("sarif"), serde_json::from_str(&view("json")).unwrap());
    fits("report-1.schema.json", &report);
    sarif(&text, &report);
    inert("sarif", &text);
    let log: Value = serde_json::from_str(&text).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let states: Vec<(&str, &str, u64)> = results
        .iter()
        .map(|result| {
            let text = |key: &str| result[key].as_str().unwrap();
            (text("baselineState"), text("level"), result["occurrenceCount"].as_u64().unwrap_or(1))
        })
        .collect();
    assert_eq!(
        states,
        [
            ("new", "error", 1),
            ("unchanged", "error", 1),
            ("unchanged", "error", 1),
            ("absent", "none", 1),
            ("absent", "none", 1)
        ]
    );
    let lines: Vec<&Value> =
        results.iter().map(|result| &result["locations"][0]["physicalLocation"]["region"]["startLine"]).collect();
    assert_eq!(lines[..3], [2, 3, 4]);
    let saved = fs::write(folder.join("saved.json"), report.to_string());
    saved.unwrap();
    assert_eq!(stdout(&run_in(&folder, &["render", "saved.json", "--format", "sarif"])), text);
    let mut poisoned_report = report.clone();
    poisoned(&mut poisoned_report, "<b>\u{1b}[31m\n::error::x ##[error] ", "");
    fs::write(folder.join("saved.json"), poisoned_report.to_string()).unwrap();
    inert("sarif", &stdout(&run_in(&folder, &["render", "saved.json", "--format", "sarif"])));
    // The snapshot.
    let path = root().join("fixtures/formats/baseline.sarif");
    let fresh = without_clean_rules("sarif", &text);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), fresh);
    // Without a baseline no result has a state.
    let plain = stdout(&run_in(&folder, &["data.jsonl", "--select", "FT201", "--quiet", "--format", "sarif"]));
    assert!(!plain.contains("baselineState"));
}

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

/// Every consumer that takes no row of the data says which rows it does take.
#[test]
fn consumers_of_other_rows_say_which() {
    let folder = scratch("formats-taken");
    fs::write(folder.join("data.jsonl"), "{\"text\":\"The heron stands in the reeds.\"}\n").unwrap();
    let report: Value = serde_json::from_str(&stdout(&run_in(&folder, &["data.jsonl", "--format", "json"]))).unwrap();
    let profiles = report["summary"]["profiles"].as_array().unwrap();
    let reason = |name: &str| {
        let found = profiles.iter().find(|profile| profile["profile"] == name).unwrap();
        found["reason"].as_str().unwrap().to_owned()
    };
    assert_eq!(reason("nemo-gym"), "takes rows with `responses_create_params`");
    assert_eq!(reason("openai-chat"), "takes chat");
    for profile in profiles.iter().filter(|profile| profile["verdict"] != "accepts") {
        let reason = profile["reason"].as_str().unwrap();
        assert!(reason.trim_end() == reason && !reason.contains("unknown") && reason.len() > 8, "{profile}");
    }
}

/// JUnit says what fails the gate: too many warnings, a low score, and budgets of rules of the house.
#[test]
fn cases_fail_where_the_gate_does() {
    let folder = scratch("formats-junit-gate");
    let config = "[[custom]]\nname = \"old-product\"\nphrases = [\"Blue Heron\"]\nlevel = \"info\"\n";
    fs::write(folder.join("ft-lint.toml"), config).unwrap();
    let row = |n: usize| json!({"prompt": format!("Where is bird {n}? Write to orders.desk{n}@lumenpost.io"), "completion": format!("The Blue Heron {n} stands there.")});
    let text: String = (0..3).map(|n| format!("{}\n", row(n))).collect();
    fs::write(folder.join("data.jsonl"), text).unwrap();
    let failures = |args: &[&str]| {
        let select = ["data.jsonl", "--select", "CUSTOM,FT601", "--format", "junit"];
        let output = run_in(&folder, &[&select[..], args].concat());
        let text = stdout(&output);
        inert("junit", &text);
        (output.status.code(), text.matches("<failure ").count())
    };
    assert_eq!(failures(&[]), (Some(0), 0));
    assert_eq!(failures(&["--max-warnings", "100"]), (Some(0), 0));
    let (code, count) = failures(&["--max-warnings", "0"]);
    assert!(code == Some(1) && count >= 1, "{count}");
    assert_eq!(failures(&["--min-score", "100"]), (Some(1), 1));
    assert_eq!(failures(&["--min-score", "1"]), (Some(0), 0));
    for name in ["CUSTOM-old-product", "old-product"] {
        assert_eq!(failures(&["--budget", &format!("{name}=2")]), (Some(1), 1), "{name}");
        assert_eq!(
            failures(&["--budget", &format!("{name}=3"), "--fail-on", "info", "--level", "FT601=off"]),
            (Some(0), 0)
        );
    }
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
fn poisoned(value: &mut Value, poison: &str, key: &str) {
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

/// Caps are those of the table in the README; what they leave out is said, and counts stay whole.
#[test]
fn large_reports_stay_within_the_limits() {
    let folder = scratch("formats-many-rows");
    let mut rows = String::new();
    for n in 0..9000 {
        rows += &format!(
            "{{\"messages\":[{{\"role\":\"bot{n}\",\"content\":5}},{{\"role\":\"user\",\"content\":\"\"}}], \"k{n}\":1}}\n"
        );
    }
    fs::write(folder.join("data.jsonl"), rows).unwrap();
    let path = folder.join("data.jsonl");
    let (out, texts) = everything("large", &path.to_string_lossy(), &["--max-findings", "100000", "--excerpts"]);
    let report: Value = serde_json::from_str(&texts["json"]).unwrap();
    assert!(findings(&report).len() > 15_000);
    texts.iter().filter(|(format, _)| **format != "json").for_each(|(format, text)| inert(format, text));
    sarif(&texts["sarif"], &report);
    gitlab(&texts["gitlab"], &report);
    github(&texts["github"], &report);
    let log: Value = serde_json::from_str(&texts["sarif"]).unwrap();
    let hit: BTreeSet<String> =
        log["runs"][0]["results"].as_array().unwrap().iter().map(|result| result["ruleId"].to_string()).collect();
    assert_eq!(hit.len(), report["summary"]["rules"].as_array().unwrap().len(), "no rule is lost");
    for (format, most) in [("sarif", 5 << 20), ("html", 1 << 20), ("markdown", 500 << 10), ("junit", 1 << 20)] {
        assert!(texts[format].len() < most, "{format}: {}", texts[format].len());
    }
    // The same from a list that was cut.
    let (_, cut) = everything("large-cut", &path.to_string_lossy(), &["--max-findings", "10"]);
    assert!(cut["junit"].contains("9,000 findings: "), "counts are those of all findings");
    assert!(cut["html"].contains("and 8,990 more") && cut["markdown"].contains("and 8,995 more"));
    drop(fs::remove_dir_all(out));
}

#[test]
fn paths_are_those_from_the_root_of_the_repository() {
    let folder = scratch("formats-rooted");
    fs::create_dir_all(folder.join("data/a b")).unwrap();
    fs::create_dir_all(folder.join(".git")).unwrap();
    fs::write(folder.join("data/a b/é#1.jsonl"), "{\"prompt\": oops}\n").unwrap();
    let inner = folder.join("data/a b");
    let absolute = inner.join("é#1.jsonl");
    for path in ["é#1.jsonl", "./é#1.jsonl", "../a b/é#1.jsonl", &absolute.to_string_lossy()] {
        let text = |format: &str| stdout(&exits(&inner, &[path, "--format", format], 1));
        assert!(text("sarif").contains("\"uri\": \"data/a%20b/%C3%A9%231.jsonl\""), "{path}");
        assert!(text("gitlab").contains("\"path\": \"data/a b/é#1.jsonl\""), "{path}");
        assert!(text("github").starts_with("::error file=data/a b/é#1.jsonl,line=1,"), "{path}");
        assert!(text("concise").starts_with(path.trim_start_matches("./")), "{path}: people see what they typed");
    }
    let mut command = support::ft_lint();
    command.current_dir(&inner).env("CI_PROJECT_DIR", folder.join("data"));
    let output = command.args(["é#1.jsonl", "--format", "gitlab"]).output().unwrap();
    assert!(stdout(&output).contains("\"path\": \"a b/é#1.jsonl\""));
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

/// Rules of the house, budgets and a baseline, as the formats tell them.
#[test]
fn what_the_gate_knows_is_in_the_formats() {
    let folder = scratch("formats-gate");
    let config = r#"
ignore = ["format", "redundancy"]
[gate.budget]
unknown-role = 5
[[custom]]
name = "old-product"
phrases = ["Blue Heron"]
help = "write `Grey Heron`"
bad = ['{"prompt":"What is it?","completion":"The Blue Heron."}']
good = ['{"prompt":"What is it?","completion":"The Grey Heron."}']
"#;
    fs::write(folder.join("ft-lint.toml"), config).unwrap();
    let row = |role: &str, answer: &str| json!({"messages": [{"role": role, "content": format!("What has {} letters?", answer.len())}, {"role": "assistant", "content": answer}]});
    let rows =
        [row("usr", "A bird of the shore."), row("user", "The Blue Heron stands there."), row("user", "It is a reed.")];
    let text = |rows: &[Value]| rows.iter().map(|row| format!("{row}\n")).collect::<String>();
    fs::write(folder.join("data.jsonl"), text(&rows[1..])).unwrap();
    exits(&folder, &["data.jsonl", "--baseline", "known.json", "--update-baseline", "--quiet"], 0);
    // What is known now stands beside a row with the same fault and one with another.
    let more = [&rows[..], &[row("user", "A Blue Heron in a pond.")]].concat();
    fs::write(folder.join("data.jsonl"), text(&more)).unwrap();
    let view = |format: &str| {
        let text = stdout(&run_in(&folder, &["data.jsonl", "--baseline", "known.json", "--quiet", "--format", format]));
        inert(format, &text);
        text
    };
    let report: Value = {
        let args = ["data.jsonl", "--baseline", "known.json", "--quiet", "--format", "json"];
        serde_json::from_str(&stdout(&run_in(&folder, &args))).unwrap()
    };
    assert_eq!(report["summary"]["suppressed"]["baseline"], 1);
    let log = view("sarif");
    sarif(&log, &report);
    assert!(log.contains("\"id\": \"CUSTOM-old-product\"") && log.contains("\"baseline\": 1"));
    let cases = view("junit");
    assert!(cases.contains("CUSTOM-old-product"), "{cases}");
    // The budget of five rows holds, so the error does not fail.
    assert!(!cases.contains("type=\"error\"") && cases.contains("error: 1 finding: `usr` is not a role"), "{cases}");
    for (format, said) in
        [("html", "not counted: 1 in the baseline"), ("markdown", "not counted&#58; 1 in the baseline")]
    {
        assert!(view(format).contains(said), "{format}");
    }
    assert!(view("prometheus").contains("ft_lint_suppressed{by=\"baseline\"} 1"));
}
