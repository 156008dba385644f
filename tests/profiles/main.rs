//! Every profile names its sources and has sample files: those in `fixtures/profiles/NAME/accept` give no error, those in
//! `reject` raise the code in their name at level error. Limits hold on both sides.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod limits;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ft_lint::engine::{self, Plan, Selection};
use ft_lint::rules::profile::{Node, Profile, all};
use ft_lint::rules::{Finding, Level};
use ft_lint::source::{Input, Limits, Origin, Watch};
use support::profiles::{consumers, each_reading, file_name, samples};
use support::root;

struct Silent;

impl Watch for Silent {
    fn read(&self, _bytes: u64) {}
}

/// Whether the consumer reads JSON Lines at all.
fn reads_lines(profile: &Profile) -> bool {
    let endings = &profile.limits.extensions;
    endings.is_empty() || endings.iter().any(|ending| ending == ".jsonl")
}

#[test]
fn every_profile_has_sources_and_samples() {
    let mut wrong = Vec::new();
    for profile in consumers() {
        let name = &profile.name;
        let sourced =
            profile.sources.iter().all(|source| source.split_once(": ").is_some_and(|(_, what)| !what.is_empty()));
        if profile.sources.is_empty() || !sourced {
            wrong.push(format!("{name}: sources are written `key: what`"));
        }
        if profile.title.is_empty() {
            wrong.push(format!("{name}: no title"));
        }
        for kind in ["accept", "reject"] {
            if samples(profile, kind).is_empty() && (kind == "reject" || reads_lines(profile)) {
                wrong.push(format!("fixtures/profiles/{name}/{kind}: no sample"));
            }
        }
        for talk in talks_named(profile) {
            if !profile.talks.contains_key(talk) {
                wrong.push(format!("{name}: no list of messages is called `{talk}`"));
            }
        }
    }
    for entry in fs::read_dir(root().join("fixtures/profiles")).unwrap() {
        let name = file_name(&entry.unwrap().path());
        if !all().iter().any(|profile| profile.name == name) {
            wrong.push(format!("fixtures/profiles/{name}: no such profile"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The names by which nodes of a profile call lists of messages.
fn talks_named(profile: &Profile) -> BTreeSet<&str> {
    fn collect<'p>(node: &'p Node, out: &mut BTreeSet<&'p str>) {
        out.extend(node.talk.as_deref());
        let inner = node.keys.values().chain(node.items.as_deref()).chain(node.members.as_deref());
        inner.chain(node.cases.iter().map(|case| &case.then)).for_each(|node| collect(node, out));
    }
    let mut out = BTreeSet::new();
    profile.forms.values().for_each(|form| collect(&form.row, &mut out));
    profile.talks.values().for_each(|talk| collect(&talk.message, &mut out));
    out
}

/// All findings of a file under a profile.
fn lint(profile: &'static Profile, path: &Path) -> Vec<Finding> {
    let plan = Plan {
        inputs: vec![Input { name: file_name(path), origin: Origin::File(path.to_path_buf()) }],
        limits: Limits { buffer: 1 << 20, max_row: 1 << 26 },
        threads: 1,
        rules: Plan::rules(&Selection::default(), profile).unwrap(),
        profile,
        privacy: ft_lint::engine::Privacy::default(),
        labels: ft_lint::rules::labels::LabelOptions::default(),
        max_findings: 10_000,
        near: true,
        ..Plan::default()
    };
    engine::run(&plan, &Silent, None).found.into_iter().map(|placed| placed.finding).collect()
}

fn told(finding: &Finding) -> String {
    format!("{}[{}] {} [{}]", finding.level.name(), finding.rule.code, finding.message, finding.pointer)
}

#[test]
fn accepted_samples_give_no_error() {
    let mut wrong = Vec::new();
    for profile in consumers() {
        for path in samples(profile, "accept") {
            let found = lint(profile, &path);
            let place = format!("{}/accept/{}", profile.name, file_name(&path));
            let errors = found.iter().filter(|finding| finding.level == Level::Error);
            wrong.extend(errors.map(|finding| format!("{place}: {}", told(finding))));
            each_reading(profile, &path, |number, reading| {
                let errors = reading.flaws.iter().filter(|flaw| flaw.level == Level::Error);
                wrong.extend(errors.map(|flaw| format!("{place}: row {number}: {} {}", flaw.code, flaw.message)));
                if reading.form.is_none() {
                    wrong.push(format!("{place}: row {number}: no form"));
                }
            });
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rejected_samples_raise_their_code() {
    let mut wrong = Vec::new();
    for profile in consumers() {
        for path in samples(profile, "reject") {
            let name = file_name(&path);
            let (code, what) = (&name[..5], name[5..].trim_start_matches('-').trim_end_matches(".jsonl"));
            let known = ft_lint::rules::REGISTRY.iter().any(|entry| entry.code == code);
            let mut flaws = false;
            each_reading(profile, &path, |_, reading| {
                flaws |= reading.flaws.iter().any(|flaw| flaw.code == code && flaw.level == Level::Error);
            });
            let found = lint(profile, &path);
            // A small sample has too few rows for many consumers; that is not what it is there for.
            let counts = |finding: &&Finding| {
                finding.rule.code == code
                    && finding.level == Level::Error
                    && (finding.key != "min-rows" || what == "few-rows")
            };
            let raised = found.iter().any(|finding| counts(&finding)) || !known && flaws;
            if !raised && known {
                let all: Vec<String> = found.iter().map(told).collect();
                wrong.push(format!("{}/reject/{name}: not raised; found:\n    {}", profile.name, all.join("\n    ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A price is one of its day, by a source, and stands once.
#[test]
fn prices_have_a_day_a_currency_and_a_source() {
    let mut seen = BTreeSet::new();
    for profile in consumers() {
        let keys: Vec<&str> = profile.sources.iter().filter_map(|source| Some(source.split_once(": ")?.0)).collect();
        for price in &profile.prices {
            let named = format!("{}: {} {}", profile.name, price.model, price.method);
            assert!(keys.contains(&price.source.as_str()), "{named}: no source `{}`", price.source);
            assert!(price.amount > 0.0 && price.amount <= 1000.0, "{named}: {}", price.amount);
            assert_eq!(price.currency, "USD", "{named}");
            let day: Vec<u32> = price.read.split('-').map(|part| part.parse().unwrap()).collect();
            let right = (2020..2100).contains(&day[0])
                && (1..=12).contains(&day[1])
                && day.get(2).is_none_or(|day| (1..=31).contains(day));
            assert!(right && (2..=3).contains(&day.len()), "{named}: {}", price.read);
            assert!(!price.model.trim().is_empty() && seen.insert(named.clone()), "{named} stands twice");
        }
    }
    // Who extends another consumer's file is not sold at that one's prices.
    let with: BTreeSet<&str> = consumers().filter(|own| !own.prices.is_empty()).map(|own| own.name.as_str()).collect();
    let want = ["fireworks-dpo", "fireworks-sft", "fireworks-vlm", "openai-chat", "openai-completion", "openai-rft"];
    assert_eq!(with, want.into());
    assert!(consumers().all(|own| own.limits.tokens.is_none_or(|tokens| tokens >= 512)));
}
