/* Lists are kept apart from their paragraphs: a list (num) has a kind (abstractNum), and that says
 * for each level how items are counted. ECMA-376 Part 1, 17.9. */
#include "review/exchange/docx_lists.h"

#include <string.h>

#include "review/exchange/docx_xml.h"

#define LIST_LIMIT 20000
#define LEVELS 9

typedef struct {
    PsgDocxXml *xml;
    GHashTable *kinds; /* id -> bits of the levels that are numbered */
    GHashTable *ordered;
} Reading;

/* The level of <w:lvl w:ilvl="...">; LEVELS when it is none. */
static guint
read_level(PsgDocxXml *xml)
{
    g_autofree char *level = psg_docx_xml_read_attribute(xml, "ilvl", FALSE);
    return level && strlen(level) == 1 && *level >= '0' && *level < '0' + LEVELS
                   ? (guint)(*level - '0')
                   : LEVELS;
}

static void
read_kind(Reading *reading)
{
    g_autofree char *id = psg_docx_xml_read_attribute(reading->xml, "abstractNumId", FALSE);
    guint level = LEVELS, numbered = 0;
    for (PsgDocxStep step; (step = psg_docx_xml_next(reading->xml)) != PSG_DOCX_OVER;) {
        if (step == PSG_DOCX_END && psg_docx_xml_is(reading->xml, "abstractNum"))
            break;
        if (step != PSG_DOCX_START)
            continue;
        if (psg_docx_xml_is(reading->xml, "lvl")) {
            level = read_level(reading->xml);
        } else if (psg_docx_xml_is(reading->xml, "numFmt") && level < LEVELS) {
            g_autofree char *format = psg_docx_xml_read_attribute(reading->xml, "val", FALSE);
            if (format && strcmp(format, "bullet") != 0 && strcmp(format, "none") != 0)
                numbered |= 1u << level;
        }
    }
    if (id && g_hash_table_size(reading->kinds) < LIST_LIMIT)
        g_hash_table_replace(reading->kinds, g_steal_pointer(&id), GUINT_TO_POINTER(numbered));
}

static void
read_list(Reading *reading)
{
    g_autofree char *id = psg_docx_xml_read_attribute(reading->xml, "numId", FALSE);
    for (PsgDocxStep step; (step = psg_docx_xml_next(reading->xml)) != PSG_DOCX_OVER;) {
        if (step == PSG_DOCX_END && psg_docx_xml_is(reading->xml, "num"))
            break;
        if (step != PSG_DOCX_START || !psg_docx_xml_is(reading->xml, "abstractNumId") || !id)
            continue;
        g_autofree char *kind = psg_docx_xml_read_attribute(reading->xml, "val", FALSE);
        guint numbered = kind ? GPOINTER_TO_UINT(g_hash_table_lookup(reading->kinds, kind)) : 0;
        for (guint i = 0; i < LEVELS && g_hash_table_size(reading->ordered) < LIST_LIMIT; i++)
            if (numbered & (1u << i))
                g_hash_table_add(reading->ordered, g_strdup_printf("%s/%u", id, i));
    }
}

GHashTable *
psg_docx_lists_read(PsgDocxPackage *package, const GPtrArray *relations, GError **error)
{
    g_autoptr(GHashTable) ordered = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) kinds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GError *failure = NULL;
    Reading reading = {
            psg_docx_package_open_part(package, relations, "numbering", &failure), kinds, ordered};
    if (failure)
        g_propagate_error(error, failure);
    if (!reading.xml)
        return failure ? NULL : g_steal_pointer(&ordered);
    for (PsgDocxStep step; (step = psg_docx_xml_next(reading.xml)) != PSG_DOCX_OVER;) {
        if (step == PSG_DOCX_START && psg_docx_xml_is(reading.xml, "abstractNum"))
            read_kind(&reading);
        else if (step == PSG_DOCX_START && psg_docx_xml_is(reading.xml, "num"))
            read_list(&reading);
    }
    return psg_docx_xml_close(reading.xml, error) ? g_steal_pointer(&ordered) : NULL;
}
