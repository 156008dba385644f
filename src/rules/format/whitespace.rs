//! FT311 whitespace. The page is `rules/FT311-whitespace.md`.

use memchr::{memchr, memchr_iter, memmem, memrchr};
use serde::{Deserialize, Serialize};

use crate::example::{Example, Signs, Span, Text, is_blank};
use crate::rules::{Edit, Facts, FixKind, FoldRule, NAMED, Sink, Spots, TextRule};

/// White space that nobody meant.
pub struct Whitespace;

/// Fewest rows to call something a habit, or none.
const MIN_ROWS: u64 = 20;

impl TextRule for Whitespace {
    fn trigger(&self) -> Signs {
        Signs::BLANK_LINES | Signs::NON_ASCII
    }

    fn needs(&self) -> Signs {
        Signs::TRAINED
    }

    fn check(&self, text: &Text<'_>, _: &Example<'_>, sink: &mut Sink<'_>) {
        if let Some(span) = blank_lines(text.text).find(|span| !text.code().holds(span.start)) {
            let lines = text.text[span.clone()].matches('\n').count() - 1;
            let feed = if text.text[span.clone()].contains("\r\n") { "\r\n\r\n" } else { "\n\n" };
            let edit = |span: Span| Edit { span, replacement: feed.into() };
            let edits = blank_lines(text.text).filter(|span| !text.code().holds(span.start)).map(edit).collect();
            sink.report(text.pointer, format!("{lines} blank lines in a row"))
                .span(span)
                .help("leave one blank line")
                .fix(FixKind::Safe, "leave one blank line", edits);
        }
        if text.scan.signs.meets(Signs::NON_ASCII) {
            spaces(text, sink);
        }
    }
}

/// Line breaks in a row that make four blank lines.
const BREAKS: usize = 5;

/// Runs of line breaks with four blank lines or more; spaces, tabs and carriage returns in them are blank too.
fn blank_lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut free = 0;
    memchr_iter(b'\n', bytes).filter_map(move |at| {
        if at < free {
            return None;
        }
        let blank = bytes[at..].iter().take_while(|b| b" \t\r\n".contains(b)).count();
        free = at + blank;
        // White space at the end is another matter; the indent of the next line is none of it.
        let last = memrchr(b'\n', &bytes[at..free]).map_or(at, |last| at + last + 1);
        let from = at - usize::from(at > 0 && bytes[at - 1] == b'\r');
        let many = blank >= BREAKS && memchr_iter(b'\n', &bytes[at..last]).take(BREAKS).count() == BREAKS;
        (many && free < text.len()).then_some(from..last)
    })
}

/// No-break spaces between words of Latin script; typographers put them before units and French punctuation.
fn spaces(text: &Text<'_>, sink: &mut Sink<'_>) {
    let between = |at: &usize| {
        let (before, after) = (text.text[..*at].chars().next_back(), text.text[at + 2..].chars().next());
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && c < '\u{250}');
        // `Ã` and a no-break space are a broken `à`, the matter of FT811.
        latin(before)
            && latin(after)
            && !matches!(before, Some('Ã' | 'Â'))
            && !is_bound(&text.text[..*at], &text.text[at + 2..])
            && !text.code().holds(*at)
    };
    let found: Vec<usize> = memmem::find_iter(text.text.as_bytes(), "\u{A0}").filter(between).collect();
    // One or two may be meant to keep a name together, but no small words.
    if found.len() > 2 || found.iter().any(|at| is_small(text.text, *at)) {
        let edits = found.iter().map(|at| Edit { span: *at..at + 2, replacement: " ".into() }).collect();
        let times = if found.len() > 1 { format!(", {} times", found.len()) } else { String::new() };
        sink.report(text.pointer, format!("`U+00A0` no-break space between words{times}"))
            .span(found[0]..found[0] + 2)
            .help("write plain spaces")
            .fix(FixKind::Safe, "write plain spaces", edits);
    }
}

/// Whether the words on both sides are in small letters.
fn is_small(text: &str, at: usize) -> bool {
    let (before, after) = (&text[..at], &text[at + 2..]);
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    word.chars().all(char::is_lowercase) && after.starts_with(char::is_lowercase)
}

/// Short words, initials and titles are kept with the next word on purpose.
fn is_bound(before: &str, after: &str) -> bool {
    let last = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let next = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    last.chars().count() <= 2 || next.chars().count() <= 2
}

/// Rows whose answers end in white space, and the two kinds of line breaks; under 100 KiB.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Ends {
    rows: u64,
    trailing: Places,
    returns: Places,
    feeds: u64,
}

/// Texts with one defect, and how many rows have it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Places {
    rows: u64,
    spots: Spots<()>,
}

impl Places {
    fn merge(&mut self, other: Places) {
        self.rows += other.rows;
        self.spots.merge(other.spots);
    }
}

impl FoldRule for Whitespace {
    type State = Ends;

    fn observe(&self, state: &mut Ends, example: &Example<'_>) {
        state.rows += 1;
        let (mut trailing, mut returns, mut feeds) = (false, false, false);
        let pos = example.row.pos;
        for text in example.texts.iter().filter(|text| text.trained) {
            let bytes = text.text.as_bytes();
            let spaced = bytes
                .last()
                .is_some_and(|b| b.is_ascii_whitespace() || !b.is_ascii() && text.text.ends_with(char::is_whitespace));
            if spaced && !is_blank(text.text) {
                state.trailing.spots.add(pos, text.pointer, ());
                trailing = true;
            }
            if let Some(first) = memchr(b'\n', bytes) {
                let after_return = first > 0 && bytes[first - 1] == b'\r';
                feeds |= !after_return;
                if after_return {
                    state.returns.spots.add(pos, text.pointer, ());
                    returns = true;
                }
            }
        }
        state.trailing.rows += u64::from(trailing);
        state.returns.rows += u64::from(returns);
        state.feeds += u64::from(feeds);
    }

    fn merge(&self, left: &mut Ends, right: Ends) {
        left.rows += right.rows;
        left.trailing.merge(right.trailing);
        left.returns.merge(right.returns);
        left.feeds += right.feeds;
    }

    fn conclude(&self, state: &Ends, _: &Facts, sink: &mut Sink<'_>) {
        let rows = state.rows;
        if rows >= MIN_ROWS && state.trailing.rows * 100 < rows * 95 {
            name(&state.trailing.spots, "the answer ends in white space", ("remove it", trim_end), sink);
        }
        if state.returns.rows > 0 && state.feeds > 0 {
            let usual = if state.returns.rows > state.feeds { "most rows have it" } else { "most rows have `\\n`" };
            name(&state.returns.spots, &format!("lines end in `\\r\\n`; {usual}"), ("write `\\n`", line_feeds), sink);
        }
    }
}

/// Names the places; `repair` is what to do, in words and as edits.
fn name(spots: &Spots<()>, message: &str, repair: (&'static str, fn(&str) -> Vec<Edit>), sink: &mut Sink<'_>) {
    for (pos, pointer, ()) in spots.iter() {
        sink.report_row(pos, pointer, message).help(repair.0).fix_later(FixKind::Safe, repair.0, repair.1);
    }
    if spots.unnamed() > 0 {
        sink.report_data(message, format!("{message}: {} texts, {NAMED} of them are named", spots.count())).rest();
    }
}

fn trim_end(text: &str) -> Vec<Edit> {
    vec![Edit { span: text.trim_end().len()..text.len(), replacement: String::new() }]
}

fn line_feeds(text: &str) -> Vec<Edit> {
    memmem::find_iter(text.as_bytes(), "\r\n").map(|at| Edit { span: at..at + 2, replacement: "\n".into() }).collect()
}
