//! Tools of a row and their use: definitions, calls and answers in all the ways in which rows write them, and what a value
//! breaks of a JSON Schema.

pub mod breach;
pub mod exchange;
pub mod open_calls;
pub mod schema_cost;
pub mod schema_value;
pub mod tool_list;
pub mod tool_schema;
pub mod tool_use;
