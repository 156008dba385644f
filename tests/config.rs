//! The configuration: where it is found, what may stand in it, what wins, and what is said where it is wrong. Everything runs
//! the real program.
//!
//! `UPDATE=1 cargo test --test config` rewrites `fixtures/schemas/config-1.schema.json`.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use ft_lint::rules::{CATALOGUE, RuleOptions};
use serde_json::{Value, json};
use support::{blocks, codes, exits, ft_lint, json, root, run, run_in, run_stdin, scratch, stderr, stdout};

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

/// Entries that do nothing, each told at its line, and the same entries where they do something.
#[test]
fn entries_that_do_nothing_are_told() {
    let folder = scratch("config-unused");
    fs::create_dir_all(folder.join("data")).unwrap();
    let mut rows = String::new();
    for n in 0..24 {
        let label = if n % 2 == 0 { "billing" } else { "shipping" };
        rows += &format!(
            "{}\n",
            json!({"prompt": format!("Sort this: parcel {n} from orders.desk{n}@lumenpost.io"), "completion": label})
        );
    }
    fs::write(folder.join("data/a.jsonl"), &rows).unwrap();
    fs::write(folder.join("data/b.jsonl"), rows.replace("parcel", "letter")).unwrap();
    let told = |config: &str, args: &[&str]| -> Vec<String> {
        fs::write(folder.join("ft-lint.toml"), format!("inputs = [\"data\"]\n{config}")).unwrap();
        let output = run_in(&folder, &[args, &["--format", "json", "--exit-zero"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let unused = report["summary"]["unused"].as_array().unwrap();
        let said = stderr(&output);
        assert!(unused.is_empty() || said.contains("ft-lint.toml:"), "{said}");
        unused.iter().map(|entry| entry.as_str().unwrap().to_owned()).collect()
    };
    for (useless, said, useful) in [
        (
            "select = [\"FT4\", \"FT601\"]\nextend-ignore = [\"contradiction\"]",
            "`FT4` selects no rule",
            "select = [\"FT4\"]",
        ),
        ("select = [\"FT601\"]\nignore = [\"FT4\"]", "`FT4` leaves out no rule", "ignore = [\"FT4\"]"),
        ("ignore = [\"FT4\"]\nlevels = { FT401 = \"warn\" }", "`FT401` has a level", "levels = { FT401 = \"warn\" }"),
        (
            "ignore = [\"FT818\"]\n[rules.overlong-text]\ntimes = 20",
            "`overlong-text` has options",
            "[rules.overlong-text]\ntimes = 20",
        ),
        (
            "[privacy]\nallow = [\"domain:lumenpost.io\", \"domain:lumenpost.com\"]",
            "entry 2 of the allowed values",
            "[privacy]\nallow = [\"domain:lumenpost.io\", \"regex:.*@lumenpost.io\"]",
        ),
        (
            "labels = [\"billing\", \"shipping\", \"returns\"]",
            "no example has the label `returns`",
            "labels = [\"Billing\", \"shipping\"]",
        ),
        ("allow-answers = [\"^never said\"]", "entry 1 of the allowed answers", ""),
        ("exclude = [\"data/c.jsonl\"]", "`data/c.jsonl` leaves out no file", "exclude = [\"data/b.jsonl\"]"),
        ("include = [\"*.txt\"]", "`*.txt` adds no file", ""),
        (
            "[[overrides]]\nfiles = [\"data/a.jsonl\", \"data/x.jsonl\"]\nignore = [\"FT601\"]",
            "`data/x.jsonl` meets none",
            "[[overrides]]\nfiles = [\"data/a.jsonl\", \"data/b.jsonl\"]\nignore = [\"FT601\"]",
        ),
        (
            "[[overrides]]\nfiles = [\"data/*\"]\nignore = [\"FT601\"]\nlevels = { FT6 = \"info\" }",
            "`FT6` of the override",
            "[[overrides]]\nfiles = [\"data/*\"]\nlevels = { FT6 = \"info\" }",
        ),
        (
            "[[custom]]\nname = \"tool-word\"\nphrases = [\"x\"]\nin = \"tool\"",
            "`tool-word` has nothing to look at",
            "[[custom]]\nname = \"tool-word\"\nphrases = [\"x\"]\nin = \"user\"",
        ),
        (
            "[[custom]]\nname = \"meta\"\npointer = \"/meta\"\nschema = { type = \"object\" }",
            "`meta` has nothing to look at",
            "[[custom]]\nname = \"meta\"\npointer = \"/prompt\"\nschema = { type = \"string\" }",
        ),
        ("[gate.budget]\nFT215 = 3", "the budget of `FT215` is not touched", "[gate.budget]\nFT601 = 3"),
    ] {
        let entries = told(useless, &[]);
        assert!(entries.len() == 1 && entries[0].contains(said), "{useless}: {entries:?}");
        assert!(entries[0].contains("(line "), "{useless}: {entries:?}");
        assert_eq!(told(useful, &[]), [] as [String; 0], "{useful}");
        // A run over a part of what is configured, or a sample, shows nothing.
        assert_eq!(told(useless, &["data/a.jsonl"]), [] as [String; 0], "{useless}");
        assert_eq!(told(useless, &["--sample", "5"]), [] as [String; 0], "{useless}");
        // Flags that select other rules leave the file's entries about rules without a say.
        let about_files = useless.contains("clude = ") || useless.contains("x.jsonl") || useless.starts_with("labels");
        let narrowed = told(useless, &["--select", "FT8"]);
        assert!(narrowed.is_empty() || about_files, "{useless}: {narrowed:?}");
    }
    // What is allowed is never written out.
    let entry = told("[privacy]\nallow = [\"value:jane.doe@lumenpost.com\"]", &[]);
    assert!(entry.len() == 1 && !entry[0].contains("jane"), "{entry:?}");
    // The same for any number of threads.
    let config = "[privacy]\nallow = [\"kind:EMAIL\", \"domain:lumenpost.com\"]";
    assert_eq!(told(config, &["--threads", "1"]), told(config, &["--threads", "4", "--read-buffer", "100"]));
    // Answers that are allowed.
    let rows: String = (0..40)
        .map(|n| format!("{}\n", json!({"prompt": format!("What of bird number {n}, and of its {} eggs?", n * 7), "completion": "I would have to look that up in the large book."})))
        .collect();
    fs::remove_file(folder.join("data/b.jsonl")).unwrap();
    fs::write(folder.join("data/a.jsonl"), rows).unwrap();
    let entries = told("allow-answers = [\"^I would have\", \"large book\", \"^never\"]", &[]);
    assert!(entries.len() == 1 && entries[0].contains("entry 3 of the allowed answers"), "{entries:?}");
}

#[test]
fn rules_of_the_house_have_pages() {
    let config = "[[custom]]\nname = \"old-product\"\nphrases = [\"Blue Heron\", \"a\\u001b[31mb\"]\nhelp = \"write `Grey Heron`\"\nin = \"target\"\n\
        bad = ['{\"prompt\":\"a\",\"completion\":\"Blue Heron\"}']\ngood = ['{\"prompt\":\"a\",\"completion\":\"b\"}']\n\
        [[custom]]\nname = \"source\"\nrequired = [\"/meta/source\"]\nlevel = \"off\"\nmessage = \"where is it from?\"\n\
        [[custom]]\nname = \"shape\"\npointer = \"/meta\"\nschema = { type = \"object\" }\n\
        [[custom]]\nname = \"ticket\"\npattern = 'T-\\d+'\nlevel = \"error\"\n";
    let folder = repository("house-pages", config);
    let page = |name: &str| stdout(&exits(&folder, &["rule", name], 0));
    let one = page("old-product");
    assert_eq!(one, page("CUSTOM-OLD-PRODUCT"));
    for said in [
        "CUSTOM-old-product old-product · rule of the house · level warn · ft-lint.toml:2",
        "- `Blue Heron`",
        "learns to produce",
        "write `Grey Heron`",
        "## Bad\n\n```jsonl\n{\"prompt\":\"a\",\"completion\":\"Blue Heron\"}\n```",
        "a\\x1B[31mb",
    ] {
        assert!(one.contains(said), "{said}\n{one}");
    }
    assert!(page("source").contains("level off") && page("source").contains("- `/meta/source`"));
    assert!(page("shape").contains("\"type\": \"object\"") && page("ticket").contains("`T-\\d+`"));
    // The program's own rules need no configuration.
    assert!(page("FT401").starts_with("FT401 contradiction"));
    let table = stdout(&exits(&folder, &["rules"], 0));
    assert!(table.contains("CUSTOM-source  source") && table.contains("where is it from?"), "{table}");
    assert!(!stdout(&exits(&folder, &["rules", "--no-config"], 0)).contains("CUSTOM"));
    assert!(stderr(&exits(&folder, &["rule", "old-produkt"], 2)).contains("did you mean `old-product`?"));
    exits(&folder, &["rule", "old-product", "--no-config"], 2);
    fs::write(folder.join("ft-lint.toml"), "selct = []\n").unwrap();
    exits(&folder, &["rule", "FT401"], 0);
    let broken = exits(&folder, &["rules"], 2);
    assert!(stdout(&broken).contains("FT401") && stderr(&broken).contains("did you mean `select`"));
    exits(&folder, &["rule", "old-product"], 2);
}

#[test]
fn it_is_found_up_to_the_root_of_the_repository() {
    let folder = repository("found", "profile = \"openai-chat\"\n");
    let profile = |folder: &Path, args: &[&str]| json(folder, args)["config"].clone();
    let deep = folder.join("data/old");
    assert_eq!(profile(&deep, &["chat.jsonl"])["profile"], "openai-chat");
    assert_eq!(profile(&deep, &["chat.jsonl"])["path"], "../../ft-lint.toml");
    assert_eq!(profile(&deep, &["chat.jsonl", "--no-config"])["path"], Value::Null);
    // The nearest one holds, and none above the root does.
    fs::write(folder.join("data/ft-lint.toml"), "profile = \"together\"\n").unwrap();
    assert_eq!(profile(&deep, &["chat.jsonl"])["profile"], "together");
    fs::create_dir(deep.join(".git")).unwrap();
    assert_eq!(profile(&deep, &["chat.jsonl"])["profile"], "generic");
    assert_eq!(profile(&deep, &["chat.jsonl", "--config", "../../ft-lint.toml"])["profile"], "openai-chat");
}

#[test]
fn a_python_project_may_hold_it() {
    let folder = repository("python", "");
    let python = folder.join("pyproject.toml");
    fs::write(&python, "[project]\nname = \"x\"\n\n[tool.ft-lint]\nprofile = \"together\"\n").unwrap();
    assert_eq!(key(&folder, &[], &[], "profile"), "profile = \"together\"  # pyproject.toml:5");
    fs::write(&python, "[tool.ft-lint.gate]\nmin_score = 3\n").unwrap();
    let said = stderr(&exits(&folder, &["data/chat.jsonl"], 2));
    assert!(said.contains("pyproject.toml:2") && said.contains("did you mean `min-score`"), "{said}");
    // A file of another tool is none of our business, even where it is broken.
    fs::write(&python, "[tool.other\n").unwrap();
    exits(&folder, &["data/chat.jsonl"], 1);
    fs::write(folder.join("ft-lint.toml"), "profile = \"mistral\"\n").unwrap();
    fs::write(&python, "[tool.ft-lint]\nprofile = \"together\"\n").unwrap();
    assert!(key(&folder, &[], &[], "profile").starts_with("profile = \"mistral\""));
}

#[test]
fn what_is_wrong_is_shown_at_its_place() {
    let folder = repository("wrong", "");
    for (text, place, said) in [
        ("profil = \"x\"", "1:1", "did you mean `profile`"),
        ("[gate]\nmin-scor = 3", "2:1", "did you mean `min-score`"),
        ("[gate]\nfail-on = \"eror\"", "2:11", "did you mean `error`"),
        ("[gate]\nmin-score = 101", "2:13", "between 0 and 100"),
        ("[gate]\nmin-score = nan", "2:13", "between 0 and 100"),
        ("[gate]\nmax-warnings = -1", "2:16", "invalid value"),
        ("[gate.budget]\nduplicate = \"half\"", "2:13", "no budget"),
        ("[gate.budget]\nduplicat = 3", "2:12", "did you mean `duplicate`"),
        ("[gate.budget]\nFT701 = 3\nduplicate = 4", "3:13", "two budgets"),
        ("select = \"FT4\"", "1:10", "wrong type"),
        ("select = [\"FT4\", \"contradicton\"]", "1:18", "did you mean `contradiction`"),
        ("select = [\"FT4\"]\nignore = [\"FT4\"]", "2:11", "both in `select` and in `ignore`"),
        ("extend-select = [\"FT4\"]\nextend-ignore = [\"ft4\"]", "1:18", "both"),
        ("profile = \"opanai-chat\"", "1:11", "did you mean `openai-chat`"),
        ("ruleset = \"9.9\"", "1:11", "unknown ruleset"),
        ("[levels]\ncontradiction = \"warning\"", "2:17", "did you mean `warn`"),
        ("[levels]\nFT401 = \"warn\"\ncontradiction = \"info\"", "3:17", "two levels"),
        ("[rules.overlong-text]\nletters = 3", "2:1", "characters"),
        ("[rules.class-imbalance]\nwarn-share = 0.99", "1:8", "`error-share`"),
        ("[rules.rare-class]\npart = 2.0", "2:8", "from 0 to 1"),
        ("[rules.duplicate]\nx = 1", "1:", "unknown key"),
        ("exclude = [\"[z-a]\"]", "1:12", "no pattern"),
        ("[[ignore]]\nrule = \"FT401\"", "1:", "no reason"),
        ("[[ignore]]\nreason = \"x\"", "1:", "every finding"),
        ("[[ignore]]\nfingerprint = \"12\"\nreason = \"x\"", "2:15", "no fingerprint"),
        ("[[ignore]]\npointer = \"messages\"\nreason = \"x\"", "2:11", "JSON Pointer"),
        ("[[overrides]]\nignore = [\"FT4\"]", "1:", "names no files"),
        ("[[overrides]]\nfiles = [\"*\"]", "1:", "changes nothing"),
        ("[[overrides]]\nfiles = [\"*\"]\nprofile = \"all\"", "3:11", "`all` is no consumer"),
        ("[[overrides]]\nfiles = [\"*\"]\nprofile = \"openai\"", "3:11", "unknown profile `openai`"),
        ("[[overrides]]\nfiles = [\"*\"]\nselect = [\"FT9x\"]", "3:11", "unknown rule"),
        (
            "[[overrides]]\nfiles = [\"*\"]\nselect = [\"FT4\"]\nignore = [\"FT4\"]",
            "1:",
            "both in `select` and in `ignore`",
        ),
        ("[privacy]\nallow = [\"regex:(\"]", "2:10", "no expression"),
        ("[[custom]]\nname = \"Duplicate\"\nphrases = [\"x\"]", "2:8", "lower-case"),
        ("[[custom]]\nname = \"duplicate\"\nphrases = [\"x\"]", "2:8", "name"),
        ("[[custom]]\nname = \"house\"\nphrases = [\"x\"]\npattern = \"y\"", "1:", "exactly one"),
        ("[[custom]]\nname = \"house\"\npattern = \"(\"", "3:11", "no regular expression"),
        ("[[custom]]\nname = \"house\"\nschema = { type = \"strin\" }", "3:", "no JSON Schema"),
        ("a = \n", "1:", ""),
        ("<<<<<<< ours\nprofile = \"x\"\n", "1:1", "merge conflict"),
    ] {
        fs::write(folder.join("ft-lint.toml"), text).unwrap();
        for extra in [&[] as &[&str], &["--exit-zero"]] {
            let output = exits(&folder, &[&["data/chat.jsonl"], extra].concat(), 2);
            let told = stderr(&output);
            assert!(told.contains(&format!("ft-lint.toml:{place}")) && told.contains(said), "{text}\n{told}");
            assert_eq!(stdout(&output), "", "{text}");
        }
    }
    // All that is wrong is told, not only the first.
    fs::write(folder.join("ft-lint.toml"), "profile = \"x\"\nselect = [\"nothing\"]\n[gate]\nmin-score = -1\n")
        .unwrap();
    let told = stderr(&exits(&folder, &["data/chat.jsonl"], 2));
    assert_eq!(told.matches("ft-lint.toml:").count(), 3, "{told}");
}

#[test]
fn what_is_no_configuration_is_refused() {
    let folder = repository("refused", "");
    fs::create_dir(folder.join("folder.toml")).unwrap();
    fs::write(folder.join("binary.toml"), [b'a', 0, 0xFF]).unwrap();
    fs::write(folder.join("latin.toml"), [b'a', b'=', b'"', 0xE9, b'"']).unwrap();
    fs::write(folder.join("large.toml"), "# x\n".repeat(3 << 20)).unwrap();
    fs::write(folder.join("pyproject.toml"), "[project]\n").unwrap();
    for (name, said) in [
        ("folder.toml", "folder"),
        ("binary.toml", "not text"),
        ("latin.toml", "not text"),
        ("large.toml", "1 MiB"),
        ("missing.toml", "missing.toml"),
        ("pyproject.toml", "[tool.ft-lint]"),
    ] {
        let told = stderr(&exits(&folder, &["data/chat.jsonl", "--config", name], 2));
        assert!(told.contains(said), "{name}: {told}");
    }
    fs::create_dir(folder.join("ft-lint.toml")).unwrap();
    exits(&folder, &["data/chat.jsonl"], 2);
    exits(&folder, &["data/chat.jsonl", "--no-config", "--config", "x"], 2);
    for (set, said) in
        [("profile", "no `=`"), ("zebra=1", "zebra"), ("gate.min-score=x", "--set"), ("gate.min-score=300", "--set")]
    {
        let told = stderr(&exits(&folder, &["data/chat.jsonl", "--config", "missing.toml", "--set", set], 2));
        assert!(told.contains("missing.toml") || told.contains(said), "{told}");
        fs::write(folder.join("empty.toml"), "").unwrap();
        let told = stderr(&exits(&folder, &["data/chat.jsonl", "--config", "empty.toml", "--set", set], 2));
        assert!(told.contains(said), "{set}: {told}");
    }
}

#[test]
fn a_variable_that_means_nothing_or_is_refused_is_named() {
    let folder = repository("variables", "");
    for (variables, args, code, said) in [
        (&[("FT_LINT_FORMT", "json")] as &[(&str, &str)], &[] as &[&str], 1, "did you mean `FT_LINT_FORMAT`?"),
        (&[("FT_LINT_JOBS", "2")], &[], 1, "did you mean `FT_LINT_THREADS`?"),
        (&[("FT_LINT_SOMETHING_ELSE", "2")], &[], 1, "the variable `FT_LINT_SOMETHING_ELSE` means nothing"),
        (&[("FT_LINT_FORMAT", "jsn")], &[], 2, "the value comes from the variable `FT_LINT_FORMAT`"),
        (&[("FT_LINT_LEVEL", "FT2=info,FT3")], &[], 2, "the value comes from the variable `FT_LINT_LEVEL`"),
        (&[("FT_LINT_SET", "gate.min-scor=5")], &[], 2, "did you mean `min-score`?"),
        (&[("FT_LINT_SET", "gate=3")], &[], 2, "expected a table"),
        (&[("FT_LINT_SELECT", " , ")], &[], 2, "the selector is empty"),
        (&[], &["--select", ""], 2, "the selector is empty"),
        (&[], &["--ignore", "ALL"], 2, "no rule is left to run"),
        (&[], &["--min-score", "-1"], 2, "want a number from 0 to 100"),
        (
            &[],
            &["--profile", "openai"],
            2,
            "did you mean `openai-batch`, `openai-chat`, `openai-completion`, `openai-dpo` or `openai-rft`?",
        ),
        (&[], &["--profile", "togethr"], 2, "did you mean `together`?"),
        (&[], &["--select", "nope"], 2, "`ft-lint rules` lists all codes"),
    ] {
        let output = with(&folder, variables, &[&["data/chat.jsonl"], args].concat());
        assert_eq!(output.status.code(), Some(code), "{variables:?}");
        assert!(stderr(&output).contains(said), "{variables:?}: {}", stderr(&output));
        // It is no part of what is known, and nobody who wants quiet hears of it.
        let quiet = with(&folder, variables, &["data/chat.jsonl", "--quiet"]);
        assert!(code == 2 || stderr(&quiet).is_empty(), "{}", stderr(&quiet));
    }
    // A variable that is set to nothing is one that is not set.
    let empty = [("FT_LINT_PROFILE", ""), ("FT_LINT_SELECT", ""), ("FT_LINT_MIN_SCORE", ""), ("FT_LINT_EXIT_ZERO", "")];
    let output = with(&folder, &empty, &["data/chat.jsonl", "--format", "concise"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(1), String::new()));
    assert_eq!(stdout(&output), stdout(&run_in(&folder, &["data/chat.jsonl", "--format", "concise"])));
    // What is typed is not blamed on a variable.
    let typed = with(&folder, &[("FT_LINT_FORMAT", "json")], &["data/chat.jsonl", "--format", "jsn"]);
    assert!(typed.status.code() == Some(2) && !stderr(&typed).contains("variable"), "{}", stderr(&typed));
}

#[test]
fn levels_selectors_and_overrides_do_what_they_say() {
    let folder = repository(
        "levels",
        "extend-select = [\"FT101\"]\nignore = [\"FT1\"]\n[levels]\nFT2 = \"info\"\nunknown-role = \"warn\"\nmissing-key = \"off\"\n\
         [[overrides]]\nfiles = [\"data/old/**\"]\nignore = [\"FT204\"]\nlevels = { FT201 = \"error\" }\nreason = \"frozen\"\n",
    );
    let report = json(&folder, &["data/chat.jsonl"]);
    let found = codes(&report);
    assert!(found.contains(&"FT101") && !found.contains(&"FT104") && !found.contains(&"FT203"), "{found:?}");
    let level = |report: &Value, code: &str, input: u64| {
        let finding =
            report["findings"].as_array().unwrap().iter().find(|one| one["code"] == code && one["input"] == input);
        finding.map(|finding| finding["level"].as_str().unwrap().to_owned())
    };
    assert_eq!(level(&report, "FT201", 0).as_deref(), Some("warn"));
    assert_eq!(level(&report, "FT204", 0).as_deref(), Some("info"));
    let both = json(&folder, &["data/chat.jsonl", "data/old/chat.jsonl"]);
    assert_eq!(
        (level(&both, "FT201", 0).as_deref(), level(&both, "FT201", 1).as_deref()),
        (Some("warn"), Some("error"))
    );
    assert_eq!((level(&both, "FT204", 0).as_deref(), level(&both, "FT204", 1)), (Some("info"), None));
    assert_eq!(both["summary"]["suppressed"]["overrides"], 1);
    // What is given by flag wins over the overrides of the file.
    let flags = ["data/old/chat.jsonl", "--level", "FT201=info", "--extend-select", "FT204"];
    let flagged = json(&folder, &flags);
    assert_eq!(
        (level(&flagged, "FT201", 0).as_deref(), level(&flagged, "FT204", 0).as_deref()),
        (Some("info"), Some("info"))
    );
    let shown = stdout(&exits(&folder, &["config", "data/old/chat.jsonl"], 0));
    assert!(shown.contains("FT204 = \"off\"  override 1 (ft-lint.toml:7)"), "{shown}");
    // A selection on the command line sets those of the file aside.
    assert_eq!(codes(&json(&folder, &["data/chat.jsonl", "--select", "FT104"])), ["FT104"]);
    // Deselected rules are named as not checked.
    let unchecked = report["summary"]["not_checked"].as_array().unwrap();
    assert!(unchecked.iter().any(|one| one["code"] == "FT203"), "{unchecked:?}");
}

/// Rows for three consumers in one folder, each in the form of its own.
fn for_three(name: &str, overrides: &str) -> PathBuf {
    let folder = repository(name, &format!("profile = \"openai-chat\"\ninputs = [\"rows\"]\n{overrides}"));
    let write = |path: &str, rows: &[Value]| {
        fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
        fs::write(folder.join(path), rows.iter().map(|row| format!("{row}\n")).collect::<String>()).unwrap();
    };
    let chat = |i: u32| json!({"messages": [{"role": "user", "content": format!("What is {i} plus {i}, in words?")}, {"role": "assistant", "content": format!("It makes {}.", 2 * i)}]});
    let turn = |role: &str, text: String| json!({"role": role, "parts": [{"text": text}]});
    let contents = |i: u32| json!({"contents": [turn("user", format!("Name river number {i} of the list.")), turn("model", format!("River {i} is long."))]});
    let request = |i: u32| json!({"custom_id": format!("r{}", i % 2), "method": "POST", "url": "/v1/embeddings", "body": {"model": "m", "input": format!("text {i}")}});
    write("rows/chat.jsonl", &(0..12).map(chat).collect::<Vec<_>>());
    write("rows/gemini/a.jsonl", &(0..2).map(contents).collect::<Vec<_>>());
    write("rows/batch/a.jsonl", &(0..3).map(request).collect::<Vec<_>>());
    folder
}

const FOR_THREE: &str = "[[overrides]]\nfiles = [\"rows/gemini/**\"]\nprofile = \"vertex-gemini-sft\"\n\
    [[overrides]]\nfiles = [\"rows/batch/**\"]\nprofile = \"openai-batch\"\n";

#[test]
fn files_of_another_consumer_are_judged_by_its_profile_alone() {
    let said = |folder: &Path, args: &[&str]| {
        let output =
            run_in(folder, &[&["--format", "concise", "--select", "schema,file,FT301,FT302,FT303"], args].concat());
        stdout(&output).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    // Everything at once is none of them.
    let mixed = for_three("mixed", "");
    assert!(said(&mixed, &[]).iter().any(|line| line.contains("error[FT301]")));
    let folder = for_three("three", FOR_THREE);
    let want = [
        // The ids of requests repeat, and only those.
        "rows/batch/a.jsonl:3:52: error[FT220] `custom_id` `r0` also in row 1 (openai-batch) [/custom_id]",
        // Limits count the rows that a consumer is given: 12 of its own, and not 17.
        "data set: info[FT220] 12 rows; 50 or more are advised (openai-chat)",
        "data set: info[FT220] 2 rows; 100 or more are advised (vertex-gemini-sft)",
    ];
    let mut found = said(&folder, &[]);
    found.sort();
    let mut sorted = want.map(str::to_owned).to_vec();
    sorted.sort();
    assert_eq!(found, sorted);
    assert_eq!(said(&folder, &["--threads", "1"]), said(&folder, &["--threads", "4", "--read-buffer", "100"]));
    // The report says which inputs are for whom.
    let report = json(&folder, &[]);
    let of: Vec<&Value> = report["inputs"].as_array().unwrap().iter().map(|input| &input["profile"]).collect();
    assert_eq!(of, [&json!("openai-batch"), &Value::Null, &json!("vertex-gemini-sft")]);
    assert_eq!(report["config"]["profile"], "openai-chat");
    assert!(!report["summary"]["not_checked"].to_string().contains("FT2xx"), "{}", report["summary"]["not_checked"]);
    let unread = json(&folder, &["rows/gemini", "--no-config"])["summary"]["not_checked"].to_string();
    assert!(
        unread.contains("keys and roles of contents rows: only with a profile, such as `vertex-gemini-sft`"),
        "{unread}"
    );
    assert!(!report["summary"]["unused"].to_string().contains("override"), "{}", report["summary"]["unused"]);
    // Each of the three would take what it is given; what others would do with all rows is said of all rows.
    let verdict = |report: &Value, name: &str| {
        let all = report["summary"]["profiles"].as_array().unwrap();
        all.iter().find(|own| own["profile"] == name).unwrap().clone()
    };
    let own = ["openai-chat", "vertex-gemini-sft", "openai-batch", "together"].map(|name| verdict(&report, name));
    assert_eq!(
        own.each_ref().map(|own| own["verdict"].as_str().unwrap()),
        ["accepts", "accepts", "rejects", "rejects"]
    );
    assert_eq!((own[2]["row"].as_u64(), own[2]["input"].as_u64()), (Some(3), Some(0)), "{}", own[2]);
    assert_eq!(own[3]["reason"], "row is batch", "{}", own[3]);
    fs::write(folder.join("rows/gemini/b.jsonl"), "{\"contents\": 5}\n{oops}\n").unwrap();
    let worse = json(&folder, &[]);
    assert_eq!(
        (verdict(&worse, "vertex-gemini-sft")["verdict"].as_str(), verdict(&worse, "openai-chat")["verdict"].as_str()),
        (Some("rejects"), Some("accepts"))
    );
    assert_eq!(verdict(&worse, "vertex-gemini-sft")["rows"], 2);
    fs::remove_file(folder.join("rows/gemini/b.jsonl")).unwrap();
    // A flag wins over the file, and a later override over an earlier one.
    assert!(said(&folder, &["--profile", "openai-chat"]).iter().any(|line| line.contains("row is contents")));
    let later =
        format!("{FOR_THREE}[[overrides]]\nfiles = [\"rows/gemini/a.jsonl\"]\nprofile = \"vertex-gemini-rl\"\n");
    let later = for_three("later", &later);
    assert!(said(&later, &[]).iter().any(|line| line.contains("(vertex-gemini-rl)")));
    let shown = stdout(&exits(&later, &["config", "rows/gemini/a.jsonl", "rows/chat.jsonl"], 0));
    assert!(shown.contains("#   profile = \"vertex-gemini-rl\"  override 3 (ft-lint.toml:9)"), "{shown}");
    assert!(
        !shown.contains("#   profile = \"vertex-gemini-sft\"") && shown.contains("# rows/chat.jsonl\n#   no override")
    );
}

#[test]
fn overrides_select_rules_and_profiles_bring_their_levels() {
    // Only what the override selects speaks of its files; a blank row is an error to this consumer alone.
    let overrides = "[[overrides]]\nfiles = [\"rows/gemini/**\", \"rows/batch/**\"]\nselect = [\"FT104\"]\nprofile = \"bedrock-claude\"\n";
    let folder = for_three("select", overrides);
    for file in ["rows/chat.jsonl", "rows/batch/a.jsonl"] {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        fs::write(folder.join(file), text.replacen('\n', "\n\n", 1)).unwrap();
    }
    let text = stdout(&run_in(&folder, &["--format", "concise"]));
    let of = |file: &str| text.lines().filter(|line| line.starts_with(file)).collect::<Vec<_>>();
    assert_eq!(of("rows/batch"), ["rows/batch/a.jsonl:2:1: error[FT104] blank row"], "{text}");
    assert!(
        of("rows/gemini").is_empty() && of("rows/chat").contains(&"rows/chat.jsonl:2:1: warn[FT104] blank row"),
        "{text}"
    );
}

#[test]
fn budgets_decide_instead_of_levels() {
    let folder = repository("budgets", "");
    let codes = |args: &[&str]| {
        run_in(&folder, &[&["data/chat.jsonl", "--select", "FT201,FT204"], args].concat()).status.code()
    };
    assert_eq!(codes(&[]), Some(1));
    assert_eq!(codes(&["--budget", "FT2=2"]), Some(0));
    assert_eq!(codes(&["--budget", "FT2=1"]), Some(1));
    assert_eq!(codes(&["--budget", "FT201=1", "--budget", "wrong-type=2%"]), Some(0));
    assert_eq!(codes(&["--budget", "FT201=1,wrong-type=1%"]), Some(1));
    assert_eq!(codes(&["--budget", "FT201=x"]), Some(2));
    fs::write(
        folder.join("ft-lint.toml"),
        "[gate.budget]\nunknown-role = 1\nwrong-type = \"5%\"\nduplicate = \"0.5%\"\n",
    )
    .unwrap();
    let output = exits(&folder, &["data/chat.jsonl", "--select", "FT201,FT204,FT701", "--format", "json"], 0);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let budgets = report["gate"]["budgets"].as_array().unwrap();
    assert_eq!(
        (&budgets[1]["rules"], &budgets[1]["limit_rows"], &budgets[1]["rows"]),
        (&json!("unknown-role"), &json!(1), &json!(1))
    );
    assert!(budgets.iter().all(|budget| budget["holds"] == true));
    assert!(stderr(&output).contains("budget of `duplicate` is not touched"), "{}", stderr(&output));
    assert_eq!(stderr(&exits(&folder, &["data/chat.jsonl", "--select", "FT201,FT204,FT701", "--quiet"], 0)), "");
}

#[test]
fn rules_have_options() {
    let folder = repository("options", "");
    let row =
        |n: usize, label: &str| format!("{{\"prompt\":\"What is ticket {n} about?\",\"completion\":\"{label}\"}}\n");
    let rows: String = (0..40).map(|n| row(n, if n < 30 { "billing" } else { "returns" })).collect();
    fs::write(folder.join("data.jsonl"), rows).unwrap();
    let level = |args: &[&str]| {
        let report = json(&folder, &[&["data.jsonl", "--select", "FT502"], args].concat());
        report["findings"][0]["level"].as_str().map(str::to_owned)
    };
    assert_eq!(level(&[]), None);
    assert_eq!(
        level(&["--set", "rules.class-imbalance.error-share=0.7", "--set", "rules.class-imbalance.warn-share=0.6"])
            .as_deref(),
        Some("error")
    );
    fs::write(folder.join("ft-lint.toml"), "[rules.class-imbalance]\ninfo-evenness = 0.9\n").unwrap();
    assert_eq!(level(&[]).as_deref(), Some("info"));
}

#[test]
fn labels_stand_in_the_configuration() {
    let folder = repository("labels", "labels = [\"billing\", \"returns\"]\n");
    let row =
        |n: usize, label: &str| format!("{{\"prompt\":\"What is ticket {n} about?\",\"completion\":\"{label}\"}}\n");
    let rows: String = (0..40).map(|n| row(n, ["billing", "returns"][n % 2])).collect();
    fs::write(folder.join("data.jsonl"), rows + &row(40, "shipping")).unwrap();
    let found = |args: &[&str]| {
        let report = json(&folder, &[&["data.jsonl", "--select", "FT308"], args].concat());
        report["summary"]["levels"]["error"].as_u64().unwrap()
    };
    assert_eq!(found(&[]), 1);
    assert_eq!(found(&["--labels", "billing,returns,shipping"]), 0);
    assert_eq!(found(&["--no-config"]), 0);
    assert_eq!(
        key(&folder, &[("FT_LINT_LABEL_MODE", "on")], &[], "label-mode"),
        "label-mode = \"on\"  # environment FT_LINT_LABEL_MODE"
    );
    for (text, place) in [
        ("labels = [\"a\", \" \"]", "1:16"),
        ("labels = [\"a\"]\nlabel-mode = \"off\"", "2:14"),
        ("label-mode = \"yes\"", "1:14"),
        ("allow-answers = [\"(\"]", "1:18"),
    ] {
        fs::write(folder.join("ft-lint.toml"), text).unwrap();
        let told = stderr(&exits(&folder, &["data.jsonl"], 2));
        assert!(told.contains(&format!("ft-lint.toml:{place}")), "{text}: {told}");
    }
}

/// The pages tell the defaults, and no rule has options that its page does not tell.
#[test]
fn the_pages_list_the_options_with_their_defaults() {
    let code = toml::Table::try_from(RuleOptions::default()).unwrap();
    let mut told = toml::Table::new();
    for meta in CATALOGUE {
        for block in blocks(meta.page).iter().filter(|block| block.label == "toml options") {
            let table: toml::Table = block.body.parse().unwrap();
            let rules = table["rules"].as_table().unwrap();
            assert_eq!(rules.keys().collect::<Vec<_>>(), [meta.name], "{}", meta.code);
            told.extend(rules.clone());
        }
    }
    assert_eq!(told, code);
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

const HOUSE: &str = r#"
[[custom]]
name = "old-product"
level = "error"
phrases = ["Blue Heron"]
message = "the product has another name now"
help = "write `Grey Heron`"
in = "target"
bad = ['{"prompt":"What is it?","completion":"It is the blue heron."}']
good = ['{"prompt":"The Blue Heron?","completion":"It is the grey heron."}']

[[custom]]
name = "ticket-number"
pattern = 'T-\d{6}'
bad = ['{"prompt":"See T-123456","completion":"Yes"}']
good = ['{"prompt":"See T-12345","completion":"Yes"}']

[[custom]]
name = "has-source"
required = ["/meta/source"]
level = "info"
bad = ['{"prompt":"a","completion":"b"}']
good = ['{"prompt":"a","completion":"b","meta":{"source":"x"}}']

[[custom]]
name = "meta-shape"
pointer = "/meta"
schema = { type = "object", properties = { source = { type = "string" } } }
bad = ['{"prompt":"a","completion":"b","meta":{"source":5}}']
good = ['{"prompt":"a","completion":"b"}']
"#;

#[test]
fn rules_of_the_house_run_like_all_others() {
    let folder = repository("house", HOUSE);
    let rows = [
        json!({"prompt": "What is T-123456?", "completion": "The Blue Heron is a bird.", "meta": {"source": 5}}),
        json!({"prompt": "The blue heron?", "completion": "A bird of the shore, grey above.", "meta": {"source": "x"}}),
        json!({"prompt": "Name a tree.", "completion": "The birch has white bark."}),
    ];
    fs::write(folder.join("data.jsonl"), rows.clone().map(|row| row.to_string() + "\n").concat()).unwrap();
    let concise = |args: &[&str]| stdout(&run_in(&folder, &[&["data.jsonl", "--format", "concise"], args].concat()));
    let text = concise(&["--select", "CUSTOM"]);
    let lines: Vec<&str> = text.lines().map(|line| line.split_once(": ").unwrap().1).collect();
    assert_eq!(
        lines,
        [
            "error[CUSTOM-old-product] the product has another name now [/completion]",
            "warn[CUSTOM-meta-shape] breaks the schema of `meta-shape`: `source` is an integer, want a string [/meta/source]",
            "warn[CUSTOM-ticket-number] a text matches `ticket-number` [/prompt]",
            "info[CUSTOM-has-source] `/meta/source` is missing",
        ]
    );
    assert_eq!(concise(&["--select", "old-product"]).lines().count(), 1);
    assert_eq!(concise(&["--select", "CUSTOM", "--ignore", "CUSTOM-old-product"]).lines().count(), 3);
    assert!(concise(&["--select", "CUSTOM", "--level", "old-product=info"]).contains("info[CUSTOM-old-product]"));
    exits(&folder, &["data.jsonl", "--select", "CUSTOM", "--budget", "old-product=1"], 0);
    let human = stdout(&run_in(&folder, &["data.jsonl", "--select", "CUSTOM"]));
    assert!(human.contains("write `Grey Heron`"), "{human}");
    // Those that find nothing are passed cases, and rules of the run, all the same.
    fs::write(folder.join("clean.jsonl"), rows[1].to_string() + "\n").unwrap();
    let report = json(&folder, &["clean.jsonl"]);
    let house: Vec<&Value> = report["summary"]["house"].as_array().unwrap().iter().map(|own| &own["code"]).collect();
    assert_eq!(house, ["CUSTOM-old-product", "CUSTOM-ticket-number", "CUSTOM-has-source", "CUSTOM-meta-shape"]);
    for file in ["clean.jsonl", "data.jsonl"] {
        let junit = stdout(&run_in(&folder, &[file, "--format", "junit", "--ignore", "ticket-number"]));
        let case = |name: &str, end: &str| {
            junit.matches(&format!("name=\"CUSTOM-{name} {name}\" file=\"{file}\"{end}")).count()
        };
        let passes = |name: &str| case(name, "/>") == 1 && case(name, "") == 1;
        assert_eq!(
            (passes("old-product"), passes("meta-shape")),
            (file == "clean.jsonl", file == "clean.jsonl"),
            "{junit}"
        );
        assert_eq!((case("has-source", ""), case("ticket-number", "")), (1, 0), "{junit}");
    }
    let sarif: Value = serde_json::from_str(&stdout(&run_in(&folder, &["clean.jsonl", "--format", "sarif"]))).unwrap();
    let listed = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let own = listed.iter().find(|rule| rule["id"] == "CUSTOM-old-product").unwrap();
    assert_eq!(own["shortDescription"]["text"], "the product has another name now");
    // With a baseline too.
    let args = ["data.jsonl", "--select", "CUSTOM", "--baseline", "base.json"];
    exits(&folder, &[&args[..], &["--update-baseline"]].concat(), 0);
    assert_eq!(json(&folder, &args)["summary"]["suppressed"]["baseline"], 4);
}

#[test]
fn rules_of_the_house_are_tried_on_their_own_examples() {
    let folder = repository("house-test", HOUSE);
    let output = exits(&folder, &["config", "--test"], 0);
    assert_eq!(stdout(&output).matches("ok ").count(), 4, "{}", stdout(&output));
    for (wrong, said) in [
        (HOUSE.replace("It is the blue heron.", "It is a bird."), "bad 1: not found"),
        (HOUSE.replace("See T-12345\"", "See T-1234567\""), "good 1: a text matches"),
        (HOUSE.replace("good = ['{\"prompt\":\"a\",\"completion\":\"b\"}']", ""), "no example in `good`"),
        (HOUSE.replace("'{\"prompt\":\"a\",\"completion\":\"b\"}'", "'{\"prompt\":'"), "not JSON"),
    ] {
        fs::write(folder.join("ft-lint.toml"), wrong).unwrap();
        let output = exits(&folder, &["config", "--test"], 1);
        assert!(stdout(&output).contains(said), "{said}: {}", stdout(&output));
    }
    fs::write(folder.join("ft-lint.toml"), "").unwrap();
    exits(&folder, &["config", "--test"], 0);
}

#[test]
fn init_writes_what_the_data_pass() {
    for (name, file) in [("good", "good/labels.jsonl"), ("planted", "planted/chat.jsonl")] {
        let folder = repository(&format!("init-{name}"), "");
        fs::copy(root().join("fixtures").join(file), folder.join("train.jsonl")).unwrap();
        exits(&folder, &["init", "train.jsonl"], 0);
        let text = fs::read_to_string(folder.join("ft-lint.toml")).unwrap();
        assert!(text.contains("inputs = [\"train.jsonl\"]") && text.contains("min-score"), "{text}");
        assert_eq!(text.contains("Labels found"), name == "good", "{text}");
        // The score of today is enough, whatever the errors.
        exits(&folder, &["--fail-on", "never"], 0);
        exits(&folder, &["config"], 0);
        exits(&folder, &["init", "train.jsonl"], 2);
        assert_eq!(stdout(&exits(&folder, &["init", "train.jsonl", "--stdout"], 0)), text);
        exits(&folder, &["init", "train.jsonl", "--force"], 0);
        // The lines that are commented out are right once they are taken in.
        let whole: String = text
            .lines()
            .filter_map(|line| {
                let plain = line.strip_prefix("# ").unwrap_or(line);
                let key = plain.starts_with('[') || plain.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
                key.then(|| format!("{plain}\n"))
            })
            .collect();
        fs::write(folder.join("ft-lint.toml"), &whole).unwrap();
        exits(&folder, &["config"], 0);
    }
    let folder = scratch("config-init-empty");
    exits(&folder, &["init"], 2);
    assert!(!folder.join("ft-lint.toml").exists());
}

#[test]
fn inputs_come_from_the_configuration_lists_and_standard_input() {
    let folder = repository("inputs", "inputs = [\"data/*.jsonl\"]\nexclude = [\"data/old\"]\n");
    let inputs = |folder: &Path, args: &[&str]| -> Vec<String> {
        let report = json(folder, args);
        report["inputs"].as_array().unwrap().iter().map(|input| input["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(inputs(&folder, &[]), ["data/chat.jsonl"]);
    assert_eq!(inputs(&folder.join("data"), &[]), ["../data/chat.jsonl"]);
    assert_eq!(inputs(&folder, &["data"]), ["data/chat.jsonl"]);
    assert_eq!(inputs(&folder, &["data", "--exclude", "nothing"]).len(), 2, "a flag takes the place of the list");
    assert_eq!(inputs(&folder, &["data/old/chat.jsonl"]), ["data/old/chat.jsonl"], "named itself");
    let note = exits(&folder, &["data/old/chat.jsonl", "--force-exclude"], 0);
    assert!(stderr(&note).contains("nothing was checked"), "{}", stderr(&note));
    exits(&folder, &["data/old"], 2);
    assert_eq!(inputs(&folder, &["data/chat.jsonl", "data/old/chat.jsonl", "--force-exclude"]), ["data/chat.jsonl"]);
    fs::copy(folder.join("data/chat.jsonl"), folder.join("data/more.txt")).unwrap();
    assert_eq!(inputs(&folder, &["data", "--include", "*.txt"]), ["data/chat.jsonl", "data/more.txt"]);

    for (list, text) in [("lines", "data/chat.jsonl\r\ndata/more.txt\n\n"), ("nul", "data/chat.jsonl\0data/more.txt\0")]
    {
        fs::write(folder.join(list), text).unwrap();
        assert_eq!(inputs(&folder, &["--files-from", list]), ["data/chat.jsonl", "data/more.txt"], "{list}");
    }
    fs::write(folder.join("odd"), "data/a\nb.jsonl\0").unwrap();
    let told = stderr(&exits(&folder, &["--files-from", "odd"], 2));
    assert!(told.contains("a\\nb.jsonl") || told.contains("b.jsonl"), "{told}");
    fs::write(folder.join("none"), "").unwrap();
    exits(&folder, &["--files-from", "none"], 2);
    exits(&folder, &["--files-from", "missing"], 2);
    exits(&folder, &["-", "--files-from", "-"], 2);

    let path = root().join("fixtures/good/chat.jsonl");
    let listed = run_stdin(path.to_string_lossy().as_bytes(), &["--files-from", "-", "--format", "json"]);
    assert_eq!(listed.status.code(), Some(0), "{}", stderr(&listed));
    let named = run_stdin(b"{\"prompt\": oops}\n", &["-", "--stdin-name", "train.jsonl", "--format", "concise"]);
    assert!(stdout(&named).starts_with("train.jsonl:1:"), "{}", stdout(&named));
}

#[test]
fn a_sample_is_the_same_rows_every_time() {
    let folder = repository("sample", "");
    let rows: String = (0..3000)
        .map(|n| {
            if n % 3 == 0 {
                format!("{{\"prompt\": {n}}}\n")
            } else {
                json!({"prompt": format!("Name tree {n}."), "completion": "The birch has white bark."}).to_string()
                    + "\n"
            }
        })
        .collect();
    fs::write(folder.join("data.jsonl"), &rows).unwrap();
    let sample = |args: &[&str]| json(&folder, &[&["data.jsonl", "--select", "FT2", "--sample", "300"], args].concat());
    let one = sample(&["--threads", "1"]);
    assert_eq!(one["sample"], json!({"wanted": 300, "seed": 0, "rows": 300, "of": 3000}));
    assert_eq!(one["inputs"][0]["rows"], 300);
    assert_eq!(one, sample(&["--threads", "4", "--read-buffer", "999"]));
    assert_ne!(one["findings"], sample(&["--sample-seed", "7"])["findings"]);
    let unchecked = one["summary"]["not_checked"].as_array().unwrap();
    assert!(
        unchecked.iter().any(|entry| entry["reason"].as_str().unwrap().contains("2700 of 3000 rows")),
        "{unchecked:?}"
    );
    // A third of the rows is broken, in the sample as in the whole.
    let broken = one["summary"]["levels"]["error"].as_u64().unwrap();
    assert!((60..=140).contains(&broken), "{broken}");
    // The rows are the same in another order, and all where there are no more.
    let mut lines: Vec<&str> = rows.lines().collect();
    lines.reverse();
    let prints = |report: &Value| {
        let mut prints: Vec<String> =
            report["findings"].as_array().unwrap().iter().map(|one| one["fingerprint"].to_string()).collect();
        prints.sort();
        prints
    };
    fs::write(folder.join("data.jsonl"), lines.join("\n")).unwrap();
    assert_eq!(prints(&sample(&[])), prints(&one));
    let all = json(&folder, &["data.jsonl", "--select", "FT2", "--sample", "9000"]);
    assert_eq!((&all["sample"]["rows"], &all["sample"]["of"]), (&json!(3000), &json!(3000)));
    exits(&folder, &["data.jsonl", "--sample", "0"], 2);
    assert_eq!(run_stdin(b"{}\n", &["-", "--sample", "3"]).status.code(), Some(2));
}

#[test]
fn standard_error_says_as_much_as_is_asked_for() {
    let folder = repository("said", "[gate.budget]\nmojibake = 3\n");
    let said = |args: &[&str]| stderr(&run_in(&folder, &[&["data/chat.jsonl"], args].concat()));
    assert!(said(&[]).contains("`mojibake`"));
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
