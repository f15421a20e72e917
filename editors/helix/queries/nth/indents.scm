; Indentation, with the names of Helix: one step for what belongs to an item, to brackets, to a branch.

[
  (definition)
  (check_item)
  (imports)
  (parameters)
  (arguments)
  (list_expression)
  (parenthesized_expression)
] @indent

[
  ")"
  "]"
] @outdent
