//! The program: arguments in, exit code out.

use mimalloc::MiMalloc;
use std::io::{IsTerminal, stderr, stdout};
use std::process::ExitCode;
use techfile::cli::{Streams, run};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[expect(
    clippy::disallowed_methods,
    reason = "the program's edge: clock, folder and environment are read here, once"
)]
fn main() -> ExitCode {
    let outcome = std::panic::catch_unwind(|| {
        let colorful = stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let mut streams = Streams {
            out: &mut stdout().lock(),
            err: &mut stderr(),
            folder: std::env::current_dir().unwrap_or_default(),
            colorful,
            now: std::time::SystemTime::now(),
        };
        run(std::env::args_os(), &mut streams)
    });
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(_) => {
            let hint =
                "techfile: this is a fault of techfile; please report it with the lines above";
            let _ = std::io::Write::write_all(&mut stderr(), format!("{hint}\n").as_bytes());
            ExitCode::from(2)
        }
    }
}
