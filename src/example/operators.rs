//! What in a text is no letter and still means something: signs of numbers and formulas, currencies, pictures.

use unicode_normalization::char::is_combining_mark;

use super::normal::Form;

/// A space, unless one stands there or nothing does yet.
pub(super) fn space(start: usize, out: &mut Vec<u8>) {
    if out.len() > start && out.last() != Some(&b' ') {
        out.push(b' ');
    }
}

/// One character beyond ASCII (already folded); gives its length in bytes.
pub(super) fn beyond_ascii(bytes: &[u8], form: Form, start: usize, out: &mut Vec<u8>) -> usize {
    let len = match bytes[0] {
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    };
    let c = std::str::from_utf8(&bytes[..len.min(bytes.len())]).ok().and_then(|s| s.chars().next()).unwrap_or(' ');
    if c.is_alphanumeric() || is_combining_mark(c) {
        out.extend_from_slice(&bytes[..len]);
    } else if form != Form::Words && c == '\u{2212}' {
        alone(b'-', start, out);
    } else if form != Form::Words && (is_currency(c) || is_operator(c)) || form == Form::Prompt && is_picture(c) {
        space(start, out);
        out.extend_from_slice(&bytes[..len]);
        out.push(b' ');
    } else {
        space(start, out);
    }
    len
}

fn is_currency(c: char) -> bool {
    matches!(c, '¢' | '£' | '¤' | '¥' | '\u{20A0}'..='\u{20CF}' | '฿')
}

/// Whether a character beyond ASCII is a sign of mathematics, like `×` and `≤`; arrows are none.
pub fn is_operator(c: char) -> bool {
    matches!(c, '×' | '÷' | '±' | '¬' | '°' | '\u{2044}' | '\u{2200}'..='\u{22FF}')
}

/// Whether a character is a picture: emoji and their like.
pub fn is_picture(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// A byte that tells texts apart where it touches a number, a formula or a name; gives the extra bytes it took.
pub(super) fn operator(bytes: &[u8], i: usize, start: usize, out: &mut Vec<u8>) -> usize {
    let before = i.checked_sub(1).map(|p| bytes[p]);
    let after = bytes.get(i + 1).copied();
    let digit = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_digit());
    let letter = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphabetic());
    let near = || [nearest(bytes[..i].iter().rev()), nearest(bytes[i + 1..].iter())];
    let both = |is: &dyn Fn(Option<u8>) -> bool| near().into_iter().all(is);
    let ahead = nearest(bytes[i + 1..].iter());
    let variables = || single(bytes[..i].iter().rev()) && single(bytes[i + 1..].iter());
    match bytes[i] {
        b'.' | b',' if digit(before) && digit(after) => out.push(bytes[i]),
        b'.' if digit(after) && before.is_none_or(|b| b == b' ') => out.extend_from_slice(b"0."),
        b'#' if letter(before) => out.push(b'#'),
        b'+' if letter(before) && after == Some(b'+') => {
            out.extend_from_slice(b"++");
            return 1;
        }
        // `==` and `!=` tell code apart; longer rows of `=` are lines under a heading.
        b'=' | b'!' if after == Some(b'=') && before != Some(b'=') && bytes.get(i + 2) != Some(&b'=') => {
            space(start, out);
            out.extend_from_slice(&[bytes[i], b'=', b' ']);
            return 1;
        }
        // A factorial, and no sentence that ends.
        b'!' if digit(before) && ahead.is_some_and(|b| b"?+-*/=)^!".contains(&b)) => alone(b'!', start, out),
        // Brackets decide what is reckoned first, and where a list or an interval ends.
        b')' if digit(before) && (ahead.is_some_and(|b| b"*/^".contains(&b)) || opened(&bytes[..i]) == Some(b'[')) => {
            alone(b')', start, out);
        }
        b'(' if nearest(bytes[..i].iter().rev()).is_some_and(|b| b"*/^".contains(&b)) => alone(b'(', start, out),
        b'[' if digit(after) || after == Some(b'[') => alone(b'[', start, out),
        b']' if digit(before) => alone(b']', start, out),
        b'&' if after == Some(b'&') => {
            space(start, out);
            out.extend_from_slice(b"&& ");
            return 1;
        }
        b'%' | b'$' => alone(bytes[i], start, out),
        b'-' if after == Some(b'$') || near().into_iter().any(digit) || variables() => alone(bytes[i], start, out),
        // Of stars and slashes around a number one is none between two: `**42**`.
        b'*' | b'/'
            if both(&|b| digit(b) || letter(b) || matches!(b, Some(b'(' | b')'))) && near().into_iter().any(digit)
                || variables() =>
        {
            alone(bytes[i], start, out);
        }
        b'<' | b'>' | b'=' | b'+' | b'^' if near().into_iter().any(|b| digit(b) || letter(b)) => {
            alone(bytes[i], start, out);
        }
        _ => space(start, out),
    }
    0
}

/// The last bracket of a list of numbers that opens in some bytes.
fn opened(bytes: &[u8]) -> Option<u8> {
    let number = |b: &&u8| b.is_ascii_digit() || matches!(b, b' ' | b',' | b'.' | b'-');
    bytes.iter().rev().find(|b| !number(b)).copied()
}

/// An operator as a word of its own, so that `5-3` equals `5 - 3`.
fn alone(byte: u8, start: usize, out: &mut Vec<u8>) {
    space(start, out);
    out.push(byte);
    out.push(b' ');
}

/// Whether a single letter comes next, as variables are.
fn single<'b>(bytes: impl Iterator<Item = &'b u8>) -> bool {
    let mut bytes = bytes.skip_while(|b| **b == b' ');
    bytes.next().is_some_and(u8::is_ascii_alphabetic)
        && !bytes.next().is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 128)
}

fn nearest<'b>(mut bytes: impl Iterator<Item = &'b u8>) -> Option<u8> {
    bytes.find(|b| **b != b' ').copied()
}
