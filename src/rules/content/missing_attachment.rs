//! FT817 missing-attachment. The page is `rules/FT817-missing-attachment.md`.

use std::sync::LazyLock;

use memchr::memmem;

use super::boundary;
use super::patterns::list;
use super::prompt::message_of;
use crate::example::{Example, Json, Message, Signs, Span, Text};
use crate::rules::redact::quoted;
use crate::rules::{Sink, TextRule};

/// A prompt that points to a picture or a file that the row does not have.
pub struct MissingAttachment;

/// Characters behind the mention above which the thing itself follows as text.
const FOLLOWS: usize = 400;
/// Characters around "attached" in which the thing is named.
const NEAR: usize = 48;

impl TextRule for MissingAttachment {
    fn trigger(&self) -> Signs {
        Signs::ALWAYS
    }

    fn needs(&self) -> Signs {
        Signs::QUESTION
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let bracket = || text.scan.signs.meets(Signs::BRACKET).then(|| mark(text.text)).flatten();
        let foreign = || foreign(text.text, text.scan.signs.meets(Signs::NON_ASCII));
        let Some(span) = bracket().or_else(|| mention(text.text)).or_else(|| only_a_link(text)).or_else(foreign) else {
            return;
        };
        let Some((_, message)) = message_of(text, example) else { return };
        if text.code().holds(span.start) || has_parts(example, message) {
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
    memchr::memchr2_iter(b'<', b'[', text.as_bytes()).find_map(|at| {
        let rest = &text[at..];
        let mark = list("attachment", "all", "marks").iter().find(|mark| starts(rest, mark))?;
        // A link or an element of markup is there.
        let rest = &rest[mark.len()..];
        let closed = memmem::find(rest.as_bytes(), mark.replacen(['<', '['], "</", 1).as_bytes()).is_some();
        let named = ["tag", "element", "attribute", "token", "placeholder"]
            .iter()
            .any(|word| rest.trim_start_matches([' ', 's', '`']).starts_with(word));
        (!rest.starts_with('(') && !closed && !named).then_some(at..at + mark.len())
    })
}

fn starts(text: &str, pattern: &str) -> bool {
    text.as_bytes().get(..pattern.len()).is_some_and(|start| start.eq_ignore_ascii_case(pattern.as_bytes()))
}

/// "the attached picture", "the picture above".
fn mention(text: &str) -> Option<Span> {
    static ATTACHED: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("ttach"));
    let at = ATTACHED.find(text.as_bytes())?.checked_sub(1)?;
    if let Some(span) = noun(text, at) {
        return Some(span);
    }
    let span = at..at + "attached".len();
    let word = text.get(span.clone()).filter(|word| word.eq_ignore_ascii_case("attached"))?;
    let rest = &text[span.end..];
    if rest.chars().count() > FOLLOWS
        || text[..at].ends_with(char::is_alphabetic)
        || rest.starts_with(char::is_alphabetic)
    {
        return None;
    }
    let before = &text[boundary(text, at.saturating_sub(NEAR))..at];
    let after = &rest[..boundary(rest, NEAR)];
    let folded = |text: &str| text.to_lowercase();
    let (before, after) = (folded(before), folded(after));
    let before = before.rsplit(['.', '\n', '!', '?']).next().unwrap_or_default();
    // Pasted or fixed to something: `attached to the wall`.
    let fixed = after.trim_start().starts_with("to ") || after.trim_start().starts_with("at ");
    let named = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric()).any(|word| list("attachment", "all", "things").contains(&word))
    };
    let listed = list("attachment", "all", "heads").iter().any(|head| before.trim_end().ends_with(head));
    let thing = after.split_whitespace().take(2).any(named);
    let behind = named(before) && listed;
    (!fixed && !is_wanted(text) && !word.is_empty() && (listed && thing || behind)).then_some(span)
}

/// "see the attachment".
fn noun(text: &str, at: usize) -> Option<Span> {
    let span = at..at + "attachment".len();
    text.get(span.clone()).filter(|word| word.eq_ignore_ascii_case("attachment"))?;
    let before = text[boundary(text, at.saturating_sub(NEAR))..at].to_lowercase();
    let before = before.trim_end();
    let opened = list("attachment", "all", "openings").iter().any(|head| {
        let rest = before.strip_suffix(head);
        rest.is_some_and(|rest| !rest.ends_with(char::is_alphabetic))
    });
    let rest = &text[span.end..];
    // `attachment theory`, `the attachment of the wing`.
    let ends = rest.starts_with(['.', ',', ':', '?', '!', ')', '\n', 's']) || rest.is_empty();
    let ends =
        ends || [" and ", " you ", " is ", " shows ", " has ", " below"].iter().any(|word| rest.starts_with(word));
    (opened && ends && !is_wanted(text) && rest.chars().count() <= FOLLOWS).then_some(span)
}

/// Whether the prompt wants a text in which something is attached.
fn is_wanted(text: &str) -> bool {
    let folded = text.to_lowercase();
    list("attachment", "all", "asked").iter().any(|word| folded.contains(word))
}

/// The same in other languages. A letter or two that English seldom has lead to the words.
fn foreign(text: &str, wide: bool) -> Option<Span> {
    static ROOTS: LazyLock<[memmem::Finder<'static>; 3]> =
        LazyLock::new(|| ["nhang", "llegat", "nexo"].map(memmem::Finder::new));
    static WIDE_ROOTS: LazyLock<[memmem::Finder<'static>; 4]> =
        LazyLock::new(|| ["附", "添付", "ngeh", "eigef"].map(memmem::Finder::new));
    let bytes = text.as_bytes();
    let rare = || {
        memchr::memchr_iter(b'j', bytes).any(|at| {
            let rest = &bytes[at..];
            [&b"joint"[..], b"junto", b"juntado", b"jlage", b"jgevoegd"].iter().any(|root| rest.starts_with(root))
        })
    };
    let found = |roots: &[memmem::Finder<'static>]| roots.iter().any(|root| root.find(bytes).is_some());
    if text.len() > 4 * FOLLOWS || !(rare() || found(&*ROOTS) || wide && found(&*WIDE_ROOTS)) {
        return None;
    }
    // Capitals of these scripts are as long as their small letters.
    let folded = text.to_lowercase();
    let (at, word) = list("attachment", "all", "foreign").iter().find_map(|word| {
        let at = folded.find(word)?;
        let free = word.chars().any(|c| c >= '\u{2E80}') || !folded[..at].ends_with(char::is_alphabetic);
        free.then_some((at, word))
    })?;
    let span = at..at + word.len();
    let lone = text.get(span.clone()).is_some_and(|own| own.to_lowercase() == *word);
    (lone && !is_wanted(text) && text[span.end..].chars().count() <= FOLLOWS).then_some(span)
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
    let page = link.len() > "https://".len() && !link.ends_with(".git");
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
