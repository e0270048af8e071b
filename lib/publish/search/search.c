/* The search index. Each chapter is read by itself, in any thread; then the chapters' words are
 * merged in reading order, so that the index is the same however many threads there were. See
 * search.h. */
#include "publish/search/search.h"

#include <string.h>

#include "base/parallel.h"
#include "publish/search/fold.h"
#include "publish/search/units.h"
#include "publish/search/words.h"
#include "publish/site/site.h"

/* One chapter's part of the index. */
typedef struct {
    const PsgModelChapter *chapter;
    PsgSearchUnits units;
    PsgWordTable *words; /* units counted from 0 */
    GString *texts;      /* its call in a text file, until that is written */
    guint file;          /* the number of that file */
} Part;

typedef struct {
    const PsgModel *model;
    PsgOutput *output;
    GArray *parts; /* Part */
    guint32 seed;  /* of the hashes: differs from run to run, so that nobody can choose words that
                      collide */
} Index;

/* What psg_fold_words() adds to. */
typedef struct {
    PsgWordTable *words;
    guint unit;
    gboolean is_heading;
} Adder;

static void
clear_part(gpointer data)
{
    Part *part = data;
    psg_search_units_clear(&part->units);
    psg_word_table_free(part->words);
    if (part->texts)
        g_string_free(part->texts, TRUE);
}

/* TRUE for bytes that may stand in a string as they are; E2 begins the two line separators. */
static inline gboolean
is_plain(guchar byte)
{
    return byte >= 0x20 && byte != '"' && byte != '\\' && byte != '<' && byte != 0xE2;
}

/* Writes the character at `at` in its escaped form, where it needs one; returns what comes after
 * it. */
static const char *
write_special(GString *out, const char *at, const char *end)
{
    gsize left = (gsize)(end - at);
    if (*at == '"' || *at == '\\') {
        g_string_append_c(out, '\\');
        g_string_append_c(out, *at);
    } else if (*at == '<' && left > 1 && (at[1] == '/' || at[1] == '!')) {
        g_string_append_len(out, "\\u003c", 6);
    } else if (left >= 3 && (!memcmp(at, "\xe2\x80\xa8", 3) || !memcmp(at, "\xe2\x80\xa9", 3))) {
        g_string_append_len(out, at[2] == '\xa8' ? "\\u2028" : "\\u2029", 6);
        return at + 3;
    } else if ((guchar)*at < 0x20) {
        g_string_append_printf(out, "\\u%04x", (guint)*at);
    } else {
        g_string_append_c(out, *at);
    }
    return at + 1;
}

/* A JSON string that is safe in any script (ECMA-404; U+2028 and U+2029 end a line in older
 * JavaScript). */
static void
write_string(GString *out, const char *text, gsize length)
{
    const char *end = text + length;
    g_string_append_c(out, '"');
    for (const char *at = text; at < end;) {
        const char *from = at;
        while (at < end && is_plain((guchar)*at))
            at++;
        g_string_append_len(out, from, at - from);
        if (at < end)
            at = write_special(out, at, end);
    }
    g_string_append_c(out, '"');
}

static void
write_text(GString *out, const char *text)
{
    write_string(out, text, strlen(text));
}

static void
add_word(const char *word, gsize length, guint32 hash, gpointer data)
{
    Adder *adder = data;
    psg_word_table_add(adder->words, word, length, hash, adder->unit, adder->is_heading ? 0 : 1,
            adder->is_heading);
}

static void
add_words(Part *part, guint32 seed)
{
    Adder adder = {.words = part->words};
    for (guint i = 0; i < part->units.units->len; i++) {
        const PsgSearchUnit *unit = &g_array_index(part->units.units, PsgSearchUnit, i);
        adder.unit = i;
        adder.is_heading = TRUE;
        psg_fold_words(unit->heading, strlen(unit->heading), seed, add_word, &adder);
        adder.is_heading = FALSE;
        psg_fold_words(part->units.text->str + unit->start, unit->end - unit->start, seed, add_word,
                &adder);
    }
}

/* The texts of a chapter's units, for the passages that results show: one call in a textN.js. */
static GString *
write_texts(guint number, const PsgSearchUnits *units)
{
    GString *out = g_string_sized_new(units->text->len + units->text->len / 8 + 256);
    g_string_append_printf(out, "plainsongSearch.text(%u,[", number);
    for (guint i = 0; i < units->units->len; i++) {
        const PsgSearchUnit *unit = &g_array_index(units->units, PsgSearchUnit, i);
        g_string_append(out, i > 0 ? ",\n" : "\n");
        write_string(out, units->text->str + unit->start, unit->end - unit->start);
    }
    g_string_append(out, "]);\n");
    return out;
}

static gboolean
make_part(guint number, gpointer data, GError **error)
{
    Index *index = data;
    Part *part = &g_array_index(index->parts, Part, number);
    psg_search_units_init(&part->units, part->chapter->text, part->chapter->title);
    part->words = psg_word_table_new();
    add_words(part, index->seed);
    part->texts = write_texts(number, &part->units);
    /* The headings are wanted again for the index; the text is not. */
    g_string_free(g_steal_pointer(&part->units.text), TRUE);
    return TRUE;
}

/* Neighbouring chapters share a textN.js up to this size: few enough files for the disk, small
 * enough ones for a phone. */
#define TEXTS_SIZE (48 * 1024)

static gboolean
write_text_file(const Index *index, guint number, const GString *out, GError **error)
{
    g_autofree char *path = g_strdup_printf("search/text%u.js", number);
    return psg_output_write(index->output, path, out->str, out->len, error);
}

/* Writes the text files and notes in each part which one it is in. */
static gboolean
write_text_files(const Index *index, GError **error)
{
    g_autoptr(GString) out = g_string_sized_new(2 * TEXTS_SIZE);
    guint number = 0;
    for (guint i = 0; i < index->parts->len; i++) {
        Part *part = &g_array_index(index->parts, Part, i);
        if (out->len > 0 && out->len + part->texts->len > TEXTS_SIZE) {
            if (!write_text_file(index, number++, out, error))
                return FALSE;
            g_string_truncate(out, 0);
        }
        part->file = number;
        g_string_append_len(out, part->texts->str, (gssize)part->texts->len);
        g_string_free(g_steal_pointer(&part->texts), TRUE);
    }
    return out->len == 0 || write_text_file(index, number, out, error);
}

static void
write_base36(GString *out, guint number)
{
    char digits[8];
    guint length = 0;
    do {
        digits[length++] = "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36];
        number /= 36;
    } while (number > 0);
    while (length > 0)
        g_string_append_c(out, digits[--length]);
}

/* How many UTF-16 code units two words share at their beginnings, at most 35, and never half a
 * character; `bytes` is set to the same in UTF-8. */
static guint
measure_shared(
        const char *one, guint one_length, const char *other, guint other_length, guint *bytes)
{
    guint units = 0, at = 0;
    while (at < MIN(one_length, other_length)) {
        guint size = (guint)g_utf8_skip[(guchar)one[at]];
        guint width = size == 4 ? 2 : 1;
        if (at + size > MIN(one_length, other_length) || memcmp(one + at, other + at, size) != 0 ||
                units + width > 35)
            break;
        at += size;
        units += width;
    }
    *bytes = at;
    return units;
}

/* The words, front-coded. They are letters and digits only, so nothing in them needs escaping. */
static void
write_terms(GString *out, const PsgWordTable *table, const GArray *sorted)
{
    const PsgWordEntry *before = NULL;
    g_string_append_c(out, '"');
    for (guint i = 0; i < sorted->len; i++) {
        const PsgWordEntry *entry = &g_array_index(sorted, PsgWordEntry, i);
        const char *word = psg_word_table_get_bytes(table, entry);
        guint bytes = 0;
        guint shared = before ? measure_shared(psg_word_table_get_bytes(table, before),
                                        before->length, word, entry->length, &bytes)
                              : 0;
        if (i > 0)
            g_string_append_len(out, "\\n", 2);
        write_base36(out, shared);
        g_string_append_len(out, word + bytes, entry->length - bytes);
        before = entry;
    }
    g_string_append_c(out, '"');
}

static void
write_posts(GString *out, const PsgWordTable *table, const GArray *sorted)
{
    for (guint i = 0; i < sorted->len; i++) {
        const PsgWordEntry *entry = &g_array_index(sorted, PsgWordEntry, i);
        guint previous = 0;
        g_string_append(out, i > 0 ? ",\"" : "\"");
        for (guint at = entry->first; at != PSG_WORD_NO_PLACE;) {
            const PsgWordPlace *place = psg_word_table_get_place(table, at);
            guint count = place->count + (place->is_in_heading ? 8 : 0);
            if (at != entry->first)
                g_string_append_c(out, ' ');
            write_base36(out, place->unit - previous);
            if (count != 1) {
                g_string_append_c(out, ':');
                write_base36(out, count);
            }
            previous = place->unit;
            at = place->next;
        }
        g_string_append_c(out, '"');
    }
}

static void
write_documents(GString *out, const PsgModel *model)
{
    for (guint i = 0; i < model->documents->len; i++) {
        const PsgModelDocument *document = g_ptr_array_index(model->documents, i);
        g_string_append(out, i > 0 ? "," : "");
        write_text(out, document->entry->title);
    }
}

static void
write_chapters(GString *out, const Index *index)
{
    for (guint i = 0; i < index->parts->len; i++) {
        const PsgModelChapter *chapter = g_array_index(index->parts, Part, i).chapter;
        g_autofree char *path = psg_site_make_chapter_path(chapter);
        g_autofree char *address = g_uri_escape_string(path, "/", FALSE);
        g_string_append_printf(out, "%s[%u,", i > 0 ? ",\n" : "", chapter->document->index);
        write_text(out, chapter->title);
        g_string_append_c(out, ',');
        write_text(out, address);
        g_string_append_printf(out, ",%u]", g_array_index(index->parts, Part, i).file);
    }
}

static void
write_units(GString *out, const Index *index)
{
    for (guint i = 0; i < index->parts->len; i++) {
        const GArray *units = g_array_index(index->parts, Part, i).units.units;
        for (guint j = 0; j < units->len; j++) {
            const PsgSearchUnit *unit = &g_array_index(units, PsgSearchUnit, j);
            g_string_append_printf(out, "%s[%u,", i + j > 0 ? ",\n" : "", i);
            write_text(out, unit->heading);
            g_string_append_c(out, ',');
            write_text(out, unit->fragment);
            g_string_append_c(out, ']');
        }
    }
}

static gboolean
write_index(const Index *index, GError **error)
{
    g_autoptr(PsgWordTable) table = psg_word_table_new();
    guint first_unit = 0;
    for (guint i = 0; i < index->parts->len; i++) {
        const Part *part = &g_array_index(index->parts, Part, i);
        psg_word_table_merge(table, part->words, first_unit);
        first_unit += part->units.units->len;
    }
    g_autoptr(GArray) sorted = psg_word_table_sort(table);
    g_autoptr(GString) out = g_string_sized_new(1024 * 1024);
    g_string_append(out, "plainsongSearch.index({\"version\":1,\n\"documents\":[");
    write_documents(out, index->model);
    g_string_append(out, "],\n\"chapters\":[");
    write_chapters(out, index);
    g_string_append(out, "],\n\"units\":[");
    write_units(out, index);
    g_string_append(out, "],\n\"terms\":");
    write_terms(out, table, sorted);
    g_string_append(out, ",\n\"posts\":[");
    write_posts(out, table, sorted);
    g_string_append(out, "]});\n");
    return psg_output_write(index->output, "search/index.js", out->str, out->len, error);
}

/* The chapters that have a page, in reading order: their place here is their number in the index.
 */
static GArray *
list_parts(const PsgModel *model)
{
    GArray *parts = g_array_new(FALSE, TRUE, sizeof(Part));
    g_array_set_clear_func(parts, clear_part);
    for (guint i = 0; i < model->documents->len; i++) {
        const PsgModelDocument *document = g_ptr_array_index(model->documents, i);
        for (guint j = 0; j < document->chapters->len; j++) {
            Part part = {.chapter = g_ptr_array_index(document->chapters, j)};
            if (part.chapter->entry->path)
                g_array_append_val(parts, part);
        }
    }
    return parts;
}

gboolean
psg_search_write(const PsgModel *model, guint threads, PsgOutput *output, GError **error)
{
    g_autoptr(GArray) parts = list_parts(model);
    Index index = {.model = model, .output = output, .parts = parts, .seed = g_random_int()};
    return psg_parallel_run(threads, parts->len, make_part, &index, error) &&
           write_text_files(&index, error) && write_index(&index, error);
}
