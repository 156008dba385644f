//! Lists that examples are made of, used again: to ask for them anew for each row takes longer than to fill them.

use super::lower::Example;
use super::message::{Message, Text};

/// Messages of most examples.
const USUAL: usize = 4;
/// Places of the longest list that is kept, and lists that are kept.
const LONGEST: usize = 64;
const KEPT: usize = 64;

/// Empty lists that examples have left.
#[derive(Default)]
pub struct Room {
    messages: Vec<Vec<Message<'static>>>,
    texts: Vec<Vec<Text<'static>>>,
}

impl Room {
    /// Lists for an example.
    pub(super) fn take<'e>(&mut self) -> (Vec<Message<'e>>, Vec<Text<'e>>) {
        let messages = self.messages.pop().unwrap_or_else(|| Vec::with_capacity(USUAL));
        let texts = self.texts.pop().unwrap_or_else(|| Vec::with_capacity(USUAL));
        (messages, texts)
    }

    /// Takes back the lists of an example.
    pub fn give(&mut self, example: Example<'_>) {
        let Example { mut messages, mut texts, .. } = example;
        if self.texts.len() < KEPT && messages.capacity() <= LONGEST && texts.capacity() <= LONGEST {
            messages.clear();
            texts.clear();
            // Lists of nothing have no lifetime; made this way they keep their place in memory.
            self.messages.push(messages.into_iter().map(|_| unreachable!("the list is empty")).collect());
            self.texts.push(texts.into_iter().map(|_| unreachable!("the list is empty")).collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{Object, parse};
    use crate::source::Row;

    #[test]
    fn an_example_in_used_room_holds_nothing_of_the_one_before() {
        let mut room = Room::default();
        for text in [r#"{"prompt":"One?","completion":"1 22 333"}"#, r#"{"text":"Alone"}"#, r#"{"messages":[]}"#] {
            let parsed = parse(text.as_bytes()).unwrap();
            let object: &Object<'_> = parsed.json.as_object().unwrap();
            let own = Example::lower_into(Row::alone(text.as_bytes()), object, &mut room);
            assert_eq!(format!("{own:?}"), format!("{:?}", Example::lower(Row::alone(text.as_bytes()), object)));
            room.give(own);
            assert_eq!((room.messages.len(), room.messages[0].capacity()), (1, USUAL));
        }
    }
}
