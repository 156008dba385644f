//! Talk: a value that answers a question. What announces it stands in the line or the message before, and only small words
//! stand between.

use super::context;
use crate::example::{Example, Text};
use crate::rules::glance::Glance;

/// Characters before an answer on its line: a speaker, and words such as `it's`.
const OPENING: usize = 48;
/// Characters of the question that are read.
const QUESTION: usize = 160;

/// Last words before a value that only lead over to it.
const SMALL: &[&str] = &[
    "is", "its", "s", "it", "be", "think", "sure", "yes", "ok", "okay", "yeah", "yep", "here", "this", "number", "no",
    "nr", "es", "ist", "das", "die", "le", "la", "el", "il", "est", "ja", "oui", "sí", "sim", "é", "è", "to", "tak",
    "thanks", "code", "id", "be", "should", "would", "believe", "lautet", "actually", "maybe", "是", "です", "は",
];
/// Words of one who asks.
const ASKS: &[&str] = &[
    "please",
    "provide",
    "which",
    "what",
    "enter",
    "give",
    "share",
    "confirm",
    "tell",
    "need",
    "send",
    "type",
    "bitte",
    "nennen",
    "veuillez",
    "indiquez",
    "donner",
    "por favor",
    "indique",
    "puede",
    "podría",
    "per favore",
    "podaj",
    "proszę",
    "geef",
    "请",
    "請",
    "教えて",
    "お願い",
    "ください",
    "알려",
    "말씀",
];

/// The folded question that a value at `at` of a text answers, if it opens a line or a message.
///
/// `shown` is the text as the rule reads it.
pub fn question(shown: &str, at: usize, text: &Text<'_>, example: &Example<'_>) -> Option<String> {
    if !may_answer(shown.as_bytes(), at) {
        return None;
    }
    let window = context::before(shown, at, OPENING);
    let line = window.rsplit('\n').next().unwrap_or(window);
    let start = at - line.len();
    // Question and answer on one line.
    if let Some(mark) = line.rfind(['?', '？']) {
        let said = line[mark..].trim_start_matches(['?', '？']);
        let asked = context::fold(tail(&shown[..start + mark]));
        let sentence = asked.rsplit(['.', '!', '?', ';']).next().unwrap_or(&asked);
        return leads_over(said).then(|| sentence.to_string());
    }
    if line.len() == window.len() && start > 0 && shown.as_bytes()[start - 1] != b'\n' || !leads_over(line) {
        return None;
    }
    let asked = if shown[..start].trim().is_empty() {
        let own = example.texts.iter().position(|own| own.pointer == text.pointer)?;
        let before = example.texts[..own].iter().rev().find(|before| before.role != text.role)?;
        tail(before.text)
    } else {
        tail(shown[..start].trim_end())
    };
    let folded = context::fold(asked);
    (asked.contains(['?', '？']) || context::holds(&folded, ASKS)).then_some(folded)
}

/// Whether the word before a value, if it is one of ASCII letters, may lead over to it; a quick look, which settles most
/// numbers.
fn may_answer(bytes: &[u8], at: usize) -> bool {
    let near = &bytes[at.saturating_sub(OPENING)..at];
    let signs = near.iter().rev().take_while(|b| b" \"'`*#(".contains(b)).count();
    let near = &near[..near.len() - signs];
    let letters = near.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    let word = &near[near.len() - letters..];
    let joined = near.len() > letters && !near[near.len() - letters - 1].is_ascii();
    // The parts of `orderId` are words of their own.
    let parts = word.windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    word.is_empty() || joined || parts || is_small(word)
}

/// Whether a word of ASCII letters is one of [`SMALL`]; a glance settles nearly all.
fn is_small(word: &[u8]) -> bool {
    static GLANCE: Glance = Glance::at(&[SMALL]);
    GLANCE.may_be(word) && SMALL.iter().any(|own| own.as_bytes().eq_ignore_ascii_case(word))
}

/// The end of a text, on its last line.
fn tail(text: &str) -> &str {
    let text = text.trim_end();
    context::before(text, text.len(), QUESTION).rsplit('\n').next().unwrap_or("")
}

/// Whether a line up to a value is a speaker and small words at most.
fn leads_over(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ', '-', '*', '"', '“', '「', '\t', '[', '•']);
    let is_name = |name: &str| {
        name.chars().count() <= 28
            && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '(' | ')' | '.' | '*' | '_' | ']'))
    };
    let said = match line.split_once([':', '：', '>']) {
        Some((name, said)) if is_name(name) => said,
        _ => line,
    };
    let said = said.trim_matches([' ', '*', '"', '“', '「', '#']);
    // A line of code answers nothing.
    if said.contains(['=', '{']) || said.contains("(\"") || said.chars().any(char::is_numeric) {
        return false;
    }
    if said.chars().count() > 32 {
        return false;
    }
    let folded = context::fold(said);
    let last = folded.split(|c: char| !c.is_alphanumeric()).rfind(|word| !word.is_empty()).unwrap_or("");
    said.is_empty()
        || said.ends_with([',', ':', '.', '!', '-', '–', '—', '…', '，', '、', '：'])
        || SMALL.contains(&last)
        || SMALL.iter().any(|word| !word.is_ascii() && last.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::parse;
    use crate::example::{Pointer, Role};
    use crate::source::Row;

    fn asked(row: &str, value: &str) -> Option<String> {
        let bytes = row.as_bytes();
        let own = Row::alone(bytes);
        let parsed = parse(bytes).unwrap();
        let example = Example::lower(own, parsed.json.as_object().unwrap());
        let text = example.texts.iter().find(|text| text.text.contains(value)).unwrap();
        question(text.text, text.text.find(value).unwrap(), text, &example)
    }

    #[test]
    fn answers_have_a_question() {
        let chat = |ask: &str, say: &str| {
            serde_json::json!({"messages": [
                {"role": "assistant", "content": ask}, {"role": "user", "content": say}, {"role": "assistant", "content": "Fine."}
            ]})
            .to_string()
        };
        for say in ["4829", "it's 4829", "Sure, 4829", "4829 I think", "Of course! It's 4829"] {
            assert_eq!(
                asked(&chat("What is your order number?", say), "4829").as_deref(),
                Some("what is your order number?"),
                "{say}"
            );
        }
        for (ask, say) in [
            ("Thanks for your call.", "4829"),
            ("Your order number?", "I paid 4829"),
            ("Order number?", "on page 4829"),
            ("Your order number, please", "y = f(\"E\", 4829)"),
        ] {
            assert_eq!(asked(&chat(ask, say), "4829"), None, "{ask} {say}");
        }
        let lines = serde_json::json!({"prompt": "Agent: Your customer id, please?\nAnn (UK): its 4829, why?", "completion": "x"});
        assert!(asked(&lines.to_string(), "4829").is_some());
        let quoted = Text::new("", Pointer::ROOT, Role::User, false);
        assert!(quoted.text.is_empty() && leads_over("> Kim: ") && !leads_over("a long sentence that goes on and on "));
    }
}
