/* Which chapters have which words behind one another. See import_internal.h. */
#include <string.h>

#include "review/comment/chapter_text.h"
#include "review/exchange/import_internal.h"

struct PsgImportIndex {
    GPtrArray *paths;     /* char *: of the chapters; not owned */
    GPtrArray *documents; /* char *: the id of the document that each is in; not owned */
    GHashTable *pairs;    /* hash of two words in a row -> GArray of guint: chapters, in order */
};

/* The hashes of the words that readers see. The caller's. */
static GArray *
list_words(const PsgReading *reading)
{
    GArray *words = g_array_new(FALSE, FALSE, sizeof(guint));
    guint last = 0, hash = 0;
    for (guint i = 0; i < reading->letters->len; i++) {
        guint at = g_array_index(reading->letters, guint32, i);
        gunichar letter = g_array_index(reading->characters, PsgReadCharacter, at).character;
        if (i > 0 && at != last + 1) {
            g_array_append_val(words, hash);
            hash = 0;
        }
        hash = hash * 31 + g_unichar_tolower(letter);
        last = at;
    }
    if (reading->letters->len > 0)
        g_array_append_val(words, hash);
    return words;
}

/* Two words that follow one another. */
static gpointer
make_key(const GArray *words, guint first)
{
    return GUINT_TO_POINTER(
            g_array_index(words, guint, first) * 65599 + g_array_index(words, guint, first + 1));
}

static void
add_key(PsgImportIndex *index, gpointer key, guint chapter)
{
    GArray *chapters = g_hash_table_lookup(index->pairs, key);
    if (!chapters) {
        chapters = g_array_new(FALSE, FALSE, sizeof(guint));
        g_hash_table_insert(index->pairs, key, chapters);
    }
    if (chapters->len == 0 || g_array_index(chapters, guint, chapters->len - 1) != chapter)
        g_array_append_val(chapters, chapter);
}

static void
add_chapter(PsgImportIndex *index, const PsgReview *review, char *path, char *document)
{
    const PsgChapterText *chapter = psg_chapter_text_get(review, path, NULL);
    if (!chapter)
        return;
    g_autoptr(GArray) words = list_words(chapter->reading);
    for (guint i = 0; i + 1 < words->len; i++)
        add_key(index, make_key(words, i), index->paths->len);
    g_ptr_array_add(index->paths, path);
    g_ptr_array_add(index->documents, document);
}

PsgImportIndex *
psg_import_index_new(const PsgReview *review)
{
    PsgImportIndex *index = g_new0(PsgImportIndex, 1);
    const GPtrArray *documents = psg_review_get_package(review)->documents;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    index->paths = g_ptr_array_new();
    index->documents = g_ptr_array_new();
    index->pairs = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < documents->len; i++) {
        const PsgDocumentEntry *document = documents->pdata[i];
        for (guint k = 0; k < document->chapters->len; k++) {
            const PsgChapterEntry *chapter = document->chapters->pdata[k];
            if (chapter->path && g_hash_table_add(seen, chapter->path))
                add_chapter(index, review, chapter->path, document->id);
        }
    }
    return index;
}

void
psg_import_index_free(PsgImportIndex *index)
{
    if (!index)
        return;
    g_hash_table_unref(index->pairs);
    g_ptr_array_unref(index->documents);
    g_ptr_array_unref(index->paths);
    g_free(index);
}

GPtrArray *
psg_import_index_find(const PsgImportIndex *index, const char *quote, const char *document)
{
    g_autoptr(PsgReading) reading = psg_reading_new_plain(quote, strlen(quote));
    g_autoptr(GArray) words = list_words(reading);
    if (words->len < 4)
        return NULL;
    g_autofree guint *counts = g_new0(guint, index->paths->len + 1);
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 1; i + 2 < words->len; i++) {
        const GArray *chapters = g_hash_table_lookup(index->pairs, make_key(words, i));
        for (guint k = 0; chapters && k < chapters->len; k++)
            counts[g_array_index(chapters, guint, k)]++;
    }
    for (guint i = 0; i < index->paths->len; i++)
        if (counts[i] == words->len - 3 &&
                (!document || strcmp(index->documents->pdata[i], document) == 0))
            g_ptr_array_add(found, index->paths->pdata[i]);
    return found;
}
