//! Rust files → the types that serde writes, as far as techfile declares any: structs with named
//! fields, and enums of words. What is written in another way is an error here, not a guess.

use crate::rust_text::RustFile;

/// A serialized type.
pub struct Declared {
    /// File below `src/` without its ending.
    pub file: String,
    pub name: String,
    pub doc: String,
    fields: Vec<Property>,
    /// Words of an enum; empty for a struct.
    pub variants: Vec<String>,
}

/// A field, as it is written.
pub struct Property {
    /// File of the declaration, from which names are resolved.
    pub file: String,
    pub name: String,
    pub doc: String,
    pub shape: Shape,
    pub may_be_absent: bool,
    is_flattened: bool,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    Text,
    Flag,
    Number,
    /// A value of a record as it is shown, which has a serializer of its own.
    Anything,
    Maybe(Box<Shape>),
    List(Box<Shape>),
    Table(Box<Shape>),
    Named(String),
}

impl Shape {
    /// Returns the declared type inside, if there is one.
    pub fn named(&self) -> Option<&str> {
        match self {
            Shape::Named(name) => Some(name),
            Shape::Maybe(inner) | Shape::List(inner) | Shape::Table(inner) => inner.named(),
            _ => None,
        }
    }

    fn of(text: &str) -> Result<Self, String> {
        let text = text.trim().trim_start_matches('&');
        let text = match text.strip_prefix('\'') {
            Some(rest) => rest.split_once(' ').map_or("", |(_, rest)| rest),
            None => text,
        };
        let inside = |name: &str| text.strip_prefix(name)?.strip_prefix('<')?.strip_suffix('>');
        if let Some(inner) = inside("Option") {
            return Ok(Shape::Maybe(Box::new(Self::of(inner)?)));
        }
        let list = inside("Vec").or(inside("BTreeSet"));
        let slice = || text.strip_prefix('[')?.strip_suffix(']');
        if let Some(inner) = list.or_else(slice) {
            return Ok(Shape::List(Box::new(Self::of(inner)?)));
        }
        if let Some(inner) = inside("BTreeMap") {
            let (_, value) = inner.split_once(", ").ok_or("a map has two types")?;
            return Ok(Shape::Table(Box::new(Self::of(value)?)));
        }
        let word = text.split('<').next().unwrap_or(text);
        match word {
            "String" | "str" => Ok(Shape::Text),
            "bool" => Ok(Shape::Flag),
            "usize" | "u64" | "u32" | "u16" | "u8" => Ok(Shape::Number),
            "Shown" => Ok(Shape::Anything),
            _ if word.starts_with(|c: char| c.is_ascii_uppercase()) => {
                Ok(Shape::Named(word.to_string()))
            }
            _ => Err(format!("nobody knows how `{text}` is written")),
        }
    }
}

/// Every serialized type of some files, and what the files import.
pub struct Declarations {
    types: Vec<Declared>,
    /// File, name, and the file from which the name comes.
    imports: Vec<(String, String, String)>,
    faults: Vec<String>,
}

impl Declarations {
    /// Reads the declarations of files.
    pub fn of(files: &[RustFile]) -> Self {
        let mut all = Self { types: Vec::new(), imports: Vec::new(), faults: Vec::new() };
        for file in files {
            let path = file.path.trim_start_matches("src/").trim_end_matches(".rs").to_string();
            all.add_imports(file, &path);
            all.add_types(&file.text, &path);
        }
        all
    }

    /// Returns the type of a name that a file declares.
    pub fn find(&self, file: &str, name: &str) -> Result<&Declared, String> {
        let is_it = |declared: &&Declared| declared.file == file && declared.name == name;
        let missing = || format!("{file}.rs declares no `{name}`; {}", self.faults.join("; "));
        self.types.iter().find(is_it).ok_or_else(missing)
    }

    /// Returns the type that a name means in a file.
    pub fn resolve(&self, file: &str, name: &str) -> Result<&Declared, String> {
        if let Ok(own) = self.find(file, name) {
            return Ok(own);
        }
        let is_it = |import: &&(String, String, String)| import.0 == file && import.1 == name;
        let import = self.imports.iter().find(is_it);
        let (.., from) = import.ok_or_else(|| format!("{file}.rs imports no `{name}`"))?;
        self.find(from, name).or_else(|_| self.find(&format!("{from}/mod"), name))
    }

    /// Returns the fields of a type, those that are flattened into it included.
    pub fn properties<'a>(&'a self, declared: &'a Declared) -> Result<Vec<&'a Property>, String> {
        let mut properties = Vec::new();
        for field in &declared.fields {
            match (field.is_flattened, field.shape.named()) {
                (true, Some(name)) => {
                    properties.extend(self.properties(self.resolve(&field.file, name)?)?);
                }
                _ => properties.push(field),
            }
        }
        Ok(properties)
    }

    fn add_imports(&mut self, file: &RustFile, path: &str) {
        for statement in file.code.split("use ").skip(1) {
            let Some((statement, _)) = statement.split_once(';') else { continue };
            let (module, names) = match statement.split_once("::{") {
                Some((module, names)) => (module, names.trim_end().trim_end_matches('}')),
                None => statement.rsplit_once("::").unwrap_or(("", statement)),
            };
            let Some(from) = module_file(path, module) else { continue };
            for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                self.imports.push((path.to_string(), name.to_string(), from.clone()));
            }
        }
    }

    fn add_types(&mut self, text: &str, path: &str) {
        let (mut doc, mut attributes) = (Vec::new(), String::new());
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if let Some(sentence) = line.strip_prefix("/// ") {
                doc.push(sentence);
                continue;
            }
            if line.starts_with("#[") {
                attributes.push_str(line);
                continue;
            }
            let words: Vec<&str> = line.split_whitespace().collect();
            let declares = words.iter().position(|word| matches!(*word, "struct" | "enum"));
            if let Some(at) =
                declares.filter(|_| attributes.contains("Serialize") && line.ends_with('{'))
            {
                let name = words.get(at + 1).copied().unwrap_or_default();
                let name = name.split('<').next().unwrap_or(name).to_string();
                let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "}").collect();
                let mut declared = Declared {
                    file: path.to_string(),
                    name,
                    doc: doc.join(" "),
                    fields: Vec::new(),
                    variants: Vec::new(),
                };
                let read = match words[at] {
                    "enum" => declared.read_variants(&body, &attributes),
                    _ => declared.read_fields(&body),
                };
                match read {
                    Ok(()) => self.types.push(declared),
                    Err(fault) => {
                        self.faults.push(format!("{path}.rs, {}: {fault}", declared.name))
                    }
                }
            }
            doc.clear();
            attributes.clear();
        }
    }
}

impl Declared {
    fn read_fields(&mut self, body: &[&str]) -> Result<(), String> {
        let (mut doc, mut attributes) = (Vec::new(), String::new());
        for line in body.iter().map(|line| line.trim()) {
            if let Some(sentence) = line.strip_prefix("/// ") {
                doc.push(sentence);
            } else if line.starts_with("#[") {
                attributes.push_str(line);
            } else if !line.starts_with("//") {
                let field =
                    line.trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ");
                let field = field.trim_start_matches("pub ").trim_end_matches(',');
                let (name, shape) =
                    field.split_once(": ").ok_or_else(|| format!("`{line}` is no field"))?;
                let skipped = attributes.contains("serde(skip)");
                let rename =
                    attributes.split("rename = \"").nth(1).and_then(|r| r.split('"').next());
                if !skipped {
                    self.fields.push(Property {
                        file: self.file.clone(),
                        name: rename.unwrap_or(name).to_string(),
                        doc: doc.join(" "),
                        shape: Shape::of(shape)?,
                        may_be_absent: attributes.contains("skip_serializing_if"),
                        is_flattened: attributes.contains("serde(flatten)"),
                    });
                }
                doc.clear();
                attributes.clear();
            }
        }
        Ok(())
    }

    fn read_variants(&mut self, body: &[&str], attributes: &str) -> Result<(), String> {
        let is_kebab = attributes.contains("rename_all = \"kebab-case\"");
        for line in body.iter().map(|line| line.trim()) {
            if line.starts_with("//") || line.starts_with("#[") {
                continue;
            }
            let name = line.trim_end_matches(',');
            if !name.bytes().all(|b| b.is_ascii_alphanumeric()) || !is_kebab {
                return Err(format!("`{line}` is written in a way that nobody knows"));
            }
            let mut word = String::new();
            for c in name.chars() {
                if c.is_ascii_uppercase() && !word.is_empty() {
                    word.push('-');
                }
                word.push(c.to_ascii_lowercase());
            }
            self.variants.push(word);
        }
        Ok(())
    }
}

/// Returns the file that a path of modules means, seen from a file.
fn module_file(path: &str, module: &str) -> Option<String> {
    let own = path.strip_suffix("/mod").unwrap_or(path);
    let mut at: Vec<&str> = own.split('/').collect();
    let mut parts = module.split("::").peekable();
    match parts.peek().copied() {
        Some("crate") => {
            parts.next();
            at.clear();
        }
        Some("super") => {}
        _ => return None,
    }
    for part in parts {
        match part {
            "super" => {
                at.pop();
            }
            name => at.push(name),
        }
    }
    Some(at.join("/"))
}
