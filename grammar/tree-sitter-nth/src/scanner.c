// Scanner of the tokens that tree-sitter's own lexer cannot read: names, which are no reserved words; comments, which
// nest or are documentation; and the ends of items that are unfinished, which the next item shows. It keeps no state
// between tokens.

#include "reserved.h"
#include "tree_sitter/parser.h"

#include <string.h>

// The order is that of `externals` in grammar.js.
enum Token {
    IDENTIFIER,
    LINE_COMMENT,
    BLOCK_COMMENT,
    BARE_DOC,
    DOC_MARK,
    DOC_PROMPT,
    BARE_MODULE_DOC,
    MODULE_DOC_MARK,
    DOC_TEXT,
    DOC_EXAMPLE,
    // Empty, where the rest of an unfinished item should stand.
    INCOMPLETE,
    // No rule has this token, so it is valid only while the parser recovers from an error.
    RECOVERY,
};

static bool is_blank(int32_t c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f'; }

static bool is_space(int32_t c) { return is_blank(c) || c == '\n' || c == 0xfeff; }

static bool is_letter(int32_t c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }

static bool is_word(int32_t c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '\''; }

static bool at_line_end(TSLexer *lexer) { return lexer->eof(lexer) || lexer->lookahead == '\n'; }

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

// Reads up to the end of the line; the token ends before the blanks there.
static void rest_of_line(TSLexer *lexer) {
    while (!at_line_end(lexer)) {
        bool blank = is_blank(lexer->lookahead);
        advance(lexer);
        if (!blank) lexer->mark_end(lexer);
    }
}

static bool found(TSLexer *lexer, enum Token token) {
    lexer->result_symbol = token;
    return true;
}

// Longest run of comments that is looked through for what follows it.
enum { MOST_COMMENTS = 100 };

enum Word { NAME, RESERVED_WORD, ITEM_WORD };

static bool is_one_of(const char *word, const char *const list[], unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        if (strcmp(word, list[i]) == 0) return true;
    }
    return false;
}

#define IS_ONE_OF(word, list) is_one_of(word, list, sizeof list / sizeof *list)

// Reads a word; an empty one is a name.
static enum Word read_word(TSLexer *lexer) {
    char word[LONGEST_RESERVED + 1];
    unsigned length = 0;
    while (is_word(lexer->lookahead)) {
        if (length < LONGEST_RESERVED) word[length] = (char)lexer->lookahead;
        length++;
        advance(lexer);
    }
    if (length > LONGEST_RESERVED) return NAME;
    word[length] = 0;
    if (IS_ONE_OF(word, ITEM_WORDS)) return ITEM_WORD;
    return IS_ONE_OF(word, RESERVED) ? RESERVED_WORD : NAME;
}

// Reads a block comment behind its `/*`, up to the end of the text if it does not end.
static void skip_block(TSLexer *lexer) {
    for (uint32_t depth = 1; depth > 0 && !lexer->eof(lexer);) {
        int32_t first = lexer->lookahead;
        advance(lexer);
        if (first == '/' && lexer->lookahead == '*') {
            depth++;
            advance(lexer);
        } else if (first == '*' && lexer->lookahead == '/') {
            depth--;
            advance(lexer);
        }
    }
}

// Whether what follows, comments aside, begins an item or is the end of the text. No token may be read after that.
static bool item_follows(TSLexer *lexer) {
    for (unsigned comments = 0; comments < MOST_COMMENTS; comments++) {
        while (is_space(lexer->lookahead)) advance(lexer);
        if (lexer->eof(lexer) || lexer->lookahead == '@') return true;
        if (lexer->lookahead != '/') return read_word(lexer) == ITEM_WORD;
        advance(lexer);
        if (lexer->lookahead == '*') {
            advance(lexer);
            skip_block(lexer);
        } else if (lexer->lookahead == '/') {
            while (!at_line_end(lexer)) advance(lexer);
        } else {
            return false;
        }
    }
    return false;
}

// Reads documentation behind its `///` or `//!`: the mark alone if text follows. While the parser recovers, it is the
// whole line, so that words of a sentence are never taken for a program.
static bool documentation(TSLexer *lexer, bool module, bool recovers) {
    enum Token bare = module ? BARE_MODULE_DOC : BARE_DOC;
    lexer->mark_end(lexer);
    if (recovers) {
        rest_of_line(lexer);
        return found(lexer, bare);
    }
    while (!at_line_end(lexer) && is_blank(lexer->lookahead)) advance(lexer);
    if (at_line_end(lexer)) return found(lexer, bare);
    if (module) return found(lexer, MODULE_DOC_MARK);
    for (int i = 0; i < 3; i++) {
        if (lexer->lookahead != '>') return found(lexer, DOC_MARK);
        advance(lexer);
    }
    // An example needs an expression.
    if (!is_blank(lexer->lookahead)) return found(lexer, DOC_MARK);
    while (!at_line_end(lexer) && is_blank(lexer->lookahead)) advance(lexer);
    if (at_line_end(lexer)) return found(lexer, DOC_MARK);
    lexer->mark_end(lexer);
    return found(lexer, DOC_PROMPT);
}

// Reads a comment of any kind. Documentation in an unfinished item belongs to the next one, if that follows.
static bool comment(TSLexer *lexer, bool recovers, bool can_cut) {
    advance(lexer);
    if (lexer->lookahead == '*') {
        advance(lexer);
        skip_block(lexer);
        lexer->mark_end(lexer);
        return found(lexer, BLOCK_COMMENT);
    }
    if (lexer->lookahead != '/') return false;
    advance(lexer);
    if (lexer->lookahead == '!') {
        advance(lexer);
        return documentation(lexer, true, recovers);
    }
    if (lexer->lookahead == '/') {
        advance(lexer);
        if (lexer->lookahead != '/') {
            if (!can_cut) return documentation(lexer, false, recovers);
            while (!at_line_end(lexer)) advance(lexer);
            return item_follows(lexer) && found(lexer, INCOMPLETE);
        }
    }
    lexer->mark_end(lexer);
    rest_of_line(lexer);
    return found(lexer, LINE_COMMENT);
}

void *tree_sitter_nth_external_scanner_create(void) { return NULL; }

void tree_sitter_nth_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_nth_external_scanner_serialize(void *payload, char *buffer) {
    (void)payload;
    (void)buffer;
    return 0;
}

void tree_sitter_nth_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
    (void)payload;
    (void)buffer;
    (void)length;
}

bool tree_sitter_nth_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
    (void)payload;
    bool recovers = valid[RECOVERY];
    if (!recovers && (valid[DOC_TEXT] || valid[DOC_EXAMPLE])) {
        // Blanks in front of an example mean nothing; those of a text may be an indentation, but for the first.
        bool example = valid[DOC_EXAMPLE];
        if (lexer->lookahead == ' ') lexer->advance(lexer, true);
        while (example && is_blank(lexer->lookahead)) lexer->advance(lexer, true);
        rest_of_line(lexer);
        return found(lexer, example ? DOC_EXAMPLE : DOC_TEXT);
    }
    bool can_cut = valid[INCOMPLETE] && !recovers;
    // An empty token stands right behind what is there.
    lexer->mark_end(lexer);
    while (is_space(lexer->lookahead)) lexer->advance(lexer, true);
    if (lexer->lookahead == '/' && (recovers || valid[LINE_COMMENT])) return comment(lexer, recovers, can_cut);
    if (can_cut && (lexer->eof(lexer) || lexer->lookahead == '@')) return found(lexer, INCOMPLETE);
    if (!is_letter(lexer->lookahead)) return false;
    switch (read_word(lexer)) {
    case NAME:
        lexer->mark_end(lexer);
        return valid[IDENTIFIER] && found(lexer, IDENTIFIER);
    case ITEM_WORD: return can_cut && found(lexer, INCOMPLETE);
    case RESERVED_WORD: return false;
    }
    return false;
}
