//! A row with what no output may show masked, walked from a place on. It is cut only between masks, so that no part of what
//! they stand for is left at an edge.

use std::ops::Range;

use super::super::sanitize::line;
use crate::rules::redact::Stretch;

/// A row and what is hidden in it, in order and without overlaps.
pub struct Masked<'r> {
    pub row: &'r [u8],
    pub hidden: &'r [Stretch],
}

impl Masked<'_> {
    /// A range with all of what is hidden at its ends.
    pub fn whole(&self, range: Range<usize>) -> Range<usize> {
        let around = |at: usize| self.hidden[self.first(at)..].first().filter(|own| own.range.start < at);
        let start = around(range.start).map_or(range.start, |own| own.range.start);
        start..around(range.end).map_or(range.end, |own| own.range.end)
    }

    /// The place of the first that ends behind `at`.
    fn first(&self, at: usize) -> usize {
        self.hidden.partition_point(|own| own.range.end <= at)
    }

    /// The beginning of a range: what is shown of it, where that ends in the row, and how much of the room it takes. In ordinary
    /// text that is its bytes.
    pub fn forward(&self, range: Range<usize>, room: usize) -> (String, usize, usize) {
        let (mut out, mut at, mut left) = (String::new(), range.start, room);
        let mut hidden = self.hidden[self.first(at)..].iter().peekable();
        while at < range.end && left > 0 {
            if let Some(own) = hidden.next_if(|own| own.range.start <= at) {
                let Some((mask, cost)) = fitting(own, left) else { break };
                out.push_str(&mask);
                (at, left) = (own.range.end, left - cost);
                continue;
            }
            let stop = hidden.peek().map_or(range.end, |own| own.range.start.min(range.end));
            let cut = character_at(self.row, stop.min(at + left)).start;
            let (mut end, before) = (at, left);
            for (bytes, cost) in costs(&self.row[at..cut.max(at)]) {
                if cost > left {
                    break;
                }
                (end, left) = (end + bytes, left - cost);
            }
            out.push_str(&line(&decoded(&self.row[at..end])));
            at = end;
            if end < stop || left == before {
                break;
            }
        }
        (out, at, room - left)
    }

    /// The same for what stands before `end`, from there backwards.
    pub fn backward(&self, end: usize, room: usize) -> (String, usize, usize) {
        let (mut parts, mut at, mut left) = (Vec::new(), end, room);
        let mut hidden = self.hidden[..self.first(end)].iter().rev().peekable();
        while at > 0 && left > 0 {
            if let Some(own) = hidden.next_if(|own| own.range.end >= at) {
                let Some((mask, cost)) = fitting(own, left) else { break };
                parts.push(mask);
                (at, left) = (own.range.start, left - cost);
                continue;
            }
            let stop = hidden.peek().map_or(0, |own| own.range.end);
            let cut = ceiling(self.row, stop.max(at.saturating_sub(left))).min(at);
            let (mut start, before) = (at, left);
            for (bytes, cost) in costs(&self.row[cut..at]).into_iter().rev() {
                if cost > left {
                    break;
                }
                (start, left) = (start - bytes, left - cost);
            }
            parts.push(line(&decoded(&self.row[start..at])).into_owned());
            at = start;
            if start > stop || left == before {
                break;
            }
        }
        parts.reverse();
        (parts.concat(), at, room - left)
    }
}

/// The mask of what is hidden, if there is room for it, and what it takes: no less than what it stands for, so that masking
/// hardly moves a window.
fn fitting(own: &Stretch, room: usize) -> Option<(String, usize)> {
    let mask = line(&own.mask).into_owned();
    let cost = own.range.len().max(mask.len()).min(room);
    (mask.len() <= room).then_some((mask, cost))
}

/// The bytes of each character, and those that show it.
fn costs(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut out = Vec::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        let mut one = [0; 4];
        out.extend(chunk.valid().chars().map(|c| (c.len_utf8(), line(c.encode_utf8(&mut one)).len())));
        out.extend(chunk.invalid().iter().map(|_| (1, "\\xE9".len())));
    }
    out
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
pub fn character_at(row: &[u8], at: usize) -> Range<usize> {
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
pub fn ceiling(row: &[u8], at: usize) -> usize {
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
