//! `ft-lint check`: options to plan, plan to outcome, outcome to report and exit code.

use std::io::{self, Write};
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::args::{Check, Format};
use super::{End, output};
use crate::engine::{self, Placed, Plan, Privacy, Selection};
use crate::failure::Failure;
use crate::gate::Gate;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::report::{self, Context, Report};
use crate::rules::privacy::Allow;
use crate::rules::{Options, profile};
use crate::source::{Input, Limits, Origin, expand};

/// The profile that stands for the whole matrix; findings are those of `generic`.
const ALL: &str = "all";

/// Runs the check.
pub fn check(args: &Check) -> Result<Outcome, End> {
    let (plan, failures) = plan(args)?;
    if plan.inputs.is_empty() {
        let failures = if failures.is_empty() { vec![Failure::Nothing] } else { failures };
        return Err(End::Failures(failures));
    }
    let mut out = output::open(args.output.as_deref())?;
    let progress = progress(args, &plan);
    let streams = matches!(args.format, Format::Jsonl | Format::Concise) && !args.statistics;
    let mut stream = Stream { args, plan: &plan, out: &mut *out, failed: None };
    let mut each = |placed: &Placed, read: &[crate::source::InputRead]| stream.write(placed, read);
    let outcome = engine::run(&plan, &progress, streams.then_some(&mut each));
    progress.finish();
    if let Some(why) = stream.failed.take() {
        return Err(why.into());
    }
    let context = Context {
        plan: &plan,
        profile: &plan.profile.name,
        config_hash: config_hash(args),
        show_values: args.show_values,
    };
    let gate = Gate { fail_on: args.fail_on.0, max_warnings: args.max_warnings, min_score: args.min_score };
    let mut report = report::build(&context, &outcome, &|levels, score| gate.judge(levels, score));
    report.summary.failures.extend(failures.iter().map(ToString::to_string));
    let verdict = verdict(args, &mut report);
    write_report(args, &plan, &outcome, &report, &mut *out)?;
    out.flush()?;
    if let Some(path) = &args.scores {
        write_scores(path, &outcome)?;
    }
    failures.iter().chain(&outcome.failures).for_each(output::complain);
    Ok(verdict)
}

fn plan(args: &Check) -> Result<(Plan, Vec<Failure>), Failure> {
    let named = if args.profile == ALL { "generic" } else { &args.profile };
    let profile = profile::find(named).ok_or_else(|| Failure::unknown_profile(&args.profile))?;
    if args.min_score.is_some_and(|score| !(0.0..=100.0).contains(&score)) {
        return Err(Failure::BadOption {
            what: "`--min-score` is not between 0 and 100".into(),
            advice: "for example --min-score 90",
        });
    }
    if args.threads == Some(0) || args.read_buffer == 0 || args.max_row_bytes == 0 {
        let what = "`--threads`, `--read-buffer` and `--max-row-bytes` must be at least 1".into();
        return Err(Failure::BadOption { what, advice: "leave the option out for the default" });
    }
    let options = Options { person: args.person, reach: args.privacy.reach() };
    let allow = Allow::read(&args.allow)
        .map_err(|what| Failure::BadOption { what, advice: "for example --allow 'regex:A-\\d+'" })?;
    let privacy = Privacy { allow, reach: options.reach };
    let selection = Selection { select: args.select.clone(), ignore: args.ignore.clone(), options };
    let rules = Plan::rules(&selection, profile)?;
    let (inputs, failures) = expand(&args.paths);
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = args.threads.unwrap_or_else(cores).min(256);
    let limits = Limits { buffer: args.read_buffer, max_row: args.max_row_bytes };
    let near = !args.no_near && Plan::is_near(&rules);
    Ok((Plan { inputs, limits, threads, rules, profile, privacy, max_findings: args.max_findings, near }, failures))
}

/// XXH3-64 of the options that decide findings and verdict.
fn config_hash(args: &Check) -> u64 {
    let decides = (
        &args.profile,
        &args.select,
        &args.ignore,
        (args.privacy, args.person, &args.allow, args.no_near),
        args.fail_on.0,
        args.max_warnings,
        args.min_score,
        args.max_row_bytes,
    );
    xxh3_64(format!("{decides:?}").as_bytes())
}

fn progress(args: &Check, plan: &Plan) -> Progress {
    let size = |input: &Input| match &input.origin {
        Origin::File(path) => std::fs::metadata(path).ok().filter(|_| !is_packed(path)).map(|data| data.len()),
        Origin::Stdin => None,
    };
    let bytes = plan.inputs.iter().map(size).sum::<Option<u64>>();
    let to_terminal = args.output.is_none() && matches!(args.format, Format::Jsonl | Format::Concise);
    Progress::new(bytes, !args.quiet && !to_terminal)
}

/// The unpacked size is not known before the end.
fn is_packed(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "gz" || ending == "zst")
}

/// Writes findings as they come.
struct Stream<'s> {
    args: &'s Check,
    plan: &'s Plan,
    out: &'s mut (dyn Write + Send),
    failed: Option<io::Error>,
}

impl Stream<'_> {
    fn write(&mut self, placed: &Placed, read: &[crate::source::InputRead]) {
        if self.failed.is_some() {
            return;
        }
        let finding = report::finding(placed, read, self.args.show_values);
        let written = if self.args.format == Format::Jsonl {
            report::finding_line(&finding, self.out)
        } else {
            let path = finding.input.map(|input| self.plan.inputs[input].name.as_str());
            report::concise_line(&finding, path, self.out)
        };
        self.failed = written.err();
    }
}

fn verdict(args: &Check, report: &mut Report) -> Outcome {
    let summary = &mut report.summary;
    let outcome = if !summary.failures.is_empty() {
        summary.verdict = "none".into();
        Outcome::NoVerdict
    } else if summary.reasons.is_empty() || args.exit_zero {
        Outcome::Passed
    } else {
        Outcome::Failed
    };
    summary.exit_code = outcome.code();
    outcome
}

fn write_report(
    args: &Check,
    plan: &Plan,
    outcome: &engine::Outcome,
    report: &Report,
    out: &mut dyn Write,
) -> io::Result<()> {
    if args.statistics {
        return report::statistics(report, out);
    }
    match args.format {
        Format::Json | Format::Json1 => report::json(report, out),
        Format::Jsonl => report::summary_line(report, out),
        Format::Concise => Ok(()),
        Format::Human => {
            let shown: Vec<usize> = report::examples(report).into_values().flatten().collect();
            let look = output::look(args.color, args.output.is_some());
            let excerpts = report::excerpts(plan, outcome, &shown, look.room());
            report::human(report, &excerpts, args.profile == ALL, look, out)
        }
    }
}

fn write_scores(path: &Path, outcome: &engine::Outcome) -> Result<(), Failure> {
    let bad = |why: io::Error| Failure::Unwritable { path: path.display().to_string(), why: why.to_string() };
    let mut out = output::open(Some(path))?;
    for (pos, score) in report::scores(outcome) {
        if let Some((input, row)) = report::row_of(pos, &outcome.read) {
            writeln!(out, "{{\"input\":{input},\"row\":{row},\"score\":{score:.1}}}").map_err(bad)?;
        }
    }
    out.flush().map_err(bad)
}
