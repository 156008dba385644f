//! Several outputs of one run, saved reports side by side, completions and the man page.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use support::{exits, ft_lint, root, run, run_in, scratch, stderr, stdout};

const ROWS: &str = "{\"prompt\":\"Name a herb.\",\"completion\":\"Dill goes well with fish.\"}\n{\"prompt\": oops}\n";

fn data(name: &str) -> PathBuf {
    let folder = scratch(&format!("outputs-{name}"));
    fs::write(folder.join("data.jsonl"), ROWS).unwrap();
    folder
}

#[test]
fn several_outputs_are_those_of_several_runs() {
    let folder = data("several");
    let alone = |format: &str| stdout(&exits(&folder, &["data.jsonl", "--format", format], 1));
    let formats = ["human", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html"];
    let outputs: Vec<String> = formats.iter().map(|format| format!("--output={format}=out.{format}")).collect();
    let mut args = vec!["data.jsonl", "--format", "jsonl"];
    args.extend(outputs.iter().map(String::as_str));
    let output = exits(&folder, &args, 1);
    assert_eq!(stdout(&output), alone("jsonl"), "`--format` still goes to standard output");
    for format in formats {
        assert_eq!(fs::read_to_string(folder.join(format!("out.{format}"))).unwrap(), alone(format), "{format}");
    }
    // `-` takes the place of `--format`; a path alone takes its format.
    let output = exits(&folder, &["data.jsonl", "-o", "json=-", "-o", "concise=c.txt"], 1);
    assert_eq!(stdout(&output), alone("json"));
    let output = exits(&folder, &["data.jsonl", "--format", "sarif", "-o", "x.sarif", "-o", "concise=-"], 1);
    assert_eq!(
        (stdout(&output), fs::read_to_string(folder.join("x.sarif")).unwrap()),
        (alone("concise"), alone("sarif"))
    );
    // Counts in place of what `--format` asks for, and nothing else changes.
    let output = exits(&folder, &["data.jsonl", "--statistics", "-o", "jsonl=s.jsonl"], 1);
    assert!(stdout(&output).contains("FT101") && !stdout(&output).contains('{'));
    assert_eq!(fs::read_to_string(folder.join("s.jsonl")).unwrap(), alone("jsonl"));
}

#[test]
fn bad_outputs_are_said_before_anything_is_written() {
    let folder = data("bad");
    fs::create_dir(folder.join("sub")).unwrap();
    exits(&folder, &["data.jsonl", "--quiet", "--baseline", "base.json", "--update-baseline"], 0);
    fs::write(folder.join("own.toml"), "").unwrap();
    fs::write(folder.join("list.txt"), "data.jsonl\n").unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("x", folder.join("link")).unwrap();
        std::os::unix::fs::symlink("data.jsonl", folder.join("link-to-data")).unwrap();
    }
    for (args, said) in [
        (&["-o", "sarif=x", "-o", "junit=x"] as &[&str], "two outputs"),
        (&["-o", "sarif=x", "-o", "junit=sub/../x"], "two outputs"),
        (&["-o", "x", "-o", "json=./x"], "two outputs"),
        (&["-o", "sarif=-", "-o", "json=-"], "standard output"),
        (&["-o", "sarfi=x"], "sarif"),
        (&["-o", "sarif="], "names no path"),
        (&["-o", "json=data.jsonl"], "is an input"),
        (&["-o", "sub/../data.jsonl"], "is an input"),
        (&["--scores", "data.jsonl"], "is an input"),
        (&["-o", "json=x", "--scores", "./x"], "one by `--scores`"),
        (&["-o", "json=base.json", "--baseline", "base.json"], "is the baseline"),
        (&["-o", "json=own.toml", "--config", "own.toml"], "is the configuration"),
        (&["-o", "json=list.txt", "--files-from", "list.txt"], "is the list of files"),
        #[cfg(unix)]
        (&["-o", "json=x", "-o", "sarif=link"], "two outputs"),
        #[cfg(unix)]
        (&["-o", "json=link-to-data"], "is an input"),
    ] {
        let output = exits(&folder, &[&["data.jsonl"], args].concat(), 2);
        assert!(stderr(&output).contains(said), "{args:?}: {}", stderr(&output));
        assert_eq!(fs::read_to_string(folder.join("data.jsonl")).unwrap(), ROWS, "{args:?}");
        assert!(!folder.join("x").exists(), "{args:?}");
    }
    #[cfg(unix)]
    exits(&folder, &["data.jsonl", "-o", "json=/dev/null", "-o", "sarif=/dev/null", "--scores", "/dev/null"], 1);
    // Saved reports are not overwritten by what is made of them.
    exits(&folder, &["data.jsonl", "--quiet", "--format", "json", "-o", "saved.json"], 1);
    let saved = fs::read_to_string(folder.join("saved.json")).unwrap();
    for args in [
        &["render", "saved.json", "--format", "html", "-o", "./saved.json"] as &[&str],
        &["compare", "saved.json", "saved.json", "-o", "saved.json"],
    ] {
        let output = exits(&folder, args, 2);
        assert!(stderr(&output).contains("what is there would be lost"), "{args:?}: {}", stderr(&output));
        assert_eq!(fs::read_to_string(folder.join("saved.json")).unwrap(), saved);
    }
}

#[test]
fn an_output_that_cannot_be_written_spares_the_others() {
    let folder = data("unwritable");
    let args = ["data.jsonl", "-o", "sarif=no/such/x", "-o", "json=report.json", "-o", "junit=.", "--exit-zero"];
    let output = exits(&folder, &args, 2);
    assert!(
        stderr(&output).contains("no/such/x") && stderr(&output).contains("cannot write `.`"),
        "{}",
        stderr(&output)
    );
    assert!(stdout(&output).contains("no verdict"), "{}", stdout(&output));
    let report: Value = serde_json::from_str(&fs::read_to_string(folder.join("report.json")).unwrap()).unwrap();
    assert_eq!((&report["summary"]["verdict"], &report["summary"]["exit_code"]), (&"none".into(), &2.into()));
    assert_eq!(report["summary"]["failures"].as_array().unwrap().len(), 2);
    let output = exits(&folder, &["data.jsonl", "-o", "no/such/x"], 2);
    assert_eq!(stdout(&output), "");
    #[cfg(target_os = "linux")]
    {
        let output = exits(&folder, &["data.jsonl", "-o", "json=/dev/full", "-o", "concise=c.txt"], 2);
        assert!(stderr(&output).contains("/dev/full"), "{}", stderr(&output));
        assert!(fs::read_to_string(folder.join("c.txt")).unwrap().contains("FT101"));
    }
}

#[test]
fn a_closed_pipe_spares_the_other_outputs() {
    let folder = data("closed");
    let rows: String = (0..20_000).map(|n| format!("{{\"prompt\": oops {n}}}\n")).collect();
    fs::write(folder.join("data.jsonl"), rows).unwrap();
    let mut command = ft_lint();
    command.current_dir(&folder).args(["data.jsonl", "--format", "concise", "-o", "json=report.json", "--quiet"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), stderr(&output)), (Some(1), String::new()), "the verdict is the same");
    let report: Value = serde_json::from_str(&fs::read_to_string(folder.join("report.json")).unwrap()).unwrap();
    assert_eq!(report["summary"]["levels"]["error"], 20_000);
}

#[test]
fn excerpts_are_in_json_only_when_asked_for() {
    let folder = data("excerpts");
    let json = |args: &[&str]| {
        let text = stdout(&run_in(&folder, &[&["data.jsonl", "--format", "json"], args].concat()));
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let plain = json(&["-o", "html=x.html"]);
    assert!(plain["findings"][0].get("excerpt").is_none(), "other outputs do not change this one");
    let mut shown = json(&["--excerpts"]);
    let excerpt = shown["findings"][0].as_object_mut().unwrap().remove("excerpt").unwrap();
    assert_eq!(excerpt["text"], "{\"prompt\": oops}");
    assert_eq!(shown, plain);
    fs::write(folder.join("report.json"), json(&["--excerpts"]).to_string()).unwrap();
    let human = stdout(&exits(&folder, &["render", "report.json", "--color", "never"], 0));
    assert!(human.contains("{\"prompt\": oops}") && human.contains("1 error, 0 warnings"), "{human}");
}

#[test]
fn the_job_summary_is_added_to() {
    let folder = data("summary");
    let summary = folder.join("summary.md");
    fs::write(&summary, "before\n").unwrap();
    let target = format!("markdown={}", summary.display());
    for _ in 0..2 {
        let mut command = ft_lint();
        command.current_dir(&folder).env("GITHUB_STEP_SUMMARY", &summary);
        assert_eq!(command.args(["data.jsonl", "-o", &target]).output().unwrap().status.code(), Some(1));
    }
    let text = fs::read_to_string(&summary).unwrap();
    assert!(text.starts_with("before\n") && text.matches("## ❌ ft-lint: failed").count() == 2, "{text}");
    // Any other file is written anew.
    exits(&folder, &["data.jsonl", "-o", &target], 1);
    assert_eq!(fs::read_to_string(&summary).unwrap().matches("## ").count(), 1);
}

fn report(folder: &Path, name: &str, rows: &str, more: &[&str]) {
    fs::write(folder.join("data.jsonl"), rows).unwrap();
    let args = [&["data.jsonl", "--exit-zero", "--format", "json", "-o", name], more].concat();
    exits(folder, &args, 0);
}

/// `n` rows, of which those in `bad` have a role that nobody knows.
fn rows(n: usize, bad: &[usize]) -> String {
    let row = |i: usize| {
        let role = if bad.contains(&i) { "usr" } else { "user" };
        format!(
            "{{\"messages\":[{{\"role\":\"{role}\",\"content\":\"Where is shelf {i}?\"}},{{\"role\":\"assistant\",\"content\":\"It stands behind door {i}.\"}}]}}\n"
        )
    };
    (0..n).map(row).collect()
}

#[test]
fn comparisons_say_what_is_new_and_gone() {
    let folder = data("compare");
    report(&folder, "old.json", &rows(40, &[3, 5, 7]), &[]);
    // One is repaired, one breaks, one moves: its row now stands first.
    let moved = rows(40, &[5, 9]);
    let (last, rest) = (moved.lines().nth(5).unwrap(), moved.lines().enumerate().filter(|(i, _)| *i != 5));
    let text = format!("{last}\n{}\n", rest.map(|(_, line)| line).collect::<Vec<_>>().join("\n"));
    report(&folder, "new.json", &text, &[]);
    let output = exits(&folder, &["compare", "old.json", "new.json", "--format", "json"], 1);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let roles = |key: &str| {
        let of_rule = document[key].as_array().unwrap().iter().filter(|finding| finding["code"] == "FT201");
        of_rule.map(|finding| finding["row"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((roles("new"), roles("gone")), (vec![10], vec![4, 8]));
    let rule = document["rules"].as_array().unwrap().iter().find(|rule| rule["code"] == "FT201").unwrap();
    assert_eq!((&rule["new"], &rule["gone"], &rule["findings"]["old"]), (&1.into(), &2.into(), &3.into()));
    assert!(document["score"]["new"].as_f64() > document["score"]["old"].as_f64());
    assert!(document["families"]["schema"]["new"].as_f64() > document["families"]["schema"]["old"].as_f64());
    let human = stdout(&exits(&folder, &["compare", "old.json", "new.json"], 1));
    assert!(human.contains("data.jsonl:10: error[FT201]") && human.contains(" unchanged"), "{human}");
    let text = stdout(&exits(&folder, &["compare", "old.json", "new.json", "--format", "markdown"], 1));
    support::inert::inert("markdown", &text);
    assert!(text.starts_with("## ❌ ft-lint: ") && text.contains("| FT201"), "{text}");
    for (args, code) in [
        (&["compare", "old.json", "old.json"] as &[&str], 0),
        (&["compare", "old.json", "new.json", "--fail-on", "never"], 0),
        (&["compare", "old.json", "new.json", "--fail-on", "info"], 1),
        (&["compare", "new.json", "missing.json"], 2),
        (&["compare", "-", "-"], 2),
        (&["compare", "old.json", "new.json", "-o", "no/such/file"], 2),
    ] {
        exits(&folder, args, code);
    }
    assert!(stdout(&run_in(&folder, &["compare", "old.json", "old.json"])).contains("0 new, 0 gone, "));
}

#[test]
fn lists_that_were_cut_are_compared_by_their_counts() {
    let folder = data("compare-cut");
    let bad: Vec<usize> = (0..30).collect();
    report(&folder, "old.json", &rows(60, &bad[..20]), &["--max-findings", "5", "--select", "FT201"]);
    report(&folder, "new.json", &rows(60, &bad), &["--max-findings", "5", "--select", "FT201", "--min-score", "1"]);
    let output = exits(&folder, &["compare", "old.json", "new.json", "--format", "json"], 1);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rule = &document["rules"][0];
    assert_eq!((&rule["new"], &rule["gone"], &rule["counted_only"]), (&10.into(), &0.into(), &true.into()));
    assert_eq!((document["new_levels"]["error"].as_u64(), document["unchanged"].as_u64()), (Some(10), Some(20)));
    let notes = document["notes"].to_string();
    assert!(notes.contains("--max-findings") && notes.contains("different options"), "{notes}");
    // A run without a verdict is no ground for one.
    exits(&folder, &["data.jsonl", "missing.jsonl", "--format", "json", "-o", "none.json"], 2);
    let output = exits(&folder, &["compare", "none.json", "new.json"], 2);
    assert!(stderr(&output).contains("no verdict"), "{}", stderr(&output));
}

#[test]
fn the_published_schema_of_comparisons_is_the_programs_own() {
    let path = root().join("fixtures/schemas/compare-1.schema.json");
    let fresh = stdout(&run(&["schema", "compare"]));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), fresh, "UPDATE=1 cargo test --test outputs rewrites it");
    let folder = data("compare-schema");
    report(&folder, "old.json", &rows(40, &[3]), &[]);
    report(&folder, "new.json", &rows(40, &[4]), &[]);
    let document: Value =
        serde_json::from_slice(&run_in(&folder, &["compare", "old.json", "new.json", "--format", "json"]).stdout)
            .unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&fresh).unwrap()).unwrap();
    let wrong: Vec<String> =
        validator.iter_errors(&document).map(|why| format!("{}: {why}", why.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(!validator.is_valid(&serde_json::json!({"schema": "ft-lint/compare/1"})));
}

#[test]
fn completions_and_man_page_come_from_the_options() {
    for (shell, word) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef ft-lint"),
        ("fish", "complete -c ft-lint"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion"),
    ] {
        let text = stdout(&run(&["completions", shell]));
        assert!(text.contains(word) && text.contains("min-score") && text.contains("compare"), "{shell}");
    }
    assert_eq!(run(&["completions", "cmd"]).status.code(), Some(2));
    let page = stdout(&run(&["man"]));
    for part in
        [".TH ft-lint 1", ".SH NAME", ".SH OPTIONS", "\\-\\-min\\-score", "ft\\-lint\\-compare(1)", "Exit codes"]
    {
        assert!(page.contains(part), "{part}");
    }
    let page = stdout(&run(&["man", "compare"]));
    assert!(page.contains("ft-lint-compare") && page.contains("\\-\\-fail\\-on") && !page.contains("min\\-score"));
    assert_eq!(run(&["man", "nonsense"]).status.code(), Some(2));
}

/// What the shell itself says of the script.
#[cfg(unix)]
#[test]
fn completions_of_bash_complete() {
    let script = stdout(&run(&["completions", "bash"]));
    let folder = data("bash");
    fs::write(folder.join("ft-lint.bash"), script).unwrap();
    // `complete -p` tells which function the shell calls.
    let ask = "source ./ft-lint.bash; COMP_WORDS=(ft-lint --format sa); COMP_CWORD=2; $(complete -p ft-lint | sed 's/.*-F \\([^ ]*\\).*/\\1/') ft-lint sa --format; echo \"${COMPREPLY[@]}\"";
    let output = std::process::Command::new("bash").args(["-c", ask]).current_dir(&folder).output().unwrap();
    assert_eq!((stdout(&output).trim(), stderr(&output).as_str()), ("sarif", ""));
}
