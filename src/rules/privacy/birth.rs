//! Dates of birth: a whole date after a word that says so, in a column of them, or in a sentence that tells of a person whom
//! someone knows or serves. Without such a word a date is history. For FT609.

use super::behind;
use super::columns;
use super::context::{self, BACK};
use super::dates::{could_be_date, date};
use super::hit::Hit;
use crate::example::Span;
use crate::rules::{Confidence, Level};

/// Words that announce a date of birth.
const BIRTH: &[&str] = &[
    "dob",
    "date of birth",
    "birth date",
    "birthdate",
    "geburtsdatum",
    "date de naissance",
    "fecha de nacimiento",
    "data di nascita",
    "data de nascimento",
    "geboortedatum",
    "d.o.b",
    "date ofbirth",
    "dateofbirth",
    "birthday",
    "i was born",
    "born:",
    "born on:",
    "geb.",
    "geboren am",
    "né le",
    "née le",
    "nacido el",
    "nacida el",
    "nací el",
    "nato il",
    "nata il",
    "data urodzenia",
    "ur.",
    "urodzony",
    "urodzona",
    "geboren op",
    "geboortedag",
    "födelsedatum",
    "född",
    "fødselsdato",
    "født",
    "syntymäaika",
    "дата рождения",
    "doğum tarihi",
    "jour de naissance",
    "出生于",
    "出生日期",
    "出生",
    "生年月日",
    "생년월일",
];
/// Of them those that name the date itself, which may stand behind it.
const NAMED: usize = 10;

/// A whole date after a word about birth.
pub fn birth(text: &str, runs: &[Span]) -> Option<Hit> {
    let first = &runs[0];
    let day = first.len() == 8;
    if !day && (first.len() > 4 || !could_be_date(text, first)) {
        return None;
    }
    let span = if day { first.clone() } else { date(text, runs)? };
    let header = columns::header(text, &span).map(context::fold);
    if header.is_some_and(|name| context::holds(&name, BIRTH)) || behind::names(text, span.end, &BIRTH[..NAMED]) {
        return Some(found(span));
    }
    let head = context::fold(context::before(text, span.start, BACK)).replace(" :", ":");
    let Some(gap) = context::last(&head, BIRTH) else {
        let told = !day && born(&head, text[span.clone()].bytes().any(|b| b.is_ascii_alphabetic() || b >= 0x80));
        return told.then(|| found(span));
    };
    let between = head[head.len() - gap..].trim_start_matches('.');
    let other = between.bytes().any(|b| b.is_ascii_digit());
    let near = !other && gap < 24 && !between.contains(['.', '!', '?', ';']) || head.trim_end().ends_with("geb.");
    near.then(|| found(span))
}

fn found(span: Span) -> Hit {
    let (kind, subtype, name) = ("DATE_OF_BIRTH", "date-of-birth", "date of birth");
    Hit { span, kind, subtype, name, level: Level::Warn, sure: Confidence::Likely, rank: 30 }
}

/// Whether a folded window ends with a birth that someone tells of a person they know or serve. Of the famous a month is `worded`
/// in running text, and brackets stand around it.
fn born(head: &str, worded: bool) -> bool {
    let head = head.trim_end();
    let head = [" on", ":", " on:", " am", " den"].iter().find_map(|end| head.strip_suffix(end)).unwrap_or(head);
    let Some(head) = ["born", "geboren"].iter().find_map(|word| head.strip_suffix(word)) else { return false };
    if head.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '(' | '-' | '_')) {
        return false;
    }
    let mut words = head.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    while words.next_if(|word| matches!(*word, "was" | "were" | "is" | "am" | "wurde" | "ist")).is_some() {}
    let who = words.next().unwrap_or("");
    let owner = words.next().unwrap_or("");
    let family = FAMILY.contains(&who) && matches!(owner, "my" | "our" | "meine" | "mein" | "unser" | "unsere");
    !worded || who.is_empty() || who == "i" || SERVED.contains(&who) || family
}

/// People whose births an office knows.
const SERVED: &[&str] = &[
    "patient",
    "client",
    "customer",
    "employee",
    "applicant",
    "insured",
    "member",
    "student",
    "policyholder",
    "claimant",
    "tenant",
    "patientin",
];
/// People of a family.
const FAMILY: &[&str] = &[
    "son",
    "daughter",
    "child",
    "baby",
    "wife",
    "husband",
    "mother",
    "father",
    "mom",
    "mum",
    "dad",
    "brother",
    "sister",
    "kid",
    "partner",
    "girlfriend",
    "boyfriend",
    "sohn",
    "tochter",
    "frau",
    "mann",
    "kind",
];
