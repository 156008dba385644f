//! Every profile names its sources and has sample files: those in `fixtures/profiles/NAME/accept` give no error, those in
//! `reject` raise the code in their name at level error. Limits hold on both sides.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ft_lint::engine::{self, Plan, Selection};
use ft_lint::example::Shape;
use ft_lint::rules::profile::{Node, Profile, all, find};
use ft_lint::rules::schema::file_limits;
use ft_lint::rules::{Facts, FactsState, Finding, InputFacts, Level};
use ft_lint::source::{Framing, Input, Limits, Origin, Watch};
use serde_json::json;
use support::profiles::{consumers, each_reading, file_name, samples};
use support::{root, scratch};

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

// Limits: the number itself is taken, the next one is not.

fn facts(profile: &'static Profile, rows: u64, bytes: u64, name: &str) -> Facts {
    let mut state = FactsState::default();
    let counts = state.inputs.entry(0).or_default();
    (counts.rows, counts.examples) = (rows, rows);
    let counts = counts.clone();
    let input = InputFacts {
        index: 0,
        name: name.into(),
        counts,
        bytes,
        mark: false,
        framing: Ok(Framing::Lines),
        first: None,
    };
    let mut facts = Facts::new(vec![input], state);
    facts.profile = profile;
    facts
}

/// The keys of the limits that a file of so many rows and bytes passes, with their levels.
fn passed(profile: &'static Profile, rows: u64, bytes: u64, name: &str) -> Vec<(String, Level)> {
    let mut keys = Vec::new();
    let facts = facts(profile, rows, bytes, name);
    file_limits(profile, &facts, &mut |key, level, _, _, _| keys.push((key.to_owned(), level)));
    keys
}

#[test]
fn limits_hold_on_both_sides() {
    for profile in consumers() {
        let limits = &profile.limits;
        let name = format!("train{}", limits.extensions.first().map_or(".jsonl", String::as_str));
        let fair = limits.min_rows.unwrap_or(1).max(limits.advised_rows.unwrap_or(1));
        let has = |rows, bytes, name: &str, key: &str, level| {
            passed(profile, rows, bytes, name).contains(&(key.into(), level))
        };
        let rows = |rows, key: &str, level| has(rows, 1, &name, key, level);
        let bytes = |bytes, key: &str, level| has(fair, bytes, &name, key, level);
        let told = &profile.name;
        if let Some(min) = limits.min_rows {
            assert!(!rows(min, "min-rows", Level::Error), "{told}: {min} rows");
            assert!(rows(min - 1, "min-rows", Level::Error), "{told}: {} rows", min - 1);
        }
        if let Some(max) = limits.max_rows {
            assert!(!rows(max, "max-rows", Level::Error), "{told}: {max} rows");
            assert!(rows(max + 1, "max-rows", Level::Error), "{told}: {} rows", max + 1);
        }
        if let Some(advised) = limits.advised_rows {
            assert!(!rows(advised, "advised-rows", Level::Info), "{told}: {advised} rows");
            assert!(rows(advised - 1, "advised-rows", Level::Info), "{told}: {} rows", advised - 1);
        }
        if let Some(max) = limits.max_bytes {
            assert!(!bytes(max, "max-bytes", Level::Error), "{told}: {max} bytes");
            assert!(bytes(max + 1, "max-bytes", Level::Error), "{told}: {} bytes", max + 1);
        }
        if let Some(warn) = limits.warn_bytes {
            assert!(!bytes(warn, "warn-bytes", Level::Warn), "{told}: {warn} bytes");
            assert!(bytes(warn + 1, "warn-bytes", Level::Warn), "{told}: {} bytes", warn + 1);
        }
        for model in &limits.models {
            let of = |bound: Option<u64>, step: i64| bound.map(|bound| (bound, bound.saturating_add_signed(step)));
            for (inside, outside) in of(model.min_rows, -1).into_iter().chain(of(model.max_rows, 1)) {
                assert!(!rows(inside, &model.name, Level::Info), "{told}, {}: {inside} rows", model.name);
                assert!(rows(outside, &model.name, Level::Info), "{told}, {}: {outside} rows", model.name);
            }
            if let Some(max) = model.max_bytes {
                assert!(!bytes(max, &model.name, Level::Info), "{told}, {}: {max} bytes", model.name);
                assert!(bytes(max + 1, &model.name, Level::Info), "{told}, {}: {} bytes", model.name, max + 1);
            }
        }
        for ending in &limits.extensions {
            assert!(!has(fair, 1, &format!("train{ending}"), "extension", Level::Error), "{told}: {ending}");
            let upper = has(fair, 1, &format!("train{}", ending.to_uppercase()), "extension", Level::Error);
            assert_eq!(upper, limits.lower_case, "{told}: {ending} in upper case");
        }
        let other = has(fair, 1, "train.txt", "extension", Level::Error);
        assert_eq!(other, !limits.extensions.is_empty(), "{told}: .txt");
    }
}

/// What a consumer takes, with a word: profile, row, and what is said of it.
const TOLD: &[(&str, &str, &str)] = &[
    (
        "mistral",
        r#"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello."},{"role":"user","content":"Go"},{"role":"assistant","content":"Gone."}],"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{}}}]}"#,
        "info[FT212] the row has tools, so that only the last of its 2 answers is trained (mistral) [/messages]",
    ),
    (
        "together",
        r#"{"messages":[{"role":"user","content":[]},{"role":"assistant","content":[{"type":"text","text":"Yes."}]}]}"#,
        "warn[FT211] empty `user` message (together) [/messages/0/content]",
    ),
    (
        "openai-completion",
        r#"{"prompt":"2+2","completion":4}"#,
        "warn[FT204] `completion` is a number, want a string (openai-completion) [/completion]",
    ),
    (
        "vertex-gemini-sft",
        r#"{"contents":[{"role":"user","parts":[{"file_data":{"mimeType":"image/png","fileUri":"gs://a/b.png"}}]},{"role":"model","parts":[{"text":"Green."}]}]}"#,
        "info[FT205] `file_data` is read; the documented spelling is `fileData` (vertex-gemini-sft) [/contents/0/parts/0/file_data]",
    ),
    (
        "vertex-gemini-sft",
        r#"{"contents":[{"role":"user","parts":[{"fileData":{"mimeType":"image/png","fileUri":"https://example.com/b.png"}}]},{"role":"model","parts":[{"text":"Green."}]}]}"#,
        "warn[FT218] `fileUri` does not start with gs:// (vertex-gemini-sft) [/contents/0/parts/0/fileData/fileUri]",
    ),
    (
        "alibaba-sft",
        r#"{"messages":[{"role":"user","content":"Name a fish."},{"role":"assistant","content":"Cod.","loss_weight":0.5}]}"#,
        "warn[FT213] `loss_weight` is doubtful: it is taken by invitation only (alibaba-sft) [/messages/1/loss_weight]",
    ),
    (
        "openai-chat",
        r#"{"messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":"Hi."},{"role":"assistant","content":"Hello."}]}"#,
        "warn[FT201] role `developer` is doubtful here (openai-chat) [/messages/0/role]",
    ),
    (
        "cohere-chat",
        r#"{"messages":[{"role":"user","content":"Hi."},{"role":"Chatbot","content":"Hello."}]}"#,
        "info[FT201] role `user` is doubtful here (cohere-chat) [/messages/0/role]",
    ),
    (
        "bedrock-distillation",
        r#"{"messages":[{"role":"user","content":[{"text":"User: hi"}]}]}"#,
        "warn[FT220] reserved word `User:` (bedrock-distillation) [/messages/0/content/0/text]",
    ),
    (
        "together",
        r#"{"messages":[{"role":"user","content":"Hi."},{"role":"assistant","content":null}]}"#,
        "warn[FT211] content of the `assistant` message is `null` and there are no tool calls (together) [/messages/1/content]",
    ),
    (
        "bedrock-text",
        r#"{"prompt":"a","completion":"b","topic":"c"}"#,
        "info[FT205] unknown key `topic` (bedrock-text) [/topic]",
    ),
    (
        "mistral",
        r#"{"messages":[{"role":"assistant","content":"Hello."},{"role":"user","content":"Hi."},{"role":"assistant","content":"Yes?"}]}"#,
        "warn[FT209] the first message is by `assistant`, want user (mistral) [/messages/0/role]",
    ),
    (
        "oci-text",
        r#"{"Prompt":"a","Completion":"b"}"#,
        "error[FT202] no known shape: `Prompt`, `Completion`; want `prompt`, `completion`; is `Prompt` meant as `prompt`? (oci-text) []",
    ),
];

#[test]
fn what_is_taken_with_a_word_is_told() {
    let folder = scratch("told");
    let known = |wanted: &str| ft_lint::rules::REGISTRY.iter().any(|entry| wanted.contains(entry.code));
    for (name, row, wanted) in TOLD.iter().filter(|(.., wanted)| known(wanted)) {
        let path = folder.join("row.jsonl");
        fs::write(&path, row).unwrap();
        let found: Vec<String> = lint(find(name).unwrap(), &path).iter().map(told).collect();
        assert!(found.iter().any(|found| found == wanted), "{name}: {wanted}\n{}", found.join("\n"));
    }
}

/// Rows of the length that a form takes, and of one character more.
#[test]
fn long_rows_are_told_on_both_sides() {
    let folder = scratch("long");
    let forms = consumers().flat_map(|profile| profile.forms.values().map(move |form| (profile, form)));
    for (profile, max) in forms.filter_map(|(profile, form)| Some((profile, form.max_chars?))) {
        let told = |length: usize| {
            let text = "é".repeat(length - 1);
            let row = if profile.takes(Shape::Chat) {
                json!({"messages": [{"role": "user", "content": "?"}, {"role": "assistant", "content": text}]})
            } else {
                json!({"prompt": "?", "completion": text})
            };
            let path = folder.join("row.jsonl");
            fs::write(&path, row.to_string()).unwrap();
            lint(profile, &path).iter().any(|finding| finding.message.contains(&format!("want {max} at most")))
        };
        assert!(!told(max) && told(max + 1), "{}: {max} characters", profile.name);
    }
}
