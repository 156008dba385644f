//! Which files a run reads: paths, folders, globs and standard input, in a fixed order.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use ignore::WalkBuilder;

use crate::failure::Failure;

/// Endings that a folder or a glob without one is searched for.
const ENDINGS: [&str; 6] = [".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst"];

/// Where the bytes come from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// One input of the run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// The name that reports show: as typed, with `/`.
    pub name: String,
    /// Where the bytes come from.
    pub origin: Origin,
}

/// Which files are taken beside or without what the arguments say.
pub struct Filter<'f> {
    /// Files that folders are searched for besides the usual ones.
    pub include: &'f dyn Fn(&Path) -> bool,
    /// Files that are left out.
    pub exclude: &'f dyn Fn(&Path) -> bool,
    /// Whether they are left out even where they are named one by one.
    pub forced: bool,
}

/// The inputs that the arguments name, sorted bytewise by name and without repetition, what could not be found, and how many
/// were left out. Nothing is opened.
pub fn expand(arguments: &[String], filter: &Filter<'_>) -> (Vec<Input>, Vec<Failure>, usize) {
    let (mut inputs, mut failures, mut left_out) = (Vec::new(), Vec::new(), 0);
    for argument in arguments {
        match one(argument, filter, &mut left_out) {
            Ok(found) => inputs.extend(found),
            Err(failure) => failures.push(failure),
        }
    }
    inputs.sort();
    let mut seen = BTreeSet::new();
    inputs.retain(|input| seen.insert(identity(&input.origin)));
    (inputs, failures, left_out)
}

/// The same for a file that is named in two ways.
fn identity(origin: &Origin) -> Origin {
    match origin {
        Origin::Stdin => Origin::Stdin,
        Origin::File(path) => Origin::File(fs::canonicalize(path).unwrap_or_else(|_| path.clone())),
    }
}

fn one(argument: &str, filter: &Filter<'_>, left_out: &mut usize) -> Result<Vec<Input>, Failure> {
    let mut taken = |path: &Path| {
        let out = (filter.exclude)(path);
        *left_out += usize::from(out);
        !out
    };
    if argument == "-" {
        return Ok(vec![Input { name: "<stdin>".into(), origin: Origin::Stdin }]);
    }
    let path = Path::new(argument);
    if path.is_dir() {
        let found = walk(path).filter(|path| has_ending(path) || (filter.include)(path));
        let found: Vec<Input> = found.filter(|path| taken(path)).map(input).collect();
        let none = found.is_empty() && *left_out == 0;
        return if none { Err(Failure::NoData { folder: argument.into() }) } else { Ok(found) };
    }
    if path.exists() {
        let wanted = !filter.forced || taken(path);
        return Ok(if wanted { vec![input(path.to_path_buf())] } else { Vec::new() });
    }
    if !argument.contains(['*', '?', '[', '{']) {
        return Err(missing(path));
    }
    let mut found = glob(argument)?;
    found.retain(|input| if let Origin::File(path) = &input.origin { taken(path) } else { true });
    Ok(found)
}

fn input(path: PathBuf) -> Input {
    let name = path.to_string_lossy().replace('\\', "/");
    let name = name.strip_prefix("./").map_or(name.clone(), str::to_string);
    Input { name, origin: Origin::File(path) }
}

fn has_ending(path: &Path) -> bool {
    let name = path.to_string_lossy().to_ascii_lowercase();
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// The files below a folder that no ignore file names.
fn walk(folder: &Path) -> impl Iterator<Item = PathBuf> {
    WalkBuilder::new(folder)
        .require_git(false)
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(ignore::DirEntry::into_path)
}

fn glob(pattern: &str) -> Result<Vec<Input>, Failure> {
    let bad = |why: &globset::Error| Failure::BadGlob { pattern: pattern.into(), why: why.to_string() };
    let matcher = GlobBuilder::new(pattern.trim_start_matches("./"))
        .literal_separator(true)
        .build()
        .map_err(|why| bad(&why))?
        .compile_matcher();
    let fixed: PathBuf = Path::new(pattern)
        .components()
        .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']))
        .collect();
    let folder = if fixed.as_os_str().is_empty() { PathBuf::from(".") } else { fixed };
    let found: Vec<Input> = walk(&folder).map(input).filter(|input| matcher.is_match(&input.name)).collect();
    if found.is_empty() { Err(Failure::NoMatch { pattern: pattern.into() }) } else { Ok(found) }
}

fn missing(path: &Path) -> Failure {
    if let Ok(target) = fs::read_link(path) {
        let advice = format!("it is a link to `{}`, which is not there", target.to_string_lossy());
        return Failure::NotFound { path: path.to_string_lossy().into_owned(), advice };
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let nearest = names
        .into_iter()
        // A slip or two in a name; in a short one any other would do.
        .filter(|other| strsim::damerau_levenshtein(other, &name) <= (name.chars().count() / 4).clamp(1, 3))
        .min_by_key(|other| strsim::damerau_levenshtein(other, &name));
    let advice =
        nearest.map_or("check the path; a pattern goes in quotes".to_owned(), |near| format!("did you mean `{near}`?"));
    Failure::NotFound { path: path.to_string_lossy().into_owned(), advice }
}
