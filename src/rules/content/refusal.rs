//! FT808 refusal. The page is `rules/FT808-refusal.md`.
//!
//! Each refusal is an information; how many there are is judged for the data set as a whole. What refusals look like is
//! in [`super::tongue`], and whether an answer denies help in [`super::denial`].

use super::boundary;
use super::denial::{Said, denies, fold};
use super::prompt::{Prompt, message_of};
use super::tongue::{Opening, Tongue, joins, openings, wants_refusal};
use crate::example::{Example, Message, Role, Signs, Text, Turn};
use crate::rules::{Facts, FinalRule, FoundRows, Level, Sink, TextRule};

/// An answer that refuses to help.
pub struct Refusal;

/// Words of an answer from which on it is no refusal, and characters where words have no spaces between them.
const WORDS: usize = 80;
const CHARACTERS: usize = 200;
/// Bytes and words of a clause that says who speaks, and what ends the part of it that does.
const CLAUSE: usize = 60;
const FEW_WORDS: usize = 6;
const JOINED: [&str; 8] = ["and", "or", "to", "of", "for", "in", "with", "i"];
/// Refusals below which a share means nothing.
const FEW: u64 = 3;

impl TextRule for Refusal {
    fn trigger(&self) -> Signs {
        Signs::ALWAYS
    }

    fn needs(&self) -> Signs {
        Signs::ANSWER
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        if !refuses(text.text) {
            return;
        }
        let Some((at, message)) = message_of(text, example) else { return };
        let first = example.texts[message.content.clone()].first();
        if first.is_some_and(|first| std::ptr::eq(first, text)) && is_unasked(example, at, message) {
            sink.report(text.pointer, "the answer refuses to help")
                .help("write the real answer, or keep it if your policy asks for it");
        }
    }
}

impl FinalRule for Refusal {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        let Some(FoundRows { rows, first }) = facts.found("FT808") else { return };
        if *rows < FEW || rows * 50 < facts.examples {
            return;
        }
        let safety = rows * 5 >= facts.examples;
        let finding = sink.report_data("refusals", format!("{rows} of {} rows refuse to help", facts.examples));
        if safety {
            finding.level(Level::Info).help("fine for a safety set; else the model learns to refuse");
        } else {
            finding.level(Level::Warn).help("so many make the model refuse harmless questions; write real answers");
        }
        for pos in first.iter() {
            finding.related(pos, "");
        }
    }
}

/// Whether the answer of a turn refuses to help, and the prompt did not ask for a refusal.
pub fn is_refusal(example: &Example<'_>, turn: Turn) -> bool {
    let message = &example.messages[turn.answer];
    let first = example.texts[message.content.clone()].first();
    first.is_some_and(|text| text.role == Role::Assistant && refuses(text.text))
        && is_unasked(example, turn.answer, message)
}

fn is_unasked(example: &Example<'_>, at: usize, message: &Message<'_>) -> bool {
    !message.rejected && !wants_refusal(&Prompt::question(example, at))
}

/// Whether an answer begins with a refusal.
fn refuses(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || "*_#".contains(c));
    let mut said = None;
    openings(text).iter().any(|opening| {
        let tongue = opening.tongue;
        opens(text, opening) && is_short(text, tongue) && denies(said.get_or_insert_with(|| Said::of(text)), tongue)
    })
}

/// Whether the text begins with the opening, or with the greeting and then with an opening of its language.
fn opens(text: &str, opening: &Opening) -> bool {
    let begins = |text: &str| {
        let own = openings(text).iter().filter(|own| !own.greets && std::ptr::eq(own.tongue, opening.tongue));
        own.into_iter().any(|own| starts(text, own.pattern))
    };
    starts(text, opening.pattern)
        && (!opening.greets
            || text
                .char_indices()
                .take(60)
                .any(|(at, c)| ".,!。！，".contains(c) && begins(without_joins(&text[at + c.len_utf8()..]))))
}

/// A text without `but` and `unfortunately` at its beginning.
fn without_joins(text: &str) -> &str {
    let mut text = text.trim_start();
    for _ in 0..2 {
        let Some(join) = joins().iter().find(|join| starts(text, join)) else { break };
        text = text.get(join.len()..).unwrap_or(text).trim_start();
    }
    text
}

/// Whether a text begins with a pattern in lower case, whatever the text's case and apostrophe. A star stands for a few words.
fn starts(text: &str, pattern: &str) -> bool {
    if pattern.as_bytes().contains(&b'*')
        && let Some((start, word)) = pattern.split_once("* ")
    {
        return starts(text, start) && names(&text[boundary(text, start.len())..], word);
    }
    let begins = text.as_bytes().get(..pattern.len()).unwrap_or_default();
    if begins.is_ascii() && pattern.is_ascii() {
        return begins.eq_ignore_ascii_case(pattern.as_bytes());
    }
    let mut chars = text.chars().flat_map(fold);
    pattern.chars().all(|c| chars.next() == Some(c))
}

/// Whether a word ends the first clause of a text, or stands near its end: `responsible AI assistant, I cannot`.
fn names(text: &str, word: &str) -> bool {
    let clause = text[..boundary(text, CLAUSE)].split([',', '.', '!', '?', ':', '\n']).next().unwrap_or_default();
    let words = || clause.split_whitespace().take_while(|own| !JOINED.contains(&own.to_ascii_lowercase().as_str()));
    words().take(FEW_WORDS).any(|own| own.eq_ignore_ascii_case(word))
}

fn is_short(text: &str, tongue: &Tongue) -> bool {
    if tongue.spaced {
        text.split_whitespace().take(WORDS).count() < WORDS
    } else {
        text.chars().take(CHARACTERS).count() < CHARACTERS
    }
}

#[cfg(test)]
mod tests {
    use super::super::bench::{answer, found, pair};
    use super::*;
    use crate::rules::{Check, FactsState, Finding, by_code};
    use crate::source::Pos;

    fn count(prompt: &str, text: &str) -> usize {
        answer(&Check::Text(Box::new(Refusal)), prompt, text).len()
    }

    #[test]
    fn the_examples_of_the_table_hold() {
        for section in super::super::patterns::table("refusal") {
            for text in section.list("match") {
                assert_eq!(count("Write a line about the lamp.", text), 1, "{text}");
            }
            for text in section.list("pass") {
                assert_eq!(count("Write a line about the lamp.", text), 0, "{text}");
            }
        }
    }

    #[test]
    fn leaves_help_alone() {
        let long = format!("I'm sorry, but I can't help with that. {}", "Here is more to read instead. ".repeat(14));
        for text in [
            "I'm sorry that you can't access your account. Please reset the word.",
            "I'm sorry, \"I can't help with that\" is what the old bot said.",
            "I cannot help but smile.",
            "I cannot recommend this lamp enough. The staff were a great help.",
            "I can't help thinking of the lamp in the hall.",
            "I can't think of a better lamp; the answer is the brass one.",
            "I can't name one lamp that this help page forgets.",
            "I'm sorry, I can't see the lamp from here, but I can help you to find it.",
            "I won't say there is one answer to that.",
            "I can't say enough how much it helps with the lamp.",
            "I cannot choose one: both provide light.",
            "I will not bend, I answer to no one.",
            "I don't have the answer, yet the lamp may know.",
            "I won't be there on Monday.",
            "Sorry, the shop is closed.",
            "In some cases I cannot help with that.",
            "",
            long.as_str(),
        ] {
            assert_eq!(count("Write a line about the lamp.", text), 0, "{text}");
        }
    }

    #[test]
    fn is_silent_where_the_prompt_asks_or_nothing_is_trained() {
        let text = "I'm sorry, but I can't attend the fair. Thank you for the offer to help; I cannot provide more.";
        for prompt in [
            "Write an email that declines.",
            "Tell a story",
            "Escribe una carta",
            "Schreibe einen Brief",
            "写一封信",
            "How do I say no? Apologize.",
        ] {
            assert_eq!(count(prompt, text), 0, "{prompt}");
        }
        let check = Check::Text(Box::new(Refusal));
        assert!(found(&check, &pair("I'm sorry, but I can't help with that.", "Then let us try again.")).is_empty());
        assert!(
            found(&check, r#"{"prompt":"Hi","chosen":"Yes","rejected":"I'm sorry, but I can't help with that."}"#)
                .is_empty()
        );
        assert!(found(&check, r#"{"text":"I'm sorry, but I can't help with that."}"#).is_empty());
    }

    #[test]
    fn a_prompt_that_only_names_a_text_asks_for_none() {
        for prompt in [
            "How do I reset my e-mail password?",
            "Who wrote the letter to the Corinthians?",
            "Summarise the story of Noah",
            "Why did the share price decline?",
            "Is an apology required by law?",
            "Give a brief answer: is it safe?",
            "Give me the e-mail address of the mayor",
        ] {
            assert_eq!(count(prompt, "I'm sorry, but I can't help with that."), 1, "{prompt}");
        }
        let text = "I'm sorry, but I can't come to the fair, and I cannot help with the tent.";
        for prompt in [
            "How do I politely decline an invitation?",
            "Draft an e-mail to my boss",
            "Reply to this letter: come!",
            "What should I say to turn down an offer?",
        ] {
            assert_eq!(count(prompt, text), 0, "{prompt}");
        }
    }

    fn concluded(refusals: usize, examples: u64) -> Vec<(Level, String)> {
        let mut facts = Facts::new(Vec::new(), FactsState::default());
        (0..refusals).for_each(|row| facts.state.found("FT808", Pos { block: 0, row: row as u32 }));
        facts.examples = examples;
        let mut out: Vec<Finding> = Vec::new();
        Refusal.conclude(&facts, &mut Sink::new(by_code("FT808"), None, &mut out));
        out.into_iter().map(|finding| (finding.level, finding.message)).collect()
    }

    #[test]
    fn many_refusals_are_one_finding() {
        assert_eq!(concluded(3, 100), [(Level::Warn, "3 of 100 rows refuse to help".into())]);
        assert_eq!(concluded(20, 100), [(Level::Info, "20 of 100 rows refuse to help".into())]);
        assert_eq!(concluded(2, 50), []);
        assert_eq!(concluded(3, 200), []);
    }
}
