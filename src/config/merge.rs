//! Joins what the file says with what the environment and the flags say: defaults < file < environment < flags. Remembers
//! where each value came from.

use serde::Deserialize;
use toml::{Table, Value};

use super::explain::explain;
use super::load::Loaded;
use super::schema::Config;
use super::settings::{Given, Origin, Settings};
use crate::failure::Failure;
use crate::rules::select;

/// Lists to which a later layer adds.
const ADDING: [&str; 3] = ["extend-select", "extend-ignore", "allow"];

/// Joins a file and what was given: first the environment, then the flags.
pub fn merge(file: Option<Loaded>, given: &[Given]) -> Result<Settings, Failure> {
    let mut settings =
        Settings { table: file.as_ref().map(|file| file.table.clone()).unwrap_or_default(), ..Settings::default() };
    settings.file = file;
    for flags in [false, true] {
        let layer = given.iter().filter(|given| matches!(given.origin, Origin::Flag(_)) == flags);
        let layer: Vec<&Given> = layer.collect();
        if layer.iter().any(|given| given.path == ["select"]) {
            settings.set_aside();
        }
        for given in layer {
            settings.put(given);
        }
    }
    settings.config = match Config::deserialize(Value::Table(settings.table.clone())) {
        Ok(config) => config,
        // The file was read with its types already, so that this is about what was given beside it.
        Err(why) => {
            let mut names: Vec<String> = Vec::new();
            for name in given.iter().map(|given| given.origin.to_string()) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            let (why, advice) = explain(why.message());
            return Err(Failure::Unusable {
                path: if names.is_empty() { "the configuration".into() } else { names.join(", ") },
                why,
                advice: advice.unwrap_or_else(|| "`ft-lint schema config` describes every key".into()),
            });
        }
    };
    Ok(settings)
}

impl Settings {
    /// Who selects anew does not want what was left out or added before; findings that are known stay known.
    fn set_aside(&mut self) {
        for key in ADDING {
            self.table.remove(key);
        }
        if let Some(Value::Array(entries)) = self.table.get_mut("ignore") {
            entries.retain(Value::is_table);
        }
    }

    fn put(&mut self, given: &Given) {
        let (last, path) = given.path.split_last().expect("a value has a key");
        self.outdo(path, last);
        let mut table = &mut self.table;
        for key in path {
            let inner = table.entry(key).or_insert_with(|| Value::Table(Table::new()));
            if !inner.is_table() {
                *inner = Value::Table(Table::new());
            }
            table = inner.as_table_mut().expect("just made one");
        }
        match (table.get_mut(last), &given.value) {
            (Some(Value::Array(own)), Value::Array(more)) if ADDING.contains(&last.as_str()) => {
                own.extend(more.iter().cloned());
            }
            (Some(Value::Array(own)), Value::Array(more)) if last == "ignore" && path.is_empty() => {
                own.retain(Value::is_table);
                own.extend(more.iter().cloned());
            }
            (Some(Value::Table(own)), Value::Table(more)) => join(own, more),
            _ => {
                table.insert(last.clone(), given.value.clone());
            }
        }
        self.origins.insert(given.path.join("."), given.origin.clone());
    }

    /// Takes away what a level or budget that is given replaces, however the rules are named: levels of the same rules and of
    /// some of them, and budgets of the same rules.
    fn outdo(&mut self, path: &[String], selector: &str) {
        let table = match path {
            [levels] if levels == "levels" => self.table.get_mut(levels),
            [gate, budget] if gate == "gate" && budget == "budget" => {
                self.table.get_mut(gate).and_then(Value::as_table_mut).and_then(|gate| gate.get_mut(budget))
            }
            _ => None,
        };
        let Some(table) = table.and_then(Value::as_table_mut) else { return };
        let meant = select(selector);
        table.retain(|other, _| {
            let own = select(other);
            let replaced = !own.is_empty() && own.iter().all(|meta| meant.contains(meta));
            !(replaced && (path.len() == 1 || own.len() == meant.len()))
        });
    }
}

/// Puts `more` over `own`; tables join.
pub fn join(own: &mut Table, more: &Table) {
    for (key, value) in more {
        match (own.get_mut(key), value) {
            (Some(Value::Table(own)), Value::Table(more)) => join(own, more),
            _ => {
                own.insert(key.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[allow(clippy::unnecessary_wraps, reason = "it is what `merge` takes")]
    fn file(text: &str) -> Option<Loaded> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ft-lint.toml");
        std::fs::write(&path, text).expect("writable");
        Some(super::super::load::read(Path::new(&path), "ft-lint.toml").expect("right"))
    }

    fn flag(path: &str, value: Value) -> Given {
        Given { path: path.split('.').map(str::to_owned).collect(), value, origin: Origin::Flag(format!("--{path}")) }
    }

    fn variable(path: &str, value: Value) -> Given {
        Given { origin: Origin::Environment(format!("FT_{path}")), ..flag(path, value) }
    }

    fn list(items: &[&str]) -> Value {
        Value::Array(items.iter().map(|item| Value::from(*item)).collect())
    }

    #[test]
    fn flags_win_over_the_environment_and_that_over_the_file() {
        let own = file("profile = \"a\"\n\n[gate]\nmin-score = 50\nmax-warnings = 3\n");
        let given =
            [flag("profile", "c".into()), variable("profile", "b".into()), variable("gate.min-score", 70.into())];
        let settings = merge(own, &given).expect("right");
        assert_eq!(settings.config.profile.as_deref(), Some("c"));
        assert_eq!(settings.config.gate.min_score, Some(70.0));
        assert_eq!(settings.config.gate.max_warnings, Some(3));
        let from = |path: &[&str]| settings.origin(path).to_string();
        assert_eq!(from(&["profile"]), "flag --profile");
        assert_eq!(from(&["gate", "min-score"]), "environment FT_gate.min-score");
        assert_eq!(from(&["gate", "max-warnings"]), "ft-lint.toml:5");
        assert_eq!(from(&["baseline"]), "default");
    }

    #[test]
    fn levels_and_budgets_are_replaced_however_the_rules_are_named() {
        let text = "[levels]\nunknown-role = \"warn\"\nFT2 = \"off\"\n[gate.budget]\nduplicate = 3\nFT7 = 9\n";
        let given = [flag("levels.FT201", "info".into()), flag("gate.budget.FT701", "5".into())];
        let settings = merge(file(text), &given).expect("right");
        assert_eq!(settings.config.levels.keys().collect::<Vec<_>>(), ["FT2", "FT201"]);
        assert_eq!(settings.config.gate.budget.keys().collect::<Vec<_>>(), ["FT7", "FT701"]);
        let settings = merge(file(text), &[flag("levels.schema", "info".into())]).expect("right");
        assert_eq!(settings.config.levels.keys().collect::<Vec<_>>(), ["schema"]);
    }

    #[test]
    fn lists_are_replaced_and_extensions_add() {
        let text = "select = [\"FT1\"]\nignore = [\"FT2\", { rule = \"FT3\", reason = \"known\" }]\nextend-ignore = [\"FT4\"]\n";
        let ignoring =
            merge(file(text), &[flag("ignore", list(&["FT5"])), flag("extend-ignore", list(&["FT6"]))]).expect("right");
        assert_eq!(ignoring.config.select, ["FT1"]);
        assert_eq!(ignoring.config.extend_ignore, ["FT4", "FT6"]);
        assert_eq!(ignoring.config.ignore.len(), 2, "the known finding stays: {:?}", ignoring.config.ignore);
        assert_eq!(ignoring.known()[0].0, 1, "its place in the file");
        let selecting = merge(file(text), &[flag("select", list(&["FT2"]))]).expect("right");
        assert_eq!((selecting.config.ignore.len(), selecting.config.extend_ignore.len()), (1, 0));
    }
}
