/* How the keys of print.yaml are taken: a mapping is a table of keys, and every kind of value has a
 * function that takes it. Shared by read.c, read_families.c and value.c only; see draft.h. */
#pragma once
#include "publish/print/style/draft.h"

/* Takes a value into `target`, which is where the key's table says. `path` is the file, for
 * messages. FALSE: `error` says what is wrong, and where. */
typedef gboolean (*PsgStyleTake)(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error);

/* A key of a mapping, and where in the struct of the mapping its value goes (bytes). */
typedef struct {
    const char *key;
    PsgStyleTake take;
    gsize offset;
} PsgStyleKey;

/* Every key of a mapping that the table knows, into the struct `target`; any other is an error. */
gboolean psg_style_take_keys(PsgStyleDraft *draft, const PsgYaml *mapping, const PsgStyleKey *keys,
        guint count, gpointer target, const char *path, GError **error);

/* --- single values (value.c) --- */

/* The names that "colours" gives, in the order of PsgStyleColourName; NULL at the end. */
extern const char *const psg_style_colour_names[];

PsgStylePlace psg_style_make_place(const PsgYaml *value, const char *path);

/* Into a PsgStyleMeasure: a length with its unit, or that or a share of something ("120%"). */
gboolean psg_style_take_length(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error);
gboolean psg_style_take_measure(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error);
/* Into a PsgStyleChoice: yes or no; a level of headings; one of PsgStyleFamilies. */
gboolean psg_style_take_switch(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error);
gboolean psg_style_take_depth(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error);
gboolean psg_style_take_family(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error);
/* Into a PsgStyleColour: "#1b4196" or a name of "colours"; or the first only. */
gboolean psg_style_take_colour(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error);
gboolean psg_style_take_plain_colour(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error);

/* --- families of fonts and the theme's own files (read_families.c) --- */

/* Into the draft; `target` is not used. */
gboolean psg_style_take_families(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error);
gboolean psg_style_take_languages(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error);
gboolean psg_style_take_font_files(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error);
