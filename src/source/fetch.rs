//! Reads chosen rows again by their address, for rules that compare texts and for excerpts.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::blocks::{BlockReader, Limits, Row};
use super::inputs::{Input, Origin};
use super::pos::{GridCursor, GridStart, Pos};
use super::reader::InputRead;
use super::sniff::Framing;
use super::unpack::{Packing, open};

/// Gives each row of `wanted` (sorted, without repetition) to `visit`, with the index of its input, in order. Every
/// grid block is read at most once; an input that cannot be opened again is left out and its error returned at the end.
pub fn fetch(
    inputs: &[Input],
    read: &[InputRead],
    limits: Limits,
    wanted: &[Pos],
    visit: &mut dyn FnMut(usize, Row<'_>),
) -> io::Result<()> {
    let mut failure = Ok(());
    for (index, (input, read)) in inputs.iter().zip(read).enumerate() {
        let end = read.base + read.starts.len() as u32;
        let from = wanted.partition_point(|pos| pos.block < read.base);
        let to = wanted.partition_point(|pos| pos.block < end);
        let Ok(framing) = read.framing else { continue };
        for run in runs(&wanted[from..to]) {
            if let Err(why) = one_run(input, read, framing, limits, run, &mut |row| visit(index, row)) {
                failure = Err(why);
            }
        }
    }
    failure
}

/// Cuts addresses into runs whose grid blocks follow each other, so that each run is one read.
fn runs(wanted: &[Pos]) -> impl Iterator<Item = &[Pos]> {
    wanted.chunk_by(|a, b| b.block - a.block <= 1)
}

fn one_run(
    input: &Input,
    read: &InputRead,
    framing: Framing,
    limits: Limits,
    run: &[Pos],
    visit: &mut dyn FnMut(Row<'_>),
) -> io::Result<()> {
    let first = run[0].block - read.base;
    let Some(start) = read.starts[first as usize] else { return Ok(()) };
    let reader = reopen(input, read, start)?;
    let mut cursor = GridCursor::new(read.base);
    let mut blocks = BlockReader::resume(reader, framing, start, limits);
    let (mut next, mut data) = (0, Vec::new());
    while next < run.len() {
        let Some(block) = blocks.next(&mut cursor, data)? else { break };
        for row in block.rows() {
            if run.get(next) == Some(&row.pos) {
                visit(row);
                next += 1;
            }
        }
        data = block.data;
    }
    Ok(())
}

fn reopen(input: &Input, read: &InputRead, start: GridStart) -> io::Result<Box<dyn Read>> {
    let mut plain = match (&read.spool, &input.origin) {
        (Some(spool), _) => spool.try_clone()?,
        (None, Origin::File(path)) if read.packing == Packing::Plain => File::open(path)?,
        (None, Origin::File(path)) => {
            let (_, mut unpacked) = open(path)?;
            io::copy(&mut unpacked.by_ref().take(start.offset), &mut io::sink())?;
            return Ok(unpacked);
        }
        (None, Origin::Stdin) => return Err(io::Error::other("standard input cannot be read twice")),
    };
    plain.seek(SeekFrom::Start(start.offset))?;
    Ok(Box::new(plain))
}
