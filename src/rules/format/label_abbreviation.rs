//! FT306 label-abbreviation. The page is `rules/FT306-label-abbreviation.md`.

use super::label_unknown::LabelUnknown;
use super::label_variant::{doubts, forms, named, wants};
use crate::example::Example;
use crate::rules::contract::{AgainRule, Channel, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::labels::{Doubt, shortens, shown};
use crate::rules::options::Options;
use crate::rules::record::{Group, Quotes, Record};

/// FT306: a label that also occurs in a shortened form.
pub struct LabelAbbreviation {
    given: LabelUnknown,
}

impl LabelAbbreviation {
    /// The rule for the labels of the options.
    pub fn new(options: &Options) -> Self {
        LabelAbbreviation { given: LabelUnknown::new(options) }
    }
}

impl AgainRule for LabelAbbreviation {
    fn about_labels(&self) -> bool {
        true
    }

    fn check(&self, example: &Example<'_>, facts: &Facts, sink: &mut Sink<'_>) {
        doubts(example, facts, &mut |space, doubt, form, pointer| {
            let Doubt::Short(long) = doubt else { return };
            // FT308 says it already.
            if self.given.refuses(example) {
                return;
            }
            let (what, full) = (named(&space.field), shown(long.shown()));
            let message = format!("{what} `{}` looks like a short form of `{full}` ({} rows)", shown(form), long.count);
            sink.report(pointer, message).help(format!("write `{full}`"));
        });
    }
}

impl GroupRule for LabelAbbreviation {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, group: &Group<'_>, _facts: &Facts, want: &mut dyn FnMut(&Record)) {
        wants(group, want);
    }

    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
        if group.records.len() > 1 {
            under_one_prompt(&self.given, group, quotes, facts, sink);
        }
    }
}

fn under_one_prompt(given: &LabelUnknown, group: &Group<'_>, quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
    let forms: Vec<_> = forms(group).into_iter().filter_map(|(record, _)| Some((record, quotes.of(record)?))).collect();
    for (short, quote) in &forms {
        let Some(label) = quote.label.as_ref().filter(|label| !given.lacks(label)) else { continue };
        let in_space = facts
            .labels
            .space_in(quote.task, quote.field)
            .is_some_and(|space| space.abbreviations().contains_key(label.as_str()));
        let long = forms.iter().find(|(_, other)| other.label.is_some() && shortens(label, &other.answer));
        let Some((long, full)) = long.filter(|_| !in_space) else { continue };
        for record in group.records.iter().filter(|record| record.written_answer() == short.written_answer()) {
            let message = format!(
                "label `{}` here, `{}` in {{row}} for the same prompt",
                shown(&quote.answer),
                shown(&full.answer)
            );
            sink.report_row(record.pos, &quote.answer_pointer, message)
                .related(long.pos, &full.answer_pointer)
                .help(format!("write `{}`", shown(&full.answer)));
        }
    }
}
