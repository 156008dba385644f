//! FT818 overlong-text. The page is `rules/FT818-overlong-text.md`.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::example::{Example, Role, Signs, Text};
use crate::rules::{Facts, FoldRule, LengthStats, Options, OverlongTextOptions, Sink};
use crate::source::Pos;

/// A text far longer than the others.
pub struct OverlongText {
    limits: OverlongTextOptions,
}

impl OverlongText {
    /// The rule with the limits of the options.
    pub fn new(options: &Options) -> Self {
        OverlongText { limits: options.rules.overlong_text.clone() }
    }
}

/// The longest texts that are named.
const NAMED: usize = 50;

/// Lengths in characters of one side, and its longest texts; under 10 KiB.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Side {
    lengths: LengthStats,
    longest: BTreeSet<(Reverse<u64>, Pos, String)>,
}

/// Both sides.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sides {
    prompts: Side,
    answers: Side,
}

impl Side {
    fn add(&mut self, text: &Text<'_>, pos: Pos, long: u64) {
        let length = characters(text);
        self.lengths.add(length);
        if length > long {
            self.keep((Reverse(length), pos, text.pointer.to_string()));
        }
    }

    fn keep(&mut self, text: (Reverse<u64>, Pos, String)) {
        self.longest.insert(text);
        if self.longest.len() > NAMED {
            self.longest.pop_last();
        }
    }

    fn merge(&mut self, other: Side) {
        self.lengths.merge(&other.lengths);
        other.longest.into_iter().for_each(|text| self.keep(text));
    }

    fn conclude(&self, what: &str, times: u64, sink: &mut Sink<'_>) {
        let usual = self.lengths.quantile(0.99);
        for (Reverse(length), pos, pointer) in self.longest.iter().filter(|long| long.0.0 > usual.saturating_mul(times))
        {
            let message = format!("{what} of {length} characters; 99 of 100 have at most about {usual}");
            sink.report_row(*pos, pointer, message)
                .help("look whether several texts ran together, or a file was pasted");
        }
    }
}

fn characters(text: &Text<'_>) -> u64 {
    let wide = text.scan.signs.meets(Signs::NON_ASCII);
    (if wide { text.text.chars().count() } else { text.text.len() }) as u64
}

impl FoldRule for OverlongText {
    type State = Sides;

    fn observe(&self, state: &mut Sides, example: &Example<'_>) {
        let long = self.limits.characters;
        for text in &example.texts {
            match text.role {
                _ if text.trained => state.answers.add(text, example.row.pos, long),
                Role::User => state.prompts.add(text, example.row.pos, long),
                _ => {}
            }
        }
    }

    fn merge(&self, left: &mut Sides, right: Sides) {
        left.prompts.merge(right.prompts);
        left.answers.merge(right.answers);
    }

    fn conclude(&self, state: &Sides, _: &Facts, sink: &mut Sink<'_>) {
        state.prompts.conclude("a prompt", self.limits.times, sink);
        state.answers.conclude("an answer", self.limits.times, sink);
    }
}

#[cfg(test)]
mod tests {
    use super::super::bench::{pair, with};
    use super::*;
    use crate::rules::{FactsState, Finding, by_code};

    fn found(answers: &[usize]) -> Vec<String> {
        let (rule, mut state) = (OverlongText::new(&Options::default()), Sides::default());
        for length in answers {
            with(&pair("Hi", &"é".repeat(*length)), |example| rule.observe(&mut state, example));
        }
        let mut out: Vec<Finding> = Vec::new();
        let facts = Facts::new(Vec::new(), FactsState::default());
        rule.conclude(&state, &facts, &mut Sink::new(by_code("FT818"), None, &mut out));
        out.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn only_texts_far_beyond_the_rest_are_named() {
        let with = |long: usize| found(&[vec![900; 200], vec![long]].concat());
        assert_eq!(with(12_000), ["an answer of 12000 characters; 99 of 100 have at most about 896"]);
        assert_eq!(with(9_999).len() + with(8_000).len(), 0);
        assert_eq!(found(&[[1_500; 200].as_slice(), &[14_000]].concat()).len(), 0);
        assert_eq!(found(&[12_000; 5]).len() + found(&[]).len(), 0);
        assert_eq!(found(&[10, 20_000]).len(), 0, "two texts have no usual length");
    }
}
