//! The report as JSON, and its JSON Schema.

use std::io::{self, Write};

use super::model::Report;

/// Writes the report. Keys stand in a fixed order.
pub fn json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    out.write_all(b"\n")
}

/// The JSON Schema of the report, generated from its types.
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Report).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), super::SCHEMA.into());
    }
    schema
}
