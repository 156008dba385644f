//! FT206 empty-messages. The page is `rules/FT206-empty-messages.md`.

use crate::example::Example;
use crate::rules::contract::{ExampleRule, Sink};

/// FT206: a list of messages without a message.
pub struct EmptyMessages;

impl ExampleRule for EmptyMessages {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for list in example.conversations.iter().filter(|list| list.value.as_array().is_some_and(<[_]>::is_empty)) {
            sink.report(list.pointer, "the list of messages is empty").help("add the conversation or remove the row");
        }
    }
}
