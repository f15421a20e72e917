// Written by `cargo xtask gen`; do not edit.

#define LONGEST_RESERVED 8

static const char *const RESERVED[] = {
    "use", "seq", "triangle", "array", "fn", "check", "from", "let", "in", "if",
    "then", "else", "nth", "where", "or", "and", "not", "true", "false"};

static const char *const ITEM_WORDS[] = {
    "use", "seq", "triangle", "array", "fn", "check"};
