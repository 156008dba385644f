//! FT506 collapsed-answer. The page is `rules/FT506-collapsed-answer.md`.

use regex::Regex;

use crate::example::{Kind, words};
use crate::rules::catalogue::Level;
use crate::rules::clusters::{Clusters, wants};
use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::free::tokens;
use crate::rules::options::Options;
use crate::rules::record::{Group, Quotes, Record};
use crate::rules::redact::quoted;

/// FT506: one free answer under many different prompts.
pub struct CollapsedAnswer {
    allowed: Vec<Regex>,
}

/// Fewest words of an answer that is no label.
const WORDS: usize = 5;
/// Rows that a finding names.
const NAMED: usize = 5;

impl CollapsedAnswer {
    /// The rule with the answers that the options allow.
    pub fn new(options: &Options) -> Self {
        let allowed = options.allow_answers.iter();
        CollapsedAnswer { allowed: allowed.map(|text| Regex::new(text).expect("options are checked")).collect() }
    }
}

/// How many different prompts there are; records are sorted by them.
fn prompts(mut records: impl Iterator<Item = u128>) -> u64 {
    let mut last = records.next();
    let others = records.filter(|key| last.replace(*key) != Some(*key)).count();
    others as u64 + 1
}

/// A level from so many prompts on: ten or half a percent of the rows, fifty or five percent.
fn level(prompts: u64, rows: u64) -> Option<Level> {
    if prompts >= 50.max(rows.div_ceil(20)) {
        Some(Level::Error)
    } else if prompts >= 10.max(rows.div_ceil(200)) {
        Some(Level::Warn)
    } else {
        None
    }
}

impl GroupRule for CollapsedAnswer {
    fn channel(&self) -> Channel {
        Channel::Answer
    }

    fn wants(&self, group: &Group<'_>, facts: &Facts, want: &mut dyn FnMut(&Record)) {
        if level(prompts(group.records.iter().map(Record::key)), facts.state.turns).is_some() {
            group.records.iter().min_by_key(|record| record.pos).into_iter().for_each(&mut *want);
            wants(group, want);
        }
    }

    /// The rows of a group have answers that begin alike.
    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
        if level(prompts(group.records.iter().map(Record::key)), facts.state.turns).is_none() {
            return;
        }
        let answers = Clusters::of(group, quotes);
        let mut records: Vec<&Record> = group.records.iter().collect();
        records.sort_by_key(|record| answers.id(record));
        for same in records.chunk_by(|a, b| answers.id(a) == answers.id(b)) {
            self.report(same, quotes, facts, sink);
        }
    }
}

impl CollapsedAnswer {
    /// Judges one answer with all records that have it, sorted by their prompts.
    fn report(&self, records: &[&Record], quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
        let prompts = prompts(records.iter().map(|record| record.key()));
        let Some(level) = level(prompts, facts.state.turns) else { return };
        let Some((_, quote)) =
            records.iter().filter_map(|record| Some((record.pos, quotes.of(record)?))).min_by_key(|(pos, _)| *pos)
        else {
            return;
        };
        let is_free = matches!(quote.read.kind, Kind::Free | Kind::Short);
        if !is_free || tokens(&words(&quote.answer)).len() < WORDS {
            return;
        }
        let answer = quote.answer.trim_end_matches('…');
        let allowing = self.allowed.iter().enumerate().filter(|(_, allowed)| allowed.is_match(answer));
        let allowing: Vec<usize> = allowing.map(|(entry, _)| entry).collect();
        if !allowing.is_empty() {
            for entry in allowing {
                sink.report_data("", "an answer that is allowed").allowed(entry);
            }
            return;
        }
        let share = prompts as f64 * 100.0 / facts.state.turns.max(1) as f64;
        let said = quoted(&quote.answer.replace(['\n', '\r'], " "), 60);
        let message = format!("`{said}` answers {prompts} different prompts ({share:.1} % of the answers)");
        let finding = sink
            .report_data(format!("{:x}", quote.whole), message)
            .level(level)
            .help("write an answer for each prompt, or allow it with --allow-answer");
        let mut rows: Vec<_> = records.iter().map(|record| record.pos).collect();
        rows.sort_unstable();
        rows.dedup();
        for pos in rows.into_iter().take(NAMED) {
            finding.related(pos, &quote.answer_pointer);
        }
    }
}
