//! How much memory a run may take.

/// What a run takes beside what it keeps of rows: blocks of data, states of rules, the program.
const BESIDE: u64 = 64 << 20;
/// The least that tables of rows get.
const LEAST: u64 = 1 << 20;

/// Bytes of a size such as `256M`, `1.5G` or `1000000`; `K`, `M`, `G` and `T` are powers of 1024.
///
/// # Errors
/// It is no such size.
pub fn size(text: &str) -> Result<u64, String> {
    let bare = text.trim();
    let upper = bare.to_ascii_uppercase();
    let short = upper.trim_end_matches("IB").trim_end_matches('B');
    let (number, power) = match short.chars().last() {
        Some('K') => (&short[..short.len() - 1], 10),
        Some('M') => (&short[..short.len() - 1], 20),
        Some('G') => (&short[..short.len() - 1], 30),
        Some('T') => (&short[..short.len() - 1], 40),
        _ => (short, 0),
    };
    let number: f64 = number.trim().parse().map_err(|_| "want a size such as `256M` or `4G`".to_owned())?;
    let bytes = number * f64::from(power).exp2();
    if (1.0..9e18).contains(&bytes) { Ok(bytes as u64) } else { Err("want a size such as `256M` or `4G`".into()) }
}

/// Bytes of what is kept of rows that may be in memory, by what the user allows.
pub fn tables(allowed: Option<u64>) -> u64 {
    let allowed = allowed.or_else(|| of_machine().map(|all| all / 4));
    allowed.map_or(u64::MAX, |bytes| bytes.saturating_sub(BESIDE).max(LEAST))
}

/// The memory of the machine, or what a control group leaves of it; not known on all systems.
fn of_machine() -> Option<u64> {
    let info = std::fs::read_to_string("/proc/meminfo").ok()?;
    let all = info.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let all = all.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10;
    let limit = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|own| own.trim().parse().ok());
    Some(limit.map_or(all, |limit: u64| limit.min(all)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        for (text, bytes) in [
            ("256M", 256 << 20),
            ("4G", 4 << 30),
            (" 1.5g ", 3 << 29),
            ("64MiB", 64 << 20),
            ("12kb", 12 << 10),
            ("1000", 1000),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "M", "-1", "0", "much", "1E", "nan", "1e40"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn tables_get_what_is_left() {
        assert_eq!((tables(Some(256 << 20)), tables(Some(1))), (192 << 20, LEAST));
    }
}
