//! FT508 uniform-length. The page is `rules/FT508-uniform-length.md`.

use crate::rules::contract::{FinalRule, Sink};
use crate::rules::facts::Facts;

/// FT508: many long answers have exactly one length and no end: a limit cut them.
pub struct UniformLength;

/// More answers than this share, in percent, and at least so many.
const SHARE: u64 = 5;
const FEWEST: u64 = 5;

impl FinalRule for UniformLength {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        let free = &facts.state.free;
        if free.seen() < FEWEST {
            return;
        }
        let all = free.count();
        for shared in free.lengths(FEWEST.max(all * SHARE / 100 + 1)) {
            let share = if free.is_whole() {
                format!("{} of {all}", shared.count)
            } else {
                format!("about {} % of the", shared.count * 100 / all.max(1))
            };
            let message =
                format!("{share} free answers have exactly {} characters and do not end a sentence", shared.what);
            let finding = sink
                .report_data(format!("{}", shared.what), message)
                .help("a limit of length has cut them: generate them again with more room, or remove them");
            for pos in &shared.rows {
                finding.related(*pos, "");
            }
        }
    }
}
