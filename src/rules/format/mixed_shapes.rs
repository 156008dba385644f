//! FT301 mixed-shapes. The page is `rules/FT301-mixed-shapes.md`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::example::{Example, Shape};
use crate::rules::contract::{FoldRule, Sink};
use crate::rules::facts::{Facts, Smallest};
use crate::rules::profile::Profile;
use crate::rules::schema::misspelt_answer;

/// Rows that are named one by one; those above are counted.
const NAMED: usize = 1000;

/// FT301: rows of more than one shape.
pub struct MixedShapes;

/// How often each shape occurs, and where first; at most 8 KiB per shape. And prompts whose answer has a misspelt key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shapes(BTreeMap<Shape, (u64, Smallest<NAMED>)>, u64);

impl FoldRule for MixedShapes {
    type State = Shapes;

    fn observe(&self, state: &mut Shapes, example: &Example<'_>) {
        let (count, first) = state.0.entry(example.shape).or_default();
        *count += 1;
        first.add(example.row.pos);
        state.1 += u64::from(example.shape == Shape::PromptOnly && misspelt_answer(example.json).is_some());
    }

    fn merge(&self, left: &mut Shapes, right: Shapes) {
        left.1 += right.1;
        for (shape, (count, first)) in right.0 {
            let own = left.0.entry(shape).or_default();
            own.0 += count;
            own.1.merge(&first);
        }
    }

    fn by_consumer(&self) -> bool {
        true
    }

    fn conclude(&self, state: &Shapes, facts: &Facts, sink: &mut Sink<'_>) {
        let Some(main) = facts.main_shape() else { return };
        let share = facts.shapes[&main];
        // Most of the rows are meant as pairs: those that are some are right.
        if main == Shape::PromptOnly && state.1 * 2 > share {
            return;
        }
        for (shape, (count, first)) in state.0.iter().filter(|(shape, _)| is_mixed(**shape, main, facts.profile)) {
            for pos in first.iter() {
                let message =
                    format!("row is {}, while {share} of {} rows are {}", shape.name(), facts.examples, main.name());
                sink.report_row(pos, "", message).help("convert the row, or keep each shape in a file of its own");
            }
            if *count > NAMED as u64 {
                sink.report_data(shape.name(), format!("{count} rows are {}, {NAMED} of them are named", shape.name()))
                    .rest();
            }
        }
    }
}

/// A row of no known shape, or a prompt that lost its answer, is another rule's finding.
fn is_mixed(shape: Shape, main: Shape, profile: &Profile) -> bool {
    let lost_answer =
        shape == Shape::PromptOnly && matches!(main, Shape::PromptCompletion | Shape::Kto | Shape::Preference);
    let lost_messages = shape == Shape::Rft && main == Shape::Chat;
    // What a named consumer reads as one form is one to it.
    let one_form = !profile.is_generic() && profile.forms.values().any(|form| form.takes(shape) && form.takes(main));
    shape != main && !one_form && shape != Shape::Unknown && !lost_answer && !lost_messages
}
