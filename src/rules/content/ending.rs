//! How an answer ends: with the end of a sentence, openly, or cut off. For FT810.

use std::cmp::Ordering;

use super::boundary;
use super::patterns::{Section, list, table};
use crate::example::{Signs, Text, is_code};

/// Characters of an answer below which it needs no end.
pub const LONG: usize = 80;
/// Bytes from the end in which an open bracket is looked for.
const NEAR: usize = 200;
/// Mean characters of the lines of verse.
const VERSE: usize = 60;
/// Fewest words of a last line that is prose.
const LINE_WORDS: usize = 6;
/// Words near the end that tell a language.
const EVIDENCE: usize = 2;

/// How an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// No prose, or too short to say.
    Other,
    /// With a full stop or the like.
    Whole,
    /// With a letter or digit, after a line of prose.
    Open,
    /// Surely in the middle.
    Cut(&'static str),
}

/// How a text ends. Nearly all are done with after a look at the last character.
pub fn ending(text: &Text<'_>) -> Ending {
    let trimmed = text.text.trim_end();
    let wide = text.scan.signs.meets(Signs::NON_ASCII);
    // A character has four bytes at most.
    if trimmed.len() < LONG || wide && trimmed.len() < 4 * LONG && trimmed.chars().take(LONG).count() < LONG {
        return Ending::Other;
    }
    if trimmed.starts_with(['{', '[', '<']) {
        return Ending::Other;
    }
    let Some(last) = trimmed.chars().next_back() else { return Ending::Other };
    if text.scan.signs.meets(Signs::BACKTICK) && trimmed.contains("```") {
        return match trimmed.matches("```").count() % 2 {
            1 if text.code().holds(trimmed.len() - 1) => Ending::Cut("in a block of code"),
            _ => Ending::Other,
        };
    }
    if is_end(last) {
        return Ending::Whole;
    }
    if !is_prose(trimmed) || is_code(trimmed, text.scan.signs) || text.code().holds(trimmed.len() - 1) {
        return Ending::Other;
    }
    // Some scripts have no full stops, and a calculation ends in its result.
    let unspaced = ('\u{E00}'..'\u{1200}').contains(&last) || ('\u{1780}'..'\u{1800}').contains(&last);
    let open = last.is_alphabetic() && !unspaced || last.is_ascii_digit() && !is_result(trimmed);
    cut(trimmed, last).map_or(if open { Ending::Open } else { Ending::Other }, Ending::Cut)
}

/// What ends a sentence, a list, a quote or a block.
fn is_end(last: char) -> bool {
    last.is_ascii() && b".!?:;)]}\"'*_`|~>$%".contains(&(last as u8))
        || "…。！？：；）】」』”’»›″℃°€£™®©।॥؟۔።།։".contains(last)
        || last as u32 > 0x1F000
}

fn cut(text: &str, last: char) -> Option<&'static str> {
    let before = text.chars().rev().nth(1);
    if last == ','
        || last == '(' && !is_smiley(before)
        || last == '&'
        || matches!(last, '-' | '–') && before == Some(' ')
    {
        return Some("after a sign that something follows");
    }
    let near = &text[boundary(text, text.len().saturating_sub(NEAR))..];
    if is_open(near) {
        return Some("in an open bracket");
    }
    if is_quote_open(text, near) {
        return Some("in an open quotation");
    }
    wants_more(text, near).then_some("after a word that needs another one")
}

/// Whether the last word needs another one.
fn wants_more(text: &str, near: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_alphabetic() && c != '\'').next().unwrap_or_default();
    let before = &text[..text.len() - word.len()];
    // `The answer is: on` names the word.
    let named = before.trim_end().ends_with([':', '"', '\'', '“', '*', '`']);
    if word.is_empty() || word.len() > 12 || named || !word.chars().all(char::is_lowercase) {
        return false;
    }
    // Where the other sentences have no full stops this one needs none.
    let sentences = || text.contains(". ") || text.contains(".\n");
    table("truncated").iter().any(|language| {
        let needs = language.list("words").contains(&word)
            || language.list("late").contains(&word) && sentences() && !is_stranded(before, word, language, "asked");
        let may =
            || language.list("weak").contains(&word) && sentences() && !is_stranded(before, word, language, "lone");
        (needs || may()) && speaks(language, near)
    })
}

/// Whether two other words of a language stand near the end: `die` is a verb of English too.
fn speaks(language: &Section, near: &str) -> bool {
    let known = |word: &&str| {
        let is = |list: &[&str]| list.iter().any(|own| own.eq_ignore_ascii_case(word));
        is(language.list("words")) || is(language.list("weak")) || is(list("language", language.name, "words"))
    };
    near.split(|c: char| !c.is_alphabetic()).rev().skip(1).filter(known).nth(EVIDENCE - 1).is_some()
}

/// Whether a clause may end in a word, because what belongs to it stands before: `what it is for`, `if you want to`.
fn is_stranded(before: &str, word: &str, language: &Section, key: &str) -> bool {
    let clause = before.rsplit([',', ';', ':', '.', '!', '?', '—', '(', '\n']).next().unwrap_or_default();
    let words = || clause.split(|c: char| !c.is_alphabetic() && c != '\'').filter(|word| !word.is_empty());
    let lone = |own: &str| language.list(key).iter().any(|lone| lone.eq_ignore_ascii_case(own));
    let pair = words().next_back().map(|last| format!("{} {word}", last.to_lowercase()));
    words().any(lone) || pair.is_some_and(|pair| language.list("pairs").contains(&pair.as_str()))
}

/// Whether the last number stands behind `=`.
fn is_result(text: &str) -> bool {
    text.trim_end_matches(|c: char| c.is_ascii_digit() || ".,$€£ ".contains(c)).ends_with(['=', '≈', '→'])
}

fn is_smiley(before: Option<char>) -> bool {
    before.is_some_and(|c| ":;-=".contains(c))
}

/// Whether a bracket is opened and not closed; smileys, lists `a)` and intervals aside.
fn is_open(near: &str) -> bool {
    ['(', '[', '{'].iter().zip([')', ']', '}']).any(|(open, close)| {
        let Some(at) = near.rfind(*open) else { return false };
        let smiley = is_smiley(near[..at].chars().next_back());
        let crossed = near[at..].contains([')', ']', '}']);
        let math = near.contains(['$', '\\', '=']);
        let count = |c: char| near.matches(c).count();
        !smiley && !crossed && !math && count(*open).cmp(&count(close)) == Ordering::Greater
    })
}

/// Whether a quotation begins near the end and does not end. Straight quotes have to be in pairs before it; after a digit they
/// are inches.
fn is_quote_open(text: &str, near: &str) -> bool {
    if let Some(at) = near.rfind('“') {
        return !near.contains('„') && !near[at..].contains(['”', '"', '\n']);
    }
    let Some(at) = near.rfind('"') else { return false };
    let opens = near[..at].ends_with([' ', '(']) && near[at + 1..].starts_with(char::is_alphanumeric);
    opens && !near[at..].contains('\n') && text.matches('"').count() % 2 == 1
}

/// Whether the last line is a sentence of prose: no list item, heading, table row, address, tag, signature or verse.
fn is_prose(text: &str) -> bool {
    let last = text.rsplit('\n').next().unwrap_or_default();
    let trimmed = last.trim_start();
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    let item = trimmed.starts_with(['-', '*', '•', '#', '|', '>', '+', '–', '—', '·', '@', '~'])
        || digits > 0 && trimmed[digits..].starts_with(['.', ')', ':']);
    let word = trimmed.rsplit(' ').next().unwrap_or_default();
    let address = word.contains("://")
        || word.starts_with("www.")
        || word.contains('.') && word.contains('/')
        || word.contains('@')
        || word.starts_with(['#', '/', '\\'])
        || word.contains('_');
    let words = trimmed.split_whitespace().take(LINE_WORDS).count();
    let wide = words < LINE_WORDS && trimmed.chars().filter(|c| *c >= '\u{E00}').count() >= 3 * LINE_WORDS;
    if item || address || !(words == LINE_WORDS || wide) || trimmed.contains('\t') {
        return false;
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    lines == 1 || text.chars().count() / lines >= VERSE
}

/// The last word of an answer, if it is one of small letters that could be the beginning of another.
pub fn tail(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let word = text.rsplit(|c: char| !c.is_alphabetic()).next()?;
    let fits = (3..=20).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase());
    let free = text[..text.len() - word.len()].ends_with([' ', '\n']);
    (fits && free).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{Pointer, Role};

    #[test]
    fn the_examples_of_the_table_hold() {
        let ends = |text: &str| ending(&Text::new(text, Pointer::ROOT, Role::Assistant, true));
        for text in list("truncated", "all", "match") {
            assert!(matches!(ends(text), Ending::Cut(_)), "{text}");
        }
        for text in list("truncated", "all", "pass") {
            assert!(!matches!(ends(text), Ending::Cut(_)), "{text}");
        }
    }

    #[test]
    fn tails_are_words() {
        assert_eq!(tail("It is the configur"), Some("configur"));
        assert_eq!((tail("It is it"), tail("It is Lond"), tail("It is 5km"), tail("")), (None, None, None, None));
    }
}
