//! How well the privacy rules do on texts of many hands: `fixtures/privacy/*.txt`, in which each value has its entity beside
//! it. Prints precision, recall and F1 of each entity, and fails below the targets.
//!
//! `PRIVACY_MISSES=1 cargo test --test privacy_score -- --nocapture` lists every value that was missed or made up.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a panic is how a test fails, and the figures are its result"
)]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;

use ft_lint::rules::privacy::markers::expand_with;
use serde_json::{Value, json};
use support::{root, run_in, scratch, stderr};

/// Each text is tried with as many sets of values.
const SEEDS: u64 = 3;

/// A value in a text.
#[derive(Clone, Debug)]
struct Label {
    /// The entity; `-` is none, `?` may be taken for one.
    entity: String,
    span: Range<usize>,
}

/// A text with its labels.
struct Sample {
    /// File and line, for people.
    place: String,
    /// Where it stands in its row.
    at: String,
    text: String,
    labels: Vec<Label>,
}

/// Reads a file: `§ language hand [@place]` before each text, `⟦ENTITY|value⟧` around each value.
fn samples(name: &str, seed: u64) -> Vec<Sample> {
    let file = fs::read_to_string(root().join("fixtures/privacy").join(name)).unwrap();
    let mut samples = Vec::new();
    let mut head: Option<(usize, &str)> = None;
    let mut body = String::new();
    for (number, line) in file.lines().chain(["§ end"]).enumerate() {
        let Some(next) = line.strip_prefix("§ ") else {
            if head.is_some() {
                body += line;
                body.push('\n');
            }
            continue;
        };
        if let Some((line, head)) = head {
            let at = head.split_once('@').map_or("prompt", |(_, at)| at.trim());
            let (text, labels) = read(body.trim_end_matches('\n'), seed * 10_007 + line as u64);
            let place = format!("{name}:{line}");
            samples.push(Sample { place, at: at.into(), text, labels });
        }
        head = Some((number + 1, next));
        body.clear();
    }
    samples
}

/// A text without the marks of its labels, and with values in place of markers.
fn read(marked: &str, seed: u64) -> (String, Vec<Label>) {
    let marked = expand_with(marked, seed);
    let (mut text, mut labels) = (String::new(), Vec::new());
    let mut rest = marked.as_str();
    while let Some((before, tail)) = rest.split_once('⟦') {
        text += before;
        let (label, after) = tail.split_once('⟧').unwrap_or_else(|| panic!("a label is open in: {marked}"));
        let (entity, value) = label.split_once('|').unwrap_or_else(|| panic!("a label has no entity: {label}"));
        labels.push(Label { entity: entity.into(), span: text.len()..text.len() + value.len() });
        text += value;
        rest = after;
    }
    text += rest;
    (text, labels)
}

/// The row of a text, and its messages: where each stands, and where it begins in the text.
fn row(sample: &Sample) -> (Value, Vec<(String, usize)>) {
    let text = &sample.text;
    let user = json!({"role": "user", "content": "Please go on."});
    let at = |pointer: &str| vec![(pointer.to_string(), 0)];
    match sample.at.as_str() {
        "arguments" => {
            let call = json!({"id": "c1", "type": "function", "function": {"name": "save", "arguments": text}});
            let answer = json!({"role": "assistant", "content": null, "tool_calls": [call]});
            (json!({"messages": [user, answer]}), at("/messages/1/tool_calls/0/function/arguments"))
        }
        "answer" => (json!({"messages": [user, {"role": "assistant", "content": text}]}), at("/messages/1/content")),
        // Messages of a talk, the last one the assistant's, with a line of hyphens between them.
        "talk" => {
            let (mut messages, mut places, mut from) = (Vec::new(), Vec::new(), 0);
            let count = text.split(TURN).count();
            for (i, own) in text.split(TURN).enumerate() {
                let role = if (count - i).is_multiple_of(2) { "user" } else { "assistant" };
                messages.push(json!({"role": role, "content": own}));
                places.push((format!("/messages/{i}/content"), from));
                from += own.len() + TURN.len();
            }
            (json!({"messages": messages}), places)
        }
        _ => (json!({"prompt": text, "completion": "Noted."}), at("/prompt")),
    }
}

/// What stands between the messages of a talk.
const TURN: &str = "\n---\n";

/// Right, made up, missed.
#[derive(Default, Clone, Copy)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Score {
    fn precision(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong).max(1))
    }

    fn recall(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.missed).max(1))
    }

    fn f1(self) -> f64 {
        2.0 * f64::from(self.right) / f64::from((2 * self.right + self.wrong + self.missed).max(1))
    }

    fn add(&mut self, other: Score) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

/// A finding of the program.
struct Found {
    kind: String,
    span: Range<usize>,
}

impl Found {
    /// Whether this is what a label says; some entities go by two names.
    fn is(&self, label: &Label) -> bool {
        let both = self.span.start.max(label.span.start)..self.span.end.min(label.span.end);
        let all = self.span.start.min(label.span.start)..self.span.end.max(label.span.end);
        let own: &[&str] = match self.kind.as_str() {
            "SECRET" | "PASSWORD" => &["SECRET", "PASSWORD"],
            "medical-id" | "MEDICAL_ID" => &["MEDICAL_ID", "RECORD_ID"],
            "account-id" => &["RECORD_ID", "BANK_ACCOUNT"],
            "device-id" => &["RECORD_ID", "DEVICE_ID"],
            kind => &[kind],
        };
        let named = own.contains(&label.entity.as_str());
        named && both.start < both.end && both.len() * 10 >= all.len() * 7
    }

    fn touches(&self, label: &Label) -> bool {
        self.span.start < label.span.end && label.span.start < self.span.end
    }
}

fn findings(samples: &[Sample], name: &str) -> Vec<Vec<Found>> {
    let folder = scratch(&format!("privacy-{name}"));
    let rows: Vec<(Value, Vec<(String, usize)>)> = samples.iter().map(row).collect();
    let lines: Vec<String> = rows.iter().map(|(row, _)| row.to_string()).collect();
    fs::write(folder.join("data.jsonl"), lines.join("\n") + "\n").unwrap();
    let args = ["data.jsonl", "--select", "privacy", "--format", "jsonl", "--show-values"];
    let output = run_in(&folder, &args);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", stderr(&output));
    let mut found: Vec<Vec<Found>> = samples.iter().map(|_| Vec::new()).collect();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let finding: Value = serde_json::from_str(line).unwrap();
        let (Some(row), Some(kind)) = (finding["row"].as_u64(), finding["kind"].as_str()) else { continue };
        if finding["code"].as_str() > Some("FT630") {
            continue;
        }
        let row = row as usize - 1;
        let place = rows[row].1.iter().find(|(own, _)| finding["pointer"] == *own);
        assert!(place.is_some() || finding["pointer"] == "", "{finding}");
        let from = place.map_or(0, |(_, from)| *from);
        let at = |end: &str| from + finding["span"][end].as_u64().unwrap() as usize;
        let subtype = finding["subtype"].as_str().unwrap_or_default();
        let kind = if ["medical-id", "account-id", "device-id"].contains(&subtype) { subtype } else { kind };
        found[row].push(Found { kind: kind.into(), span: at("start")..at("end") });
    }
    found
}

/// Counts of each entity, and a line for each value that was missed or made up.
fn score(
    name: &str,
    seed: u64,
    scores: &mut BTreeMap<String, Score>,
    wrong: &mut Vec<String>,
) -> (usize, usize, usize) {
    let samples = samples(name, seed);
    let found = findings(&samples, &format!("{}-{seed}", name.trim_end_matches(".txt")));
    let (mut entities, mut negatives) = (0, 0);
    for (sample, found) in samples.iter().zip(found) {
        let mut right = vec![false; found.len()];
        let around = |span: &Range<usize>| {
            let from = sample.text[..span.start].char_indices().rev().nth(40).map_or(0, |(at, _)| at);
            let to = sample.text[span.end..].char_indices().nth(24).map_or(sample.text.len(), |(at, _)| span.end + at);
            sample.text[from..to].replace('\n', "⏎")
        };
        for label in &sample.labels {
            match label.entity.as_str() {
                "-" => negatives += 1,
                "?" => found.iter().enumerate().for_each(|(i, own)| right[i] |= own.touches(label)),
                entity => {
                    entities += 1;
                    let own = found.iter().position(|own| own.is(label));
                    let score = scores.entry(entity.into()).or_default();
                    if let Some(own) = own {
                        right[own] = true;
                        score.right += 1;
                    } else {
                        score.missed += 1;
                        wrong.push(format!(
                            "{} missed {entity} `{}`: {}",
                            sample.place,
                            &sample.text[label.span.clone()],
                            around(&label.span)
                        ));
                    }
                }
            }
        }
        for (own, _) in found.iter().zip(right).filter(|(_, right)| !right) {
            let entity = match own.kind.as_str() {
                "medical-id" => "MEDICAL_ID",
                "account-id" | "device-id" => "RECORD_ID",
                kind => kind,
            };
            scores.entry(entity.into()).or_default().wrong += 1;
            wrong.push(format!(
                "{} made up {} `{}`: {}",
                sample.place,
                own.kind,
                &sample.text[own.span.clone()],
                around(&own.span)
            ));
        }
    }
    (samples.len(), entities, negatives)
}

/// Entities that are judged together: name, members, least precision and recall.
const TARGETS: [(&str, &[&str], f64, f64); 6] = [
    ("secrets", &["SECRET", "PASSWORD"], 0.99, 0.97),
    ("checked", &["CREDIT_CARD", "IBAN", "NATIONAL_ID", "CRYPTO_WALLET", "VEHICLE_ID"], 0.99, 0.97),
    ("e-mail", &["EMAIL"], 0.99, 0.99),
    ("phone", &["PHONE"], 0.93, 0.90),
    ("record ids", &["RECORD_ID"], 0.95, 0.90),
    (
        "others",
        &[
            "BANK_ACCOUNT",
            "PASSPORT",
            "DRIVER_LICENSE",
            "MEDICAL_ID",
            "IP_ADDRESS",
            "MAC_ADDRESS",
            "DEVICE_ID",
            "USER_PATH",
            "DATE_OF_BIRTH",
            "ADDRESS",
            "GEO",
        ],
        0.95,
        0.90,
    ),
];

fn judge(name: &str, least: (usize, usize, usize)) {
    let (mut scores, mut wrong, mut sizes) = (BTreeMap::new(), Vec::new(), (0, 0, 0));
    for seed in 1..=SEEDS {
        sizes = score(name, seed, &mut scores, &mut wrong);
    }
    let mut table =
        format!("{name}: {} texts, {} values, {} look-alikes, {SEEDS} sets of values\n", sizes.0, sizes.1, sizes.2);
    let mut line = |entity: &str, score: Score| {
        let (precision, recall, f1) = (score.precision(), score.recall(), score.f1());
        writeln!(
            table,
            "{entity:15} P {precision:.4}  R {recall:.4}  F1 {f1:.4}  ({} right, {} made up, {} missed)",
            score.right, score.wrong, score.missed
        )
        .unwrap();
    };
    scores.iter().for_each(|(entity, score)| line(entity, *score));
    let mut below = Vec::new();
    for (group, entities, precision, recall) in TARGETS {
        let mut all = Score::default();
        entities.iter().filter_map(|entity| scores.get(*entity)).for_each(|score| all.add(*score));
        // Some files are about one entity.
        if all.right + all.wrong + all.missed == 0 {
            continue;
        }
        line(&format!("[{group}]"), all);
        if all.precision() < precision || all.recall() < recall {
            below.push(format!("{group}: P {:.4} of {precision}, R {:.4} of {recall}", all.precision(), all.recall()));
        }
    }
    println!("{table}");
    wrong.sort();
    wrong.dedup_by_key(|line| {
        line.split(": ").next().unwrap_or_default().split(" `").next().unwrap_or_default().to_string()
    });
    if std::env::var_os("PRIVACY_MISSES").is_some() {
        println!("{}", wrong.join("\n"));
    }
    assert!(below.is_empty(), "{}\n{table}\n{}", below.join("\n"), wrong.join("\n"));
    assert!(sizes.0 >= least.0 && sizes.1 >= least.1 && sizes.2 >= least.2, "{name} is too small: {sizes:?}");
}

#[test]
fn the_first_texts_reach_the_targets() {
    judge("first.txt", (350, 800, 800));
}

#[test]
fn the_second_texts_reach_the_targets() {
    judge("second.txt", (140, 200, 350));
}

#[test]
fn the_third_texts_reach_the_targets() {
    judge("third.txt", (60, 100, 100));
}

#[test]
fn the_fourth_texts_reach_the_targets() {
    judge("fourth.txt", (50, 80, 80));
}

#[test]
fn the_fifth_texts_reach_the_targets() {
    judge("fifth.txt", (90, 100, 60));
}

#[test]
fn the_sixth_texts_reach_the_targets() {
    judge("sixth.txt", (420, 450, 700));
}

#[test]
fn the_seventh_texts_reach_the_targets() {
    judge("seventh.txt", (770, 400, 300));
}
