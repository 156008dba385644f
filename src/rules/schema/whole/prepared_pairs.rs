//! What OpenAI's old `prepare_data` tool said of a whole file of prompts and completions: separators, stop sequences, what
//! all rows begin with, upper case. Checks and limits are those of its `validators.py`.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::text_column::{Column, KEPT};
use crate::example::{Example, Json};
use crate::rules::Distinct;
use crate::rules::catalogue::Level;
use crate::rules::contract::{FoldRule, Sink};
use crate::rules::facts::Facts;

/// Looks at prompts and completions as columns. It is built only for consumers that ask.
pub struct PreparedPairs;

/// Ends of prompts that the tool proposes, in its order, and the one for when all of them occur.
const SEPARATORS: [&str; 6] = [" ->", "\n\n###\n\n", "\n\n===\n\n", "\n\n---\n\n", "\n\n===>\n\n", "\n\n--->\n\n"];
const LAST_SEPARATOR: &str = "\n\n### =>\n\n";
/// Ends of completions, likewise.
const STOPS: [&str; 9] = ["\n", ".", " END", "***", "+++", "&&&", "$$$", "@@@", "%%%"];
const LAST_STOP: &str = " [END]";
/// Characters above which a common end is long, above which the beginning of prompts is, and from which that of completions
/// is.
const LONG_END: usize = 10;
const LONG_PROMPT_START: usize = 12;
const LONG_COMPLETION_START: usize = 5;
/// Rows for each different completion above which completions are classes.
const CLASS: u64 = 3;

/// Both columns; under 40 KiB.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pairs {
    rows: u64,
    prompts: Column,
    completions: Column,
    answers: Distinct<4096>,
}

/// What the rows are for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Task {
    Open,
    Classes,
    Conditional,
}

impl FoldRule for PreparedPairs {
    type State = Pairs;

    fn observe(&self, state: &mut Pairs, example: &Example<'_>) {
        let text = |key| example.json.get(key).and_then(Json::as_str);
        let (Some(prompt), Some(completion)) = (text("prompt"), text("completion")) else { return };
        state.rows += 1;
        state.prompts.add(prompt, &SEPARATORS);
        state.completions.add(completion, &STOPS);
        state.answers.add(xxh3_64(completion.as_bytes()));
    }

    fn merge(&self, left: &mut Pairs, right: Pairs) {
        left.rows += right.rows;
        left.prompts.merge(&right.prompts);
        left.completions.merge(&right.completions);
        left.answers.merge(&right.answers);
    }

    fn conclude(&self, state: &Pairs, facts: &Facts, sink: &mut Sink<'_>) {
        // One row shares everything with itself.
        if state.rows < 2 || !facts.profile.prepares() {
            return;
        }
        let mut say = Say { sink, name: &facts.profile.name };
        let task = task(state, &mut say);
        for (key, column) in [("prompt", &state.prompts), ("completion", &state.completions)] {
            letters(key, column, &mut say);
        }
        if task != Task::Open {
            prompts(&state.prompts, &mut say);
        }
        // Columns of one text are refused by another rule.
        if task != Task::Conditional || !state.completions.is_one() {
            completions(state, task, &mut say);
        }
    }
}

struct Say<'s, 'o> {
    sink: &'s mut Sink<'o>,
    name: &'s str,
}

impl Say<'_, '_> {
    fn say(&mut self, level: Level, key: &str, message: &str, help: &str) {
        self.sink.report_data(key, format!("{message} ({})", self.name)).level(level).help(help);
    }
}

fn task(state: &Pairs, say: &mut Say<'_, '_>) -> Task {
    let (count, exact) = state.answers.count();
    let about = if exact { "" } else { "about " };
    let (task, message) = if state.prompts.filled == 0 {
        (Task::Open, "open-ended generation: all prompts are empty".to_owned())
    } else if count * CLASS < state.rows {
        (Task::Classes, format!("classification: {about}{count} different completions in {} rows", state.rows))
    } else {
        (
            Task::Conditional,
            format!("conditional generation: {about}{count} different completions in {} rows", state.rows),
        )
    };
    say.say(Level::Info, "task", &format!("the rows look like {message}"), "other checks of this profile go by it");
    task
}

fn letters(key: &str, column: &Column, say: &mut Say<'_, '_>) {
    let (upper, lower) = column.letters;
    if upper * 2 > lower {
        let message = format!("`{key}` has {upper} letters in upper case and {lower} in lower case");
        let help = "write it in lower case, if case means nothing; the model reads upper case as other words";
        say.say(Level::Info, &format!("{key}-case"), &message, help);
    }
}

fn prompts(column: &Column, say: &mut Say<'_, '_>) {
    if column.is_one() {
        return;
    }
    let mark = shown(column.free_mark(&SEPARATORS, LAST_SEPARATOR));
    ends("prompt", column, "separator", &mark, say);
    let start = column.start().chars().count();
    if start > LONG_PROMPT_START {
        let message = format!("all prompts begin with the same {} characters", at_least(start));
        say.say(
            Level::Info,
            "prompt-start",
            &message,
            "take them off; a trained model needs no instruction in each row",
        );
    }
}

fn completions(state: &Pairs, task: Task, say: &mut Say<'_, '_>) {
    let column = &state.completions;
    let start = column.start().chars().count();
    if start >= LONG_COMPLETION_START && !column.is_one() {
        let message = format!("all completions begin with the same {} characters", at_least(start));
        say.say(Level::Info, "completion-start", &message, "take them off, but for a space at the beginning");
    }
    if task == Task::Conditional {
        ends("completion", column, "stop sequence", &shown(column.free_mark(&STOPS, LAST_STOP)), say);
    }
    if column.spaced < state.rows {
        let message = format!("{} of {} completions begin with a space", column.spaced, state.rows);
        let help = "begin every completion with one space: most tokens of words have it";
        say.say(Level::Info, "completion-space", &message, help);
    }
}

/// What all texts of a column end with: nothing, something long, or something that they also hold elsewhere.
fn ends(key: &str, column: &Column, what: &str, mark: &str, say: &mut Say<'_, '_>) {
    let (length, name) = (column.end().chars().count(), format!("{key}-end"));
    if length == 0 {
        let message = format!("`{key}` has no common {what} at its end");
        say.say(Level::Warn, &name, &message, &format!("end every `{key}` in {mark}, which occurs in none"));
    } else if length > LONG_END {
        let message = format!("all rows end `{key}` in the same {} characters, long for a {what}", at_least(length));
        say.say(Level::Warn, &name, &message, &format!("end every `{key}` in {mark}, which occurs in none"));
    }
    if column.repeats_end() {
        let message = format!("what every `{key}` ends in also stands elsewhere in some of them");
        let help = format!("end every `{key}` in {mark}, which occurs in none");
        say.say(Level::Warn, &format!("{key}-end-twice"), &message, &help);
    }
}

fn at_least(length: usize) -> String {
    if length == KEPT { format!("{length} or more") } else { length.to_string() }
}

fn shown(mark: &str) -> String {
    format!("`{}`", mark.replace('\n', "\\n"))
}
