//! techfile reads a project's records from git, traces them, judges them and writes the documents.
//!
//! The modules stand in the order of the line, and a module imports only what stands above it:
//! a snapshot of the inputs is read into a model of located records, the model becomes a trace
//! graph, the graph is assessed once, rules read the assessment and find diagnostics, the gate
//! judges them, and reports are rendered. The library serves the program and its tests and
//! promises nothing else.

#![warn(unreachable_pub)]

#[macro_use]
mod registry;

pub mod source;
pub mod diagnostic;
pub mod error;
pub mod history;
pub mod yaml;
pub mod narrative;
pub mod load;
pub mod descriptor;
pub mod config;
pub mod model;
pub mod standards;
pub mod documents;
pub mod graph;
pub mod assess;
pub mod coverage;
pub mod check;
pub mod gate;
pub mod report;
pub mod render;
pub mod demo;
pub mod cli;
