//! Is the same thing always written the same way?

mod key_drift;
mod label_abbreviation;
mod label_variant;
mod mixed_shapes;
mod prompt_variant;
mod type_drift;

pub use key_drift::KeyDrift;
pub use label_abbreviation::LabelAbbreviation;
pub use label_variant::LabelVariant;
pub use mixed_shapes::MixedShapes;
pub use prompt_variant::PromptVariant;
pub use type_drift::TypeDrift;
