//! Entries of the configuration that did nothing in a run, each at its place: what they were for may be repaired, or they
//! may have a slip in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::setup::Setup;
use crate::config::{Origin, Other};
use crate::engine::{Outcome, narrowest};
use crate::example::fold_label;
use crate::failure::Failure;
use crate::rules::Meta;

/// Entries that are told; more are counted.
const TOLD: usize = 20;

/// Entries that matched nothing.
pub fn unused(setup: &Setup, outcome: &Outcome) -> Vec<Failure> {
    // A sample, an input that was cut off, or a part of what the configuration names shows nothing about what is not there.
    let whole = setup.plan.sample.is_none() && outcome.failures.is_empty() && setup.failures.is_empty();
    if !whole || setup.partial {
        return Vec::new();
    }
    let mut look = Look { setup, outcome, told: Vec::new(), more: 0 };
    look.selectors();
    look.allowed();
    look.labels();
    look.known();
    look.overrides();
    look.files();
    look.house();
    look.budgets();
    if look.more > 0 {
        look.told.push(Failure::Note { what: format!("and {} entries more that do nothing", look.more) });
    }
    look.told
}

struct Look<'s> {
    setup: &'s Setup,
    outcome: &'s Outcome,
    told: Vec<Failure>,
    more: usize,
}

impl Look<'_> {
    fn say(&mut self, path: &[&str], what: impl Into<String>, advice: &str) {
        if self.told.len() == TOLD {
            self.more += 1;
            return;
        }
        let (settings, advice) = (&self.setup.settings, Some(advice.to_owned()));
        self.told.push(match &settings.file {
            Some(file) if matches!(settings.origin(path), Origin::File(..)) => file.unused(path, what, advice),
            _ => Failure::Unused { what: what.into(), advice, source_text: None, at: None },
        });
    }

    /// Whether rules that flags or variables left out could not have met anything anyway: all of these ran.
    fn all_ran(&self, codes: &[&str]) -> bool {
        let ran = |code: &&str| self.setup.plan.rules.iter().any(|rule| rule.wanted && rule.meta.code == *code);
        !self.setup.settings.is_narrowed() || (!codes.is_empty() && codes.iter().all(ran))
    }

    /// Selections, levels and options of rules that do not run, and exclusions of rules that nobody asked for.
    fn selectors(&mut self) {
        let setup = self.setup;
        let config = &setup.settings.config;
        if setup.settings.is_narrowed() {
            return;
        }
        for (i, selector) in config.select.iter().enumerate().filter(|(_, one)| !any_runs(setup, one)) {
            let what = format!("`{selector}` selects no rule: another entry takes all of them out");
            self.say(&["select", &i.to_string()], what, "take out one of the two");
        }
        let ignored = setup.settings.ignored();
        for (path, selector) in ignored.iter().filter(|(_, one)| !leaves_out(setup, one)) {
            let what = format!("`{selector}` leaves out no rule: nothing selects it");
            self.say(
                &[path[0].as_str(), path[1].as_str()],
                what,
                "take it out, or see whether it is the rule you mean",
            );
        }
        let levels = config.levels.iter().filter(|(_, level)| level.level().is_some());
        for (selector, _) in levels.filter(|(one, _)| !any_runs(setup, one)) {
            let what = format!("`{selector}` has a level, and no rule of that name runs");
            self.say(&["levels", selector], what, "take it out, or select the rule");
        }
        let tables = setup.settings.table.get("rules").and_then(toml::Value::as_table);
        for name in tables.into_iter().flat_map(toml::Table::keys).filter(|name| !any_runs(setup, name)) {
            let what = format!("`{name}` has options, and does not run");
            self.say(&["rules", name], what, "take them out, or select the rule");
        }
    }

    /// What may stand in the data, and does not.
    fn allowed(&mut self) {
        let config = &self.setup.settings.config;
        if self.setup.settings.is_narrowed() {
            return;
        }
        let unmet = |met: &BTreeSet<usize>, all: usize| (0..all).filter(|i| !met.contains(i)).collect::<Vec<_>>();
        for i in unmet(&self.outcome.allowed, config.privacy.allow.len()) {
            // The entry itself may be what a report must not show.
            let what = format!("entry {} of the allowed values meets nothing that would be reported", i + 1);
            self.say(&["privacy", "allow", &i.to_string()], what, "take it out, or see whether it is written right");
        }
        for i in unmet(&self.outcome.allowed_answers, config.allow_answers.len()) {
            let what = format!("entry {} of the allowed answers meets no answer that would be reported", i + 1);
            self.say(&["allow-answers", &i.to_string()], what, "take it out, or see whether it is written right");
        }
    }

    /// Labels that no example has. Where no answers are labels, that is told elsewhere.
    fn labels(&mut self) {
        let spaces = &self.outcome.facts.labels.spaces;
        let seen: BTreeSet<String> =
            spaces.iter().flat_map(|space| space.labels.values()).map(|label| fold_label(label.shown())).collect();
        if seen.is_empty() {
            return;
        }
        let labels = &self.setup.settings.config.labels;
        for (i, label) in labels.iter().enumerate().filter(|(_, label)| !seen.contains(&fold_label(label))) {
            let what = format!("no example has the label `{}`", crate::rules::labels::shown(label));
            self.say(&["labels", &i.to_string()], what, "add examples of it, or take it out");
        }
    }

    /// Findings that are known, and are not there.
    fn known(&mut self) {
        let hits = &self.outcome.suppressed.known_hits;
        for (entry, (at, own)) in self.setup.settings.known().into_iter().enumerate() {
            let meant = own.rule.as_ref().map_or_else(Vec::new, |rule| meant(self.setup, rule));
            let codes: Vec<&str> = meant.iter().map(|meta| meta.code).collect();
            if self.all_ran(&codes) && hits.get(entry).is_none_or(|hits| *hits == 0) {
                let advice = "take it out if what it ignored is repaired";
                self.say(&["ignore", &at.to_string()], "the entry matches no finding", advice);
            }
        }
    }

    /// Overrides that meet no file or finding, and patterns of their files that do not.
    fn overrides(&mut self) {
        let setup = self.setup;
        let advice = "patterns count from the folder of the configuration";
        for (number, other) in setup.resolved.overrides().iter().enumerate() {
            let at = number.to_string();
            let path = ["overrides", at.as_str()];
            let inputs = setup.plan.inputs.iter();
            let met: BTreeSet<usize> = inputs.flat_map(|input| other.paths.which(Path::new(&input.name))).collect();
            if met.is_empty() {
                self.say(&path, "the override meets none of the files", advice);
                continue;
            }
            let files = &setup.settings.config.overrides[number].files;
            for (i, pattern) in files.iter().enumerate().filter(|(i, _)| !met.contains(i)) {
                let what = format!("`{pattern}` meets none of the files");
                self.say(&[&path[..], &["files", &i.to_string()]].concat(), what, advice);
            }
            if !setup.settings.is_narrowed() {
                self.selectors_of(number, &path, other);
            }
        }
    }

    /// Selectors of one override that meet no finding; each rule is meant by the narrowest of those that name it.
    fn selectors_of(&mut self, number: usize, path: &[&str], other: &Other) {
        let (setup, hits) = (self.setup, &self.outcome.suppressed.override_hits);
        let hit: BTreeSet<&str> = hits.keys().filter(|(own, _)| *own == number).map(|(_, code)| *code).collect();
        let advice = "take it out if what it was for is repaired";
        if other.levels.is_empty() && (other.select.is_empty() || !hit.is_empty()) {
            return;
        }
        if hit.is_empty() && other.profile.is_none() {
            self.say(path, "the override meets no finding", advice);
            return;
        }
        let names: BTreeMap<String, &str> = other.levels.keys().map(|name| (name.clone(), name.as_str())).collect();
        let meets = |selector: &str| {
            let mut met = meant(setup, selector).into_iter().filter(|meta| hit.contains(meta.code));
            met.any(|meta| narrowest(&names, meta) == Some(selector))
        };
        let own = &setup.settings.config.overrides[number];
        let ignored = own.ignore.iter().enumerate().map(|(i, one)| (["ignore".to_owned(), i.to_string()], one));
        let leveled = own.levels.keys().map(|one| (["levels".to_owned(), one.clone()], one));
        for ([list, key], selector) in ignored.chain(leveled).filter(|(_, one)| !meets(one)) {
            let what = format!("`{selector}` of the override meets no finding");
            self.say(&[path, &[list.as_str(), key.as_str()]].concat(), what, advice);
        }
    }

    /// Patterns of files that are taken or left out, and are not there. Files that are typed one by one show nothing.
    fn files(&mut self) {
        let config = &self.setup.settings.config;
        let Some(seen) = &self.setup.walked else { return };
        for (key, patterns, met, what) in [
            ("include", &config.include, &seen.included, "adds no file"),
            ("exclude", &config.exclude, &seen.excluded, "leaves out no file"),
        ] {
            for (i, pattern) in patterns.iter().enumerate().filter(|(i, _)| !met.contains(i)) {
                let advice = "patterns count from the folder of the configuration";
                self.say(&[key, &i.to_string()], format!("`{pattern}` {what}"), advice);
            }
        }
    }

    /// Rules of the house that never had anything to look at.
    fn house(&mut self) {
        let setup = self.setup;
        for (i, rule) in setup.settings.config.custom.iter().enumerate() {
            let own = setup.resolved.selection.custom.iter().find(|house| house.meta().name == rule.name);
            let Some(house) = own.filter(|house| runs(setup, house.meta()) && !house.has_looked()) else { continue };
            let key = if rule.place.is_some() { "in" } else { "pointer" };
            let what = format!("`{}` has nothing to look at in any row", house.meta().name);
            self.say(&["custom", &i.to_string(), key], what, "see whether the place is written right");
        }
    }

    /// Budgets of rules that do not run. One that is not spent is a limit that holds.
    fn budgets(&mut self) {
        let setup = self.setup;
        if setup.settings.is_narrowed() {
            return;
        }
        for budget in setup.resolved.gate.budgets.iter().filter(|budget| !any_runs(setup, &budget.codes.join(","))) {
            let what = format!("`{}` has a budget, and no rule of that name runs", budget.name);
            self.say(&["gate", "budget", &budget.name], what, "take it out, or select the rule");
        }
    }
}

fn runs(setup: &Setup, meta: &Meta) -> bool {
    setup.plan.rules.iter().any(|rule| rule.wanted && rule.meta.code == meta.code)
}

/// The rules that a list of selectors means.
fn meant(setup: &Setup, selectors: &str) -> Vec<&'static Meta> {
    let selection = &setup.resolved.selection;
    selectors.split(',').flat_map(|one| selection.means(one.trim())).collect()
}

/// Whether a rule runs that one of these selectors means.
fn any_runs(setup: &Setup, selectors: &str) -> bool {
    meant(setup, selectors).iter().any(|meta| runs(setup, meta))
}

/// Whether an exclusion takes out a rule that was selected.
fn leaves_out(setup: &Setup, selectors: &str) -> bool {
    let select = &setup.resolved.selection.select;
    let selected: Vec<&str> = select.iter().flat_map(|list| meant(setup, list)).map(|meta| meta.code).collect();
    let is_selected = |meta: &Meta| select.is_empty() || selected.contains(&meta.code);
    meant(setup, selectors).iter().any(|meta| is_selected(meta) && !runs(setup, meta))
}
