//! Options of the other commands: what was typed.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::BoolishValueParser;

use super::check::Check;
use super::fail_on;
use super::format::{ColorChoice, Format};

/// Documents with a published schema.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Document {
    /// The report of `--format json`
    Report,
    /// The document of `compare --format json`
    Compare,
    /// The configuration, ft-lint.toml
    Config,
}

/// Options of `init`.
#[derive(Clone, Debug, clap::Args)]
pub struct Init {
    /// Files, folders or quoted patterns that the configuration is for
    #[arg(value_name = "PATH|GLOB")]
    pub paths: Vec<String>,
    /// Write it even if there is one already
    #[arg(long)]
    pub force: bool,
    /// Print it instead of writing ft-lint.toml
    #[arg(long)]
    pub stdout: bool,
}

/// Options of `config`.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// Try the rules of the house on their own examples; exits with 1 where one fails
    #[arg(long)]
    pub test: bool,
    /// What is merged over the file, as in a run; paths show what holds for a file
    #[command(flatten)]
    pub check: Check,
}

/// Where the configuration is.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Found {
    /// The configuration file; found from the working directory up when not given
    #[arg(long, value_name = "FILE", env = "FT_LINT_CONFIG", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, env = "FT_LINT_NO_CONFIG", value_parser = BoolishValueParser::new())]
    pub no_config: bool,
}

/// Options of `rules`.
#[derive(Clone, Debug, clap::Args)]
pub struct Rules {
    /// Codes, names, families, prefixes (FT6) or `house`
    #[arg(value_name = "RULES", value_delimiter = ',')]
    pub selectors: Vec<String>,
    /// Where rules of the house are declared.
    #[command(flatten)]
    pub found: Found,
}

/// Options of `render`.
#[derive(Clone, Debug, clap::Args)]
pub struct Render {
    /// A report of `--format json`, or `-` for standard input
    pub report: String,
    /// Format to write
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Examples of each rule in the report for a person
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub examples: usize,
    /// Write to a file: a path, or FORMAT=PATH as often as wanted
    #[arg(short, long, value_name = "[FORMAT=]PATH")]
    pub output: Vec<String>,
    /// Colour: auto, always, never
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub color: ColorChoice,
}

/// Options of `compare`.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 no new finding at the level of --fail-on, 1 there is one, 2 a report cannot be read or has no verdict."
)]
pub struct Compare {
    /// The report before
    pub old: String,
    /// The report after
    pub new: String,
    /// Format to write
    #[arg(long, value_enum, default_value_t)]
    pub format: CompareFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Exit with 1 on new findings of this level or worse: error, warn, info, never
    #[arg(long, value_name = "LEVEL", default_value = "error", value_parser = fail_on)]
    pub fail_on: String,
    /// Colour: auto, always, never
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub color: ColorChoice,
}

/// Formats of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    /// For a person
    #[default]
    Human,
    /// One JSON document with a published schema
    Json,
    /// For a pull request
    Markdown,
}
