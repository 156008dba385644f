//! Where output goes and how it may look.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::args::ColorChoice;
use super::draft::Draft;
use crate::failure::Failure;
use crate::report::Look;

/// Width when nobody says otherwise.
const WIDTH: usize = 100;

/// Opens the report's file, or standard output.
pub fn open(path: Option<&Path>) -> Result<Draft, Failure> {
    match path {
        None => Ok(Draft::straight(io::stdout())),
        Some(path) => Draft::to(path).map_err(|why| Failure::unwritable(path.display().to_string(), &why)),
    }
}

/// How the human report may look. Order: option, `NO_COLOR`, `CLICOLOR_FORCE` and `FORCE_COLOR`, `TERM=dumb`, terminal.
pub fn look(choice: ColorChoice, to_file: bool, examples: usize) -> Look {
    let terminal = !to_file && io::stdout().is_terminal();
    let set = |name: &str| env::var(name).is_ok_and(|value| !value.is_empty());
    let forced = |name: &str| set(name) && env::var(name).is_ok_and(|value| value != "0");
    let color = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set("NO_COLOR") => false,
        ColorChoice::Auto if forced("CLICOLOR_FORCE") || forced("FORCE_COLOR") => true,
        ColorChoice::Auto if env::var("TERM").is_ok_and(|term| term == "dumb") => false,
        ColorChoice::Auto => terminal,
    };
    Look { color, unicode: unicode(), width: width(terminal), examples }
}

/// Whether the locale is UTF-8; the first variable that is set decides.
fn unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
    locale.is_none_or(|locale| locale.to_lowercase().replace('-', "").contains("utf8"))
}

fn width(terminal: bool) -> usize {
    let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let size = if terminal { terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)) } else { None };
    columns.or(size).unwrap_or(WIDTH).clamp(40, 200)
}

/// Writes a failure to standard error.
pub fn complain(failure: &Failure) {
    let theme = if unicode() { GraphicalTheme::unicode_nocolor() } else { GraphicalTheme::none() };
    let mut text = String::new();
    let rendered = GraphicalReportHandler::new_themed(theme).with_links(false).render_report(&mut text, failure);
    if rendered.is_err() {
        text = format!("{failure}\n");
    }
    // Nobody is left to tell when standard error is closed too.
    let _ = io::stderr().write_all(crate::report::sanitized_lines(&text).as_bytes());
}
