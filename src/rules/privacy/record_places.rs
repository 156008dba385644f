//! Where a cue can stand when it does not stand right before its value: at the head of a column, farther away in the sentence,
//! behind the value, or in the value itself.

use super::behind;
use super::columns;
use super::context::{self, AHEAD, BACK, byte_before};
use super::record_cues::{Strength, VERBS, kind, kind_within};
use super::record_lead::{Lead, lead};
use super::record_value::{is_desk, is_key, is_parcel, is_payment};
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
/// What announces a value in talk, beside the verbs.
const TOLD: [&str; 5] = ["me", "say", "says", "called", "it's"];
/// A cue behind its value: `4829173 is my order number`.
pub fn named_behind(text: &str, span: &Span) -> Option<Lead> {
    let (clause, at) = behind::clause(text, span.end)?;
    // The name itself is a word or two.
    let name = clause[at..].split_inclusive(' ').take(3).collect::<String>();
    kind_within(&name).map(Lead::asked)
}

/// The name of the column that a value stands in, as what announces it.
pub fn headed(text: &str, span: &Span) -> Option<Lead> {
    let name = columns::header(text, span)?;
    let named = format!("{}: ", name.trim_matches(['"', '*', ' ']));
    // `| Ticket |` over `HD-6759`: a name alone is enough for what no count looks like.
    let written = is_key(&text[span.clone()]) || is_desk(&text[span.clone()]);
    lead(&named, named.len()).filter(|lead| is_named(lead) || written && lead.strength == Strength::Record)
}

/// A cue farther away in the same sentence, whose value a verb announces: `the order number on my receipt is 4829173`.
pub fn told(text: &str, span: &Span) -> Option<Lead> {
    const OTHER: &[&str] = &[
        "length",
        "limit",
        "size",
        "count",
        "total",
        "maximum",
        "max",
        "min",
        "minimum",
        "average",
        "range",
        "default",
        "column",
        "field",
        "amount",
        "price",
        "balance",
        "value",
        "age",
        "year",
        "population",
    ];
    // Before most numbers stands no verb, which a few bytes tell.
    let near = &text.as_bytes()[span.start.saturating_sub(16)..span.start];
    let near = &near[..near.len() - near.iter().rev().take_while(|b| b" \"'`*:#".contains(b)).count()];
    if !near.last().is_some_and(|b| b"streyd".contains(b) || *b >= 0x80) {
        return None;
    }
    let letters = near.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    let (rest, word) = near.split_at(near.len() - letters);
    let announces = |word: &[u8]| {
        VERBS.iter().chain(&TOLD).any(|verb| verb.as_bytes().first() == word.first() && verb.as_bytes() == word)
    };
    if rest.last().is_some_and(|b| b.is_ascii() && *b != b'\'') && !announces(word) {
        return None;
    }
    let window = context::before(text, span.start, 2 * BACK);
    let line = window.rsplit('\n').next().unwrap_or(window);
    let head = line.trim_end_matches([' ', '"', '\'', '`', '*', ':', '“', '#']);
    let verb = head.rsplit(' ').next().unwrap_or("");
    if !(VERBS.contains(&verb) || TOLD.contains(&verb)) {
        return None;
    }
    let sentence = head.rsplit(['.', '?', '!', ';']).next().unwrap_or(head);
    let folded = context::fold(sentence);
    let other = folded.split(|c: char| !c.is_alphanumeric()).any(|word| OTHER.contains(&word));
    let digits = sentence.bytes().any(|b| b.is_ascii_digit());
    kind_within(&folded).filter(|_| !other && !digits).map(Lead::asked)
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
    if !is_parcel(value) {
        return None;
    }
    let head = context::fold(context::before(text, span.start, BACK));
    let tail = context::fold(context::after(text, span.end, AHEAD));
    let near = |part: &str| context::holds(part, CARRIERS);
    (near(&head) || near(&tail)).then(|| kind("tracking").map(|(kind, _)| Lead::asked(kind)))?
}

/// A cue that is a part of the token: `order-48213`, `CUST_48213`.
pub fn joined(text: &str, span: Span) -> Option<(Span, Lead)> {
    let value = &text[span.clone()];
    let at = value.find(['-', '_'])?;
    let tail = &value[at + 1..];
    let (kind, strength) = kind(&value[..at].to_ascii_lowercase())?;
    let whole = tail.len() >= 5 && tail.bytes().all(|b| b.is_ascii_digit()) && strength == Strength::Record;
    let lead = Lead {
        kind,
        strength,
        qualified: false,
        sign: '#',
        previous: String::new(),
        cue: String::new(),
        plural: false,
    };
    (whole && byte_before(text, span.start) != b'/').then(|| (span.start + at + 1..span.end, lead))
}

/// Whether the words before a value say that it is a number of a record.
pub fn is_named(lead: &Lead) -> bool {
    let owner =
        matches!(lead.previous.as_str(), "our" | "your") && matches!(lead.cue.as_str(), "ref" | "reference" | "file");
    lead.qualified || lead.strength == Strength::Whole || owner
}
