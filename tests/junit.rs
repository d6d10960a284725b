//! Results → JUnit XML: a suite for each sort of case, a test case with class and name for each.

use crate::harness::{Done, expect};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How one case ended.
pub struct Result {
    pub suite: &'static str,
    pub class: String,
    pub name: String,
    pub seconds: f64,
    pub done: std::result::Result<Done, String>,
}

/// Writes all results, sorted, so that only the times differ from run to run.
pub fn write(results: &[Result]) -> String {
    let mut suites: BTreeMap<&str, Vec<&Result>> = BTreeMap::new();
    for result in results {
        suites.entry(result.suite).or_default().push(result);
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (suite, mut results) in suites {
        results.sort_by(|a, b| (&a.class, &a.name).cmp(&(&b.class, &b.name)));
        let failed = results.iter().filter(|result| result.done.is_err()).count();
        let skipped = results.iter().filter(|r| matches!(r.done, Ok(Done::Skipped(_)))).count();
        let time: f64 = results.iter().map(|result| result.seconds).sum();
        let n = results.len();
        let _ = writeln!(
            out,
            "  <testsuite name=\"{suite}\" tests=\"{n}\" failures=\"{failed}\" errors=\"0\" \
             skipped=\"{skipped}\" time=\"{time:.3}\">"
        );
        results.into_iter().for_each(|result| write_case(result, &mut out));
        out.push_str("  </testsuite>\n");
    }
    out + "</testsuites>\n"
}

fn write_case(result: &Result, out: &mut String) {
    let Result { class, name, seconds, done, .. } = result;
    let (class, name) = (escape(class), escape(name));
    let _ =
        write!(out, "    <testcase classname=\"{class}\" name=\"{name}\" time=\"{seconds:.3}\"");
    let _ = match done {
        Ok(Done::Passed) => writeln!(out, "/>"),
        Ok(Done::Skipped(reason)) => {
            writeln!(out, "><skipped message=\"{}\"/></testcase>", escape(reason))
        }
        Err(failure) => {
            let first = escape(failure.lines().next().unwrap_or_default());
            let text = escape(failure);
            writeln!(out, "><failure message=\"{first}\">{text}</failure></testcase>")
        }
    };
}

/// Escapes for text and attributes; characters that XML 1.0 cannot hold are written out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Names, failures and skips come out of an XML reader as they went in.
pub fn is_well_formed() -> std::result::Result<Done, String> {
    let result = |name: &str, done| Result {
        suite: "rules",
        class: "TRC001".to_string(),
        name: name.to_string(),
        seconds: 0.25,
        done,
    };
    let results = [
        result("b <&\"'>", Err("line 1 ]]> \u{1b}[31m\nline 2 \u{ffff} å".to_string())),
        result("a", Ok(Done::Passed)),
        result("c", Ok(Done::Skipped("not as \"root\"".to_string()))),
    ];
    let expected = "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<testsuites>
  <testsuite name=\"rules\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" time=\"0.750\">
    <testcase classname=\"TRC001\" name=\"a\" time=\"0.250\"/>
    <testcase classname=\"TRC001\" name=\"b &lt;&amp;&quot;'&gt;\" time=\"0.250\"><failure message=\"line 1 ]]&gt; \\u{1b}[31m\">line 1 ]]&gt; \\u{1b}[31m
line 2 \\u{ffff} å</failure></testcase>
    <testcase classname=\"TRC001\" name=\"c\" time=\"0.250\"><skipped message=\"not as &quot;root&quot;\"/></testcase>
  </testsuite>
</testsuites>
";
    expect::same("JUnit", expected, &write(&results)).map(|()| Done::Passed)
}
