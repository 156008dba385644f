//! What is a leak, and when the gate fails.

use super::super::schema::{Budget, FailOn};
use super::Reader;
use crate::engine::Privacy;
use crate::gate::{self, Gate, Limit};
use crate::rules::Level;
use crate::rules::privacy::Allow;

impl Reader<'_> {
    /// What is no leak, and how sure a finding must be.
    pub(super) fn privacy(&mut self) -> Privacy {
        let allowed = &self.settings.config.privacy.allow;
        for (i, entry) in allowed.iter().enumerate() {
            if let Err(why) = Allow::read(std::slice::from_ref(entry)) {
                let advice = "for example 'regex:A-\\d+', or domain:, pointer:, kind:, value:".to_owned();
                self.wrong(&["privacy", "allow", &i.to_string()], why, Some(advice));
            }
        }
        let allow = Allow::read(allowed).unwrap_or_default();
        Privacy { allow, reach: self.selection.options.reach }
    }

    /// When the gate fails.
    pub(super) fn gate(&mut self) -> Gate {
        let own = &self.settings.config.gate;
        if own.min_score.is_some_and(|score| !(0.0..=100.0).contains(&score)) {
            let advice = "for example 90".to_owned();
            self.wrong(&["gate", "min-score"], "`min-score` is not between 0 and 100", Some(advice));
        }
        let mut budgets: Vec<gate::Budget> = Vec::new();
        for (name, budget) in &own.budget {
            self.means(&["gate", "budget", name], name);
            let codes: Vec<&'static str> = self.selection.means(name).iter().map(|meta| meta.code).collect();
            if let Some(other) = budgets.iter().find(|other| !codes.is_empty() && other.codes == codes) {
                let what = format!("`{name}` and `{}` are two budgets for the same", other.name);
                self.wrong(&["gate", "budget", name], what, None);
            }
            let limit = match budget {
                Budget::Rows(rows) => Limit::Rows(*rows),
                Budget::Share(share) => Limit::Share(*share),
            };
            budgets.push(gate::Budget { name: name.clone(), codes, limit });
        }
        let fail_on = match own.fail_on {
            None | Some(FailOn::Error) => Some(Level::Error),
            Some(FailOn::Warn) => Some(Level::Warn),
            Some(FailOn::Info) => Some(Level::Info),
            Some(FailOn::Never) => None,
        };
        Gate { fail_on, max_warnings: own.max_warnings, min_score: own.min_score, budgets }
    }
}
