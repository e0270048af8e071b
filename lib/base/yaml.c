/* YAML as a tree, built from libyaml's events on a stack of our own, so that depth is ours to limit
 * and nothing of YAML that makes small files huge (aliases) or strange (tags) gets in.
 * Specification: YAML 1.1, as libyaml reads it. */
#include "base/yaml.h"

#include <string.h>
#include <yaml.h>

#include "base/error.h"
#include "base/nearest.h"

#define DEPTH_LIMIT 32

/* A list or mapping that is not finished yet. */
typedef struct {
    PsgYaml *node;    /* owned by its parent, or by the build as its root */
    GHashTable *keys; /* of a mapping: char * -> PsgYaml, for finding a key that stands twice */
    char *key;        /* of a mapping: the key whose value comes next */
    guint key_line, key_column;
} Frame;

typedef struct {
    const char *path;
    GArray *stack; /* Frame */
    PsgYaml *root;
    guint documents;
} Build;

static gboolean fail_at(GError **error, const char *path, guint line, guint column,
        const char *format, ...) G_GNUC_PRINTF(5, 6);

static gboolean fail_with(GError **error, const char *path, guint line, guint column,
        const char *format, va_list arguments) G_GNUC_PRINTF(5, 0);

static gboolean
fail_with(GError **error, const char *path, guint line, guint column, const char *format,
        va_list arguments)
{
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    if (line == 0)
        g_set_error(error, PSG_BASE_ERROR, PSG_BASE_ERROR_SYNTAX, "%s: %s", path, message);
    else
        g_set_error(error, PSG_BASE_ERROR, PSG_BASE_ERROR_SYNTAX, "%s:%u:%u: %s", path, line,
                column, message);
    return FALSE;
}

static gboolean
fail_at(GError **error, const char *path, guint line, guint column, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_with(error, path, line, column, format, arguments);
    va_end(arguments);
    return FALSE;
}

gboolean
psg_yaml_fail(const PsgYaml *at, const char *path, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_with(error, path, at ? at->line : 0, at ? at->column : 0, format, arguments);
    va_end(arguments);
    return FALSE;
}

void
psg_yaml_free(PsgYaml *yaml)
{
    if (!yaml)
        return;
    if (yaml->children)
        g_ptr_array_unref(yaml->children);
    g_free(yaml->key);
    g_free(yaml->value);
    g_free(yaml);
}

static PsgYaml *
node_new(PsgYamlKind kind, guint line, guint column)
{
    PsgYaml *node = g_new0(PsgYaml, 1);
    node->kind = kind;
    node->line = line;
    node->column = column;
    if (kind != PSG_YAML_SCALAR)
        node->children = g_ptr_array_new_with_free_func((GDestroyNotify)psg_yaml_free);
    return node;
}

static void
frame_clear(gpointer data)
{
    Frame *frame = data;
    g_clear_pointer(&frame->keys, g_hash_table_unref);
    g_clear_pointer(&frame->key, g_free);
}

/* TRUE for what no text of ours may hold: control characters, which no reader can see and XML 1.0
 * cannot write. */
static gboolean
is_forbidden(gunichar character)
{
    return (character < 0x20 && character != '\t' && character != '\n' && character != '\r') ||
           (character >= 0x7f && character < 0xa0 && character != 0x85) ||
           (character & 0xfffe) == 0xfffe;
}

/* libyaml refuses such bytes too, but cannot say on which line they are. */
static gboolean
check_characters(const char *text, gsize length, const char *path, GError **error)
{
    guint line = 1;
    const char *start = text;
    for (const char *at = text, *end = text + length; at < end; at = g_utf8_next_char(at)) {
        guint column = (guint)(at - start) + 1;
        if (*at == '\n' || (*at == '\r' && (at + 1 == end || at[1] != '\n'))) {
            line++;
            start = at + 1;
            continue;
        }
        if ((guchar)*at >= 0x20 && (guchar)*at < 0x7f)
            continue;
        gunichar character = *at ? g_utf8_get_char_validated(at, end - at) : 0;
        if (character >= (gunichar)-2)
            return fail_at(error, path, line, column,
                    "there is a byte here that is not UTF-8 (0x%02x); save the file as UTF-8",
                    (guchar)*at);
        if (is_forbidden(character))
            return fail_at(error, path, line, column,
                    "the control character U+%04X may not be used; delete it", character);
    }
    return TRUE;
}

/* What libyaml complains of, in words for people who have never heard of tokens and block mappings.
 */
static const char *
explain(const char *problem)
{
    static const struct {
        const char *problem, *words;
    } explanations[] = {
            {"mapping values are not allowed", "a colon followed by a space is not expected here; "
                                               "put a text that holds one in quotes, and see "
                                               "that this line is indented as its neighbours "
                                               "are and the one above has a space after its "
                                               "colon"},
            {"cannot start any token", "this character cannot begin a value; put the text in "
                                       "quotes, and indent with spaces, not tabs"},
            {"expected ':'",
                    "this line or the one above lacks a colon and a space after its key, or a "
                    "text of several lines is not indented"},
            {"tab character", "this line begins with a tab; begin it with spaces"},
            {"expected key", "this line does not begin with as many spaces as the keys above, or a "
                             "text in quotes ends before its time (write '' for an apostrophe "
                             "between single quotes)"},
            {"'-' indicator", "this line does not begin with as many spaces as the list above"},
            {"block sequence entries are not allowed",
                    "a list cannot begin here; give it a line of its own"},
            {"',' or ']'", "the list in square brackets lacks a comma or its closing bracket"},
            {"',' or '}'", "the mapping in curly brackets lacks a comma or its closing bracket"},
            {"unexpected end of stream", "a quotation mark is opened and never closed"},
            {"unexpected document indicator", "a quotation mark is opened and never closed"},
            {"unknown escape character", "in double quotes a backslash must be written twice"},
    };
    for (gsize i = 0; problem && i < G_N_ELEMENTS(explanations); i++)
        if (strstr(problem, explanations[i].problem))
            return explanations[i].words;
    return problem ? problem : "this is not YAML";
}

static gboolean
check_plainness(const Build *build, const yaml_mark_t *mark, const yaml_char_t *anchor,
        const yaml_char_t *tag, GError **error)
{
    guint line = (guint)mark->line + 1, column = (guint)mark->column + 1;
    if (anchor)
        return fail_at(error, build->path, line, column,
                "anchors (\"&%s\") are not allowed; put a text that begins with \"&\" in quotes",
                anchor);
    if (tag)
        return fail_at(error, build->path, line, column,
                "tags (\"%s\") are not allowed; put a text that begins with \"!\" in quotes", tag);
    return TRUE;
}

/* Hangs a finished scalar or a beginning list or mapping into its parent. */
static gboolean
add_node(Build *build, PsgYaml *node, GError **error)
{
    if (build->stack->len == 0) {
        build->root = node;
        return TRUE;
    }
    Frame *frame = &g_array_index(build->stack, Frame, build->stack->len - 1);
    g_ptr_array_add(frame->node->children, node);
    if (frame->node->kind == PSG_YAML_LIST)
        return TRUE;
    node->key = g_steal_pointer(&frame->key);
    node->key_line = frame->key_line;
    node->key_column = frame->key_column;
    const PsgYaml *first = g_hash_table_lookup(frame->keys, node->key);
    if (first)
        return fail_at(error, build->path, node->key_line, node->key_column,
                "\"%s\" stands here a second time; the first is in line %u", node->key,
                first->key_line);
    g_hash_table_insert(frame->keys, node->key, node);
    return TRUE;
}

/* TRUE when the next event is a key of the mapping that is open. */
static gboolean
is_at_key(const Build *build)
{
    if (build->stack->len == 0)
        return FALSE;
    const Frame *frame = &g_array_index(build->stack, Frame, build->stack->len - 1);
    return frame->node->kind == PSG_YAML_MAPPING && !frame->key;
}

static gboolean
add_scalar(Build *build, const yaml_event_t *event, GError **error)
{
    guint line = (guint)event->start_mark.line + 1, column = (guint)event->start_mark.column + 1;
    const char *value = (const char *)event->data.scalar.value;
    gsize length = event->data.scalar.length;
    if (!check_plainness(build, &event->start_mark, event->data.scalar.anchor,
                event->data.scalar.tag, error))
        return FALSE;
    /* Escapes in double quotes can make characters that the file itself may not hold. */
    for (gsize i = 0; i < length; i += (gsize)(g_utf8_next_char(value + i) - (value + i)))
        if (is_forbidden(g_utf8_get_char(value + i)))
            return fail_at(error, build->path, line, column,
                    "the text holds the control character U+%04X; delete it",
                    g_utf8_get_char(value + i));
    if (is_at_key(build)) {
        if (length == 0)
            return fail_at(error, build->path, line, column, "a key is missing before the colon");
        Frame *frame = &g_array_index(build->stack, Frame, build->stack->len - 1);
        frame->key = g_strndup(value, length);
        frame->key_line = line;
        frame->key_column = column;
        return TRUE;
    }
    PsgYaml *node = node_new(PSG_YAML_SCALAR, line, column);
    node->value = g_strndup(value, length);
    node->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return add_node(build, node, error);
}

static gboolean
open_node(Build *build, PsgYamlKind kind, const yaml_event_t *event, GError **error)
{
    guint line = (guint)event->start_mark.line + 1, column = (guint)event->start_mark.column + 1;
    const yaml_char_t *anchor = kind == PSG_YAML_LIST ? event->data.sequence_start.anchor
                                                      : event->data.mapping_start.anchor;
    const yaml_char_t *tag =
            kind == PSG_YAML_LIST ? event->data.sequence_start.tag : event->data.mapping_start.tag;
    if (!check_plainness(build, &event->start_mark, anchor, tag, error))
        return FALSE;
    if (is_at_key(build))
        return fail_at(
                error, build->path, line, column, "a key must be a text, not a list or a mapping");
    if (build->stack->len >= DEPTH_LIMIT)
        return fail_at(error, build->path, line, column,
                "lists and mappings may be nested %d deep at most", DEPTH_LIMIT);
    Frame frame = {.node = node_new(kind, line, column)};
    if (!add_node(build, frame.node, error))
        return FALSE;
    if (kind == PSG_YAML_MAPPING)
        frame.keys = g_hash_table_new(g_str_hash, g_str_equal);
    g_array_append_val(build->stack, frame);
    return TRUE;
}

static gboolean
take_event(Build *build, const yaml_event_t *event, GError **error)
{
    guint line = (guint)event->start_mark.line + 1, column = (guint)event->start_mark.column + 1;
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (build->documents++ > 0)
            return fail_at(error, build->path, line, column,
                    "a second YAML document begins here; one file holds one document");
        return TRUE;
    case YAML_SCALAR_EVENT:
        return add_scalar(build, event, error);
    case YAML_SEQUENCE_START_EVENT:
        return open_node(build, PSG_YAML_LIST, event, error);
    case YAML_MAPPING_START_EVENT:
        return open_node(build, PSG_YAML_MAPPING, event, error);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        g_array_set_size(build->stack, build->stack->len - 1);
        return TRUE;
    case YAML_ALIAS_EVENT:
        return fail_at(error, build->path, line, column,
                "aliases (\"*%s\") are not allowed; put a text that begins with \"*\" in quotes",
                event->data.alias.anchor);
    default:
        return TRUE;
    }
}

static gboolean
run_parser(Build *build, yaml_parser_t *parser, GError **error)
{
    for (gboolean is_done = FALSE; !is_done;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event))
            return parser->error == YAML_MEMORY_ERROR
                           ? fail_at(error, build->path, 0, 0,
                                     "there is not enough memory to read this file")
                           : fail_at(error, build->path, (guint)parser->problem_mark.line + 1,
                                     (guint)parser->problem_mark.column + 1, "%s",
                                     explain(parser->problem));
        is_done = event.type == YAML_STREAM_END_EVENT;
        gboolean is_good = take_event(build, &event, error);
        yaml_event_delete(&event);
        if (!is_good)
            return FALSE;
    }
    return TRUE;
}

PsgYaml *
psg_yaml_parse(const char *text, gsize length, const char *path, GError **error)
{
    if (length > PSG_YAML_SIZE_LIMIT) {
        fail_at(error, path, 0, 0, "the file has %" G_GSIZE_FORMAT " bytes; at most %d are read",
                length, PSG_YAML_SIZE_LIMIT);
        return NULL;
    }
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        length -= 3;
    }
    if (!check_characters(text, length, path, error))
        return NULL;
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        g_error("no memory left for reading YAML");
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);

    Build build = {.path = path, .stack = g_array_new(FALSE, FALSE, sizeof(Frame))};
    g_array_set_clear_func(build.stack, frame_clear);
    gboolean is_good = run_parser(&build, &parser, error);
    yaml_parser_delete(&parser);
    g_array_unref(build.stack);
    g_autoptr(PsgYaml) root = build.root;
    if (!is_good)
        return NULL;
    if (!root || (root->kind == PSG_YAML_SCALAR && root->is_plain && root->value[0] == '\0')) {
        psg_yaml_free(root);
        root = node_new(PSG_YAML_MAPPING, 1, 1);
    }
    return g_steal_pointer(&root);
}

const PsgYaml *
psg_yaml_find(const PsgYaml *mapping, const char *key)
{
    for (guint i = 0; mapping->kind == PSG_YAML_MAPPING && i < mapping->children->len; i++) {
        const PsgYaml *child = g_ptr_array_index(mapping->children, i);
        if (strcmp(child->key, key) == 0)
            return child;
    }
    return NULL;
}

gboolean
psg_yaml_check_keys(
        const PsgYaml *mapping, const char *const *known, const char *path, GError **error)
{
    if (mapping->kind != PSG_YAML_MAPPING)
        return psg_yaml_fail(
                mapping, path, error, "keys with values are expected here (\"%s: ...\")", known[0]);
    for (guint i = 0; i < mapping->children->len; i++) {
        const PsgYaml *child = g_ptr_array_index(mapping->children, i);
        if (g_strv_contains(known, child->key))
            continue;
        const char *nearest = psg_nearest_find(child->key, known);
        if (nearest)
            return fail_at(error, path, child->key_line, child->key_column,
                    "\"%s\" is not a key here (did you mean \"%s\"?)", child->key, nearest);
        g_autofree char *list = g_strjoinv(", ", (char **)known);
        return fail_at(error, path, child->key_line, child->key_column,
                "\"%s\" is not a key here; the keys are %s", child->key, list);
    }
    return TRUE;
}

gboolean
psg_yaml_get_switch(
        const PsgYaml *value, const char *key, const char *path, gboolean *is_on, GError **error)
{
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on", NULL};
    for (guint i = 0; value->kind == PSG_YAML_SCALAR && words[i]; i++)
        if (g_ascii_strcasecmp(value->value, words[i]) == 0) {
            *is_on = i % 2 == 1;
            return TRUE;
        }
    return psg_yaml_fail(value, path, error, "\"%s\" must be \"yes\" or \"no\"", key);
}
