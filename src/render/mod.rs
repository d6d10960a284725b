//! How it is written: reports as text and JSON, documents as Markdown, HTML and PDF.

pub mod json;
pub mod text;
