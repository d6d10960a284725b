//! The only printer: the result goes to standard output or a file, everything else to standard error.

use super::{Color, Common, FAILED, Outcome};
use crate::error::Error;
use crate::render::text::{Style, visible};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

/// Where a command reads and writes; tests bring their own.
pub struct Streams<'a> {
    pub out: &'a mut dyn Write,
    pub err: &'a mut dyn Write,
    /// Folder from which paths on the command line are taken.
    pub folder: PathBuf,
    /// Whether standard output is a terminal that may be colored.
    pub colorful: bool,
    /// The clock, read once; only the default of `--as-of`.
    pub now: SystemTime,
}

/// Collects the result of a command and writes it whole.
pub(crate) struct Ui<'s, 'a> {
    streams: &'s mut Streams<'a>,
    result: String,
    output: Option<PathBuf>,
    quiet: bool,
    timings: Option<Instant>,
    pub(crate) style: Style,
}

impl<'s, 'a> Ui<'s, 'a> {
    pub(crate) fn new(common: &Common, streams: &'s mut Streams<'a>) -> Result<Self, Error> {
        let color = match common.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => streams.colorful && common.output.is_none(),
        };
        Ok(Self {
            output: common.output.as_ref().map(|file| streams.folder.join(file)),
            streams,
            result: String::new(),
            quiet: common.quiet,
            timings: common.timings.then(Instant::now),
            style: Style { color },
        })
    }

    /// Returns the folder from which paths on the command line are taken.
    pub(crate) fn folder(&self) -> &Path {
        &self.streams.folder
    }

    /// Returns the clock's reading.
    pub(crate) fn now(&self) -> SystemTime {
        self.streams.now
    }

    /// Adds to the result.
    pub(crate) fn say(&mut self, text: &str) {
        self.result.push_str(text);
    }

    /// Says something beside the result.
    pub(crate) fn remark(&mut self, text: &str) {
        if !self.quiet {
            // Standard error may be closed; there is nobody left to tell.
            let _ = writeln!(self.streams.err, "{}", visible(text));
        }
    }

    /// Ends a stage and says how long it took, where that was asked for.
    pub(crate) fn stage(&mut self, name: &str) {
        if let Some(since) = self.timings.take() {
            self.timings = Some(Instant::now());
            let milliseconds = since.elapsed().as_secs_f64() * 1000.0;
            let _ = writeln!(self.streams.err, "{name:10} {milliseconds:9.1} ms");
        }
    }

    /// Writes the result, whole or not at all.
    pub(crate) fn finish(self, outcome: Outcome) -> Result<Outcome, Error> {
        match &self.output {
            Some(file) => write_whole(file, self.result.as_bytes())?,
            None if self.quiet => {}
            None => {
                let written = self
                    .streams
                    .out
                    .write_all(self.result.as_bytes())
                    .and_then(|()| self.streams.out.flush());
                match written {
                    // The reader has seen enough.
                    Err(cause) if cause.kind() == ErrorKind::BrokenPipe => {}
                    written => written.map_err(Error::Output)?,
                }
            }
        }
        Ok(outcome)
    }
}

/// Writes a file beside its place and moves it there.
fn write_whole(file: &Path, content: &[u8]) -> Result<(), Error> {
    let failed = |action| move |cause| Error::File { action, path: file.to_path_buf(), cause };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let temporary = file.with_file_name(format!(".{name}.techfile-{}", std::process::id()));
    let written =
        std::fs::write(&temporary, content).and_then(|()| std::fs::rename(&temporary, file));
    written.map_err(|cause| {
        let _ = std::fs::remove_file(&temporary);
        failed("write")(cause)
    })
}

/// Prints what the argument parser says: help and version are results, refusals are failures.
pub(super) fn refuse(refusal: &clap::Error, streams: &mut Streams<'_>) -> u8 {
    let text = refusal.render();
    if refusal.use_stderr() {
        let _ = write!(streams.err, "{text}");
        FAILED
    } else {
        let _ = write!(streams.out, "{text}");
        0
    }
}

/// Prints the chain of causes and the way out.
pub(super) fn explain_failure(error: &Error, streams: &mut Streams<'_>) {
    let mut lines = format!("techfile: {error}\n");
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        lines.push_str(&format!("  because: {inner}\n"));
        cause = inner.source();
    }
    if let Some(hint) = error.hint() {
        lines.push_str(&format!("  help: {hint}\n"));
    }
    let _ = streams.err.write_all(visible(&lines).as_bytes());
}
