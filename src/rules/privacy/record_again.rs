//! A value that was found once is the same id wherever the example repeats it: `I have pulled up TK2986882` after
//! `my ticket is TK2986882`, or before it.

use super::checks::distinct;
use super::numbers::Plain;
use super::record_evidence::is_sequence;
use super::record_rows::counts;
use super::record_span::{stands_alone, token, trim};
use super::record_table::{Kind, kind_named};
use super::unpacked::Unpacked;
use crate::example::{Example, Span, Text};
use crate::rules::Sink;

/// Most values of one example that are followed; more are a list, whose rows have a name.
const FOLLOWED: usize = 16;

/// Findings of the rule in the same row that are read again.
const FINDINGS: usize = 64;
/// Texts before one that are searched for what was found in it, and most texts of an example in which that is done.
const TEXTS: (usize, usize) = (32, 4096);

/// The values found so far in an example.
#[derive(Default)]
pub struct Known {
    values: Vec<(String, &'static Kind)>,
}

impl Known {
    /// Those of the texts before.
    pub fn of(sink: &Sink<'_>) -> Known {
        let mut known = Known::default();
        for leak in sink.recent().take(FINDINGS).filter_map(|finding| finding.leak.as_ref()) {
            if let Some(kind) = kind_named(&leak.subtype) {
                known.add(&leak.value, kind);
            }
        }
        known
    }

    /// Follows one more value; tells whether it is a new one that says enough by itself.
    pub fn add(&mut self, value: &str, kind: &'static Kind) -> bool {
        let new = self.values.len() < FOLLOWED && is_telling(value) && !self.values.iter().any(|(own, _)| own == value);
        if new {
            self.values.push((value.to_owned(), kind));
        }
        new
    }

    /// The value among some characters, if it is known.
    pub fn at(&self, text: &str, token: Span) -> Option<(Span, &'static Kind)> {
        if self.values.is_empty() || !stands_alone(text, &token) {
            return None;
        }
        let span = trim(text, token);
        let (_, kind) = self.values.iter().find(|(own, _)| *own == text[span.clone()])?;
        (!counts(text, span.end)).then_some((span, *kind))
    }

    /// The places of known values in a text that were not found there; `found` is in order.
    pub fn places(&self, text: &Text<'_>, found: &[Span]) -> Vec<(Span, &'static Kind)> {
        let plain = Plain::of(text);
        let mut places = Vec::new();
        let mut seen = 0;
        for run in plain.runs.iter().map(|&(from, to)| from as usize..to as usize) {
            if run.start < seen {
                continue;
            }
            let token = token(plain.text, &run, seen);
            seen = token.end;
            let Some((span, kind)) = self.at(plain.text, token) else { continue };
            let span = plain.origin(&span);
            let before = found.partition_point(|own| own.start < span.end);
            if before == 0 || found[before - 1].end <= span.start {
                places.push((span, kind));
            }
        }
        places
    }
}

/// Whether a value is long enough to be the same id by no chance.
fn is_telling(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    digits >= 5
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/'))
        && !value.ends_with("000")
        && !is_sequence(value)
        && distinct(&value.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>()) > 3
}

/// The nearest texts before one of an example that are read as they are.
pub fn before<'e, 'b>(example: &'e Example<'b>, text: &Text<'_>) -> impl Iterator<Item = &'e Text<'b>> {
    let texts = Some(&example.texts).filter(|texts| texts.len() <= TEXTS.1);
    let own = texts.and_then(|texts| texts.iter().position(|own| std::ptr::addr_eq(own, text))).unwrap_or(0);
    example.texts[own.saturating_sub(TEXTS.0)..own].iter().filter(|text| !Unpacked::is(text))
}

/// Where the rule has found something in a text, in order.
pub fn found_in(sink: &Sink<'_>, text: &Text<'_>) -> Vec<Span> {
    let pointer = text.pointer.to_string();
    let own = sink.recent().filter(|finding| finding.pointer == pointer);
    let mut spans: Vec<Span> = own.filter_map(|finding| finding.span.clone()).collect();
    spans.sort_unstable_by_key(|span| span.start);
    spans
}

#[cfg(test)]
mod tests {
    use super::super::harness::in_row;
    use super::super::record_id::RecordId;

    fn found(user: &str, answer: &str) -> Vec<String> {
        let row = serde_json::json!({"prompt": user, "completion": answer}).to_string();
        let mut findings = in_row(&RecordId, "FT630", &row);
        findings.sort_by_key(|finding| (finding.pointer.clone(), finding.span.clone().unwrap().start));
        findings.into_iter().map(|finding| format!("{} {}", finding.pointer, finding.leak.unwrap().value)).collect()
    }

    #[test]
    fn values_are_known_again() {
        for (user, answer) in [
            ("My ticket number is TK2986882.", "I have pulled up TK2986882, thanks."),
            ("what became of 48213377?", "Order number 48213377 has left."),
            ("order 48213377 late", "48213377 comes today"),
        ] {
            assert_eq!(found(user, answer).len(), 2, "{user}");
        }
        assert_eq!(found("late: 48213377, order 48213377, again 48213377", "ok").len(), 3);
    }

    #[test]
    fn other_values_are_not() {
        for (user, answer) in [
            ("My ticket number is TK2986882.", "I have pulled up TK2986883."),
            ("My order number is 4829.", "You paid 4829."),
            ("My order number is 48213.", "We have 48213 items, $48213 and 48213.50."),
            ("My order number is 48213000.", "We lost 48213000."),
        ] {
            assert_eq!(found(user, answer).len(), 1, "{answer}");
        }
    }
}
