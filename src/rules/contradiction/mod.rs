//! Does the data teach one thing and its opposite?

mod contradiction;

pub use contradiction::Contradiction;
