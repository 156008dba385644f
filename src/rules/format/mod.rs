//! Is the same thing always written the same way?

mod key_drift;
mod label_abbreviation;
mod label_variant;
mod mixed_shapes;
mod not_nfc;
mod prompt_variant;
mod type_drift;
mod whitespace;

pub use key_drift::KeyDrift;
pub use label_abbreviation::LabelAbbreviation;
pub use label_variant::LabelVariant;
pub use mixed_shapes::MixedShapes;
pub use not_nfc::NotNfc;
pub use prompt_variant::PromptVariant;
pub use type_drift::TypeDrift;
pub use whitespace::Whitespace;
