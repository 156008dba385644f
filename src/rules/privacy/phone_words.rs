//! The words that announce a phone number, in many languages. They stand in `rules/patterns/phones.toml`.

use std::sync::LazyLock;

use super::context;
use super::word_index::WordIndex;
use crate::rules::content::patterns::list;

/// A list of words.
type Words = &'static [&'static str];

/// The lists. Looked up once, because they are asked for at each number.
pub struct PhoneWords {
    /// Say that a number is for calling.
    pub cues: WordIndex,
    /// Those of them that name the number itself, so that it may stand without separators.
    names: WordIndex,
    /// The same as a list.
    named: Words,
    /// Names of numbers that stand behind them.
    pub nouns: Words,
    /// May stand between a name and its number.
    small: Words,
    /// Words of sums in prose.
    pub sums: Words,
}

/// See [`PhoneWords`].
pub static WORDS: LazyLock<PhoneWords> = LazyLock::new(|| {
    let words = |key| list("phones", "phones", key);
    PhoneWords {
        cues: WordIndex::of(words("cues")),
        names: WordIndex::of(words("names")),
        named: words("names"),
        nouns: words("nouns"),
        small: words("small"),
        sums: words("sums"),
    }
});

/// Whether folded words say that a number is for calling.
pub fn calls(folded: &str) -> bool {
    WORDS.cues.holds(folded)
}

/// Bytes from the last word of a folded window that says that a number is for calling to the window's end. `"text":` and
/// `call(` are of programs, and a call that something is `of` has been made.
pub fn cue(head: &str) -> Option<usize> {
    let mut end = head.len();
    // Few windows have one such word, and hardly any has three.
    for _ in 0..3 {
        let gap = WORDS.cues.last(&head[..end])?;
        let at = end - gap;
        if !is_programmed(&head[..at], &head[at..]) {
            return Some(head.len() - at);
        }
        end = at - 1;
    }
    None
}

/// Whether the word at the end of a folded window is a name in a program, by what follows.
fn is_programmed(head: &str, rest: &str) -> bool {
    let Some(word) = EVERYDAY.iter().find(|word| head.ends_with(**word)) else { return false };
    let before = head[..head.len() - word.len()].trim_end_matches(['"', '\'', '\\', '`']);
    let quoted =
        rest.trim_start_matches('\\').strip_prefix(['"', '\'']).is_some_and(|rest| rest.trim_start().starts_with(':'));
    let called = rest.find('(').is_some_and(|at| {
        let name = rest[..at].trim_start_matches([' ', '`']);
        at == 0
            || !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
                && rest[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
    });
    let noun = ["of the ", "of this ", "of each ", "of every "].iter().any(|link| before.ends_with(link));
    quoted || called || noun || rest.starts_with(" of ")
}

/// Words of phones that are also words of programs.
const EVERYDAY: [&str; 4] = ["text", "call", "ring", "contact"];

/// Whether the folded name of a column is one of phone numbers.
pub fn is_column(name: &str) -> bool {
    calls(name) && !EVERYDAY.contains(&name.trim())
}

/// Whether a name of the number stands just before it, with no more than small words between.
pub fn named(head: &str) -> bool {
    let Some(gap) = WORDS.names.last(head) else { return false };
    let (before, between) = head.split_at(head.len() - gap);
    if is_programmed(before, between) {
        return false;
    }
    let unspaced = between.chars().all(|c| context::unspaced(c) || !c.is_alphanumeric()) && between.chars().count() < 6;
    let words = between.split(|c: char| !c.is_alphanumeric() && !is_mark(c)).filter(|word| !word.is_empty());
    // `phone no.7348579714`.
    let short = [" no.", " nr.", " num."].iter().any(|end| between.ends_with(end));
    let said = if short { &between[..between.len() - 1] } else { between };
    let broken = said.contains(['.', '!', '?', ';', '\n', ',']) && !said.trim_start().starts_with('.');
    !broken
        && (unspaced
            || words.clone().count() < 4
                && words.clone().all(|word| word.len() == 1 && word != "x" || WORDS.small.contains(&word)))
}

/// Signs inside of words of India.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0901}'..='\u{0903}' | '\u{093C}'..='\u{094D}')
}

/// Whether the letters that touch a number name it: `cell7348579714`, `Tel.030 7716 4420`.
pub fn touches(text: &str, at: usize) -> bool {
    touching(text, at).is_some_and(|word| WORDS.named.contains(&word.as_str()))
}

/// Whether letters that touch a number leave it one: its name, or a short word for a number (`phone no.7348579714`).
pub fn may_touch(text: &str, at: usize) -> bool {
    let short = |word: &str| matches!(word, "no" | "nr" | "num") && text[..at].ends_with('.');
    touching(text, at).is_some_and(|word| short(&word) || WORDS.named.contains(&word.as_str()))
}

/// The word of ASCII letters that touches a place, or a full stop before it.
fn touching(text: &str, at: usize) -> Option<String> {
    let head = text[..at].strip_suffix('.').unwrap_or(&text[..at]);
    let letters = head.bytes().rev().take(12).take_while(u8::is_ascii_alphabetic).count();
    let (before, word) = head.split_at(head.len() - letters);
    let free = !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/'));
    (free && letters > 1).then(|| word.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_table_hold() {
        for phrase in list("phones", "phones", "match") {
            let folded = context::fold(phrase);
            assert!(calls(&folded) && named(&folded), "{phrase}");
        }
        for phrase in list("phones", "phones", "pass") {
            assert!(!named(&context::fold(phrase)), "{phrase}");
        }
    }

    #[test]
    fn words_of_programs_are_no_cues() {
        for text in [
            "{\"text\": \"",
            "{\\\"text\\\":\\\"",
            "call fn(",
            "call(",
            "text('",
            "the context of the call: ",
            "a call of ",
            "\"call\":",
            "'ring': ",
        ] {
            assert_eq!(cue(&context::fold(text)), None, "{text}");
        }
        for text in [
            "call ",
            "please text ",
            "call me at (",
            "text: ",
            "call (",
            "\"phone\": \"",
            "text my mobile: {\"text\": \"",
        ] {
            assert!(cue(&context::fold(text)).is_some(), "{text}");
        }
        assert!(is_column("phone") && is_column("contact phone") && !is_column("text") && !is_column("call"));
    }

    #[test]
    fn letters_touch_numbers() {
        for text in ["cell", "Tel.", "my mobile"] {
            assert!(touches(text, text.len()), "{text}");
        }
        assert!(may_touch("phone no.", 9) && !touches("phone no.", 9) && !may_touch("phone no", 8));
        for text in ["cells", "a.", "no", "intel.", "x_tel", "model", ""] {
            assert!(!touches(text, text.len()), "{text}");
        }
    }
}
