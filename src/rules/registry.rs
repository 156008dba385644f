//! The one table: rule code to implementation.

use super::contract::{Check, fold};
use super::{balance, content, contradiction, file, format, privacy, redundancy, schema};

/// A line of the registry: a code from `rules/` and how to build its checks.
pub struct Entry {
    /// The rule.
    pub code: &'static str,
    /// Builds what it does; several checks where it looks at rows and at the whole.
    pub build: fn() -> Vec<Check>,
}

macro_rules! entry {
    ($code:literal, $($kind:ident $rule:expr),+) => {
        Entry { code: $code, build: || vec![$(entry!(@ $kind $rule)),+] }
    };
    (@ Fold $rule:expr) => { fold($rule) };
    (@ $kind:ident $rule:expr) => { Check::$kind(Box::new($rule)) };
}

/// Every rule, sorted by code.
pub const REGISTRY: &[Entry] = &[
    entry!("FT101", Row file::InvalidJson),
    entry!("FT102", Row file::InvalidUtf8, Final file::InvalidUtf8),
    entry!("FT103", Row file::NotAnObject),
    entry!("FT104", Row file::BlankLine),
    entry!("FT105", Final file::ByteOrderMark),
    entry!("FT106", Row file::DuplicateKey),
    entry!("FT107", Final file::NotJsonLines),
    entry!("FT108", Final file::MixedLineEndings),
    entry!("FT109", Row file::LoneSurrogate),
    entry!("FT110", Row file::RowTooLong),
    entry!("FT111", Row file::TooDeep),
    entry!("FT112", Row file::NumberLost),
    entry!("FT201", Example schema::UnknownRole),
    entry!("FT202", Example schema::UnknownShape),
    entry!("FT203", Example schema::MissingKey, Fold schema::MissingKey),
    entry!("FT204", Example schema::WrongType),
    entry!("FT205", Example schema::UnknownKey),
    entry!("FT206", Example schema::EmptyMessages),
    entry!("FT207", Example schema::NoAssistantMessage),
    entry!("FT208", Example schema::NoUserMessage),
    entry!("FT209", Example schema::RoleOrder),
    entry!("FT210", Example schema::LastMessageNotAssistant),
    entry!("FT211", Example schema::MissingContent),
    entry!("FT212", Example schema::NoTrainableTarget),
    entry!("FT213", Example schema::InvalidWeight),
    entry!("FT301", Fold format::MixedShapes),
    entry!("FT302", Fold format::KeyDrift),
    entry!("FT303", Fold format::TypeDrift),
    entry!("FT304", Group format::LabelVariant),
    entry!("FT306", Group format::LabelAbbreviation),
    entry!("FT309", Group format::PromptVariant),
    entry!("FT311", Text format::Whitespace, Fold format::Whitespace),
    entry!("FT314", Fold format::NotNfc),
    entry!("FT401", Group contradiction::Contradiction),
    entry!("FT501", Final balance::SingleClass),
    entry!("FT502", Final balance::ClassImbalance),
    entry!("FT503", Final balance::RareClass),
    entry!("FT601", Text privacy::EmailAddress),
    entry!("FT602", Text privacy::PhoneNumber),
    entry!("FT603", Text privacy::PaymentCard),
    entry!("FT620", Text privacy::Secret),
    entry!("FT630", Text privacy::RecordId),
    entry!("FT701", Group redundancy::Duplicate),
    entry!("FT702", Group redundancy::NormalizedDuplicate),
    entry!("FT704", Group redundancy::OverRepresented),
    entry!("FT801", Example content::EmptyAnswer),
    entry!("FT802", Fold content::PlaceholderAnswer),
    entry!("FT803", Fold content::ShortAnswer),
    entry!("FT804", Text content::NoInputMarker),
    entry!("FT805", Text content::MergedExamples),
    entry!("FT806", Text content::TemplateToken, Fold content::TemplateToken),
    entry!("FT807", Text content::Placeholder),
    entry!("FT808", Text content::Refusal, Final content::Refusal),
    entry!("FT809", Text content::AiDisclaimer),
    entry!("FT810", Text content::TruncatedAnswer, Fold content::TruncatedAnswer),
    entry!("FT811", Text content::Mojibake, Fold content::Mojibake, Final content::Mojibake),
    entry!("FT812", Text content::InvisibleCharacter),
    entry!("FT813", Text content::ControlCharacter),
    entry!("FT814", Text content::Repetition),
    entry!("FT815", Fold content::LanguageMismatch),
    entry!("FT816", Text content::EchoedPrompt),
    entry!("FT817", Text content::MissingAttachment),
    entry!("FT818", Fold content::OverlongText),
];

/// All rules, built.
pub fn build() -> Vec<(&'static str, Vec<Check>)> {
    REGISTRY.iter().map(|entry| (entry.code, (entry.build)())).collect()
}
