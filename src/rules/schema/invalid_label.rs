//! FT223 invalid-label. The page is `rules/FT223-invalid-label.md`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::profile_limit::report_drifts;
use crate::example::{Example, Json};
use crate::rules::catalogue::Level;
use crate::rules::contract::{FoldRule, SchemaRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::schema::Reading;

/// FT223: a label of an unpaired preference, a class or a reward that the consumer cannot read.
pub struct InvalidLabel;

impl SchemaRule for InvalidLabel {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        row.report_flaws(sink, "FT223");
    }
}

/// Keys that mark an answer as good or bad, in any format.
const VERDICTS: [&str; 2] = ["label", "kto_tag"];
/// Fewest rows whose shares are judged.
const MIN_ROWS: u64 = 20;

/// Rows that are marked good and bad, for each of [`VERDICTS`]; 32 bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdicts([(u64, u64); VERDICTS.len()]);

impl FoldRule for InvalidLabel {
    type State = Verdicts;

    fn observe(&self, state: &mut Verdicts, example: &Example<'_>) {
        for (key, (good, bad)) in VERDICTS.iter().zip(&mut state.0) {
            if let Some(Json::Bool(verdict)) = example.json.get(key) {
                *(if *verdict { good } else { bad }) += 1;
            }
        }
    }

    fn merge(&self, left: &mut Verdicts, right: Verdicts) {
        for (own, more) in left.0.iter_mut().zip(right.0) {
            own.0 += more.0;
            own.1 += more.1;
        }
    }

    /// A consumer of such marks learns from the distance between good and bad answers: a file needs both, and about as
    /// many of each.
    fn conclude(&self, state: &Verdicts, facts: &Facts, sink: &mut Sink<'_>) {
        report_drifts(facts, "FT223", sink);
        let read: BTreeSet<&str> = facts.profile.forms.values().filter_map(|form| form.verdict.as_deref()).collect();
        for (key, (good, bad)) in VERDICTS.iter().zip(state.0).filter(|(key, _)| read.contains(*key)) {
            let rows = good + bad;
            let (message, help) = if rows > 1 && (good == 0 || bad == 0) {
                let word = bad == 0;
                let message = format!("all {rows} rows have `{key}` {word}; there is nothing to tell apart");
                (message, format!("add answers with `{key}` {}", !word))
            } else if rows >= MIN_ROWS && (good < bad || good * 3 > bad * 4) {
                let (weight, times) =
                    if good < bad { ("desirable", bad * 10 / good) } else { ("undesirable", good * 10 / bad) };
                let message = format!("{good} good and {bad} bad answers; advised are 1:1 to 4:3 after weighting");
                (message, format!("set `{weight}_weight` to about {}.{}", times / 10, times % 10))
            } else {
                continue;
            };
            let message = format!("{message} ({})", facts.profile.name);
            sink.report_data(*key, message).level(Level::Warn).help(help);
        }
    }
}
