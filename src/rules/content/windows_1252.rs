//! UTF-8 that was read as Windows-1252, as FT811 looks for it.
//!
//! It shows as a capital or accented letter and one to three signs from the upper half of that code page: `Ã©` for `é`.
//! Correct text has such neighbours too (`“CAFÉ”`, `passé…”`, `TÉŽ`), so that decoding alone proves nothing; what has to be
//! there besides is written at [`is_sure`].

use memchr::memchr_iter;

use crate::example::Span;

/// The runs that are surely broken, in order. Where one is, a sign that might stand in correct text by chance is broken too.
pub fn broken(text: &str) -> Vec<Span> {
    let (mut sure, mut weak) = (Vec::new(), Vec::new());
    let mut free = 0;
    // Every first byte of a sequence, C2–F4, is a character whose UTF-8 begins with C3.
    for at in memchr_iter(0xC3, text.as_bytes()) {
        if at < free {
            continue;
        }
        let run = run_at(text, at);
        let Some(last) = run.last() else { continue };
        free = last.end;
        match sure_from(text, &run) {
            Some(from) => sure.push(from..free),
            None if run.iter().all(|own| is_sign(text, own)) => weak.push(at..free),
            None => {}
        }
    }
    if !sure.is_empty() && !weak.is_empty() {
        sure.append(&mut weak);
        sure.sort_unstable_by_key(|span| span.start);
    }
    sure
}

/// The broken runs of a text, for rules whose characters may be parts of them.
pub struct Broken(Vec<Span>);

impl Broken {
    /// Those of a text.
    pub fn of(text: &str) -> Broken {
        Broken(broken(text))
    }

    /// Whether the byte at `at` is in one.
    pub fn holds(&self, at: usize) -> bool {
        let next = self.0.partition_point(|span| span.start <= at);
        next > 0 && at < self.0[next - 1].end
    }
}

/// One sequence that decodes: what it becomes, and the characters it was read as.
struct Sequence {
    start: usize,
    end: usize,
    becomes: char,
    lead: u8,
    /// How many of its characters but the first do not follow letters in correct text.
    signs: usize,
    /// Whether one of the characters after the first does not follow letters in correct text.
    odd: bool,
}

/// The sequences that stand together from `at` on.
fn run_at(text: &str, at: usize) -> Vec<Sequence> {
    let mut run: Vec<Sequence> = Vec::new();
    while let Some(next) = sequence(text, run.last().map_or(at, |last| last.end)) {
        run.push(next);
    }
    run
}

/// Where the part of a run begins that is surely broken text up to its end.
fn sure_from(text: &str, run: &[Sequence]) -> Option<usize> {
    // From the end, so that what follows each sequence is looked at once.
    let (mut odd, mut from) = (false, None);
    for (count, own) in run.iter().rev().enumerate() {
        odd |= own.odd;
        if !own.becomes.is_control() && is_sure(text, own, count + 1, odd) {
            from = Some(own.start);
        }
    }
    from
}

/// Whether a sequence is a sign that nothing else than its neighbours speaks against.
fn is_sign(text: &str, own: &Sequence) -> bool {
    let capital = text[..own.start].chars().next_back().is_some_and(char::is_uppercase);
    own.lead == 0xC2 && !own.becomes.is_control() && !own.becomes.is_alphabetic() && !capital
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
    let (mut bytes, mut end, mut odd, mut signs) = ([lead, 0, 0, 0], at + first.len_utf8(), false, 0);
    for byte in &mut bytes[1..length] {
        let c = chars.next()?;
        *byte = byte_of(c).filter(|byte| (0x80..0xC0).contains(byte))?;
        end += c.len_utf8();
        // No language writes one of these letters after `â` or `Ã`.
        signs += usize::from(is_odd(c));
        odd |= is_odd(c) || (matches!(lead, 0xC3 | 0xE2) && "ŠŒŽšœžŸ".contains(c)) || lead == 0xE2 && "†‡".contains(c);
    }
    let becomes = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    let sensible = !('\u{E000}'..='\u{F8FF}').contains(&becomes) && (lead != 0xF0 || bytes[1] == 0x9F);
    sensible.then_some(Sequence { start: at, end, becomes, lead, signs, odd })
}

/// What Windows-1252 has where Latin-1 has controls; bytes it leaves undefined are controls here too.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// The byte that Windows-1252 reads as this character; bytes it leaves undefined are read as Latin-1.
pub fn byte_of(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ 0x80..=0xFF => Some(code as u8),
        0..=0x7F => None,
        _ => HIGH.iter().position(|high| *high == c).map(|at| at as u8 + 0x80),
    }
}

/// The character that Windows-1252 has for a byte from 0x80 to 0x9F.
pub fn of_byte(byte: u8) -> Option<char> {
    HIGH.get(usize::from(byte.checked_sub(0x80)?)).copied().filter(|c| !c.is_control())
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
fn is_sure(text: &str, first: &Sequence, count: usize, odd: bool) -> bool {
    let before = text[..first.start].chars().next_back();
    let after = text[first.end..].chars().next();
    match first.lead {
        // A no-break space in front of which a letter, digit or full stop stands, and a sign after a digit or before a unit (10Â°C).
        0xC2 if first.becomes == '\u{A0}' => {
            before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit() || ".,;:!?)".contains(c))
        }
        0xC2 => {
            odd || before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit())
                || (first.becomes == '°' && matches!(after, Some('C' | 'F')))
                // A sign of its own between words; behind a capital the letter may be one of its word.
                || (matches!(first.becomes, '®' | '·') && before.is_none_or(|c| c.is_whitespace() || c == '('))
        }
        // The French word `à` alone: a no-break space with a space behind it.
        0xC3 if first.becomes == 'à' && after == Some(' ') => true,
        // A letter in quotes: `»Ä«`.
        0xC3..=0xC5 if before == Some('»') && text[..first.end].ends_with('«') => false,
        // A sign of a calculation between spaces or digits, a capital that begins a word, and one that a quote stands inside.
        0xC3 if matches!(first.becomes, '×' | '÷') && before.is_none_or(|c| !c.is_alphabetic()) => true,
        0xC3 if first.becomes == 'Ö' && before.is_none_or(|c| !c.is_alphabetic()) => {
            after.is_some_and(char::is_lowercase)
        }
        0xC3 if first.becomes == 'Ñ' && before.is_some_and(char::is_alphabetic) => {
            after.is_some_and(char::is_alphabetic)
        }
        // A capital in the middle of a word; else a sign that no capital has behind it.
        0xC3..=0xC5 => {
            odd || before.is_some_and(char::is_lowercase)
                || (is_inner(text, first) && after.is_some_and(char::is_lowercase))
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
        // Other scripts: one letter may be chance, unless it is all of signs; words are not. Spanish has `é¡¿`.
        _ => odd && count >= 2 || first.signs == 2 && !text[first.start..first.end].ends_with("¡¿"),
    }
}

/// Whether the sign after the first letter never stands between two letters in correct text.
fn is_inner(text: &str, first: &Sequence) -> bool {
    text[first.start..first.end].chars().nth(1).is_some_and(|c| "ªº°³²¹®™†‡‹›“”»…·´".contains(c))
}

/// The text as it was meant; text that went wrong twice is turned back twice.
pub fn repair(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_broken_where_another_is() {
        let found = |text: &str| broken(text).into_iter().map(|span| text[span].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("Â©2020 Â®, Â° and 5 Â²"), ["Â©", "Â®", "Â°", "Â²"]);
        assert_eq!(found("A â†’ B, 5 Ã— 3, 8 Ã· 2, Ã–l aus ESPAÃ‘A"), ["â†’", "Ã—", "Ã·", "Ã–", "Ã‘"]);
        for text in
            ["»Ä« statt »AE«", "KÂ® and Â°", "Â» Â", "Ã” Ã” Ã”", "fué¡¿Qué?", "CAFÉ” È”", "LA MAÑANÂ®", "å½", "Â²"]
        {
            assert_eq!(found(text), [""; 0], "{text}");
        }
        // None of it is sure, and each part is looked at once.
        assert!(broken(&"Ã”".repeat(300_000)).is_empty());
    }
}
