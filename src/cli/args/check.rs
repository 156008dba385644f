//! Options of `check`: what was typed.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::BoolishValueParser;

use super::super::memory;
use super::format::{ColorChoice, Format};
use super::{fail_on, pair};
use crate::config::Budget;

/// Options of `check`. Those that stand in the configuration too have no default here.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Check {
    /// Files, folders, quoted patterns, or `-` for standard input
    #[arg(value_name = "PATH|GLOB|-")]
    pub paths: Vec<OsString>,

    /// Also check the files in a list: one a line, or separated by NUL; `-` reads the list from standard input
    #[arg(long, value_name = "FILE", env = "FT_LINT_FILES_FROM", help_heading = "Inputs")]
    pub files_from: Option<OsString>,
    /// The name that reports give to standard input
    #[arg(long, value_name = "NAME", env = "FT_LINT_STDIN_NAME", help_heading = "Inputs")]
    pub stdin_name: Option<String>,
    /// Search folders for these files too
    #[arg(long, value_name = "GLOB", env = "FT_LINT_INCLUDE", value_delimiter = ',', help_heading = "Inputs")]
    pub include: Vec<String>,
    /// Leave out these files and folders
    #[arg(long, value_name = "GLOB", env = "FT_LINT_EXCLUDE", value_delimiter = ',', help_heading = "Inputs")]
    pub exclude: Vec<String>,
    /// Leave them out even where they are named one by one, as hooks do
    #[arg(long, env = "FT_LINT_FORCE_EXCLUDE", value_parser = BoolishValueParser::new(), help_heading = "Inputs")]
    pub force_exclude: bool,
    /// Look at this many rows, chosen by their hash
    #[arg(long, value_name = "ROWS", env = "FT_LINT_SAMPLE", help_heading = "Inputs")]
    pub sample: Option<usize>,
    /// Choose other rows for `--sample`
    #[arg(long, value_name = "N", env = "FT_LINT_SAMPLE_SEED", default_value_t = 0, help_heading = "Inputs")]
    pub sample_seed: u64,

    /// The configuration (default: ft-lint.toml or [tool.ft-lint] in pyproject.toml, up to the repository's root)
    #[arg(
        long,
        value_name = "FILE",
        env = "FT_LINT_CONFIG",
        conflicts_with = "no_config",
        help_heading = "Configuration"
    )]
    pub config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, env = "FT_LINT_NO_CONFIG", value_parser = BoolishValueParser::new(), help_heading = "Configuration")]
    pub no_config: bool,
    /// Set any key of the configuration: --set rules.overlong-text.characters=20000
    #[arg(long, value_name = "KEY=VALUE", env = "FT_LINT_SET", value_delimiter = '\n', help_heading = "Configuration")]
    pub set: Vec<String>,
    /// Rules as in this version, such as 0.1: rules that came later do not run
    #[arg(long, value_name = "VERSION", env = "FT_LINT_RULESET", help_heading = "Configuration")]
    pub ruleset: Option<String>,

    /// Format of the report
    #[arg(long, value_enum, default_value_t, env = "FT_LINT_FORMAT")]
    pub format: Format,
    /// Write a report to a file, in the format of --format; or FORMAT=PATH, as often as wanted
    #[arg(short, long, value_name = "[FORMAT=]PATH", env = "FT_LINT_OUTPUT", value_delimiter = '\n')]
    pub output: Vec<String>,
    /// Put masked excerpts of the first 20 findings of each rule into json, so that `render` can show them
    #[arg(long, env = "FT_LINT_EXCERPTS", value_parser = BoolishValueParser::new())]
    pub excerpts: bool,
    /// Only counts per rule
    #[arg(long, env = "FT_LINT_STATISTICS", value_parser = BoolishValueParser::new())]
    pub statistics: bool,
    /// Write the score of every example below 100 to a file (`-`: standard output), one {"input","row","score"} a line
    #[arg(long, value_name = "FILE", env = "FT_LINT_SCORES")]
    pub scores: Option<PathBuf>,

    /// Run only these rules: codes, names, families, prefixes (FT6) or ALL, comma-separated
    #[arg(long, value_name = "RULES", env = "FT_LINT_SELECT", help_heading = "Rules")]
    pub select: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULES", env = "FT_LINT_IGNORE", help_heading = "Rules")]
    pub ignore: Vec<String>,
    /// Compare no prompts for likeness: FT703 and FT401 see equal ones only, and the run keeps 128 bytes less for each row
    #[arg(long, env = "FT_LINT_NO_NEAR", value_parser = BoolishValueParser::new(), help_heading = "Rules")]
    pub no_near: bool,
    /// Run these rules too, whatever else is said
    #[arg(long, value_name = "RULES", env = "FT_LINT_EXTEND_SELECT", help_heading = "Rules")]
    pub extend_select: Vec<String>,
    /// Do not run these rules either
    #[arg(long, value_name = "RULES", env = "FT_LINT_EXTEND_IGNORE", help_heading = "Rules")]
    pub extend_ignore: Vec<String>,
    /// The level of a rule, family or prefix: error, warn, info or off
    #[arg(long, value_name = "RULES=LEVEL", env = "FT_LINT_LEVEL", value_delimiter = ',', value_parser = pair, help_heading = "Rules")]
    pub level: Vec<(String, String)>,
    /// The consumer whose rules hold (`ft-lint profiles` lists them), or `all` for the verdict of each [default: generic]
    #[arg(long, value_name = "NAME", env = "FT_LINT_PROFILE", help_heading = "Rules")]
    pub profile: Option<String>,
    /// The labels that there are, comma-separated; another one is an error (FT308)
    #[arg(long, value_name = "LABELS", env = "FT_LINT_LABELS", help_heading = "Rules")]
    pub labels: Vec<String>,
    /// Whether answers are class labels [default: auto]
    #[arg(long, value_enum, value_name = "WHEN", env = "FT_LINT_LABEL_MODE", help_heading = "Rules")]
    pub label_mode: Option<Labels>,
    /// An answer that may stand under many prompts, as a regular expression (FT506)
    #[arg(long, value_name = "REGEX", env = "FT_LINT_ALLOW_ANSWER", value_delimiter = '\n', help_heading = "Rules")]
    pub allow_answer: Vec<String>,
    /// Write the values of privacy findings into the report (never do this in a shared log)
    #[arg(long, help_heading = "Privacy")]
    pub show_values: bool,

    /// How sure a privacy finding must be [default: likely]
    #[arg(long, value_enum, value_name = "HOW", env = "FT_LINT_PRIVACY", help_heading = "Privacy")]
    pub privacy: Option<Sure>,
    /// What may stand in the data: a value, or domain:, regex:, pointer: or kind: with what is meant
    #[arg(long, value_name = "WHAT", env = "FT_LINT_ALLOW", value_delimiter = '\n', help_heading = "Privacy")]
    pub allow: Vec<String>,
    /// Look for names of persons too (FT609)
    #[arg(long, env = "FT_LINT_PERSON", value_parser = BoolishValueParser::new(), help_heading = "Privacy")]
    pub person: bool,

    /// Fail on findings of this level or worse: error, warn, info, never [default: error]
    #[arg(long, value_name = "LEVEL", env = "FT_LINT_FAIL_ON", value_parser = fail_on, help_heading = "Gate")]
    pub fail_on: Option<String>,
    /// Fail on more warnings than this
    #[arg(long, value_name = "N", env = "FT_LINT_MAX_WARNINGS", allow_negative_numbers = true, help_heading = "Gate")]
    pub max_warnings: Option<u64>,
    /// Fail on a lower score than this (0-100)
    #[arg(long, value_name = "SCORE", env = "FT_LINT_MIN_SCORE", allow_negative_numbers = true, value_parser = score, help_heading = "Gate")]
    pub min_score: Option<f64>,
    /// Rows in which rules may find something, as a count or a share: duplicate=0.5%
    #[arg(long, value_name = "RULES=ROWS", env = "FT_LINT_BUDGET", value_delimiter = ',', value_parser = budget, help_heading = "Gate")]
    pub budget: Vec<(String, String)>,
    /// Exit with 0 although the gate failed (never hides 2)
    #[arg(long, env = "FT_LINT_EXIT_ZERO", value_parser = BoolishValueParser::new(), help_heading = "Gate")]
    pub exit_zero: bool,

    /// Findings in this file are known and do not count
    #[arg(long, value_name = "FILE", env = "FT_LINT_BASELINE", help_heading = "Baseline")]
    pub baseline: Option<String>,
    /// Write all findings of this run into the baseline
    #[arg(long, conflicts_with = "prune_baseline", help_heading = "Baseline")]
    pub update_baseline: bool,
    /// Take out of the baseline what no longer matches
    #[arg(long, help_heading = "Baseline")]
    pub prune_baseline: bool,

    /// Findings listed per rule; all are counted [default: 1000]
    #[arg(long, value_name = "N", env = "FT_LINT_MAX_FINDINGS", help_heading = "Limits")]
    pub max_findings: Option<u64>,
    /// A longer row is reported and skipped, in bytes [default: 67108864]
    #[arg(long, value_name = "BYTES", env = "FT_LINT_MAX_ROW_BYTES", help_heading = "Limits")]
    pub max_row_bytes: Option<u64>,
    /// Threads that check (default: one per core)
    #[arg(
        long,
        short = 'j',
        visible_alias = "jobs",
        value_name = "N",
        env = "FT_LINT_THREADS",
        help_heading = "Limits"
    )]
    pub threads: Option<usize>,
    /// Memory to use, such as `256M` or `4G`; above it what is kept of rows goes to temporary files [default: a quarter of
    /// what the machine has]
    #[arg(long, value_name = "SIZE", value_parser = memory::size, env = "FT_LINT_MEMORY", help_heading = "Limits")]
    pub memory: Option<u64>,
    /// Bytes read at a time
    #[arg(long, value_name = "BYTES", default_value_t = 512 << 10, hide = true)]
    pub read_buffer: usize,

    /// Examples of each rule in the report for a person
    #[arg(long, value_name = "N", env = "FT_LINT_EXAMPLES", default_value_t = 3, help_heading = "Output")]
    pub examples: usize,
    /// Colour: auto, always, never
    #[arg(long, value_enum, value_name = "WHEN", env = "FT_LINT_COLOR", default_value_t, help_heading = "Output")]
    pub color: ColorChoice,
    /// No progress and no notes on standard error; failures are still told
    #[arg(short, long, env = "FT_LINT_QUIET", value_parser = BoolishValueParser::new(), help_heading = "Output")]
    pub quiet: bool,
    /// Say on standard error what the run is made of
    #[arg(short, long, env = "FT_LINT_VERBOSE", value_parser = BoolishValueParser::new(), conflicts_with = "quiet", help_heading = "Output")]
    pub verbose: bool,
    /// Tell the time that each rule took on standard error
    #[arg(long, env = "FT_LINT_TIMINGS", value_parser = BoolishValueParser::new(), help_heading = "Output")]
    pub timings: bool,

    /// Ids of the options that the environment gave.
    #[arg(skip)]
    pub from_environment: BTreeSet<String>,
}

fn score(text: &str) -> Result<f64, String> {
    let score: f64 = text.parse().map_err(|_| "want a number from 0 to 100")?;
    if (0.0..=100.0).contains(&score) { Ok(score) } else { Err("want a number from 0 to 100".into()) }
}

fn budget(text: &str) -> Result<(String, String), String> {
    let (name, rows) = pair(text)?;
    Budget::read(&rows)?;
    Ok((name, rows))
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
    /// Its word in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Sure::Certain => "certain",
            Sure::Likely => "likely",
            Sure::All => "all",
        }
    }
}

/// Whether answers are class labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Labels {
    /// Where they look like it: short answers, few different ones
    #[default]
    Auto,
    /// Always
    On,
    /// Never
    Off,
}

impl Labels {
    /// Its word in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Labels::Auto => "auto",
            Labels::On => "on",
            Labels::Off => "off",
        }
    }
}
