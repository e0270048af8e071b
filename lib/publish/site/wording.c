/* The few phrases a page needs that no template can make: dates, sizes, reading times,
 * descriptions. */
#include <string.h>

#include "publish/search/units.h"
#include "publish/site/internal.h"

#define WORDS_A_MINUTE 200
#define DESCRIPTION_LENGTH 160

static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July",
        "August", "September", "October", "November", "December"};

char *
psg_site_format_review(const char *date)
{
    if (!date)
        return NULL;
    g_auto(GStrv) parts = g_strsplit(date, "-", 3);
    guint count = g_strv_length(parts);
    guint64 month = count >= 2 ? g_ascii_strtoull(parts[1], NULL, 10) : 0;
    if (month < 1 || month > 12)
        return g_strdup(date);
    if (count == 2)
        return g_strdup_printf("%s %s", months[month - 1], parts[0]);
    return g_strdup_printf(
            "%u %s %s", (guint)g_ascii_strtoull(parts[2], NULL, 10), months[month - 1], parts[0]);
}

char *
psg_site_format_size(gsize bytes)
{
    if (bytes < 1000)
        return g_strdup_printf(
                bytes == 1 ? "%" G_GSIZE_FORMAT " byte" : "%" G_GSIZE_FORMAT " bytes", bytes);
    if (bytes < 999500)
        return g_strdup_printf("%" G_GSIZE_FORMAT " KB", (bytes + 500) / 1000);
    gsize tenths = (bytes + 50000) / 100000;
    return g_strdup_printf("%" G_GSIZE_FORMAT ".%" G_GSIZE_FORMAT " MB", tenths / 10, tenths % 10);
}

char *
psg_site_format_number(guint number)
{
    GString *text = g_string_new(NULL);
    g_string_printf(text, "%u", number);
    for (gssize at = (gssize)text->len - 3; at > 0; at -= 3)
        g_string_insert_c(text, at, ',');
    return g_string_free(text, FALSE);
}

char *
psg_site_format_minutes(gsize words)
{
    return g_strdup_printf(
            "%" G_GSIZE_FORMAT, MAX((words + WORDS_A_MINUTE - 1) / WORDS_A_MINUTE, 1));
}

char *
psg_site_format_reading_time(gsize words)
{
    g_autofree char *minutes = psg_site_format_minutes(words);
    return g_strconcat(minutes, strcmp(minutes, "1") == 0 ? " minute" : " minutes", NULL);
}

char *
psg_site_shorten(const char *text)
{
    g_autofree char *stripped = g_strstrip(g_strdup(text));
    for (char *at = stripped; *at; at++)
        if (*at == '\n')
            *at = ' ';
    const char *end = stripped;
    for (guint i = 0; *end && i < DESCRIPTION_LENGTH; i++)
        end = g_utf8_next_char(end);
    if (!*end)
        return g_steal_pointer(&stripped);
    /* One character is for the ellipsis. A text without spaces is cut where it is. */
    gsize limit = (gsize)(g_utf8_prev_char(end) - stripped);
    const char *space = g_strrstr_len(stripped, (gssize)limit + 1, " ");
    gsize length = space && space > stripped + limit / 2 ? (gsize)(space - stripped) : limit;
    while (length > 0 && strchr(" ,;:-", stripped[length - 1]))
        length--;
    return g_strdup_printf("%.*s\xe2\x80\xa6", (int)length, stripped);
}

static char *
find_first_paragraph(const PsgText *text)
{
    for (const xmlNode *node = text->root ? text->root->children : NULL; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, "p") != 0)
            continue;
        g_autofree char *words = psg_search_read_text(node);
        if (*words)
            return g_steal_pointer(&words);
    }
    return NULL;
}

char *
psg_site_describe_text(const PsgText *text)
{
    g_autofree char *words = text->summary ? g_strdup(text->summary) : find_first_paragraph(text);
    return words && *words ? psg_site_shorten(words) : NULL;
}

char *
psg_site_describe_document(const PsgSiteDocument *document)
{
    const PsgDocumentEntry *entry = document->document->entry;
    if (entry->summary && *entry->summary)
        return psg_site_shorten(entry->summary);
    if (entry->subtitle && *entry->subtitle)
        return psg_site_shorten(entry->subtitle);
    return document->first ? psg_site_describe_text(document->first->chapter->text) : NULL;
}
