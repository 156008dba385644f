//! One form of row that a consumer takes.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Setting;
use super::node::{Need, Node};
use crate::example::Shape;

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
    pub(super) fn asked(&self) -> String {
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
