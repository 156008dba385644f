//! Codes of banks (ISO 9362) beside a word that names them. For FT604.

use std::sync::LazyLock;

use memchr::memmem;

use super::announced::{announces, label};
use super::bank_account::BETWEEN;
use super::context::{self, BACK, byte_at, edge_before};
use super::record_parent::field_name;
use super::{behind, columns, iban};
use crate::example::Span;

/// Words before a bank's code; the searches are built once.
static CODES: LazyLock<Vec<memmem::Finder<'static>>> =
    LazyLock::new(|| ["BIC", "SWIFT", "Swift", "swift", "bic"].iter().map(|cue| memmem::Finder::new(*cue)).collect());

/// Codes of banks after `BIC` or `SWIFT`: four letters, a country, two characters, and perhaps three more (ISO 9362).
pub(super) fn bank_code(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut spans = Vec::new();
    let mut looked = 0;
    for cue in CODES.iter() {
        for at in cue.find_iter(bytes) {
            let after = at + cue.needle().len();
            if edge_before(text, at).is_ascii_alphanumeric() || byte_at(text, after).is_ascii_alphanumeric() {
                continue;
            }
            let window = context::after(text, after, 24);
            // In a sentence `Swift` is a language, or quick: a code has a sign or a word before it.
            let prose = !matches!(cue.needle(), b"SWIFT" | b"BIC")
                && !["code", "bic", "number", "address", "is"].iter().any(|word| {
                    window
                        .trim_start_matches([' ', '-', '/'])
                        .get(..word.len())
                        .is_some_and(|own| own.eq_ignore_ascii_case(word))
                });
            let lettered =
                |word: &str| prose && window.starts_with(' ') && word.bytes().all(|b| b.is_ascii_alphabetic());
            let words = window.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
            let small = |word: &&str| {
                ["code", "bic", "swift", "number", "is", "address"].contains(&word.to_ascii_lowercase().as_str())
            };
            let Some(code) =
                words.take(3).find(|word| !small(word)).filter(|word| is_bank_code(word) && !lettered(word))
            else {
                let found = code_behind(text, at).or_else(|| code_below(text, after, &mut looked));
                spans.extend(found.filter(|span| !spans.contains(span)));
                continue;
            };
            let from = after + window.find(code).unwrap_or(0);
            let span = from..from + code.len();
            if !spans.contains(&span) {
                spans.push(span);
            }
        }
    }
    spans
}

/// The bank's code before a cue that names it: `COBADEFF (BIC)`, `COBADEFF is my BIC`.
fn code_behind(text: &str, cue: usize) -> Option<Span> {
    let window = context::before(text, cue, BACK);
    let from = cue - window.len();
    let word = window.split(|c: char| !c.is_ascii_alphanumeric()).rfind(|word| is_bank_code(word))?;
    let at = from + window.rfind(word)?;
    let span = at..at + word.len();
    behind::names(text, span.end, &["bic", "swift", "bic code", "swift code"]).then_some(span)
}

/// Bytes below the name of a column in which its cells are looked for.
const REACH: usize = 1_000;

/// The first code of a bank in the column, in the cell or in the field that a cue names. Nothing is looked at twice.
fn code_below(text: &str, after: usize, looked: &mut usize) -> Option<Span> {
    let tables = |b: u8| matches!(b, b',' | b';' | b'|' | b'\t' | b'\n' | b'<' | b'"' | b' ' | b'`');
    if !tables(byte_at(text, after)) || after < *looked {
        return None;
    }
    let window = context::after(text, after, REACH);
    *looked = after + window.len();
    let mut at = after;
    for word in window.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let own = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let span = at..at + own.len();
        at += word.len();
        if is_bank_code(own) && !matches!(edge_before(text, span.start), b'_' | b'-' | b'.' | b'/') {
            let cued = |name: &str| context::holds(&context::fold(name), &["bic", "swift"]);
            let named = columns::header(text, &span).is_some_and(cued) || field_name(text, &span).is_some_and(cued);
            // In a sentence `Swift` is a language: a sign leads from the name of a field to its value.
            let led = |head: String| head.trim_end().ends_with(':') && announces(&head, &["bic", "swift"], BETWEEN);
            if named || label(text, &span).is_some_and(led) {
                return Some(span);
            }
        }
    }
    None
}

fn is_bank_code(word: &str) -> bool {
    let b = word.as_bytes();
    matches!(b.len(), 8 | 11)
        && b[..6].iter().all(u8::is_ascii_uppercase)
        && b.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && (iban::is_country(&word[4..6])
            || ["US", "CA", "AU", "NZ", "JP", "CN", "IN", "SG", "HK", "ZA", "KR", "MX", "TH"].contains(&&word[4..6]))
}
