//! Answers as class labels: which are short enough, and when two of them are the same label.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use wide::u8x16;

use super::normal::{Form, normalize, words};
use super::signs::Signs;
use super::sixteen::{padded, within};

/// Longest answer, in characters of its folded form, that can be a label.
const LABEL_CHARS: usize = 48;
/// Most words of a label, and of a bare polarity.
pub(super) const LABEL_WORDS: usize = 6;

/// Whether a text is empty or white space only; what most texts begin with settles it.
pub fn is_blank(text: &str) -> bool {
    !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && text.trim_start().is_empty()
}

/// Keys of the class of a text, in rows of `text` and a class.
pub const CLASS_KEYS: [&str; 5] = ["label", "category", "class", "intent", "sentiment"];

/// Whether an answer is short enough for a class label: one line, 1–6 words, at most 48 characters. `signs` are those of
/// its bytes.
pub fn is_short(answer: &str, signs: Signs) -> bool {
    let line = answer.trim();
    if line.is_empty() || line.len() > 4 * LABEL_CHARS || (signs.meets(Signs::LINE_BREAK) && line.contains('\n')) {
        return false;
    }
    let (count, length) = if signs.meets(Signs::NON_ASCII) {
        let folded = words(line);
        (folded.split(' ').filter(|word| !word.is_empty()).count(), folded.chars().count())
    } else {
        measure(line)
    };
    (1..=LABEL_WORDS).contains(&count) && length <= LABEL_CHARS
}

/// Words and characters of the folded form of ASCII text, without making it; of more words than a label has, less.
fn measure(line: &str) -> (usize, usize) {
    let (mut count, mut length, mut inside) = (0, 0, 0);
    for part in line.as_bytes().chunks(16) {
        let word = word_bytes(part);
        count += (word & !(word << 1 | inside)).count_ones() as usize;
        length += word.count_ones() as usize;
        inside = word >> 15;
        if count > LABEL_WORDS {
            break;
        }
    }
    (count, length + count.saturating_sub(1))
}

/// A bit for each letter, digit and `_` of at most sixteen bytes.
fn word_bytes(part: &[u8]) -> u32 {
    let all = u8x16::from(padded(part, 0));
    let word = within(all | u8x16::splat(0x20), b'a', b'z') | within(all, b'0', b'9') | all.simd_eq(u8x16::splat(b'_'));
    word.to_bitmask() & 0xFFFF
}

/// The fold key of a label: without a leading `label:`, wrapping marks, case, spaces and punctuation. Signs and
/// operators stay, because `+1` and `-1` are two labels.
pub fn fold_label(answer: &str) -> String {
    let bare = unwrap_label(answer);
    let (mut out, spelt) = (Vec::new(), with_times(bare));
    normalize(&spelt, Signs::of_bytes(&spelt), Form::Prompt, &mut out);
    out.retain(|b| *b != b' ' && *b != b'_');
    if out.last().is_some_and(|last| !b"-#".contains(last)) {
        out.extend(end_sign(bare));
    }
    let folded = String::from_utf8(out).expect("normal forms of text are text");
    if folded.is_empty() { bare.trim().to_owned() } else { folded }
}

/// The sign that a label ends in, of grades (`AA-`, `B-`) and moves (`Qh5#`); a dash behind a space is none.
fn end_sign(bare: &str) -> Option<u8> {
    let dash = ['-', '\u{2212}', '\u{2013}'].iter().find_map(|dash| bare.strip_suffix(*dash)).map(|name| (name, b'-'));
    let (name, sign) = dash.or_else(|| bare.strip_suffix('#').map(|name| (name, b'#')))?;
    name.ends_with(char::is_alphanumeric).then_some(sign)
}

/// The label with the colons between its digits as letters, which stay: a time or a score is no number (`18:30`, `1830`).
fn with_times(bare: &str) -> Cow<'_, str> {
    let bytes = bare.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let times = |at: &usize| at.checked_sub(1).is_some_and(digit) && digit(at + 1);
    let colons: Vec<usize> = memchr::memchr_iter(b':', bytes).filter(times).collect();
    if colons.is_empty() {
        return Cow::Borrowed(bare);
    }
    let mut out = String::with_capacity(bare.len() + colons.len());
    let mut from = 0;
    for colon in colons {
        out.push_str(&bare[from..colon]);
        out.push('ː');
        from = colon + 1;
    }
    out.push_str(&bare[from..]);
    Cow::Owned(out)
}

/// The same with case: for codes that differ in it.
pub fn cased_label(answer: &str) -> String {
    let bare = unwrap_label(answer);
    let kept: String = bare.nfkc().filter(|c| c.is_alphanumeric() || "+-*/=<>^#%$".contains(*c)).collect();
    if kept.is_empty() { bare.trim().to_owned() } else { kept }
}

fn unwrap_label(answer: &str) -> &str {
    let marks: &[char] = &['"', '\'', '`', '*', '[', ']', '(', ')', '“', '”', ' '];
    let bare = answer.trim().trim_matches(marks);
    for head in ["label", "class", "category", "intent", "sentiment", "answer", "output"] {
        let Some(start) = bare.get(..head.len()) else { continue };
        let rest = bare[head.len()..].trim_start();
        if start.eq_ignore_ascii_case(head) && rest.starts_with([':', '=', '-']) {
            return rest[1..].trim().trim_matches(marks);
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_is_measured_as_it_folds() {
        for line in [
            "card arrival",
            "a_b c-d!",
            "one two three four five six",
            "Yes.",
            "a b c d e f",
            "x".repeat(49).as_str(),
            "--",
        ] {
            let folded = words(line);
            let counted = (folded.split(' ').filter(|word| !word.is_empty()).count(), folded.chars().count());
            assert_eq!(measure(line), counted, "{line}");
        }
        let is_short = |text: &str| is_short(text, Signs::of_bytes(text));
        assert!(is_short("card arrival") && !is_short("one two three four five six seven") && !is_short("--"));
    }

    #[test]
    fn labels_fold() {
        for form in ["Positive", "positive.", " POSITIVE ", "label: positive", "**Positive**", "\"positive\""] {
            assert_eq!(fold_label(form), "positive");
        }
        assert_eq!(fold_label("card_arrival"), fold_label("Card Arrival"));
        assert_ne!(fold_label("+1"), fold_label("-1"));
        assert_ne!(fold_label("C#"), fold_label("C++"));
        assert_eq!(fold_label("👍"), "👍");
        for (one, other) in [
            ("AA-", "AA"),
            ("pH-", "pH"),
            ("gut−", "gut"),
            ("Qh5#", "Qh5"),
            ("18:30", "1830"),
            ("2:1", "21"),
            ("B+", "B-"),
        ] {
            assert_ne!(fold_label(one), fold_label(other), "{one}");
        }
        for (one, other) in
            [("card-arrival", "card arrival"), ("yes -", "Yes"), ("A-", "a-"), ("2:1", " 2:1."), ("C#", "c#")]
        {
            assert_eq!(fold_label(one), fold_label(other), "{one}");
        }
    }
}
