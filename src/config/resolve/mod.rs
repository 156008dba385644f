//! From the joined configuration to what a run is given: rules, levels, gate, findings that are known. What cannot be meant
//! is told at its place; all of it, not only the first.

mod files;
mod gate;
mod known;
mod rules;

use std::path::{Path, PathBuf};

pub use files::Other;

use super::paths::Paths;
use super::settings::{Origin, Settings};
use crate::engine::{self, Privacy, Selection};
use crate::failure::Failure;
use crate::gate::Gate;
use crate::rules::profile::{self, Profile};

/// The profile that stands for the whole matrix; findings are those of `generic`.
const ALL: &str = "all";
/// Faults that are told; more are counted.
const TOLD: usize = 20;

/// What a run is given.
pub struct Resolved {
    /// The consumer whose rules hold.
    pub profile: &'static Profile,
    /// Whether the verdict of every consumer is shown.
    pub all_profiles: bool,
    /// Which rules run, and how.
    pub selection: Selection,
    /// What is no leak.
    pub privacy: Privacy,
    /// When the gate fails.
    pub gate: Gate,
    /// Files that folders are searched for besides the usual ones.
    pub include: Paths,
    /// Files that are left out.
    pub exclude: Paths,
    /// Findings that are known, with their files.
    known: Vec<(engine::Known, Option<Paths>)>,
    /// What is different for some files.
    overrides: Vec<Other>,
    /// Whether the profile was given by flag or variable; no override changes it.
    firm_profile: bool,
    /// Selectors whose level or selection was given by flag or variable; no override changes them.
    firm: Vec<String>,
}

/// The meaning of a configuration, or all that is wrong with it.
pub fn resolve(settings: &Settings) -> Result<Resolved, Vec<Failure>> {
    let mut reader = Reader { settings, wrong: Vec::new(), more: 0, selection: Selection::default() };
    reader.custom();
    let (profile, all_profiles) = reader.profile();
    reader.selection();
    reader.ruleset();
    let privacy = reader.privacy();
    let gate = reader.gate();
    let config = &settings.config;
    let (include, exclude) = (reader.paths(&["include"], &config.include), reader.paths(&["exclude"], &config.exclude));
    let known = reader.known();
    let overrides = reader.overrides();
    if reader.wrong.is_empty() {
        let (firm, firm_profile) = (reader.firm(), reader.is_given(&["profile"]));
        let selection = reader.selection;
        Ok(Resolved {
            profile,
            all_profiles,
            selection,
            privacy,
            gate,
            include,
            exclude,
            known,
            overrides,
            firm_profile,
            firm,
        })
    } else {
        if reader.more > 0 {
            reader.wrong.push(Failure::Note { what: format!("and {} faults more", reader.more) });
        }
        Err(reader.wrong)
    }
}

/// Reads a configuration, and gathers all that is wrong with it.
struct Reader<'s> {
    settings: &'s Settings,
    wrong: Vec<Failure>,
    /// Faults that are not told.
    more: usize,
    selection: Selection,
}

impl Reader<'_> {
    /// Tells a fault at its place.
    fn wrong(&mut self, path: &[&str], what: impl Into<String>, advice: Option<String>) {
        if self.wrong.len() < TOLD {
            let failure = self.settings.wrong(path, what, advice);
            self.wrong.push(failure);
        } else {
            self.more += 1;
        }
    }

    /// The folder that patterns count from.
    fn folder(&self) -> PathBuf {
        self.settings.file.as_ref().map_or_else(|| PathBuf::from("."), |file| file.folder.clone())
    }

    fn paths(&mut self, path: &[&str], patterns: &[String]) -> Paths {
        match Paths::compile(&self.folder(), patterns) {
            Ok(paths) => paths,
            Err((at, why)) => {
                let item = at.to_string();
                self.wrong(&[path, &[&item]].concat(), format!("`{}` is no pattern: {why}", patterns[at]), None);
                Paths::compile(Path::new("."), &[]).expect("no pattern is wrong")
            }
        }
    }

    /// The consumer whose rules hold, and whether the verdict of every consumer is shown.
    fn profile(&mut self) -> (&'static Profile, bool) {
        let named = self.settings.config.profile.as_deref().unwrap_or("generic");
        if named == ALL {
            return (profile::generic(), true);
        }
        (self.named_profile(&["profile"], named).unwrap_or_else(profile::generic), false)
    }

    fn named_profile(&mut self, path: &[&str], named: &str) -> Option<&'static Profile> {
        let known = profile::find(named);
        if known.is_none() {
            let Failure::UnknownProfile { advice, .. } = Failure::unknown_profile(named) else {
                unreachable!("it makes no other failure")
            };
            self.wrong(path, format!("unknown profile `{named}`"), Some(advice));
        }
        known
    }

    /// Whether a selector means any rule; says so where it does not.
    fn means(&mut self, path: &[&str], selector: &str) -> bool {
        let parts = selector.split(',').map(str::trim).filter(|part| !part.is_empty());
        if parts.clone().next().is_none() {
            let advice = "write a code, a name, a family, a prefix or ALL".to_owned();
            self.wrong(path, "the selector is empty", Some(advice));
            return false;
        }
        let unknown: Vec<&str> = parts.filter(|part| self.selection.means(part).is_empty()).collect();
        for part in &unknown {
            let what = format!("unknown rule, family or prefix `{part}`");
            self.wrong(path, what, crate::rules::nearest(part));
        }
        unknown.is_empty()
    }

    fn selectors(&mut self, path: &[&str], list: &[String]) -> Vec<String> {
        for (i, selector) in list.iter().enumerate() {
            let item = i.to_string();
            self.means(&[path, &[&item]].concat(), selector);
        }
        list.to_vec()
    }

    /// Whether a flag or a variable says it.
    fn is_given(&self, path: &[&str]) -> bool {
        matches!(self.settings.origin(path), Origin::Flag(_) | Origin::Environment(_))
    }
}
