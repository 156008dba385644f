//! JUnit XML: a suite for each input, a case for each rule, so that names are unique and stable, passes are counted, and
//! the size is bounded by inputs × rules. A rule that did not look is no pass: its cases are skipped, with the reason.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::in_brief::{by_reason, ran};
use super::model::{FindingReport, NotChecked, Report};
use super::place::told;
use super::sanitize::{clip, markup};
use super::wording::grouped;
use crate::rules::{Level, means};

/// Places that the text of a failure lists.
const PLACES: usize = 5;
/// Characters of one message.
const MESSAGE: usize = 300;
/// Above this many cases, those that pass are joined to one for each suite.
const CASES: usize = 50_000;

/// One suite, written when its counts are known.
#[derive(Default)]
struct Suite {
    body: String,
    tests: u64,
    failures: u64,
    errors: u64,
    skipped: u64,
}

/// The listed findings by input and rule.
struct Cases<'r> {
    report: &'r Report,
    rules: Vec<(&'r str, &'r str)>,
    found: BTreeMap<(Option<usize>, &'r str), Vec<&'r FindingReport>>,
    /// Listed findings of each rule.
    listed: BTreeMap<&'r str, u64>,
    /// Why rules that were asked for did not look.
    unchecked: BTreeMap<&'r str, &'r str>,
}

impl<'r> Cases<'r> {
    fn of(report: &'r Report) -> Cases<'r> {
        let house = report.summary.house.iter().map(|own| (own.code.as_str(), own.name.as_str()));
        let rules = ran(report).iter().map(|meta| (meta.code, meta.name)).chain(house).collect();
        let whole = report.summary.not_checked.iter().filter(|entry| !entry.part);
        let unchecked = whole.map(|entry| (entry.code.as_str(), entry.reason.as_str())).collect();
        let mut cases = Cases { report, rules, found: BTreeMap::new(), listed: BTreeMap::new(), unchecked };
        for finding in &report.findings {
            let input = finding.input.filter(|input| *input < report.inputs.len());
            cases.found.entry((input, &finding.code)).or_default().push(finding);
            *cases.listed.entry(&finding.code).or_default() += 1;
        }
        cases
    }
}

/// Writes the document.
pub fn junit(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let cases = Cases::of(report);
    let wide = report.inputs.len().saturating_mul(cases.rules.len()) > CASES;
    let mut suites: Vec<(String, Suite)> = Vec::new();
    if !report.summary.failures.is_empty() || report.gate.min_score.is_some() {
        suites.push(("run".into(), run(report)));
    }
    for (i, input) in report.inputs.iter().enumerate() {
        suites.push((input.path.clone(), cases.suite(Some(i), wide)));
    }
    if cases.found.keys().any(|(input, _)| input.is_none()) {
        suites.push(("data set".into(), cases.suite(None, true)));
    }
    if let Some(rest) = cases.not_checked(wide) {
        suites.push(("not checked".into(), rest));
    }
    let sum = |of: fn(&Suite) -> u64| suites.iter().map(|(_, suite)| of(suite)).sum::<u64>();
    let (tests, failures, errors) = (sum(|s| s.tests), sum(|s| s.failures), sum(|s| s.errors));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"ft-lint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">")?;
    for (name, suite) in &suites {
        let Suite { body, tests, failures, errors, skipped } = suite;
        let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"");
        writeln!(out, "  <testsuite name=\"{}\" {counts}>\n{body}  </testsuite>", markup(name))?;
    }
    writeln!(out, "</testsuites>")
}

/// What kept the run from a verdict, and the score where the gate asks for one.
fn run(report: &Report) -> Suite {
    let mut suite = Suite::default();
    for (i, failure) in report.summary.failures.iter().enumerate() {
        let message = markup(&clip(failure, MESSAGE));
        let name = if i == 0 { "run".to_owned() } else { format!("run {}", i + 1) };
        suite.body.push_str(&format!(
            "    <testcase classname=\"ft-lint\" name=\"{name}\">\n      <error message=\"{message}\" type=\"run\"/>\n    </testcase>\n"
        ));
        (suite.tests, suite.errors) = (suite.tests + 1, suite.errors + 1);
    }
    if let Some(wanted) = report.gate.min_score {
        let score = report.summary.score;
        let low = score.filter(|score| *score < wanted);
        let failure = low.map_or_else(String::new, |score| {
            format!("\n      <failure message=\"score {score:.1} is below {wanted:.1}\" type=\"score\"/>\n    ")
        });
        suite.body.push_str(&format!("    <testcase classname=\"ft-lint\" name=\"score\">{failure}</testcase>\n"));
        (suite.tests, suite.failures) = (suite.tests + 1, suite.failures + u64::from(low.is_some()));
    }
    suite
}

impl Suite {
    /// The rest of a case that was not looked at.
    fn skip(&mut self, reason: &str) {
        let reason = markup(&clip(reason, MESSAGE));
        self.body.push_str(&format!(">\n      <skipped message=\"{reason}\"/>\n    </testcase>\n"));
        self.skipped += 1;
    }
}

impl Cases<'_> {
    fn suite(&self, input: Option<usize>, joined: bool) -> Suite {
        let path = input.map_or("data set", |i| self.report.inputs[i].path.as_str());
        // Rules of another version of the program stand behind those that this one knows.
        let of_input = self.found.range((input, "")..).take_while(|((other, _), _)| *other == input);
        let unknown = of_input.filter(|((_, code), _)| !self.rules.iter().any(|(known, _)| known == code));
        let unknown: Vec<(&str, &str)> = unknown.map(|((_, code), list)| (*code, list[0].name.as_str())).collect();
        let mut suite = Suite::default();
        for (code, name) in self.rules.iter().chain(&unknown) {
            let own = self.found.get(&(input, *code)).map_or(&[][..], Vec::as_slice);
            if !own.is_empty() || !joined {
                suite.tests += 1;
                suite.body.push_str(&head(path, &format!("{code} {name}"), input.is_some()));
                self.outcome(code, own, &mut suite);
            }
        }
        if joined {
            // A suite without a case is an error to some readers.
            suite.body.push_str(&head(path, "the other rules", input.is_some()));
            suite.body.push_str("/>\n");
            suite.tests += 1;
        }
        suite
    }

    /// What was not looked at and has no case of its own: rules that were not asked for, parts of rules, rows.
    fn not_checked(&self, joined: bool) -> Option<Suite> {
        let has_case =
            |entry: &&NotChecked| !joined && !entry.part && self.rules.iter().any(|(code, _)| *code == entry.code);
        let mut suite = Suite::default();
        for (rules, reason) in by_reason(self.report.summary.not_checked.iter().filter(|entry| !has_case(entry))) {
            suite.body.push_str(&head("not checked", &clip(&format!("{rules}: {reason}"), MESSAGE), false));
            suite.skip(reason);
            suite.tests += 1;
        }
        (suite.tests > 0).then_some(suite)
    }

    /// The rest of a case: passed, skipped, passed with something to say, or failed.
    fn outcome(&self, code: &str, own: &[&FindingReport], suite: &mut Suite) {
        let Some(first) = own.iter().rev().max_by_key(|finding| finding.level) else {
            match self.unchecked.get(code) {
                Some(reason) => suite.skip(reason),
                None => suite.body.push_str("/>\n"),
            }
            return;
        };
        let worst = first.level;
        let message = format!("{}: {}", self.count(code, own.len()), clip(&first.message, MESSAGE));
        let (message, places) = (markup(&message), places(own));
        if own.iter().any(|finding| self.fails(finding)) {
            suite.failures += 1;
            let failure = format!("<failure message=\"{message}\" type=\"{}\">{places}</failure>", worst.name());
            suite.body.push_str(&format!(">\n      {failure}\n    </testcase>\n"));
        } else {
            let said = format!("<system-out>{}: {message}\n{places}</system-out>", worst.name());
            suite.body.push_str(&format!(">\n      {said}\n    </testcase>\n"));
        }
    }

    /// Whether the gate counts these findings. A rule with a budget is judged by its rows in place of its level; where
    /// there are too many warnings, each of them is one.
    fn fails(&self, finding: &FindingReport) -> bool {
        let gate = &self.report.gate;
        let is_one = |rules: &str| means(rules, &finding.code, &finding.name, &finding.family).is_some();
        let mut budgets = gate.budgets.iter().filter(|budget| is_one(&budget.rules));
        match budgets.next() {
            Some(first) => !first.holds || budgets.any(|budget| !budget.holds),
            None => {
                let too_many = gate.max_warnings.is_some_and(|most| gate.warnings > most);
                let level = finding.level;
                gate.fail_on.is_some_and(|limit| level >= limit) || (too_many && level == Level::Warn)
            }
        }
    }

    /// How many findings, exactly where that is known.
    fn count(&self, code: &str, listed: usize) -> String {
        let rule = self.report.summary.rules.iter().find(|rule| rule.code == code);
        let plural = if listed == 1 { "" } else { "s" };
        match rule {
            Some(rule) if self.listed.get(code).is_none_or(|all| *all < rule.findings) => {
                match self.report.inputs.len() {
                    1 => format!("{} findings", grouped(rule.findings)),
                    _ => format!("{} or more findings", grouped(listed as u64)),
                }
            }
            _ => format!("{} finding{plural}", grouped(listed as u64)),
        }
    }
}

fn head(path: &str, name: &str, file: bool) -> String {
    let (path, name) = (markup(path), markup(name));
    let file = if file { format!(" file=\"{path}\"") } else { String::new() };
    format!("    <testcase classname=\"{path}\" name=\"{name}\"{file}")
}

/// The first places, worst first.
fn places(own: &[&FindingReport]) -> String {
    let worst_first = Level::ALL.into_iter().flat_map(|level| own.iter().filter(move |finding| finding.level == level));
    let place = |finding: &&FindingReport| {
        let row = finding.line.map_or(String::new(), |row| format!("line {row}: "));
        markup(&format!("{row}{}", clip(&told(finding), MESSAGE)))
    };
    let mut lines: Vec<String> = worst_first.take(PLACES).map(place).collect();
    if own.len() > PLACES {
        lines.push(format!("and {} more", grouped((own.len() - PLACES) as u64)));
    }
    lines.join("\n")
}
