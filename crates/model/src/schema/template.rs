//! IRI templates (RFC 6570): the readable part of a record's IRI.

use iri_string::spec::IriSpec;
use iri_string::template::UriTemplateStr;
use iri_string::template::context::{Context, Visitor};
use serde::{Deserialize, Serialize};

/// A compiled template: the folder, which is the type of thing, and the variables after it.
///
/// RFC 6570 level 1 only. The variables are separated by `--`, which no name contains that is not itself composed, so
/// the parts can be distinguished as long as at most one of them is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Template {
    folder: String,
    /// The keys of the variables.
    keys: Vec<String>,
}

impl Template {
    /// Compiles a template such as `membership/{member}--{organization}--{status}`.
    ///
    /// # Errors
    /// A sentence on what is wrong: not RFC 6570, an operator or modifier, no folder, a slash after it, a separator
    /// other than `--` between two variables.
    pub fn parse(text: &str) -> Result<Self, String> {
        // `iri-string` 0.7 panics at `%{` before a letter that is not ASCII, and at a length such as `{a:66060}`.
        // Neither has a place in one of our templates.
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '{' | '}');
        if let Some(c) = text.chars().find(|c| !plain(*c)) {
            return Err(format!("`{text}` has `{c}`: a variable is `{{key}}`, without an operator or a modifier"));
        }
        let template =
            UriTemplateStr::new(text).map_err(|error| format!("`{text}` is not an IRI template: {error}"))?;
        let (folder, name) = text.split_once('/').ok_or_else(|| {
            format!("`{text}` has no folder: write `type/{{key}}`, the type of thing before the slash")
        })?;
        if folder.is_empty() || !chancery_values::name::is_slug(folder) {
            return Err(format!("the folder `{folder}` is not made of lower-case letters, digits and single hyphens"));
        }
        if name.contains('/') {
            return Err(format!("`{text}` has a second slash: a prefixed name in Turtle cannot contain it"));
        }
        let mut variables = Vec::new();
        for variable in template.variables() {
            let variable = variable.as_str();
            if !name.contains(&format!("{{{variable}}}")) {
                return Err(format!("`{variable}` has an operator or a modifier: only `{{key}}` is understood"));
            }
            variables.push(variable.to_owned());
        }
        let expected = variables.iter().map(|v| format!("{{{v}}}")).collect::<Vec<_>>().join("--");
        if name != expected {
            return Err(format!("the parts of `{name}` are not separated by `--` alone: write `{expected}`"));
        }
        let keys = variables.iter().map(|variable| variable.replace('_', " ")).collect();
        Ok(Self { folder: folder.to_owned(), keys })
    }

    /// The same template in another folder: what a subkind inherits.
    #[must_use]
    pub fn in_folder(&self, folder: &str) -> Self {
        Self { folder: folder.to_owned(), ..self.clone() }
    }

    /// The type of thing.
    #[must_use]
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// The keys of the variables, in order (`_` has become a space).
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// Writes the name after the folder. `value` gives a variable's value by its place, [encoded](Self::encoded); an
    /// empty one leaves out the separator before it, which only the last variable may do.
    pub fn expand<'v>(&self, out: &mut String, value: &dyn Fn(usize) -> &'v str) {
        let begun = out.len();
        for at in 0..self.keys.len() {
            out.push_str(if at > 0 { "--" } else { "" });
            out.push_str(value(at));
        }
        if out[begun..].ends_with("--") {
            out.truncate(out.len() - 2);
        }
    }

    /// The value of a variable as it is written in an IRI: characters outside `iunreserved` are percent-encoded (RFC 6570,
    /// section 3.2.2).
    #[must_use]
    pub fn encoded(value: String) -> String {
        // Nearly all names are made of characters that need no encoding (RFC 3986, section 2.3).
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
        if value.bytes().all(plain) { value } else { Self::expanded(&value) }
    }

    fn expanded(value: &str) -> String {
        struct Only<'v>(&'v str);
        impl Context for Only<'_> {
            fn visit<V: Visitor>(&self, visitor: V) -> V::Result {
                visitor.visit_string(self.0)
            }
        }
        // A constant of level 1 (RFC 6570, 3.2.2): every sign that is not unreserved is percent-encoded.
        let template = UriTemplateStr::new("{value}").expect("a template");
        template
            .expand::<IriSpec, _>(&Only(value))
            .map(|expanded| expanded.to_string())
            .expect("a level 1 template takes any text")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_has_a_folder_and_parts() {
        let template = Template::parse("visit/{visitor}--{on_behalf_of}--{during}").expect("a good template");
        assert_eq!(template.folder(), "visit");
        assert_eq!(template.keys().collect::<Vec<_>>(), ["visitor", "on behalf of", "during"]);
        let mut name = String::new();
        template.expand(&mut name, &|at| ["ilham-aliyev", "azerbaijan", ""][at]);
        assert_eq!(name, "ilham-aliyev--azerbaijan");
    }

    #[test]
    fn values_cannot_break_out() {
        assert_eq!(Template::encoded("a/b c>é".to_owned()), "a%2Fb%20c%3Eé");
        // Whether a character stands for itself is decided for every one as the template decides it.
        for c in (0..=0x250_u32).filter_map(char::from_u32) {
            let text = c.to_string();
            assert_eq!(Template::encoded(text.clone()), Template::expanded(&text), "{c:?}");
        }
    }

    #[test]
    fn what_is_no_such_template_is_told() {
        for bad in [
            "x",
            "x/{a}/{b}",
            "x/{+a}",
            "x/{a}-{b}",
            "x/{a*}",
            "x/{a",
            "X/{a}",
            "x/{a}--{b}z",
            "%{ж",
            "x/{ж}",
            "x/{a:66060}",
        ] {
            assert!(Template::parse(bad).is_err(), "{bad}");
        }
    }
}
