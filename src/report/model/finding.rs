//! One finding with its places and its repair, as the report has it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rules::Level;

/// One finding. Keys that do not apply are left out.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FindingReport {
    /// Rule code.
    pub code: String,
    /// Rule name.
    pub name: String,
    /// Family.
    pub family: String,
    /// Level.
    pub level: Level,
    /// `certain`, `likely` or `hint`.
    pub confidence: String,
    /// One line.
    pub message: String,
    /// Index into `inputs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<usize>,
    /// Row, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// JSON Pointer in the row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Part of the decoded string at `pointer`, in bytes of UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<SpanReport>,
    /// Line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Column in the raw line, in characters from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// Last line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u64>,
    /// Column after the last character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u64>,
    /// Column in the raw line in bytes of UTF-8, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byte_column: Option<u64>,
    /// Column in bytes after the last byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_byte_column: Option<u64>,
    /// Byte offset in the unpacked input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// Other places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<RelatedReport>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Entity of a privacy finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What exactly was leaked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtype: Option<String>,
    /// The masked value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mask: Option<String>,
    /// The value; only with `--show-values`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The row around the place, clipped and masked; only with `--excerpts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<ExcerptReport>,
    /// A repair, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<FixReport>,
    /// Identity that survives reordering, appending and renaming.
    pub fingerprint: String,
}

/// A place in an input.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct RelatedReport {
    pub input: usize,
    pub row: u64,
    /// Line, from 1, where rows are no lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    pub pointer: String,
}

impl RelatedReport {
    /// Its line: the number of its row where rows are lines.
    pub(in super::super) fn line(&self) -> u64 {
        self.line.unwrap_or(self.row)
    }

    /// Its row, with its line where that is another.
    pub(in super::super) fn shown(&self) -> String {
        self.line.map_or_else(|| self.row.to_string(), |line| format!("{} (line {line})", self.row))
    }
}

/// A half-open range of bytes in the decoded string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct SpanReport {
    pub start: usize,
    pub end: usize,
}

/// A window into a row: one line, masked, without active characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExcerptReport {
    /// What is shown.
    pub text: String,
    /// The part of `text` that is meant, in bytes of UTF-8.
    pub span: SpanReport,
}

/// A repair.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FixReport {
    /// `safe` or `unsafe`.
    pub safety: String,
    /// What it does.
    pub title: String,
    /// How the text changes, in order and without overlap; at most 100 and 16 KiB of replacement; where more are needed the title says so, and the repair is not safe.
    #[serde(default)]
    pub edits: Vec<EditReport>,
}

/// One change of a text.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EditReport {
    /// JSON Pointer of the string in the row.
    pub pointer: String,
    /// What is replaced, in bytes of UTF-8 of the decoded string.
    pub span: SpanReport,
    /// What stands there afterwards.
    pub replacement: String,
    /// Where it stands in the input; for repairs that are safe.
    #[serde(default, flatten, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionReport>,
}

/// A part of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RegionReport {
    /// Line, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
    /// Last line.
    pub end_line: u64,
    /// Column after the last character.
    pub end_column: u64,
    /// Column in bytes of UTF-8, from 1.
    pub byte_column: u64,
    /// Column in bytes after the last byte.
    pub end_byte_column: u64,
}
