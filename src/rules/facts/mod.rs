//! What is known of the data set once every row was seen: counts that several rules and the report share. A state of a
//! part merges into the state of the whole; nothing in it depends on how the data were cut.

mod lengths;
mod smallest;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use lengths::LengthStats;
pub use smallest::Smallest;

use super::catalogue::Family;
use super::free::{FreeAnswers, Shared};
use super::labels::{LabelCounts, LabelOptions, Labels, has_labels_beside, task_of};
use super::layout::{Layout, Odd};
use super::profile::{Profile, generic};
use super::schema::MemberStats;
use crate::example::{Example, Role, Shape};
use crate::source::{Foreign, Framing, Gaps, Pos};

/// Counts of one input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputCounts {
    /// Rows, blank ones included.
    pub rows: u64,
    /// Rows of white space only.
    pub blank: u64,
    /// Rows that are JSON objects.
    pub examples: u64,
    /// Rows that end in CR LF.
    pub crlf: u64,
    /// Rows that end in LF alone.
    pub lf: u64,
    /// Rows per shape.
    pub shapes: BTreeMap<Shape, u64>,
}

/// The rows in which one rule found something; under 100 bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundRows {
    /// How many.
    pub rows: u64,
    /// The first of them.
    pub first: Smallest,
}

/// The state that is always kept: about 10 KiB, and what its parts say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FactsState {
    /// Counts per input, by its index.
    pub inputs: BTreeMap<usize, InputCounts>,
    /// Messages per role.
    pub roles: BTreeMap<Role, u64>,
    /// Messages per example.
    pub messages: LengthStats,
    /// Bytes of text the model is given, per example.
    pub context_bytes: LengthStats,
    /// Bytes of text the model learns to produce, per example.
    pub target_bytes: LengthStats,
    /// Trained turns.
    pub turns: u64,
    /// Short answers, by task and form.
    pub labels: LabelCounts,
    /// A sample of the free answers.
    pub free: FreeAnswers,
    /// How answers are laid out, and which system prompts there are.
    pub layout: Layout,
    /// What the rules about single rows found, by code; so that a rule judges its share without looking twice.
    pub found: BTreeMap<String, FoundRows>,
}

impl FactsState {
    /// Adds one example.
    pub fn observe(&mut self, input: usize, example: &Example<'_>) {
        let counts = self.inputs.entry(input).or_default();
        counts.examples += 1;
        *counts.shapes.entry(example.shape).or_insert(0) += 1;
        for message in &example.messages {
            *self.roles.entry(message.role).or_insert(0) += 1;
        }
        self.messages.add(example.messages.len() as u64);
        let (mut context, mut target) = (0, 0);
        for text in &example.texts {
            *(if text.trained { &mut target } else { &mut context }) += text.text.len() as u64;
        }
        self.context_bytes.add(context);
        self.target_bytes.add(target);
        self.turns += example.turns.len() as u64;
        if has_labels_beside(example) {
            self.labels.observe_beside(example);
        } else if let Some(turn) = example.turns.last() {
            let task = task_of(example, *turn);
            self.labels.observe(example, *turn, task);
            self.free.observe(example, *turn);
            self.layout.observe(example, *turn, task);
        }
    }

    /// Adds a row in which the rule `code` found something.
    pub fn found(&mut self, code: &str, pos: Pos) {
        if !self.found.contains_key(code) {
            self.found.insert(code.to_owned(), FoundRows::default());
        }
        if let Some(found) = self.found.get_mut(code) {
            found.rows += 1;
            found.first.add(pos);
        }
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: FactsState) {
        for (input, counts) in other.inputs {
            let own = self.inputs.entry(input).or_default();
            own.rows += counts.rows;
            own.blank += counts.blank;
            own.examples += counts.examples;
            own.crlf += counts.crlf;
            own.lf += counts.lf;
            for (shape, count) in counts.shapes {
                *own.shapes.entry(shape).or_insert(0) += count;
            }
        }
        for (role, count) in other.roles {
            *self.roles.entry(role).or_insert(0) += count;
        }
        self.messages.merge(&other.messages);
        self.context_bytes.merge(&other.context_bytes);
        self.target_bytes.merge(&other.target_bytes);
        self.turns += other.turns;
        self.labels.merge(other.labels);
        self.free.merge(other.free);
        self.layout.merge(other.layout);
        for (code, found) in other.found {
            let own = self.found.entry(code).or_default();
            own.rows += found.rows;
            own.first.merge(&found.first);
        }
    }
}

/// What is known of one input.
#[derive(Clone, Debug)]
pub struct InputFacts {
    /// Its place among the inputs of the run.
    pub index: usize,
    /// Its name in reports.
    pub name: String,
    /// Its counts.
    pub counts: InputCounts,
    /// Its bytes, unpacked.
    pub bytes: u64,
    /// Whether it starts with a byte-order mark.
    pub mark: bool,
    /// How its rows are found, or what it is instead.
    pub framing: Result<Framing, Foreign>,
    /// What is wrong between its rows, where it is an array.
    pub gaps: Gaps,
    /// The place of its first row.
    pub first: Option<Pos>,
}

/// A field that rows should all have, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uneven {
    /// Index of the field in its profile.
    pub field: usize,
    /// The first row.
    pub first: Pos,
    /// The first row that differs from it.
    pub other: Pos,
    /// Whether the two rows have it.
    pub there: [bool; 2],
}

impl Uneven {
    /// One line about the row that differs; `{row}` stands for the first.
    pub fn message(&self, profile: &Profile) -> String {
        let path = &profile.uniform[self.field].path;
        match self.there {
            [true, true] => format!("`{path}` has another value in {{row}} than here; it must be the same in all rows"),
            [true, false] => format!("`{path}` is in {{row}} but not here; want it in all rows or in none"),
            _ => format!("`{path}` is here but not in {{row}}; want it in all rows or in none"),
        }
    }
}

/// What is known of the data set.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The consumer whose rules hold.
    pub profile: &'static Profile,
    /// Its place among the consumers of the run.
    pub consumer: usize,
    /// The inputs in order; where rows for different consumers are judged apart, those of the consumer.
    pub inputs: Vec<InputFacts>,
    /// Rows, blank ones left out.
    pub rows: u64,
    /// Rows that are JSON objects.
    pub examples: u64,
    /// Examples per shape.
    pub shapes: BTreeMap<Shape, u64>,
    /// The label spaces.
    pub labels: Labels,
    /// Rows whose answer is laid out in another way than nearly all, with how many those are of how many; sorted.
    pub odd: Vec<(Pos, Odd, u64, u64)>,
    /// Beginnings and ends that many free answers share.
    pub openings: Vec<Shared>,
    /// See `openings`.
    pub endings: Vec<Shared>,
    /// Fields that the consumer wants in all rows or in none, and that only some have.
    pub uneven: Vec<Uneven>,
    /// Objects whose members the consumer wants to be the same in all rows, by index in its profile.
    pub members: Vec<(usize, MemberStats)>,
    /// Rows that the consumer counts, by index in its profile: how many, and the first.
    pub counted: Vec<(usize, u64, Pos)>,
    /// The merged state.
    pub state: FactsState,
}

impl Facts {
    /// Concludes the merged state; no consumer is named yet, and nothing is said about labels.
    pub fn new(inputs: Vec<InputFacts>, state: FactsState) -> Facts {
        Facts::with(inputs, state, &LabelOptions::default())
    }

    /// Concludes the merged state; no consumer is named yet.
    pub fn with(inputs: Vec<InputFacts>, mut state: FactsState, options: &LabelOptions) -> Facts {
        let mut shapes = BTreeMap::new();
        let (mut rows, mut examples) = (0, 0);
        for counts in state.inputs.values() {
            rows += counts.rows - counts.blank;
            examples += counts.examples;
            for (shape, count) in &counts.shapes {
                *shapes.entry(*shape).or_insert(0) += count;
            }
        }
        let labels = Labels::conclude(&std::mem::take(&mut state.labels), options);
        Facts {
            profile: generic(),
            consumer: 0,
            inputs,
            rows,
            examples,
            shapes,
            labels,
            odd: state.layout.odd(),
            openings: state.free.openings(),
            endings: state.free.endings(),
            uneven: Vec::new(),
            members: Vec::new(),
            counted: Vec::new(),
            state,
        }
    }

    /// The rows in which the rule `code` found something, if there are any.
    pub fn found(&self, code: &str) -> Option<&FoundRows> {
        self.state.found.get(code)
    }

    /// Rows of all inputs, blank ones included.
    pub fn lines(&self) -> u64 {
        self.state.inputs.values().map(|counts| counts.rows).sum()
    }

    /// The rows that a rule of this family may find something in: a rule about files sees the blank ones too.
    pub fn rows_for(&self, family: Family) -> u64 {
        if family == Family::File { self.lines() } else { self.rows }
    }

    /// The shape of most examples; of equals the first in the order of shapes.
    pub fn main_shape(&self) -> Option<Shape> {
        self.shapes.iter().max_by_key(|(shape, count)| (**count, std::cmp::Reverse(**shape))).map(|(shape, _)| *shape)
    }
}
