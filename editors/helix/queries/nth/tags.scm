; Written by `cargo xtask gen` from grammar/tree-sitter-nth/queries/tags.scm; do not edit.
; Definitions with their documentation, and references to them.

(
  (doc_comment)* @doc
  .
  (definition
    name: (identifier) @name) @definition.function
  (#strip! @doc "^/// ?")
  (#select-adjacent! @doc @definition.function)
)

(call_expression
  function: (identifier) @name) @reference.call

(call_expression
  function: (qualified_name
    name: (identifier) @name)) @reference.call

(binary_expression
  operator: "|>"
  right: (identifier) @name) @reference.call

(check_item
  name: (identifier) @name) @reference.call

(use_item
  module: (module_path) @name) @reference.module
