//! What stands in formulas between and around numbers and variables: operators, minus signs, brackets.

use std::ops::Range;

use crate::example::is_operator;

/// The operators that a token is made of, if it is made of nothing else.
pub(super) fn signs(token: &str) -> Option<&str> {
    let bare = token.trim_matches(['.', ',', ';', ':', '?', '"', '\'', '’', '”', '“', '`', '(', ')']);
    let is_sign =
        |c| matches!(c, '+' | '-' | '–' | '*' | '/' | '=' | '<' | '>' | '^' | '!' | '|' | '&' | '\\') || is_operator(c);
    (!bare.is_empty() && bare != "!" && bare.chars().all(is_sign)).then_some(bare)
}

/// Signs that are bullets and dashes where they stand between no two numbers or variables.
pub(super) fn is_ambiguous(signs: &str) -> bool {
    signs.chars().all(|c| matches!(c, '-' | '–' | '*' | '+'))
}

/// Whether a number, a variable or a bracket stands on both sides of a token.
pub(super) fn is_between_operands(text: &str, token: &Range<usize>) -> bool {
    let operand = |word: Option<&str>, edge: fn(&str) -> Option<char>| {
        word.is_some_and(|word| {
            let single = word.chars().filter(|c| c.is_alphanumeric()).count() == 1;
            single || edge(word).is_some_and(|c| c.is_numeric() || matches!(c, '(' | ')' | '-' | '√' | '$' | '€' | '£'))
        })
    };
    let last = |word: &str| word.chars().next_back();
    let first = |word: &str| word.chars().next();
    operand(text[..token.start].split_whitespace().next_back(), last)
        && operand(text[token.end..].split_whitespace().next(), first)
}

/// The sign of a factorial in a token, if one stands there: `5!?`, `(3!)`, and no sentence that ends.
pub(super) fn factorial(raw: &str) -> Option<&str> {
    let at = raw.find('!')?;
    let behind = raw.as_bytes().get(at + 1).is_some_and(|b| b"?+-*/)^".contains(b));
    (behind && raw[..at].ends_with(|c: char| c.is_ascii_digit())).then(|| &raw[at..=at])
}

/// Whether a minus sign stands before a number or a sum of money.
pub(super) fn is_negative(part: &str, bare: &str) -> bool {
    let before = &part[..bare.as_ptr().addr() - part.as_ptr().addr()];
    let is_sum = || bare.trim_start_matches(['$', '€', '£', '.']).starts_with(|c: char| c.is_ascii_digit());
    before.ends_with(['-', '−']) && is_sum()
}

/// The brackets at the beginning and at the end of a token that decide what is reckoned first or where a list of numbers ends:
/// square ones beside a number, round ones in a formula.
pub(super) fn brackets<'t>(text: &'t str, token: &Range<usize>) -> (&'t str, &'t str) {
    let raw = &text[token.clone()];
    if !raw.contains(['(', '[', ')', ']']) || !raw.bytes().any(|b| b.is_ascii_digit()) {
        return ("", "");
    }
    let is_sign = |word: Option<&str>| word.is_some_and(|word| signs(word).is_some());
    let around = [text[..token.start].split_whitespace().next_back(), text[token.end..].split_whitespace().next()];
    let kinds = if around.into_iter().any(is_sign) { &['(', '[', ')', ']'][..] } else { &['[', ']'][..] };
    let bare = raw.trim_end_matches(['.', ',', ';', ':', '!', '?', '"', '\'']);
    let (open, close) = (bare.trim_start_matches(kinds), bare.trim_end_matches(kinds));
    let beside = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_digit() || *b == b'-');
    let (open, close) = (
        if beside(open.as_bytes().first()) { bare.len() - open.len() } else { 0 },
        if beside(close.as_bytes().last()) { close.len() } else { bare.len() },
    );
    (&bare[..open], &bare[close..])
}
