//! FT605 national-id. The page is `rules/FT605-national-id.md`.
//!
//! From each run of digits the forms that begin with as many digits are read, and those that begin with letters before it.
//! The check decides first, then the words around. Passports and licences have no check and need a word before them.

use super::announced::Talk;
use super::columns;
use super::context::{self, AHEAD, BACK, CANCEL, byte_at, byte_before};
use super::edges;
use super::id_forms::{Entry, GENERIC, Id, Need, by_run, read};
use super::mask::mask;
use super::numbers::Plain;
use super::passport::{document, machine_line};
use super::record_lead::lead;
use super::record_table::Strength;
use super::talk;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Leak, Level, Sink, TextRule};

/// Fewest digits of a number.
const LEAST: u32 = 4;

/// Finds national identity numbers, passports and driving licences.
pub struct NationalId;

impl TextRule for NationalId {
    fn trigger(&self) -> Signs {
        Signs::NUMBER | Signs::ODD_DIGIT
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let plain = Plain::of(text);
        let asked = |at: usize, id: &Id| {
            talk::question(plain.text, at, text, example)
                .is_some_and(|question| context::holds(&question, id.cues) || context::holds(&question, GENERIC))
        };
        let mut seen = 0;
        for (_, run) in plain.candidates(LEAST) {
            if run.start < seen {
                continue;
            }
            if let Some((span, id, sure)) = identity(plain.text, &run, &asked) {
                seen = span.end;
                let mark = if id.subtype == "uk-driver" { "DRIVER_LICENSE" } else { "NATIONAL_ID" };
                report(text, plain.origin(&span), (mark, id.subtype, id.name), (id.level, sure), sink);
            } else if let Some((span, document)) = document(Talk { shown: plain.text, text, example }, &run) {
                seen = span.end;
                report(text, plain.origin(&span), document, (Level::Error, Confidence::Likely), sink);
            }
        }
        // The machine-readable line fills up with `<`.
        let lines = if text.scan.signs.meets(Signs::BRACKET) { machine_line(text.text) } else { Vec::new() };
        for span in lines {
            report(
                text,
                span,
                ("PASSPORT", "passport-mrz", "machine-readable line of a passport"),
                (Level::Error, Confidence::Certain),
                sink,
            );
        }
    }
}

fn report(
    text: &Text<'_>,
    span: Span,
    (kind, subtype, name): (&'static str, &str, &str),
    (level, sure): (Level, Confidence),
    sink: &mut Sink<'_>,
) {
    let value = &text.text[span.clone()];
    let masked = mask(value, kind);
    let leak = Leak {
        kind,
        subtype: subtype.into(),
        mask: masked,
        value: value.into(),
        rank: if sure == Confidence::Certain { 65 } else { 60 },
    };
    sink.report(text.pointer, format!("{name} `{}` in {}", leak.mask, context::place(text)))
        .level(level)
        .confidence(sure, if sure == Confidence::Certain { 1.0 } else { 0.8 })
        .help(format!("replace it by a mark such as `<{kind}_1>`"))
        .leak(leak)
        .span(span);
}

/// Whether a value at a place answers a question for an identity number.
type Asked<'a> = &'a dyn Fn(usize, &Id) -> bool;

/// The identity number that a run of digits belongs to.
fn identity(text: &str, run: &Span, asked: Asked<'_>) -> Option<(Span, &'static Id, Confidence)> {
    let mut best: Option<(Span, &'static Id, Confidence, bool)> = None;
    for entry in by_run(run.len(), byte_before(text, run.start).is_ascii_alphabetic()) {
        let Some(start) = run.start.checked_sub(entry.letters) else { continue };
        // Of a form whose digits may be letters the run is not the beginning.
        let Some(found) = candidate(text, start, entry, asked) else { continue };
        let cued = found.3;
        if best.as_ref().is_none_or(|best| cued && !best.3 || cued == best.3 && found.0.len() > best.0.len()) {
            best = Some(found);
        }
    }
    best.map(|(span, id, sure, _)| (span, id, sure))
}

fn candidate(
    text: &str,
    start: usize,
    entry: &Entry,
    asked: Asked<'_>,
) -> Option<(Span, &'static Id, Confidence, bool)> {
    let bytes = text.as_bytes();
    let first = *bytes.get(start)?;
    let opens = match entry.form.as_bytes()[0] {
        b'd' => first.is_ascii_digit(),
        b'L' => first.is_ascii_alphabetic(),
        _ => true,
    };
    if !opens {
        return None;
    }
    let (value, small) = read(entry.form, &bytes[start..])?;
    let span = start..start + entry.form.len();
    if !(entry.id.check)(&value) {
        return None;
    }
    let header = columns::header(text, &span).map(context::fold);
    let alone = stands_alone(text, &span);
    if !alone && header.is_none() {
        return None;
    }
    let (mut cued, cancelled) = surroundings(text, &span, entry.id);
    cued |= header.as_ref().is_some_and(|name| context::holds(name, entry.id.cues) || context::holds(name, GENERIC));
    cued |= !cued && alone && entry.need == Need::Cue && asked(start, entry.id);
    // `student id number 66513728`: words for any country do not outweigh a record.
    if cued && entry.need == Need::Cue && is_record(text, &span) {
        let near = context::fold(context::before(text, span.start, BACK));
        cued = context::holds(&near, entry.id.cues);
    }
    if !alone && !cued && entry.need == Need::Cue {
        return None;
    }
    let crowded = header.is_none() && is_crowded(bytes, &span);
    let enough = match entry.need {
        _ if cued => true,
        Need::Cue => false,
        Need::Shape => !(cancelled || crowded || small || is_plain(entry.form) && is_record(text, &span)),
    };
    let certain = entry.id.sums && (cued || entry.need == Need::Shape);
    enough.then_some((span, entry.id, if certain { Confidence::Certain } else { Confidence::Likely }, cued))
}

/// Whether a form is digits in groups of equal length, as many other numbers are written.
fn is_plain(form: &str) -> bool {
    let mut groups = form.split([' ', '-']);
    let len = groups.next().map_or(0, str::len);
    form.bytes().all(|b| matches!(b, b'd' | b' ' | b'-')) && groups.all(|group| group.len() == len)
}

/// Whether the words before a number say that it is one of a record.
fn is_record(text: &str, span: &Span) -> bool {
    lead(text, span.start).is_some_and(|lead| lead.qualified || lead.strength == Strength::Whole)
}

/// Whether nothing that belongs to a longer number or name touches a number.
pub fn stands_alone(text: &str, span: &Span) -> bool {
    let goes_on = byte_at(text, span.end) == b':' && byte_at(text, span.end + 1).is_ascii_alphanumeric();
    !goes_on && edges::stands_apart(text, span)
}

/// Whether other numbers stand right beside: a list or a table of numbers. Numbers with hyphens or letters stand in such with
/// blanks only: beside a comma or a line end stands another cell.
fn is_crowded(bytes: &[u8], span: &Span) -> bool {
    let signed = bytes[span.clone()].iter().any(|b| *b == b'-' || b.is_ascii_alphabetic());
    let joint = |b: &u8| *b == b' ' || !signed && matches!(b, b',' | b'\n');
    let before = bytes[..span.start].iter().rev().take(4).find(|b| !joint(b));
    let after = bytes[span.end..].iter().take(4).find(|b| !joint(b));
    let touches = bytes.get(span.end).is_some_and(joint);
    before.is_some_and(u8::is_ascii_digit) || (touches && after.is_some_and(u8::is_ascii_digit))
}

/// Things that are numbered in groups as people are.
const THINGS: &[&str] = &["part", "parts", "item", "p/n", "catalog", "article", "drawing"];

/// Whether a word announces the number, and whether another cancels it.
fn surroundings(text: &str, span: &Span, id: &Id) -> (bool, bool) {
    let head = context::fold(context::before(text, span.start, BACK));
    let end = span.end + edges::emphasis(text, span.end);
    let tail = context::fold(context::after(text, end, AHEAD));
    // A word behind the number that has a number of its own does not speak of this one.
    let beyond = context::fold(context::after(text, end, 2 * AHEAD));
    let ahead = |words: &[&str]| {
        let at = context::first(&tail, words)?;
        let own = beyond[at..].split(|c: char| !c.is_alphanumeric()).skip(1).find(|word| !word.is_empty());
        let taken = own.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        (!taken).then_some(at)
    };
    let near = |words: &[&str]| context::last(&head, words).or_else(|| ahead(words));
    let cue = match (near(id.cues), near(GENERIC)) {
        (Some(own), Some(generic)) => Some(own.min(generic)),
        (own, generic) => own.or(generic),
    };
    let other = context::last(&head, CANCEL);
    let sum = tail.trim_start().starts_with(['=', '+', '*', '×']) || head.ends_with("= ") && cue.is_none();
    let cued = cue.is_some_and(|cue| other.is_none_or(|other| cue <= other)) && !sum;
    // `part 482-13-3779`.
    let thing = || THINGS.contains(&head.trim_end_matches([' ', ':', '#']).rsplit([' ', '\n']).next().unwrap_or(""));
    (cued, other.is_some() || sum || thing())
}

#[cfg(test)]
mod tests {
    use super::super::harness::{finds, found, silent};
    use super::super::markers::expand;
    use super::*;

    /// Numbers are written with bars, so that none here looks like someone's.
    fn plain(text: &str) -> String {
        expand(&text.replace('|', ""))
    }

    fn subtypes(text: &str) -> Vec<String> {
        found(&NationalId, "FT605", &plain(text)).into_iter().map(|finding| finding.leak.unwrap().subtype).collect()
    }

    #[test]
    fn numbers_of_every_country_are_found() {
        let mut wrong = Vec::new();
        for (text, subtype) in [
            ("My SSN is 536-|22-|1457, is it on file?", "us-ssn"),
            ("It is 536-|22-|1457.", "us-ssn"),
            ("ssn: 536|22|1457", "us-ssn"),
            ("{\"ssn\": \"536|22|1457\"}", "us-ssn"),
            ("ITIN 912-|88-|1234", "us-itin"),
            ("NI number JG |10 37 |59 A please", "uk-nino"),
            ("(JG10|3759A)", "uk-nino"),
            ("my SIN: 390 |139 |624", "ca-sin"),
            ("390-|139-|624 is mine", "ca-sin"),
            ("TFN 252 |427 |316", "au-tfn"),
            ("Aadhaar: 2207 |7642 |6565", "in-aadhaar"),
            ("2207-|7642-|6565", "in-aadhaar"),
            ("PAN AFZP|K7190K", "in-pan"),
            ("o CPF 578.|720.|097-73", "br-cpf"),
            ("CPF 5787|2009|773", "br-cpf"),
            ("CNPJ 95.|827.|852/7749-|32", "br-cnpj"),
            ("n° de sécurité sociale 1 54 |11 42 |197 |903 |09", "fr-nir"),
            ("NIR 1850|82A1|0097|855", "fr-nir"),
            ("Steuer-ID: 37 |100 |825 |900", "de-steuer-id"),
            ("IdNr. 3710|0825|900", "de-steuer-id"),
            ("SV-Nummer 7412|0477|C706", "de-pension"),
            ("mi DNI es 4422|3290|V", "es-dni"),
            ("NIE X-|2482|300-W", "es-nie"),
            ("codice fiscale MRTM|TT25|D09F|205Z.", "it-codice-fiscale"),
            ("PESEL 5211|0965|931", "pl-pesel"),
            ("BSN 3655|4948|4", "nl-bsn"),
            ("52.|05.|16-|986.|49", "be-national"),
            ("personnummer 8911|14-|7091", "se-personnummer"),
            ("hetu 2105|63-|587S", "fi-hetu"),
            ("fødselsnummer 0202|8526|612", "no-fodselsnummer"),
            ("CPR 0707|61-|4285", "dk-cpr"),
            ("AHV 756.|0816.|4904.|93", "ch-ahv"),
            ("SVNR 4997 |0105|82", "at-svnr"),
            ("NIF 2817|9309|3", "pt-nif"),
            ("TC Kimlik No: 7697|9352|570", "tr-tckn"),
            ("sa id 5804|1602|4208|7", "za-id"),
            ("주민등록번호 5503|11-|1675|201입니다", "kr-rrn"),
            ("身份证号是4405|3719|5104|2234|23，谢谢", "cn-resident"),
            ("マイナンバーは0519|1485|2203です", "jp-my-number"),
            ("NRIC S870|3990|J", "sg-nric"),
            ("CURP: ZZIW|6201|14HD|FIQR|01", "mx-curp"),
            ("ת\"ז 8356|8523|1", "il-id"),
            ("1-|5587-|76101-|05-|7", "th-id"),
            ("driving licence MORG|A657|054S|M9IJ", "uk-driver"),
        ] {
            if subtypes(text) != [subtype] {
                wrong.push(format!("{text}: {:?}", subtypes(text)));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn cells_and_bold_type_hide_nothing() {
        for text in [
            "Keller,536-|22-|1457,open",
            "7,Keller,536-|22-|1457,1984",
            "7,536-|22-|1457,9",
            "SSN 536-|22-|1457,card on file",
            "Your SSN is **536-|22-|1457**.",
            "_536-|22-|1457_",
            "id,x\n1,536-|22-|1457\n2,536-|22-|1475",
            "Keller,4422|3290|V,open",
            "DNI **4422|3290|V**",
            "CPF: **578.|720.|097-73**",
            "o CPF,578.|720.|097-73,ativo",
            "PESEL **5211|0965|931**",
        ] {
            assert!(!subtypes(text).is_empty(), "{text}");
        }
        for text in [
            "12,536,221,457",
            "1536,22,1457",
            "536,22,1457",
            "7,5787|2009|773 rows",
            "1 536-|22-|1457 2",
            "part 536-|22-|1457",
            "parts: 536-|22-|1457",
            "536-|22-|1457*3",
            "3.536-|22-|1457",
            "x_536-|22-|1457_y",
            "a/536-|22-|1457/b",
            "2207|7642|6565,77",
        ] {
            assert_eq!(subtypes(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn passports_and_licences_need_their_word() {
        finds(
            &NationalId,
            "FT605",
            &[
                ("Passport number: X48213975", &["X48213975"]),
                ("my passport no. is 548213975, thanks", &["548213975"]),
                ("Reisepass C01X0006H", &["C01X0006H"]),
                ("护照号码：E48213975", &["E48213975"]),
                ("{\"passport_number\": \"K4821397\"}", &["K4821397"]),
                ("driver's license number D4821397", &["D4821397"]),
                ("DL# D4821397", &["D4821397"]),
                ("Führerschein Nr. B072RRE2I55", &["B072RRE2I55"]),
            ],
        );
        let line = "L898902C|36UTO7408122F1204159ZE184226B<<<<<10".replace('|', "");
        assert_eq!(found(&NationalId, "FT605", &line)[0].leak.as_ref().unwrap().subtype, "passport-mrz");
    }

    #[test]
    fn other_numbers_are_not_identities() {
        silent(
            &NationalId,
            "FT605",
            &[
                "000-12-3456",
                "123-45-6789",
                "SSN: XXX-XX-1234",
                "666-12-3456 and 900-12-3456",
                "version 536-22-1457",
                "Call 536 221 4577 now",
                "2024-11-05",
                "536221457",
                "ISBN 978-3-16-148410-0",
                "a 32-bit integer 2147483647",
                "sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "550e8400-e29b-41d4-a716-446655440000",
                "the year 20240105 and 20240106",
                "1731849302",
                "1731849302123",
                "ISO 8601 is 20241105T101500Z",
                "12345678Z",
                "S1234567D",
                "ABCDE1234F",
                "passport photo size 35x45",
                "Your passport must be valid for 6 months",
                "passport.js 0.6.0",
                "MIT license 2024",
                "license key 48213975",
                "driver version 535.104.05",
                "NVIDIA driver 53510405",
                "the sum 390-139-624 = 5",
                "1100101 0110010 1",
                "0x1F600 U+1F600",
                "GET /v2/items/44223290",
                "EAN 4006381333931",
                "rows 100000 200000 300000",
                "using 390139624 items",
                "phone 5211096593",
                "commit 4422329",
                "8356-8523-1",
                "RFC 2616",
                "driver D4821397 crashed",
            ],
        );
    }
}
