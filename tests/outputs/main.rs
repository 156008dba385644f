//! Several outputs of one run, saved reports side by side, completions and the man page.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod comparisons;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;
use support::{exits, ft_lint, run, run_in, scratch, stderr, stdout};

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
