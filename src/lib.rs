//! `ft-lint` reads fine-tuning data (JSON Lines) and says what is wrong with it before anyone pays for a training run.
//!
//! Data flows one way, and a module uses only modules to its left:
//!
//! `source` (bytes) → `example` (parsed rows) → `rules` (per example, in parallel; then per data set) → `engine` → `score` →
//! `gate` → `report`
//!
//! `cli` and `config` stand outside and may use all of them. `failure` is what can go wrong with a run, `outcome` the exit code.

pub mod cli;
pub mod config;
pub mod engine;
pub mod example;
pub mod failure;
pub mod gate;
pub mod outcome;
pub mod progress;
pub mod report;
pub mod rules;
pub mod score;
pub mod source;
