//! The command line: exit codes, inputs, outputs, commands, colour. Everything runs the real program.

mod support;

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;
use support::{ft_lint, root, run, run_in, run_stdin, scratch, stderr, stdout};

const CLEAN: &str = "{\"prompt\":\"Name a herb.\",\"completion\":\"Dill goes well with fish and cucumber.\"}\n";
const OTHER: &str = "{\"prompt\":\"Name a tree.\",\"completion\":\"The birch has white bark and light leaves.\"}\n";
/// FT104, a warning.
const WARNING: &str = "{\"prompt\":\"Name a herb.\",\"completion\":\"Dill goes well with fish.\"}\n\n{\"prompt\":\"Name a tree.\",\"completion\":\"The birch has white bark.\"}\n";
/// FT101, an error.
const BROKEN: &str = "{\"prompt\":\"Name a herb.\",\"completion\":\"Dill goes well with fish.\"}\n{\"prompt\": oops}\n";

fn data(name: &str) -> std::path::PathBuf {
    let folder = scratch(&format!("cli-{name}"));
    for (file, text) in
        [("clean.jsonl", CLEAN), ("other.jsonl", OTHER), ("warning.jsonl", WARNING), ("broken.jsonl", BROKEN)]
    {
        fs::write(folder.join(file), text).unwrap();
    }
    folder
}

#[track_caller]
fn exits(folder: &Path, args: &[&str], code: i32) -> Output {
    let output = run_in(folder, args);
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{}\n{}", stdout(&output), stderr(&output));
    output
}

fn json(folder: &Path, args: &[&str]) -> Value {
    let output = run_in(folder, &[&["--format", "json"], args].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|why| panic!("{args:?}: {why}: {}", stderr(&output)))
}

fn codes(report: &Value) -> Vec<&str> {
    report["summary"]["rules"].as_array().unwrap().iter().map(|rule| rule["code"].as_str().unwrap()).collect()
}

#[test]
fn the_gate_decides_between_0_and_1() {
    let folder = data("gate");
    for (args, code) in [
        (&["clean.jsonl"] as &[&str], 0),
        (&["warning.jsonl"], 0),
        (&["broken.jsonl"], 1),
        (&["check", "broken.jsonl"], 1),
        (&["broken.jsonl", "--fail-on", "never"], 0),
        (&["warning.jsonl", "--fail-on", "warn"], 1),
        (&["warning.jsonl", "--fail-on", "info"], 1),
        (&["warning.jsonl", "--max-warnings", "0"], 1),
        (&["warning.jsonl", "--max-warnings", "1"], 0),
        (&["clean.jsonl", "--max-warnings", "0"], 0),
        (&["warning.jsonl", "--min-score", "100"], 1),
        (&["warning.jsonl", "--min-score", "10"], 0),
        (&["clean.jsonl", "--min-score", "100"], 0),
        (&["broken.jsonl", "--fail-on", "never", "--min-score", "99"], 1),
        (&["broken.jsonl", "--exit-zero"], 0),
        (&["broken.jsonl", "--ignore", "FT101"], 0),
        (&["broken.jsonl", "--ignore", "ft1"], 0),
        (&["broken.jsonl", "--select", "privacy,redundancy"], 0),
        (&["broken.jsonl", "--select", "invalid-json"], 1),
    ] {
        for format in ["human", "concise", "json", "jsonl"] {
            exits(&folder, &[args, &["--format", format]].concat(), code);
        }
    }
}

#[test]
fn no_verdict_is_2_and_says_why() {
    let folder = data("no-verdict");
    fs::write(folder.join("empty.jsonl"), "").unwrap();
    fs::create_dir_all(folder.join("bare/inner")).unwrap();
    fs::write(folder.join("bare/readme.txt"), "nothing").unwrap();
    for (args, said) in [
        (&["missing.jsonl"] as &[&str], "missing.jsonl"),
        (&["claen.jsonl"], "clean.jsonl"),
        (&["empty.jsonl"], "empty"),
        (&["empty.jsonl", "clean.jsonl"], "empty"),
        (&["bare"], "bare"),
        (&["nothing*.jsonl"], "nothing*.jsonl"),
        (&["[z-a]*.jsonl"], "pattern"),
        (&[], "nothing was checked"),
        (&["clean.jsonl", "-o", "no/such/folder/out.txt"], "no/such/folder/out.txt"),
        (&["clean.jsonl", "--scores", "no/such/folder/out.txt"], "no/such/folder/out.txt"),
        (&["clean.jsonl", "-o", "bare"], "bare"),
        (&["clean.jsonl", "--shiny"], "--shiny"),
        (&["clean.jsonl", "--format", "yaml"], "yaml"),
        (&["clean.jsonl", "--fail-on", "sometimes"], "sometimes"),
        (&["clean.jsonl", "--select", "FT999"], "FT999"),
        (&["clean.jsonl", "--select", "contradicton"], "did you mean `contradiction`"),
        (&["clean.jsonl", "--ignore", "nonsense"], "nonsense"),
        (&["clean.jsonl", "--profile", "no-such-consumer"], "no-such-consumer"),
        (&["clean.jsonl", "--min-score", "101"], "--min-score"),
        (&["clean.jsonl", "--min-score=-1"], "--min-score"),
        (&["clean.jsonl", "--min-score", "nan"], "--min-score"),
        (&["clean.jsonl", "--threads", "0"], "--threads"),
        (&["rule", "nonsense"], "nonsense"),
    ] {
        for extra in [&[] as &[&str], &["--exit-zero"]] {
            if args.first() == Some(&"rule") && !extra.is_empty() {
                continue;
            }
            let output = exits(&folder, &[args, extra].concat(), 2);
            assert!(stderr(&output).contains(said), "{args:?}: {}", stderr(&output));
        }
    }
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

#[cfg(unix)]
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
#[ignore = "source/inputs.rs tells inputs apart by the path as typed: a file named twice is a data set of duplicates"]
fn one_file_named_in_two_ways_is_read_once() {
    let folder = data("twice");
    let report = json(&folder, &["clean.jsonl", "./clean.jsonl"]);
    assert_eq!(report["inputs"].as_array().unwrap().len(), 1);
    assert_eq!(codes(&report), [""; 0]);
}

#[test]
fn reports_go_to_files() {
    let folder = data("files");
    for format in ["human", "concise", "json", "jsonl"] {
        let printed = run_in(&folder, &["broken.jsonl", "--format", format]);
        let output = exits(&folder, &["broken.jsonl", "--format", format, "--output", "report"], 1);
        assert_eq!(stdout(&output), "", "{format}");
        assert_eq!(fs::read(folder.join("report")).unwrap(), printed.stdout, "{format}");
    }
    exits(&folder, &["warning.jsonl", "broken.jsonl", "clean.jsonl", "--scores", "scores.jsonl"], 1);
    let scores = fs::read_to_string(folder.join("scores.jsonl")).unwrap();
    let rows: Vec<Value> = scores.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(rows.iter().any(|row| (&row["input"], &row["row"]) == (&0.into(), &2.into())), "{scores}");
    assert!(rows.iter().all(|row| row.as_object().unwrap().len() == 3 && row["score"].as_f64().unwrap() < 100.0));
}

#[test]
fn statistics_are_counts_per_rule() {
    let folder = root().join("fixtures/planted");
    let report = json(&folder, &["chat.jsonl"]);
    let text = stdout(&run_in(&folder, &["chat.jsonl", "--statistics"]));
    assert_eq!(text.lines().count(), codes(&report).len());
    for rule in report["summary"]["rules"].as_array().unwrap() {
        let line = text.lines().find(|line| line.contains(rule["code"].as_str().unwrap())).unwrap();
        assert!(line.trim_start().starts_with(&rule["findings"].to_string()), "{line}");
    }
    for format in ["concise", "json", "jsonl"] {
        assert_eq!(stdout(&run_in(&folder, &["chat.jsonl", "--statistics", "--format", format])), text, "{format}");
    }
}

#[test]
fn commands_explain_rules() {
    let by_code = stdout(&run(&["rule", "FT401"]));
    assert!(by_code.contains("FT401 contradiction") && by_code.contains("## Why it matters"), "{by_code}");
    assert_eq!(stdout(&run(&["rule", "contradiction"])), by_code);
    assert_eq!(stdout(&run(&["rule", "ft401"])), by_code);
    let table = stdout(&run(&["rules"]));
    assert_eq!(table.lines().count(), ft_lint::rules::CATALOGUE.len());
    for meta in ft_lint::rules::CATALOGUE {
        let line = table.lines().find(|line| line.starts_with(meta.code)).unwrap();
        assert!(line.contains(meta.name) && line.contains(meta.family.name()), "{line}");
        assert_eq!(run(&["rule", meta.code]).status.code(), Some(0));
    }
    assert!(serde_json::from_slice::<Value>(&run(&["schema", "report"]).stdout).unwrap().is_object());
    for args in [["--help"], ["-h"], ["--version"], ["help"]] {
        assert_eq!(run(&args).status.code(), Some(0), "{args:?}");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = data("pipe");
    fs::write(folder.join("many.jsonl"), BROKEN.repeat(20_000)).unwrap();
    for format in ["concise", "jsonl", "json", "human"] {
        let args = ["many.jsonl", "--format", format, "--max-findings", "100000"];
        let mut command = ft_lint();
        command.current_dir(&folder).args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut pipe = child.stdout.take().unwrap();
        pipe.read_exact(&mut [0; 16]).unwrap();
        drop(pipe);
        let output = child.wait_with_output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{format}: {:?} {}", output.status, stderr(&output));
        assert_eq!(stderr(&output), "", "{format}");
    }
}

#[test]
fn colour_only_where_it_is_asked_for() {
    let folder = data("colour");
    let colored = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = ft_lint();
        command.current_dir(&folder).arg("broken.jsonl").args(args).envs(variables.iter().copied());
        command.output().unwrap().stdout.contains(&0x1b)
    };
    assert!(colored(&["--color", "always"], &[]));
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1")]), "the option wins");
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]) && colored(&[], &[("FORCE_COLOR", "1"), ("TERM", "dumb")]));
    assert!(!colored(&[], &[]), "a pipe is no terminal");
    assert!(!colored(&[], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    assert!(!colored(&[], &[("FORCE_COLOR", "0")]) && !colored(&["--color", "never"], &[("FORCE_COLOR", "1")]));
    for format in ["json", "json-1", "jsonl", "concise"] {
        assert!(!colored(&["--color", "always", "--format", format], &[("FORCE_COLOR", "1")]), "{format}");
    }
}

fn lines_are_harmless(file: &str, args: &[&str]) {
    let folder = scratch(&format!("cli-commands-{}", args.join("-").replace(['/', ':', '*'], "_")));
    fs::write(folder.join(file), BROKEN).unwrap();
    let output = run_in(&folder, args);
    for line in stdout(&output).lines().chain(stderr(&output).lines()) {
        assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{args:?}: {line}");
    }
}

#[test]
fn no_line_starts_like_a_command_to_a_build_runner() {
    lines_are_harmless("::error::boom.jsonl", &["::error::boom.jsonl"]);
    lines_are_harmless("::error::boom.jsonl", &["."]);
    lines_are_harmless("::error::boom.jsonl", &["::error::missing.jsonl"]);
    lines_are_harmless("##[error]x.jsonl", &["##[error]x.jsonl", "--format", "concise"]);
    lines_are_harmless("##[error]x.jsonl", &["##[error]x.jsonl"]);
}

#[test]
#[ignore = "report/concise.rs starts its lines with the path, also with one like `::error::x`"]
fn no_concise_line_starts_like_a_command() {
    lines_are_harmless("::error::boom.jsonl", &["::error::boom.jsonl", "--format", "concise"]);
}
