//! FT305 label-typo. The page is `rules/FT305-label-typo.md`.

use super::label_unknown::LabelUnknown;
use super::label_variant::{doubts, named};
use crate::example::Example;
use crate::rules::contract::{AgainRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::labels::{Doubt, shown};
use crate::rules::options::Options;

/// FT305: a rare label that is a frequent one with a slip of the keyboard.
pub struct LabelTypo {
    given: LabelUnknown,
}

impl LabelTypo {
    /// The rule for the labels of the options.
    pub fn new(options: &Options) -> Self {
        LabelTypo { given: LabelUnknown::new(options) }
    }
}

impl AgainRule for LabelTypo {
    fn about_labels(&self) -> bool {
        true
    }

    fn check(&self, example: &Example<'_>, facts: &Facts, sink: &mut Sink<'_>) {
        doubts(example, facts, &mut |space, doubt, form, pointer| {
            let Doubt::Typo(meant) = doubt else { return };
            // FT308 says it already.
            if self.given.refuses(example) {
                return;
            }
            let (what, right) = (named(&space.field), shown(meant.shown()));
            let message = format!("{what} `{}` looks like a slip of `{right}` ({} rows)", shown(form), meant.count);
            let more = if self.given.is_given() { "" } else { ", or give your labels with --labels" };
            sink.report(pointer, message).help(format!("write `{right}`{more}"));
        });
    }
}
