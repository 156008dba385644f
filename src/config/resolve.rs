//! From the joined configuration to what a run is given: rules, levels, gate, findings that are known. What cannot be meant
//! is told at its place; all of it, not only the first.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::baseline::fingerprint;
use super::house::spec;
use super::merge::{Origin, Settings};
use super::paths::Paths;
use super::schema::{self, Budget, Certainty, FailOn, Ignore, Switch};
use crate::engine::{self, Privacy, RULESET, Selection, Suppress, narrowest};
use crate::failure::Failure;
use crate::gate::{self, Gate, Limit};
use crate::rules::custom::House;
use crate::rules::labels::{LabelMode, LabelOptions};
use crate::rules::privacy::Allow;
use crate::rules::profile::{self, Profile, Setting};
use crate::rules::{CATALOGUE, Level, Meta, Options, Reach};
use crate::source::Input;

/// The profile that stands for the whole matrix; findings are those of `generic`.
const ALL: &str = "all";
/// Rules of the house at most; a run tells rules apart by one byte.
const MOST_CUSTOM: usize = 100;
/// Faults that are told; more are counted.
const TOLD: usize = 20;
/// Versions of the rules' meaning that this program knows.
const RULESETS: [&str; 1] = [RULESET];

/// What is different for some files.
pub struct Other {
    /// The files.
    pub paths: Paths,
    /// The consumer that they are for, where it is another one.
    pub profile: Option<&'static Profile>,
    /// Selectors of the only rules that speak of them; all when empty.
    pub select: Vec<String>,
    /// Levels that rules have in them, by selector.
    pub levels: BTreeMap<String, Setting>,
}

impl Other {
    /// What it says of a rule: the level of the narrowest selector, or that the rule is silent.
    fn setting(&self, meta: &Meta) -> Option<Setting> {
        let selectors = || self.select.iter().flat_map(|list| list.split(','));
        let left_out = !self.select.is_empty() && !selectors().any(|one| meta.is_meant(one.trim()).is_some());
        if left_out { Some(Setting(None)) } else { narrowest(&self.levels, meta) }
    }
}

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

impl Resolved {
    /// What is settled for these inputs; the baseline comes from elsewhere.
    pub fn suppress(&self, inputs: &[Input]) -> Suppress {
        let file = |input: &Input| PathBuf::from(&input.name);
        let known = self.known.iter().map(|(known, files)| {
            let inputs = files.as_ref().map(|files| inputs.iter().map(|input| files.has(&file(input))).collect());
            engine::Known { inputs, ..known.clone() }
        });
        let mut overrides: Vec<BTreeMap<&'static str, (Setting, usize)>> = Vec::new();
        for input in inputs.iter().filter(|_| !self.overrides.is_empty()) {
            let mut own = BTreeMap::new();
            for (number, other) in self.overrides_of(&file(input)) {
                let house = self.selection.custom.iter().map(House::meta);
                for meta in CATALOGUE.iter().chain(house) {
                    let firm = self.firm.iter().any(|selector| meta.is_meant(selector).is_some());
                    if let Some(setting) = other.setting(meta).filter(|_| !firm) {
                        own.insert(meta.code, (setting, number));
                    }
                }
            }
            overrides.push(own);
        }
        if overrides.iter().all(BTreeMap::is_empty) {
            overrides.clear();
        }
        Suppress { overrides, known: known.collect(), ..Suppress::default() }
    }

    /// All overrides.
    pub fn overrides(&self) -> &[Other] {
        &self.overrides
    }

    /// The overrides that mean a file, with their numbers; later ones win.
    pub fn overrides_of(&self, file: &Path) -> Vec<(usize, &Other)> {
        self.overrides.iter().enumerate().filter(|(_, other)| other.paths.has(file)).collect()
    }

    /// The consumer that a file is for.
    pub fn profile_of(&self, file: &Path) -> &'static Profile {
        let mut others = self.overrides_of(file).into_iter().rev().filter(|_| !self.firm_profile);
        others.find_map(|(_, other)| other.profile).unwrap_or(self.profile)
    }

    /// The consumers of these inputs, that of the run first, and for each input the place of its own.
    pub fn consumers(&self, inputs: &[Input]) -> (Vec<&'static Profile>, Vec<usize>) {
        let mut profiles = vec![self.profile];
        let mut place = |input: &Input| {
            let own = self.profile_of(Path::new(&input.name));
            profiles.iter().position(|known| known.name == own.name).unwrap_or_else(|| {
                profiles.push(own);
                profiles.len() - 1
            })
        };
        let places = inputs.iter().map(&mut place).collect();
        (profiles, places)
    }
}

struct Reader<'s> {
    settings: &'s Settings,
    wrong: Vec<Failure>,
    /// Faults that are not told.
    more: usize,
    selection: Selection,
}

impl Reader<'_> {
    fn wrong(&mut self, path: &[&str], what: impl Into<String>, advice: Option<String>) {
        if self.wrong.len() < TOLD {
            let failure = self.settings.wrong(path, what, advice);
            self.wrong.push(failure);
        } else {
            self.more += 1;
        }
    }

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

    fn selection(&mut self) {
        let config = &self.settings.config;
        let ignored: Vec<(usize, &String)> = config
            .ignore
            .iter()
            .enumerate()
            .filter_map(|(i, entry)| if let Ignore::Rules(rules) = entry { Some((i, rules)) } else { None })
            .collect();
        for (i, selector) in &ignored {
            let item = i.to_string();
            self.means(&["ignore", &item], selector);
            let same = |other: &String| other.eq_ignore_ascii_case(selector);
            if config.select.iter().any(same) {
                let advice = "take it out of one of the lists".to_owned();
                self.wrong(
                    &["ignore", &item],
                    format!("`{selector}` is both in `select` and in `ignore`"),
                    Some(advice),
                );
            }
        }
        for (i, selector) in config.extend_select.iter().enumerate() {
            if config.extend_ignore.iter().any(|other| other.eq_ignore_ascii_case(selector)) {
                let what = format!("`{selector}` is both in `extend-select` and in `extend-ignore`");
                let advice = "take it out of one of the lists".to_owned();
                self.wrong(&["extend-select", &i.to_string()], what, Some(advice));
            }
        }
        let select = self.selectors(&["select"], &config.select);
        let mut ignore: Vec<String> = ignored.into_iter().map(|(_, rules)| rules.clone()).collect();
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

    fn levels(&mut self, path: &[&str], levels: &BTreeMap<String, Switch>) -> BTreeMap<String, Setting> {
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

    /// Whether a flag or a variable says it.
    fn is_given(&self, path: &[&str]) -> bool {
        matches!(self.settings.origin(path), Origin::Flag(_) | Origin::Environment(_))
    }

    /// What was given by flag or variable about single rules: it wins over the overrides of the file.
    fn firm(&self) -> Vec<String> {
        let config = &self.settings.config;
        let levels = config.levels.keys().filter(|selector| self.is_given(&["levels", selector]));
        let in_file = |selector: &&String| {
            let file = self.settings.file.as_ref().and_then(|file| file.table.get("extend-select"));
            file.and_then(toml::Value::as_array).is_some_and(|own| own.iter().any(|one| one.as_str() == Some(selector)))
        };
        levels.chain(config.extend_select.iter().filter(|selector| !in_file(selector))).cloned().collect()
    }

    fn ruleset(&mut self) {
        let Some(ruleset) = &self.settings.config.ruleset else { return };
        if RULESETS.contains(&ruleset.as_str()) {
            self.selection.ruleset = Some(ruleset.clone());
        } else {
            let advice = format!("this program knows {}", RULESETS.join(", "));
            self.wrong(&["ruleset"], format!("unknown ruleset `{ruleset}`"), Some(advice));
        }
    }

    fn privacy(&mut self) -> Privacy {
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

    fn gate(&mut self) -> Gate {
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

    fn known(&mut self) -> Vec<(engine::Known, Option<Paths>)> {
        let mut out = Vec::new();
        for (at, known) in self.settings.known() {
            let at = at.to_string();
            let path = ["ignore", at.as_str()];
            if known.reason.trim().is_empty() {
                let advice = "add `reason = \"…\"`: whoever reads the file next wants to know".to_owned();
                self.wrong(&path, "an ignored finding has no reason", Some(advice));
            }
            let empty = known.rule.is_none() && known.pointer.is_none() && known.fingerprint.is_none();
            if empty && known.files.is_empty() {
                let advice = "say which: `rule`, `pointer`, `files` or `fingerprint`".to_owned();
                self.wrong(&path, "the entry ignores every finding", Some(advice));
            }
            let codes = known.rule.as_ref().map(|rule| {
                self.means(&[&path[..], &["rule"]].concat(), rule);
                self.selection.means(rule).iter().map(|meta| meta.code).collect()
            });
            let print = known.fingerprint.as_ref().and_then(|text| {
                let print = fingerprint(text);
                if print.is_none() {
                    let advice = "reports have it: 16 hexadecimal digits, and `:2` for a second copy".to_owned();
                    self.wrong(
                        &[&path[..], &["fingerprint"]].concat(),
                        format!("`{text}` is no fingerprint"),
                        Some(advice),
                    );
                }
                print
            });
            if known.pointer.as_ref().is_some_and(|pointer| !pointer.starts_with('/')) {
                let advice = "for example /messages/*/content".to_owned();
                self.wrong(&[&path[..], &["pointer"]].concat(), "a JSON Pointer starts with `/`", Some(advice));
            }
            let files = self.paths(&[&path[..], &["files"]].concat(), &known.files);
            let files = (!known.files.is_empty()).then_some(files);
            out.push((
                engine::Known { codes, pointer: known.pointer.clone(), inputs: None, fingerprint: print },
                files,
            ));
        }
        out
    }

    fn overrides(&mut self) -> Vec<Other> {
        let mut out = Vec::new();
        for (i, own) in self.settings.config.overrides.iter().enumerate() {
            let at = i.to_string();
            let path = ["overrides", at.as_str()];
            if own.files.is_empty() {
                let advice = "add `files = [\"data/old/**\"]`".to_owned();
                self.wrong(&path, "the override names no files", Some(advice));
            }
            let rules = [&own.ignore, &own.select].into_iter().any(|list| !list.is_empty()) || !own.levels.is_empty();
            if !rules && own.profile.is_none() {
                let advice = "add `profile`, `select`, `ignore` or `levels`".to_owned();
                self.wrong(&path, "the override changes nothing", Some(advice));
            }
            let profile = own.profile.as_deref().and_then(|named| self.other_profile(&path, named));
            let paths = self.paths(&[&path[..], &["files"]].concat(), &own.files);
            let mut levels = self.levels(&[&path[..], &["levels"]].concat(), &own.levels);
            for selector in self.selectors(&[&path[..], &["ignore"]].concat(), &own.ignore) {
                if levels.insert(selector.clone(), Setting(None)).is_some_and(|level| level.0.is_some()) {
                    self.wrong(&path, format!("`{selector}` is ignored and has a level"), None);
                }
            }
            let select = self.selectors(&[&path[..], &["select"]].concat(), &own.select);
            if let Some(both) = select.iter().find(|one| own.ignore.contains(one)) {
                self.wrong(&path, format!("`{both}` is both in `select` and in `ignore`"), None);
            }
            out.push(Other { paths, profile, select, levels });
        }
        out
    }

    fn other_profile(&mut self, path: &[&str], named: &str) -> Option<&'static Profile> {
        let path = [path, &["profile"]].concat();
        if named == ALL {
            let advice = "name one consumer; `--profile all` shows the verdict of every consumer".to_owned();
            self.wrong(&path, "`all` is no consumer that files could be for", Some(advice));
            return None;
        }
        self.named_profile(&path, named)
    }

    fn custom(&mut self) {
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
}
