//! The state of label mode: how often each short answer occurs in each task.

use serde::{Deserialize, Serialize};

use super::forms::{FormCount, Forms};
use super::order::{Order, order_key};
use super::table::Table;
use super::task::{NO_TASK, has_system};
use super::written::{ASIDE, label_aside, labels_beside, labels_of};
use crate::example::{Example, Shape, Turn};

/// Above so many tasks of one kind they are one.
const MAX_TASKS: usize = 1024;
/// Above so many bytes of forms, about 2,700 labels, the answers of a task are not labels.
const TASK_ROOM: u64 = 384 << 10;
/// Above so many bytes of forms in all tasks of one kind they are one task.
const ROOM: u64 = 480 << 10;

/// One task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TaskCount {
    /// Examples.
    pub examples: u64,
    /// Bytes of its forms.
    cost: u64,
    /// Whether there were too many forms; they are dropped.
    pub many: bool,
}

impl TaskCount {
    /// What it counts for; never less for more data.
    fn weight(&self) -> u64 {
        if self.many { TASK_ROOM + 1 } else { self.cost }
    }
}

/// Tasks of one kind; under 600 KiB.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Group {
    /// Tasks by their hash.
    pub tasks: Table<TaskCount>,
    /// Their forms.
    pub forms: Forms,
    /// Whether there were too many tasks: they are one, [`NO_TASK`].
    pooled: bool,
    weight: u64,
}

impl Group {
    /// Counts an example; gives the task that it is counted in, if labels of that are wanted.
    fn example(&mut self, task: u64) -> Option<u64> {
        let task = if self.pooled { NO_TASK } else { task };
        let own = self.tasks.0.entry(task).or_default();
        own.examples += 1;
        let many = own.many;
        if self.tasks.0.len() > MAX_TASKS {
            self.pool();
            return self.tasks.0.get(&NO_TASK).is_some_and(|own| !own.many).then_some(NO_TASK);
        }
        (!many).then_some(task)
    }

    /// Counts a label. The task may be given up or pooled by it.
    fn label(&mut self, task: u64, field: &str, text: &str, add: &mut dyn FnMut(&mut FormCount)) {
        let task = if self.pooled { NO_TASK } else { task };
        let own = self.tasks.0.entry(task).or_default();
        if own.many {
            return;
        }
        let (count, cost) = self.forms.entry(task, field, text);
        add(count);
        if cost > 0 {
            self.weight -= own.weight();
            own.cost += cost;
            if own.cost > TASK_ROOM {
                (own.cost, own.many) = (0, true);
            }
            let many = own.many;
            self.weight += own.weight();
            if many {
                self.drop_forms(task);
            }
            if self.weight > ROOM && !self.pooled {
                self.pool();
            }
        }
    }

    fn drop_forms(&mut self, task: u64) {
        for (form, count) in self.forms.take() {
            if form.task != task {
                *self.forms.entry(form.task, &form.field, &form.text).0 = count;
            }
        }
    }

    fn pool(&mut self) {
        self.pooled = true;
        self.weight = 0;
        let mut pooled = TaskCount::default();
        for (_, task) in std::mem::take(&mut self.tasks).into_sorted() {
            pooled.examples += task.examples;
            pooled.many |= task.many;
        }
        self.weight = pooled.weight();
        self.tasks.0.insert(NO_TASK, pooled);
        for (form, count) in self.forms.take() {
            self.label(NO_TASK, &form.field, &form.text, &mut |own| own.merge(&count));
        }
    }

    fn merge(&mut self, mut other: Group) {
        if other.pooled && !self.pooled {
            self.pool();
        }
        for (task, count) in std::mem::take(&mut other.tasks).into_sorted() {
            let task = if self.pooled { NO_TASK } else { task };
            let own = self.tasks.0.entry(task).or_default();
            own.examples += count.examples;
            if count.many && !own.many {
                self.weight -= own.weight();
                (own.cost, own.many) = (0, true);
                self.weight += own.weight();
                self.drop_forms(task);
            }
        }
        if self.tasks.0.len() > MAX_TASKS || self.weight > ROOM && !self.pooled {
            self.pool();
        }
        for (form, count) in other.forms.take() {
            self.label(form.task, &form.field, &form.text, &mut |own| own.merge(&count));
        }
    }
}

/// What is known to be too much, so that it need not be collected again. It saves work and changes no result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GivenUp(pub u8);

/// Counts of short answers; under 2.2 MiB, and mostly far less.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LabelCounts {
    /// Examples with an answer.
    pub(super) all: u64,
    /// Tasks by system prompt.
    pub(super) systems: Group,
    /// Tasks by the head of the prompt, and all others.
    pub(super) heads: Group,
    /// Labels beside conversations and answers.
    pub(super) aside: Group,
    /// Where the label changes.
    pub(super) order: Order,
    /// Whether there are labels beside texts.
    pub(super) beside: bool,
    /// Whether rows hold a rejected answer or a verdict beside the label, so that their records are not those of bare labels.
    pub(super) judged: bool,
}

impl LabelCounts {
    /// Counts of a part of data of which something is known to be too much.
    pub fn without(given_up: GivenUp) -> Self {
        let mut counts = LabelCounts::default();
        for (group, shift) in [(&mut counts.systems, 0), (&mut counts.heads, 2)] {
            if given_up.0 >> shift & 1 == 1 {
                group.pool();
            }
            if given_up.0 >> shift & 2 == 2 {
                let own = group.tasks.0.entry(NO_TASK).or_default();
                own.many = true;
                group.weight = own.weight();
            }
        }
        counts
    }

    /// What is too much.
    pub fn given_up(&self) -> GivenUp {
        let bits = |group: &Group| {
            let many = group.pooled && group.tasks.0.get(&NO_TASK).is_some_and(|task| task.many);
            u8::from(group.pooled) | u8::from(many) << 1
        };
        GivenUp(bits(&self.systems) | bits(&self.heads) << 2)
    }

    /// Adds an example whose labels stand beside its text.
    pub fn observe_beside(&mut self, example: &Example<'_>) {
        self.all += 1;
        let (pos, mut key, ordered) = (example.row.pos, 0, self.order.wants_labels());
        let counted = self.heads.example(NO_TASK);
        labels_beside(example, &mut |_, field, label| {
            if key == 0 && ordered {
                key = order_key(label);
            }
            self.beside |= true;
            if let Some(task) = counted {
                self.heads.label(task, field, label, &mut |count| count.add(pos));
            }
        });
        self.order.add(pos, key);
    }

    /// Adds the last turn of an example, which is of this task.
    pub fn observe(&mut self, example: &Example<'_>, turn: Turn, task: u64) {
        self.all += 1;
        let pos = example.row.pos;
        self.judged |= example.shape == Shape::Kto || example.messages.last().is_some_and(|message| message.rejected);
        let group = if has_system(task) { &mut self.systems } else { &mut self.heads };
        let counted = group.example(task);
        let (mut key, ordered) = (0, self.order.wants_labels());
        let message = &example.messages[turn.answer];
        if let [text] = &example.texts[message.content.clone()]
            && message.calls.is_none()
        {
            labels_of(text.text, turn.short, &mut |field, label| {
                if key == 0 && ordered {
                    key = order_key(label);
                }
                if let Some(task) = counted {
                    group.label(task, field, label, &mut |count| count.add(pos));
                }
            });
        }
        self.order.add(pos, key);
        if let Some(label) = label_aside(example) {
            self.beside = true;
            if let Some(task) = self.aside.example(NO_TASK) {
                self.aside.label(task, ASIDE, label, &mut |count| count.add(pos));
            }
        }
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: LabelCounts) {
        self.all += other.all;
        self.systems.merge(other.systems);
        self.heads.merge(other.heads);
        self.aside.merge(other.aside);
        self.order.merge(other.order);
        self.beside |= other.beside;
        self.judged |= other.judged;
    }

    /// Where labels change.
    pub fn order(&self) -> &Order {
        &self.order
    }
}
