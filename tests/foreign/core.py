"""YAML as editors read it, and what a validator of JSON Schema finds in it."""

import re

import yaml


class Core(yaml.SafeLoader):
    """The core schema of YAML 1.2.2, section 10.3.2."""

    yaml_implicit_resolvers = {}


for tag, pattern, first in [
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
]:
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), first)
# The constructor is that of YAML 1.1, to which leading zeros mean octal.
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))


def text_keys(value):
    """Keys are text in JSON."""
    if isinstance(value, dict):
        return {str(key): text_keys(item) for key, item in value.items()}
    return [text_keys(item) for item in value] if isinstance(value, list) else value


def load(text):
    return text_keys(yaml.load(text, Core))


def errors_of(validator, value):
    """All errors, those within alternatives too, as path and message."""
    found = []
    open_errors = list(validator.iter_errors(value))
    while open_errors:
        error = open_errors.pop()
        found.append(("/".join(str(part) for part in error.absolute_path), error.message))
        open_errors.extend(error.context)
    return found
