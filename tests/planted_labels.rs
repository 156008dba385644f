//! Defects of labels and collapsed answers, planted at known rows by a seeded generator among things that look like them.
//! Of what is planted nearly all must be found, and nothing else.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Value, json};
use support::{Random, json as lint, scratch};

/// How a row is written.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Pair,
    Chat,
    Instruction,
    Field,
}

const SHAPES: [Shape; 4] = [Shape::Pair, Shape::Chat, Shape::Instruction, Shape::Field];

fn row(shape: Shape, prompt: &str, answer: &str, n: usize) -> String {
    let value = match shape {
        Shape::Pair => json!({"prompt": prompt, "completion": answer}),
        Shape::Chat => json!({"messages": [
            {"role": "system", "content": "Name what the customer wants, in one label."},
            {"role": "user", "content": prompt},
            {"role": "assistant", "content": answer},
        ]}),
        Shape::Instruction => {
            json!({"instruction": "Name what the customer wants.", "input": prompt, "output": answer})
        }
        Shape::Field => {
            let sure = (n % 50 + 50) as f64 / 100.0;
            json!({"prompt": prompt, "completion": json!({"label": answer, "confidence": sure}).to_string()})
        }
    };
    value.to_string()
}

/// Prompts that no two rows share.
fn prompt(random: &mut Random, n: usize) -> String {
    const WHO: [&str; 8] = ["I", "My neighbour", "Our office", "A friend", "The club", "My son", "The shop", "Someone"];
    const WHAT: [&str; 8] =
        ["asks for", "wants", "waits for", "lost", "returned", "paid for", "forgot", "complains about"];
    const THING: [&str; 8] =
        ["the lamp", "a cable", "the letter", "a parcel", "the bill", "a ticket", "the key", "a card"];
    let mut word = |list: [&'static str; 8]| list[random.below(8)];
    format!("{} {} {} of case {n}", word(WHO), word(WHAT), word(THING))
}

const LABELS: [&str; 10] = [
    "card_arrival",
    "transfer_pending",
    "balance_unknown",
    "passcode_forgotten",
    "exchange_rate",
    "complaint_clerk",
    "shipment",
    "technical_help",
    "newsletter",
    "positive",
];
/// Labels of their own that look like slips or variants of others.
const DECOYS: [(&str, usize); 14] = [
    ("level_1", 300),
    ("level_2", 2),
    ("tax", 30),
    ("fax", 12),
    ("+1", 40),
    ("-1", 15),
    ("complete", 200),
    ("incomplete", 2),
    ("Iraq", 150),
    ("Iran", 3),
    ("de", 150),
    ("da", 2),
    ("warranty", 2),
    ("gift", 3),
];

fn variant(random: &mut Random, label: &str) -> String {
    let title = label.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect::<Vec<_>>();
    match random.below(8) {
        0 => label.to_uppercase(),
        1 => title.join(" "),
        2 => format!("{label}."),
        3 => format!(" {label}"),
        4 => format!("Label: {label}"),
        5 => format!("\"{label}\""),
        6 => title.join("_"),
        _ => format!("**{label}**"),
    }
}

fn slip(random: &mut Random, label: &str) -> String {
    let letters: Vec<char> = label.chars().collect();
    loop {
        let mut other = letters.clone();
        let at = 1 + random.below(letters.len() - 2);
        match random.below(4) {
            0 => drop(other.remove(at)),
            1 => other.insert(at, letters[at]),
            2 => other.swap(at, at + 1),
            _ => other[at] = (b'a' + random.below(26) as u8) as char,
        }
        let folded = |letters: &[char]| letters.iter().filter(|c| c.is_alphabetic()).collect::<String>();
        if folded(&other) != folded(&letters) {
            return other.into_iter().collect();
        }
    }
}

fn short_form(random: &mut Random, label: &str) -> String {
    let first = label.split('_').next().unwrap();
    first[..3 + random.below(2)].to_owned()
}

/// A data set with the rules that each row must raise.
struct Planted {
    rows: Vec<String>,
    wanted: BTreeMap<usize, &'static str>,
}

fn planted(shape: Shape, seed: u64) -> Planted {
    let mut random = Random(seed);
    let mut answers: Vec<(String, Option<&'static str>)> = Vec::new();
    for label in LABELS {
        answers.extend((0..170 + random.below(60)).map(|_| (label.to_owned(), None)));
        for _ in 0..6 {
            answers.push((variant(&mut random, label), Some("FT304")));
        }
        for _ in 0..3 {
            answers.push((slip(&mut random, label), Some("FT305")));
        }
        let short = short_form(&mut random, label);
        answers.extend((0..4).map(|_| (short.clone(), Some("FT306"))));
    }
    for (label, count) in DECOYS {
        answers.extend((0..count).map(|_| (label.to_owned(), None)));
    }
    for at in (1..answers.len()).rev() {
        answers.swap(at, random.below(at + 1));
    }
    let mut planted = Planted { rows: Vec::new(), wanted: BTreeMap::new() };
    for (n, (answer, rule)) in answers.into_iter().enumerate() {
        planted.rows.push(row(shape, &prompt(&mut random, n), &answer, n));
        if let Some(rule) = rule {
            planted.wanted.insert(n + 1, rule);
        }
    }
    planted
}

fn report(name: &str, rows: &[String], args: &[&str]) -> Value {
    let folder = scratch(&format!("planted-labels-{name}"));
    fs::write(folder.join("data.jsonl"), rows.join("\n") + "\n").unwrap();
    lint(&folder, &[&["--max-findings", "100000", "data.jsonl"], args].concat())
}

/// Rows in which a rule found something.
fn rows_of<'r>(report: &'r Value, code: &str) -> BTreeMap<usize, &'r str> {
    let found = report["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == code);
    found.filter_map(|own| Some((own["row"].as_u64()? as usize, own["message"].as_str().unwrap()))).collect()
}

fn of_data<'r>(report: &'r Value, code: &str) -> Vec<&'r Value> {
    let found = report["findings"].as_array().unwrap().iter();
    found.filter(|finding| finding["code"] == code && finding["row"].is_null()).collect()
}

#[test]
fn variants_slips_and_short_forms() {
    for code in ["FT304", "FT305", "FT306"] {
        let (mut hit, mut missed, mut wrong) = (0, Vec::new(), Vec::new());
        for (shape, seed) in SHAPES.into_iter().zip(1..) {
            let Planted { rows, wanted } = planted(shape, seed);
            let report = report(&format!("{code}-{seed}"), &rows, &["--select", code]);
            let found = rows_of(&report, code);
            for row in wanted.iter().filter(|own| *own.1 == code).map(|own| own.0) {
                if found.contains_key(row) { hit += 1 } else { missed.push(rows[row - 1].clone()) }
            }
            let others = found.iter().filter(|(row, _)| wanted.get(row) != Some(&code));
            wrong.extend(others.map(|(row, message)| format!("{message}: {}", rows[row - 1])));
        }
        let (recall, precision) =
            (hit as f64 / (hit + missed.len()) as f64, hit as f64 / (hit + wrong.len()).max(1) as f64);
        println!("{code}: recall {recall:.3}, precision {precision:.3} of {}", hit + missed.len());
        assert!(recall >= 0.98, "{code}: {} missed: {missed:#?}", missed.len());
        assert!(precision >= 0.98, "{code}: {} wrong: {wrong:#?}", wrong.len());
    }
}

/// No decoy is hit by any of the rules about labels.
#[test]
fn labels_that_look_alike_and_are_meant() {
    let mut random = Random(9);
    let mut answers: Vec<&str> = DECOYS.iter().flat_map(|(label, count)| std::iter::repeat_n(*label, *count)).collect();
    // Two rows each, because one alone is rare.
    answers.extend(["Co", "CO", "Hf", "HF", "Cs", "CS", "No", "NO"].into_iter().flat_map(|code| [code; 6]));
    let rows: Vec<String> =
        answers.iter().enumerate().map(|(n, answer)| row(Shape::Pair, &prompt(&mut random, n), answer, n)).collect();
    let report = report("decoys", &rows, &["--select", "FT304,FT305,FT306,FT307,FT308"]);
    assert_eq!(report["findings"].as_array().unwrap().len(), 0, "{:#}", report["findings"]);
    let reasons = report["summary"]["not_checked"].to_string();
    assert!(reasons.contains("differ in case"), "{reasons}");
}

/// Shares in percent, and the level that they deserve.
const SHARES: [(&[usize], Option<&str>); 9] = [
    (&[97, 3], Some("error")),
    (&[95, 5], Some("error")),
    (&[90, 10], Some("warn")),
    (&[90, 9, 1], Some("warn")),
    (&[80, 20], Some("warn")),
    (&[79, 21], Some("info")),
    (&[60, 40], None),
    (&[50, 30, 20], None),
    (&[34, 33, 33], None),
];

#[test]
fn imbalance_at_known_shares() {
    const NAMES: [&str; 3] = ["billing", "returns", "shipping"];
    for (shape, seed) in SHAPES.into_iter().zip(20..) {
        for (shares, level) in SHARES {
            let mut random = Random(seed);
            let mut labels: Vec<&str> =
                NAMES.iter().zip(shares).flat_map(|(name, share)| std::iter::repeat_n(*name, *share * 3)).collect();
            for at in (1..labels.len()).rev() {
                labels.swap(at, random.below(at + 1));
            }
            let rows: Vec<String> =
                labels.iter().enumerate().map(|(n, label)| row(shape, &prompt(&mut random, n), label, n)).collect();
            let report = report(&format!("shares-{seed}"), &rows, &["--select", "balance"]);
            let found = of_data(&report, "FT502");
            let own = found.first().map(|finding| finding["level"].as_str().unwrap());
            assert_eq!((found.len() <= 1, own), (true, level), "{shape:?} {shares:?}: {found:?}");
            is_measured(&report["stats"]["labels"], shares);
            assert_eq!(of_data(&report, "FT505").len(), 0, "{shares:?}");
        }
    }
}

/// The five measures, worked out here once more.
fn is_measured(labels: &Value, shares: &[usize]) {
    let space =
        labels.as_array().unwrap().iter().find(|space| space["field"].is_null() || space["field"] == "label").unwrap();
    let p = |n: usize| n as f64 / 100.0;
    let entropy: f64 = shares.iter().map(|n| -p(*n) * p(*n).ln()).sum();
    let most = *shares.iter().max().unwrap();
    let wanted = [
        ("classes", shares.len() as f64),
        ("majority", p(most)),
        ("ratio", most as f64 / *shares.iter().min().unwrap() as f64),
        ("evenness", entropy / (shares.len() as f64).ln()),
        ("effective", entropy.exp()),
    ];
    for (key, value) in wanted {
        assert!((space[key].as_f64().unwrap() - value).abs() < 0.01, "{key} of {shares:?}: {} for {value}", space[key]);
    }
}

/// Free text in which nothing repeats.
fn sentence(random: &mut Random, n: usize) -> String {
    const WORDS: [&str; 24] = [
        "harbour", "lamp", "timber", "old", "quiet", "river", "carries", "slowly", "market", "bread", "north", "and",
        "under", "bridge", "green", "wool", "morning", "sells", "often", "keeps", "winter", "small", "boats", "window",
    ];
    let words: Vec<&str> = (0..12 + random.below(8)).map(|_| WORDS[random.below(WORDS.len())]).collect();
    format!("{} of day {n} {}.", words[..4].join(" "), words[4..].join(" "))
}

#[test]
fn collapsed_answers_and_phrases() {
    let same = "Please ask one of the clerks at the front desk.";
    let fixed = "That is not something I can talk about here.";
    for (copies, level) in [(9, None), (14, Some("warn")), (60, Some("error"))] {
        let mut random = Random(copies as u64);
        let mut rows = Vec::new();
        for n in 0..400 {
            let answer = if n % 6 == 0 && n / 6 < copies { same.to_owned() } else { sentence(&mut random, n) };
            rows.push(row(Shape::Pair, &prompt(&mut random, n), &answer, n));
        }
        // One pair again and again is no collapse; an answer that is allowed is none.
        rows.extend(
            (0..15).map(|_| row(Shape::Pair, "Is it warm in the hall today?", "It is a warm day in the hall.", 0)),
        );
        rows.extend((0..15).map(|n| row(Shape::Pair, &prompt(&mut random, 1000 + n), fixed, n)));
        let report = report("collapse", &rows, &["--select", "FT506", "--allow-answer", "^That is not something"]);
        let levels: Vec<&str> =
            of_data(&report, "FT506").iter().map(|finding| finding["level"].as_str().unwrap()).collect();
        assert_eq!(levels, level.into_iter().collect::<Vec<_>>(), "{copies} copies: {:#}", report["findings"]);
    }
    let (begin, end) = ("Sure, I am happy to help:", "Let me know if you have any other questions!");
    for (shares, wanted) in
        [([25, 12], ["begin", "end"].as_slice()), ([15, 8], &[]), ([25, 5], &["begin"]), ([0, 15], &["end"])]
    {
        let mut random = Random(shares[0] as u64);
        let phrase = |n: usize, share: usize| n * 37 % 100 < share;
        let answer = |random: &mut Random, n: usize| {
            let text = sentence(random, n);
            let text = if phrase(n, shares[0]) { format!("{begin} {text}") } else { text };
            if phrase(n + 50, shares[1]) { format!("{text} {end}") } else { text }
        };
        for many in [300, 9_000] {
            let rows: Vec<String> = (0..many)
                .map(|n| {
                    let answer = answer(&mut random, n);
                    row(Shape::Pair, &prompt(&mut random, n), &answer, n)
                })
                .collect();
            let report = report("phrases", &rows, &["--select", "FT507"]);
            let said: BTreeSet<&str> = of_data(&report, "FT507")
                .iter()
                .map(|own| if own["message"].as_str().unwrap().contains(" begin ") { "begin" } else { "end" })
                .collect();
            assert_eq!(said.into_iter().collect::<Vec<_>>(), wanted, "{shares:?} of {many}: {:#}", report["findings"]);
        }
    }
}
