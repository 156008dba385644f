//! Limits of rows and of what stands in them: the number itself is taken, the next one is not. Limits of files are in
//! `profiles.rs`.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use ft_lint::example::Shape;
use ft_lint::rules::Level;
use ft_lint::rules::profile::{Profile, find};
use ft_lint::rules::schema::counted_rows;
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
const PIXEL: &str = "data:image/png;base64,iVBORw0KGgo=";

fn pictures(count: usize) -> Value {
    let mut parts = vec![json!({"type": "text", "text": "What is in them?"})];
    parts.resize(count + 1, json!({"type": "image_url", "image_url": {"url": PIXEL}}));
    json!({"messages": [{"role": "user", "content": parts}, {"role": "assistant", "content": [LAMP.clone()]}]})
}

fn with_talk<T>(limit: impl Fn(&Profile) -> Option<T>) -> Vec<(&'static Profile, T)> {
    consumers()
        .filter(|profile| profile.takes(Shape::Chat))
        .filter_map(|profile| Some((profile, limit(profile)?)))
        .collect()
}

#[test]
fn images_of_a_row() {
    let folder = scratch("limits-images");
    let limited = with_talk(|profile| profile.talks.get("chat")?.images.per_row);
    assert!(limited.iter().any(|(_, most)| *most == 64) && limited.len() >= 3, "{limited:?}");
    for (profile, most) in
        limited.iter().filter(|(profile, _)| profile.name != "openai-rft" && profile.name != "azure-rft")
    {
        holds(&folder, &profile.name, *most, &pictures, "images in the");
    }
}

#[test]
fn bytes_of_an_image() {
    let folder = scratch("limits-bytes");
    let limited = with_talk(|profile| profile.talks.get("chat")?.images.bytes);
    assert!(limited.len() >= 3);
    for (profile, most) in
        limited.iter().filter(|(profile, _)| ["openai-chat", "together"].contains(&profile.name.as_str()))
    {
        let row = |bytes: usize| {
            // Three bytes to four letters; the first eight are those of a PNG.
            let (whole, rest) = (bytes / 3, bytes % 3);
            let tail = ["", "AA==", "AAA="][rest];
            let data = format!("iVBORw0KGgoA{}{tail}", "A".repeat((whole - 3) * 4));
            let url = format!("data:image/png;base64,{data}");
            let parts = json!([{"type": "image_url", "image_url": {"url": url}}]);
            json!({"messages": [{"role": "user", "content": parts}, {"role": "assistant", "content": [LAMP.clone()]}]})
        };
        holds(&folder, &profile.name, *most, &row, "want");
    }
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

#[test]
fn colours_of_an_image() {
    let folder = scratch("limits-colours");
    // The heads of pictures of 16 × 16 pixels: PNG by colour type, JPEG by components.
    let png = |colours: &str| format!("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABAAAAAQC{colours}AAA=");
    let jpeg = |components: &str| format!("data:image/jpeg;base64,/9j/wAARCAAQABA{components}ASIA");
    let row = |url: &str| {
        let parts = json!([{"type": "image_url", "image_url": {"url": url}}]);
        json!({"messages": [{"role": "user", "content": parts}, {"role": "assistant", "content": [LAMP.clone()]}]})
    };
    let (right, wrong) =
        ([png("AIA"), png("AYA"), jpeg("D")], [png("AAA"), png("AMA"), png("AQA"), jpeg("B"), jpeg("E")]);
    let limited = with_talk(|profile| profile.talks.get("chat").map(|talk| talk.images.colour));
    assert!(limited.iter().any(|(profile, limited)| *limited && profile.name == "openai-chat"));
    for profile in ["openai-chat", "together"] {
        for url in &right {
            assert_eq!(errors(&folder, profile, &row(url)), [] as [&str; 0], "{profile}: {url}");
        }
        for url in &wrong {
            let said = errors(&folder, profile, &row(url));
            let refused = said.iter().any(|said| said.contains("want RGB or RGBA"));
            assert_eq!(refused, profile == "openai-chat", "{profile}: {url}: {said:?}");
        }
    }
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

/// What is said of a file of prompts and completions as OpenAI's old tool looked at it.
fn prepared(folder: &Path, pairs: &[(String, String)]) -> Vec<String> {
    let row = |(prompt, completion): &(String, String)| json!({"prompt": prompt, "completion": completion}).to_string();
    fs::write(folder.join("data.jsonl"), pairs.iter().map(row).collect::<Vec<_>>().join("\n")).unwrap();
    let report = report(folder, &["--profile", "openai-completion", "--select", "FT220", "data.jsonl"]);
    let line =
        |finding: &Value| format!("{} {}", finding["level"].as_str().unwrap(), finding["message"].as_str().unwrap());
    report["findings"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn pairs_as_the_old_tool_saw_them() {
    let folder = scratch("limits-pairs");
    let letters = ["q", "w", "e", "r", "t", "y"];
    // Prompts and completions that begin and end with so many letters of the same, and differ beside them.
    let pairs = |prompt: (usize, usize), completion: (usize, usize)| -> Vec<(String, String)> {
        let text = |letter: &str, (start, end): (usize, usize)| {
            let (start, end) = (&"abcdefghijklmnop"[..start], &"0123456789!?+-"[..end]);
            format!("{start}{letter}{letter}{end}")
        };
        letters.iter().map(|letter| (text(letter, prompt), text(letter, completion))).collect()
    };
    let has = |pairs: &[(String, String)], words: &str| {
        let said = prepared(&folder, pairs);
        said.iter().any(|said| said.contains(words))
    };
    let (long, none) = ("long for a separator", "no common separator");
    assert!(!has(&pairs((0, 10), (0, 2)), long) && has(&pairs((0, 11), (0, 2)), long));
    assert!(!has(&pairs((0, 1), (0, 2)), none) && has(&pairs((0, 0), (0, 2)), none));
    let (long, none) = ("long for a stop sequence", "no common stop sequence");
    assert!(!has(&pairs((0, 2), (0, 10)), long) && has(&pairs((0, 2), (0, 11)), long));
    assert!(!has(&pairs((0, 2), (0, 1)), none) && has(&pairs((0, 2), (0, 0)), none));
    let start = "all prompts begin with the same";
    assert!(!has(&pairs((12, 2), (0, 2)), start) && has(&pairs((13, 2), (0, 2)), start));
    let start = "all completions begin with the same";
    assert!(!has(&pairs((0, 2), (4, 2)), start) && has(&pairs((0, 2), (5, 2)), start));

    let lettered = |upper: usize, lower: usize| -> Vec<(String, String)> {
        let row = |n: usize| (format!("{}{} {n} ->", "A".repeat(upper), "b".repeat(lower)), format!(" {n}\n"));
        (0..6).map(row).collect()
    };
    assert!(!has(&lettered(2, 4), "in upper case") && has(&lettered(2, 3), "in upper case"));

    let classes = |distinct: usize| -> Vec<(String, String)> {
        (0..30).map(|n| (format!("item {n} ->"), format!(" class {}\n", n % distinct))).collect()
    };
    assert!(has(&classes(10), "conditional generation") && has(&classes(9), "classification: 9 different"));
    // Classes need no stop sequence.
    let bare: Vec<(String, String)> =
        (0..30).map(|n| (format!("item {n} ->"), format!(" {}", letters[n % 2]))).collect();
    assert!(!has(&bare, "stop sequence"));

    let same =
        |prompt: &str, completion: &str| -> Vec<(String, String)> { vec![(prompt.into(), completion.into()); 2] };
    assert!(has(&same("a ->", " b\n"), "error all 2 prompts are the same"));
    assert!(has(&same("a ->", " b\n"), "error all 2 completions are the same"));
    assert!(!has(&same("", " b\n"), "prompts are the same") && has(&same("", " b\n"), "open-ended generation"));
    let one = vec![("a ->".to_owned(), " b\n".to_owned())];
    assert!(!has(&one, "are the same"), "one row shares everything with itself");
    let more = |n: usize| if n == 1 { " -> and so on" } else { "" };
    let twice: Vec<(String, String)> = (0..4).map(|n| (format!("{n}{} ->", more(n)), format!(" {n}\n"))).collect();
    assert!(has(&twice, "what every `prompt` ends in also stands elsewhere"));
    let spaces = |odd: &str| -> Vec<(String, String)> {
        (0..4).map(|n| (format!("{n} ->"), if n == 2 { format!("{odd}{n}\n") } else { format!(" {n}\n") })).collect()
    };
    assert!(!has(&spaces(" "), "begin with a space") && has(&spaces(""), "info 3 of 4 completions begin with a space"));
}
