//! Does what a page tells the reader to do, in a folder that is removed afterwards.

use super::page::{Command, Extent, Step, What, steps};
use crate::harness::{cli::say_at, expect, folder::files_of};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::sync::{Arc, LazyLock, Mutex, OnceLock};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// The example of `techfile demo`, written once for every page that starts with it.
static EXAMPLE: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let said = say_at(&["demo", ".", "--no-build"], folder.path(), SystemTime::UNIX_EPOCH);
    assert_eq!(said.exit, 0, "the example can be written:\n{}{}", said.out, said.err);
    // Fills the cache of history, so that no page reads all commits again.
    say_at(&["history", "REQ-001"], folder.path(), SystemTime::UNIX_EPOCH);
    folder
});

/// Pages that were walked through, for themselves and for the pages that start where they end.
static WALKED: Mutex<BTreeMap<String, Arc<OnceLock<Result<Arc<Walked>, String>>>>> =
    Mutex::new(BTreeMap::new());

/// What takes long and is run once: by the page of the first project, and by the tests of `demo`.
const WHOLE: [&str; 2] = ["techfile build", "techfile demo"];

/// A page that was walked through, and how it reads with what its commands print now.
pub struct Walked {
    pub page: String,
    pub faults: Vec<Fault>,
    folder: TempDir,
    inside: PathBuf,
}

/// What is not as the page says.
#[derive(Debug, Clone)]
pub struct Fault {
    pub text: String,
    /// Whether the page as it is returned has it no more.
    pub is_mended: bool,
}

struct Walk {
    folder: TempDir,
    /// Where the reader stands, below the folder.
    inside: PathBuf,
    settings: BTreeMap<String, String>,
    n_git: u64,
    exit: u8,
    /// Ids of commits that the page shows, each with the one that is printed now.
    ids: BTreeSet<[String; 2]>,
    faults: Vec<Fault>,
}

/// Walks through a page; `read` gives the text of another page, by its name.
pub fn walk(page: &str, read: &dyn Fn(&str) -> Result<String, String>) -> Result<Walked, String> {
    let mut lines: Vec<String> = page.lines().map(str::to_string).collect();
    let mut walk = Walk {
        folder: tempfile::tempdir().map_err(|cause| cause.to_string())?,
        inside: PathBuf::new(),
        settings: BTreeMap::new(),
        n_git: 0,
        exit: 0,
        ids: BTreeSet::new(),
        faults: Vec::new(),
    };
    let mut changes = Vec::new();
    for Step { line, what } in steps(page)? {
        let n = walk.faults.len();
        changes.extend(walk.take(what, read)?);
        for fault in &mut walk.faults[n..] {
            fault.text = format!("line {line}: {}", fault.text);
        }
    }
    for (range, new) in changes.into_iter().rev() {
        let indent = lines[range.start - 1].len() - lines[range.start - 1].trim_start().len();
        let indented = |line: String| match line.is_empty() {
            true => line,
            false => format!("{}{line}", " ".repeat(indent)),
        };
        lines.splice(range, new.into_iter().map(indented));
    }
    let Walk { folder, inside, faults, .. } = walk;
    // A page that is right stays as it is, so that a new rule alone changes none of them.
    let is_right = !faults.iter().any(|fault| fault.is_mended);
    let page = if is_right { page.to_string() } else { lines.join("\n") + "\n" };
    Ok(Walked { page, faults, folder, inside })
}

/// Lines of a page, and what takes their place.
type Change = (std::ops::Range<usize>, Vec<String>);

impl Walk {
    fn take(
        &mut self,
        what: What,
        read: &dyn Fn(&str) -> Result<String, String>,
    ) -> Result<Option<Change>, String> {
        Ok(match what {
            What::Settings(settings) => {
                if let Some(start) = settings.get("from") {
                    self.start(start, read)?;
                }
                self.settings.extend(settings);
                None
            }
            What::Console { lines, commands, extent } => {
                let shown = self.console(&commands, &extent);
                Some((lines, shown))
            }
            What::File { lines, path, adds, content } => {
                let content = self.computed(&content);
                self.write(&path, adds, &content)?;
                Some((lines, content.lines().map(str::to_string).collect()))
            }
            What::Mention(command) => {
                self.mention(&command);
                None
            }
            What::NotRun(text) => {
                self.fail(format!("nothing runs this, and nothing says why:\n{text}"));
                None
            }
        })
    }

    /// Lays out the state in which a page starts.
    fn start(
        &mut self,
        name: &str,
        read: &dyn Fn(&str) -> Result<String, String>,
    ) -> Result<(), String> {
        match name {
            "empty" => {}
            "example" => copy(EXAMPLE.path(), self.folder.path()),
            page => {
                let end = end_of(page, read)?;
                copy(end.folder.path(), self.folder.path());
                self.inside.clone_from(&end.inside);
            }
        }
        Ok(())
    }

    fn fail(&mut self, text: String) {
        self.faults.push(Fault { text, is_mended: false });
    }

    fn mend(&mut self, text: String) {
        self.faults.push(Fault { text, is_mended: true });
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join(&self.inside)
    }

    fn console(&mut self, commands: &[Command], extent: &Extent) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, Command { words, output }) in commands.iter().enumerate() {
            let printed = self.run(words);
            let exit = if at + 1 == commands.len() { extent.exit } else { 0 };
            if self.exit != exit {
                self.fail(format!("`{words}` ends with {}, not {exit}", self.exit));
            }
            let shown = extent.shown(&printed);
            let is_example = self.settings.get("from").is_some_and(|from| from == "example");
            if steady(output, is_example) == steady(&shown, is_example) {
                self.ids(output, &shown);
            } else {
                let [old, new] = [output, &shown].map(|lines| lines.join("\n") + "\n");
                let same = expect::same(&format!("what `{words}` prints"), &old, &new);
                same.err().into_iter().for_each(|text| self.mend(text));
            }
            lines.push(format!("$ {words}"));
            lines.extend(shown);
        }
        lines
    }

    /// A reader's ids are others than those of the page, but one commit has one id on all of it.
    fn ids(&mut self, shown: &[String], printed: &[String]) {
        let [shown, printed] = [shown, printed].map(ids_in);
        for pair in shown.into_iter().zip(printed).map(|(old, new)| [old, new]) {
            let is_other = |known: &&[String; 2]| (known[0] == pair[0]) != (known[1] == pair[1]);
            if let Some([old, _]) = self.ids.iter().find(is_other).cloned() {
                self.mend(format!("`{old}` and `{}` are not told apart rightly", pair[0]));
            }
            self.ids.insert(pair);
        }
    }

    /// A command in a sentence shows nothing; it must not fail.
    fn mention(&mut self, command: &str) {
        let command = match command.split_once(" || ") {
            Some((command, "[ $? -eq 1 ]")) => command,
            _ => command,
        };
        if WHOLE.contains(&command) {
            return;
        }
        let printed = self.run(command);
        if self.exit > 1 {
            self.fail(format!("`{command}` fails:\n{printed}"));
        }
    }

    /// Runs one command line and returns what it prints.
    fn run(&mut self, line: &str) -> String {
        let words = words_of(line, &self.settings);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (words, file) = match &words[..] {
            [words @ .., ">>", file] => (words, Some(*file)),
            words => (words, None),
        };
        let (exit, printed) = match words {
            ["techfile", arguments @ ..] => {
                let said = say_at(arguments, &self.place(), self.now());
                // Remarks come while a command works, the result at its end.
                (said.exit, said.err + &said.out)
            }
            ["git", arguments @ ..] => self.git(arguments),
            ["echo", "$?"] => (0, format!("{}\n", self.exit)),
            ["cd", folder] => {
                self.inside.push(folder);
                let is_there = self.place().is_dir();
                (u8::from(!is_there), String::new())
            }
            ["mkdir", folder] => {
                let made = fs::create_dir(self.place().join(folder));
                (u8::from(made.is_err()), String::new())
            }
            _ => (127, format!("no test can run `{line}`\n")),
        };
        self.exit = exit;
        if let Some(file) = file {
            return self.write(file, true, &printed).err().unwrap_or_default();
        }
        let real = self.folder.path().canonicalize().unwrap_or_default();
        printed.replace(&*real.to_string_lossy(), "{folder}")
    }

    /// Noon of the day on which the page is read.
    fn now(&self) -> SystemTime {
        let today = self.settings.get("today").map_or("2026-10-15", String::as_str);
        let noon = format!("{today}T12:00:00Z").parse::<jiff::Timestamp>();
        let seconds = noon.expect("`today` is a day").as_second();
        SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
    }

    /// Runs git as a person whose settings are those of the repository, each time a minute later.
    fn git(&mut self, arguments: &[&str]) -> (u8, String) {
        self.n_git += 1;
        let since = self.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let date = format!("{} +0000", since.as_secs() + 60 * self.n_git);
        let mut git = Process::new("git");
        git.args(arguments).current_dir(self.place()).stdin(Stdio::null());
        git.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", self.folder.path().join("-"));
        git.env("LC_ALL", "C").env("GIT_PAGER", "cat");
        match git.output() {
            Ok(done) => {
                let code = done.status.code().and_then(|code| u8::try_from(code).ok());
                let text = [done.stderr, done.stdout].concat();
                (code.unwrap_or(255), String::from_utf8_lossy(&text).into_owned())
            }
            Err(cause) => (127, format!("git cannot be run: {cause}\n")),
        }
    }

    fn write(&self, path: &str, adds: bool, content: &str) -> Result<(), String> {
        let file = self.place().join(path);
        let failed = |cause: std::io::Error| format!("{path}: {cause}");
        fs::create_dir_all(file.parent().unwrap_or(&file)).map_err(failed)?;
        let before = if adds { fs::read_to_string(&file).map_err(failed)? } else { String::new() };
        fs::write(&file, before + content).map_err(failed)
    }

    /// Puts what only a computer can know into the text of a file: the fingerprint of what stands
    /// after `to:`, and the digest of what stands after `file:`. A reader whose files are the same gets
    /// the same; what differs for each reader, such as a commit, is left as the page has it.
    fn computed(&mut self, content: &str) -> String {
        let mut out = String::new();
        for line in content.lines() {
            let fresh = self.computed_line(line);
            if fresh != line {
                self.mend(format!("it must be `{}`, and is `{}`", fresh.trim(), line.trim()));
            }
            out.push_str(&fresh);
            out.push('\n');
        }
        out
    }

    fn computed_line(&mut self, line: &str) -> String {
        if let (Some(target), Some(at)) = (value_after(line, "to: "), line.find("\"tf1:")) {
            let said = say_at(&["fingerprint", &target], &self.place(), self.now());
            let end = line[at + 1..].find('"').map_or(line.len(), |end| at + 1 + end);
            return format!("{}{}{}", &line[..=at], said.out.trim(), &line[end..]);
        }
        if let (Some(file), Some(at)) = (value_after(line, "file: "), line.find("sha256: ")) {
            let bytes = fs::read(self.place().join(&file)).unwrap_or_default();
            let digest: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
            let (start, rest) = line.split_at(at + "sha256: ".len());
            let end = rest.find('}').unwrap_or(rest.len());
            return format!("{start}{digest}{}", &rest[end..]);
        }
        line.to_string()
    }
}

/// Returns the word or quoted text after a key.
fn value_after(line: &str, key: &str) -> Option<String> {
    let rest = line.split_once(key)?.1;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').map(|(value, _)| value.to_string()),
        None => rest.split([',', '}']).next().map(|value| value.trim().to_string()),
    }
}

/// Walks through a page by its name, once in a run of the tests.
pub fn walked(
    name: &str,
    read: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Arc<Walked>, String> {
    let lock = || WALKED.lock().map_err(|_| format!("{name} could not be walked through"));
    // A page waits for its own lock only, so that pages are walked through side by side.
    let page = Arc::clone(lock()?.entry(name.to_string()).or_default());
    let walked = page.get_or_init(|| read(name).and_then(|page| walk(&page, read)).map(Arc::new));
    walked.clone()
}

/// Returns the page with whose end another one starts; it must be as it says.
fn end_of(
    name: &str,
    read: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Arc<Walked>, String> {
    let walked = walked(name, read)?;
    match walked.faults.is_empty() || std::env::var_os("BLESS").is_some() {
        true => Ok(walked),
        false => Err(format!("{name}, where it starts, is not as it says")),
    }
}

fn copy(from: &Path, to: &Path) {
    for (path, content) in files_of(from) {
        let file = to.join(path);
        fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("made");
        fs::write(file, content).expect("written");
    }
}

/// Whether a word looks like the shortened id of a commit.
fn is_id(word: &str) -> bool {
    word.len() == 10 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Returns the ids of commits in an output, in their order.
fn ids_in(lines: &[String]) -> Vec<String> {
    let words = lines.iter().flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric()));
    words.filter(|word| is_id(word)).map(str::to_string).collect()
}

/// Returns an output without what changes with every rule of the program and every edit of the
/// example: the number of rules, the ids of commits, and how much of the example was read.
fn steady(lines: &[String], is_example: bool) -> Vec<String> {
    let line = |line: &String| -> String {
        let line = match line.split_once("saw ") {
            Some((before, _)) if is_example => before,
            _ => line,
        };
        let line = match line.strip_suffix(" rules") {
            Some(rest) => rest.trim_end_matches(|c: char| c.is_ascii_digit()),
            None => line,
        };
        let words = line.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
        let word = |word: &str| match word.split_at_checked(10) {
            Some((id, end)) if is_id(id) && end.len() < 2 => format!("0123456789{end}"),
            _ => word.to_string(),
        };
        words.map(word).collect()
    };
    lines.iter().map(line).collect()
}

/// Splits a command line into words, as a shell does with quotes and variables.
fn words_of(line: &str, settings: &BTreeMap<String, String>) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote) = (String::new(), None);
    let mut is_open = false;
    for c in line.chars() {
        match (c, quote) {
            ('\'' | '"', None) => (quote, is_open) = (Some(c), true),
            (c, Some(open)) if c == open => quote = None,
            (' ', None) => {
                if is_open || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                is_open = false;
            }
            (c, _) => word.push(c),
        }
    }
    if is_open || !word.is_empty() {
        words.push(word);
    }
    words.into_iter().map(|word| with_variables(&word, settings)).collect()
}

fn with_variables(word: &str, settings: &BTreeMap<String, String>) -> String {
    let is_variable = |name: &&String| name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let mut word = word.to_string();
    for (name, value) in settings.iter().filter(|(name, _)| is_variable(name)) {
        match word == *name {
            true => word.clone_from(value),
            false => word = word.replace(&format!("${name}"), value),
        }
    }
    word
}
