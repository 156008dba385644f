//! Which domains exist, and which are set aside for examples. Knows nothing of the text around an address.

use psl::Psl;

/// Placeholder locals, with which addresses at large providers and at placeholder domains mean no one.
const NOBODY: &[&str] = &[
    "user",
    "username",
    "user.name",
    "name",
    "you",
    "me",
    "someone",
    "somebody",
    "foo",
    "bar",
    "test",
    "tester",
    "testuser",
    "firstname.lastname",
    "first.last",
    "firstname",
    "lastname",
    "john.doe",
    "johndoe",
    "jane.doe",
    "janedoe",
    "john_doe",
    "jane_doe",
    "jdoe",
    "admin",
    "example",
    "sample",
    "email",
    "mail",
    "myemail",
    "xxx",
    "abc",
    "xyz",
    "recipient",
    "sender",
    "youremail",
    "yourname",
    "your.name",
    "your.email",
    "your_email",
    "your-email",
    "my.email",
    "address",
    "emailaddress",
];

/// Domains that stand for "your own domain here", whatever the local part.
const PLACEHOLDERS: &[&str] = &[
    "domain.com",
    "email.com",
    "company.com",
    "mycompany.com",
    "acme.com",
    "foo.com",
    "bar.com",
    "test.com",
    "sample.com",
    "mydomain.com",
    "mail.example",
    "website.com",
    "mywebsite.com",
    "emailaddress.com",
    "abc.com",
    "xyz.com",
    "host.com",
];

/// Providers where an address with a placeholder for a local part is a placeholder as a whole.
const PROVIDERS: &[&str] = &[
    "mail.com",
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "aol.com",
    "gmx.de",
    "web.de",
    "qq.com",
    "163.com",
    "proton.me",
    "protonmail.com",
    "live.com",
    "msn.com",
    "mail.ru",
    "yandex.ru",
];

/// First parts of domains that begin a placeholder.
const STEMS: &[&str] =
    &["yourdomain", "yourcompany", "your-company", "your-domain", "yoursite", "yourwebsite", "youremail", "yourorg"];

/// Top-level domains that are never delivered to (RFC 2606, RFC 6761, RFC 6762, and `.internal`).
const UNUSED: &[&str] = &["test", "example", "invalid", "localhost", "local", "internal", "localdomain"];

/// Whether the last part of a domain is a top-level domain that exists, or one in Punycode.
pub fn is_known(host: &str) -> bool {
    let host = host.to_lowercase();
    let last = host.rsplit('.').next().unwrap_or("");
    if last.starts_with("xn--") {
        return last.len() > 4;
    }
    let letters = last.chars().all(char::is_alphabetic) && (2..=24).contains(&last.chars().count());
    letters && psl::List.suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

/// Whether an address is one of those that are set aside for examples, or a placeholder.
pub fn is_reserved(local: &str, host: &str) -> bool {
    let (local, host) = (local.to_lowercase(), host.to_lowercase());
    let labels: Vec<&str> = host.split('.').collect();
    let last = labels.last().copied().unwrap_or("");
    let base = labels[labels.len().saturating_sub(2)..].join(".");
    let nobody = NOBODY.contains(&local.as_str()) || local.starts_with("your");
    UNUSED.contains(&last)
        || labels.contains(&"example")
        || PLACEHOLDERS.contains(&base.as_str())
        || labels.iter().any(|label| STEMS.contains(label))
        || (nobody && PROVIDERS.contains(&base.as_str()))
        || local.split(['.', '-', '_']).any(|part| part == "example")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_end_in_one_that_exists() {
        for host in ["lumenpost.io", "a.co.uk", "LUMENPOST.COM", "grüße.de", "x.xn--p1ai", "почта.рф"] {
            assert!(is_known(host), "{host}");
        }
        for host in ["a.png", "a.webp", "b.t", "c.123", "d.unknowntld", "e.", "f", "g.xn--", ""] {
            assert!(!is_known(host), "{host}");
        }
    }

    #[test]
    fn examples_are_reserved() {
        for (local, host) in [
            ("a", "example.com"),
            ("a", "b.example.net"),
            ("a", "b.test"),
            ("a", "yourcompany.io"),
            ("john", "acme.com"),
            ("your.name", "gmail.com"),
            ("user", "mail.com"),
            ("a", "localhost.localdomain"),
        ] {
            assert!(is_reserved(local, host), "{local} at {host}");
        }
        for (local, host) in [("ann", "gmail.com"), ("user", "lumenpost.io"), ("ann", "mail.com"), ("a", "examples.io")]
        {
            assert!(!is_reserved(local, host), "{local} at {host}");
        }
    }
}
