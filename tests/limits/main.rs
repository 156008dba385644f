//! Limits of rows and of what stands in them: the number itself is taken, the next one is not. Limits of files are in
//! `profiles.rs`.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod images;
mod pairs;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use ft_lint::example::Shape;
use ft_lint::rules::Level;
use ft_lint::rules::profile::{Profile, find};
use ft_lint::rules::schema::counted_rows;
use images::pictures;
use serde_json::{Value, json};
use support::profiles::consumers;
use support::{json as report, scratch};

/// What is said of one row at level error but for the number of rows.
fn errors(folder: &Path, profile: &str, row: &Value) -> Vec<String> {
    fs::write(folder.join("row.jsonl"), row.to_string()).unwrap();
    let report = report(folder, &["--profile", profile, "row.jsonl"]);
    let errors = report["findings"].as_array().unwrap().iter().filter(|finding| finding["level"] == "error");
    errors
        .map(|finding| finding["message"].as_str().unwrap().to_owned())
        .filter(|said| !said.starts_with("1 row, want"))
        .collect()
}

/// The row is taken as it is, and refused with these words with one more.
fn holds(folder: &Path, profile: &str, most: usize, row: &dyn Fn(usize) -> Value, words: &str) {
    assert_eq!(errors(folder, profile, &row(most)), [] as [&str; 0], "{profile}: {most}");
    let said = errors(folder, profile, &row(most + 1));
    assert!(said.iter().any(|said| said.contains(words)), "{profile}: {}: no `{words}` in {said:?}", most + 1);
}

static LAMP: LazyLock<Value> = LazyLock::new(|| json!({"type": "text", "text": "A lamp."}));

fn with_talk<T>(limit: impl Fn(&Profile) -> Option<T>) -> Vec<(&'static Profile, T)> {
    consumers()
        .filter(|profile| profile.takes(Shape::Chat))
        .filter_map(|profile| Some((profile, limit(profile)?)))
        .collect()
}

/// One cause, one finding: an object that is something else altogether does not lack each key of what it should be.
#[test]
fn what_is_no_message_or_call_at_all_is_told_once() {
    let folder = scratch("limits-foreign");
    let other = json!({"note": "see below", "by": 7});
    let row = |message: &Value| json!({"messages": [{"role": "user", "content": "Hi."}, message, {"role": "assistant", "content": "Hello."}]});
    for profile in ["openai-chat", "azure-chat", "fireworks-sft", "databricks-chat", "trl-lm"] {
        for message in [&other, &json!({})] {
            let said = errors(&folder, profile, &row(message));
            assert!(
                said.len() == 1 && said[0].starts_with("message has neither `role` nor `content`"),
                "{profile}: {said:?}"
            );
        }
        // A slip of a key is a slip.
        let said = errors(&folder, profile, &row(&json!({"rol": "user", "contents": "Hi."})));
        assert!(said.iter().any(|said| said.contains("is `rol` meant?")), "{profile}: {said:?}");
    }
    // What one of them was to be is not known, so nothing is missed beside it, and no order is wrong.
    for profile in ["openai-chat", "mistral", "llamafactory-openai", "bedrock-claude"] {
        for message in [json!("Hello."), json!(["x"]), json!(null)] {
            let row = json!({"messages": [{"role": "user", "content": "Hi."}, message]});
            let mut said = errors(&folder, profile, &row);
            // That a loader cannot read the column is said by its own rule.
            said.retain(|said| !said.contains("datasets below 4.7"));
            assert!(said.len() == 1 && said[0].starts_with("message is "), "{profile}: {said:?}");
        }
    }
    let call = json!({"role": "assistant", "content": "Hm.", "tool_calls": [other]});
    let said = errors(&folder, "openai-chat", &json!({"messages": [{"role": "user", "content": "Hi."}, call]}));
    assert_eq!(said, ["an item of `tool_calls` has none of `function`, `id`, `type` (openai-chat)"]);
}

fn tool(name: &str) -> Value {
    let parameters = json!({"type": "object", "properties": {}});
    json!({"name": name, "description": "Looks things up.", "parameters": parameters})
}

fn with_tools(key: &str, tools: &[Value]) -> Value {
    let messages = json!([{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello."}]);
    json!({"messages": messages, key: tools})
}

#[test]
fn tools_of_a_row() {
    let folder = scratch("limits-tools");
    for profile in ["openai-chat", "azure-chat", "fireworks-sft", "together"] {
        let named = |count: usize| (0..count).map(|n| tool(&format!("look_up_{n}"))).collect::<Vec<_>>();
        let tools = |count| {
            let tools: Vec<Value> =
                named(count).into_iter().map(|own| json!({"type": "function", "function": own})).collect();
            with_tools("tools", &tools)
        };
        let long =
            |length: usize| with_tools("tools", &[json!({"type": "function", "function": tool(&"n".repeat(length))})]);
        if profile == "together" {
            // Its checker does not look into tools.
            assert_eq!(errors(&folder, profile, &tools(129)), [] as [&str; 0]);
            assert_eq!(errors(&folder, profile, &long(65)), [] as [&str; 0]);
            continue;
        }
        holds(&folder, profile, 128, &tools, "128 at most");
        holds(&folder, profile, 64, &long, "at most 64");
        if profile != "fireworks-sft" {
            holds(&folder, profile, 128, &|count| with_tools("functions", &named(count)), "128 at most");
            assert!(!errors(&folder, profile, &with_tools("functions", &[])).is_empty(), "{profile}: no function");
        }
    }
}

#[test]
fn media_of_a_nova_message() {
    let folder = scratch("limits-nova");
    let media = |kind: &str, format: &str, count: usize| {
        let location = json!({"uri": "s3://lamps/one.file", "bucketOwner": "111122223333"});
        let part = json!({kind: {"format": format, "source": {"s3Location": location}}});
        let mut parts = vec![json!({"text": "What is it?"})];
        parts.resize(count + 1, part);
        let messages =
            json!([{"role": "user", "content": parts}, {"role": "assistant", "content": [{"text": "A lamp."}]}]);
        json!({"schemaVersion": "bedrock-conversation-2024", "messages": messages})
    };
    holds(&folder, "bedrock-nova", 10, &|count| media("image", "png", count), "10 at most");
    holds(&folder, "bedrock-nova", 1, &|count| media("video", "mp4", count), "1 at most");
}

#[test]
fn files_of_a_gemini_row() {
    let folder = scratch("limits-gemini");
    let files = |kind: &str, count: usize| {
        let mut parts = vec![json!({"text": "What is in them?"})];
        parts.resize(count + 1, json!({"fileData": {"mimeType": kind, "fileUri": "gs://lamps/one"}}));
        json!({"contents": [{"role": "user", "parts": parts}, {"role": "model", "parts": [{"text": "A lamp."}]}]})
    };
    holds(&folder, "vertex-gemini-sft", 30, &|count| files("image/jpeg", count), "30 at most");
    holds(&folder, "vertex-gemini-sft", 4, &|count| files("application/pdf", count), "4 at most");
    assert_eq!(errors(&folder, "vertex-gemini-sft", &files("audio/wav", 40)), [] as [&str; 0]);
}

/// Rows with pictures and files: the counts at the limit, and that the run counts rows and not pictures.
#[test]
fn rows_that_are_counted() {
    let mut wishes = 0;
    for profile in consumers() {
        for wish in &profile.counted {
            let told = |rows| {
                let mut levels = Vec::new();
                counted_rows(wish, rows, &mut |level, _, _| levels.push(level));
                levels.contains(&Level::Error)
            };
            assert!(!told(wish.max) && told(wish.max + 1), "{}: {} rows with {}", profile.name, wish.max, wish.what);
            wishes += 1;
        }
    }
    assert!(wishes >= 3);
    let folder = scratch("limits-counted");
    let plain = json!({"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello."}]});
    let rows = [pictures(2), plain.clone(), pictures(1), plain, pictures(3)].map(|row| row.to_string());
    fs::write(folder.join("data.jsonl"), rows.join("\n")).unwrap();
    let report = report(&folder, &["--profile", "openai-chat", "data.jsonl"]);
    let said: Vec<&str> = report["findings"].as_array().unwrap().iter().filter_map(|f| f["message"].as_str()).collect();
    assert!(said.iter().any(|said| said.starts_with("3 rows with images: ")), "{said:?}");
}

#[test]
fn messages_of_a_list() {
    let folder = scratch("limits-messages");
    let text = |from: usize, count: usize, content: &dyn Fn(usize) -> Value| -> Vec<Value> {
        let role = |n: usize| ["user", "assistant"][n % 2];
        (from..from + count).map(|n| json!({"role": role(n), "content": content(n)})).collect()
    };
    for profile in ["bedrock-claude", "databricks-chat", "mistral", "torchtune-chat"] {
        assert!(find(profile).unwrap().talks["chat"].min == Some(2), "{profile}");
        let row = |count: usize| json!({"messages": text(0, count, &|n| json!(format!("Line {n}.")))});
        assert_eq!(errors(&folder, profile, &row(2)), [] as [&str; 0], "{profile}");
        let said = errors(&folder, profile, &row(1));
        assert!(said.iter().any(|said| said.contains("2 or more")), "{profile}: {said:?}");
    }
    for profile in ["bedrock-converse", "bedrock-nova"] {
        let row = |count: usize| {
            let messages = text(0, count, &|n| json!([{"text": format!("Line {n}.")}]));
            json!({"schemaVersion": "bedrock-conversation-2024", "messages": messages})
        };
        assert_eq!(errors(&folder, profile, &row(2)), [] as [&str; 0], "{profile}");
        let said = errors(&folder, profile, &row(1));
        assert!(said.iter().any(|said| said.contains("2 or more")), "{profile}: {said:?}");
    }
}
