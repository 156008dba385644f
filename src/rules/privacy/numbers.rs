//! Digits as candidates for numbers. The digit runs of the one scan are used as they are; only where a text has full-width
//! or Arabic-Indic digits, or odd spaces and hyphens beside digits, its plain copy is read, with a map back to the text.

use crate::example::{Cluster, Signs, Span, Text};

/// A text with plain digits, spaces and hyphens, and its digit runs.
pub struct Plain<'t> {
    /// The text, or its plain copy.
    pub text: &'t str,
    /// Maximal runs of ASCII digits in it.
    pub runs: &'t [(u32, u32)],
    /// Runs that may belong together.
    clusters: &'t [Cluster],
    /// Places in the copy, and the places in the text that they stand for; between two entries both move alike.
    shifts: &'t [(u32, u32)],
}

impl<'t> Plain<'t> {
    /// The plain form of a text.
    pub fn of(text: &'t Text<'_>) -> Self {
        match text.scan.signs.meets(Signs::ODD_DIGIT).then(|| text.plain()).flatten() {
            Some(copy) => {
                Plain { text: &copy.text, runs: &copy.scan.digits, clusters: &copy.scan.clusters, shifts: &copy.shifts }
            }
            None => Plain { text: text.text, runs: &text.scan.digits, clusters: &text.scan.clusters, shifts: &[] },
        }
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
            assert!(text.plain().is_none() && Plain::of(&text).text == plain, "{plain}");
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
