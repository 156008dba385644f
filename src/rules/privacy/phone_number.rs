//! FT602 phone-number. The page is `rules/FT602-phone-number.md`.
//!
//! Digit runs are joined into a number only by the separators that people use in phone numbers. International numbers and
//! the written forms of some countries speak for themselves; all others need a word such as `phone` before them.

use super::behind;
use super::columns;
use super::context::{self, AHEAD, BACK, CANCEL};
use super::edges::emphasis;
use super::mask::mask;
use super::numbers::Plain;
use super::phone_form::{Form, Phone, phone};
use super::phone_plan::is_toll_free;
use super::phone_words::{WORDS, calls, cue, is_column, named, touches};
use super::record_lead::lead;
use super::record_table::Strength;
use super::talk;
use crate::example::{Example, Signs, Text};
use crate::rules::{Confidence, Leak, Level, Sink, TextRule};

/// Finds phone numbers.
pub struct PhoneNumber;

/// Fewest digits of a number.
const LEAST: u32 = 7;

impl TextRule for PhoneNumber {
    fn trigger(&self) -> Signs {
        Signs::NUMBER | Signs::ODD_DIGIT
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let plain = Plain::of(text);
        let asked = |at: usize| {
            talk::question(plain.text, at, text, example).is_some_and(|question| {
                calls(&question) || context::holds(&question, &["reach you", "call you", "text you", "best number"])
            })
        };
        let mut next = 0;
        for (i, _) in plain.candidates(LEAST) {
            let Some(phone) = (i >= next).then(|| phone(&plain, i)).flatten() else { continue };
            if phone.set_aside {
                next = i + phone.runs;
            } else if speaks(&plain, &phone) || is_answer(&phone, &asked) {
                next = i + phone.runs;
                report(text, &plain, &phone, sink);
            }
        }
    }
}

fn report(text: &Text<'_>, plain: &Plain<'_>, phone: &Phone, sink: &mut Sink<'_>) {
    let span = plain.origin(&phone.span);
    let masked = mask(&plain.text[phone.span.clone()], "PHONE");
    // Without its country a number is national by the trunk 0 before it.
    let trunk = phone.code > 0 || plain.digits(&phone.span).starts_with('0');
    let free = trunk && is_toll_free(phone.code, &phone.national);
    let subtype = match (free, phone.code) {
        (true, _) => "toll-free",
        (_, 0) => "national",
        _ => "international",
    };
    sink.report(text.pointer, format!("phone number `{masked}` in {}", context::place(text)))
        .level(if free { Level::Info } else { Level::Warn })
        .confidence(Confidence::Likely, 0.8)
        .help("replace it by a mark such as `<PHONE_1>`")
        .leak(Leak {
            kind: "PHONE",
            subtype: subtype.into(),
            mask: masked,
            value: text.text[span.clone()].into(),
            rank: 40,
        })
        .span(span);
}

/// Whether a number without a word beside it answers a question for one.
fn is_answer(phone: &Phone, asked: &dyn Fn(usize) -> bool) -> bool {
    matches!(phone.form, Form::Needy | Form::Bare) && asked(phone.span.start)
}

/// Whether the surroundings bear the form out.
fn speaks(plain: &Plain<'_>, phone: &Phone) -> bool {
    let text = plain.text;
    let head = context::fold(context::before(text, phone.span.start, BACK));
    let tail = context::fold(context::after(text, phone.span.end + emphasis(text, phone.span.end), AHEAD));
    let cue = cue(&head);
    let other = context::last(&head, CANCEL);
    if is_summed(&head, &tail) || measured(&tail) || is_other_form(text, phone, &head, cue) {
        return false;
    }
    let beaten =
        other.is_some_and(|other| cue.is_none_or(|cue| other < cue)) || cue.is_none() && is_record(text, phone);
    let column = || {
        columns::cell_header(text, &phone.span)
            .or_else(|| columns::header(text, &phone.span))
            .is_some_and(|name| is_column(&context::fold(name)))
    };
    match phone.form {
        Form::Plain => other.is_none_or(|other| other > 3 || cue.is_some_and(|cue| cue < other)),
        Form::Groups => {
            !beaten
                && (cue.is_some()
                    || !head.trim_end().ends_with('=') && context::last(&head, WORDS.sums).is_none_or(|at| at > 2))
        }
        Form::Needy => {
            let behind = || WORDS.cues.first(&tail).is_some_and(|at| at < 3) || named_behind(text, phone);
            !beaten && (cue.is_some() || touches(text, phone.span.start) || behind() || column())
        }
        Form::Bare => {
            let named = || named(&head) && !is_table_cell(&head, phone);
            !beaten && (named() || touches(text, phone.span.start) || column() || named_behind(text, phone))
        }
    }
}

/// Words before numbers of things that are sold, of medicines and of measures.
#[rustfmt::skip]
const THINGS: &[&str] = &[
    "oem", "replaces", "replaced by", "supersedes", "interchange", "ndc", "loinc", "cpt", "snomed", "ncm", "mpn", "asin", "gtin", "lengths", "values",
    "sizes", "scores", "widths", "heights", "weights", "readings", "levels", "temperatures", "lottery", "ages", "item no", "article no", "teilenummer",
];

/// Whether a number is of another kind by its form and what stands beside it: a postal code of Brazil, an angle in degrees, the
/// number of a part, one of a column of parts.
fn is_other_form(text: &str, phone: &Phone, head: &str, cue: Option<usize>) -> bool {
    let value = &text[phone.span.clone()];
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    // `cep` is a mobile phone in Turkish, and the code of a town in Brazil.
    let postal = digits == 8 && head.trim_end_matches([' ', ':', '.', '-']).ends_with("cep");
    // `Dec +39 41 16.44`.
    let bytes = value.as_bytes();
    let angle = phone.form == Form::Plain
        && cue.is_none()
        && value.trim_start_matches('+').split([' ', '.']).all(|group| group.len() == 2)
        && value.matches('.').count() == 1
        && bytes[bytes.len() - 3] == b'.';
    let thing = || {
        let thing = context::last(head, THINGS);
        phone.form != Form::Plain && thing.is_some_and(|thing| cue.is_none_or(|cue| thing < cue))
    };
    postal || angle || thing() || cue.is_none() && is_in_parts(text, phone)
}

/// Whether a number opens a line and the line before or behind opens with one of its form that is no phone number, as it has no 0
/// before its area: `01-1728-710` over `87-8123-952`.
fn is_in_parts(text: &str, phone: &Phone) -> bool {
    let (value, start) = (&text[phone.span.clone()], phone.span.start);
    if phone.form == Form::Plain || !value.starts_with('0') || !(start == 0 || text[..start].ends_with('\n')) {
        return false;
    }
    let alike = |line: &str| {
        let class = |b: u8| if b.is_ascii_digit() { b'0' } else { b };
        let own = line.as_bytes().get(..value.len());
        !line.starts_with('0') && own.is_some_and(|own| own.iter().map(|b| class(*b)).eq(value.bytes().map(class)))
    };
    let before = text[..start].strip_suffix('\n').map(|head| context::before(head, head.len(), LINE));
    let above = before.and_then(|window| window.rsplit('\n').next());
    let below = context::after(text, phone.span.end, LINE).split_once('\n').map(|(_, rest)| rest);
    above.is_some_and(alike) || below.is_some_and(alike)
}

/// Characters of a line of a list.
const LINE: usize = 120;

/// Whether small words lead from the number to its name: `is my mobile`, `– that's my cell`, `c'est mon portable`.
fn named_behind(text: &str, phone: &Phone) -> bool {
    if !(8..=13).contains(&phone.national.len()) {
        return false;
    }
    let tail = &text[phone.span.end..];
    if tail.starts_with(['是', '，', '这']) {
        let tail = context::after(text, phone.span.end, AHEAD);
        return context::holds(tail, &["手机", "电话", "手机号", "电话号码"]);
    }
    behind::names(text, phone.span.end, WORDS.nouns)
}

/// Whether `cell` before a few digits is one of a table or a grid.
fn is_table_cell(head: &str, phone: &Phone) -> bool {
    phone.national.len() < 9 && head.trim_end().ends_with("cell")
}

/// Whether the words before a number say that it is one of a record: `account no. 07 9061 3659`.
fn is_record(text: &str, phone: &Phone) -> bool {
    phone.form != Form::Plain
        && lead(text, phone.span.start).is_some_and(|lead| lead.qualified || lead.strength == Strength::Whole)
}

/// Whether the number is part of a sum: an operator on either side.
pub fn is_summed(head: &str, tail: &str) -> bool {
    let left = head.trim_end_matches(['(', ' ']);
    let right = tail.trim_start_matches(')').trim_start_matches(' ');
    let before = left.ends_with(['×', '÷', '±', '^', '√']) || head.ends_with("+ ") || head.ends_with(" * ");
    let after = right.starts_with(['=', '×', '÷', '±', '^', '+']) || right.starts_with("* ");
    let less = tail.strip_prefix(" - ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    before || after || less
}

/// Whether a unit follows.
pub fn measured(tail: &str) -> bool {
    #[rustfmt::skip]
    const UNITS: &[&str] =
        &[
            "km", "kg", "mm", "px", "pixels", "usd", "eur", "€", "£", "$", "°", "people", "bytes", "dollars", "units", "baud", "bps", "hz", "khz", "mhz",
            "ghz", "rpm", "dpi", "kb", "mb", "gb", "tb", "kwh", "mah", "volts", "watts", "psi", "bits", "lux", "kbps", "mbps",
        ];
    let word =
        tail.trim_start_matches(' ').split(|c: char| c.is_whitespace() || matches!(c, '.' | ',')).next().unwrap_or("");
    UNITS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::super::harness::{found, spans};
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        spans(&PhoneNumber, "FT602", text)
    }

    #[test]
    fn numbers_are_found_as_written() {
        for (text, number) in [
            ("call me back at (646) 731-2094", "(646) 731-2094"),
            ("My mobile is +44 20 8742 6193, ring", "+44 20 8742 6193"),
            ("+44 (0)20 8742 6193", "+44 (0)20 8742 6193"),
            ("unter +49 30 7716 4420.", "+49 30 7716 4420"),
            ("phone: 646-731-2094", "646-731-2094"),
            ("{\"phone\": \"6467312094\"}", "6467312094"),
            ("Text +1 646 731 2094 when", "+1 646 731 2094"),
            ("**646-731-2094**", "646-731-2094"),
            ("电话13812745678请", "13812745678"),
            ("手机：138 1274 5698。", "138 1274 5698"),
            ("appelez le 06 12 74 58 39", "06 12 74 58 39"),
            ("Tel. 030 / 7716 4420", "030 / 7716 4420"),
            ("電話は03-5274-1963です", "03-5274-1963"),
            ("móvil: 612 745 839", "612 745 839"),
            ("<p>646-731-2094</p>", "646-731-2094"),
            ("call 731-2094 now", "731-2094"),
            ("1-646-731-2094", "1-646-731-2094"),
            ("{\\\"tel\\\": \\\"646-731-2094\\\"}", "646-731-2094"),
            ("call\\n646-731-2094\\n", "646-731-2094"),
            ("Fax (0711) 316696", "(0711) 316696"),
            ("0049 171 5218568 ist neu", "0049 171 5218568"),
            ("mon numéro de portable c'est le 0692649085", "0692649085"),
            ("mera number 9577521180 hai", "9577521180"),
            ("मोबाइल नंबर 9855327190", "9855327190"),
            ("رقم الجوال 0563772427", "0563772427"),
            ("hívjon: 06-30-878-2090", "06-30-878-2090"),
            ("nomor hp 085738109525", "085738109525"),
            ("phone no.2315261243", "2315261243"),
            ("cell7348579714", "7348579714"),
            ("*646-731-2094* is mine", "646-731-2094"),
            ("Keller,+49 171 6482917,7", "+49 171 6482917"),
            ("мой телефон 8 (914) 667-34-42", "8 (914) 667-34-42"),
            ("моб. 8-959-791-82-58", "8-959-791-82-58"),
            ("telefon: 0 548 166 55 34", "0 548 166 55 34"),
            ("call 00 44 7405 657369", "00 44 7405 657369"),
            ("phone number on file: 6469008114", "6469008114"),
            ("Telefon: (030) 825 20 953", "(030) 825 20 953"),
            ("telefono fisso 06/9957344", "06/9957344"),
        ] {
            assert_eq!(numbers(text), [number], "{text}");
        }
    }

    #[test]
    fn odd_characters_are_read() {
        assert_eq!(numbers("call +49\u{A0}30\u{A0}7716\u{2011}4420."), ["+49\u{A0}30\u{A0}7716\u{2011}4420"]);
        assert_eq!(numbers("電話０３－５２７４－１９６３"), ["０３－５２７４－１９６３"]);
    }

    #[test]
    fn numbers_of_companies_are_milder() {
        for text in ["call 0800 4829173", "Tel.: 0808 482 9173", "Ruf 0800/4829173 an"] {
            assert_eq!(found(&PhoneNumber, "FT602", text)[0].level, Level::Info, "{text}");
        }
        for text in ["call 080 4829 1733", "phone 7314829173", "Tel. 0801 4829173", "Tel. 04800 482917"] {
            assert!(found(&PhoneNumber, "FT602", text).iter().all(|own| own.level == Level::Warn), "{text}");
        }
        assert_eq!(found(&PhoneNumber, "FT602", "call 1-800-731-2094")[0].level, Level::Info);
    }

    #[test]
    fn other_numbers_are_silent() {
        for text in [
            "212-555-0143",
            "020 7946 0123",
            "07700 900123",
            "123-456-7890",
            "XXX-XXX-2094",
            "000-000-0000",
            "call 555-1234",
            "Unix time 1731849302",
            "2024-11-05",
            "05.11.2024 12:30:15",
            "2024-11-05 646 731",
            "ISBN 978-3-16-148410-0",
            "version 10.4.2.1187",
            "52.5200, 13.4050",
            "646 - 731 - 2094 = ?",
            "646-731-2094 = x",
            "Sort 6467312094 and 6467312095",
            "Dial 112",
            "192.168.100.2001",
            "550e8400-e29b-41d4-a716-446655440000",
            "3.14159265358979",
            "1,234,567,890",
            "646 731 2094 812 333",
            "[6467312094, 6467312095]",
            "x = 646-731-2094",
            "$646-731-2094",
            "1990-1995 and 2001-2005",
            "5 + 6467312094",
            "0.646.731.2094",
            "population 6467312094",
            "call f(12345678, 1)",
            "https://a.io/646-731-2094/x",
            "phone 12",
            "text of 2000 words",
            "call me in 2024",
            "10 20 30 40 50 60 70",
            "(100) 200-3000",
            "+1234567890",
            "rated +15 points, +100000000",
            "GMT+0530",
            "1e+4915123456789",
            "part no 646-731-2094",
            "the call took 12345678 ms, right",
            "01 02 03 04 05 06 07 08 09 10",
            "000 111 222 333",
            "00:12:34.567",
            "030-12",
            "DOI 10.1000/182-646-731-2094",
            "sipariş numaram 48213377",
            "Seattle, WA 98101-1234",
            "cells7348579714",
            "model7348579714",
            "0012 345 6789",
            "v.7348579714",
            "no.7348579714",
            "00 44 7405 657369",
            "0 548 166 55 34",
            "06/9957344",
            "21 974525158",
            "Text::Tabs 96.051501",
            "CEP 28363-428",
            "NDC 01998-0453-21",
            "37-3014-702\tscrew\n01-1728-710\tnut\n87-8123-952\tbolt",
            "it replaces 982.591.5621 and OEM 071 460 09 48",
            "RA 18 22 31.157 Dec +39 41 16.44 V",
            "lengths 06 12 74 59 04",
        ] {
            assert_eq!(numbers(text), Vec::<String>::new(), "{text}");
        }
    }
}
