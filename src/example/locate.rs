//! From a JSON Pointer, and a span in the decoded string there, to bytes and columns of the raw row. Walked only for rows
//! that have a finding.

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
}
