//! What a user says is no leak: values, domains, expressions, places, entities. Decided once per run; a leak that is allowed
//! claims its place all the same, so that allowing it does not hand it to another rule.

use regex::Regex;

use super::ids::normalized;
use crate::rules::{Finding, Leak};

/// A list of what may stand in the data.
#[derive(Clone, Debug, Default)]
pub struct Allow(Vec<Entry>);

#[derive(Clone, Debug)]
enum Entry {
    Value(String),
    Domain(String),
    Pattern(Regex),
    Pointer(String),
    Kind(String),
}

impl Allow {
    /// Reads entries: `value:4829173`, `domain:lumenpost.io`, `regex:^A-\d+$`, `pointer:/messages/*/name`, `kind:EMAIL`. An
    /// entry without one of these words is a value.
    pub fn read(entries: &[String]) -> Result<Allow, String> {
        entries.iter().map(|entry| Entry::read(entry)).collect::<Result<_, _>>().map(Allow)
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries, by their number, that allow what a finding is about.
    pub fn allowing(&self, finding: &Finding) -> impl Iterator<Item = usize> {
        let leak = finding.leak.as_ref();
        let entries = leak.into_iter().flat_map(|leak| self.0.iter().enumerate().map(move |entry| (leak, entry)));
        entries.filter(|(leak, (_, entry))| entry.allows(leak, finding)).map(|(_, (i, _))| i)
    }
}

impl Entry {
    fn read(entry: &str) -> Result<Entry, String> {
        Ok(match entry.split_once(':') {
            Some(("domain", domain)) => Entry::Domain(domain.trim_start_matches('@').to_lowercase()),
            Some(("regex", pattern)) => {
                let regex = Regex::new(&format!("^(?:{pattern})$"));
                Entry::Pattern(regex.map_err(|why| format!("`{pattern}` is no expression: {why}"))?)
            }
            Some(("pointer", pointer)) => Entry::Pointer(pointer.into()),
            Some(("kind", kind)) => Entry::Kind(kind.to_uppercase()),
            Some(("value", value)) => Entry::Value(value.into()),
            _ => Entry::Value(entry.into()),
        })
    }

    fn allows(&self, leak: &Leak, finding: &Finding) -> bool {
        match self {
            Entry::Kind(kind) => kind == leak.kind || *kind == leak.subtype.to_uppercase(),
            Entry::Pointer(pointer) => leads(pointer, &finding.pointer),
            Entry::Value(value) => normalized(leak.kind, value) == normalized(leak.kind, &leak.value),
            Entry::Domain(domain) => is_below(leak, domain),
            Entry::Pattern(pattern) => pattern.is_match(&leak.value),
        }
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
        Allow::read(&[entry.to_string()]).unwrap().allowing(finding).next().is_some()
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
        assert_eq!(Allow::default().allowing(&mail).count(), 0);
        let both = ["kind:EMAIL".to_owned(), "kind:PHONE".into(), "domain:lumenpost.io".into()];
        assert_eq!(Allow::read(&both).unwrap().allowing(&mail).collect::<Vec<_>>(), [0, 2]);
    }
}
