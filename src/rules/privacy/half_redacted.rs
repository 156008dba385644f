//! FT634 half-redacted. The page is `rules/FT634-half-redacted.md`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::{named, text_of};
use super::marks::{entity_of, marks};
use crate::example::Example;
use crate::rules::{Facts, Finding, FoldRule, LeakRule, Level, Sink, Smallest};

/// Finds marks beside raw values of the same entity.
pub struct HalfRedacted;

/// A name for messages.
fn plain(entity: &str) -> String {
    if entity.contains('-') { entity.replace('-', " ") } else { named(entity, "") }
}

/// Raw values of an example by entity: in what the model is given, in what it learns to say.
fn raw<'l>(example: &Example<'_>, leaks: &'l [Finding]) -> BTreeMap<&'l str, ([bool; 2], &'l Finding)> {
    let mut raw = BTreeMap::new();
    for finding in leaks.iter().filter(|finding| finding.level != Level::Info) {
        let Some(leak) = &finding.leak else { continue };
        let Some(at) = text_of(example, finding) else { continue };
        let (sides, _) = raw.entry(entity_of(leak.kind, &leak.subtype)).or_insert(([false; 2], finding));
        sides[usize::from(example.texts[at].trained)] = true;
    }
    raw
}

impl LeakRule for HalfRedacted {
    fn check(&self, example: &Example<'_>, leaks: &[Finding], sink: &mut Sink<'_>) {
        let raw = raw(example, leaks);
        if raw.is_empty() {
            return;
        }
        let mut marked: BTreeMap<&str, [bool; 2]> = BTreeMap::new();
        for text in &example.texts {
            for mark in marks(text) {
                marked.entry(mark.entity).or_default()[usize::from(text.trained)] = true;
            }
        }
        for (entity, (sides, finding)) in raw {
            let Some(marks) = marked.get(entity) else { continue };
            let broken = matches!((marks, sides), ([true, false], [false, true]) | ([false, true], [true, false]));
            let message = if broken {
                format!("{} is a mark on one side and a value on the other: the task cannot be done", plain(entity))
            } else {
                format!("{} stands as a mark and as a value in one example", plain(entity))
            };
            let own = sink.report(&finding.pointer, message);
            own.level(if broken { Level::Error } else { Level::Warn }).help("put the same mark on both sides");
            if let Some(span) = finding.span.clone() {
                own.span(span);
            }
        }
    }
}

/// Marks and raw values of one entity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    marks: u64,
    values: u64,
    first: Smallest<3>,
}

/// Counts per entity; about 100 bytes for each of at most 40.
pub type State = BTreeMap<String, Seen>;

impl FoldRule for HalfRedacted {
    type State = State;

    fn observe(&self, state: &mut State, example: &Example<'_>) {
        for text in &example.texts {
            for mark in marks(text) {
                state.entry(mark.entity.into()).or_default().marks += 1;
            }
        }
    }

    fn observe_leaks(&self, state: &mut State, example: &Example<'_>, leaks: &[Finding]) {
        for (entity, _) in raw(example, leaks) {
            let seen = state.entry(entity.into()).or_default();
            seen.values += 1;
            seen.first.add(example.row.pos);
        }
    }

    fn merge(&self, left: &mut State, right: State) {
        for (entity, seen) in right {
            let own = left.entry(entity).or_default();
            own.marks += seen.marks;
            own.values += seen.values;
            own.first.merge(&seen.first);
        }
    }

    fn conclude(&self, state: &State, _: &Facts, sink: &mut Sink<'_>) {
        for (entity, seen) in state.iter().filter(|(_, seen)| seen.marks > 0 && seen.values > 0) {
            let message = format!(
                "{} is a mark in some places and a value in others: marks {}, examples with a value {}, first in {{row}}",
                plain(entity),
                seen.marks,
                seen.values
            );
            let finding =
                sink.report_data(entity, message).help("some values were missed when the others were taken out");
            seen.first.iter().for_each(|pos| {
                finding.related(pos, "");
            });
        }
    }
}
