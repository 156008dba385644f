//! The rules and limits of what reads each format.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::hostile::poisoned;
use super::support::inert::{VIEWS, inert};
use super::support::readers::{findings, fits, github, gitlab, junit, sarif, total};
use super::support::{exits, ft_lint, root, run_in, scratch, stderr, stdout};
use super::{everything, without_clean_rules};

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

/// No report looks like a pass of what was not looked at. Where each line or entry is a finding, standard error says it.
#[test]
fn every_report_says_what_was_not_checked() {
    let planted = root().join("fixtures/planted");
    for format in VIEWS.iter().chain(&["json", "jsonl"]) {
        let output = run_in(&planted, &["chat.jsonl", "--ignore", "FT112", "--format", format]);
        let (text, told) = (stdout(&output), stderr(&output));
        let beside = ["concise", "github", "gitlab", "rdjson", "rdjsonl", "azure"].contains(format);
        for reason in ["no labels given", "deselected by the options"] {
            assert_eq!(text.contains(reason), !beside, "{format}: {reason}");
            assert_eq!(told.contains("not checked: ") && told.contains(reason), beside, "{format}: {told}");
        }
        // Where another output of the run says it, it is not said again; nor where nobody wants notes.
        for more in [&["--quiet"] as &[&str], &["-o", "json=-", "-o", &format!("{format}=/dev/null")]] {
            if *format != "json" {
                let format = format!("--format={format}");
                let format = if more.len() == 1 { &[format.as_str()][..] } else { &[] };
                let output = run_in(&planted, &[&["chat.jsonl"], more, format].concat());
                assert_eq!(stderr(&output), "", "{more:?}");
            }
        }
    }
    let output = run_in(&planted, &["chat.jsonl", "--statistics"]);
    assert!(stdout(&output).contains("\n\nnot checked\n") && stderr(&output).is_empty());
    let all = run_in(&root(), &["render", "fixtures/formats/report.json", "--format", "gitlab"]);
    assert!(stderr(&all).contains("not checked: FT506"), "{}", stderr(&all));
}

/// A rule that did not look is no pass, one that looked at a part is.
#[test]
fn cases_that_were_not_looked_at_are_skipped() {
    let planted = root().join("fixtures/planted");
    let text = stdout(&run_in(&planted, &["chat.jsonl", "--no-near", "--ignore", "FT112", "--format", "junit"]));
    inert("junit", &text);
    let case = |name: &str| {
        let at = text.find(&format!("name=\"{name}")).unwrap_or_else(|| panic!("{name}: {text}"));
        text[at..].lines().take(2).collect::<Vec<_>>().concat()
    };
    for name in ["FT501 single-class", "FT308 label-unknown", "FT703 near-duplicate"] {
        assert!(case(name).contains("<skipped message="), "{}", case(name));
    }
    assert!(case("FT401 contradiction").contains("/>  "), "{}", case("FT401 contradiction"));
    assert!(case("FT401: of prompts").contains("<skipped") && case("FT112: deselected").contains("<skipped"));
    assert!(!text.contains("name=\"FT112 "));
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
    let mut command = ft_lint();
    command.current_dir(&inner).env("CI_PROJECT_DIR", folder.join("data"));
    let output = command.args(["é#1.jsonl", "--format", "gitlab"]).output().unwrap();
    assert!(stdout(&output).contains("\"path\": \"a b/é#1.jsonl\""));
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
    assert_eq!(reason("openai-chat"), "takes chat, chat-preference");
    for profile in profiles.iter().filter(|profile| profile["verdict"] != "accepts") {
        let reason = profile["reason"].as_str().unwrap();
        assert!(reason.trim_end() == reason && !reason.contains("unknown") && reason.len() > 8, "{profile}");
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
