//! FT107 not-json-lines. The page is `rules/FT107-not-json-lines.md`.

use crate::rules::catalogue::Level;
use crate::rules::contract::{FinalRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::profile::Profile;
use crate::source::{Framing, Gap, Gaps};

/// FT107: the file is something else than one JSON object per line.
pub struct NotJsonLines;

impl FinalRule for NotJsonLines {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        for input in &facts.inputs {
            let (message, advice) = match input.framing {
                Ok(Framing::Lines) => continue,
                Ok(Framing::Array) => (
                    format!(
                        "the file is {} of {}; write one object per line",
                        arrays(&input.gaps),
                        items(input.counts.rows)
                    ),
                    "convert it: `jq -c '.[]' in.json > out.jsonl`",
                ),
                Ok(Framing::Documents) => (
                    "JSON spread over several lines; write one object per line".to_owned(),
                    "convert it: `jq -c . in.json > out.jsonl`",
                ),
                Ok(Framing::Joined) => (
                    "objects stand behind each other on one line; write one object per line".to_owned(),
                    "convert it: `jq -c . in.json > out.jsonl`",
                ),
                Ok(Framing::Returns) => (
                    "a carriage return alone ends each row, which most readers take for one row".to_owned(),
                    "write line feeds: `tr '\\r' '\\n' < in.jsonl > out.jsonl`",
                ),
                Err(foreign) if foreign.encoding => continue,
                Err(foreign) => {
                    (format!("the file is {}, not JSON Lines; no row was checked", foreign.name), foreign.advice)
                }
            };
            let finding = sink.report_data("file", message).help(advice);
            finding.input = Some(input.index);
            if matches!(input.framing, Ok(Framing::Array | Framing::Documents | Framing::Joined)) {
                finding.level(level(facts.profile, &input.name));
            }
        }
    }
}

/// How many arrays there are: each but the first stands behind another.
fn arrays(gaps: &Gaps) -> String {
    match gaps.met().find(|(gap, ..)| *gap == Gap::Another) {
        Some((_, more, _)) => format!("{} JSON arrays", more + 1),
        None => "one JSON array".into(),
    }
}

fn items(count: u64) -> String {
    if count == 1 { "1 item".into() } else { format!("{count} items") }
}

/// How a consumer takes one JSON array: trainers that read with HF datasets read it, no upload does. Where no consumer is
/// named, a name that promises JSON keeps its word.
pub fn level(profile: &Profile, name: &str) -> Level {
    let promised = name.to_ascii_lowercase().ends_with(".json") || name.contains(".json.");
    if profile.loader || profile.is_generic() && promised { Level::Warn } else { Level::Error }
}
