//! The command line: exit codes, outputs, commands, colour. Everything runs the real program.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod refusals;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::io::Read as _;
use std::process::Stdio;

use serde_json::Value;
use support::{codes, exits, ft_lint, json, root, run, run_in, scratch, stderr, stdout};

const CLEAN: &str = "{\"prompt\":\"Name a herb.\",\"completion\":\"Dill goes well with fish and cucumber.\"}\n";
/// FT104, a warning.
const WARNING: &str = "{\"prompt\":\"Name a herb.\",\"completion\":\"Dill goes well with fish.\"}\n\n{\"prompt\":\"Name a tree.\",\"completion\":\"The birch has white bark.\"}\n";
/// FT101, an error.
const BROKEN: &str = "{\"prompt\":\"Name a herb.\",\"completion\":\"Dill goes well with fish.\"}\n{\"prompt\": oops}\n";

fn data(name: &str) -> std::path::PathBuf {
    let folder = scratch(&format!("cli-{name}"));
    for (file, text) in [("clean.jsonl", CLEAN), ("warning.jsonl", WARNING), ("broken.jsonl", BROKEN)] {
        fs::write(folder.join(file), text).unwrap();
    }
    folder
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

#[cfg(unix)]
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
    let (counts, rest) = text.split_once("\n\n").unwrap();
    assert_eq!(counts.lines().count(), codes(&report).len());
    assert!(rest.starts_with("not checked\n  ") && rest.contains("FT308: no labels given (--labels)"), "{rest}");
    for rule in report["summary"]["rules"].as_array().unwrap() {
        let line = counts.lines().find(|line| line.contains(rule["code"].as_str().unwrap())).unwrap();
        assert!(line.trim_start().starts_with(&rule["findings"].to_string()), "{line}");
    }
    assert!(text.contains("(1 row)") && !text.contains("(1 rows)"), "{text}");
    // Nobody gets text in place of the document that was asked for.
    for format in ["concise", "json", "jsonl", "sarif"] {
        let output = exits(&folder, &["chat.jsonl", "--statistics", "--format", format], 2);
        assert!(stdout(&output).is_empty() && stderr(&output).contains("--output json="), "{format}");
    }
    assert_eq!(stdout(&run_in(&folder, &["chat.jsonl", "--statistics", "--format", "human"])), text);
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
fn a_closed_pipe_leaves_the_verdict() {
    let folder = data("pipe");
    fs::write(folder.join("many.jsonl"), BROKEN.repeat(20_000)).unwrap();
    for format in ["concise", "jsonl", "json", "human"] {
        let args = ["many.jsonl", "--format", format, "--max-findings", "100000", "--quiet"];
        let mut command = ft_lint();
        command.current_dir(&folder).args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut pipe = child.stdout.take().unwrap();
        pipe.read_exact(&mut [0; 16]).unwrap();
        drop(pipe);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{format}: {}", stderr(&output));
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
fn no_concise_line_starts_like_a_command() {
    lines_are_harmless("::error::boom.jsonl", &["::error::boom.jsonl", "--format", "concise"]);
}

#[test]
fn profiles_are_listed_and_described() {
    let list = stdout(&run(&["profiles"]));
    for name in ["generic", "openai-chat", "together", "bedrock-claude"] {
        assert!(list.lines().any(|line| line.starts_with(&format!("{name} "))), "{name}\n{list}");
    }
    let one = stdout(&run(&["profiles", "OpenAI_chat"]));
    for fact in ["fewest rows", "messages: required", "roles: system, user, assistant", "sources", "oa-spec"] {
        assert!(one.contains(fact), "{fact}\n{one}");
    }
    let folder = data("profiles");
    for args in [&["profiles", "togethr"] as &[&str], &["--profile", "togethr", "clean.jsonl"]] {
        let output = exits(&folder, args, 2);
        assert!(stderr(&output).contains("did you mean `together`?"), "{}", stderr(&output));
    }
}

#[test]
fn a_profile_holds_the_rows_to_its_rules() {
    let folder = data("profile");
    let report = json(&folder, &["--profile", "openai-chat", "clean.jsonl"]);
    assert_eq!(codes(&report), ["FT202", "FT220"]);
    assert_eq!(report["config"]["profile"], "openai-chat");
    let message = report["findings"][0]["message"].as_str().unwrap();
    assert_eq!(message, "row is prompt-completion, want `messages` (openai-chat)");
    let report = json(&folder, &["--profile", "all", "clean.jsonl"]);
    assert!(codes(&report).is_empty());
    let profiles = report["summary"]["profiles"].as_array().unwrap();
    let verdict = |name: &str| &profiles.iter().find(|one| one["profile"] == name).unwrap()["verdict"];
    assert_eq!((verdict("together"), verdict("openai-chat")), (&"accepts".into(), &"other-shape".into()));
    let human = stdout(&run_in(&folder, &["--profile", "all", "clean.jsonl"]));
    assert!(human.contains("together") && human.contains("other-shape"), "{human}");
    let human = stdout(&run_in(&folder, &["clean.jsonl"]));
    assert!(human.contains("accepted by") && !human.contains("other-shape"), "{human}");
}
