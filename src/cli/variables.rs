//! Variables of the environment. A name that looks like one of the program's and is none is told, and where an option refuses
//! its value, the variable that it came from is.

use std::env;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command, CommandFactory};

use super::args::Args;
use crate::config::nearest;
use crate::failure::Failure;

/// What the names of all variables start with.
const PREFIX: &str = "FT_LINT_";

/// The options that a variable can give, of all commands.
fn options() -> Vec<Arg> {
    fn of(command: &Command, out: &mut Vec<Arg>) {
        out.extend(command.get_arguments().filter(|arg| arg.get_env().is_some()).cloned());
        command.get_subcommands().for_each(|below| of(below, out));
    }
    let mut all = Vec::new();
    of(&Args::command(), &mut all);
    all
}

fn variable(option: &Arg) -> Option<&str> {
    option.get_env()?.to_str()
}

/// Variables that are set and mean nothing.
pub fn unknown() -> Vec<Failure> {
    let set = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut set: Vec<String> = set.filter(|name| name.starts_with(PREFIX)).collect();
    set.sort_unstable();
    let options = options();
    let note = |name: &String| {
        let wanted = name[PREFIX.len()..].to_lowercase().replace('_', "-");
        let alias =
            options.iter().find(|option| option.get_visible_aliases().unwrap_or_default().contains(&wanted.as_str()));
        let known = options.iter().filter_map(variable).map(str::to_owned);
        let advice = match alias.and_then(variable) {
            Some(own) => format!("did you mean `{own}`?"),
            None => Some(nearest(name, known))
                .filter(|words| words.starts_with("did"))
                .unwrap_or_else(|| "`ft-lint --help` lists all".into()),
        };
        let what = format!("the variable `{name}` means nothing");
        Failure::Unused { what, advice: Some(advice), source_text: None, at: None }
    };
    set.iter().filter(|name| !options.iter().any(|option| variable(option) == Some(name.as_str()))).map(note).collect()
}

/// The variable whose value an option refuses, where it was not typed.
pub fn refused(why: &clap::Error, typed: &[OsString]) -> Option<String> {
    let (Some(ContextValue::String(option)), Some(ContextValue::String(value))) =
        (why.get(ContextKind::InvalidArg), why.get(ContextKind::InvalidValue))
    else {
        return None;
    };
    let long = option.strip_prefix("--")?.split([' ', '=']).next()?;
    let name = format!("--{long}");
    if typed.iter().filter_map(|word| word.to_str()).any(|word| word == name || word.starts_with(&format!("{name}="))) {
        return None;
    }
    let options = options();
    let variable = options.iter().find(|own| own.get_long() == Some(long)).and_then(variable)?;
    let set = env::var(variable).is_ok_and(|own| own.contains(value.as_str()));
    set.then(|| variable.to_owned())
}
