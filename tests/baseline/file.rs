//! The file of a baseline: what it holds, how it is pruned, and what cannot be used.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::support::{exits, json, root, run_in, scratch, stderr};
use super::{BASELINE, all_known, record, write};

#[test]
fn the_file_is_small_sorted_and_changes_line_by_line() {
    let folder = scratch("baseline-file");
    fs::copy(root().join("fixtures/planted/chat.jsonl"), folder.join("data.jsonl")).unwrap();
    record(&folder, &["data.jsonl"]);
    let text = fs::read_to_string(folder.join(BASELINE)).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["schema"], "ft-lint/baseline/1");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("{\"code\"")).collect();
    assert_eq!(lines.len(), document["findings"].as_array().unwrap().len());
    assert!(lines.is_sorted(), "{text}");
    assert!(!text.contains("data.jsonl") && !text.contains("content"), "no path and no data: {text}");
    record(&folder, &["data.jsonl"]);
    assert_eq!(fs::read_to_string(folder.join(BASELINE)).unwrap(), text);
}

#[test]
fn pruning_takes_out_what_no_longer_matches_and_no_more() {
    let folder = scratch("baseline-prune");
    fs::copy(root().join("fixtures/planted/chat.jsonl"), folder.join("data.jsonl")).unwrap();
    record(&folder, &["data.jsonl"]);
    let total = |folder: &Path| {
        let text = fs::read_to_string(folder.join(BASELINE)).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["findings"].as_array().unwrap().len()
    };
    let before = total(&folder);
    let text = fs::read_to_string(folder.join("data.jsonl")).unwrap();
    let kept: Vec<String> = text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    write(&folder, "data.jsonl", &kept);
    let output = exits(&folder, &["--baseline", BASELINE, "data.jsonl"], 0);
    assert!(
        stderr(&output).contains("FT104 × 1") && stderr(&output).contains("--prune-baseline"),
        "{}",
        stderr(&output)
    );
    // A rule that does not run says nothing about its entries.
    let output = exits(&folder, &["--baseline", BASELINE, "--ignore", "FT104", "data.jsonl"], 0);
    assert_eq!(stderr(&output), "");
    exits(&folder, &["--baseline", BASELINE, "--ignore", "FT104", "--prune-baseline", "data.jsonl"], 0);
    assert_eq!(total(&folder), before);
    exits(&folder, &["--baseline", BASELINE, "--prune-baseline", "data.jsonl"], 0);
    assert_eq!(total(&folder), before - 1);
    all_known(&folder, &["data.jsonl"], "after pruning");
    // Updating for some rules leaves the entries of the others.
    exits(&folder, &["--baseline", BASELINE, "--select", "FT101", "--update-baseline", "data.jsonl"], 0);
    assert_eq!(total(&folder), before - 1);
}

#[test]
fn a_baseline_that_cannot_be_used_is_no_verdict_and_stays_as_it_is() {
    let folder = scratch("baseline-bad");
    fs::copy(root().join("fixtures/planted/chat.jsonl"), folder.join("data.jsonl")).unwrap();
    record(&folder, &["data.jsonl"]);
    let good = fs::read_to_string(folder.join(BASELINE)).unwrap();
    fs::create_dir(folder.join("folder")).unwrap();
    fs::write(folder.join("binary"), [0xFF, 0xFE, 0, 1]).unwrap();
    for (name, text, said) in [
        ("newer", good.replace("baseline/1", "baseline/2"), "ft-lint/baseline/2"),
        ("cut", good[..good.len() * 2 / 3].to_owned(), "cut off"),
        ("merged", good.replace("\"findings\"", "<<<<<<< HEAD\n\"findings\""), "merge conflict"),
        ("other", "{\"schema\": \"ft-lint/report/1\"}".to_owned(), "ft-lint/report/1"),
        ("empty", String::new(), "cannot be read"),
        ("key", good.replace("\"code\"", "\"cod\""), "cod"),
    ] {
        fs::write(folder.join(name), &text).unwrap();
        for more in [&[] as &[&str], &["--update-baseline"], &["--prune-baseline"], &["--exit-zero"]] {
            let output = exits(&folder, &[&["--baseline", name, "data.jsonl"], more].concat(), 2);
            assert!(stderr(&output).contains(said) && stderr(&output).contains(name), "{name}: {}", stderr(&output));
        }
        assert_eq!(fs::read_to_string(folder.join(name)).unwrap(), text, "{name} is left as it was");
    }
    for (args, said) in [
        (&["--baseline", "missing.json"] as &[&str], "--update-baseline"),
        (&["--baseline", "folder"], "folder"),
        (&["--baseline", "binary"], "not text"),
        (&["--update-baseline"], "no baseline is named"),
        (&["--baseline", BASELINE, "--update-baseline", "--prune-baseline"], "cannot be used with"),
        (&["--baseline", BASELINE, "--update-baseline", "--sample", "3"], "sample"),
    ] {
        let output = exits(&folder, &[args, &["data.jsonl"]].concat(), 2);
        assert!(stderr(&output).contains(said), "{args:?}: {}", stderr(&output));
    }
    // What could not be read whole changes nothing; the rest of the work is not lost.
    let args = [
        "--baseline",
        BASELINE,
        "--update-baseline",
        "data.jsonl",
        "gone.jsonl",
        "-o",
        "report.json",
        "--format",
        "json",
    ];
    exits(&folder, &args, 2);
    assert_eq!(fs::read_to_string(folder.join(BASELINE)).unwrap(), good);
    let args = ["--baseline", "no/such/base.json", "--update-baseline", "data.jsonl", "--format", "json"];
    let output = exits(&folder, &args, 2);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(report["summary"]["failures"][0].as_str().unwrap().contains("no/such/base.json"));
}

#[test]
fn entries_with_a_reason_take_findings_out() {
    let folder = scratch("baseline-ignore");
    fs::copy(root().join("fixtures/planted/chat.jsonl"), folder.join("data.jsonl")).unwrap();
    let whole = json(&folder, &["data.jsonl", "--no-config"]);
    let finding = whole["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "FT201").unwrap();
    let pointer = finding["pointer"].as_str().unwrap();
    for entry in [
        "rule = \"FT201\"".to_owned(),
        "rule = \"unknown-role\"\nfiles = [\"*.jsonl\"]".to_owned(),
        format!("fingerprint = \"{}\"", finding["fingerprint"].as_str().unwrap()),
        format!("rule = \"FT2\"\npointer = \"{pointer}\""),
        format!("rule = \"FT201\"\npointer = \"{}\"", pointer.replace("/2/", "/*/")),
    ] {
        fs::write(folder.join("ft-lint.toml"), format!("[[ignore]]\n{entry}\nreason = \"a test\"\n")).unwrap();
        let report = json(&folder, &["data.jsonl"]);
        assert_eq!(report["summary"]["suppressed"]["ignored"], 1, "{entry}");
        assert!(report["findings"].as_array().unwrap().iter().all(|finding| finding["code"] != "FT201"), "{entry}");
        let score = |report: &Value| report["summary"]["score"].as_f64().unwrap();
        assert!(score(&report) > score(&whole), "{entry}");
        assert_eq!(report["summary"]["unused"], json!([]), "{entry}");
    }
    for entry in
        ["rule = \"FT201\"\nfiles = [\"other/*\"]", "rule = \"FT201\"\npointer = \"/prompt\"", "rule = \"FT809\""]
    {
        fs::write(folder.join("ft-lint.toml"), format!("[[ignore]]\n{entry}\nreason = \"a test\"\n")).unwrap();
        let output = run_in(&folder, &["data.jsonl", "--format", "json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["summary"]["suppressed"]["ignored"], 0, "{entry}");
        assert!(
            stderr(&output).contains("matches no finding") && stderr(&output).contains("ft-lint.toml:1"),
            "{}",
            stderr(&output)
        );
        assert_eq!(report["summary"]["unused"].as_array().unwrap().len(), 1, "{entry}");
    }
}
