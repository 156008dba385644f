//! The floor that the linter is measured against: reads a file row by row and parses each row to `serde_json::Value`, on
//! one thread. Prints how many rows and bytes there were.
//!
//! `cargo bench --bench parse-floor -- rows.jsonl`

use std::env;
use std::fs::File;
use std::hint::black_box;
use std::io::{self, BufRead, BufReader, Write};

use serde_json::Value;

fn main() -> io::Result<()> {
    // Cargo adds `--bench`.
    let Some(path) = env::args().skip(1).find(|arg| arg != "--bench") else {
        return writeln!(io::stderr(), "usage: parse-floor FILE");
    };
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path)?);
    let (mut row, mut rows, mut bytes) = (Vec::new(), 0u64, 0u64);
    loop {
        row.clear();
        let read = reader.read_until(b'\n', &mut row)?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        if !row.trim_ascii().is_empty() {
            black_box(serde_json::from_slice::<Value>(&row)?);
            rows += 1;
        }
    }
    writeln!(io::stdout(), "{rows} rows, {bytes} bytes")
}
