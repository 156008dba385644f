//! Bytes: which inputs there are, and each as blocks of whole rows with their place. Knows nothing of JSON beyond where a
//! value ends.
//!
//! `inputs` names them; `reader` reads one after the other, told by `sniff`, through `unpack`, as `blocks` (arrays are cut
//! by `split`, which tells of `gaps` between them). `pos` is the address of a row, `fetch` reads rows again, `spool` and `spill` are temporary files.

mod blocks;
mod fetch;
mod gaps;
mod inputs;
mod pos;
mod reader;
mod sniff;
mod spill;
mod split;
mod spool;
mod unpack;

pub use blocks::{Block, BlockReader, Limits, Row};
pub use fetch::Again;
pub use gaps::{Gap, Gaps};
pub use inputs::{Filter, Input, Origin, expand};
pub use pos::{Anchor, GRID, Grid, GridCursor, GridStart, Indent, Pos, Resync};
pub use reader::{InputRead, Watch, read_all};
pub use sniff::{Foreign, Framing, sniff};
pub use spill::{Flat, Spill};
