//! What a consumer takes of a file as such, and what training costs.

use serde::Deserialize;

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
