//! Formats of the report, as they are named, and when to use colour.

use clap::ValueEnum;

/// Formats of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person: examples, totals, score
    #[default]
    Human,
    /// One line per finding: `path:line:col: level[CODE] message [pointer]`
    Concise,
    /// The report: one JSON document with a published schema
    Json,
    /// The report, first version
    #[value(name = "json-1")]
    Json1,
    /// Every finding as one JSON line, then a summary line
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// GitLab Code Quality
    Gitlab,
    /// JUnit XML: a suite for each input, a case for each rule
    Junit,
    /// A job summary or a comment
    Markdown,
    /// One self-contained page
    Html,
    /// The diagnostic format of reviewdog
    Rdjson,
    /// The same, one diagnostic a line
    Rdjsonl,
    /// Logging commands of Azure Pipelines
    Azure,
    /// Text exposition of Prometheus
    Prometheus,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless the environment says otherwise
    #[default]
    Auto,
    /// Always (machine formats never carry colour)
    Always,
    /// Never
    Never,
}
