/* The single values of print.yaml: lengths, switches, words and colours. See read.h. */
#include <string.h>

#include "publish/print/style/read.h"

PsgStylePlace
psg_style_make_place(const PsgYaml *value, const char *path)
{
    return (PsgStylePlace){.at = value, .path = path};
}

static gboolean
read_measure(const PsgYaml *value, PsgStyleMeasure *measure, gboolean may_be_relative,
        const char *path, GError **error)
{
    PsgMeasureKind kind = PSG_MEASURE_BARE;
    double number = 0;
    const char *example = may_be_relative ? "\"4pt\", \"2mm\" or \"120%\"" : "\"12pt\" or \"20mm\"";
    if (value->kind != PSG_YAML_SCALAR || !psg_measure_parse(value->value, &number, &kind))
        return psg_yaml_fail(value, path, error, "\"%s\" must be a length, for instance %s",
                value->key, example);
    if (kind == PSG_MEASURE_BARE && number > 0)
        return psg_yaml_fail(value, path, error,
                "the length of \"%s\" has no unit; write for instance %s", value->key, example);
    if (kind == PSG_MEASURE_PERCENT && !may_be_relative)
        return psg_yaml_fail(value, path, error,
                "\"%s\" cannot be in %%, because there is nothing it is a part of; write for "
                "instance %s",
                value->key, example);
    measure->is_relative = kind == PSG_MEASURE_PERCENT;
    measure->value = measure->is_relative ? number / 100 : number;
    measure->place = psg_style_make_place(value, path);
    return TRUE;
}

gboolean
psg_style_take_length(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    return read_measure(value, target, FALSE, path, error);
}

gboolean
psg_style_take_measure(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error)
{
    return read_measure(value, target, TRUE, path, error);
}

gboolean
psg_style_take_switch(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    PsgStyleChoice *choice = target;
    gboolean is_on = FALSE;
    if (!psg_yaml_get_switch(value, value->key, path, &is_on, error))
        return FALSE;
    choice->value = (guint)is_on;
    choice->place = psg_style_make_place(value, path);
    return TRUE;
}

gboolean
psg_style_take_depth(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    PsgStyleChoice *choice = target;
    guint64 depth = 0;
    if (value->kind != PSG_YAML_SCALAR ||
            !g_ascii_string_to_unsigned(value->value, 10, 1, 6, &depth, NULL))
        return psg_yaml_fail(
                value, path, error, "\"%s\" must be a whole number from 1 to 6", value->key);
    choice->value = (guint)depth;
    choice->place = psg_style_make_place(value, path);
    return TRUE;
}

/* The index of a word in a list; -1. */
static gint
find_word(const char *word, const char *const *words)
{
    for (gint i = 0; words[i]; i++)
        if (strcmp(word, words[i]) == 0)
            return i;
    return -1;
}

gboolean
psg_style_take_family(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    static const char *const names[] = {"text", "display", "code", NULL};
    PsgStyleChoice *choice = target;
    gint name = value->kind == PSG_YAML_SCALAR ? find_word(value->value, names) : -1;
    if (name < 0)
        return psg_yaml_fail(
                value, path, error, "\"%s\" must be text, display or code", value->key);
    choice->value = (guint)name;
    choice->place = psg_style_make_place(value, path);
    return TRUE;
}

const char *const psg_style_colour_names[] = {
        "text", "muted", "link", "accent", "rule", "panel", "code-background", NULL};

static gboolean
parse_colour(const char *text, PsgColour *colour)
{
    gsize digits = text[0] == '#' ? strspn(text + 1, "0123456789abcdefABCDEF") : 0;
    if (digits != 6 || text[7] != '\0')
        return FALSE;
    *colour = (PsgColour)g_ascii_strtoull(text + 1, NULL, 16);
    return TRUE;
}

gboolean
psg_style_take_colour(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    PsgStyleColour *colour = target;
    const char *text = value->kind == PSG_YAML_SCALAR ? value->value : "";
    if (*text == '\0' && value->kind == PSG_YAML_SCALAR && value->is_plain)
        return psg_yaml_fail(value, path, error,
                "\"%s\" has no value; a colour stands in quotes, because # begins a comment: "
                "\"#1b4196\"",
                value->key);
    colour->name = find_word(text, psg_style_colour_names);
    if (colour->name < 0 && !parse_colour(text, &colour->value))
        return psg_yaml_fail(value, path, error,
                "\"%s\" must be a colour as \"#1b4196\", or the name of one of \"colours\"",
                value->key);
    colour->place = psg_style_make_place(value, path);
    return TRUE;
}

/* The colours that have the names: no names of others, which could go round in circles. */
gboolean
psg_style_take_plain_colour(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error)
{
    PsgStyleColour *colour = target;
    if (!psg_style_take_colour(draft, value, target, path, error))
        return FALSE;
    return colour->name < 0 ||
           psg_yaml_fail(value, path, error, "\"%s\" must be a colour as \"#1b4196\"", value->key);
}
