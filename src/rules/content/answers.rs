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
pub fn answers<'x, 'e>(example: &'x Example<'e>) -> impl Iterator<Item = Answer<'x, 'e>> {
    example.messages.iter().enumerate().filter(|(_, message)| is_answer(message)).flat_map(|(at, message)| {
        example.texts[message.content.clone()].iter().map(move |text| Answer { at, message, text })
    })
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
