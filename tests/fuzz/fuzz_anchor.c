/* Two texts and a range of the first: wherever it is carried to, or found again, it must lie in the
 * second one between characters, and a text that is only put around it must not move it. The input:
 * two bytes of start, two of length, then the texts with a NUL between them. */
#include <string.h>

#include "fuzz.h"
#include "review/anchor/anchor_internal.h"

static PsgAnchorText *
make_text(PsgVocabulary *vocabulary, const guint8 *bytes, gsize length)
{
    char *copy = g_malloc(length + 1);
    memcpy(copy, bytes, length);
    copy[length] = '\0';
    PsgAnchorText *text = psg_anchor_text_new(vocabulary, copy, length);
    psg_anchor_text_read_words(text);
    return text;
}

static void
check(const PsgCarried *carried, const PsgAnchorText *text)
{
    if (carried->start > carried->end || carried->end > text->length || carried->share > 100 ||
            carried->context > 100)
        psg_fuzz_fail("a passage was carried out of its text");
}

static void
check_match(const PsgWordMatch *match)
{
    guint32 last = 0;
    for (guint32 i = 0; i < match->old_text->count; i++) {
        guint32 partner = match->to_new[i];
        if (partner == PSG_NO_WORD)
            continue;
        if (partner >= match->new_text->count || match->to_old[partner] != i || partner < last)
            psg_fuzz_fail("words are matched out of order");
        last = partner;
    }
}

static void
look(const PsgAnchorText *old_text, PsgAnchorText *new_text, const PsgWordMatch *match, gsize start,
        gsize end)
{
    PsgCarried carried;
    PsgAddedPool pool;
    PsgSearchTables tables = {0};
    PsgVocabulary *vocabulary = old_text->vocabulary;
    psg_added_pool_init(&pool);
    psg_added_pool_add(&pool, 0, new_text, old_text);
    psg_added_pool_add(&pool, 1, new_text, NULL);
    psg_added_pool_finish(&pool, vocabulary);
    PsgPassageSearch search = {0};
    psg_passage_search_init(&search, &tables, vocabulary, old_text, start, end);
    g_autofree gboolean *are_likely = psg_passage_search_list_files(&search, &pool);
    PsgAddedWords *added = psg_added_words_new(new_text, match),
                  *all = psg_added_words_new(new_text, NULL);
    if (psg_passage_find_moved(&search, added, new_text, match, &carried))
        check(&carried, new_text);
    if (psg_passage_find_moved(&search, all, new_text, NULL, &carried))
        check(&carried, new_text);
    psg_added_words_free(added);
    psg_added_words_free(all);
    psg_passage_search_clear(&search);
    psg_added_pool_empty(&pool);
    for (guint32 i = 0; i < tables.size; i++)
        if (tables.slots[i] || tables.contexts[i])
            psg_fuzz_fail("a search left something behind");
    psg_added_pool_clear(&pool);
    g_free(tables.slots);
    g_free(tables.contexts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 5)
        return 0;
    gsize start = data[0] | (gsize)data[1] << 8, end = start + (data[2] | (gsize)data[3] << 8);
    const guint8 *first = data + 4, *nul = memchr(first, '\0', size - 4);
    gsize first_length = nul ? (gsize)(nul - first) : size - 4;
    const guint8 *second = nul ? nul + 1 : data + size;
    PsgVocabulary vocabulary;
    psg_vocabulary_init(&vocabulary);
    g_autoptr(PsgAnchorText) old_text = make_text(&vocabulary, first, first_length);
    g_autoptr(PsgAnchorText) new_text =
            make_text(&vocabulary, second, (gsize)(data + size - second));
    PsgWordMatch *match = psg_word_match_new(old_text, new_text);
    gsize same_start, same_end;
    psg_anchor_text_compare_ends(old_text, new_text, &same_start, &same_end);
    if (same_start + same_end > MIN(old_text->length, new_text->length))
        psg_fuzz_fail("the same lines count twice");
    check_match(match);
    if (psg_range_is_good(old_text->bytes, old_text->length, start, end)) {
        PsgCarried carried;
        if (psg_passage_carry(match, start, end, &carried))
            check(&carried, new_text);
        look(old_text, new_text, match, start, end);
    }
    psg_anchor_text_compare(old_text, new_text, 50);
    psg_word_match_free(match);
    g_clear_pointer(&old_text, psg_anchor_text_unref);
    g_clear_pointer(&new_text, psg_anchor_text_unref);
    psg_vocabulary_clear(&vocabulary);
    return 0;
}
