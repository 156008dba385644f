//! Nothing that the privacy rules know is printed: planted values are looked for in every output, wherever they stood in
//! the data. Values come from markers, so that no file here holds anything that looks like a credential.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod glued;
mod rows;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;

use ft_lint::rules::privacy::markers::expand;
use rows::{bare, rows_with};
use serde_json::{Value, json};
use support::inert::VIEWS;
use support::{Random, run_in, scratch, stderr, stdout};

/// A value with the words that make it one.
struct Planted {
    value: String,
    sentence: String,
}

fn planted() -> Vec<Planted> {
    let marked = [
        ("{{github-token}}", "The token is @."),
        ("{{openai-key}}", "Run `export OPENAI_API_KEY=@` first"),
        ("{{aws-key-id}}", "aws_access_key_id = @"),
        ("{{npm-token}}", "Publish with @ please"),
        ("{{payment-card}}", "Charge my card @ please"),
        ("{{payment-card-spaced}}", "My visa number is @ and no other"),
        ("orders.desk@lumenpost.io", "Please send it to @ today"),
        ("+44 20 8742 6193", "My mobile is @, ring after five"),
        ("(646) 731-2094", "Please call me back at @"),
        ("4829173", "Where is order number @?"),
        ("{{iban}}", "Please refund to @ by Friday"),
        ("{{us-ssn}}", "My SSN is @ by the way"),
        ("{{in-aadhaar}}", "Aadhaar @ is on file"),
        ("X48213975", "Book it with passport number @ please"),
        ("48213977", "Note for MRN @ of today"),
        ("81.45.207.19", "Login from @ failed"),
        ("1M8GDM9AXKP042788", "My car is a @ in red"),
        ("Lantern2291zz", "My password is @ of old"),
        ("{{stripe-key}}", "Charge with @ then"),
        ("{{slack-webhook}}", "Post to @ then"),
        ("{{uk-nhs}}", "NHS number @ of hers"),
        ("{{imei}}", "IMEI @ was stolen"),
        ("{{btc-segwit}}", "my wallet @ is empty"),
        ("{{de-steuer-id}}", "Steuer-ID: @ bitte"),
        ("{{card-amex}}", "my Amex card @ was declined"),
        ("48-2139-77", "S/N @ is on the box"),
        ("12/03/1985", "DOB: @ as told"),
        ("{{us-routing}}", "Routing number: @ for the wire"),
    ];
    let one = |(marker, sentence): (&str, &str)| {
        let value = expand(marker);
        Planted { sentence: sentence.replace('@', &value), value }
    };
    marked.into_iter().map(one).collect()
}

/// Parts of a value that give it away: the whole, and of a long token every stretch of 12 characters after its prefix.
fn parts(value: &str) -> Vec<String> {
    let chars: Vec<char> = value.chars().collect();
    let mut parts = vec![value.to_owned()];
    if chars.len() > 18 && !value.contains(' ') {
        parts.extend(chars[8..].windows(12).map(|window| window.iter().collect()));
    }
    parts
}

fn lint(folder: &Path, args: &[&str]) -> String {
    let output = run_in(folder, &[&["data.jsonl", "--max-findings", "100000"], args].concat());
    assert!(matches!(output.status.code(), Some(0 | 1)), "{args:?}: {}", stderr(&output));
    stdout(&output) + &stderr(&output)
}

/// All formats in one run; they are read back from their files.
const VIEWED: &str = "--excerpts";

/// Options whose outputs list everything.
const WHOLE: [&[&str]; 10] = [
    &[VIEWED],
    &["--color", "always"],
    &["--format", "concise"],
    &["--format", "json"],
    &["--format", "jsonl"],
    &["--statistics"],
    &["--scores", "scores.jsonl", "--format", "concise"],
    // Masking does not depend on which rules speak.
    &["--ignore", "privacy"],
    &["--ignore", "privacy", "--format", "json"],
    &["--select", "schema,file,format,content", "--format", "concise"],
];
/// Options whose output shows a few examples of each rule: one value at a time.
const EXAMPLES: [&[&str]; 1] = [&[VIEWED, "--color", "never"]];

/// The text of all formats, as it stands and with the escapes of each format undone.
fn views(folder: &Path, args: &[&str]) -> String {
    let outputs: Vec<String> =
        VIEWS.iter().chain(&["json"]).map(|format| format!("--output={format}=out.{format}")).collect();
    let outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
    let mut text = lint(folder, &[args, &outputs].concat());
    for format in VIEWS.iter().chain(&["json"]) {
        let written = fs::read_to_string(folder.join(format!("out.{format}"))).unwrap();
        text += &plain(&written);
        text += &written;
    }
    text
}

fn plain(text: &str) -> String {
    let mut plain = text.replace("<!-- -->", "").replace("<mark>", "").replace("</mark>", "");
    for (escape, c) in [("%3A", ":"), ("%2C", ","), ("%5D", "]"), ("%3B", ";"), ("%25", "%"), ("%AZP25", "%")] {
        plain = plain.replace(escape, c);
    }
    for c in ["|", "`", "*", "_", "~", "[", "]", "\\", ":", "$", "'", "."] {
        plain = plain.replace(&format!("&#{};", c.as_bytes()[0]), c);
    }
    plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn escapes_of_all_formats_are_undone() {
    let mail = "orders.desk_1@lumenpost.io";
    assert_eq!(plain("orders.desk&#95;1@<!-- -->lumenpost.io"), mail);
    assert_eq!(plain("orders.desk_1<mark>@lumenpost</mark>.io"), mail);
}

/// Every value that is in an output of rows made with it.
fn leaks(name: &str, planted: &[Planted], rows: &dyn Fn(&str) -> Vec<String>) -> Vec<String> {
    let folder = scratch(&format!("secrets-{name}"));
    let mut found = Vec::new();
    let mut look = |options: &[&[&str]], rows: &[String], planted: &[Planted]| {
        fs::write(folder.join("data.jsonl"), rows.join("\n") + "\n").unwrap();
        for args in options {
            let mut text = if args.contains(&VIEWED) { views(&folder, args) } else { lint(&folder, args) };
            text += &fs::read_to_string(folder.join("scores.jsonl")).unwrap_or_default();
            for planted in planted {
                if let Some(part) = parts(&planted.value).iter().find(|part| text.contains(part.as_str())) {
                    let line = text.lines().find(|line| line.contains(part.as_str())).unwrap_or_default();
                    found.push(format!("{name} {args:?}: `{}` in: {}", planted.value, line.trim()));
                }
            }
        }
    };
    let all: Vec<String> = planted.iter().flat_map(|planted| rows(&planted.sentence)).collect();
    look(&WHOLE, &all, planted);
    for planted in planted {
        look(&EXAMPLES, &rows(&planted.sentence), std::slice::from_ref(planted));
    }
    found
}

#[track_caller]
fn none_leak(name: &str, planted: &[Planted], rows: &dyn Fn(&str) -> Vec<String>) {
    let found = leaks(name, planted, rows);
    assert!(found.is_empty(), "{} leaks:\n{}", found.len(), found.join("\n"));
}

fn strings(part: usize) {
    let places = rows_with("").into_iter().map(|(name, _)| name).enumerate();
    for (index, name) in places.filter(|(index, name)| index % 2 == part && *name != "role") {
        none_leak(name, &planted(), &|text| rows_with(text)[index].1.iter().map(ToString::to_string).collect());
    }
}

#[test]
fn values_in_strings_are_masked() {
    strings(0);
}

#[test]
fn values_in_other_strings_are_masked() {
    strings(1);
}

#[test]
fn values_in_roles_are_masked() {
    let index = rows_with("").iter().position(|(name, _)| *name == "role").unwrap();
    none_leak("role", &planted(), &|text| rows_with(text)[index].1.iter().map(ToString::to_string).collect());
}

#[test]
fn values_in_short_labels_are_masked() {
    let mut planted = planted();
    planted.retain(|planted| !planted.value.contains(' ') && planted.value.len() > 15);
    none_leak("short-labels", &planted, &|text| {
        let row = |n: usize| json!({"prompt": format!("Sort text {n}"), "completion": format!("is {}", bare(text))});
        (0..30).map(|n| row(n).to_string()).collect()
    });
}

#[test]
fn values_in_keys_are_masked() {
    none_leak("keys", &planted(), &|text| {
        let own = json!({"role": "user", "content": "Hi", text: 1});
        let mut rows = vec![
            json!({"prompt": "a", "completion": "b c d", text: 1}),
            json!({"messages": [own, {"role": "assistant", "content": "Noted."}]}),
            json!({ text: text }),
            json!({"prompt": 1, "completion": {text: 1}}),
        ];
        rows.extend((0..30).map(|n| json!({"prompt": format!("Where is shelf {n}?"), "completion": "On the left."})));
        let twice = format!("{{\"{text}\": 1, \"{text}\": 2}}");
        rows.into_iter().map(|row| row.to_string()).chain([twice]).collect()
    });
}

#[test]
fn values_in_rows_that_are_no_json_are_masked() {
    none_leak("broken", &planted(), &|text| {
        vec![
            json!({"prompt": "a", "completion": "b c d"}).to_string(),
            format!("{{\"prompt\": \"{text}\", \"completion\": }}"),
            format!("{{'prompt': '{text}', 'completion': 'b'}}"),
            format!("{{\"prompt\": \"a\", \"completion\": \"{text}"),
            format!("{{\"prompt\": \"a\" \"{text}\"}}"),
            format!("{text} {{\"prompt\": \"a\"}}"),
            text.to_owned(),
            format!("é😀 {{\"prompt\": \"{text}\" oops"),
            format!("{{\"prompt\": {text}}}"),
            format!("{{\"prompt\": {}}}", bare(text)),
        ]
    });
}

/// Numbers are no strings, and stand in excerpts all the same.
#[test]
fn values_in_numbers_are_masked() {
    let card = expand("{{payment-card}}");
    let planted = [Planted { sentence: card.clone(), value: card }];
    none_leak("numbers", &planted, &|card| {
        vec![
            format!("{{\"prompt\": {card}, \"completion\": \"Noted.\"}}"),
            format!("{{\"messages\": [{{\"role\": \"user\", \"content\": {card}}}]}}"),
            format!("{{\"card\": {card}, \"prompt\": 5, \"completion\": 6}}"),
            card.to_owned(),
        ]
    });
}

#[test]
fn values_are_shown_only_when_asked_for() {
    let folder = scratch("secrets-shown");
    let planted = planted();
    let row = |planted: &Planted| json!({"prompt": planted.sentence, "completion": "Noted."}).to_string();
    fs::write(folder.join("data.jsonl"), planted.iter().map(row).collect::<Vec<_>>().join("\n")).unwrap();
    let masked: Value = serde_json::from_str(&lint(&folder, &["--format", "json"])).unwrap();
    let shown: Value = serde_json::from_str(&lint(&folder, &["--format", "json", "--show-values"])).unwrap();
    assert_eq!(masked["summary"]["levels"], shown["summary"]["levels"], "masking changes no count");
    let list = |report: &Value| report["findings"].as_array().unwrap().clone();
    assert!(list(&masked).iter().all(|finding| finding.get("value").is_none()));
    for (row, planted) in planted.iter().enumerate() {
        let own = |finding: &&Value| finding["row"] == row + 1 && finding["family"] == "privacy";
        let finding =
            list(&shown).iter().find(own).cloned().unwrap_or_else(|| panic!("`{}` is not found", planted.sentence));
        assert_eq!(finding["value"].as_str(), Some(planted.value.as_str()));
        let mask = finding["mask"].as_str().unwrap();
        assert!(mask.contains('…') && !mask.contains(&planted.value) && finding["kind"].is_string(), "{finding}");
    }
}

#[test]
fn a_value_that_is_known_from_another_place_of_the_row_is_not_shown() {
    let folder = scratch("secrets-known");
    let mut random = Random(41);
    let secret = format!("hunter{}Q{}x!", random.below(9), random.below(900) + 100);
    let said = format!("my password: {secret} ok");
    let message = |role: &str, content: &str| serde_json::json!({"role": role, "content": content});
    let mut rows = Vec::new();
    for key in ["weight", "name", "extra"] {
        let mut answer = message("assistant", &said);
        answer[key] = secret.as_str().into();
        rows.push((secret.clone(), serde_json::json!({"messages": [message("user", "hi there you"), answer]})));
    }
    rows.push((
        secret.clone(),
        serde_json::json!({"messages": [message("user", &said), message(&secret, "fine answer")]}),
    ));
    let card = ft_lint::rules::privacy::markers::expand("{{payment-card}}");
    let mut odd = message("user", "Where is the tall mill of the town?");
    odd[&card] = 1.into();
    rows.push((
        card.clone(),
        serde_json::json!({"messages": [odd, message("assistant", "It stands near the river.")]}),
    ));
    for (secret, row) in rows {
        fs::write(folder.join("data.jsonl"), format!("{row}\n")).unwrap();
        for format in ["human", "concise", "json", "jsonl", "html", "sarif", "markdown", "github"] {
            let output = run_in(&folder, &["data.jsonl", "--format", format, "--excerpts"]);
            let text = stdout(&output) + &stderr(&output);
            assert!(!text.contains(secret.as_str()), "{format}: {row}\n{text}");
        }
    }
}
