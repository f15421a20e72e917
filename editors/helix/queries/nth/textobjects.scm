; Parts of a program to select: definitions, parameters, comments.

(definition
  body: (_) @function.inside) @function.around

(parameter) @parameter.inside

(arguments
  (_) @parameter.inside)

[
  (line_comment)
  (block_comment)
  (doc_comment)
  (module_doc)
] @comment.inside

(doc_comment)+ @comment.around

(check_item) @test.around
