//! FT217 tool-call-unanswered. The page is `rules/FT217-tool-call-unanswered.md`.

use super::tools::exchange::Exchanges;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::schema::Reading;

/// FT217: a call without an answer, an answer without a call, ids that repeat or belong to nothing.
pub struct ToolCallUnanswered;

impl SchemaRule for ToolCallUnanswered {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        let Some(tools) = row.tool_use() else { return };
        for (list, acts) in row.talks.iter().zip(&tools.talks).filter(|(list, _)| list.is_whole()) {
            if acts.iter().any(|acts| !acts.calls.is_empty() || !acts.answers.is_empty() || acts.empty.is_some()) {
                Exchanges::new(row, list).run(acts, sink);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{Example, parse};
    use crate::rules::catalogue::by_code;
    use crate::rules::profile::Profile;
    use crate::rules::schema::Shared;
    use crate::source::Row;

    /// What is said of a list of messages where tool calls are read so.
    fn said(calls: &str, messages: &str) -> Vec<String> {
        let profile = format!(
            r#"{{"name":"test","forms":{{"chat":{{"shapes":["chat"],"keys":["messages"],"row":{{"keys":{{"messages":{{"talk":"chat"}}}}}}}}}},
            "talks":{{"chat":{{"role-key":"role","content-key":"content","calls":{calls}}}}}}}"#
        );
        let profile: Profile = serde_json::from_str(&profile).expect("a profile");
        let text = format!(r#"{{"messages":[{messages}]}}"#);
        let bytes = text.as_bytes();
        let row = Row::alone(bytes);
        let parsed = parse(bytes).expect("JSON");
        let example = Example::lower(row, parsed.json.as_object().expect("an object"));
        let shared = Shared::new(&example);
        let reading = Reading::new(&example, &profile, &shared);
        let mut found = Vec::new();
        ToolCallUnanswered.check(&reading, &mut Sink::new(by_code("FT217"), Some(row.pos), &mut found));
        found.into_iter().map(|finding| format!("{} {}", finding.level.name(), finding.message)).collect()
    }

    const TWO: &str =
        r#"{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f"}},{"id":"b","function":{"name":"f"}}]}"#;
    const A: &str = r#"{"role":"tool","tool_call_id":"a","content":"1"}"#;
    const X: &str = r#"{"role":"tool","tool_call_id":"x","content":"1"}"#;
    const USER: &str = r#"{"role":"user","content":"hi"}"#;
    const END: &str = r#"{"role":"assistant","content":"done"}"#;

    #[test]
    fn numbers_count_where_ids_do_not() {
        let calls = r#"{"read":true,"by-count":true}"#;
        let said = |messages: &[&str]| said(calls, &messages.join(","));
        assert_eq!(said(&[USER, TWO, A, A, END]), Vec::<String>::new());
        assert_eq!(said(&[USER, TWO, A, END]), ["error 2 calls, 1 result (test)"]);
        assert_eq!(said(&[USER, TWO, END]), ["error 2 calls, 0 results (test)"]);
        assert_eq!(said(&[USER, TWO, A, X, END]), ["warn `x` answers no call before it (test)"]);
        // At the end fewer are fine, and more are not.
        assert_eq!(said(&[USER, TWO, A]), Vec::<String>::new());
        assert_eq!(said(&[USER, TWO, A, A, A]), ["error 2 calls, 3 results (test)"]);
        assert_eq!(said(&[USER, A, END]), ["error `tool` message without a tool call before it (test)"]);
    }

    #[test]
    fn merged_answers_need_no_ids() {
        let calls = r#"{"read":true,"free":true}"#;
        let said = |messages: &[&str]| said(calls, &messages.join(","));
        assert_eq!(said(&[USER, TWO, X, END]), Vec::<String>::new());
        assert_eq!(said(&[USER, TWO, A, A, A, END]), Vec::<String>::new());
        assert_eq!(said(&[USER, TWO]), Vec::<String>::new());
        assert_eq!(said(&[USER, TWO, END]), ["error tool call `a` and 1 more are not answered (test)"]);
    }

    #[test]
    fn calls_that_nobody_reads_are_not_judged() {
        assert_eq!(said(r#"{"read":false}"#, &[USER, TWO, END].join(",")), Vec::<String>::new());
    }

    /// Ids are found without looking at all of them.
    #[test]
    fn many_calls_cost_little() {
        let calls: Vec<String> = (0..4_000).map(|i| format!(r#"{{"id":"c{i}","function":{{"name":"f"}}}}"#)).collect();
        let answers = |id: &dyn Fn(usize) -> String| -> Vec<String> {
            (0..4_000).rev().map(|i| format!(r#"{{"role":"tool","tool_call_id":"{}","content":"1"}}"#, id(i))).collect()
        };
        let call = format!(r#"{USER},{{"role":"assistant","tool_calls":[{}]}}"#, calls.join(","));
        let read = r#"{"read":true}"#;
        assert_eq!(
            said(read, &format!("{call},{},{END}", answers(&|i| format!("c{i}")).join(","))),
            Vec::<String>::new()
        );
        assert_eq!(said(read, &format!("{call},{},{END}", answers(&|i| format!("x{i}")).join(","))).len(), 4_000);
    }
}
