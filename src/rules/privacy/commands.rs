//! Passwords and keys among the arguments of commands: `mysql -p…`, `--api-key …`, `net user NAME …`. Which switch of which command
//! takes a password stands in `rules/patterns/password.toml`. For FT621.

use super::assigned_value::Value;
use super::assignment::{Promise, hints, promise};
use super::context::{self, byte_at};
use super::password::{Hit, keeps};
use super::password_value::{Manner, is_password};
use crate::example::Span;
use crate::rules::content::patterns::list;

/// Bytes of a command before its switch in which its name stands.
const COMMAND: usize = 120;
/// Shortest password of a command.
const LEAST: usize = 6;

/// The value of an argument around some digits; `span` is all that stands between two blanks.
pub fn argument(text: &str, span: &Span) -> Option<Hit> {
    let quoted = matches!(byte_at(text, span.start.checked_sub(1)?), b'"' | b'\'');
    let head = text[..span.start - usize::from(quoted)].strip_suffix(' ')?;
    optional(text, head, span, quoted)
        .or_else(|| switched(text, head, span, quoted))
        .or_else(|| of_account(text, head, span, quoted))
}

/// `mysql -p'value'`: the value touches its switch.
pub fn touching(text: &str, span: &Span) -> Option<Hit> {
    let own = text[span.clone()].strip_prefix('-')?;
    let letter = own.bytes().next().filter(u8::is_ascii_alphabetic)?;
    let head = text[..span.start].strip_suffix(' ')?;
    let command = command(text, head.len());
    let is_one = |known: &&&str| known.as_bytes().ends_with(&[b'-', letter]) && is_of(command, known);
    list("password", "commands", "touching").iter().find(is_one)?;
    let from = span.start + 2 + usize::from(own[1..].starts_with('\''));
    typed(text, &(from..span.end), from > span.start + 2)
}

/// The line up to a place, as far as a command goes.
fn command(text: &str, to: usize) -> &str {
    let near = context::before(text, to, COMMAND);
    near.rsplit('\n').next().unwrap_or(near)
}

/// Whether a command has the name of an entry `NAME -SWITCH`.
fn is_of(command: &str, entry: &str) -> bool {
    let name = entry.rsplit_once(' ').map_or(entry, |(name, _)| name);
    let before = |at: usize| command[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    command.match_indices(name).any(|(at, _)| before(at) && command[at + name.len()..].starts_with([' ', '.']))
        || command.strip_suffix(name).is_some_and(|rest| before(rest.len()))
}

fn typed(text: &str, span: &Span, quoted: bool) -> Option<Hit> {
    let own = text[span.clone()].trim_end_matches(['\'', '"', '.', ',', ')', '`']);
    let manner = if quoted { Manner::Quoted } else { Manner::Bare };
    let span = span.start..span.start + own.len();
    (own.len() >= LEAST && is_password(own, manner)).then_some(Hit { span, promise: Promise::Password, hash: false })
}

/// `--api-key value`: the value stands behind the name of an option.
fn optional(text: &str, head: &str, span: &Span, quoted: bool) -> Option<Hit> {
    let letters = head.bytes().rev().take(32).take_while(|b| b.is_ascii_alphabetic() || *b == b'-').count();
    let option = head[head.len() - letters..].strip_prefix("--").filter(|name| hints(name.as_bytes()))?;
    let value = text[span.clone()].trim_end_matches(['.', ',', ')', '`', '"', '\'']);
    keeps(text, promise(option)?, &Value { span: span.start..span.start + value.len(), quoted })
}

/// `redis-cli -a value`: the value stands behind its switch.
fn switched(text: &str, head: &str, span: &Span, quoted: bool) -> Option<Hit> {
    let letters = head.bytes().rev().take(12).take_while(u8::is_ascii_alphabetic).count();
    let switch = head.len().checked_sub(letters + 1).filter(|at| letters > 0 && byte_at(text, *at) == b'-')?;
    let command = command(text, text[..switch].strip_suffix(' ')?.len());
    let is_one =
        |known: &&&str| known.rsplit_once(' ').is_some_and(|(_, own)| own == &head[switch..]) && is_of(command, known);
    list("password", "commands", "switches").iter().find(is_one)?;
    typed(text, span, quoted)
}

/// `net user NAME value`, `/user:NAME value`, `-U NAME%value`, `echo value | sudo -S`.
fn of_account(text: &str, head: &str, span: &Span, quoted: bool) -> Option<Hit> {
    let near = command(text, head.len());
    if let Some(at) = text[span.clone()].find('%').filter(|_| near.ends_with("-U")) {
        return typed(text, &(span.start + at + 1..span.end), quoted);
    }
    let named = near.rsplit_once([' ', ':']).is_some_and(|(before, _)| {
        before.ends_with("net user") || before.ends_with("/user") && near.contains("net use")
    });
    let piped = || near.ends_with("echo") && context::after(text, span.end, 16).contains("| sudo -S");
    (named || piped()).then(|| typed(text, span, quoted))?
}

#[cfg(test)]
mod tests {
    use super::super::harness::spans;
    use super::super::password::Password;

    /// A password made of parts, so that none stands here.
    fn password() -> String {
        ["Moss", ".", "49871", "x"].concat()
    }

    #[test]
    fn passwords_of_commands_are_found() {
        let own = password();
        for command in [
            "mysql -u root -p@ shop",
            "mysqldump -p@ shop > a.sql",
            "sshpass -p '@' ssh root@box",
            "redis-cli -h box -a @ ping",
            "docker login -u moss -p @ registry.lamps.test",
            "openssl enc -aes-256-cbc -k @ -in a -out b",
            "zip -P @ a.zip b",
            "7z x a.7z -p@",
            "keytool -storepass @ -list",
            "mysqldump --password @ shop",
            "net user moss @ /add",
            "net use Z: /user:moss @",
            "smbclient //srv/share -U moss%@",
            "echo '@' | sudo -S reboot",
            "$ sudo zip -P @ a.zip b",
        ] {
            assert_eq!(spans(&Password, "FT621", &command.replace('@', &own)), [own.as_str()], "{command}");
        }
    }

    #[test]
    fn other_arguments_are_not() {
        let own = password();
        for command in [
            "docker run -p 8080:80 lamps",
            "ssh -p 22022 root@box",
            "ssh -p @ root@box",
            "mkdir -p @",
            "cp -a @ b",
            "curl -k @",
            "myzip -P @ a.zip",
            "redis-cli -a $REDIS_PASS_1 ping",
            "docker login -u moss -p ${TOKEN_2} registry.lamps.test",
            "openssl rand -base64 32",
            "redis-cli -p 6379 ping",
            "zip -P <password1> a.zip b",
            "net users @",
            "the net user count was 12345",
            "echo '@' | tee a.txt",
            "keytool -alias lamp2024 -list",
            "tar -xzf lamps-1.20.4.tar.gz",
            "git commit -a -m v1.20",
        ] {
            assert_eq!(spans(&Password, "FT621", &command.replace('@', &own)), [""; 0], "{command}");
        }
    }
}
