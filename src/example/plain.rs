//! The plain copy of a text in which digits are written in other scripts, or have odd spaces, hyphens or unseen characters beside
//! them. Made once for all rules that read numbers.

use memchr::memchr3_iter;

use super::scan::{Scan, Span};

/// A text with plain digits, spaces and hyphens.
#[derive(Debug)]
pub struct PlainCopy {
    /// The copy.
    pub text: String,
    /// What one look at it found.
    pub scan: Scan,
    /// Places in the copy, and the places in the text that they stand for, in bytes; between two entries both move alike.
    pub shifts: Vec<(u32, u32)>,
}

impl PlainCopy {
    /// The copy, if the text needs one.
    pub fn of(text: &str, scan: &Scan) -> Option<Box<PlainCopy>> {
        if !is_odd(text, scan) {
            return None;
        }
        let mut copy = String::with_capacity(text.len());
        let mut shifts = Vec::new();
        for (at, c) in text.char_indices() {
            let Some(other) = plain(c) else {
                copy.push(c);
                continue;
            };
            copy.push_str(other);
            shifts.push((copy.len() as u32, (at + c.len_utf8()) as u32));
        }
        let scan = Scan::of(&copy);
        Some(Box::new(PlainCopy { text: copy, scan, shifts }))
    }
}

/// Whether a text has digits, or separators beside digits, that need a plain copy.
fn is_odd(text: &str, scan: &Scan) -> bool {
    let beside = |run: &Span| {
        let (head, tail) = (&text[..run.start], &text[run.end..]);
        head.chars().next_back().is_some_and(|c| !c.is_ascii() && plain(c).is_some())
            || tail.chars().next().is_some_and(|c| !c.is_ascii() && plain(c).is_some())
    };
    // Lead bytes of full-width forms and of both kinds of Arabic-Indic digits.
    let foreign = || {
        memchr3_iter(0xEF, 0xD9, 0xDB, text.as_bytes())
            .any(|at| text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(|c| foreign_digit(c).is_some()))
    };
    scan.digit_runs().any(|run| beside(&run)) || foreign()
}

/// The digit that a full-width or Arabic-Indic one stands for.
fn foreign_digit(c: char) -> Option<&'static str> {
    let zero = match c {
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        _ => return None,
    };
    let digit = (c as u32 - zero) as usize;
    "0123456789".get(digit..=digit)
}

/// What stands for an odd character: one plain one or nothing; `None` for all that stay as they are.
fn plain(c: char) -> Option<&'static str> {
    if c.is_ascii() {
        return None;
    }
    foreign_digit(c).or(match c {
        '\u{A0}' | '\u{2002}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => Some(" "),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FF0D}' => Some("-"),
        '\u{FF0B}' => Some("+"),
        '\u{FF08}' => Some("("),
        '\u{FF09}' => Some(")"),
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{202A}'..='\u{202E}' => Some(""),
        _ => None,
    })
}
