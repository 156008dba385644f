//! Values that name their record themselves: by a known shape, by a prefix, by a cue that is a part of the token, or by the
//! brackets around them.

use super::context::{self, AHEAD, BACK, byte_at, byte_before};
use super::record_cues::kind;
use super::record_evidence::{is_day, is_round, is_sequence};
use super::record_lead::{Lead, lead};
use super::record_places::is_named;
use super::record_table::{Strength, kind_prefixed};
use super::record_value::{is_code, is_desk, is_parcel, is_payment, is_post};
use crate::example::Span;

/// Names of those who carry parcels.
const CARRIERS: &[&str] = &[
    "ups",
    "usps",
    "fedex",
    "dhl",
    "dpd",
    "gls",
    "royal mail",
    "parcel",
    "package",
    "tracking",
    "track",
    "shipped",
    "post",
];
/// A key in brackets in the subject of a mail: `Subject: [HELP-4821] printer`.
pub fn in_subject(text: &str, span: &Span) -> Option<Lead> {
    if byte_before(text, span.start) != b'[' || text.as_bytes().get(span.end) != Some(&b']') {
        return None;
    }
    let (head, tail) = text[span.clone()].split_once('-')?;
    let key = (2..=10).contains(&head.len())
        && head.bytes().all(|b| b.is_ascii_uppercase())
        && (3..=8).contains(&tail.len())
        && tail.bytes().all(|b| b.is_ascii_digit());
    let window = context::before(text, span.start - 1, BACK);
    let line = context::fold(window.rsplit('\n').next().unwrap_or(window));
    let first =
        line.trim_start_matches([' ', '>', '*']).split([':', '：']).next().filter(|first| first.len() < line.len())?;
    (key && SUBJECTS.contains(&first.trim())).then(|| kind("ticket").map(|(kind, _)| Lead::asked(kind)))?
}

#[rustfmt::skip]
const SUBJECTS: &[&str] = &[
    "subject", "re", "fw", "fwd", "aw", "wg", "betreff", "objet", "asunto", "oggetto", "assunto", "onderwerp", "ämne", "emne", "temat",
    "тема", "件名", "主题", "제목",
];

/// Whether a text ends with a word that points at a record, and no `item #12445127`.
fn points(head: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "into", "about", "for", "regarding", "on", "re", "refund", "cancel", "check", "track", "update", "reopen", "close", "merge", "under",
        "is", "its", "my", "with", "escalate", "resolve", "status", "of", "to", "pay", "return", "find", "confirm", "change", "and",
    ];
    let words = head.trim_end_matches(' ');
    let letters = words.bytes().rev().take(12).take_while(u8::is_ascii_alphabetic).count();
    let word = words[words.len() - letters..].to_ascii_lowercase();
    head.trim().is_empty() || head.len() > words.len() && WORDS.contains(&word.as_str())
}

/// A value whose shape is used by nothing else: ids of payments, numbers of parcels whose check digit is right beside the
/// name of a carrier.
pub fn named_by_itself(text: &str, span: &Span) -> Option<Lead> {
    let value = &text[span.clone()];
    if is_payment(value) {
        return kind("transaction").map(|(kind, _)| Lead::asked(kind));
    }
    if is_desk(value) {
        return kind("ticket").map(|(kind, _)| Lead::asked(kind));
    }
    if is_post(value) {
        return kind("tracking").map(|(kind, _)| Lead::asked(kind));
    }
    if let Some(lead) = prefixed(value, &text[..span.start]) {
        return Some(lead);
    }
    if !is_parcel(value) {
        return None;
    }
    let head = context::fold(context::before(text, span.start, BACK));
    let tail = context::fold(context::after(text, span.end, AHEAD));
    let near = |part: &str| context::holds(part, CARRIERS);
    (near(&head) || near(&tail)).then(|| kind("tracking").map(|(kind, _)| Lead::asked(kind)))?
}

/// A value that begins with the name of its record: `ORD-48213`, `TKT0048213`, `ord_8fk2m91x`. Samples count up.
fn prefixed(value: &str, head: &str) -> Option<Lead> {
    if !value.as_bytes().first()?.is_ascii_alphabetic() || value.len() > PREFIXED {
        return None;
    }
    let (kind, prefix) = kind_prefixed(value)?;
    if is_product(head) {
        return None;
    }
    let rest = &value[prefix.len()..];
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    let fits = if prefix.ends_with('_') {
        // A name of a variable has words and few digits.
        digits >= 3 && rest.len() >= 8 && rest.bytes().all(|b| b.is_ascii_alphanumeric())
    } else {
        let own = rest.strip_prefix(['-', '_']);
        let least = if own.is_some() { 4 } else { 5 };
        let body = own.unwrap_or(rest);
        let year = body.len() == 4 && ("19".."21").contains(&&body[..2]);
        let capitals = body.bytes().filter(u8::is_ascii_uppercase).count();
        digits >= least
            && capitals <= 4
            && !year
            && body.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || b == b'-')
    };
    (fits && !is_sequence(rest)).then(|| Lead::asked(kind))
}

/// Whether the word before a value names a thing that is sold: `model RFD-8013`, `"sku": "TKT48213"`.
fn is_product(head: &str) -> bool {
    #[rustfmt::skip]
    const PRODUCTS: &[&str] = &[
        "model", "part", "sku", "mpn", "product", "article", "item", "modell", "modèle", "modelo", "artikel", "series", "type", "pn", "part no",
        "part number", "model no", "model number", "product code", "item code", "item no", "item number", "chip", "board",
    ];
    let head = context::fold(context::before(head, head.len(), BACK));
    let head = head.trim_end_matches(|c: char| !c.is_alphanumeric());
    context::last(head, PRODUCTS) == Some(0)
}

/// Most characters of a value with a prefix.
const PREFIXED: usize = 30;

/// The digits of a token that begins with the words before them: `order no86124318`, `OrderNo86124318`.
pub fn attached(text: &str, span: &Span) -> Option<(Span, Lead)> {
    let letters = text[span.clone()].bytes().take_while(u8::is_ascii_alphabetic).count();
    let own = span.start + letters..span.end;
    let digits = own.len() >= 5 && text[own.clone()].bytes().all(|b| b.is_ascii_digit());
    if letters < 2 || !digits || text.as_bytes()[own.start - 1].is_ascii_uppercase() {
        return None;
    }
    lead(text, own.start).filter(is_named).map(|lead| (own, lead))
}

/// A number with `#` before it, as a desk of support writes: `[#HX-565-81105]`, `#12445127`.
pub fn bracketed(text: &str, span: &Span) -> Option<Lead> {
    let head = text[..span.start].strip_suffix('#')?;
    let value = &text[span.clone()];
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let plain = digits == value.len() && !is_day(value) && !is_round(value);
    let found = if head.ends_with('[') && byte_at(text, span.end) == b']' {
        plain && digits >= 7 || digits < value.len() && digits >= 5 && is_code(value)
    } else {
        // More than pull requests and colours have, behind words that point at a record: `could you look into #12445127`.
        plain && (7..=12).contains(&digits) && !is_sequence(value) && points(head)
    };
    found.then(|| kind("ticket").map(|(kind, _)| Lead::asked(kind)))?
}

/// A cue that is a part of the token: `order-48213`, `CUST_48213`.
pub fn joined(text: &str, span: Span) -> Option<(Span, Lead)> {
    let value = &text[span.clone()];
    let at = value.find(['-', '_'])?;
    let tail = &value[at + 1..];
    let (kind, strength) = kind(&value[..at].to_ascii_lowercase())?;
    let whole = tail.len() >= 5 && tail.bytes().all(|b| b.is_ascii_digit()) && strength == Strength::Record;
    let lead = Lead { strength, qualified: false, sign: '#', ..Lead::asked(kind) };
    (whole && byte_before(text, span.start) != b'/').then(|| (span.start + at + 1..span.end, lead))
}
