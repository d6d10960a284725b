//! Arguments in, exit code out: one file a command, and the list of them.
//!
//! Only here are arguments, the environment and the clock read, and only [`ui`] prints.

#![expect(
    clippy::disallowed_methods,
    reason = "what a command line names is read and written here, and stages are timed"
)]

mod build;
mod cache;
mod check;
mod coverage;
mod demo;
mod diff;
mod explain;
mod fingerprint;
mod gate;
mod guide;
mod history;
mod impact;
mod in_place;
mod line;
mod past;
mod previous;
mod list;
mod placement;
mod show;
mod trace;
mod ui;
mod version;

use crate::check::RULES;
use crate::error::Error;
use crate::model::kinds::KINDS;
use crate::render::{CHECK_FORMATS, COMMENT, CheckFormat, format_named};
use crate::report::reference;
use crate::standards;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

pub use ui::Streams;

/// What a command ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing at or above the threshold.
    Clean,
    /// Diagnostics, or a gate that is closed.
    Found,
}

/// Exit code of a tool or usage error.
const FAILED: u8 = 2;

/// Technical documentation, risk management files and release gates from YAML records in git.
#[derive(Debug, Parser)]
#[command(name = "techfile", disable_version_flag = true, disable_help_subcommand = true)]
#[command(arg_required_else_help = true)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    /// Print the version; with --verbose also the commit, the features and the embedded data.
    #[arg(short = 'V', long)]
    version: bool,
    /// Say more.
    #[arg(long, requires = "version")]
    verbose: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Options that mean the same in every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Common {
    /// Project folder; by default the nearest one upward that holds techfile.yaml.
    #[arg(long, global = true, value_name = "DIR")]
    project: Option<PathBuf>,
    /// Git revision to read instead of the work tree.
    #[arg(long, global = true, value_name = "REV")]
    rev: Option<String>,
    /// Day of the judgement; by default that of the commit with --rev, else today.
    #[arg(long, global = true, value_name = "DATE")]
    as_of: Option<String>,
    /// Results file of a test run for this command, as RUN-1=FILE; it is not pinned.
    #[arg(long, global = true, value_name = "RUN=FILE")]
    results: Vec<String>,
    /// Form of the result; every command has text and json, check and gate have them all,
    /// and `impact --since` has markdown.
    #[arg(long = "format", global = true, value_name = "FORMAT", default_value = "text")]
    #[arg(value_parser = form_parser())]
    form: &'static CheckFormat,
    /// The same for the commands that have only text and JSON.
    #[arg(skip)]
    format: Format,
    /// Language of records and documents; by default the project's main one.
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<String>,
    /// File to write the result to, whole or not at all.
    #[arg(long, global = true, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print nothing but errors of the tool.
    #[arg(long, global = true)]
    quiet: bool,
    /// When to use color.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// Say on the error stream how long each stage took.
    #[arg(long, global = true)]
    timings: bool,
}

/// Form of the result, of most commands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
}

fn form_parser() -> impl TypedValueParser<Value = &'static CheckFormat> {
    let names = CHECK_FORMATS.iter().chain([&COMMENT]).map(|format| format.name);
    let known = |name: &str| format_named(name).or((name == COMMENT.name).then_some(COMMENT));
    PossibleValuesParser::new(names).try_map(move |name| known(&name).ok_or("no such format"))
}

/// When to use color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// Every command, in the order of the help.
#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::DemoArgs),
    Check(check::CheckArgs),
    Gate(gate::GateArgs),
    Coverage(coverage::CoverageArgs),
    Explain(explain::ExplainArgs),
    Build(build::BuildArgs),
    List(list::ListArgs),
    Show(show::ShowArgs),
    Trace(trace::TraceArgs),
    Impact(impact::ImpactArgs),
    History(history::HistoryArgs),
    Diff(diff::DiffArgs),
    Fingerprint(fingerprint::FingerprintArgs),
    #[command(hide = true)]
    Guide(guide::GuideArgs),
}

/// Returns the generated pages of the guide: file name and content.
pub fn reference_pages() -> Result<Vec<(&'static str, String)>, Error> {
    let library = standards::shipped(&line::known_names(&standards::profiles()?)?)?;
    Ok(vec![
        ("commands.md", commands_page()),
        ("project-file.md", reference::project_file_page()),
        ("kinds.md", reference::kinds_page(KINDS)),
        ("rules.md", reference::rules_page(RULES)),
        ("clauses.md", reference::clauses_page(&library)),
    ])
}

/// Returns the page of every command, as the help tells it.
fn commands_page() -> String {
    let mut command = Arguments::command().term_width(78);
    command.build();
    let names: Vec<String> = command
        .get_subcommands()
        .filter(|sub| !sub.is_hide_set())
        .map(|sub| sub.get_name().to_string())
        .collect();
    let mut out = String::from(
        "<!-- Generated from the source. Edit the source, then run `BLESS=1 cargo test`. -->\n\n# Commands\n\n\
         Exit code 0: done, and nothing at or above the threshold.\n\
         1: findings, a closed gate, or an answer that is not certain.\n\
         2: techfile could not do its work.\n",
    );
    for name in names {
        let Some(sub) = command.find_subcommand_mut(&name) else { continue };
        // Trailing space would be lost by editors, and with it the freshness of the page.
        let help = sub.render_help().to_string();
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        out.push_str(&format!("\n## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end()));
    }
    out
}

/// Runs a command line and returns its exit code: 0 clean, 1 diagnostics or a closed gate, 2 failure.
pub fn run(arguments: impl IntoIterator<Item = OsString>, streams: &mut Streams<'_>) -> u8 {
    let words: Vec<OsString> = arguments.into_iter().collect();
    let parsed = Arguments::try_parse_from(&words);
    let mut arguments =
        match parsed.and_then(|parsed| on_one_side(&words, &parsed).map(|()| parsed)) {
            Ok(arguments) => arguments,
            Err(refusal) => return ui::refuse(&refusal, streams),
        };
    let outcome = settle_format(&mut arguments)
        .and_then(|()| ui::Ui::new(&arguments.common, streams))
        .and_then(|mut ui| dispatch(&arguments, &mut ui).and_then(|outcome| ui.finish(outcome)));
    match outcome {
        Ok(Outcome::Clean) => 0,
        Ok(Outcome::Found) => 1,
        Err(error) => {
            ui::explain_failure(&error, streams);
            FAILED
        }
    }
}

/// Refuses an option whose values stand before and behind the command: the reader of arguments keeps
/// only those behind it, and would silently drop the others.
fn on_one_side(words: &[OsString], parsed: &Arguments) -> Result<(), clap::Error> {
    let words = words.iter().filter_map(|word| word.to_str());
    let words: Vec<&str> = words.take_while(|word| *word != "--").collect();
    let n_given = |option: &clap::Arg| {
        // No value begins with a hyphen, so that each such word is the option itself.
        let names = words.iter().filter_map(|word| word.strip_prefix("--"));
        names.filter(|name| name.split('=').next() == option.get_long()).count()
    };
    let n_kept = |option: &clap::Arg| match option.get_action() {
        ArgAction::Set => 1,
        ArgAction::Append => parsed.common.results.len(),
        _ => usize::MAX,
    };
    let mut command = Arguments::command();
    command.build();
    let repeated = command.get_arguments().find(|option| n_given(option) > n_kept(option));
    let Some(name) = repeated.and_then(clap::Arg::get_long) else { return Ok(()) };
    let message = format!("the argument '--{name}' stands before and behind the command");
    Err(command.error(ErrorKind::ArgumentConflict, message))
}

/// Refuses a format that the command does not have.
fn settle_format(arguments: &mut Arguments) -> Result<(), Error> {
    arguments.common.format = match arguments.common.form.name {
        "text" => Format::Text,
        "json" => Format::Json,
        // Which of its two reports has the form, the command says itself.
        "markdown" if matches!(arguments.command, Some(Command::Impact(_))) => Format::Text,
        _ if matches!(arguments.command, Some(Command::Check(_) | Command::Gate(_))) => {
            return Ok(());
        }
        other => {
            return Err(Error::Usage(format!(
                "this command has no format `{other}`; it has `text` and `json`, and `check` and \
                 `gate` have `{other}`"
            )));
        }
    };
    Ok(())
}

fn dispatch(arguments: &Arguments, ui: &mut ui::Ui<'_, '_>) -> Result<Outcome, Error> {
    let common = &arguments.common;
    let Some(command) = &arguments.command else {
        ui.say(&version::text(arguments.verbose));
        return Ok(Outcome::Clean);
    };
    match command {
        Command::Demo(args) => demo::run(common, args, ui),
        Command::Check(args) => check::run(common, args, ui),
        Command::Gate(args) => gate::run(common, args, ui),
        Command::Coverage(args) => coverage::run(common, args, ui),
        Command::Explain(args) => explain::run(common, args, ui),
        Command::Build(args) => build::run(common, args, ui),
        Command::List(args) => list::run(common, args, ui),
        Command::Show(args) => show::run(common, args, ui),
        Command::Trace(args) => trace::run(common, args, ui),
        Command::Impact(args) => impact::run(common, args, ui),
        Command::History(args) => history::run(common, args, ui),
        Command::Diff(args) => diff::run(common, args, ui),
        Command::Fingerprint(args) => fingerprint::run(common, args, ui),
        Command::Guide(args) => guide::run(common, args, ui),
    }
}
