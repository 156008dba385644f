//! What came before an answer, for rules that are silent where the prompt asked for what they look for.

use memchr::memmem;

use crate::example::{Example, Message, Role, Text};

/// Messages that are read back from an answer. A limit keeps long conversations linear.
const REACH: usize = 6;

/// The texts before an answer.
pub struct Prompt<'x> {
    texts: Vec<&'x str>,
}

/// The message that a text belongs to, with its index.
pub fn message_of<'x, 'e>(text: &Text<'e>, example: &'x Example<'e>) -> Option<(usize, &'x Message<'e>)> {
    // Rules are given texts out of `example.texts`; their addresses tell which one.
    let index =
        example.texts.partition_point(|other| std::ptr::from_ref(other).addr() < std::ptr::from_ref(text).addr());
    let at = example.messages.partition_point(|message| message.texts.end <= index);
    example.messages.get(at).filter(|message| message.texts.contains(&index)).map(|message| (at, message))
}

impl<'x> Prompt<'x> {
    /// The system text and the last messages before the one at `answer`.
    pub fn before(example: &'x Example<'_>, answer: usize) -> Prompt<'x> {
        let near = answer.saturating_sub(REACH);
        let system = example.messages[..near].iter().take(1).filter(|message| message.role == Role::System);
        Prompt::of(example, system.chain(&example.messages[near..answer]).filter(|message| !message.rejected))
    }

    /// The same without the answers in between.
    pub fn given(example: &'x Example<'_>, answer: usize) -> Prompt<'x> {
        let near = answer.saturating_sub(REACH);
        let system = example.messages[..near].iter().take(1).filter(|message| message.role == Role::System);
        let asked = |message: &&Message<'_>| !message.rejected && message.role != Role::Assistant;
        Prompt::of(example, system.chain(&example.messages[near..answer]).filter(asked))
    }

    /// The messages of the user that the one at `answer` replies to.
    pub fn question(example: &'x Example<'_>, answer: usize) -> Prompt<'x> {
        let before = example.messages[..answer].iter().rev().filter(|message| !message.rejected).take(2 * REACH);
        let user =
            before.skip_while(|message| message.role != Role::User).take_while(|message| message.role == Role::User);
        Prompt::of(example, user)
    }

    /// A text as a prompt of its own.
    pub fn text(text: &'x str) -> Prompt<'x> {
        Prompt { texts: vec![text] }
    }

    fn of<'m>(example: &'x Example<'_>, messages: impl Iterator<Item = &'m Message<'m>>) -> Prompt<'x> {
        Prompt {
            texts: messages.flat_map(|message| &example.texts[message.content.clone()]).map(|text| text.text).collect(),
        }
    }

    /// Whether the prompt holds a string as it is written.
    pub fn holds(&self, needle: &str) -> bool {
        self.texts.iter().any(|text| memmem::find(text.as_bytes(), needle.as_bytes()).is_some())
    }

    /// How many texts it has.
    pub fn count(&self) -> usize {
        self.texts.len()
    }

    /// Whether a clause of the prompt begins with one of the verbs, small words before it aside. A verb stands for all words
    /// that begin with it; one with a full stop behind it for itself.
    pub fn orders(&self, verbs: &[&str], small: &[&str]) -> bool {
        self.texts.iter().any(|text| {
            let folded = text.to_lowercase();
            folded.split(['.', ',', ':', ';', '!', '?', '\n', '(']).any(|clause| {
                let clause = clause.trim_start_matches(|c: char| !c.is_alphanumeric());
                let mut rest = clause;
                // A clause may begin with small words.
                for _ in 0..8 {
                    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                    if verbs.iter().any(|verb| begins(rest, verb)) {
                        return true;
                    }
                    if !small.contains(&word) {
                        return false;
                    }
                    rest = rest[word.len()..].trim_start_matches(|c: char| !c.is_alphanumeric());
                }
                false
            })
        })
    }

    /// Whether the prompt holds one of the words, whatever its case. A word stands for all that begin with it; one with
    /// a full stop behind it stands for itself.
    pub fn asks(&self, words: &[&str]) -> bool {
        self.texts.iter().any(|text| {
            let folded = text.to_lowercase();
            words.iter().any(|word| has_word(&folded, word))
        })
    }
}

/// Whether some folded text begins with a word, or with one that begins with it.
fn begins(folded: &str, word: &str) -> bool {
    match word.strip_suffix('.') {
        Some(whole) => folded.strip_prefix(whole).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())),
        None => folded.starts_with(word),
    }
}

fn has_word(folded: &str, word: &str) -> bool {
    let whole = word.ends_with('.');
    let word = word.trim_end_matches('.');
    // Scripts without case have no spaces between words either.
    let bounded = word.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
    memmem::find_iter(folded.as_bytes(), word.as_bytes()).any(|at| {
        let before = folded[..at].chars().next_back();
        let after = folded[at + word.len()..].chars().next();
        !(bounded && before.is_some_and(char::is_alphanumeric) || whole && after.is_some_and(char::is_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    use super::super::bench::with;
    use super::*;

    const ROW: &str = r#"{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello"},
        {"role":"assistant","content":"Hi"},{"role":"user","content":"Write a PLAY in JavaScript, 请写信"},{"role":"assistant","content":"No"}]}"#;

    #[test]
    fn words_have_bounds() {
        with(ROW, |example| {
            let prompt = Prompt::before(example, 4);
            assert!(
                prompt.asks(&["play."]) && prompt.asks(&["writ"]) && prompt.asks(&["写信"]) && prompt.holds("Be brief")
            );
            assert!(!prompt.asks(&["script"]) && !prompt.asks(&["writ."]) && !prompt.holds("be brief"));
        });
    }

    #[test]
    fn the_question_is_the_last_one() {
        with(ROW, |example| {
            assert!(Prompt::question(example, 4).holds("PLAY") && !Prompt::question(example, 4).holds("Hello"));
            assert!(Prompt::question(example, 2).holds("Hello") && !Prompt::question(example, 1).holds("Be"));
        });
    }

    #[test]
    fn texts_know_their_message() {
        with(ROW, |example| {
            let at = |i: usize| message_of(&example.texts[i], example).map(|(at, _)| at);
            assert_eq!((at(0), at(2), at(4)), (Some(0), Some(2), Some(4)));
        });
    }
}
