//! FT307 label-rare. The page is `rules/FT307-label-rare.md`.

use super::label_variant::{doubts, named};
use crate::example::Example;
use crate::rules::contract::{AgainRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::labels::{Doubt, shown};

/// FT307: a label that one row has.
pub struct LabelRare;

impl AgainRule for LabelRare {
    fn about_labels(&self) -> bool {
        true
    }

    fn check(&self, example: &Example<'_>, facts: &Facts, sink: &mut Sink<'_>) {
        doubts(example, facts, &mut |space, doubt, form, pointer| {
            if doubt == Doubt::Rare {
                let what = named(&space.field);
                let message = format!("{what} `{}` occurs once in {} rows", shown(form), space.examples);
                sink.report(pointer, message).help("is it meant? Add rows, or use another label");
            }
        });
    }
}
