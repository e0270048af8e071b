/* Matching renamed files. See match.h. Pairs of neighbouring words rather than words: any two texts
 * in one language share most of their words, but few of their pairs. */
#include "changes/match.h"

#include <string.h>

/* What more files than this have in common (a licence line, a fixed phrase) tells none of them
 * apart, and comparing each with each would take the square of their number. */
#define COMMON_LIMIT 16u

/* A file's pairs of words. */
typedef struct {
    GArray *pairs;  /* guint64, a set in ascending order */
    guint distinct; /* how many of them are not common to many files */
} File;

static void
file_clear(gpointer data)
{
    g_array_unref(((File *)data)->pairs);
}

static int
compare_numbers(gconstpointer left, gconstpointer right)
{
    const guint64 a = *(const guint64 *)left, b = *(const guint64 *)right;
    return a < b ? -1 : a > b;
}

static void
keep_once(GArray *numbers)
{
    g_array_sort(numbers, compare_numbers);
    guint kept = 0;
    for (guint i = 0; i < numbers->len; i++)
        if (i == 0 || g_array_index(numbers, guint64, i) != g_array_index(numbers, guint64, i - 1))
            g_array_index(numbers, guint64, kept++) = g_array_index(numbers, guint64, i);
    g_array_set_size(numbers, kept);
}

/* FNV-1a over a word's bytes, small letters for capitals. */
static guint64
hash_word(const guchar *word, gsize length)
{
    guint64 hash = 14695981039346656037u;
    for (gsize i = 0; i < length; i++)
        hash = (hash ^ (guchar)g_ascii_tolower((char)word[i])) * 1099511628211u;
    return hash;
}

static gboolean
is_in_word(guchar byte)
{
    return byte >= 0x80 || g_ascii_isalnum((char)byte);
}

static File
read_file(GBytes *bytes)
{
    gsize length, start;
    const guchar *text = g_bytes_get_data(bytes, &length);
    File file = {g_array_new(FALSE, FALSE, sizeof(guint64)), 0};
    guint64 last = 0;
    for (gsize at = 0; at < length;) {
        while (at < length && !is_in_word(text[at]))
            at++;
        for (start = at; at < length && is_in_word(text[at]);)
            at++;
        if (at == start)
            break;
        guint64 word = hash_word(text + start, at - start);
        guint64 pair = (last * 31 + word) * 0x9e3779b97f4a7c15u;
        last = word;
        g_array_append_val(file.pairs, pair);
    }
    keep_once(file.pairs);
    return file;
}

static GArray *
read_files(const GPtrArray *list)
{
    GArray *files = g_array_new(FALSE, FALSE, sizeof(File));
    g_array_set_clear_func(files, file_clear);
    for (guint i = 0; i < list->len; i++) {
        File file = read_file(g_ptr_array_index(list, i));
        g_array_append_val(files, file);
    }
    return files;
}

/* Finding what is alike */

/* A pair of words in one file. */
typedef struct {
    guint64 pair;
    guint file; /* old files first, then new ones */
} Posting;

static int
compare_postings(gconstpointer left, gconstpointer right)
{
    const Posting *a = left, *b = right;
    if (a->pair != b->pair)
        return a->pair < b->pair ? -1 : 1;
    return a->file < b->file ? -1 : a->file > b->file;
}

static void
add_postings(GArray *postings, const GArray *files, guint first)
{
    for (guint i = 0; i < files->len; i++) {
        const GArray *pairs = g_array_index(files, File, i).pairs;
        for (guint j = 0; j < pairs->len; j++) {
            Posting posting = {g_array_index(pairs, guint64, j), first + i};
            g_array_append_val(postings, posting);
        }
    }
}

static File *
get_file(GArray *old, GArray *new, guint number)
{
    return number < old->len ? &g_array_index(old, File, number)
                             : &g_array_index(new, File, number - old->len);
}

/* Counts what each old file shares with each new one: "old * new files + new" -> count. */
static GHashTable *
count_shared(GArray *old, GArray *new)
{
    GHashTable *shared = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autoptr(GArray) postings = g_array_new(FALSE, FALSE, sizeof(Posting));
    add_postings(postings, old, 0);
    add_postings(postings, new, old->len);
    g_array_sort(postings, compare_postings);
    for (guint start = 0, end; start < postings->len; start = end) {
        const Posting *all = &g_array_index(postings, Posting, 0);
        for (end = start; end < postings->len && all[end].pair == all[start].pair;)
            end++;
        if (end - start > COMMON_LIMIT)
            continue;
        for (guint i = start; i < end; i++) {
            get_file(old, new, all[i].file)->distinct++;
            for (guint j = i + 1; all[i].file < old->len && j < end; j++) {
                if (all[j].file < old->len)
                    continue;
                gint64 key = (gint64)all[i].file * new->len + (all[j].file - old->len);
                gpointer count = g_hash_table_lookup(shared, &key);
                g_hash_table_insert(shared, g_memdup2(&key, sizeof key),
                        GUINT_TO_POINTER(GPOINTER_TO_UINT(count) + 1));
            }
        }
    }
    return shared;
}

/* An old and a new file that are alike. */
typedef struct {
    PsgMatch match;
    guint shared, total; /* alike by 2 * shared / total */
} Candidate;

static int
compare_candidates(gconstpointer left, gconstpointer right)
{
    const Candidate *a = left, *b = right;
    guint64 of_a = (guint64)a->shared * b->total, of_b = (guint64)b->shared * a->total;
    if (of_a != of_b)
        return of_a > of_b ? -1 : 1;
    if (a->match.old_index != b->match.old_index)
        return a->match.old_index < b->match.old_index ? -1 : 1;
    return a->match.new_index < b->match.new_index ? -1 : a->match.new_index > b->match.new_index;
}

static GArray *
list_candidates(GArray *old, GArray *new)
{
    GArray *candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
    g_autoptr(GHashTable) shared = count_shared(old, new);
    GHashTableIter iterator;
    gpointer key, count;
    g_hash_table_iter_init(&iterator, shared);
    while (g_hash_table_iter_next(&iterator, &key, &count)) {
        guint64 number = (guint64) * (gint64 *)key;
        Candidate candidate = {{(guint)(number / new->len), (guint)(number % new->len)},
                GPOINTER_TO_UINT(count), 0};
        candidate.total = g_array_index(old, File, candidate.match.old_index).distinct +
                          g_array_index(new, File, candidate.match.new_index).distinct;
        if (4 * (guint64)candidate.shared >= candidate.total)
            g_array_append_val(candidates, candidate);
    }
    g_array_sort(candidates, compare_candidates);
    return candidates;
}

/* Matching */

typedef struct {
    GArray *matches;
    gboolean *old_taken, *new_taken;
} Matching;

static void
take(Matching *matching, guint old_index, guint new_index)
{
    PsgMatch match = {old_index, new_index};
    if (matching->old_taken[old_index] || matching->new_taken[new_index])
        return;
    matching->old_taken[old_index] = matching->new_taken[new_index] = TRUE;
    g_array_append_val(matching->matches, match);
}

static void
match_same(Matching *matching, const GPtrArray *old_files, const GPtrArray *new_files)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_bytes_hash, g_bytes_equal);
    for (guint i = old_files->len; i-- > 0;)
        g_hash_table_insert(known, g_ptr_array_index(old_files, i), GUINT_TO_POINTER(i + 1));
    for (guint i = 0; i < new_files->len; i++) {
        guint found = GPOINTER_TO_UINT(g_hash_table_lookup(known, g_ptr_array_index(new_files, i)));
        if (found > 0)
            take(matching, found - 1, i);
    }
}

GArray *
psg_match_files(const GPtrArray *old_files, const GPtrArray *new_files)
{
    GArray *matches = g_array_new(FALSE, FALSE, sizeof(PsgMatch));
    if (old_files->len == 0 || new_files->len == 0)
        return matches;
    g_autofree gboolean *old_taken = g_new0(gboolean, old_files->len);
    g_autofree gboolean *new_taken = g_new0(gboolean, new_files->len);
    Matching matching = {matches, old_taken, new_taken};
    match_same(&matching, old_files, new_files);
    g_autoptr(GArray) old = read_files(old_files);
    g_autoptr(GArray) new = read_files(new_files);
    g_autoptr(GArray) candidates = list_candidates(old, new);
    for (guint i = 0; i < candidates->len; i++) {
        const PsgMatch *match = &g_array_index(candidates, Candidate, i).match;
        take(&matching, match->old_index, match->new_index);
    }
    return matches;
}
