//! Is the same thing always written the same way?

mod answer_format_drift;
mod key_drift;
mod label_abbreviation;
mod label_rare;
mod label_typo;
mod label_unknown;
mod label_variant;
mod mixed_shapes;
mod not_nfc;
mod prompt_variant;
mod separator_drift;
mod system_prompt_drift;
mod type_drift;
mod whitespace;

pub use answer_format_drift::AnswerFormatDrift;
pub use key_drift::KeyDrift;
pub use label_abbreviation::LabelAbbreviation;
pub use label_rare::LabelRare;
pub use label_typo::LabelTypo;
pub use label_unknown::LabelUnknown;
pub use label_variant::LabelVariant;
pub use mixed_shapes::MixedShapes;
pub use not_nfc::NotNfc;
pub use prompt_variant::PromptVariant;
pub use separator_drift::SeparatorDrift;
pub use system_prompt_drift::SystemPromptDrift;
pub use type_drift::TypeDrift;
pub use whitespace::Whitespace;
