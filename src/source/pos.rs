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

/// Walks row starts in order and gives each its [`Pos`], noting where every grid block begins.
#[derive(Clone, Debug)]
pub struct GridCursor {
    base: u32,
    starts: Vec<Option<GridStart>>,
    in_block: u32,
}

impl GridCursor {
    /// A cursor for an input whose first grid block has the number `base`.
    pub fn new(base: u32) -> Self {
        GridCursor { base, starts: vec![None], in_block: 0 }
    }

    /// The place of the row that starts at `start`; rows come in order.
    pub fn place(&mut self, start: GridStart) -> Pos {
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
        Pos { block: self.base + block as u32, row }
    }

    /// The first row of each grid block of the input; `None` where no row starts.
    pub fn into_starts(self) -> Vec<Option<GridStart>> {
        self.starts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_from_each_grid_block() {
        let mut cursor = GridCursor::new(5);
        let at = |offset, row| GridStart { offset, row, line: row, indent: Indent::default() };
        assert_eq!(cursor.place(at(0, 0)), Pos { block: 5, row: 0 });
        assert_eq!(cursor.place(at(GRID - 1, 1)), Pos { block: 5, row: 1 });
        assert_eq!(cursor.place(at(GRID * 2, 2)), Pos { block: 7, row: 0 });
        let starts = cursor.into_starts();
        assert_eq!((starts.len(), starts[1]), (3, None));
    }
}
