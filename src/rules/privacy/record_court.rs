//! The numbers of files at courts, which are public. For FT630.

use super::context;
use super::record_lead::Lead;
use super::record_value::is_docket;
use crate::example::Span;
use crate::rules::content::patterns::list;

/// Characters on each side in which the court of a file is named.
const COURT: usize = 60;

/// Whether a value is the number and the year of a file, and its sentence names a court: those files are public.
pub fn is_of_a_court(text: &str, span: &Span, lead: &Lead) -> bool {
    if lead.kind.subtype != "ticket-id" || !is_docket(&text[span.clone()]) {
        return false;
    }
    let (head, tail) = (context::before(text, span.start, COURT), context::after(text, span.end, COURT));
    let from = stops(head).last().unwrap_or(0);
    let to = stops(tail).next().unwrap_or(tail.len());
    [&head[from..], &tail[..to]].iter().any(|part| {
        let folded = part.to_lowercase();
        folded.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).any(|word| {
            list("records", "courts", "words").iter().any(|court| match court.strip_suffix('.') {
                Some(whole) => word == whole,
                None => word.contains(court),
            })
        })
    })
}

/// Bytes behind each sentence of a part. The full stop of a short word is one of an abbreviation: `Az.`, `ref.`
fn stops(part: &str) -> impl Iterator<Item = usize> + '_ {
    part.char_indices().filter_map(|(at, c)| {
        let next = at + c.len_utf8();
        let spaced = part[next..].chars().next().is_none_or(char::is_whitespace);
        let long = || part[..at].chars().rev().take_while(|c| c.is_alphanumeric()).count() >= 4;
        let ends = matches!(c, '\n' | '。' | '！' | '？' | '!' | '?' | ';') || c == '.' && spaced && long();
        ends.then_some(next)
    })
}
