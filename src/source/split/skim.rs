//! The quick look at a value: quotes, brackets and line ends, 64 bytes at a time, and what stands beside each of them. That is
//! enough to know where a sound value ends. Whatever is not as a sound value has it ends the look, and the value is followed
//! byte by byte from its beginning; so is one that does not end.

use wide::u8x16;

use super::place::{Lead, Place, View};
use super::{Element, Splitter};

/// The even places of a block.
const EVEN: u64 = 0x5555_5555_5555_5555;

/// Bytes looked at together.
const BLOCK: usize = 64;

/// What is known of the open value where the look has come to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Skim {
    /// The open brackets, the innermost in the lowest bit; set for those of objects.
    kinds: u64,
    open: u32,
    in_string: bool,
    /// Whether the next byte of a string has a backslash before it.
    escaped: bool,
    /// Where the last string ended, if the byte behind it was not looked at yet.
    ended: Option<u64>,
}

/// What the look came to.
enum Met {
    /// The end of the value, with this bracket.
    End(u64),
    /// The end of a line.
    Line(u64),
    /// Nothing, up to the end of the block.
    Nothing,
    /// What a sound value has not.
    Odd,
}

impl Skim {
    /// Behind the bracket that begins a value.
    pub fn begin(object: bool) -> Skim {
        Skim { kinds: u64::from(object), open: 1, ..Skim::default() }
    }

    /// Looks at the bytes from `at` on, up to 64 and not beyond `end`.
    fn block(&mut self, view: View<'_>, at: u64, end: u64, place: &mut Place) -> Met {
        let bytes = view.slice(at, end.min(at + BLOCK as u64));
        let block = Masks::of(bytes);
        let escaped = self.escapes(block.backslashes);
        if bytes.len() < BLOCK {
            self.escaped = escaped >> bytes.len() & 1 == 1;
        }
        let quotes = block.quotes & !escaped;
        let mut behind = u64::MAX;
        loop {
            let watched = if self.in_string { quotes | block.lines } else { quotes | block.lines | block.brackets };
            let rest = watched & behind;
            let outside = if self.in_string { 0 } else { block.backslashes & behind };
            if rest == 0 {
                return if outside == 0 { Met::Nothing } else { Met::Odd };
            }
            let bit = rest.trailing_zeros();
            if outside & ((1 << bit) - 1) != 0 {
                return Met::Odd;
            }
            behind = if bit == 63 { 0 } else { u64::MAX << (bit + 1) };
            let here = at + u64::from(bit);
            match view.byte(here) {
                b'"' if self.in_string => (self.in_string, self.ended) = (false, Some(here)),
                _ if self.in_string => return Met::Odd,
                byte => match self.outside(view, byte, here) {
                    Met::Nothing => {}
                    Met::Line(line) => {
                        place.newline(line);
                        self.begin_of_line(view, line + 1, at + bytes.len() as u64, place);
                    }
                    met => return met,
                },
            }
        }
    }

    /// Takes a quote, a bracket or a line end that stands outside of strings.
    fn outside(&mut self, view: View<'_>, byte: u8, here: u64) -> Met {
        if let Some(end) = self.ended.take() {
            let next = view.slice(end + 1, here + 1).iter().find(|byte| !is_blank(**byte));
            match next {
                Some(b',' | b':' | b'}' | b']') => {}
                None => self.ended = Some(end),
                Some(_) => return Met::Odd,
            }
        }
        if byte == b'\n' {
            return Met::Line(here);
        }
        let object = self.kinds & 1 == 1;
        let before = view.slice(view.offset, here).iter().rev().find(|byte| !is_blank(**byte));
        match byte {
            b'}' | b']' => {
                if object != (byte == b'}') || matches!(before, Some(b',' | b':')) {
                    return Met::Odd;
                }
                (self.kinds, self.open) = (self.kinds >> 1, self.open - 1);
                return if self.open == 0 { Met::End(here) } else { Met::Nothing };
            }
            _ => {}
        }
        match (byte, before) {
            (b'"', Some(b',' | b':' | b'{' | b'[')) => self.in_string = true,
            (b'{' | b'[', Some(b':')) if object && self.open < 64 => self.opened(byte),
            (b'{' | b'[', Some(b',' | b'[')) if !object && self.open < 64 => self.opened(byte),
            _ => return Met::Odd,
        }
        Met::Nothing
    }

    fn opened(&mut self, byte: u8) {
        (self.kinds, self.open) = (self.kinds << 1 | u64::from(byte == b'{'), self.open + 1);
    }

    /// Reads the blanks that a line of a value begins with, not beyond `end`; where they end.
    fn begin_of_line(&self, view: View<'_>, at: u64, end: u64, place: &mut Place) -> u64 {
        let blanks = view.slice(at, end).iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
        let at = at + blanks as u64;
        match (at < end).then(|| view.byte(at)) {
            None | Some(b'\n') => {}
            // The bracket that ends the value.
            Some(b'}') if self.open == 1 => place.lead(Lead::Brace, at),
            Some(_) => place.lead(Lead::Text, at),
        }
        at
    }

    /// The bytes that have a backslash of their own before them.
    fn escapes(&mut self, backslashes: u64) -> u64 {
        let first = u64::from(std::mem::take(&mut self.escaped));
        if backslashes == 0 {
            return first;
        }
        // Runs of backslashes that begin at an odd place are carried through them by an addition.
        let own = backslashes & !first;
        let follows = own << 1 | first;
        let (carried, over) = own.overflowing_add(own & !EVEN & !follows);
        self.escaped = over;
        (EVEN ^ (carried << 1)) & follows
    }
}

/// Where some bytes are in a block, one bit for each.
struct Masks {
    quotes: u64,
    backslashes: u64,
    lines: u64,
    brackets: u64,
}

impl Masks {
    fn of(bytes: &[u8]) -> Masks {
        let mut padded = [0; BLOCK];
        let block: &[u8; BLOCK] = match bytes.first_chunk() {
            Some(block) => block,
            None => {
                padded[..bytes.len()].copy_from_slice(bytes);
                &padded
            }
        };
        let mut masks = Masks { quotes: 0, backslashes: 0, lines: 0, brackets: 0 };
        for (n, own) in block.as_chunks::<16>().0.iter().enumerate() {
            let own = u8x16::from(*own);
            let is = |wanted: u8| own.simd_eq(u8x16::splat(wanted));
            let at = |found: u8x16| u64::from(found.to_bitmask()) << (16 * n);
            // `[` and `{` differ in one bit, and so do `]` and `}`.
            let upper = own | u8x16::splat(0x20);
            let bracket = |wanted: u8| upper.simd_eq(u8x16::splat(wanted));
            masks.quotes |= at(is(b'"'));
            masks.backslashes |= at(is(b'\\'));
            masks.lines |= at(is(b'\n'));
            masks.brackets |= at(bracket(b'{') | bracket(b'}'));
        }
        masks
    }
}

impl Splitter {
    /// Looks at the open value from `at` on, not beyond `end`; where to go on.
    pub(super) fn skim(&mut self, view: View<'_>, mut at: u64, end: u64, out: &mut Vec<Element>) -> u64 {
        let Some(mut skim) = self.skim else { return at };
        while at < end {
            if self.place.lead != Lead::Text {
                at = skim.begin_of_line(view, at, end, &mut self.place);
            }
            match skim.block(view, at, end, &mut self.place) {
                Met::End(last) => {
                    self.close(last + 1, out);
                    return last + 1;
                }
                Met::Odd => return self.look_closely(),
                Met::Nothing | Met::Line(_) => at = end.min(at + BLOCK as u64),
            }
        }
        self.skim = Some(skim);
        at
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}
