/* Comments of Word as Markdown: paragraphs, lists, bold, italic and links, and nothing of how they
 * look. ECMA-376 Part 1, 17.3. */
#include "review/exchange/docx_markdown.h"

#include <string.h>

#include "review/exchange/docx_package.h"
#include "review/exchange/plain.h"

#define LEVELS 9 /* of lists in lists */

/* Words that look alike. */
typedef struct {
    GString *words;
    gboolean is_bold, is_italic;
    const char *link; /* of the relations; NULL */
} Span;

typedef struct {
    PsgDocxXml *xml;
    const GPtrArray *links;
    GHashTable *lists; /* "LIST/LEVEL" of those with numbers */
    GString *out;
    GArray *spans; /* of the paragraph that is read */
    gboolean is_bold, is_italic, is_in_words;
    const char *link;
    guint deletions;       /* open */
    int list_level;        /* of the paragraph; -1: it is no item */
    char *list;            /* that it is of; NULL */
    int last_level;        /* of the item before; -1: it was none */
    guint numbers[LEVELS]; /* how many numbered items there were at each level */
    gsize length;          /* of all words */
    gsize item_start;      /* where the words of the item begin in `out` */
} Writer;

static void
span_clear(Span *span)
{
    g_string_free(span->words, TRUE);
}

static void
add_words(Writer *writer, const char *words)
{
    gsize length = strlen(words);
    if (length == 0 || writer->deletions > 0 || writer->length + length > PSG_DOCX_COMMENT_LIMIT)
        return;
    writer->length += length;
    Span *last =
            writer->spans->len ? &g_array_index(writer->spans, Span, writer->spans->len - 1) : NULL;
    if (!last || last->is_bold != writer->is_bold || last->is_italic != writer->is_italic ||
            last->link != writer->link) {
        Span span = {g_string_new(NULL), writer->is_bold, writer->is_italic, writer->link};
        g_array_append_val(writer->spans, span);
        last = &g_array_index(writer->spans, Span, writer->spans->len - 1);
    }
    g_string_append_len(last->words, words, (gssize)length);
}

/* Writing */

/* Words with their line ends as breaks of Markdown. */
static void
write_words(Writer *writer, const char *words, gsize length)
{
    const char *end = words + length;
    while (words < end) {
        const char *line_end = memchr(words, '\n', (gsize)(end - words));
        gsize line = (gsize)((line_end ? line_end : end) - words);
        gboolean is_line_start = writer->out->len == 0 || writer->out->len == writer->item_start ||
                                 writer->out->str[writer->out->len - 1] == '\n';
        if (is_line_start)
            while (line > 0 && (*words == ' ' || *words == '\t')) {
                words++;
                line--;
            }
        psg_plain_append_markdown(writer->out, words, line, is_line_start);
        if (line_end && line_end + 1 < end)
            g_string_append(writer->out, is_line_start && line == 0 ? "" : "\\\n");
        words += line + (line_end ? 1 : 0);
    }
}

/* TRUE when signs of emphasis between these letters (0: none) and the words are read as such:
 * punctuation must not stand between them and a letter outside (CommonMark, 6.2). */
static gboolean
may_emphasise(char outside, char inside)
{
    gboolean is_punctuation = g_ascii_ispunct(inside);
    return !is_punctuation || outside == '\0' || g_ascii_isspace(outside) ||
           g_ascii_ispunct(outside);
}

static gboolean
is_safe_link(const char *link)
{
    return link && (g_str_has_prefix(link, "https://") || g_str_has_prefix(link, "http://")) &&
           !strpbrk(link, " \t\r\n<>()\\\"");
}

static void
write_span(Writer *writer, const Span *span, char next)
{
    const char *words = span->words->str;
    gsize length = span->words->len, before = 0;
    while (before < length && g_ascii_isspace(words[before]))
        before++;
    gsize end = length;
    while (end > before && g_ascii_isspace(words[end - 1]))
        end--;
    write_words(writer, words, before);
    if (end == before)
        return;
    char previous = writer->out->len ? writer->out->str[writer->out->len - 1] : '\0';
    char following = end < length ? words[end] : next;
    gboolean has_signs =
            (span->is_bold || span->is_italic) && !memchr(words + before, '\n', end - before) &&
            may_emphasise(previous, words[before]) && may_emphasise(following, words[end - 1]);
    const char *signs = !has_signs ? "" : !span->is_italic ? "**" : !span->is_bold ? "*" : "***";
    gboolean is_link = is_safe_link(span->link) &&
                       (strlen(span->link) != end - before ||
                               strncmp(span->link, words + before, end - before) != 0);
    g_string_append(writer->out, signs);
    if (is_link)
        g_string_append_c(writer->out, '[');
    write_words(writer, words + before, end - before);
    if (is_link)
        g_string_append_printf(writer->out, "](%s)", span->link);
    g_string_append(writer->out, signs);
    write_words(writer, words + end, length - end);
}

static gboolean
has_words(const Writer *writer)
{
    for (guint i = 0; i < writer->spans->len; i++) {
        const char *words = g_array_index(writer->spans, Span, i).words->str;
        if (words[strspn(words, " \t\n")] != '\0')
            return TRUE;
    }
    return FALSE;
}

/* "- " or "2. ", below what it is inside of: three columns suit both. Word may leave levels out,
 * where Markdown would see code. */
static void
write_item_sign(Writer *writer)
{
    int level = MIN(writer->list_level, writer->last_level + 1);
    g_autofree char *key = g_strdup_printf("%s/%d", writer->list, writer->list_level);
    for (int deeper = level + 1; deeper < LEVELS; deeper++)
        writer->numbers[deeper] = 0;
    if (writer->last_level < 0)
        writer->numbers[level] = 0;
    g_string_append_printf(writer->out, "%*s", 3 * level, "");
    if (g_hash_table_contains(writer->lists, key))
        g_string_append_printf(writer->out, "%u. ", ++writer->numbers[level]);
    else
        g_string_append(writer->out, "- ");
    writer->item_start = writer->out->len;
    writer->last_level = level;
}

static void
write_paragraph(Writer *writer)
{
    gboolean is_item = writer->list_level >= 0 && writer->list;
    if (has_words(writer)) {
        if (writer->out->len > 0)
            g_string_append(writer->out, is_item && writer->last_level >= 0 ? "\n" : "\n\n");
        if (is_item)
            write_item_sign(writer);
        else
            writer->last_level = -1;
        for (guint i = 0; i < writer->spans->len; i++) {
            const Span *next =
                    i + 1 < writer->spans->len ? &g_array_index(writer->spans, Span, i + 1) : NULL;
            write_span(writer, &g_array_index(writer->spans, Span, i),
                    next ? next->words->str[0] : '\0');
        }
        while (writer->out->len > 0 && g_ascii_isspace(writer->out->str[writer->out->len - 1]))
            g_string_truncate(writer->out, writer->out->len - 1);
    }
    g_array_set_size(writer->spans, 0);
    writer->list_level = -1;
    g_clear_pointer(&writer->list, g_free);
}

/* Reading */

/* <w:ilvl> and <w:numId>; the list 0 is that of paragraphs that were taken out of theirs. */
static void
read_item(Writer *writer)
{
    g_autofree char *value = psg_docx_xml_read_attribute(writer->xml, "val", FALSE);
    if (!value || strlen(value) > 10)
        return;
    if (psg_docx_xml_is(writer->xml, "ilvl")) {
        writer->list_level = (int)MIN(g_ascii_strtoull(value, NULL, 10), LEVELS - 1);
        return;
    }
    g_free(writer->list);
    writer->list = strcmp(value, "0") == 0 ? NULL : g_steal_pointer(&value);
    writer->list_level = MAX(writer->list_level, 0);
}

static void
enter(Writer *writer)
{
    PsgDocxXml *xml = writer->xml;
    if (psg_docx_xml_is(xml, "Fallback") || psg_docx_xml_is(xml, "instrText") ||
            psg_docx_xml_is(xml, "pPrChange") || psg_docx_xml_is(xml, "rPrChange") ||
            psg_docx_xml_is(xml, "tabs")) {
        psg_docx_xml_skip(xml);
    } else if (psg_docx_xml_is(xml, "t")) {
        writer->is_in_words = TRUE;
    } else if (psg_docx_xml_is(xml, "r")) {
        writer->is_bold = writer->is_italic = FALSE;
    } else if (psg_docx_xml_is(xml, "b")) {
        writer->is_bold = psg_docx_xml_is_on(xml);
    } else if (psg_docx_xml_is(xml, "i")) {
        writer->is_italic = psg_docx_xml_is_on(xml);
    } else if (psg_docx_xml_is(xml, "br") || psg_docx_xml_is(xml, "cr")) {
        add_words(writer, "\n");
    } else if (psg_docx_xml_is(xml, "tab")) {
        add_words(writer, " ");
    } else if (psg_docx_xml_is(xml, "noBreakHyphen")) {
        add_words(writer, "\u2011");
    } else if (psg_docx_xml_is(xml, "ilvl") || psg_docx_xml_is(xml, "numId")) {
        read_item(writer);
    } else if (psg_docx_xml_is(xml, "del") || psg_docx_xml_is(xml, "moveFrom")) {
        writer->deletions++;
    } else if (psg_docx_xml_is(xml, "hyperlink")) {
        g_autofree char *id = psg_docx_xml_read_attribute(xml, "id", TRUE);
        for (guint i = 0; id && i < writer->links->len; i++) {
            const PsgDocxRelation *relation = writer->links->pdata[i];
            if (relation->is_external && strcmp(relation->id, id) == 0)
                writer->link = relation->target;
        }
    }
}

static void
leave(Writer *writer)
{
    PsgDocxXml *xml = writer->xml;
    if (psg_docx_xml_is(xml, "t"))
        writer->is_in_words = FALSE;
    else if (psg_docx_xml_is(xml, "hyperlink"))
        writer->link = NULL;
    else if ((psg_docx_xml_is(xml, "del") || psg_docx_xml_is(xml, "moveFrom")) &&
             writer->deletions > 0)
        writer->deletions--;
    else if (psg_docx_xml_is(xml, "p"))
        write_paragraph(writer);
}

GString *
psg_docx_markdown_read(PsgDocxXml *xml, const char *name, const GPtrArray *links, GHashTable *lists,
        char **paragraph)
{
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(Span));
    g_array_set_clear_func(spans, (GDestroyNotify)span_clear);
    Writer writer = {.xml = xml,
            .links = links,
            .lists = lists,
            .out = g_string_new(NULL),
            .spans = spans,
            .list_level = -1,
            .last_level = -1};
    *paragraph = NULL;
    for (PsgDocxStep step; (step = psg_docx_xml_next(xml)) != PSG_DOCX_OVER;) {
        if (step == PSG_DOCX_END && psg_docx_xml_is(xml, name))
            break;
        if (step == PSG_DOCX_START && psg_docx_xml_is(xml, "p")) {
            g_free(*paragraph);
            *paragraph = psg_docx_xml_read_attribute(xml, "paraId", FALSE);
        }
        if (step == PSG_DOCX_START)
            enter(&writer);
        else if (step == PSG_DOCX_END)
            leave(&writer);
        else if (writer.is_in_words)
            add_words(&writer, psg_docx_xml_get_text(xml));
    }
    g_free(writer.list);
    return writer.out;
}
