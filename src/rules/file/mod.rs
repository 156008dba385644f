//! Is every row readable JSON?

mod blank_line;
mod byte_order_mark;
mod duplicate_key;
mod invalid_json;
mod invalid_utf8;
mod lone_surrogate;
mod mixed_line_endings;
mod not_an_object;
mod not_json_lines;
mod number_lost;
mod row_too_long;
mod too_deep;

pub use blank_line::BlankLine;
pub use byte_order_mark::ByteOrderMark;
pub use duplicate_key::DuplicateKey;
pub use invalid_json::{ARRAY, InvalidJson, UNREADABLE};
pub use invalid_utf8::InvalidUtf8;
pub use lone_surrogate::LoneSurrogate;
pub use mixed_line_endings::MixedLineEndings;
pub use not_an_object::NotAnObject;
pub use not_json_lines::{NotJsonLines, level as array_level};
pub use number_lost::NumberLost;
pub use row_too_long::RowTooLong;
pub use too_deep::TooDeep;
