//! FT308 label-unknown. The page is `rules/FT308-label-unknown.md`.

use std::collections::BTreeMap;

use crate::example::{Example, fold_label, is_blank};
use crate::rules::contract::{ExampleRule, Sink};
use crate::rules::labels::{LabelMode, abbreviates, has_labels_beside, is_typo, labelled, shown};
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

    /// Whether the labels were given, and an answer is none of them; then that alone is said of it.
    pub(super) fn refuses(&self, example: &Example<'_>) -> bool {
        !self.labels.is_empty() && !labelled(example).labels.iter().any(|own| !own.aside && self.has(&own.label))
    }

    /// Whether the labels were given, and a label is none of them.
    pub(super) fn lacks(&self, label: &str) -> bool {
        !self.labels.is_empty() && !self.has(label)
    }

    /// Whether any labels were given.
    pub(super) fn is_given(&self) -> bool {
        !self.labels.is_empty()
    }

    fn has(&self, label: &str) -> bool {
        self.labels.contains_key(&fold_label(label))
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
        let mut labels = labelled(example).labels;
        labels.retain(|own| !own.aside);
        // Of an object with two fields one is the label.
        if labels.iter().any(|own| self.has(&own.label)) {
            return;
        }
        if let Some(own) = labels.first() {
            let help = self.help(&fold_label(&own.label));
            sink.report(&own.pointer, format!("`{}` is none of the labels", shown(&own.label))).help(help);
            return;
        }
        let Some(turn) = example.turns.last().filter(|_| !has_labels_beside(example)) else { return };
        let message = &example.messages[turn.answer];
        let [text] = &example.texts[message.content.clone()] else { return };
        // A missing answer is not a wrong one.
        if message.calls.is_none() && !is_blank(text.text) {
            let said = quoted(&text.text.trim().replace(['\n', '\r'], " "), 40);
            sink.report(text.pointer, format!("`{said}` is none of the labels")).help(self.help(""));
        }
    }
}
