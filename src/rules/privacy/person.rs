//! FT609 person. The page is `rules/FT609-person.md`.
//!
//! Dates of birth, home addresses and places need a word that says so; without one they are history and geography. Names are
//! looked for only when asked, and only after words that announce them.

use std::sync::LazyLock;

use memchr::memmem;
use smallvec::SmallVec;

use super::columns;
use super::context::{self, BACK, byte_at, edge_at, edge_before};
use super::dates::{could_be_date, date};
use super::hit::Hit;
use super::postal;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Level, Options, Sink, TextRule};

/// Words that announce a date of birth.
const BIRTH: &[&str] = &[
    "dob",
    "d.o.b",
    "date of birth",
    "birth date",
    "birthdate",
    "birthday",
    "i was born",
    "born:",
    "born on:",
    "geburtsdatum",
    "geb.",
    "geboren am",
    "date de naissance",
    "né le",
    "née le",
    "fecha de nacimiento",
    "nacido el",
    "nacida el",
    "nací el",
    "data di nascita",
    "nato il",
    "nata il",
    "data de nascimento",
    "geboortedatum",
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
/// Words that announce a place on the map.
const PLACES: &[&str] = &[
    "location",
    "position",
    "gps",
    "coordinates",
    "coords",
    "lat",
    "latitude",
    "lon",
    "lng",
    "home is at",
    "located at",
];

/// Words that begin with a capital and are no names.
const NOT_NAMES: &[&str] = &[
    "I",
    "The",
    "A",
    "An",
    "This",
    "That",
    "Sir",
    "Madam",
    "Team",
    "Customer",
    "Client",
    "All",
    "Hiring",
    "Manager",
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "Prof",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "English",
    "German",
    "French",
    "Spanish",
    "American",
    "Assistant",
    "AI",
    "Claude",
    "ChatGPT",
    "Not",
    "Please",
    "My",
    "Your",
    "Our",
    "It",
    "Everyone",
    "Colleagues",
    "Friends",
    "Santa",
    "Diary",
    "God",
    "Lord",
    "User",
    "Admin",
    "Name",
    "Company",
    "Product",
    "Here",
    "So",
    "Very",
    "Happy",
    "Sorry",
];

/// Finds what leads to a person: birth, home, place, and names when asked.
pub struct Person {
    names: bool,
}

impl Person {
    /// Without names, as the rule runs by default.
    pub const PLAIN: Person = Person { names: false };

    /// With the user's options.
    pub fn new(options: &Options) -> Person {
        Person { names: options.person }
    }
}

impl TextRule for Person {
    fn trigger(&self) -> Signs {
        if self.names { Signs::ALWAYS } else { Signs::DIGIT }
    }

    fn check(&self, text: &Text<'_>, _: &Example<'_>, sink: &mut Sink<'_>) {
        let mut seen = 0;
        // A year or the decimals of a place have four digits.
        let long = text.scan.signs.meets(Signs::NUMBER);
        for (i, run) in text.scan.digit_runs().enumerate() {
            if run.start < seen {
                continue;
            }
            let dated = || run.len() <= 4 && could_be_date(text.text, &run);
            let hit = if long && (byte_at(text.text, run.end) == b'.' || dated()) {
                let near = text.scan.digits[i..].iter().take(RUNS);
                let runs: SmallVec<[Span; RUNS]> = near.map(|&(from, to)| from as usize..to as usize).collect();
                birth(text.text, &runs).or_else(|| place(text.text, &runs))
            } else {
                None
            };
            let hit = hit.or_else(|| postal::address(text.text, &run));
            if let Some(hit) = hit {
                seen = hit.span.end;
                hit.report(text, sink);
            }
        }
        if self.names {
            for span in names(text.text) {
                hit(span, "PERSON", "name", "name of a person", Level::Info).report(text, sink);
            }
        }
    }
}

/// Most runs of digits in a date or a place.
const RUNS: usize = 5;

fn hit(span: Span, kind: &'static str, subtype: &'static str, name: &'static str, level: Level) -> Hit {
    Hit { span, kind, subtype, name, level, sure: Confidence::Likely, rank: 30 }
}

/// A whole date after a word about birth.
fn birth(text: &str, runs: &[Span]) -> Option<Hit> {
    let first = &runs[0];
    if first.len() > 4 || !could_be_date(text, first) {
        return None;
    }
    let span = date(text, runs)?;
    let header = columns::header(text, &span).map(context::fold);
    if header.is_some_and(|name| context::holds(&name, BIRTH)) {
        return Some(hit(span, "DATE_OF_BIRTH", "date-of-birth", "date of birth", Level::Warn));
    }
    let head = context::fold(context::before(text, span.start, BACK)).replace(" :", ":");
    let gap = context::last(&head, BIRTH)?;
    let between = head[head.len() - gap..].trim_start_matches('.');
    let other = between.bytes().any(|b| b.is_ascii_digit());
    let near = !other && gap < 24 && !between.contains(['.', '!', '?', ';']) || head.trim_end().ends_with("geb.");
    near.then(|| hit(span, "DATE_OF_BIRTH", "date-of-birth", "date of birth", Level::Warn))
}

/// Two numbers with four decimals and more, the first at most 90, after a word about places.
fn place(text: &str, runs: &[Span]) -> Option<Hit> {
    let [a, b, c, d, ..] = runs else { return None };
    let dotted = |x: &Span, y: &Span| y.start - x.end == 1 && byte_at(text, x.end) == b'.';
    if !dotted(a, b)
        || !dotted(c, d)
        || b.len() < 4
        || d.len() < 4
        || a.len() > 2
        || c.len() > 3
        || c.start - b.end > 24
    {
        return None;
    }
    let between = &text[b.end..c.start];
    let paired = between.contains([',', ' ', ':']) && !between.contains('\n');
    let (lat, lon): (f64, f64) = (text[a.start..b.end].parse().ok()?, text[c.start..d.end].parse().ok()?);
    let head = context::fold(context::before(text, a.start, BACK));
    let cue = context::last(&head, PLACES)?;
    let apart = !edge_before(text, a.start).is_ascii_alphanumeric() && !edge_at(text, d.end).is_ascii_alphanumeric();
    let good = paired && lat <= 90.0 && lon <= 180.0 && cue < 20 && apart;
    good.then(|| hit(a.start..d.end, "GEO", "coordinates", "place on the map", Level::Info))
}

/// Words that announce a name.
const NAMED: &[&str] = &[
    "name is ",
    "Name: ",
    "name: ",
    "Dear ",
    "I am ",
    "I'm ",
    "Patient ",
    "patient ",
    "Mr. ",
    "Mrs. ",
    "Ms. ",
    "Dr. ",
    "Mr ",
    "Mrs ",
    "heiße ",
    "m'appelle ",
    "me llamo ",
    "mi chiamo ",
    "Regards,\n",
    "regards,\n",
    "Sincerely,\n",
];

/// Names after words that announce them.
fn names(text: &str) -> Vec<Span> {
    static CUES: LazyLock<Vec<memmem::Finder<'static>>> =
        LazyLock::new(|| NAMED.iter().map(memmem::Finder::new).collect());
    let mut spans: Vec<Span> = Vec::new();
    for (cue, finder) in NAMED.iter().zip(&*CUES) {
        for at in finder.find_iter(text.as_bytes()) {
            if edge_before(text, at).is_ascii_alphanumeric() {
                continue;
            }
            let from = at + cue.len();
            let len = name(&text[from..], matches!(*cue, "I am " | "I'm " | "Patient " | "patient "));
            if len > 0 && !spans.iter().any(|span| span.start < from + len && from < span.end) {
                spans.push(from..from + len);
            }
        }
    }
    spans.sort_by_key(|span| span.start);
    spans
}

/// Bytes of one to four capitalised words; two at least where one could be anything.
fn name(rest: &str, two: bool) -> usize {
    let (mut end, mut count) = (0, 0);
    for word in rest.split(' ').take(4) {
        let own = word.trim_end_matches(|c: char| !c.is_alphabetic());
        let capital = own.starts_with(char::is_uppercase)
            && own.chars().skip(1).any(char::is_lowercase)
            && own.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
        if !capital || NOT_NAMES.contains(&own) {
            break;
        }
        end += usize::from(count > 0) + own.len();
        count += 1;
        if own.len() < word.len() {
            break;
        }
    }
    if count > usize::from(two) { end } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::super::harness::{finds, silent};
    use super::*;

    const NAMES: Person = Person { names: true };

    #[test]
    fn births_homes_and_places_are_found() {
        finds(
            &Person::PLAIN,
            "FT609",
            &[
                ("DOB: 12/03/1985", &["12/03/1985"]),
                ("date of birth 1985-03-12.", &["1985-03-12"]),
                ("I was born on 12 March 1985 in Leeds", &["12 March 1985"]),
                ("My birthday is March 12, 1985", &["March 12, 1985"]),
                ("Geburtsdatum: 12.03.1985", &["12.03.1985"]),
                ("née le 12 mars 1985", &["12 mars 1985"]),
                ("出生日期：1985年3月12日", &["1985年3月12日"]),
                ("{\"birth_date\": \"1985-03-12\"}", &["1985-03-12"]),
                ("I live at 48 Lantern Street, Leeds LS1 4AP", &["48 Lantern Street, Leeds LS1 4AP"]),
                ("Ship to: 1204 W Moss Ave, Springfield, IL 62704", &["1204 W Moss Ave, Springfield, IL 62704"]),
                ("wohne in der Laternenstraße 12, 50667 Köln", &["Laternenstraße 12, 50667 Köln"]),
                ("my location: 52.52043, 13.40912", &["52.52043, 13.40912"]),
                ("{\"lat\": 52.52043, \"lng\": 13.40912}", &["52.52043, \"lng\": 13.40912"]),
            ],
        );
    }

    #[test]
    fn history_and_numbers_are_silent() {
        silent(
            &Person::PLAIN,
            "FT609",
            &[
                "She was born on 12 March 1985 in Leeds",
                "The treaty of 12/03/1985",
                "meeting on 2024-11-05",
                "born in 1985",
                "dob is a required field",
                "plot points 52.52043, 13.40912",
                "48 lantern street lamps were lit",
                "In 1985 Wall Street fell",
                "10 Downing Street is famous",
                "version 52.5204, 13.4091",
                "the 12 streets of Rome",
                "my birthday is on 12 March",
                "Hello, my name is Anna Moss",
            ],
        );
    }

    #[test]
    fn names_are_found_when_asked() {
        finds(
            &NAMES,
            "FT609",
            &[
                ("Hello, my name is Anna Moss, hi", &["Anna Moss"]),
                ("Dear Anna,", &["Anna"]),
                ("Dear Sir or Madam", &[]),
                ("I am Happy to help", &[]),
                ("I am German", &[]),
                ("Mr. Moss called", &["Moss"]),
            ],
        );
    }
}
