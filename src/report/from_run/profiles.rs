//! The matrix of consumers: which would take the data set, which would not, and the first reason.

use super::super::model::ProfileReport;
use super::finding::{partner, row_of};
use crate::engine::{Matrix, Outcome, Placed, Plan};
use crate::rules::file::{ARRAY, UNREADABLE, array_level};
use crate::rules::profile::{Profile, Status, all};
use crate::rules::redact::{KNOWN_BYTES, Known, redact, redact_pointer};
use crate::rules::schema::{counted_rows, file_limits, uniques};
use crate::rules::{Facts, Family, Finding, Level, Meta, by_code};
use crate::source::Pos;

/// The rows that a verdict is about: those that are for the consumer, where the run has several, or else all.
struct Asked<'o> {
    plan: &'o Plan,
    outcome: &'o Outcome,
    facts: &'o Facts,
    matrix: &'o Matrix,
    /// The consumer's place in the plan, where its own rows are asked for.
    own: Option<usize>,
}

impl<'o> Asked<'o> {
    fn of(plan: &'o Plan, outcome: &'o Outcome, profile: &Profile) -> Self {
        let own = plan.consumers.iter().position(|consumer| consumer.profile.name == profile.name);
        match own.and_then(|own| outcome.shares.get(own)) {
            Some(share) => Asked { plan, outcome, facts: &share.facts, matrix: &share.matrix, own },
            None => Asked { plan, outcome, facts: &outcome.facts, matrix: &outcome.matrix, own: None },
        }
    }

    /// Whether a finding is about these rows.
    fn holds(&self, placed: &Placed) -> bool {
        let input = placed.at.map(|at| at.input).or(placed.finding.input);
        self.own.is_none_or(|own| input.is_some_and(|input| self.plan.consumer_of(input) == own))
    }

    /// Rows in which a rule found something.
    fn rows_of(&self, rule: &'static Meta) -> u64 {
        match self.own {
            Some(_) => self.facts.found(rule.code).map_or(0, |found| found.rows),
            None => self.outcome.counts_of(rule),
        }
    }

    /// Rows of shapes that the profile takes, but not beside that of most rows.
    fn of_other_forms(&self, profile: &Profile) -> u64 {
        let Some(main) = self.facts.main_shape() else { return 0 };
        let one_form = |shape| profile.forms.values().any(|form| form.takes(shape) && form.takes(main));
        let others = self.matrix.shapes.iter().filter(|(shape, _)| profile.takes(**shape) && !one_form(**shape));
        others.map(|(_, rows)| rows.rows).sum()
    }

    /// What rules about all rows refuse them for.
    fn refused(&self, profile: usize) -> Vec<&'o Finding> {
        match self.own {
            Some(own) => self.outcome.shares[own].refused.iter().collect(),
            None => {
                self.outcome.refused.iter().filter(|(refuser, _)| *refuser == profile).map(|(_, why)| why).collect()
            }
        }
    }

    /// The message of a finding with its other row named.
    fn named(&self, finding: &Finding) -> String {
        let other = finding.related.first().map(|related| related.pos);
        finding.message.replace("{row}", &self.other_row(other, finding.pos))
    }

    fn other_row(&self, other: Option<Pos>, here: Option<Pos>) -> String {
        let place = |pos| row_of(pos, &self.outcome.read);
        partner(other.and_then(place), here.and_then(place).map(|(input, _)| input), &self.plan.inputs)
    }

    /// A reason at a place; `other` is the row that `{row}` in the message stands for.
    fn reason(&self, code: &'static str, message: &str, place: (Pos, &str, u64), other: Option<Pos>) -> Reason {
        let (pos, pointer, rows) = place;
        let row = self.other_row(other, Some(pos));
        Reason { code, message: message.replace("{row}", &row), pos: Some(pos), pointer: pointer.to_owned(), rows }
    }
}

/// Why a profile refuses the data set, and where.
struct Reason {
    code: &'static str,
    message: String,
    pos: Option<Pos>,
    pointer: String,
    /// Rows that are refused, where they were counted.
    rows: u64,
}

impl Reason {
    /// Every row lacks a key of the form: the file was not meant for this consumer.
    fn lacks_its_keys(&self, asked: &Asked<'_>) -> bool {
        let missing = matches!(self.code, "FT203" | "FT219") && self.pointer.is_empty() && self.pos.is_some();
        missing && self.rows >= asked.facts.examples
    }
}

/// The verdict of every profile; empty where no rule about schemas ran.
pub(super) fn profiles(plan: &Plan, outcome: &Outcome) -> Vec<ProfileReport> {
    if !plan.rules.iter().any(|rule| rule.wanted && rule.is_schema()) {
        return Vec::new();
    }
    let named = all().iter().enumerate().filter(|(_, profile)| !profile.is_generic());
    let known = Known::of(outcome.found.iter().map(|placed| &placed.finding));
    let mut reports: Vec<_> = named.map(|(i, p)| judge(i, p, &Asked::of(plan, outcome, p), &known)).collect();
    // Where no row could be read, nobody is known to take the file; where none was met, nothing is known.
    if outcome.matrix.shapes.is_empty() {
        let is_known = outcome.facts.rows > 0 || outcome.read.iter().any(|read| read.framing.is_err());
        reports.retain(|report| is_known && report.verdict == "rejects");
    }
    reports
}

fn judge(index: usize, profile: &Profile, asked: &Asked<'_>, known: &Known) -> ProfileReport {
    let outcome = asked.outcome;
    // Rows that nobody could read have no shape that a profile could not take.
    let takes = asked.facts.main_shape().is_none_or(|shape| profile.takes(shape));
    let reasons = if takes { reasons(index, profile, asked) } else { Vec::new() };
    let rows: u64 = reasons.iter().map(|reason| reason.rows).sum();
    // A row tells more than a count: the first row with an error, and a limit of the file where there is none.
    let first = reasons.into_iter().min_by_key(|reason| (reason.pos.is_none(), reason.pos));
    let verdict = match (takes, &first) {
        (false, _) => "other-shape",
        (true, Some(reason)) if reason.lacks_its_keys(asked) => "other-shape",
        (true, None) => "accepts",
        (true, Some(_)) => "rejects",
    };
    // A reason that names a row is about that one at least.
    let rows = rows.max(u64::from(first.as_ref().is_some_and(|reason| reason.pos.is_some())));
    let place = first.as_ref().and_then(|reason| row_of(reason.pos?, &outcome.read));
    ProfileReport {
        profile: profile.name.clone(),
        live: profile.status == Status::Live,
        verdict: verdict.into(),
        rows,
        code: first.as_ref().map(|reason| reason.code.into()),
        reason: match &first {
            Some(reason) => Some(hidden(&redact(&reason.message), reason.pos, outcome, known)),
            None if !takes => Some(format!("takes {}", profile.taken())),
            None => None,
        },
        input: place.map(|(input, _)| input),
        row: place.map(|(_, row)| row),
        pointer: first.filter(|reason| reason.pos.is_some()).map(|reason| redact_pointer(&reason.pointer)),
    }
}

/// The message without the values of leaks in the same row, and those in any row where it quotes them.
fn hidden(message: &str, pos: Option<Pos>, outcome: &Outcome, known: &Known) -> String {
    let here = outcome.found.iter().filter(|placed| pos.is_some() && placed.finding.pos == pos);
    let leaks = here.filter_map(|placed| placed.finding.leak.as_ref()).filter(|leak| leak.value.len() >= KNOWN_BYTES);
    let message = leaks.fold(message.to_owned(), |message, leak| message.replace(&leak.value, &leak.mask));
    known.without(&message).unwrap_or(message)
}

fn reasons(index: usize, profile: &Profile, asked: &Asked<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Some(refused) = asked.matrix.refused.get(&(index as u16)) {
        let (rows, pos, why) = (refused.rows, Some(refused.first), &refused.reason);
        let (message, pointer) = (bare(&why.message, profile), why.pointer.clone());
        reasons.push(Reason { code: why.code, message, pos, pointer, rows });
    }
    for (shape, refused) in asked.matrix.shapes.iter().filter(|(shape, _)| !profile.takes(**shape)) {
        let message = format!("row is {}", shape.name());
        let (rows, pos) = (refused.rows, Some(refused.first));
        reasons.push(Reason { code: "FT202", message, pos, pointer: String::new(), rows });
    }
    of_all_rows(index, profile, asked, &mut reasons);
    for placed in asked.outcome.found.iter().filter(|placed| asked.holds(placed)) {
        let finding = &placed.finding;
        // Judged by each profile above.
        let judged =
            finding.rule.code == "FT303" || finding.rule.code == "FT101" && profile.loader && finding.key != ARRAY;
        if !judged
            && level(profile, finding, asked.facts) == Some(Level::Error)
            && !reasons.iter().any(|known| known.code == finding.rule.code)
        {
            let (message, pointer) = (asked.named(finding), finding.pointer.clone());
            // Rows that are examples are counted above.
            let lost = ["FT101", "FT102", "FT103", "FT110", "FT111"].contains(&finding.rule.code);
            let rows = match finding.rule.code {
                "FT301" => asked.of_other_forms(profile),
                _ if lost => asked.rows_of(finding.rule),
                _ => 0,
            };
            reasons.push(Reason { code: finding.rule.code, message, pos: finding.pos, pointer, rows });
        }
    }
    file_limits(profile, asked.facts, &mut |_, level, _, message, _| {
        if level == Level::Error {
            reasons.push(Reason { code: "FT220", message, pos: None, pointer: String::new(), rows: 0 });
        }
    });
    reasons
}

/// What a profile refuses of all rows together.
fn of_all_rows(index: usize, profile: &Profile, asked: &Asked<'_>, reasons: &mut Vec<Reason>) {
    reasons.extend(differing(index, profile, asked));
    if let Some(found) = asked.facts.found(UNREADABLE).filter(|_| profile.loader)
        && let Some(first) = found.first.iter().next()
    {
        reasons.push(asked.reason("FT101", "the row is no JSON that the loader reads", (first, "", found.rows), None));
    }
    for finding in asked.refused(index) {
        let message = bare(&finding.message, profile);
        let other = finding.related.first().map(|related| related.pos);
        let code = finding.rule.code;
        reasons.push(match finding.pos {
            Some(pos) => asked.reason(code, &message, (pos, &finding.pointer, 0), other),
            None => Reason { code, message, pos: None, pointer: String::new(), rows: 0 },
        });
    }
    reasons.extend(repeated(profile, asked));
    for (wish, rows, _) in asked.matrix.counted(index) {
        counted_rows(&profile.counted[wish], rows, &mut |level, message, _| {
            if level == Level::Error {
                reasons.push(Reason { code: "FT220", message, pos: None, pointer: String::new(), rows: 0 });
            }
        });
    }
}

/// Fields that some rows have and others lack, and members whose types drift.
fn differing(index: usize, profile: &Profile, asked: &Asked<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for uneven in asked.matrix.uneven(index) {
        if profile.uniform[uneven.field].level.0 == Some(Level::Error) {
            let message = uneven.message(profile);
            reasons.push(asked.reason("FT220", &message, (uneven.other, "", 0), Some(uneven.first)));
        }
    }
    for (wish, stats) in asked.matrix.members(index) {
        let wish = &profile.members[wish];
        let drifts = stats.drifts(wish);
        if let Some(drift) = drifts.iter().find(|drift| drift.level == Level::Error) {
            let (code, place) = (by_code(&wish.code).code, (drift.pos, drift.pointer.as_str(), 0));
            reasons.push(asked.reason(code, &drift.message, place, drift.related));
        }
    }
    reasons
}

/// Values that may stand in one row only, and stand in several.
fn repeated(profile: &Profile, asked: &Asked<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (place, unique) in uniques(|own| own.name == profile.name) {
        if let Some(repeat) = asked.outcome.matrix.repeats.get(&place) {
            let message = format!("`{}` is that of {{row}} too; want one of its own in every row", unique.key());
            reasons.push(asked.reason("FT220", &message, (repeat.first, "", repeat.rows), Some(repeat.other)));
        }
    }
    reasons
}

/// The level that a finding of another family than schema has under a profile, if the profile would look at it.
fn level(profile: &Profile, finding: &Finding, facts: &Facts) -> Option<Level> {
    let rule = finding.rule;
    if rule.code == "FT107" {
        let foreign = facts.inputs.iter().any(|input| finding.input == Some(input.index) && input.framing.is_err());
        return Some(if foreign { Level::Error } else { array_level(profile, "") });
    }
    if rule.family == Family::File {
        let usual = if finding.level == rule.level { rule.level } else { finding.level };
        return profile.level(rule.code, usual);
    }
    profile.levels.get(rule.code).and_then(|setting| setting.0)
}

/// The message without the name of the profile, which stands beside it.
fn bare(message: &str, profile: &Profile) -> String {
    let name = format!(" ({}", profile.name);
    message.rfind(&name).map_or(message, |end| &message[..end]).to_owned()
}
