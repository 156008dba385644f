//! The configuration: where it is found, what may stand in it, what wins, and what is said where it is wrong. Everything runs
//! the real program.
//!
//! `UPDATE=1 cargo test --test config` rewrites `fixtures/schemas/config-1.schema.json`.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod consumers;
mod found;
mod house;
mod inputs;
mod meaning;
#[path = "../support/mod.rs"]
mod support;
mod useless;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use support::{codes, exits, ft_lint, root, run, run_in, scratch, stderr, stdout};

/// A folder that is a repository of its own, with data and a configuration.
fn repository(name: &str, config: &str) -> PathBuf {
    let folder = scratch(&format!("config-{name}"));
    fs::create_dir(folder.join(".git")).unwrap();
    fs::create_dir_all(folder.join("data/old")).unwrap();
    for file in ["data/chat.jsonl", "data/old/chat.jsonl"] {
        fs::copy(root().join("fixtures/planted/chat.jsonl"), folder.join(file)).unwrap();
    }
    if !config.is_empty() {
        fs::write(folder.join("ft-lint.toml"), config).unwrap();
    }
    folder
}

/// Runs with variables.
fn with(folder: &Path, variables: &[(&str, &str)], args: &[&str]) -> Output {
    ft_lint().current_dir(folder).envs(variables.iter().copied()).args(args).output().unwrap()
}

/// What `ft-lint config` says of a key: value and origin.
fn key(folder: &Path, variables: &[(&str, &str)], args: &[&str], key: &str) -> String {
    let output = with(folder, variables, &[&["config"], args].concat());
    let text = stdout(&output);
    let line = text.lines().find(|line| line.starts_with(&format!("{key} = ")));
    line.unwrap_or_else(|| panic!("no {key} in\n{text}{}", stderr(&output))).to_owned()
}

#[test]
fn defaults_file_environment_and_flags_win_in_this_order() {
    let folder = repository("order", "\n[gate]\nmin-score = 50\n");
    assert_eq!(
        key(&folder, &[], &["--no-config", "--min-score", "1"], "min-score"),
        "min-score = 1.0  # flag --min-score"
    );
    assert_eq!(key(&folder, &[], &[], "profile"), "profile = \"generic\"  # default");
    assert_eq!(key(&folder, &[], &[], "min-score"), "min-score = 50  # ft-lint.toml:3");
    let variable = [("FT_LINT_MIN_SCORE", "60")];
    assert_eq!(key(&folder, &variable, &[], "min-score"), "min-score = 60.0  # environment FT_LINT_MIN_SCORE");
    assert_eq!(key(&folder, &variable, &["--min-score", "70"], "min-score"), "min-score = 70.0  # flag --min-score");
    assert_eq!(key(&folder, &[], &["--set", "gate.min-score=80"], "min-score"), "min-score = 80  # flag --set");
    let inside = folder.join("data");
    assert_eq!(key(&inside, &[], &[], "min-score"), "min-score = 50  # ../ft-lint.toml:3");
    // And the run does as it is told.
    exits(&folder, &["data/chat.jsonl", "--fail-on", "never"], 0);
    exits(&folder, &["data/chat.jsonl", "--fail-on", "never", "--min-score", "99"], 1);
    let output = with(&folder, &[("FT_LINT_FAIL_ON", "never"), ("FT_LINT_MIN_SCORE", "99")], &["data/chat.jsonl"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn every_kind_of_option_can_be_a_variable() {
    let folder = repository("variables", "");
    let select = |value: &str| {
        let output = with(&folder, &[("FT_LINT_SELECT", value), ("FT_LINT_FORMAT", "json")], &["data/chat.jsonl"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        codes(&report).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(select("FT101,unknown-role"), ["FT101", "FT201"]);
    for (variables, code) in [
        (&[("FT_LINT_EXIT_ZERO", "1")] as &[(&str, &str)], 0),
        (&[("FT_LINT_EXIT_ZERO", "0")], 1),
        (&[("FT_LINT_EXIT_ZERO", "maybe")], 2),
        (&[("FT_LINT_BUDGET", "ALL=100%")], 0),
        (&[("FT_LINT_LEVEL", "ALL=info")], 0),
        (&[("FT_LINT_MAX_WARNINGS", "x")], 2),
        (&[("FT_LINT_SET", "gate.fail-on=never")], 0),
        (&[("FT_LINT_PROFILE", "opanai-chat")], 2),
    ] {
        let output = with(&folder, variables, &["data/chat.jsonl"]);
        assert_eq!(output.status.code(), Some(code), "{variables:?} {}", stderr(&output));
    }
    // Variables are no trouble to other commands.
    assert_eq!(with(&folder, &[("FT_LINT_PROFILE", "openai-chat")], &["rules"]).status.code(), Some(0));
    assert_eq!(with(&folder, &[("FT_LINT_SELECT", "FT4")], &["schema", "config"]).status.code(), Some(0));
}

#[test]
fn the_schema_is_current_and_takes_what_the_program_takes() {
    let path = root().join("fixtures/schemas/config-1.schema.json");
    let fresh = stdout(&run(&["schema", "config"]));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), fresh, "UPDATE=1 cargo test --test config rewrites it");
    let schema = jsonschema::validator_for(&serde_json::from_str(&fresh).unwrap()).unwrap();
    let valid = |text: &str| schema.is_valid(&serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap());
    assert!(valid(""));
    assert!(valid(
        "ruleset = \"0.1\"\nprofile = \"generic\"\nignore = [\"FT4\", { rule = \"FT3\", reason = \"x\" }]\n[levels]\nFT2 = \"off\"\n\
         [gate]\nmin-score = 90\n[gate.budget]\nduplicate = \"0.5%\"\nFT4 = 3\n[rules.overlong-text]\ncharacters = 1\n\
         [[custom]]\nname = \"x\"\nin = \"target\"\nschema = { type = \"object\" }\n"
    ));
    for bad in ["profil = \"x\"", "[gate]\nmin-score = \"x\"", "[levels]\nFT2 = \"bad\"", "[rules.duplicate]\nx = 1"] {
        assert!(!valid(bad), "{bad}");
    }
    // The package has no `.ci`.
    assert!(fs::read_to_string(root().join(".ci/ft-lint.toml")).map_or(true, |own| valid(&own)));
}

#[test]
fn standard_error_says_as_much_as_is_asked_for() {
    let folder = repository("said", "[levels]\nmojibake = \"warn\"\n[[ignore]]\nrule = \"mojibake\"\nreason = \"x\"\n");
    let said = |args: &[&str]| stderr(&run_in(&folder, &[&["data/chat.jsonl"], args].concat()));
    assert!(said(&[]).contains("the entry matches no finding"));
    assert_eq!(said(&["--quiet"]), "");
    let verbose = said(&["--verbose"]);
    for part in ["configuration: ft-lint.toml", "profile: generic", "inputs: 1", "data/chat.jsonl"] {
        assert!(verbose.contains(part), "{part}: {verbose}");
    }
    let timings = said(&["--timings", "--quiet"]);
    assert!(
        timings.contains("FT101") && timings.contains("all rules") && timings.contains("from start to end"),
        "{timings}"
    );
    // Timing changes nothing else.
    let plain =
        |args: &[&str]| run_in(&folder, &[&["data/chat.jsonl", "--format", "json", "--quiet"], args].concat()).stdout;
    assert_eq!(plain(&["--timings"]), plain(&[]));
    assert_eq!(plain(&["--jobs", "2"]), plain(&["--threads", "1"]));
    let examples = |n: &str| stdout(&run_in(&folder, &["data/chat.jsonl", "--examples", n])).matches("╭─[").count();
    assert!(examples("0") == 0 && examples("1") > 3 && examples("5") >= examples("1"));
}
