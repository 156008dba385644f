//! Everything that is decided before the first byte is read.

use crate::failure::Failure;
use crate::rules::privacy::Allow;
use crate::rules::profile::Profile;
use crate::rules::{Check, Confidence, Family, Finding, Level, Meta, Options, Reach, build, by_code, nearest, select};
use crate::source::{Input, Limits};

/// Which rules speak.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Selectors of the rules that run; all when empty.
    pub select: Vec<String>,
    /// Selectors of rules that do not run.
    pub ignore: Vec<String>,
    /// What the rules are built with.
    pub options: Options,
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
    /// Whether a finding is reported; those that are no leaks always are.
    pub fn reports(&self, finding: &Finding) -> bool {
        let sure = match self.reach {
            Reach::Certain => finding.leak.is_none() || finding.sure == Confidence::Certain,
            Reach::Likely => finding.leak.is_none() || finding.sure != Confidence::Hint,
            Reach::All => true,
        };
        sure && !self.allow.allows(finding)
    }
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
    /// What the user says is no leak, and how sure a leak must be.
    pub privacy: Privacy,
    /// Findings kept per rule; all are counted.
    pub max_findings: usize,
    /// Whether prompts are compared for likeness.
    pub near: bool,
}

impl Plan {
    /// Whether a rule that speaks compares prompts for likeness.
    pub fn is_near(rules: &[Active]) -> bool {
        rules.iter().any(|rule| rule.wanted && rule.checks.iter().any(|check| matches!(check, Check::Near(_))))
    }

    /// Decides which rules run. Unknown selectors are failures.
    pub fn rules(selection: &Selection, profile: &Profile) -> Result<Vec<Active>, Failure> {
        let wanted = expand(&selection.select)?;
        let ignored = expand(&selection.ignore)?;
        let is_wanted = |meta: &Meta| {
            let selected = selection.select.is_empty() || wanted.contains(&meta.code);
            selected && !ignored.contains(&meta.code) && profile.level(meta.code, meta.level).is_some()
        };
        Ok(build(&selection.options)
            .into_iter()
            .map(|(code, checks)| (by_code(code), checks))
            .map(|(meta, checks)| {
                let level = profile.level(meta.code, meta.level).unwrap_or(meta.level);
                Active { meta, level, checks, wanted: is_wanted(meta) }
            })
            .filter(|rule| rule.wanted || rule.meta.family == Family::Privacy)
            .collect())
    }
}

fn expand(selectors: &[String]) -> Result<Vec<&'static str>, Failure> {
    let mut codes = Vec::new();
    for selector in selectors.iter().flat_map(|list| list.split(',')).map(str::trim).filter(|s| !s.is_empty()) {
        let rules = select(selector);
        if rules.is_empty() {
            return Err(Failure::UnknownRule { name: selector.into(), nearest: nearest(selector) });
        }
        codes.extend(rules.iter().map(|meta| meta.code));
    }
    Ok(codes)
}
