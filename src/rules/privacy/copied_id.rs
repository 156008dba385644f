//! FT636 copied-id. The page is `rules/FT636-copied-id.md`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::ids::{holds, named, text_of};
use crate::example::Example;
use crate::rules::{Facts, Finding, FoldRule, Level, Sink, Smallest};

/// Entities whose values open something or prove who one is; to copy one is worse than to copy an order number.
const GRAVE: [&str; 8] =
    ["NATIONAL_ID", "CREDIT_CARD", "SECRET", "PASSWORD", "PASSPORT", "IBAN", "BANK_ACCOUNT", "DRIVER_LICENSE"];

/// Finds values that answers copy from what stands before them.
pub struct CopiedId;

/// Examples in which an entity is copied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    examples: u64,
    first: Smallest<3>,
}

/// Counts per entity; about 100 bytes for each of at most 40.
pub type State = BTreeMap<String, Copied>;

impl FoldRule for CopiedId {
    type State = State;

    fn observe(&self, _: &mut State, _: &Example<'_>) {}

    fn observe_leaks(&self, state: &mut State, example: &Example<'_>, leaks: &[Finding]) {
        let mut seen = BTreeSet::new();
        for finding in leaks.iter().filter(|finding| finding.level != Level::Info) {
            let Some(leak) = &finding.leak else { continue };
            let Some(at) = text_of(example, finding).filter(|at| example.texts[*at].trained) else { continue };
            let before = example.texts[..at].iter().filter(|text| !text.trained);
            let copied = before.into_iter().any(|text| holds(text.text, leak.kind, &leak.value));
            if copied && seen.insert(leak.kind) {
                let own = state.entry(leak.kind.into()).or_default();
                own.examples += 1;
                own.first.add(example.row.pos);
            }
        }
    }

    fn merge(&self, left: &mut State, right: State) {
        for (entity, copied) in right {
            let own = left.entry(entity).or_default();
            own.examples += copied.examples;
            own.first.merge(&copied.first);
        }
    }

    fn conclude(&self, state: &State, _: &Facts, sink: &mut Sink<'_>) {
        for (entity, copied) in state {
            let what = if entity == "RECORD_ID" { "record id".into() } else { named(entity, "") };
            let (count, plural) = (copied.examples, if copied.examples == 1 { "example" } else { "examples" });
            let message =
                format!("answers copy {} {what} from the prompt in {count} {plural}, first in {{row}}", article(&what));
            let level = if GRAVE.contains(&entity.as_str()) { Level::Warn } else { Level::Info };
            let finding = sink
                .report_data(entity, message)
                .level(level)
                .help("use one mark on both sides, such as `<ORDER_ID_1>`: the model still learns to copy");
            copied.first.iter().for_each(|pos| {
                finding.related(pos, "");
            });
        }
    }
}

/// The article of what is named: that of its first sound, which in these names is its first letter.
fn article(what: &str) -> &'static str {
    if what.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) { "an" } else { "a" }
}
