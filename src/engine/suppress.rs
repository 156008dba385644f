//! What the user has settled: findings that are known, and levels that differ in some files. Only a run that has any of it
//! pays for it: then all findings are placed, and counted here, in the order of the data.

use std::collections::{BTreeMap, BTreeSet};

use super::found::Placed;
use crate::rules::profile::Setting;

/// What is settled before the run.
#[derive(Debug, Default)]
pub struct Suppress {
    /// For each input, the settings that differ in it by the rule's code, with the number of the override; none when empty.
    pub overrides: Vec<BTreeMap<&'static str, (Setting, usize)>>,
    /// Findings that are known.
    pub known: Vec<Known>,
    /// How many findings with a fingerprint are known.
    pub baseline: Option<BTreeMap<u64, u32>>,
    /// Rules that had more places than they name when the baseline was written; all their places are known.
    pub saturated: BTreeSet<String>,
    /// Whether every finding is known from now on, because the baseline is written anew.
    pub record: bool,
}

/// Findings that are known. All that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Codes of rules.
    pub codes: Option<Vec<&'static str>>,
    /// JSON Pointer of the finding or above it; `*` is any one step.
    pub pointer: Option<String>,
    /// Whether it is about an input, by the input's index.
    pub inputs: Option<Vec<bool>>,
    /// Fingerprint, and which copy where that is told.
    pub fingerprint: Option<(u64, Option<u32>)>,
}

/// What becomes of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It counts.
    Counts,
    /// The baseline holds it.
    Known,
    /// The configuration says that it does not count.
    Settled,
}

/// What became of findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suppressed {
    /// Findings in files in which their rule is off.
    pub overrides: u64,
    /// Findings that entries of the configuration name.
    pub known: u64,
    /// Findings that the baseline holds.
    pub baseline: u64,
    /// Findings that each entry of `known` met.
    pub known_hits: Vec<u64>,
    /// Findings that each override met, by its number and the rule's code.
    pub override_hits: BTreeMap<(usize, &'static str), u64>,
    /// Findings by code and fingerprint, before the baseline; only where there is a baseline.
    pub prints: BTreeMap<(&'static str, u64), u32>,
    /// Those of them that stand for places which are not named.
    pub rest: BTreeSet<(&'static str, u64)>,
    /// Whether all rows are read, and the rules about the data set speak.
    pub whole: bool,
}

impl Suppress {
    /// Whether there is anything to look for.
    pub fn is_active(&self) -> bool {
        self.record || self.baseline.is_some() || !self.known.is_empty() || !self.overrides.is_empty()
    }

    /// What becomes of a finding. Sets its level where the file has another one.
    pub fn judge(&self, placed: &mut Placed, done: &mut Suppressed) -> Fate {
        let code = placed.finding.rule.code;
        let input = placed.at.map(|at| at.input).or(placed.finding.input);
        let setting = input.and_then(|input| self.overrides.get(input)).and_then(|rules| rules.get(code));
        if let Some((setting, number)) = setting {
            *done.override_hits.entry((*number, code)).or_insert(0) += 1;
            match setting.0 {
                Some(level) => placed.finding.level = level,
                None => {
                    done.overrides += 1;
                    return Fate::Settled;
                }
            }
        }
        if let Some(entry) = self.known.iter().position(|known| known.meets(placed, input)) {
            done.known_hits.resize(self.known.len(), 0);
            done.known_hits[entry] += 1;
            done.known += 1;
            return Fate::Settled;
        }
        if self.baseline.is_none() && !self.record {
            return Fate::Counts;
        }
        let seen = done.prints.entry((code, placed.fingerprint)).or_insert(0);
        *seen += 1;
        if placed.finding.rest {
            done.rest.insert((code, placed.fingerprint));
        }
        let room = self.baseline.as_ref().and_then(|baseline| baseline.get(&placed.fingerprint)).copied().unwrap_or(0);
        let unnamed = done.whole && !placed.finding.rest && self.saturated.contains(code);
        let known = self.record || *seen <= room || unnamed;
        done.baseline += u64::from(known);
        if known { Fate::Known } else { Fate::Counts }
    }
}

impl Known {
    fn meets(&self, placed: &Placed, input: Option<usize>) -> bool {
        self.codes.as_ref().is_none_or(|codes| codes.contains(&placed.finding.rule.code))
            && self
                .pointer
                .as_ref()
                .is_none_or(|pointer| placed.at.is_some() && leads(pointer, &placed.finding.pointer))
            && self
                .inputs
                .as_ref()
                .is_none_or(|inputs| input.is_some_and(|input| inputs.get(input).copied().unwrap_or(false)))
            && self
                .fingerprint
                .is_none_or(|(print, copy)| print == placed.fingerprint && copy.is_none_or(|copy| copy == placed.copy))
    }
}

/// Whether a pointer is the one given or below it; `*` stands for any one step.
fn leads(given: &str, pointer: &str) -> bool {
    let mut steps = pointer.split('/');
    given.split('/').all(|want| steps.next().is_some_and(|step| want == "*" || want == step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::found::At;
    use crate::rules::{Finding, Level, by_code};

    fn takes(suppress: &Suppress, placed: &mut Placed, done: &mut Suppressed) -> bool {
        suppress.judge(placed, done) == Fate::Counts
    }

    fn placed(code: &str, print: u64, input: usize) -> Placed {
        let mut finding = Finding::new(by_code(code), "x".into());
        finding.pointer = "/messages/3/content".into();
        let at = At {
            input,
            row: 1,
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            byte_column: 1,
            end_byte_column: 1,
            offset: 0,
        };
        Placed { finding, at: Some(at), edits: Vec::new(), fingerprint: print, copy: 1 }
    }

    #[test]
    fn a_baseline_holds_as_many_copies_as_it_counts() {
        let suppress = Suppress { baseline: Some([(7, 2)].into()), ..Suppress::default() };
        let mut done = Suppressed::default();
        let took: Vec<bool> = (0..3).map(|_| takes(&suppress, &mut placed("FT401", 7, 0), &mut done)).collect();
        assert_eq!(took, [false, false, true]);
        assert!(takes(&suppress, &mut placed("FT401", 8, 0), &mut done));
        assert_eq!((done.baseline, done.prints[&("FT401", 7)], done.prints[&("FT401", 8)]), (2, 3, 1));
    }

    #[test]
    fn a_rule_that_did_not_name_all_is_known_as_a_whole() {
        let baseline = Some([(7, 1)].into());
        let suppress = Suppress { baseline, saturated: ["FT314".to_owned()].into(), ..Suppress::default() };
        let mut done = Suppressed::default();
        assert!(takes(&suppress, &mut placed("FT314", 9, 0), &mut done), "rules about rows name all");
        done.whole = true;
        assert!(!takes(&suppress, &mut placed("FT314", 8, 0), &mut done));
        assert!(takes(&suppress, &mut placed("FT302", 8, 0), &mut done));
        let mut rest = placed("FT314", 6, 0);
        rest.finding.rest();
        assert!(takes(&suppress, &mut rest, &mut done) && done.rest.len() == 1);
    }

    #[test]
    fn entries_meet_what_they_name_and_nothing_else() {
        let meets = |known: Known| {
            let suppress = Suppress { known: vec![known], ..Suppress::default() };
            !takes(&suppress, &mut placed("FT401", 7, 1), &mut Suppressed::default())
        };
        assert!(meets(Known { codes: Some(vec!["FT401"]), ..Known::default() }));
        assert!(!meets(Known { codes: Some(vec!["FT402"]), ..Known::default() }));
        assert!(meets(Known { pointer: Some("/messages/*/content".into()), ..Known::default() }));
        assert!(meets(Known { pointer: Some("/messages".into()), ..Known::default() }));
        assert!(!meets(Known { pointer: Some("/message".into()), ..Known::default() }));
        assert!(meets(Known { inputs: Some(vec![false, true]), ..Known::default() }));
        assert!(!meets(Known { inputs: Some(vec![true, false]), ..Known::default() }));
        assert!(meets(Known { fingerprint: Some((7, None)), ..Known::default() }));
        assert!(!meets(Known { fingerprint: Some((7, Some(2))), ..Known::default() }));
    }

    #[test]
    fn overrides_change_levels_or_silence_a_rule_in_a_file() {
        let off = [("FT401", (Setting(None), 0))].into();
        let info = [("FT401", (Setting(Some(Level::Info)), 1))].into();
        let suppress = Suppress { overrides: vec![off, info, BTreeMap::new()], ..Suppress::default() };
        let mut done = Suppressed::default();
        let mut lower = placed("FT401", 7, 1);
        assert!(takes(&suppress, &mut lower, &mut done) && lower.finding.level == Level::Info);
        assert!(!takes(&suppress, &mut placed("FT401", 7, 0), &mut done));
        let mut usual = placed("FT401", 7, 2);
        assert!(takes(&suppress, &mut usual, &mut done) && usual.finding.level == Level::Error);
        assert_eq!((done.overrides, done.override_hits), (1, [((0, "FT401"), 1), ((1, "FT401"), 1)].into()));
    }
}
