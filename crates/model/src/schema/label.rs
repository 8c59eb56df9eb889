//! Label templates: `{key}` means the label of a value, `[ … ]` a part that is left out when one of its keys
//! has no value.

use serde::{Deserialize, Serialize};

/// A compiled label template.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct LabelTemplate {
    parts: Vec<Part>,
    /// The names of its keys, spaces and all.
    keys: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Part {
    Text(String),
    /// A key, by its place among those of the template.
    Key(usize),
    Optional(Vec<Part>),
}

impl LabelTemplate {
    /// Compiles a template; in it `_` means a space in a key, as in IRI templates.
    ///
    /// # Errors
    /// A sentence on what is wrong: a brace or bracket that is not closed, brackets within brackets.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut keys = Vec::new();
        let mut optional: Option<Vec<Part>> = None;
        let mut rest = text;
        while let Some(at) = rest.find(['{', '[', ']']) {
            let target = optional.as_mut().unwrap_or(&mut parts);
            if at > 0 {
                target.push(Part::Text(rest[..at].to_owned()));
            }
            match rest.as_bytes()[at] {
                b'{' => {
                    let end = rest[at..].find('}').ok_or("`{` is not closed")? + at;
                    target.push(Part::Key(keys.len()));
                    keys.push(rest[at + 1..end].replace('_', " "));
                    rest = &rest[end + 1..];
                }
                b'[' if optional.is_some() => return Err("`[` within `[`".to_owned()),
                b'[' => {
                    optional = Some(Vec::new());
                    rest = &rest[at + 1..];
                }
                _ => {
                    let inner = optional.take().ok_or("`]` without `[`")?;
                    parts.push(Part::Optional(inner));
                    rest = &rest[at + 1..];
                }
            }
        }
        if optional.is_some() {
            return Err("`[` is not closed".to_owned());
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self { parts, keys })
    }

    /// Every key the template uses, as often as it uses it.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// Fills the template. `value` takes the place of a key in [`keys`](Self::keys), writes the label of its values and
    /// says whether there was one.
    pub fn fill(&self, out: &mut String, value: &mut dyn FnMut(usize, &mut String) -> bool) {
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Key(key) => {
                    value(*key, out);
                }
                Part::Optional(inner) => {
                    let start = out.len();
                    for part in inner {
                        match part {
                            Part::Text(text) => out.push_str(text),
                            Part::Key(key) => {
                                if !value(*key, out) {
                                    out.truncate(start);
                                    break;
                                }
                            }
                            Part::Optional(_) => {}
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str) -> String {
        let mut out = String::new();
        let template = LabelTemplate::parse(template).expect("a good template");
        let keys: Vec<&str> = template.keys().collect();
        template.fill(&mut out, &mut |key, out| {
            let key = keys[key];
            if key == "on behalf of" || key == "a" {
                out.push_str(&key.to_uppercase());
                return true;
            }
            false
        });
        out
    }

    #[test]
    fn optional_parts_go_with_their_key() {
        assert_eq!(filled("{a} visits[ for {on_behalf_of}][ in {place}]"), "A visits for ON BEHALF OF");
        assert_eq!(filled("[{place} and {a}]x"), "x");
    }

    #[test]
    fn broken_templates_say_why() {
        for bad in ["{a", "[a", "a]", "[a[b]]"] {
            assert!(LabelTemplate::parse(bad).is_err(), "{bad}");
        }
    }
}
