/* Reading comments: the part with their words, and those that later versions of Word added beside
 * it for replies, for what is resolved and for true times. ECMA-376 Part 1, 17.13.4; MS-DOCX
 * 2.5.3 (commentsEx), 2.5.4 (commentsIds), and its commentsExtensible. */
#include "review/exchange/docx_comments.h"

#include <string.h>

#include "review/exchange/docx_lists.h"
#include "review/exchange/docx_markdown.h"
#include "review/exchange/docx_xml.h"

#define COMMENT_LIMIT 20000
#define CHAIN_LIMIT 64

typedef struct {
    PsgDocxPackage *package;
    const GPtrArray *relations; /* of the main part */
    GPtrArray *comments;
    GHashTable *by_paragraph; /* the comment's index, by the id of its last paragraph */
} Reading;

static void
comment_free(PsgDocxComment *comment)
{
    g_free(comment->id);
    g_free(comment->author);
    g_free(comment->date);
    g_free(comment->date_utc);
    g_free(comment->paragraph);
    if (comment->text)
        g_string_free(comment->text, TRUE);
    g_free(comment);
}

static PsgDocxXml *
open_part(const Reading *reading, const char *type, GError **error)
{
    return psg_docx_package_open_part(reading->package, reading->relations, type, error);
}

static PsgDocxComment *
read_comment(PsgDocxXml *xml, const GPtrArray *links, GHashTable *lists)
{
    PsgDocxComment *comment = g_new0(PsgDocxComment, 1);
    comment->id = psg_docx_xml_read_attribute(xml, "id", FALSE);
    comment->author = psg_docx_xml_read_attribute(xml, "author", FALSE);
    comment->date = psg_docx_xml_read_attribute(xml, "date", FALSE);
    comment->parent = -1;
    comment->text = psg_docx_markdown_read(xml, "comment", links, lists, &comment->paragraph);
    return comment;
}

static gboolean
read_comments(Reading *reading, GError **error)
{
    const char *part = psg_docx_relations_find_type(reading->relations, "comments");
    if (!part)
        return TRUE;
    g_autoptr(GPtrArray) links = psg_docx_package_list_relations(reading->package, part, error);
    g_autoptr(GHashTable) lists =
            links ? psg_docx_lists_read(reading->package, reading->relations, error) : NULL;
    if (!lists)
        return FALSE;
    GError *failure = NULL;
    PsgDocxXml *xml = open_part(reading, "comments", &failure);
    if (failure)
        g_propagate_error(error, failure);
    if (!xml)
        return !failure;
    for (PsgDocxStep step; (step = psg_docx_xml_next(xml)) != PSG_DOCX_OVER;) {
        if (step != PSG_DOCX_START || !psg_docx_xml_is(xml, "comment") ||
                reading->comments->len == COMMENT_LIMIT)
            continue;
        PsgDocxComment *comment = read_comment(xml, links, lists);
        g_ptr_array_add(reading->comments, comment);
        if (comment->paragraph)
            g_hash_table_insert(reading->by_paragraph, comment->paragraph,
                    GUINT_TO_POINTER(reading->comments->len));
    }
    return psg_docx_xml_close(xml, error);
}

/* The comment with this last paragraph; -1. */
static int
find_comment(const Reading *reading, const char *paragraph)
{
    return paragraph ? GPOINTER_TO_INT(g_hash_table_lookup(reading->by_paragraph, paragraph)) - 1
                     : -1;
}

/* commentsExtended.xml: replies, and what is resolved. */
static gboolean
read_talks(Reading *reading, GError **error)
{
    GError *failure = NULL;
    PsgDocxXml *xml = open_part(reading, "commentsExtended", &failure);
    if (failure)
        g_propagate_error(error, failure);
    if (!xml)
        return !failure;
    for (PsgDocxStep step; (step = psg_docx_xml_next(xml)) != PSG_DOCX_OVER;) {
        if (step != PSG_DOCX_START || !psg_docx_xml_is(xml, "commentEx"))
            continue;
        g_autofree char *paragraph = psg_docx_xml_read_attribute(xml, "paraId", FALSE);
        g_autofree char *parent = psg_docx_xml_read_attribute(xml, "paraIdParent", FALSE);
        g_autofree char *done = psg_docx_xml_read_attribute(xml, "done", FALSE);
        int index = find_comment(reading, paragraph);
        if (index < 0)
            continue;
        PsgDocxComment *comment = reading->comments->pdata[index];
        comment->is_done = done && (strcmp(done, "1") == 0 || strcmp(done, "true") == 0);
        comment->parent = find_comment(reading, parent);
    }
    return psg_docx_xml_close(xml, error);
}

/* commentsIds.xml (paragraph -> durable id) and commentsExtensible.xml (durable id -> time in UTC):
 * the time in comments.xml is that of the writer's wall clock, whatever it says. */
static gboolean
read_times(Reading *reading, GError **error)
{
    g_autoptr(GHashTable) paragraphs =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    static const struct {
        const char *type, *element;
    } parts[] = {{"commentsIds", "commentId"}, {"commentsExtensible", "commentExtensible"}};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        GError *failure = NULL;
        PsgDocxXml *xml = open_part(reading, parts[i].type, &failure);
        if (failure)
            g_propagate_error(error, failure);
        if (!xml)
            return !failure;
        for (PsgDocxStep step; (step = psg_docx_xml_next(xml)) != PSG_DOCX_OVER;) {
            if (step != PSG_DOCX_START || !psg_docx_xml_is(xml, parts[i].element))
                continue;
            g_autofree char *durable = psg_docx_xml_read_attribute(xml, "durableId", FALSE);
            g_autofree char *paragraph = psg_docx_xml_read_attribute(xml, "paraId", FALSE);
            g_autofree char *date = psg_docx_xml_read_attribute(xml, "dateUtc", FALSE);
            if (durable && paragraph && i == 0)
                g_hash_table_replace(
                        paragraphs, g_steal_pointer(&durable), g_steal_pointer(&paragraph));
            int index = durable && i == 1
                                ? find_comment(reading, g_hash_table_lookup(paragraphs, durable))
                                : -1;
            if (index < 0 || !date)
                continue;
            PsgDocxComment *comment = reading->comments->pdata[index];
            g_free(comment->date_utc);
            comment->date_utc = g_steal_pointer(&date);
        }
        if (!psg_docx_xml_close(xml, error))
            return FALSE;
    }
    return TRUE;
}

/* Gives a reply the comment that began its talk. One whose chain does not end is no reply. */
static void
find_beginnings(GPtrArray *comments)
{
    g_autofree int *beginnings = g_new(int, comments->len + 1);
    for (guint i = 0; i < comments->len; i++) {
        int beginning = ((PsgDocxComment *)comments->pdata[i])->parent;
        for (guint steps = 0; beginning >= 0; steps++) {
            int above = ((PsgDocxComment *)comments->pdata[beginning])->parent;
            if (above < 0)
                break;
            beginning = steps < CHAIN_LIMIT ? above : -1;
        }
        beginnings[i] = beginning;
    }
    for (guint i = 0; i < comments->len; i++)
        ((PsgDocxComment *)comments->pdata[i])->parent = beginnings[i];
}

GPtrArray *
psg_docx_comments_read(PsgDocxPackage *package, const GPtrArray *relations, GError **error)
{
    g_autoptr(GPtrArray) comments = g_ptr_array_new_with_free_func((GDestroyNotify)comment_free);
    g_autoptr(GHashTable) by_paragraph = g_hash_table_new(g_str_hash, g_str_equal);
    Reading reading = {.package = package,
            .relations = relations,
            .comments = comments,
            .by_paragraph = by_paragraph};
    if (!read_comments(&reading, error) || !read_talks(&reading, error) ||
            !read_times(&reading, error))
        return NULL;
    find_beginnings(comments);
    return g_steal_pointer(&comments);
}
