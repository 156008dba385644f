//! What is written and where, as the options name it; an output that would overwrite what is read is refused.

use std::fs::{self};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::super::args::Format;
use crate::engine::Plan;
use crate::failure::Failure;
use crate::source::Origin;

/// What is written, and where; standard output has no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub(super) format: Format,
    pub(super) path: Option<PathBuf>,
    /// Whether it is what `--format` asks for.
    pub(super) main: bool,
}

impl Target {
    /// Whether it goes to standard output.
    pub fn is_stdout(&self) -> bool {
        self.path.is_none()
    }
}

impl Format {
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Findings are written as they are found.
    pub(super) fn streams(self) -> bool {
        matches!(self, Format::Jsonl | Format::Concise)
    }

    /// Each line or entry is a finding, so that there is no room for what was not checked.
    pub(super) fn holds_findings_only(self) -> bool {
        use Format::{Azure, Concise, Github, Gitlab, Rdjson, Rdjsonl};
        matches!(self, Concise | Github | Gitlab | Rdjson | Rdjsonl | Azure)
    }

    /// Its reader looks files up in the repository.
    pub(super) fn is_rooted(self) -> bool {
        use Format::{Azure, Github, Gitlab, Junit, Rdjson, Rdjsonl, Sarif};
        matches!(self, Sarif | Github | Gitlab | Junit | Rdjson | Rdjsonl | Azure)
    }
}

/// The targets that the options name. `PATH` alone is written in the format of `--format`; where no path is given so,
/// that goes to standard output.
pub fn targets(format: Format, outputs: &[String]) -> Result<Vec<Target>, Failure> {
    let mut targets: Vec<Target> = outputs.iter().map(|text| target(format, text)).collect::<Result<_, _>>()?;
    if !targets.iter().any(|target| target.main || target.path.is_none()) {
        targets.insert(0, Target { format, path: None, main: true });
    }
    let mut seen: Vec<PathBuf> = Vec::new();
    for target in &targets {
        let place = target.path.as_deref().map_or_else(|| PathBuf::from("-"), identity);
        // What is no file, such as /dev/null, may take any number.
        let special = target.path.as_deref().is_some_and(|path| path.exists() && !path.is_file());
        if !special && seen.contains(&place) {
            let shown = target.path.as_ref().map_or("standard output".into(), |path| path.display().to_string());
            return Err(Failure::BadOption {
                what: format!("two outputs to `{shown}`"),
                advice: "give each `--output` a path of its own",
            });
        }
        seen.push(place);
    }
    Ok(targets)
}

pub(super) fn target(main: Format, text: &str) -> Result<Target, Failure> {
    let place = |path: &str| (path != "-").then(|| PathBuf::from(path));
    let Some((name, path)) = text.split_once('=') else {
        return Ok(Target { format: main, path: place(text), main: true });
    };
    if let Ok(format) = Format::from_str(name, true) {
        if path.is_empty() {
            let what = format!("`--output {name}=` names no path");
            return Err(Failure::BadOption { what, advice: "for example --output sarif=report.sarif" });
        }
        return Ok(Target { format, path: place(path), main: false });
    }
    // `./a=b` is a path; `sarfi=b` is a slip.
    if name.contains(['/', '\\', '.']) {
        return Ok(Target { format: main, path: place(text), main: true });
    }
    Err(Failure::UnknownFormat { name: name.into(), advice: nearest(name) })
}

fn nearest(name: &str) -> String {
    let names: Vec<String> = Format::value_variants().iter().map(|format| format.name()).collect();
    let near = names.iter().min_by_key(|known| strsim::damerau_levenshtein(known, name));
    let near = near.filter(|known| strsim::damerau_levenshtein(known, name) <= 3);
    let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
    format!("{near}formats are {}; write `./` before a path that holds `=`", names.join(", "))
}

/// The same for a file that is named in two ways.
pub(super) fn identity(path: &Path) -> PathBuf {
    if let Ok(known) = fs::canonicalize(path) {
        return known;
    }
    // A link to a file that is not there yet.
    if let Ok(target) = fs::read_link(path) {
        return identity(&path.parent().unwrap_or(Path::new(".")).join(target));
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (fs::canonicalize(parent), path.file_name()) {
        (Ok(parent), Some(name)) => parent.join(name),
        _ => path.to_path_buf(),
    }
}

/// An output that would overwrite a file that is read, or another output, is refused before anything is opened. `more` is an
/// output that is no report, with its option; `read` are the files with what they are.
pub fn spare(targets: &[Target], more: Option<(&Path, &str)>, read: &[(&Path, &str)]) -> Result<(), Failure> {
    let read: Vec<(PathBuf, &str)> = read.iter().map(|(path, what)| (identity(path), *what)).collect();
    let written: Vec<&Path> = targets.iter().filter_map(|target| target.path.as_deref()).collect();
    for path in written.iter().copied().chain(more.map(|(path, _)| path)) {
        let own = identity(path);
        if let Some((_, what)) = read.iter().find(|(known, _)| *known == own) {
            return Err(Failure::BadOption {
                what: format!("the output `{}` is {what}", path.display()),
                advice: "write it to another path; what is there would be lost",
            });
        }
    }
    let is_file = |path: &Path| path.is_file() || !path.exists();
    match more.filter(|(more, _)| is_file(more) && written.iter().any(|path| identity(path) == identity(more))) {
        None => Ok(()),
        Some((path, option)) => Err(Failure::BadOption {
            what: format!("two outputs to `{}`, one by `{option}`", path.display()),
            advice: "give each output a path of its own",
        }),
    }
}

/// The files of a run's inputs.
pub fn files(plan: &Plan) -> impl Iterator<Item = (&Path, &'static str)> {
    plan.inputs.iter().filter_map(|input| match &input.origin {
        Origin::File(path) => Some((path.as_path(), "an input")),
        Origin::Stdin => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(outputs: &[&str]) -> Result<Vec<(String, Option<String>)>, String> {
        let outputs: Vec<String> = outputs.iter().map(ToString::to_string).collect();
        let shown = |target: Target| (target.format.name(), target.path.map(|path| path.display().to_string()));
        let targets = targets(Format::Human, &outputs).map_err(|failure| failure.to_string())?;
        Ok(targets.into_iter().map(shown).collect())
    }

    #[test]
    fn formats_and_paths() {
        let one = |format: &str, path: Option<&str>| (format.to_owned(), path.map(str::to_owned));
        assert_eq!(read(&[]), Ok(vec![one("human", None)]));
        assert_eq!(read(&["report"]), Ok(vec![one("human", Some("report"))]));
        assert_eq!(read(&["sarif=a=b"]), Ok(vec![one("human", None), one("sarif", Some("a=b"))]));
        assert_eq!(read(&["json=-"]), Ok(vec![one("json", None)]));
        assert_eq!(read(&["./a=b"]), Ok(vec![one("human", Some("./a=b"))]));
        assert!(read(&["sarfi=x"]).is_err_and(|why| why.contains("sarfi")));
        assert!(read(&["sarif=x", "junit=./x"]).is_err_and(|why| why.contains("two outputs")));
        assert!(read(&["sarif=-", "junit=-"]).is_err_and(|why| why.contains("standard output")));
        assert!(read(&["sarif="]).is_err());
    }
}
