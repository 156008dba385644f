//! How answers are laid out, in all rows and by task, and which system prompts there are. For FT312 and FT313.

mod formats;

use serde::{Deserialize, Serialize};

pub use formats::Odd;

use super::facts::Smallest;
use super::labels::{NO_TASK, Table};
use crate::example::{Example, Turn};
use crate::source::Pos;
use formats::{Formats, HABIT, Look, MIN_ROWS};

/// Above so many tasks, and above so many system prompts, they are not told apart.
const MAX_TASKS: usize = 512;
const MAX_SYSTEMS: usize = 1024;
/// Rows that are named, of the whole and of one task.
pub const NAMED: usize = 200;
const NAMED_IN_TASK: usize = 8;

/// One system prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct System {
    /// Examples with it.
    pub count: u64,
    /// The first of them.
    pub first: Smallest<8>,
}

/// How answers are laid out, and which system prompts there are; under 1 MiB.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    whole: Formats<NAMED>,
    tasks: Table<Formats<NAMED_IN_TASK>>,
    many_tasks: bool,
    systems: Table<System>,
    many_systems: bool,
    /// Chats with a system prompt, those without, and the first of these.
    led: u64,
    bare: u64,
    bare_rows: Smallest<NAMED>,
}

impl Layout {
    /// A part of data of which it is known that there are too many tasks or system prompts.
    pub fn without((many_tasks, many_systems): (bool, bool)) -> Self {
        Layout { many_tasks, many_systems, ..Layout::default() }
    }

    /// Whether there are too many tasks, and too many system prompts.
    pub fn given_up(&self) -> (bool, bool) {
        (self.many_tasks, self.many_systems)
    }

    /// Adds the last turn of an example, which is of this task.
    pub fn observe(&mut self, example: &Example<'_>, turn: Turn, task: u64) {
        let pos = example.row.pos;
        let has_system = task & 1 == 1;
        if has_system {
            self.led += 1;
            if !self.many_systems {
                let own = self.systems.0.entry(task).or_default();
                own.count += 1;
                own.first.add(pos);
            }
        } else if example.shape.is_chat() {
            self.bare += 1;
            self.bare_rows.add(pos);
        }
        let message = &example.messages[turn.answer];
        if let [text] = &example.texts[message.content.clone()]
            && message.calls.is_none()
            && let Some(look) = Look::at(text.text, text.scan.signs)
        {
            self.whole.add(look, pos);
            if !self.many_tasks {
                self.tasks.0.entry(task).or_default().add(look, pos);
            }
        }
        self.cap();
    }

    /// Too many is absorbing.
    fn cap(&mut self) {
        if !self.many_tasks && self.tasks.0.len() > MAX_TASKS {
            self.many_tasks = true;
        }
        if !self.many_systems && self.systems.0.len() > MAX_SYSTEMS {
            self.many_systems = true;
        }
        if self.many_tasks && !self.tasks.0.is_empty() {
            self.tasks = Table::default();
        }
        if self.many_systems && !self.systems.0.is_empty() {
            self.systems = Table::default();
        }
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: Layout) {
        self.whole.merge(other.whole);
        self.many_tasks |= other.many_tasks;
        self.many_systems |= other.many_systems;
        for (task, formats) in other.tasks.into_sorted() {
            self.tasks.0.entry(task).or_default().merge(formats);
        }
        for (system, count) in other.systems.into_sorted() {
            let own = self.systems.0.entry(system).or_default();
            own.count += count.count;
            own.first.merge(&count.first);
        }
        self.led += other.led;
        self.bare += other.bare;
        self.bare_rows.merge(&other.bare_rows);
        self.cap();
    }

    /// Rows whose answer is laid out in another way than nearly all, with how many those are of how many.
    pub fn odd(&self) -> Vec<(Pos, Odd, u64, u64)> {
        // Where prompts ask for this and that, short answers are no layout that all must have.
        let mut habits = self.whole.habits();
        habits.retain(|own| own.0 != Odd::Line);
        let told = |habits: &[(Odd, u64, u64, Vec<Pos>)], odd| habits.iter().any(|own| own.0 == odd);
        for (task, formats) in self.tasks.sorted() {
            let mut own = formats.habits();
            own.retain(|own| !(told(&habits, own.0) || task == NO_TASK && own.0 == Odd::Line));
            habits.extend(own);
        }
        let rows = habits
            .into_iter()
            .flat_map(|(odd, count, of, rows)| rows.into_iter().map(move |pos| (pos, odd, count, of)));
        let mut odd: Vec<_> = rows.collect();
        odd.sort_by_key(|(pos, odd, ..)| (*pos, *odd as u8));
        odd
    }

    /// The system prompts by hash, with their counts.
    pub fn systems(&self) -> Vec<(u64, &System)> {
        self.systems.sorted()
    }

    /// Chats without a system prompt where nearly all have one: the first of them, how many, and of how many.
    pub fn without_system(&self) -> Option<(&Smallest<NAMED>, u64, u64)> {
        let all = self.led + self.bare;
        let usual = all >= MIN_ROWS && self.bare > 0 && self.led * 100 >= all * HABIT;
        usual.then_some((&self.bare_rows, self.bare, all))
    }
}
