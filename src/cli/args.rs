//! What was typed: clap structs only.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::rules::{Level, Reach};

/// A fast, offline linter for fine-tuning data (JSON Lines).
#[derive(Debug, Parser)]
#[command(
    name = "ft-lint",
    version,
    about,
    args_conflicts_with_subcommands = true,
    after_help = "Exit codes: 0 passed, 1 the gate failed, 2 no verdict (bad option, unreadable or empty input)."
)]
pub struct Args {
    /// The command; `check` when none is named.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of `check`.
    #[command(flatten)]
    pub check: Check,
}

/// The commands.
#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "there is one value of it in a run")]
pub enum Command {
    /// Lint data (the default command)
    Check(Check),
    /// Explain a rule: why, bad, good, fix
    Rule {
        /// Code or name, such as FT401 or contradiction
        name: String,
    },
    /// List all rules
    Rules,
    /// List the consumers known, or what one of them accepts
    Profiles {
        /// The profile, such as openai-chat
        name: Option<String>,
    },
    /// Print the JSON Schema of a document
    Schema {
        /// Which document
        of: Document,
    },
}

/// Documents with a published schema.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Document {
    /// The report of `--format json`
    Report,
}

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
}

/// How sure a privacy finding must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Sure {
    /// Check digits and fixed prefixes only
    Certain,
    /// Also valid formats, and values that a word announces
    #[default]
    Likely,
    /// Also weak formats that no word announces
    All,
}

impl Sure {
    /// The same for the rules.
    pub fn reach(self) -> Reach {
        match self {
            Sure::Certain => Reach::Certain,
            Sure::Likely => Reach::Likely,
            Sure::All => Reach::All,
        }
    }
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

/// Options of `check`.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Check {
    /// Files, folders, quoted patterns, or `-` for standard input
    #[arg(value_name = "PATH|GLOB|-")]
    pub paths: Vec<String>,

    /// Format of the report
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Only counts per rule
    #[arg(long)]
    pub statistics: bool,
    /// Write the score of every example below 100 to a file, one {"input","row","score"} a line
    #[arg(long, value_name = "FILE")]
    pub scores: Option<PathBuf>,

    /// Run only these rules: codes, names, families, prefixes (FT6) or ALL, comma-separated
    #[arg(long, value_name = "RULES", help_heading = "Rules")]
    pub select: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULES", help_heading = "Rules")]
    pub ignore: Vec<String>,
    /// Compare no prompts for likeness: FT703 and FT401 see equal ones only, and the run keeps 128 bytes less for each row
    #[arg(long, help_heading = "Rules")]
    pub no_near: bool,
    /// The consumer whose rules hold (`ft-lint profiles` lists them), or `all` for the verdict of each
    #[arg(long, value_name = "NAME", default_value = "generic", help_heading = "Rules")]
    pub profile: String,
    /// Write the values of privacy findings into the report (never do this in a shared log)
    #[arg(long, help_heading = "Privacy")]
    pub show_values: bool,

    /// How sure a privacy finding must be
    #[arg(long, value_enum, value_name = "HOW", default_value_t, help_heading = "Privacy")]
    pub privacy: Sure,
    /// What may stand in the data: a value, or domain:, regex:, pointer: or kind: with what is meant
    #[arg(long, value_name = "WHAT", help_heading = "Privacy")]
    pub allow: Vec<String>,
    /// Look for names of persons too (FT609)
    #[arg(long, help_heading = "Privacy")]
    pub person: bool,

    /// Fail on findings of this level or worse: error, warn, info, never
    #[arg(long, value_name = "LEVEL", default_value = "error", value_parser = fail_on, help_heading = "Gate")]
    pub fail_on: FailOn,
    /// Fail on more warnings than this
    #[arg(long, value_name = "N", help_heading = "Gate")]
    pub max_warnings: Option<u64>,
    /// Fail on a lower score than this (0-100)
    #[arg(long, value_name = "SCORE", help_heading = "Gate")]
    pub min_score: Option<f64>,
    /// Exit with 0 although the gate failed (never hides 2)
    #[arg(long, help_heading = "Gate")]
    pub exit_zero: bool,

    /// Findings listed per rule; all are counted
    #[arg(long, value_name = "N", default_value_t = 1000, help_heading = "Limits")]
    pub max_findings: usize,
    /// A longer row is reported and skipped, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20, help_heading = "Limits")]
    pub max_row_bytes: u64,
    /// Threads that check (default: one per core)
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub threads: Option<usize>,
    /// Bytes read at a time
    #[arg(long, value_name = "BYTES", default_value_t = 512 << 10, hide = true)]
    pub read_buffer: usize,

    /// Colour: auto, always, never
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, help_heading = "Output")]
    pub color: ColorChoice,
    /// No progress on standard error
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

/// The level from which findings fail; none for `never`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailOn(pub Option<Level>);

impl Default for FailOn {
    fn default() -> Self {
        FailOn(Some(Level::Error))
    }
}

fn fail_on(text: &str) -> Result<FailOn, String> {
    match text {
        "never" | "none" => Ok(FailOn(None)),
        "warning" => Ok(FailOn(Some(Level::Warn))),
        _ => match Level::ALL.into_iter().find(|level| level.name() == text) {
            Some(level) => Ok(FailOn(Some(level))),
            None => Err("want error, warn, info or never".into()),
        },
    }
}
