//! The binary: parse, run, exit code.

use std::process::ExitCode;

// That of glibc is as quick here and takes half the memory; others are slower.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Spooled input has no name on disk; a report that is just put in its place has one.
    // Without a handler the signal ends the process as well.
    #[allow(clippy::exit, reason = "an interrupt ends the process wherever it is")]
    let _ = ctrlc::set_handler(|| {
        ft_lint::cli::discard();
        std::process::exit(130)
    });
    ExitCode::from(ft_lint::cli::main(std::env::args_os()))
}
