//! Members of objects as their bytes show them, whatever is thought to be a string: a comma or brackets, a short key in
//! quotes, a colon. No sound string holds one, for a quote in it has a backslash before it. So where a quote is missing or too
//! many, the next member tells what is a string again, and the brackets right before it how many have ended.

use super::place::Place;

/// Bytes of a member up to its colon; a longer one tells nothing.
pub const LONGEST: u64 = 400;

/// Brackets that follow each other, the first one first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run {
    /// The last one is the lowest bit; set for those of objects.
    kinds: u64,
    length: u32,
}

impl Run {
    /// How many.
    pub fn len(&self) -> usize {
        self.length as usize
    }

    /// Whether the `n`th is that of an object.
    pub fn is_object(&self, n: usize) -> bool {
        self.kinds >> (self.len() - 1 - n) & 1 == 1
    }

    /// Only the last 64 are kept.
    fn push(&mut self, object: bool) {
        *self = Run { kinds: self.kinds << 1 | u64::from(object), length: (self.length + 1).min(64) };
    }
}

/// A member up to its colon.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Whether a comma stands before it.
    pub comma: bool,
    /// Whether a colon stands before its brackets.
    pub colon: bool,
    /// The brackets that end right before the comma.
    pub closers: Run,
    /// The brackets that begin right before the key.
    pub openers: Run,
    /// Where the first of those stands.
    pub first: u64,
    /// The place there.
    pub place: Place,
    /// Hash of the key.
    pub key: u64,
}

/// What the bytes so far may be the beginning of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Nothing,
    /// Brackets that end something.
    Closers,
    Comma,
    Colon,
    /// Brackets that begin something.
    Openers,
    Key,
    /// Behind the key.
    Keyed,
}

/// Looks for members, byte by byte.
#[derive(Clone, Debug)]
pub struct Members {
    /// What the bytes so far may be.
    main: Search,
    /// The same if what is thought to be a key is none: its last quote may be the first one of a key.
    other: Search,
}

impl Members {
    /// Stands before a value. Where objects are joined, no comma stands between them.
    pub fn new(joined: bool) -> Self {
        Members { main: Search::new(joined), other: Search::new(joined) }
    }

    /// Stands before a value, or behind the end of a line: members on two lines tell nothing, for lines tell more.
    pub fn begin(&mut self) {
        self.main.state = State::Nothing;
    }

    /// Where the member begins that the last bytes may be the beginning of.
    pub fn pending(&self) -> Option<u64> {
        self.main.pending()
    }

    /// Takes the byte at `at`, which is the place `place`; gives the member that it ends.
    pub fn take(&mut self, byte: u8, at: u64, place: Place) -> Option<Member> {
        let keyed = self.main.in_key();
        if keyed {
            self.other.take(byte, at, place);
        }
        let found = self.main.take(byte, at, place);
        if keyed && found.is_none() && !self.main.in_key() {
            self.main = self.other.clone();
        }
        if !keyed && self.main.in_key() {
            self.other.state = State::Nothing;
        }
        found
    }
}

/// One look for a member.
#[derive(Clone, Debug)]
struct Search {
    /// Whether brackets that end something stand for a comma.
    joined: bool,
    state: State,
    /// Where the first bracket or the key stands.
    from: u64,
    /// Bytes of the key.
    length: u32,
    own: Member,
}

impl Search {
    fn new(joined: bool) -> Self {
        let (closers, openers, place) = (Run::default(), Run::default(), Place::default());
        let own = Member { comma: false, colon: false, closers, openers, first: 0, place, key: 0 };
        Search { joined, state: State::Nothing, from: 0, length: 0, own }
    }

    fn in_key(&self) -> bool {
        matches!(self.state, State::Key | State::Keyed)
    }

    fn pending(&self) -> Option<u64> {
        matches!(self.state, State::Openers | State::Key | State::Keyed).then_some(self.from)
    }

    fn take(&mut self, byte: u8, at: u64, place: Place) -> Option<Member> {
        if self.pending().is_some_and(|from| at - from > LONGEST) {
            self.state = State::Nothing;
        }
        if self.state == State::Key && self.takes_key(byte) {
            return None;
        }
        let before = self.state;
        self.state = match byte {
            b' ' | b'\t' | b'\r' => before,
            b':' if before == State::Keyed => {
                self.state = State::Colon;
                return Some(self.own);
            }
            b':' => State::Colon,
            b',' => {
                if before != State::Closers {
                    self.own.closers = Run::default();
                }
                (self.own.comma, self.own.openers) = (true, Run::default());
                State::Comma
            }
            b'}' | b']' => {
                if before != State::Closers {
                    self.own.closers = Run::default();
                }
                self.own.closers.push(byte == b'}');
                State::Closers
            }
            b'{' | b'[' => self.opens(byte == b'{', before, at, place),
            b'"' => self.quote(before, at),
            _ => State::Nothing,
        };
        None
    }

    fn opens(&mut self, object: bool, before: State, at: u64, place: Place) -> State {
        if before != State::Openers {
            let comma = before == State::Comma || before == State::Closers && self.joined;
            (self.own.comma, self.own.colon) = (comma, before == State::Colon);
            (self.own.openers, self.own.first, self.own.place) = (Run::default(), at, place);
            self.from = at;
        }
        self.own.openers.push(object);
        if self.own.openers.len() < 64 { State::Openers } else { State::Nothing }
    }

    fn quote(&mut self, before: State, at: u64) -> State {
        let run = self.own.openers;
        let begins = before == State::Comma || before == State::Openers && run.is_object(run.len() - 1);
        if before == State::Comma {
            (self.own.first, self.from) = (at, at);
        }
        // The offset basis of FNV-1a, which is quick enough for short keys.
        (self.own.key, self.length) = (0xCBF2_9CE4_8422_2325, 0);
        if begins { State::Key } else { State::Nothing }
    }

    /// Takes a byte of a key or its end; a key that begins with what stands behind strings is none.
    fn takes_key(&mut self, byte: u8) -> bool {
        match byte {
            b'"' => self.state = State::Keyed,
            b' ' | b'\t' | b',' | b':' | b'}' | b']' if self.length == 0 => {
                self.state = State::Nothing;
                return false;
            }
            b'\\' | 0..=0x1F => {
                self.state = State::Nothing;
                return false;
            }
            _ => {
                self.own.key = (self.own.key ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
                self.length += 1;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Closers, openers and whether there is a comma, of each member.
    fn members(text: &str) -> Vec<(String, String, bool)> {
        let mut members = Members::new(false);
        let found = text.bytes().enumerate().filter_map(|(at, byte)| {
            if byte == b'\n' {
                members.begin();
                return None;
            }
            members.take(byte, at as u64, Place::default())
        });
        let show = |run: Run, kinds: [char; 2]| (0..run.len()).map(|n| kinds[usize::from(run.is_object(n))]).collect();
        found
            .map(|own| {
                let closers: String = if own.comma { show(own.closers, [']', '}']) } else { String::new() };
                (closers, show(own.openers, ['[', '{']), own.comma)
            })
            .collect()
    }

    #[test]
    fn members_are_told_by_their_bytes() {
        let one = |closers: &str, openers: &str, comma| vec![(closers.to_owned(), openers.to_owned(), comma)];
        assert_eq!(members("{\"a\":"), one("", "{", false));
        assert_eq!(members("x } ] } , { \"a b\" :"), one("}]}", "{", true));
        assert_eq!(members("open, \"b\":"), one("", "", true));
        assert_eq!(members("}]x,[{\"é\":"), one("", "[{", true));
        assert_eq!(members("\"a\":[{\"b\":1,\"c\":2}]").len(), 2);
        for text in [
            "\"a\":",
            ",\"a\" \"b\":",
            ",\"a\\\"\":",
            ",{\"\n\":",
            ",{\n\"a\":",
            "[\"a\":",
            // What stands between two sound strings.
            ",\", \":",
            "{\"}, {\":",
            ",\": 1, \":",
        ] {
            let want = usize::from(text == ",\n{ \"a\":");
            assert_eq!(members(text).len(), want, "{text:?}");
        }
        assert_eq!(members(&format!(",{{{}\"a\":", " ".repeat(500))).len(), 0);
    }
}
