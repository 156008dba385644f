//! `ft-lint completions` and `ft-lint man`: written from the definitions of the options.

use std::io::{self, Write};

use clap::CommandFactory;

use super::args::Args;

/// Writes the completions for a shell.
pub fn completions(shell: clap_complete::Shell, out: &mut dyn Write) {
    clap_complete::generate(shell, &mut Args::command(), "ft-lint", &mut { out });
}

/// Writes the man page of the program, or of one command; `None` for an unknown command.
pub fn man(command: Option<&str>, out: &mut dyn Write) -> Option<io::Result<()>> {
    let mut program = Args::command();
    program.build();
    let page = match command {
        None => program,
        Some(name) => {
            let own = program.find_subcommand(name)?.clone();
            own.display_name(format!("ft-lint-{name}"))
        }
    };
    Some(clap_mangen::Man::new(page).render(&mut { out }))
}
