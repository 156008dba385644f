//! Inputs that are damaged, cut off, linked or out of reach: all of them are told, and nothing that was not read passes.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod arrays;
mod joined;
mod outputs;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::{codes, exits, ft_lint, json, run_stdin, scratch, stderr, stdout};

const HERB: &str = "{\"prompt\":\"Name a herb.\",\"completion\":\"Dill goes well with fish and cucumber.\"}\n";
const TREE: &str = "{\"prompt\":\"Name a tree.\",\"completion\":\"The birch has white bark and light leaves.\"}\n";
const BAD: &str = "{\"prompt\": oops}\n";

fn folder(name: &str) -> PathBuf {
    let folder = scratch(&format!("broken-{name}"));
    fs::write(folder.join("herb.jsonl"), HERB).unwrap();
    folder
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The paths of a report's inputs.
fn paths(report: &Value) -> Vec<&str> {
    report["inputs"].as_array().unwrap().iter().map(|input| input["path"].as_str().unwrap()).collect()
}

#[test]
fn an_error_of_a_decoder_ends_the_input() {
    let folder = folder("decoder");
    let mut random = support::Random(11);
    let noise: String = (0..60_000).map(|_| char::from(b'a' + random.below(26) as u8)).collect();
    let row = format!("{{\"prompt\":\"Say it.\",\"completion\":\"{noise}\"}}");
    for (name, text) in [("lines", format!("{HERB}{row}\n{TREE}")), ("array", format!("[{},\n{row}]", HERB.trim()))] {
        let packed = gzip(text.as_bytes());
        for (kind, at) in [("cut", packed.len() / 2), ("damaged", packed.len() / 2), ("cut", packed.len() / 8)] {
            let mut bytes = packed.clone();
            if kind == "cut" {
                bytes.truncate(at);
            } else {
                bytes[at..at + 40].fill(0xFF);
            }
            fs::write(folder.join("x.gz"), bytes).unwrap();
            for limit in ["500", "100000"] {
                let output = exits(&folder, &["x.gz", "--max-row-bytes", limit, "--format", "json"], 2);
                let report: Value = serde_json::from_slice(&output.stdout).unwrap();
                assert_eq!(
                    report["summary"]["failures"].as_array().unwrap().len(),
                    1,
                    "{name}, {kind} at {at}, {limit}"
                );
                // What is damaged may show only at the checksum.
                let rows = report["inputs"][0]["rows"].as_u64().unwrap();
                assert!(rows == 2 || kind == "damaged" && rows == 3, "{name}, {kind} at {at}, {limit}: {rows}");
                let array = report["findings"].as_array().unwrap().iter().filter(|own| own["code"] == "FT101");
                assert!(array.into_iter().all(|own| !own["message"].as_str().unwrap().contains("the array")));
            }
        }
    }
}

#[test]
fn padding_behind_packed_data_is_passed_over() {
    let folder = folder("padding");
    let two = [gzip(HERB.as_bytes()), vec![0; 700], gzip(TREE.as_bytes()), vec![0; 100_000]].concat();
    fs::write(folder.join("x.gz"), two).unwrap();
    assert_eq!(json(&folder, &["x.gz"])["inputs"][0]["rows"], 2);
    exits(&folder, &["x.gz"], 0);
    let piped = run_stdin(&fs::read(folder.join("x.gz")).unwrap(), &["-"]);
    assert_eq!(piped.status.code(), Some(0), "{}", stderr(&piped));
    for rest in [b"garbage".as_slice(), b"\0\0garbage", b"\x1f\x8b"] {
        fs::write(folder.join("x.gz"), [gzip(HERB.as_bytes()), rest.to_vec()].concat()).unwrap();
        exits(&folder, &["x.gz"], 2);
    }
}

#[test]
fn nobody_accepts_what_was_not_read() {
    let folder = folder("unread");
    let packed = gzip(HERB.repeat(300).as_bytes());
    fs::write(folder.join("cut.gz"), &packed[..10]).unwrap();
    fs::write(folder.join("empty.jsonl"), "").unwrap();
    fs::write(folder.join("bad.jsonl"), BAD).unwrap();
    for name in ["cut.gz", "empty.jsonl", "missing.jsonl"] {
        let report: Value = serde_json::from_slice(&exits(&folder, &[name, "--format", "json"], 2).stdout).unwrap();
        assert_eq!(report["summary"]["profiles"], Value::Array(Vec::new()), "{name}");
        assert!(!stdout(&exits(&folder, &[name], 2)).contains("accepted by"), "{name}");
    }
    let report = json(&folder, &["bad.jsonl"]);
    let profiles = report["summary"]["profiles"].as_array().unwrap();
    assert!(!profiles.is_empty() && profiles.iter().all(|profile| profile["verdict"] == "rejects"));
    assert!(stdout(&exits(&folder, &["herb.jsonl"], 0)).contains("accepted by"));
}

#[test]
fn only_missing_inputs_give_a_report_too() {
    let folder = folder("missing");
    fs::write(folder.join("r.json"), "{\"verdict\":\"pass\"}").unwrap();
    exits(&folder, &["-o", "json=r.json", "--exit-zero", "missing.jsonl"], 2);
    let report: Value = serde_json::from_slice(&fs::read(folder.join("r.json")).unwrap()).unwrap();
    assert_eq!((&report["summary"]["verdict"], &report["summary"]["exit_code"]), (&"none".into(), &2.into()));
    let failures = report["summary"]["failures"].as_array().unwrap();
    assert!(failures.iter().any(|failure| failure.as_str().unwrap().contains("missing.jsonl")));
    for format in ["json", "jsonl", "sarif", "junit", "markdown", "html", "human"] {
        let output = exits(&folder, &["--format", format, "missing.jsonl"], 2);
        assert!(!output.stdout.is_empty() && stderr(&output).contains("missing.jsonl"), "{format}");
    }
    exits(&folder, &["-o", "json=r.json", "--format", "nonsense", "missing.jsonl"], 2);
}

#[test]
fn long_numbers_are_numbers() {
    let folder = folder("numbers");
    let row = |number: &str| HERB.replace('}', &format!(",\"x\":{number}}}"));
    for number in ["9".repeat(308), "9".repeat(309), "9".repeat(9_000), format!("-{}", "1".repeat(400)), "1e999".into()]
    {
        fs::write(folder.join("x.jsonl"), row(&number)).unwrap();
        assert_eq!(codes(&json(&folder, &["x.jsonl", "--select", "FT1"])), ["FT112"], "{number}");
    }
    for number in [format!("0{}", "9".repeat(400)), format!("{}-", "9".repeat(400))] {
        fs::write(folder.join("x.jsonl"), row(&number)).unwrap();
        assert_eq!(codes(&json(&folder, &["x.jsonl", "--select", "FT1"])), ["FT101"], "{number}");
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::os::unix::process::CommandExt as _;

    use super::*;

    /// Runs the program as a user to whom permissions apply; none where that cannot be done here.
    fn as_user(folder: &Path, args: &[&str]) -> Option<std::process::Output> {
        let mut command = ft_lint();
        command.current_dir(folder).args(args);
        if fs::read_dir(folder.join("shut")).is_ok() {
            command.uid(65_534);
        }
        command.output().ok()
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_told() {
        let folder = folder("shut");
        for part in ["d", "d/open", "shut", "d/shut"] {
            fs::create_dir(folder.join(part)).unwrap();
        }
        fs::write(folder.join("d/open/a.jsonl"), HERB).unwrap();
        fs::write(folder.join("d/shut/b.jsonl"), BAD).unwrap();
        for part in ["shut", "d/shut"] {
            fs::set_permissions(folder.join(part), fs::Permissions::from_mode(0o000)).unwrap();
        }
        let run = |args: &[&str], code: i32| {
            let Some(output) = as_user(&folder, args) else { return };
            let said = format!("{args:?} {} {}", stdout(&output), stderr(&output));
            assert_eq!(output.status.code(), Some(code), "{said}");
            assert_eq!(code == 2, stderr(&output).contains("d/shut"), "{said}");
        };
        run(&["d"], 2);
        run(&["d/**/*.jsonl"], 2);
        run(&["d/*/*.jsonl"], 2);
        run(&["d/o*/*.jsonl"], 0);
        run(&["d/open"], 0);
        run(&["d", "--exclude", "d/shut"], 0);
        for part in ["shut", "d/shut"] {
            fs::set_permissions(folder.join(part), fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    #[test]
    fn links_to_files_are_followed() {
        let folder = folder("links");
        for part in ["blobs", "snap", "snap/deep", "loop"] {
            fs::create_dir(folder.join(part)).unwrap();
        }
        fs::write(folder.join("blobs/abc"), HERB).unwrap();
        fs::write(folder.join("blobs/def"), BAD).unwrap();
        symlink("../blobs/abc", folder.join("snap/train.jsonl")).unwrap();
        assert_eq!(paths(&json(&folder, &["snap"])), ["snap/train.jsonl"]);
        symlink("../../blobs/def", folder.join("snap/deep/test.jsonl")).unwrap();
        exits(&folder, &["snap"], 1);
        exits(&folder, &["snap/**/t*.jsonl"], 1);
        // Each file once, whatever leads to it; links to folders lead nowhere.
        symlink("train.jsonl", folder.join("snap/again.jsonl")).unwrap();
        symlink("../snap", folder.join("snap/deep/up")).unwrap();
        symlink("deep", folder.join("snap/other")).unwrap();
        symlink("loop", folder.join("loop/loop")).unwrap();
        assert_eq!(paths(&json(&folder, &["snap"])), ["snap/again.jsonl", "snap/deep/test.jsonl"]);
        symlink("../blobs/gone", folder.join("loop/gone.txt")).unwrap();
        symlink("../herb.jsonl", folder.join("loop/herb.jsonl")).unwrap();
        exits(&folder, &["loop"], 0);
        symlink("../blobs/gone", folder.join("loop/gone.jsonl")).unwrap();
        let output = exits(&folder, &["loop"], 2);
        assert!(stderr(&output).contains("loop/gone.jsonl"), "{}", stderr(&output));
        assert!(!stderr(&output).contains("gone.txt"));
        exits(&folder, &["loop", "--exclude", "gone.jsonl"], 0);
    }

    #[test]
    fn names_that_are_no_text_are_taken() {
        let folder = folder("names");
        let name = OsStr::from_bytes(b"a\xff\xfe.jsonl");
        if fs::write(folder.join(name), format!("{HERB}{BAD}")).is_err() {
            return;
        }
        let run = |args: &[&OsStr]| {
            let output = ft_lint().current_dir(&folder).args(args).args(["--format", "concise"]).output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{args:?} {}", stderr(&output));
            assert!(stdout(&output).starts_with("a\u{fffd}\u{fffd}.jsonl:2:12: error[FT101]"), "{}", stdout(&output));
        };
        run(&[name]);
        for (list, end) in [("nul", 0), ("lines", b'\n')] {
            let text = [name.as_bytes(), &[end], b"herb.jsonl", &[end]].concat();
            fs::write(folder.join(list), text).unwrap();
            run(&["--files-from".as_ref(), list.as_ref()]);
        }
    }

    #[test]
    fn pipes_are_read_once_and_looked_at_as_often_as_needed() {
        let folder = folder("pipes");
        let pair = |said: &str| format!("{{\"prompt\":\"Is 7 a prime?\",\"completion\":\"{said}\"}}\n");
        fs::write(folder.join("data"), [&pair("Yes"), HERB, &pair("No")].concat()).unwrap();
        fs::write(folder.join("data.gz"), gzip(&fs::read(folder.join("data")).unwrap())).unwrap();
        let run = |run: &str| {
            let mut command = std::process::Command::new("timeout");
            command.current_dir(&folder).args(["60", "bash", "-c", run]).env("LINT", env!("CARGO_BIN_EXE_ft-lint"));
            command.output().unwrap()
        };
        let args = "--select FT401,FT701 --format json";
        for (data, way) in [
            ("data", "cat data | \"$LINT\" ARGS /dev/stdin"),
            ("data", "\"$LINT\" ARGS /dev/stdin < data"),
            ("data", "\"$LINT\" ARGS <(cat data)"),
            ("data.gz", "\"$LINT\" ARGS <(cat data.gz)"),
            ("data", "mkfifo p; cat data > p & \"$LINT\" ARGS p; code=$?; rm p; exit $code"),
        ] {
            let output = run(&way.replace("ARGS", args));
            assert_eq!(output.status.code(), Some(1), "{way} {}", stderr(&output));
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(codes(&report), codes(&json(&folder, &[data, "--select", "FT401,FT701"])), "{way}");
            assert!(codes(&report).contains(&"FT401"), "{way}");
        }
        let output = run("\"$LINT\" --sample 2 <(cat data)");
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("can be read only once"), "{}", stderr(&output));
    }

    #[test]
    fn standard_input_without_room_for_a_copy_is_kept_in_memory() {
        let folder = folder("room");
        let row =
            |n: usize| format!("{{\"prompt\":\"Tell of stone {n}.\",\"completion\":\"It is grey and old {n}.\"}}\n");
        let pair = |said: &str| format!("{{\"prompt\":\"Is 7 a prime?\",\"completion\":\"{said}\"}}\n");
        let text = [pair("Yes"), (0..3_000).map(row).collect(), pair("No")].concat();
        let args = ["--select", "FT401", "--format", "json", "-"];
        let plain = run_stdin(text.as_bytes(), &args);
        let want: Value = serde_json::from_slice(&plain.stdout).unwrap();
        assert_eq!(want["findings"].as_array().map(Vec::len), Some(2));
        fs::write(folder.join("data"), text).unwrap();
        // No folder for temporary files, and one in which no file may be longer than some rows.
        for (limits, temporary) in [("", "missing"), ("trap '' XFSZ; ulimit -f 16;", ".")] {
            let run = format!("{limits} exec \"$0\" \"$@\" < data");
            let mut command = std::process::Command::new("sh");
            command.current_dir(&folder).env("TMPDIR", folder.join(temporary)).args(["-c", &run]);
            let output = command.arg(env!("CARGO_BIN_EXE_ft-lint")).args(args).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(report["findings"], want["findings"]);
            assert!(
                stderr(&output).contains("TMPDIR") && stderr(&output).contains("standard input"),
                "{}",
                stderr(&output)
            );
        }
    }
}
