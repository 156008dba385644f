//! FT403 answered-and-refused. The page is `rules/FT403-answered-and-refused.md`.

use std::collections::BTreeMap;

use crate::example::Kind;
use crate::rules::catalogue::Confidence;
use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::record::{Group, Quote, Quotes, Record, written_answers};

/// FT403: the same prompt is answered in one row and refused in another.
pub struct AnsweredAndRefused;

/// Written answers of one prompt that are compared; of more those with the least hashes.
const ANSWERS: usize = 1000;
/// Partners that a finding names.
const PARTNERS: usize = 5;

impl GroupRule for AnsweredAndRefused {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, group: &Group<'_>, _facts: &Facts, want: &mut dyn FnMut(&Record)) {
        if group.records.len() > 1 {
            let answers = written_answers(group, ANSWERS);
            if answers.len() > 1 && answers.iter().any(|record| matches!(record.kind(), Kind::Free | Kind::Short)) {
                answers.into_iter().for_each(want);
            }
        }
    }

    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, _facts: &Facts, sink: &mut Sink<'_>) {
        if group.records.len() < 2 {
            return;
        }
        let read = written_answers(group, ANSWERS).into_iter();
        let known: BTreeMap<(u64, u64), &Quote> = read
            .filter_map(|record| Some((record.written_answer(), quotes.of(record)?)))
            .filter(|(_, quote)| quote.verdict != Some(false))
            .collect();
        if !known.values().any(|quote| quote.refusal) || known.values().all(|quote| quote.refusal) {
            return;
        }
        let rows = |refusal: bool| -> Vec<(&Record, &Quote)> {
            let read = group.records.iter().filter_map(|record| Some((record, *known.get(&record.written_answer())?)));
            read.filter(|(_, quote)| quote.refusal == refusal).collect()
        };
        let (answered, refused) = (rows(false), rows(true));
        let total = (answered.len() + refused.len()) as f64;
        for (own, others, message) in [
            (&refused, &answered, "the answer refuses what {row} answers for the same prompt"),
            (&answered, &refused, "the prompt is answered here and refused in {row}"),
        ] {
            let share = (1.0 - own.len() as f64 / total).max(0.1);
            for (record, quote) in own.iter().filter(|_| share >= 0.2) {
                let finding = sink.report_row(record.pos, &quote.answer_pointer, message);
                finding
                    .confidence(if share >= 0.5 { Confidence::Certain } else { Confidence::Likely }, share)
                    .key(format!("{:032x}", record.key()))
                    .help("keep the answer, or the refusal where your policy asks for it");
                for (other, _) in others.iter().take(PARTNERS) {
                    finding.related(other.pos, "");
                }
            }
        }
    }
}
