//! What can go wrong with a run, as opposed to what is wrong with the data. Every failure says what to do and ends the
//! run with exit code 2.

mod window;

use miette::{Diagnostic, SourceSpan};
use thiserror::Error;

pub use window::Window;

/// A problem with the run.
#[derive(Clone, Debug, Error, Diagnostic)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum Failure {
    #[error("no file or folder `{path}`")]
    #[diagnostic(code(input::not_found))]
    NotFound {
        path: String,
        #[help]
        advice: String,
    },
    #[error("nothing matches `{pattern}`")]
    #[diagnostic(
        code(input::no_match),
        help("quote the pattern, and write `**` to go into folders: 'data/**/*.jsonl'")
    )]
    NoMatch { pattern: String },
    #[error("`{pattern}` is not a valid pattern: {why}")]
    #[diagnostic(code(input::bad_pattern), help("escape a literal bracket as `[[]`"))]
    BadGlob { pattern: String, why: String },
    #[error("the folder `{folder}` holds no data files")]
    #[diagnostic(
        code(input::no_data),
        help(
            "looked for .jsonl and .ndjson (also .gz, .zst), without those that ignore files name; name other files one by one"
        )
    )]
    NoData { folder: String },
    #[error("cannot read `{path}`: {why}")]
    #[diagnostic(code(input::unreadable), help("{advice}"))]
    Unreadable { path: String, why: String, advice: &'static str },
    #[error("`{path}` is empty")]
    #[diagnostic(code(input::empty), help("write one JSON object per line; an upload of an empty file is rejected"))]
    Empty { path: String },
    #[error("`{path}` holds blank lines only")]
    #[diagnostic(code(input::empty), help("write one JSON object per line; an upload of an empty file is rejected"))]
    Blank { path: String },
    #[error("nothing was checked")]
    #[diagnostic(
        code(input::none),
        help(
            "give a file, a folder, a pattern or `-` for standard input: ft-lint data.jsonl\n`ft-lint --help` lists commands and options"
        )
    )]
    Nothing,
    #[error("nothing was checked: no row could be read")]
    #[diagnostic(code(input::unread), help("see why: the same command with `--select FT1`"))]
    Unread,
    #[error("nothing was checked: the configuration leaves out {}", if *files == 1 { "the one file".to_owned() } else { format!("all of the {files} files") })]
    #[diagnostic(code(input::left_out), help("change `exclude`, or name a file itself"))]
    LeftOut { files: usize },
    #[error("cannot write `{path}`: {why}")]
    #[diagnostic(code(output::unwritable), help("{advice}"))]
    Unwritable { path: String, why: String, advice: &'static str },
    #[error("unknown rule, family or prefix `{name}`")]
    #[diagnostic(code(option::unknown_rule))]
    UnknownRule {
        name: String,
        #[help]
        nearest: Option<String>,
    },
    #[error("unknown format `{name}`")]
    #[diagnostic(code(option::unknown_format), help("{advice}"))]
    UnknownFormat { name: String, advice: String },
    #[error("cannot read the report `{path}`: {why}")]
    #[diagnostic(code(report::unreadable), help("{advice}"))]
    BadReport { path: String, why: String, advice: &'static str },
    #[error("the run of `{path}` has no verdict")]
    #[diagnostic(
        code(report::no_verdict),
        help("something could not be read in that run, so that the comparison is not complete; see its failures")
    )]
    NoVerdict { path: String },
    #[error("unknown profile `{name}`")]
    #[diagnostic(code(option::unknown_profile), help("{advice}"))]
    UnknownProfile { name: String, advice: String },
    #[error("{what}")]
    #[diagnostic(code(option::bad_value), help("{advice}"))]
    BadOption { what: String, advice: &'static str },
    #[error("{what}")]
    #[diagnostic(code(option::unknown), help("{advice}"))]
    UnknownOption { what: String, advice: String },
    #[error("{what}")]
    #[diagnostic(code(option::bad_value), help("{advice}"))]
    BadValue { what: String, advice: String },
    #[error("{what}")]
    #[diagnostic(code(option::usage), help("{advice}"))]
    BadUsage { what: String, advice: String },
    #[error("cannot use `{path}`: {why}")]
    #[diagnostic(code(config::unusable), help("{advice}"))]
    Unusable { path: String, why: String, advice: String },
    #[error("{what}")]
    #[diagnostic(code(config::invalid))]
    Document {
        what: String,
        #[help]
        advice: Option<String>,
        #[source_code]
        source_text: Box<Window>,
        #[label]
        at: SourceSpan,
    },
    #[error("cannot move {what} to disk: {why}")]
    #[diagnostic(
        code(run::no_room),
        help("more memory was used instead; set TMPDIR to a folder with more room, or allow more with `--memory`")
    )]
    Unspilled { what: &'static str, why: String },
    #[error("{what}")]
    #[diagnostic(code(run::note), severity(advice))]
    Note { what: String },
    #[error("{what}")]
    #[diagnostic(code(config::unused), severity(warning))]
    Unused {
        what: String,
        #[help]
        advice: Option<String>,
        #[source_code]
        source_text: Option<Box<Window>>,
        #[label]
        at: Option<SourceSpan>,
    },
}

impl Failure {
    /// A profile that is not known, with the nearest one that is.
    pub fn unknown_profile(name: &str) -> Failure {
        let near = crate::rules::profile::nearest(name);
        let near = match near.split_last() {
            None => String::new(),
            Some((one, [])) => format!("did you mean `{one}`? "),
            Some((last, others)) => format!("did you mean `{}` or `{last}`? ", others.join("`, `")),
        };
        Failure::UnknownProfile { name: name.into(), advice: near + "`ft-lint profiles` lists all" }
    }

    /// Something wrong at one place of a document that steers the run: the configuration, the baseline.
    pub fn document(what: impl Into<String>, advice: Option<String>, at: Window) -> Failure {
        Failure::Document { what: what.into(), advice, at: at.span(), source_text: Box::new(at) }
    }

    /// A temporary file that could not be written.
    pub fn unspilled(what: &'static str, why: &std::io::Error) -> Failure {
        Failure::Unspilled { what, why: why.to_string() }
    }

    /// An output that could not be written, with advice by what kept it.
    pub fn unwritable(path: impl Into<String>, why: &std::io::Error) -> Failure {
        use std::io::ErrorKind::{IsADirectory, NotADirectory, NotFound, PermissionDenied, QuotaExceeded, StorageFull};
        let advice = match why.kind() {
            NotFound | NotADirectory => "make its folder first: `mkdir -p`",
            IsADirectory => "it is a folder; name a file in it",
            PermissionDenied => "check the permissions of the file and its folder",
            StorageFull | QuotaExceeded => "make room there, or write to another disk",
            _ => "check that the folder exists and may be written to",
        };
        Failure::Unwritable { path: path.into(), why: why.to_string(), advice }
    }

    /// A failure to open or read an input, with advice by its kind.
    pub fn unreadable(path: &str, why: &std::io::Error) -> Failure {
        let advice = match why.kind() {
            std::io::ErrorKind::PermissionDenied => "check the file's permissions",
            std::io::ErrorKind::NotFound => "check the path",
            std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput => {
                "the compressed file is damaged or cut off; the rows before that place were checked"
            }
            _ => "the rows read before the error were checked; the verdict is not complete",
        };
        Failure::Unreadable { path: path.into(), why: why.to_string(), advice }
    }
}
