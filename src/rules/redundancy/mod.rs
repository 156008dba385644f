//! Does the data repeat itself?

mod clusters;
mod duplicate;
mod normalized_duplicate;
mod over_represented;

pub use duplicate::Duplicate;
pub use normalized_duplicate::NormalizedDuplicate;
pub use over_represented::OverRepresented;
