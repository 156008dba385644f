//! Whether an answer says yes or no, in nine languages. The words are data: `rules/patterns/polarity.toml`.

use super::label::LABEL_WORDS;
use super::normal::words;

/// A language with its yes and no.
pub(super) struct Tongue {
    /// Words that say yes.
    pub yes: &'static [&'static str],
    /// Words that say no.
    pub no: &'static [&'static str],
    /// Words that show the language; for some languages its letters do.
    shown: &'static [&'static str],
    scripts: &'static [&'static str],
    /// Openings that look like a yes or no and are none.
    idioms: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/polarity.rs"));

/// The language whose words count under every prompt.
const ENGLISH: &Tongue = &TONGUES[0];
/// Words of a prompt that are looked at.
const SHOWING: usize = 60;

impl Tongue {
    /// What the folded word says in it.
    fn says(&self, word: &str) -> Option<bool> {
        let is = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
        if is(self.yes) {
            Some(true)
        } else if is(self.no) {
            Some(false)
        } else {
            None
        }
    }
}

pub(super) fn opens_with_polarity(text: &str) -> bool {
    let end = text.char_indices().nth(16).map_or(text.len(), |(at, _)| at);
    polarity_word(&text[..end]).is_some()
}

/// The first word of an answer, and the text behind it.
fn first_word(text: &str) -> (&str, &str) {
    let opened = text.trim_start_matches(['*', '"', '“']);
    let ascii = opened.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let end = if opened[ascii..].starts_with(|c: char| !c.is_ascii()) {
        opened.find(|c: char| !c.is_alphanumeric()).unwrap_or(opened.len())
    } else {
        ascii
    };
    opened.split_at(end)
}

/// Whether the yes or no of an answer is English, or of the language of its prompt.
pub(super) fn is_understood(answer: &str, prompt: &str) -> bool {
    let word = first_word(answer).0.to_lowercase();
    if ENGLISH.says(&word).is_some() {
        return true;
    }
    let has = |script: &str| {
        prompt.chars().take(400).any(|c| match script {
            "han" => ('\u{4E00}'..='\u{9FFF}').contains(&c),
            _ => ('\u{3040}'..='\u{30FF}').contains(&c),
        })
    };
    let folded = words(&prompt.chars().take(8 * SHOWING).collect::<String>());
    let shown = |list: &[&str]| folded.split(' ').take(SHOWING).filter(|word| list.contains(word)).count();
    TONGUES[1..].iter().filter(|tongue| tongue.says(&word).is_some()).any(|tongue| {
        let own = shown(tongue.shown);
        tongue.scripts.iter().any(|script| has(script)) || own > 0 && own >= shown(ENGLISH.shown)
    })
}

/// Whether an answer says yes or no in some language, and in which, a bit for each; whatever its prompt is in.
pub fn yes_or_no(answer: &str) -> Option<(bool, u16)> {
    let answer = answer.trim();
    let yes = polarity(answer)?;
    let word = first_word(answer).0.to_lowercase();
    let in_tongue = |(at, tongue): (usize, &Tongue)| u16::from(tongue.says(&word) == Some(yes)) << at;
    Some((yes, TONGUES.iter().enumerate().map(in_tongue).sum()))
}

/// The polarity of the first word, and the text behind it.
fn polarity_word(text: &str) -> Option<(bool, &str)> {
    let (word, rest) = first_word(text);
    let says = |word: &str| TONGUES.iter().find_map(|tongue| tongue.says(word));
    let yes = if word.is_ascii() { says(word) } else { says(&word.to_lowercase()) };
    Some((yes?, rest))
}

/// What an answer says whose first word is a yes or no.
pub(super) fn polarity(text: &str) -> Option<bool> {
    let (yes, rest) = polarity_word(text)?;
    let rest = rest.trim_start_matches(['*', '"', '”']);
    let folded = words(text.lines().next().unwrap_or(""));
    if is_idiom(&folded) {
        return None;
    }
    let bare =
        rest.is_empty() || rest.starts_with([',', '.', '!', ':', ';', '\n', '\r', '。', '，', '！', '、', '：', '；']);
    let short = !text.contains('\n') && folded.split(' ').count() <= LABEL_WORDS && !rest.starts_with(['/', '-']);
    // Two opposite words side by side ("yes or no", "true/false") say neither; "no problem" is none of them.
    let mut behind = folded.split_once(' ').map_or("", |(_, behind)| behind);
    behind = behind.strip_prefix("or ").or_else(|| behind.strip_prefix("and ")).unwrap_or(behind);
    let next = behind.split(' ').next().unwrap_or_default();
    let both = short && ENGLISH.says(next) == Some(!yes) && !is_idiom(behind);
    ((bare || short) && !both).then_some(yes)
}

/// Whether a folded text opens like a yes or no and says neither.
fn is_idiom(folded: &str) -> bool {
    let begins = |idiom: &&str| folded.strip_prefix(idiom).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    TONGUES.iter().flat_map(|tongue| tongue.idioms).any(begins)
}

#[cfg(test)]
mod tests {
    use super::super::answer::{Answer, Kind};
    use super::*;

    #[test]
    fn every_language_has_its_words() {
        assert_eq!(TONGUES.len(), 9);
        for tongue in TONGUES {
            assert!(!tongue.yes.is_empty() && !tongue.no.is_empty());
            assert!(!tongue.shown.is_empty() || !tongue.scripts.is_empty());
        }
        assert_eq!((ENGLISH.says("Yes"), ENGLISH.says("no"), ENGLISH.says("nein")), (Some(true), Some(false), None));
    }

    #[test]
    fn openings_that_say_nothing() {
        for text in ["No problem!", "Yes or no", "True/False", "Right now", "no one", "Yesterday", "Node", "Jana", ""] {
            assert_eq!(polarity(text), None, "{text}");
        }
        for (text, yes) in [
            ("Yes", true),
            ("No, it is not.", false),
            ("是，书上是这样写的。", true),
            ("いいえ。", false),
            ("**No**", false),
        ] {
            assert_eq!(polarity(text), Some(yes), "{text}");
        }
    }

    #[test]
    fn yes_and_no_are_read_in_the_language_of_the_prompt() {
        let kind = |answer: &str, prompt: &str| Answer::read_under(answer, prompt).kind;
        for (answer, prompt) in [
            ("Yes", "Is Berlin a city?"),
            ("No", "¿Es Madrid una ciudad?"),
            ("Ja", "Ist Berlin eine Stadt?"),
            ("Nein, sie ist klein.", "Ist die Stadt groß?"),
            ("Sí", "¿Es Madrid una ciudad?"),
            ("si", "Roma è una città?"),
            ("Oui", "Est-ce que Paris est une ville ?"),
            ("Non.", "Le chat est-il noir ?"),
            ("Sì", "La luna è piena?"),
            ("Sim", "O Porto é uma cidade?"),
            ("Não", "A lua é um planeta?"),
            ("Nee", "Ligt het huis aan de zee?"),
            ("是", "北京是城市吗？"),
            ("否", "月亮是行星吗？"),
            ("はい", "東京は都市ですか？"),
            ("いいえ。", "月は惑星ですか？"),
        ] {
            assert_eq!(kind(answer, prompt), Kind::Polarity, "{answer} to {prompt}");
        }
        for (answer, prompt) in [
            ("ja", "Which language is this text in?"),
            ("non", "What is the prefix of the word in the brackets?"),
            ("si", "Name the code of the language of this text."),
            ("sim", "What do you call the card in a phone?"),
            ("はい", "Which word is it?"),
            ("nee", "What was her name at birth?"),
        ] {
            assert_eq!(kind(answer, prompt), Kind::Short, "{answer} to {prompt}");
        }
    }
}
