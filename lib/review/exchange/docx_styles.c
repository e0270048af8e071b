/* Which styles of a Word file are headings: by the level of outline that they have or take over
 * from the style that they are based on, else by their name, which Word keeps in English whatever
 * the language people see. ECMA-376 Part 1, 17.7. */
#include <string.h>

#include "review/exchange/docx_text.h"
#include "review/exchange/docx_xml.h"

#define STYLE_LIMIT 20000
#define CHAIN_LIMIT 16

typedef struct {
    char *id, *base;
    int level; /* -1: not said */
} Style;

static void
style_free(Style *style)
{
    g_free(style->id);
    g_free(style->base);
    g_free(style);
}

/* "heading 2", "Title" as a level from 0; -1. */
static int
read_name(const char *name)
{
    if (g_ascii_strcasecmp(name, "title") == 0)
        return 0;
    if (g_ascii_strncasecmp(name, "heading ", 8) == 0 && name[8] >= '1' && name[8] <= '9' &&
            name[9] == '\0')
        return name[8] - '1';
    return -1;
}

static Style *
read_style(PsgDocxXml *xml)
{
    Style *style = g_new0(Style, 1);
    style->id = psg_docx_xml_read_attribute(xml, "styleId", FALSE);
    int by_name = -1;
    style->level = -1;
    for (PsgDocxStep step; (step = psg_docx_xml_next(xml)) != PSG_DOCX_OVER;) {
        if (step == PSG_DOCX_END && psg_docx_xml_is(xml, "style"))
            break;
        if (step != PSG_DOCX_START)
            continue;
        g_autofree char *value = psg_docx_xml_read_attribute(xml, "val", FALSE);
        if (!value)
            continue;
        if (psg_docx_xml_is(xml, "name"))
            by_name = read_name(value);
        else if (psg_docx_xml_is(xml, "basedOn") && !style->base)
            style->base = g_strdup(value);
        else if (psg_docx_xml_is(xml, "outlineLvl") && strlen(value) == 1 && *value >= '0' &&
                 *value <= '9')
            style->level = *value - '0';
    }
    if (style->level < 0)
        style->level = by_name;
    return style;
}

/* The level that a style has or takes over; -1. */
static int
find_level(GHashTable *styles, const Style *style)
{
    for (guint i = 0; style && i < CHAIN_LIMIT; i++) {
        if (style->level >= 0)
            return style->level < 9 ? style->level : -1; /* 9 is the body of the text */
        style = style->base ? g_hash_table_lookup(styles, style->base) : NULL;
    }
    return -1;
}

GHashTable *
psg_docx_styles_read(PsgDocxPackage *package, const GPtrArray *relations, GError **error)
{
    g_autoptr(GHashTable) levels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GError *failure = NULL;
    PsgDocxXml *xml = psg_docx_package_open_part(package, relations, "styles", &failure);
    if (failure)
        g_propagate_error(error, failure);
    if (!xml)
        return failure ? NULL : g_steal_pointer(&levels);
    g_autoptr(GHashTable) styles =
            g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)style_free);
    for (PsgDocxStep step; (step = psg_docx_xml_next(xml)) != PSG_DOCX_OVER;) {
        if (step != PSG_DOCX_START || !psg_docx_xml_is(xml, "style"))
            continue;
        Style *style = read_style(xml);
        if (style->id && g_hash_table_size(styles) < STYLE_LIMIT)
            g_hash_table_replace(styles, style->id, style);
        else
            style_free(style);
    }
    if (!psg_docx_xml_close(xml, error))
        return NULL;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, styles);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        int level = find_level(styles, value);
        if (level >= 0)
            g_hash_table_insert(levels, g_strdup(((Style *)value)->id), GINT_TO_POINTER(level + 1));
    }
    return g_steal_pointer(&levels);
}
