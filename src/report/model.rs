//! The saved document, schema `ft-lint/report/1`. Within a number keys may be added, never removed, renamed or retyped.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rules::Level;

/// Name and number of the document's schema.
pub const SCHEMA: &str = "ft-lint/report/1";

/// The report of one run.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// `ft-lint/report/1`.
    pub schema: String,
    /// The program that wrote it.
    pub tool: Tool,
    /// What decided the verdict.
    pub config: Config,
    /// Which rows were looked at, where it is not all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<SampleReport>,
    /// When the gate fails, and what became of its budgets.
    #[serde(default)]
    pub gate: GateReport,
    /// The inputs in order.
    pub inputs: Vec<InputReport>,
    /// Verdict, score and counts; whole.
    pub summary: Summary,
    /// Numbers about the data.
    pub stats: Stats,
    /// What the data are good for.
    pub readiness: Readiness,
    /// Findings about rows in row order, then of rules about the data set by code and row.
    pub findings: Vec<FindingReport>,
    /// Whether findings were left out of the list; counts are whole all the same.
    pub truncated: bool,
    /// What the baseline says, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineReport>,
}

/// A baseline and this run. Its lists are capped like those of findings; `summary.suppressed` has whole counts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BaselineReport {
    /// Its path.
    pub path: String,
    /// Findings of this run that it holds; they are in no other list or number but `summary.suppressed.baseline`.
    pub findings: Vec<FindingReport>,
    /// Findings that it holds and this run did not have.
    pub absent: Vec<AbsentReport>,
}

/// A finding that is no longer there.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AbsentReport {
    /// Rule code.
    pub code: String,
    /// Fingerprint.
    pub fingerprint: String,
    /// How many: a record may have stood several times.
    pub count: u32,
}

/// The program.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct Tool {
    pub name: String,
    pub version: String,
    /// Version of the rules' meaning.
    pub ruleset: String,
}

/// The options that decide findings and verdict.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Config {
    /// The consumer whose rules hold.
    pub profile: String,
    /// The configuration file, if there was one.
    pub path: Option<String>,
    /// XXH3-64 of the options.
    pub hash: String,
}

/// A sample of the rows.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SampleReport {
    /// Rows that were asked for.
    pub wanted: u64,
    /// What the choice started from.
    pub seed: u64,
    /// Rows that were looked at.
    pub rows: u64,
    /// Rows of all inputs.
    pub of: u64,
}

/// When the gate fails.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct GateReport {
    /// Findings of this level or worse fail; null where no level does.
    pub fail_on: Option<Level>,
    /// More warnings fail.
    pub max_warnings: Option<u64>,
    /// Warnings of rules that no budget judges.
    #[serde(default)]
    pub warnings: u64,
    /// A lower score fails.
    pub min_score: Option<f64>,
    /// Rows in which rules may find something.
    pub budgets: Vec<BudgetReport>,
}

/// One budget.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BudgetReport {
    /// Code, name, family or prefix.
    pub rules: String,
    /// Rows that are allowed, where it is a count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_rows: Option<u64>,
    /// Share of the rows that is allowed, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_share: Option<f64>,
    /// Rows with a finding.
    pub rows: u64,
    /// Their share.
    pub share: f64,
    /// Whether the budget holds.
    pub holds: bool,
}

/// One input.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct InputReport {
    /// Path as given.
    pub path: String,
    /// Unpacked bytes.
    pub bytes: u64,
    /// Rows, blank ones included.
    pub rows: u64,
    /// Rows that are JSON objects.
    pub examples: u64,
    /// XXH3-64 of the unpacked bytes.
    pub hash: String,
    /// The shape of most examples.
    pub shape: Option<String>,
    /// The consumer that it is for, where that is another one than `config.profile`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

/// Verdict, score and counts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// `pass`, `fail`, or `none` where the run could not be completed.
    pub verdict: String,
    /// 0, 1 or 2.
    pub exit_code: u8,
    /// Why the gate failed.
    pub reasons: Vec<String>,
    /// 0–100; null without examples.
    pub score: Option<f64>,
    /// By family name.
    pub families: BTreeMap<String, FamilyReport>,
    /// Findings per level.
    pub levels: Levels,
    /// Rules with findings, by code.
    pub rules: Vec<RuleReport>,
    /// The costliest rules and the score if all their findings were repaired.
    pub raise: Vec<Raise>,
    /// Findings that the program can repair.
    pub fixable: Fixable,
    /// Findings that are known; they are in no other number here.
    #[serde(default)]
    pub suppressed: SuppressedReport,
    /// Entries of the configuration and the baseline that matched nothing.
    #[serde(default)]
    pub unused: Vec<String>,
    /// How each known consumer would take the data set.
    #[serde(default)]
    pub profiles: Vec<ProfileReport>,
    /// Rules of the house that ran.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub house: Vec<HouseReport>,
    /// What was not looked at, and why.
    pub not_checked: Vec<NotChecked>,
    /// Problems of the run, such as inputs that could not be read.
    pub failures: Vec<String>,
}

/// A rule of the house.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HouseReport {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// What is wrong where it finds something.
    pub about: String,
}

/// Findings that are known.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct SuppressedReport {
    /// By the baseline.
    pub baseline: u64,
    /// By entries of `ignore`.
    pub ignored: u64,
    /// By overrides that turn a rule off for some files.
    pub overrides: u64,
    /// Findings of the baseline that match nothing any more.
    pub stale: u64,
}

/// One family.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FamilyReport {
    /// 0–100; null where the family does not apply to the data.
    pub score: Option<f64>,
    /// Findings.
    pub findings: u64,
    /// Weight in the total.
    pub weight: f64,
}

/// Findings per level.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct Levels {
    pub error: u64,
    pub warn: u64,
    pub info: u64,
}

/// One rule with findings.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct RuleReport {
    pub code: String,
    pub name: String,
    pub family: String,
    /// The worst level of its findings.
    pub level: Level,
    pub findings: u64,
    /// Rows that it found something in.
    pub rows: u64,
    /// Share of all rows that are not blank.
    pub share: f64,
    /// Findings that the program can repair.
    pub fixable: u64,
    /// Points of the score that it costs.
    pub points: f64,
}

/// What repairing one rule's findings gives.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct Raise {
    pub code: String,
    pub name: String,
    /// The score without them.
    pub score: f64,
}

/// Findings that the program can repair.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct Fixable {
    pub safe: u64,
    #[serde(rename = "unsafe")]
    pub risky: u64,
}

/// How one consumer would take the data set. Keys that do not apply are left out.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProfileReport {
    /// Id of the profile.
    pub profile: String,
    /// Whether the consumer takes new jobs.
    pub live: bool,
    /// `accepts`, `rejects`, or `other-shape` where it takes rows of other shapes.
    pub verdict: String,
    /// Rows with an error under this profile.
    pub rows: u64,
    /// The rule of the first reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The first reason, one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Index into `inputs` of the first reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<usize>,
    /// Row of the first reason, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// JSON Pointer of the first reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

/// A rule that did not look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct NotChecked {
    pub code: String,
    pub name: String,
    pub reason: String,
}

/// Numbers about the data.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Stats {
    /// Rows that are JSON objects.
    pub examples: u64,
    /// Examples per shape.
    pub shapes: BTreeMap<String, u64>,
    /// Messages per example.
    pub messages: Lengths,
    /// Messages per role.
    pub roles: BTreeMap<String, u64>,
    /// Bytes of text per example.
    pub lengths: ContextTarget,
    /// Label spaces.
    pub labels: Vec<LabelReport>,
    /// Examples by score: ten bins of ten points, and those with 100.
    pub score_histogram: Vec<u64>,
}

/// Quantiles; exact up to 16, within an eighth above.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct Lengths {
    pub total: u64,
    pub p50: u64,
    pub p90: u64,
    pub p99: u64,
    pub max: u64,
}

/// Lengths of what is given and what is learned, in bytes of UTF-8.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct ContextTarget {
    pub context: Lengths,
    pub target: Lengths,
}

/// One label space.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LabelReport {
    /// `data set`, or the hash of the task's common prompt.
    pub task: String,
    /// The field of JSON answers that the labels stand in; none for bare answers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
    /// Examples.
    pub examples: u64,
    /// Labels, folded.
    pub classes: u64,
    /// Share of the most frequent.
    pub majority: f64,
    /// Most to least frequent.
    pub ratio: f64,
    /// Entropy over its maximum.
    pub evenness: f64,
    /// Effective number of classes.
    pub effective: f64,
    /// The most frequent labels (at most 50) with their counts.
    pub counts: Vec<LabelCount>,
}

/// One label.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct LabelCount {
    pub label: String,
    pub count: u64,
    /// In how many spellings.
    pub forms: u64,
}

/// What the data are good for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Readiness {
    /// `< 50`, `50-500`, `500-10000` or `> 10000` examples.
    pub size_band: String,
    /// `classification`, `tool use`, `preference`, `conversation`, `free form` or `text`.
    pub task: String,
}

/// A place in an input.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct RelatedReport {
    pub input: usize,
    pub row: u64,
    pub pointer: String,
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
    /// How the text changes, in order and without overlap; at most 100, so that some texts take several rounds.
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
