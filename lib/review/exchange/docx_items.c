/* Comments and changes of a Word file as items: what they are on, who made them, when. */
#include "review/exchange/docx_items.h"

#include <string.h>

#include "review/exchange/docx_markdown.h"
#include "review/exchange/note.h"

#define AROUND 64 /* bytes of the paragraph that are kept before and behind a quote */

#define LAST_TIME G_GINT64_CONSTANT(253402300799) /* of the year 9999 */

char *
psg_docx_read_name(const char *author)
{
    /* "Author" is what Word writes when it is told to forget names. */
    static const char *const nobody[] = {"Author", "Unknown Author", "Unknown", NULL};
    g_autofree char *name = g_strstrip(g_strdup(author ? author : ""));
    return *name && !g_strv_contains(nobody, name) ? g_steal_pointer(&name) : NULL;
}

gint64
psg_docx_read_time(const char *date)
{
    if (!date)
        return 0;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(date, utc);
    gint64 seconds = time ? g_date_time_to_unix(time) : 0;
    return seconds > 0 && seconds <= LAST_TIME ? seconds : 0;
}

/* Places */

static const PsgDocxParagraph *
get_paragraph(const PsgDocxText *text, guint index)
{
    return index < text->paragraphs->len ? text->paragraphs->pdata[index] : NULL;
}

static gboolean
is_before(PsgDocxPoint a, PsgDocxPoint b)
{
    return a.paragraph < b.paragraph || (a.paragraph == b.paragraph && a.offset < b.offset);
}

/* The words of a range, one paragraph a line, up to PSG_DOCX_QUOTE_LIMIT. */
static GString *
copy_words(const PsgDocxText *text, PsgDocxPoint start, PsgDocxPoint end)
{
    GString *words = g_string_new(NULL);
    for (guint i = start.paragraph; i <= end.paragraph; i++) {
        const PsgDocxParagraph *paragraph = get_paragraph(text, i);
        if (!paragraph)
            break;
        gsize from = i == start.paragraph ? start.offset : 0;
        gsize to = i == end.paragraph ? end.offset : paragraph->words->len;
        gsize length = to > from ? to - from : 0;
        if (words->len + length > PSG_DOCX_QUOTE_LIMIT && words->len > 0)
            break;
        if (words->len > 0 && length > 0)
            g_string_append_c(words, '\n');
        g_string_append_len(words, paragraph->words->str + from,
                (gssize)MIN(length, (gsize)PSG_DOCX_QUOTE_LIMIT));
        if (length > PSG_DOCX_QUOTE_LIMIT)
            break;
    }
    return words;
}

/* Up to AROUND bytes before `offset`, beginning with a whole letter. */
static char *
copy_before(const PsgDocxParagraph *paragraph, gsize offset)
{
    const char *words = paragraph->words->str;
    gsize from = offset > AROUND ? offset - AROUND : 0;
    while (from < offset && ((guchar)words[from] & 0xC0) == 0x80)
        from++;
    return offset > from ? g_strndup(words + from, offset - from) : NULL;
}

static char *
copy_behind(const PsgDocxParagraph *paragraph, gsize offset)
{
    const char *words = paragraph->words->str + offset;
    gsize length = MIN(paragraph->words->len - offset, (gsize)AROUND);
    while (length > 0 && ((guchar)words[length] & 0xC0) == 0x80)
        length--;
    return length > 0 ? g_strndup(words, length) : NULL;
}

/* The headings above as PsgTargetQuery names a place: "Chapter#Section". A paragraph break or a
 * sign of such a name in a heading would mean something else. */
static char *
name_place(const PsgDocxText *text, const PsgDocxParagraph *paragraph)
{
    const PsgDocxParagraph *chapter =
            paragraph->chapter >= 0 ? text->paragraphs->pdata[paragraph->chapter] : NULL;
    const PsgDocxParagraph *heading =
            paragraph->heading >= 0 ? text->paragraphs->pdata[paragraph->heading] : NULL;
    if (!chapter || strpbrk(chapter->words->str, "#\n") || chapter->words->len > 200)
        return NULL;
    g_autofree char *title = g_strstrip(g_strdup(chapter->words->str));
    if (*title == '\0')
        return NULL;
    if (heading == chapter || strpbrk(heading->words->str, "#\n") || heading->words->len > 200)
        return g_steal_pointer(&title);
    g_autofree char *section = g_strstrip(g_strdup(heading->words->str));
    return g_strdup_printf("%s#%s", title, section);
}

static gboolean
is_blank(const char *words)
{
    return words[strspn(words, " \t\r\n")] == '\0';
}

/* Moves the ends of a range inwards over white space, when something else is between them. */
static void
trim(const PsgDocxText *text, PsgDocxPoint *start, PsgDocxPoint *end)
{
    const PsgDocxParagraph *paragraph = get_paragraph(text, start->paragraph);
    while (paragraph && is_before(*start, *end) &&
            is_blank(paragraph->words->str + start->offset)) {
        if (start->paragraph == end->paragraph)
            return;
        paragraph = get_paragraph(text, ++start->paragraph);
        start->offset = 0;
    }
    while (paragraph && is_before(*start, *end) &&
            g_ascii_isspace(paragraph->words->str[start->offset]))
        start->offset++;
    paragraph = get_paragraph(text, end->paragraph);
    while (is_before(*start, *end)) {
        if (paragraph && end->offset > 0) {
            if (!g_ascii_isspace(paragraph->words->str[end->offset - 1]))
                return;
            end->offset--;
        } else {
            paragraph = get_paragraph(text, --end->paragraph);
            end->offset = paragraph ? paragraph->words->len : 0;
        }
    }
}

void
psg_docx_quote(PsgImportItem *item, const PsgDocxText *text, PsgDocxPoint start, PsgDocxPoint end)
{
    trim(text, &start, &end);
    const PsgDocxParagraph *first = get_paragraph(text, start.paragraph);
    if (!first)
        return;
    item->where = name_place(text, first);
    item->is_guess = TRUE;
    if (!is_before(start, end)) {
        start = (PsgDocxPoint){start.paragraph, 0};
        end = (PsgDocxPoint){start.paragraph, first->words->len};
        trim(text, &start, &end);
    }
    g_autoptr(GString) words = copy_words(text, start, end);
    if (is_blank(words->str))
        return;
    const PsgDocxParagraph *last = get_paragraph(text, end.paragraph);
    g_autofree char *valid = g_utf8_make_valid(words->str, -1); /* it may be cut in a letter */
    item->quote = g_steal_pointer(&valid);
    item->prefix = copy_before(first, start.offset);
    item->suffix = last ? copy_behind(last, end.offset) : NULL;
}

/* Comments */

typedef struct {
    guint index;        /* of the comment */
    guint first;        /* of the one that began the talk */
    PsgDocxPoint start; /* of that one */
} Turn;

static PsgDocxPoint
get_start(const PsgDocxText *text, const PsgDocxComment *comment)
{
    const PsgDocxRange *range = comment->id ? g_hash_table_lookup(text->ranges, comment->id) : NULL;
    return range && range->has_start ? range->start : (PsgDocxPoint){G_MAXUINT, 0};
}

static int
compare_turns(gconstpointer a, gconstpointer b)
{
    const Turn *one = a, *other = b;
    if (one->first != other->first) {
        if (is_before(one->start, other->start) || is_before(other->start, one->start))
            return is_before(one->start, other->start) ? -1 : 1;
        return one->first < other->first ? -1 : 1;
    }
    gboolean is_first = one->index == one->first, is_other_first = other->index == other->first;
    if (is_first != is_other_first)
        return is_first ? -1 : 1;
    return (one->index > other->index) - (one->index < other->index);
}

/* The comments in the order of the text, every reply behind what it answers. */
static GArray *
order_comments(const PsgDocxText *text, const GPtrArray *comments)
{
    GArray *turns = g_array_new(FALSE, FALSE, sizeof(Turn));
    for (guint i = 0; i < comments->len; i++) {
        const PsgDocxComment *comment = comments->pdata[i];
        guint first = comment->parent >= 0 ? (guint)comment->parent : i;
        Turn turn = {i, first, get_start(text, comments->pdata[first])};
        g_array_append_val(turns, turn);
    }
    g_array_sort(turns, compare_turns);
    return turns;
}

static PsgImportItem *
make_comment(const PsgDocxText *text, const PsgDocxComment *comment, guint number)
{
    PsgImportItem *item = psg_import_item_new();
    const PsgDocxRange *range = comment->id ? g_hash_table_lookup(text->ranges, comment->id) : NULL;
    item->label = g_strdup_printf("comment %u", number);
    item->name = psg_docx_read_name(comment->author);
    item->at = psg_docx_read_time(comment->date_utc ? comment->date_utc : comment->date);
    item->text = g_strdup(comment->text->str);
    if (range && range->has_start)
        psg_docx_quote(item, text, range->start, range->has_end ? range->end : range->start);
    if (comment->is_done && comment->parent < 0) {
        const char *const tags[] = {"resolved in Word", NULL};
        item->tags = g_strdupv((char **)tags);
    }
    const char *parts[] = {
            comment->date ? comment->date : "", item->text, item->quote ? item->quote : "", NULL};
    item->source = psg_import_make_source("docx", parts);
    return item;
}

void
psg_docx_add_comments(
        GPtrArray *items, const PsgDocxText *text, const GPtrArray *comments, GPtrArray *notes)
{
    g_autoptr(GArray) turns = order_comments(text, comments);
    g_autofree const char **sources = g_new0(const char *, comments->len + 1);
    for (guint i = 0; i < turns->len; i++) {
        const Turn *turn = &g_array_index(turns, Turn, i);
        const PsgDocxComment *comment = comments->pdata[turn->index];
        if (comment->text->len == 0) {
            psg_note_add(
                    notes, "comment %u has no words (a picture, perhaps) and is left out", i + 1);
            continue;
        }
        if (comment->text->len >= PSG_DOCX_COMMENT_LIMIT / 2)
            psg_note_add(notes, "comment %u is so long that its end may be left out", i + 1);
        PsgImportItem *item = make_comment(text, comment, i + 1);
        sources[turn->index] = item->source;
        if (turn->index != turn->first && sources[turn->first])
            item->parent = g_strdup(sources[turn->first]);
        g_ptr_array_add(items, item);
    }
}
