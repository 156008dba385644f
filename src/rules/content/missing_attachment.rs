//! FT817 missing-attachment. The page is `rules/FT817-missing-attachment.md`.

use memchr::memmem;

use super::boundary;
use super::mention::{is_picture, mention};
use super::patterns::list;
use super::prompt::message_of;
use crate::example::{Example, Json, Message, Role, Signs, Span, Text};
use crate::rules::redact::quoted;
use crate::rules::{Sink, TextRule};

/// A prompt that points to a picture or a file that the row does not have.
pub struct MissingAttachment;

impl TextRule for MissingAttachment {
    fn trigger(&self) -> Signs {
        Signs::ALWAYS
    }

    fn needs(&self) -> Signs {
        Signs::QUESTION
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let bracket = || text.scan.signs.meets(Signs::BRACKET).then(|| mark(text.text)).flatten();
        let Some(span) = bracket().or_else(|| mention(text.text)).or_else(|| only_a_link(text)) else { return };
        let Some((at, message)) = message_of(text, example) else { return };
        // What an earlier answer shows is there.
        let shown = |at: usize| example.messages[..at].iter().any(|message| message.role == Role::Assistant);
        if text.code().holds(span.start) || has_parts(example, message) || is_picture(text.text, &span) && shown(at) {
            return;
        }
        let what = quoted(&text.text[span.clone()], 40);
        sink.report(text.pointer, format!("`{what}` points to something that is not in the row"))
            .span(span)
            .help("add it as a part of the message, or put its content into the prompt");
    }
}

/// A mark where a picture was.
fn mark(text: &str) -> Option<Span> {
    // Where each mark is closed for the last time: looked for once, so that texts full of them stay linear.
    let marks = list("attachment", "all", "marks");
    let mut ends: Vec<Option<usize>> = vec![None; marks.len()];
    memchr::memchr2_iter(b'<', b'[', text.as_bytes()).find_map(|at| {
        let which = marks.iter().position(|mark| starts(&text[at..], mark))?;
        let mark = marks[which];
        let rest = &text[at + mark.len()..];
        // A link or an element of markup is there.
        let last = *ends[which].get_or_insert_with(|| {
            memmem::rfind(text.as_bytes(), mark.replacen(['<', '['], "</", 1).as_bytes()).unwrap_or(0)
        });
        let closed = last > at;
        let named = ["tag", "element", "attribute", "token", "placeholder"]
            .iter()
            .any(|word| rest.trim_start_matches([' ', 's', '`']).starts_with(word));
        (!rest.starts_with('(') && !closed && !named).then_some(at..at + mark.len())
    })
}

fn starts(text: &str, pattern: &str) -> bool {
    text.as_bytes().get(..pattern.len()).is_some_and(|start| start.eq_ignore_ascii_case(pattern.as_bytes()))
}

/// "the following article" with only an address behind it.
fn only_a_link(text: &Text<'_>) -> Option<Span> {
    let token = text.scan.long_tokens().next()?;
    let link = text.text.get(token.clone()).filter(|token| token.starts_with("http"))?;
    let before = text.text[..token.start].trim_end().trim_end_matches(':').trim_end();
    let after = text.text[token.end..].trim();
    let near = before[boundary(before, before.len().saturating_sub(40))..].to_lowercase();
    let said = list("attachment", "all", "before_link").iter().any(|head| near.ends_with(head));
    // "Read the article and list its points" and an address, and nothing else.
    let told = || {
        let folded = before.to_lowercase();
        let has = |key: &str| list("attachment", "all", key).iter().any(|word| folded.contains(word));
        folded.chars().count() <= 160 && has("pages") && has("reads")
    };
    let page = link.len() > "https://".len();
    ((said || told()) && after.len() <= 2 && page).then_some(token)
}

/// Whether the row carries anything but text.
fn has_parts(example: &Example<'_>, message: &Message<'_>) -> bool {
    let keys = list("attachment", "all", "keys");
    let row = example.json.keys().any(|key| keys.contains(&key));
    let is_other = |part: &Json<'_>| {
        part.as_object().is_some_and(|part| !part.has("text") || part.keys().any(|key| keys.contains(&key)))
    };
    let written = example.json.get("messages").or_else(|| example.json.get("contents")).and_then(Json::as_array);
    let parts = |message: &Json<'_>| {
        let content = message.get("content").or_else(|| message.get("parts"));
        content.and_then(Json::as_array).is_some_and(|parts| parts.iter().any(is_other))
    };
    row || message.texts.is_empty() || written.is_some_and(|messages| messages.iter().any(parts))
}

#[cfg(test)]
mod tests {
    use super::super::bench::{found, pair};
    use super::*;
    use crate::rules::Check;

    fn count(json: &str) -> usize {
        found(&Check::Text(Box::new(MissingAttachment)), json).len()
    }

    #[test]
    fn the_examples_of_the_table_hold() {
        for text in list("attachment", "all", "match") {
            assert_eq!(count(&pair(text, "A lamp.")), 1, "{text}");
        }
        for text in list("attachment", "all", "pass") {
            assert_eq!(count(&pair(text, "A lamp.")), 0, "{text}");
        }
    }

    #[test]
    fn what_is_there_is_not_missed() {
        for json in [
            r#"{"messages":[{"role":"user","content":[{"type":"text","text":"What is in <image>?"},{"type":"image_url","image_url":{"url":"x"}}]},{"role":"assistant","content":"A lamp."}]}"#,
            r#"{"prompt":"<image> What is it?","completion":"A lamp.","images":["a.png"]}"#,
            r#"{"prompt":"What is it?","completion":"See the attached file."}"#,
        ] {
            assert_eq!(count(json), 0, "{json}");
        }
    }
}
