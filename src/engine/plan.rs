//! Everything that is decided before the first byte is read.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::active::Active;
use super::sample::Sample;
use super::selection::Selection;
use super::suppress::Suppress;
use super::timings::Timings;
use crate::failure::Failure;
use crate::rules::labels::LabelOptions;
use crate::rules::privacy::Allow;
use crate::rules::profile::{Profile, generic};
use crate::rules::{Check, Confidence, Family, Finding, Level, Options, Reach, build, by_code};
use crate::source::{Again, Input, InputRead, Limits};

/// Which leaks are reported.
#[derive(Clone, Debug, Default)]
pub struct Privacy {
    /// What may stand in the data.
    pub allow: Allow,
    /// How sure a leak must be.
    pub reach: Reach,
}

impl Privacy {
    /// Whether a finding is reported; those that are no leaks always are. Notes the entries that allow one.
    pub fn reports(&self, finding: &Finding, met: &mut BTreeSet<usize>) -> bool {
        let sure = match self.reach {
            Reach::Certain => finding.leak.is_none() || finding.sure == Confidence::Certain,
            Reach::Likely => finding.leak.is_none() || finding.sure != Confidence::Hint,
            Reach::All => true,
        };
        let mut allowed = false;
        for entry in self.allow.allowing(finding).filter(|_| sure) {
            allowed = true;
            met.insert(entry);
        }
        sure && !allowed
    }
}

/// A consumer that some inputs of a run are for.
pub struct Consumer {
    /// What it accepts.
    pub profile: &'static Profile,
    /// By rule of the plan, the level it has here; none where it does not speak.
    pub levels: Vec<Option<Level>>,
}

/// The plan of a run.
pub struct Plan {
    /// What is read, in order.
    pub inputs: Vec<Input>,
    /// How it is read.
    pub limits: Limits,
    /// Threads that check.
    pub threads: usize,
    /// The rules in the order of their codes.
    pub rules: Vec<Active>,
    /// The consumer whose rules hold.
    pub profile: &'static Profile,
    /// All consumers, that one first, where some inputs are for another one; empty else.
    pub consumers: Vec<Consumer>,
    /// By input, the place of its consumer; all have the first where it is empty.
    pub consumer_of: Vec<usize>,
    /// What the user says is no leak, and how sure a leak must be.
    pub privacy: Privacy,
    /// What the user says about labels.
    pub labels: LabelOptions,
    /// Findings kept per rule; all are counted.
    pub max_findings: usize,
    /// Bytes of what is kept of rows that may be in memory; above it goes to disk.
    pub tables: u64,
    /// What the user has settled.
    pub suppress: Suppress,
    /// Which rows are looked at; all when not set.
    pub sample: Option<Sample>,
    /// Where time is noted, if anyone asked.
    pub timings: Option<Arc<Timings>>,
    /// Whether prompts are compared for likeness.
    pub near: bool,
}

impl Plan {
    /// The inputs, to read rows of them again.
    pub fn again<'r>(&'r self, read: &'r [InputRead]) -> Again<'r> {
        Again { inputs: &self.inputs, read, limits: self.limits }
    }
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            inputs: Vec::new(),
            limits: Limits { buffer: 512 << 10, max_row: 64 << 20 },
            threads: 1,
            rules: Vec::new(),
            profile: generic(),
            consumers: Vec::new(),
            consumer_of: Vec::new(),
            privacy: Privacy::default(),
            labels: LabelOptions::default(),
            max_findings: 1000,
            tables: u64::MAX,
            suppress: Suppress::default(),
            sample: None,
            timings: None,
            near: true,
        }
    }
}

impl Plan {
    /// Whether a rule that speaks compares prompts for likeness.
    pub fn is_near(rules: &[Active]) -> bool {
        rules.iter().any(|rule| rule.wanted && rule.checks.iter().any(|check| matches!(check, Check::Near(_))))
    }

    /// Decides which rules run. Unknown selectors are failures.
    pub fn rules(selection: &Selection, profile: &'static Profile) -> Result<Vec<Active>, Failure> {
        Self::rules_for(selection, &[profile])
    }

    /// The same for several consumers: the rules that speak for any of them, with their levels under the first.
    pub fn rules_for(selection: &Selection, profiles: &[&'static Profile]) -> Result<Vec<Active>, Failure> {
        selection.known()?;
        let options = Options { profiles: profiles.to_vec(), ..selection.options.clone() };
        let profile = profiles.first().copied().unwrap_or_else(generic);
        let built = build(&options).into_iter().map(|(code, checks)| (by_code(code), checks));
        let house = selection.custom.iter().map(|house| (house.meta(), vec![house.check()]));
        Ok(built
            .chain(house)
            .map(|(meta, checks)| {
                let forced = selection.setting(meta).and_then(|setting| setting.0);
                let level = selection.level(meta, profile);
                let wanted = profiles.iter().any(|profile| selection.wants(meta, profile));
                Active { meta, level, checks, wanted, forced }
            })
            .filter(|rule| rule.wanted || rule.meta.family == Family::Privacy)
            .collect())
    }

    /// The consumers of a run with these rules; none where there is but one.
    pub fn consumers(selection: &Selection, rules: &[Active], profiles: &[&'static Profile]) -> Vec<Consumer> {
        if profiles.len() < 2 {
            return Vec::new();
        }
        let level = |rule: &Active, profile| {
            let speaks = selection.wants(rule.meta, profile);
            speaks.then(|| selection.level(rule.meta, profile))
        };
        let consumer = |profile: &&'static Profile| Consumer {
            profile,
            levels: rules.iter().map(|rule| level(rule, profile)).collect(),
        };
        profiles.iter().map(consumer).collect()
    }

    /// The place of an input's consumer.
    pub fn consumer_of(&self, input: usize) -> usize {
        self.consumer_of.get(input).copied().unwrap_or(0)
    }

    /// The consumer at a place.
    pub fn profile_of(&self, consumer: usize) -> &'static Profile {
        self.consumers.get(consumer).map_or(self.profile, |consumer| consumer.profile)
    }

    /// The level of a rule, by its place, under a consumer; none where it does not speak.
    pub fn level_of(&self, consumer: usize, rule: usize) -> Option<Level> {
        let active = &self.rules[rule];
        let usual = active.wanted.then_some(active.level);
        self.consumers.get(consumer).map_or(usual, |consumer| consumer.levels[rule])
    }
}

#[cfg(test)]
mod tests {
    use super::super::selection::RULESET;
    use super::*;
    use crate::rules::profile::Setting;

    fn wanted(selection: &Selection) -> Vec<&'static str> {
        let rules = Plan::rules(selection, generic()).expect("selectors are known");
        rules.iter().filter(|rule| rule.wanted).map(|rule| rule.meta.code).collect()
    }

    fn list(selectors: &str) -> Vec<String> {
        vec![selectors.to_owned()]
    }

    #[test]
    fn extending_wins_over_ignoring_and_ignoring_over_selecting() {
        let one = Selection { select: list("FT4,FT501"), ignore: list("FT4"), ..Selection::default() };
        assert_eq!(wanted(&one), ["FT501"]);
        let two = Selection { extend: list("contradiction"), ..one };
        assert_eq!(wanted(&two), ["FT401", "FT402", "FT403", "FT404", "FT501"]);
        assert!(Plan::rules(&Selection { extend: list("FT999"), ..Selection::default() }, generic()).is_err());
    }

    #[test]
    fn the_narrowest_level_holds() {
        let levels = [("ALL", Some(Level::Info)), ("FT4", None), ("contradiction", Some(Level::Warn))];
        let levels = levels.map(|(selector, level)| (selector.to_owned(), Setting(level)));
        let selection = Selection { levels: levels.into(), select: list("FT4,FT501"), ..Selection::default() };
        let rules = Plan::rules(&selection, generic()).expect("selectors are known");
        let level = |code: &str| rules.iter().find(|rule| rule.meta.code == code && rule.wanted).map(|rule| rule.level);
        assert_eq!((level("FT401"), level("FT501")), (Some(Level::Warn), Some(Level::Info)));
    }

    #[test]
    fn a_ruleset_leaves_out_what_came_later() {
        let old = Selection { ruleset: Some("0.0".into()), ..Selection::default() };
        assert!(wanted(&old).is_empty());
        let now = Selection { ruleset: Some(RULESET.into()), ..Selection::default() };
        assert!(wanted(&now).len() > 50);
    }
}
