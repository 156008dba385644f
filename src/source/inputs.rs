//! Which files a run reads: paths, folders, globs and standard input, in a fixed order.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
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

impl Input {
    /// Whether its bytes come but once: standard input, and what a path names that is no file, such as a pipe.
    pub fn is_read_once(&self) -> bool {
        match &self.origin {
            Origin::Stdin => true,
            Origin::File(path) => fs::metadata(path).is_ok_and(|known| !known.is_file()),
        }
    }
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

/// What the arguments name, as far as it was looked up.
#[derive(Default)]
struct Named {
    inputs: Vec<Input>,
    failures: Vec<Failure>,
    left_out: usize,
}

/// The inputs that the arguments name, sorted bytewise by name and without repetition, what could not be found or looked
/// into, and how many were left out. Nothing is opened.
pub fn expand(arguments: &[OsString], filter: &Filter<'_>) -> (Vec<Input>, Vec<Failure>, usize) {
    let mut named = Named::default();
    for argument in arguments {
        if let Err(failure) = named.add(argument, filter) {
            named.failures.push(failure);
        }
    }
    let Named { mut inputs, failures, left_out } = named;
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

impl Named {
    fn add(&mut self, argument: &OsStr, filter: &Filter<'_>) -> Result<(), Failure> {
        let path = Path::new(argument);
        let shown = argument.to_string_lossy();
        if argument == "-" {
            self.inputs.push(Input { name: "<stdin>".into(), origin: Origin::Stdin });
        } else if path.is_dir() {
            let (inputs, left_out, failures) = (self.inputs.len(), self.left_out, self.failures.len());
            let found = self.walk(path, None, filter);
            let found = found.into_iter().filter(|path| has_ending(path) || (filter.include)(path));
            self.take(found.collect(), filter);
            if (self.inputs.len(), self.left_out, self.failures.len()) == (inputs, left_out, failures) {
                return Err(Failure::NoData { folder: shown.into() });
            }
        } else if path.exists() {
            if filter.forced {
                self.take(vec![path.to_path_buf()], filter);
            } else {
                self.inputs.push(input(path.to_path_buf()));
            }
        } else if shown.contains(MARKS) {
            self.glob(&shown, filter)?;
        } else {
            return Err(missing(path));
        }
        Ok(())
    }

    /// Adds files but those that are left out.
    fn take(&mut self, paths: Vec<PathBuf>, filter: &Filter<'_>) {
        for path in paths {
            if (filter.exclude)(&path) {
                self.left_out += 1;
            } else {
                self.inputs.push(input(path));
            }
        }
    }

    /// The files below a folder that no ignore file names, links to files included; of folders only those that `pattern`
    /// reaches. What cannot be looked into is told.
    fn walk(&mut self, folder: &Path, pattern: Option<&Pattern>, filter: &Filter<'_>) -> Vec<PathBuf> {
        let steps = pattern.map(|pattern| pattern.steps.clone());
        let is_reached = move |entry: &ignore::DirEntry| {
            let reaches = |steps: &Steps| steps.reach(entry.path());
            entry.depth() == 0
                || !entry.file_type().is_some_and(|kind| kind.is_dir())
                || steps.as_ref().is_none_or(reaches)
        };
        let mut found = Vec::new();
        for entry in WalkBuilder::new(folder).require_git(false).filter_entry(is_reached).build() {
            match entry {
                Ok(entry) => found.extend(self.file(entry, pattern, filter)),
                Err(why) => self.failures.extend(unwalked(why, filter)),
            }
        }
        found
    }

    /// The path of an entry that is a file or a link to one. A link to data that are not there is told.
    fn file(&mut self, entry: ignore::DirEntry, pattern: Option<&Pattern>, filter: &Filter<'_>) -> Option<PathBuf> {
        let kind = entry.file_type()?;
        let path = entry.into_path();
        if !kind.is_symlink() {
            return kind.is_file().then_some(path);
        }
        match fs::metadata(&path) {
            Ok(target) => target.is_file().then_some(path),
            Err(why) => {
                let wanted = pattern.map_or_else(|| has_ending(&path), |pattern| pattern.has(&path));
                if wanted && !(filter.exclude)(&path) {
                    let is_gone = why.kind() == std::io::ErrorKind::NotFound;
                    let unreadable = || Failure::unreadable(&path.to_string_lossy(), &why);
                    self.failures.push(if is_gone { missing(&path) } else { unreadable() });
                }
                None
            }
        }
    }

    fn glob(&mut self, pattern: &str, filter: &Filter<'_>) -> Result<(), Failure> {
        let (inputs, left_out, failures) = (self.inputs.len(), self.left_out, self.failures.len());
        let compiled = Pattern::compile(pattern)?;
        let fixed: PathBuf = Path::new(pattern)
            .components()
            .take_while(|part| !part.as_os_str().to_string_lossy().contains(MARKS))
            .collect();
        let folder = if fixed.as_os_str().is_empty() { PathBuf::from(".") } else { fixed };
        let found = if folder.is_dir() { self.walk(&folder, Some(&compiled), filter) } else { Vec::new() };
        self.take(found.into_iter().filter(|path| compiled.has(path)).collect(), filter);
        let none = (self.inputs.len(), self.left_out, self.failures.len()) == (inputs, left_out, failures);
        if none { Err(Failure::NoMatch { pattern: pattern.into() }) } else { Ok(()) }
    }
}

/// What makes an argument that is no path a pattern.
const MARKS: [char; 4] = ['*', '?', '[', '{'];

/// A pattern as a whole and, for folders, step by step.
struct Pattern {
    whole: GlobMatcher,
    steps: Steps,
}

/// The steps of a pattern up to the first `**`; none where an alternative holds a `/`.
#[derive(Clone)]
struct Steps(Option<Vec<Option<GlobMatcher>>>);

impl Pattern {
    fn compile(pattern: &str) -> Result<Pattern, Failure> {
        let bad = |why: &globset::Error| Failure::BadGlob { pattern: pattern.into(), why: why.to_string() };
        let compile = |part: &str| {
            let glob = GlobBuilder::new(part).literal_separator(true).build().map_err(|why| bad(&why))?;
            Ok(glob.compile_matcher())
        };
        let plain = pattern.trim_start_matches("./");
        let parts: Vec<&str> = plain.split('/').filter(|part| !part.is_empty()).collect();
        let is_whole = |part: &&str| {
            [('{', '}'), ('[', ']')].iter().all(|(a, b)| part.matches(*a).count() == part.matches(*b).count())
        };
        let step = |part: &&str| if *part == "**" { None } else { compile(part).ok() };
        let steps = parts.iter().all(is_whole).then(|| parts.iter().map(step).collect());
        Ok(Pattern { whole: compile(plain)?, steps: Steps(steps) })
    }

    fn has(&self, path: &Path) -> bool {
        self.whole.is_match(name_of(path))
    }
}

impl Steps {
    /// Whether a file below the folder may have the pattern.
    fn reach(&self, folder: &Path) -> bool {
        let Some(steps) = &self.0 else { return true };
        let mut steps = steps.iter();
        for part in folder.components().filter(|part| !matches!(part, Component::CurDir | Component::RootDir)) {
            match steps.next() {
                Some(Some(step)) if step.is_match(part.as_os_str()) => {}
                Some(None) => return true,
                _ => return false,
            }
        }
        steps.next().is_some()
    }
}

fn input(path: PathBuf) -> Input {
    Input { name: name_of(&path), origin: Origin::File(path) }
}

/// The name that reports show.
fn name_of(path: &Path) -> String {
    let name = path.to_string_lossy().replace('\\', "/");
    name.strip_prefix("./").map_or(name.clone(), str::to_string)
}

fn has_ending(path: &Path) -> bool {
    let name = path.to_string_lossy().to_ascii_lowercase();
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// A folder that could not be looked into, unless it is left out.
fn unwalked(why: ignore::Error, filter: &Filter<'_>) -> Option<Failure> {
    let (mut path, mut rest) = (PathBuf::new(), why);
    let own = loop {
        rest = match rest {
            ignore::Error::WithPath { path: at, err } => {
                path = at;
                *err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => *err,
            other => break other,
        };
    };
    if (filter.exclude)(&path) {
        return None;
    }
    let shown = path.to_string_lossy();
    let advice = "nothing in it was checked; check the folder's permissions, or leave it out with `--exclude`";
    let why = own.io_error().map_or_else(|| own.to_string(), ToString::to_string);
    Some(Failure::Unreadable { path: shown.into(), why, advice })
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
