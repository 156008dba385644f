//! Where the configuration is found, and what is said where it is wrong.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::support::{exits, json, run_in, stderr, stdout};
use super::{key, repository, with};

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

/// What is wrong, where, and what is said of it.
const WRONG: [(&str, &str, &str); 40] = [
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
    ("[[custom]]\nname = \"own-rule\"\nphrases = [\"x\"]\npattern = \"y\"", "1:", "exactly one"),
    ("[[custom]]\nname = \"own-rule\"\npattern = \"(\"", "3:11", "no regular expression"),
    ("[[custom]]\nname = \"own-rule\"\nschema = { type = \"strin\" }", "3:", "no JSON Schema"),
    ("a = \n", "1:", ""),
    ("<<<<<<< ours\nprofile = \"x\"\n", "1:1", "merge conflict"),
];

#[test]
fn what_is_wrong_is_shown_at_its_place() {
    let folder = repository("wrong", "");
    for (text, place, said) in WRONG {
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
    let folder = repository("variable-names", "");
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
    let output = with(&folder, &empty, &["data/chat.jsonl", "--format", "concise", "--quiet"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(1), String::new()));
    assert_eq!(stdout(&output), stdout(&run_in(&folder, &["data/chat.jsonl", "--format", "concise"])));
    // What is typed is not blamed on a variable.
    let typed = with(&folder, &[("FT_LINT_FORMAT", "json")], &["data/chat.jsonl", "--format", "jsn"]);
    assert!(typed.status.code() == Some(2) && !stderr(&typed).contains("variable"), "{}", stderr(&typed));
}
