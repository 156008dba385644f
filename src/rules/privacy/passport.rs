//! Passports and driving licences: numbers without a check that only a word before them makes out, and the line of a
//! passport that machines read.

use memchr::memchr_iter;

use super::announced::{Around, Talk, announces};
use super::context::{self, BACK, byte_at, edge_before};
use super::id_checks::mrz;
use crate::example::Span;

/// Words that announce the number of a passport.
const PASSPORTS: &[&str] = &[
    "passport",
    "reisepass",
    "passeport",
    "pasaporte",
    "passaporto",
    "paspoort",
    "passnummer",
    "reisepassnummer",
    "passaporte",
    "paszport",
    "паспорт",
    "护照",
    "护照号码",
    "護照",
    "旅券",
    "パスポート",
    "여권",
];

/// Words that announce the number of a driving licence. `license` alone is a word of software.
const LICENCES: &[&str] = &[
    "driver's license",
    "drivers license",
    "driver license",
    "driving licence",
    "driving license",
    "driver's licence",
    "driver’s license",
    "drivers licence",
    "driver licence",
    "dl#",
    "dl number",
    "dl no",
    "führerschein",
    "führerscheinnummer",
    "permis de conduire",
    "numéro de permis",
    "rijbewijs",
    "carnet de conducir",
    "permis",
    "patente",
];
/// Those of them that are no everyday words as well.
const FIRM: usize = LICENCES.len() - 2;

/// Words between a cue and its value.
const BETWEEN: &[&str] = &[
    "number",
    "no",
    "nr",
    "num",
    "nummer",
    "is",
    "id",
    "code",
    "ist",
    "est",
    "es",
    "numéro",
    "número",
    "numero",
    "n°",
    "nº",
    "lautet",
    "my",
    "the",
    "issued",
    "ca",
    "tx",
    "ny",
    "fl",
    "california",
    "texas",
    "florida",
    "号码",
    "号",
    "番号",
    "は",
    "번호",
    "是",
];

/// The number of a passport or licence around some digits.
pub fn document(talk: Talk<'_>, run: &Span) -> Option<(Span, (&'static str, &'static str, &'static str))> {
    let text = talk.shown;
    let bytes = text.as_bytes();
    let own = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'-';
    let back = bytes[..run.start].iter().rev().take(12).take_while(own).count();
    let ahead = bytes[run.end..].iter().take(20).take_while(own).count();
    let span = run.start - back..run.end + ahead;
    let value = text[span.clone()].trim_matches('-');
    let span = text[span.start..].find(value).map(|at| span.start + at..span.start + at + value.len())?;
    let count = |test: fn(&u8) -> bool| value.bytes().filter(test).count();
    let (digits, small) = (count(u8::is_ascii_digit), count(u8::is_ascii_lowercase));
    let left = edge_before(text, span.start);
    let goes_on =
        matches!(byte_at(text, span.end), b'.' | b'_' | b'/') && byte_at(text, span.end + 1).is_ascii_alphanumeric();
    if digits < 4
        || small > 0
        || !(6..=20).contains(&value.len())
        || b"._/$@%".contains(&left)
        || goes_on
        || is_empty(value)
    {
        return None;
    }
    let head = context::fold(context::before(text, span.start, BACK));
    let compact = value.len() - value.matches('-').count();
    let around = Around::of(talk, &span);
    let named = |cues: &[&str], firm: &[&str]| announces(&head, cues, BETWEEN) || around.announce(firm, BETWEEN);
    if (6..=9).contains(&compact) && digits >= 5 && named(PASSPORTS, PASSPORTS) {
        return Some((span, ("PASSPORT", "passport", "passport number")));
    }
    // German passports and licences mix letters and digits freely.
    if compact == 9 && named(PASSPORTS, PASSPORTS) {
        return Some((span, ("PASSPORT", "passport", "passport number")));
    }
    let licence = compact >= 7 && named(LICENCES, &LICENCES[..FIRM]);
    licence.then_some((span, ("DRIVER_LICENSE", "driver-license", "driving licence number")))
}

/// All digits alike, in order, or a date.
fn is_empty(value: &str) -> bool {
    let digits: Vec<u8> = value.bytes().filter(u8::is_ascii_digit).collect();
    let dated = value.len() == 10 && value.matches('-').count() == 2;
    super::checks::distinct(&digits) < 2 || super::checks::longest_staircase(&digits) >= 6 || dated
}

/// The second lines of passports: 44 characters of capitals, digits and `<`, with check digits after number, birth and
/// expiry (ICAO 9303, part 4).
pub fn machine_line(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let own = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'<';
    let mut spans = Vec::new();
    let mut seen = 0;
    for at in memchr_iter(b'<', bytes) {
        if at < seen {
            continue;
        }
        let start = at - bytes[seen..at].iter().rev().take(44).take_while(|b| own(b)).count();
        let len = bytes[start..].iter().take(45).take_while(|b| own(b)).count();
        seen = (start + len).max(at + 1);
        let line = &bytes[start..start + len];
        let good =
            len == 44 && mrz(&line[..9], line[9]) && mrz(&line[13..19], line[19]) && mrz(&line[21..27], line[27]);
        let letters =
            || line[10..13].iter().all(|b| !b.is_ascii_digit()) && line[13..19].iter().all(u8::is_ascii_digit);
        if good && letters() {
            spans.push(start..start + len);
        }
    }
    spans
}
