//! What stands between values: brackets of the array, commas, blanks; and values that are no objects or lists.

use memchr::memchr3;

use super::super::gaps::Gap;
use super::super::pos::Resync;
use super::place::{Lead, View};
use super::skim::Skim;
use super::{Element, Last, Splitter};

impl Splitter {
    /// Reads the byte at `at`, and in a string those up to one that matters; where to go on.
    pub(super) fn step(&mut self, view: View<'_>, at: u64, out: &mut Vec<Element>) -> u64 {
        let byte = view.byte(at);
        if self.place.lead != Lead::Text {
            self.look_for_the_next(view, at, out);
        }
        if self.current.is_some()
            && (self.depth > self.base || self.ended.is_some() || matches!(byte, b'{' | b'[') && !self.in_string)
        {
            return self.follow(view, at, out);
        }
        if self.in_string {
            return at + self.string(&view.bytes[(at - view.offset) as usize..], at) as u64;
        }
        let in_debris = at < self.failed && self.current.is_none();
        match byte {
            b'\n' => {
                self.end_scalar(at, out);
                self.place.newline(at);
            }
            b' ' | b'\t' | b'\r' => self.end_scalar(at, out),
            b'"' if in_debris => self.in_string = true,
            b'{' => return self.open(view, at, out),
            _ if in_debris => {}
            b',' => self.comma(at, out),
            b'"' => {
                self.begin(view, at);
                self.in_string = true;
            }
            b'[' => return self.open(view, at, out),
            b'}' | b']' => {
                self.end_scalar(at, out);
                self.end_of_array(byte);
            }
            _ => self.begin(view, at),
        }
        at + 1
    }

    fn begin(&mut self, view: View<'_>, at: u64) {
        if self.current.is_some() {
            return;
        }
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
        self.place.count(view, at);
        let gap = std::mem::take(&mut self.gap);
        let (margin, failed) = (self.place.margin(at), self.failed_behind(at));
        let resync = Resync { margin, failed, behind: self.last == Last::End };
        let (line, indent) = (self.place.line, self.place.indent(at));
        self.current = Some(Element { start: at, end: at, line, indent, gap, resync, cut: false });
        (self.begun, self.object) = (self.place, view.byte(at) == b'{');
        self.watch(at);
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

    pub(super) fn opens_the_array(&self, bracket: u8) -> bool {
        self.base == 1 && self.depth == 0 && bracket == b'[' && self.current.is_none()
    }

    /// A bracket stands where no value is open: that of the array, or that of a value.
    fn open(&mut self, view: View<'_>, at: u64, out: &mut Vec<Element>) -> u64 {
        let bracket = view.byte(at);
        if self.opens_the_array(bracket) {
            if self.last == Last::End {
                self.gap.add(Gap::Another);
            }
            (self.last, self.depth) = (Last::Begin, 1);
            return at + 1;
        }
        self.begin(view, at);
        if self.broken {
            return self.follow(view, at, out);
        }
        (self.skim, self.depth) = (Some(Skim::begin(bracket == b'{')), self.base + 1);
        at + 1
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
        if self.current.is_some() {
            self.close(at, out);
        }
    }

    /// Reads bytes of a string that is a value itself, or stands behind a broken one, up to its end or a line break; how many
    /// they were.
    fn string(&mut self, rest: &[u8], at: u64) -> usize {
        if rest[0] == b'\n' {
            self.escaped = false;
            if self.current.is_some() {
                (self.broken, self.stop) = (true, u64::MAX);
            }
            // Behind a broken value, a string that does not end in its line is none.
            self.in_string = self.current.is_some();
            self.place.newline(at);
            return 1;
        }
        if std::mem::take(&mut self.escaped) {
            return 1;
        }
        if self.place.lead != Lead::Text {
            match rest[0] {
                b'"' => self.in_string = false,
                b'\\' => self.escaped = true,
                _ => {}
            }
            return 1;
        }
        self.text(rest)
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
