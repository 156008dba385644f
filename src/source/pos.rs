//! The address of a row: the same whatever the buffer size, the number of threads or the engine.

/// Bytes of unpacked input in one block of the addressing grid. A constant of the format, not an option.
pub const GRID: u64 = 8 << 20;

/// Where a row starts: grid block (numbered through all inputs in plan order) and index among the rows that start in it.
///
/// Ordered like the rows in the data set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Pos {
    /// Number of the grid block, from 0, through all inputs.
    pub block: u32,
    /// Index of the row among those that start in the block, from 0.
    pub row: u32,
}

/// The first row that starts in one grid block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridStart {
    /// Byte offset of that row in the unpacked input.
    pub offset: u64,
    /// Its row number in the input, from 0.
    pub row: u64,
    /// Its line in the input, from 0 (differs from `row` only where rows are elements of a JSON array).
    pub line: u64,
    /// What stands before the row in its line, where it is an element of an array.
    pub indent: Indent,
}

/// What stands before a row in its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Indent {
    /// Characters.
    pub characters: u64,
    /// Bytes.
    pub bytes: u64,
}

/// What is known where a row starts of how to find the next one if it is broken, where rows are no lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resync {
    /// Bytes of blanks before the first row in its line: a row whose line begins no further in may be the next one.
    pub margin: u64,
    /// What is open at this offset is broken; 0 where that says nothing about the row.
    pub failed: u64,
    /// Whether the array ends before the row.
    pub behind: bool,
}

/// Bytes of input between rows whose starts are noted, so that a row is read again without all of its block. 72 bytes each.
const STEP: u64 = 128 << 10;

/// Where a row starts from which later ones can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The address of the row.
    pub pos: Pos,
    /// Where it starts.
    pub start: GridStart,
    /// How the one behind it is found.
    pub resync: Resync,
}

/// What is known of the grid of an input that was read.
#[derive(Debug, Default)]
pub struct Grid {
    /// The first row of each grid block; `None` where no row starts.
    pub starts: Vec<Option<GridStart>>,
    /// Rows in order, the first of each 128 KiB.
    pub anchors: Vec<Anchor>,
}

/// Walks row starts in order and gives each its [`Pos`], noting where every grid block begins.
#[derive(Clone, Debug)]
pub struct GridCursor {
    base: u32,
    starts: Vec<Option<GridStart>>,
    in_block: u32,
    anchors: Vec<Anchor>,
    /// Offset from which on the next row is an anchor.
    next: u64,
}

impl GridCursor {
    /// A cursor for an input whose first grid block has the number `base`.
    pub fn new(base: u32) -> Self {
        GridCursor { base, starts: vec![None], in_block: 0, anchors: Vec::new(), next: 0 }
    }

    /// A cursor that goes on at a row; it notes no anchors.
    pub fn resume(base: u32, at: Anchor) -> Self {
        let starts = vec![None; (at.pos.block - base) as usize + 1];
        GridCursor { base, starts, in_block: at.pos.row, anchors: Vec::new(), next: u64::MAX }
    }

    /// The place of the row that starts at `start`; rows come in order.
    pub fn place(&mut self, start: GridStart, resync: Resync) -> Pos {
        let block = (start.offset / GRID) as usize;
        if block >= self.starts.len() {
            self.starts.resize(block + 1, None);
            self.in_block = 0;
        }
        if self.starts[block].is_none() {
            self.starts[block] = Some(start);
        }
        let row = self.in_block;
        self.in_block += 1;
        let pos = Pos { block: self.base + block as u32, row };
        if start.offset >= self.next {
            self.anchors.push(Anchor { pos, start, resync });
            self.next = (start.offset / STEP + 1) * STEP;
        }
        pos
    }

    /// What was noted.
    pub fn into_grid(self) -> Grid {
        Grid { starts: self.starts, anchors: self.anchors }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_from_each_grid_block() {
        let mut cursor = GridCursor::new(5);
        let at = |offset, row| GridStart { offset, row, line: row, indent: Indent::default() };
        assert_eq!(cursor.place(at(0, 0), Resync::default()), Pos { block: 5, row: 0 });
        assert_eq!(cursor.place(at(GRID - 1, 1), Resync::default()), Pos { block: 5, row: 1 });
        assert_eq!(cursor.place(at(GRID * 2, 2), Resync::default()), Pos { block: 7, row: 0 });
        let Grid { starts, anchors } = cursor.into_grid();
        assert_eq!((starts.len(), starts[1]), (3, None));
        // The second row is the first that starts in the last 128 KiB of its block.
        assert_eq!(anchors.iter().map(|anchor| anchor.start.row).collect::<Vec<_>>(), [0, 1, 2]);
        let mut again = GridCursor::resume(5, anchors[1]);
        assert_eq!(again.place(at(GRID - 1, 1), Resync::default()), Pos { block: 5, row: 1 });
        assert_eq!(again.place(at(GRID * 2, 2), Resync::default()), Pos { block: 7, row: 0 });
    }
}
