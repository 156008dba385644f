//! The one table: rule code to implementation.

use super::contract::{Check, fold};
use super::options::Options;
use super::{balance, content, contradiction, file, format, privacy, redundancy, schema};

/// A line of the registry: a code from `rules/` and how to build its checks.
pub struct Entry {
    /// The rule.
    pub code: &'static str,
    /// Builds what it does; several checks where it looks at rows and at the whole.
    pub build: fn(&Options) -> Vec<Check>,
}

macro_rules! entry {
    ($code:literal, $($kind:ident $rule:expr),+) => {
        Entry { code: $code, build: |_| vec![$(entry!(@ $kind $rule)),+] }
    };
    ($code:literal; $options:ident, $($kind:ident $rule:expr),+) => {
        Entry { code: $code, build: |$options| vec![$(entry!(@ $kind $rule)),+] }
    };
    ($code:literal, $($kind:ident $rule:expr),+; and $more:path) => {
        Entry { code: $code, build: |options| {
            let mut checks = vec![$(entry!(@ $kind $rule)),+];
            checks.extend($more(options));
            checks
        } }
    };
    (@ Fold $rule:expr) => { fold($rule) };
    (@ $kind:ident $rule:expr) => { Check::$kind(Box::new($rule)) };
}

/// Every rule, sorted by code.
pub const REGISTRY: &[Entry] = &[
    entry!("FT101", Row file::InvalidJson, Final file::InvalidJson),
    entry!("FT102", Row file::InvalidUtf8, Final file::InvalidUtf8),
    entry!("FT103", Row file::NotAnObject),
    entry!("FT104", Row file::BlankLine),
    entry!("FT105", Final file::ByteOrderMark),
    entry!("FT106", Row file::DuplicateKey),
    entry!("FT107", Final file::NotJsonLines),
    entry!("FT108", Row file::MixedLineEndings, Final file::MixedLineEndings),
    entry!("FT109", Row file::LoneSurrogate),
    entry!("FT110", Row file::RowTooLong),
    entry!("FT111", Row file::TooDeep),
    entry!("FT112", Row file::NumberLost),
    entry!("FT201", Schema schema::UnknownRole),
    entry!("FT202", Schema schema::UnknownShape),
    entry!("FT203", Schema schema::MissingKey, Fold schema::MissingKey),
    entry!("FT204", Schema schema::WrongType),
    entry!("FT205", Schema schema::UnknownKey),
    entry!("FT206", Schema schema::EmptyMessages),
    entry!("FT207", Schema schema::NoAssistantMessage),
    entry!("FT208", Schema schema::NoUserMessage),
    entry!("FT209", Schema schema::RoleOrder),
    entry!("FT210", Schema schema::LastMessageNotAssistant),
    entry!("FT211", Schema schema::MissingContent),
    entry!("FT212", Schema schema::NoTrainableTarget, Example schema::NoTrainableTarget),
    entry!("FT213", Schema schema::InvalidWeight),
    entry!("FT214", Schema schema::InvalidToolDefinition),
    entry!("FT215", Schema schema::UnknownTool),
    entry!("FT216", Schema schema::InvalidToolArguments),
    entry!("FT217", Schema schema::ToolCallUnanswered),
    entry!("FT218", Schema schema::InvalidContentPart),
    entry!("FT219", Schema schema::InvalidPreference),
    entry!("FT220", Schema schema::ProfileLimit, Final schema::ProfileLimit, Group schema::ProfileLimit, Fold schema::SamePairs; and all_values),
    entry!("FT221", Schema schema::LegacyField),
    entry!("FT222", Schema schema::ConversationTooLong),
    entry!("FT223", Schema schema::InvalidLabel, Fold schema::InvalidLabel; and constant_members),
    entry!("FT301", Fold format::MixedShapes),
    entry!("FT302", Fold format::KeyDrift),
    entry!("FT303", Fold format::TypeDrift),
    entry!("FT304", Group format::LabelVariant, Again format::LabelVariant, Final format::LabelVariant),
    entry!("FT305"; options, Again format::LabelTypo::new(options)),
    entry!("FT306"; options, Group format::LabelAbbreviation::new(options), Again format::LabelAbbreviation::new(options)),
    entry!("FT307", Again format::LabelRare),
    Entry { code: "FT308", build: |options| vec![Check::Example(Box::new(format::LabelUnknown::new(options)))] },
    entry!("FT309", Group format::PromptVariant),
    entry!("FT310", Fold format::SeparatorDrift),
    entry!("FT311", Text format::Whitespace, Fold format::Whitespace),
    entry!("FT312", Again format::SystemPromptDrift),
    entry!("FT313", Again format::AnswerFormatDrift),
    entry!("FT314", Fold format::NotNfc),
    entry!("FT401", Group contradiction::Contradiction, Near contradiction::Contradiction),
    entry!("FT402", Group contradiction::ContradictingPreference),
    entry!("FT403", Group contradiction::AnsweredAndRefused),
    entry!("FT404", Group contradiction::MultiAnswerData),
    entry!("FT501", Final balance::SingleClass),
    entry!("FT502"; options, Final balance::ClassImbalance::new(options)),
    entry!("FT503"; options, Final balance::RareClass::new(options)),
    entry!("FT504", Final balance::FewExamplesOfClass),
    entry!("FT505", Final balance::SortedByClass),
    entry!("FT506"; options, Group balance::CollapsedAnswer::new(options)),
    entry!("FT507", Again balance::CollapsedOpening),
    entry!("FT508", Final balance::UniformLength),
    entry!("FT601", Text privacy::EmailAddress),
    Entry { code: "FT602", build: |options| privacy::with_hints(options, privacy::PhoneNumber, "FT602") },
    Entry { code: "FT603", build: |options| privacy::with_hints(options, privacy::PaymentCard, "FT603") },
    entry!("FT604", Text privacy::BankAccount),
    Entry { code: "FT605", build: |options| privacy::with_hints(options, privacy::NationalId, "FT605") },
    entry!("FT606", Text privacy::MedicalId),
    Entry { code: "FT607", build: |options| privacy::with_hints(options, privacy::IpAddress, "FT607") },
    entry!("FT608", Text privacy::CryptoWallet),
    entry!("FT609"; options, Text privacy::Person::new(options)),
    entry!("FT610", Text privacy::DeviceId),
    entry!("FT611", Text privacy::LocalUserPath),
    Entry { code: "FT620", build: |options| privacy::aside(privacy::with_hints(options, privacy::Secret, "FT620")) },
    entry!("FT621", Text privacy::Password),
    Entry { code: "FT630", build: |options| privacy::with_hints(options, privacy::RecordId, "FT630") },
    entry!("FT631", Leak privacy::UngroundedId),
    entry!("FT632"; options, Group privacy::RepeatedId::new(options)),
    entry!("FT633", Group privacy::LinkedIdentity),
    entry!("FT634", Leak privacy::HalfRedacted, Fold privacy::HalfRedacted),
    entry!("FT635", Fold privacy::PlaceholderDrift),
    entry!("FT636", Fold privacy::CopiedId),
    entry!("FT701", Group redundancy::Duplicate),
    entry!("FT702", Group redundancy::NormalizedDuplicate),
    entry!("FT703", Near redundancy::NearDuplicate, Group redundancy::NearDuplicate),
    entry!("FT704"; options, Group redundancy::OverRepresented::new(options)),
    entry!("FT705", Example redundancy::IdenticalPreference),
    entry!("FT706", Group redundancy::GrowingConversation),
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
    entry!("FT818"; options, Fold content::OverlongText::new(options)),
];

/// What looks at the values of all rows is only there for consumers that ask.
fn all_values(options: &Options) -> Vec<Check> {
    let mut profiles = options.profiles.iter();
    let prompts = profiles.clone().any(|profile| profile.system_prompts.is_some()).then(|| fold(schema::SystemPrompts));
    let pairs = profiles.any(|profile| profile.prepares()).then(|| fold(schema::PreparedPairs));
    prompts.into_iter().chain(pairs).collect()
}

/// See [`all_values`].
fn constant_members(options: &Options) -> Vec<Check> {
    let asked = options.profiles.iter().any(|profile| profile.members.iter().any(|wish| wish.constant.is_some()));
    asked.then(|| fold(schema::ConstantMembers)).into_iter().collect()
}

/// All rules, built.
pub fn build(options: &Options) -> Vec<(&'static str, Vec<Check>)> {
    REGISTRY.iter().map(|entry| (entry.code, (entry.build)(options))).collect()
}
