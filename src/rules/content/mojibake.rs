//! FT811 mojibake. The page is `rules/FT811-mojibake.md`.
//!
//! UTF-8 that was read as Windows-1252 shows as a capital or accented letter and one to three signs from the upper half
//! of that code page: `Ã©` for `é`. Correct text has such neighbours too (`“CAFÉ”`, `passé…”`, `TÉŽ`), so that decoding
//! alone proves nothing; what has to be there besides is written at [`is_sure`].

use memchr::{memchr_iter, memmem};

use super::code::Code;
use super::prompt::{Prompt, message_of};
use super::times;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Sink, TextRule};

/// Text that was read in the wrong encoding.
pub struct Mojibake;

/// Prompts about encodings.
const ABOUT: [&str; 12] = [
    "mojibake",
    "encoding",
    "utf-8",
    "utf8",
    "unicode",
    "latin-1",
    "latin1",
    "iso-8859",
    "windows-1252",
    "cp1252",
    "charset",
    "garbled",
];

/// Characters shown of a broken word.
const SHOWN: usize = 40;

impl TextRule for Mojibake {
    fn trigger(&self) -> Signs {
        Signs::NON_ASCII
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        if !text.trained {
            return;
        }
        let broken: Vec<Span> = broken(text.text).collect();
        let lost: Vec<usize> = memmem::find_iter(text.text.as_bytes(), "\u{FFFD}".as_bytes()).collect();
        if broken.is_empty() && lost.is_empty()
            || message_of(text, example).is_some_and(|(at, _)| Prompt::before(example, at).asks(&ABOUT))
        {
            return;
        }
        let code = Code::of(text.text);
        let mut words = broken.into_iter().filter(|span| !code.holds(span.start));
        if let Some(first) = words.next() {
            let word = word_around(text.text, first.clone());
            let (wrong, right) = (&text.text[word.clone()], repair(&text.text[word]));
            let count = words.count() + 1;
            let message = format!("`{}` is `{}`, read in the wrong encoding{}", cut(wrong), cut(&right), times(count));
            sink.report(text.pointer, message).span(first).help("read the source again as UTF-8");
        }
        let mut lost = lost.into_iter().filter(|at| !code.holds(*at));
        if let Some(at) = lost.next().filter(|_| is_written(example.row.bytes)) {
            let count = lost.count() + 1;
            sink.report(
                text.pointer,
                format!("`U+FFFD` stands for a character that could not be read{}", times(count)),
            )
            .span(at..at + 3)
            .help("read the source again in its own encoding; this cannot be undone");
        }
    }
}

/// Whether the row itself holds U+FFFD; half of a surrogate pair reads as U+FFFD too and is the matter of FT109.
fn is_written(row: &[u8]) -> bool {
    let escaped = || {
        memmem::find_iter(row, b"\\u")
            .any(|at| row.get(at + 2..at + 6).is_some_and(|hex| hex.eq_ignore_ascii_case(b"fffd")))
    };
    memmem::find(row, "\u{FFFD}".as_bytes()).is_some() || escaped()
}

/// The runs that are surely broken, in order.
fn broken(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut free = 0;
    // Every first byte of a sequence, C2–F4, is a character whose UTF-8 begins with C3.
    memchr_iter(0xC3, text.as_bytes()).filter_map(move |at| {
        if at < free {
            return None;
        }
        let span = run_at(text, at)?;
        free = span.end;
        Some(span)
    })
}

/// One sequence that decodes: what it becomes, and the characters it was read as.
struct Sequence {
    becomes: char,
    lead: u8,
    end: usize,
    /// Whether one of the characters after the first does not follow letters in correct text.
    odd: bool,
}

/// The sequences that stand together from `at` on, if they are surely broken text.
fn run_at(text: &str, at: usize) -> Option<Span> {
    let first = sequence(text, at).filter(|first| !first.becomes.is_control())?;
    let (mut end, mut count, mut odd) = (first.end, 1, first.odd);
    while let Some(next) = sequence(text, end) {
        (end, count, odd) = (next.end, count + 1, odd | next.odd);
    }
    is_sure(text, at, &first, count, odd).then_some(at..end)
}

/// Reads one sequence of two to four characters. It may become a control: half of what went wrong twice.
fn sequence(text: &str, at: usize) -> Option<Sequence> {
    let mut chars = text[at..].chars();
    let first = chars.next()?;
    let lead = u8::try_from(u32::from(first)).ok()?;
    let length = match lead {
        // Other first bytes stand for scripts that are rarer than the neighbours by chance (É”, ÝŽ, ß“).
        0xC2..=0xC5 | 0xCE..=0xD1 | 0xD7..=0xDB => 2,
        0xE0..=0xEF => 3,
        0xF0 => 4,
        _ => return None,
    };
    let (mut bytes, mut end, mut odd) = ([lead, 0, 0, 0], at + first.len_utf8(), false);
    for byte in &mut bytes[1..length] {
        let c = chars.next()?;
        *byte = byte_of(c).filter(|byte| (0x80..0xC0).contains(byte))?;
        end += c.len_utf8();
        // No language writes one of these letters after `â` or `Ã`.
        odd |= is_odd(c) || (matches!(lead, 0xC3 | 0xE2) && "ŠŒŽšœžŸ".contains(c));
    }
    let becomes = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    let sensible = !('\u{E000}'..='\u{F8FF}').contains(&becomes) && (lead != 0xF0 || bytes[1] == 0x9F);
    sensible.then_some(Sequence { becomes, lead, end, odd })
}

/// The byte that Windows-1252 reads as this character; bytes it leaves undefined are read as Latin-1.
fn byte_of(c: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match u32::from(c) {
        code @ 0x80..=0xFF => Some(code as u8),
        0..=0x7F => None,
        _ => HIGH.iter().position(|high| *high == c).map(|at| at as u8 + 0x80),
    }
}

/// Whether a character of the upper half does not stand right after a letter in correct text: not closing quotes,
/// dashes, footnote signs, units, no-break spaces, and not the letters among them.
fn is_odd(c: char) -> bool {
    matches!(
        c,
        '\u{80}'
            ..='\u{9F}'
                | '¡'
                | '¢'
                | '£'
                | '¤'
                | '¥'
                | '¦'
                | '¨'
                | '¬'
                | '\u{AD}'
                | '¯'
                | '±'
                | 'µ'
                | '¶'
                | '¸'
                | '¼'
                | '¾'
                | '¿'
                | '€'
                | '‚'
                | 'ƒ'
                | '„'
                | 'ˆ'
                | '‰'
                | '˜'
    ) || matches!(c, '§' | '©' | '«' | '½')
}

/// What besides decoding shows that a run of `count` sequences is broken text.
fn is_sure(text: &str, at: usize, first: &Sequence, count: usize, odd: bool) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[first.end..].chars().next();
    match first.lead {
        // A no-break space in front of which a letter, digit or full stop stands, and a sign after a digit or before a unit (10Â°C).
        0xC2 if first.becomes == '\u{A0}' => {
            before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit() || ".,;:!?)".contains(c))
        }
        0xC2 => {
            odd || before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit())
                || (first.becomes == '°' && matches!(after, Some('C' | 'F')))
        }
        // The French word `à` alone: a no-break space with a space behind it.
        0xC3 if first.becomes == 'à' && after == Some(' ') => true,
        // A capital in the middle of a word; else a sign that no capital has behind it.
        0xC3..=0xC5 => {
            odd || before.is_some_and(char::is_lowercase)
                || (is_inner(text, at, first) && after.is_some_and(char::is_lowercase))
        }
        0xE2 => odd,
        0xF0 => true,
        0xEF => odd && matches!(first.becomes, '\u{FEFF}' | '\u{FFFD}' | '\u{FF00}'..='\u{FFEF}'),
        // Vietnamese inside a word; `ỡ` can come from a closing quote and an opening mark (está»¡vaya).
        0xE1 if ('ạ'..='ỹ').contains(&first.becomes)
            && first.becomes != 'ỡ'
            && after.is_some_and(char::is_lowercase) =>
        {
            odd
        }
        // Other scripts: one letter may be chance, words are not.
        _ => odd && count >= 2,
    }
}

/// Whether the sign after the first letter never stands between two letters in correct text.
fn is_inner(text: &str, at: usize, first: &Sequence) -> bool {
    text[at..first.end].chars().nth(1).is_some_and(|c| "ªº°³²¹®™†‡‹›“”»…·´".contains(c))
}

/// The run with the ASCII letters and broken characters around it.
fn word_around(text: &str, run: Span) -> Span {
    let part = |c: &char| c.is_ascii_alphabetic() || byte_of(*c).is_some();
    let left: usize = text[..run.start].chars().rev().take(SHOWN).take_while(part).map(char::len_utf8).sum();
    let right: usize = text[run.end..].chars().take(SHOWN).take_while(part).map(char::len_utf8).sum();
    run.start - left..run.end + right
}

/// The text as it was meant; text that went wrong twice is turned back twice.
fn repair(text: &str) -> String {
    let mut now = text.to_owned();
    for _ in 0..3 {
        let (mut out, mut at) = (String::with_capacity(now.len()), 0);
        while let Some(c) = now[at..].chars().next() {
            let found = sequence(&now, at);
            at = found.as_ref().map_or(at + c.len_utf8(), |found| found.end);
            out.push(found.map_or(c, |found| found.becomes));
        }
        if out == now {
            break;
        }
        now = out;
    }
    now
}

fn cut(text: &str) -> String {
    let mut short: String =
        text.chars().filter(|c| !c.is_control()).take(SHOWN).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if text.chars().count() > SHOWN {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::super::bench::{answer, found};
    use super::*;
    use crate::rules::Check;

    fn messages(prompt: &str, text: &str) -> Vec<String> {
        answer(&Check::Text(Box::new(Mojibake)), prompt, text).into_iter().map(|finding| finding.message).collect()
    }

    /// Reads the UTF-8 of a text as Windows-1252.
    fn break_it(text: &str) -> String {
        let high = |byte: u8| {
            (0x80u32..0x2200).filter_map(char::from_u32).find(|c| byte_of(*c) == Some(byte) && !c.is_control())
        };
        text.bytes()
            .map(|byte| if byte < 0x80 { char::from(byte) } else { high(byte).unwrap_or(char::from(byte)) })
            .collect()
    }

    const CORRECT: [&str; 24] = [
        "In the café downstairs, if it isn’t closed.",
        "À la gare, déjà prêt… « passé », dit-il – voilà !",
        "« L’ÉTÉ », « CAFÉ »… “CAFÉ” “passé…” né†, café™ déjà…”",
        "prix : 5\u{a0}€, de 5 à\u{a0}€10, été\u{a0}», passé\u{a0}–",
        "NÃO, IRMÃ…” MAÇÃ™ ‘IRMô AMANHû VERÃO MAÇÃ²",
        "“irmã…” amanhã”— maçãº, põe–se, três",
        "Es ist in München und kommt später. „GRÖßE“ „Spaß“… „Ä“ „Ü“",
        "TÉŽ VÝŽIVA též… kéž…” našíš” KÁŽE ŘEŠENÍŽ",
        "HYVÄ… ”HYVÄ” PÅ… ”PÅ” – Åland, Ä–Ö",
        "ÎLE ÎLE… «ÎLES» ¿QUÉ? ¡SEÑOR! SEÑ…” AÑO",
        "Zażółć gęślą jaźń, dziękuję ™",
        "Đây là tiếng Việt; Â – Ă – Ê, “Â” ‘ã’",
        "România: „Â” și „Î”…",
        "İstanbul, ŞİŞLİ, KÂĞIT, Â°",
        "Привет, мир… «Ёлка» – №5",
        "Ελλάδα «Ω» ™",
        "שלום עולם… ×½ 3×“",
        "مرحبا بالعالم",
        "面包在二楼的货架上。“好”",
        "日本語（テスト）…",
        "🌳 20 °C ± 2, £5 or 6 €, ½ ©2020 ™ ¿? §5 3×4",
        "It is Ü, a U with two dots. Øre, Ø… Ð, Þ, Ý ß” Ñ…",
        "São Paulo – ação, coração: “não”, Ã, Õ, ã.",
        "fiancée’s, fiancé’s, naïve, façade—rosé”… ð, þ",
    ];

    #[test]
    fn correct_text_of_any_language_is_left_alone() {
        for text in CORRECT {
            assert_eq!(messages("Hi", text), [""; 0], "{text}");
        }
    }

    #[test]
    fn broken_text_is_found_and_repaired() {
        for text in [
            "café",
            "isn’t",
            "München",
            "“so”",
            "naïve",
            "señor",
            "dziękuję",
            "świat",
            "Łódź",
            "kočka",
            "İstanbul",
            "şişli",
            "Привет",
            "Ελλάδα",
            "שלום",
            "مرحبا",
            "面包在二楼",
            "日本語",
            "한국어",
            "🌳",
            "10 °C",
            "£5",
            "© 2020",
            "– so",
            "a…",
            "à la",
            "Über",
            "école",
            "ação",
            "não",
            "Tiếng Việt",
        ] {
            let broken = break_it(text);
            let found = messages("Hi", &broken);
            assert!(!found.is_empty(), "{text}: {broken}");
            assert_eq!(repair(&broken), text);
            assert_eq!(repair(&break_it(&broken)), text, "twice");
            assert!(!messages("Hi", &break_it(&broken)).is_empty(), "twice: {text}");
        }
        assert_eq!(
            messages("Hi", "In the cafÃ© and the cafÃ©."),
            ["`cafÃ©` is `café`, read in the wrong encoding, 2 times"]
        );
        assert_eq!(messages("Hi", "isnâ€™t"), ["`isnâ€™t` is `isn’t`, read in the wrong encoding"]);
        assert_eq!(messages("Hi", "ï»¿Yes").len(), 1);
    }

    #[test]
    fn replacement_characters_are_found() {
        assert_eq!(
            messages("Hi", "caf\u{fffd}s \u{fffd}"),
            ["`U+FFFD` stands for a character that could not be read, 2 times"]
        );
        let check = Check::Text(Box::new(Mojibake));
        assert_eq!(found(&check, r#"{"prompt":"Hi","completion":"caf\uFFFDs"}"#).len(), 1);
        assert!(found(&check, r#"{"prompt":"Hi","completion":"caf\ud83ds"}"#).is_empty());
    }

    #[test]
    fn code_prompts_about_it_and_contexts_are_left_alone() {
        assert!(messages("Why is the encoding wrong?", "You see Ã© for é.").is_empty());
        assert!(messages("Hi", "It shows `Ã©` then.").is_empty());
        assert!(messages("Hi", "```\nÃ© \u{fffd}\n```").is_empty());
        assert!(messages("cafÃ©", "Yes").is_empty());
    }
}
