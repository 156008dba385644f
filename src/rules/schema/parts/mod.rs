//! Parts of a message beside its text: pictures and files.

pub mod file_part;
pub mod image_data;
pub mod image_part;
pub mod media;
pub mod message_parts;
