//! Limits of rows and files, on both sides, and what is taken with a word.

use std::fs;

use ft_lint::example::Shape;
use ft_lint::rules::profile::{Profile, find};
use ft_lint::rules::schema::file_limits;
use ft_lint::rules::{Facts, FactsState, InputFacts, Level};
use ft_lint::source::{Framing, Gaps};
use serde_json::json;

use super::support::profiles::consumers;
use super::support::scratch;
use super::{lint, told};

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
        gaps: Gaps::default(),
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
