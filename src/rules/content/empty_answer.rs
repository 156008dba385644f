//! FT801 empty-answer. The page is `rules/FT801-empty-answer.md`.

use super::is_unseen;
use crate::example::{Example, Json, Message, Text};
use crate::rules::{ExampleRule, Sink};

/// An answer in which nothing can be seen.
pub struct EmptyAnswer;

impl ExampleRule for EmptyAnswer {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for message in example.messages.iter().filter(|message| message.trained && !message.rejected) {
            // No content at all is the matter of FT211.
            let texts = &example.texts[message.content.clone()];
            let Some(first) = texts.first() else { continue };
            if message.calls.is_some_and(is_call) || !texts.iter().all(|text| is_blank(text.text)) {
                continue;
            }
            if has_other_parts(example, message, first) {
                continue;
            }
            let longest = texts.iter().map(|text| text.text.len()).max().unwrap_or(0);
            let what = if longest == 0 { "the answer is empty" } else { "the answer holds nothing that can be seen" };
            sink.report(first.pointer, what).help("write the answer, or remove the row");
        }
    }
}

/// Whether nothing is left without white space, controls and characters of no width.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_unseen(c))
}

fn is_call(calls: &Json<'_>) -> bool {
    match calls {
        Json::Null => false,
        Json::Array(calls) => !calls.is_empty(),
        _ => true,
    }
}

/// Whether the content is a list that also has a part without text, such as a call of a tool or an image.
fn has_other_parts(example: &Example<'_>, message: &Message<'_>, text: &Text<'_>) -> bool {
    let is_text = |part: &Json<'_>| {
        part.as_str().is_some() || ["text", "content", "value"].iter().any(|key| part.get(key).is_some())
    };
    let (outer, path) = (message.pointer.to_string(), text.pointer.to_string());
    let mut steps = path.split('/').skip(1);
    let mut value = steps.next().and_then(|key| example.json.get(key));
    let mut depth = 1;
    while let Some(now) = value {
        if let (true, Json::Array(parts)) = (depth >= outer.matches('/').count(), now) {
            return !parts.iter().all(is_text);
        }
        let Some(step) = steps.next() else { return false };
        value = now.as_array().map_or_else(|| now.get(step), |items| items.get(step.parse::<usize>().ok()?));
        depth += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::bench::{found, pair};
    use super::*;
    use crate::rules::Check;

    fn places(json: &str) -> Vec<String> {
        found(&Check::Example(Box::new(EmptyAnswer)), json).into_iter().map(|finding| finding.pointer).collect()
    }

    #[test]
    fn flags_what_cannot_be_seen() {
        for answer in ["", "  \n\t", "\u{a0}", "\u{200b}\u{feff}", "\u{0}\u{1b}"] {
            assert_eq!(places(&pair("Hi", answer)), ["/completion"], "{answer:?}");
        }
        assert_eq!(places(r#"{"text":" "}"#), ["/text"]);
        assert_eq!(places(r#"{"instruction":"Name it.","input":"","output":"\n"}"#), ["/output"]);
        assert_eq!(places(r#"{"prompt":"Hi","chosen":"","rejected":"No"}"#), ["/chosen"]);
        let parts = r#"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"text","text":""},{"type":"text","text":" "}]}]}"#;
        assert_eq!(places(parts), ["/messages/1/content/0/text"]);
    }

    #[test]
    fn leaves_short_and_untrained_answers_alone() {
        for json in [
            r#"{"prompt":"Hi","completion":"0"}"#,
            r#"{"prompt":"Hi","completion":" ?"}"#,
            r#"{"prompt":"Hi","completion":"🌳"}"#,
            r#"{"prompt":"","completion":"Good morning"}"#,
            r#"{"prompt":"Hi","completion":null}"#,
            r#"{"prompt":"Hi","chosen":"Yes","rejected":""}"#,
            r#"{"messages":[{"role":"user","content":""},{"role":"assistant","content":null},{"role":"assistant","content":"Hi"}]}"#,
            r#"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"","weight":0},{"role":"assistant","content":"Hi"}]}"#,
            r#"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}]}"#,
            r#"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"","function_call":{"name":"f","arguments":"{}"}}]}"#,
            r#"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"text","text":""},{"type":"tool_use","name":"f"}]}]}"#,
            r#"{"contents":[{"role":"user","parts":[{"text":"Hi"}]},{"role":"model","parts":[{"text":""},{"functionCall":{"name":"f"}}]}]}"#,
        ] {
            assert_eq!(places(json), [""; 0], "{json}");
        }
    }

    #[test]
    fn empty_calls_are_no_calls() {
        let json = r#"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"","tool_calls":[]}]}"#;
        assert_eq!(places(json), ["/messages/1/content"]);
    }
}
