//! Weak forms without a word beside them, which `--privacy all` asks for: a person looks through them, and most are nothing.
//! They claim no place: where a rule is surer, its finding stays.

use std::net::Ipv4Addr;

use super::context::{self, AHEAD, BACK, CANCEL, byte_at, edge_at, edge_before};
use super::formats::Proof;
use super::hit::Hit;
use super::id_forms::{Need, by_run, read};
use super::numbers::Plain;
use super::phone_form::{Form, phone};
use super::record_lead::lead;
use super::record_value::is_never;
use super::samples::is_random;
use super::secret::is_real;
use super::secret_formats::FORMATS;
use super::{ip_address, national_id, payment_card, phone_number};
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Check, Confidence, Level, Options, Reach, Sink, TextRule};

/// A rule, with its weak forms where those are asked for.
pub fn with_hints(options: &Options, rule: impl TextRule + 'static, code: &'static str) -> Vec<Check> {
    let mut checks = vec![Check::Text(Box::new(rule))];
    if options.reach == Reach::All {
        checks.push(Check::Text(Box::new(Hints { code })));
    }
    checks
}

/// The weak forms of one rule.
struct Hints {
    code: &'static str,
}

/// Fewest digits of a weak form.
const LEAST: u32 = 4;

impl TextRule for Hints {
    fn trigger(&self) -> Signs {
        Signs::NUMBER | Signs::ODD_DIGIT | Signs::LONG_TOKEN
    }

    fn check(&self, text: &Text<'_>, _: &Example<'_>, sink: &mut Sink<'_>) {
        let plain = Plain::of(text);
        let mut seen = 0;
        for (i, run) in plain.candidates(LEAST) {
            if run.start < seen {
                continue;
            }
            let hit = match self.code {
                "FT602" => weak_phone(&plain, i),
                "FT603" => weak_card(&plain, i),
                "FT605" => weak_identity(plain.text, &run),
                "FT607" => weak_address(&plain, i),
                "FT630" => weak_record(plain.text, &run),
                _ => None,
            };
            if let Some(mut hit) = hit {
                seen = hit.span.end;
                hit.span = plain.origin(&hit.span);
                hit.report(text, sink);
            }
        }
        if self.code == "FT620" {
            let tokens = text.scan.long_tokens();
            tokens.filter_map(|token| weak_secret(text.text, &token)).for_each(|hit| hit.report(text, sink));
        }
    }
}

fn hit(span: Span, kind: &'static str, subtype: &'static str, name: &'static str) -> Hit {
    Hit { span, kind, subtype, name, level: Level::Info, sure: Confidence::Hint, rank: 1 }
}

/// Whether a word before or behind says what the digits are instead.
fn is_other(text: &str, span: &Span) -> bool {
    let head = context::fold(context::before(text, span.start, BACK));
    let tail = context::fold(context::after(text, span.end, AHEAD));
    context::last(&head, CANCEL).is_some() || phone_number::is_summed(&head, &tail) || phone_number::measured(&tail)
}

/// Digits in the groups of a phone number, or nine and more in a row.
fn weak_phone(plain: &Plain<'_>, i: usize) -> Option<Hit> {
    let phone = phone(plain, i).filter(|phone| !phone.set_aside)?;
    let digits = plain.digits(&phone.span).len();
    let enough = phone.form == Form::Needy || phone.form == Form::Bare && digits >= 9;
    (enough && !is_other(plain.text, &phone.span))
        .then(|| hit(phone.span, "PHONE", "unannounced", "possible phone number"))
}

/// Digits with the range, the length and the check digit of a card, though they stand as numbers in code do.
fn weak_card(plain: &Plain<'_>, i: usize) -> Option<Hit> {
    let run = plain.run(i)?;
    let good = |span: &Span| {
        let digits = plain.digits(span);
        (12..=19).contains(&digits.len())
            && payment_card::issuer(&digits).is_some()
            && super::checks::luhn(digits.as_bytes())
            && !payment_card::is_test(&digits)
            && payment_card::stands_alone(plain, span)
    };
    let mut grouped = payment_card::grouped(plain, i).map(|(span, _)| span);
    let span = if run.len() == 4 { grouped.find(good) } else { Some(run).filter(good) }?;
    (!is_other(plain.text, &span)).then(|| hit(span, "CREDIT_CARD", "unannounced", "possible card number"))
}

/// Digits whose check holds for some country's identity numbers.
fn weak_identity(text: &str, run: &Span) -> Option<Hit> {
    by_run(run.len(), false).filter(|entry| entry.letters == 0 && entry.need == Need::Cue && entry.id.sums).find_map(
        |entry| {
            let (value, _) = read(entry.form, text.as_bytes().get(run.start..)?)?;
            let span = run.start..run.start + entry.form.len();
            let alone = national_id::stands_alone(text, &span);
            // Of two countries the first stands in the report; the name says that it is a guess.
            let id = entry.id;
            (alone && (id.check)(&value) && !is_other(text, &span))
                .then(|| hit(span, "NATIONAL_ID", id.subtype, "possible identity number"))
        },
    )
}

/// Four small numbers with dots that nothing calls a version.
fn weak_address(plain: &Plain<'_>, i: usize) -> Option<Hit> {
    let dotted = (0..3).all(|n| plain.gap(i + n, 1) == Some("."));
    let span = if dotted { plain.run(i)?.start..plain.run(i + 3)?.end } else { return None };
    let text = plain.text;
    let address: Ipv4Addr = text[span.clone()].parse().ok()?;
    let (left, right) = (edge_before(text, span.start), edge_at(text, span.end));
    let goes_on = b".-".contains(&right) && byte_at(text, span.end + 1).is_ascii_alphanumeric();
    let joined = left.is_ascii_alphanumeric() || b"_.-+/".contains(&left) || right.is_ascii_alphanumeric() || goes_on;
    (!joined && ip_address::is_public(address) && !is_other(text, &span))
        .then(|| hit(span, "IP_ADDRESS", "unannounced", "possible IP address"))
}

/// A value after a cue that is too weak alone: `case 4821`, `order 1200`.
fn weak_record(text: &str, run: &Span) -> Option<Hit> {
    let bytes = text.as_bytes();
    let own = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'-' | b'_' | b'/');
    let back = bytes[..run.start].iter().rev().take(24).take_while(own).count();
    let ahead = bytes[run.end..].iter().take(24).take_while(own).count();
    let span = run.start - back..run.end + ahead;
    let value = &text[span.clone()];
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    if digits < 4 || value.len() > 32 || is_never(value) || is_other(text, &span) {
        return None;
    }
    lead(text, span.start).map(|lead| hit(span, "RECORD_ID", lead.kind.subtype, "possible record id"))
}

/// Formats that need a word and have none, and forty random characters.
fn weak_secret(text: &str, token: &Span) -> Option<Hit> {
    let value = text[token.clone()].trim_end_matches(['.', ':', '!', '?', '*']);
    let at = value.rfind(['=', ':']).map_or(0, |at| at + 1);
    let (start, own) = (token.start + at, &value[at..]);
    let span = start..start + own.len();
    let cued = FORMATS.iter().filter(|format| matches!(format.proof, Proof::Cue(_)));
    let known = cued.into_iter().any(|format| format.read(text.as_bytes(), start) == Some(own.len()));
    let random = own.len() == 40 && is_random(own.as_bytes());
    ((known || random) && is_real(text, &span, 0)).then(|| hit(span, "SECRET", "unannounced", "possible key"))
}

#[cfg(test)]
mod tests {
    use super::super::harness::found;
    use super::super::markers::expand_with;
    use super::*;

    fn hints(code: &'static str, text: &str) -> Vec<Confidence> {
        let text = expand_with(text, 3);
        found(&Hints { code }, code, &text).iter().map(|finding| finding.sure).collect()
    }

    #[test]
    fn weak_forms_are_hints() {
        for (code, text) in [
            ("FT602", "it was 646 731 2094 before"),
            ("FT602", "then 6467312094 came"),
            ("FT603", "ids = [{{card-visa}}, 5]"),
            ("FT605", "number {{de-steuer-id}} here"),
            ("FT605", "{{nl-bsn}}"),
            ("FT607", "see 23.2.4.1 for more"),
            ("FT620", "the value {{aws-secret}} here"),
            ("FT630", "case 48213 is open"),
        ] {
            assert_eq!(hints(code, text), [Confidence::Hint], "{code} {text}");
        }
    }

    #[test]
    fn what_is_something_else_is_no_hint() {
        for (code, text) in [
            ("FT602", "population 646 731 2094"),
            ("FT602", "in 2024 and 2025"),
            ("FT603", "ids = [{{payment-card-bad-luhn}}]"),
            ("FT603", "seed {{card-visa}}"),
            ("FT605", "number {{de-steuer-id-bad}} here"),
            ("FT607", "version 23.2.4.1"),
            ("FT607", "10.0.0.1"),
            ("FT620", "sha da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            ("FT630", "the year 2024-11-05"),
            ("FT630", "lamp 48213"),
        ] {
            assert_eq!(hints(code, text), [], "{code} {text}");
        }
    }
}
