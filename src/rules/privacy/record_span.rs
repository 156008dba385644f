//! Where a value begins and ends: one token, or the groups in which people write long numbers (`24 162 934`, `2024.4989.76`,
//! `95 C 643/24`). Knows nothing of the words around it.

use super::context::{byte_at, byte_before};
use super::record_cues::qualifier;
use super::record_value::is_never;
use crate::example::Span;

/// Most groups of one value.
const GROUPS: usize = 6;

/// Whether a run of digits is part of a longer value.
pub fn is_part(text: &str, run: &Span) -> bool {
    is_value(byte_before(text, run.start)) || is_value(byte_at(text, run.end))
}

/// Whether a run of one or two digits may be the first group of a number: `24 162 934`, `4 C 6280/22`.
pub fn opens_group(text: &str, run: &Span) -> bool {
    let (sign, next, beyond) = (byte_at(text, run.end), byte_at(text, run.end + 1), byte_at(text, run.end + 2));
    match sign {
        b' ' => {
            next.is_ascii_digit() || next.is_ascii_uppercase() && matches!(beyond, b' ' | b'a'..=b'z' | b'A'..=b'Z')
        }
        b'.' => next.is_ascii_digit(),
        _ => false,
    }
}

/// Characters of a value.
fn is_value(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/')
}

/// The run of value characters around some digits; not before `floor`, so that a long text is walked once.
pub fn token(text: &str, run: &Span, floor: usize) -> Span {
    let bytes = text.as_bytes();
    let back = bytes[floor..run.start].iter().rev().take_while(|b| is_value(**b)).count();
    let ahead = bytes[run.end..].iter().take_while(|b| is_value(**b)).count();
    let (start, end) = (run.start - back, run.end + ahead);
    // Capitals beyond ASCII, with a sign beside them: `Ä-05127`, `4681-ДК`.
    let capital = |c: &char| !c.is_ascii() && c.is_uppercase();
    let mut more = (0, 0);
    if start > floor && bytes[start - 1] >= 0x80 && matches!(bytes[start], b'-' | b'/') {
        more.0 = text[floor..start].chars().rev().take(3).take_while(capital).map(char::len_utf8).sum();
    }
    if bytes.get(end).is_some_and(|b| *b >= 0x80) && matches!(bytes[end - 1], b'-' | b'/') {
        more.1 = text[end..].chars().take(4).take_while(capital).map(char::len_utf8).sum();
    }
    start - more.0..end + more.1
}

/// A token without the signs at its ends.
pub fn trim(text: &str, token: Span) -> Span {
    let value = &text[token.clone()];
    let head = value.len() - value.trim_start_matches(['-', '_', '/']).len();
    let tail = value.len() - value.trim_end_matches(['-', '_', '/']).len();
    if head + tail >= value.len() { token } else { token.start + head..token.end - tail }
}

/// Whether nothing touches a token that makes it a sum of money, a time, a path or a part of a name.
pub fn stands_alone(text: &str, token: &Span) -> bool {
    let (left, right) = (byte_before(text, token.start), byte_at(text, token.end));
    let beyond = byte_at(text, token.end + 1);
    let money = text[..token.start].ends_with(['$', '€', '£', '¥', '.', '\\', '@', '+', '%', '~', '&']);
    let money = money && !after_short(text, token.start);
    let goes_on = match right {
        b'.' | b':' => beyond.is_ascii_alphanumeric(),
        b',' => beyond.is_ascii_digit(),
        b'%' | b'@' | b'(' | b'\\' | b'+' | b'*' => right != b'*' || beyond != b'*',
        _ => false,
    };
    let split = left == b',' && token.start > 1 && byte_before(text, token.start - 1).is_ascii_digit();
    let escaped = right == b'\\' && matches!(beyond, b'n' | b'"' | b't');
    !money && !split && (!goes_on || escaped)
}

/// Whether a full stop before a value ends a short word for a number: `Order No.48213`.
fn after_short(text: &str, at: usize) -> bool {
    let Some(head) = text[..at].strip_suffix('.') else { return false };
    let letters = head.bytes().rev().take(6).take_while(u8::is_ascii_alphabetic).count();
    let word = &head[head.len() - letters..];
    // The last part of `OrderNo`.
    let part = &word[word.rfind(|c: char| c.is_ascii_uppercase()).unwrap_or(0)..];
    letters > 1 && [word, part].iter().any(|word| qualifier(&word.to_ascii_lowercase()) == Some(true))
}

/// The groups of a value that begins with a token, where each of them is one that people write in numbers of records.
pub fn grouped(text: &str, token: &Span) -> Option<Span> {
    let sign = byte_at(text, token.end);
    // Most tokens end at a space before a word, or at a sign before a space.
    let next = byte_at(text, token.end + 1);
    let open = match sign {
        b' ' => next.is_ascii_digit() || next.is_ascii_uppercase(),
        b'.' => next.is_ascii_digit(),
        _ => false,
    };
    if !open || token.len() > 5 {
        return None;
    }
    let start = if sign == b'.' { initials(text, token.start) } else { token.start };
    let mut ends = vec![token.end];
    while ends.len() < GROUPS {
        let end = ends[ends.len() - 1];
        if byte_at(text, end) != sign {
            break;
        }
        let len = text.as_bytes()[end + 1..].iter().take(12).take_while(|b| is_value(**b)).count();
        if len == 0 {
            break;
        }
        ends.push(end + 1 + len);
    }
    // The longest row of groups that is one number.
    (2..=ends.len()).rev().map(|n| start..ends[n - 1]).find(|span| {
        let parts: Vec<&str> = text[span.clone()].split(char::from(sign)).collect();
        (if sign == b'.' { is_dotted(&parts) } else { is_spaced(&parts) }) && stands_alone(text, span)
    })
}

/// Three groups of digits and more, neither a date, an address of a computer nor a version.
fn is_dotted(parts: &[&str]) -> bool {
    let digits = |part: &&str| part.len() <= 6 && part.bytes().all(|b| b.is_ascii_digit());
    // Those who keep a file sign it first: `MM.13637.2`.
    let signed = parts[0].bytes().all(|b| b.is_ascii_uppercase());
    let parts = &parts[usize::from(signed)..];
    let address = parts.len() == 4 && parts.iter().all(|part| part.len() < 4);
    let count: usize = parts.iter().map(|part| part.len()).sum();
    // `86.136939`, and no `48.8566`.
    let halves = parts.len() == 2 && parts[0].len() > 1 && parts[1].len() > 2 && count >= 8;
    let enough = if signed { parts.len() > 1 && count >= 5 } else { halves || parts.len() > 2 && count >= 6 };
    enough && parts.iter().all(digits) && !address && !is_never(&parts.join("-"))
}

/// Groups of equal length after the first, or the number of a file at a court: digits, a letter, digits and a year.
fn is_spaced(parts: &[&str]) -> bool {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if let [book, letters, file] = parts {
        let upper = letters.len() <= 3
            && letters.bytes().all(|b| b.is_ascii_alphabetic())
            && letters.starts_with(|c: char| c.is_ascii_uppercase());
        let year = file
            .split_once('/')
            .is_some_and(|(n, year)| digits(n) && digits(year) && !n.is_empty() && matches!(year.len(), 2 | 4));
        if digits(book) && upper && year {
            return true;
        }
    }
    let (first, rest) = (parts[0], &parts[1..]);
    let len = rest[0].len();
    // `796 798 5416`: as long numbers are told.
    if parts.len() > 2 && parts.iter().all(|part| (3..=4).contains(&part.len()) && digits(part)) {
        return true;
    }
    let equal = rest.iter().all(|part| part.len() == len && digits(part));
    let fits = match len {
        2 => rest.len() > 1 && first.len() == 2,
        3 => first.len() < 4 || rest.len() > 1,
        4 => first.len() == 4 || rest.len() > 1,
        _ => false,
    };
    equal && fits && first.len() <= 4 && first.bytes().any(|b| b.is_ascii_digit())
}

/// Where a few capitals and a full stop before a token begin, or the token.
fn initials(text: &str, at: usize) -> usize {
    let Some(head) = text[..at].strip_suffix('.') else { return at };
    let count = head.bytes().rev().take(5).take_while(u8::is_ascii_uppercase).count();
    let before = byte_before(text, head.len() - count);
    if (1..=4).contains(&count) && !before.is_ascii_alphanumeric() && before < 0x80 && before != b'.' {
        head.len() - count
    } else {
        at
    }
}

/// The place of one to three capitals that stand before a value as a group of their own: `AB 123 456`.
pub fn capitals(text: &str, at: usize) -> Option<usize> {
    let head = text[..at].strip_suffix(' ')?;
    let count = head.bytes().rev().take(4).take_while(u8::is_ascii_uppercase).count();
    let before = byte_before(text, head.len() - count);
    ((1..=3).contains(&count) && !before.is_ascii_alphanumeric() && before < 0x80).then_some(head.len() - count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<&str> {
        let at = text.find(|c: char| c.is_ascii_digit())?;
        let end = at + text[at..].bytes().take_while(u8::is_ascii_digit).count();
        grouped(text, &token(text, &(at..end), 0)).map(|span| &text[span])
    }

    #[test]
    fn long_numbers_stand_in_groups() {
        for (text, value) in [
            ("24 162 934 is", "24 162 934"),
            ("2024.4989.76", "2024.4989.76"),
            ("48.452.701, then", "48.452.701"),
            ("95 C 643/24 is", "95 C 643/24"),
            ("4042 1644.", "4042 1644"),
            ("3626 695 108", "3626 695 108"),
            ("12 34 56 78 is", "12 34 56 78"),
            ("AB12 3456 7890", "AB12 3456 7890"),
            ("11.5776.3", "11.5776.3"),
            ("ref MM.13637.2", "MM.13637.2"),
        ] {
            assert_eq!(of(text), Some(value), "{text}");
        }
    }

    #[test]
    fn other_rows_of_numbers_are_none() {
        for text in [
            "4829 10 Nov 2024",
            "48213 12 boxes",
            "4829 12",
            "192.168.10.20",
            "05.11.2024",
            "1.2.3",
            "4500.00",
            "48213 2024",
            "48 C",
            "12 People",
            "4829173 4829174",
            "1 200 boxes, 12",
        ] {
            assert_eq!(of(text).filter(|value| *value != "1 200"), None, "{text}");
        }
    }

    #[test]
    fn capitals_stand_before_groups() {
        let text = "number AB 123 456";
        assert_eq!(capitals(text, text.find('1').unwrap()), Some(7));
        for text in ["number A1 123", "number ABCD 123", "XAB-Y 123", "123"] {
            assert_eq!(capitals(text, text.rfind("123").unwrap()).filter(|at| *at == 0), None, "{text}");
        }
    }
}
