//! Home addresses: a number beside a word for a street, and then a word that announces it, or a town with its code.

use super::columns;
use super::context::{self, BACK, edge_before};
use super::hit::Hit;
use crate::example::Span;
use crate::rules::{Confidence, Level};

/// Words that end the name of a street.
const STREETS: &[&str] = &[
    "St",
    "St.",
    "Street",
    "Ave",
    "Ave.",
    "Avenue",
    "Rd",
    "Rd.",
    "Road",
    "Blvd",
    "Blvd.",
    "Boulevard",
    "Lane",
    "Ln",
    "Drive",
    "Dr",
    "Dr.",
    "Court",
    "Ct",
    "Way",
    "Place",
    "Pl",
    "Terrace",
    "Close",
    "Crescent",
    "Square",
    "Parkway",
    "Highway",
    "Row",
    "Gardens",
    "Grove",
];
/// Words that begin the name of a street.
const HEADS: &[&str] = &[
    "rue",
    "avenue",
    "boulevard",
    "calle",
    "via",
    "piazza",
    "avenida",
    "rua",
    "plaza",
    "place",
    "chemin",
    "impasse",
    "paseo",
];
/// Ends of one word that make it a street.
const TAILS: &[&str] =
    &["straße", "strasse", "str.", "weg", "allee", "gasse", "platz", "laan", "straat", "gatan", "vägen", "plein"];
/// Words that announce an address.
const CUES: &[&str] = &[
    "live at",
    "lives at",
    "living at",
    "address",
    "ship to",
    "deliver to",
    "delivery to",
    "send it to",
    "moved to",
    "home",
    "wohne",
    "wohnt",
    "wohnhaft",
    "anschrift",
    "adresse",
    "lieferadresse",
    "habite",
    "dirección",
    "vivo en",
    "indirizzo",
    "abito in",
    "endereço",
    "adres",
    "residence",
    "residing at",
    "shipping",
    "billing",
];

/// The address around a house number.
pub fn address(text: &str, run: &Span) -> Option<Hit> {
    if run.len() > 5 {
        return None;
    }
    let left = edge_before(text, run.start);
    if left.is_ascii_alphanumeric() || b"_.-/$#@%".contains(&left) {
        return None;
    }
    let span = before_street(text, run).or_else(|| after_street(text, run))?;
    let (end, town) = town(text, span.end);
    let span = unit(text, span.start)..end;
    let head = context::fold(context::before(text, span.start, BACK));
    let column = || columns::header(text, &span).is_some_and(|name| context::holds(&context::fold(name), CUES));
    let cued = context::last(&head, CUES).is_some_and(|gap| gap < 24) || column();
    // `address=12 Maple Street`, and no `x:12 Maple Street`.
    if matches!(left, b':' | b'=') && !cued {
        return None;
    }
    // A house and a town alone are a shop, a museum, a company's seat; with a word they are someone's.
    let level = if cued { Level::Warn } else { Level::Info };
    (cued || town == 2).then_some(Hit {
        span,
        kind: "ADDRESS",
        subtype: "street",
        name: "address",
        level,
        sure: Confidence::Likely,
        rank: 30,
    })
}

/// `48 Lantern Street`, `12 rue de la Mousse`.
fn before_street(text: &str, run: &Span) -> Option<Span> {
    let rest = text[run.end..].strip_prefix(' ')?;
    // Most numbers are followed by a small letter that no word for a street begins with.
    if rest.bytes().next().is_some_and(|b| b.is_ascii_lowercase() && !HEADS.iter().any(|head| head.as_bytes()[0] == b))
    {
        return None;
    }
    let mut at = run.end + 1;
    for (i, word) in rest.split(' ').take(5).enumerate() {
        let own = word.trim_end_matches([',', '.', ';', '\n']);
        let own = own.split(['\n', ',']).next().unwrap_or(own);
        if i == 0 && HEADS.contains(&own) {
            let tail: Vec<&str> = rest.split(' ').take(5).skip(1).collect();
            let first = tail.iter().position(|word| word.starts_with(char::is_uppercase))?;
            // `rue Victor Hugo, 69002 Lyon`.
            let more = tail[first..]
                .windows(2)
                .take_while(|pair| pair[0].ends_with(char::is_alphanumeric) && pair[1].starts_with(char::is_uppercase));
            let last = first + more.count();
            let len: usize = tail[..=last].iter().map(|word| word.len() + 1).sum();
            let end = at + own.len() + len;
            return Some(
                run.start..end - (text[at..end].len() - text[at..end].trim_end_matches([',', '.', '\n']).len()),
            );
        }
        let capital = own.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        if !capital {
            return None;
        }
        if i > 0 && STREETS.contains(&own) {
            return Some(run.start..at + own.len());
        }
        at += word.len() + 1;
    }
    None
}

/// Bytes of a word that is too short to end like a street (`Seestr.` has seven).
const SHORT: usize = 5;

fn is_head(word: &str) -> bool {
    (3..=9).contains(&word.len()) && HEADS.iter().any(|head| head.eq_ignore_ascii_case(word))
}

/// `Laternenstraße 12`, `calle Mayor 5`.
fn after_street(text: &str, run: &Span) -> Option<Span> {
    let before = text[..run.start].strip_suffix(' ')?;
    // A street has a name, and a name a capital letter.
    let word = before.bytes().rev().take(40).take_while(|b| !b" \"'>|,=;(\t\n".contains(b)).count();
    let start = before.len() - word;
    if before.as_bytes().get(start).is_none_or(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return None;
    }
    // A short word is a street only behind another one: `Via Roma 5`.
    if word <= SHORT && !before[..start].ends_with(' ') {
        return None;
    }
    let head = context::before(text, run.start, 40).strip_suffix(' ')?;
    // A cell, a value in quotes or a field begins the street.
    let cut = head.rfind(['"', '\'', '>', '|', '=', ';', '(', '\t', '\n', ':']).map_or(0, |at| at + 1);
    let joined = |at: &usize| *at + 1 < head.len() && !head[*at..].starts_with(", ");
    let cell = head.rfind(',').filter(joined).map_or(0, |at| at + 1);
    let head = head.get(cut.max(cell)..)?;
    let word = head.rsplit(' ').next()?;
    // Five digits behind a comma are the code of a town.
    if run.len() == 5 && word.ends_with(',') {
        return None;
    }
    if !word.starts_with(char::is_uppercase) {
        return None;
    }
    let lower = if word.len() > SHORT { word.to_lowercase() } else { String::new() };
    if lower.len() > SHORT && TAILS.iter().any(|tail| lower.ends_with(tail)) {
        return Some(run.start - 1 - word.len()..run.end);
    }
    let mut len = 0;
    for (i, word) in head.rsplit(' ').take(4).enumerate() {
        len += word.len() + 1;
        if i > 0 && is_head(word) {
            return Some(run.start - len..run.end);
        }
        if !(word.starts_with(char::is_uppercase) || matches!(word, "de" | "la" | "del" | "di" | "da")) {
            return None;
        }
    }
    None
}

/// Where a flat before a house begins, or the house: `Flat 3, 48 Harlow Road`.
fn unit(text: &str, at: usize) -> usize {
    let Some(head) = text[..at].strip_suffix(", ") else { return at };
    let window = context::before(head, head.len(), 16);
    let Some((before, number)) = window.rsplit_once(' ') else { return at };
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let flat = matches!(word, "Flat" | "Apt" | "Apartment" | "Unit" | "Suite" | "flat" | "apartment");
    let short = (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric());
    if flat && short { head.len() - number.len() - 1 - word.len() } else { at }
}

/// Where a town goes on after a street, and how many of its parts there are: name, and code or state.
fn town(text: &str, end: usize) -> (usize, usize) {
    let window = context::after(text, end, 48);
    let line = window.split(['\n', '!', '?', ';', '"', '<', '|', '\t', '\\']).next().unwrap_or("");
    // Behind a comma without a blank stands another cell.
    let comma = line.strip_prefix(',').filter(|rest| rest.starts_with(' '));
    let Some(rest) = comma.or_else(|| line.strip_prefix(" in")) else { return (end, 0) };
    let mut last = end;
    let (mut name, mut code) = (false, false);
    let mut at = end + line.len() - rest.len();
    for word in rest.split_inclusive([' ', ',']) {
        let own = word.trim_end_matches([' ', ',', '.', '\'', ')', ']', '}', '*', '`']);
        let digits = own.bytes().filter(u8::is_ascii_digit).count();
        let upper = own.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
        let is_code = (own.len() == 5 && digits == 5)
            || (own.len() == 10 && digits == 9)
            || (upper && (2..=4).contains(&own.len()));
        let is_name = own.chars().count() > 2 && own.starts_with(char::is_uppercase) && !upper;
        if !own.is_empty() && !is_code && !is_name {
            break;
        }
        code |= is_code;
        name |= is_name;
        if !own.is_empty() {
            last = at + own.len();
        }
        at += word.len();
        let next = text[at..].chars().next();
        let cell = word.ends_with(',') && next.is_some_and(|c| c != ' ');
        // After the code the sentence ends.
        if code && word.trim_end().ends_with('.') || cell || word.trim_end_matches([' ', ',', '.']).len() > own.len() {
            break;
        }
    }
    (last, usize::from(name) + usize::from(code))
}
