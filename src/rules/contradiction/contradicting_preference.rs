//! FT402 contradicting-preference. The page is `rules/FT402-contradicting-preference.md`.

use std::collections::BTreeMap;

use super::conflict::quoted;
use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::record::{Group, Quote, Quotes, Record, written_answers};

/// FT402: what one row prefers another turns down, and the reverse.
pub struct ContradictingPreference;

/// Written answers of one prompt that are compared; of more those with the least hashes.
const ANSWERS: usize = 1000;
/// Partners that a finding names.
const PARTNERS: usize = 5;
/// Stands for all other answers.
const OTHERS: u64 = 0;
/// What a row says of an answer.
const UP: &str = "preferred";
const DOWN: &str = "turned down";

impl GroupRule for ContradictingPreference {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, group: &Group<'_>, _facts: &Facts, want: &mut dyn FnMut(&Record)) {
        if group.records.len() > 1 {
            let answers = written_answers(group, ANSWERS);
            if answers.len() > 1 {
                answers.into_iter().for_each(want);
            }
        }
    }

    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, _facts: &Facts, sink: &mut Sink<'_>) {
        if group.records.len() < 2 {
            return;
        }
        // Where a row says of its only answer whether it is wanted, all other answers stand on the other side.
        let pair = |quote: &Quote| match (quote.rejected, quote.verdict) {
            (Some(rejected), _) => Some((quote.whole, rejected)).filter(|(chosen, rejected)| chosen != rejected),
            (None, Some(true)) => Some((quote.whole, OTHERS)),
            (None, Some(false)) => Some((OTHERS, quote.whole)),
            (None, None) => None,
        };
        let quoted_rows = written_answers(group, ANSWERS).into_iter();
        let known: BTreeMap<(u64, u64), &Quote> =
            quoted_rows.filter_map(|record| Some((record.written_answer(), quotes.of(record)?))).collect();
        let mut rows: BTreeMap<(u64, u64), Vec<(&Record, &Quote)>> = BTreeMap::new();
        // What a row says, it says of its last answer.
        for record in group.records.iter().filter(|record| record.last()) {
            if let Some(quote) = known.get(&record.written_answer())
                && let Some(pair) = pair(quote)
            {
                rows.entry(pair).or_default().push((record, quote));
            }
        }
        for ((chosen, rejected), own) in &rows {
            let Some(others) = rows.get(&(*rejected, *chosen)) else { continue };
            let share = 1.0 - own.len() as f64 / (own.len() + others.len()) as f64;
            for (record, quote) in own.iter().filter(|_| share >= 0.2) {
                let (here, there) = if *chosen == OTHERS { (DOWN, UP) } else { (UP, DOWN) };
                let answer = quoted(&quote.answer);
                let message = format!("`{answer}` is {here} here, and {there} for the same prompt in {{row}}");
                let finding = sink.report_row(record.pos, &quote.answer_pointer, message);
                finding.key(format!("{:032x}", record.key())).help("keep the preference that you mean");
                finding.weight = (share * 1e6).round() as u32;
                for (other, _) in others.iter().take(PARTNERS) {
                    finding.related(other.pos, "");
                }
            }
        }
    }
}
