//! Finds the marks of chat templates and the heads of turns that FT806 reports. What they look like stands in
//! `rules/patterns/template.toml`.

use memchr::{memchr_iter, memchr2_iter, memmem};

use super::patterns::list;
use crate::example::Span;

/// Bytes in which an element of HTML or SVG is looked for; a limit keeps texts full of marks linear.
const NEAR: usize = 2000;

/// The marks in a text, in order.
pub fn marks(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut free = 0;
    memchr2_iter(b'<', b'[', text.as_bytes()).filter_map(move |at| {
        let end = (at >= free).then(|| mark_at(text, at)).flatten()?;
        free = end;
        Some(at..end)
    })
}

/// The end of the mark that starts at `at`, if one does.
fn mark_at(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    if let Some(name) = rest.strip_prefix("<|") {
        let length = name.bytes().take(31).take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let closed = (2..=30).contains(&length) && name[length..].starts_with("|>");
        return (closed && is_name(&name[..length])).then_some(at + length + 4);
    }
    if let Some(name) = rest.strip_prefix("<｜") {
        let length = name
            .chars()
            .take(40)
            .take_while(|c| !c.is_whitespace() && !"<>｜".contains(*c))
            .map(char::len_utf8)
            .sum::<usize>();
        return (length > 0 && name[length..].starts_with("｜>")).then_some(at + "<｜".len() + length + "｜>".len());
    }
    if let Some(after) = rest.strip_prefix("</s>") {
        let last = after.trim_start().is_empty();
        let paired = || memmem::rfind(&text.as_bytes()[..at], b"<s>").is_some_and(|open| !is_whole(text, open));
        return (last && !paired()).then_some(at + 4);
    }
    if rest.starts_with("<s>") {
        let paired =
            || memmem::find(rest.as_bytes(), b"</s>").is_some_and(|close| !rest[close + 4..].trim().is_empty());
        return (is_whole(text, at) && !paired()).then_some(at + 3);
    }
    if let Some(end) = numbered(rest) {
        return Some(at + end);
    }
    let mark = list("template", "marks", "whole").iter().find(|mark| rest.starts_with(**mark))?;
    let near = &rest.as_bytes()[..rest.len().min(NEAR)];
    let element = mark.starts_with('<') && memmem::find(near, mark.replacen('<', "</", 1).as_bytes()).is_some();
    let link = mark.starts_with('[') && rest[mark.len()..].starts_with('(');
    (!element && !link).then_some(at + mark.len())
}

/// Whether a name in `<|…|>` is one of a mark: small letters and underscores, perhaps with numbers, or a known one in capitals.
fn is_name(name: &str) -> bool {
    let small = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().filter(u8::is_ascii_lowercase).count() > 1;
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    small && !list("template", "marks", "other").contains(&bare)
        || list("template", "marks", "capitals").contains(&name)
}

/// The length of a mark with a number in it.
fn numbered(rest: &str) -> Option<usize> {
    let start = list("template", "marks", "numbered").iter().find(|start| rest.starts_with(**start))?;
    let digits = rest[start.len()..].bytes().take(4).take_while(u8::is_ascii_digit).count();
    (digits > 0 && rest[start.len() + digits..].starts_with('>')).then_some(start.len() + digits + 1)
}

/// Whether `<s>` at `open` begins the text: then it is the mark of a beginning and not an element of HTML.
fn is_whole(text: &str, open: usize) -> bool {
    text[..open].trim_end().is_empty()
}

/// Heads of turns at line starts after other text; not those in a list of terms.
pub fn heads(text: &str) -> Vec<Span> {
    let mut heads = Vec::new();
    let (mut line, mut said, mut listed) = (0, false, false);
    for end in memchr_iter(b'\n', text.as_bytes()) {
        let (before, start) = (&text[line..end], end + 1);
        line = start;
        said |= !before.trim_start().is_empty();
        let Some(head) = list("template", "turns", "heads").iter().find(|head| text[start..].starts_with(**head))
        else {
            continue;
        };
        let after = text[start..].lines().nth(1).unwrap_or("");
        // Of one list all entries are terms.
        listed = is_term(before) || is_term(after) || listed && !before.trim().is_empty();
        if said && !listed {
            heads.push(start..start + head.len());
        }
    }
    heads
}

/// Whether a line begins like an entry of a list of terms: a few words and a colon with text behind it.
fn is_term(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || "-*•.#".contains(c));
    let Some((name, rest)) = line.split_once(": ") else { return false };
    let name = name.trim_end_matches('*');
    name.len() <= 24
        && !name.is_empty()
        && !rest.trim().is_empty()
        && !list("template", "turns", "speakers").contains(&name.to_ascii_lowercase().as_str())
}

/// Where the mark starts that a text ends in, white space aside.
pub fn last_mark(text: &str) -> Option<usize> {
    let text = text.trim_end();
    let open = if text.ends_with('>') { '<' } else { '[' };
    if !text.ends_with(['>', ']']) {
        return None;
    }
    let near = text.char_indices().rev().take(45).map(|(at, _)| at).last().unwrap_or(0);
    let at = near + text[near..].rfind(open)?;
    mark_at(text, at).filter(|end| *end == text.len()).map(|_| at)
}
