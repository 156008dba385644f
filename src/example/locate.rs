//! From a JSON Pointer, and a span in the decoded string there, to bytes and columns of the raw row. Walked only for rows
//! that have a finding.

use std::collections::HashMap;

use super::scan::Span;

/// A place in the raw row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    /// First byte in the row, from 0.
    pub start: usize,
    /// Byte after the last one.
    pub end: usize,
}

/// Where the value at `pointer` stands in `row` (bytes of valid JSON), or the part `span` of it if it is a string. A
/// pointer to a key that is not there gives the object that lacks it.
pub fn locate(row: &[u8], pointer: &str, span: Option<&Span>) -> Option<Located> {
    let mut walker = Walker { row, at: 0 };
    let mut found = walker.value()?;
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        match walker.enter(found, &step) {
            Some(inner) => found = inner,
            None => return Some(found),
        }
    }
    match span {
        Some(span) if row[found.start] == b'"' => Some(inside(row, found, span)),
        _ => Some(found),
    }
}

/// The places of many values of one row, as [`locate`] gives them, in one walk however many there are.
pub fn locate_all(row: &[u8], wanted: &[(&str, Option<&Span>)]) -> Vec<Option<Located>> {
    let mut values: HashMap<String, Option<Located>> = HashMap::new();
    for (pointer, _) in wanted {
        let ends = pointer.match_indices('/').map(|(at, _)| at).chain([pointer.len()]);
        ends.for_each(|end| {
            values.entry(pointer[..end].to_owned()).or_default();
        });
    }
    Walker { row, at: 0 }.visit(&mut String::new(), &mut values);
    let of = |pointer: &str| {
        let mut pointer = pointer;
        loop {
            match (values.get(pointer).copied().flatten(), pointer.rfind('/')) {
                (Some(found), _) => return Some(found),
                (None, Some(end)) => pointer = &pointer[..end],
                (None, None) => return None,
            }
        }
    };
    let mut places: Vec<Option<Located>> = wanted.iter().map(|(pointer, _)| of(pointer)).collect();
    let mut order: Vec<usize> = (0..wanted.len()).filter(|i| wanted[*i].1.is_some()).collect();
    order.sort_by_key(|i| places[*i].map(|place| place.start));
    for same in order.chunk_by(|a, b| places[*a] == places[*b]).map(<[usize]>::to_vec).collect::<Vec<_>>() {
        let Some(string) = places[same[0]].filter(|place| row[place.start] == b'"') else { continue };
        let spans: Vec<&Span> = same.iter().filter_map(|i| wanted[*i].1).collect();
        for (i, place) in same.iter().zip(inside_all(row, string, &spans)) {
            places[*i] = Some(place);
        }
    }
    places
}

/// [`inside`] for many spans of one string, in one pass over it.
fn inside_all(row: &[u8], string: Located, spans: &[&Span]) -> Vec<Located> {
    let mut bounds: Vec<usize> = spans.iter().flat_map(|span| [span.start, span.end]).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let (mut at, mut decoded, mut raw) = (string.start + 1, 0, Vec::with_capacity(bounds.len()));
    for bound in &bounds {
        while decoded < *bound && at < string.end - 1 {
            let (length, out) = unit(row, at);
            at += length;
            decoded += out;
        }
        raw.push(at);
    }
    let of = |bound: usize| raw[bounds.binary_search(&bound).unwrap_or_default()];
    spans.iter().map(|span| Located { start: of(span.start), end: of(span.end) }).collect()
}

struct Walker<'r> {
    row: &'r [u8],
    at: usize,
}

impl Walker<'_> {
    fn space(&mut self) {
        while self.row.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    /// Skips one value and gives its place.
    fn value(&mut self) -> Option<Located> {
        self.space();
        let start = self.at;
        match self.row.get(start)? {
            b'"' => self.string()?,
            b'{' | b'[' => self.nested()?,
            _ => {
                while self.row.get(self.at).is_some_and(|b| !b",]} \t\r\n".contains(b)) {
                    self.at += 1;
                }
            }
        }
        Some(Located { start, end: self.at })
    }

    fn string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            self.at += memchr::memchr2(b'"', b'\\', self.row.get(self.at..)?)?;
            if self.row[self.at] == b'"' {
                self.at += 1;
                return Some(());
            }
            self.at += 2;
        }
    }

    fn nested(&mut self) -> Option<()> {
        let mut depth = 0;
        loop {
            match self.row.get(self.at)? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Notes the place of every value whose pointer is asked for; of a repeated key the last.
    fn visit(&mut self, pointer: &mut String, values: &mut HashMap<String, Option<Located>>) -> Option<()> {
        self.space();
        let start = self.at;
        let object = self.row.get(start) == Some(&b'{');
        if !values.contains_key(pointer.as_str()) || (!object && self.row.get(start) != Some(&b'[')) {
            let place = self.value()?;
            values.entry(pointer.clone()).and_modify(|found| *found = Some(place));
            return Some(());
        }
        self.at += 1;
        let length = pointer.len();
        let mut index = 0;
        loop {
            self.space();
            if matches!(self.row.get(self.at)?, b'}' | b']') {
                self.at += 1;
                break;
            }
            pointer.push('/');
            if object {
                let key = self.value()?;
                let key: String = serde_json::from_slice(&self.row[key.start..key.end]).unwrap_or_default();
                pointer.push_str(&super::pointer::escape(&key));
                self.space();
                self.at += 1;
            } else {
                pointer.push_str(&index.to_string());
            }
            self.visit(pointer, values)?;
            pointer.truncate(length);
            index += 1;
            self.space();
            if self.row.get(self.at) == Some(&b',') {
                self.at += 1;
            }
        }
        values.entry(pointer.clone()).and_modify(|found| *found = Some(Located { start, end: self.at }));
        Some(())
    }

    /// The member or item `step` of the value at `outer`; of a repeated key the last.
    fn enter(&mut self, outer: Located, step: &str) -> Option<Located> {
        let object = self.row[outer.start] == b'{';
        if !object && self.row[outer.start] != b'[' {
            return None;
        }
        self.at = outer.start + 1;
        let (mut found, mut index) = (None, 0);
        loop {
            self.space();
            if matches!(self.row.get(self.at)?, b'}' | b']') {
                return found;
            }
            let wanted = if object {
                let key = self.value()?;
                self.space();
                self.at += 1;
                serde_json::from_slice::<String>(&self.row[key.start..key.end]).is_ok_and(|key| key == step)
            } else {
                step.parse() == Ok(index)
            };
            let value = self.value()?;
            if wanted {
                found = Some(value);
            }
            index += 1;
            self.space();
            if self.row.get(self.at) == Some(&b',') {
                self.at += 1;
            }
        }
    }
}

/// Maps a range of decoded bytes to raw bytes inside a string that stands, with its quotes, at `string`.
fn inside(row: &[u8], string: Located, span: &Span) -> Located {
    let mut at = string.start + 1;
    let mut decoded = 0;
    let (mut start, mut end) = (None, string.end - 1);
    while at < string.end - 1 {
        if decoded >= span.start && start.is_none() {
            start = Some(at);
        }
        if decoded >= span.end {
            end = at;
            break;
        }
        let (raw, out) = unit(row, at);
        at += raw;
        decoded += out;
    }
    Located { start: start.unwrap_or(end), end }
}

/// Length of one unit of a JSON string, raw and decoded, in bytes.
fn unit(row: &[u8], at: usize) -> (usize, usize) {
    if row[at] != b'\\' {
        return (1, 1);
    }
    if row.get(at + 1) != Some(&b'u') {
        return (2, 1);
    }
    let hex = |from: usize| {
        row.get(from..from + 4).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u32::from_str_radix(h, 16).ok())
    };
    match hex(at + 2) {
        Some(0..=0x7F) => (6, 1),
        Some(0x80..=0x7FF) => (6, 2),
        Some(0xD800..=0xDBFF)
            if row.get(at + 6..at + 8) == Some(b"\\u") && matches!(hex(at + 8), Some(0xDC00..=0xDFFF)) =>
        {
            (12, 4)
        }
        _ => (6, 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at<'r>(row: &'r str, pointer: &str, span: Option<&Span>) -> &'r str {
        let found = locate(row.as_bytes(), pointer, span).expect("well-formed");
        &row[found.start..found.end]
    }

    #[test]
    fn walks_to_values_and_into_strings() {
        let row = r#"{"a": [1, {"b/c": "x\u00e9\ud83d\ude00 y\n"}], "d" : "end"}"#;
        assert_eq!(at(row, "/d", None), "\"end\"");
        assert_eq!(at(row, "/a/0", None), "1");
        assert_eq!(at(row, "/a/1/b~1c", Some(&(0..1))), "x");
        assert_eq!(at(row, "/a/1/b~1c", Some(&(1..3))), r"\u00e9");
        assert_eq!(at(row, "/a/1/b~1c", Some(&(3..7))), r"\ud83d\ude00");
        assert_eq!(at(row, "/a/1/b~1c", Some(&(8..10))), r"y\n");
        assert_eq!(at(row, "/d", Some(&(0..3))), "end");
        assert_eq!(at(row, "/a/1/missing", None), r#"{"b/c": "x\u00e9\ud83d\ude00 y\n"}"#);
    }

    #[test]
    fn many_places_are_those_of_one_at_a_time() {
        let row = r#"{"a": [1, {"b/c": "x\u00e9\ud83d\ude00 y\n"}], "d" : "end", "d": "last"}"#;
        let spans = [0..1, 1..3, 3..7, 8..10, 0..3];
        let wanted: Vec<(&str, Option<&Span>)> = vec![
            ("/d", None),
            ("/a/0", None),
            ("/a/1/b~1c", Some(&spans[1])),
            ("/a/1/b~1c", Some(&spans[3])),
            ("", None),
            ("/a/1/b~1c", Some(&spans[0])),
            ("/a/1/b~1c", Some(&spans[2])),
            ("/d", Some(&spans[4])),
            ("/a/1/missing", None),
            ("/x/y", None),
        ];
        let alone: Vec<_> = wanted.iter().map(|(pointer, span)| locate(row.as_bytes(), pointer, *span)).collect();
        assert_eq!(locate_all(row.as_bytes(), &wanted), alone);
    }
}
