//! Whether an answer says that it will not do what answers do, or why not. For FT808.

use memchr::memmem;

use super::tongue::{Tongue, dropped, idioms};

/// An answer refuses within these characters …
const HEAD: usize = 220;
/// … and says what or why within these.
const WINDOW: usize = 400;
/// Bytes from "I cannot" to what the answer cannot do.
const REACH: usize = 100;

/// A character in small letters, with a straight apostrophe.
pub fn fold(c: char) -> impl Iterator<Item = char> {
    (if c == '’' { '\'' } else { c }).to_lowercase()
}

/// The beginning of an answer, folded, without what stands in quotes.
pub struct Said {
    window: String,
    /// Bytes of the window in which the refusal has to stand.
    head: usize,
}

impl Said {
    /// The first characters of an answer.
    pub fn of(text: &str) -> Said {
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
pub fn denies(said: &Said, tongue: &Tongue) -> bool {
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
    let rest = &rest[..tongue.cuts.iter().filter_map(|cut| rest.find(cut)).min().unwrap_or(rest.len())];
    let owned = deny.ends_with("have");
    let holds = |words: &[&str]| words.iter().any(|word| begins_word(rest, word));
    if holds(tongue.gives) && tongue.goods.iter().any(|good| rest.contains(good)) {
        return true;
    }
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

/// Whether a word, or one that begins with it, stands in a text.
fn begins_word(text: &str, word: &str) -> bool {
    let starts = |at: usize| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    memmem::find_iter(text.as_bytes(), word.as_bytes()).any(starts)
}
