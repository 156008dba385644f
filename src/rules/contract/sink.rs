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
}

/// Where findings go.
enum Out<'s> {
    All(&'s mut Vec<Finding>),
    Few(&'s mut Findings),
}

impl<'s> Sink<'s> {
    /// A sink for `rule` that speaks of the row `pos`, or of the data set.
    pub fn new(rule: &'static Meta, pos: Option<Pos>, out: &'s mut Vec<Finding>) -> Self {
        Sink { rule, level: rule.level, pos, out: Out::All(out) }
    }

    /// The same, where very many findings are only counted.
    pub fn few(rule: &'static Meta, pos: Option<Pos>, out: &'s mut Findings) -> Self {
        Sink { rule, level: rule.level, pos, out: Out::Few(out) }
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

    /// A problem in the row at hand (or in the data set, where there is none).
    pub fn report(&mut self, pointer: impl Display, message: impl Into<String>) -> &mut Finding {
        let mut finding = Finding::new(self.rule, message.into());
        finding.level = self.level;
        finding.pos = self.pos;
        finding.pointer = pointer.to_string();
        match &mut self.out {
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
