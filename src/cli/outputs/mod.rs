//! Several outputs of one run: `--format` on standard output, and `--output FORMAT=PATH` as often as wanted.

mod rooted;
mod targets;

use std::env;
use std::fs::File;
use std::io::{self};
use std::path::Path;

pub use targets::{Target, files, spare, targets};

use super::args::{ColorChoice, Format};
use super::draft::Draft;
use super::{End, output};
use crate::engine::{Outcome, Placed, Plan};
use crate::failure::Failure;
use crate::report::{self, Report};
use crate::source::InputRead;
use rooted::{rooted, swap};

/// An output that could be opened.
struct Open {
    target: Target,
    out: Draft,
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
        let finding = report::finding(placed, plan, read, show_values);
        let streams = self.open.iter_mut().filter(|open| open.target.format.streams() && open.failed.is_none());
        for open in streams.filter(|open| !(statistics && open.target.main)) {
            let written = if open.target.format == Format::Jsonl {
                report::finding_line(&finding, &mut open.out)
            } else {
                let path = finding.input.map(|input| plan.inputs[input].name.as_str());
                report::concise_line(&finding, path, &mut open.out)
            };
            open.failed = written.err();
        }
    }

    /// What was not checked, where no output has room to say it: each line or entry of theirs is a finding.
    pub fn unsaid(&self, report: &Report, statistics: bool) -> Option<Failure> {
        let says = |target: &Target| !target.format.holds_findings_only() || statistics && target.main;
        let silent = !self.open.iter().any(|open| says(&open.target));
        silent.then(|| report::not_checked(report)).flatten().map(|what| Failure::Note { what })
    }

    /// Writes what is left. Gives what could not be written.
    pub fn finish(mut self, report: &mut Report, rows: &Rows<'_>, style: Style) -> Vec<Failure> {
        if style.excerpts {
            attach(report, rows);
        }
        let rooted = self.open.iter().any(|open| open.target.format.is_rooted()).then(|| rooted(report));
        // Excerpts are put in last, so that other formats do not depend on them.
        self.open.sort_by_key(|open| open.target.format == Format::Html);
        let mut failures = Vec::new();
        for mut open in self.open {
            let format = open.target.format;
            if format == Format::Html && !style.excerpts {
                attach(report, rows);
            }
            let paths = rooted.as_ref().filter(|_| format.is_rooted());
            let plain = paths.map(|paths| swap(report, paths));
            let written = match open.failed.take() {
                Some(why) => Err(why),
                None => write(&mut open, report, rows, style),
            };
            let written = written.and_then(|()| open.out.finish());
            if let Some(plain) = plain {
                swap(report, &plain);
            }
            match (written, open.target.path) {
                (Ok(()), _) => {}
                // Whoever read it has seen enough; the verdict is the same.
                (Err(why), None) if why.kind() == io::ErrorKind::BrokenPipe => {}
                (Err(why), path) => failures.push(unwritable(path.as_deref(), &why)),
            }
        }
        failures
    }
}

fn attach(report: &mut Report, rows: &Rows<'_>) {
    if let Rows::Run(plan, outcome) = rows {
        report::attach(report, plan, outcome);
    }
}

fn unwritable(path: Option<&Path>, why: &io::Error) -> Failure {
    let path = path.map_or("standard output".into(), |path| path.display().to_string());
    Failure::unwritable(path, why)
}

/// Opens one output. The job summary of a build step is a file to which every command adds.
pub fn open(format: Format, path: Option<&Path>) -> Result<Draft, Failure> {
    let summary = env::var_os("GITHUB_STEP_SUMMARY").filter(|name| !name.is_empty());
    match (path, summary) {
        (Some(path), Some(summary))
            if format == Format::Markdown && targets::identity(path) == targets::identity(Path::new(&summary)) =>
        {
            let file = File::options().append(true).create(true).open(path);
            let file = file.map_err(|why| unwritable(Some(path), &why))?;
            Ok(Draft::straight(file))
        }
        (path, _) => output::open(path),
    }
}

fn write(open: &mut Open, report: &Report, rows: &Rows<'_>, style: Style) -> io::Result<()> {
    let out = &mut open.out;
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
                    let shown: Vec<usize> =
                        report::first_of_each(report, look.examples).into_values().flatten().collect();
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
