//! The git program, with nothing of the user's.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Settings that git takes from the environment.
pub type Environment<'a> = [(&'a str, &'a str)];

/// Runs git in a folder with an input and returns what it prints; it must succeed.
pub fn git(
    folder: &Path,
    arguments: &[&str],
    input: &[u8],
    environment: &Environment<'_>,
) -> Vec<u8> {
    let mut command = Command::new("git");
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(name);
    }
    let mut child = command
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("git can be run");
    let mut pipe = child.stdin.take().expect("the input is a pipe");
    let input = input.to_vec();
    // Git may end without reading all of it.
    let writer = std::thread::spawn(move || drop(pipe.write_all(&input)));
    let output = child.wait_with_output().expect("git ends");
    writer.join().expect("the writer ends");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {complaint}");
    output.stdout
}
