//! Where a prompt speaks of something that comes with it: "the attached file", "this picture". For FT817. What the words are
//! stands in `rules/patterns/attachment.toml`.

use std::sync::LazyLock;

use aho_corasick::packed::Searcher;

use super::boundary;
use super::patterns::list;
use super::prompt::Prompt;
use crate::example::Span;

/// Characters behind the mention above which the thing itself follows as text.
const FOLLOWS: usize = 400;
/// Bytes of the longest prompt about a picture.
const SHORT: usize = 300;
/// Bytes around a mention in which the thing is named.
const NEAR: usize = 48;
/// Places that are looked at in one prompt; so many that say nothing are a text about the subject.
const LOOKS: usize = 20;

/// The first mention of a thing that comes with the prompt. One look for the roots of all words, because every prompt goes
/// through it.
pub fn mention(text: &str) -> Option<Span> {
    static ROOTS: LazyLock<Option<Searcher>> = LazyLock::new(|| Searcher::new(list("attachment", "all", "roots")));
    let mut abroad = false;
    ROOTS.as_ref()?.find_iter(text.as_bytes()).take(LOOKS).find_map(|root| {
        let from = root.start();
        match &text[root.start()..root.end()] {
            "ttach" => from.checked_sub(1).and_then(|at| noun(text, at).or_else(|| attached(text, at))),
            "pload" => uploaded(text, from),
            "mage" | "ictur" | "hoto" | "creens" => picture(text, from),
            _ if abroad => None,
            _ => {
                abroad = true;
                foreign(text)
            }
        }
    })
}

/// Whether a mention is one of a picture by its noun alone: then an earlier answer may have shown it.
pub fn is_picture(text: &str, span: &Span) -> bool {
    is_noun(&text[span.clone()])
}

fn is_noun(word: &str) -> bool {
    list("attachment", "all", "pictures").iter().any(|noun| noun.eq_ignore_ascii_case(word))
}

/// The word around a place.
fn word_at(text: &str, at: usize) -> Span {
    let from =
        text[..at].char_indices().rev().take_while(|(_, c)| c.is_alphabetic()).last().map_or(at, |(from, _)| from);
    let to = text[at..].find(|c: char| !c.is_alphabetic()).map_or(text.len(), |length| at + length);
    from..to
}

fn folded_before(text: &str, at: usize) -> String {
    text[boundary(text, at.saturating_sub(NEAR))..at].to_lowercase()
}

fn folded_after(text: &str, at: usize) -> String {
    text[at..boundary(text, at + NEAR)].to_lowercase()
}

/// "this picture", "in the image above", "based on the photo": a short prompt about a picture that it does not name before.
fn picture(text: &str, at: usize) -> Option<Span> {
    let span = word_at(text, at);
    if text.len() > SHORT || !is_noun(&text[span.clone()]) || span.len() > 12 {
        return None;
    }
    let (before, after) = (folded_before(text, span.start), folded_after(text, span.end));
    let words: Vec<&str> = before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is = |key: &str, word: Option<&&str>| word.is_some_and(|word| list("attachment", "all", key).contains(word));
    let starts = |key: &str| list("attachment", "all", key).iter().any(|start| after.starts_with(start));
    let joined = !before.ends_with(' ') || after.starts_with(['-', '\'', '’', '_', '/', '=', '(']);
    let ends =
        after.trim_start_matches(['*', ' ']).starts_with([',', '?', '.', '!', ':', '\n', ';']) || after.is_empty();
    let this = is("these", words.last()) && !starts("described");
    let the = words.last() == Some(&"the") && is("looks", words.len().checked_sub(2).and_then(|i| words.get(i)));
    let there = starts("beside") || ends;
    let folded = text.to_lowercase();
    let holds = |key: &str| list("attachment", "all", key).iter().any(|word| folded.contains(word));
    let wanted = is_wanted(text) || is_given(&text[..span.start]);
    let named = || is_named_before(&folded, &text[span.clone()].to_lowercase());
    (!joined && (this || the && there) && !starts("compounds") && !holds("handled") && !wanted && !named())
        .then_some(span)
}

/// Whether a prompt names a picture itself, as `a picture`, so that a later `the picture` is that one.
fn is_named_before(folded: &str, noun: &str) -> bool {
    let article = |word: Option<&str>| {
        word.is_some_and(|word| ["a", "an", "my", "his", "her", "another", "each", "every"].contains(&word))
    };
    folded.match_indices(noun).any(|(at, _)| article(folded[..at].split_whitespace().next_back()))
}

/// "the file I uploaded", "the uploaded picture".
fn uploaded(text: &str, at: usize) -> Option<Span> {
    let span = word_at(text, at);
    if text.len() > SHORT || !text[span.clone()].eq_ignore_ascii_case("uploaded") {
        return None;
    }
    let (before, after) = (folded_before(text, span.start), folded_after(text, span.end));
    let thing = |word: &&str| list("attachment", "all", "things").contains(word);
    let mut back: Vec<&str> = before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let adjective = back.last() == Some(&"the")
        && after
            .split_whitespace()
            .next()
            .is_some_and(|word| thing(&word.trim_end_matches(|c: char| !c.is_alphanumeric())));
    let mut speaker = false;
    while let Some(word) = back.pop_if(|word| ["i", "we", "ve", "have", "just", "that"].contains(word)) {
        speaker |= word == "i" || word == "we";
    }
    let said = speaker && back.last().is_some_and(thing);
    let elsewhere = [" to ", " on ", " onto ", " at "].iter().any(|place| after.starts_with(place));
    let folded = text.to_lowercase();
    let handled = list("attachment", "all", "handled").iter().any(|word| folded.contains(word));
    ((said || adjective) && !elsewhere && !handled && !is_wanted(text)).then_some(span)
}

/// "the attached picture", "the picture is attached".
fn attached(text: &str, at: usize) -> Option<Span> {
    let span = at..at + "attached".len();
    let word = text.get(span.clone()).filter(|word| word.eq_ignore_ascii_case("attached"))?;
    let rest = &text[span.end..];
    if rest.chars().count() > FOLLOWS
        || text[..at].ends_with(char::is_alphabetic)
        || rest.starts_with(char::is_alphabetic)
    {
        return None;
    }
    let before = &text[boundary(text, at.saturating_sub(NEAR))..at];
    let after = &rest[..boundary(rest, NEAR)];
    let folded = |text: &str| text.to_lowercase();
    let (before, after) = (folded(before), folded(after));
    let before = before.rsplit(['.', '\n', '!', '?']).next().unwrap_or_default();
    // Pasted or fixed to something: `attached to the wall`.
    let fixed = after.trim_start().starts_with("to ") || after.trim_start().starts_with("at ");
    let named = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric()).any(|word| list("attachment", "all", "things").contains(&word))
    };
    let listed = list("attachment", "all", "heads").iter().any(|head| before.trim_end().ends_with(head));
    let thing = after.split_whitespace().take(2).any(named);
    let behind = named(before) && listed;
    let wanted = is_wanted(text) || is_given(&text[..at]);
    (!fixed && !wanted && !word.is_empty() && (listed && thing || behind)).then_some(span)
}

/// "see the attachment".
fn noun(text: &str, at: usize) -> Option<Span> {
    let span = at..at + "attachment".len();
    text.get(span.clone()).filter(|word| word.eq_ignore_ascii_case("attachment"))?;
    let before = text[boundary(text, at.saturating_sub(NEAR))..at].to_lowercase();
    let before = before.trim_end();
    let opened = list("attachment", "all", "openings").iter().any(|head| {
        let rest = before.strip_suffix(head);
        rest.is_some_and(|rest| !rest.ends_with(char::is_alphabetic))
    });
    let rest = &text[span.end..];
    // `attachment theory`, `the attachment of the wing`.
    let ends = rest.starts_with(['.', ',', ':', '?', '!', ')', '\n', 's']) || rest.is_empty();
    let ends =
        ends || [" and ", " you ", " is ", " shows ", " has ", " below"].iter().any(|word| rest.starts_with(word));
    (opened && ends && !is_wanted(text) && rest.chars().count() <= FOLLOWS).then_some(span)
}

/// Whether the mention stands in a text that the prompt gives to be worked on: `Rephrase: please find the report attached`.
fn is_given(before: &str) -> bool {
    let Some(colon) = before.find(':') else { return false };
    let told = before[..colon].to_lowercase();
    list("attachment", "all", "worked").iter().any(|word| told.contains(word))
}

/// Whether the prompt wants a text in which something is attached.
fn is_wanted(text: &str) -> bool {
    Prompt::text(text).asks(list("attachment", "all", "asked"))
}

/// The same in other languages.
fn foreign(text: &str) -> Option<Span> {
    if text.len() > 4 * FOLLOWS {
        return None;
    }
    // Capitals of these scripts are as long as their small letters.
    let folded = text.to_lowercase();
    let (at, word) = list("attachment", "all", "foreign").iter().find_map(|word| {
        let at = folded.find(word)?;
        let free = word.chars().any(|c| c >= '\u{2E80}') || !folded[..at].ends_with(char::is_alphabetic);
        free.then_some((at, word))
    })?;
    let span = at..at + word.len();
    let lone = text.get(span.clone()).is_some_and(|own| own.to_lowercase() == *word);
    (lone && !is_wanted(text) && text[span.end..].chars().count() <= FOLLOWS).then_some(span)
}
