//! Phone numbers without a country code, in the groups of some country. For `phone_form.rs`.

use super::context::{byte_at, byte_before};
use super::numbers::Plain;
use super::phone_form::{Form, Phone};
use super::phone_groups::{FOREIGN, TRUNK};
use super::phone_plan::{country, is_nanp};
use crate::example::Span;

/// Three, three and four digits, with or without a 1 before them.
pub(super) fn north_american(plain: &Plain<'_>, i: usize, pieces: &[Span]) -> Option<Phone> {
    let text = plain.text;
    let lead = usize::from(pieces.len() > 3 && &text[pieces[0].clone()] == "1");
    let own = pieces.get(lead..lead + 3)?;
    if own[0].len() != 3 || own[1].len() != 3 || own[2].len() != 4 {
        return None;
    }
    let national = plain.digits(&(own[0].start..own[2].end));
    let (one, two) = (plain.gap(i + lead, 3)?, plain.gap(i + lead + 1, 3)?);
    let bracket = one.starts_with(')') && byte_before(text, own[0].start) == b'(';
    let form = match (bracket, one, two) {
        (true, _, "-" | "." | " ") => Form::Plain,
        (false, "-", "-") | (false, ".", ".") => Form::Groups,
        (false, "-", " ") | (false, " ", "-" | " ") | (false, "/", "-") => Form::Needy,
        _ => return None,
    };
    let start = if lead == 1 { pieces[0].start } else { own[0].start - usize::from(bracket) };
    is_nanp(&national).then_some(Phone {
        span: start..own[2].end,
        runs: lead + 3,
        code: 1,
        national,
        form,
        set_aside: false,
    })
}

/// Numbers with a trunk 0 in the groups of some country, and mobile numbers of China.
pub(super) fn trunk(plain: &Plain<'_>, i: usize, pieces: &[Span]) -> Option<Phone> {
    let text = plain.text;
    let zero = byte_at(text, pieces[0].start) == b'0' && pieces[0].len() > 1;
    let lens: Vec<usize> = pieces.iter().map(Span::len).collect();
    let china = lens.starts_with(&[3, 4, 4]) && text[pieces[0].clone()].starts_with('1');
    let groups = TRUNK.iter().filter(|groups| lens.starts_with(groups)).max_by_key(|groups| groups.len())?;
    let n = groups.len();
    // After the area the sign may be another one: `06-48 21 54 77`, `(030) 77 16 44`.
    let area = matches!(plain.gap(i, 3), Some("-" | "/" | " / " | " - " | ") " | ")" | "/ "));
    // Behind the last hyphen stands an extension: `0221/77394-36`.
    let last = if n > 2 && plain.gap(i + n - 2, 3) == Some("-") { n - 2 } else { n - 1 };
    let same = (usize::from(area)..last).all(|k| plain.gap(i + k, 3) == plain.gap(i + last - 1, 3)) || n == 2;
    let bracket = plain.gap(i, 3).is_some_and(|gap| gap.starts_with(')')) && byte_before(text, pieces[0].start) == b'(';
    let span = pieces[0].start - usize::from(bracket)..pieces[n - 1].end;
    let digits = plain.digits(&span);
    let mobile = china && digits.as_bytes()[1] >= b'3';
    let before = i > 0 && plain.gap(i - 1, 1) == Some(" ") && plain.run(i - 1).is_some_and(|run| run.len() == lens[0]);
    let listed = before || lens.get(n).is_some_and(|len| *len == lens[n - 1]);
    if !(zero || mobile) || !same || listed || digits.starts_with("00") {
        return None;
    }
    let national = digits.strip_prefix('0').unwrap_or(&digits).to_string();
    // `04 05 06 07 08` is a row of numbers.
    let pairs: Vec<i8> =
        digits.as_bytes().chunks(2).map(|pair| pair.iter().fold(0, |n, b| n * 10 + (b - b'0') as i8)).collect();
    // Pairs of digits among pairs with letters are a dump.
    if lens[..n] == [2; 5] && is_dump(text, &span) {
        return None;
    }
    if lens[..n] == [2; 5] && pairs.windows(3).all(|three| three[2] - three[1] == three[1] - three[0]) {
        return None;
    }
    let weak = match plain.gap(i, 3) {
        _ if lens[..n] == [4; 3] => true,
        Some("-") => n == 2,
        Some(".") => lens[..n] != [2; 5],
        Some(" - ") => true,
        Some(" ") => n == 2 && lens[0] < 3 || digits.len() < 10,
        _ => false,
    };
    let form = if weak { Form::Needy } else { Form::Groups };
    Some(Phone { span, runs: n, code: 0, national, form, set_aside: false })
}

/// Whether a pair of hexadecimal digits with a letter stands beside some pairs.
fn is_dump(text: &str, span: &Span) -> bool {
    let pair = |part: Option<&str>| {
        part.is_some_and(|part| {
            part.len() == 2
                && part.bytes().all(|b| b.is_ascii_hexdigit())
                && part.bytes().any(|b| b.is_ascii_alphabetic())
        })
    };
    let head = text[..span.start].strip_suffix(' ').unwrap_or("");
    let tail = text[span.end..].strip_prefix(' ').unwrap_or("");
    let before = head.len().checked_sub(2).and_then(|at| head.get(at..));
    let apart = |b: Option<&u8>| b.is_none_or(|b| !b.is_ascii_alphanumeric());
    pair(before) && apart(head.len().checked_sub(3).map(|at| &head.as_bytes()[at]))
        || pair(tail.get(..2)) && apart(tail.as_bytes().get(2))
}

/// Three groups of three and four groups of other countries, which a word must bear out: `612 745 839`, `91 234 56 78`.
pub(super) fn french(plain: &Plain<'_>, i: usize, pieces: &[Span]) -> Option<Phone> {
    let lens: Vec<usize> = pieces.iter().map(Span::len).collect();
    let groups = FOREIGN.iter().filter(|groups| lens.starts_with(groups)).max_by_key(|groups| groups.len())?;
    let n = groups.len();
    let area = matches!(plain.gap(i, 3), Some("-" | ") " | ")" | "/"));
    let last = if n > 3 && plain.gap(i + n - 2, 3) == Some("-") { n - 2 } else { n - 1 };
    let same = (usize::from(area)..last).all(|k| plain.gap(i + k, 3) == plain.gap(i + last - 1, 3)) || n == 2;
    // `96.051501` is a version.
    let pointed = n == 2 && lens[0] == 2 && plain.gap(i, 3) == Some(".");
    let signs = !pointed && (0..n - 1).all(|k| matches!(plain.gap(i + k, 3), Some(" " | "-" | "." | ") " | ")" | "/")));
    let open = usize::from(
        plain.gap(i, 3).is_some_and(|gap| gap.starts_with(')')) && byte_before(plain.text, pieces[0].start) == b'(',
    );
    let span = pieces[0].start - open..pieces[n - 1].end;
    let national = plain.digits(&span);
    // The end of a longer row of groups is no number of its own.
    let goes_on = i > 0 && matches!(plain.gap(i - 1, 1), Some(" " | "-" | "."));
    let dated = goes_on || is_date(pieces, plain.text) || national.starts_with("00");
    // In Brazil the area stands in brackets and a hyphen before the last four.
    let form =
        if open > 0 && lens[n - 1] == 4 && plain.gap(i + n - 2, 3) == Some("-") { Form::Groups } else { Form::Needy };
    (same && signs && !dated).then_some(Phone { span, runs: n, code: 0, national, form, set_aside: false })
}

/// Seven to twelve digits without more form than that.
pub(super) fn bare(plain: &Plain<'_>, pieces: &[Span]) -> Option<Phone> {
    let text = plain.text;
    if is_date(pieces, text) || pieces[0].len() == 1 {
        return None;
    }
    let found = (1..=pieces.len()).rev().find_map(|n| {
        let span = pieces[0].start..pieces[n - 1].end;
        let digits = plain.digits(&span);
        let short = n > 1 && pieces[..n].iter().any(|piece| piece.len() < 2);
        let least = if n == 2 && pieces[0].len() == 3 && pieces[1].len() == 4 { 7 } else { 8 };
        ((least..=12).contains(&digits.len()) && !short).then_some((span, n, digits))
    });
    let (span, runs, digits) = found?;
    // Twelve digits are a number with its country, or none.
    if digits.len() == 12 && !digits.starts_with('0') && country(&digits).is_none() {
        return None;
    }
    let time = digits.len() == 10 && runs == 1 && ("14".."20").contains(&&digits[..2]);
    let code = u16::from(is_nanp(&digits));
    let national = digits.strip_prefix('0').unwrap_or(&digits).to_string();
    (!time).then_some(Phone { span, runs, code, national, form: Form::Bare, set_aside: false })
}

/// Whether the runs begin like a date: `2024-11-05`, `05.11.2024`, `05/11/24`.
fn is_date(pieces: &[Span], text: &str) -> bool {
    let number = |k: usize| pieces.get(k).and_then(|piece| text[piece.clone()].parse::<u32>().ok()).unwrap_or(0);
    let len = |k: usize| pieces.get(k).map_or(0, Span::len);
    let year = |k: usize| len(k) == 4 && (1800..2200).contains(&number(k));
    let small = |k: usize| (1..=2).contains(&len(k)) && number(k) <= 31;
    (year(0) && small(1))
        || (small(0) && small(1) && (year(2) || len(2) == 2 && pieces.len() == 3))
        || (year(0) && year(1))
}
