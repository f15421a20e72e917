; Definitions and checks in the outline.

(definition
  kind: _ @context
  name: (identifier) @name) @item

(check_item
  "check" @context
  name: (identifier) @name) @item
