//! FT109 lone-surrogate. The page is `rules/FT109-lone-surrogate.md`.

use crate::rules::contract::{RowRule, RowView, Sink};

/// FT109: an escape of half a surrogate pair.
pub struct LoneSurrogate;

impl RowRule for LoneSurrogate {
    fn check(&self, row: &RowView<'_>, sink: &mut Sink<'_>) {
        let Some(Ok(parsed)) = row.parsed else { return };
        for pointer in &parsed.lone_surrogates {
            sink.report(
                pointer,
                "half of a surrogate pair (`\\ud800` to `\\udfff` without its partner); many loaders stop here",
            )
            .help("the text was cut inside an emoji; cut by characters, not by UTF-16 units");
        }
    }
}
