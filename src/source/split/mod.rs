//! Cuts a JSON array, or objects spread over several lines, into its values without parsing them.
//!
//! A value ends with the bracket that closes it; `between` values stand commas and brackets of the array. Where a sound value
//! ends, a quick look finds (`skim`). Any other is followed byte by byte (`follow`): what of it is broken, its `grammar` says.
//! A broken one may seem to hold those behind it, so it ends at the latest where a line begins as lines with values do
//! (`resync`), or where a `member` shows that another value has begun. A sound value is never cut.

mod between;
mod follow;
mod grammar;
mod member;
mod place;
mod resync;
mod skim;

use super::gaps::{Gap, Kinds};
use super::pos::{GridStart, Indent, Resync};
use super::sniff::Framing;
use grammar::Grammar;
use member::Members;
use place::{Place, View};
use skim::Skim;

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
    base: u64,
    depth: u64,
    in_string: bool,
    escaped: bool,
    current: Option<Element>,
    /// The place where the open value begins.
    begun: Place,
    /// The quick look at the open value, as long as it looks sound.
    skim: Option<Skim>,
    place: Place,
    /// What stood last between values.
    last: Last,
    /// What is wrong behind the last value so far.
    gap: Kinds,
    grammar: Grammar,
    members: Members,
    /// Hash of the first key of the open value.
    key: Option<u64>,
    /// Whether the open value is an object.
    object: bool,
    /// Behind the bracket that would end the open value, were that not broken.
    ended: Option<u64>,
    /// Bytes of the open value that are kept at most.
    max_row: u64,
    /// A value that is still open there is taken for a broken one.
    stop: u64,
    /// Whether the open value is known to be broken.
    broken: bool,
    /// Whether it is in doubt what is open in it.
    torn: bool,
    /// Whether it is in doubt where strings begin and end in it.
    lost: bool,
    /// The first place where another value may begin if the open one is broken: a line that begins so.
    held: Option<(u64, Place)>,
    /// The same where the open one lacks a bracket: an object with the same first key.
    kin: Option<(u64, Place)>,
    /// What is open there is broken.
    failed: u64,
    /// Where the brackets stand that were open there.
    doomed: Vec<u64>,
    /// Whether no open string explains that they were.
    doubted: bool,
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
        Splitter {
            base: u64::from(framing == Framing::Array),
            depth: 0,
            in_string: false,
            escaped: false,
            current: None,
            begun: Place::default(),
            skim: None,
            place: Place::default(),
            last: Last::Begin,
            gap: Kinds::default(),
            grammar: Grammar::new(),
            members: Members::new(framing == Framing::Joined),
            key: None,
            object: false,
            ended: None,
            max_row,
            stop: u64::MAX,
            broken: false,
            torn: false,
            lost: false,
            held: None,
            kin: None,
            failed: 0,
            doomed: Vec::new(),
            doubted: false,
        }
    }

    /// A splitter that stands before a value, the first of those to come.
    pub fn resume(framing: Framing, at: GridStart, resync: Resync, max_row: u64) -> Self {
        let fresh = Splitter::new(framing, max_row);
        let (last, depth) = if resync.behind { (Last::End, 0) } else { (Last::Begin, fresh.base) };
        Splitter { last, depth, place: Place::inside(at, resync.margin), failed: resync.failed, ..fresh }
    }

    /// The value that is not complete yet; its end is not known.
    pub fn pending(&self) -> Option<Element> {
        self.current
    }

    /// Where the open value ends at the earliest, and another may begin, if the bytes before `end` were fed: those from there
    /// on must still be there with the next ones.
    pub fn reach(&self, end: u64) -> u64 {
        let may_end = self.ended.or_else(|| self.members.pending());
        may_end.filter(|_| self.current.is_some() && self.skim.is_none()).map_or(end, |at| at.min(end))
    }

    /// Gives up the open value, as if it had ended at `end`.
    fn close(&mut self, end: u64, out: &mut Vec<Element>) {
        if let Some(open) = self.current.take() {
            out.push(Element { end, ..open });
        }
        self.depth = if self.last == Last::End { 0 } else { self.base };
        (self.in_string, self.escaped, self.skim) = (false, false, None);
        (self.stop, self.broken, self.torn, self.lost) = (u64::MAX, false, false, false);
        (self.held, self.kin, self.key, self.ended) = (None, None, None, None);
    }

    /// The input ends behind `bytes`, which were fed; gives what is wrong behind the last value.
    pub fn finish(&mut self, bytes: &[u8], offset: u64, out: &mut Vec<Element>) -> Kinds {
        let view = View { bytes, offset };
        let end = view.end();
        while self.current.is_some() && !self.broken {
            let at = self.unended(end, end, out);
            self.feed(bytes, offset, at, out);
        }
        if let Some(end) = self.ended {
            self.close(end, out);
        }
        self.end_of_lost(view, out);
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
        let view = View { bytes, offset };
        loop {
            at = if at >= self.stop {
                self.unended(self.stop, at, out)
            } else if at >= view.end() {
                break;
            } else if self.skim.is_some() {
                self.skim(view, at, view.end().min(self.stop), out)
            } else {
                self.step(view, at, out)
            };
        }
        self.place.count(view, at);
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
