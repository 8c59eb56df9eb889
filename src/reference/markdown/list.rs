//! Closed lists, questions, checks and namespaces.

use super::writer::{Writer, cell, code};
use chancery_ask::check::Check;
use chancery_ask::query::Question;
use chancery_model::schema::Role;

impl<'a> Writer<'a> {
    pub(super) fn closed_lists(&mut self) {
        self.heading(2, "Closed lists");
        self.paragraph(
            "A term is written as in the first column, or in one of the other ways; case, hyphens, full stops and brackets do not matter. \
             Its IRI is that of the list, a slash, and the code.",
        );
        for (iri, list) in std::mem::take(&mut self.lists) {
            self.heading(3, &list.heading);
            self.paragraph(list.definition);
            let used: Vec<String> = list
                .used
                .iter()
                .map(|(kind, key)| match kind.role {
                    Role::Part => code(&key.key),
                    _ => format!("{} of {}", code(&key.key), Self::link(&kind.key)),
                })
                .collect();
            let use_of = if used.is_empty() { String::new() } else { format!(" Taken by {}.", used.join(", ")) };
            self.paragraph(&format!("`{iri}`.{use_of}"));
            self.line("| term | code | label | also | meaning |");
            self.line("|---|---|---|---|---|");
            for concept in &list.members {
                let forms = self.terms.other_forms(concept);
                let also: Vec<String> =
                    forms.into_iter().filter(|form| *form != concept.label && *form != concept.code).collect();
                let row = format!(
                    "| `{}` | `{}` | {} | {} | {} |",
                    concept.written(),
                    concept.code,
                    cell(&concept.label),
                    cell(&also.join(", ")),
                    cell(self.terms.definition(concept))
                );
                self.line(&row);
            }
            self.line("");
        }
    }

    pub(super) fn questions(&mut self, questions: &[Question]) {
        self.heading(2, "Questions");
        self.paragraph("`chancery query NAME KEY=VALUE …` runs a question.");
        for question in questions {
            self.heading(3, &asked(question));
            self.paragraph(&format!("{}.", question.summary.trim_end_matches('.')));
            self.paragraph(&question.description);
            self.paragraph(&format!("```sh\n{}\n```", question.example()));
            if question.parameters.is_empty() {
                continue;
            }
            self.line("| parameter | takes | without it | meaning |");
            self.line("|---|---|---|---|");
            for parameter in &question.parameters {
                self.line(&format!(
                    "| `{}` | {}, such as `{}` | {} | {} |",
                    parameter.name,
                    cell(&parameter.what(self.schema)),
                    cell(&parameter.example),
                    parameter.default.as_deref().map_or_else(|| "needed".to_owned(), code),
                    cell(&parameter.description)
                ));
            }
            self.line("");
        }
    }

    pub(super) fn checks(&mut self, checks: &[Check]) {
        if checks.is_empty() {
            return;
        }
        self.heading(2, "Checks");
        self.paragraph("What facts must not say together. The code of a finding is the name of its check.");
        for check in checks {
            let summary = check.summary.trim_end_matches('.');
            self.line(
                format!("- `{}` ({}): {summary}. {}", check.code, check.severity, check.explanation.replace('\n', " "))
                    .trim_end(),
            );
        }
        self.line("");
    }

    pub(super) fn namespaces(&mut self) {
        self.heading(2, "Namespaces");
        let base = self.schema.base.clone();
        let (own, others): (Vec<_>, Vec<_>) =
            self.schema.space.namespaces().partition(|namespace| namespace.iri.strip_prefix(&base).is_some());
        let folders: Vec<String> = own.iter().map(|namespace| code(&namespace.prefix)).collect();
        self.paragraph(&format!(
            "Things are in `{base}`, each in the folder of its kind, which is also the prefix: {}.",
            folders.join(", ")
        ));
        let concepts = chancery_model::vocab::concept::BASE;
        let (lists, others): (Vec<_>, Vec<_>) = others
            .into_iter()
            .partition(|namespace| namespace.iri.strip_prefix(concepts).is_some_and(|rest| !rest.is_empty()));
        if !lists.is_empty() {
            let names: Vec<String> = lists.iter().map(|namespace| code(&namespace.prefix)).collect();
            self.paragraph(&format!(
                "Terms are in `{concepts}`, each in the folder of its list, which is also the prefix: {}.",
                names.join(", ")
            ));
        }
        self.line("| prefix | namespace |");
        self.line("|---|---|");
        for namespace in others {
            self.line(&format!("| `{}` | `{}` |", namespace.prefix, namespace.iri));
        }
        self.line("");
    }
}

/// The heading of a question, which may be called as a kind is.
pub(super) fn asked(question: &Question) -> String {
    format!("Question: {}", question.name)
}
