//! Parts of a text that no output may show, each masked once.

use std::cmp::Reverse;
use std::ops::Range;

/// A part of a text that no output may show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Half-open range of bytes.
    pub range: Range<usize>,
    /// What stands there in its place.
    pub mask: String,
    /// Of those that overlap, the mask of the highest one is shown.
    pub rank: u8,
}

/// The same in order, with one stretch for those that overlap: it covers all of them, and its mask is that of the highest rank,
/// then of the longest.
pub fn merged(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.retain(|own| !own.range.is_empty());
    stretches.sort_by_key(|own| (own.range.start, Reverse(own.range.end)));
    let mut out: Vec<Stretch> = Vec::with_capacity(stretches.len());
    // Rank and length of the one whose mask the last stretch has.
    let mut shown = (0, 0);
    for own in stretches {
        let weight = (own.rank, own.range.len());
        match out.last_mut().filter(|last| own.range.start < last.range.end) {
            Some(last) => {
                last.range.end = last.range.end.max(own.range.end);
                if weight > shown {
                    (last.mask, last.rank, shown) = (own.mask, own.rank, weight);
                }
            }
            None => {
                shown = weight;
                out.push(own);
            }
        }
    }
    out
}

/// A text with its merged stretches masked.
pub fn covered(text: &str, stretches: &[Stretch]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for Stretch { range, mask, .. } in stretches {
        out.push_str(&text[at..range.start]);
        out.push_str(mask);
        at = range.end;
    }
    out + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(range: Range<usize>, mask: &str, rank: u8) -> Stretch {
        Stretch { range, mask: mask.into(), rank }
    }

    #[test]
    fn those_that_overlap_are_one() {
        let given = vec![
            stretch(8..12, "late", 9),
            stretch(0..5, "low", 1),
            stretch(4..7, "high", 5),
            stretch(6..8, "mid", 3),
            stretch(12..14, "next", 1),
            stretch(20..20, "empty", 9),
            stretch(12..14, "same", 1),
        ];
        let expected = vec![stretch(0..8, "high", 5), stretch(8..12, "late", 9), stretch(12..14, "next", 1)];
        assert_eq!(merged(given), expected);
        assert_eq!(covered("0123456789abcdef", &expected), "highlatenextef");
    }

    #[test]
    fn one_that_holds_others_hides_what_is_between_them() {
        let given = vec![stretch(2..4, "a", 7), stretch(6..8, "b", 2), stretch(0..10, "all", 1)];
        assert_eq!(merged(given), [stretch(0..10, "a", 7)]);
        let equal = vec![stretch(0..3, "short", 2), stretch(1..9, "long", 2)];
        assert_eq!(covered("0123456789", &merged(equal)), "long9");
        assert_eq!(covered("as it is", &merged(Vec::new())), "as it is");
    }
}
