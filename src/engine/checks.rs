//! The checks of a plan as a worker shows rows to them.

use std::collections::HashMap;
use std::rc::Rc;

use super::plan::Plan;
use crate::example::Signs;
use crate::rules::{AnyFold, Check, ExampleRule, Family, Hashed, LeakRule, Level, Meta, RowRule, SchemaRule, TextRule};

/// The checks of a plan by what they look at, so that a row is shown to no rule that does not look at rows.
#[derive(Default)]
pub(super) struct Checks<'p> {
    pub rows: Vec<(&'static Meta, Level, &'p dyn RowRule)>,
    pub examples: Vec<(&'static Meta, &'p dyn ExampleRule)>,
    pub schema: Vec<(&'static Meta, &'p dyn SchemaRule)>,
    pub texts: Vec<(&'static Meta, &'p dyn TextRule)>,
    pub leaks: Vec<(&'static Meta, &'p dyn LeakRule)>,
    pub folds: Vec<&'p dyn AnyFold>,
}

impl<'p> Checks<'p> {
    /// Those that speak of rows for one consumer. States of folds are kept for all.
    pub fn of(plan: &'p Plan, consumer: usize) -> Self {
        let mut checks = Checks::default();
        for (i, rule) in plan.rules.iter().enumerate() {
            let level = plan.level_of(consumer, i);
            let silent = level.is_none() && rule.meta.family != Family::Privacy;
            for check in rule.checks.iter().filter(|check| !silent || matches!(check, Check::Fold(_))) {
                match check {
                    Check::Row(check) => checks.rows.push((rule.meta, level.unwrap_or(rule.level), check.as_ref())),
                    Check::Example(check) => checks.examples.push((rule.meta, check.as_ref())),
                    Check::Schema(check) => checks.schema.push((rule.meta, check.as_ref())),
                    Check::Text(check) => checks.texts.push((rule.meta, check.as_ref())),
                    Check::Leak(check) => checks.leaks.push((rule.meta, check.as_ref())),
                    Check::Fold(fold) => checks.folds.push(fold.as_ref()),
                    Check::Group(_) | Check::Near(_) | Check::Final(_) | Check::Again(_) => {}
                }
            }
        }
        checks
    }
}

/// The rules about texts that are shown a text, by its signs; most texts of a data set have the same few signs.
#[derive(Default)]
pub(super) struct Wanted(HashMap<Signs, Rc<[usize]>, Hashed>);

impl Wanted {
    /// Indexes of the rules that want a text with these signs.
    pub fn of(&mut self, signs: Signs, checks: &Checks<'_>) -> Rc<[usize]> {
        let decide = || {
            let wants = |(i, (_, rule)): (usize, &(_, &dyn TextRule))| rule.wants(signs).then_some(i);
            checks.texts.iter().enumerate().filter_map(wants).collect()
        };
        Rc::clone(self.0.entry(signs).or_insert_with(decide))
    }
}
