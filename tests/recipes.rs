//! The recipes for CI, read as their readers do and run as they would be: the action, the hooks, the GitLab job, and the
//! blocks of YAML in the README.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![cfg(unix)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use regex::Regex;
use serde_json::Value;
use support::inert::inert;
use support::{ft_lint, root, scratch, stderr, stdout};
use yaml_rust2::{Yaml, YamlLoader};

fn yaml(text: &str) -> Yaml {
    YamlLoader::load_from_str(text).unwrap().remove(0)
}

fn file(path: &str) -> Yaml {
    yaml(&fs::read_to_string(root().join(path)).unwrap())
}

fn keys(of: &Yaml) -> Vec<&str> {
    of.as_hash().map(|hash| hash.keys().map(|key| key.as_str().unwrap()).collect()).unwrap_or_default()
}

fn text(of: &Yaml) -> String {
    of.as_str().map_or_else(|| of.as_i64().unwrap().to_string(), str::to_owned)
}

/// A repository with data: one clean file, one with an error, and a name that a shell would run.
fn repository(name: &str) -> PathBuf {
    let folder = scratch(&format!("recipes-{name}"));
    fs::create_dir_all(folder.join("data")).unwrap();
    fs::create_dir_all(folder.join(".git")).unwrap();
    let clean = fs::read_to_string(root().join("fixtures/good/prompt-completion.jsonl")).unwrap();
    fs::write(folder.join("data/clean.jsonl"), &clean).unwrap();
    fs::write(folder.join("data/$(touch pwned) `touch pwned`.jsonl"), clean.clone() + "{\"prompt\": oops}\n").unwrap();
    folder
}

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_ft-lint"))
}

/// Runs a script of a step as the runner does, with the program's folder in the path.
fn bash(folder: &Path, script: &str, variables: &BTreeMap<String, String>) -> Output {
    let path = format!("{}:{}", binary().parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut clean = Command::new("bash");
    clean.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).current_dir(folder);
    for (name, _) in ft_lint().get_envs().filter(|(_, value)| value.is_none()) {
        clean.env_remove(name);
    }
    clean.env("PATH", path).envs(variables).output().unwrap()
}

#[test]
fn the_action_is_whole() {
    let action = file("action.yml");
    assert_eq!(action["runs"]["using"].as_str(), Some("composite"));
    assert!(!action["name"].is_badvalue() && !action["description"].is_badvalue());
    let inputs: BTreeSet<&str> = keys(&action["inputs"]).into_iter().collect();
    for name in &inputs {
        let input = &action["inputs"][*name];
        assert!(input["description"].as_str().is_some_and(|text| text.ends_with('.')), "{name}");
        assert_ne!(input["required"].as_bool().unwrap(), input["default"].as_str().is_some(), "{name}");
    }
    let source = fs::read_to_string(root().join("action.yml")).unwrap();
    let used = Regex::new(r"\$\{\{ inputs\.([a-z-]+)").unwrap();
    let used: BTreeSet<&str> = used.captures_iter(&source).map(|found| found.extract::<1>().1[0]).collect();
    assert_eq!(used, inputs, "each input is declared and used");
    for step in action["runs"]["steps"].as_vec().unwrap() {
        assert_eq!(step["shell"].as_str(), Some("bash"));
        assert!(!step["run"].as_str().unwrap().contains("${{"), "inputs are no part of a script");
    }
    for name in keys(&action["outputs"]) {
        assert_eq!(
            action["outputs"][name]["value"].as_str(),
            Some(format!("${{{{ steps.lint.outputs.{name} }}}}").as_str())
        );
    }
}

/// Runs the action's second step with these inputs: its output, the job summary, the step's outputs.
fn act(folder: &Path, given: &[(&str, &str)]) -> (Output, String, BTreeMap<String, String>) {
    let action = file("action.yml");
    let step =
        action["runs"]["steps"].as_vec().unwrap().iter().find(|step| step["id"].as_str() == Some("lint")).unwrap();
    let value = |expression: &str| {
        let name = expression.trim_start_matches("${{ inputs.").trim_end_matches(" }}");
        let own = given.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        own.unwrap_or_else(|| text(&action["inputs"][name]["default"]))
    };
    let names = keys(&step["env"]);
    let mut variables: BTreeMap<String, String> =
        names.iter().map(|name| ((*name).to_owned(), value(step["env"][*name].as_str().unwrap()))).collect();
    for name in ["temp", "summary.md", "output"] {
        let _ = fs::remove_file(folder.join(name));
    }
    fs::create_dir_all(folder.join("temp")).unwrap();
    for (name, path) in [("RUNNER_TEMP", "temp"), ("GITHUB_STEP_SUMMARY", "summary.md"), ("GITHUB_OUTPUT", "output")] {
        variables.insert(name.into(), folder.join(path).display().to_string());
    }
    variables.insert("GITHUB_WORKSPACE".into(), folder.display().to_string());
    variables.insert("INPUT_BINARY".into(), binary().display().to_string());
    let output = bash(folder, step["run"].as_str().unwrap(), &variables);
    let summary = fs::read_to_string(folder.join("summary.md")).unwrap_or_default();
    let said = fs::read_to_string(folder.join("output")).unwrap_or_default();
    let pairs = said.lines().map(|line| line.split_once('=').unwrap()).map(|(a, b)| (a.to_owned(), b.to_owned()));
    (output, summary, pairs.collect())
}

#[test]
fn the_action_runs() {
    let folder = repository("action");
    let (output, summary, said) = act(&folder, &[("paths", "data/clean.jsonl")]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(0), String::new()), "{}", stderr(&output));
    assert!(summary.contains("ft-lint: passed"), "{summary}");
    assert_eq!((said["verdict"].as_str(), said["score"].as_str()), ("pass", "100"));
    let report: Value = serde_json::from_str(&fs::read_to_string(&said["report"]).unwrap()).unwrap();
    assert_eq!(report["summary"]["verdict"], "pass");

    let inputs = [
        ("paths", "data/$(touch pwned) `touch pwned`.jsonl\n"),
        ("args", "--ignore=privacy\n--max-findings=5\n"),
        ("sarif", "out.sarif"),
        ("html", "out.html"),
        ("min-score", "99.5"),
    ];
    let (output, summary, said) = act(&folder, &inputs);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    inert("github", &stdout(&output));
    assert!(
        stdout(&output).starts_with("::error file=data/$(touch pwned) `touch pwned`.jsonl,line="),
        "{}",
        stdout(&output)
    );
    assert!(summary.contains("FT101") && summary.contains("is below 99.5"), "{summary}");
    assert_eq!(said["verdict"], "fail");
    assert!(said["score"].parse::<f64>().unwrap() < 100.0);
    assert!(folder.join("out.sarif").is_file() && folder.join("out.html").is_file());

    fs::write(folder.join("ft-lint.toml"), "inputs = [\"data/clean.jsonl\"]\n").unwrap();
    let (output, summary, _) = act(&folder, &[]);
    assert_eq!((output.status.code(), summary.contains("clean.jsonl")), (Some(0), true), "{}", stderr(&output));

    // What an input does not say is said by the configuration.
    let config = "inputs = [\"data\"]\nprofile = \"together\"\n[gate]\nfail-on = \"never\"\n";
    fs::write(folder.join("ft-lint.toml"), config).unwrap();
    for (inputs, code, profile) in
        [(&[] as &[(&str, &str)], 0, "together"), (&[("profile", "generic"), ("fail-on", "error")], 1, "generic")]
    {
        let (output, _, said) = act(&folder, inputs);
        let report: Value = serde_json::from_str(&fs::read_to_string(&said["report"]).unwrap()).unwrap();
        assert_eq!((output.status.code(), report["config"]["profile"].as_str()), (Some(code), Some(profile)));
    }

    let (output, _, said) = act(&folder, &[("paths", "data/missing.jsonl"), ("args", "--exit-zero")]);
    assert_eq!((output.status.code(), said["verdict"].as_str(), said["score"].as_str()), (Some(2), "none", ""));
    assert!(!folder.join("pwned").exists(), "no input is run");
}

#[test]
fn the_hooks_run() {
    let hooks = file(".pre-commit-hooks.yaml");
    let folder = repository("hooks");
    fs::write(folder.join("data/left-out.jsonl"), "no JSON\n").unwrap();
    fs::write(folder.join("ft-lint.toml"), "inputs = [\"data\"]\nexclude = [\"data/left-out.jsonl\"]\n").unwrap();
    let ids: Vec<&str> = hooks.as_vec().unwrap().iter().map(|hook| hook["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["ft-lint", "ft-lint-all"]);
    for hook in hooks.as_vec().unwrap() {
        assert_eq!(hook["language"].as_str(), Some("rust"));
        let files = Regex::new(hook["files"].as_str().unwrap()).unwrap();
        for (name, wanted) in [
            ("data/a.jsonl", true),
            ("a.ndjson.gz", true),
            ("a.jsonl.zst", true),
            ("a.json", false),
            ("a.jsonl.md", false),
        ] {
            assert_eq!(files.is_match(name), wanted, "{name}");
        }
        let args: Vec<&str> = hook["args"].as_vec().into_iter().flatten().map(|arg| arg.as_str().unwrap()).collect();
        let names: &[&str] = &["data/clean.jsonl", "data/left-out.jsonl", "data/$(touch pwned) `touch pwned`.jsonl"];
        let names = if hook["pass_filenames"].as_bool() == Some(false) { &[] } else { names };
        let mut entry = hook["entry"].as_str().unwrap().split(' ');
        assert_eq!(entry.next(), Some("ft-lint"));
        let output = ft_lint().current_dir(&folder).args(entry).args(args).args(names).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stdout(&output).contains("error[FT101]"), "{}", stdout(&output));
        assert!(stdout(&output).contains("FT701"), "copies are found across files");
        assert!(!stdout(&output).contains("left-out"), "a hook obeys `exclude`: {}", stdout(&output));
        inert("concise", &stdout(&output));
    }
}

#[test]
fn the_gitlab_job_runs() {
    let job = &file("ci/gitlab.yml")[".ft-lint"];
    let folder = repository("gitlab");
    let lines = |key: &str| job[key].as_vec().unwrap().iter().map(|line| text(line) + "\n").collect::<String>();
    let script = lines("before_script") + &lines("script");
    let mut variables: BTreeMap<String, String> =
        keys(&job["variables"]).into_iter().map(|name| (name.to_owned(), text(&job["variables"][name]))).collect();
    variables.insert("CI_PROJECT_DIR".into(), folder.display().to_string());
    for (paths, options, code) in
        [("data/clean.jsonl", "", 0), ("data/*.jsonl", "--min-score 99", 1), (".", "--fail-on never", 0)]
    {
        variables.insert("LINT_PATHS".into(), paths.into());
        variables.insert("LINT_OPTIONS".into(), options.into());
        let output = bash(&folder, &script, &variables);
        assert_eq!(output.status.code(), Some(code), "{paths}: {}", stderr(&output));
        let artifacts = &job["artifacts"];
        let quality = fs::read_to_string(folder.join(artifacts["reports"]["codequality"].as_str().unwrap())).unwrap();
        let entries: Vec<Value> = serde_json::from_str(&quality).unwrap();
        assert_eq!(entries.is_empty(), paths == "data/clean.jsonl", "an array, also on a clean run");
        inert("junit", &fs::read_to_string(folder.join(artifacts["reports"]["junit"].as_str().unwrap())).unwrap());
        inert("html", &fs::read_to_string(folder.join(artifacts["paths"][0].as_str().unwrap())).unwrap());
    }
    assert_eq!(job["artifacts"]["when"].as_str(), Some("always"), "a failed job has a report too");
    assert!(!folder.join("pwned").exists());
}

/// What the README shows can be copied.
#[test]
fn recipes_of_the_readme_name_what_there_is() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (action, hooks) = (file("action.yml"), file(".pre-commit-hooks.yaml"));
    let blocks = support::blocks(&readme);
    let (mut actions, mut ids, mut jobs) = (0, 0, 0);
    for block in blocks.iter().filter(|block| block.label == "yaml") {
        let document = yaml(&block.body);
        for job in document["jobs"].as_hash().into_iter().flat_map(|jobs| jobs.values()) {
            for step in job["steps"].as_vec().unwrap() {
                if step["uses"].as_str().is_some_and(|uses| uses.ends_with("ft-lint")) {
                    actions += 1;
                    for name in keys(&step["with"]) {
                        assert!(!action["inputs"][name].is_badvalue(), "the action has no input `{name}`");
                    }
                }
            }
        }
        for hook in document["repos"].as_vec().into_iter().flatten().flat_map(|repo| repo["hooks"].as_vec().unwrap()) {
            ids += 1;
            assert!(hooks.as_vec().unwrap().iter().any(|known| known["id"] == hook["id"]), "{hook:?}");
        }
        if let Some(local) = document["include"][0]["local"].as_str() {
            jobs += 1;
            assert!(root().join(local.trim_start_matches("tools/ft-lint/")).is_file(), "{local}");
            assert!(keys(&file("ci/gitlab.yml")).contains(&document["ft-lint"]["extends"].as_str().unwrap()));
        }
    }
    assert!(actions > 0 && ids > 0 && jobs > 0, "{actions} {ids} {jobs}");
}
