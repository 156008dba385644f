//! The answers of an example: what the model learns to say, each with the message that it belongs to.

use super::prompt::message_of;
use crate::example::{Example, Message, Role, Text};

/// One text of an answer that is trained on.
pub struct Answer<'x, 'e> {
    /// Index of its message.
    pub at: usize,
    /// Its message.
    pub message: &'x Message<'e>,
    /// The text.
    pub text: &'x Text<'e>,
}

/// The answers in order. Reasoning, arguments of calls and plain texts are none.
pub fn answers<'x, 'e>(example: &'x Example<'e>) -> Answers<'x, 'e> {
    Answers { example, at: 0, text: 0 }
}

/// See [`answers`]. Every rule about answers walks them for each row, so the walk is plain.
pub struct Answers<'x, 'e> {
    example: &'x Example<'e>,
    at: usize,
    text: usize,
}

impl<'x, 'e> Iterator for Answers<'x, 'e> {
    type Item = Answer<'x, 'e>;

    #[inline]
    fn next(&mut self) -> Option<Answer<'x, 'e>> {
        loop {
            let (at, message) = (self.at, self.example.messages.get(self.at)?);
            if is_answer(message)
                && let Some(text) = self.example.texts[message.content.clone()].get(self.text)
            {
                self.text += 1;
                return Some(Answer { at, message, text });
            }
            (self.at, self.text) = (at + 1, 0);
        }
    }
}

/// The answer that a text is, if it is one.
pub fn answer_of<'x, 'e>(text: &'x Text<'e>, example: &'x Example<'e>) -> Option<Answer<'x, 'e>> {
    let (at, message) = message_of(text, example)?;
    let content = &example.texts[message.content.clone()];
    (is_answer(message) && content.iter().any(|own| std::ptr::eq(own, text))).then_some(Answer { at, message, text })
}

fn is_answer(message: &Message<'_>) -> bool {
    message.trained && !message.rejected && message.role == Role::Assistant
}
