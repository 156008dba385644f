//! Follows a value byte by byte: its grammar, and where that fails, its members.

use super::grammar::{Level, Verdict};
use super::member::{LONGEST, Member};
use super::place::View;
use super::{Element, Last, Splitter};

impl Splitter {
    /// Goes back to the beginning of the open value, to follow it byte by byte.
    pub(super) fn look_closely(&mut self) -> u64 {
        let open = self.current.expect("only an open value is looked at");
        (self.skim, self.place, self.depth) = (None, self.begun, self.base);
        (self.in_string, self.escaped) = (false, false);
        open.start
    }

    /// Reads the byte at `at` of the open value; where to go on.
    pub(super) fn follow(&mut self, view: View<'_>, at: u64, out: &mut Vec<Element>) -> u64 {
        let byte = view.byte(at);
        if matches!(byte, b'{' | b'[') {
            self.place.count(view, at);
        }
        if let Some(end) = self.ended
            && !self.goes_on(byte)
        {
            if matches!(byte, b' ' | b'\t' | b'\r') && at - end < LONGEST {
                return at + 1;
            }
            self.close(end, out);
            return at;
        }
        if byte == b'\n' {
            return self.line(at, out);
        }
        let member = self.members.take(byte, at, self.place);
        if self.lost {
            return member.map_or(at + 1, |member| self.find(&member, at, out));
        }
        if self.in_string {
            let escaped = std::mem::take(&mut self.escaped);
            self.escaped = byte == b'\\' && !escaped;
            self.in_string = byte != b'"' || escaped;
            return at + 1;
        }
        let verdict = self.grammar.take(byte, at);
        self.in_string = byte == b'"' && verdict == Verdict::Sound;
        self.depth = self.base + self.grammar.depth();
        if verdict != Verdict::Sound {
            let next = self.fault(verdict, at, at + 1, out);
            if next != at + 1 {
                return next;
            }
        }
        if self.depth == self.base {
            if self.broken && self.base == 1 {
                self.ended = Some(at + 1);
            } else {
                self.close(at + 1, out);
            }
            return at + 1;
        }
        member.map_or(at + 1, |member| self.member(&member, at, out))
    }

    /// Whether a byte behind the last bracket of a broken value shows that the bracket was none: neither a comma nor another
    /// value nor the end of a line or of the array follows.
    fn goes_on(&mut self, byte: u8) -> bool {
        let open = self.current.expect("only an open value is followed");
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b'{' | b'[' | b'}' | b']') {
            return false;
        }
        (self.ended, self.lost) = (None, true);
        self.grammar.reopen(self.object, open.start);
        self.depth = self.base + self.grammar.depth();
        true
    }

    /// A line of the open value ends at `at`, which no sound string holds.
    fn line(&mut self, at: u64, out: &mut Vec<Element>) -> u64 {
        if self.in_string && !self.lost {
            let next = self.fault(Verdict::Loose, at, at + 1, out);
            if next != at + 1 {
                return next;
            }
        } else {
            self.grammar.take(b'\n', at);
        }
        self.escaped = false;
        self.members.begin();
        self.place.newline(at);
        at + 1
    }

    /// A member of the open value, whose colon stands at `at`, where nothing is in doubt but what is open.
    fn member(&mut self, member: &Member, at: u64, out: &mut Vec<Element>) -> u64 {
        if self.current.is_some_and(|open| open.start == member.first) {
            self.key = self.key.or((member.openers.len() == 1).then_some(member.key));
            return at + 1;
        }
        if self.is_kin(member) && self.torn {
            return self.cut_before(member, out);
        }
        if self.grammar.is_misplaced(member) {
            if self.grammar.close_before(member) == Level::Behind {
                return self.cut_before(member, out);
            }
            self.depth = self.base + self.grammar.depth();
        } else if self.is_kin(member) && !self.broken && self.kin.is_none() {
            self.kin = Some((member.first, member.place));
        }
        at + 1
    }

    /// A member, whose colon stands at `at`, where it was in doubt what is a string.
    fn find(&mut self, member: &Member, at: u64, out: &mut Vec<Element>) -> u64 {
        let level = self.grammar.find_in(member);
        self.depth = self.base + self.grammar.depth();
        match level {
            Level::Behind => return self.cut_before(member, out),
            Level::Inside(sure) => self.torn |= !sure,
        }
        if self.torn && self.is_kin(member) {
            return self.cut_before(member, out);
        }
        (self.lost, self.in_string, self.escaped) = (false, false, false);
        at + 1
    }

    /// Whether a member is the first of an object that begins as the open value does, behind a comma.
    fn is_kin(&self, member: &Member) -> bool {
        member.comma && member.openers.len() == 1 && self.key == Some(member.key)
    }

    /// Ends the open value, which is broken, before a member that begins the next one.
    fn cut_before(&mut self, member: &Member, out: &mut Vec<Element>) -> u64 {
        self.cut(member.first, out);
        self.place = member.place;
        member.first
    }

    /// The input ends: where it was in doubt what is a string or open, the bracket of the array is not one of the last value's.
    pub(super) fn end_of_lost(&mut self, view: View<'_>, out: &mut Vec<Element>) {
        // A longer one is not kept.
        let kept = |start: u64| start >= view.offset && view.end() - start <= self.max_row;
        let doubtful = (self.lost || self.torn) && self.base == 1;
        let Some(open) = self.current.filter(|open| doubtful && kept(open.start)) else { return };
        let row = view.slice(open.start, view.end()).trim_ascii_end();
        let row = row.strip_suffix(b"]").map(<[u8]>::trim_ascii_end).filter(|row| row.ends_with(b"}"));
        if let Some(row) = row {
            self.close(open.start + row.len() as u64, out);
            self.last = Last::End;
        }
    }
}
