//! What the parser says, in words of ours: the nearest key that is known, marks that a merge left.

use crate::failure::{Failure, Window};

/// The place of a mark that a merge left, if the text has one.
pub fn conflict(name: &str, text: &str) -> Option<Failure> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") {
            let window = Window::around(name, text, at..at + line.trim_end().len());
            let advice = "a merge was not finished: settle it, or write the file anew".to_owned();
            return Some(Failure::document("the file has marks of a merge conflict", Some(advice), window));
        }
        at += line.len();
    }
    None
}

/// The parser's words in ours: an unknown key gets the nearest one that is known.
pub(super) fn explain(message: &str) -> (String, Option<String>) {
    let names = |text: &str| -> Vec<String> { text.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let message = message.trim();
    for (head, what) in [("unknown field ", "unknown key"), ("unknown variant ", "unknown value")] {
        let Some(rest) = message.strip_prefix(head) else { continue };
        let mut quoted = names(rest).into_iter();
        let Some(own) = quoted.next() else { continue };
        let known: Vec<String> = quoted.collect();
        return (format!("{what} `{own}`"), Some(nearest(&own, known)));
    }
    let message = message.replace("invalid type: ", "wrong type: ");
    let message = match message.split_once("expected struct ") {
        Some((head, _)) => format!("{head}expected a table"),
        None => message,
    };
    let message =
        message.replace("expected a map", "expected a table").replace("expected a sequence", "expected an array");
    (message.lines().next().unwrap_or("not TOML").to_owned(), None)
}

/// "did you mean", or all that is known.
pub fn nearest(own: &str, known: impl IntoIterator<Item = String>) -> String {
    let known: Vec<String> = known.into_iter().collect();
    let lower = own.to_lowercase().replace('_', "-");
    let near = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&name.to_lowercase(), &lower), name))
        .filter(|(distance, name)| *distance <= 3 && distance * 2 <= name.len().max(lower.len()))
        .min();
    let list = || known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    near.map_or_else(|| format!("known are {}", list()), |(_, name)| format!("did you mean `{name}`?"))
}
