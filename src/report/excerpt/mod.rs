//! The clipped, masked window around a finding, so that a row of 60 MB costs no more than a short one.

mod masked;

use std::collections::BTreeMap;
use std::ops::Range;

use super::model::{ExcerptReport, Report, SpanReport};
use super::sanitize::line;
use crate::engine::{Outcome, Placed, Plan, range_of};
use crate::rules::Finding;
use crate::rules::redact::{Known, Stretch, leaks, merged};
use crate::source::Pos;
use masked::{Masked, ceiling, character_at};

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
    let known =
        if rows.is_empty() { Known::default() } else { Known::of(outcome.found.iter().map(|own| &own.finding)) };
    let mut own: BTreeMap<Pos, Vec<&Finding>> = BTreeMap::new();
    for finding in outcome.found.iter().map(|placed| &placed.finding).filter(|finding| finding.leak.is_some()) {
        if let Some(pos) = finding.pos.filter(|pos| wanted.contains_key(pos)) {
            own.entry(pos).or_default().push(finding);
        }
    }
    let mut out = BTreeMap::new();
    // A row that cannot be read again is shown without an excerpt.
    let _ = plan.again(&outcome.read).rows(&rows, |_, row| {
        let mut hidden = leaks(row.bytes, &known);
        hidden.extend(own.get(&row.pos).into_iter().flatten().filter_map(|finding| stretch(finding, row.bytes)));
        let hidden = merged(hidden);
        for index in wanted.get(&row.pos).into_iter().flatten() {
            out.insert(*index, excerpt(&outcome.found[*index], row.bytes, &hidden, room));
        }
    });
    out
}

fn excerpt(placed: &Placed, row: &[u8], hidden: &[Stretch], room: usize) -> Excerpt {
    let span = range_of(&placed.finding, row);
    let span = character_at(row, span.start).start..ceiling(row, span.end);
    let masked = Masked { row, hidden };
    let span = masked.whole(span);
    let (meant, middle_end, used) = masked.forward(span.clone(), room / 2);
    let left = room - used;
    let (mut before, mut from, needed) = masked.backward(span.start, left);
    // What one side does not need, the other may have.
    let ahead = (left - needed).max(left / 2);
    let (after, to, used) = masked.forward(span.end..row.len(), ahead);
    if needed > left - used {
        (before, from, _) = masked.backward(span.start, left - used);
    }
    let mut text = String::new();
    if from > 0 {
        text.push('…');
    }
    text.push_str(&before);
    let start = text.len();
    text.push_str(&meant);
    if middle_end < span.end {
        text.push('…');
    }
    let end = text.len();
    text.push_str(&after);
    if to < row.len() {
        text.push('…');
    }
    Excerpt { text, span: start..end }
}

/// Where what a finding is about stands in its row; nowhere if it is the row as a whole.
fn stretch(finding: &Finding, row: &[u8]) -> Option<Stretch> {
    let leak = finding.leak.as_ref().filter(|_| finding.span.is_some())?;
    Some(Stretch { range: range_of(finding, row), mask: leak.mask.clone(), rank: leak.rank })
}
