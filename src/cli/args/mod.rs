//! What was typed: clap structs only.

mod check;
mod commands;
mod format;

use std::collections::BTreeSet;

use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

pub use check::Check;
pub use commands::{Compare, CompareFormat, Config, Document, Found, Init, Render, Rules};
pub use format::{ColorChoice, Format};

use crate::rules::Level;

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
        /// Where rules of the house are declared.
        #[command(flatten)]
        found: Found,
    },
    /// List all rules, those of the house included, or those that selectors mean
    Rules(Rules),
    /// Write a commented ft-lint.toml that fits the data
    Init(Init),
    /// Show the configuration that holds here, and where each value came from
    Config(Config),
    /// List the consumers known, or what one of them accepts
    Profiles {
        /// The profile, such as openai-chat
        name: Option<String>,
    },
    /// Write a saved report in another format
    Render(Render),
    /// Compare two saved reports: new, gone and unchanged findings, score
    Compare(Compare),
    /// Print completions for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man {
        /// Of which command
        command: Option<String>,
    },
    /// Print the JSON Schema of a document
    Schema {
        /// Which document
        of: Document,
    },
}

impl Args {
    /// Reads what was typed, and notes which options the environment gave.
    pub fn read(args: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Args, clap::Error> {
        let matches = last_wins(without_empty(Args::command())).try_get_matches_from(args)?;
        let mut args = Args::from_arg_matches(&matches)?;
        let (check, matches) = match (&mut args.command, matches.subcommand()) {
            (Some(Command::Check(check)), Some((_, own))) => (check, own),
            (Some(Command::Config(config)), Some((_, own))) => (&mut config.check, own),
            _ => (&mut args.check, &matches),
        };
        check.from_environment = from_environment(matches);
        Ok(args)
    }
}

/// A variable that is set to nothing is one that is not set: build services set what nobody filled in.
fn without_empty(command: clap::Command) -> clap::Command {
    let is_empty =
        |arg: &clap::Arg| arg.get_env().is_some_and(|name| std::env::var_os(name).is_some_and(|own| own.is_empty()));
    let arg = |arg: clap::Arg| if is_empty(&arg) { arg.env(clap::builder::Resettable::Reset) } else { arg };
    command.mut_args(arg).mut_subcommands(without_empty)
}

/// An option that is given twice has its last value, so that a wrapper's can be overruled.
fn last_wins(command: clap::Command) -> clap::Command {
    let arg = |arg: clap::Arg| {
        let once = matches!(arg.get_action(), clap::ArgAction::Set | clap::ArgAction::SetTrue) && !arg.is_positional();
        if once { arg.clone().overrides_with(arg.get_id()) } else { arg }
    };
    command.mut_args(arg).mut_subcommands(last_wins)
}

fn from_environment(matches: &ArgMatches) -> BTreeSet<String> {
    let given = |id: &clap::Id| matches.value_source(id.as_str()) == Some(clap::parser::ValueSource::EnvVariable);
    matches.ids().filter(|id| given(id)).map(|id| id.as_str().to_owned()).collect()
}

/// The level from which findings fail, in the words of the configuration.
fn fail_on(text: &str) -> Result<String, String> {
    match text {
        "never" | "none" => Ok("never".into()),
        "warning" => Ok("warn".into()),
        _ if Level::ALL.into_iter().any(|level| level.name() == text) => Ok(text.into()),
        _ => Err("want error, warn, info or never".into()),
    }
}

/// What is before and after `=`.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().into(), value.trim().into())),
        _ => Err("want NAME=VALUE".into()),
    }
}
