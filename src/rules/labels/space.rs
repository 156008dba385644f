//! One label space: a task whose answers are labels, which labels, and what is doubtful about them.

use std::collections::{BTreeMap, BTreeSet};

use super::MIN_EXAMPLES;
use super::forms::FormCount;
use super::near::{short_forms, slips};
use crate::example::{cased_label, fold_label};

/// One label: all forms that fold together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Examples.
    pub count: u64,
    /// Its forms, the most frequent first (of equals the one that occurs first).
    pub forms: Vec<(String, FormCount)>,
}

impl Label {
    /// Puts its forms in order.
    pub(super) fn sort(&mut self) {
        self.forms.sort_by_key(|(form, n)| (std::cmp::Reverse(n.count), n.first.iter().next(), form.clone()));
    }

    /// Its most frequent form.
    pub fn shown(&self) -> &str {
        self.forms.first().map_or("", |(form, _)| form)
    }
}

/// What is doubtful about a written label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt<'s> {
    /// Another form of the label is more frequent.
    Variant(&'s Label),
    /// It is a slip of the keyboard; the label that is meant.
    Typo(&'s Label),
    /// It is short for this label.
    Short(&'s Label),
    /// Nothing else has this label.
    Rare,
}

/// A task whose answers are labels.
#[derive(Clone, Debug, Default)]
pub struct LabelSpace {
    /// The task, or [`NO_TASK`](super::NO_TASK) for all examples outside of other spaces.
    pub task: u64,
    /// The field of JSON answers; empty for bare answers.
    pub field: String,
    /// Examples, those with other answers included.
    pub examples: u64,
    /// Labels by fold key.
    pub labels: BTreeMap<String, Label>,
    /// Whether labels differ on purpose in case only.
    pub case_matters: bool,
    /// Examples by fold key without case.
    folds: BTreeMap<String, u64>,
    /// Fold keys of short forms, with the label that each is short for.
    short: BTreeMap<String, String>,
    /// Fold keys of slips, with the label that is meant.
    typos: BTreeMap<String, String>,
    /// Fold keys of labels that name a letter of a multiple choice, with the letter; none where few labels do.
    pub(super) choices: BTreeMap<String, char>,
}

/// Most numbers that are grades.
const GRADES: usize = 20;
/// Labels seen once are told in data sets of so many examples.
const RARE_FROM: u64 = 200;

impl LabelSpace {
    /// A space of the whole data set about which nothing is doubtful.
    #[cfg(test)]
    pub fn new(examples: u64, labels: BTreeMap<String, Label>) -> LabelSpace {
        LabelSpace { examples, labels, ..LabelSpace::default() }
    }

    /// The space of some written labels with their counts.
    pub(super) fn of(task: u64, field: &str, examples: u64, forms: &[(&str, FormCount)]) -> LabelSpace {
        let mut space = LabelSpace { task, field: field.to_owned(), examples, ..LabelSpace::default() };
        space.labels = labels(forms, &fold_label);
        space.folds = space.labels.iter().map(|(fold, label)| (fold.clone(), label.count)).collect();
        if case_pairs(&space.labels) >= CASE_PAIRS {
            space.case_matters = true;
            space.labels = labels(forms, &cased_label);
        }
        space.read_choices();
        space
    }

    /// What tells it from other spaces.
    pub fn id(&self) -> String {
        let (task, field) = (self.task, &self.field);
        if field.is_empty() { format!("{task:x}") } else { format!("{task:x} {field}") }
    }

    /// The key of a written label.
    pub fn key(&self, form: &str) -> String {
        if self.case_matters { cased_label(form) } else { fold_label(form) }
    }

    /// Examples with a short answer.
    pub fn labelled(&self) -> u64 {
        self.labels.values().map(|label| label.count).sum()
    }

    /// Whether the answers are results of sums and measurements rather than grades: more than twenty different numbers.
    fn is_numbers(&self) -> bool {
        let is_number = |fold: &str| fold.bytes().all(|b| b.is_ascii_digit() || b"+-.,/%".contains(&b));
        let numbers = self.labels.keys().filter(|fold| is_number(fold)).count();
        numbers > GRADES && numbers * 2 > self.labels.len()
    }

    /// Whether the answers of the task are labels: at least 20 examples, 80 % short answers, and at least three examples to a label.
    pub(super) fn is_label_mode(&self) -> bool {
        !self.is_numbers()
            && self.examples >= MIN_EXAMPLES
            && self.labelled() * 10 >= self.examples * 8
            && !self.labels.is_empty()
            && self.labels.len() as u64 * 3 <= self.examples
    }

    /// Whether a label (by its fold key) was seen often enough to belong to the vocabulary: 5 times, or 3 in fewer than 200
    /// examples.
    pub fn is_closed(&self, folded: &str) -> bool {
        let enough = if self.examples < 200 { 3 } else { 5 };
        self.folds.get(folded).is_some_and(|count| *count >= enough)
    }

    /// Fold keys of labels that are a short form of another, with that other.
    pub fn abbreviations(&self) -> &BTreeMap<String, String> {
        &self.short
    }

    /// Whether a label is a slip or a short form of another one, and no class of its own.
    pub fn is_other(&self, key: &str) -> bool {
        self.short.contains_key(key) || self.typos.contains_key(key)
    }

    /// What is doubtful about a written label. A slip is told as such whatever its form.
    pub fn doubts(&self, form: &str) -> Vec<Doubt<'_>> {
        let key = self.key(form);
        let Some(label) = self.labels.get(&key) else { return Vec::new() };
        let mut doubts = Vec::new();
        if label.forms.len() > 1 && label.shown() != form {
            doubts.push(Doubt::Variant(label));
        }
        let meant = |table: &BTreeMap<String, String>| table.get(&key).and_then(|meant| self.labels.get(meant));
        doubts.extend(meant(&self.typos).map(Doubt::Typo));
        doubts.extend(meant(&self.short).map(Doubt::Short));
        let is_rare = label.count == 1 && self.examples >= RARE_FROM;
        if is_rare && !self.is_other(&key) && !self.choices.contains_key(&key) {
            doubts.push(Doubt::Rare);
        }
        doubts
    }

    /// Looks for slips and short forms; labels that are `known` are none.
    pub(super) fn judge(&mut self, known: &BTreeSet<String>) {
        self.typos = slips(self, &|form| known.contains(&fold_label(form))).into_iter().collect();
        let short = short_forms(self).into_iter();
        self.short = short
            .filter(|(short, _)| !self.typos.contains_key(short) && !known.contains(&short.to_lowercase()))
            .collect();
        // `A) Rome` is no slip of `B) Rome`.
        self.typos.retain(|fold, _| !self.choices.contains_key(fold));
        self.short.retain(|fold, _| !self.choices.contains_key(fold));
    }
}

/// Forms by the key of their label.
fn labels(forms: &[(&str, FormCount)], key: &dyn Fn(&str) -> String) -> BTreeMap<String, Label> {
    let mut labels: BTreeMap<String, Label> = BTreeMap::new();
    for (form, count) in forms {
        let label = labels.entry(key(form)).or_default();
        label.count += count.count;
        label.forms.push(((*form).to_owned(), count.clone()));
    }
    labels.values_mut().for_each(Label::sort);
    labels
}

/// From so many pairs on that differ in case only, case has a meaning.
const CASE_PAIRS: usize = 3;

/// Labels with two forms that differ in case only and are both frequent, as codes of languages, countries and elements are,
/// and names in programs.
fn case_pairs(labels: &BTreeMap<String, Label>) -> usize {
    let inner = |form: &str| form.chars().skip(1).any(char::is_uppercase) && form.chars().any(char::is_lowercase);
    let is_pair = |label: &Label| {
        let [(a, often), (b, seldom), ..] = &label.forms[..] else { return false };
        let code = a.chars().count() <= 4 || inner(a) || inner(b);
        code && seldom.count * 4 >= often.count && a != b && a.to_lowercase() == b.to_lowercase()
    };
    labels.values().filter(|label| is_pair(label)).count()
}
