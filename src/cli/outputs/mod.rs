//! Several outputs of one run: `--format` on standard output, and `--output FORMAT=PATH` as often as wanted.

use std::env;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::args::{ColorChoice, Format};
use super::{End, output};
use crate::engine::{Outcome, Placed, Plan};
use crate::failure::Failure;
use crate::report::{self, Report};
use crate::source::{InputRead, Origin};

/// What is written, and where; standard output has no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    format: Format,
    path: Option<PathBuf>,
    /// Whether it is what `--format` asks for.
    main: bool,
}

impl Format {
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Findings are written as they are found.
    fn streams(self) -> bool {
        matches!(self, Format::Jsonl | Format::Concise)
    }

    /// Its reader looks files up in the repository.
    fn is_rooted(self) -> bool {
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

fn target(main: Format, text: &str) -> Result<Target, Failure> {
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
fn identity(path: &Path) -> PathBuf {
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

/// An output that could be opened.
struct Open {
    target: Target,
    out: Box<dyn Write + Send>,
    failed: Option<io::Error>,
}

/// The outputs of one run.
pub struct Outputs {
    open: Vec<Open>,
    /// Outputs that could not be opened; the others are written all the same.
    pub failures: Vec<Failure>,
}

/// Where excerpts come from.
pub enum Rows<'r> {
    /// A run, whose rows can be read again, and whose findings were streamed.
    Run(&'r Plan, &'r Outcome),
    /// A saved report, with the excerpts that it carries.
    Saved,
}

/// How the outputs are written.
#[derive(Clone, Copy, Default)]
pub struct Style {
    /// Colour of the human format.
    pub color: ColorChoice,
    /// Examples of each rule in the human format.
    pub examples: usize,
    /// Only counts, in place of what `--format` asks for.
    pub statistics: bool,
    /// All profiles in the human format.
    pub whole_matrix: bool,
    /// Excerpts in JSON too.
    pub excerpts: bool,
}

impl Outputs {
    /// Opens all targets. It fails only where none can be opened.
    pub fn open(targets: Vec<Target>) -> Result<Outputs, End> {
        let mut outputs = Outputs { open: Vec::new(), failures: Vec::new() };
        for target in targets {
            match open(target.format, target.path.as_deref()) {
                Ok(out) => outputs.open.push(Open { target, out, failed: None }),
                Err(failure) => outputs.failures.push(failure),
            }
        }
        if outputs.open.is_empty() { Err(End::Failures(outputs.failures)) } else { Ok(outputs) }
    }

    /// Whether findings go to standard output as they are found.
    pub fn stream_to_stdout(&self) -> bool {
        self.open.iter().any(|open| open.target.path.is_none() && open.target.format.streams())
    }

    /// Whether any output is written as findings are found.
    pub fn stream(&self, statistics: bool) -> bool {
        self.open.iter().any(|open| open.target.format.streams() && !(statistics && open.target.main))
    }

    /// Writes a finding to the outputs that are written as findings are found.
    pub fn found(&mut self, placed: &Placed, read: &[InputRead], plan: &Plan, show_values: bool, statistics: bool) {
        let finding = report::finding(placed, read, show_values);
        let streams = self.open.iter_mut().filter(|open| open.target.format.streams() && open.failed.is_none());
        for open in streams.filter(|open| !(statistics && open.target.main)) {
            let written = if open.target.format == Format::Jsonl {
                report::finding_line(&finding, &mut *open.out)
            } else {
                let path = finding.input.map(|input| plan.inputs[input].name.as_str());
                report::concise_line(&finding, path, &mut *open.out)
            };
            open.failed = written.err();
        }
    }

    /// Writes what is left. Gives what could not be written.
    pub fn finish(mut self, report: &mut Report, rows: &Rows<'_>, style: Style) -> Result<Vec<Failure>, End> {
        if style.excerpts {
            attach(report, rows);
        }
        let rooted = self.open.iter().any(|open| open.target.format.is_rooted()).then(|| rooted(report));
        // Excerpts are put in last, so that other formats do not depend on them.
        self.open.sort_by_key(|open| open.target.format == Format::Html);
        let mut failures = Vec::new();
        let mut closed = false;
        for mut open in self.open {
            let format = open.target.format;
            if format == Format::Html && !style.excerpts {
                attach(report, rows);
            }
            let paths = rooted.as_ref().filter(|_| format.is_rooted());
            let plain = paths.map(|paths| swap(report, paths));
            let written = match open.failed.take() {
                Some(why) => Err(why),
                None => write(&mut open, report, rows, style).and_then(|()| open.out.flush()),
            };
            if let Some(plain) = plain {
                swap(report, &plain);
            }
            match (written, open.target.path) {
                (Ok(()), _) => {}
                (Err(why), None) if why.kind() == io::ErrorKind::BrokenPipe => closed = true,
                (Err(why), path) => failures.push(unwritable(path.as_deref(), &why)),
            }
        }
        if closed && failures.is_empty() { Err(End::ClosedPipe) } else { Ok(failures) }
    }
}

fn attach(report: &mut Report, rows: &Rows<'_>) {
    if let Rows::Run(plan, outcome) = rows {
        report::attach(report, plan, outcome);
    }
}

fn unwritable(path: Option<&Path>, why: &io::Error) -> Failure {
    let path = path.map_or("standard output".into(), |path| path.display().to_string());
    Failure::Unwritable { path, why: why.to_string() }
}

/// Opens one output. The job summary of a build step is a file to which every command adds.
pub fn open(format: Format, path: Option<&Path>) -> Result<Box<dyn Write + Send>, Failure> {
    let summary = env::var_os("GITHUB_STEP_SUMMARY").filter(|name| !name.is_empty());
    match (path, summary) {
        (Some(path), Some(summary)) if format == Format::Markdown && path == Path::new(&summary) => {
            let file = File::options().append(true).create(true).open(path);
            let file = file.map_err(|why| unwritable(Some(path), &why))?;
            Ok(Box::new(BufWriter::new(file)))
        }
        (path, _) => output::open(path),
    }
}

fn write(open: &mut Open, report: &Report, rows: &Rows<'_>, style: Style) -> io::Result<()> {
    let out = &mut *open.out;
    if style.statistics && open.target.main {
        return report::statistics(report, out);
    }
    match (open.target.format, rows) {
        (Format::Json | Format::Json1, _) => report::json(report, out),
        (Format::Jsonl, Rows::Run(..)) => report::summary_line(report, out),
        (Format::Jsonl, Rows::Saved) => report::jsonl(report, out),
        (Format::Concise, Rows::Run(..)) => Ok(()),
        (Format::Concise, Rows::Saved) => report::concise(report, out),
        (Format::Human, rows) => {
            let look = output::look(style.color, open.target.path.is_some(), style.examples);
            let excerpts = match rows {
                Rows::Run(plan, outcome) => {
                    let shown: Vec<usize> = report::examples(report, look.examples).into_values().flatten().collect();
                    report::excerpts(plan, outcome, &shown, look.room())
                }
                Rows::Saved => report::carried(report, look.room()),
            };
            report::human(report, &excerpts, style.whole_matrix, look, out)
        }
        (Format::Sarif, _) => report::sarif(report, out),
        (Format::Github, _) => report::github(report, out),
        (Format::Gitlab, _) => report::gitlab(report, out),
        (Format::Junit, _) => report::junit(report, out),
        (Format::Markdown, _) => report::markdown(report, out),
        (Format::Html, _) => report::html(report, out),
        (Format::Rdjson, _) => report::rdjson(report, out),
        (Format::Rdjsonl, _) => report::rdjsonl(report, out),
        (Format::Azure, _) => report::azure(report, out),
        (Format::Prometheus, _) => report::prometheus(report, out),
    }
}

/// Puts other paths into the report and gives those that were there.
fn swap(report: &mut Report, paths: &[String]) -> Vec<String> {
    report.inputs.iter_mut().zip(paths).map(|(input, path)| std::mem::replace(&mut input.path, path.clone())).collect()
}

/// The paths of the inputs from the root of the repository, symbolic links resolved; as they were where that cannot be
/// told.
fn rooted(report: &Report) -> Vec<String> {
    let root = repository();
    let from_root = |path: &str| {
        let known = fs::canonicalize(path).ok()?;
        let inside = known.strip_prefix(root.as_ref()?).ok()?;
        let parts: Vec<String> = inside.components().map(|part| part.as_os_str().to_string_lossy().into()).collect();
        Some(parts.join("/"))
    };
    report.inputs.iter().map(|input| from_root(&input.path).unwrap_or_else(|| input.path.clone())).collect()
}

/// The root of the repository: what a build service calls so, if the run is inside of it, or the nearest folder with `.git`.
fn repository() -> Option<PathBuf> {
    let here = fs::canonicalize(env::current_dir().ok()?).ok()?;
    let named = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY"];
    let named = named.iter().filter_map(|name| fs::canonicalize(env::var_os(name)?).ok());
    let named = named.into_iter().find(|root| here.starts_with(root));
    named.or_else(|| here.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)).or(Some(here))
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
