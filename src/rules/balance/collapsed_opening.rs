//! FT507 collapsed-opening. The page is `rules/FT507-collapsed-opening.md`.

use crate::example::Example;
use crate::rules::contract::{AgainRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::free::{Shared, ending, opening};
use crate::rules::redact::quoted;
use crate::source::Pos;

/// FT507: many free answers begin or end with the same words.
pub struct CollapsedOpening;

/// Words that are shown of the beginning and the end.
const FIRST: usize = 5;
const LAST: usize = 8;

impl AgainRule for CollapsedOpening {
    fn places(&self, facts: &Facts) -> Vec<Pos> {
        facts.openings.iter().chain(&facts.endings).filter_map(|shared| shared.rows.first().copied()).collect()
    }

    fn check(&self, example: &Example<'_>, facts: &Facts, sink: &mut Sink<'_>) {
        let Some(turn) = example.turns.last() else { return };
        let [text] = &example.texts[example.messages[turn.answer].content.clone()] else { return };
        let said: Vec<&str> = text.text.split_whitespace().collect();
        let (begin, end) = (said[..said.len().min(FIRST)].join(" "), said[said.len().saturating_sub(LAST)..].join(" "));
        let sides =
            [(&facts.openings, opening(text.text), "begin", begin), (&facts.endings, ending(text.text), "end", end)];
        for (all, own, verb, words) in sides {
            let first = |shared: &&Shared| shared.what == own && shared.rows.first() == Some(&example.row.pos);
            let Some(shared) = all.iter().find(first) else { continue };
            let count = facts.state.free.count();
            let share = if facts.state.free.is_whole() {
                format!("{} of {count}", shared.count)
            } else {
                format!("about {} % of the", shared.count * 100 / count)
            };
            let message = format!("{share} free answers {verb} with `{}`", quoted(&words, 80));
            let finding = sink
                .report_data(format!("{verb} {own:x}"), message)
                .help("vary it, or leave it out: the model will say it every time");
            for pos in &shared.rows {
                finding.related(*pos, "");
            }
        }
    }
}
