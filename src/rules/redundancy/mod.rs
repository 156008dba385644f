//! Does the data repeat itself?

mod duplicate;
mod growing_conversation;
mod identical_preference;
mod near_duplicate;
mod normalized_duplicate;
mod over_represented;

pub use duplicate::Duplicate;
pub use growing_conversation::GrowingConversation;
pub use identical_preference::IdenticalPreference;
pub use near_duplicate::NearDuplicate;
pub use normalized_duplicate::NormalizedDuplicate;
pub use over_represented::OverRepresented;
