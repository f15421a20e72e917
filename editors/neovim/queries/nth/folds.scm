; Written by `cargo xtask gen` from grammar/tree-sitter-nth/queries/folds.scm; do not edit.
; What an editor can fold, where it has several lines.

[
  (definition)
  (check_item)
  (imports)
  (parameters)
  (arguments)
  (list_expression)
  (parenthesized_expression)
  (if_expression)
  (nth_expression)
  (lambda)
  (block_comment)
] @fold
