//! A few lines of a text as the source of a failure: miette walks these and never the whole file.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// Bytes that are shown before and after the place.
const AROUND: usize = 240;

/// The lines around a place, and where in them it is.
#[derive(Clone, Debug)]
pub struct Window {
    name: String,
    text: String,
    /// Line of the window's first byte, from 0.
    line: usize,
    /// Column of the window's first byte, from 0.
    column: usize,
    span: Range<usize>,
}

impl Window {
    /// What stands around the bytes `at` of `text`, two lines before and one after, long lines cut.
    pub fn around(name: &str, text: &str, at: Range<usize>) -> Window {
        let start = floor(text, at.start);
        let end = floor(text, at.end.max(at.start)).max(start);
        let end = text[start..end].find('\n').map_or(end, |line| start + line);
        let lowest = floor(text, start.saturating_sub(AROUND));
        let head = &text[lowest..start];
        let from = head.rmatch_indices('\n').nth(2).map_or(lowest, |(at, _)| lowest + at + 1);
        let highest = floor(text, (end + AROUND).min(text.len()));
        let to = text[end..highest].match_indices('\n').nth(1).map_or(highest, |(line, _)| end + line);
        let before = &text[..from];
        Window {
            name: name.into(),
            text: text[from..to].to_owned(),
            line: before.matches('\n').count(),
            column: before.rsplit('\n').next().unwrap_or_default().chars().count(),
            span: start - from..end - from,
        }
    }

    /// Where the place is in the window.
    pub fn span(&self) -> SourceSpan {
        self.span.clone().into()
    }

    /// Line of the place, from 1.
    pub fn line(&self) -> usize {
        self.line + self.text[..self.span.start].matches('\n').count() + 1
    }
}

/// The start of the character that the byte `at` belongs to.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl SourceCode for Window {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // Without context the place itself is asked for, to tell its line and column; with context all is shown.
        let (data, at, line, column) = if before == 0 {
            let start = floor(&self.text, span.offset());
            let end = floor(&self.text, span.offset() + span.len()).max(start);
            let head = &self.text[..start];
            let lines = head.matches('\n').count();
            let last = head.rsplit('\n').next().unwrap_or_default().chars().count();
            let column = if lines == 0 { self.column + last } else { last };
            (&self.text[start..end], *span, self.line + lines, column)
        } else {
            (self.text.as_str(), SourceSpan::from(0..self.text.len()), self.line, 0)
        };
        let lines = self.text.matches('\n').count() + 1;
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data.as_bytes(), at, line, column, lines)))
    }
}

impl SourceCode for Box<Window> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        self.as_ref().read_span(span, before, after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_small_and_knows_its_place() {
        let text = format!("one\ntwo\nthree = é wrong\nfour\nfive\n{}", "x\n".repeat(5000));
        let at = text.find("wrong").expect("there");
        let window = Window::around("file", &text, at..at + 5);
        assert_eq!(
            (window.text.as_str(), window.line(), &window.text[window.span.clone()]),
            ("one\ntwo\nthree = é wrong\nfour", 3, "wrong")
        );
        let long = "é".repeat(100_000);
        let window = Window::around("file", &long, 100_001..100_005);
        assert!(window.text.len() < 600 && window.line() == 1 && window.column > 40_000);
        assert_eq!(Window::around("file", "", 5..9).line(), 1);
        assert_eq!(Window::around("file", "a\nb", 100..200).line(), 2);
    }
}
