//! Cuts a JSON array, or objects spread over several lines, into its values without parsing them.

use memchr::{memchr_iter, memchr2};

use super::gaps::{Gap, Kinds};
use super::pos::{GridStart, Indent};
use super::sniff::Framing;

/// One value: half-open byte range, absolute in the unpacked input, and the line it starts in, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    /// First byte.
    pub start: u64,
    /// Byte after the last one.
    pub end: u64,
    /// Line of the first byte, from 0.
    pub line: u64,
    /// What stands before it in its line.
    pub indent: Indent,
    /// What is wrong between it and the value before it.
    pub gap: Kinds,
}

/// Follows strings and brackets through a stream; keeps its place between calls.
#[derive(Clone, Debug)]
pub struct Splitter {
    base: u32,
    depth: u32,
    in_string: bool,
    escaped: bool,
    current: Option<Element>,
    line: u64,
    line_start: u64,
    /// Bytes since the line's start that continue a character.
    continued: u64,
    /// What stood last between values.
    last: Last,
    /// What is wrong behind the last value so far.
    gap: Kinds,
}

/// What stands before the next value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    /// Nothing yet, or the bracket that begins the array.
    Begin,
    Value,
    Comma,
    /// The bracket that ends the array.
    End,
}

impl Splitter {
    /// A splitter that stands before the first byte of an input.
    pub fn new(framing: Framing) -> Self {
        let base = u32::from(framing == Framing::Array);
        Splitter {
            base,
            depth: 0,
            in_string: false,
            escaped: false,
            current: None,
            line: 0,
            line_start: 0,
            continued: 0,
            last: Last::Begin,
            gap: Kinds::default(),
        }
    }

    /// A splitter that stands before a value, the first of those to come.
    pub fn resume(framing: Framing, at: GridStart) -> Self {
        let fresh = Splitter::new(framing);
        let Indent { characters, bytes } = at.indent;
        let (line_start, continued) = (at.offset - bytes, bytes - characters);
        Splitter { depth: fresh.base, line: at.line, line_start, continued, ..fresh }
    }

    /// The value that is not complete yet; its end is not known.
    pub fn pending(&self) -> Option<Element> {
        self.current
    }

    /// Gives up the open value, as if it had ended at `end`.
    pub fn close(&mut self, end: u64, out: &mut Vec<Element>) {
        if let Some(open) = self.current.take() {
            out.push(Element { end, ..open });
        }
        (self.depth, self.in_string, self.escaped) = (self.base, false, false);
    }

    /// The input ends at `end`; gives what is wrong behind the last value.
    pub fn finish(&mut self, end: u64, out: &mut Vec<Element>) -> Kinds {
        // A value that is cut off tells so itself.
        if self.base == 1 && self.current.is_none() && self.last != Last::End {
            self.gap.add(Gap::CutOff);
        }
        self.last = Last::End;
        self.close(end, out);
        std::mem::take(&mut self.gap)
    }

    /// Reads the next bytes, the first of which lies at `offset`; adds the values that end in them.
    pub fn feed(&mut self, bytes: &[u8], offset: u64, out: &mut Vec<Element>) {
        let mut i = 0;
        while i < bytes.len() {
            if self.in_string {
                i = self.skip_string(bytes, i, offset);
                continue;
            }
            let at = offset + i as u64;
            match bytes[i] {
                b'\n' => {
                    self.end_scalar(at, out);
                    self.line += 1;
                    self.line_start = at + 1;
                    self.continued = 0;
                }
                b' ' | b'\t' | b'\r' => self.end_scalar(at, out),
                b',' if self.depth <= self.base => self.comma(at, out),
                b'"' => {
                    self.begin(at);
                    self.in_string = true;
                }
                b'{' | b'[' => self.open(at, bytes[i]),
                b'}' | b']' => self.shut(at, bytes[i], out),
                _ => self.begin(at),
            }
            i += 1;
        }
    }

    fn begin(&mut self, at: u64) {
        if self.current.is_none() {
            let bytes = at - self.line_start;
            let indent = Indent { characters: bytes - self.continued, bytes };
            if self.base == 1 {
                match self.last {
                    Last::Value => self.gap.add(Gap::NoComma),
                    Last::End => self.gap.add(Gap::Behind),
                    Last::Begin | Last::Comma => {}
                }
            }
            if self.last != Last::End {
                self.last = Last::Value;
            }
            let gap = std::mem::take(&mut self.gap);
            self.current = Some(Element { start: at, end: at, line: self.line, indent, gap });
        }
    }

    fn comma(&mut self, at: u64, out: &mut Vec<Element>) {
        self.end_scalar(at, out);
        match self.last {
            Last::End => self.gap.add(Gap::Behind),
            Last::Value if self.base == 1 => self.last = Last::Comma,
            _ => self.gap.add(Gap::ExtraComma),
        }
    }

    fn open(&mut self, at: u64, bracket: u8) {
        let opens_the_array = self.base == 1 && self.depth == 0 && bracket == b'[' && self.current.is_none();
        if opens_the_array {
            if self.last == Last::End {
                self.gap.add(Gap::Behind);
            }
            self.last = Last::Begin;
        } else {
            self.begin(at);
            self.depth = self.depth.max(self.base);
        }
        self.depth += 1;
    }

    fn shut(&mut self, at: u64, bracket: u8, out: &mut Vec<Element>) {
        if self.depth <= self.base {
            self.end_scalar(at, out);
            self.end_of_array(bracket);
            return;
        }
        self.depth -= 1;
        if self.depth == self.base {
            self.close(at + 1, out);
        }
    }

    fn end_of_array(&mut self, bracket: u8) {
        match self.last {
            Last::End => self.gap.add(Gap::Behind),
            _ if self.base == 0 || bracket == b'}' => self.gap.add(Gap::Stray),
            last => {
                if last == Last::Comma {
                    self.gap.add(Gap::TrailingComma);
                }
                (self.last, self.depth) = (Last::End, 0);
            }
        }
    }

    fn end_scalar(&mut self, at: u64, out: &mut Vec<Element>) {
        if self.depth <= self.base && self.current.is_some() {
            let depth = self.depth;
            self.close(at, out);
            self.depth = depth;
        }
    }

    fn skip_string(&mut self, bytes: &[u8], mut i: usize, offset: u64) -> usize {
        let from = i;
        if self.escaped {
            self.escaped = false;
            i += 1;
        }
        loop {
            match memchr2(b'"', b'\\', &bytes[i.min(bytes.len())..]).map(|n| i + n) {
                Some(at) if bytes[at] == b'"' => {
                    self.in_string = false;
                    i = at + 1;
                    break;
                }
                Some(at) if at + 1 < bytes.len() => i = at + 2,
                Some(_) => {
                    self.escaped = true;
                    i = bytes.len();
                    break;
                }
                None => {
                    i = bytes.len();
                    break;
                }
            }
        }
        let mut tail = from;
        for at in memchr_iter(b'\n', &bytes[from..i]) {
            self.line += 1;
            tail = from + at + 1;
            self.line_start = offset + tail as u64;
            self.continued = 0;
        }
        self.continued += bytes[tail..i].iter().filter(|b| **b & 0xC0 == 0x80).count() as u64;
        i
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, framing: Framing, step: usize) -> Vec<(String, u64)> {
        let mut splitter = Splitter::new(framing);
        let mut out = Vec::new();
        for (n, part) in text.as_bytes().chunks(step).enumerate() {
            splitter.feed(part, (n * step) as u64, &mut out);
        }
        splitter.close(text.len() as u64, &mut out);
        out.iter().map(|e| (text[e.start as usize..e.end as usize].to_string(), e.line)).collect()
    }

    #[test]
    fn elements_are_the_same_for_any_step() {
        let text = "[\n {\"a\": \"x]\\\"}\"},\n [1, {\"b\": 2}], 3 ,\"s\"\n]\n";
        let whole = split(text, Framing::Array, text.len());
        let values: Vec<&str> = whole.iter().map(|(v, _)| v.as_str()).collect();
        assert_eq!(values, ["{\"a\": \"x]\\\"}\"}", "[1, {\"b\": 2}]", "3", "\"s\""]);
        assert_eq!(whole[1].1, 2);
        for step in 1..9 {
            assert_eq!(split(text, Framing::Array, step), whole);
        }
    }

    #[test]
    fn documents_need_no_comma() {
        let found = split("{\n\"a\":1\n}\n{\n\"a\":2\n}\n", Framing::Documents, 4);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].1, 3);
    }

    #[test]
    fn a_cut_array_keeps_its_last_element() {
        let found = split("[{\"a\":1},{\"a\":", Framing::Array, 100);
        assert_eq!(found[1].0, "{\"a\":");
    }
}
