//! FT635 placeholder-drift. The page is `rules/FT635-placeholder-drift.md`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::named;
use super::marks::marks;
use crate::example::Example;
use crate::rules::{Facts, FoldRule, Sink, Smallest};

/// Finds entities whose marks are written in several ways.
pub struct PlaceholderDrift;

/// One way of writing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Style {
    marks: u64,
    first: Smallest<3>,
}

/// Styles by entity; about 100 bytes for each, of at most 15 to an entity.
pub type State = BTreeMap<String, BTreeMap<String, Style>>;

impl FoldRule for PlaceholderDrift {
    type State = State;

    fn observe(&self, state: &mut State, example: &Example<'_>) {
        for text in &example.texts {
            for mark in marks(text) {
                let style = state.entry(mark.entity.into()).or_default().entry(mark.style).or_default();
                style.marks += 1;
                style.first.add(example.row.pos);
            }
        }
    }

    fn merge(&self, left: &mut State, right: State) {
        for (entity, styles) in right {
            let own = left.entry(entity).or_default();
            for (name, style) in styles {
                let own = own.entry(name).or_default();
                own.marks += style.marks;
                own.first.merge(&style.first);
            }
        }
    }

    fn conclude(&self, state: &State, _: &Facts, sink: &mut Sink<'_>) {
        for (entity, styles) in state.iter().filter(|(_, styles)| styles.len() > 1) {
            let mut order: Vec<(&String, &Style)> = styles.iter().collect();
            order.sort_by_key(|(name, style)| (std::cmp::Reverse(style.marks), *name));
            let upper = entity.to_uppercase().replace('-', "_");
            let written = |style: &str| style.replace("NAME", &upper).replace("name", &upper.to_lowercase());
            let list: Vec<String> =
                order.iter().take(4).map(|(name, style)| format!("`{}` {}", written(name), style.marks)).collect();
            let plain = if entity.contains('-') { entity.replace('-', " ") } else { named(entity, "") };
            let message = format!(
                "marks for {plain} are written in {} ways: {}; the second first in {{row}}",
                styles.len(),
                list.join(", ")
            );
            let finding = sink.report_data(entity, message).help("use one way for all, the most frequent one");
            order[1].1.first.iter().for_each(|pos| {
                finding.related(pos, "");
            });
        }
    }
}
