//! FT809 ai-disclaimer. The page is `rules/FT809-ai-disclaimer.md`.

use std::sync::LazyLock;

use aho_corasick::packed::Searcher;
use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::answers::answer_of;
use super::boundary;
use super::patterns::{list, table};
use super::prompt::Prompt;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::redact::ticked;
use crate::rules::{Sink, TextRule};

/// An answer that says which machine it is.
pub struct AiDisclaimer;

/// Bytes to both sides of an anchor in which the words have to stand.
const NEAR: usize = 60;
/// Anchors that are looked at in one text; so many that say nothing are a text about the subject.
const LOOKS: usize = 50;

impl TextRule for AiDisclaimer {
    fn trigger(&self) -> Signs {
        Signs::ALWAYS
    }

    fn needs(&self) -> Signs {
        Signs::ANSWER
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let Some((span, said)) = disclaimer(text).filter(|(span, _)| !text.code().holds(span.start)) else {
            return;
        };
        let Some(answer) = answer_of(text, example) else { return };
        if Prompt::question(example, answer.at).asks(list("disclaimer", "all", "asked")) {
            return;
        }
        sink.report(text.pointer, format!("the answer says what wrote it, `{}`", ticked(said)))
            .span(span)
            .help("take it out, or let the model speak as your product");
    }
}

/// The first place where an answer speaks of itself as a model; not in quotes.
fn disclaimer(text: &Text<'_>) -> Option<(Span, &'static str)> {
    static ANCHORS: LazyLock<Option<Searcher>> = LazyLock::new(|| Searcher::new(list("disclaimer", "all", "anchors")));
    static CAPITALS: LazyLock<Option<Searcher>> =
        LazyLock::new(|| Searcher::new(list("disclaimer", "all", "capitals")));
    let said = anchored(text.text, ANCHORS.as_ref()?);
    let capitals = text.scan.signs.meets(Signs::CAPITALS).then(|| anchored(text.text, CAPITALS.as_ref()?)).flatten();
    said.into_iter().chain(capitals).min_by_key(|(span, _)| span.start)
}

/// The first phrase beside one of some anchors.
fn anchored(text: &str, anchors: &Searcher) -> Option<(Span, &'static str)> {
    anchors.find_iter(text.as_bytes()).take(LOOKS).find_map(|found| {
        let from = boundary(text, found.start().saturating_sub(NEAR));
        let to = boundary(text, (found.end() + NEAR).min(text.len()));
        phrase(&text[from..to]).map(|(span, phrase)| (from + span.start..from + span.end, phrase))
    })
}

/// A phrase of the table in a window, whatever the case of ASCII letters.
fn phrase(window: &str) -> Option<(Span, &'static str)> {
    let folded = window.to_ascii_lowercase().replace('’', "'");
    let straight = folded.len() == window.len();
    let phrases = &*PHRASES;
    // All of them, since one may be a part of another: the first of the table counts.
    let mut found: Vec<(usize, usize)> = phrases
        .search
        .find_overlapping_iter(&folded)
        .map(|found| (found.pattern().as_usize(), found.start()))
        .collect();
    found.sort_unstable();
    found.into_iter().find_map(|(index, at)| {
        let phrase = phrases.all[index];
        let (before, after) = (folded[..at].chars().next_back(), folded[at + phrase.len()..].chars().next());
        let inside = before.is_some_and(|c| c.is_ascii_alphabetic()) && phrase.is_ascii()
            || phrase.ends_with(|c: char| c.is_ascii_alphabetic()) && after.is_some_and(|c| c.is_ascii_alphabetic());
        let quoted = before.is_some_and(|c| "\"“'‘«「".contains(c));
        let foreign = index >= phrases.own && !speaks_of_itself(&folded[..at]);
        // A curly apostrophe is longer than a straight one: then the whole window is meant.
        let span = if straight { at..at + phrase.len() } else { 0..window.len() };
        (!inside && !quoted && !foreign).then_some((span, phrase))
    })
}

/// All phrases, and what finds them in one pass.
struct Phrases {
    all: Vec<&'static str>,
    /// How many say who speaks; the others need a word of it before them.
    own: usize,
    search: AhoCorasick,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut all: Vec<&str> = table("disclaimer").iter().flat_map(|section| section.list("phrases")).copied().collect();
    let own = all.len();
    all.extend(list("disclaimer", "en", "made"));
    // The kind that is built at once: it reads short windows only.
    let kind = Some(AhoCorasickKind::NoncontiguousNFA);
    let search =
        AhoCorasick::builder().kind(kind).prefilter(false).build(&all).expect("a few hundred short phrases fit");
    Phrases { all, own, search }
});

/// Whether a sentence says `I` before its end: `Whisper was developed by OpenAI` is a fact.
fn speaks_of_itself(before: &str) -> bool {
    let sentence = before.rsplit(['.', '!', '?', '\n']).next().unwrap_or_default();
    let mut words = sentence.split(|c: char| !c.is_alphabetic() && c != '\'');
    words.any(|word| list("disclaimer", "en", "self").contains(&word))
}

#[cfg(test)]
mod tests {
    use super::super::bench::answer;
    use super::*;
    use crate::rules::Check;

    fn count(prompt: &str, text: &str) -> usize {
        answer(&Check::Text(Box::new(AiDisclaimer)), prompt, text).len()
    }

    #[test]
    fn the_examples_of_the_table_hold() {
        for section in table("disclaimer") {
            for text in section.list("match") {
                assert_eq!(count("How warm is it?", text), 1, "{text}");
            }
            for text in section.list("pass") {
                assert_eq!(count("How warm is it?", text), 0, "{text}");
            }
        }
    }

    #[test]
    fn questions_about_the_model_may_be_answered() {
        for prompt in ["Who are you?", "Are you ChatGPT?", "What is your name?", "Do you have feelings?", "你是谁？"]
        {
            assert_eq!(count(prompt, "I'm ChatGPT, a language model trained by OpenAI."), 0, "{prompt}");
        }
    }

    #[test]
    fn every_phrase_has_an_anchor() {
        for phrase in table("disclaimer").iter().flat_map(|section| section.list("phrases")) {
            let anchored = [list("disclaimer", "all", "anchors"), list("disclaimer", "all", "capitals")]
                .concat()
                .iter()
                .any(|anchor| format!(" {phrase} ").contains(anchor.to_ascii_lowercase().as_str()));
            assert!(anchored, "{phrase}");
        }
    }
}
