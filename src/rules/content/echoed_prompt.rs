//! FT816 echoed-prompt. The page is `rules/FT816-echoed-prompt.md`.

use super::answers::answer_of;
use super::patterns::list;
use super::prompt::{Prompt, message_of};
use crate::example::{Example, Role, Signs, Text, words};
use crate::rules::{Sink, TextRule};

/// An answer that only says the prompt again, or begins with a long piece of it.
pub struct EchoedPrompt;

/// Words at the beginning of prompt and answer that are no chance.
const WORDS: usize = 30;
/// Fewest words of a whole prompt; greetings may be returned.
const FEW: usize = 5;
/// Fewest words of a question or an order.
const FEW_ASKED: usize = 3;
/// Most words of a courtesy.
const COURTESY: usize = 10;
/// Letters and digits that are compared first.
const FIRST: usize = 10;

impl TextRule for EchoedPrompt {
    fn trigger(&self) -> Signs {
        Signs::ALWAYS
    }

    fn needs(&self) -> Signs {
        Signs::ANSWER
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let Some((at, _)) = message_of(text, example) else { return };
        let same = |message: &&crate::example::Message<'_>| {
            example.texts[message.content.clone()].first().is_some_and(|prompt| begin_alike(prompt.text, text.text))
        };
        let mut asked = example.messages[..at]
            .iter()
            .rev()
            .take(3)
            .filter(|message| message.role == Role::User && !message.rejected);
        let Some(message) = asked.find(same) else { return };
        let given = &example.texts[message.content.clone()];
        let Some(echo) = echo(given[0].text, text.text) else { return };
        if answer_of(text, example).is_none() || is_task(example, at, &echo) {
            return;
        }
        let message = match echo {
            Echo::Whole => "the answer is the prompt again".to_owned(),
            Echo::Begins(words) => format!("the answer begins with {words} words of the prompt"),
        };
        sink.report(text.pointer, message).help("write an answer; look at how prompt and answer were put together");
    }
}

/// How much of the prompt is said again.
enum Echo {
    Whole,
    /// So many words.
    Begins(usize),
}

/// Whether the prompt asks for itself in another form. A summary may begin like its text, but is not the whole of it.
fn is_task(example: &Example<'_>, at: usize, echo: &Echo) -> bool {
    let words = |key: &str| list("echo", "all", key);
    let prompt = Prompt::given(example, at);
    if Prompt::question(example, at).count() > 1 {
        return prompt.asks(words("asked"));
    }
    prompt.asks(words("topics"))
        || prompt.orders(words("verbs"), words("before"))
        || matches!(echo, Echo::Begins(_)) && prompt.orders(words("shorter"), words("before"))
}

/// Whether the first letters and digits are the same, whatever their case.
fn begin_alike(prompt: &str, answer: &str) -> bool {
    let letters = |text: &'_ str| -> [char; FIRST] {
        let mut out = ['\0'; FIRST];
        let word = text.chars().take(64).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        word.zip(&mut out).for_each(|(c, to)| *to = c);
        out
    };
    let first = |text: &str| text.bytes().find(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase());
    first(prompt) == first(answer) && letters(prompt) == letters(answer)
}

fn echo(prompt: &str, answer: &str) -> Option<Echo> {
    let (asked, said) = (words(prompt), words(answer));
    if asked == said {
        return is_enough(prompt, &asked).then_some(Echo::Whole);
    }
    let alike = asked.split(' ').zip(said.split(' ')).take_while(|(a, b)| a == b).count();
    (alike >= WORDS).then_some(Echo::Begins(alike))
}

/// Whether a prompt is too much to be returned by chance: five words, or three that ask or order. Courtesies are returned on
/// purpose.
fn is_enough(prompt: &str, folded: &str) -> bool {
    let begins = |key: &str| list("echo", "all", key).iter().any(|word| folded.starts_with(word));
    let count = folded.split(' ').take(COURTESY + 1).count();
    if count <= COURTESY && begins("greets") {
        return false;
    }
    let asks = prompt.trim_end().trim_end_matches(['"', '”', '»', '*']).ends_with(['?', '？', '؟', ';']);
    let unspaced = if folded.is_ascii() { 0 } else { folded.chars().filter(|c| *c >= '\u{E00}').count() };
    count >= FEW
        || count >= FEW_ASKED && (asks || begins("orders"))
        || unspaced >= if asks { 2 * FEW_ASKED } else { 2 * FEW }
}

#[cfg(test)]
mod tests {
    use super::super::bench::{answer, found};
    use super::*;
    use crate::rules::Check;

    fn count(prompt: &str, text: &str) -> usize {
        answer(&Check::Text(Box::new(EchoedPrompt)), prompt, text).len()
    }

    const LONG: &str = "The harbour opened in spring and was small at first but it grew fast when the boats from the north came in with timber and wool and the town built a second quay.";

    #[test]
    fn echoes_are_found() {
        assert_eq!(count("Why is the harbour so small?", "Why is the harbour so small?"), 1);
        assert_eq!(count("why is the harbour so small", "**Why is the harbour so small?**"), 1);
        for text in ["Why is it small?", "Explain the harbour please", "为什么天是蓝的？", "Nenne drei Häfen"]
        {
            assert_eq!(count(text, text), 1, "{text}");
        }
        assert_eq!(count(LONG, &format!("{LONG} It is old now.")), 1);
        assert_eq!(count("港口为什么这么小，你知道吗？", "港口为什么这么小，你知道吗？"), 1);
        let row =
            serde_json::json!({"instruction": "What follows?", "input": LONG, "output": format!("{LONG} So it is.")});
        assert_eq!(found(&Check::Text(Box::new(EchoedPrompt)), &row.to_string()).len(), 1);
    }

    #[test]
    fn answers_that_take_something_up_are_not() {
        assert_eq!(count("Why is the harbour so small?", "Why is the harbour so small? Because the bay is."), 0);
        assert_eq!(count("Hello there", "Hello there!"), 0);
        assert_eq!(count("Thank you very much", "Thank you very much!"), 0);
        assert_eq!(count("Why is it so?", "It is so because of the bay."), 0);
        for prompt in [
            "Correct this",
            "Translate",
            "Repeat after me",
            "Rewrite it",
            "Add commas",
            "Continue the story",
            "Classify",
        ] {
            let asked = format!("{prompt}: {LONG}");
            assert_eq!(count(&asked, &asked), 0, "{prompt}");
        }
        let summary = format!("Summarize. {LONG}");
        assert_eq!((count(&summary, &summary), count(&summary, &format!("{summary} It is old."))), (1, 0));
        for text in [
            "How are you?",
            "What's up, my friend?",
            "Wie geht es dir?",
            "你好吗？",
            "Sleep well, my friend",
            "Hi there",
        ] {
            assert_eq!(count(text, text), 0, "{text}");
        }
        assert_eq!(count("", "") + count("?", "?") + count("Hi", ""), 0);
    }
}
