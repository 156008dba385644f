//! Finds the next value behind a broken one. A line that begins with `{`, no further in than the line of the open value (or
//! with the end of a value, a comma and a `{`), may be the beginning of the next: it is, once the open value is known to be
//! broken. Until then the first such place is only kept, for sound values may be written so. The same holds in a line for an
//! object with the first key of the open value, where that lacks a bracket.
//!
//! A value shows that it is broken by a byte that may not stand there, by not ending with the input, or by being longer than
//! a row may be. Then all that follows the kept place is read again. What was open where it showed is broken too, and known
//! by its place, so that no byte is read more than twice but for those of a member.

use super::grammar::Verdict;
use super::place::{Lead, View};
use super::{Element, Last, Splitter};

impl Splitter {
    /// Begins to watch the value at `at`.
    pub(super) fn watch(&mut self, at: u64) {
        self.grammar.begin();
        self.members.begin();
        (self.held, self.kin, self.key) = (None, None, None);
        self.broken = at < self.failed && self.doomed.binary_search(&at).is_ok();
        self.torn = self.broken && self.doubted;
        self.stop = match self.failed_behind(at) {
            _ if self.broken => u64::MAX,
            0 => at.saturating_add(self.max_row),
            failed => failed.min(at.saturating_add(self.max_row)),
        };
    }

    /// Where what is open is broken, if that lies behind `at`; or 0.
    pub(super) fn failed_behind(&self, at: u64) -> u64 {
        if at < self.failed { self.failed } else { 0 }
    }

    /// The open value should have ended before `failed`; gives where to go on, at `at` or before.
    pub(super) fn unended(&mut self, failed: u64, at: u64, out: &mut Vec<Element>) -> u64 {
        if self.skim.is_some() {
            return self.look_closely();
        }
        let verdict = if self.in_string { Verdict::Loose } else { Verdict::Torn };
        self.fault(verdict, failed, at, out)
    }

    /// The open value is broken, which showed at `failed`; gives where to go on: at the place where another one may begin,
    /// or at `at`.
    pub(super) fn fault(&mut self, verdict: Verdict, failed: u64, at: u64, out: &mut Vec<Element>) -> u64 {
        self.torn |= verdict == Verdict::Torn;
        self.lost |= verdict == Verdict::Lost;
        if std::mem::replace(&mut self.broken, true) {
            return at;
        }
        self.stop = u64::MAX;
        let kin = self.kin.take().filter(|_| verdict == Verdict::Torn);
        let kept = [self.held.take(), kin].into_iter().flatten().min_by_key(|(at, _)| *at);
        let Some((next, place)) = kept else { return at };
        self.failed = failed;
        (self.doomed, self.doubted) = (self.grammar.open().collect(), !self.in_string);
        self.cut(next, out);
        self.place = place;
        next
    }

    /// Looks at a byte that stands at the beginning of a line.
    pub(super) fn look_for_the_next(&mut self, view: View<'_>, at: u64, out: &mut Vec<Element>) {
        let byte = view.byte(at);
        let lead = match (self.place.lead, byte) {
            (lead, b' ' | b'\t' | b'\r') => lead,
            (Lead::Blank, b'[') if self.opens_the_array(byte) => Lead::Blank,
            (Lead::Blank, b'}') => Lead::Brace,
            (Lead::Blank | Lead::Brace, b',') => Lead::Comma,
            _ => Lead::Text,
        };
        let first = self.place.lead == Lead::Blank;
        self.place.lead(lead, at);
        let Some(open) = self.current else { return };
        let margin = self.place.margin(at);
        let is_next = byte == b'{' && margin <= open.resync.margin;
        // A bracket further in than the array's may be one of the value's own, where that has more lines than one.
        let is_end = byte == b']' && first && self.base == 1 && self.last != Last::End;
        let is_end =
            is_end && (margin < open.resync.margin || margin == open.resync.margin && self.place.line == open.line + 1);
        if self.broken && (is_next || is_end) {
            self.cut(at, out);
        } else if is_next && self.held.is_none() {
            // `place` has taken the bracket for text.
            self.place.count(view, at);
            self.held = Some((at, self.place));
        }
    }

    /// Ends the open value, which is broken, before the byte at `at`.
    pub(super) fn cut(&mut self, at: u64, out: &mut Vec<Element>) {
        let cut = out.len();
        self.close(at, out);
        out[cut..].iter_mut().for_each(|element| element.cut = true);
        if self.last != Last::End {
            self.last = Last::Broken;
        }
    }
}
