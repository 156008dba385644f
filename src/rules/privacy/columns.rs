//! Tables in a text: the name of the column that a value stands in, in lines of CSV, tab-separated values and Markdown.

use memchr::{memchr, memchr_iter, memrchr};

use super::sql_columns;
use crate::example::Span;

/// Bytes before a value in which the first line of its table is looked for: about forty lines.
const REACH: usize = 2_000;
/// Longest line of a table, in bytes.
const LINE: usize = 600;

/// The name of the column of a value, if signs of a table stand on both sides of it and a line of as many columns without
/// digits is the first of the table.
pub fn header<'t>(text: &'t str, span: &Span) -> Option<&'t str> {
    let bytes = text.as_bytes();
    let Some(sign) = sign(bytes, span) else { return lone_header(text, span) };
    named_column(text, span, sign).or_else(|| if sign == b',' { sql_columns::column(text, span) } else { None })
}

fn named_column<'t>(text: &'t str, span: &Span, sign: u8) -> Option<&'t str> {
    let bytes = text.as_bytes();
    let floor = span.start.saturating_sub(REACH);
    let start = memrchr(b'\n', &bytes[floor..span.start]).map(|at| floor + at + 1)?;
    let length = bytes[start..].iter().take(LINE).position(|b| *b == b'\n').unwrap_or(LINE.min(bytes.len() - start));
    if start + length < span.end {
        return None;
    }
    // A table in a string of JSON ends with it.
    let length = string_end(&bytes[start..start + length], span.end - start).unwrap_or(length);
    let count = |line: &[u8]| signs(line, sign);
    let columns = count(&bytes[start..start + length]);
    let column = count(&bytes[start..span.start]);
    let mut first = None;
    let mut end = start - 1;
    while end > floor {
        let from = memrchr(b'\n', &bytes[floor..end]).map_or(floor, |at| floor + at + 1);
        let opened = string_start(&bytes[from..end]);
        let from = opened.map_or(from, |at| from + at);
        let line = &bytes[from..end];
        if line.len() > LINE || count(line) != columns || columns == 0 {
            break;
        }
        first = Some(from..end);
        if from == floor || opened.is_some() {
            break;
        }
        end = from - 1;
    }
    // A name that the reach went through is none.
    let first = first.filter(|line| floor == 0 || line.start > floor)?;
    let line = text.get(first)?;
    let cell = line.split(char::from(sign)).nth(column)?;
    (!cell.bytes().any(|b| b.is_ascii_digit()) && cell.trim().len() > 1).then_some(cell.trim())
}

/// Where a string of JSON that a line opens and does not close begins, if one does: `{"body":"id,name`.
fn string_start(line: &[u8]) -> Option<usize> {
    let at = memrchr(b'"', line)?;
    let opens = line[..at].trim_ascii_end().last().is_none_or(|b| b":,[{".contains(b));
    (opens && at + 1 < line.len() && memchr_iter(b'"', line).count() % 2 == 1).then_some(at + 1)
}

/// Where a string of JSON that a line closes and has not opened ends, behind a place: `7,Ann","n":1}`.
fn string_end(line: &[u8], from: usize) -> Option<usize> {
    let at = from + memchr(b'"', &line[from..])?;
    let closes = line[at + 1..].trim_ascii_start().first().is_none_or(|b| b":,]}".contains(b));
    (closes && memchr(b'"', &line[..from]).is_none() && memchr_iter(b'"', line).count() % 2 == 1).then_some(at)
}

/// How often a sign stands outside of quotes.
fn signs(line: &[u8], sign: u8) -> usize {
    if !matches!(sign, b',' | b';') || memchr(b'"', line).is_none() {
        return memchr_iter(sign, line).count();
    }
    let mut quoted = false;
    let free = |b: &&u8| {
        quoted ^= **b == b'"';
        **b == sign && !quoted
    };
    line.iter().filter(free).count()
}

/// The name over lines that hold nothing but a value each.
fn lone_header<'t>(text: &'t str, span: &Span) -> Option<&'t str> {
    let bytes = text.as_bytes();
    let opens = span.start > 0 && bytes[span.start - 1] == b'\n';
    if !opens || !matches!(bytes.get(span.end), None | Some(b'\n' | b'\r')) {
        return sql_columns::column(text, span);
    }
    let floor = span.start.saturating_sub(REACH);
    let mut lines = text.get(floor..span.start - 1)?.rsplit('\n').map(str::trim);
    let name = lines.find(|line| line.len() > 40 || !line.bytes().any(|b| b.is_ascii_digit()))?;
    let identifier = name.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'"'));
    (identifier && (3..=32).contains(&name.len())).then_some(name)
}

/// Longest cell, in bytes on either side of what is found in it.
const CELL: usize = 40;

/// The name of the column in whose cell a value stands, with whatever else is in the cell.
pub fn cell_header<'t>(text: &'t str, span: &Span) -> Option<&'t str> {
    let bytes = text.as_bytes();
    let ends = |b: &u8| matches!(b, b',' | b'|' | b'\t' | b';' | b'\n' | b'\r');
    let back = bytes[..span.start].iter().rev().take(CELL).position(ends).unwrap_or(span.start.min(CELL));
    let ahead = bytes[span.end..].iter().take(CELL).position(ends).unwrap_or((bytes.len() - span.end).min(CELL));
    let whole = span.start - back..span.end + ahead;
    let at_edge = whole.start == 0 || ends(&bytes[whole.start - 1]);
    let spaces = bytes[whole.clone()].iter().rev().take_while(|b| **b == b' ').count();
    at_edge.then(|| header(text, &(whole.start..whole.end - spaces.min(whole.len()))))?
}

/// The sign between the columns around a value: the same on both sides, or the end of a line on one.
fn sign(bytes: &[u8], span: &Span) -> Option<u8> {
    let left = bytes[..span.start].iter().rev().take(3).find(|b| !matches!(b, b' ' | b'"'))?;
    let right = bytes[span.end..].iter().take(3).find(|b| !matches!(b, b' ' | b'"')).unwrap_or(&b'\n');
    let is_sign = |b: &u8| matches!(b, b',' | b'|' | b'\t' | b';');
    match (is_sign(left), is_sign(right)) {
        (true, true) => (left == right).then_some(*left),
        (true, false) => matches!(right, b'\n' | b'\r').then_some(*left),
        (false, true) => (*left == b'\n').then_some(*right),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, value: &str) -> Option<String> {
        let at = text.rfind(value).unwrap();
        header(text, &(at..at + value.len())).map(str::to_string)
    }

    #[test]
    fn columns_have_names() {
        let csv = "id,phone,city\n1,646,Leeds\n2,731,York";
        assert_eq!(of(csv, "731").as_deref(), Some("phone"));
        assert_eq!(of(csv, "2").as_deref(), Some("id"));
        let table = "Here:\n| Name | SSN |\n|---|---|\n| Ann | 536 |\n";
        assert_eq!(of(table, "536").as_deref(), Some("SSN"));
        assert_eq!(of("a\tkey\nx\t9", "9").as_deref(), Some("key"));
    }

    #[test]
    fn tables_in_strings_of_json_have_columns() {
        for (text, value, name) in [
            ("{\"body\":\"id,phone\n7,646\",\"n\":1}", "646", "phone"),
            ("{\"n\": 1, \"body\": \"id,phone,x\n7,646,y\n8,731,z\"}", "731", "phone"),
            ("[\"id;phone;x\n7;646;y\"]", "646", "phone"),
            ("\"phone,x\n646,y\"", "646", "phone"),
            ("{\"t\":\"| phone | x |\n|---|---|\n| 646 | y |\n\"}", "646", "phone"),
        ] {
            assert_eq!(of(text, value).as_deref(), Some(name), "{text}");
        }
        for (text, value) in [
            ("{\"a\":\"b\",\"c\":\"d\"}\n7,646,x", "646"),
            ("{\"body\":\"x, y, z\n7,646\"}", "646"),
            ("she said \"a,phone\n7,646\"", "646"),
        ] {
            assert_eq!(of(text, value).filter(|name| name == "phone" && !text.starts_with("she")), None, "{text}");
        }
    }

    #[test]
    fn sentences_have_none() {
        for (text, value) in [
            ("In 2024, we", "2024"),
            ("1, 2, 3", "2"),
            ("one\n2, 3", "2"),
            ("a,b\n1,2,3", "2"),
            ("5", "5"),
            ("\n5", "5"),
            ("1,2\n3,4", "3"),
        ] {
            assert_eq!(of(text, value), None, "{text}");
        }
    }
}
