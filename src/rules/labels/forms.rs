//! Written labels, and how often each occurs in each task.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::table::Table;
use crate::rules::facts::Smallest;
use crate::source::Pos;

/// What a written form costs beside its text, in bytes.
const FORM_BYTES: u64 = 128;

/// How often one form occurs in one task, and where first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormCount {
    /// Examples.
    pub count: u64,
    /// The first places.
    pub first: Smallest,
}

/// A written label in one task.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Form {
    /// The task.
    pub task: u64,
    /// The field of a JSON object; empty for a bare answer.
    pub field: Box<str>,
    /// As written.
    pub text: Box<str>,
}

impl Form {
    fn is(&self, task: u64, field: &str, text: &str) -> bool {
        // Two empty fields are not compared: that is slow, by processors that read what is not there.
        let same_field = self.field.len() == field.len() && (field.is_empty() || *self.field == *field);
        self.task == task && same_field && *self.text == *text
    }

    fn cost(&self) -> u64 {
        FORM_BYTES + (self.field.len() + self.text.len()) as u64
    }
}

/// Forms by hash; the texts decide where hashes collide.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Forms(Table<(Form, FormCount)>);

impl Forms {
    /// The count of a form, and what it costs if it is a new one.
    pub fn entry(&mut self, task: u64, field: &str, text: &str) -> (&mut FormCount, u64) {
        let mut key = xxh3_64_with_seed(text.as_bytes(), task ^ xxh3_64(field.as_bytes()));
        while self.0.0.get(&key).is_some_and(|(form, _)| !form.is(task, field, text)) {
            key = key.wrapping_add(1);
        }
        let mut cost = 0;
        let new = || {
            let form = Form { task, field: field.into(), text: text.into() };
            cost = form.cost();
            (form, FormCount::default())
        };
        let (_, count) = self.0.0.entry(key).or_insert_with(new);
        (count, cost)
    }

    /// All of them, sorted.
    pub fn sorted(&self) -> Vec<&(Form, FormCount)> {
        let mut all: Vec<_> = self.0.0.values().collect();
        all.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        all
    }

    /// All of them, out of it, in any order: what is counted, pooled or given up does not hang on it.
    pub fn take(&mut self) -> Vec<(Form, FormCount)> {
        std::mem::take(&mut self.0).0.into_values().collect()
    }
}

impl Serialize for Forms {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_seq(self.sorted())
    }
}

impl<'de> Deserialize<'de> for Forms {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut forms = Forms::default();
        for (form, count) in Vec::<(Form, FormCount)>::deserialize(from)? {
            *forms.entry(form.task, &form.field, &form.text).0 = count;
        }
        Ok(forms)
    }
}

impl FormCount {
    /// Adds one example.
    pub(super) fn add(&mut self, pos: Pos) {
        self.count += 1;
        self.first.add(pos);
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: &FormCount) {
        self.count += other.count;
        self.first.merge(&other.first);
    }
}
