//! FT813 control-character. The page is `rules/FT813-control-character.md`.

use memchr::memchr_iter;

use super::patterns::list;
use super::prompt::{Prompt, message_of};
use super::times;
use super::windows_1252::broken;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Edit, FixKind, Level, Sink, TextRule};

/// A character that steers a terminal or a printer, and is no text.
pub struct ControlCharacter;

/// What was found; one finding per text and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Null,
    /// An escape sequence of a terminal.
    Sequence,
    Other,
}

impl TextRule for ControlCharacter {
    fn trigger(&self) -> Signs {
        Signs::CONTROL | Signs::NON_ASCII
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        if !(text.scan.signs.meets(Signs::CONTROL) || has_upper_control(text.text.as_bytes())) {
            return;
        }
        let found = controls(text.text);
        for kind in [Kind::Null, Kind::Sequence, Kind::Other] {
            // What a prompt holds is given; only what no reader takes is reported there.
            if !text.trained && kind != Kind::Null {
                continue;
            }
            let open = |(found, span): &&(Kind, Span)| {
                *found == kind && (kind == Kind::Null || !text.code().holds(span.start))
            };
            let spans: Vec<Span> = found.iter().filter(open).map(|(_, span)| span.clone()).collect();
            let Some(first) = spans.first().cloned() else { continue };
            if kind != Kind::Null && is_asked(text, example) {
                continue;
            }
            let message = format!("{}{}", describe(kind, &text.text[first.clone()]), times(spans.len()));
            let finding = sink.report(text.pointer, message).span(first);
            if kind == Kind::Null {
                finding.level(Level::Error);
            }
            let edits = spans.into_iter().map(|span| edit(text.text, span)).collect();
            finding.help("remove it; look at how the text was taken over").fix(
                FixKind::Safe,
                "remove the character",
                edits,
            );
        }
    }
}

fn is_asked(text: &Text<'_>, example: &Example<'_>) -> bool {
    message_of(text, example).is_some_and(|(at, _)| Prompt::before(example, at).asks(list("control", "all", "asked")))
}

/// Whether one of U+0080–U+009F occurs.
fn has_upper_control(bytes: &[u8]) -> bool {
    memchr_iter(0xC2, bytes).any(|at| bytes.get(at + 1).is_some_and(|b| *b < 0xA0))
}

/// All control characters; escape sequences as one. Those of broken text are the matter of FT811.
fn controls(text: &str) -> Vec<(Kind, Span)> {
    let mojibake: Vec<Span> = broken(text).collect();
    let in_broken = |at: usize| {
        let next = mojibake.partition_point(|span| span.start <= at);
        next > 0 && at < mojibake[next - 1].end
    };
    let mut found = Vec::new();
    let mut free = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
        if at < free || in_broken(at) {
            continue;
        }
        let sequence = (c == '\u{1B}').then(|| escape_sequence(&text[at..])).flatten();
        free = at + sequence.unwrap_or(c.len_utf8());
        let kind = match (c, sequence) {
            ('\0', _) => Kind::Null,
            (_, Some(_)) => Kind::Sequence,
            _ => Kind::Other,
        };
        found.push((kind, at..free));
    }
    found
}

/// The length of `ESC [ … letter` (ECMA-48).
fn escape_sequence(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("\u{1B}[")?;
    let length = inner.bytes().take(24).take_while(|b| (0x20..0x40).contains(b)).count();
    inner.as_bytes().get(length).filter(|b| (0x40..0x7F).contains(*b)).map(|_| length + 3)
}

fn describe(kind: Kind, text: &str) -> String {
    let code = text.chars().next().map_or(0, u32::from);
    let name = match (kind, code) {
        (Kind::Sequence, _) => return "an escape sequence of a terminal is no text".into(),
        (_, 0x00) => "null",
        (_, 0x07) => "bell",
        (_, 0x08) => "backspace",
        (_, 0x0B) => "vertical tab",
        (_, 0x0C) => "form feed",
        (_, 0x1B) => "escape",
        (_, 0x1A) => "substitute",
        (_, 0x7F) => "delete",
        (_, 0x85) => "next line",
        _ => "control character",
    };
    format!("`U+{code:04X}` {name} is no text")
}

/// What breaks a line or a page becomes a line break, all others go.
fn edit(text: &str, span: Span) -> Edit {
    let line = text[span.clone()].starts_with(['\u{B}', '\u{C}', '\u{85}']);
    let beside = text[..span.start].ends_with('\n') || text[span.end..].starts_with('\n');
    Edit { span, replacement: if line && !beside { "\n".into() } else { String::new() } }
}

#[cfg(test)]
mod tests {
    use super::super::bench::{answer, pair};
    use super::*;
    use crate::rules::{Check, Edits};

    fn messages(prompt: &str, text: &str) -> Vec<String> {
        let check = Check::Text(Box::new(ControlCharacter));
        answer(&check, prompt, text).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn each_kind_is_one_finding() {
        assert_eq!(messages("Hi", "a\0b\0"), ["`U+0000` null is no text, 2 times"]);
        assert_eq!(
            messages("Hi", "red \u{1b}[31mred\u{1b}[0m"),
            ["an escape sequence of a terminal is no text, 2 times"]
        );
        assert_eq!(messages("Hi", "page\u{c}two \u{7f}"), ["`U+000C` form feed is no text, 2 times"]);
        assert_eq!(messages("Hi", "caf\u{85} é"), ["`U+0085` next line is no text"]);
        assert_eq!(messages("Hi", "\u{1b}alone\0").len(), 2);
        let found = super::super::bench::found(&Check::Text(Box::new(ControlCharacter)), &pair("a\0", "Yes"));
        assert_eq!((found[0].pointer.as_str(), found[0].level), ("/prompt", Level::Error));
    }

    #[test]
    fn text_is_left_alone() {
        for text in [
            "a\tb\r\nc\n",
            "",
            "Café – 5\u{a0}€ “so”",
            "`\u{1b}[0m`",
            "```\nprintf \u{7}\n```",
            "â\u{80}\u{99}s",
            "日本語 🌳",
        ] {
            assert_eq!(messages("Hi", text), [""; 0], "{text:?}");
        }
        assert_eq!(messages("Which escape codes make text red?", "\u{1b}[31m"), [""; 0]);
        assert_eq!(messages("page\u{c}two", "Yes"), [""; 0]);
    }

    #[test]
    fn repairs_keep_lines() {
        let check = Check::Text(Box::new(ControlCharacter));
        let fix = answer(&check, "Hi", "one\u{c}two\u{8} \u{b}\nend").remove(0).fix.expect("a repair");
        let Edits::Known(edits) = fix.edits else { panic!("edits are known") };
        assert_eq!(edits.iter().map(|edit| edit.replacement.as_str()).collect::<Vec<_>>(), ["\n", "", ""]);
    }
}
