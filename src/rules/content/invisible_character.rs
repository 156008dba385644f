//! FT812 invisible-character. The page is `rules/FT812-invisible-character.md`.

use std::cell::OnceCell;

use super::prompt::{Prompt, message_of};
use super::times;
use super::windows_1252::Broken;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Edit, FixKind, Level, Sink, TextRule};

/// A character that cannot be seen, in an answer or in what the model is given.
pub struct InvisibleCharacter;

/// What kind of character it is; one finding per text and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Has a name of its own.
    Named(&'static str),
    /// `U+202D`, `U+202E`: turns the order of what follows.
    Override,
    /// `U+E0000`–`U+E007F`: a hidden copy of ASCII.
    Tag,
    /// Means something only in one font.
    Private,
}

/// What was found of one kind.
struct Seen {
    kind: Kind,
    first: char,
    spans: Vec<Span>,
}

/// Letters that are looked at to either side of a direction mark or a zero-width space.
const NEAR: usize = 16;

impl TextRule for InvisibleCharacter {
    fn trigger(&self) -> Signs {
        Signs::NON_ASCII
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let mut all: Vec<Seen> = Vec::new();
        let broken = OnceCell::new();
        each(text.text, &mut |kind, span| {
            // Text can be hidden in code as well; a mark that only hinders is part of it.
            if !kind.hides() && text.code().holds(span.start) {
                return;
            }
            // A part of broken text, which FT811 repairs.
            if text.text[span.clone()].starts_with('\u{AD}')
                && broken.get_or_init(|| Broken::of(text.text)).holds(span.start)
            {
                return;
            }
            if let Some(seen) = all.iter_mut().find(|seen| seen.kind == kind) {
                seen.spans.push(span);
                return;
            }
            let first = text.text[span.clone()].chars().next().unwrap_or_default();
            all.push(Seen { kind, first, spans: vec![span] });
        });
        for seen in all {
            let code_point = format!("U+{:04X}", seen.first as u32);
            if !seen.kind.hides() && is_talked_about(&code_point, text, example) {
                continue;
            }
            let message = format!("`{code_point}` {} cannot be seen{}", seen.kind.name(), times(seen.spans.len()));
            let finding = sink.report(text.pointer, message).span(seen.spans[0].clone());
            if seen.kind.hides() {
                finding.level(Level::Error).help("remove it; it can hide text, so look at where this came from");
            } else {
                finding.help("remove the character");
            }
            // A private-use character may be a sign that only its font shows.
            let safe = !seen.kind.hides() && seen.kind != Kind::Private;
            let remove = |span| Edit { span, replacement: String::new() };
            let edits = seen.spans.into_iter().map(remove).collect();
            finding.fix(if safe { FixKind::Safe } else { FixKind::Unsafe }, "remove the character", edits);
        }
    }
}

fn is_talked_about(code_point: &str, text: &Text<'_>, example: &Example<'_>) -> bool {
    let asked = || message_of(text, example).is_some_and(|(at, _)| Prompt::given(example, at).holds(code_point));
    text.text.contains(code_point) || asked()
}

impl Kind {
    fn hides(self) -> bool {
        matches!(self, Kind::Override | Kind::Tag)
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Named(name) => name,
            Kind::Override => "direction override",
            Kind::Tag => "tag character",
            Kind::Private => "private-use character",
        }
    }

    fn of(c: char) -> Option<Kind> {
        Some(match c {
            '\u{AD}' => Kind::Named("soft hyphen"),
            '\u{180E}' => Kind::Named("Mongolian vowel separator"),
            '\u{200B}' => Kind::Named("zero-width space"),
            '\u{200C}' => Kind::Named("zero-width non-joiner"),
            '\u{200D}' => Kind::Named("zero-width joiner"),
            '\u{200E}' => Kind::Named("left-to-right mark"),
            '\u{200F}' => Kind::Named("right-to-left mark"),
            '\u{202A}'..='\u{202C}' => Kind::Named("direction embedding"),
            '\u{202D}' | '\u{202E}' => Kind::Override,
            '\u{2060}' => Kind::Named("word joiner"),
            '\u{2066}'..='\u{2069}' => Kind::Named("direction isolate"),
            '\u{FEFF}' => Kind::Named("byte-order mark"),
            '\u{E0000}'..='\u{E007F}' => Kind::Tag,
            '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}' => Kind::Private,
            _ => return None,
        })
    }
}

/// First bytes of the characters in question, in UTF-8.
const LEADS: [bool; 256] = {
    let mut table = [false; 256];
    let leads = [0xC2, 0xE1, 0xE2, 0xEE, 0xEF, 0xF3, 0xF4];
    let mut i = 0;
    while i < leads.len() {
        table[leads[i]] = true;
        i += 1;
    }
    table
};

/// Gives each character that should not be there to `visit`. A run of tags is one.
fn each(text: &str, visit: &mut impl FnMut(Kind, Span)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(step) = next_lead(&bytes[at..]) {
        at += step;
        let Some(c) = text[at..].chars().next() else { return };
        let mut end = at + c.len_utf8();
        if let Some(kind) = Kind::of(c) {
            if kind == Kind::Tag {
                end += text[end..]
                    .chars()
                    .take_while(|c| Kind::of(*c) == Some(Kind::Tag))
                    .map(char::len_utf8)
                    .sum::<usize>();
            }
            if !belongs(c, &text[..at], &text[end..], &text[at..end]) {
                visit(kind, at..end);
            }
        }
        at = end;
    }
}

/// The first byte that may begin such a character. Most of a text is ASCII, which is passed over in pieces.
fn next_lead(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    for piece in bytes.chunks(32) {
        if !piece.is_ascii()
            && let Some(step) = piece.iter().position(|b| LEADS[usize::from(*b)])
        {
            return Some(at + step);
        }
        at += piece.len();
    }
    None
}

/// Whether the character does its work where it stands.
fn belongs(c: char, before: &str, after: &str, run: &str) -> bool {
    let (last, next) = (before.chars().next_back(), after.chars().next());
    let beside = |test: fn(char) -> bool| last.is_some_and(test) || next.is_some_and(test);
    match c {
        // Joiners shape most scripts of the world and many emoji; in Latin words they have no work.
        '\u{200C}' | '\u{200D}' => {
            !(last.is_some_and(|c| c.is_ascii_alphanumeric()) && next.is_some_and(|c| c.is_ascii_alphanumeric()))
        }
        // Scripts without spaces mark the ends of words with it.
        '\u{200B}' => {
            before.chars().rev().take(NEAR).any(is_without_spaces) || after.chars().take(NEAR).any(is_without_spaces)
        }
        '\u{180E}' => beside(|c| matches!(c, '\u{1800}'..='\u{18AF}')),
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202C}' | '\u{2066}'..='\u{2069}' => {
            before.chars().rev().take(NEAR).any(is_right_to_left) || after.chars().take(NEAR).any(is_right_to_left)
        }
        // The flag of a part of a country: a black flag, up to six letters and digits, and an end.
        '\u{E0000}'..='\u{E007F}' => {
            last == Some('\u{1F3F4}') && run.ends_with('\u{E007F}') && run.chars().count() <= 7
        }
        _ => false,
    }
}

/// Letters of Thai, Lao, Tibetan, Burmese, Khmer and their neighbours, which have no spaces between words.
fn is_without_spaces(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{1950}'..='\u{19FF}' | '\u{1A20}'..='\u{1AAF}'
        | '\u{1B00}'..='\u{1B7F}' | '\u{A980}'..='\u{A9FF}' | '\u{AA60}'..='\u{AA7F}')
}

/// Letters of Hebrew, Arabic and the other scripts that run from right to left.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use super::super::bench::{answer, pair};
    use super::*;
    use crate::rules::{Check, Finding};

    fn findings(prompt: &str, text: &str) -> Vec<Finding> {
        answer(&Check::Text(Box::new(InvisibleCharacter)), prompt, text)
    }

    fn kinds(text: &str) -> Vec<(Level, String)> {
        findings("Hi", text).into_iter().map(|finding| (finding.level, finding.message)).collect()
    }

    #[test]
    fn names_what_cannot_be_seen() {
        for (text, point) in [
            ("three\u{200b} left", "U+200B"),
            ("日本\u{200b}語", "U+200B"),
            ("ñ\u{ad}o", "U+00AD"),
            ("ware\u{ad}house", "U+00AD"),
            ("\u{feff}There", "U+FEFF"),
            ("a\u{2060}b", "U+2060"),
            ("left\u{200e} right", "U+200E"),
            ("a\u{2066}b\u{2069}", "U+2066"),
            ("wo\u{200d}rd", "U+200D"),
            ("\u{e001} icon", "U+E001"),
        ] {
            let found = kinds(text);
            assert_eq!(found.len(), 1, "{text:?}");
            assert!(found[0].1.contains(point) && found[0].0 != Level::Error, "{found:?}");
        }
        assert!(kinds("a\u{200b}b\u{200b}c")[0].1.ends_with(", 2 times"));
        assert_eq!(findings("Hi", "ab\u{200b}")[0].span, Some(2..5));
    }

    #[test]
    fn what_can_hide_text_is_an_error() {
        for text in
            ["report\u{202e}fdp.exe", "three\u{e0048}\u{e0049}", "`a\u{202d}b`", "\u{1f3f4}\u{e0068}\u{e0065}\u{e006c}"]
        {
            let found = kinds(text);
            assert!(found.len() == 1 && found[0].0 == Level::Error, "{text:?}: {found:?}");
        }
        let json = pair("Hidden\u{e0041}", "Yes");
        assert_eq!(super::super::bench::found(&Check::Text(Box::new(InvisibleCharacter)), &json)[0].pointer, "/prompt");
    }

    #[test]
    fn leaves_characters_that_work_alone() {
        for text in [
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
            "\u{2764}\u{fe0f}",
            "\u{2764}\u{fe0f}\u{200d}\u{1f525}",
            "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "החבילה בדרך\u{200f}.",
            "\u{2067}שלום\u{2069}",
            "ភាសា\u{200b}ខ្មែរ",
            "ភាសា \u{200b}(Khmer)\u{200b} ខ្មែរ",
            "ใช้ Python\u{200b} ได้",
            "ພາສາ\u{200b}: Lao",
            "မြန်မာ (\u{200b}Myanmar)",
            "Ã\u{ad} in ratÃ\u{ad}n",
            "ᠠ\u{180e}ᠠ",
            "3\u{a0}km",
            "naïve café – “quoted” … ™ 中文，標點。 Привет",
            "`a\u{200b}b`",
            "red\tblue\n",
        ] {
            assert_eq!(kinds(text), [], "{text:?}");
        }
        assert!(findings("What is U+200B?", "this: a\u{200b}b").is_empty());
        assert!(findings("Hi", "U+200B is \u{200b}").is_empty());
    }
}
