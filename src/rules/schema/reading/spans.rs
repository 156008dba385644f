//! Spans of a text, as trainers take them to say which parts of an answer are learned.

use crate::example::{Json, Object};

/// What is wrong with a list of spans of the text beside it, and the index of the span.
pub fn wrong_span(spans: &[Json<'_>], beside: &Object<'_>, key: &str) -> Option<(usize, String)> {
    let length = beside.get(key)?.as_str()?.chars().count();
    let mut free = 0.0;
    for (i, span) in spans.iter().enumerate() {
        let offset = |key: &str| if let Some(Json::Number(n)) = span.get(key) { Some(n.value) } else { None };
        // What is not a number is the finding of its own node.
        let (Some(begin), Some(end)) = (offset("begin_offset"), offset("end_offset")) else { return None };
        let why = if begin < 0.0 || end < begin {
            format!("span {begin} to {end} is none")
        } else if end > length as f64 {
            format!("span {begin} to {end} goes beyond the text, which has {length} characters")
        } else if begin < free {
            format!("span {begin} to {end} overlaps the one before it")
        } else {
            free = end + 1.0;
            continue;
        };
        return Some((i, why));
    }
    None
}
