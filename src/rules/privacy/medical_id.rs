//! FT606 medical-id. The page is `rules/FT606-medical-id.md`.
//!
//! Numbers of patients and of those who treat them. Nearly all are bare digits: the check decides first, then a word before.

use super::announced::{Around, Talk, announces};
use super::checks::luhn;
use super::columns;
use super::context::{self, AHEAD, BACK, byte_at, edge_at, edge_before};
use super::edges::emphasis;
use super::hit::Hit;
use super::id_checks::au_medicare;
use super::numbers::Plain;
use super::phone_number::measured;
use super::record_evidence::is_day;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Level, Sink, TextRule};

/// Words between a cue and its value.
const BETWEEN: &[&str] =
    &["number", "no", "nr", "num", "is", "id", "code", "my", "the", "ist", "est", "es", "card", "号", "は", "是"];
/// Words that announce the number of a patient's file.
const RECORDS: &[&str] = &[
    "mrn",
    "medical record",
    "medical record number",
    "patient id",
    "patient number",
    "patient no",
    "chart number",
    "chart no",
    "patientennummer",
    "patienten-id",
    "patienten-nr",
    "pat.-nr",
    "pat-nr",
    "pat.nr",
    "numéro de patient",
    "número de paciente",
    "hospital number",
    "病历号",
    "患者番号",
    "환자번호",
    "chart",
    "patient",
];
/// Those of them that say that a number follows, wherever they stand.
const FILES: usize = RECORDS.len() - 2;

/// Finds numbers of patients and of those who treat them.
pub struct MedicalId;

/// Fewest digits of a number.
const LEAST: u32 = 4;

impl TextRule for MedicalId {
    fn trigger(&self) -> Signs {
        Signs::NUMBER | Signs::ODD_DIGIT
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let plain = Plain::of(text);
        let talk = Talk { shown: plain.text, text, example };
        let mut seen = 0;
        for (i, run) in plain.candidates(LEAST) {
            if run.start < seen {
                continue;
            }
            let hit = beneficiary(plain.text, &run).or_else(|| grouped(&plain, i, talk)).or_else(|| coded(talk, &run));
            if let Some(mut hit) = hit {
                seen = hit.span.end;
                hit.span = plain.origin(&hit.span);
                hit.report(text, sink);
            }
        }
    }
}

fn hit(span: Span, subtype: &'static str, name: &'static str) -> Hit {
    Hit { span, kind: "MEDICAL_ID", subtype, name, level: Level::Error, sure: Confidence::Likely, rank: 62 }
}

fn alone(text: &str, span: &Span) -> bool {
    let (left, right) = (edge_before(text, span.start), edge_at(text, span.end));
    let beyond = byte_at(text, span.end + 1).is_ascii_alphanumeric();
    let opens = !left.is_ascii_alphanumeric() && !b"_.-/+$@%".contains(&left);
    let goes_on = b".-/:".contains(&right) && beyond || right == b',' && byte_at(text, span.end + 1).is_ascii_digit();
    let closes = !right.is_ascii_alphanumeric() && !goes_on && (right != b'_' || emphasis(text, span.end) > 0);
    opens && closes
}

/// The American Medicare number: eleven characters by place, without letters that look like digits, also as 4-3-4.
fn beneficiary(text: &str, run: &Span) -> Option<Hit> {
    let bytes = text.as_bytes();
    // Its first digit stands before a letter: a run of one, or of two where the third is a digit too.
    if run.len() > 1 || !bytes.get(run.end)?.is_ascii_uppercase() {
        return None;
    }
    let hyphens = usize::from(byte_at(text, run.start + 4) == b'-') * 2;
    let span = run.start..run.start + 11 + hyphens;
    let plain: Vec<u8> = text.get(span.clone())?.bytes().filter(|b| *b != b'-').collect();
    let letter = |b: u8| b.is_ascii_uppercase() && !b"SLOIBZ".contains(&b);
    let fits = plain.len() == 11
        && plain[0] != b'0'
        && plain.iter().zip("CAMNAMNAANN".bytes()).all(|(b, class)| match class {
            b'A' => letter(*b),
            b'M' => letter(*b) || b.is_ascii_digit(),
            _ => b.is_ascii_digit(),
        });
    let sample = plain.starts_with(b"1EG4TE5MK");
    (fits && !sample && alone(text, &span)).then(|| hit(span, "us-mbi", "Medicare number"))
}

/// Ten or eleven digits, bare or in groups, with a check and a word before them.
fn grouped(plain: &Plain<'_>, i: usize, talk: Talk<'_>) -> Option<Hit> {
    let text = plain.text;
    let own = plain.run(i)?;
    let mut end = own.end;
    let mut n = 0;
    while n < 3 && plain.gap(i + n, 1).is_some_and(|gap| matches!(gap, " " | "-")) && end - own.start < 13 {
        n += 1;
        end = plain.run(i + n)?.end;
    }
    let span = own.start..end;
    let digits = plain.digits(&span);
    if !matches!(digits.len(), 10 | 11) {
        return None;
    }
    // The name of the column of a value stands for the words before it.
    let column = if n == 0 { columns::header(text, &span) } else { None };
    if column.is_none() && !alone(text, &span) {
        return None;
    }
    let head = context::fold(column.unwrap_or_else(|| context::before(text, span.start, BACK)));
    let digits = digits.as_bytes();
    let named = |cues: &[&str]| announces(&head, cues, BETWEEN) || Around::of(talk, &span).announce(cues, BETWEEN);
    if digits.len() == 10 && is_nhs(digits) && named(&["nhs", "nhs number", "nhs no"]) {
        return Some(hit(span, "uk-nhs", "NHS number"));
    }
    if digits.len() == 10
        && luhn(&[b"80840", digits].concat())
        && matches!(digits[0], b'1' | b'2')
        && named(&["npi", "provider identifier"])
    {
        return Some(hit(span, "us-npi", "provider number"));
    }
    (au_medicare(digits) && named(&["medicare"])).then(|| hit(span, "au-medicare", "Medicare number"))
}

/// United Kingdom: weights 10 to 2, then 11 less the rest.
pub fn is_nhs(digits: &[u8]) -> bool {
    let sum: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    let check = match 11 - sum % 11 {
        11 => 0,
        n => n,
    };
    check == u32::from(digits[9] - b'0') && super::checks::distinct(digits) > 2
}

/// Charts that are no patient's.
const DRAWN: &[&str] = &[
    "org",
    "organization",
    "pie",
    "bar",
    "flow",
    "gantt",
    "line",
    "size",
    "seat",
    "nautical",
    "sea",
    "color",
    "wall",
    "pop",
];

/// Numbers of prescribers and of patients' files.
fn coded(talk: Talk<'_>, run: &Span) -> Option<Hit> {
    let text = talk.shown;
    let bytes = text.as_bytes();
    let back = bytes[..run.start].iter().rev().take(6).take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    let ahead = bytes[run.end..].iter().take(14).take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    let span = run.start - back..run.end + ahead;
    let value = text[span.clone()].trim_matches('-');
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let small = value.bytes().any(|b| b.is_ascii_lowercase());
    if digits < 4 || small || value.len() > 14 || value.len() != span.len() {
        return None;
    }
    let around = Around::of(talk, &span);
    if !alone(text, &span) && around.column().is_none() {
        return None;
    }
    let head = context::fold(context::before(text, span.start, BACK));
    let named = |cues: &[&str]| announces(&head, cues, BETWEEN) || around.announce(cues, BETWEEN);
    if value.len() == 9 && is_dea(value.as_bytes()) && named(&["dea", "dea number"]) {
        return Some(hit(span, "us-dea", "prescriber number"));
    }
    let dated = value.len() == 10 && value.matches('-').count() == 2 || is_day(value);
    // `chart 2024 sales`: a year behind a word that says no number.
    let year = value.len() == 4 && ("19".."21").contains(&&value[..2]) && head.trim_end().ends_with("chart");
    // `patient 12345` may count; with a word such as `id` it does not.
    let named = !head.trim_end_matches([' ', ':', '#']).ends_with("patient") || head.trim_end().ends_with([':', '#']);
    let tail = context::fold(context::after(text, span.end, AHEAD));
    // `org chart 4829`, `chart 4829 of the atlas`: drawings have numbers too.
    let chart = head.trim_end().ends_with("chart");
    let drawn = chart
        && (tail.starts_with(" of ")
            || tail.starts_with(" in ")
            || DRAWN
                .iter()
                .any(|kind| head.trim_end().strip_suffix(" chart").is_some_and(|head| head.ends_with(kind))));
    let named = named && !drawn;
    let near = || named && announces(&head, RECORDS, BETWEEN);
    let elsewhere = || around.announce(&RECORDS[..FILES], BETWEEN);
    (!dated && !year && !measured(&tail) && (near() || !drawn && elsewhere()))
        .then(|| hit(span, "medical-record", "patient number"))
}

/// Drug Enforcement Administration: twice the even digits and the odd ones end with the last.
pub fn is_dea(b: &[u8]) -> bool {
    let digit = |i: usize| u32::from(b[i].wrapping_sub(b'0'));
    let letters = b[0].is_ascii_uppercase() && b[1].is_ascii_uppercase() && b[2..].iter().all(u8::is_ascii_digit);
    letters && (digit(2) + digit(4) + digit(6) + 2 * (digit(3) + digit(5) + digit(7))) % 10 == digit(8)
}

#[cfg(test)]
mod tests {
    use super::super::harness::{finds, silent};
    use super::*;

    fn bars(text: &str) -> String {
        text.replace('|', "")
    }

    #[test]
    fn numbers_are_found() {
        for (text, value) in [
            ("NHS number 943 476 |5919", "943 476 |5919"),
            ("Her NHS no. is 9434|7659|19", "9434|7659|19"),
            ("NPI 1234|5678|93", "1234|5678|93"),
            ("DEA AB12|3456|3", "AB12|3456|3"),
            ("2EG4|-TE5-|MK73 on the card", "2EG4|-TE5-|MK73"),
            ("MBI: 2EG4|TE5M|K73", "2EG4|TE5M|K73"),
            ("medicare card 4864 |9208|3 1", "4864 |9208|3 1"),
            ("MRN 48213977", "48213977"),
            ("Patient ID: 482139", "482139"),
            ("{\"mrn\": \"M-482139\"}", "M-482139"),
            ("Patientennummer 482139", "482139"),
        ] {
            finds(&MedicalId, "FT606", &[(&bars(text), &[&bars(value)])]);
        }
    }

    #[test]
    fn other_numbers_are_not() {
        silent(
            &MedicalId,
            "FT606",
            &[
                "NHS number 9434765918",
                "NPI 1234567890",
                "DEA AB1234567",
                "1EG4-TE5-MK73",
                "9434765919",
                "the chart shows 4821 points",
                "patient 12345 of the study",
                "patients 20241105",
                "NHS spent 9434765 pounds",
                "chart 2024-11-05",
                "chart 2024 sales",
                "org chart 4829",
                "chart 4829 of the atlas",
                "pie chart 48213",
                "patients waited 1200 hours",
                "5G4K TE5",
                "medicare covers 1000000 people",
            ],
        );
    }
}
