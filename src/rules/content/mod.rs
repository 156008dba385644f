//! Rules about what a text says and what it is made of: empty answers, marks of templates, refusals, broken encoding and
//! characters that nobody sees. They read texts, not JSON.

mod ai_disclaimer;
mod answers;
mod common_words;
mod control_character;
mod control_sequence;
mod denial;
mod echoed_prompt;
mod empty_answer;
mod ending;
mod escaped;
mod explained;
mod invisible_character;
mod language;
mod language_mismatch;
mod mention;
mod merged_examples;
mod missing_attachment;
mod mojibake;
mod no_input_marker;
mod overlong_text;
pub(super) mod patterns;
mod placeholder;
mod placeholder_answer;
mod prompt;
mod prose;
mod refusal;
mod repetition;
mod short_answer;
mod template_mark;
mod template_token;
mod tongue;
mod truncated_answer;
mod vocabulary;
mod windows_1252;

pub use ai_disclaimer::AiDisclaimer;
pub use control_character::ControlCharacter;
pub use echoed_prompt::EchoedPrompt;
pub use empty_answer::EmptyAnswer;
pub use invisible_character::InvisibleCharacter;
pub use language_mismatch::LanguageMismatch;
pub use merged_examples::MergedExamples;
pub use missing_attachment::MissingAttachment;
pub use mojibake::Mojibake;
pub use no_input_marker::NoInputMarker;
pub use overlong_text::OverlongText;
pub use placeholder::Placeholder;
pub use placeholder_answer::PlaceholderAnswer;
pub use refusal::{Refusal, is_refusal};
pub use repetition::Repetition;
pub use short_answer::ShortAnswer;
pub use template_token::TemplateToken;
pub use truncated_answer::TruncatedAnswer;

/// The characters that take no room and carry no text: zero-width ones, soft hyphen, direction marks and controls.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

/// The last character boundary at or before the byte `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Says how often, where it is more than once.
fn times(count: usize) -> String {
    if count > 1 { format!(", {count} times") } else { String::new() }
}

#[cfg(test)]
mod bench {
    //! What the unit tests of this folder share: rows through a rule, findings as `pointer: message`.

    use crate::example::{Example, Json, parse};
    use crate::rules::{Check, Finding, Sink, by_code};
    use crate::source::{Pos, Row};

    fn row(bytes: &[u8]) -> Row<'_> {
        Row::alone(bytes)
    }

    /// Gives the example of a row to `visit`.
    pub fn with<T>(json: &str, visit: impl FnOnce(&Example<'_>) -> T) -> T {
        let parsed = parse(json.as_bytes()).expect("test rows are JSON");
        let Json::Object(object) = &parsed.json else { panic!("test rows are objects") };
        visit(&Example::lower(row(json.as_bytes()), object))
    }

    /// The findings of a rule about one row.
    pub fn found(check: &Check, json: &str) -> Vec<Finding> {
        with(json, |example| {
            let mut out = Vec::new();
            let mut sink = Sink::new(by_code("FT811"), Some(Pos::default()), &mut out);
            match check {
                Check::Example(rule) => rule.check(example, &mut sink),
                Check::Text(rule) => {
                    for text in example.texts.iter().filter(|text| rule.wants(text.scan.signs)) {
                        rule.check(text, example, &mut sink);
                    }
                }
                _ => panic!("only rules about single rows"),
            }
            out
        })
    }

    /// A prompt and its answer as a row.
    pub fn pair(prompt: &str, answer: &str) -> String {
        serde_json::json!({"prompt": prompt, "completion": answer}).to_string()
    }

    /// A question and its answer as a chat.
    pub fn chat(prompt: &str, answer: &str) -> String {
        let messages =
            serde_json::json!([{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]);
        serde_json::json!({ "messages": messages }).to_string()
    }

    /// The findings about an answer to `prompt`.
    pub fn answer(check: &Check, prompt: &str, answer: &str) -> Vec<Finding> {
        found(check, &pair(prompt, answer))
    }
}
