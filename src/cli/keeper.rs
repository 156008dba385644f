//! Keeps the baseline of a run: reads it before, writes it after.

use std::path::{Path, PathBuf};

use super::args::Check;
use crate::config::{Baseline, Changes, Settings};
use crate::engine::{Outcome, Plan, Suppress};
use crate::failure::Failure;

/// A baseline and what to do with it.
pub struct Keeper {
    path: PathBuf,
    name: String,
    old: Baseline,
    update: bool,
    prune: bool,
}

/// What became of the baseline.
pub struct Kept {
    /// Its path.
    pub name: String,
    /// Entries that match nothing any more: code, fingerprint and how many.
    pub stale: Vec<(String, u64, u32)>,
    /// Findings that it holds in all.
    pub total: u64,
    /// How it was changed, if it was written.
    pub written: Option<Changes>,
    /// Why it was not written although it was to be.
    pub failure: Option<Failure>,
}

impl Keeper {
    /// The baseline that the options or the configuration name.
    pub fn open(check: &Check, settings: &Settings) -> Result<Option<Keeper>, Failure> {
        let Some(path) = &settings.config.baseline else {
            if check.update_baseline || check.prune_baseline {
                let what = "no baseline is named".into();
                return Err(Failure::BadOption {
                    what,
                    advice: "add --baseline ft-lint-baseline.json, or `baseline` in ft-lint.toml",
                });
            }
            return Ok(None);
        };
        let (path, name) = settings.path("baseline", path);
        let fresh = check.update_baseline && !path.exists();
        let old = if fresh { Baseline::default() } else { Baseline::read(&path, &name)? };
        Ok(Some(Keeper { path, name, old, update: check.update_baseline, prune: check.prune_baseline }))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Tells the engine what is known, and whether all findings are to be.
    pub fn settle(&self, suppress: &mut Suppress) {
        suppress.baseline = Some(self.old.counts());
        suppress.saturated = self.old.saturated();
        suppress.record = self.update;
    }

    /// Writes the baseline where that was asked for, and tells what no longer matches. A run that could not read all inputs
    /// changes nothing; one over a part of the data does not show what is gone.
    pub fn keep(&self, plan: &Plan, outcome: &Outcome, complete: bool, partial: bool) -> Kept {
        let ran = |code: &str| plan.rules.iter().any(|rule| rule.wanted && rule.meta.code == code);
        let seen = &outcome.suppressed;
        let mut kept =
            Kept { name: self.name.clone(), stale: Vec::new(), total: self.old.total(), written: None, failure: None };
        if (self.update || self.prune) && !complete {
            let why = "not all inputs could be read, so that it is left as it is".to_owned();
            kept.failure = Some(Failure::Unwritable {
                path: self.name.clone(),
                why,
                advice: "see the failures above, then run it again",
            });
        } else if self.update || self.prune {
            let new = if self.update { self.old.updated(seen, &ran) } else { self.old.pruned(seen, &ran) };
            let written = if new == self.old && self.path.exists() { Ok(()) } else { new.write(&self.path) };
            match written {
                Ok(()) => kept.written = Some(self.old.changes(&new)),
                Err(why) => kept.failure = Some(Failure::unwritable(self.name.clone(), &why)),
            }
        } else if plan.sample.is_none() && complete && !partial {
            let stale = self.old.stale(seen, &ran);
            kept.stale = stale.into_iter().map(|(code, print, gone)| (code.to_owned(), print, gone)).collect();
        }
        kept
    }
}
