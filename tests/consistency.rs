//! What a reviewer would otherwise have to remember: catalogue, registry and files agree, modules use only what stands
//! before them, dependencies have reasons, and nothing here looks like a credential.
//!
//! `UPDATE=1 cargo test --test consistency` rewrites the rule table of `README.md`.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use ft_lint::rules::{CATALOGUE, Family, Options, REGISTRY};
use regex::Regex;
use support::{blocks, root};

/// All files that are not ignored, sorted.
fn files(below: &str) -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(root().join(below)).require_git(false).build();
    let is_file = |entry: &ignore::DirEntry| entry.file_type().is_some_and(|kind| kind.is_file());
    let mut files: Vec<PathBuf> = walk.map(Result::unwrap).filter(is_file).map(ignore::DirEntry::into_path).collect();
    files.sort();
    files
}

fn sources() -> Vec<(String, String)> {
    let below = root().join("src");
    let name = |path: &Path| path.strip_prefix(&below).unwrap().to_string_lossy().replace('\\', "/");
    let rust = files("src").into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    rust.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn catalogue_and_registry_hold_the_same_codes() {
    let codes: Vec<&str> = CATALOGUE.iter().map(|meta| meta.code).collect();
    assert_eq!(codes, REGISTRY.iter().map(|entry| entry.code).collect::<Vec<_>>());
    assert!(codes.is_sorted_by(|a, b| a < b), "sorted, and each once");
    let names: BTreeSet<&str> = CATALOGUE.iter().map(|meta| meta.name).collect();
    assert_eq!(names.len(), CATALOGUE.len(), "names are unique");
    for meta in CATALOGUE {
        let family = Family::ALL.into_iter().find(|family| family.name() == meta.name);
        assert!(family.is_none_or(|family| family == meta.family), "`{}` names a rule and another family", meta.name);
    }
    for entry in REGISTRY {
        assert!(!(entry.build)(&Options::default()).is_empty(), "{} does nothing", entry.code);
    }
}

/// File, module, type and rule share one name.
#[test]
fn rules_are_named_alike_everywhere() {
    let registry = fs::read_to_string(root().join("src/rules/registry.rs")).unwrap();
    let mut wrong = Vec::new();
    for meta in CATALOGUE {
        let page = format!("rules/{}-{}.md", meta.code, meta.name);
        if fs::read_to_string(root().join(&page)).ok().as_deref() != Some(meta.page) {
            wrong.push(format!("{page} is not the page of {}", meta.code));
        }
        let module = meta.name.replace('-', "_");
        let file = format!("src/rules/{}/{module}.rs", meta.family.name());
        let code = fs::read_to_string(root().join(&file)).unwrap_or_default();
        if !code.starts_with(&format!("//! {} {}. The page is `{page}`.\n", meta.code, meta.name)) {
            wrong.push(format!("{file} does not exist or does not start by naming {page}"));
        }
        let kind: String = meta.name.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        if !code.contains(&format!("pub struct {kind}")) {
            wrong.push(format!("{file} has no `{kind}`"));
        }
        let own = format!("\"{}\"", meta.code);
        let line = registry.lines().find(|line| line.contains(&own)).unwrap_or_default();
        if !line.contains(&format!("{}::{kind}", meta.family.name())) {
            wrong.push(format!("the registry does not build {} from {}::{kind}", meta.code, meta.family.name()));
        }
    }
    none(&wrong);
}

/// First words of messages that are names.
const SERVICES: [&str; 14] = [
    "Anthropic",
    "Azure",
    "Docker",
    "Google",
    "Groq",
    "Hugging",
    "Perplexity",
    "Replicate",
    "Parquet",
    "Bitcoin",
    "Ethereum",
    "Dutch",
    "Chinese",
    "Stripe",
];

/// Lower case, no full stop, one line: in what the pages say is printed.
#[test]
fn messages_read_alike() {
    let line = Regex::new(r"^(?:(?:\d+|data set): )?(error|warn|info)\[(FT\d{3})\] (.+?)(?: \[/.*\])?$").unwrap();
    let mut wrong = Vec::new();
    for meta in CATALOGUE {
        let mut seen = 0;
        for block in blocks(meta.page).iter().filter(|block| block.label == "text report") {
            for text in block.body.lines() {
                let Some(parts) = line.captures(text.trim_start()) else {
                    wrong.push(format!("{}: not a finding: {text}", meta.code));
                    continue;
                };
                seen += u32::from(&parts[2] == meta.code);
                let message = &parts[3];
                // Names keep their case: those with a second capital, and those of services.
                let word = message.split(' ').next().unwrap();
                let capitals = word.chars().filter(|c| c.is_uppercase()).count();
                if capitals == 1 && !SERVICES.contains(&word) && word.starts_with(char::is_uppercase) {
                    wrong.push(format!("{}: starts in upper case: {message}", meta.code));
                }
                if message.ends_with('.') || message.ends_with('!') {
                    wrong.push(format!("{}: ends like a sentence: {message}", meta.code));
                }
            }
        }
        if seen == 0 {
            wrong.push(format!("{}: no report block shows it", meta.code));
        }
    }
    none(&wrong);
}

/// The way of the data. `failure` is outside, and everything that opens or plans may use it.
const ORDER: [&str; 7] = ["source", "example", "rules", "engine", "score", "gate", "report"];

#[test]
fn modules_use_only_what_stands_before_them() {
    let used = Regex::new(r"crate::([a-z_]+)").unwrap();
    let group = Regex::new(r"use crate::\{").unwrap();
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let module = file.split(['/', '.']).next().unwrap().to_owned();
        let Some(own) = ORDER.iter().position(|known| *known == module) else { continue };
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            if group.is_match(line) {
                wrong.push(format!("src/{file}:{}: one `use` for each module, so that arrows can be seen", number + 1));
            }
            for other in used.captures_iter(line).map(|found| found.extract::<1>().1[0]) {
                let allowed = match ORDER.iter().position(|known| *known == other) {
                    Some(at) => at <= own,
                    None => other == "failure" && (own > 0 || file == "source/inputs.rs"),
                };
                if !allowed {
                    wrong.push(format!("src/{file}:{}: `{module}` may not use `{other}`", number + 1));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn sources_keep_the_house_rules() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        if !text.starts_with("//!") {
            wrong.push(format!("src/{file}: no `//!` that says what it is for"));
        }
        if file != "main.rs" && text.contains("process::exit") {
            wrong.push(format!("src/{file}: only main.rs ends the process"));
        }
        if file.ends_with("util.rs") || file.ends_with("helpers.rs") {
            wrong.push(format!("src/{file}: a helper lives where its subject lives"));
        }
        let clock = ["SystemTime", "RandomState", "DefaultHasher", "thread_rng"];
        for name in clock.iter().filter(|name| text.contains(**name)) {
            wrong.push(format!("src/{file}: `{name}` makes runs differ"));
        }
    }
    let main = fs::read_to_string(root().join("src/main.rs")).unwrap();
    if main.lines().count() >= 40 {
        wrong.push("src/main.rs: 40 lines or more".into());
    }
    none(&wrong);
}

#[test]
fn fixtures_name_rules_as_the_catalogue_does() {
    let named = Regex::new(r"\| (FT\d{3}) ([a-z-]+) \|").unwrap();
    let readme = fs::read_to_string(root().join("fixtures/README.md")).unwrap();
    let mut wrong = Vec::new();
    for (_, [code, name]) in named.captures_iter(&readme).map(|found| found.extract()) {
        if CATALOGUE.iter().any(|meta| meta.code == code && meta.name != name) {
            wrong.push(format!("fixtures/README.md: {code} is not `{name}`"));
        }
    }
    none(&wrong);
}

fn table() -> String {
    let mut table = String::from("| code | name | level | family | summary |\n|---|---|---|---|---|\n");
    for meta in CATALOGUE {
        let summary = meta.summary().replace('\n', " ").replace('|', "\\|");
        let (level, family) = (meta.level.name(), meta.family.name());
        writeln!(table, "| {} | {} | {level} | {family} | {summary} |", meta.code, meta.name).unwrap();
    }
    table
}

#[test]
fn the_rule_table_of_the_readme_is_current() {
    let path = root().join("README.md");
    let Ok(readme) = fs::read_to_string(&path) else { return };
    let Some((head, rest)) = readme.split_once("<!-- rules -->\n") else { return };
    let (old, tail) = rest.split_once("<!-- /rules -->").expect("the table of README.md has an end");
    let fresh = format!("\n{}\n", table());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{head}<!-- rules -->\n{fresh}<!-- /rules -->{tail}")).unwrap();
    } else {
        assert_eq!(old.trim(), fresh.trim(), "UPDATE=1 cargo test --test consistency rewrites the table");
    }
}

/// Secret scanners read repositories too: values are made by `rules::privacy::markers`.
#[test]
fn nothing_looks_like_a_credential() {
    let shapes = [
        r"\b(AKIA|ASIA)[A-Z2-7]{16}\b",
        r"\bgh[pousr]_[A-Za-z0-9]{30,}",
        r"\bgithub_pat_[A-Za-z0-9_]{40,}",
        r"\bglpat-[A-Za-z0-9_-]{20,}",
        r"\b(sk|pk|rk)[-_](live|test|proj|ant|or)?[-_]?[A-Za-z0-9_-]{28,}",
        r"\bhf_[A-Za-z]{30,}",
        r"\bnpm_[A-Za-z0-9]{30,}",
        r"\bpypi-[A-Za-z0-9_-]{40,}",
        r"\bAIza[A-Za-z0-9_-]{30,}",
        r"\bxox[abprs]-[0-9A-Za-z-]{20,}",
        r"\bey[A-Za-z0-9_-]{16,}\.ey[A-Za-z0-9_-]{16,}\.",
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----(\\n|\s)*[A-Za-z0-9+/=]{32,}",
    ];
    let shapes: Vec<Regex> = shapes.iter().map(|shape| Regex::new(shape).unwrap()).collect();
    let mut wrong = Vec::new();
    for path in files("") {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let random = |text: &str| {
            let has = |is: fn(&u8) -> bool| text.bytes().any(|b| is(&b));
            has(u8::is_ascii_uppercase) && (has(u8::is_ascii_digit) || has(u8::is_ascii_lowercase))
        };
        for found in shapes.iter().flat_map(|shape| shape.find_iter(&text)).filter(|found| random(found.as_str())) {
            let line = text[..found.start()].matches('\n').count() + 1;
            wrong.push(format!("{}:{line}: {}…", path.display(), &found.as_str()[..8]));
        }
    }
    none(&wrong);
}

#[test]
fn every_dependency_has_a_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (mut section, mut before) = ("", "");
    let mut wrong = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]") && line.contains('=') && !before.starts_with("# ") {
            wrong.push(format!("Cargo.toml: no comment above `{line}`"));
        }
        before = line;
    }
    none(&wrong);
}
