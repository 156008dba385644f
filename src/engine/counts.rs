//! What findings add up to: counts of a rule, and what a row loses.

use crate::rules::{Brief, Finding, FixKind, Level};
use crate::source::Pos;

/// Counts of one rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Findings.
    pub findings: u64,
    /// Findings per level: error, warn, info.
    pub levels: [u64; 3],
    /// Findings with a safe repair.
    pub safe: u64,
    /// Findings with a repair that needs a look.
    pub risky: u64,
}

impl Counts {
    /// Counts one finding.
    pub fn add(&mut self, finding: &Finding) {
        self.add_brief(&Brief::of(finding));
    }

    /// Counts one finding that is not kept whole.
    pub fn add_brief(&mut self, brief: &Brief) {
        self.findings += 1;
        self.levels[Level::ALL.iter().position(|level| *level == brief.level).unwrap_or(0)] += 1;
        self.safe += u64::from(brief.fix == Some(FixKind::Safe));
        self.risky += u64::from(brief.fix == Some(FixKind::Unsafe));
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: &Counts) {
        self.findings += other.findings;
        self.safe += other.safe;
        self.risky += other.risky;
        for (own, more) in self.levels.iter_mut().zip(other.levels) {
            *own += more;
        }
    }
}

/// The largest penalty of one rule in one row; 12 bytes, kept for rows with findings only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Penalty {
    /// The row.
    pub pos: Pos,
    packed: u32,
}

impl Penalty {
    /// The penalty of the rule with index `rule` (below 256), in millionths up to 1,000,000.
    pub fn new(pos: Pos, rule: usize, millionths: u32) -> Penalty {
        Penalty { pos, packed: (rule as u32) << 24 | millionths.min(1_000_000) }
    }

    /// Index of the rule in the plan.
    pub fn rule(&self) -> usize {
        (self.packed >> 24) as usize
    }

    /// Millionths.
    pub fn millionths(&self) -> u32 {
        self.packed & 0xFF_FFFF
    }
}
