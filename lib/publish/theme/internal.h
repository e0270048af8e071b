/* What scope.c, template_compile.c and template.c know of each other, and nobody else. */
#pragma once
#include "publish/theme/template.h"

typedef enum {
    PSG_VALUE_ABSENT,
    PSG_VALUE_TEXT,
    PSG_VALUE_FLAG,
    PSG_VALUE_MARKUP,
    PSG_VALUE_LIST,
} PsgValueKind;

typedef struct {
    const char *name;
    guint hash;
    PsgValueKind kind;
    union {
        const char *text;
        gboolean flag;
        GString *markup;
        GPtrArray *list; /* PsgScope */
    } as;
} PsgValue;

/* The hash that a name is told by before it is compared. */
guint psg_scope_hash(const char *name);

/* What the scope itself, or (with `is_outward`) a scope outside it, holds under the name; NULL when
 * it is not named at all. A value that was set to "absent" is found, and hides one of the same name
 * further out. */
const PsgValue *psg_scope_find(
        const PsgScope *scope, const char *name, guint hash, gboolean is_outward);

/* A compiled template is a flat list of instructions: filling a page is one walk over it that
 * appends to the page. */
typedef enum {
    PSG_OP_LITERAL,   /* append literals[start, start + length) */
    PSG_OP_TEXT,      /* append the text under `name`, escaped for content */
    PSG_OP_VALUE,     /* the same, escaped for an attribute */
    PSG_OP_ATTRIBUTE, /* when there is a text under `name`: append the literal (` href`), `="`, the
                         text and `"` */
    PSG_OP_FILL,      /* append the markup under `name` as it is */
    PSG_OP_UNLESS_JUMP, /* go on at `target` when `name` is false */
    PSG_OP_IF_JUMP,     /* go on at `target` when `name` is true */
    PSG_OP_EACH,    /* run [this + 1, target) for every item of the list under `name`, then go on at
                       `target` */
    PSG_OP_INCLUDE, /* run another program */
} PsgOp;

typedef struct PsgProgram PsgProgram;

typedef struct {
    PsgOp op;
    guint line;
    const char *name;
    guint hash;
    guint target;
    gsize start, length;
    const PsgProgram *program;
} PsgInstruction;

struct PsgProgram {
    char *name;           /* of the template's file */
    gboolean is_page;     /* its root is <html>; else <psg:block> */
    GArray *instructions; /* PsgInstruction */
    GString *literals;
    GStringChunk *names;
    GError *failure; /* why it could not be compiled; NULL */
};

#define PSG_TEMPLATE_SIZE_LIMIT (1024 * 1024)
#define PSG_TEMPLATE_INCLUDE_LIMIT 64

PsgProgram *psg_program_new(const char *name);
void psg_program_free(PsgProgram *program);

/* Finds the program of an included template, compiling it when it is new. NULL with an error, or
 * without one when the theme has no such file. */
typedef const PsgProgram *(*PsgProgramFind)(const char *name, gpointer data, GError **error);

/* Compiles a template's source into `program`. Sets PSG_PUBLISH_ERROR_TEMPLATE with `name:line: `
 * in front. */
gboolean psg_program_compile(
        PsgProgram *program, GBytes *source, PsgProgramFind find, gpointer data, GError **error);
