//! FT501 single-class. The page is `rules/FT501-single-class.md`.

use super::named;
use crate::rules::contract::{FinalRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::labels::shown;

/// FT501: all rows have the same label.
pub struct SingleClass;

impl FinalRule for SingleClass {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        let spaces = &facts.labels.spaces;
        for space in spaces {
            let classes = space.classes();
            let Some(label) = classes.values().next().filter(|_| classes.len() == 1) else { continue };
            let message =
                format!("{}all {} labels are `{}`", named(space, spaces.len()), label.count, shown(&label.forms[0].0));
            let finding = sink
                .report_data(space.id(), message)
                .help("add rows with other labels; a constant answer teaches nothing");
            label.forms[0].1.first.iter().for_each(|pos| {
                finding.related(pos, "");
            });
        }
    }
}
