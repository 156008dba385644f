//! Does the data teach one thing and its opposite?

mod answered_and_refused;
mod conflict;
mod contradicting_preference;
mod contradiction;
mod multi_answer_data;
mod near;

pub use answered_and_refused::AnsweredAndRefused;
pub use contradicting_preference::ContradictingPreference;
pub use contradiction::Contradiction;
pub use multi_answer_data::MultiAnswerData;
