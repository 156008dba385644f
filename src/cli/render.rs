//! `ft-lint render`: any format from a saved report. `ft-lint compare` reads its reports here too.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use serde::Deserialize;

use super::args::Render;
use super::outputs::{Outputs, Rows, Style, spare, targets};
use super::{End, output};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::report::{Report, SCHEMA, line};

/// Writes a saved report in other formats.
pub fn render(args: &Render) -> Result<Outcome, End> {
    let mut report = load(&args.report)?;
    let targets = targets(args.format, &args.output)?;
    spare(&targets, None, &[(Path::new(&args.report), "the report itself")])?;
    let outputs = Outputs::open(targets)?;
    let opened = outputs.failures.clone();
    let style = Style { color: args.color, examples: args.examples, ..Style::default() };
    let unsaid = outputs.unsaid(&report, false);
    let failures = outputs.finish(&mut report, &Rows::Saved, style);
    unsaid.iter().for_each(output::complain);
    let failures: Vec<Failure> = opened.into_iter().chain(failures).collect();
    if failures.is_empty() { Ok(Outcome::Passed) } else { Err(End::Failures(failures)) }
}

/// What every document of the program starts with.
#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
    r#type: Option<String>,
}

/// Reads a saved report; `-` is standard input.
pub fn load(path: &str) -> Result<Report, Failure> {
    let mut bytes = Vec::new();
    let read = if path == "-" {
        io::stdin().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(path).map(|read| bytes = read)
    };
    let advice = "`ft-lint --format json --output report.json DATA` writes a report";
    let bad = |why: String, advice: &'static str| Failure::BadReport { path: path.into(), why, advice };
    read.map_err(|why| bad(why.to_string(), advice))?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(bad("it is empty".into(), advice));
    }
    let head: Head = match serde_json::from_slice(&bytes) {
        Ok(head) => head,
        Err(why) => return Err(bad(unreadable(&bytes, &why), advice)),
    };
    match head.schema.as_deref() {
        Some(SCHEMA) if head.r#type.is_none() => {}
        Some(_) if head.r#type.is_some() => return Err(bad(LINES.into(), advice)),
        Some(other) if newer(other) => {
            let why = format!("it has the schema `{}`, this version reads `{SCHEMA}`", short(other));
            return Err(bad(why, "use the version of ft-lint that wrote it, or a newer one"));
        }
        _ => return Err(bad(format!("it is no report: there is no `\"schema\": \"{SCHEMA}\"`"), advice)),
    }
    // What serde says can quote the document; the place is enough.
    let report: Result<Report, _> = serde_json::from_slice(&bytes);
    report
        .map(plain)
        .map_err(|why| bad(format!("it is no whole report (line {}, column {})", why.line(), why.column()), advice))
}

/// The report with the words that are the program's own free of what a terminal would obey: renderers do not expect it
/// there, and a file can hold anything.
fn plain(mut report: Report) -> Report {
    let clean = |word: &mut String| {
        if let Cow::Owned(shown) = line(word) {
            *word = shown;
        }
    };
    let summary = &mut report.summary;
    [&mut report.tool.version, &mut report.tool.ruleset, &mut report.config.profile, &mut report.readiness.task]
        .into_iter()
        .for_each(clean);
    summary.rules.iter_mut().flat_map(|rule| [&mut rule.code, &mut rule.name, &mut rule.family]).for_each(clean);
    summary.raise.iter_mut().flat_map(|raise| [&mut raise.code, &mut raise.name]).for_each(clean);
    summary.not_checked.iter_mut().flat_map(|entry| [&mut entry.code, &mut entry.name]).for_each(clean);
    report.inputs.iter_mut().filter_map(|input| input.profile.as_mut()).for_each(clean);
    summary.profiles.iter_mut().for_each(|profile| {
        clean(&mut profile.profile);
        profile.code.iter_mut().for_each(clean);
    });
    let families = std::mem::take(&mut summary.families);
    summary.families = families.into_iter().map(|(name, family)| (line(&name).into_owned(), family)).collect();
    if let Some(baseline) = &mut report.baseline {
        clean(&mut baseline.path);
        baseline.absent.iter_mut().flat_map(|absent| [&mut absent.code, &mut absent.fingerprint]).for_each(clean);
    }
    let baseline = report.baseline.iter_mut();
    report.findings.iter_mut().chain(baseline.flat_map(|baseline| &mut baseline.findings)).for_each(|finding| {
        let words = [&mut finding.code, &mut finding.name, &mut finding.family, &mut finding.confidence];
        words.into_iter().for_each(clean);
        clean(&mut finding.fingerprint);
    });
    report
}

const LINES: &str = "it holds JSON Lines (`--format jsonl`), and one JSON document is wanted";

/// Why bytes are no document.
fn unreadable(bytes: &[u8], why: &serde_json::Error) -> String {
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    if serde_json::from_slice::<Head>(first).is_ok_and(|head| head.r#type.is_some()) {
        LINES.into()
    } else if why.is_eof() {
        format!("it is cut off (line {}, column {})", why.line(), why.column())
    } else {
        format!("it is not JSON (line {}, column {})", why.line(), why.column())
    }
}

/// A schema of this kind with a higher number.
fn newer(schema: &str) -> bool {
    let (kind, _) = SCHEMA.rsplit_once('/').expect("the schema has a number");
    let number = schema.strip_prefix(kind).and_then(|rest| rest.strip_prefix('/'));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && number != "0")
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
