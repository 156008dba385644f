//! The laws of rules about the data set: states merge in any grouping and order, an empty state changes nothing, and what
//! is found does not depend on how the data were cut. Every rule of the registry is held to them without being named.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod cuts;
mod groups;
mod states;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;

use ft_lint::engine::{Plan, Privacy, Selection};
use ft_lint::source::{Input, Limits, Origin, Pos, Row, Watch};
use support::{Random, root, shuffle};

struct Silent;

impl Watch for Silent {
    fn read(&self, _bytes: u64) {}
}

fn plan(inputs: &[&Path], buffer: usize, threads: usize) -> Plan {
    let input = |path: &&Path| Input {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        origin: Origin::File(path.to_path_buf()),
    };
    Plan {
        inputs: inputs.iter().map(input).collect(),
        limits: Limits { buffer, max_row: 1 << 26 },
        threads,
        rules: Plan::rules(&Selection::default(), ft_lint::rules::profile::generic()).unwrap(),
        profile: ft_lint::rules::profile::generic(),
        privacy: Privacy::default(),
        labels: ft_lint::rules::labels::LabelOptions::default(),
        max_findings: 1_000_000,
        near: true,
        ..Plan::default()
    }
}

/// Rows of all fixtures in a random order: every shape, every defect, repeated and blank ones.
fn material(seed: u64) -> Vec<String> {
    rows_of(&["good", "planted"], seed)
}

fn rows_of(folders: &[&str], seed: u64) -> Vec<String> {
    let mut rows = Vec::new();
    for folder in folders {
        let mut paths: Vec<_> =
            fs::read_dir(root().join("fixtures").join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        rows.extend(
            paths
                .iter()
                .flat_map(|path| fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()),
        );
    }
    shuffle(&mut rows, &mut Random(seed));
    rows
}

fn row(at: usize, bytes: &[u8]) -> Row<'_> {
    let pos = Pos { block: (at / 100) as u32, row: (at % 100) as u32 };
    let (number, line) = (at as u64 + 1, at as u64 + 1);
    Row { pos, number, line, ended: true, ..Row::alone(bytes) }
}
