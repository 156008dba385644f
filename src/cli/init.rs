//! `ft-lint init`: a commented configuration that fits the data, so that the first run of the gate passes or fails for what
//! is wrong, and not for how it is set up.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write;

use toml::Value;

use super::End;
use super::args::{Check, Init};
use super::setup::prepare;
use crate::config::NAME;
use crate::engine::{self, RULESET};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::report::{self, Context, Report, is_of_another_task, several};

/// Runs the command.
pub fn init(args: &Init, out: &mut dyn Write) -> Result<Outcome, End> {
    let exists = std::path::Path::new(NAME).exists();
    if exists && !args.force && !args.stdout {
        let why = "there is one already".to_owned();
        let advice = "--force writes it anew, --stdout prints it".to_owned();
        return Err(Failure::Unusable { path: NAME.into(), why, advice }.into());
    }
    let paths = if args.paths.is_empty() { vec![".".to_owned()] } else { args.paths.clone() };
    let check = Check {
        paths: paths.iter().map(OsString::from).collect(),
        no_config: true,
        read_buffer: 512 << 10,
        ..Check::default()
    };
    let setup = prepare(&check).map_err(End::Failures)?;
    if !setup.failures.is_empty() {
        return Err(End::Failures(setup.failures));
    }
    if setup.plan.inputs.is_empty() {
        return Err(Failure::Nothing.into());
    }
    let progress = Progress::new(None, !args.stdout);
    let outcome = engine::run(&setup.plan, &progress, None);
    progress.finish();
    let context = Context {
        plan: &setup.plan,
        profile: &setup.plan.profile.name,
        config_hash: 0,
        show_values: false,
        config_path: None,
        ruleset: None,
        gate: &setup.resolved.gate,
    };
    let text = text(&report::build(&context, &outcome), &paths);
    if args.stdout {
        out.write_all(text.as_bytes())?;
        out.flush()?;
        return Ok(Outcome::Passed);
    }
    let unwritable = |why: std::io::Error| Failure::unwritable(NAME, &why);
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(args.force)
        .create_new(!args.force)
        .open(NAME)
        .map_err(unwritable)?;
    file.write_all(text.as_bytes()).map_err(unwritable)?;
    writeln!(out, "{NAME} is written; `ft-lint` without inputs checks {}", paths.join(", "))?;
    out.flush()?;
    Ok(Outcome::Passed)
}

fn list<'l>(items: impl IntoIterator<Item = &'l str>) -> String {
    Value::Array(items.into_iter().map(Value::from).collect()).to_string()
}

/// The file.
fn text(report: &Report, paths: &[String]) -> String {
    let mut out = String::from(
        "# What ft-lint checks here. `ft-lint config` shows all keys and where their values come from.\n\n",
    );
    let _ = writeln!(
        out,
        "# Rules as in this version: an upgrade of the program turns nothing red.\nruleset = \"{RULESET}\"\n"
    );
    let _ = writeln!(
        out,
        "# Checked when the command line names nothing.\ninputs = {}\n",
        list(paths.iter().map(String::as_str))
    );
    out.push_str(&profile(report));
    out.push_str(&labels(report));
    out.push_str(
        "# Findings that are known: `ft-lint --update-baseline` writes the file once this line is taken in.\n\
         # baseline = \"ft-lint-baseline.json\"\n\n",
    );
    out.push_str(&gate(report));
    out.push_str(
        "\n# [levels]                       # by code, name, family or prefix: error, warn, info, off\n\
         # refusal = \"info\"\n\
         \n# [privacy]\n# allow = [\"domain:your-company.example\"]   # what may stand in the data\n\
         \n# [[overrides]]                  # what is different for some files: profile, select, ignore, levels\n\
         # files = [\"data/old/**\"]\n# ignore = [\"whitespace\"]\n# reason = \"frozen\"\n",
    );
    out
}

/// The shape that was found, and who takes it.
fn profile(report: &Report) -> String {
    let shapes: Vec<String> =
        report.stats.shapes.iter().map(|(shape, rows)| format!("{shape} ({})", several(*rows, "row"))).collect();
    let with = |verdict: &str| -> Vec<String> {
        let profiles =
            report.summary.profiles.iter().filter(|one| one.verdict == verdict && !is_of_another_task(report, one));
        profiles.map(|one| format!("{}{}", one.profile, if one.live { "" } else { " (retired)" })).collect()
    };
    let mut out =
        String::from("# Who reads the data: `generic` is what all agree on, a name is as strict as that consumer.\n");
    let _ = writeln!(out, "# Shape found: {}.", shapes.join(", "));
    for (verdict, words) in [("accepts", "Would take it"), ("rejects", "Would refuse it")] {
        let names = with(verdict);
        if !names.is_empty() {
            for (i, line) in wrapped(&names.join(", "), 100).iter().enumerate() {
                let head = if i == 0 { format!("{words}: ") } else { "  ".into() };
                let _ = writeln!(out, "# {head}{line}");
            }
        }
    }
    out.push_str("profile = \"generic\"\n\n");
    out
}

/// Labels, where the answers are classes.
fn labels(report: &Report) -> String {
    let mut out = String::new();
    for space in report.stats.labels.iter().take(3) {
        let names = space.counts.iter().map(|label| label.label.as_str());
        let _ = writeln!(
            out,
            "# Labels found ({}); with this list another one is an error (FT308).",
            several(space.examples, "row")
        );
        let _ = writeln!(out, "# labels = {}", list(names));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// A gate that the data pass as they are, but for errors.
fn gate(report: &Report) -> String {
    let levels = report.summary.levels;
    let today = [(levels.error, "error"), (levels.warn, "warning"), (levels.info, "info")];
    let today = today.map(|(n, noun)| several(n, noun)).join(", ");
    let mut out = format!("# Today: {today}.\n[gate]\nfail-on = \"error\"\n");
    if let Some(score) = report.summary.score {
        let _ = writeln!(
            out,
            "# The score of today is {score:.1}; raise this as the data get better.\nmin-score = {}",
            score.floor()
        );
    }
    let errors: Vec<_> = report.summary.rules.iter().filter(|rule| rule.level == crate::rules::Level::Error).collect();
    if !errors.is_empty() {
        out.push_str("\n# What fails today. A budget lets some rows pass until they are repaired.\n# [gate.budget]\n");
        for rule in errors {
            let _ = writeln!(out, "# {} = {}   # {}", rule.name, rule.rows.max(1), rule.code);
        }
    }
    out
}

/// Names on lines of at most `width` characters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("never empty");
        if !last.is_empty() && last.len() + word.len() + 1 > width {
            lines.push(word.to_owned());
        } else {
            last.push_str(if last.is_empty() { "" } else { " " });
            last.push_str(word);
        }
    }
    lines
}
