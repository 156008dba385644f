//! `ft-lint check`: options to plan, plan to outcome, outcome to report and exit code.

use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use xxhash_rust::xxh3::xxh3_64;

use super::args::Check;
use super::keeper::Kept;
use super::outputs::{Outputs, Rows, Style, Target, files, spare, targets};
use super::setup::{Setup, prepare};
use super::{End, notes, output, variables};
use crate::engine::{self, Placed, Plan};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::report::{self, AbsentReport, BaselineReport, Context, Report};
use crate::source::{Input, Origin};

/// Runs the check.
pub fn check(args: &Check) -> Result<Outcome, End> {
    let started = Instant::now();
    let targets = targets(args.format, &args.output)?;
    let setup = prepare(args).map_err(End::Failures)?;
    if args.verbose {
        notes::verbose(&setup);
    }
    // Inputs that are not there give a report that says so.
    if setup.plan.inputs.is_empty() && setup.failures.is_empty() {
        return nothing(args, &setup);
    }
    let scores = args.scores.as_deref().filter(|path| *path != Path::new("-"));
    if args.scores.is_some() && scores.is_none() {
        only_scores(&targets)?;
    }
    spare(&targets, scores.map(|path| (path, "--scores")), &read_files(args, &setup))?;
    let mut outputs = Outputs::open(targets)?;
    let outcome = run(args, &setup.plan, &mut outputs);
    let (mut report, mut told) = conclude(&setup, &outcome, args.show_values, &mut outputs.failures);
    let mut verdict = verdict(args, &mut report);
    let style = Style {
        color: args.color,
        examples: args.examples,
        statistics: args.statistics,
        whole_matrix: setup.resolved.all_profiles,
        excerpts: args.excerpts,
    };
    told.notes.extend(outputs.unsaid(&report, args.statistics));
    let unwritten = outputs.finish(&mut report, &Rows::Run(&setup.plan, &outcome), style);
    if !unwritten.is_empty() {
        verdict = Outcome::NoVerdict;
    }
    told.failures.extend(unwritten);
    if let Some(path) = &args.scores {
        write_scores(path, &outcome)?;
    }
    setup.failures.iter().chain(&outcome.failures).chain(&told.failures).for_each(output::complain);
    told.notes.iter().filter(|_| !args.quiet).for_each(output::complain);
    if !args.quiet {
        variables::unknown().iter().for_each(output::complain);
    }
    notes::timings(&setup, started.elapsed());
    Ok(verdict)
}

/// `--scores -` takes standard output for itself.
fn only_scores(targets: &[Target]) -> Result<(), Failure> {
    let shared = targets.iter().any(Target::is_stdout);
    let what = "two outputs to standard output, one by `--scores`".into();
    let advice = "write the report to a file: --scores - --output report.txt";
    if shared { Err(Failure::BadOption { what, advice }) } else { Ok(()) }
}

/// Files that the run reads, with what they are.
fn read_files<'s>(args: &'s Check, setup: &'s Setup) -> Vec<(&'s Path, &'static str)> {
    let baseline = setup.keeper.as_ref().map(|keeper| (keeper.path(), "the baseline"));
    let config = setup.settings.file.as_ref().map(|file| (Path::new(&file.name), "the configuration"));
    let list = args.files_from.as_ref().filter(|list| *list != "-").map(|list| (Path::new(list), "the list of files"));
    files(&setup.plan).chain(baseline).chain(config).chain(list).collect()
}

/// No input is no verdict; unless a hook named only files that the configuration leaves out.
fn nothing(args: &Check, setup: &Setup) -> Result<Outcome, End> {
    match setup.left_out {
        0 => return Err(Failure::Nothing.into()),
        files if !args.force_exclude => return Err(Failure::LeftOut { files }.into()),
        _ => {}
    }
    if !args.quiet {
        output::complain(&Failure::Note { what: Failure::LeftOut { files: setup.left_out }.to_string() });
    }
    Ok(Outcome::Passed)
}

fn run(args: &Check, plan: &Plan, outputs: &mut Outputs) -> engine::Outcome {
    let progress = progress(args, plan, outputs);
    let streams = outputs.stream(args.statistics);
    let mut each = |placed: &Placed, read: &[crate::source::InputRead]| {
        outputs.found(placed, read, plan, args.show_values, args.statistics);
    };
    let mut outcome = engine::run(plan, &progress, streams.then_some(&mut each));
    progress.finish();
    // Where the rules that say so are not asked for, data that cannot be read would pass.
    if !plan.inputs.is_empty() && outcome.facts.examples == 0 && outcome.is_silent() {
        outcome.failures.push(Failure::Unread);
    }
    outcome
}

/// What is said beside the report.
#[derive(Default)]
struct Told {
    failures: Vec<Failure>,
    notes: Vec<Failure>,
}

/// The report with all that the program adds to it, and what is to be said beside it.
fn conclude(
    setup: &Setup,
    outcome: &engine::Outcome,
    show_values: bool,
    unopened: &mut Vec<Failure>,
) -> (Report, Told) {
    let plan = &setup.plan;
    let context = Context {
        plan,
        profile: &plan.profile.name,
        config_hash: config_hash(&setup.settings.table),
        show_values,
        config_path: setup.settings.file.as_ref().map(|file| file.name.as_str()),
        ruleset: setup.resolved.selection.ruleset.as_deref(),
        gate: &setup.resolved.gate,
    };
    let mut report = report::build(&context, outcome);
    let complete = setup.failures.is_empty() && outcome.failures.is_empty();
    let kept = setup.keeper.as_ref().map(|keeper| keeper.keep(plan, outcome, complete, setup.partial));
    let mut told = Told { notes: super::unused::unused(setup, outcome), ..Told::default() };
    report.summary.unused = notes::lines(&told.notes);
    if let Some(kept) = kept {
        report.summary.suppressed.stale = kept.stale.iter().map(|(.., gone)| u64::from(*gone)).sum();
        report.baseline = Some(baseline(&kept, plan, outcome, show_values));
        told.notes.extend(notes::baseline(&kept));
        told.failures.extend(kept.failure);
    }
    told.failures.append(unopened);
    report.summary.failures.extend(setup.failures.iter().chain(&told.failures).map(ToString::to_string));
    (report, told)
}

/// What the baseline holds of this run, and what it holds no more.
fn baseline(kept: &Kept, plan: &Plan, outcome: &engine::Outcome, show_values: bool) -> BaselineReport {
    let absent = kept.stale.iter().take(plan.max_findings);
    BaselineReport {
        path: kept.name.clone(),
        findings: outcome
            .known
            .iter()
            .map(|placed| report::finding(placed, plan, &outcome.read, show_values))
            .collect(),
        absent: absent
            .map(|(code, print, count)| AbsentReport {
                code: code.clone(),
                fingerprint: format!("{print:016x}"),
                count: *count,
            })
            .collect(),
    }
}

/// XXH3-64 of the configuration that decides findings and verdict, without what only names inputs and cuts lists.
fn config_hash(table: &toml::Table) -> u64 {
    let mut decides = table.clone();
    for key in ["inputs", "include", "exclude", "max-findings"] {
        decides.remove(key);
    }
    xxh3_64(decides.to_string().as_bytes())
}

fn progress(args: &Check, plan: &Plan, outputs: &Outputs) -> Progress {
    let size = |input: &Input| match &input.origin {
        Origin::File(path) if !is_packed(path) && !input.is_read_once() => {
            std::fs::metadata(path).ok().map(|data| data.len())
        }
        Origin::File(_) | Origin::Stdin => None,
    };
    let bytes = plan.inputs.iter().map(size).sum::<Option<u64>>();
    Progress::new(bytes, !args.quiet && !outputs.stream_to_stdout())
}

/// The unpacked size is not known before the end.
fn is_packed(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "gz" || ending == "zst")
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

fn write_scores(path: &Path, outcome: &engine::Outcome) -> Result<(), Failure> {
    let bad = |why: io::Error| Failure::unwritable(path.display().to_string(), &why);
    let mut out = output::open((path != Path::new("-")).then_some(path))?;
    for (pos, score) in report::scores(outcome) {
        if let Some((input, row)) = report::row_of(pos, &outcome.read) {
            writeln!(out, "{{\"input\":{input},\"row\":{row},\"score\":{score:.1}}}").map_err(bad)?;
        }
    }
    out.finish().map_err(bad)
}
