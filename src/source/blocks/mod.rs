//! An input as blocks of whole rows, in reused buffers; memory does not grow with the input.

#[cfg(test)]
mod line_tests;
#[cfg(test)]
mod resync_tests;
mod rows;

use std::io::{self, Read};

use memchr::{memchr, memrchr};

pub use rows::{Block, Row};

use super::gaps::{Gaps, Kinds};
use super::pos::{Anchor, GridCursor, GridStart, Indent, Pos, Resync};
use super::sniff::Framing;
use super::split::{Element, Splitter};
use rows::Start;

/// Sizes that decide how an input is read; none of them may change a result.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes asked for at a time.
    pub buffer: usize,
    /// A longer row is skipped and reported, in bytes.
    pub max_row: u64,
}

/// Reads blocks of whole rows from unpacked bytes.
pub struct BlockReader<R> {
    reader: R,
    limits: Limits,
    /// Present where rows are not lines.
    splitter: Option<Splitter>,
    /// The byte that ends rows that are lines.
    line_end: u8,
    /// Values that the splitter has completed and no block holds yet.
    elements: Vec<Element>,
    /// Up to here the splitter has read.
    split_to: u64,
    /// Bytes of an incomplete row, read with the block before.
    carry: Vec<u8>,
    /// Offset of the first byte of `carry`.
    offset: u64,
    row: u64,
    line: u64,
    /// Rows of the last block: the next one has about as many.
    usual: usize,
    done: bool,
    /// Why reading ended, where that is not told yet.
    failure: Option<io::Error>,
    /// Whether an error ended it.
    failed: bool,
    /// The last row so far.
    last: Option<Pos>,
    gaps: Gaps,
    /// What is wrong behind the last row of the input.
    behind: Kinds,
}

impl<R: Read> BlockReader<R> {
    /// Reads from the start of an input. `head` holds bytes already taken from `reader`; `offset` is the first one's.
    pub fn new(reader: R, framing: Framing, head: Vec<u8>, offset: u64, limits: Limits) -> Self {
        BlockReader {
            reader,
            limits,
            splitter: framing.line_end().is_none().then(|| Splitter::new(framing, limits.max_row)),
            line_end: framing.line_end().unwrap_or(b'\n'),
            elements: Vec::new(),
            split_to: offset,
            carry: head,
            offset,
            row: 0,
            line: 0,
            usual: 0,
            done: false,
            failure: None,
            failed: false,
            last: None,
            gaps: Gaps::default(),
            behind: Kinds::default(),
        }
    }

    /// Reads on from a row's start; `reader` must stand there.
    pub fn resume(reader: R, framing: Framing, at: Anchor, limits: Limits) -> Self {
        let Anchor { start: at, resync, .. } = at;
        let lines = framing.line_end().is_some();
        let splitter = (!lines).then(|| Splitter::resume(framing, at, resync, limits.max_row));
        BlockReader {
            splitter,
            row: at.row,
            line: at.line,
            ..Self::new(reader, framing, Vec::new(), at.offset, limits)
        }
    }

    /// The next block, in the buffer `data`, whatever is in it, or `None` at the end. After an error a further call gives the
    /// rows that had been read before it.
    pub fn next(&mut self, cursor: &mut GridCursor, mut data: Vec<u8>) -> io::Result<Option<Block>> {
        if let Some(why) = self.failure.take() {
            return Err(why);
        }
        let mut filled = self.carry.len();
        if self.done && filled == 0 {
            return Ok(None);
        }
        // A buffer keeps its length, so that it is never cleared anew.
        data.resize(data.len().max(filled), 0);
        data[..filled].copy_from_slice(&self.carry);
        self.carry.clear();
        let mut searched = 0;
        let mut cut = None;
        loop {
            self.split(&data[..filled]);
            cut = self.last_end(&data[..filled], searched).or(cut);
            searched = filled;
            match cut {
                _ if self.done => break,
                Some(_) if filled >= self.limits.buffer => break,
                None if self.pending(filled) > self.limits.max_row => {
                    data.truncate(filled);
                    return Ok(Some(self.skip_row(cursor, data)));
                }
                _ => self.fill(&mut data, &mut filled)?,
            }
        }
        if self.done {
            self.close(&data[..filled]);
            cut = Some(filled);
        }
        let cut = cut.unwrap_or(filled);
        self.carry.extend_from_slice(&data[cut..filled]);
        Ok(Some(self.block(cursor, data, cut)))
    }

    /// What is wrong between the rows, once all were read.
    pub fn gaps(&self) -> Gaps {
        let mut gaps = self.gaps;
        gaps.add(self.behind, self.last);
        gaps
    }

    fn split(&mut self, data: &[u8]) {
        if let Some(splitter) = &mut self.splitter {
            splitter.feed(data, self.offset, self.split_to, &mut self.elements);
            self.split_to = self.offset + data.len() as u64;
        }
    }

    fn close(&mut self, data: &[u8]) {
        if let Some(splitter) = &mut self.splitter {
            let behind = splitter.finish(data, self.offset, &mut self.elements);
            // What an error cut off is no fault of the file.
            if !self.failed {
                self.behind.join(behind);
            }
        }
    }

    /// End of the last complete row in `data`; the first `searched` bytes of lines are known to hold none.
    fn last_end(&self, data: &[u8], searched: usize) -> Option<usize> {
        match &self.splitter {
            Some(_) => self.elements.last().map(|last| (last.end - self.offset) as usize),
            None => memrchr(self.line_end, &data[searched..]).map(|at| searched + at + 1),
        }
    }

    /// Bytes of the row that is not complete yet.
    fn pending(&self, filled: usize) -> u64 {
        match &self.splitter {
            Some(splitter) => {
                splitter.pending().map_or(0, |open| splitter.reach(self.offset + filled as u64) - open.start)
            }
            None => filled as u64,
        }
    }

    /// Fills the buffer, or what a row longer than a buffer needs; less only at the end.
    fn fill(&mut self, data: &mut Vec<u8>, filled: &mut usize) -> io::Result<()> {
        let buffer = self.limits.buffer.max(1);
        let until = if *filled < buffer { buffer } else { *filled + buffer };
        data.resize(data.len().max(until), 0);
        while *filled < until && !self.done {
            match self.reader.read(&mut data[*filled..until]) {
                Ok(0) => self.done = true,
                Ok(more) => *filled += more,
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                Err(why) => {
                    (self.done, self.failed) = (true, true);
                    self.carry.extend_from_slice(&data[..*filled]);
                    return Err(why);
                }
            }
        }
        Ok(())
    }

    /// Reads more behind `data`, of which only what is still needed is kept; an error is told with the next block.
    fn read_more(&mut self, data: &mut Vec<u8>) {
        let end = self.offset + data.len() as u64;
        let needed = self.splitter.as_ref().map_or(end, |splitter| splitter.reach(end).max(self.offset));
        data.drain(..(needed - self.offset) as usize);
        self.offset = needed;
        match self.reader.by_ref().take(self.limits.buffer.max(4096) as u64).read_to_end(data) {
            Ok(n) => self.done = n == 0,
            Err(why) => (self.done, self.failed, self.failure) = (true, true, Some(why)),
        }
        self.split(data);
        if self.done {
            self.close(data);
        }
    }

    /// Drops a row above the maximum and gives a block that only names it.
    fn skip_row(&mut self, cursor: &mut GridCursor, mut data: Vec<u8>) -> Block {
        let open = self.splitter.as_ref().and_then(Splitter::pending);
        let at = match open {
            Some(open) => GridStart { offset: open.start, row: self.row, line: open.line, indent: open.indent },
            None => GridStart { offset: self.offset, row: self.row, line: self.line, indent: Indent::default() },
        };
        let resync = open.map_or_else(Resync::default, |open| open.resync);
        let (mut gap, mut line_end) = (Kinds::default(), 0);
        let end = loop {
            self.read_more(&mut data);
            let end = match self.splitter {
                Some(_) if self.elements.is_empty() => None,
                Some(_) => {
                    let element = self.elements.remove(0);
                    gap = element.gap;
                    Some(element.end)
                }
                None => memchr(self.line_end, &data).map(|at| {
                    line_end = 1;
                    self.offset + at as u64 + 1
                }),
            };
            match end {
                Some(end) => break end,
                None if self.done => break self.offset + data.len() as u64,
                None => {}
            }
        };
        self.carry = data.split_off((end - self.offset) as usize);
        data.clear();
        self.offset = end;
        let lines = self.splitter.is_none();
        let length = end - at.offset - line_end;
        self.row += 1;
        self.line += u64::from(lines);
        let pos = cursor.place(at, resync);
        self.gaps.add(gap, self.last.replace(pos));
        let row = Start { pos, at, range: (0, 0), too_long: Some(length) };
        Block { seq: 0, input: 0, length: 0, line_end: self.line_end, data, rows: vec![row] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, framing: Framing, limits: Limits) -> Vec<(u64, u64, String, Option<u64>)> {
        let mut reader = BlockReader::new(text.as_bytes(), framing, Vec::new(), 0, limits);
        let mut cursor = GridCursor::new(0);
        let mut out = Vec::new();
        while let Some(block) = reader.next(&mut cursor, Vec::new()).expect("no i/o error in memory") {
            for row in block.rows() {
                out.push((row.number, row.offset, String::from_utf8_lossy(row.bytes).into_owned(), row.too_long));
            }
        }
        out
    }

    #[test]
    fn rows_do_not_depend_on_the_buffer() {
        let text = "{\"a\":1}\r\n\n{\"b\":\"a longer row than the others\"}\n{\"c\":3}";
        let whole = read(text, Framing::Lines, Limits { buffer: 1 << 20, max_row: 1 << 20 });
        assert_eq!(whole.len(), 4);
        assert_eq!(whole[3], (4, 47, "{\"c\":3}".into(), None));
        for buffer in 1..60 {
            assert_eq!(read(text, Framing::Lines, Limits { buffer, max_row: 1 << 20 }), whole);
        }
    }

    #[test]
    fn a_return_alone_ends_rows_where_none_has_a_line_feed() {
        let text = "{\"a\":1}\r\r{\"b\":\"a longer row than the others\"}\r{\"c\":3}";
        let whole = read(text, Framing::Returns, Limits { buffer: 1 << 20, max_row: 1 << 20 });
        assert_eq!((whole.len(), whole[3].2.as_str()), (4, "{\"c\":3}"));
        for (buffer, max_row) in [(1, 1 << 20), (7, 1 << 20), (7, 20)] {
            for end in ["", "\r", "\r\n"] {
                let rows = read(&format!("{text}{end}"), Framing::Returns, Limits { buffer, max_row });
                assert_eq!((rows.len(), &rows[3]), (4, &whole[3]), "{buffer}");
            }
        }
    }

    #[test]
    fn a_row_above_the_maximum_is_named_and_skipped() {
        let text = format!("{{\"a\":1}}\n{}\n{{\"b\":2}}\n", "x".repeat(5000));
        for buffer in [1, 7, 64, 4096, 1 << 16] {
            let rows = read(&text, Framing::Lines, Limits { buffer, max_row: 100 });
            let long = rows.iter().find(|row| row.0 == 2).expect("the second row");
            assert_eq!(rows.len(), 3);
            assert_eq!(rows[2].2, "{\"b\":2}");
            assert_eq!(long.3, Some(5000), "buffer {buffer}");
        }
        let array = format!("[{{\"a\":1}},{{\"x\":\"{}\"}},{{\"b\":2}},{{\"c\":3}}]", "x".repeat(5000));
        for buffer in [1, 7, 64, 4096, 1 << 16] {
            let rows = read(&array, Framing::Array, Limits { buffer, max_row: 100 });
            assert_eq!(rows.len(), 4, "buffer {buffer}");
            assert_eq!(rows[1].3, Some(5008));
            assert_eq!(rows[3].2, "{\"c\":3}");
        }
    }

    #[test]
    fn what_stands_before_a_row_of_an_array_is_counted() {
        let long = "x".repeat(200);
        let text =
            format!("[{{\"é\": 1}}, {{\"é\": \"😀\\n\"}},\n {{\"a\": \"é\"}}, {{\"long\": \"{long}\"}}, {{\"b\": 2}}]");
        let indents = |mut reader: BlockReader<&[u8]>| {
            let (mut cursor, mut out) = (GridCursor::new(0), Vec::new());
            while let Some(block) = reader.next(&mut cursor, Vec::new()).expect("no i/o error in memory") {
                out.extend(block.rows().map(|row| (row.offset, row.line, row.indent.characters, row.indent.bytes)));
            }
            out
        };
        for buffer in [1, 3, 8, 64, 1 << 16] {
            let limits = Limits { buffer, max_row: 100 };
            let reader = BlockReader::new(text.as_bytes(), Framing::Array, Vec::new(), 0, limits);
            let rows = indents(reader);
            assert_eq!(rows.len(), 5);
            for (offset, line, characters, bytes) in &rows {
                let before = &text[..*offset as usize];
                let own = before.rsplit('\n').next().unwrap_or_default();
                assert_eq!((*line, *bytes), (before.matches('\n').count() as u64 + 1, own.len() as u64), "{buffer}");
                assert_eq!(*characters, own.chars().count() as u64, "buffer {buffer}");
            }
            // The same from a row in the middle on.
            let (offset, line, characters, bytes) = rows[3];
            let start = GridStart { offset, row: 3, line: line - 1, indent: Indent { characters, bytes } };
            let at = Anchor { pos: Pos::default(), start, resync: Resync::default() };
            let rest = BlockReader::resume(&text.as_bytes()[offset as usize..], Framing::Array, at, limits);
            assert_eq!(indents(rest), rows[3..], "buffer {buffer}");
        }
    }

    #[test]
    fn array_elements_do_not_depend_on_the_buffer() {
        let text = "[\n {\"a\": [1, 2]},\n {\"b\": \"]\"}\n]\n";
        let whole = read(text, Framing::Array, Limits { buffer: 1 << 20, max_row: 1 << 20 });
        assert_eq!(whole.len(), 2);
        for buffer in 1..40 {
            assert_eq!(read(text, Framing::Array, Limits { buffer, max_row: 1 << 20 }), whole);
        }
    }
}
