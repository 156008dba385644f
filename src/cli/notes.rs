//! What a run says beside its report: what became of the baseline, what the run was made of, and where the time went.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use super::keeper::Kept;
use super::setup::Setup;
use crate::failure::Failure;
use crate::report::several;
use crate::source::Origin;

/// What became of the baseline.
pub fn baseline(kept: &Kept) -> Option<Failure> {
    let name = &kept.name;
    if let Some(changes) = kept.written {
        let what = format!(
            "`{name}`: {} known, {} added, {} removed",
            several(changes.total, "finding"),
            changes.added,
            changes.removed
        );
        return Some(Failure::Note { what });
    }
    let mut by_rule: BTreeMap<&str, u64> = BTreeMap::new();
    kept.stale.iter().for_each(|(code, _, gone)| *by_rule.entry(code).or_default() += u64::from(*gone));
    let gone: u64 = by_rule.values().sum();
    let verb = if gone == 1 { "matches" } else { "match" };
    (gone > 0).then(|| {
        let rules: Vec<String> = by_rule.iter().map(|(code, count)| format!("{code} × {count}")).collect();
        Failure::Unused {
            what: format!("{gone} of {} in `{name}` {verb} nothing: {}", several(kept.total, "finding"), rules.join(", ")),
            advice: Some(
                "repaired or changed, if this run read all of the data; then `--prune-baseline` takes them out, and after a \
                 run over a part it would take out what is still there"
                    .into(),
            ),
            source_text: None,
            at: None,
        }
    })
}

/// What the run is made of.
pub fn verbose(setup: &Setup) {
    let plan = &setup.plan;
    let mut text = String::new();
    let file = setup.settings.file.as_ref().map_or("none", |file| file.name.as_str());
    let wanted = plan.rules.iter().filter(|rule| rule.wanted).count();
    let _ = writeln!(text, "configuration: {file}");
    let _ = writeln!(text, "profile: {}", plan.profile.name);
    let _ = writeln!(text, "rules: {wanted}");
    let _ = writeln!(text, "threads: {}", plan.threads);
    let _ = writeln!(text, "inputs: {}, left out: {}", plan.inputs.len(), setup.left_out);
    for (i, input) in plan.inputs.iter().enumerate() {
        let kind = if input.origin == Origin::Stdin { " (standard input)" } else { "" };
        let consumer = plan.consumers.get(plan.consumer_of(i)).filter(|_| plan.consumer_of(i) > 0);
        let consumer = consumer.map_or(String::new(), |consumer| format!(" (for {})", consumer.profile.name));
        let _ = writeln!(text, "  {}{kind}{consumer}", input.name);
    }
    if let Some(known) = &plan.suppress.baseline {
        let _ = writeln!(text, "baseline: {} fingerprints", known.len());
    }
    print(&text);
}

/// Where the time went.
pub fn timings(setup: &Setup, whole: Duration) {
    let Some(timings) = &setup.plan.timings else { return };
    let seconds = |time: Duration| format!("{:>9.3} s", time.as_secs_f64());
    let rules = timings.rules();
    let sum: Duration = rules.iter().map(|(_, _, time)| *time).sum();
    let mut text = String::from("time in all threads\n");
    for (code, name, time) in &rules {
        let _ = writeln!(text, "{}  {code:<6} {name}", seconds(*time));
    }
    let rest = timings.blocks().saturating_sub(sum);
    let _ = writeln!(text, "{}  all rules", seconds(sum));
    let _ = writeln!(text, "{}  parsing, lowering, normalizing, placing", seconds(rest));
    let _ = writeln!(text, "{}  from start to end", seconds(whole));
    print(&text);
}

fn print(text: &str) {
    // Nobody is left to tell when standard error is closed too.
    let _ = std::io::stderr().write_all(crate::report::sanitized_lines(text).as_bytes());
}

/// Counts of entries by what they say, for the report.
pub fn lines(notes: &[Failure]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for note in notes {
        let place = match note {
            Failure::Unused { source_text: Some(window), .. } => format!(" (line {})", window.line()),
            _ => String::new(),
        };
        *seen.entry(format!("{note}{place}")).or_insert(0) += 1;
    }
    seen.into_keys().collect()
}
