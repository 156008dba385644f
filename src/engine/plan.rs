//! Everything that is decided before the first byte is read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::sample::Sample;
use super::suppress::Suppress;
use super::timings::Timings;
use crate::failure::Failure;
use crate::rules::custom::House;
use crate::rules::labels::LabelOptions;
use crate::rules::privacy::Allow;
use crate::rules::profile::{Profile, Setting, generic};
use crate::rules::{Check, Confidence, Family, Finding, Level, Meta, Options, Reach, build, by_code, nearest};

use crate::source::{Again, Input, InputRead, Limits};

/// Which rules speak.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Selectors of the rules that run; all when empty.
    pub select: Vec<String>,
    /// Selectors of rules that do not run.
    pub ignore: Vec<String>,
    /// Selectors of rules that run whatever the others say.
    pub extend: Vec<String>,
    /// Levels by selector; the narrowest one holds.
    pub levels: BTreeMap<String, Setting>,
    /// Version of the rules' meaning; rules that came later do not run.
    pub ruleset: Option<String>,
    /// What the rules are built with.
    pub options: Options,
    /// Rules of the house.
    pub custom: Vec<House>,
}

/// A rule of the run.
pub struct Active {
    /// What it is.
    pub meta: &'static Meta,
    /// Its level under the profile.
    pub level: Level,
    /// What it does.
    pub checks: Vec<Check>,
    /// Whether its findings are wanted. Rules that claim spans run all the same, so that ignoring one of them does not
    /// hand its findings to another.
    pub wanted: bool,
    /// The level of all its findings, where the user has set one.
    pub forced: Option<Level>,
}

impl Active {
    /// Whether it reads rows as a consumer does.
    pub fn is_schema(&self) -> bool {
        self.checks.iter().any(|check| matches!(check, Check::Schema(_)))
    }
}

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

/// Version of the rules' meaning.
pub const RULESET: &str = "0.1";

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

impl Selection {
    /// Whether every selector means a rule.
    fn known(&self) -> Result<(), Failure> {
        let lists = [&self.select, &self.ignore, &self.extend].into_iter().flatten();
        for selector in lists.flat_map(|list| parts(list)).chain(self.levels.keys().map(String::as_str)) {
            if self.means(selector).is_empty() {
                return Err(Failure::UnknownRule { name: selector.into(), nearest: nearest(selector) });
            }
        }
        Ok(())
    }

    /// The rules that a selector means, those of the house included.
    pub fn means(&self, selector: &str) -> Vec<&'static Meta> {
        let house = self.custom.iter().map(House::meta);
        crate::rules::CATALOGUE.iter().chain(house).filter(|meta| meta.is_meant(selector).is_some()).collect()
    }

    /// What the user sets for a rule; of several settings the narrowest.
    pub fn setting(&self, meta: &Meta) -> Option<Setting> {
        narrowest(&self.levels, meta)
    }

    fn level(&self, meta: &Meta, profile: &Profile) -> Level {
        let forced = self.setting(meta).and_then(|setting| setting.0);
        forced.or(profile.level(meta.code, meta.level)).unwrap_or(meta.level)
    }

    fn wants(&self, meta: &Meta, profile: &Profile) -> bool {
        let meant =
            |lists: &[String]| lists.iter().flat_map(|list| parts(list)).any(|one| meta.is_meant(one).is_some());
        let setting = self.setting(meta).unwrap_or(Setting(profile.level(meta.code, meta.level)));
        let selected = self.select.is_empty() || meant(&self.select);
        let usual = selected && !meant(&self.ignore) && setting.0.is_some();
        self.has(meta) && (usual || meant(&self.extend))
    }

    /// Whether the ruleset that the user stays with has the rule.
    pub fn has(&self, meta: &Meta) -> bool {
        self.ruleset.as_ref().is_none_or(|pinned| is_in(pinned, meta))
    }
}

/// The setting of the narrowest selector that means the rule.
pub fn narrowest<T: Copy>(settings: &BTreeMap<String, T>, meta: &Meta) -> Option<T> {
    let rank = |(selector, setting): (&String, &T)| meta.is_meant(selector).map(|rank| (rank, *setting));
    settings.iter().filter_map(rank).max_by_key(|(rank, _)| *rank).map(|(_, setting)| setting)
}

/// Whether a ruleset has a rule.
pub fn is_in(ruleset: &str, meta: &Meta) -> bool {
    number(meta.since) <= number(ruleset)
}

/// The selectors of a list with commas.
fn parts(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|selector| !selector.is_empty())
}

/// The first two numbers of a version.
fn number(version: &str) -> (u64, u64) {
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

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
