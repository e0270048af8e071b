/* Reading the words of a Word document: one pass over each part that holds text, with the changes
 * and the paragraphs that are open at each moment. ECMA-376 Part 1, 17.3, 17.13. */
#include "review/exchange/docx_text.h"

#include <string.h>

#include "review/exchange/docx_xml.h"

#define PARAGRAPH_LIMIT 1000000
#define CHANGE_LIMIT 20000
#define RANGE_LIMIT 20000
#define OPEN_LIMIT 64 /* changes and paragraphs that are inside one another */

/* <w:ins> or <w:del> while it is open. */
typedef struct {
    gboolean is_insertion;
    char *author, *date;
} OpenChange;

typedef struct {
    PsgDocxText *text;
    PsgDocxXml *xml;
    GHashTable *levels;          /* of styles */
    GArray *open;                /* guint: paragraphs */
    GArray *changes;             /* OpenChange */
    guint insertions, deletions; /* of them */
    gboolean is_in_words;        /* in <w:t> and the like */
} Story;

static void
paragraph_free(PsgDocxParagraph *paragraph)
{
    g_string_free(paragraph->words, TRUE);
    g_free(paragraph);
}

static void
change_free(PsgDocxChange *change)
{
    g_string_free(change->inserted, TRUE);
    g_free(change->author);
    g_free(change->date);
    g_free(change);
}

static void
open_change_clear(OpenChange *change)
{
    g_free(change->author);
    g_free(change->date);
}

void
psg_docx_text_free(PsgDocxText *text)
{
    if (!text)
        return;
    g_ptr_array_unref(text->paragraphs);
    g_hash_table_unref(text->ranges);
    g_ptr_array_unref(text->changes);
    g_free(text);
}

/* The paragraph that words go to; NULL outside of all. */
static PsgDocxParagraph *
get_paragraph(const Story *story)
{
    if (story->open->len == 0)
        return NULL;
    guint index = g_array_index(story->open, guint, story->open->len - 1);
    return story->text->paragraphs->pdata[index];
}

/* Where the reader is; before the next paragraph when none is open. */
static PsgDocxPoint
get_point(const Story *story)
{
    const PsgDocxParagraph *paragraph = get_paragraph(story);
    if (!paragraph)
        return (PsgDocxPoint){story->text->paragraphs->len, 0};
    return (PsgDocxPoint){
            g_array_index(story->open, guint, story->open->len - 1), paragraph->words->len};
}

/* Paragraphs */

static void
open_paragraph(Story *story)
{
    GPtrArray *paragraphs = story->text->paragraphs;
    if (paragraphs->len == PARAGRAPH_LIMIT || story->open->len == OPEN_LIMIT) {
        psg_docx_xml_skip(story->xml);
        return;
    }
    PsgDocxParagraph *paragraph = g_new0(PsgDocxParagraph, 1);
    paragraph->words = g_string_new(NULL);
    paragraph->level = paragraph->heading = paragraph->chapter = -1;
    guint index = paragraphs->len;
    g_ptr_array_add(paragraphs, paragraph);
    g_array_append_val(story->open, index);
}

/* <w:pPr>: what makes the paragraph a heading. */
static void
read_paragraph_properties(Story *story)
{
    PsgDocxParagraph *paragraph = get_paragraph(story);
    int level = -1;
    gboolean has_own_level = FALSE;
    for (PsgDocxStep step; (step = psg_docx_xml_next(story->xml)) != PSG_DOCX_OVER;) {
        if (step == PSG_DOCX_END && psg_docx_xml_is(story->xml, "pPr"))
            break;
        if (step != PSG_DOCX_START)
            continue;
        if (psg_docx_xml_is(story->xml, "pStyle") && !has_own_level) {
            g_autofree char *style = psg_docx_xml_read_attribute(story->xml, "val", FALSE);
            if (style)
                level = GPOINTER_TO_INT(g_hash_table_lookup(story->levels, style)) - 1;
        } else if (psg_docx_xml_is(story->xml, "outlineLvl")) {
            g_autofree char *value = psg_docx_xml_read_attribute(story->xml, "val", FALSE);
            level = value && strlen(value) == 1 && *value >= '0' && *value < '9' ? *value - '0'
                                                                                 : -1;
            has_own_level = TRUE;
        } else if (psg_docx_xml_is(story->xml, "rPr") || psg_docx_xml_is(story->xml, "pPrChange")) {
            psg_docx_xml_skip(story->xml); /* of the mark at its end; how it was before */
        }
    }
    if (paragraph)
        paragraph->level = level;
}

/* Changes */

static void
open_change(Story *story, gboolean is_insertion)
{
    if (story->changes->len == OPEN_LIMIT) {
        psg_docx_xml_skip(story->xml);
        return;
    }
    OpenChange change = {.is_insertion = is_insertion,
            .author = psg_docx_xml_read_attribute(story->xml, "author", FALSE),
            .date = psg_docx_xml_read_attribute(story->xml, "date", FALSE)};
    g_array_append_val(story->changes, change);
    *(is_insertion ? &story->insertions : &story->deletions) += 1;
}

static void
close_change(Story *story, gboolean is_insertion)
{
    if (story->changes->len == 0)
        return;
    *(is_insertion ? &story->insertions : &story->deletions) -= 1;
    g_array_set_size(story->changes, story->changes->len - 1);
}

/* The change that words at this place belong to: the one before, when it is the same person's and
 * ends here. NULL beyond the limit. */
static PsgDocxChange *
get_change(Story *story)
{
    const OpenChange *open = &g_array_index(story->changes, OpenChange, story->changes->len - 1);
    GPtrArray *changes = story->text->changes;
    PsgDocxPoint here = get_point(story);
    PsgDocxChange *last = changes->len ? changes->pdata[changes->len - 1] : NULL;
    if (last && last->end.paragraph == here.paragraph && last->end.offset == here.offset &&
            g_strcmp0(last->author, open->author) == 0)
        return last;
    if (changes->len == CHANGE_LIMIT) {
        story->text->left_out++;
        return NULL;
    }
    PsgDocxChange *change = g_new0(PsgDocxChange, 1);
    change->start = change->end = here;
    change->inserted = g_string_new(NULL);
    change->author = g_strdup(open->author);
    change->date = g_strdup(open->date);
    g_ptr_array_add(changes, change);
    return change;
}

/* Words of the text as it was, of a proposal, or (inserted and deleted again) of neither. */
static void
add_words(Story *story, const char *words)
{
    PsgDocxParagraph *paragraph = get_paragraph(story);
    if (!paragraph || !*words || (story->insertions && story->deletions))
        return;
    PsgDocxChange *change = story->changes->len ? get_change(story) : NULL;
    if (story->insertions) {
        if (change)
            g_string_append(change->inserted, words);
        return;
    }
    g_string_append(paragraph->words, words);
    if (change)
        change->end = get_point(story);
}

/* Comments */

static void
note_range(Story *story, gboolean is_start, gboolean is_end)
{
    g_autofree char *id = psg_docx_xml_read_attribute(story->xml, "id", FALSE);
    if (!id)
        return;
    PsgDocxRange *range = g_hash_table_lookup(story->text->ranges, id);
    if (!range) {
        if (g_hash_table_size(story->text->ranges) == RANGE_LIMIT)
            return;
        range = g_new0(PsgDocxRange, 1);
        g_hash_table_insert(story->text->ranges, g_steal_pointer(&id), range);
    }
    if (is_start && !range->has_start) {
        range->start = get_point(story);
        range->has_start = TRUE;
    }
    if (is_end && !range->has_end) {
        range->end = get_point(story);
        range->has_end = TRUE;
    }
}

/* A letter that a symbol font shows; those of private use mean nothing without the font. */
static void
add_symbol(Story *story)
{
    g_autofree char *code = psg_docx_xml_read_attribute(story->xml, "char", FALSE);
    guint64 letter;
    char utf8[7] = "";
    if (code && g_ascii_string_to_unsigned(code, 16, 0x20, 0xDFFF, &letter, NULL) &&
            letter < 0xD800) {
        utf8[g_unichar_to_utf8((gunichar)letter, utf8)] = '\0';
        add_words(story, utf8);
    }
}

/* The story */

/* Elements whose text is not the author's, or is there a second time. */
static gboolean
is_left_out(const char *name)
{
    static const char *const names[] = {"Fallback", /* what is drawn by programs that do not know
                                                       the choice beside it */
            "rPr", "sectPr", "tblPr", "trPr", "tcPr", "tblGrid", "sdtPr", "instrText",
            "delInstrText", "rt" /* ruby: how the word is said */, NULL};
    return g_strv_contains(names, name);
}

/* What stands for a letter; NULL. */
static const char *
get_letter(const char *name)
{
    static const char *const letters[][2] = {
            {"tab", " "}, {"ptab", " "}, {"br", "\n"}, {"cr", "\n"}, {"noBreakHyphen", "\u2011"}};
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++)
        if (strcmp(name, letters[i][0]) == 0)
            return letters[i][1];
    return NULL;
}

static gboolean
is_words(const char *name)
{
    return strcmp(name, "t") == 0 || strcmp(name, "delText") == 0;
}

static void
enter(Story *story)
{
    const char *name = psg_docx_xml_get_name(story->xml);
    const char *letter = get_letter(name);
    if (is_left_out(name))
        psg_docx_xml_skip(story->xml);
    else if (is_words(name))
        story->is_in_words = TRUE;
    else if (letter)
        add_words(story, letter);
    else if (strcmp(name, "sym") == 0)
        add_symbol(story);
    else if (strcmp(name, "p") == 0)
        open_paragraph(story);
    else if (strcmp(name, "pPr") == 0)
        read_paragraph_properties(story);
    else if (strcmp(name, "ins") == 0 || strcmp(name, "moveTo") == 0)
        open_change(story, TRUE);
    else if (strcmp(name, "del") == 0 || strcmp(name, "moveFrom") == 0)
        open_change(story, FALSE);
    else if (strcmp(name, "commentRangeStart") == 0)
        note_range(story, TRUE, FALSE);
    else if (strcmp(name, "commentRangeEnd") == 0)
        note_range(story, FALSE, TRUE);
    else if (strcmp(name, "commentReference") == 0)
        note_range(story, TRUE, TRUE);
}

static void
leave(Story *story)
{
    const char *name = psg_docx_xml_get_name(story->xml);
    if (is_words(name))
        story->is_in_words = FALSE;
    else if (strcmp(name, "p") == 0 && story->open->len > 0)
        g_array_set_size(story->open, story->open->len - 1);
    else if (strcmp(name, "ins") == 0 || strcmp(name, "moveTo") == 0)
        close_change(story, TRUE);
    else if (strcmp(name, "del") == 0 || strcmp(name, "moveFrom") == 0)
        close_change(story, FALSE);
}

static gboolean
read_part(PsgDocxText *text, PsgDocxPackage *package, const char *part, GHashTable *levels,
        GError **error)
{
    GError *failure = NULL;
    g_autoptr(GBytes) bytes = part ? psg_docx_package_read(package, part, &failure) : NULL;
    if (failure)
        g_propagate_error(error, failure);
    if (!bytes)
        return !failure;
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(OpenChange));
    g_array_set_clear_func(changes, (GDestroyNotify)open_change_clear);
    Story story = {.text = text,
            .xml = psg_docx_xml_open(bytes, part),
            .levels = levels,
            .open = open,
            .changes = changes};
    for (PsgDocxStep step; (step = psg_docx_xml_next(story.xml)) != PSG_DOCX_OVER;) {
        if (step == PSG_DOCX_START)
            enter(&story);
        else if (step == PSG_DOCX_END)
            leave(&story);
        else if (story.is_in_words)
            add_words(&story, psg_docx_xml_get_text(story.xml));
    }
    return psg_docx_xml_close(story.xml, error);
}

/* Tells every paragraph from `first` on the headings that it is under. */
static void
set_headings(PsgDocxText *text, guint first)
{
    int heading = -1, chapter = -1, highest = G_MAXINT;
    for (guint i = first; i < text->paragraphs->len; i++) {
        PsgDocxParagraph *paragraph = text->paragraphs->pdata[i];
        if (paragraph->level >= 0 && paragraph->words->len > 0) {
            heading = (int)i;
            if (paragraph->level <= highest) {
                highest = paragraph->level;
                chapter = (int)i;
            }
        }
        paragraph->heading = heading;
        paragraph->chapter = chapter;
    }
}

PsgDocxText *
psg_docx_text_read(PsgDocxPackage *package, const GPtrArray *relations, GError **error)
{
    g_autoptr(GHashTable) levels = psg_docx_styles_read(package, relations, error);
    if (!levels)
        return NULL;
    g_autoptr(PsgDocxText) text = g_new0(PsgDocxText, 1);
    text->paragraphs = g_ptr_array_new_with_free_func((GDestroyNotify)paragraph_free);
    text->ranges = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    text->changes = g_ptr_array_new_with_free_func((GDestroyNotify)change_free);
    const char *parts[] = {psg_docx_package_get_main(package),
            psg_docx_relations_find_type(relations, "footnotes"),
            psg_docx_relations_find_type(relations, "endnotes")};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        guint first = text->paragraphs->len;
        if (!read_part(text, package, parts[i], levels, error))
            return NULL;
        set_headings(text, first);
    }
    return g_steal_pointer(&text);
}
