//! FT813 control-character. The page is `rules/FT813-control-character.md`.

use memchr::memchr_iter;

use super::control_sequence::sequence;
use super::patterns::list;
use super::prompt::{Prompt, message_of};
use super::times;
use super::windows_1252::{Broken, of_byte};
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Edit, FixKind, Level, Sink, TextRule};

/// A character that steers a terminal or a printer, and is no text.
pub struct ControlCharacter;

/// What was found; one finding per text and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Null,
    /// A sequence of a terminal.
    Sequence,
    /// A quotation mark, dash or sign of Windows-1252, read as Latin-1.
    Windows,
    Other,
}

/// A control or a sequence, what stands there afterwards, and whether that is surely what was meant.
struct Control {
    kind: Kind,
    span: Span,
    becomes: Option<char>,
    sure: bool,
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
        for kind in [Kind::Null, Kind::Sequence, Kind::Windows, Kind::Other] {
            // What a prompt holds is given; only what no reader takes is reported there.
            if !text.trained && kind != Kind::Null {
                continue;
            }
            let open = |control: &&Control| {
                control.kind == kind && (kind == Kind::Null || !text.code().holds(control.span.start))
            };
            let own: Vec<&Control> = found.iter().filter(open).collect();
            let Some(first) = own.first() else { continue };
            if kind != Kind::Null && is_asked(text, example) {
                continue;
            }
            let message = format!("{}{}", describe(first, text.text), times(own.len()));
            let finding = sink.report(text.pointer, message).span(first.span.clone());
            if kind == Kind::Null {
                finding.level(Level::Error);
            }
            let (help, title) = advice(kind);
            let edit = |control: &&Control| Edit {
                span: control.span.clone(),
                replacement: control.becomes.map(String::from).unwrap_or_default(),
            };
            let safety = if own.iter().all(|control| control.sure) { FixKind::Safe } else { FixKind::Unsafe };
            finding.help(help).fix(safety, title, own.iter().map(edit).collect());
        }
    }
}

fn is_asked(text: &Text<'_>, example: &Example<'_>) -> bool {
    message_of(text, example).is_some_and(|(at, _)| Prompt::given(example, at).asks(list("control", "all", "asked")))
}

/// Whether one of U+0080–U+009F occurs.
fn has_upper_control(bytes: &[u8]) -> bool {
    memchr_iter(0xC2, bytes).any(|at| bytes.get(at + 1).is_some_and(|b| *b < 0xA0))
}

/// All control characters; sequences of terminals as one. Those of broken text are the matter of FT811.
fn controls(text: &str) -> Vec<Control> {
    let broken = Broken::of(text);
    let mut found: Vec<Control> = Vec::new();
    let mut free = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
        if at < free || broken.holds(at) {
            continue;
        }
        let length = sequence(&text[at..]);
        free = at + length.unwrap_or(c.len_utf8());
        found.push(judge(text, at..free, c, length.is_some()));
    }
    // `U+0085` is a line break of its own, and three dots where its neighbours come from Windows-1252 too.
    if found.iter().any(|control| control.kind == Kind::Windows) {
        for control in found.iter_mut().filter(|control| text[control.span.clone()].starts_with('\u{85}')) {
            *control = Control { kind: Kind::Windows, becomes: Some('…'), sure: true, span: control.span.clone() };
        }
    }
    found
}

/// What a control is, and what becomes of it. Where a lone one stands between two letters, nobody knows what stood there.
fn judge(text: &str, span: Span, c: char, is_sequence: bool) -> Control {
    let (before, after) = (text[..span.start].chars().next_back(), text[span.end..].chars().next());
    let apart = before.is_none_or(char::is_whitespace) || after.is_none_or(char::is_whitespace);
    let beside = before == Some('\n') || after == Some('\n');
    let windows = u8::try_from(u32::from(c)).ok().filter(|byte| *byte >= 0x80 && c != '\u{85}').and_then(of_byte);
    // Between two letters of the upper half it may belong to another code page.
    let strange = before.is_some_and(|c| !c.is_ascii()) && after.is_some_and(|c| !c.is_ascii());
    let (kind, becomes, sure) = match c {
        _ if is_sequence => (Kind::Sequence, None, true),
        '\0' => (Kind::Null, None, apart),
        // A page or line ends there.
        '\u{B}' | '\u{C}' => (Kind::Other, (!beside).then_some('\n'), true),
        '\u{85}' => (Kind::Other, (!beside).then_some('\n'), false),
        // These take back what stands before them, and half a sequence leaves its other half.
        '\u{8}' | '\u{7F}' | '\u{1B}' => (Kind::Other, None, false),
        _ if windows.is_some() => (Kind::Windows, windows, !strange),
        _ => (Kind::Other, None, apart),
    };
    Control { kind, span, becomes, sure }
}

fn describe(control: &Control, text: &str) -> String {
    let code = text[control.span.clone()].chars().next().map_or(0, u32::from);
    let name = match (control.kind, control.becomes, code) {
        (Kind::Sequence, ..) => return "an escape sequence of a terminal is no text".into(),
        (Kind::Windows, Some(meant), _) => {
            return format!("`U+{code:04X}` is `{meant}` of Windows-1252, read as Latin-1");
        }
        (_, _, 0x00) => "null",
        (_, _, 0x07) => "bell",
        (_, _, 0x08) => "backspace",
        (_, _, 0x0B) => "vertical tab",
        (_, _, 0x0C) => "form feed",
        (_, _, 0x1B) => "escape",
        (_, _, 0x1A) => "substitute",
        (_, _, 0x7F) => "delete",
        (_, _, 0x85) => "next line",
        _ => "control character",
    };
    format!("`U+{code:04X}` {name} is no text")
}

/// What to do, and what the repair does.
fn advice(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Sequence => ("remove it; look at how the text was taken over", "remove the whole sequences"),
        Kind::Windows => ("read the source again as Windows-1252", "put the characters back as they were meant"),
        _ => ("remove it; look at how the text was taken over", "remove the character"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::bench::{answer, pair};
    use super::*;
    use crate::rules::{Check, Edits, FixKind};

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
        assert_eq!(messages("Hi", "It\u{92}s"), ["`U+0092` is `’` of Windows-1252, read as Latin-1"]);
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

    /// Whether the repair is safe, and what it makes of the text.
    fn repaired(text: &str) -> (FixKind, String) {
        let check = Check::Text(Box::new(ControlCharacter));
        let fix = answer(&check, "Hi", text).remove(0).fix.expect("a repair");
        let Edits::Known(edits) = fix.edits else { panic!("edits are known") };
        let mut fixed = text.to_owned();
        edits.into_iter().rev().for_each(|edit| fixed.replace_range(edit.span, &edit.replacement));
        (fix.safety, fixed)
    }

    #[test]
    fn sure_repairs_are_safe() {
        for (text, fixed) in [
            ("one\u{c}two \u{b}\nend", "one\ntwo \nend"),
            ("It\u{92}s \u{93}mine\u{94}", "It’s “mine”"),
            ("5 \u{80} \u{96} or more\u{85}", "5 € – or more…"),
            ("\u{84}Ja\u{93}, na\u{ef}ve", "„Ja“, naïve"),
            ("\u{1b}]0;title\u{7}Yes \u{1b}[31mred\u{1b}[0m", "Yes red"),
            ("a \u{1b}]8;;https://shop.test\u{7}link\u{1b}]8;;\u{7}", "a link"),
            ("\u{1b}(B\u{9b}31mred", "red"),
            ("Yes\0", "Yes"),
            ("Ding \u{7}dong", "Ding dong"),
        ] {
            assert_eq!(repaired(text), (FixKind::Safe, fixed.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn doubtful_repairs_are_not() {
        for text in [
            "word\0word",
            "ab\u{8}\u{8}cd",
            "word\u{7f}word",
            "half \u{1b}[31",
            "\u{1b}alone",
            "wo\u{7}rd",
            "line\u{85}line",
            "a\u{81}b",
            "\u{ef}\u{90}\u{e8}",
            "\u{cf}\u{f0}\u{e8}\u{9a}\u{e5}\u{f2}",
        ] {
            assert_eq!(repaired(text).0, FixKind::Unsafe, "{text:?}");
        }
    }
}
