//! Digits as candidates for numbers. The digit runs of the one scan are used as they are; only where a text has full-width
//! or Arabic-Indic digits, or odd spaces and hyphens beside digits, is a plain copy made, with a map back to the text.

use std::borrow::Cow;

use memchr::memchr3_iter;

use crate::example::{Cluster, Scan, Signs, Span, Text};

/// A text with plain digits, spaces and hyphens, and its digit runs.
pub struct Plain<'t> {
    /// The text, or its plain copy.
    pub text: Cow<'t, str>,
    /// Maximal runs of ASCII digits in it.
    pub runs: Cow<'t, [(u32, u32)]>,
    /// Runs that may belong together.
    clusters: Cow<'t, [Cluster]>,
    /// Places in the copy, and the places in the text that they stand for; between two entries both move alike.
    shifts: Vec<(u32, u32)>,
}

impl<'t> Plain<'t> {
    /// The plain form of a text.
    pub fn of(text: &'t Text<'_>) -> Self {
        if text.scan.signs.meets(Signs::ODD_DIGIT) && is_odd(text.text, &text.scan) {
            return Plain::copy(text.text);
        }
        let (runs, clusters) = (Cow::Borrowed(&*text.scan.digits), Cow::Borrowed(&*text.scan.clusters));
        Plain { text: Cow::Borrowed(text.text), runs, clusters, shifts: Vec::new() }
    }

    fn copy(text: &str) -> Self {
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
        let Scan { digits, clusters, .. } = Scan::of(&copy);
        let (runs, clusters) = (Cow::Owned(digits.into_vec()), Cow::Owned(clusters.into_vec()));
        Plain { text: Cow::Owned(copy), runs, clusters, shifts }
    }

    /// The place of a span in the text itself.
    pub fn origin(&self, span: &Span) -> Span {
        let start = self.place(span.start);
        let end = self.place(span.end);
        start..end
    }

    fn place(&self, at: usize) -> usize {
        match self.shifts.partition_point(|(own, _)| *own as usize <= at) {
            0 => at,
            n => {
                let (own, origin) = self.shifts[n - 1];
                origin as usize + (at - own as usize)
            }
        }
    }

    /// The runs of at least `least` digits that may be one number, each with its index.
    pub fn candidates(&self, least: u32) -> impl Iterator<Item = (usize, Span)> + '_ {
        let clusters = self.clusters.iter().filter(move |cluster| cluster.digits >= least);
        clusters.flat_map(|cluster| cluster.first as usize..cluster.end as usize).map(|i| {
            let (from, to) = self.runs[i];
            (i, from as usize..to as usize)
        })
    }

    /// Run number `i`.
    pub fn run(&self, i: usize) -> Option<Span> {
        self.runs.get(i).map(|&(from, to)| from as usize..to as usize)
    }

    /// What stands between run `i` and the next, if that is at most `longest` bytes.
    pub fn gap(&self, i: usize, longest: usize) -> Option<&str> {
        let (own, next) = (self.run(i)?, self.run(i + 1)?);
        (next.start - own.end <= longest).then(|| &self.text[own.end..next.start])
    }

    /// The digits of a part.
    pub fn digits(&self, span: &Span) -> String {
        self.text[span.clone()].chars().filter(char::is_ascii_digit).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{Pointer, Role};

    fn text(text: &str) -> Text<'_> {
        Text::new(text, Pointer::ROOT, Role::User, false)
    }

    #[test]
    fn plain_texts_are_not_copied() {
        for plain in ["call 12 34", "électrique 12 34", "价格是12元，谢谢"] {
            let text = text(plain);
            assert!(matches!(Plain::of(&text).text, Cow::Borrowed(_)), "{plain}");
        }
    }

    #[test]
    fn spans_lead_back_to_the_text() {
        for (odd, value) in [
            ("号码１２３-４５６。", "１２３-４５６"),
            ("n° 12\u{A0}34\u{202F}56 fin", "12\u{A0}34\u{202F}56"),
            ("a\u{200B} 1\u{AD}2\u{200B}3 b", "1\u{AD}2\u{200B}3"),
            ("رقم ٠١٢ هنا", "٠١٢"),
        ] {
            let text = text(odd);
            let plain = Plain::of(&text);
            let from = plain.run(0).unwrap().start;
            let to = plain.run(plain.runs.len() - 1).unwrap().end;
            assert_eq!(&odd[plain.origin(&(from..to))], value);
        }
    }
}
