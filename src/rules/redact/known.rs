//! Values that were found somewhere in the data, looked for where no rule can tell what they are.

use std::collections::HashSet;

use aho_corasick::AhoCorasick;

use super::stretch::{Stretch, covered, merged};
use crate::rules::finding::{Finding, Leak};

/// Values of a row of which other places are looked for at most.
pub const KNOWN: usize = 64;
/// Bytes of such a value at least; a shorter one stands in many places by chance.
pub const KNOWN_BYTES: usize = 6;
/// Values of the whole data that are looked for at most: some MiB.
const EVERYWHERE: usize = 1 << 14;
/// Bytes from which a value is told inside of longer words too.
const INSIDE: usize = 8;

/// Values of all the data, with their masks.
#[derive(Default)]
pub struct Known {
    search: Option<AhoCorasick>,
    masks: Vec<(String, u8)>,
}

impl Known {
    /// The values of these findings.
    pub fn of<'f>(found: impl Iterator<Item = &'f Finding>) -> Known {
        let leaks = found.filter_map(|finding| finding.leak.as_ref());
        Known::of_values(leaks.map(|Leak { value, mask, rank, .. }| (value.as_str(), mask.as_str(), *rank)))
    }

    /// These values, with their masks and ranks.
    pub fn of_values<'v>(values: impl Iterator<Item = (&'v str, &'v str, u8)>) -> Known {
        let (mut seen, mut all, mut masks) = (HashSet::new(), Vec::new(), Vec::new());
        for (value, mask, rank) in values.filter(|(value, ..)| tells(value)) {
            if all.len() < EVERYWHERE && seen.insert(value) {
                all.push(value);
                masks.push((mask.to_owned(), rank));
            }
        }
        if all.is_empty() {
            return Known::default();
        }
        Known { search: AhoCorasick::builder().ascii_case_insensitive(true).build(&all).ok(), masks }
    }

    /// Where the values stand in a text.
    pub fn stretches(&self, text: &[u8]) -> Vec<Stretch> {
        let Some(search) = &self.search else { return Vec::new() };
        let is_word = |at: Option<usize>| {
            at.and_then(|at| text.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80)
        };
        let found = search.find_overlapping_iter(text).filter(|found| {
            found.len() >= INSIDE || !is_word(found.start().checked_sub(1)) && !is_word(Some(found.end()))
        });
        let stretch = |found: aho_corasick::Match| {
            let (mask, rank) = self.masks[found.pattern().as_usize()].clone();
            Stretch { range: found.range(), mask, rank }
        };
        found.map(stretch).collect()
    }

    /// Masks the values in what a finding quotes.
    pub fn hide(&self, finding: &mut Finding) {
        if self.search.is_none() || finding.leak.is_some() {
            return;
        }
        if let Some(message) = self.without(&finding.message) {
            finding.message = message;
        }
        if let Some(help) = finding.help.as_deref().and_then(|help| self.without(help)) {
            finding.help = Some(help);
        }
    }

    /// What is said with the values masked between its backticks; `None` where there are none. Backticks of the data are written
    /// twice and change nothing.
    pub fn without(&self, said: &str) -> Option<String> {
        let all = self.stretches(said.as_bytes());
        let ticks = |to: usize| memchr::memchr_iter(b'`', &said.as_bytes()[..to]).count();
        let quoted: Vec<Stretch> = all.into_iter().filter(|own| ticks(own.range.start) % 2 == 1).collect();
        (!quoted.is_empty()).then(|| covered(said, &merged(quoted)))
    }
}

/// Whether a value can be told from words that anyone may write: a password may be one of them.
fn tells(value: &str) -> bool {
    value.len() >= KNOWN_BYTES && value.chars().any(|c| c.is_ascii_digit() || !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(values: &[&'static str]) -> Known {
        Known::of_values(values.iter().map(|value| (*value, "…", 1)))
    }

    #[test]
    fn values_are_masked_where_they_are_quoted() {
        let known = known(&["67770277", "cu-41x", "Ada Quist", "harvest", "a.q@lumenpost.io", "quist.b"]);
        for (said, masked) in [
            ("`67770277` here, `9` in {row}", "`…` here, `9` in {row}"),
            ("`no 67770277x` and `67770277`", "`no …x` and `…`"),
            ("`CU-41X`, `cu-41xy`, `xcu-41x`", "`…`, `cu-41xy`, `xcu-41x`"),
            ("`a `` b` `Ada Quist``s`", "`a `` b` `…``s`"),
            ("said `A.Q@lumenpost.io`", "said `…`"),
        ] {
            assert_eq!(known.without(said).as_deref(), Some(masked));
        }
        for said in [
            "67770277 rows of `x`",
            "in `x`, 67770277 of `y`",
            "`harvest` is no label",
            "`6777027` is",
            "`cu-41`",
            "",
            "`",
            "``67770277``",
        ] {
            assert_eq!(known.without(said), None, "{said}");
        }
        assert!(Known::of_values([("ab1", "…", 1), ("welcome", "…", 1)].into_iter()).search.is_none());
    }
}
