//! FT106 duplicate-key. The page is `rules/FT106-duplicate-key.md`.

use crate::rules::contract::{RowRule, RowView, Sink};
use crate::rules::redact::quoted;

/// FT106: a key stands twice in one object.
pub struct DuplicateKey;

impl RowRule for DuplicateKey {
    fn check(&self, row: &RowView<'_>, sink: &mut Sink<'_>) {
        let Some(Ok(parsed)) = row.parsed else { return };
        for pointer in &parsed.repeated_keys {
            let key = pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
            let key = quoted(&key, 40);
            sink.report(pointer, format!("key `{key}` stands twice; most readers keep the last"))
                .help("keep one of the two; loaders that build columns stop here");
        }
    }
}
