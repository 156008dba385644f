//! What follows a value: another one of its form, or a noun in the plural that makes it a count.

use super::context::{self, AHEAD};
use super::phone_number::measured;
use super::record_evidence::{is_day, is_round};
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
        " och ", "、", "和", " / ", "; ", "', '", "\", \"", "','", "\",\"", " not ", " nor ", " nicht ", " non ",
        " no ", " not #",
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
    // Of plain numbers in a row of two or more some are longer: `tickets 4829173, 52494 and 1552447`.
    let plain = |value: &str| value.len() >= 5 && value.bytes().all(|b| b.is_ascii_digit()) && !is_round(value);
    let longer = || plain(one) && plain(two) && one.len().abs_diff(two.len()) < 4 && !is_day(two);
    let joined = || !between.starts_with([',', ';', '/', ' ']) || LINKS.contains(&between) || ends_row(text, span.end);
    let own = alike && one.len() >= 5 || longer() && joined();
    (own && !is_never(two) && !counts(text, span.end)).then_some(span)
}

/// Words between the last two numbers of a row.
const LINKS: [&str; 10] = [" and ", ", and ", " & ", " or ", " und ", " et ", " y ", " e ", " oder ", " ou "];

/// Whether a row of numbers goes on behind a place and ends with a word and a number: a postal code behind a number does not.
fn ends_row(text: &str, at: usize) -> bool {
    let mut rest = context::after(text, at, 2 * AHEAD);
    for _ in 0..3 {
        let number = |rest: &str| rest.bytes().take_while(u8::is_ascii_digit).count() > 4;
        if LINKS.iter().any(|link| rest.strip_prefix(link).is_some_and(number)) {
            return true;
        }
        let Some(next) = rest.strip_prefix(", ").filter(|next| number(next)) else { return false };
        rest = next.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    false
}

/// A value of the form of one that was found in the same sentence, behind a small word: `ticket 96457944 for the network and
/// 33483265 for billing`, `4F2WGC (Rome) and 2T2PDB (Oslo)`.
pub fn alike(text: &str, last: &Span, token: Span) -> Option<Span> {
    const SMALL: [&str; 12] = ["and", "or", "not", "nor", "but", "und", "oder", "et", "ou", "y", "e", "kept"];
    let between = text.get(last.end..token.start).filter(|between| between.len() < SENTENCE)?;
    let word = between.trim_end_matches([' ', '#']).rsplit([' ', ')', ',']).next()?;
    let own = &text[last.clone()];
    let digits = own.bytes().filter(u8::is_ascii_digit).count();
    let telling = digits >= 7 || digits < own.len() && own.len() >= 6 && digits > 0;
    let prose = !between.contains(['\n', '.', ';', '?', '!', '|', '=', ':', '"', '{']);
    if !telling || !prose || !SMALL.contains(&word) || !stands_alone(text, &token) {
        return None;
    }
    let span = trim(text, token);
    (is_alike(own, &text[span.clone()]) && !counts(text, span.end)).then_some(span)
}

/// Most bytes between two values of one sentence.
const SENTENCE: usize = 80;

/// Whether two values have letters and digits at the same places; those of mixed ones may change places.
fn is_alike(one: &str, two: &str) -> bool {
    let digits = |value: &str| value.bytes().filter(u8::is_ascii_digit).count();
    let upper = |value: &str| value.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let mixed = |value: &str| digits(value) > 0 && digits(value) < value.len();
    one.len() == two.len()
        && (digits(one) == one.len() && digits(two) == two.len()
            || upper(one) && upper(two) && mixed(one) && mixed(two))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str, one: &str, two: &str) -> bool {
        let place = |value: &str| text.find(value).map(|at| at..at + value.len()).unwrap();
        alike(text, &place(one), place(two)).is_some()
    }

    #[test]
    fn values_of_one_sentence_are_alike() {
        assert!(row("ticket 96457944 for the network and 33483265 for billing", "96457944", "33483265"));
        assert!(row("bookings 4F2WGC (Rome) and 2TPDB8 (Oslo)", "4F2WGC", "2TPDB8"));
        for text in [
            "ticket 96457944 costs 33483265",
            "ticket 96457944. And 33483265",
            "ticket 96457944 and $33483265",
            "ticket 96457944 and total=33483265",
            "ticket 96457944 and 33483265 people",
            "ticket 96457944\nand 33483265",
        ] {
            assert!(!row(text, "96457944", "33483265"), "{text}");
        }
        assert!(!row("order 48213 and 48214 are late", "48213", "48214"));
    }

    #[test]
    fn nouns_make_counts() {
        for (text, counted) in [(" boxes", true), (" ships", false), ("件", true), (" km", true), (" is", false)] {
            let text = format!("48213{text}");
            assert_eq!(counts(&text, 5), counted, "{text}");
        }
        assert!(!counts("4821317 stängdes", 7));
    }
}
