//! Will the trainer or provider take it? The rules read each row as the profile of a consumer describes it; without a named
//! consumer, as all consumers of the shape agree on.
//!
//! A rule is a file here. `reading` reads a row along the description of its form, `tools` and `parts` look at tools, and
//! at pictures and files, `whole` at what all rows of a file share, and `verdict_key` tells which rows are taken alike.

mod conversation_too_long;
mod empty_messages;
mod invalid_content_part;
mod invalid_label;
mod invalid_preference;
mod invalid_tool_arguments;
mod invalid_tool_definition;
mod invalid_weight;
mod last_message_not_assistant;
mod legacy_field;
mod missing_content;
mod missing_key;
mod no_assistant_message;
mod no_trainable_target;
mod no_user_message;
mod parts;
mod profile_limit;
mod reading;
mod role_order;
mod tool_call_unanswered;
mod tools;
mod unknown_key;
mod unknown_role;
mod unknown_shape;
mod unknown_tool;
mod verdict_key;
mod whole;
mod wrong_type;

pub use conversation_too_long::ConversationTooLong;
pub use empty_messages::EmptyMessages;
pub use invalid_content_part::InvalidContentPart;
pub use invalid_label::InvalidLabel;
pub use invalid_preference::InvalidPreference;
pub use invalid_tool_arguments::InvalidToolArguments;
pub use invalid_tool_definition::InvalidToolDefinition;
pub use invalid_weight::InvalidWeight;
pub use last_message_not_assistant::LastMessageNotAssistant;
pub use legacy_field::LegacyField;
pub use missing_content::MissingContent;
pub use missing_key::{MissingKey, misspelt_answer};
pub use no_assistant_message::NoAssistantMessage;
pub use no_trainable_target::NoTrainableTarget;
pub use no_user_message::NoUserMessage;
pub use profile_limit::ProfileLimit;
pub use reading::flaw::Flaw;
pub use reading::shared::Shared;
pub use reading::{Conversation, Entry, Reading};
pub use role_order::RoleOrder;
pub use tool_call_unanswered::ToolCallUnanswered;
pub use tools::breach::Breach;
pub use tools::schema_value::plain;
pub use tools::tool_schema::validator;
pub use unknown_key::UnknownKey;
pub use unknown_role::UnknownRole;
pub use unknown_shape::UnknownShape;
pub use unknown_tool::UnknownTool;
pub use verdict_key::{VerdictKey, VerdictKeys};
pub use whole::constant_members::ConstantMembers;
pub use whole::file_limits::{counted_rows, file_limits};
pub use whole::members::{Drift, Member, MemberStats, members};
pub use whole::prepared_pairs::PreparedPairs;
pub use whole::same_pairs::SamePairs;
pub use whole::system_prompts::SystemPrompts;
pub use whole::uniform::{Field, counted, fields};
pub use whole::unique::{Unique, uniques};
pub use wrong_type::WrongType;
