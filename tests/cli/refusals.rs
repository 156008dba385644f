//! What cannot be run as it was typed: exit code 2, nothing on standard output, and a failure that says what to do.

use std::fs;
use std::process::Output;

use super::support::{ft_lint, run, scratch, stderr, stdout};

#[track_caller]
fn refused(output: &Output, said: &[&str]) {
    let told = stderr(output);
    assert_eq!((output.status.code(), stdout(output).as_str()), (Some(2), ""), "{told}");
    for words in said {
        assert!(told.contains(words), "{words}\n{told}");
    }
    // The parser's own words and look.
    for words in ["error:", "tip:", "For more information", "Usage:", "[possible values"] {
        assert!(!told.contains(words), "{words}\n{told}");
    }
    assert!(told.contains("help: ") && told.contains("--help` explains all options"), "{told}");
}

#[test]
fn every_refusal_says_what_to_do() {
    for (args, said) in [
        (&["x", "--shiny"] as &[&str], &["option::unknown", "unknown option `--shiny`"] as &[&str]),
        (&["x", "--formt", "json"], &["option::unknown", "did you mean `--format`?"]),
        (&["check", "--statistic", "x"], &["did you mean `--statistics`?", "`ft-lint check --help`"]),
        (&["init", "--forse"], &["did you mean `--force`?", "`ft-lint init --help`"]),
        (&["x", "-Z"], &["unknown option `-Z`"]),
        (&["x", "--threads", "-1"], &["unknown option `-1`", "equals sign: --option=-1"]),
        (&["x", "--format", "yaml"], &["option::bad_value", "`yaml` is no value of `--format`", "junit, markdown"]),
        (&["x", "--color", "allways"], &["did you mean `always`?", "want one of auto, always, never"]),
        (&["x", "--format"], &["`--format` needs a value", "want one of human, concise"]),
        (&["x", "--output"], &["`--output` needs a value"]),
        (&["x", "--threads", "many"], &["`many` is no value of `--threads`: want a whole number"]),
        (&["x", "--max-warnings", "-3"], &["`-3` is no value of `--max-warnings`: want a whole number, 0 or more"]),
        (&["x", "--max-findings", "99999999999999999999999"], &["the number is too large"]),
        (&["x", "--min-score", "101"], &["`101` is no value of `--min-score`: want a number from 0 to 100"]),
        (&["x", "--memory", "lots"], &["`lots` is no value of `--memory`: want a size such as `256M`"]),
        (&["x", "--level", "FT101"], &["want NAME=VALUE"]),
        (&["x", "--quiet=yes"], &["`--quiet` takes no value, and `yes` was given"]),
        (&["x", "--config", "a", "--no-config"], &["option::usage", "`--config` cannot be used with `--no-config`"]),
        (&["x", "--verbose", "--quiet"], &["`--verbose` cannot be used with `--quiet`", "leave one of them out"]),
        (&["rule"], &["`<NAME>` is missing", "`<NAME>`: code or name, such as FT401", "usage: ft-lint rule <NAME>"]),
        (&["compare", "a"], &["`<NEW>` is missing", "usage: ft-lint compare <OLD> <NEW>"]),
        (&["rule", "FT401", "FT402"], &["`FT402` is one argument too many", "`ft-lint rule --help`"]),
        (&["schema", "repot"], &["`repot` is no value of `<OF>`", "did you mean `report`?"]),
        (&["help", "chekc"], &["there is no command `chekc`", "did you mean `check`?"]),
    ] {
        refused(&run(args), said);
    }
}

#[test]
fn a_value_of_the_environment_is_told_as_one() {
    let run = |name: &str, value: &str| ft_lint().env(name, value).arg("x").output().unwrap();
    refused(
        &run("FT_LINT_QUIET", "maybe"),
        &["`maybe` is no value of `--quiet`: want true or false", "`FT_LINT_QUIET`"],
    );
    refused(&run("FT_LINT_THREADS", "maybe"), &["the value comes from the variable `FT_LINT_THREADS`"]);
}

#[test]
fn help_and_version_are_no_failures() {
    for args in [&["--help"] as &[&str], &["-h"], &["--version"], &["rule", "--help"], &["help", "check"]] {
        let output = run(args);
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{args:?}");
        assert!(stdout(&output).contains("ft-lint"), "{args:?}");
    }
    let output = run(&[]);
    let told = stderr(&output);
    assert!(output.status.code() == Some(2) && told.contains("ft-lint data.jsonl"), "{told}");
    assert!(told.contains("`ft-lint --help` lists commands and options"), "{told}");
}

#[cfg(unix)]
#[test]
fn an_option_that_is_no_text_is_shown_and_a_path_may_be_one() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let bytes = OsStr::from_bytes(b"FT1\xff");
    let output = ft_lint().args(["x", "--select"]).arg(bytes).output().unwrap();
    refused(&output, &["`FT1\u{fffd}` is not valid UTF-8"]);
    let folder = scratch("cli-bytes");
    let row = "{\"prompt\":\"Name a herb.\",\"completion\":\"Dill goes well with fish and cucumber.\"}\n";
    fs::write(folder.join(bytes), row).unwrap();
    let output = ft_lint().current_dir(&folder).arg(bytes).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// No argument can make a failure show what a terminal or a build runner would obey.
#[test]
fn what_was_typed_is_shown_harmless() {
    for args in
        [["x", "--\u{1b}[31m"], ["x", "--format=\u{1b}[31m"], ["x", "--\n::error::boom"], ["help", "##[error]x"]]
    {
        let output = run(&args);
        let told = stderr(&output);
        assert!(output.status.code() == Some(2) && !told.contains('\u{1b}') && !told.contains("##["), "{told}");
        assert!(!told.lines().any(|line| line.trim_start().starts_with("::")), "{told}");
    }
}
