//! The name of the thing that a key belongs to: in `"customer": {"name": …, "id": 48213}` and in the indented lines of YAML the
//! key says only that a number follows; whose it is stands one level up.

use super::context::{before, byte_before, fold};
use super::record_cues::qualifier;
use super::record_lead::{Lead, lead};
use crate::example::Span;

/// Bytes before a key in which its object is looked for.
const REACH: usize = 600;

/// What announces a value whose key is no more than `id`, `number` or `ref`.
pub fn owned(text: &str, span: &Span) -> Option<Lead> {
    let head = text[..span.start].trim_end_matches([' ', '"', '\'']);
    let head = head.strip_suffix(':')?.trim_end_matches(['"', '\'', ' ', '\\']);
    let count = head.bytes().rev().take(12).take_while(u8::is_ascii_alphabetic).count();
    let key = fold(&head[head.len() - count..]);
    let at = head.len() - count;
    if !(key == "uuid" || qualifier(&key).is_some()) || matches!(byte_before(text, at), b'_' | b'-' | b'.') {
        return None;
    }
    let name = enclosing(text, at).or_else(|| outdented(text, at))?;
    let one = name.strip_suffix('s').unwrap_or(name);
    [name, one].iter().find_map(|name| {
        let named = format!("{name} {}: ", if key == "uuid" { "id" } else { &key });
        lead(&named, named.len()).filter(|lead| lead.qualified)
    })
}

/// What announces the text of an element: `<order_no>48213</order_no>`, or `<order><id>48213</id>`.
pub fn tagged(text: &str, span: &Span) -> Option<Lead> {
    let head = text[..span.start].strip_suffix('>')?;
    if !text[span.end..].starts_with("</") {
        return None;
    }
    let at = before(text, head.len(), 40).rfind('<').map(|at| head.len() - before(text, head.len(), 40).len() + at)?;
    let name = head[at + 1..].split([' ', ':']).next_back()?;
    let named = format!("{name}: ");
    lead(&named, named.len()).or_else(|| {
        qualifier(&fold(name))?;
        let outer = open_element(before(text, at, REACH))?;
        let named = format!("{outer} {name}: ");
        lead(&named, named.len())
    })
}

/// The last element that is open at the end of some text.
fn open_element(head: &str) -> Option<&str> {
    let mut closed = 0;
    for (at, _) in head.rmatch_indices('<') {
        let tag = &head[at + 1..];
        let own = &tag[..tag.find('>')?];
        match () {
            () if own.starts_with('/') => closed += 1,
            () if own.ends_with('/') || own.starts_with(['!', '?']) => {}
            () if closed > 0 => closed -= 1,
            () => return own.split([' ', '\n']).next(),
        }
    }
    None
}

/// The key before the bracket that is open at a place.
fn enclosing(text: &str, at: usize) -> Option<&str> {
    let mut depth = 0;
    let floor = at.saturating_sub(REACH);
    let open = (floor..at).rev().find(|i| match text.as_bytes()[*i] {
        b'}' | b']' => {
            depth += 1;
            false
        }
        b'{' | b'[' if depth > 0 => {
            depth -= 1;
            false
        }
        b'[' => true,
        // Behind a comma stands one more object of a list, whose name is before its first.
        b'{' => !text[floor_char(text, floor)..*i].trim_end().ends_with(','),
        _ => false,
    })?;
    let head = text[..open].trim_end_matches([' ', '\n', '\r', '\t', '[', '(']);
    name_of(head.strip_suffix([':', '='])?)
}

/// The first place from `at` on where a character begins.
fn floor_char(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// What announces the value of a field: `<input name="customer_id" value="48213">`.
pub fn field(text: &str, span: &Span) -> Option<Lead> {
    let named = format!("{}: ", field_name(text, span)?);
    lead(&named, named.len())
}

/// The name of the field whose value a tag gives.
pub fn field_name<'t>(text: &'t str, span: &Span) -> Option<&'t str> {
    let head = text[..span.start].strip_suffix(['"', '\''])?;
    let head = head.strip_suffix("value=").or_else(|| head.strip_suffix("content="))?;
    let tag = before(text, head.len(), 2 * super::context::BACK);
    let tag = &tag[tag.rfind('<')?..];
    let name = ["name=\"", "id=\"", "name='", "property=\""]
        .iter()
        .find_map(|own| tag.find(own).map(|at| &tag[at + own.len()..]))?;
    name.split(['"', '\'']).next()
}

/// The key of the nearest line before that is indented less and has nothing behind its colon.
fn outdented(text: &str, at: usize) -> Option<&str> {
    let window = before(text, at, REACH);
    let (above, own) = window.rsplit_once('\n')?;
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t', '-']).len();
    let depth = indent(own);
    if depth == 0 || !own.trim_matches([' ', '\t', '-', '"']).is_empty() {
        return None;
    }
    let parent =
        above.lines().rev().find(|line| !line.trim().is_empty() && line.len() - line.trim_start().len() < depth)?;
    name_of(parent.trim_end().strip_suffix(':')?)
}

/// The last name in some text, without quotes.
fn name_of(head: &str) -> Option<&str> {
    let head = head.trim_end_matches(['"', '\'', ' ', '\\']);
    let count =
        head.bytes().rev().take(32).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
    (count > 0).then(|| &head[head.len() - count..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<&'static str> {
        let at = text.find("48213").unwrap();
        owned(text, &(at..at + 5)).map(|lead| lead.kind.subtype)
    }

    #[test]
    fn elements_belong_to_things() {
        let of = |text: &str| {
            let at = text.find("48213").unwrap();
            tagged(text, &(at..at + 5)).map(|lead| lead.kind.subtype)
        };
        for text in
            ["<order_no>48213</order_no>", "<order><id>48213</id>", "<order a=\"1\"><x>1</x><number>48213</number>"]
        {
            assert_eq!(of(text), Some("order-id"), "{text}");
        }
        for text in ["<lamp><id>48213</id>", "<order></order><id>48213</id>", "<b>48213</b>", "<id>48213", "48213</id>"]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn keys_belong_to_things() {
        for (text, subtype) in [
            (r#"{"customer": {"name": "Ann", "id": 48213}}"#, "customer-id"),
            (r#"{"bookings": [{"ref": "x", "tags": ["a"]}, {"n": [1], "ref": "48213"}]}"#, "booking-id"),
            (r#"{"orders": [{"sku": {"n": 1}, "id": "48213"}]}"#, "order-id"),
            ("invoice:\n  lines: 14\n  number: 48213\n", "invoice-id"),
            ("customers:\n  - id: 48213\n", "customer-id"),
            ("{\n  \"order\": {\n    \"status\": \"late\",\n    \"id\": 48213\n", "order-id"),
        ] {
            assert_eq!(of(text), Some(subtype), "{text}");
        }
        for text in [
            r#"{"lamp": {"id": 48213}}"#,
            r#"{"customer": {"name": "Ann"}, "id": 48213}"#,
            "invoice:\n  total: 48213\n",
            "customer:\nid: 48213\n",
            "id: 48213",
            "{\"order\": {\"user_id\": 48213}}",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
