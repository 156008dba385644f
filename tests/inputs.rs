//! Inputs: files, packed files, standard input, arrays, folders, patterns, several of them, and those that cannot be read.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::io::Write as _;

use serde_json::Value;
use support::{codes, exits, json, run_stdin, scratch, stderr, stdout};

const CLEAN: &str = "{\"prompt\":\"Name a herb.\",\"completion\":\"Dill goes well with fish and cucumber.\"}\n";
const OTHER: &str = "{\"prompt\":\"Name a tree.\",\"completion\":\"The birch has white bark and light leaves.\"}\n";
/// FT101, an error.
const BROKEN: &str = "{\"prompt\":\"Name a herb.\",\"completion\":\"Dill goes well with fish.\"}\n{\"prompt\": oops}\n";

fn data(name: &str) -> std::path::PathBuf {
    let folder = scratch(&format!("inputs-{name}"));
    for (file, text) in [("clean.jsonl", CLEAN), ("other.jsonl", OTHER), ("broken.jsonl", BROKEN)] {
        fs::write(folder.join(file), text).unwrap();
    }
    folder
}

#[test]
fn other_inputs_still_run_when_one_cannot() {
    let folder = data("others");
    let output = exits(&folder, &["--format", "concise", "missing.jsonl", "broken.jsonl"], 2);
    assert!(stdout(&output).contains("broken.jsonl:2:") && stdout(&output).contains("[FT101]"), "{}", stdout(&output));
    let report = json(&folder, &["missing.jsonl", "broken.jsonl"]);
    assert_eq!((&report["summary"]["verdict"], &report["summary"]["exit_code"]), (&"none".into(), &2.into()));
    assert!(report["summary"]["failures"][0].as_str().unwrap().contains("missing.jsonl"));
    assert_eq!(report["inputs"].as_array().unwrap().len(), 1);
}

#[test]
fn an_unreadable_input_is_2() {
    let folder = data("unreadable");
    // A folder named like a file is unreadable for every user, root too.
    fs::create_dir(folder.join("folder.jsonl")).unwrap();
    exits(&folder, &["folder.jsonl"], 2);
    let mut packed = gzip(&BROKEN.repeat(400));
    packed.truncate(packed.len() - 12);
    fs::write(folder.join("cut.jsonl.gz"), packed).unwrap();
    let output = exits(&folder, &["cut.jsonl.gz", "--exit-zero"], 2);
    assert!(stderr(&output).contains("cut.jsonl.gz"), "{}", stderr(&output));
}

/// What cannot be read is no pass where the rules that say so are not asked for.
#[test]
fn data_of_which_nothing_could_be_read_do_not_pass() {
    let folder = data("unread");
    fs::write(folder.join("quotes.jsonl"), "{'x':1}\n{'x':2}\n").unwrap();
    exits(&folder, &["quotes.jsonl"], 1);
    let output = exits(&folder, &["quotes.jsonl", "--select", "privacy"], 2);
    assert!(stderr(&output).contains("no row could be read"), "{}", stderr(&output));
    let report = json(&folder, &["quotes.jsonl", "--select", "privacy"]);
    let unread = &report["summary"]["not_checked"][0];
    assert!(unread["reason"].as_str().unwrap().starts_with("2 of 2 rows could not be read"), "{unread}");
    assert_eq!(report["summary"]["score"], Value::Null);
    // One row that can be read is looked at, and the other one is told of.
    exits(&folder, &["broken.jsonl", "--select", "privacy"], 0);
    let report = json(&folder, &["broken.jsonl", "--select", "privacy"]);
    assert!(report["summary"]["not_checked"][0]["reason"].as_str().unwrap().starts_with("1 of 2 rows"));
    let parts = json(&folder, &["clean.jsonl", "--no-near", "--label-mode", "off", "--privacy", "certain"]);
    let told = parts["summary"]["not_checked"].as_array().unwrap();
    for reason in ["--no-near", "--label-mode off", "--privacy certain"] {
        assert!(told.iter().any(|entry| entry["reason"].as_str().unwrap().contains(reason)), "{reason}");
    }
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn packed_data_are_known_by_content() {
    let folder = data("packed");
    let plain = BROKEN.repeat(3);
    fs::write(folder.join("plain.jsonl"), &plain).unwrap();
    fs::write(folder.join("a.jsonl.gz"), gzip(&plain)).unwrap();
    fs::write(folder.join("misnamed.jsonl"), gzip(&plain)).unwrap();
    let members = [gzip(&plain[..100]), gzip(&plain[100..])].concat();
    fs::write(folder.join("members.gz"), members).unwrap();
    fs::write(folder.join("b.jsonl.zst"), zstd::encode_all(plain.as_bytes(), 3).unwrap()).unwrap();
    fs::write(folder.join("not-packed.jsonl.gz"), &plain).unwrap();
    let want = json(&folder, &["plain.jsonl"]);
    assert_eq!(want["inputs"][0]["rows"], 6);
    for name in ["a.jsonl.gz", "misnamed.jsonl", "members.gz", "b.jsonl.zst", "not-packed.jsonl.gz"] {
        let report = json(&folder, &[name]);
        assert_eq!(report["findings"], want["findings"], "{name}");
        for key in ["bytes", "rows", "examples", "hash"] {
            assert_eq!(report["inputs"][0][key], want["inputs"][0][key], "{name}: {key}");
        }
        let bytes = fs::read(folder.join(name)).unwrap();
        let piped = run_stdin(&bytes, &["--format", "json", "-"]);
        let piped: Value = serde_json::from_slice(&piped.stdout).unwrap();
        assert_eq!(piped["findings"], want["findings"], "{name} on standard input");
    }
}

#[test]
fn rows_in_the_middle_are_read_again_in_every_form() {
    let folder = data("middle");
    // Rows are read again from the nearest of 128 KiB; the one in question lies behind several.
    let other = |n: usize| serde_json::json!({"prompt": format!("Tell é of stone {n}."), "completion": "It is grey. ".repeat(60)});
    let asked = |said: &str| serde_json::json!({"prompt": "Is 7 a prime?", "completion": said});
    let mut rows: Vec<Value> = (0..900).map(other).collect();
    (rows[3], rows[450], rows[899]) = (asked("Yes"), asked("No"), asked("Yes"));
    let lines = |end: &str| rows.iter().map(|row| format!("{row}{end}")).collect::<String>();
    for (name, text) in [
        ("lines.jsonl", lines("\n")),
        ("windows.jsonl", lines("\r\n")),
        ("marked.jsonl", format!("\u{feff}{}", lines("\n"))),
        ("array.json", serde_json::to_string(&rows).unwrap()),
        ("indented.json", serde_json::to_string_pretty(&rows).unwrap()),
    ] {
        fs::write(folder.join(name), text).unwrap();
        for buffer in ["1000", "500000"] {
            let report = json(&folder, &["--select", "FT401", "--read-buffer", buffer, name]);
            let found: Vec<(u64, bool)> = (report["findings"].as_array().unwrap().iter())
                .map(|own| (own["row"].as_u64().unwrap(), own["message"].as_str().unwrap().contains("`No`")))
                .collect();
            assert_eq!(found, [(4, true), (451, true), (900, true)], "{name}, {buffer}");
        }
    }
}

#[cfg(unix)]
#[test]
fn packed_data_without_room_for_a_copy_are_unpacked_again() {
    let folder = data("no-room");
    // More than one grid block, with a contradiction at both ends, so that rows in the middle are passed over.
    let row =
        |n: usize| format!("{{\"prompt\":\"Tell of stone {n}.\",\"completion\":\"{}\"}}\n", "It is grey. ".repeat(400));
    let pair = |said: &str| format!("{{\"prompt\":\"Is 7 a prime?\",\"completion\":\"{said}\"}}\n");
    let middle: String = (0..2_000).map(row).collect();
    let plain = [pair("Yes"), middle, pair("No")].concat();
    fs::write(folder.join("plain.jsonl"), &plain).unwrap();
    fs::write(folder.join("packed.jsonl.gz"), gzip(&plain)).unwrap();
    let select = ["--select", "FT401", "--format", "json"];
    let findings = |name: &str, temporary: &std::path::Path| {
        let mut command = support::ft_lint();
        let output = command.current_dir(&folder).env("TMPDIR", temporary).args(select).arg(name).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        report["findings"].clone()
    };
    let want = findings("plain.jsonl", &folder);
    assert_eq!(want.as_array().map(Vec::len), Some(2));
    for temporary in [folder.clone(), folder.join("missing")] {
        assert_eq!(findings("packed.jsonl.gz", &temporary), want, "{}", temporary.display());
    }
}

#[test]
fn standard_input_is_read() {
    let output = run_stdin(BROKEN.as_bytes(), &["--format", "concise", "-"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).starts_with("<stdin>:2:"), "{}", stdout(&output));
    assert_eq!(run_stdin(CLEAN.as_bytes(), &["-"]).status.code(), Some(0));
    assert_eq!(run_stdin(b"", &["-", "--exit-zero"]).status.code(), Some(2), "nothing to check is no success");
    // Rules that read rows again must be able to do so.
    let pair =
        "{\"prompt\":\"Is 7 a prime?\",\"completion\":\"Yes\"}\n{\"prompt\":\"Is 7 a prime?\",\"completion\":\"No\"}\n";
    let output = run_stdin(pair.as_bytes(), &["--format", "concise", "-"]);
    assert!(stdout(&output).contains("[FT401]") && stdout(&output).contains("`No`"), "{}", stdout(&output));
}

#[test]
fn an_array_is_a_list_of_rows() {
    let folder = data("array");
    let rows =
        format!("[\n  {},\n  {},\n  {}]\n", CLEAN.trim(), OTHER.trim(), "{\"prompt\": 5, \"completion\": \"x y z\"}");
    fs::write(folder.join("array.json"), rows).unwrap();
    let report = json(&folder, &["array.json"]);
    assert_eq!((&report["inputs"][0]["rows"], &report["inputs"][0]["examples"]), (&3.into(), &3.into()));
    let wrong = report["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "FT204").unwrap();
    assert_eq!((&wrong["row"], &wrong["line"]), (&3.into(), &4.into()));
    assert!(codes(&report).contains(&"FT107"), "an array is no JSON Lines: {:?}", codes(&report));
}

#[test]
fn folders_globs_and_several_inputs() {
    let folder = data("many");
    fs::create_dir_all(folder.join("set/deep")).unwrap();
    for (file, text) in [
        ("set/b.jsonl", CLEAN),
        ("set/a.ndjson", OTHER),
        ("set/deep/c.JSONL", BROKEN),
        ("set/skipped.jsonl", BROKEN),
        ("set/notes.txt", BROKEN),
        ("set/.hidden.jsonl", BROKEN),
        ("set/.gitignore", "skipped.jsonl\n"),
    ] {
        fs::write(folder.join(file), text).unwrap();
    }
    let paths = |args: &[&str]| -> Vec<String> {
        let report = json(&folder, args);
        report["inputs"].as_array().unwrap().iter().map(|input| input["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(paths(&["set"]), ["set/a.ndjson", "set/b.jsonl", "set/deep/c.JSONL"]);
    assert_eq!(paths(&["./set/"]), paths(&["set"]), "the same folder, the same names");
    assert_eq!(paths(&["set/*.jsonl"]), ["set/b.jsonl"]);
    assert_eq!(paths(&["./set/*.jsonl"]), ["set/b.jsonl"]);
    assert_eq!(paths(&["set/**/*.{JSONL,ndjson}"]), ["set/a.ndjson", "set/deep/c.JSONL"]);
    assert_eq!(paths(&["set/skipped.jsonl"]), ["set/skipped.jsonl"], "named by itself it is read all the same");
    assert_eq!(paths(&["other.jsonl", "clean.jsonl", "clean.jsonl"]), ["clean.jsonl", "other.jsonl"]);
    assert_eq!(paths(&["set", "set/b.jsonl"]), paths(&["set"]));
    // Several inputs are one data set.
    fs::write(folder.join("copy.jsonl"), CLEAN).unwrap();
    let report = json(&folder, &["clean.jsonl", "copy.jsonl"]);
    let copy = report["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "FT701").unwrap();
    assert_eq!((&copy["input"], &copy["row"]), (&1.into(), &1.into()));
    assert_eq!(copy["related"][0], serde_json::json!({"input": 0, "row": 1, "pointer": copy["related"][0]["pointer"]}));
}

#[test]
fn one_file_named_in_two_ways_is_read_once() {
    let folder = data("twice");
    let report = json(&folder, &["clean.jsonl", "./clean.jsonl"]);
    assert_eq!(report["inputs"].as_array().unwrap().len(), 1);
    assert_eq!(codes(&report), [""; 0]);
}
