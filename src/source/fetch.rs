//! Reads chosen rows again by their address, for rules that compare texts and for excerpts.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use rayon::prelude::*;

use super::blocks::{BlockReader, Limits, Row};
use super::inputs::{Input, Origin};
use super::pos::{GridCursor, Pos};
use super::reader::InputRead;
use super::unpack::{Packing, open};

/// Inputs that were read as a whole, to read rows of them again.
#[derive(Clone, Copy)]
pub struct Again<'r> {
    /// The inputs in plan order.
    pub inputs: &'r [Input],
    /// What is known of each.
    pub read: &'r [InputRead],
    /// The limits under which they were read.
    pub limits: Limits,
}

impl Again<'_> {
    /// Gives each row of `wanted` (sorted, without repetition) to `visit`, with the index of its input, in order. No byte is
    /// read much more than once, and few that are far from a row; an input that cannot be opened again is left out.
    ///
    /// # Errors
    /// The last error of those inputs, when all others have been read.
    pub fn rows(&self, wanted: &[Pos], mut visit: impl FnMut(usize, Row<'_>)) -> io::Result<()> {
        let mut all = Ok(());
        let mut data = Vec::new();
        for part in self.parts(wanted) {
            all = self.read(&part, &mut data, &mut |row| visit(part.input, row)).and(all);
        }
        all
    }

    /// Reads the same rows on all threads: `look` says what is kept of each, with room to work in that `room` makes for some
    /// rows at a time, and `keep` gets it in the order of the rows.
    ///
    /// # Errors
    /// As in [`Again::rows`].
    pub fn map<S, T: Send>(
        &self,
        wanted: &[Pos],
        room: impl Fn() -> S + Sync,
        look: impl Fn(&mut S, Row<'_>) -> Option<T> + Sync,
        mut keep: impl FnMut(T),
    ) -> io::Result<()> {
        let one = |(own, data): &mut (S, Vec<u8>), part: &Part<'_>| {
            let mut seen = Vec::new();
            let outcome = self.read(part, data, &mut |row| seen.extend(look(own, row)));
            (seen, outcome)
        };
        let parts: Vec<Part<'_>> = self.parts(wanted).collect();
        let mut all = Ok(());
        for some in parts.chunks(PARTS * rayon::current_num_threads()) {
            let all_seen: Vec<(Vec<T>, io::Result<()>)> =
                some.par_iter().map_init(|| (room(), Vec::new()), one).collect();
            for (seen, outcome) in all_seen {
                seen.into_iter().for_each(&mut keep);
                all = outcome.and(all);
            }
        }
        all
    }

    /// What can be read on its own: rows of one grid block that are near each other, not too many; or all of an input that can only be
    /// unpacked from its start.
    fn parts<'w>(&self, wanted: &'w [Pos]) -> impl Iterator<Item = Part<'w>> {
        self.read.iter().enumerate().flat_map(move |(input, read)| {
            let end = read.base + read.grid.starts.len() as u32;
            let from = wanted.partition_point(|pos| pos.block < read.base);
            let to = wanted.partition_point(|pos| pos.block < end);
            let whole = read.packing != Packing::Plain && read.spool.is_none();
            let near = |a: &Pos, b: &Pos| {
                let [a_at, b_at] = [a, b].map(|pos| anchor(read, *pos));
                a.block == b.block && b_at - a_at <= 1 && a_at / TOGETHER == b_at / TOGETHER
            };
            let parts = wanted[from..to].chunk_by(move |a, b| whole || near(a, b));
            parts.map(move |rows| Part { input, rows })
        })
    }

    /// Reads the rows of a part; `data` is room for their bytes.
    fn read(&self, part: &Part<'_>, data: &mut Vec<u8>, visit: &mut dyn FnMut(Row<'_>)) -> io::Result<()> {
        let read = &self.read[part.input];
        let Ok(framing) = read.framing else { return Ok(()) };
        let (Some(first), Some(last)) = (part.rows.first(), part.rows.last()) else { return Ok(()) };
        let from = read.grid.anchors[anchor(read, *first)];
        let mut limits = self.limits;
        if let Some(behind) = read.grid.anchors.get(anchor(read, *last) + 1) {
            limits.buffer = limits.buffer.min((behind.start.offset - from.start.offset) as usize);
        }
        let reader = reopen(&self.inputs[part.input], read, from.start.offset)?;
        let mut cursor = GridCursor::resume(read.base, from);
        let mut blocks = BlockReader::resume(reader, framing, from, limits);
        let mut next = 0;
        while next < part.rows.len() {
            let Some(block) = blocks.next(&mut cursor, std::mem::take(data))? else { break };
            for row in block.rows() {
                if part.rows.get(next) == Some(&row.pos) {
                    visit(row);
                    next += 1;
                }
            }
            *data = block.data;
        }
        Ok(())
    }
}

/// Anchors whose rows are read together at most.
const TOGETHER: usize = 4;
/// Parts for each thread that are read before their rows are passed on.
const PARTS: usize = 16;

/// The last anchor that is not behind a row of the input.
fn anchor(read: &InputRead, row: Pos) -> usize {
    read.grid.anchors.partition_point(|anchor| anchor.pos <= row) - 1
}

/// Rows of one input that are read in one go.
struct Part<'w> {
    input: usize,
    rows: &'w [Pos],
}

/// The unpacked bytes of an input from `offset` on.
fn reopen<'r>(input: &Input, read: &'r InputRead, offset: u64) -> io::Result<Box<dyn Read + 'r>> {
    match (&read.spool, &input.origin) {
        (Some(spool), _) => Ok(Box::new(spool.from(offset))),
        (None, Origin::File(path)) if read.packing == Packing::Plain => {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(offset))?;
            Ok(Box::new(file))
        }
        (None, Origin::File(path)) => {
            let (_, mut unpacked) = open(path)?;
            io::copy(&mut unpacked.by_ref().take(offset), &mut io::sink())?;
            Ok(unpacked)
        }
        (None, Origin::Stdin) => Err(io::Error::other("standard input cannot be read twice")),
    }
}
