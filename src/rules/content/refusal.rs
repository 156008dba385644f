//! FT808 refusal. The page is `rules/FT808-refusal.md`.
//!
//! Each refusal is an information; how many there are is judged for the data set as a whole. What refusals look like is
//! in [`super::tongue`].

use memchr::memmem;

use super::prompt::{Prompt, message_of};
use super::tongue::{Opening, Tongue, asked, dropped, idioms, openings};
use crate::example::{Example, Message, Role, Signs, Text, Turn};
use crate::rules::{Facts, FinalRule, FoundRows, Level, Sink, TextRule};

/// An answer that refuses to help.
pub struct Refusal;

/// An answer refuses within these characters …
const HEAD: usize = 220;
/// … says what or why within these …
const WINDOW: usize = 400;
/// … and has fewer words than this, or characters where words have no spaces between them.
const WORDS: usize = 80;
const CHARACTERS: usize = 200;
/// Bytes from "I cannot" to what the answer cannot do.
const REACH: usize = 100;
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
    !message.rejected && !Prompt::question(example, at).asks(asked())
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
                .any(|(at, c)| ".,!。！，".contains(c) && begins(text[at + c.len_utf8()..].trim_start())))
}

/// Whether a text begins with a pattern in lower case, whatever the text's case and apostrophe.
fn starts(text: &str, pattern: &str) -> bool {
    let begins = text.as_bytes().get(..pattern.len()).unwrap_or_default();
    if begins.is_ascii() && pattern.is_ascii() {
        return begins.eq_ignore_ascii_case(pattern.as_bytes());
    }
    let mut chars = text.chars().flat_map(fold);
    pattern.chars().all(|c| chars.next() == Some(c))
}

fn fold(c: char) -> impl Iterator<Item = char> {
    (if c == '’' { '\'' } else { c }).to_lowercase()
}

fn is_short(text: &str, tongue: &Tongue) -> bool {
    if tongue.spaced {
        text.split_whitespace().take(WORDS).count() < WORDS
    } else {
        text.chars().take(CHARACTERS).count() < CHARACTERS
    }
}

/// The beginning of an answer, folded, without what stands in quotes.
struct Said {
    window: String,
    /// Bytes of the window in which the refusal has to stand.
    head: usize,
}

impl Said {
    fn of(text: &str) -> Said {
        let (mut window, mut head, mut closing) = (String::with_capacity(WINDOW), 0, None);
        for (i, c) in text.chars().take(WINDOW).enumerate() {
            if i == HEAD {
                head = window.len();
            }
            if let Some(close) = closing {
                closing = Some(close).filter(|close| *close != c);
                continue;
            }
            closing = [('"', '"'), ('“', '”'), ('«', '»'), ('„', '“'), ('「', '」'), ('『', '』')]
                .iter()
                .find(|(open, _)| *open == c)
                .map(|pair| pair.1);
            match c {
                _ if closing.is_some() => window.push(' '),
                _ if c.is_whitespace() && window.ends_with(' ') => {}
                _ if c.is_whitespace() => window.push(' '),
                _ => window.extend(fold(c)),
            }
        }
        let head = if head == 0 { window.len() } else { head };
        for word in dropped() {
            window = window.replace(word, " ");
        }
        Said { head: head.min(window.len()), window }
    }

    /// The rest of the sentence from `at` on.
    fn sentence(&self, at: usize) -> &str {
        let rest = &self.window[at..];
        let ends = rest
            .char_indices()
            .find(|(i, c)| "。！？".contains(*c) || (".!?".contains(*c) && rest[i + 1..].starts_with(' ')));
        let end = ends.map_or(rest.len(), |(i, _)| i);
        let reach = (0..=end.min(REACH)).rev().find(|i| rest.is_char_boundary(*i)).unwrap_or(0);
        &rest[..reach]
    }
}

/// Whether the answer says that it will not do something that answers do, or why not.
fn denies(said: &Said, tongue: &Tongue) -> bool {
    let window = said.window.as_str();
    let grounds = tongue.grounds.iter().any(|ground| window.contains(ground));
    tongue.denies.iter().any(|deny| {
        memmem::find_iter(window.as_bytes(), deny.as_bytes()).take_while(|at| *at < said.head).any(|at| {
            let sentence = said.sentence(at);
            let inside = window[..at].chars().next_back().is_some_and(|c| c.is_lowercase() && c.is_alphabetic());
            if inside || is_idiom(sentence) || !tongue.nots.iter().any(|not| sentence.contains(not)) {
                return false;
            }
            let said = || tongue.verbs.iter().any(|verb| deny.contains(verb));
            grounds || said() || acts(sentence, deny, tongue)
        })
    })
}

/// Whether "I cannot" means something else: `can't wait`, `can't help smiling`.
fn is_idiom(sentence: &str) -> bool {
    let gerund = || {
        let after = sentence.split_once("can't help ").or_else(|| sentence.split_once("cannot help "));
        let word = after.and_then(|(_, rest)| rest.split(|c: char| !c.is_alphabetic()).next());
        word.is_some_and(|word| word.ends_with("ing"))
    };
    idioms().iter().any(|idiom| sentence.contains(idiom)) || gerund()
}

/// Whether what is denied is what answers do: the verb of the denial, or one joined to it with `or`. Verbs further on have
/// another subject or object: `I can't say how it helps`, `but I can help`, `the answer lies`.
fn acts(sentence: &str, deny: &str, tongue: &Tongue) -> bool {
    let Some(rest) = sentence.get(deny.len()..) else { return false };
    let owned = deny.ends_with("have");
    tongue.verbs.iter().any(|verb| {
        memmem::find_iter(rest.as_bytes(), verb.as_bytes()).any(|at| {
            let words = || rest[..at].split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
            let joined = words().next_back().is_some_and(|word| word == "or" || word == "nor");
            let near = words().all(|word| tongue.between.contains(&word) || word.ends_with("ly"));
            // Who has no answer says so, and may go on.
            tongue.between.is_empty() || (joined || near) && !(owned && *verb == "answer")
        })
    })
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
