//! FT802 placeholder-answer. The page is `rules/FT802-placeholder-answer.md`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::answers::answers;
use super::patterns::{BareWords, list};
use super::prompt::Prompt;
use crate::example::{Example, fold_label};
use crate::rules::redact::ticked;
use crate::rules::{Facts, FoldRule, NAMED, Sink, Spots};

/// An answer that only says that there is none: `N/A`, `<nooutput>`, `null`.
pub struct PlaceholderAnswer;

/// Longest answer in bytes that is looked at: a few letters, brackets and white space.
const LONGEST: usize = 40;

/// Rows with such an answer, as it is written; under 50 KiB.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Placeholders(Spots<String>);

impl FoldRule for PlaceholderAnswer {
    type State = Placeholders;

    fn observe(&self, state: &mut Placeholders, example: &Example<'_>) {
        for answer in answers(example).filter(|answer| answer.text.text.len() <= LONGEST) {
            let Some(word) = placeholder(answer.text.text) else { continue };
            let prompt = Prompt::given(example, answer.at);
            let is = |key: &str| list("placeholder", "answer", key).contains(&word.as_str());
            let asks = |key: &str| prompt.asks(list("placeholder", "answer", key));
            // `None` answers "which of them", and no prompt that wants a text.
            let told = || prompt.asks(list("short", "all", "texts")) && !asks("chosen");
            let reply = is("replies") && (prompt.holds("?") || asks("asked")) && !told() && !asks("never")
                || is("coded") && prompt.holds("?") && asks("languages") && !told()
                || is("absent") && asks("sought")
                || is("silent") && prompt.holds("?") && asks("said")
                || !is("phrases") && asks("words_asked");
            if !reply && !prompt.asks(&[&word, answer.text.text.trim().to_lowercase().as_str()]) {
                state.0.add(example.row.pos, answer.text.pointer, answer.text.text.trim().to_owned());
            }
        }
    }

    fn merge(&self, left: &mut Placeholders, right: Placeholders) {
        left.0.merge(right.0);
    }

    fn conclude(&self, state: &Placeholders, facts: &Facts, sink: &mut Sink<'_>) {
        for (pos, pointer, written) in state.0.iter().filter(|(_, _, written)| !is_label(written, facts)) {
            sink.report_row(pos, pointer, format!("the answer is only `{}`", ticked(written)))
                .help("write the answer, or remove the row");
        }
        if state.0.unnamed() > 0 {
            let count = state.0.count();
            sink.report_data("many", format!("{count} answers only say that there is none; {NAMED} of them are named"))
                .rest();
        }
    }
}

/// What tells most answers from the words.
static WORDS: LazyLock<BareWords> = LazyLock::new(|| BareWords::of(&[list("placeholder", "answer", "words")]));

/// The folded answer, if it is one of the words that stand for no answer.
fn placeholder(answer: &str) -> Option<String> {
    let bare = answer.trim();
    // Sodium and grandmothers are answers.
    if bare.is_empty() || matches!(bare, "Na" | "Nan") || bare.contains('\n') {
        return None;
    }
    let words = list("placeholder", "answer", "words");
    WORDS.bare(bare).filter(|folded| words.contains(&folded.as_str()))
}

/// Whether the word is a class of its own: five rows say it, or three in a small file.
fn is_label(written: &str, facts: &Facts) -> bool {
    let enough = if facts.examples < 200 { 3 } else { 5 };
    let key = fold_label(written);
    facts.labels.spaces.iter().any(|space| space.labels.get(&key).is_some_and(|label| label.count >= enough))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_table_hold() {
        for text in list("placeholder", "answer", "match") {
            assert!(placeholder(text).is_some(), "{text}");
        }
        for text in list("placeholder", "answer", "pass") {
            assert!(placeholder(text).is_none(), "{text}");
        }
    }

    #[test]
    fn replies_are_answers_and_earlier_ones_no_prompt() {
        let count = |json: &str| {
            let mut state = Placeholders::default();
            super::super::bench::with(json, |example| PlaceholderAnswer.observe(&mut state, example));
            state.0.count()
        };
        let pair = super::super::bench::pair;
        for prompt in ["What does it print?", "Does the program return anything?", "What happens when I run this?"] {
            assert_eq!(count(&pair(prompt, "No output")), 0, "{prompt}");
        }
        assert_eq!(count(&pair("Which are red?", "None")), 0);
        for prompt in ["Give a synonym for happy.", "Write a haiku.", "What is the tallest tower?", "Print a poem."] {
            assert_eq!(count(&pair(prompt, "No output")), 1, "{prompt}");
        }
        let twice = r#"{"messages":[{"role":"user","content":"Tell me of it."},{"role":"assistant","content":"N/A"},
            {"role":"user","content":"More."},{"role":"assistant","content":"N/A"}]}"#;
        assert_eq!(count(twice), 2);
    }
}
