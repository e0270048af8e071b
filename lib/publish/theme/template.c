/* Themes: templates compiled on demand, and pages filled from scopes. See template.h;
 * template_compile.c makes the programs that run here. */
#include "publish/theme/template.h"

#include <string.h>

#include "publish/publish_error.h"
#include "publish/theme/internal.h"
#include "text/markup.h"

/* What a page may cost. A theme may come with a package, and parts that include others twice over
 * would otherwise grow without end. */
#define STEP_LIMIT (64 * 1024 * 1024)
#define PAGE_SIZE_LIMIT (256 * 1024 * 1024)

struct PsgTheme {
    PsgThemeRead read;
    gpointer data;
    GHashTable *programs; /* name -> PsgProgram, which owns the name */
    guint depth;          /* of includes that are being compiled */
};

static void
free_program(gpointer program)
{
    psg_program_free(program);
}

PsgTheme *
psg_theme_new(PsgThemeRead read, gpointer data)
{
    PsgTheme *theme = g_new0(PsgTheme, 1);
    theme->read = read;
    theme->data = data;
    theme->programs = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_program);
    return theme;
}

void
psg_theme_free(PsgTheme *theme)
{
    if (!theme)
        return;
    g_hash_table_unref(theme->programs);
    g_free(theme);
}

static const PsgProgram *find_part(const char *name, gpointer data, GError **error);

/* The program of a template, compiled when it is new. A template that is being compiled further up
 * (parts may include themselves) is returned as far as it is. NULL without an error when the theme
 * has no such file. */
static const PsgProgram *
find_program(PsgTheme *theme, const char *name, GError **error)
{
    PsgProgram *program = g_hash_table_lookup(theme->programs, name);
    if (!program) {
        g_autoptr(GError) problem = NULL;
        g_autoptr(GBytes) source = theme->read(name, theme->data, &problem);
        if (!source) {
            if (problem)
                g_propagate_error(error, g_steal_pointer(&problem));
            return NULL;
        }
        program = psg_program_new(name);
        g_hash_table_insert(theme->programs, program->name, program);
        theme->depth++;
        psg_program_compile(program, source, find_part, theme, &program->failure);
        theme->depth--;
    }
    if (program->failure) {
        g_propagate_error(error, g_error_copy(program->failure));
        return NULL;
    }
    return program;
}

/* For psg:include. */
static const PsgProgram *
find_part(const char *name, gpointer data, GError **error)
{
    PsgTheme *theme = data;
    if (theme->depth >= PSG_TEMPLATE_INCLUDE_LIMIT) {
        g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_TEMPLATE,
                "%s:1: more than %d templates include one another in a row", name,
                PSG_TEMPLATE_INCLUDE_LIMIT);
        return NULL;
    }
    const PsgProgram *program = find_program(theme, name, error);
    if (program && program->is_page) {
        g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_TEMPLATE,
                "%s:1: a template that others include must have <psg:block> as its outermost "
                "element",
                name);
        return NULL;
    }
    return program;
}

gboolean
psg_theme_compile(PsgTheme *theme, const char *name, GError **error)
{
    GError *problem = NULL;
    if (find_program(theme, name, &problem))
        return TRUE;
    if (!problem)
        g_set_error(&problem, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_TEMPLATE_MISSING,
                "%s: the theme has no such template", name);
    g_propagate_error(error, problem);
    return FALSE;
}

/* The scopes a name is looked up in: the item of the innermost list first, the page's own scope
 * (with those outside it) last. */
typedef struct Frame Frame;
struct Frame {
    const PsgScope *scope;
    const Frame *outer;
};

typedef struct {
    GString *out;
    guint steps;
    guint depth; /* of includes */
} Renderer;

static const PsgValue *
find_value(const Frame *frame, const PsgInstruction *instruction)
{
    for (; frame; frame = frame->outer) {
        const PsgValue *value =
                psg_scope_find(frame->scope, instruction->name, instruction->hash, !frame->outer);
        if (value)
            return value;
    }
    return NULL;
}

static gboolean
is_true(const PsgValue *value)
{
    if (!value)
        return FALSE;
    switch (value->kind) {
    case PSG_VALUE_ABSENT:
        return FALSE;
    case PSG_VALUE_TEXT:
        return value->as.text[0] != '\0';
    case PSG_VALUE_FLAG:
        return value->as.flag;
    case PSG_VALUE_MARKUP:
        return value->as.markup->len > 0;
    case PSG_VALUE_LIST:
        return value->as.list->len > 0;
    }
    return FALSE;
}

static void
write_fill(GString *out, const PsgValue *value)
{
    if (value && value->kind == PSG_VALUE_MARKUP)
        g_string_append_len(out, value->as.markup->str, (gssize)value->as.markup->len);
    else if (value && value->kind == PSG_VALUE_TEXT)
        psg_markup_write_text(out, value->as.text, -1, FALSE);
}

static gboolean run(Renderer *renderer, const PsgProgram *program, guint from, guint to,
        const Frame *frame, GError **error);

static gboolean
fail(const PsgProgram *program, const PsgInstruction *instruction, GError **error,
        const char *message)
{
    g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_TEMPLATE, "%s:%u: %s", program->name,
            MAX(instruction->line, 1), message);
    return FALSE;
}

static gboolean
run_include(Renderer *renderer, const PsgProgram *program, const PsgInstruction *instruction,
        const Frame *frame, GError **error)
{
    const PsgProgram *part = instruction->program;
    if (renderer->depth >= PSG_TEMPLATE_INCLUDE_LIMIT)
        return fail(program, instruction, error, "psg:include goes more than 64 levels deep");
    if (part->failure) {
        g_propagate_error(error, g_error_copy(part->failure));
        return FALSE;
    }
    renderer->depth++;
    gboolean is_done = run(renderer, part, 0, part->instructions->len, frame, error);
    renderer->depth--;
    return is_done;
}

static gboolean
run_each(Renderer *renderer, const PsgProgram *program, guint index, const PsgValue *value,
        const Frame *frame, GError **error)
{
    if (!value || value->kind != PSG_VALUE_LIST)
        return TRUE;
    guint target = g_array_index(program->instructions, PsgInstruction, index).target;
    for (guint i = 0; i < value->as.list->len; i++) {
        Frame inner = {.scope = g_ptr_array_index(value->as.list, i), .outer = frame};
        if (!run(renderer, program, index + 1, target, &inner, error))
            return FALSE;
    }
    return TRUE;
}

/* Runs the instructions [from, to). */
static gboolean
run(Renderer *renderer, const PsgProgram *program, guint from, guint to, const Frame *frame,
        GError **error)
{
    GString *out = renderer->out;
    const PsgInstruction *instructions =
            (const PsgInstruction *)(void *)program->instructions->data;
    for (guint i = from; i < to;) {
        const PsgInstruction *instruction = &instructions[i];
        const char *literal = program->literals->str + instruction->start;
        const PsgValue *value = instruction->name ? find_value(frame, instruction) : NULL;
        const char *text = value && value->kind == PSG_VALUE_TEXT ? value->as.text : NULL;
        if (++renderer->steps > STEP_LIMIT || out->len > PAGE_SIZE_LIMIT)
            return fail(program, instruction, error,
                    "the page grows too large; does a part include itself twice?");
        i++;
        switch (instruction->op) {
        case PSG_OP_LITERAL:
            g_string_append_len(out, literal, (gssize)instruction->length);
            break;
        case PSG_OP_TEXT:
        case PSG_OP_VALUE:
            if (text)
                psg_markup_write_text(out, text, -1, instruction->op == PSG_OP_VALUE);
            break;
        case PSG_OP_ATTRIBUTE:
            if (text) {
                g_string_append_len(out, literal, (gssize)instruction->length);
                g_string_append_len(out, "=\"", 2);
                psg_markup_write_text(out, text, -1, TRUE);
                g_string_append_c(out, '"');
            }
            break;
        case PSG_OP_FILL:
            write_fill(out, value);
            break;
        case PSG_OP_UNLESS_JUMP:
            i = is_true(value) ? i : instruction->target;
            break;
        case PSG_OP_IF_JUMP:
            i = is_true(value) ? instruction->target : i;
            break;
        case PSG_OP_EACH:
            if (!run_each(renderer, program, i - 1, value, frame, error))
                return FALSE;
            i = instruction->target;
            break;
        case PSG_OP_INCLUDE:
            if (!run_include(renderer, program, instruction, frame, error))
                return FALSE;
            break;
        }
    }
    return TRUE;
}

gboolean
psg_theme_render(
        PsgTheme *theme, const char *name, const PsgScope *scope, GString *out, GError **error)
{
    if (!psg_theme_compile(theme, name, error))
        return FALSE;
    const PsgProgram *program = g_hash_table_lookup(theme->programs, name);
    Renderer renderer = {.out = out};
    Frame frame = {.scope = scope};
    return run(&renderer, program, 0, program->instructions->len, &frame, error);
}
