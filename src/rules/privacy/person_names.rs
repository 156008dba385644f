//! Names of persons after words that announce them (`my name is`, `Dear`). Looked for only where asked. For FT609.

use std::sync::LazyLock;

use memchr::memmem;

use super::context::edge_before;
use crate::example::Span;

/// Words that begin with a capital and are no names.
const NOT_NAMES: &[&str] = &[
    "I",
    "The",
    "A",
    "An",
    "This",
    "That",
    "Sir",
    "Madam",
    "Team",
    "Customer",
    "Client",
    "All",
    "Hiring",
    "Manager",
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "Prof",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "English",
    "German",
    "French",
    "Spanish",
    "American",
    "Assistant",
    "AI",
    "Claude",
    "ChatGPT",
    "Not",
    "Please",
    "My",
    "Your",
    "Our",
    "It",
    "Everyone",
    "Colleagues",
    "Friends",
    "Santa",
    "Diary",
    "God",
    "Lord",
    "User",
    "Admin",
    "Name",
    "Company",
    "Product",
    "Here",
    "So",
    "Very",
    "Happy",
    "Sorry",
];

/// Words that announce a name.
const NAMED: &[&str] = &[
    "name is ",
    "Name: ",
    "name: ",
    "Dear ",
    "I am ",
    "I'm ",
    "Patient ",
    "patient ",
    "Mr. ",
    "Mrs. ",
    "Ms. ",
    "Dr. ",
    "Mr ",
    "Mrs ",
    "heiße ",
    "m'appelle ",
    "me llamo ",
    "mi chiamo ",
    "Regards,\n",
    "regards,\n",
    "Sincerely,\n",
];

/// Names after words that announce them.
pub fn names(text: &str) -> Vec<Span> {
    static CUES: LazyLock<Vec<memmem::Finder<'static>>> =
        LazyLock::new(|| NAMED.iter().map(memmem::Finder::new).collect());
    let mut spans: Vec<Span> = Vec::new();
    for (cue, finder) in NAMED.iter().zip(&*CUES) {
        for at in finder.find_iter(text.as_bytes()) {
            if edge_before(text, at).is_ascii_alphanumeric() {
                continue;
            }
            let from = at + cue.len();
            let len = name(&text[from..], matches!(*cue, "I am " | "I'm " | "Patient " | "patient "));
            if len > 0 && !spans.iter().any(|span| span.start < from + len && from < span.end) {
                spans.push(from..from + len);
            }
        }
    }
    spans.sort_by_key(|span| span.start);
    spans
}

/// Bytes of one to four capitalised words; two at least where one could be anything.
fn name(rest: &str, two: bool) -> usize {
    let (mut end, mut count) = (0, 0);
    for word in rest.split(' ').take(4) {
        let own = word.trim_end_matches(|c: char| !c.is_alphabetic());
        let capital = own.starts_with(char::is_uppercase)
            && own.chars().skip(1).any(char::is_lowercase)
            && own.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
        if !capital || NOT_NAMES.contains(&own) {
            break;
        }
        end += usize::from(count > 0) + own.len();
        count += 1;
        if own.len() < word.len() {
            break;
        }
    }
    if count > usize::from(two) { end } else { 0 }
}
