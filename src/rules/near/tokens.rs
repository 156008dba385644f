//! The words of a prompt with what decides whether a difference in them matters.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::formula::{brackets, factorial, is_ambiguous, is_between_operands, is_negative, signs};
use super::words::lists;
use crate::example::{
    Code, Form, NUMBER_WORDS, Signs, is_code as is_code_text, is_picture, is_unspaced, normalize, spoken_number,
};

/// One word of a prompt.
#[derive(Clone, Debug)]
pub struct Word {
    /// Hash of the word without case, with other spellings of it counted as equal.
    pub hash: u64,
    /// Folded form.
    pub text: String,
    /// A number, a name, a quotation, code, an address, or a word that the lists name.
    pub telling: bool,
    /// A name, by its capital letter.
    pub name: bool,
    /// Perhaps a name: a capital letter at the start of a sentence, and no usual word for that.
    pub opens: bool,
    /// Letters only.
    pub plain: bool,
    /// Whether a sentence begins with it.
    pub first: bool,
}

/// Characters that close a word but do not belong to it.
const MARKS: &[char] = &[
    '.', ',', ';', ':', '!', '?', '"', '\'', '(', ')', '[', ']', '{', '}', '…', '“', '”', '‘', '’', '*', '_', '~', '«',
    '»', '。', '，', '？', '！', '、', '：', '；', '「', '」', '（', '）', '¿', '¡', '`', '-', '–', '—', '/', '\\',
    '|', '>', '<',
];

/// Appends the words of a text in order; code is compared as it is written.
pub fn words_of(text: &str, out: &mut Vec<Word>) {
    let code = is_code_text(text, Signs::of_bytes(text)).then(|| text.contains("```").then(|| Code::of(text)));
    let is_code = |at: usize| code.as_ref().is_some_and(|fenced| fenced.as_ref().is_none_or(|code| code.holds(at)));
    let shouted = is_shouted(text);
    let quoted = quoted(text);
    let mut initial = true;
    for token in tokens(text) {
        let raw = &text[token.clone()];
        if is_code(token.start) {
            out.push(Word::code(raw));
            continue;
        }
        if let Some(signs) = signs(raw) {
            if !is_ambiguous(signs) || is_between_operands(text, &token) {
                out.push(Word::code(signs));
            }
            continue;
        }
        let in_quotes = quoted.iter().any(|quote| quote.start < token.end && token.start < quote.end);
        let (opened, closed) = brackets(text, &token);
        out.extend(opened.split_inclusive(|_| true).map(Word::code));
        let before = out.len();
        parts(raw, &mut |part| push(part, initial && out.len() == before, shouted, in_quotes, out));
        out.extend(factorial(raw).map(Word::code));
        out.extend(closed.split_inclusive(|_| true).map(Word::code));
        if let Some(word) = out.get_mut(before).filter(|_| initial) {
            word.first = true;
        }
        // A list number or a dash does not end the opening of a sentence.
        let ends =
            raw.trim_end_matches(['"', '”', '\'', '’', ')', '*']).ends_with(['.', '!', '?', ':', '。', '！', '？']);
        let broken = text[token.end..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        initial = ends || broken || initial && before == out.len();
    }
}

impl Word {
    fn code(raw: &str) -> Word {
        let (hash, text) = (xxh3_64(raw.as_bytes()), raw.to_owned());
        Word { hash, text, telling: true, name: false, opens: false, plain: false, first: false }
    }
}

/// Runs of characters between white space.
fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.split_whitespace().map(move |token| {
        let start = token.as_ptr().addr() - text.as_ptr().addr();
        start..start + token.len()
    })
}

/// The words of a token: cut at hyphens, dashes and slashes between letters, and around each character of a script without
/// spaces.
fn parts<'t>(token: &'t str, visit: &mut dyn FnMut(&'t str)) {
    if is_address(token)
        || token.contains('-') && spoken_number(token.trim_matches(MARKS)).is_some()
        || token.bytes().any(|b| b.is_ascii_digit())
    {
        return visit(token);
    }
    let mut from = 0;
    for (at, c) in token.char_indices() {
        let whole = is_unspaced(c);
        if whole || matches!(c, '-' | '–' | '—' | '/' | '‑' | ',' | ';') {
            visit(&token[from..at]);
            if whole {
                visit(&token[at..at + c.len_utf8()]);
            }
            from = at + c.len_utf8();
        }
    }
    visit(&token[from..]);
}

fn is_address(token: &str) -> bool {
    token.contains("://") || token.contains('@') || token.starts_with("www.")
}

fn push(part: &str, initial: bool, shouted: bool, in_quotes: bool, out: &mut Vec<Word>) {
    let bare = part.trim_matches(MARKS);
    let symbol = bare.is_empty();
    let bare = if symbol {
        part.trim_matches(['.', ',', ';', ':', '!', '?', '"', '\'', '’', '”', '“', ' '])
    } else {
        bare
    };
    if bare.is_empty() || symbol && !bare.contains(['<', '>', '/', '*', '|', '\\']) {
        return;
    }
    let mut folded = fold(bare);
    if is_negative(part, bare) {
        folded.insert(0, '-');
    }
    let lists = lists();
    if let Some(long) = lists.long.get(folded.as_str()) {
        out.extend(long.iter().map(|word| word_of(word, in_quotes, false)));
        return;
    }
    let capital = bare.chars().next().is_some_and(char::is_uppercase) && !shouted;
    let owned = folded.strip_suffix("'s").unwrap_or(&folded);
    let name = capital && !initial && !matches!(owned, "i" | "a") && !lists.function.contains(owned);
    let looks = in_quotes || symbol || is_code(bare) || is_address(bare) || bare.contains(is_picture);
    let mut word = word_of(&folded, looks, name);
    word.opens = capital && initial && !lists.opening.contains(owned) && !lists.function.contains(owned);
    out.push(word);
}

fn word_of(folded: &str, looks: bool, name: bool) -> Word {
    let lists = lists();
    let spoken = || spoken_number(folded).filter(|_| folded.contains('-')).map(|value| value.to_string());
    let text = lists.same.get(folded).cloned().or_else(spoken).unwrap_or_else(|| folded.to_owned());
    let number = text.chars().any(char::is_numeric) || NUMBER_WORDS.contains(&text.as_str());
    let listed = lists.telling.contains(text.as_str()) || text.ends_with("n't");
    let plain = text.chars().all(char::is_alphabetic);
    let telling = number || listed || looks || name;
    Word { hash: xxh3_64(text.as_bytes()), telling, name, opens: false, plain, first: false, text }
}

/// The word in its folded form, with straight apostrophes.
fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let straight = word.replace(['’', '‘', '´'], "'");
    if straight.contains('\'') {
        return straight.to_lowercase();
    }
    let mut out = Vec::new();
    normalize(&straight, Signs::of_bytes(&straight), Form::Prompt, &mut out);
    let folded = String::from_utf8(out).expect("normal forms of text are text");
    if folded.is_empty() { straight } else { folded }
}

/// `snake_case`, `camelCase`, `call()`, `a.b`, `C++`, or a single letter, as variables are.
fn is_code(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let single = chars.len() == 1
        && chars[0].is_ascii_alphabetic()
        && !matches!(chars[0], 'a' | 'A' | 'i' | 'I' | 'o' | 'O' | 'y' | 'u');
    let mixed = chars.windows(2).any(|pair| pair[0].is_lowercase() && pair[1].is_uppercase());
    single
        || mixed
        || word.contains(['_', '(', '{', '=', '<', '+', '#', '&', '$', '%', '^', '\\', '`'])
        || word.trim_end_matches('.').contains('.')
}

/// Whether most words have a capital letter, so that it means nothing: also words behind the first that are no names. A short
/// question may be made of names for the most part.
fn is_shouted(text: &str) -> bool {
    let (mut words, mut capital) = (0, 0);
    for word in text.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphabetic())) {
        words += 1;
        capital += usize::from(word.is_uppercase());
    }
    let lists = lists();
    let plain = |word: &str| {
        let bare = word.trim_matches(MARKS);
        let folded = bare.to_lowercase();
        bare.starts_with(char::is_uppercase)
            && folded != "i"
            && (lists.function.contains(folded.as_str()) || lists.opening.contains(folded.as_str()))
    };
    words >= 4 && capital * 10 > words * 7 && text.split_whitespace().skip(1).any(plain)
}

/// What stands between quotation marks: at most 200 bytes each, so that a lone mark does not take in the rest.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut open: Option<(char, usize)> = None;
    for (at, c) in text.char_indices() {
        match open {
            Some((close, from)) if c == close || at - from > 200 => {
                if c == close && at > from + 1 {
                    out.push(from..at);
                }
                open = None;
            }
            Some(_) => {}
            None => {
                let close = match c {
                    '"' | '`' => c,
                    '“' | '„' => '”',
                    '«' => '»',
                    '「' => '」',
                    '\'' | '‘' if begins_word(text, at) => {
                        if c == '\'' {
                            '\''
                        } else {
                            '’'
                        }
                    }
                    _ => continue,
                };
                open = Some((close, at));
            }
        }
    }
    out
}

/// A single quotation mark opens before a word, an apostrophe stands inside or behind one.
fn begins_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(' || c == ':')
}

/// The words of one text.
#[cfg(test)]
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    words_of(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telling(text: &str) -> Vec<String> {
        words(text).into_iter().filter(|word| word.telling).map(|word| word.text).collect()
    }

    #[test]
    fn other_spellings_are_equal() {
        for (a, b) in [
            ("What's the colour?", "what is the color"),
            ("I can't find two lamps", "I cannot find 2 lamps"),
            ("a well-known shop", "a well known shop."),
            ("It cost twenty-five coins", "it cost 25 coins"),
            ("the neighbour’s lamp", "the neighbour's lamp"),
            ("Organise (please) the shelf", "organize please the shelf!"),
        ] {
            let hashes = |text| words(text).into_iter().map(|word| word.hash).collect::<Vec<_>>();
            assert_eq!(hashes(a), hashes(b), "{a} and {b}");
        }
        assert_ne!(words("C++")[0].hash, words("C")[0].hash);
    }

    #[test]
    fn what_decides_is_marked() {
        for (text, expected) in [
            ("What is the capital of France?", vec!["france"]),
            ("Explain how the lamp works", vec![]),
            ("He said. Then I left the shop at noon", vec!["he", "left"]),
            ("add 12 boxes and three lamps", vec!["add", "12", "3"]),
            ("call foo_bar or myLamp or x", vec!["foo_bar", "mylamp", "x"]),
            ("say \"bright lamp\" twice", vec!["bright", "lamp", "twice"]),
            ("see https://example.com/a now", vec!["https://example.com/a"]),
            ("is it not raining on Monday", vec!["not", "monday"]),
            ("HOW DO LAMPS WORK IN HERE", vec![]),
            ("How Do Lamps Work In The Hall", vec![]),
            ("Is Anna Berg older than Boris Costa?", vec!["anna", "berg", "older", "boris", "costa"]),
        ] {
            assert_eq!(telling(text), expected, "{text}");
        }
        assert_eq!(telling("lamps where x <= z or 10 - 5 or 7 × 8"), ["x", "<=", "z", "10", "-", "5", "7", "×", "8"]);
        assert_eq!(telling("the square of -4 - as it stands - and of -$40"), ["-4", "-$40"]);
        assert_eq!(telling("is (2 + 3) * 4 (or 5)"), ["(", "2", "+", "3", ")", "*", "4", "5"]);
        assert_eq!(telling("is 5!? yes, 4!"), ["5", "!", "4"]);
        assert_eq!(telling("sort [[1, 2], 3] (see 4)"), ["[", "[", "1", "2", "]", "3", "]", "4"]);
        assert_eq!(telling("How do they feel about 😀 here"), ["😀"]);
        assert_eq!(telling("* one lamp\n* a rug + a chair"), ["1"]);
        assert!(words("Berlin is large")[0].opens && !words("Explain it")[0].opens);
    }

    #[test]
    fn scripts_without_spaces_are_cut() {
        assert_eq!(words("灯在哪里？").len(), 4);
        assert!(telling("灯不在").contains(&"不".to_owned()));
    }
}
