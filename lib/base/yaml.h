/* YAML as a tree whose every node knows its line and column, over libyaml's events. Anchors and
 * aliases are refused (no package needs them, and they make small files huge), and so are tags,
 * several documents and depth beyond 32. */
#pragma once
#include <glib.h>

typedef enum { PSG_YAML_SCALAR, PSG_YAML_LIST, PSG_YAML_MAPPING } PsgYamlKind;

typedef struct PsgYaml PsgYaml;
struct PsgYaml {
    PsgYamlKind kind;
    guint line, column; /* from 1 */
    char *key;          /* a mapping's child: its key; else NULL */
    guint key_line, key_column;
    char *value;         /* of a scalar; "" for an empty one */
    gboolean is_plain;   /* a scalar without quotes */
    GPtrArray *children; /* PsgYaml, of a list or a mapping, in order */
};

#define PSG_YAML_SIZE_LIMIT (4 * 1024 * 1024)

/* Parses one YAML document. `path` is for messages: `path:line:column: ...`. An empty document
 * gives an empty mapping. Sets PSG_BASE_ERROR_SYNTAX; a key that stands twice in one mapping is an
 * error. */
PsgYaml *psg_yaml_parse(const char *text, gsize length, const char *path, GError **error);
void psg_yaml_free(PsgYaml *yaml);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgYaml, psg_yaml_free)

/* A mapping's child by key, or NULL. */
const PsgYaml *psg_yaml_find(const PsgYaml *mapping, const char *key);

/* Errors for the first key of the mapping that is not in `known` (NULL-terminated), naming the
 * nearest known one. */
gboolean psg_yaml_check_keys(
        const PsgYaml *mapping, const char *const *known, const char *path, GError **error);

/* A scalar that says yes or no (also true, false, on, off), which `key` is for the message of. */
gboolean psg_yaml_get_switch(
        const PsgYaml *value, const char *key, const char *path, gboolean *is_on, GError **error);

/* Sets PSG_BASE_ERROR_SYNTAX with `path:line:column: ` in front. Returns FALSE, for `return`. */
gboolean psg_yaml_fail(const PsgYaml *at, const char *path, GError **error, const char *format, ...)
        G_GNUC_PRINTF(4, 5);
