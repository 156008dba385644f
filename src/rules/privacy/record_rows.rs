//! What follows a value: another one of its form, or a noun in the plural that makes it a count.

use super::context::{self, AHEAD};
use super::phone_number::measured;
use super::record_span::{stands_alone, trim};
use super::record_value::is_never;
use crate::example::Span;

/// Whether another value of its form follows a value in a row.
pub fn is_first(text: &str, span: &Span) -> bool {
    let rest = &text[span.end..];
    let gap = rest.bytes().take(6).take_while(|b| !b.is_ascii_digit()).count();
    let next = span.end + gap;
    let len = text.as_bytes()[next..].iter().take(20).take_while(|b| b.is_ascii_alphanumeric()).count();
    text.is_char_boundary(next) && len > 0 && listed(text, span, next..next + len).is_some()
}

/// A value of the form of the last one, in a row with it: `orders 4829173, 4829174 and 4829175`.
pub fn listed(text: &str, last: &Span, token: Span) -> Option<Span> {
    const JOINTS: &[&str] = &[
        ", ", " and ", ", and ", " & ", " or ", " und ", " et ", " y ", " e ", " en ", " oder ", " ou ", " i ",
        " och ", "、", "和", " / ", "; ", " not ", " nor ", " nicht ", " non ", " no ", " not #",
    ];
    let between = text.get(last.end..token.start)?;
    if between.len() > 6 || !JOINTS.contains(&between.trim_end_matches('#')) || !stands_alone(text, &token) {
        return None;
    }
    let span = trim(text, token);
    let (one, two) = (&text[last.clone()], &text[span.clone()]);
    let class = |c: char| {
        if c.is_ascii_digit() {
            '0'
        } else if c.is_ascii_alphabetic() {
            'a'
        } else {
            c
        }
    };
    let alike = one.len() == two.len() && one.chars().map(class).eq(two.chars().map(class));
    (alike && one.len() >= 5 && !is_never(two) && !counts(text, span.end)).then_some(span)
}

/// Fewest digits of a number that is no count of things named behind it.
const LONG: usize = 7;

/// Words behind a number of things or people.
const UNITS: &[&str] = &[
    "count", "px", "per", "percent", "kişi", "adet", "osób", "sztuk", "szt", "stück", "personen", "stycken", "kpl",
    "persone", "pezzi",
];

/// Whether a noun in the plural follows: then the value is a number of things.
pub fn counts(text: &str, at: usize) -> bool {
    let tail = context::after(text, at, AHEAD);
    if measured(tail) {
        return true;
    }
    // Words that count things and people in scripts without plurals.
    if tail.trim_start().starts_with([
        '个', '件', '名', '人', '元', '円', '個', '枚', '명', '개', '건', '원', '位', '份', '单', '张', '条', '箱',
        '台', '次', '回', '本', '票',
    ]) {
        return true;
    }
    let Some(rest) = tail.strip_prefix(' ') else { return false };
    if rest.split(|c: char| !c.is_alphabetic()).next().is_some_and(|word| UNITS.contains(&word)) {
        return true;
    }
    // Seven digits count few things, and verbs of other languages end like plurals.
    if text[..at].bytes().rev().take(LONG).filter(u8::is_ascii_digit).count() == LONG {
        return false;
    }
    let word: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    word.len() > 3 && word.ends_with('s') && word.starts_with(char::is_lowercase) && !is_third_person(&word)
}

/// Verbs that follow the number of a record and look like a noun in the plural.
fn is_third_person(word: &str) -> bool {
    #[rustfmt::skip]
    const VERBS: &[&str] = &[
        "does", "still", "ships", "shows", "says", "keeps", "needs", "gets", "goes", "comes", "appears", "remains", "belongs", "expires", "lapses",
        "arrives", "looks", "contains", "requires", "closes", "opens", "asks", "wants", "claims",
        "sees", "reports", "receives", "calls", "hits", "tries", "returns", "logs", "reads", "sends", "buys", "orders", "moves", "stays",
        "starts", "stops", "runs", "turns", "waits", "works", "refers", "relates", "matches", "mentions", "disputes", "changes", "thinks", "believes",
        "states", "stands", "refuses", "replies", "responds", "reached", "loses", "lists", "matters", "dates", "covers", "concerns", "is", "was", "has",
        "sits", "fails", "always", "pays", "owes", "lives", "uses", "complains", "writes", 
    ];
    VERBS.contains(&word)
}
