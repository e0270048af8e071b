/* Passages over the history: every commit takes the places of its parents' passages and carries
 * them over its own changes, the oldest first, all passages at once. See anchor_internal.h. */
#include <string.h>

#include "git/oid.h"
#include "git/repository.h"
#include "review/anchor/anchor_internal.h"
#include "review/review_error.h"
#include "text/text.h"

/* Larger files are not followed into. */
#define LARGEST_FILE (8 * 1024 * 1024)
/* What is kept of texts that were read, in bytes; twice this is held. */
#define TEXTS_SIZE (24 * 1024 * 1024)
#define MATCHES_COUNT 64

#define NO_STATE G_MAXUINT32

/* --- what was read --- */

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
new_texts(void)
{
    return g_hash_table_new_full(
            psg_oid_hash, psg_oid_is_equal, g_free, (GDestroyNotify)psg_anchor_text_unref);
}

static GHashTable *
new_matches(void)
{
    return g_hash_table_new_full(
            hash_pair, is_same_pair, g_free, (GDestroyNotify)psg_word_match_free);
}

static void
follower_clear(PsgFollower *follower)
{
    g_clear_pointer(&follower->texts, g_hash_table_unref);
    g_clear_pointer(&follower->old_texts, g_hash_table_unref);
    g_clear_pointer(&follower->matches, g_hash_table_unref);
    g_clear_pointer(&follower->old_matches, g_hash_table_unref);
    g_clear_pointer(&follower->path_numbers, g_hash_table_unref);
    g_clear_pointer(&follower->paths, g_ptr_array_unref);
    g_clear_pointer(&follower->changed_at, g_array_unref);
    g_clear_pointer(&follower->changes, g_array_unref);
    g_clear_pointer(&follower->pool, g_array_unref);
    g_clear_pointer(&follower->lost, g_array_unref);
    g_clear_pointer(&follower->odb, git_odb_free);
    psg_vocabulary_clear(&follower->vocabulary);
}

static void
clear_lost(gpointer lost)
{
    g_free(((PsgLostWords *)lost)->ids);
}

static gboolean
follower_init(PsgFollower *follower, git_repository *git)
{
    *follower = (PsgFollower){.git = git};
    psg_vocabulary_init(&follower->vocabulary);
    follower->texts = new_texts();
    follower->old_texts = new_texts();
    follower->matches = new_matches();
    follower->old_matches = new_matches();
    follower->path_numbers = g_hash_table_new(g_str_hash, g_str_equal);
    follower->paths = g_ptr_array_new_with_free_func(g_free);
    follower->changed_at = g_array_new(FALSE, FALSE, sizeof(guint32));
    follower->changes = g_array_new(FALSE, FALSE, sizeof(PsgAnchorChange));
    follower->pool = g_array_new(FALSE, FALSE, sizeof(PsgAddedWords));
    g_array_set_clear_func(follower->pool, (GDestroyNotify)psg_added_words_clear);
    follower->lost = g_array_new(FALSE, FALSE, sizeof(PsgLostWords));
    g_array_set_clear_func(follower->lost, clear_lost);
    return git_repository_odb(&follower->odb, git) == 0;
}

guint32
psg_follower_number_path(PsgFollower *follower, const char *path)
{
    guint32 number = GPOINTER_TO_UINT(g_hash_table_lookup(follower->path_numbers, path));
    if (number > 0)
        return number - 1;
    char *copy = g_strdup(path);
    guint32 none = PSG_NO_WORD;
    g_ptr_array_add(follower->paths, copy);
    g_array_append_val(follower->changed_at, none);
    g_hash_table_insert(follower->path_numbers, copy, GUINT_TO_POINTER(follower->paths->len));
    return follower->paths->len - 1;
}

PsgAnchorText *
psg_follower_read_text(PsgFollower *follower, const git_oid *oid)
{
    PsgAnchorText *text = g_hash_table_lookup(follower->texts, oid);
    if (text)
        return psg_anchor_text_ref(text);
    text = g_hash_table_lookup(follower->old_texts, oid);
    if (text)
        psg_anchor_text_ref(text);
    else {
        g_autoptr(git_odb_object) object = NULL;
        if (git_odb_read(&object, follower->odb, oid) != 0 ||
                git_odb_object_type(object) != GIT_OBJECT_BLOB)
            return NULL;
        gsize length = git_odb_object_size(object);
        const char *bytes = git_odb_object_data(object);
        if (length > LARGEST_FILE || memchr(bytes, '\0', MIN(length, 8000)))
            length = 0;
        char *copy = g_malloc(length + 1);
        memcpy(copy, bytes, length);
        copy[length] = '\0';
        text = psg_anchor_text_new(&follower->vocabulary, copy, length);
        text->oid = *oid;
    }
    gsize size = text->length + text->count * sizeof(PsgAnchorWord);
    if (follower->texts_size + size > TEXTS_SIZE) {
        g_hash_table_unref(follower->old_texts);
        follower->old_texts = follower->texts;
        follower->texts = new_texts();
        follower->texts_size = 0;
    }
    follower->texts_size += size;
    g_hash_table_insert(follower->texts, g_memdup2(oid, sizeof *oid), psg_anchor_text_ref(text));
    return text;
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
    g_autoptr(PsgAnchorText) old_text = psg_follower_read_text(follower, old_oid);
    g_autoptr(PsgAnchorText) new_text = psg_follower_read_text(follower, new_oid);
    if (!old_text || !new_text)
        return NULL;
    match = psg_word_match_new(old_text, new_text);
    g_hash_table_insert(follower->matches, g_memdup2(pair, sizeof pair), match);
    return match;
}

/* --- the walk --- */

/* A commit on the way. */
typedef struct {
    git_oid oid, tree;
    guint *parents; /* indices of commits on the way */
    guint parent_count, children;
    guint32 *places; /* by anchor: index of its state, NO_STATE before it was made; NULL when it is
                        that for all */
} Stop;

typedef struct {
    PsgFollower follower;
    const PsgAnchor *anchors;
    guint count;
    GArray *stops;       /* Stop: parents before children */
    GHashTable *numbers; /* git_oid -> index + 1 */
    GHashTable *begins;  /* git_oid of an anchor's commit -> GArray of indices of anchors */
    GArray *states;      /* PsgAnchorState */
} Walk;

static void
stop_clear(Stop *stop)
{
    g_free(stop->parents);
    g_free(stop->places);
}

static void
walk_clear(Walk *walk)
{
    follower_clear(&walk->follower);
    g_clear_pointer(&walk->stops, g_array_unref);
    g_clear_pointer(&walk->numbers, g_hash_table_unref);
    g_clear_pointer(&walk->begins, g_hash_table_unref);
    g_clear_pointer(&walk->states, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Walk, walk_clear)

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_revwalk, git_revwalk_free)

static gboolean
fail(GError **error, const git_oid *oid)
{
    char digits[GIT_OID_HEXSZ + 1];
    const git_error *last = git_error_last();
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_HISTORY,
            "the history before %s cannot be read: %s", git_oid_tostr(digits, sizeof digits, oid),
            last ? last->message : "no reason is known");
    return FALSE;
}

static void
list_begins(Walk *walk)
{
    walk->begins = g_hash_table_new_full(
            psg_oid_hash, psg_oid_is_equal, g_free, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < walk->count; i++) {
        git_oid oid;
        if (git_oid_fromstr(&oid, walk->anchors[i].commit) != 0)
            continue;
        GArray *list = g_hash_table_lookup(walk->begins, &oid);
        if (!list) {
            list = g_array_new(FALSE, FALSE, sizeof(guint));
            g_hash_table_insert(walk->begins, g_memdup2(&oid, sizeof oid), list);
        }
        g_array_append_val(list, i);
    }
}

/* Adds a commit, if it or a commit before it has an anchor. */
static gboolean
add_stop(Walk *walk, const git_oid *oid, GError **error)
{
    g_autoptr(git_commit) commit = NULL;
    if (git_commit_lookup(&commit, walk->follower.git, oid) != 0)
        return fail(error, oid);
    guint count = git_commit_parentcount(commit);
    Stop stop = {.oid = *oid, .tree = *git_commit_tree_id(commit)};
    g_autofree guint *parents = g_new(guint, count + 1);
    for (guint i = 0; i < count; i++) {
        guint number = GPOINTER_TO_UINT(
                g_hash_table_lookup(walk->numbers, git_commit_parent_id(commit, i)));
        if (number > 0)
            parents[stop.parent_count++] = number - 1;
    }
    if (stop.parent_count == 0 && !g_hash_table_contains(walk->begins, oid))
        return TRUE;
    for (guint i = 0; i < stop.parent_count; i++)
        g_array_index(walk->stops, Stop, parents[i]).children++;
    stop.parents = g_steal_pointer(&parents);
    g_array_append_val(walk->stops, stop);
    g_hash_table_insert(
            walk->numbers, g_memdup2(oid, sizeof *oid), GUINT_TO_POINTER(walk->stops->len));
    return TRUE;
}

static gboolean
list_stops(Walk *walk, const git_oid *to, GError **error)
{
    g_autoptr(git_revwalk) commits = NULL;
    walk->stops = g_array_new(FALSE, FALSE, sizeof(Stop));
    g_array_set_clear_func(walk->stops, (GDestroyNotify)stop_clear);
    walk->numbers = g_hash_table_new_full(psg_oid_hash, psg_oid_is_equal, g_free, NULL);
    if (git_revwalk_new(&commits, walk->follower.git) != 0 ||
            git_revwalk_sorting(commits, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE) != 0 ||
            git_revwalk_push(commits, to) != 0)
        return fail(error, to);
    git_oid oid;
    int code;
    while ((code = git_revwalk_next(&oid, commits)) == 0)
        if (!add_stop(walk, &oid, error))
            return FALSE;
    return code == GIT_ITEROVER ? TRUE : fail(error, to);
}

/* --- places --- */

static PsgAnchorState *
get_state(Walk *walk, guint32 index)
{
    return &g_array_index(walk->states, PsgAnchorState, index);
}

static guint32
add_state(Walk *walk, const PsgAnchorState *state)
{
    g_array_append_val(walk->states, *state);
    return walk->states->len - 1;
}

/* The line of the heading with this id. */
static gboolean
find_heading(const char *id, const PsgAnchorText *text, PsgAnchorState *state)
{
    const PsgTextOptions options = {.path = ""};
    g_autoptr(PsgText) parsed = psg_text_parse(text->bytes, text->length, &options, NULL, NULL);
    for (guint i = 0; parsed && i < parsed->headings->len; i++) {
        const PsgHeading *heading = g_ptr_array_index(parsed->headings, i);
        const char *at = text->bytes, *end = text->bytes + text->length;
        if (strcmp(heading->id, id) != 0)
            continue;
        for (guint line = 1; line < heading->line && at < end; line++) {
            const char *stop = memchr(at, '\n', (gsize)(end - at));
            at = stop ? stop + 1 : end;
        }
        const char *stop = at < end ? memchr(at, '\n', (gsize)(end - at)) : NULL;
        stop = stop ? stop : end;
        while (stop > at && g_ascii_isspace(stop[-1]))
            stop--;
        state->start = (gsize)(at - text->bytes);
        state->end = (gsize)(stop - text->bytes);
        return stop > at;
    }
    return FALSE;
}

/* A passage must lie in the file, between characters. */
static gboolean
find_range(const PsgAnchor *anchor, const PsgAnchorText *text, PsgAnchorState *state)
{
    if (anchor->kind == PSG_ANCHOR_ON_FILE) {
        state->start = state->end = 0;
        return TRUE;
    }
    if (anchor->kind == PSG_ANCHOR_ON_HEADING)
        return anchor->heading && find_heading(anchor->heading, text, state);
    return anchor->start < anchor->end && anchor->end <= text->length &&
           ((guchar)text->bytes[anchor->start] & 0xc0) != 0x80 &&
           ((guchar)text->bytes[anchor->end] & 0xc0) != 0x80;
}

/* The place of an anchor at its own commit. */
static void
begin_anchor(Walk *walk, const Stop *stop, guint index)
{
    const PsgAnchor *anchor = &walk->anchors[index];
    PsgAnchorState state = {
            .status = PSG_ANCHOR_UNKNOWN, .start = anchor->start, .end = anchor->end};
    g_autoptr(git_tree) tree = NULL;
    g_autoptr(git_tree_entry) entry = NULL;
    if (git_tree_lookup(&tree, walk->follower.git, &stop->tree) == 0 &&
            git_tree_entry_bypath(&entry, tree, anchor->path) == 0 &&
            git_tree_entry_type(entry) == GIT_OBJECT_BLOB) {
        state.blob = *git_tree_entry_id(entry);
        state.path = psg_follower_number_path(&walk->follower, anchor->path);
        g_autoptr(PsgAnchorText) text = psg_follower_read_text(&walk->follower, &state.blob);
        state.is_file = anchor->kind == PSG_ANCHOR_ON_FILE;
        if (text && find_range(anchor, text, &state))
            state.status = PSG_ANCHORED;
    }
    stop->places[index] = add_state(walk, &state);
}

static Stop *
get_parent(Walk *walk, const Stop *stop, guint index)
{
    return &g_array_index(walk->stops, Stop, stop->parents[index]);
}

static gboolean
begin_step(Walk *walk, const Stop *stop, const Stop *parent, GError **error)
{
    return psg_follower_begin_step(&walk->follower, &stop->oid, &parent->tree, &stop->tree, error);
}

/* Takes over the places that the commit did not touch, against any of its parents: where a merge
 * left a file as one side had it, that side tells. Returns how many are left to be carried. */
static guint
keep_untouched(Walk *walk, const Stop *stop, const Stop *parent)
{
    guint left = 0;
    for (guint i = 0; i < walk->count; i++) {
        if (stop->places[i] != NO_STATE || parent->places[i] == NO_STATE)
            continue;
        const PsgAnchorState *state = get_state(walk, parent->places[i]);
        if (state->status == PSG_ANCHORED &&
                g_array_index(walk->follower.changed_at, guint32, state->path) == PSG_NO_WORD)
            stop->places[i] = parent->places[i];
        else
            left++;
    }
    return left;
}

/* Carries the others over the step; what is lost on the way from one parent may still be there on
 * the way from another. */
static void
carry_touched(Walk *walk, const Stop *stop, const Stop *parent)
{
    for (guint i = 0; i < walk->count; i++) {
        if (parent->places[i] == NO_STATE ||
                (stop->places[i] != NO_STATE &&
                        get_state(walk, stop->places[i])->status == PSG_ANCHORED))
            continue;
        PsgAnchorState old_state = *get_state(walk, parent->places[i]), state;
        gboolean is_new = psg_follower_carry(&walk->follower, &old_state, &state);
        if (stop->places[i] != NO_STATE && (is_new ? &state : &old_state)->status != PSG_ANCHORED)
            continue;
        stop->places[i] = is_new ? add_state(walk, &state) : parent->places[i];
    }
}

static gboolean
pass(Walk *walk, Stop *stop, GError **error)
{
    guint left = 0;
    stop->places = g_new(guint32, walk->count + 1);
    memset(stop->places, 0xff, walk->count * sizeof(guint32));
    for (guint i = 0; i < stop->parent_count; i++) {
        if (!begin_step(walk, stop, get_parent(walk, stop, i), error))
            return FALSE;
        left += keep_untouched(walk, stop, get_parent(walk, stop, i));
    }
    for (guint i = 0; left > 0 && i < stop->parent_count; i++) {
        if (stop->parent_count > 1 && !begin_step(walk, stop, get_parent(walk, stop, i), error))
            return FALSE;
        carry_touched(walk, stop, get_parent(walk, stop, i));
    }
    for (guint i = 0; i < stop->parent_count; i++)
        if (--get_parent(walk, stop, i)->children == 0)
            g_clear_pointer(&get_parent(walk, stop, i)->places, g_free);
    const GArray *begins = g_hash_table_lookup(walk->begins, &stop->oid);
    for (guint i = 0; begins && i < begins->len; i++)
        begin_anchor(walk, stop, g_array_index(begins, guint, i));
    return TRUE;
}

/* --- the answer --- */

static PsgAnchorPlace *
make_place(Walk *walk, guint32 index)
{
    PsgAnchorPlace *place = g_new0(PsgAnchorPlace, 1);
    place->status = PSG_ANCHOR_UNKNOWN;
    if (index == NO_STATE || get_state(walk, index)->status == PSG_ANCHOR_UNKNOWN)
        return place;
    const PsgAnchorState *state = get_state(walk, index);
    place->status = state->status;
    place->path = g_strdup(g_ptr_array_index(walk->follower.paths, state->path));
    place->start = state->start;
    place->end = state->end;
    g_autoptr(PsgAnchorText) text = psg_follower_read_text(&walk->follower, &state->blob);
    if (text && !state->is_file)
        place->words = g_strndup(text->bytes + state->start, state->end - state->start);
    if (state->status == PSG_ANCHOR_GONE) {
        char digits[GIT_OID_HEXSZ + 1];
        place->removed_by = g_strdup(git_oid_tostr(digits, sizeof digits, &state->removed_by));
    }
    return place;
}

void
psg_anchor_place_free(PsgAnchorPlace *place)
{
    if (!place)
        return;
    g_free(place->path);
    g_free(place->words);
    g_free(place->removed_by);
    g_free(place);
}

GPtrArray *
psg_anchors_follow(PsgRepository *repository, const PsgAnchor *anchors, guint count, const char *to,
        const PsgAnchorDraft *draft, GError **error)
{
    g_auto(Walk) walk = {.anchors = anchors, .count = count};
    git_oid oid;
    if (!follower_init(&walk.follower, psg_repository_get_git(repository)) ||
            git_oid_fromstr(&oid, to) != 0) {
        g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_HISTORY,
                "\"%s\" is not the number of a commit", to);
        return NULL;
    }
    walk.states = g_array_new(FALSE, FALSE, sizeof(PsgAnchorState));
    list_begins(&walk);
    if (!list_stops(&walk, &oid, error))
        return NULL;
    for (guint i = 0; i < walk.stops->len; i++)
        if (!pass(&walk, &g_array_index(walk.stops, Stop, i), error))
            return NULL;
    const Stop *last =
            walk.stops->len > 0 ? &g_array_index(walk.stops, Stop, walk.stops->len - 1) : NULL;
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)psg_anchor_place_free);
    for (guint i = 0; i < count; i++)
        g_ptr_array_add(found,
                make_place(&walk,
                        last && git_oid_equal(&last->oid, &oid) ? last->places[i] : NO_STATE));
    return found;
}
