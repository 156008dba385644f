//! FT502 class-imbalance. The page is `rules/FT502-class-imbalance.md`.

use super::{Measures, named};
use crate::rules::catalogue::Level;
use crate::rules::contract::{FinalRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::labels::{LabelSpace, shown};
use crate::rules::options::{ClassImbalanceOptions, Options};

/// FT502: one class drowns the others.
pub struct ClassImbalance {
    limits: ClassImbalanceOptions,
}

impl ClassImbalance {
    /// The rule with the limits of the options.
    pub fn new(options: &Options) -> Self {
        ClassImbalance { limits: options.rules.class_imbalance.clone() }
    }
}

/// Labels that a message lists.
const LISTED: usize = 5;

impl FinalRule for ClassImbalance {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        let spaces = &facts.labels.spaces;
        for space in spaces.iter().filter(|space| space.classes().len() > 1) {
            let measures = Measures::of(space);
            if let Some(level) = degree(&measures, &self.limits) {
                let message = format!(
                    "{}{}; {} labels, worth {:.1} (evenness {:.2})",
                    named(space, spaces.len()),
                    shares(space, measures.examples),
                    measures.classes,
                    measures.effective,
                    measures.evenness
                );
                sink.report_data(space.id(), message)
                    .level(level)
                    .help("add rows of the rare labels, or take fewer of the frequent one");
            }
        }
    }
}

/// The degrees of the page; the first that fits.
fn degree(m: &Measures, limits: &ClassImbalanceOptions) -> Option<Level> {
    if m.majority >= limits.error_share || m.evenness < limits.error_evenness {
        Some(Level::Error)
    } else if (m.majority >= limits.warn_share && m.classes as f64 * m.majority >= 1.6)
        || m.evenness < limits.warn_evenness
    {
        Some(Level::Warn)
    } else if m.evenness < limits.info_evenness || (m.ratio > 9.0 && m.classes <= 10) {
        Some(Level::Info)
    } else {
        None
    }
}

fn shares(space: &LabelSpace, total: u64) -> String {
    let classes = space.classes();
    let mut labels: Vec<_> = classes.values().map(|label| (label.count, shown(&label.forms[0].0))).collect();
    labels.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let listed: Vec<String> = labels
        .iter()
        .take(LISTED)
        .map(|(count, name)| format!("`{name}` {:.1} %", *count as f64 * 100.0 / total as f64))
        .collect();
    let more = if labels.len() > LISTED { format!(" and {} more", labels.len() - LISTED) } else { String::new() };
    listed.join(", ") + &more
}
