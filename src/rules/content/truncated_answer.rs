//! FT810 truncated-answer. The page is `rules/FT810-truncated-answer.md`.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::answers::{answer_of, answers};
use super::ending::{Ending, ending, tail};
use super::patterns::list;
use super::prompt::Prompt;
use super::vocabulary::Vocabulary;
use crate::example::{Example, Signs, Text};
use crate::rules::{Confidence, Facts, FoldRule, Level, NAMED, Sink, Spots, TextRule};

/// An answer that stops in the middle.
pub struct TruncatedAnswer;

/// Characters from which on an open end is a sign.
const OPEN: usize = 120;
/// Fewest long answers to know how answers end.
const MIN_ANSWERS: u64 = 20;
/// Shares of whole endings, in percent: for an open end to be one of few, and for half a word to be no style.
const NEARLY_ALL: u64 = 95;
const MOST: u64 = 75;
/// Words that have to be known before one is unknown.
const MIN_WORDS: u64 = 3_000;

impl TextRule for TruncatedAnswer {
    fn trigger(&self) -> Signs {
        Signs::ALWAYS
    }

    fn needs(&self) -> Signs {
        Signs::ANSWER
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let Ending::Cut(how) = ending(text) else { return };
        if answer_of(text, example).is_none_or(|answer| is_asked(example, answer.at)) {
            return;
        }
        let end = text.text.trim_end().len();
        let last = text.text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
        sink.report(text.pointer, format!("the answer stops {how}"))
            .span(last..end)
            .help("write the rest, or cut the answer after its last whole sentence");
    }
}

/// How long answers end, the open ends, and words; under 500 KiB.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Endings {
    long: u64,
    whole: u64,
    /// Open ends with the hash of the last word, 0 where it is none of small letters.
    open: Spots<u64>,
    words: Vocabulary,
}

impl FoldRule for TruncatedAnswer {
    type State = Endings;

    fn observe(&self, state: &mut Endings, example: &Example<'_>) {
        for answer in answers(example) {
            let end = ending(answer.text);
            state.long += u64::from(end != Ending::Other);
            state.whole += u64::from(end == Ending::Whole);
            if end == Ending::Open
                && answer.text.text.chars().take(OPEN).count() == OPEN
                && answer.message.calls.is_none()
                && !is_asked(example, answer.at)
                && !Prompt::question(example, answer.at).asks(list("truncated", "all", "loose"))
            {
                let word = tail(answer.text.text).map_or(0, |word| xxh3_64(word.as_bytes()));
                state.open.add(example.row.pos, answer.text.pointer, word);
            }
        }
        if Vocabulary::takes(example.row.pos) {
            example.texts.iter().for_each(|text| state.words.add(text.text));
        }
    }

    fn merge(&self, left: &mut Endings, right: Endings) {
        left.long += right.long;
        left.whole += right.whole;
        left.open.merge(right.open);
        left.words.merge(&right.words);
    }

    fn conclude(&self, state: &Endings, _: &Facts, sink: &mut Sink<'_>) {
        let share = |percent: u64| state.long >= MIN_ANSWERS && state.whole * 100 >= state.long * percent;
        if !share(MOST) {
            return;
        }
        let (nearly_all, known) = (share(NEARLY_ALL), state.words.count() >= MIN_WORDS);
        for (pos, pointer, word) in state.open.iter() {
            if known && *word != 0 && state.words.is_half(*word) {
                sink.report_row(pos, pointer, "the answer stops in the middle of a word")
                    .help("write the rest, or cut the answer after its last whole sentence");
            } else if nearly_all {
                let message = format!("the answer has no end; {} of {} long ones have", state.whole, state.long);
                sink.report_row(pos, pointer, message)
                    .level(Level::Info)
                    .confidence(Confidence::Hint, 1.0)
                    .help("look whether something is missing");
            }
        }
        if nearly_all && state.open.unnamed() > 0 {
            let message = format!("{} answers have no end; {NAMED} of them are named", state.open.count());
            sink.report_data("open", message).level(Level::Info);
        }
    }
}

fn is_asked(example: &Example<'_>, at: usize) -> bool {
    Prompt::question(example, at).asks(list("truncated", "all", "asked"))
}
