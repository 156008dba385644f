//! The members of a message that lowering looks at.

use super::json::{Json, Object};

/// The first value of several that is there, with its key.
pub(super) fn first<'e, const N: usize>(
    values: [(&'static str, Option<&'e Json<'e>>); N],
) -> Option<(&'static str, &'e Json<'e>)> {
    values.into_iter().find_map(|(key, value)| Some((key, value?)))
}

/// What is there of them, found in one walk.
#[derive(Default)]
pub(super) struct Members<'e> {
    pub(super) role: Option<&'e Json<'e>>,
    pub(super) from: Option<&'e Json<'e>>,
    pub(super) weight: Option<&'e Json<'e>>,
    pub(super) train: Option<&'e Json<'e>>,
    pub(super) loss: Option<&'e Json<'e>>,
    pub(super) content: Option<&'e Json<'e>>,
    pub(super) value: Option<&'e Json<'e>>,
    pub(super) text: Option<&'e Json<'e>>,
    pub(super) reasoning_content: Option<&'e Json<'e>>,
    pub(super) reasoning: Option<&'e Json<'e>>,
    pub(super) tool_calls: Option<&'e Json<'e>>,
    pub(super) function_call: Option<&'e Json<'e>>,
}

impl<'e> Members<'e> {
    /// Of a repeated key the last value counts, as in [`Object::get`].
    pub(super) fn of(object: &'e Object<'e>) -> Self {
        let mut own = Members::default();
        for (key, value) in &object.0 {
            let place = match key.as_ref() {
                "role" => &mut own.role,
                "from" => &mut own.from,
                "weight" => &mut own.weight,
                "train" => &mut own.train,
                "loss" => &mut own.loss,
                "content" => &mut own.content,
                "value" => &mut own.value,
                "text" => &mut own.text,
                "reasoning_content" => &mut own.reasoning_content,
                "reasoning" => &mut own.reasoning,
                "tool_calls" => &mut own.tool_calls,
                "function_call" => &mut own.function_call,
                _ => continue,
            };
            *place = Some(value);
        }
        own
    }
}
