//! The baseline: findings that are known, by fingerprint, so that a run speaks only of new ones. A fingerprint is that of
//! the record and not of its place; it survives shuffling, splitting, appending, re-indenting and renaming.

mod document;

use std::collections::{BTreeMap, BTreeSet};

pub use document::fingerprint;

use crate::engine::Suppressed;

/// Findings that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// How many findings of a rule have a fingerprint: more than one where a record stands several times.
    entries: BTreeMap<(String, u64), u32>,
    /// Those that stand for places which their rule did not name.
    rest: BTreeSet<(String, u64)>,
}

/// What a new baseline has more or less than the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changes {
    /// Findings that came.
    pub added: u64,
    /// Findings that went.
    pub removed: u64,
    /// Findings in all.
    pub total: u64,
}

impl Baseline {
    /// How many findings with a fingerprint are known.
    pub fn counts(&self) -> BTreeMap<u64, u32> {
        self.entries.iter().map(|((_, print), count)| (*print, *count)).collect()
    }

    /// Findings in all.
    pub fn total(&self) -> u64 {
        self.entries.values().map(|count| u64::from(*count)).sum()
    }

    /// The baseline after a run whose every finding is known from now on. Entries of rules that did not run stay.
    pub fn updated(&self, seen: &Suppressed, ran: &dyn Fn(&str) -> bool) -> Baseline {
        let mut new = self.clone();
        new.entries.retain(|(code, _), _| !ran(code));
        new.rest.retain(|(code, _)| !ran(code));
        new.take(seen, &|_| true);
        new
    }

    fn take(&mut self, seen: &Suppressed, wanted: &dyn Fn(&str) -> bool) {
        let prints = seen.prints.iter().filter(|((code, _), _)| wanted(code));
        self.entries.extend(prints.map(|((code, print), count)| (((*code).to_owned(), *print), *count)));
        let rest = seen.rest.iter().filter(|(code, _)| wanted(code));
        self.rest.extend(rest.map(|(code, print)| ((*code).to_owned(), *print)));
    }

    /// Rules that had more places than they named.
    pub fn saturated(&self) -> BTreeSet<String> {
        self.rest.iter().map(|(code, _)| code.clone()).collect()
    }

    /// The baseline without what no longer matches. Entries of rules that did not run stay; those of a rule that had more
    /// places than it named are those that it names now.
    pub fn pruned(&self, run: &Suppressed, ran: &dyn Fn(&str) -> bool) -> Baseline {
        let (mut new, many) = (self.clone(), self.saturated());
        for ((code, print), count) in &mut new.entries {
            if ran(code) {
                *count = if many.contains(code) { 0 } else { seen(&run.prints, code, *print).min(*count) };
            }
        }
        new.entries.retain(|_, count| *count > 0);
        new.rest.retain(|(code, _)| !ran(code));
        new.take(run, &|code| ran(code) && many.contains(code));
        new
    }

    /// Findings that no longer match: code, fingerprint and how many. Of a rule that had more places than it named, only
    /// that it names all now.
    pub fn stale(&self, run: &Suppressed, ran: &dyn Fn(&str) -> bool) -> Vec<(&str, u64, u32)> {
        let many = self.saturated();
        let named = |key: &&(String, u64)| !many.contains(&key.0) || self.rest.contains(*key);
        let own = self.entries.iter().filter(|(key, _)| ran(&key.0) && named(key));
        let gone = own.map(|((code, print), count)| {
            (code.as_str(), *print, count.saturating_sub(seen(&run.prints, code, *print)))
        });
        gone.filter(|(.., gone)| *gone > 0).collect()
    }

    /// What `newer` has more or less.
    pub fn changes(&self, newer: &Baseline) -> Changes {
        let more = |a: &Baseline, b: &Baseline| -> u64 {
            let had = |key| b.entries.get(key).copied().unwrap_or(0);
            a.entries.iter().map(|(key, count)| u64::from(count.saturating_sub(had(key)))).sum()
        };
        Changes { added: more(newer, self), removed: more(self, newer), total: newer.total() }
    }
}

fn seen<'c>(prints: &BTreeMap<(&'c str, u64), u32>, code: &'c str, print: u64) -> u32 {
    prints.get(&(code, print)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prints(list: &[(&'static str, u64, u32)]) -> Suppressed {
        let prints = list.iter().map(|(code, print, count)| ((*code, *print), *count)).collect();
        Suppressed { prints, ..Suppressed::default() }
    }

    fn all(_: &str) -> bool {
        true
    }

    #[test]
    fn what_is_written_is_read() {
        let one = Baseline::default().updated(&prints(&[("FT401", 7, 1), ("FT701", 1 << 63, 3)]), &all);
        assert_eq!(Baseline::parse(&one.text(), "x").expect("right"), one);
        let none = Baseline::default();
        assert_eq!(Baseline::parse(&none.text(), "x").expect("right"), none);
        assert_eq!((one.total(), one.text().lines().count()), (4, 6));
    }

    #[test]
    fn pruning_keeps_what_is_seen_and_what_was_not_looked_for() {
        let old = Baseline::default().updated(&prints(&[("FT401", 1, 2), ("FT401", 2, 1), ("FT701", 3, 1)]), &all);
        let seen = prints(&[("FT401", 1, 1), ("FT401", 9, 1)]);
        let ran = |code: &str| code == "FT401";
        assert_eq!(old.stale(&seen, &ran), [("FT401", 1, 1), ("FT401", 2, 1)]);
        let new = old.pruned(&seen, &ran);
        assert_eq!(new, Baseline::default().updated(&prints(&[("FT401", 1, 1), ("FT701", 3, 1)]), &all));
        assert_eq!(old.changes(&new), Changes { added: 0, removed: 2, total: 2 });
        let fresh = old.updated(&seen, &ran);
        assert_eq!(old.changes(&fresh), Changes { added: 1, removed: 2, total: 3 });
    }

    #[test]
    fn a_rule_that_names_a_part_is_written_as_it_is_now() {
        let mut many = prints(&[("FT314", 1, 1), ("FT314", 2, 1), ("FT314", 9, 1)]);
        many.rest.insert(("FT314", 9));
        let old = Baseline::default().updated(&many, &all);
        assert_eq!(Baseline::parse(&old.text(), "x").expect("right"), old);
        assert_eq!(old.saturated(), ["FT314".to_owned()].into());
        let mut others = prints(&[("FT314", 3, 1), ("FT314", 4, 1), ("FT314", 9, 1)]);
        others.rest.insert(("FT314", 9));
        assert!(old.stale(&others, &all).is_empty());
        let few = prints(&[("FT314", 3, 1)]);
        assert_eq!(old.stale(&few, &all), [("FT314", 9, 1)]);
        assert_eq!(old.pruned(&few, &all), Baseline::default().updated(&few, &all));
    }

    #[test]
    fn what_is_no_baseline_is_shown_at_its_place() {
        let good = Baseline::default().updated(&prints(&[("FT401", 1, 2), ("FT401", 2, 1)]), &all).text();
        for (text, want) in [
            (good.replace("baseline/1", "baseline/2"), "ft-lint/baseline/2"),
            (good[..good.len() / 2].to_owned(), "cannot be read"),
            (good.replace("\"findings\"", "<<<<<<< ours\n\"findings\""), "merge conflict"),
            (good.replace("0001", "zzzz"), "no fingerprint"),
            (good.replace("\"count\":2", "\"count\":0"), "no fingerprint"),
            ("{}".into(), "no baseline"),
            ("[]".into(), "cannot be read"),
            (String::new(), "cannot be read"),
        ] {
            let failure = Baseline::parse(&text, "x").expect_err(&text);
            assert!(failure.to_string().contains(want), "{text}: {failure}");
        }
    }
}
