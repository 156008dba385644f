//! Will the trainer or provider take it? The rules read each row as the profile of a consumer describes it; without a
//! named consumer, as all consumers of the shape agree on.

mod choices;
mod conversation_too_long;
mod empty_messages;
mod flaw;
mod invalid_label;
mod invalid_preference;
mod invalid_weight;
mod last_message_not_assistant;
mod legacy_field;
mod missing_content;
mod missing_key;
mod no_assistant_message;
mod no_trainable_target;
mod no_user_message;
mod profile_limit;
mod reading;
mod role_order;
mod shared;
mod unknown_key;
mod unknown_role;
mod unknown_shape;
mod value;
mod walk;
mod wrong_type;

pub use conversation_too_long::ConversationTooLong;
pub use empty_messages::EmptyMessages;
pub use flaw::Flaw;
pub use invalid_label::InvalidLabel;
pub use invalid_preference::InvalidPreference;
pub use invalid_weight::InvalidWeight;
pub use last_message_not_assistant::LastMessageNotAssistant;
pub use legacy_field::LegacyField;
pub use missing_content::MissingContent;
pub use missing_key::MissingKey;
pub use no_assistant_message::NoAssistantMessage;
pub use no_trainable_target::NoTrainableTarget;
pub use no_user_message::NoUserMessage;
pub use profile_limit::{ProfileLimit, file_limits};
pub use reading::{Conversation, Entry, Reading};
pub use role_order::RoleOrder;
pub use shared::Shared;
pub use unknown_key::UnknownKey;
pub use unknown_role::UnknownRole;
pub use unknown_shape::UnknownShape;
pub use wrong_type::WrongType;
