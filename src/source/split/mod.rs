//! Cuts a JSON array, or objects spread over several lines, into its values without parsing them.
//!
//! A value ends with the bracket that closes it. One that is broken may seem to hold those behind it, so it ends at the latest
//! where a line begins as lines with values do (`resync`); whether it is broken, its `grammar` says. A sound value is never cut.

mod grammar;
mod place;
mod resync;

use memchr::memchr3;

use super::gaps::{Gap, Kinds};
use super::pos::{GridStart, Indent, Resync};
use super::sniff::Framing;
use grammar::Grammar;
use place::{Lead, Place};

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
    /// What the search for the next value starts with where this one is broken.
    pub resync: Resync,
    /// Whether it is broken and ends where the next value, or the end of the array, was found: blanks and a comma may stand
    /// at its end.
    pub cut: bool,
}

/// Follows strings and brackets through a stream; keeps its place between calls.
#[derive(Clone, Debug)]
pub struct Splitter {
    base: u32,
    depth: u32,
    in_string: bool,
    escaped: bool,
    current: Option<Element>,
    place: Place,
    /// What stood last between values.
    last: Last,
    /// What is wrong behind the last value so far.
    gap: Kinds,
    grammar: Grammar,
    /// Bytes of the open value that are kept at most.
    max_row: u64,
    /// A value that is still open there is taken for a broken one.
    stop: u64,
    /// Whether the open value is known to be broken.
    broken: bool,
    /// The first place where another value may begin if the open one is broken.
    held: Option<(u64, Place)>,
    /// What is open there is broken.
    failed: u64,
    /// Where the brackets stand that were open there.
    doomed: Vec<u64>,
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
    /// A broken value, which may hold the comma behind it.
    Broken,
}

impl Splitter {
    /// A splitter that stands before the first byte of an input. A value of more than `max_row` bytes that may be several
    /// is taken for a broken one.
    pub fn new(framing: Framing, max_row: u64) -> Self {
        let base = u32::from(framing == Framing::Array);
        Splitter {
            base,
            depth: 0,
            in_string: false,
            escaped: false,
            current: None,
            place: Place::default(),
            last: Last::Begin,
            gap: Kinds::default(),
            grammar: Grammar::new(),
            max_row,
            stop: u64::MAX,
            broken: false,
            held: None,
            failed: 0,
            doomed: Vec::new(),
        }
    }

    /// A splitter that stands before a value, the first of those to come.
    pub fn resume(framing: Framing, at: GridStart, resync: Resync, max_row: u64) -> Self {
        let fresh = Splitter::new(framing, max_row);
        Splitter { depth: fresh.base, place: Place::inside(at, resync.margin), failed: resync.failed, ..fresh }
    }

    /// The value that is not complete yet; its end is not known.
    pub fn pending(&self) -> Option<Element> {
        self.current
    }

    /// Gives up the open value, as if it had ended at `end`.
    fn close(&mut self, end: u64, out: &mut Vec<Element>) {
        if let Some(open) = self.current.take() {
            out.push(Element { end, ..open });
        }
        (self.depth, self.in_string, self.escaped) = (self.base, false, false);
        (self.stop, self.broken, self.held) = (u64::MAX, false, None);
    }

    /// The input ends behind `bytes`, which were fed; gives what is wrong behind the last value.
    pub fn finish(&mut self, bytes: &[u8], offset: u64, out: &mut Vec<Element>) -> Kinds {
        let end = offset + bytes.len() as u64;
        while self.current.is_some() && self.held.is_some() {
            let at = self.fail(end, end, out);
            self.feed(bytes, offset, at, out);
        }
        // A value that is cut off tells so itself.
        if self.base == 1 && self.current.is_none() && self.last != Last::End && self.failed < end {
            self.gap.add(Gap::CutOff);
        }
        self.last = Last::End;
        self.close(end, out);
        std::mem::take(&mut self.gap)
    }

    /// Reads on from `at`; the first of `bytes` lies at `offset`, and the value that is open begins in them unless it is
    /// longer than a row may be. Adds the values that end in them.
    pub fn feed(&mut self, bytes: &[u8], offset: u64, mut at: u64, out: &mut Vec<Element>) {
        let end = offset + bytes.len() as u64;
        loop {
            while at < end {
                let rest = &bytes[(at - offset) as usize..];
                // Blanks in a value say nothing but that a word has ended.
                if rest[0] == b' ' && self.depth > self.base && !self.in_string {
                    self.grammar.end_word();
                    at += rest.iter().take_while(|byte| **byte == b' ').count() as u64;
                } else {
                    at = self.step(rest, at, out);
                }
            }
            if end <= self.stop {
                return;
            }
            at = self.fail(self.stop, at, out);
        }
    }

    /// Reads the first byte of `rest`, which stands at `at`, and in a string those up to one that matters; where to go on.
    fn step(&mut self, rest: &[u8], at: u64, out: &mut Vec<Element>) -> u64 {
        let byte = rest[0];
        if at >= self.stop {
            return self.fail(self.stop, at, out);
        }
        let watched = self.current.is_some() && !self.broken;
        if watched
            && if self.in_string { byte == b'\n' } else { self.depth > self.base && !self.grammar.take(byte, at) }
        {
            return self.fail(at, at, out);
        }
        if self.place.lead != Lead::Text {
            self.look_for_the_next(byte, at, out);
        }
        if self.in_string {
            return at + self.string(rest, at) as u64;
        }
        let in_debris = at < self.failed && self.current.is_none();
        match byte {
            b'\n' => {
                self.end_scalar(at, out);
                self.place.newline(at);
            }
            b' ' | b'\t' | b'\r' => self.end_scalar(at, out),
            b'"' if in_debris => self.in_string = true,
            b'{' => self.open(at, byte),
            _ if in_debris => {}
            b',' if self.depth <= self.base => self.comma(at, out),
            b'"' => {
                self.begin(at);
                self.in_string = true;
            }
            b'[' => self.open(at, byte),
            b'}' | b']' => self.shut(at, byte, out),
            _ => {
                self.begin(at);
                self.place.continued += u64::from(byte & 0xC0 == 0x80);
            }
        }
        at + 1
    }

    fn begin(&mut self, at: u64) {
        if self.current.is_none() {
            if self.base == 1 && at >= self.failed {
                match self.last {
                    Last::Value => self.gap.add(Gap::NoComma),
                    Last::End => self.gap.add(Gap::Behind),
                    Last::Begin | Last::Comma | Last::Broken => {}
                }
            }
            if self.last != Last::End {
                self.last = if at < self.failed { Last::Broken } else { Last::Value };
            }
            let gap = std::mem::take(&mut self.gap);
            let resync = Resync { margin: self.place.margin(at), failed: self.failed_behind(at) };
            let (line, indent) = (self.place.line, self.place.indent(at));
            self.current = Some(Element { start: at, end: at, line, indent, gap, resync, cut: false });
            self.watch(at);
        }
    }

    fn comma(&mut self, at: u64, out: &mut Vec<Element>) {
        self.end_scalar(at, out);
        match self.last {
            Last::End => self.gap.add(Gap::Behind),
            Last::Value | Last::Broken if self.base == 1 => self.last = Last::Comma,
            Last::Broken => {}
            _ => self.gap.add(Gap::ExtraComma),
        }
    }

    fn opens_the_array(&self, bracket: u8) -> bool {
        self.base == 1 && self.depth == 0 && bracket == b'[' && self.current.is_none()
    }

    fn open(&mut self, at: u64, bracket: u8) {
        if self.opens_the_array(bracket) {
            if self.last == Last::End {
                self.gap.add(Gap::Behind);
            }
            self.last = Last::Begin;
        } else if self.current.is_some() {
            self.depth = self.depth.max(self.base);
        } else {
            self.begin(at);
            self.grammar.take(bracket, at);
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

    /// Reads bytes of a string, up to its end or a line break, of which only a broken one has any; how many they were.
    fn string(&mut self, rest: &[u8], at: u64) -> usize {
        if rest[0] == b'\n' {
            self.escaped = false;
            // Behind a broken value, a string that does not end in its line is none.
            self.in_string = self.current.is_some();
            self.place.newline(at);
            return 1;
        }
        if std::mem::take(&mut self.escaped) {
            self.place.count(&rest[..1]);
            return 1;
        }
        if self.place.lead != Lead::Text {
            match rest[0] {
                b'"' => self.in_string = false,
                b'\\' => self.escaped = true,
                _ => self.place.count(&rest[..1]),
            }
            return 1;
        }
        let read = self.text(rest);
        self.place.count(&rest[..read]);
        read
    }

    /// How many bytes of a string come before its end, that included, or before a line break.
    fn text(&mut self, rest: &[u8]) -> usize {
        let mut read = 0;
        while let Some(more) = memchr3(b'"', b'\\', b'\n', &rest[read..]) {
            read += more;
            match (rest[read], rest.get(read + 1)) {
                (b'\n', _) => return read,
                (b'\\', Some(next)) if *next != b'\n' => read += 2,
                (mark, _) => {
                    (self.in_string, self.escaped) = (mark == b'\\', mark == b'\\');
                    return read + 1;
                }
            }
        }
        rest.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, framing: Framing, step: usize) -> Vec<(String, u64)> {
        let mut splitter = Splitter::new(framing, 1 << 20);
        let mut out = Vec::new();
        for from in (0..text.len()).step_by(step) {
            let read = &text.as_bytes()[..text.len().min(from + step)];
            splitter.feed(read, 0, from as u64, &mut out);
        }
        splitter.finish(text.as_bytes(), 0, &mut out);
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
