//! One consumer of fine-tuning files, as data: what it accepts and how it takes what it does not. The data are
//! `rules/profiles/*.toml`; the schema rules interpret them.

mod known;
mod node;
mod talk;
mod whole;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::catalogue::Level;
use crate::example::Shape;

pub use known::{all, find, generic, index, nearest};
pub use node::{Case, Charset, Need, Node, Type};
pub use talk::{Calls, Ending, Images, Order, Part, System, Talk};
pub use whole::{Counted, Members, Uniform};

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

/// Hard limits of a file. Bytes are of the unpacked file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Limits {
    /// Fewest rows.
    pub min_rows: Option<u64>,
    /// Most rows.
    pub max_rows: Option<u64>,
    /// Most bytes.
    pub max_bytes: Option<u64>,
    /// Bytes above which trouble was seen.
    pub warn_bytes: Option<u64>,
    /// Rows below which more are advised.
    pub advised_rows: Option<u64>,
    /// Endings of the file's name that are taken, with the point and in lower case; all when empty.
    pub extensions: Vec<String>,
    /// Whether the ending in upper case is refused.
    pub lower_case: bool,
    /// Tokens that one example may have before it is cut or refused.
    pub tokens: Option<u64>,
    /// Name of the encoding that counts them.
    pub encoding: Option<String>,
    /// Limits of single models where they are narrower; worth knowing, as nobody has named a model.
    pub models: Vec<ModelLimits>,
}

/// What one model of a consumer takes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct ModelLimits {
    /// The model, as people call it.
    pub name: String,
    /// Fewest rows.
    pub min_rows: Option<u64>,
    /// Most rows.
    pub max_rows: Option<u64>,
    /// Most bytes.
    pub max_bytes: Option<u64>,
    /// Tokens of one example.
    pub tokens: Option<u64>,
}

/// What training costs. Prices change: each is one of its day.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Price {
    /// The base model, or a size of models.
    pub model: String,
    /// How it is trained, where prices differ by that; empty else.
    #[serde(default)]
    pub method: String,
    /// Of the currency, for one unit.
    pub amount: f64,
    /// By ISO 4217.
    pub currency: String,
    /// What is paid for.
    pub unit: Unit,
    /// Day on which the price was read, as `2026-11-01`, or its month.
    pub read: String,
    /// Key of one of the profile's sources.
    pub source: String,
}

/// What a price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A million tokens of the training file, in each epoch.
    MillionTokens,
    /// An hour of training.
    Hour,
}

impl Unit {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Unit::MillionTokens => "1,000,000 trained tokens",
            Unit::Hour => "an hour of training",
        }
    }
}

/// One form of row that a consumer accepts.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Form {
    /// Shapes of rows that are read as this form.
    pub shapes: Vec<String>,
    /// The keys by which it is known; all of them are required.
    pub keys: Vec<String>,
    /// The row.
    pub row: Node,
    /// A pair of answers to compare, by key; the better one first.
    pub answers: Option<(String, String)>,
    /// How equal answers are taken (default error).
    pub equal: Option<Setting>,
    /// How answers are taken that share no beginning, where their beginning is the prompt; free when not said.
    pub shared_start: Option<Setting>,
    /// The key of a mark, true or false; a file needs both.
    pub verdict: Option<String>,
    /// Keys of the first item of the list under the form's first key, all of which it has. A form that asks for some goes
    /// before one that does not.
    pub item_keys: Vec<String>,
    /// Whether a file of such rows is looked at as OpenAI's old `prepare_data` tool did.
    pub prepare_data: bool,
    /// Keys that may not stand beside those of the form: with them the row is none that the consumer knows.
    pub without: Vec<String>,
    /// Most characters of all texts of a row. The check is `long-row`.
    pub max_chars: Option<usize>,
    /// Lists of files by key, and what stands for each file in the messages.
    pub media: BTreeMap<String, Media>,
}

/// What stands in the messages for each item of a list of files.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Media {
    /// This mark in the text.
    Mark(String),
    /// A content part of this type.
    Part(String),
}

impl Media {
    /// The mark, if it is one.
    pub fn mark(&self) -> Option<&str> {
        if let Media::Mark(mark) = self { Some(mark) } else { None }
    }
}

impl Form {
    /// The keys that a row of this form has.
    fn asked(&self) -> String {
        let required = self.row.keys.iter().filter(|(_, node)| node.need == Need::Required).map(|(key, _)| key);
        let keys: Vec<&String> = if self.keys.is_empty() { required.collect() } else { self.keys.iter().collect() };
        let keys: Vec<String> = keys.into_iter().map(|key| format!("`{key}`")).collect();
        if keys.is_empty() { "rows of other keys".into() } else { format!("rows with {}", keys.join(" and ")) }
    }

    /// Whether rows of this shape are read as this form.
    pub fn takes(&self, shape: Shape) -> bool {
        self.shapes.iter().any(|name| name == shape.name())
    }
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
