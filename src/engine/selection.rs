//! Which rules run and at which level, as selectors say it.

use std::collections::BTreeMap;

use crate::failure::Failure;
use crate::rules::custom::House;
use crate::rules::profile::{Profile, Setting};
use crate::rules::{CATALOGUE, Level, Meta, Options, nearest};

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

impl Selection {
    /// Whether every selector means a rule.
    pub(super) fn known(&self) -> Result<(), Failure> {
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
        CATALOGUE.iter().chain(house).filter(|meta| meta.is_meant(selector).is_some()).collect()
    }

    /// What the user sets for a rule; of several settings the narrowest.
    pub fn setting(&self, meta: &Meta) -> Option<Setting> {
        narrowest(&self.levels, meta)
    }

    /// The level of a rule: what the user sets, or the profile, or its page.
    pub(super) fn level(&self, meta: &Meta, profile: &Profile) -> Level {
        let forced = self.setting(meta).and_then(|setting| setting.0);
        forced.or(profile.level(meta.code, meta.level)).unwrap_or(meta.level)
    }

    /// Whether a rule runs.
    pub(super) fn wants(&self, meta: &Meta, profile: &Profile) -> bool {
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

/// Version of the rules' meaning.
pub const RULESET: &str = "0.1";

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
