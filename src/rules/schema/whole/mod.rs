//! What all rows of a file must share, or may not: columns, members, texts, and how many rows there are.

pub mod constant_members;
pub mod file_limits;
pub mod members;
pub mod prepared_pairs;
pub mod same_pairs;
pub mod system_prompts;
pub mod text_column;
pub mod uniform;
pub mod unique;
