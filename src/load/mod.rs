//! The only stage that touches files and git: inputs as bytes, history as data, commits written.
//!
//! Everything a run reads comes through one [`Snapshot`], of the work tree or of a revision, so
//! that `--rev` is true for every input. What the files mean is not decided here.

#![expect(
    clippy::disallowed_methods,
    reason = "the one stage that reads the inputs, and writes the commits of the example"
)]

mod beside;
mod failure;
#[cfg(test)]
mod fixture;
mod git;
mod history;
mod listing;
mod memory;
mod place;
mod recent;
mod snapshot;
mod work_tree;

pub use failure::ReadFailure;
pub use git::{is_unchanged, write_repository};
pub use history::{State, differences, read_history, read_state, values_in_file, values_of};
pub use listing::Listing;
pub use snapshot::{MAX_INPUT_BYTES, PROJECT_FILE, Snapshot, find_project};
