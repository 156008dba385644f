//! Rows of every shape and place that a value may stand in.

use serde_json::{Value, json};

/// Rows about `text`, by where it stands in them.
pub fn rows_with(text: &str) -> Vec<(&'static str, Vec<Value>)> {
    let user = |content: &str| json!({"role": "user", "content": content});
    let assistant = json!({"role": "assistant", "content": "Noted."});
    let filler =
        || (0..24).map(|n| json!({"prompt": format!("Sort text {n}"), "completion": (["good", "bad"][n % 2])}));
    vec![
        ("content", vec![json!({"messages": [user(text), assistant]}), json!({"prompt": text, "completion": 5})]),
        ("answer", vec![json!({"messages": [user("Say it"), {"role": "assistant", "content": text}]})]),
        ("role", vec![json!({"messages": [{"role": text, "content": "Hi"}, assistant]})]),
        ("metadata", vec![json!({"messages": [user("Hi"), assistant], "note": text, "tags": [text, {"x": text}]})]),
        (
            "tools",
            vec![
                json!({"tools": [{"name": text}], "messages": [user("Hi"), {"role": "assistant", "content": null, "tool_calls": text}]}),
            ],
        ),
        (
            "wrong-type",
            vec![
                json!({"messages": text}),
                json!({"messages": [text]}),
                json!({"prompt": {"a": text}, "completion": [text]}),
            ],
        ),
        ("unknown-shape", vec![json!({"something": text}), json!([text]), json!(text)]),
        (
            "neighbour",
            vec![json!({"prompt": text, "completion": ""}), json!({"prompt": text, "completion": 1, "text": text})],
        ),
        ("duplicates", vec![json!({"prompt": text, "completion": text}); 60]),
        (
            "variants",
            vec![
                json!({"prompt": text, "completion": "a"}),
                json!({"prompt": text.to_uppercase(), "completion": "b"}),
                json!({"prompt": format!(" {text} !"), "completion": text}),
            ],
        ),
        (
            "contradictions",
            vec![json!({"prompt": text, "completion": "Yes"}), json!({"prompt": text, "completion": "No"})],
        ),
        (
            "contradicting-answers",
            vec![
                json!({"prompt": "Is it?", "completion": format!("Yes, {text}")}),
                json!({"prompt": "Is it?", "completion": format!("No, {text}")}),
            ],
        ),
        ("labels", filler().chain([json!({"prompt": "Sort the last", "completion": text})]).collect()),
        (
            "frequent-labels",
            filler()
                .map(|mut row| {
                    row["completion"] = json!(text);
                    row
                })
                .collect(),
        ),
        (
            "touching",
            vec![
                json!({"prompt": format!("{text}â€™s cafÃ©{text}"), "completion": format!("{text}<|im_end|>{text} \u{200b}")}),
            ],
        ),
        ("unicode", vec![json!({"prompt": format!("é𐐀😀 {text} \u{202e}"), "completion": "\u{200b}"})]),
    ]
}

/// The longest word of a text where it can stand for itself: a token.
pub fn bare(text: &str) -> &str {
    let words = text.split([' ', '=', '`']).map(|word| word.trim_end_matches(['.', '?', ',']));
    words.filter(|word| word.len() > 15).max_by_key(|word| word.len()).unwrap_or("none")
}
