//! Progress on standard error: bytes, rates and time left; only on a terminal, and only once half a second has passed.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::report::grouped;
use crate::source::Watch;

/// Nothing is shown before this.
const QUIET: Duration = Duration::from_millis(500);

/// Watches the reading.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    drawn: AtomicBool,
    bytes: AtomicU64,
    rows: AtomicU64,
    wanted: bool,
}

impl Progress {
    /// A bar for `bytes` in all (unknown for standard input); silent unless `wanted`.
    pub fn new(bytes: Option<u64>, wanted: bool) -> Self {
        let bar = ProgressBar::with_draw_target(bytes, ProgressDrawTarget::hidden());
        let known = "{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {msg}  {eta} left";
        let unknown = "{spinner} {bytes}  {bytes_per_sec}  {msg}";
        let template = if bytes.is_some() { known } else { unknown };
        bar.set_style(ProgressStyle::with_template(template).expect("the template is fixed"));
        let (bytes, rows) = (AtomicU64::new(0), AtomicU64::new(0));
        Progress { bar, started: Instant::now(), drawn: AtomicBool::new(false), bytes, rows, wanted }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Progress {
    fn read(&self, bytes: u64) {
        if !self.wanted {
            return;
        }
        let total = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if self.started.elapsed() < QUIET {
            return;
        }
        if !self.drawn.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_position(total);
    }

    fn checked(&self, rows: u64) {
        let total = self.rows.fetch_add(rows, Ordering::Relaxed) + rows;
        if self.wanted && self.drawn.load(Ordering::Relaxed) {
            let rate = total as f64 / self.started.elapsed().as_secs_f64();
            self.bar.set_message(format!("{} rows/s", grouped(rate as u64)));
        }
    }
}
