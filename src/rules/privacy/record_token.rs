//! The id in a token: cut out of what touches it, and announced by the words, the line or the table around it. For FT630.

use super::columns;
use super::record_cues::{cue_within, kind};
use super::record_evidence::{SHORTEST, is_good};
use super::record_id::LEAST;
use super::record_lead::{Lead, lead};
use super::record_parent::{field, owned, tagged};
use super::record_places::{apposed, headed, in_path, is_named, labelled, named_behind, told};
use super::record_self::{attached, bracketed, in_subject, joined, named_by_itself};
use super::record_span::{capitals, grouped, stands_alone, trim};
use super::record_table::{Kind, Strength};
use super::record_value::{UUID, is_locator, is_payment, is_ticket};
use crate::example::Span;

/// The id in a token, if the words before it announce one.
pub fn record(text: &str, token: Span, asked: &dyn Fn(usize) -> Option<Lead>) -> Option<(Span, &'static Kind)> {
    if let Some(found) = grouped(text, &token).and_then(|span| in_groups(text, span, asked)) {
        return Some(found);
    }
    if text[token.clone()].contains('/')
        && let Some((span, lead)) = in_path(text, &token).filter(|(span, lead)| is_good(text, span, lead))
    {
        return Some((span, lead.kind));
    }
    if token.len() > UUID + 24 || !(stands_alone(text, &token) || columns::header(text, &token).is_some()) {
        return None;
    }
    let span = trim(text, token);
    let value = &text[span.clone()];
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    // A locator of six characters may have one digit, a ticket two.
    if digits < LEAST && !is_locator(value) && !is_payment(value) && !is_ticket(value) {
        return None;
    }
    let good = |span: &Span, lead: &Lead| is_good(text, span, lead);
    if value.len() >= SHORTEST
        && let Some(lead) = announced(text, &span, asked, &|lead| is_good(text, &span, lead))
    {
        return Some((span, lead.kind));
    }
    // `policy number AB 123456`.
    if let Some(whole) = capitals(text, span.start).map(|at| at..span.end)
        && let Some(lead) = lead(text, whole.start).filter(|lead| is_named(lead) && good(&whole, lead))
    {
        return Some((whole, lead.kind));
    }
    if let Some((own, lead)) = attached(text, &span).filter(|(own, lead)| good(own, lead)) {
        return Some((own, lead.kind));
    }
    joined(text, span).filter(|(span, lead)| good(span, lead)).map(|(span, lead)| (span, lead.kind))
}

/// What announces a value, if it is good. In the middle of a sentence words alone can; elsewhere signs and lines as well.
fn announced(
    text: &str,
    span: &Span,
    asked: &dyn Fn(usize) -> Option<Lead>,
    good: &dyn Fn(&Lead) -> bool,
) -> Option<Lead> {
    const BY_WORDS: bool = false;
    const BY_SIGNS: bool = true;
    let leads: [(bool, &dyn Fn() -> Option<Lead>); 13] = [
        (BY_WORDS, &|| lead(text, span.start)),
        (BY_SIGNS, &|| headed(text, span)),
        (BY_WORDS, &|| told(text, span)),
        (BY_WORDS, &|| named_by_itself(text, span)),
        (BY_SIGNS, &|| owned(text, span)),
        (BY_SIGNS, &|| tagged(text, span)),
        (BY_SIGNS, &|| field(text, span)),
        (BY_WORDS, &|| named_behind(text, span)),
        (BY_SIGNS, &|| in_subject(text, span)),
        (BY_SIGNS, &|| bracketed(text, span)),
        (BY_SIGNS, &|| apposed(text, span)),
        (BY_SIGNS, &|| labelled(text, span)),
        (BY_WORDS, &|| asked(span.start)),
    ];
    let spoken = matches!(text.as_bytes()[..span.start], [.., b'a'..=b'z', b' ']);
    leads.iter().filter(|(signs, _)| !(*signs && spoken)).find_map(|(_, find)| find().filter(good))
}

/// The kind of a question that is no more than a name: `policy? it's AX-48213`.
pub fn bare_question(question: &str) -> Option<&'static Kind> {
    let few = question.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count() <= 3;
    few.then(|| cue_within(question).map(|(kind, _)| kind))?
}

/// The record of someone that a question ends with: `can i move my reservation? it's 4545303`.
pub fn owned_question(question: &str) -> Option<Lead> {
    let mut words = question.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (kind, _) = kind(words.next()?)?;
    let owned = words.next().is_some_and(|word| matches!(word, "my" | "our" | "meine" | "mon" | "ma" | "mi"));
    (owned && !question.contains("how m")).then(|| Lead::far((kind, Strength::Weak)))
}

/// An id written in groups, which only words that say so announce: `file number 24 162 934`.
fn in_groups(text: &str, span: Span, asked: &dyn Fn(usize) -> Option<Lead>) -> Option<(Span, &'static Kind)> {
    let own = lead(text, span.start)
        .or_else(|| headed(text, &span))
        .or_else(|| labelled(text, &span))
        .or_else(|| asked(span.start));
    if let Some(lead) = own.filter(is_named) {
        return is_good(text, &span, &lead).then_some((span, lead.kind));
    }
    let whole = capitals(text, span.start)?..span.end;
    // `policy POL 734 582 534`: letters and three groups are no quantity.
    let long = text[span].bytes().filter(u8::is_ascii_digit).count() >= 9;
    let lead = lead(text, whole.start).filter(|lead| is_named(lead) || long && !lead.plural)?;
    is_good(text, &whole, &lead).then_some((whole, lead.kind))
}
