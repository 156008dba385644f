//! FT313 answer-format-drift. The page is `rules/FT313-answer-format-drift.md`.

use crate::example::Example;
use crate::rules::contract::{AgainRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::layout::Odd;
use crate::source::Pos;

/// FT313: an answer that is laid out in another way than nearly all others.
pub struct AnswerFormatDrift;

impl AgainRule for AnswerFormatDrift {
    fn places(&self, facts: &Facts) -> Vec<Pos> {
        facts.odd.iter().map(|(pos, ..)| *pos).collect()
    }

    fn check(&self, example: &Example<'_>, facts: &Facts, sink: &mut Sink<'_>) {
        let pos = example.row.pos;
        let from = facts.odd.partition_point(|own| own.0 < pos);
        // What is no JSON is not told to have several lines as well.
        let Some((_, odd, count, of)) = facts.odd.get(from).filter(|own| own.0 == pos) else { return };
        let Some(turn) = example.turns.last() else { return };
        let message = &example.messages[turn.answer];
        let Some(text) = example.texts.get(message.content.start) else { return };
        let (what, rest, help) = said(*odd);
        sink.report(text.pointer, format!("{what}; {count} of {of} answers {rest}")).help(help);
    }
}

/// What the answer is, what the others are, and what to do.
fn said(odd: Odd) -> (&'static str, &'static str, &'static str) {
    match odd {
        Odd::Json => ("the answer is no JSON", "are", "write it as JSON too, or give these rows a prompt of their own"),
        Odd::Fenced => ("the answer stands in no fenced block", "do", "put it between ``` lines too"),
        Odd::Line => ("the answer has several lines", "are one short line", "write it in one line too"),
        Odd::Keys => ("the JSON answer has other keys", "share one set of keys", "use the same keys in all answers"),
    }
}
