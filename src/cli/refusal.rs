//! What cannot be run as it was typed, in the words and the look of all other failures. The parser of options finds it and
//! knows what is near; its own words are left out.

use std::error::Error as _;
use std::ffi::OsString;
use std::num::{IntErrorKind, ParseIntError};

use clap::CommandFactory as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Args;
use super::{named, variables};
use crate::failure::Failure;

/// Values that are listed; there are never many more.
const VALUES: usize = 24;

/// The failure that an error of the parser is; `typed` is the command line.
pub fn refusal(why: &clap::Error, typed: &[OsString]) -> Failure {
    let (what, advice) = told(why, typed);
    let mut advice: Vec<String> = advice.into_iter().filter(|words| !words.is_empty()).collect();
    if let Some(variable) = variables::refused(why, typed) {
        advice.push(format!("the value comes from the variable `{variable}`"));
    }
    advice.extend(usage(why));
    let command = command(why);
    advice.push(format!("`{command} --help` explains all options"));
    let advice = advice.join("\n");
    match why.kind() {
        ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand => Failure::UnknownOption { what, advice },
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::TooManyValues => {
            Failure::BadValue { what, advice }
        }
        _ => Failure::BadUsage { what, advice },
    }
}

/// What is wrong, and what to do, in the order of what helps most.
fn told(why: &clap::Error, typed: &[OsString]) -> (String, Vec<String>) {
    let named = option(why);
    let value = text(why, ContextKind::InvalidValue).unwrap_or_default();
    match why.kind() {
        ErrorKind::UnknownArgument => unknown(why, &named),
        ErrorKind::InvalidSubcommand => {
            let command = text(why, ContextKind::InvalidSubcommand).unwrap_or_default();
            let near = named::near(&command).map_or(String::new(), |near| format!("did you mean `{near}`?"));
            (format!("there is no command `{command}`"), vec![near])
        }
        ErrorKind::InvalidValue if value.is_empty() => (format!("`{named}` needs a value"), vec![values(why)]),
        ErrorKind::InvalidValue => {
            let near = near(why, ContextKind::SuggestedValue, "");
            (format!("`{value}` is no value of `{named}`"), vec![near, values(why)])
        }
        ErrorKind::ValueValidation => (format!("`{value}` is no value of `{named}`: {}", wanted(why)), vec![]),
        ErrorKind::TooManyValues => {
            (format!("`{named}` takes no value, and `{value}` was given"), vec![format!("write `{named}` alone")])
        }
        ErrorKind::ArgumentConflict => conflict(why, &named),
        ErrorKind::MissingRequiredArgument => {
            let missing: Vec<String> =
                list(why, ContextKind::InvalidArg).iter().map(|name| format!("`{name}`")).collect();
            (format!("{} is missing", missing.join(" and ")), about(why))
        }
        ErrorKind::InvalidUtf8 => {
            let broken = typed.iter().find(|word| word.to_str().is_none());
            let broken = broken.map_or_else(|| "an argument".into(), |word| format!("`{}`", word.to_string_lossy()));
            let advice = "values of options are text; only paths of data may have any bytes".to_owned();
            (format!("{broken} is not valid UTF-8"), vec![advice])
        }
        _ => {
            let words = why.to_string();
            let first = words.lines().next().unwrap_or_default();
            (first.strip_prefix("error: ").unwrap_or(first).to_owned(), vec![])
        }
    }
}

fn unknown(why: &clap::Error, named: &str) -> (String, Vec<String>) {
    if !named.starts_with('-') || named == "-" {
        return (format!("`{named}` is one argument too many"), vec![]);
    }
    let what = format!("unknown option `{named}`");
    if named[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return (what, vec![format!("a value that starts with a dash stands behind an equals sign: --option={named}")]);
    }
    let below = text(why, ContextKind::SuggestedSubcommand);
    let near =
        near(why, ContextKind::SuggestedArg, &below.map_or(String::new(), |name| format!(" of `ft-lint {name}`")));
    let file = format!("a file of that name is written `./{named}`");
    let is_file = near.is_empty() && std::path::Path::new(named).exists();
    (what, vec![near, if is_file { file } else { String::new() }])
}

fn conflict(why: &clap::Error, named: &str) -> (String, Vec<String>) {
    let other = list(why, ContextKind::PriorArg);
    let other: Vec<String> = other.iter().map(|name| format!("`{}`", short(name))).collect();
    if let Some(command) = text(why, ContextKind::InvalidSubcommand) {
        let what = format!("the command `{command}` cannot stand behind {}", other.join(" and "));
        return (what, vec![format!("options go behind the command: ft-lint {command} …")]);
    }
    let what = format!("`{named}` cannot be used with {}", other.join(" and "));
    (what, vec!["leave one of them out".into()])
}

/// What a value should be, from the reason that its own reader gives.
fn wanted(why: &clap::Error) -> String {
    let Some(inner) = why.source() else { return "want another one".into() };
    match inner.downcast_ref::<ParseIntError>().map(ParseIntError::kind) {
        Some(IntErrorKind::PosOverflow) => "the number is too large".into(),
        Some(_) => "want a whole number, 0 or more".into(),
        None if inner.to_string() == "value was not a boolean" => "want true or false".into(),
        None => inner.to_string(),
    }
}

/// The values that an option or an argument takes, where they can be listed.
fn values(why: &clap::Error) -> String {
    let values = list(why, ContextKind::ValidValue);
    if values.is_empty() {
        String::new()
    } else {
        format!("want one of {}", values[..values.len().min(VALUES)].join(", "))
    }
}

/// What was meant, if the parser knows something near.
fn near(why: &clap::Error, kind: ContextKind, whose: &str) -> String {
    let near: Vec<String> = list(why, kind).iter().map(|name| format!("`{}`{whose}", short(name))).collect();
    if near.is_empty() { String::new() } else { format!("did you mean {}?", near.join(" or ")) }
}

/// The option that is wrong, as people type it.
fn option(why: &clap::Error) -> String {
    list(why, ContextKind::InvalidArg).first().map_or_else(|| "an option".into(), |name| short(name).to_owned())
}

/// An option without the name of its value; an argument as it is.
fn short(name: &str) -> &str {
    if name.starts_with("--") { name.split([' ', '=', '[']).next().unwrap_or(name) } else { name }
}

/// How the command is called: one line for each way, without options that are only there as an example.
fn usage(why: &clap::Error) -> Option<String> {
    let Some(ContextValue::StyledStr(usage)) = why.get(ContextKind::Usage) else { return None };
    let lines = usage.to_string();
    let wants = matches!(why.kind(), ErrorKind::MissingRequiredArgument);
    let line = lines.lines().next()?.strip_prefix("Usage: ")?.trim();
    wants.then(|| format!("usage: {line}"))
}

/// The command whose help explains more.
fn command(why: &clap::Error) -> String {
    let Some(ContextValue::StyledStr(usage)) = why.get(ContextKind::Usage) else { return "ft-lint".into() };
    let usage = usage.to_string();
    let words = usage.strip_prefix("Usage: ").unwrap_or(&usage).split_whitespace();
    let name = |word: &&str| word.starts_with(|c: char| c.is_ascii_lowercase());
    words.take_while(name).collect::<Vec<_>>().join(" ")
}

/// What the arguments are that are missing, from the help.
fn about(why: &clap::Error) -> Vec<String> {
    let called = command(why);
    let root = Args::command();
    let Some(own) = called.split(' ').next_back().and_then(|name| root.find_subcommand(name)) else {
        return Vec::new();
    };
    let told = |name: &String| {
        let argument = own.get_arguments().find(|argument| argument.to_string() == *name)?;
        let help = argument.get_help()?.to_string();
        Some(format!("`{name}`: {}{}", help[..1].to_lowercase(), &help[1..]))
    };
    list(why, ContextKind::InvalidArg).iter().filter_map(told).collect()
}

fn text(why: &clap::Error, kind: ContextKind) -> Option<String> {
    list(why, kind).into_iter().next()
}

fn list(why: &clap::Error, kind: ContextKind) -> Vec<String> {
    match why.get(kind) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(several)) => several.clone(),
        _ => Vec::new(),
    }
}
