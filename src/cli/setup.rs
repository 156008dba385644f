//! From what was typed to a run: the configuration found and joined, inputs named, rules built. No data are read here but
//! lists of names.

use std::path::Path;
use std::sync::Arc;

use super::args::{Check, Format, Found};
use super::given::given;
use super::keeper::Keeper;
use super::memory;
use super::named::{Walked, inputs, is_named};
use crate::config::{self, Loaded, Resolved, Settings};
use crate::engine::{Plan, Sample, Timings};
use crate::failure::Failure;
use crate::source::{Input, Limits, Origin, Watch};

/// A run that can start.
pub struct Setup {
    /// The joined configuration.
    pub settings: Settings,
    /// What it means.
    pub resolved: Resolved,
    /// What the engine is given.
    pub plan: Plan,
    /// Inputs that were not found.
    pub failures: Vec<Failure>,
    /// Files that the configuration leaves out.
    pub left_out: usize,
    /// Whether other inputs were named than those of the configuration, which may be a part of them.
    pub partial: bool,
    /// Which patterns met files, where folders were searched.
    pub walked: Option<Walked>,
    /// The baseline, if there is one.
    pub keeper: Option<Keeper>,
}

/// The joined configuration for what was typed.
pub fn settings(check: &Check) -> Result<Settings, Failure> {
    let file = file(check.config.as_deref(), check.no_config)?;
    config::merge(file, &given(check)?)
}

/// What the file alone says.
pub fn found(at: &Found) -> Result<Settings, Failure> {
    config::merge(file(at.config.as_deref(), at.no_config)?, &[])
}

fn file(named: Option<&Path>, none: bool) -> Result<Option<Loaded>, Failure> {
    match named {
        _ if none => Ok(None),
        Some(path) => config::read(path, &path.to_string_lossy()).map(Some),
        None => discover(),
    }
}

fn discover() -> Result<Option<Loaded>, Failure> {
    let here = std::env::current_dir().map_err(|why| Failure::unreadable("the working directory", &why))?;
    config::discover(&here)
}

/// Everything that is decided before the first row is read.
pub fn prepare(check: &Check) -> Result<Setup, Vec<Failure>> {
    sane(check)?;
    let settings = settings(check).map_err(one)?;
    let resolved = config::resolve(&settings)?;
    let keeper = Keeper::open(check, &settings).map_err(one)?;
    let (inputs, failures, left_out, walked) = inputs(check, &settings, &resolved).map_err(one)?;
    let partial = is_named(check) && !settings.config.inputs.is_empty();
    if partial && (check.update_baseline || check.prune_baseline) {
        let what = "a part of the data does not show what the baseline must hold".into();
        let advice = "name no inputs, so that all of the configuration are read, or another baseline";
        return Err(one(Failure::BadOption { what, advice }));
    }
    let (profiles, consumer_of) = resolved.consumers(&inputs);
    let mut rules = Plan::rules_for(&resolved.selection, &profiles).map_err(one)?;
    if !rules.iter().any(|rule| rule.wanted) {
        let what = "no rule is left to run".into();
        return Err(one(Failure::BadOption { what, advice: "see what selects and ignores rules: `ft-lint config`" }));
    }
    let consumers = Plan::consumers(&resolved.selection, &rules, &profiles);
    let limits = Limits { buffer: check.read_buffer, max_row: settings.config.max_row_bytes.unwrap_or(64 << 20) };
    if limits.max_row == 0 {
        return Err(one(settings.wrong(&["max-row-bytes"], "`--max-row-bytes` must be at least 1", None)));
    }
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let mut suppress = resolved.suppress(&inputs);
    if let Some(keeper) = &keeper {
        keeper.settle(&mut suppress);
    }
    let timings = check.timings.then(|| Arc::new(Timings::watch(&mut rules)));
    let sample = sample(check, &inputs, limits).map_err(one)?;
    let near = settings.config.near.unwrap_or(true) && Plan::is_near(&rules);
    let plan = Plan {
        inputs,
        limits,
        threads: check.threads.unwrap_or_else(cores).min(256),
        rules,
        profile: resolved.profile,
        consumers,
        consumer_of,
        privacy: resolved.privacy.clone(),
        labels: resolved.selection.options.labels.clone(),
        tables: memory::tables(check.memory),
        max_findings: settings.config.max_findings.unwrap_or(1000),
        suppress,
        sample,
        timings,
        near,
    };
    Ok(Setup { settings, resolved, plan, failures, left_out, partial, walked, keeper })
}

fn one(failure: Failure) -> Vec<Failure> {
    vec![failure]
}

fn sane(check: &Check) -> Result<(), Vec<Failure>> {
    let bad = |what: &str, advice| Err(vec![Failure::BadOption { what: what.into(), advice }]);
    if check.statistics && check.format != Format::Human {
        let advice = "leave out `--format`, or write the report to a file: --statistics --output json=report.json";
        return bad("`--statistics` are counts for a person, and another format is asked for", advice);
    }
    if check.threads == Some(0) {
        return bad("`--threads` must be at least 1", "leave the option out for one thread per core");
    }
    if check.read_buffer == 0 {
        return bad("`--read-buffer` must be at least 1", "leave the option out for the default");
    }
    if check.sample == Some(0) {
        return bad("`--sample` must be at least 1", "for example --sample 10000");
    }
    if check.sample.is_some() && (check.update_baseline || check.prune_baseline) {
        return bad("a sample does not show what a baseline must hold", "write the baseline from a whole run");
    }
    Ok(())
}

fn sample(check: &Check, inputs: &[Input], limits: Limits) -> Result<Option<Sample>, Failure> {
    struct Silent;
    impl Watch for Silent {
        fn read(&self, _: u64) {}
    }
    let Some(wanted) = check.sample else { return Ok(None) };
    if let Some(input) = inputs.iter().find(|input| input.is_read_once()) {
        let name = format!("`{}`", input.name);
        let name = if input.origin == Origin::Stdin { "standard input" } else { &name };
        let what = format!("`--sample` reads the data twice, and {name} can be read only once");
        return Err(Failure::BadOption { what, advice: "write it to a file first" });
    }
    Ok(Some(Sample::choose(inputs, limits, wanted, check.sample_seed, &Silent)))
}
