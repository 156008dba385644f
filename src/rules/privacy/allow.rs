//! What a user says is no leak: values, domains, expressions, places, entities. Decided once per run; a leak that is allowed
//! claims its place all the same, so that allowing it does not hand it to another rule.

use regex::Regex;

use super::ids::normalized;
use crate::rules::{Finding, Leak};

/// A list of what may stand in the data.
#[derive(Clone, Debug, Default)]
pub struct Allow {
    values: Vec<String>,
    domains: Vec<String>,
    patterns: Vec<Regex>,
    pointers: Vec<String>,
    kinds: Vec<String>,
}

impl Allow {
    /// Reads entries: `value:4829173`, `domain:lumenpost.io`, `regex:^A-\d+$`, `pointer:/messages/*/name`, `kind:EMAIL`. An
    /// entry without one of these words is a value.
    pub fn read(entries: &[String]) -> Result<Allow, String> {
        let mut allow = Allow::default();
        for entry in entries {
            match entry.split_once(':') {
                Some(("domain", domain)) => allow.domains.push(domain.trim_start_matches('@').to_lowercase()),
                Some(("regex", pattern)) => {
                    let regex = Regex::new(&format!("^(?:{pattern})$"))
                        .map_err(|why| format!("`{pattern}` is no expression: {why}"))?;
                    allow.patterns.push(regex);
                }
                Some(("pointer", pointer)) => allow.pointers.push(pointer.into()),
                Some(("kind", kind)) => allow.kinds.push(kind.to_uppercase()),
                Some(("value", value)) => allow.values.push(value.into()),
                _ => allow.values.push(entry.clone()),
            }
        }
        Ok(allow)
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
            && self.domains.is_empty()
            && self.patterns.is_empty()
            && self.pointers.is_empty()
            && self.kinds.is_empty()
    }

    /// Whether a finding is about something allowed.
    pub fn allows(&self, finding: &Finding) -> bool {
        let Some(leak) = finding.leak.as_ref().filter(|_| !self.is_empty()) else { return false };
        self.kinds.iter().any(|kind| kind == leak.kind || *kind == leak.subtype.to_uppercase())
            || self.pointers.iter().any(|pointer| leads(pointer, &finding.pointer))
            || self.values.iter().any(|value| normalized(leak.kind, value) == normalized(leak.kind, &leak.value))
            || self.domains.iter().any(|domain| is_below(leak, domain))
            || self.patterns.iter().any(|pattern| pattern.is_match(&leak.value))
    }
}

/// Whether a pointer is the one given or below it; `*` stands for any one step.
fn leads(given: &str, pointer: &str) -> bool {
    let mut steps = pointer.split('/');
    given.split('/').all(|want| steps.next().is_some_and(|step| want == "*" || want == step))
}

/// Whether a mail address or a host belongs to a domain.
fn is_below(leak: &Leak, domain: &str) -> bool {
    let value = leak.value.to_lowercase();
    let Some((_, host)) = value.rsplit_once('@') else { return false };
    leak.kind == "EMAIL" && (host == domain || host.strip_suffix(domain).is_some_and(|head| head.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::by_code;

    fn finding(kind: &'static str, value: &str, pointer: &str) -> Finding {
        let mut finding = Finding::new(by_code("FT601"), "a leak".into());
        finding.pointer = pointer.into();
        finding.leak =
            Some(Leak { kind, subtype: "order-id".into(), mask: "…".into(), value: value.into(), rank: 1 });
        finding
    }

    fn allows(entry: &str, finding: &Finding) -> bool {
        Allow::read(&[entry.to_string()]).unwrap().allows(finding)
    }

    #[test]
    fn entries_allow_what_they_name() {
        let mail = finding("EMAIL", "Ann@shop.lumenpost.io", "/messages/0/content");
        for entry in [
            "ann@shop.lumenpost.io",
            "value:ann@shop.lumenpost.io",
            "domain:lumenpost.io",
            "domain:@shop.lumenpost.io",
            "regex:[A-Z]nn@.*",
            "pointer:/messages/*/content",
            "pointer:/messages",
            "kind:email",
        ] {
            assert!(allows(entry, &mail), "{entry}");
        }
        for entry in
            ["bob@lumenpost.io", "domain:post.io", "regex:nn@", "pointer:/messages/1", "pointer:/message", "kind:PHONE"]
        {
            assert!(!allows(entry, &mail), "{entry}");
        }
        assert!(allows("646-731-2094", &finding("PHONE", "+1 (646) 731 2094", "/prompt")));
        assert!(allows("kind:order-id", &finding("RECORD_ID", "4829", "/prompt")));
        assert!(Allow::read(&["regex:(".into()]).is_err());
        assert!(!Allow::default().allows(&mail));
    }
}
