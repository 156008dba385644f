//! What is settled for the inputs of a run: overrides, known findings, consumers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::paths::Paths;
use super::Resolved;
use crate::engine::{self, Suppress, narrowest};
use crate::rules::custom::House;
use crate::rules::profile::{Profile, Setting};
use crate::rules::{CATALOGUE, Meta};
use crate::source::Input;

/// What is different for some files.
pub struct Other {
    /// The files.
    pub paths: Paths,
    /// The consumer that they are for, where it is another one.
    pub profile: Option<&'static Profile>,
    /// Selectors of the only rules that speak of them; all when empty.
    pub select: Vec<String>,
    /// Levels that rules have in them, by selector.
    pub levels: BTreeMap<String, Setting>,
}

impl Other {
    /// What it says of a rule: the level of the narrowest selector, or that the rule is silent.
    fn setting(&self, meta: &Meta) -> Option<Setting> {
        let selectors = || self.select.iter().flat_map(|list| list.split(','));
        let left_out = !self.select.is_empty() && !selectors().any(|one| meta.is_meant(one.trim()).is_some());
        if left_out { Some(Setting(None)) } else { narrowest(&self.levels, meta) }
    }
}

impl Resolved {
    /// What is settled for these inputs; the baseline comes from elsewhere.
    pub fn suppress(&self, inputs: &[Input]) -> Suppress {
        let file = |input: &Input| PathBuf::from(&input.name);
        let known = self.known.iter().map(|(known, files)| {
            let inputs = files.as_ref().map(|files| inputs.iter().map(|input| files.has(&file(input))).collect());
            engine::Known { inputs, ..known.clone() }
        });
        let mut overrides: Vec<BTreeMap<&'static str, (Setting, usize)>> = Vec::new();
        for input in inputs.iter().filter(|_| !self.overrides.is_empty()) {
            let mut own = BTreeMap::new();
            for (number, other) in self.overrides_of(&file(input)) {
                let house = self.selection.custom.iter().map(House::meta);
                for meta in CATALOGUE.iter().chain(house) {
                    let firm = self.firm.iter().any(|selector| meta.is_meant(selector).is_some());
                    if let Some(setting) = other.setting(meta).filter(|_| !firm) {
                        own.insert(meta.code, (setting, number));
                    }
                }
            }
            overrides.push(own);
        }
        if overrides.iter().all(BTreeMap::is_empty) {
            overrides.clear();
        }
        Suppress { overrides, known: known.collect(), ..Suppress::default() }
    }

    /// All overrides.
    pub fn overrides(&self) -> &[Other] {
        &self.overrides
    }

    /// The overrides that mean a file, with their numbers; later ones win.
    pub fn overrides_of(&self, file: &Path) -> Vec<(usize, &Other)> {
        self.overrides.iter().enumerate().filter(|(_, other)| other.paths.has(file)).collect()
    }

    /// The consumer that a file is for.
    pub fn profile_of(&self, file: &Path) -> &'static Profile {
        let mut others = self.overrides_of(file).into_iter().rev().filter(|_| !self.firm_profile);
        others.find_map(|(_, other)| other.profile).unwrap_or(self.profile)
    }

    /// The consumers of these inputs, that of the run first, and for each input the place of its own.
    pub fn consumers(&self, inputs: &[Input]) -> (Vec<&'static Profile>, Vec<usize>) {
        let mut profiles = vec![self.profile];
        let mut place = |input: &Input| {
            let own = self.profile_of(Path::new(&input.name));
            profiles.iter().position(|known| known.name == own.name).unwrap_or_else(|| {
                profiles.push(own);
                profiles.len() - 1
            })
        };
        let places = inputs.iter().map(&mut place).collect();
        (profiles, places)
    }
}
