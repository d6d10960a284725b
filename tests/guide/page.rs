//! A page of the guide → what it tells the reader to do, in order.
//!
//! The convention, which CONTRIBUTING.md explains to writers:
//!
//! - `<!-- guide: from=empty today=2026-10-15 WORD=value -->` says where a page starts, which day it
//!   is, and what stands for the variables of a pipeline. It may come again further down.
//! - A block `console` holds commands after `$ ` and what each prints, to the letter. Its options
//!   declare what is left out: `first=N` and `last=N` lines are shown, `about=WORD` shows the
//!   paragraphs with that word. `exit=N` is the exit code of its last command; the others end with 0.
//! - A block with `file=PATH` is a file that the reader writes, one with `add=PATH` is added to it.
//! - Commands in other blocks and in sentences are run as well, and compared with nothing.
//! - `<!-- not run: why -->` before a block excepts it.

use std::collections::BTreeMap;
use std::ops::Range;

/// What a page tells the reader to do at one place.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// Number of its first line, as people count.
    pub line: usize,
    pub what: What,
}

#[derive(Debug, PartialEq, Eq)]
pub enum What {
    /// Settings of the page, as they stand in a comment.
    Settings(BTreeMap<String, String>),
    /// Commands with what they print; `lines` is where they stand.
    Console { lines: Range<usize>, commands: Vec<Command>, extent: Extent },
    /// A file to write, or to add to; `lines` is its content.
    File { lines: Range<usize>, path: String, adds: bool, content: String },
    /// A command whose output is not shown; any exit code but that of a failure is right.
    Mention(String),
    /// A block of commands that nothing runs and nothing excepts.
    NotRun(String),
}

/// A command and the lines below it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Command {
    pub words: String,
    pub output: Vec<String>,
}

/// How much of each output a block shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extent {
    pub first: Option<usize>,
    pub last: Option<usize>,
    pub about: Option<String>,
    pub exit: u8,
}

/// Stands for the lines that are left out.
const LEFT_OUT: &str = "…";

/// Languages of blocks that hold command lines and nothing else.
const SHELLS: [&str; 6] = ["sh", "bash", "shell", "console", "powershell", "bat"];

impl Extent {
    /// Returns the lines of an output that are shown.
    pub fn shown(&self, output: &str) -> Vec<String> {
        let lines: Vec<&str> = output.lines().collect();
        let mut kept = vec![self.first.is_none() && self.last.is_none(); lines.len()];
        if let Some(word) = &self.about {
            kept.fill(false);
            let mut at = 0;
            for paragraph in lines.split(|line| line.is_empty()) {
                let holds = paragraph.iter().any(|line| line.contains(word));
                kept[at..at + paragraph.len()].fill(holds);
                at += paragraph.len() + 1;
            }
        }
        let (n, first, last) = (lines.len(), self.first.unwrap_or(0), self.last.unwrap_or(0));
        kept.iter_mut().take(first).for_each(|kept| *kept = true);
        kept.iter_mut().skip(n.saturating_sub(last)).for_each(|kept| *kept = true);
        let mut shown: Vec<String> = Vec::new();
        for (line, kept) in lines.iter().zip(kept) {
            match kept {
                true => shown.push(line.trim_end().to_string()),
                false if shown.last().is_none_or(|line| line != LEFT_OUT) => {
                    shown.push(LEFT_OUT.to_string());
                }
                false => {}
            }
        }
        shown
    }
}

/// Reads a page; an option that nobody knows is an error.
pub fn steps(page: &str) -> Result<Vec<Step>, String> {
    let lines: Vec<&str> = page.lines().collect();
    let mut steps = Vec::new();
    let (mut at, mut excepted) = (0, false);
    while at < lines.len() {
        let line = lines[at].trim_start();
        let number = at + 1;
        let mut add = |what| steps.push(Step { line: number, what });
        if let Some(info) = line.strip_prefix("```") {
            let indent = lines[at].len() - line.len();
            let body = &lines[at + 1..];
            let n = body.iter().position(|line| line.trim() == "```");
            let n = n.ok_or_else(|| format!("line {number}: the block is not closed"))?;
            if !std::mem::take(&mut excepted) {
                let body: Vec<&str> =
                    body[..n].iter().map(|l| l.get(indent..).unwrap_or("")).collect();
                let whats = block(info, &body, at + 1..at + 1 + n);
                whats.map_err(|fault| format!("line {number}: {fault}"))?.into_iter().for_each(add);
            }
            at += n + 2;
            continue;
        }
        if let Some(settings) = comment(line, "guide:") {
            let settings = pairs(settings).map_err(|fault| format!("line {number}: {fault}"))?;
            add(What::Settings(settings));
        } else if let Some(reason) = comment(line, "not run:") {
            if reason.split_whitespace().count() < 3 {
                return Err(format!("line {number}: say why it is not run"));
            }
            excepted = true;
        } else {
            mentions(line).into_iter().for_each(|command| add(What::Mention(command)));
        }
        at += 1;
    }
    Ok(steps)
}

fn comment<'a>(line: &'a str, kind: &str) -> Option<&'a str> {
    Some(line.strip_prefix("<!-- ")?.strip_suffix(" -->")?.strip_prefix(kind)?.trim())
}

fn pairs(words: &str) -> Result<BTreeMap<String, String>, String> {
    let pair = |word: &str| {
        let (name, value) = word.split_once('=').ok_or_else(|| format!("`{word}` has no value"))?;
        Ok((name.to_string(), value.to_string()))
    };
    words.split_whitespace().map(pair).collect()
}

/// Returns what a fenced block tells the reader to do.
fn block(info: &str, body: &[&str], lines: Range<usize>) -> Result<Vec<What>, String> {
    let (language, options) = info.split_once(' ').unwrap_or((info, ""));
    let mut options = pairs(options)?;
    let content = || body.iter().map(|line| format!("{line}\n")).collect::<String>();
    let file = |path: String, adds| {
        vec![What::File { lines: lines.clone(), path, adds, content: content() }]
    };
    let whats = match language {
        "console" => {
            let extent = extent(&mut options)?;
            vec![What::Console { lines: lines.clone(), commands: commands(body)?, extent }]
        }
        _ if SHELLS.contains(&language) => vec![What::NotRun(content())],
        _ if options.contains_key("file") => {
            file(options.remove("file").unwrap_or_default(), false)
        }
        _ if options.contains_key("add") => file(options.remove("add").unwrap_or_default(), true),
        "yaml" => in_yaml(&content()),
        _ => in_text(body),
    };
    match options.keys().next() {
        Some(unknown) => Err(format!("nobody knows the option `{unknown}`")),
        None => Ok(whats),
    }
}

fn extent(options: &mut BTreeMap<String, String>) -> Result<Extent, String> {
    let mut number = |name: &str| match options.remove(name) {
        Some(text) => text.parse().map(Some).map_err(|_| format!("`{name}` is no number")),
        None => Ok(None),
    };
    let (first, last, exit) = (number("first")?, number("last")?, number("exit")?);
    let exit = u8::try_from(exit.unwrap_or(0)).map_err(|_| "`exit` is no exit code")?;
    Ok(Extent { first, last, about: options.remove("about"), exit })
}

fn commands(body: &[&str]) -> Result<Vec<Command>, String> {
    let mut commands: Vec<Command> = Vec::new();
    for line in body {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(words), _) => {
                commands.push(Command { words: words.to_string(), output: Vec::new() });
            }
            (None, Some(command)) => command.output.push(line.to_string()),
            (None, None) => return Err("it starts with no command after `$ `".to_string()),
        }
    }
    Ok(commands)
}

fn is_command(text: &str) -> bool {
    text.strip_prefix("techfile ").is_some_and(|rest| !rest.trim_start().starts_with('…'))
}

/// Commands in a file of a pipeline: every line of every text that starts with one.
fn in_yaml(content: &str) -> Vec<What> {
    let mut texts = Vec::new();
    match serde_yaml::from_str(content) {
        Ok(tree) => texts_in(&tree, &mut texts),
        // Several documents, or a shape with `…` in it: lines then.
        Err(_) => texts.push(content.to_string()),
    }
    let lines = texts.iter().flat_map(|text| text.lines()).map(str::trim);
    lines.filter(|line| is_command(line)).map(|line| What::Mention(line.to_string())).collect()
}

fn texts_in(node: &serde_yaml::Value, texts: &mut Vec<String>) {
    match node {
        serde_yaml::Value::String(text) => texts.push(text.clone()),
        serde_yaml::Value::Sequence(items) => items.iter().for_each(|item| texts_in(item, texts)),
        serde_yaml::Value::Mapping(entries) => {
            entries.values().for_each(|value| texts_in(value, texts));
        }
        _ => {}
    }
}

/// Commands in any other block: `sh 'techfile …'` as in a Jenkinsfile is run, a line that looks typed
/// is not.
fn in_text(body: &[&str]) -> Vec<What> {
    let what = |line: &&str| {
        let line = line.trim();
        let quoted = ["sh '", "sh \""].iter().find_map(|open| line.split_once(open));
        match quoted {
            Some((_, rest)) => {
                let command = rest.trim_end_matches(['\'', '"']);
                is_command(command).then(|| What::Mention(command.to_string()))
            }
            None => (is_command(line) || line.starts_with("$ "))
                .then(|| What::NotRun(format!("{line}\n"))),
        }
    };
    body.iter().filter_map(what).collect()
}

/// Command lines in the sentences of a line, between backticks.
fn mentions(line: &str) -> Vec<String> {
    let spans = line.split('`').skip(1).step_by(2);
    spans.filter(|span| is_command(span)).map(str::to_string).collect()
}
