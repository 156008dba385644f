//! The samples of the profiles of trainers: every file in `accept` gives no error under its profile, every file in `reject`
//! raises, as an error, the rule that its name starts with.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use ft_lint::engine::{self, Outcome, Plan, Selection};
use ft_lint::rules::profile::{Profile, all};
use ft_lint::rules::{Finding, Level};
use ft_lint::source::{Input, Limits, Origin, Watch};
use support::root;

const FAMILIES: [&str; 8] =
    ["trl-", "axolotl-", "llamafactory-", "ms-swift", "torchtune-", "nemo-chat", "unsloth", "hf-datasets"];

struct Silent;

impl Watch for Silent {
    fn read(&self, _bytes: u64) {}
}

fn run(profile: &'static Profile, path: &Path) -> Outcome {
    let input = Input {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        origin: Origin::File(path.to_path_buf()),
    };
    let plan = Plan {
        inputs: vec![input],
        limits: Limits { buffer: 1 << 20, max_row: 1 << 26 },
        threads: 1,
        rules: Plan::rules(&Selection::default(), profile).unwrap(),
        profile,
        max_findings: 1_000,
    };
    engine::run(&plan, &Silent, None)
}

fn errors(outcome: &Outcome) -> Vec<&Finding> {
    let rows = outcome.found.iter().map(|placed| &placed.finding);
    let mut all: Vec<&Finding> = rows.chain(outcome.whole.iter().map(|(_, finding)| finding)).collect();
    all.retain(|finding| finding.level == Level::Error);
    all
}

fn files(profile: &Profile, kind: &str) -> Vec<PathBuf> {
    let folder = root().join("fixtures/profiles").join(&profile.name).join(kind);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn trainers() -> impl Iterator<Item = &'static Profile> {
    all().iter().filter(|profile| FAMILIES.iter().any(|family| profile.name.starts_with(family)))
}

fn told(outcome: &Outcome) -> String {
    let lines: Vec<String> =
        errors(outcome).iter().map(|f| format!("\n    {} {} [{}]", f.rule.code, f.message, f.pointer)).collect();
    lines.concat()
}

#[test]
fn trainers_take_and_refuse_their_samples() {
    let mut wrong = Vec::new();
    for profile in trainers() {
        let (accept, reject) = (files(profile, "accept"), files(profile, "reject"));
        if accept.is_empty() || reject.is_empty() || profile.sources.is_empty() || profile.title.is_empty() {
            wrong.push(format!("{}: no samples, no sources or no title", profile.name));
        }
        for path in accept {
            let outcome = run(profile, &path);
            if !errors(&outcome).is_empty() {
                wrong.push(format!("{} refuses {}:{}", profile.name, path.display(), told(&outcome)));
            }
        }
        // Samples of rules that are still to come are no use yet.
        for path in reject {
            let outcome = run(profile, &path);
            let code = path.file_name().unwrap().to_string_lossy()[..5].to_owned();
            let known = ft_lint::rules::CATALOGUE.iter().any(|rule| rule.code == code);
            if known && !errors(&outcome).iter().any(|finding| finding.rule.code == code) {
                wrong.push(format!("{} takes {}:{}", profile.name, path.display(), told(&outcome)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
