//! Which inputs a run has: those that were typed and listed, or those of the configuration.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Read as _;

use clap::CommandFactory as _;

use super::args::{Args, Check};
use crate::config::{Resolved, Settings};
use crate::failure::Failure;
use crate::source::{Filter, Input, Origin, expand};

/// Patterns of the configuration that met files, by their number.
#[derive(Default)]
pub struct Walked {
    /// Of `include`.
    pub included: BTreeSet<usize>,
    /// Of `exclude`.
    pub excluded: BTreeSet<usize>,
}

/// Inputs, those that were not found, how many were left out, and the patterns that met files where folders were searched.
type Named = (Vec<Input>, Vec<Failure>, usize, Option<Walked>);

/// Whether the command line names inputs.
pub(super) fn is_named(check: &Check) -> bool {
    !check.paths.is_empty() || check.files_from.is_some()
}

/// The inputs that were typed and listed; those of the configuration where there are none.
pub(super) fn inputs(check: &Check, settings: &Settings, resolved: &Resolved) -> Result<Named, Failure> {
    let mut paths = check.paths.clone();
    if let Some(list) = &check.files_from {
        paths.extend(listed(list, &check.paths)?);
    } else if paths.is_empty() {
        let beside = |input: &String| match &settings.file {
            Some(file) if input != "-" => OsString::from(file.beside(input)),
            _ => OsString::from(input),
        };
        paths.extend(settings.config.inputs.iter().map(beside));
    }
    let walked = RefCell::new(Walked::default());
    let filter = Filter {
        include: &|path| {
            let met = resolved.include.which(path);
            walked.borrow_mut().included.extend(&met);
            !met.is_empty()
        },
        exclude: &|path| {
            let met = resolved.exclude.which(path);
            walked.borrow_mut().excluded.extend(&met);
            !met.is_empty()
        },
        forced: check.force_exclude,
    };
    let (mut inputs, mut failures, left_out) = expand(&paths, &filter);
    failures.iter_mut().for_each(hint);
    if let Some(name) = &check.stdin_name {
        for input in inputs.iter_mut().filter(|input| input.origin == Origin::Stdin) {
            input.name = name.replace('\\', "/");
        }
    }
    Ok((inputs, failures, left_out, (!is_named(check)).then(|| walked.into_inner())))
}

/// A path that is the name of a command was meant as one: options stood before it.
fn hint(failure: &mut Failure) {
    if let Failure::NotFound { path, advice } = failure
        && Args::command().find_subcommand(&path).is_some()
    {
        *advice = format!("`{path}` is a command where it stands first; its options go behind it: ft-lint {path} …");
    } else if let Failure::NotFound { path, advice } = failure
        && !advice.starts_with("did you mean")
        && let Some(command) = near(path)
    {
        *advice = format!("did you mean the command `{command}`?");
    }
}

/// The command that a word is a slip of.
pub fn near(word: &str) -> Option<String> {
    let commands = Args::command();
    let names = commands.get_subcommands().map(|command| command.get_name().to_owned());
    let distance = |name: &str| strsim::damerau_levenshtein(name, word);
    names.filter(|name| distance(name) <= (name.len() / 4).max(1)).min_by_key(|name| distance(name))
}

/// The paths of a list: separated by NUL where it has one, else one a line.
fn listed(list: &OsStr, paths: &[OsString]) -> Result<Vec<OsString>, Failure> {
    let advice = "the list has one path a line, or paths separated by NUL";
    let unreadable = |why: String| Failure::Unreadable { path: list.to_string_lossy().into(), why, advice };
    let bytes = if list == "-" {
        if paths.iter().any(|path| path == "-") {
            let what = "standard input cannot be both the data and the list of files".into();
            return Err(Failure::BadOption { what, advice: "put the list into a file" });
        }
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(list)
    };
    let bytes = bytes.map_err(|why| unreadable(why.to_string()))?;
    let nul = bytes.contains(&0);
    let parts = bytes.split(|byte| *byte == if nul { 0 } else { b'\n' });
    let parts = parts.map(|part| if nul { part } else { part.strip_suffix(b"\r").unwrap_or(part) });
    let path = |part: &[u8]| path_of(part).ok_or_else(|| unreadable("it is not text in UTF-8".into()));
    let paths: Vec<OsString> = parts.filter(|part| !part.is_empty()).map(path).collect::<Result<_, _>>()?;
    if list == "-" && paths.iter().any(|path| path == "-") {
        let what = "the list on standard input names `-`, standard input itself".into();
        return Err(Failure::BadOption { what, advice: "put the list into a file" });
    }
    Ok(paths)
}

/// Bytes as a path: any where names of files are bytes, text elsewhere.
#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "not every system takes any bytes")]
fn path_of(bytes: &[u8]) -> Option<OsString> {
    use std::os::unix::ffi::OsStrExt as _;
    Some(OsStr::from_bytes(bytes).to_owned())
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> Option<OsString> {
    std::str::from_utf8(bytes).ok().map(OsString::from)
}
