//! The command line: what was typed (`args`), and one file per command. Only here and in `report` is anything written.
//!
//! `setup` makes a run of it: inputs (`named`), values for the configuration (`given`), `memory`, the baseline (`keeper`).
//! `refusal` says what cannot be run as it was typed. `outputs` are the files that reports go to, `output` a single one, held as a `draft` until it is whole; `notes`, `unused`
//! and `variables` are what is told beside.

mod args;
mod check;
mod compare;
mod completions;
mod config;
mod draft;
mod given;
mod init;
mod keeper;
mod memory;
mod named;
mod notes;
mod output;
mod outputs;
mod profiles;
mod refusal;
mod render;
mod rule;
mod setup;
mod unused;
mod variables;

use std::ffi::OsString;
use std::io::{self, Write};

pub use args::{Args, Check, Command};
pub use draft::discard;
pub use rule::{rule_table, show_page};

use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::report;

/// Runs the program with these arguments (the program's name first) and gives the exit code.
pub fn main(args: impl IntoIterator<Item = OsString>) -> u8 {
    let typed: Vec<OsString> = args.into_iter().collect();
    let args = match Args::read(typed.clone()) {
        Ok(args) => args,
        Err(why) if why.use_stderr() => {
            output::complain(&refusal::refusal(&why, &typed));
            return Outcome::NoVerdict.code();
        }
        Err(asked) => {
            // Help, or the version.
            return ended(asked.print().map_err(End::from).map(|()| Outcome::Passed));
        }
    };
    ended(dispatch(args))
}

/// The exit code of a command. A closed pipe is no error: the reader has seen enough.
fn ended(outcome: Result<Outcome, End>) -> u8 {
    match outcome {
        Ok(outcome) => outcome.code(),
        Err(End::ClosedPipe) => Outcome::Passed.code(),
        Err(End::Failures(failures)) => {
            failures.iter().for_each(output::complain);
            Outcome::NoVerdict.code()
        }
    }
}

/// Why a command ended early.
enum End {
    /// Whoever read the output has seen enough.
    ClosedPipe,
    /// Problems of the run.
    Failures(Vec<Failure>),
}

impl From<Failure> for End {
    fn from(failure: Failure) -> Self {
        End::Failures(vec![failure])
    }
}

impl From<io::Error> for End {
    fn from(why: io::Error) -> Self {
        if why.kind() == io::ErrorKind::BrokenPipe {
            End::ClosedPipe
        } else {
            Failure::unwritable("standard output", &why).into()
        }
    }
}

fn dispatch(args: Args) -> Result<Outcome, End> {
    // Not locked: findings are written from the threads that find them.
    let mut out = io::BufWriter::new(io::stdout());
    match args.command {
        Some(Command::Check(check)) => return check::check(&check),
        None => return check::check(&args.check),
        Some(Command::Rule { name, found }) => rule::rule(&name, &found, &mut out)?,
        Some(Command::Profiles { name: None }) => out.write_all(profiles::list().as_bytes())?,
        Some(Command::Profiles { name: Some(name) }) => match crate::rules::profile::find(&name) {
            Some(profile) => out.write_all(profiles::describe(profile).as_bytes())?,
            None => return Err(Failure::unknown_profile(&name).into()),
        },
        Some(Command::Render(args)) => return render::render(&args),
        Some(Command::Compare(args)) => return compare::compare(&args),
        Some(Command::Completions { shell }) => completions::completions(shell, &mut out),
        Some(Command::Man { command }) => match completions::man(command.as_deref(), &mut out) {
            Some(written) => written?,
            None => {
                let what = format!("there is no command `{}`", command.unwrap_or_default());
                return Err(Failure::BadOption { what, advice: "`ft-lint --help` lists the commands" }.into());
            }
        },
        Some(Command::Init(init)) => return init::init(&init, &mut out),
        Some(Command::Config(config)) => return config::config(&config, &mut out),
        Some(Command::Rules(args)) => rule::rules(&args, &mut out)?,
        Some(Command::Schema { of }) => {
            let schema = match of {
                args::Document::Report => report::schema(),
                args::Document::Compare => report::comparison_schema(),
                args::Document::Config => crate::config::schema(),
            };
            serde_json::to_writer_pretty(&mut out, &schema).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;
    Ok(Outcome::Passed)
}
