//! What stands behind a value and names it: `4829173 is my order number`, `– that's my mobile`, `(cell)`.

use super::context;
use crate::rules::glance::Glance;

/// Characters behind a value in which its name is looked for.
const BEHIND: usize = 44;

/// Words of those whose a value is, and verbs that lead to its name.
#[rustfmt::skip]
const OWNERS: &[&str] = &[
    "my", "our", "his", "her", "their", "your", "mon", "ma", "notre", "meine", "mein", "unsere", "seine", "ihre", "mi", "mio", "il mio", "meu", "mijn",
    "mój", "moim", "min", "mitt", "mit", "is", "est", "ist", "es", "è", "é", "to", "är", "er", "мой", "это", "as", "being",
];
/// Words that may stand among them.
#[rustfmt::skip]
const SMALL: &[&str] = &[
    "that", "this", "s", "it", "its", "c", "das", "the", "a", "le", "la", "die", "el", "il", "for", "on", "se", "new", "old", "best", "contact", "private",
    "work", "home", "personal", "neue", "nouveau", "numéro", "número", "number", "numero", "nummer", "numer", "номер", "de", "and", "or", "current", "not", "an", "valid", "invalid", "wrong", "correct", "right",
];

/// The folded words behind byte `end` up to the end of their clause, if small words or signs lead from there to a name, and
/// the bytes of them before the first word that is not small.
pub fn clause(text: &str, end: usize) -> Option<(String, usize)> {
    let rest = &text.as_bytes()[end..];
    // Behind most values stands nothing that could lead on.
    let sign = |b: &u8| matches!(b, b' ' | b',' | b')' | b'"' | b'`' | b'*') || *b >= 0x80;
    let at = rest.iter().take(4).position(|b| !sign(b) || *b >= 0x80)?;
    let next = &rest[at];
    // Of the words that lead on, few begin beyond ASCII.
    if *next >= 0x80 && !matches!(next, 0xC3 | 0xD0 | 0xD1 | 0xE2 | 0xEF) {
        return None;
    }
    if !rest.first().is_some_and(sign) || !(next.is_ascii_lowercase() || b"(<-=T".contains(next) || *next >= 0x80) {
        return None;
    }
    if next.is_ascii_lowercase() && is_other(&rest[at..]) {
        return None;
    }
    let tail = context::fold(context::after(text, end, BEHIND));
    let signs =
        tail.len() - tail.trim_start_matches([' ', ',', '-', '–', '—', '<', '(', '=', '"', '`', '*', '，', '←']).len();
    let lead = &tail[..signs];
    let own = &tail[signs..];
    let clause = &own[..own.find(['.', '!', '?', ';', '\n', ',', ')']).unwrap_or(own.len())];
    let mut at = 0;
    let (mut leads_on, mut words) = (
        lead.contains(['(', '<', '←'])
            || clause.starts_with("that's ")
            || clause.starts_with("that’s ")
            || clause.starts_with("c'est "),
        0,
    );
    while words < 6 {
        let rest = &clause[at..];
        let skipped = rest.len() - rest.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let word = rest[skipped..].split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let owner = OWNERS.contains(&word);
        if word.is_empty() || !owner && !SMALL.contains(&word) {
            return (leads_on && !word.is_empty()).then(|| (clause.to_string(), at + skipped));
        }
        leads_on |= owner;
        at += skipped + word.len();
        words += 1;
    }
    None
}

/// Whether bytes begin with a word of small ASCII letters that neither leads on nor may stand among those that do.
fn is_other(bytes: &[u8]) -> bool {
    static GLANCE: Glance = Glance::at(&[OWNERS, SMALL]);
    let letters = bytes.iter().take(BEHIND).take_while(|b| b.is_ascii_lowercase()).count();
    if !bytes.get(letters).is_none_or(|b| b.is_ascii() && !b.is_ascii_alphanumeric()) {
        return false;
    }
    !GLANCE.may_be(&bytes[..letters]) || !OWNERS.iter().chain(SMALL).any(|word| word.as_bytes() == &bytes[..letters])
}

/// Whether one of `nouns` is the name behind a value.
pub fn names(text: &str, end: usize, nouns: &[&str]) -> bool {
    clause(text, end).is_some_and(|(clause, at)| context::first(&clause[at..], nouns) == Some(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_behind() {
        for text in [
            "5 is my cell",
            "5 – that's my mobile number",
            "5 (mobile)",
            "5 <- my cell",
            "5, c'est mon portable",
            "5 ist meine handynummer",
            "5 is his cell",
            "5 (work mobile)",
        ] {
            assert!(names(text, 1, &["cell", "mobile", "portable", "handynummer"]), "{text}");
        }
        for text in [
            "5 mobile users",
            "5 is a lot. My mobile",
            "5",
            "5.",
            "5, and mobile",
            "5 cell",
            "5 people is my cell",
            "5 calls to the mobile",
        ] {
            assert!(!names(text, 1, &["cell", "mobile"]), "{text}");
        }
    }
}
