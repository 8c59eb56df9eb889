//! Syntax errors of YAML in a person's terms.

use std::borrow::Cow;

use granit_parser::ErrorKind;

const CLOSE: &str = "close every `[` with `]` and every `{` with `}`";
const ALIGN: &str = "begin keys of one map, and the `-` of one list, in the same column";
const SPACES: &str = "indent with spaces; many editors can turn tabs into spaces";
const QUOTE: &str = "put the text into quotation marks: `key: \"text: more text\"`";
const ESCAPE: &str = "in \"…\" write a backslash as `\\\\`, or use '…', where a backslash has no special meaning";

/// What is wrong, what is under the caret, what to do.
type Explained = (Cow<'static, str>, &'static str, &'static str);

/// A syntax error in a person's terms: what is wrong, what is under the caret, what to do.
pub(super) fn explain(kind: &ErrorKind) -> Explained {
    let explained =
        tabs(kind).or_else(|| brackets(kind)).or_else(|| quotes(kind)).or_else(|| keys(kind)).or_else(|| signs(kind));
    explained.unwrap_or_else(|| (format!("this is not YAML: {kind}").into(), "", QUOTE))
}

/// Tabs.
fn tabs(kind: &ErrorKind) -> Option<Explained> {
    let (message, label, help) = match kind {
        ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation | ErrorKind::TabNotAllowed => {
            ("a tab cannot indent", "a tab", SPACES)
        }
        ErrorKind::TabInPlainScalar => ("a tab cannot indent the line after this text", "the text begins here", SPACES),
        ErrorKind::TabAtBlockScalarStart => ("a block of text cannot begin with a tab", "", SPACES),
        _ => return None,
    };
    Some((message.into(), label, help))
}

/// Brackets.
fn brackets(kind: &ErrorKind) -> Option<Explained> {
    let (message, label, help) = match kind {
        ErrorKind::UnclosedFlowCollection { open } => {
            let message = format!("the bracket `{open}` is never closed");
            return Some((message.into(), "opened here", CLOSE));
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            let message = format!("the bracket `{open}` is closed with `{close}`");
            return Some((message.into(), "opened here", CLOSE));
        }
        ErrorKind::MisplacedFlowCollectionEnd => ("this bracket was never opened", "closes nothing", CLOSE),
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping => ("the file ends inside brackets", "the file ends here", CLOSE),
        ErrorKind::ExpectedFlowMappingSeparator => (
            "inside `{ }`, a comma or `}` is expected here",
            "not expected here",
            "separate entries with a comma, and put a text that contains `,`, `{`, `}`, `[` or `]` into quotation marks",
        ),
        ErrorKind::ExpectedFlowSequenceSeparator => (
            "inside `[ ]`, a comma or `]` is expected here",
            "not expected here",
            "separate elements with a comma, and put a text that contains `,`, `{`, `}`, `[` or `]` into quotation marks",
        ),
        ErrorKind::InvalidColonPlacement => {
            ("a key over several lines is not allowed inside brackets", "this colon", CLOSE)
        }
        _ => return None,
    };
    Some((message.into(), label, help))
}

/// Quotation marks and what is escaped between them.
fn quotes(kind: &ErrorKind) -> Option<Explained> {
    let (message, label, help) = match kind {
        ErrorKind::UnclosedQuotedScalar => (
            "a quotation mark is never closed",
            "opened here",
            "close it with the same mark; inside '…' write an apostrophe twice, inside \"…\" write `\\\"`",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "something follows the closing quotation mark",
            "not expected here",
            "put the whole text into quotation marks; inside '…' write an apostrophe twice, inside \"…\" write `\\\"`",
        ),
        ErrorKind::UnknownQuotedScalarEscape => {
            ("there is a backslash before a letter that it cannot escape", "in this text", ESCAPE)
        }
        ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => ("this escape is not a character", "in this text", ESCAPE),
        _ => return None,
    };
    Some((message.into(), label, help))
}

/// Keys, lists and their indentation.
fn keys(kind: &ErrorKind) -> Option<Explained> {
    let (message, label, help) = match kind {
        ErrorKind::MappingValueNotAllowed => (
            "a colon with a space after it is not allowed here",
            "read as the end of a key",
            "put a text that contains `: ` into quotation marks; if it is a key, begin it in the column of the other keys",
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "a key without a colon after it",
            "read as a key",
            "write `key: value`; if the line continues a text, indent it further than the key",
        ),
        ErrorKind::MappingKeyNotAllowed => ("a key is not allowed here", "not expected here", ALIGN),
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEofBlockSequence => (
            "the indentation fits nothing that is open here",
            "begins in a column that fits neither a key nor a list above",
            ALIGN,
        ),
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => (
            "a list that is written with `-` cannot begin here",
            "not expected here",
            "begin the list in the line after its key; inside brackets write `[a, b]`",
        ),
        ErrorKind::InvalidBlockEntryWhitespace
        | ErrorKind::InvalidMappingValueWhitespace
        | ErrorKind::ExpectedWhitespace => (
            "a space is missing here",
            "",
            "write a space after `-`, `:` and `,`, and put a text with such signs into quotation marks",
        ),
        _ => return None,
    };
    Some((message.into(), label, help))
}

/// Signs, and texts that begin with them.
fn signs(kind: &ErrorKind) -> Option<Explained> {
    let (message, label, help) = match kind {
        ErrorKind::UnknownAnchor => (
            "an alias refers to an anchor that is not there",
            "no anchor above has this name",
            "put a text that begins with `*` into quotation marks",
        ),
        ErrorKind::MissingAnchorOrAliasName => {
            ("a name is missing after `&` or `*`", "", "put a text that begins with `&` or `*` into quotation marks")
        }
        ErrorKind::UnexpectedCharacter { character } => {
            let message = if character.is_control() {
                format!("the control character U+{:04X} is not allowed in a file", u32::from(*character))
            } else {
                format!("a text cannot begin with `{character}`")
            };
            return Some((message.into(), "not expected here", QUOTE));
        }
        ErrorKind::PlainScalarStartsWithDashFlowIndicator | ErrorKind::UnexpectedEndOfPlainScalar => {
            ("a text cannot begin like this", "not expected here", QUOTE)
        }
        ErrorKind::BomInsideDocument => (
            "there is a byte-order mark inside the file",
            "an invisible character",
            "delete it; it is allowed only at the very beginning",
        ),
        ErrorKind::CommentNotSeparated | ErrorKind::CommentInterceptedScalar => (
            "there is a comment where the text continues",
            "read as a comment",
            "put a text that contains ` #` into quotation marks; write a space before the `#` of a comment",
        ),
        ErrorKind::DocumentIndicatorInQuotedScalar => (
            "a line `---` or `...` is inside quotation marks",
            "",
            "close the quotation mark above, or indent the line",
        ),
        _ => return None,
    };
    Some((message.into(), label, help))
}
