//! What the integration tests share: running the program in a clean environment, and the blocks of rule pages.
#![allow(dead_code, reason = "each test binary uses a part")]

pub mod inert;
pub mod planting;
pub mod profiles;
pub mod readers;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The program, without anything in the environment that could change its output.
pub fn ft_lint() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ft-lint"));
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "TERM", "COLUMNS", "LC_ALL", "LC_CTYPE", "LANG", "CI"] {
        command.env_remove(name);
    }
    for name in ["GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY"] {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FT_LINT_")) {
        command.env_remove(name);
    }
    command.env("LANG", "C.UTF-8").current_dir(root());
    command
}

/// Runs the program with arguments.
pub fn run(args: &[&str]) -> Output {
    ft_lint().args(args).output().expect("the program starts")
}

/// Runs the program in `folder`.
pub fn run_in(folder: &Path, args: &[&str]) -> Output {
    ft_lint().current_dir(folder).args(args).output().expect("the program starts")
}

/// Runs the program with bytes on standard input.
pub fn run_stdin(input: &[u8], args: &[&str]) -> Output {
    let mut child = ft_lint()
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut pipe = child.stdin.take().expect("piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The program may stop reading early; that is its right.
        let _ = pipe.write_all(&input);
    });
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer does not panic");
    output
}

/// Standard output as text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

/// Standard error as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("output is UTF-8")
}

/// Runs the program in `folder` and checks its exit code.
#[track_caller]
pub fn exits(folder: &Path, args: &[&str], code: i32) -> Output {
    let output = run_in(folder, args);
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{}\n{}", stdout(&output), stderr(&output));
    output
}

/// The JSON report of a run in `folder`.
pub fn json(folder: &Path, args: &[&str]) -> serde_json::Value {
    let output = run_in(folder, &[&["--format", "json"], args].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|why| panic!("{args:?}: {why}: {}", stderr(&output)))
}

/// The codes of the rules that found something.
pub fn codes(report: &serde_json::Value) -> Vec<&str> {
    let rules = report["summary"]["rules"].as_array().expect("a list");
    rules.iter().map(|rule| rule["code"].as_str().expect("a code")).collect()
}

/// A folder of its own for one test.
pub fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder is writable");
    folder
}

/// A small generator with a fixed seed (splitmix64).
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

/// Puts a list in a random order.
pub fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for at in (1..items.len()).rev() {
        items.swap(at, random.below(at + 1));
    }
}

/// One fenced block of a rule page.
#[derive(Debug, Clone)]
pub struct Block {
    /// Words after the fence.
    pub label: String,
    /// The content, one line end at each line's end.
    pub body: String,
    /// Byte offset of the content in the page.
    pub at: usize,
}

/// The fenced blocks of a page, in order.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let mut open: Option<Block> = None;
    let mut fence = "";
    let mut offset = 0;
    for line in page.split_inclusive('\n') {
        let trimmed = line.trim_end();
        let ticks = &trimmed[..trimmed.len() - trimmed.trim_start_matches('`').len()];
        match &mut open {
            None if ticks.len() >= 3 => {
                fence = ticks;
                open = Some(Block {
                    label: trimmed[ticks.len()..].trim().into(),
                    body: String::new(),
                    at: offset + line.len(),
                });
            }
            Some(_) if trimmed == fence => out.extend(open.take()),
            Some(block) => block.body.push_str(line),
            None => {}
        }
        offset += line.len();
    }
    out
}

/// The bytes that a block of data stands for: repeated lines, made-up credentials, raw bytes.
pub fn data(block: &Block) -> Vec<u8> {
    let mut text = String::new();
    for line in block.body.lines() {
        if let Some((count, rest)) = line.strip_prefix("@repeat ").and_then(|rest| rest.split_once(' ')) {
            for n in 1..=count.parse::<usize>().expect("a number after @repeat") {
                text.push_str(&rest.replace("{{n}}", &n.to_string()));
                text.push('\n');
            }
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    let text = ft_lint::rules::privacy::markers::expand(&text);
    if block.label.split(' ').any(|word| word == "bytes") { raw(&text) } else { text.into_bytes() }
}

/// `\xHH` as the byte.
fn raw(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        let hex = bytes.get(i + 2..i + 4).filter(|_| bytes[i..].starts_with(b"\\x"));
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()) {
            out.push(byte);
            i += 4;
        } else {
            out.push(bytes[i]);
            i += 1;
        }
    }
    out
}
