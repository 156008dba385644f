//! Will the trainer or provider take it? Without a profile: what every consumer of the shape agrees on.

mod empty_messages;
mod invalid_weight;
mod last_message_not_assistant;
mod missing_content;
mod missing_key;
mod no_assistant_message;
mod no_trainable_target;
mod no_user_message;
mod role_order;
mod unknown_key;
mod unknown_role;
mod unknown_shape;
mod wrong_type;

pub use empty_messages::EmptyMessages;
pub use invalid_weight::InvalidWeight;
pub use last_message_not_assistant::LastMessageNotAssistant;
pub use missing_content::MissingContent;
pub use missing_key::MissingKey;
pub use no_assistant_message::NoAssistantMessage;
pub use no_trainable_target::NoTrainableTarget;
pub use no_user_message::NoUserMessage;
pub use role_order::RoleOrder;
pub use unknown_key::UnknownKey;
pub use unknown_role::UnknownRole;
pub use unknown_shape::UnknownShape;
pub use wrong_type::WrongType;
