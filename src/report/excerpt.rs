//! The clipped, masked window around a finding, so that a row of 60 MB costs no more than a short one.

use std::collections::BTreeMap;
use std::ops::Range;

use super::model::{ExcerptReport, Report, SpanReport};
use super::sanitize::line;
use crate::engine::{Outcome, Placed, Plan, range_of};
use crate::rules::redact::leaks;
use crate::source::Pos;

/// A window into a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// What is shown: one line, masked, without active characters.
    pub text: String,
    /// The part that is meant, in bytes of `text`.
    pub span: Range<usize>,
}

/// Findings of each rule that a report carries with excerpts.
pub const WITH_EXCERPT: usize = 20;
/// Characters of an excerpt in a report.
pub const ROOM: usize = 160;

impl Excerpt {
    /// The excerpt of a saved report, if its span lies in its text.
    pub fn saved(excerpt: &ExcerptReport) -> Option<Excerpt> {
        let SpanReport { start, end } = excerpt.span;
        excerpt.text.get(start..end)?;
        let shown = |range: &str| line(range).into_owned();
        let (before, meant) = (shown(&excerpt.text[..start]), shown(&excerpt.text[start..end]));
        let span = before.len()..before.len() + meant.len();
        Some(Excerpt { text: before + &meant + &shown(&excerpt.text[end..]), span })
    }

    /// The three parts: before, meant, after.
    pub fn parts(&self) -> [&str; 3] {
        let Range { start, end } = self.span;
        [&self.text[..start], &self.text[start..end], &self.text[end..]]
    }

    /// The same around its span in at most about `room` characters.
    pub fn narrowed(&self, room: usize) -> Excerpt {
        if self.text.chars().count() <= room {
            return self.clone();
        }
        let [before, meant, after] = self.parts();
        let first = |text: &str, n: usize| text.chars().take(n).collect::<String>();
        let count = before.chars().count();
        let keep = count.min(room / 4);
        let before: String = before.chars().skip(count - keep).collect();
        let head = if keep < count && !before.starts_with('…') { "…" } else { "" };
        let start = head.len() + before.len();
        let mut text = format!("{head}{before}{}", first(meant, room / 2));
        if text.len() - start < meant.len() {
            text.push('…');
        }
        let end = text.len();
        let left = room.saturating_sub(text.chars().count());
        text.push_str(&first(after, left));
        if text.len() - end < after.len() && !text.ends_with('…') {
            text.push('…');
        }
        Excerpt { text, span: start..end }
    }
}

/// The excerpts that a report carries, by the index of the finding.
pub fn carried(report: &Report, room: usize) -> BTreeMap<usize, Excerpt> {
    let one = |(i, finding): (usize, &super::model::FindingReport)| {
        Some((i, Excerpt::saved(finding.excerpt.as_ref()?)?.narrowed(room)))
    };
    report.findings.iter().enumerate().filter_map(one).collect()
}

/// Puts excerpts into the first findings of each rule, reading their rows again.
pub fn attach(report: &mut Report, plan: &Plan, outcome: &Outcome) {
    let shown: Vec<usize> = super::chosen::first_of_each(report, WITH_EXCERPT).into_values().flatten().collect();
    for (i, excerpt) in excerpts(plan, outcome, &shown, ROOM) {
        let span = SpanReport { start: excerpt.span.start, end: excerpt.span.end };
        report.findings[i].excerpt = Some(ExcerptReport { text: excerpt.text, span });
    }
}

/// Excerpts for the findings with these indexes, by index, of about `room` characters each. Rows are read again by their
/// place.
pub fn excerpts(plan: &Plan, outcome: &Outcome, shown: &[usize], room: usize) -> BTreeMap<usize, Excerpt> {
    let mut wanted: BTreeMap<Pos, Vec<usize>> = BTreeMap::new();
    for index in shown {
        if let (Some(pos), Some(_)) = (outcome.found[*index].finding.pos, outcome.found[*index].at) {
            wanted.entry(pos).or_default().push(*index);
        }
    }
    let rows: Vec<Pos> = wanted.keys().copied().collect();
    let mut out = BTreeMap::new();
    // A row that cannot be read again is shown without an excerpt.
    let _ = plan.again(&outcome.read).rows(&rows, |_, row| {
        let secret = leaks(row.bytes);
        for index in wanted.get(&row.pos).into_iter().flatten() {
            out.insert(*index, excerpt(&outcome.found[*index], row.bytes, &secret, room));
        }
    });
    out
}

fn excerpt(placed: &Placed, row: &[u8], secret: &[(Range<usize>, String)], room: usize) -> Excerpt {
    let span = range_of(&placed.finding, row);
    let span = character_at(row, span.start).start..ceiling(row, span.end);
    let middle_end = match span.start + room / 2 {
        cut if cut < span.end => character_at(row, cut).start,
        _ => span.end,
    };
    let left = room - (middle_end - span.start);
    // What one side does not need, the other may have.
    let ahead = left.saturating_sub(span.start).max(left / 2);
    let to = character_at(row, (span.end + ahead).min(row.len())).start;
    let from = ceiling(row, span.start.saturating_sub(left - (to - span.end).min(left)));
    let mut text = String::new();
    if from > 0 {
        text.push('…');
    }
    text.push_str(&masked(row, from..span.start, secret));
    let start = text.len();
    text.push_str(&masked(row, span.start..middle_end, secret));
    if middle_end < span.end {
        text.push('…');
    }
    let end = text.len();
    text.push_str(&masked(row, span.end..to, secret));
    if to < row.len() {
        text.push('…');
    }
    Excerpt { text, span: start..end }
}

/// Part of a row with secrets replaced by their masks; a secret that is cut by the window is masked as a whole.
fn masked(row: &[u8], window: Range<usize>, secret: &[(Range<usize>, String)]) -> String {
    let mut out = String::new();
    let mut at = window.start;
    let piece = |range: Range<usize>| line(&decoded(&row[range])).into_owned();
    for (range, mask) in secret.iter().filter(|(range, _)| range.start < window.end && range.end > window.start) {
        if range.start < at && range.end <= at {
            continue;
        }
        if range.start > at {
            out.push_str(&piece(at..range.start));
        }
        if range.start >= window.start {
            out.push_str(mask);
        }
        at = range.end.min(window.end).max(at);
    }
    out + &piece(at..window.end.max(at))
}

/// Bytes as text; those that are no UTF-8 as `\xE9`.
fn decoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("\\x{byte:02X}")));
    }
    text
}

/// The character that goes over the place `at`; nothing where none does, or where the bytes are no UTF-8.
fn character_at(row: &[u8], at: usize) -> Range<usize> {
    let is_inner = |at: &usize| row.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80);
    let start = (at.saturating_sub(3)..at).rev().find(|at| !is_inner(at)).filter(|_| is_inner(&at));
    let character = start.and_then(|start| {
        let width = [0xC0, 0xE0, 0xF0].iter().filter(|lead| row[start] >= **lead).count() + 1;
        let end = start + width;
        (end > at && std::str::from_utf8(row.get(start..end)?).is_ok()).then_some(start..end)
    });
    character.unwrap_or(at..at)
}

/// The end of the character that goes over the place `at`.
fn ceiling(row: &[u8], at: usize) -> usize {
    character_at(row, at).end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_character_that_a_cut_goes_through_is_cut() {
        let row = "aé😀\u{FFFD}".as_bytes();
        let at = |at| character_at(row, at);
        assert_eq!(
            (0..=10).map(at).collect::<Vec<_>>(),
            [0..0, 1..1, 1..3, 3..3, 3..7, 3..7, 3..7, 7..7, 7..10, 7..10, 10..10]
        );
        for broken in [&b"a\xE9"[..], b"\xA9\xA9\xA9\xA9\xA9", b"\xF0\x9F\x98", b"\xC3\xA9\xA9"] {
            let alone = (0..=broken.len()).filter(|at| character_at(broken, *at) != (*at..*at));
            assert!(alone.eq([1].into_iter().filter(|_| broken.starts_with(b"\xC3"))), "{broken:?}");
        }
        assert_eq!(decoded(b"caf\xE9 \xEF\xBF\xBD\xF0\x9F"), "caf\\xE9 \u{FFFD}\\xF0\\x9F");
    }
}
