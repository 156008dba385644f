//! FT308 label-unknown. The page is `rules/FT308-label-unknown.md`.

use std::collections::BTreeMap;

use crate::example::{Example, fold_label};
use crate::rules::contract::{ExampleRule, Sink};
use crate::rules::labels::{LabelMode, abbreviates, is_typo, labelled, shown};
use crate::rules::options::Options;
use crate::rules::redact::quoted;

/// FT308: an answer that is none of the labels given.
pub struct LabelUnknown {
    /// The labels as they are to be written, by fold key.
    labels: BTreeMap<String, String>,
}

/// Labels that a message lists.
const LISTED: usize = 8;

impl LabelUnknown {
    /// The rule for the labels of the options; without any it says nothing.
    pub fn new(options: &Options) -> Self {
        let labels = match options.labels.mode {
            LabelMode::Off => &[][..],
            LabelMode::Auto | LabelMode::On => &options.labels.labels,
        };
        LabelUnknown { labels: labels.iter().map(|label| (fold_label(label), label.clone())).collect() }
    }

    fn nearest(&self, fold: &str) -> Option<&str> {
        let near = self.labels.iter().find(|(known, _)| is_typo(fold, known) || abbreviates(fold, known));
        near.map(|(_, label)| label.as_str())
    }

    fn help(&self, fold: &str) -> String {
        if let Some(near) = self.nearest(fold) {
            return format!("did you mean `{}`?", shown(near));
        }
        let names: Vec<String> = self.labels.values().take(LISTED).map(|label| format!("`{}`", shown(label))).collect();
        let more = if self.labels.len() > LISTED { ", …" } else { "" };
        format!("the labels are {}{more}", names.join(", "))
    }
}

impl ExampleRule for LabelUnknown {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        if self.labels.is_empty() {
            return;
        }
        let Some(turn) = example.turns.last() else { return };
        let message = &example.messages[turn.answer];
        let [text] = &example.texts[message.content.clone()] else { return };
        // A missing answer is not a wrong one.
        if message.calls.is_some() || text.text.trim().is_empty() {
            return;
        }
        let labels = labelled(example).map_or(Vec::new(), |own| own.labels);
        let folds: Vec<String> = labels.iter().map(|(_, label)| fold_label(label)).collect();
        // Of an object with two fields one is the label.
        if folds.iter().any(|fold| self.labels.contains_key(fold)) {
            return;
        }
        let (said, help) = match labels.first() {
            Some((_, label)) => (shown(label), self.help(&folds[0])),
            None => (quoted(&text.text.trim().replace(['\n', '\r'], " "), 40), self.help("")),
        };
        sink.report(text.pointer, format!("`{said}` is none of the labels")).help(help);
    }
}
