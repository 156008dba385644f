//! The label spaces of a data set: which tasks have labels, which labels, and what is doubtful about them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::counts::{Form, FormCount, LabelCounts};
use super::near::{short_forms, slips};
use super::task::NO_TASK;
use super::{LabelMode, LabelOptions, MIN_EXAMPLES};
use crate::example::{Kind, Signs, answer_key, cased_label, fold_label};
use crate::rules::record::Record;

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
    /// The task, or [`NO_TASK`] for all examples outside of other spaces.
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

    fn of(task: u64, field: &str, examples: u64, forms: &[(&str, FormCount)]) -> LabelSpace {
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

    /// At least 20 examples, 80 % short answers, and at least three examples to a label.
    fn is_label_mode(&self) -> bool {
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

    fn judge(&mut self, known: &BTreeSet<String>) {
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
