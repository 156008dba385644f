//! FT611 local-user-path. The page is `rules/FT611-local-user-path.md`.

use std::sync::LazyLock;

use memchr::memmem;

use super::context::byte_before;
use super::hit::Hit;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Level, Sink, TextRule};

/// Names of accounts that are no one's: those of systems, images, services and manuals.
const NOBODY: &[&str] = &[
    "user",
    "users",
    "username",
    "me",
    "ubuntu",
    "runner",
    "root",
    "app",
    "apps",
    "admin",
    "administrator",
    "public",
    "default",
    "shared",
    "share",
    "name",
    "vagrant",
    "ec2-user",
    "pi",
    "node",
    "jovyan",
    "circleci",
    "travis",
    "vsts",
    "runneradmin",
    "jdoe",
    "johndoe",
    "john",
    "jane",
    "alice",
    "bob",
    "yourname",
    "yourusername",
    "your_username",
    "your_name",
    "your-username",
    "your-name",
    "your_user",
    "youruser",
    "foo",
    "bar",
    "test",
    "tester",
    "testuser",
    "dev",
    "devel",
    "developer",
    "user1",
    "user2",
    "someuser",
    "someone",
    "git",
    "docker",
    "www",
    "www-data",
    "web",
    "work",
    "workspace",
    "data",
    "tmp",
    "guest",
    "linuxbrew",
    "coder",
    "sandbox",
    "student",
    "build",
    "builder",
    "jenkins",
    "deploy",
    "postgres",
    "mysql",
    "hadoop",
    "spark",
    "codespace",
    "vscode",
    "gitpod",
    "kali",
    "azureuser",
    "centos",
    "debian",
    "fedora",
    "opc",
    "oracle",
    "myuser",
    "my_user",
    "myname",
    "example",
    "nobody",
    "demo",
    "project",
    "projects",
    "rust",
    "python",
    "go",
    "steam",
    "ftp",
    "home",
    "index",
    "about",
    "login",
    "user_name",
    "localuser",
    "webuser",
    "appuser",
    "all",
    "documents",
    "desktop",
    "profile",
    "api",
    "assets",
    "img",
    "images",
    "js",
    "css",
    "content",
    "main",
    "page",
    "hduser",
    "u",
];

/// The three beginnings of such paths; `Users` with slashes or backslashes.
static HOME: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("/home/"));
static USERS: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("Users"));

/// Finds the names of accounts in paths.
pub struct LocalUserPath;

impl TextRule for LocalUserPath {
    fn trigger(&self) -> Signs {
        Signs::SLASH
    }

    fn check(&self, text: &Text<'_>, _: &Example<'_>, sink: &mut Sink<'_>) {
        let bytes = text.text.as_bytes();
        let home = HOME.find_iter(bytes).filter(|at| !is_inside(byte_before(text.text, *at))).map(|at| at + 6);
        let users = USERS.find_iter(bytes).filter_map(|at| users(text.text, at));
        let mut spans: Vec<Span> = home.chain(users).filter_map(|at| account(text.text, at)).collect();
        spans.sort_by_key(|span| span.start);
        for span in spans {
            let hit = Hit {
                span,
                kind: "USER_PATH",
                subtype: "account",
                name: "account name in a path",
                level: Level::Info,
                sure: Confidence::Likely,
                rank: 20,
            };
            hit.report(text, sink);
        }
    }
}

/// Whether a path that begins after this byte goes on from something else: a URL, a longer path.
fn is_inside(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/' | b'~' | b'}' | b')' | b'*')
}

/// Where the name begins after `/Users/` or `C:\Users\`, also with the backslashes doubled.
fn users(text: &str, at: usize) -> Option<usize> {
    let (head, tail) = (&text[..at], &text[at + 5..]);
    for sign in ["\\\\", "\\", "/"] {
        if let (Some(head), true) = (head.strip_suffix(sign), tail.starts_with(sign)) {
            let drive = head.ends_with(':');
            let root = sign == "/" && !is_inside(head.bytes().next_back().unwrap_or(b' '));
            return (drive || root).then_some(at + 5 + sign.len());
        }
    }
    None
}

/// The name of an account that a path goes on after.
fn account(text: &str, at: usize) -> Option<Span> {
    let rest = &text[at..];
    let len = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(rest.len());
    let name = rest.get(..len).filter(|name| (2..=32).contains(&name.len()))?;
    let deeper = rest[len..].starts_with(['/', '\\']);
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let lower = name.to_lowercase();
    let nobody = NOBODY.contains(&lower.trim_end_matches(|c: char| c.is_ascii_digit()))
        || NOBODY.contains(&lower.as_str())
        || lower.contains("user")
        || lower.starts_with("your");
    (deeper && letters >= 2 && letters * 2 > name.chars().count() && !nobody && !name.starts_with('.'))
        .then(|| at..at + len)
}

#[cfg(test)]
mod tests {
    use super::super::harness::{finds, silent};
    use super::*;

    #[test]
    fn names_are_found() {
        finds(
            &LocalUserPath,
            "FT611",
            &[
                ("File \"/home/mwolters/shop/main.py\", line 3", &["mwolters"]),
                ("cd /Users/mwolters/Documents", &["mwolters"]),
                ("C:\\Users\\M.Wolters\\Desktop\\a.txt", &["M.Wolters"]),
                ("\"C:\\\\Users\\\\mwolters\\\\a.txt\"", &["mwolters"]),
                ("file:///home/mwolters/x", &[]),
            ],
        );
    }

    #[test]
    fn names_of_no_one_are_silent() {
        silent(
            &LocalUserPath,
            "FT611",
            &[
                "/home/user/x",
                "/home/ubuntu/app",
                "/Users/username/x",
                "C:\\Users\\Public\\x",
                "/home/runner/work/x",
                "https://lumenpost.io/home/about/x",
                "/home/$USER/x",
                "/home/<name>/x",
                "/home/",
                "Users of the shop",
                "GET /Users/123/items",
                "/home/{user}/x",
                "~/home/x/y",
                "C:\\Users\\%USERNAME%\\x",
                "/home/mwolters",
                "api/Users/mwolters/x",
            ],
        );
    }
}
