//! The joined configuration, and where each value came from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use toml::{Table, Value};

use super::load::Loaded;
use super::schema::{Config, Ignore};
use crate::failure::Failure;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// The configuration file, with the line where it is known.
    File(String, Option<usize>),
    /// A variable.
    Environment(String),
    /// An option of the command line.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Origin::Default => out.write_str("default"),
            Origin::File(name, None) => out.write_str(name),
            Origin::File(name, Some(line)) => write!(out, "{name}:{line}"),
            Origin::Environment(name) => write!(out, "environment {name}"),
            Origin::Flag(name) => write!(out, "flag {name}"),
        }
    }
}

/// A value that was given outside the file.
#[derive(Clone, Debug)]
pub struct Given {
    /// Keys that lead to it.
    pub path: Vec<String>,
    /// The value.
    pub value: Value,
    /// Where it came from: environment or flag.
    pub origin: Origin,
}

/// The joined configuration.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// With types.
    pub config: Config,
    /// Without.
    pub table: Table,
    /// The file, if there is one.
    pub file: Option<Loaded>,
    /// Values that did not come from the file, by the keys that lead to them, joined by points.
    pub(super) origins: BTreeMap<String, Origin>,
}

impl Settings {
    /// Where the value came from that a path of keys leads to.
    pub fn origin(&self, path: &[&str]) -> Origin {
        let given = (1..=path.len()).rev().find_map(|length| self.origins.get(&path[..length].join(".")));
        if let Some(origin) = given {
            return origin.clone();
        }
        let Some(file) = &self.file else { return Origin::Default };
        let mut value = path.first().and_then(|key| file.table.get(*key));
        for key in path.iter().skip(1) {
            value = value.and_then(|value| match value {
                Value::Table(table) => table.get(*key),
                Value::Array(items) => key.parse::<usize>().ok().and_then(|index| items.get(index)),
                _ => None,
            });
        }
        value.map_or(Origin::Default, |_| Origin::File(file.name.clone(), file.line(path)))
    }

    /// A failure about the value that a path leads to, at its place; where it is a default, at what is around it.
    pub fn wrong(&self, path: &[&str], what: impl Into<String>, advice: Option<String>) -> Failure {
        let said = (1..=path.len()).rev().find(|length| self.origin(&path[..*length]) != Origin::Default);
        let path = &path[..said.unwrap_or(path.len())];
        match (self.origin(path), &self.file) {
            (Origin::File(..), Some(file)) => file.at(path, what, advice),
            (origin, _) => Failure::Unusable {
                path: origin.to_string(),
                why: what.into(),
                advice: advice.unwrap_or_else(|| "`ft-lint schema config` describes every key".into()),
            },
        }
    }

    /// Selectors of rules that are left out, with the keys that lead to them.
    pub fn ignored(&self) -> Vec<([String; 2], String)> {
        let named = self.config.ignore.iter().map(|entry| match entry {
            Ignore::Rules(rules) => Some(rules),
            Ignore::Findings(_) => None,
        });
        let named =
            named.enumerate().filter_map(|(i, rules)| Some((["ignore".to_owned(), i.to_string()], rules?.clone())));
        let more = self.config.extend_ignore.iter().enumerate();
        named.chain(more.map(|(i, rules)| (["extend-ignore".to_owned(), i.to_string()], rules.clone()))).collect()
    }

    /// Whether flags or variables say which rules run, and at which level: then the file does not have its say.
    pub fn is_narrowed(&self) -> bool {
        let keys = ["select", "ignore", "extend-select", "extend-ignore", "levels"];
        self.origins.keys().any(|path| keys.contains(&path.split('.').next().unwrap_or_default()))
    }

    /// The findings that are known, with their number in the file's list.
    pub fn known(&self) -> Vec<(usize, &super::schema::Known)> {
        let mut places = Vec::new();
        if let Some(Value::Array(entries)) = self.file.as_ref().and_then(|file| file.table.get("ignore")) {
            places = entries.iter().enumerate().filter(|(_, entry)| entry.is_table()).map(|(at, _)| at).collect();
        }
        let known = self.config.ignore.iter().filter_map(|entry| match entry {
            Ignore::Findings(known) => Some(known),
            Ignore::Rules(_) => None,
        });
        known.enumerate().map(|(i, known)| (places.get(i).copied().unwrap_or(i), known)).collect()
    }

    /// The path under a key and how it is shown: from the folder of the file, where it is said there; from the working
    /// directory else.
    pub fn path(&self, key: &str, path: &str) -> (PathBuf, String) {
        match (self.origin(&[key]), &self.file) {
            (Origin::File(..), Some(file)) => (file.folder.join(path), file.beside(path)),
            _ => (PathBuf::from(path), path.replace('\\', "/")),
        }
    }
}
