//! The label spaces of a data set: which tasks have labels, and which rows have to be looked at again for theirs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::counts::LabelCounts;
use super::forms::{Form, FormCount};
use super::space::{Doubt, LabelSpace};
use super::task::NO_TASK;
use super::{LabelMode, LabelOptions, MIN_EXAMPLES};
use crate::example::{Kind, Signs, answer_key, fold_label};
use crate::rules::record::Record;

/// The label spaces of the data set.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    /// Spaces in the order of their tasks.
    pub spaces: Vec<LabelSpace>,
    /// Labels that stand beside conversations and answers; no class of what is learned.
    pub aside: Option<LabelSpace>,
    /// Rows with a label, different labels, and runs of rows with the same one.
    pub runs: Option<(u64, u64, u64)>,
    /// Bare answers that are a rarer form, a slip or a short form of a label; by [`Record::written`].
    doubtful: BTreeSet<(u64, u64)>,
    /// Bare answers that only one row has.
    rare: BTreeSet<(u64, u64)>,
    /// Whether a field of JSON answers, or a label beside a text, is doubtful.
    fields: bool,
    /// Whether labels stand beside texts.
    beside: bool,
    /// Whether rows hold a rejected answer or a verdict beside the label.
    judged: bool,
    /// Bare answers that are labels.
    all: BTreeSet<(u64, u64)>,
}

impl Labels {
    /// Decides which tasks are in label mode.
    pub fn conclude(counts: &LabelCounts, options: &LabelOptions) -> Labels {
        if options.mode == LabelMode::Off {
            return Labels::default();
        }
        let known: BTreeSet<String> = options.labels.iter().map(|label| fold_label(label)).collect();
        let (spaces, runs) = (spaces(counts, options), counts.order().runs());
        let aside = aside(counts);
        let mut labels =
            Labels { spaces, aside, runs, beside: counts.beside, judged: counts.judged, ..Labels::default() };
        for space in labels.spaces.iter_mut().chain(&mut labels.aside) {
            space.judge(&known);
        }
        labels.note();
        labels
    }

    /// Which rows have to be looked at again.
    fn note(&mut self) {
        for space in self.spaces.iter().chain(&self.aside) {
            for form in space.labels.values().flat_map(|label| &label.forms).map(|(form, _)| form) {
                let doubts = space.doubts(form);
                let written = Record::written(&answer_key(form, Signs::of_bytes(form), &mut Vec::new()));
                if !space.field.is_empty() {
                    self.fields |= !doubts.is_empty();
                    continue;
                }
                self.all.insert(written);
                match doubts[..] {
                    [] => {}
                    [Doubt::Rare] => drop(self.rare.insert(written)),
                    _ => drop(self.doubtful.insert(written)),
                }
            }
        }
    }

    /// Whether a row with a doubtful label may be found by [`Labels::wants`].
    pub fn has_doubts(&self) -> bool {
        self.fields || !self.doubtful.is_empty() || !self.rare.is_empty()
    }

    /// Whether the row of a record has to be looked at again.
    pub fn wants(&self, record: &Record) -> bool {
        let written = record.written_answer();
        record.last()
            && (self.fields && (self.beside || record.kind() == Kind::Json)
                || self.judged && !record.long()
                || self.doubtful.contains(&written)
                || self.rare.contains(&written))
    }

    /// Whether the answer of a record may be a rarer form, a slip or a short form of a label; its text decides.
    pub fn is_doubtful(&self, record: &Record) -> bool {
        !self.doubtful.is_empty() && self.doubtful.contains(&record.written_answer())
    }

    /// Whether the answer of a record is a label.
    pub fn is_label(&self, record: &Record) -> bool {
        self.all.contains(&record.written_answer())
    }

    /// The space that a label in this field of an answer belongs to; the field of a bare answer is empty.
    pub fn space_in(&self, task: u64, field: &str) -> Option<&LabelSpace> {
        let own = self.spaces.iter().find(|space| space.task == task && space.field == field);
        // A task with labels of its own is not judged with the others.
        let is_own = task != NO_TASK && self.spaces.iter().any(|space| space.task == task);
        own.or_else(|| self.spaces.iter().find(|space| !is_own && space.task == NO_TASK && space.field == field))
    }
}

type FormsOfTask<'c> = BTreeMap<u64, Vec<(&'c Form, &'c FormCount)>>;

fn spaces(counts: &LabelCounts, options: &LabelOptions) -> Vec<LabelSpace> {
    let mut forms: FormsOfTask<'_> = BTreeMap::new();
    for (form, count) in counts.systems.forms.sorted().into_iter().chain(counts.heads.forms.sorted()) {
        forms.entry(form.task).or_default().push((form, count));
    }
    let tasks = || counts.systems.tasks.sorted().into_iter().chain(counts.heads.tasks.sorted());
    let shared = tasks_of_forms(&forms);
    let (mut spaces, mut rest, mut many) = (Vec::new(), counts.all, false);
    for (task, own) in tasks() {
        many |= own.many;
        let of_task = forms.get(&task).map_or(&[][..], Vec::as_slice);
        if task == NO_TASK || own.examples < MIN_EXAMPLES {
            continue;
        }
        let mut found = by_field(task, own.examples, of_task.iter().copied(), false);
        found.retain(|space| !is_borrowed(space, &shared));
        if !found.is_empty() {
            rest -= own.examples;
            forms.remove(&task);
            spaces.append(&mut found);
        }
    }
    let pooled = forms.values().flatten().copied();
    let forced = options.is_forced();
    if rest >= MIN_EXAMPLES && !many || forced {
        spaces.append(&mut by_field(NO_TASK, rest, pooled, forced));
    }
    spaces.sort_by(|a, b| (a.task, &a.field).cmp(&(b.task, &b.field)));
    spaces
}

/// The label space beside conversations and answers.
fn aside(counts: &LabelCounts) -> Option<LabelSpace> {
    let examples = counts.aside.tasks.0.get(&NO_TASK).filter(|task| !task.many)?.examples;
    let forms = counts.aside.forms.sorted().into_iter().map(|(form, count)| (form, count));
    by_field(NO_TASK, examples, forms, false).pop()
}

/// In how many tasks each form occurs.
fn tasks_of_forms<'c>(forms: &FormsOfTask<'c>) -> HashMap<(&'c str, &'c str), usize> {
    let mut tasks = HashMap::new();
    for (form, _) in forms.values().flatten() {
        *tasks.entry((&*form.field, &*form.text)).or_insert(0) += 1;
    }
    tasks
}

/// A group of like prompts inside a larger task: its one label is a label of others too. It is judged with them.
fn is_borrowed(space: &LabelSpace, shared: &HashMap<(&str, &str), usize>) -> bool {
    space.labels.len() == 1
        && space
            .labels
            .values()
            .flat_map(|label| &label.forms)
            .any(|(form, _)| shared.get(&(space.field.as_str(), form.as_str())).is_some_and(|tasks| *tasks > 1))
}

/// The label spaces of some forms, one for each field that is in label mode.
fn by_field<'c>(
    task: u64,
    examples: u64,
    forms: impl Iterator<Item = (&'c Form, &'c FormCount)>,
    forced: bool,
) -> Vec<LabelSpace> {
    let mut fields: BTreeMap<&str, BTreeMap<&str, FormCount>> = BTreeMap::new();
    for (form, count) in forms {
        fields.entry(&form.field).or_default().entry(&form.text).or_default().merge(count);
    }
    let alone = fields.len() == 1;
    let spaces = fields.into_iter().map(|(field, forms)| {
        let forms: Vec<(&str, FormCount)> = forms.into_iter().collect();
        LabelSpace::of(task, field, examples, &forms)
    });
    // What is forced is what most answers are: bare labels, or the fields of an object.
    // One of several fields may well be the same in all answers.
    let spaces = spaces.filter(|space| alone || space.field.is_empty() || space.labels.len() > 1);
    spaces.filter(|space| space.is_label_mode() || forced && space.labelled() * 2 > examples).collect()
}
