//! Which rules run, how, at which level, and the rules of the house.

use std::collections::BTreeMap;

use super::super::house::spec;
use super::super::schema::{self, Certainty, Ignore, Switch};
use super::Reader;
use crate::engine::{RULESET, Selection};
use crate::rules::custom::House;
use crate::rules::labels::{LabelMode, LabelOptions};
use crate::rules::profile::Setting;
use crate::rules::{Options, Reach};

/// Rules of the house at most; a run tells rules apart by one byte.
const MOST_CUSTOM: usize = 100;

/// Versions of the rules' meaning that this program knows.
const RULESETS: [&str; 1] = [RULESET];

impl Reader<'_> {
    /// Settles which rules run, how and at which level.
    pub(super) fn selection(&mut self) {
        let config = &self.settings.config;
        let mut ignore = self.ignored();
        self.clashes();
        let select = self.selectors(&["select"], &config.select);
        ignore.extend(self.selectors(&["extend-ignore"], &config.extend_ignore));
        let extend = self.selectors(&["extend-select"], &config.extend_select);
        let levels = self.levels(&["levels"], &config.levels);
        for (path, what) in config.rules.faults() {
            self.wrong(&["rules", path[0], path[1]], what, None);
        }
        let reach = match config.privacy.certainty {
            Some(Certainty::Certain) => Reach::Certain,
            None | Some(Certainty::Likely) => Reach::Likely,
            Some(Certainty::All) => Reach::All,
        };
        let person = config.privacy.person.unwrap_or(false);
        let (labels, allow_answers) = (self.labels(), self.answers());
        let rules = config.rules.clone();
        let options = Options { person, reach, labels, allow_answers, rules, profiles: Vec::new() };
        self.selection = Selection { select, ignore, extend, levels, options, ..std::mem::take(&mut self.selection) };
    }

    /// Selectors of `ignore`, which holds findings that are known as well.
    fn ignored(&mut self) -> Vec<String> {
        let config = &self.settings.config;
        let mut ignored = Vec::new();
        for (i, entry) in config.ignore.iter().enumerate() {
            let Ignore::Rules(selector) = entry else { continue };
            let path = ["ignore", &i.to_string()];
            self.means(&path, selector);
            if config.select.iter().any(|other| other.eq_ignore_ascii_case(selector)) {
                let advice = "take it out of one of the lists".to_owned();
                self.wrong(&path, format!("`{selector}` is both in `select` and in `ignore`"), Some(advice));
            }
            ignored.push(selector.clone());
        }
        ignored
    }

    /// Tells selectors that are added and taken away.
    fn clashes(&mut self) {
        let config = &self.settings.config;
        for (i, selector) in config.extend_select.iter().enumerate() {
            if config.extend_ignore.iter().any(|other| other.eq_ignore_ascii_case(selector)) {
                let what = format!("`{selector}` is both in `extend-select` and in `extend-ignore`");
                let advice = "take it out of one of the lists".to_owned();
                self.wrong(&["extend-select", &i.to_string()], what, Some(advice));
            }
        }
    }

    /// Whether answers are labels, and which there are.
    fn labels(&mut self) -> LabelOptions {
        let config = &self.settings.config;
        if let Some(at) = config.labels.iter().position(|label| label.trim().is_empty()) {
            let advice = "for example billing,shipping".to_owned();
            self.wrong(&["labels", &at.to_string()], "`labels` has an empty label", Some(advice));
        }
        let mode = match config.label_mode {
            None | Some(schema::LabelMode::Auto) => LabelMode::Auto,
            Some(schema::LabelMode::On) => LabelMode::On,
            Some(schema::LabelMode::Off) => LabelMode::Off,
        };
        if mode == LabelMode::Off && !config.labels.is_empty() {
            let advice = "take out one of the two".to_owned();
            self.wrong(
                &["label-mode"],
                "there are `labels`, and `label-mode` says that answers are none",
                Some(advice),
            );
        }
        LabelOptions { mode, labels: config.labels.clone() }
    }

    /// Expressions for answers that may stand under many prompts.
    fn answers(&mut self) -> Vec<String> {
        let answers = &self.settings.config.allow_answers;
        for (i, pattern) in answers.iter().enumerate() {
            if let Err(why) = regex::Regex::new(pattern) {
                let what = format!("`{pattern}` is no regular expression: {}", why.to_string().replace('\n', " "));
                let advice = "for example '^I cannot help with that'".to_owned();
                self.wrong(&["allow-answers", &i.to_string()], what, Some(advice));
            }
        }
        answers.clone()
    }

    /// Levels by selector; two levels for one rule are told.
    pub(super) fn levels(&mut self, path: &[&str], levels: &BTreeMap<String, Switch>) -> BTreeMap<String, Setting> {
        let mut out = BTreeMap::new();
        let mut exact: BTreeMap<&'static str, (&String, Switch)> = BTreeMap::new();
        for (selector, switch) in levels {
            let own = [path, &[selector.as_str()]].concat();
            self.means(&own, selector);
            for meta in self.selection.means(selector) {
                let narrow = meta.is_meant(selector) == Some(usize::MAX);
                let clash = narrow.then(|| exact.insert(meta.code, (selector, *switch))).flatten();
                if let Some((other, _)) = clash.filter(|(_, other)| other != switch) {
                    self.wrong(&own, format!("`{selector}` and `{other}` are one rule with two levels"), None);
                }
            }
            out.insert(selector.clone(), Setting(switch.level()));
        }
        out
    }

    /// Settles the version of the rules' meaning.
    pub(super) fn ruleset(&mut self) {
        let Some(ruleset) = &self.settings.config.ruleset else { return };
        if RULESETS.contains(&ruleset.as_str()) {
            self.selection.ruleset = Some(ruleset.clone());
        } else {
            let advice = format!("this program knows {}", RULESETS.join(", "));
            self.wrong(&["ruleset"], format!("unknown ruleset `{ruleset}`"), Some(advice));
        }
    }

    /// Builds the rules of the house.
    pub(super) fn custom(&mut self) {
        let rules = &self.settings.config.custom;
        if rules.len() > MOST_CUSTOM {
            self.wrong(&["custom"], format!("more than {MOST_CUSTOM} rules of the house"), None);
            return;
        }
        for (i, rule) in rules.iter().enumerate() {
            let at = i.to_string();
            match spec(rule).and_then(|spec| spec.map(House::build).transpose()) {
                Ok(Some(house)) => {
                    if self.selection.custom.iter().any(|other| other.meta().name == house.meta().name) {
                        self.wrong(&["custom", &at, "name"], format!("two rules are named `{}`", rule.name), None);
                    }
                    self.selection.custom.push(house);
                }
                Ok(None) => {}
                Err(why) => {
                    let key = ["pattern", "phrases", "required", "schema", "name"];
                    let key = key.into_iter().find(|key| why.starts_with(&format!("`{key}`")));
                    let path: Vec<&str> = ["custom", at.as_str()].into_iter().chain(key).collect();
                    self.wrong(&path, why, None);
                }
            }
        }
    }

    /// What was given by flag or variable about single rules: it wins over the overrides of the file.
    pub(super) fn firm(&self) -> Vec<String> {
        let config = &self.settings.config;
        let levels = config.levels.keys().filter(|selector| self.is_given(&["levels", selector]));
        let in_file = |selector: &&String| {
            let file = self.settings.file.as_ref().and_then(|file| file.table.get("extend-select"));
            file.and_then(toml::Value::as_array).is_some_and(|own| own.iter().any(|one| one.as_str() == Some(selector)))
        };
        levels.chain(config.extend_select.iter().filter(|selector| !in_file(selector))).cloned().collect()
    }
}
