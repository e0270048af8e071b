/* What plainsong.yaml asks of the printed editions: `print` and `large-print`. Everything else
 * about them is the theme's (publish/print/style/style.h). */
#include <string.h>

#include "base/measure.h"
#include "project/internal.h"

#define SIZE_MIN 6
#define SIZE_MAX 72
/* What goes by the name of large print begins here. */
#define LARGE_SIZE_MIN 16
/* Printers and photocopiers leave the edge of a sheet white. */
#define MARGIN_MIN (5 * 72 / 25.4)
#define FONT_NAME_LIMIT 100

static gboolean
fail(const PsgYaml *at, GError **error, const char *message, const char *value)
{
    return psg_value_fail(at, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error, "%s, not \"%s\"",
            message, value);
}

static gboolean
take_paper(const PsgYaml *mapping, PsgPrintSettings *settings, GError **error)
{
    g_autofree char *name = NULL;
    if (!psg_value_take_text(mapping, "paper", PSG_PACKAGE_FILE, &name, error))
        return FALSE;
    for (guint i = 0; name && psg_measure_papers[i]; i++)
        if (g_ascii_strcasecmp(name, psg_measure_papers[i]) == 0)
            settings->paper = psg_measure_papers[i];
    return !name || settings->paper ||
           fail(psg_yaml_find(mapping, "paper"), error, "\"paper\" must be A4, A5 or letter", name);
}

static gboolean
take_size(const PsgYaml *mapping, gboolean is_large, PsgPrintSettings *settings, GError **error)
{
    g_autofree char *text = NULL;
    double smallest = is_large ? LARGE_SIZE_MIN : SIZE_MIN;
    PsgMeasureKind kind;
    if (!psg_value_take_text(mapping, "size", PSG_PACKAGE_FILE, &text, error))
        return FALSE;
    if (!text)
        return TRUE;
    if (psg_measure_parse(text, &settings->size, &kind) && kind != PSG_MEASURE_PERCENT &&
            settings->size >= smallest && settings->size <= SIZE_MAX)
        return TRUE;
    return fail(psg_yaml_find(mapping, "size"), error,
            is_large ? "the size of large print must be 16 to 72 points, for instance 18"
                     : "the size of the text must be 6 to 72 points, for instance 12",
            text);
}

static gboolean
get_margin(const PsgYaml *value, const char *key, double *margin, GError **error)
{
    g_autofree char *text = NULL;
    PsgMeasureKind kind;
    if (!psg_value_get_text(value, key, PSG_PACKAGE_FILE, &text, error))
        return FALSE;
    if (!psg_measure_parse(text, margin, &kind) || kind != PSG_MEASURE_POINTS)
        return fail(value, error, "a margin is a length with its unit, for instance 20mm", text);
    return *margin >= MARGIN_MIN ||
           fail(value, error,
                   "a margin must be at least 5mm, because printers leave the edge white", text);
}

/* One length for all four, or a mapping. */
static gboolean
take_margins(const PsgYaml *mapping, PsgPrintSettings *settings, GError **error)
{
    static const char *const keys[] = {"top", "bottom", "inner", "outer", NULL};
    double *margins[] = {&settings->margin_top, &settings->margin_bottom, &settings->margin_inner,
            &settings->margin_outer};
    const PsgYaml *value = psg_yaml_find(mapping, "margins");
    if (!value)
        return TRUE;
    if (value->kind == PSG_YAML_MAPPING &&
            !psg_yaml_check_keys(value, keys, PSG_PACKAGE_FILE, error))
        return FALSE;
    for (guint i = 0; keys[i]; i++) {
        gboolean is_one = value->kind != PSG_YAML_MAPPING;
        const PsgYaml *side = is_one ? value : psg_yaml_find(value, keys[i]);
        if (side && !get_margin(side, is_one ? "margins" : keys[i], margins[i], error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
take_font(const PsgYaml *mapping, PsgPrintSettings *settings, GError **error)
{
    if (!psg_value_take_text(mapping, "font", PSG_PACKAGE_FILE, &settings->font, error))
        return FALSE;
    return !settings->font ||
           (strlen(settings->font) <= FONT_NAME_LIMIT && !strpbrk(settings->font, ",;:/\\\"")) ||
           fail(psg_yaml_find(mapping, "font"), error,
                   "\"font\" must be the name of one family of fonts, for instance Noto Sans",
                   settings->font);
}

static gboolean
take_switch(const PsgYaml *mapping, const char *key, PsgAsked *asked, GError **error)
{
    const PsgYaml *value = psg_yaml_find(mapping, key);
    gboolean is_on = FALSE;
    if (!value)
        return TRUE;
    if (!psg_yaml_get_switch(value, key, PSG_PACKAGE_FILE, &is_on, error))
        return FALSE;
    *asked = is_on ? PSG_ASKED_YES : PSG_ASKED_NO;
    return TRUE;
}

/* Where the page's room is decided: what a person would change when it is too small. */
static guint
find_room_line(const PsgYaml *mapping)
{
    static const char *const keys[] = {"margins", "paper", "size"};
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        const PsgYaml *value = psg_yaml_find(mapping, keys[i]);
        if (value)
            return value->key_line;
    }
    return mapping->line;
}

static gboolean
take_settings(const PsgYaml *root, const char *key, gboolean is_large, PsgPrintSettings *settings,
        GError **error)
{
    static const char *const keys[] = {"paper", "size", "margins", "font", "hyphenation",
            "page-references", "addresses", "two-sided", NULL};
    const PsgYaml *mapping = psg_yaml_find(root, key);
    if (!mapping)
        return TRUE;
    settings->line = find_room_line(mapping);
    return psg_value_check_kind(mapping, PSG_YAML_MAPPING, key, PSG_PACKAGE_FILE,
                   "settings with a value each (\"paper: A4\")", error) &&
           psg_yaml_check_keys(mapping, keys, PSG_PACKAGE_FILE, error) &&
           take_paper(mapping, settings, error) && take_size(mapping, is_large, settings, error) &&
           take_margins(mapping, settings, error) && take_font(mapping, settings, error) &&
           take_switch(mapping, "hyphenation", &settings->hyphenation, error) &&
           take_switch(mapping, "page-references", &settings->page_references, error) &&
           take_switch(mapping, "addresses", &settings->addresses, error) &&
           take_switch(mapping, "two-sided", &settings->two_sided, error);
}

gboolean
psg_print_settings_load(PsgPackage *package, const PsgYaml *root, GError **error)
{
    return take_settings(root, "print", FALSE, &package->print, error) &&
           take_settings(root, "large-print", TRUE, &package->large_print, error);
}
