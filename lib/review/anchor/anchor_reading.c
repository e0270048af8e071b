/* What following reads from git: files, folders and the matches of texts, those used last being
 * kept. See anchor_internal.h. */
#include <string.h>

#include "git/git_folder.h"
#include "git/oid.h"
#include "review/anchor/anchor_internal.h"

/* Larger files are not followed into. */
#define LARGEST_FILE (8 * 1024 * 1024)
/* What is kept of texts that were read, in bytes; twice this is held. */
#define TEXTS_SIZE (12 * 1024 * 1024)
#define MATCHES_COUNT 64

/* --- what all read from --- */

gboolean
psg_anchor_source_init(PsgAnchorSource *source, git_repository *git)
{
    *source = (PsgAnchorSource){
            .git = git, .paths = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free)};
    g_mutex_init(&source->lock);
    if (git_repository_odb(&source->odb, git) != 0)
        return FALSE;
    g_autofree char *objects = psg_git_folder_build_objects_path(git);
    source->packs = psg_packs_open(objects);
    return TRUE;
}

void
psg_anchor_source_clear(PsgAnchorSource *source)
{
    if (!source->paths)
        return;
    g_mutex_clear(&source->lock);
    g_hash_table_unref(source->paths);
    psg_packs_free(source->packs);
    git_odb_free(source->odb);
}

const PsgAnchorPath *
psg_anchor_source_get_path(PsgAnchorSource *source, const char *path)
{
    g_mutex_lock(&source->lock);
    PsgAnchorPath *known = g_hash_table_lookup(source->paths, path);
    if (!known) {
        gsize size = strlen(path) + 1;
        known = g_malloc(sizeof *known + size);
        known->number = g_hash_table_size(source->paths);
        memcpy(known->text, path, size);
        /* The key is in the value. */
        g_hash_table_insert(source->paths, known->text, known);
    }
    g_mutex_unlock(&source->lock);
    return known;
}

/* --- what one thread keeps --- */

static guint
hash_pair(gconstpointer pair)
{
    const git_oid *oids = pair;
    return psg_oid_hash(&oids[0]) * 31 + psg_oid_hash(&oids[1]);
}

static gboolean
is_same_pair(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, 2 * sizeof(git_oid)) == 0;
}

static GHashTable *
new_table(GDestroyNotify free_item)
{
    return g_hash_table_new_full(psg_oid_hash, psg_oid_is_equal, g_free, free_item);
}

static GHashTable *
new_matches(void)
{
    return g_hash_table_new_full(
            hash_pair, is_same_pair, g_free, (GDestroyNotify)psg_word_match_free);
}

void
psg_follower_init(PsgFollower *follower, PsgAnchorSource *source)
{
    *follower = (PsgFollower){.source = source};
    follower->reader = psg_pack_reader_new(source->packs, source->odb);
    psg_vocabulary_init(&follower->vocabulary);
    follower->texts = new_table((GDestroyNotify)psg_anchor_text_unref);
    follower->old_texts = new_table((GDestroyNotify)psg_anchor_text_unref);
    follower->trees = new_table((GDestroyNotify)psg_anchor_tree_unref);
    follower->old_trees = new_table((GDestroyNotify)psg_anchor_tree_unref);
    follower->matches = new_matches();
    follower->old_matches = new_matches();
    follower->changed_at = g_array_new(FALSE, FALSE, sizeof(guint32));
    follower->changes = g_array_new(FALSE, FALSE, sizeof(PsgAnchorChange));
    psg_added_pool_init(&follower->pool);
}

void
psg_follower_clear(PsgFollower *follower)
{
    if (!follower->source)
        return;
    g_hash_table_unref(follower->texts);
    g_hash_table_unref(follower->old_texts);
    g_clear_pointer(&follower->drafts, g_hash_table_unref);
    g_hash_table_unref(follower->trees);
    g_hash_table_unref(follower->old_trees);
    g_hash_table_unref(follower->matches);
    g_hash_table_unref(follower->old_matches);
    g_array_unref(follower->changed_at);
    g_array_unref(follower->changes);
    psg_added_pool_clear(&follower->pool);
    g_free(follower->tables.slots);
    g_free(follower->tables.contexts);
    psg_vocabulary_clear(&follower->vocabulary);
    psg_pack_reader_free(follower->reader);
}

gboolean
psg_follower_read_object(PsgFollower *follower, const git_oid *oid, git_object_t type, gsize limit,
        const char **bytes, gsize *length)
{
    git_object_t found;
    return psg_pack_reader_read(follower->reader, oid, limit, bytes, length, &found) &&
           found == type && *bytes;
}

/* --- texts --- */

static PsgAnchorText *
make_text(PsgFollower *follower, const git_oid *oid, const char *bytes, gsize length)
{
    if (!bytes || memchr(bytes, '\0', MIN(length, 8000)))
        length = 0;
    char *copy = g_malloc(length + 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    PsgAnchorText *text = psg_anchor_text_new(&follower->vocabulary, copy, length);
    text->oid = *oid;
    return text;
}

static PsgAnchorText *
load_text(PsgFollower *follower, const git_oid *oid)
{
    const char *bytes;
    gsize length;
    git_object_t type;
    if (!psg_pack_reader_read(follower->reader, oid, LARGEST_FILE, &bytes, &length, &type) ||
            type != GIT_OBJECT_BLOB) {
        g_atomic_int_set(&follower->source->has_unread, 1);
        follower->has_unread = TRUE;
        return NULL;
    }
    return make_text(follower, oid, bytes, length);
}

/* Counts what a text holds; those used last may become those used before. */
static void
count_size(PsgFollower *follower, gsize size)
{
    if (follower->texts_size + size > TEXTS_SIZE) {
        g_hash_table_unref(follower->old_texts);
        follower->old_texts = follower->texts;
        follower->texts = new_table((GDestroyNotify)psg_anchor_text_unref);
        follower->texts_size = 0;
    }
    follower->texts_size += size;
}

PsgAnchorText *
psg_follower_read_text(PsgFollower *follower, const git_oid *oid)
{
    PsgAnchorText *text = g_hash_table_lookup(follower->texts, oid);
    if (!text && follower->drafts)
        text = g_hash_table_lookup(follower->drafts, oid);
    if (text)
        return psg_anchor_text_ref(text);
    text = g_hash_table_lookup(follower->old_texts, oid);
    text = text ? psg_anchor_text_ref(text) : load_text(follower, oid);
    if (!text)
        return NULL;
    count_size(follower, text->length + text->count * sizeof(PsgAnchorWord));
    g_hash_table_insert(follower->texts, g_memdup2(oid, sizeof *oid), psg_anchor_text_ref(text));
    return text;
}

PsgAnchorText *
psg_follower_read_words(PsgFollower *follower, const git_oid *oid)
{
    PsgAnchorText *text = psg_follower_read_text(follower, oid);
    if (text && !text->has_words) {
        psg_anchor_text_read_words(text);
        count_size(follower, text->count * sizeof(PsgAnchorWord));
    }
    return text;
}

void
psg_follower_add_draft(PsgFollower *follower, GBytes *bytes, git_oid *oid)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    git_odb_hash(oid, data, length, GIT_OBJECT_BLOB);
    if (!follower->drafts)
        follower->drafts = new_table((GDestroyNotify)psg_anchor_text_unref);
    if (!g_hash_table_contains(follower->drafts, oid))
        g_hash_table_insert(follower->drafts, g_memdup2(oid, sizeof *oid),
                make_text(follower, oid, length <= LARGEST_FILE ? data : NULL, length));
}

PsgWordMatch *
psg_follower_match(PsgFollower *follower, const git_oid *old_oid, const git_oid *new_oid)
{
    git_oid pair[2] = {*old_oid, *new_oid};
    PsgWordMatch *match = g_hash_table_lookup(follower->matches, pair);
    if (match)
        return match;
    if (g_hash_table_size(follower->matches) >= MATCHES_COUNT) {
        g_hash_table_unref(follower->old_matches);
        follower->old_matches = follower->matches;
        follower->matches = new_matches();
    }
    gpointer key = NULL, value = NULL;
    if (g_hash_table_steal_extended(follower->old_matches, pair, &key, &value)) {
        g_hash_table_insert(follower->matches, key, value);
        return value;
    }
    g_autoptr(PsgAnchorText) old_text = psg_follower_read_words(follower, old_oid);
    g_autoptr(PsgAnchorText) new_text = psg_follower_read_words(follower, new_oid);
    if (!old_text || !new_text)
        return NULL;
    match = psg_word_match_new(old_text, new_text);
    g_hash_table_insert(follower->matches, g_memdup2(pair, sizeof pair), match);
    return match;
}
