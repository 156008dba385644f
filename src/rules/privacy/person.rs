//! FT609 person. The page is `rules/FT609-person.md`.
//!
//! Dates of birth, home addresses and places need a word that says so; without one they are history and geography. Names are
//! looked for only when asked, and only after words that announce them.

use smallvec::SmallVec;

use super::birth::birth;
use super::columns;
use super::context::{self, BACK, byte_at, edge_at, edge_before};
use super::dates::{could_be_date, is_day};
use super::hit::Hit;
use super::numbers::Plain;
use super::person_names::names;
use super::postal;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Level, Options, Sink, TextRule};

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
        if self.names { Signs::ALWAYS } else { Signs::DIGIT | Signs::ODD_DIGIT }
    }

    fn check(&self, text: &Text<'_>, _: &Example<'_>, sink: &mut Sink<'_>) {
        let plain = Plain::of(text);
        let mut seen = 0;
        // A year or the decimals of a place have four digits.
        let long = text.scan.signs.meets(Signs::NUMBER | Signs::ODD_DIGIT);
        let span = |&(from, to): &(u32, u32)| from as usize..to as usize;
        for (i, run) in plain.runs.iter().map(span).enumerate() {
            if run.start < seen {
                continue;
            }
            let dated =
                || run.len() <= 4 && could_be_date(plain.text, &run) || run.len() == 8 && is_day(plain.text, &run);
            let hit = if long && (byte_at(plain.text, run.end) == b'.' || dated()) {
                let near = plain.runs[i..].iter().take(RUNS);
                let runs: SmallVec<[Span; RUNS]> = near.map(span).collect();
                birth(plain.text, &runs).or_else(|| place(plain.text, &runs))
            } else {
                None
            };
            let hit = hit.or_else(|| postal::address(plain.text, &run));
            if let Some(mut hit) = hit {
                seen = hit.span.end;
                hit.span = plain.origin(&hit.span);
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
    let column =
        || columns::header(text, &(a.start..d.end)).is_some_and(|name| context::holds(&context::fold(name), PLACES));
    let cued = context::last(&head, PLACES).is_some_and(|cue| cue < 20);
    let apart = !edge_before(text, a.start).is_ascii_alphanumeric() && !edge_at(text, d.end).is_ascii_alphanumeric();
    let good = paired && lat <= 90.0 && lon <= 180.0 && apart && (cued || column());
    good.then(|| hit(a.start..d.end, "GEO", "coordinates", "place on the map", Level::Info))
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
                ("{\"dateOfBirth\": \"1985-03-12\"}", &["1985-03-12"]),
                ("Patient born 12.03.1985, came in", &["12.03.1985"]),
                ("born on March 12, 1985", &["March 12, 1985"]),
                ("He was born 1985-03-12 in Lyon", &["1985-03-12"]),
                ("My son was born on 12/03/2014", &["12/03/2014"]),
                ("my daughter was born on 12 March 2014", &["12 March 2014"]),
                ("geboren: 12.03.1985", &["12.03.1985"]),
                ("DOB 12-Mar-1985", &["12-Mar-1985"]),
                ("dob=19850312&x", &["19850312"]),
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
                "Anna Moss (born 12 March 1985) is a painter",
                "Anna Moss (born 1985-03-12) is a painter",
                "The painter Anna Moss was born on March 12, 1985, in Leeds",
                "his mother was born on March 12, 1925",
                "Her son, born on 12 March 1985, ruled",
                "a new era was reborn 12.03.1985",
                "newborn 12.03.2014 report",
                "the idea was born in 03/2014",
                "dob=19851312",
                "born 4821 days ago",
                "backup 19850312",
                "a stubborn 12.03.1985 deadline",
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
