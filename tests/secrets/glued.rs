//! Values that touch or overlap others, stand in rows that are no JSON, or are known from another row only.

use std::fs;

use ft_lint::rules::privacy::markers::expand;
use serde_json::{Value, json};

use crate::support::{run_in, scratch, stderr, stdout};

/// The formats that quote data.
const FORMATS: [&str; 9] = ["human", "concise", "json", "jsonl", "html", "sarif", "markdown", "rdjsonl", "github"];

/// What all formats print of these rows.
fn printed(name: &str, rows: &[String]) -> Vec<(&'static str, String)> {
    let folder = scratch(&format!("secrets-glued-{name}"));
    fs::write(folder.join("data.jsonl"), rows.join("\n") + "\n").unwrap();
    let one = |format| {
        let output = run_in(&folder, &["data.jsonl", "--format", format, "--excerpts"]);
        (format, stdout(&output) + &stderr(&output))
    };
    FORMATS.map(one).to_vec()
}

#[track_caller]
fn shows_none(name: &str, rows: &[String], values: &[&str]) {
    for (format, text) in printed(name, rows) {
        for value in values {
            assert!(!text.contains(value), "{format}: `{value}` of {rows:?}\n{text}");
        }
    }
}

/// The excerpts of a rule's findings.
fn excerpts(name: &str, rows: &[String], code: &str) -> Vec<String> {
    let text = printed(name, rows).into_iter().find(|(format, _)| *format == "json").unwrap().1;
    let report: Value = serde_json::from_str(&text[..=text.rfind('}').unwrap()]).unwrap();
    let found = report["findings"].as_array().unwrap().clone();
    let own = found.iter().filter(|finding| finding["code"] == code);
    own.map(|finding| finding["excerpt"]["text"].as_str().unwrap_or_default().to_owned()).collect()
}

fn asked(text: &str) -> String {
    json!({"prompt": text, "completion": "ok"}).to_string()
}

#[test]
fn values_that_overlap_are_masked_as_one() {
    let key = expand("{{stripe-key}}");
    let tail = &key[key.len() - 12..];
    let card = expand("{{payment-card-spaced}}");
    let inner = &card[5..card.len() - 5];
    for (name, text, values) in [
        ("street", "Ship to: 12 rue Victor Hugo, 69002 Lyon".to_owned(), &["Victor Hugo", "69002 Lyon"][..]),
        ("device", ["x 74:5c:16:81:25:3b", "-yuki.mor@uol.com.br y"].concat(), &["yuki.mor", "uol.com.br", "5c:16:81"]),
        ("password", format!("x password=LVR3bMwZGWo!-{card} y"), &[inner, "LVR3bMwZ"]),
        ("address", format!("x Lindenstraße 55, 04109 Leipzig.{key} y"), &[tail, "04109 Leipzig"]),
        ("twice", format!("x {key}{key} y"), &[tail]),
    ] {
        shows_none(name, &[asked(text.as_str())], values);
    }
}

#[test]
fn a_mask_at_an_edge_is_shown_once() {
    let row = json!({"prompt": "Write to marta.oliveira@lumenpost.io now", "completion": "Done with that, thanks."});
    let rows = [row.to_string(), row.to_string()];
    for (format, text) in printed("edge", &rows) {
        for line in text.lines().filter(|line| line.contains("Write to")) {
            let masks = line.matches("…@…").count();
            assert!(masks <= 1 || format != "human", "{format}: {line}");
        }
    }
    let shown = excerpts("edge", &rows, "FT701");
    assert!(!shown.is_empty() && shown.iter().all(|text| text.matches("…@…").count() == 1), "{shown:?}");
}

#[test]
fn rows_without_values_are_shown_as_they_are() {
    for text in [
        "Walk to the mill, then turn left at 12 o'clock",
        "Version 2.11.4 of 2026-11-26 is out",
        "Two plus 3, times 4: 20; see §7 (p. 93)",
        "Das Café öffnet um 9:30 Uhr – bitte klopfen",
        "a@b, user@host and 10.0.0.1 are no one's",
        "```py\nx = [1, 2, 3]\n```",
    ] {
        let row = json!({"prompt": text, "completion": ""}).to_string();
        assert_eq!(excerpts("plain", std::slice::from_ref(&row), "FT801"), [row.as_str()]);
    }
}

#[test]
fn rows_that_are_no_json_are_masked_like_texts() {
    let phone = ["+49 30", " 901871"].concat();
    for row in [format!("{{{phone}:1}}"), format!("[{phone}"), format!("{{a:{phone},b}}")] {
        shows_none("broken", &[row], &["901871"]);
    }
    let plain = "{\"prompt\": \"a\", \"n\": [1, 23, 456}".to_owned();
    assert!(excerpts("broken-plain", std::slice::from_ref(&plain), "FT101").contains(&plain));
}

#[test]
fn suggestions_show_no_values() {
    let id = expand("{{us-ssn}}");
    let inner = &id[..id.len() - 1];
    let row = |called: &str, defined: &str| {
        json!({
            "messages": [
                {"role": "user", "content": "Go"},
                {"role": "assistant", "content": null, "tool_calls": [
                    {"id": called, "type": "function", "function": {"name": called, "arguments": "{}"}}]},
                {"role": "tool", "tool_call_id": defined, "content": "k"},
                {"role": "assistant", "content": "Done."}],
            "tools": [{"type": "function", "function": {"name": defined, "parameters": {"type": "object", "properties": {}}}}]
        })
        .to_string()
    };
    for (called, defined) in [
        (id.clone(), format!("{id}q")),
        (format!("{id}q"), id.clone()),
        (id.clone(), format!("{id}9")),
        (format!("{id}9"), id.clone()),
    ] {
        shows_none("suggested", &[row(&called, &defined)], &[inner]);
    }
    let text = printed("suggested-plain", &[row("get_wether", "get_weather")]).remove(1).1;
    assert!(text.contains("calls `get_wether`"), "{text}");
    let human = printed("suggested-plain", &[row("get_wether", "get_weather")]).remove(0).1;
    assert!(human.contains("did you mean `get_weather`?"), "{human}");
}

#[test]
fn a_value_that_is_known_from_another_row_is_not_quoted() {
    let number = ["6777", "6277"].concat();
    let pair = |prompt: &str, completion: &str| json!({"prompt": prompt, "completion": completion}).to_string();
    let mut rows = vec![pair("Which account?", &number), pair("Which account?", "5512")];
    rows.push(pair(&format!("My customer number is {number}, where is my parcel?"), "It is on its way."));
    rows.push(pair("Is all well?", &format!("Customer number {number} is fine.")));
    shows_none("known", &rows, &[&number]);
    // A number that nobody was found by is quoted.
    let text = printed("known", &rows).remove(1).1;
    assert!(text.contains("`5512` here"), "{text}");
}
