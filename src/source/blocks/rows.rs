//! One row, a block of consecutive rows, and where rows stand in a buffer of whole ones.

use std::io::Read;

use memchr::memchr_iter;

use super::super::pos::{GridCursor, GridStart, Indent, Pos, Resync};
use super::super::split::Element;
use super::BlockReader;

/// One row as it stands in the input.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Its address.
    pub pos: Pos,
    /// Number in the input, from 1.
    pub number: u64,
    /// Line in the input, from 1.
    pub line: u64,
    /// Byte offset in the unpacked input, from 0.
    pub offset: u64,
    /// What stands before the row in its line.
    pub indent: Indent,
    /// The bytes without the line end; empty when the row is too long.
    pub bytes: &'a [u8],
    /// Length in bytes of a row above the maximum; it was skipped.
    pub too_long: Option<u64>,
    /// Whether the line ended in CR LF.
    pub crlf: bool,
    /// Whether a line end follows the row; the last row needs none.
    pub ended: bool,
}

impl<'a> Row<'a> {
    /// A row on its own: the first of an input.
    pub fn alone(bytes: &'a [u8]) -> Row<'a> {
        Row {
            pos: Pos::default(),
            number: 1,
            line: 1,
            offset: 0,
            indent: Indent::default(),
            bytes,
            too_long: None,
            crlf: false,
            ended: false,
        }
    }
}

/// Some consecutive rows of one input.
#[derive(Debug)]
pub struct Block {
    /// Running number through all inputs, from 0.
    pub seq: u64,
    /// Index of the input.
    pub input: usize,
    /// A buffer that begins with the bytes; give it back when done.
    pub data: Vec<u8>,
    /// How many of them belong to the block.
    pub(super) length: usize,
    /// The byte that ends rows that are lines.
    pub(super) line_end: u8,
    pub(super) rows: Vec<Start>,
}

/// Where a row stands in the bytes of its block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    pub(super) pos: Pos,
    pub(super) at: GridStart,
    /// First byte and the byte after the last, without the line feed.
    pub(super) range: (usize, usize),
    /// Length in bytes of a row above the maximum; its range is empty.
    pub(super) too_long: Option<u64>,
}

impl Block {
    /// How many rows it has.
    #[allow(clippy::len_without_is_empty, reason = "a block has at least one row")]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let data = &self.data[..self.length];
        self.rows.iter().map(move |start| {
            let bytes = &data[start.range.0..start.range.1];
            let crlf = bytes.ends_with(b"\r");
            Row {
                pos: start.pos,
                number: start.at.row + 1,
                line: start.at.line + 1,
                offset: start.at.offset,
                indent: start.at.indent,
                bytes: if crlf { &bytes[..bytes.len() - 1] } else { bytes },
                too_long: start.too_long,
                crlf,
                ended: data.get(start.range.1) == Some(&self.line_end),
            }
        })
    }
}

impl<R: Read> BlockReader<R> {
    /// The block of the first `length` bytes, which end with a whole row.
    pub(super) fn block(&mut self, cursor: &mut GridCursor, data: Vec<u8>, length: usize) -> Block {
        let lines = self.splitter.is_none();
        let rows =
            if lines { self.line_rows(cursor, &data[..length]) } else { self.element_rows(cursor, &data[..length]) };
        self.offset += length as u64;
        Block { seq: 0, input: 0, data, length, line_end: self.line_end, rows }
    }

    /// Rows that are lines.
    fn line_rows(&mut self, cursor: &mut GridCursor, data: &[u8]) -> Vec<Start> {
        let mut rows = Vec::with_capacity(self.usual + self.usual / 8);
        let mut start = 0;
        // A line feed behind the last carriage return is no row.
        let last = &data[memchr::memrchr(self.line_end, data).map_or(0, |at| at + 1)..];
        let unended = (!last.is_empty() && (self.line_end == b'\n' || last != b"\n")).then_some(data.len());
        for end in memchr_iter(self.line_end, data).chain(unended) {
            let offset = self.offset + start as u64;
            let at = GridStart { offset, row: self.row, line: self.line, indent: Indent::default() };
            rows.push(self.start(cursor.place(at, Resync::default()), at, (start, end)));
            self.row += 1;
            self.line += 1;
            start = end + 1;
        }
        self.usual = rows.len();
        rows
    }

    /// Rows that are elements of an array, or documents.
    fn element_rows(&mut self, cursor: &mut GridCursor, data: &[u8]) -> Vec<Start> {
        let mut rows = Vec::with_capacity(self.elements.len());
        for element in std::mem::take(&mut self.elements) {
            let at = GridStart { offset: element.start, row: self.row, line: element.line, indent: element.indent };
            let range = ((element.start - self.offset) as usize, (element.end - self.offset) as usize);
            let pos = cursor.place(at, element.resync);
            self.gaps.add(element.gap, self.last.replace(pos));
            let start = self.start(pos, at, range);
            rows.push(Start { range: trimmed(&element, data, start.range), ..start });
            self.row += 1;
        }
        rows
    }

    /// A row that fits in a block but is above the maximum is treated like one that does not fit.
    fn start(&self, pos: Pos, at: GridStart, range: (usize, usize)) -> Start {
        let length = (range.1 - range.0) as u64;
        let too_long = (length > self.limits.max_row).then_some(length);
        Start { pos, at, range: if too_long.is_some() { (0, 0) } else { range }, too_long }
    }
}

/// The range of a row without what stands between it and the next one, where it was cut there.
fn trimmed(element: &Element, data: &[u8], (start, end): (usize, usize)) -> (usize, usize) {
    if !element.cut {
        return (start, end);
    }
    let row = data[start..end].trim_ascii_end();
    let row = row.strip_suffix(b",").unwrap_or(row).trim_ascii_end();
    (start, start + row.len())
}
