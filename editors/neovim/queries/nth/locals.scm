; Written by `cargo xtask gen` from grammar/tree-sitter-nth/queries/locals.scm; do not edit.
; Scopes, what they define, and what refers to a definition.

[
  (source_file)
  (definition)
  (let_expression)
  (nth_expression)
  (lambda)
] @local.scope

(definition
  name: (identifier) @local.definition.function
  (#set! definition.function.scope "parent"))

(imports
  (identifier) @local.definition.import)

(parameter
  name: (identifier) @local.definition.parameter)

(lambda_parameters
  (identifier) @local.definition.parameter)

(let_expression
  name: (identifier) @local.definition.var)

(nth_expression
  name: (identifier) @local.definition.var)

(identifier) @local.reference
