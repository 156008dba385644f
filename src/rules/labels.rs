//! Label mode: whether answers are class labels, per task, and which. A task is the examples that share a system prompt,
//! or else the first 60 characters of the prompt; tasks in label mode are label spaces of their own, all other examples
//! are judged together.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::contract::Record;
use super::facts::Smallest;
use super::redact::quoted;
use crate::example::{Example, Signs, Turn, answer_key, fold_label};

/// Fewest examples of a task or file in label mode.
pub const MIN_EXAMPLES: u64 = 20;
/// Characters of the prompt that make a task.
const HEAD_CHARS: usize = 60;
/// Above so many tasks, prompts have no common heads: all examples are one task.
const MAX_TASKS: usize = 8192;
/// Above so many written forms, answers are not labels.
const MAX_FORMS: usize = 4096;
/// The task of examples without a common head or system prompt.
pub const NO_TASK: u64 = 0;

/// How often one form occurs in one task, and where first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormCount {
    /// Examples.
    pub count: u64,
    /// The first places.
    pub first: Smallest,
}

/// Counts of short answers; at most 4,096 forms and 8,192 tasks, about 1 MiB.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelCounts {
    /// Examples per task; `None` when there were too many tasks.
    tasks: Option<BTreeMap<u64, u64>>,
    many_tasks: bool,
    all: u64,
    /// Counts by form, then by task.
    forms: BTreeMap<String, BTreeMap<u64, FormCount>>,
    many_forms: bool,
}

/// The task of an example; see the module.
pub fn task_of(example: &Example<'_>, turn: Turn) -> u64 {
    if let Some(system) = example.system().filter(|text| !text.trim().is_empty()) {
        return xxh3_64(system.as_bytes()) | 1;
    }
    let first = example.messages[..turn.answer].iter().find(|message| !message.content.is_empty());
    let Some(prompt) = first.map(|message| example.texts[message.content.start].text) else { return NO_TASK };
    let end = match prompt.as_bytes().get(..=HEAD_CHARS) {
        None => None,
        Some(head) if head.is_ascii() => Some(HEAD_CHARS),
        Some(_) => prompt.char_indices().nth(HEAD_CHARS).map(|(end, _)| end),
    };
    end.map_or(NO_TASK, |end| xxh3_64(&prompt.as_bytes()[..end]) & !1)
}

impl LabelCounts {
    /// Counts of a part of data of which tasks or forms are known to be too many: those are not collected again.
    pub fn without(tasks: bool, forms: bool) -> Self {
        LabelCounts { many_tasks: tasks, many_forms: forms, ..Self::default() }
    }

    /// Whether there are too many tasks, and too many forms.
    pub fn given_up(&self) -> (bool, bool) {
        (self.many_tasks, self.many_forms)
    }

    /// Adds the last turn of an example.
    pub fn observe(&mut self, example: &Example<'_>, turn: Turn) {
        self.all += 1;
        let mut task = NO_TASK;
        if !self.many_tasks {
            task = task_of(example, turn);
            *self.tasks.get_or_insert_default().entry(task).or_insert(0) += 1;
        }
        let message = &example.messages[turn.answer];
        if turn.short && message.calls.is_none() && !self.many_forms {
            let text = example.texts[message.content.start].text;
            let by_task = match self.forms.get_mut(text) {
                Some(by_task) => by_task,
                None => self.forms.entry(text.to_owned()).or_default(),
            };
            let form = by_task.entry(task).or_default();
            form.count += 1;
            form.first.add(example.row.pos);
        }
        self.cap(false);
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: LabelCounts) {
        self.all += other.all;
        self.many_tasks |= other.many_tasks;
        self.many_forms |= other.many_forms;
        if !self.many_tasks {
            for (task, count) in other.tasks.unwrap_or_default() {
                *self.tasks.get_or_insert_default().entry(task).or_insert(0) += count;
            }
        }
        if !self.many_forms {
            for (form, by_task) in other.forms {
                let own = self.forms.entry(form).or_default();
                for (task, count) in by_task {
                    let form = own.entry(task).or_default();
                    form.count += count.count;
                    form.first.merge(&count.first);
                }
            }
        }
        self.cap(true);
    }

    /// Too many is absorbing: once reached, what was kept is dropped, in whatever order parts arrive. `merged`: forms of
    /// another part came in, perhaps under tasks that are given up here.
    fn cap(&mut self, merged: bool) {
        let many_tasks = self.many_tasks || self.tasks.as_ref().is_some_and(|tasks| tasks.len() > MAX_TASKS);
        if many_tasks && (merged || !self.many_tasks) {
            self.tasks = None;
            self.pool_forms();
        }
        self.many_tasks = many_tasks;
        if self.many_forms || self.forms.len() > MAX_FORMS {
            self.many_forms = true;
            self.forms.clear();
        }
    }

    fn pool_forms(&mut self) {
        for by_task in self.forms.values_mut().filter(|by_task| by_task.keys().any(|task| *task != NO_TASK)) {
            let mut pooled = FormCount::default();
            for count in std::mem::take(by_task).into_values() {
                pooled.count += count.count;
                pooled.first.merge(&count.first);
            }
            by_task.insert(NO_TASK, pooled);
        }
    }
}

/// One label: all forms that fold together.
#[derive(Clone, Debug, Default)]
pub struct Label {
    /// Examples.
    pub count: u64,
    /// Its forms, the most frequent first (of equals the one that occurs first).
    pub forms: Vec<(String, FormCount)>,
}

/// A task whose answers are labels.
#[derive(Clone, Debug)]
pub struct LabelSpace {
    /// The task, or [`NO_TASK`] for all examples outside of other spaces.
    pub task: u64,
    /// Examples, those with other answers included.
    pub examples: u64,
    /// Labels by fold key.
    pub labels: BTreeMap<String, Label>,
}

/// The label spaces of the data set.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    /// Spaces in the order of their tasks.
    pub spaces: Vec<LabelSpace>,
    /// Written answers that are a rarer form, or a short form, of a label; by [`Record::written`].
    pub doubtful: BTreeSet<(u64, u64)>,
}

impl Labels {
    /// Decides which tasks are in label mode.
    pub fn conclude(counts: &LabelCounts) -> Labels {
        let mut spaces = Vec::new();
        let mut rest = counts.all;
        let mut own = BTreeSet::new();
        for (task, examples) in
            counts.tasks.iter().flatten().filter(|(task, n)| **task != NO_TASK && **n >= MIN_EXAMPLES)
        {
            let space = space(*task, *examples, &counts.forms, |t| t == *task);
            if space.is_label_mode() && !space.is_borrowed(&counts.forms) {
                own.insert(*task);
                rest -= examples;
                spaces.push(space);
            }
        }
        let pool = space(NO_TASK, rest, &counts.forms, |task| !own.contains(&task));
        if rest >= MIN_EXAMPLES && pool.is_label_mode() {
            spaces.insert(0, pool);
        }
        let doubtful = spaces.iter().flat_map(LabelSpace::doubtful).collect();
        Labels { spaces, doubtful }
    }

    /// Whether the answer of a record may be a rarer form of a label; its text decides.
    pub fn is_doubtful(&self, record: &Record) -> bool {
        !self.doubtful.is_empty() && self.doubtful.contains(&record.written_answer())
    }

    /// The space that an example of this task belongs to.
    pub fn space_of(&self, task: u64) -> Option<&LabelSpace> {
        let own = self.spaces.iter().find(|space| space.task == task);
        own.or_else(|| self.spaces.iter().find(|space| space.task == NO_TASK))
    }
}

fn space(
    task: u64,
    examples: u64,
    forms: &BTreeMap<String, BTreeMap<u64, FormCount>>,
    belongs: impl Fn(u64) -> bool,
) -> LabelSpace {
    let mut labels: BTreeMap<String, Label> = BTreeMap::new();
    for (form, by_task) in forms {
        let mut total = FormCount::default();
        for (_, count) in by_task.iter().filter(|(task, _)| belongs(**task)) {
            total.count += count.count;
            total.first.merge(&count.first);
        }
        if total.count > 0 {
            let label = labels.entry(fold_label(form)).or_default();
            label.count += total.count;
            label.forms.push((form.clone(), total));
        }
    }
    for label in labels.values_mut() {
        label.forms.sort_by_key(|(form, n)| (std::cmp::Reverse(n.count), n.first.iter().next(), form.clone()));
    }
    LabelSpace { task, examples, labels }
}

impl LabelSpace {
    /// Examples with a short answer.
    pub fn labelled(&self) -> u64 {
        self.labels.values().map(|label| label.count).sum()
    }

    /// At least 20 examples, 80 % short answers, and at least three examples to a label.
    fn is_label_mode(&self) -> bool {
        self.examples >= MIN_EXAMPLES
            && self.labelled() * 10 >= self.examples * 8
            && !self.labels.is_empty()
            && self.labels.len() as u64 * 3 <= self.examples
    }

    /// A group of like prompts inside a larger task: its one label is a label of others too. It is judged with them.
    fn is_borrowed(&self, forms: &BTreeMap<String, BTreeMap<u64, FormCount>>) -> bool {
        self.labels.len() == 1
            && self
                .labels
                .values()
                .flat_map(|label| &label.forms)
                .any(|(form, _)| forms[form].keys().any(|task| *task != self.task))
    }

    /// Whether a label was seen often enough to belong to the vocabulary: 5 times, or 3 in fewer than 200 examples.
    pub fn is_closed(&self, folded: &str) -> bool {
        let enough = if self.examples < 200 { 3 } else { 5 };
        self.labels.get(folded).is_some_and(|label| label.count >= enough)
    }

    /// The forms that are not the most frequent one of their label, and all forms of short forms.
    fn doubtful(&self) -> Vec<(u64, u64)> {
        let short = self.abbreviations();
        let rarer = self.labels.iter().flat_map(|(fold, label)| {
            let from = usize::from(!short.contains_key(fold.as_str()));
            label.forms.iter().skip(from)
        });
        rarer.map(|(form, _)| Record::written(&answer_key(form, Signs::of_bytes(form), &mut Vec::new()))).collect()
    }

    /// Whether labels differ on purpose in case only, as codes of languages, countries and elements do: three or more
    /// short pairs of which the rarer form is not rare.
    pub fn case_matters(&self) -> bool {
        let pairs = self.labels.iter().filter(|(fold, label)| {
            fold.chars().count() <= 4
                && label.forms.len() >= 2
                && label.forms[1].1.count * 4 >= label.forms[0].1.count
                && label.forms[0].0.eq_ignore_ascii_case(&label.forms[1].0)
        });
        pairs.count() >= 3
    }

    /// Fold keys of labels that are a short form of another, with that other: a prefix of three letters or more, or a
    /// usual abbreviation; at most a quarter as frequent.
    pub fn abbreviations(&self) -> BTreeMap<&str, &str> {
        let mut found = BTreeMap::new();
        for (short, label) in &self.labels {
            let long =
                self.labels.iter().filter(|(long, full)| full.count >= label.count * 4 && abbreviates(short, long));
            if let Some((long, _)) = long.max_by_key(|(_, full)| full.count) {
                found.insert(short.as_str(), long.as_str());
            }
        }
        found
    }
}

/// Usual short forms of label words.
const SHORT_FORMS: [(&str, &str); 10] = [
    ("pos", "positive"),
    ("neg", "negative"),
    ("neu", "neutral"),
    ("neut", "neutral"),
    ("y", "yes"),
    ("n", "no"),
    ("t", "true"),
    ("f", "false"),
    ("0", "false"),
    ("1", "true"),
];

/// Whether `short` is a short form of `long` (both folded).
pub fn abbreviates(short: &str, long: &str) -> bool {
    let letters = |text: &str| text.chars().all(char::is_alphabetic);
    SHORT_FORMS.contains(&(short, long))
        || (short.len() < long.len()
            && short.chars().count() >= 3
            && long.starts_with(short)
            && letters(short)
            && letters(long)
            && is_cut(short, long))
}

/// A prefix that is cut inside a word and is no word with a usual ending: `neg`/`negative`, not `sport`/`sports`.
fn is_cut(short: &str, long: &str) -> bool {
    let rest = &long[short.len()..];
    !["s", "es", "ed", "er", "ing", "ly", "al", "y", "ful", "less", "ness", "able"].contains(&rest)
}

/// A label as messages show it.
pub fn shown(form: &str) -> String {
    quoted(form.trim(), 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms() {
        assert!(abbreviates("pos", "positive") && abbreviates("neg", "negative") && abbreviates("comp", "complaint"));
        assert!(!abbreviates("sport", "sports") && !abbreviates("ham", "spam") && !abbreviates("in", "invoice"));
        assert!(!abbreviates("level1", "level10"));
    }
}
