//! One consumer of fine-tuning files, as data: what it accepts and how it takes what it does not. The data are
//! `rules/profiles/*.toml`; the schema rules interpret them.

mod form;
mod known;
mod limits;
mod node;
mod talk;
mod whole;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

pub use form::{Form, Media};
pub use known::{all, find, generic, index, nearest};
pub use limits::{Limits, ModelLimits, Price, Unit};
pub use node::{Case, Charset, Need, Node, Type};
pub use talk::{Calls, Ending, Images, Order, Part, System, Talk};
pub use whole::{Counted, Members, Uniform};

use super::catalogue::Level;
use crate::example::Shape;

/// How a consumer takes something: at a level, or not at all (`off`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting(pub Option<Level>);

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        if word == "off" {
            return Ok(Setting(None));
        }
        let level = Level::ALL.into_iter().find(|level| level.name() == word);
        level.map(|level| Setting(Some(level))).ok_or_else(|| serde::de::Error::custom(format!("`{word}` is no level")))
    }
}

/// Whether the consumer still takes new jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It does.
    #[default]
    Live,
    /// Retired, frozen or closed to new users; people still have files for it.
    Retired,
}

/// One consumer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Profile {
    /// Its id, as `--profile` takes it.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Whether it takes new jobs.
    pub status: Status,
    /// What to know before using it; one sentence each.
    pub notes: Vec<String>,
    /// Documents and programs that the facts are from: `key: what`.
    pub sources: Vec<String>,
    /// What becomes of a row that it does not take, in words that fit after a message: `the row is dropped`.
    pub outcome: Option<String>,
    /// Whether it reads files with the loader of HF datasets.
    pub loader: bool,
    /// Limits of a file.
    pub limits: Limits,
    /// Prices.
    pub prices: Vec<Price>,
    /// Levels that differ from the rule's own: by rule code, or by the name of a check.
    pub levels: BTreeMap<String, Setting>,
    /// The forms of row.
    pub forms: BTreeMap<String, Form>,
    /// Lists of messages, by the name that a node calls them by.
    pub talks: BTreeMap<String, Talk>,
    /// Lists of words that some texts may not hold, by the name that a node calls them by.
    pub words: BTreeMap<String, Vec<String>>,
    /// What all rows have, or none.
    pub uniform: Vec<Uniform>,
    /// Objects whose members are the same in all rows.
    pub members: Vec<Members>,
    /// Rows that are counted.
    pub counted: Vec<Counted>,
    /// How several system prompts in one file are taken; free when not said.
    pub system_prompts: Option<Setting>,
}

impl Profile {
    /// Whether the user named no consumer.
    pub fn is_generic(&self) -> bool {
        self.name == "generic"
    }

    /// How the consumer takes what the check `name` finds; `usual` where its profile says nothing.
    pub fn level(&self, name: &str, usual: Level) -> Option<Level> {
        self.levels.get(name).map_or(Some(usual), |setting| setting.0)
    }

    /// Whether files are looked at as OpenAI's old `prepare_data` tool did.
    pub fn prepares(&self) -> bool {
        self.forms.values().any(|form| form.prepare_data)
    }

    /// Whether some form takes rows of this shape.
    pub fn takes(&self, shape: Shape) -> bool {
        self.forms.values().any(|form| form.takes(shape))
    }

    /// Whether it takes rows of every shape, as a loader does that only wants columns.
    pub fn loads_any(&self) -> bool {
        self.takes(Shape::Unknown)
    }

    /// What rows it takes, in a few words: shapes, and the keys of rows that have none of the known ones.
    pub fn taken(&self) -> String {
        let known = self.shapes().into_iter().filter(|shape| *shape != Shape::Unknown.name()).map(str::to_owned);
        let other = self.forms.values().filter(|form| form.takes(Shape::Unknown)).map(Form::asked);
        let mut words: Vec<String> = known.chain(other).collect();
        words.dedup();
        words.join(", ")
    }

    /// The names of the shapes it takes, each once.
    pub fn shapes(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.forms.values().flat_map(|form| &form.shapes).map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
