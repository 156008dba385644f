//! What a consumer says of all rows of a file together.

use serde::Deserialize;

use super::Setting;
use crate::rules::catalogue::Level;

/// Something that all rows have, or none.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Uniform {
    /// Keys from the row down, joined by `/`; `*` is any item, `**` any depth.
    pub path: String,
    /// How the consumer takes it (default error).
    #[serde(default = "error")]
    pub level: Setting,
    /// Whether the values must be the same too, and not only there.
    #[serde(default)]
    pub same: bool,
}

/// An object whose members are the same in all rows that have it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Members {
    /// As in [`Uniform`]; the row itself when empty.
    #[serde(default)]
    pub path: String,
    /// Members that are free.
    #[serde(default)]
    pub except: Vec<String>,
    /// How a member is taken that only some rows have.
    pub level: Setting,
    /// How a member is taken whose type changes; free when not said.
    pub types: Option<Setting>,
    /// How a member is taken that has one value in all rows; free when not said. The object is the row then.
    pub constant: Option<Setting>,
    /// The rule that speaks of it.
    #[serde(default = "limit")]
    pub code: String,
}

/// Rows that have something, of which a file may have so many.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Counted {
    /// As in [`Uniform`]; the first that a row has counts.
    pub paths: Vec<String>,
    /// What they have, in words: `images`.
    pub what: String,
    /// Most rows.
    pub max: u64,
    /// What else to know of such rows.
    pub note: Option<String>,
}

fn error() -> Setting {
    Setting(Some(Level::Error))
}

fn limit() -> String {
    "FT220".into()
}
