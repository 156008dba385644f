//! Where a rule puts what it finds.

use std::fmt::Display;

use super::super::catalogue::{Level, Meta};
use super::super::finding::Finding;
use super::super::findings::Findings;
use crate::source::Pos;

/// Takes the findings of one rule. The engine adds level overrides, places, masks and fingerprints.
pub struct Sink<'s> {
    rule: &'static Meta,
    level: Level,
    pos: Option<Pos>,
    out: Out<'s>,
    /// How many findings there were, and the last that is not kept.
    before: usize,
    spare: Option<Box<Finding>>,
}

/// Findings of one row that are kept: those of one rule in one text, and all. A row of millions of defects would take gigabytes
/// to tell nothing more.
const OF_TEXT: usize = 4_096;
const OF_ROW: usize = 20_000;

/// Where findings go.
enum Out<'s> {
    All(&'s mut Vec<Finding>),
    Few(&'s mut Findings),
}

impl<'s> Sink<'s> {
    /// A sink for `rule` that speaks of the row `pos`, or of the data set.
    pub fn new(rule: &'static Meta, pos: Option<Pos>, out: &'s mut Vec<Finding>) -> Self {
        Sink { rule, level: rule.level, pos, before: out.len(), out: Out::All(out), spare: None }
    }

    /// The same, where very many findings are only counted.
    pub fn few(rule: &'static Meta, pos: Option<Pos>, out: &'s mut Findings) -> Self {
        Sink { rule, level: rule.level, pos, before: 0, out: Out::Few(out), spare: None }
    }

    /// The same with another level than the rule's own, as a consumer may have it.
    pub fn at(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// The level of the rule unless a finding says otherwise.
    pub fn level(&self) -> Level {
        self.level
    }

    /// What the rule has found in the row at hand just before, the last first.
    pub fn recent(&self) -> impl Iterator<Item = &Finding> {
        let all = match &self.out {
            Out::All(out) => out.as_slice(),
            Out::Few(_) => &[],
        };
        all.iter().rev().take_while(|finding| finding.rule == self.rule && finding.pos == self.pos)
    }

    /// A problem in the row at hand (or in the data set, where there is none). Of one row so many are kept at most.
    pub fn report(&mut self, pointer: impl Display, message: impl Into<String>) -> &mut Finding {
        let mut finding = Finding::new(self.rule, message.into());
        finding.level = self.level;
        finding.pos = self.pos;
        finding.pointer = pointer.to_string();
        match &mut self.out {
            Out::All(out) if self.pos.is_some() && (out.len() >= OF_ROW || out.len() - self.before >= OF_TEXT) => {
                self.spare.insert(Box::new(finding))
            }
            Out::All(out) => {
                out.push(finding);
                out.last_mut().expect("just added")
            }
            Out::Few(out) => out.push(finding),
        }
    }

    /// A problem in the row `pos`.
    pub fn report_row(&mut self, pos: Pos, pointer: impl Display, message: impl Into<String>) -> &mut Finding {
        let finding = self.report(pointer, message);
        finding.pos = Some(pos);
        finding
    }

    /// A problem of the data set as a whole; `key` tells it from others of the same rule.
    pub fn report_data(&mut self, key: impl Into<String>, message: impl Into<String>) -> &mut Finding {
        let finding = self.report("", message);
        finding.pos = None;
        finding.key(key)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::catalogue::by_code;
    use super::*;

    #[test]
    fn of_a_row_of_very_many_defects_some_are_kept() {
        let (rule, pos) = (by_code("FT630"), Some(Pos { block: 0, row: 0 }));
        let mut found = Vec::new();
        for _ in 0..6 {
            let mut sink = Sink::new(rule, pos, &mut found);
            for n in 0..2 * OF_TEXT {
                sink.report("/prompt", n.to_string()).help("").key("x");
            }
        }
        assert_eq!(found.len(), OF_ROW);
        assert!(found[..OF_TEXT].iter().enumerate().all(|(n, finding)| finding.message == n.to_string()));
        let mut all = Vec::new();
        let mut sink = Sink::new(rule, None, &mut all);
        for n in 0..2 * OF_ROW {
            sink.report_data("x", n.to_string());
        }
        assert_eq!(all.len(), 2 * OF_ROW);
    }
}
