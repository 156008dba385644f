//! Rows whose prompts are nearly the same: what is kept of each row to find them, which pairs to look at, and whether the
//! two of a pair ask the same. Near-duplicates and contradictions stand on it.

mod align;
mod bands;
mod compare;
mod formula;
mod held;
mod likeness;
mod order;
mod prompts;
mod record;
mod repeated;
mod rule;
mod sets;
mod table;
mod text;
mod tokens;
mod variety;
mod words;

pub use bands::{Pair, alike_as_a_whole, candidates};
pub use compare::{Benign, asks_the_same, benign, is_mistyped, is_slip, replaces_a_word, telling};
pub use likeness::Prompt;
pub use prompts::Prompts;
pub use record::NearRecord;
pub use rule::{Link, NearRule, Place, Told};
pub(in crate::rules) use rule::{groups, without_rings};
pub use sets::joined;
pub use table::{Chosen, NearTable};
pub use text::{NearText, Said, pictures, shingles};
pub use tokens::{Word, words_of};
pub use variety::{asks_variety, depends, is_about_spelling, is_about_words};
pub use words::is_known;
