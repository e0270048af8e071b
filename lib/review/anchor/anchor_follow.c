/* Following: a table of places is taken from what was kept or made anew, what it lacks is followed
 * from the beginning, and the places at the commit are carried on to texts that are not committed.
 * See anchor.h, anchor_internal.h. */
#include <string.h>

#include "git/oid.h"
#include "git/repository.h"
#include "review/anchor/anchor_internal.h"
#include "review/review_error.h"

/* How many commits a table is for, before the one that is asked about, so that branches which part
 * there can be followed from there on; less for many anchors. */
#define TABLE_COMMITS 1024
#define TABLE_PLACES (4 * 1024 * 1024)

typedef struct {
    PsgAnchorSource source;
    PsgFollower follower;
    const PsgAnchor *anchors;
    guint count;
    git_oid to;
    PsgAnchorCommit commit;   /* that one */
    PsgAnchorCommits commits; /* with its ancestors; empty until they are needed */
    PsgAnchorOptions options;
    PsgAnchorTable *table; /* has a row for it */
    gboolean is_new;       /* the table says more than what was kept */
    gboolean has_before;
    git_oid before; /* the last commit of the table that this one follows */
} Following;

static void
following_clear(Following *following)
{
    psg_follower_clear(&following->follower);
    psg_anchor_commits_clear(&following->commits);
    g_clear_pointer(&following->table, psg_anchor_table_free);
    psg_anchor_source_clear(&following->source);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Following, following_clear)

/* --- tables --- */

static gboolean
list_commits(Following *following)
{
    return following->commits.commits ||
           psg_anchor_commits_list(&following->commits, &following->follower, &following->to);
}

/* The last of the commits. */
static GArray *
choose_commits(const PsgAnchorCommits *commits, guint count)
{
    GArray *chosen = g_array_new(FALSE, FALSE, sizeof(git_oid));
    guint most = CLAMP(TABLE_PLACES / MAX(count, 1), 1, TABLE_COMMITS), all = commits->commits->len;
    for (guint32 i = all - MIN(all, most); i < all; i++)
        g_array_append_val(chosen, psg_anchor_commits_get(commits, i)->oid);
    return chosen;
}

/* The place of an anchor that is not on the way is for one commit alone. */
static void
forget_foreign(PsgAnchorTable *table)
{
    for (guint i = 0; i < table->count; i++) {
        for (guint c = 0; c < table->commits->len && table->are_foreign[i]; c++)
            table->places[(gsize)c * table->count + i] = PSG_PLACE_NOT_KNOWN;
        table->are_foreign[i] = FALSE;
    }
}

/* Follows from the last commit of a table on. */
static void
go_on(Following *following, PsgAnchorTable *before)
{
    if (!list_commits(following))
        return;
    following->before = *psg_anchor_table_get_last(before);
    forget_foreign(before);
    PsgAnchorTable *table = psg_anchor_table_new(following->count,
            choose_commits(&following->commits, following->count), PSG_PLACE_NOT_KNOWN);
    g_array_append_vals(table->states, before->states->data, before->states->len);
    for (guint c = 0; c < table->commits->len; c++) {
        const guint32 *row =
                psg_anchor_table_get_row(before, &g_array_index(table->commits, git_oid, c));
        if (row)
            memcpy(table->places + (gsize)c * table->count, row, table->count * sizeof *row);
    }
    g_autoptr(GArray) begins = g_array_new(FALSE, FALSE, sizeof(PsgAnchorBegin));
    g_autoptr(GArray) going_on = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 i = 0; i < following->count; i++)
        g_array_append_val(going_on, i);
    psg_anchor_walk(&following->source, &following->commits, following->anchors, begins, going_on,
            before, table, following->options.threads);
    following->table = table;
    following->is_new = following->has_before = TRUE;
}

/* Takes what was kept, as far as it serves. */
static void
use_kept(Following *following)
{
    g_autoptr(PsgAnchorTable) kept =
            following->options.kept_as
                    ? psg_anchor_table_load(&following->source, following->options.kept_as,
                              following->anchors, following->count, &following->to)
                    : NULL;
    if (!kept)
        return;
    if (!psg_anchor_table_get_row(kept, &following->to)) {
        go_on(following, kept);
        return;
    }
    if (!git_oid_equal(psg_anchor_table_get_last(kept), &following->to))
        forget_foreign(kept);
    following->table = g_steal_pointer(&kept);
}

/* TRUE when the anchor's commit is here, so that something can be found out. */
static gboolean
has_commit(Following *following, const PsgAnchor *anchor)
{
    git_oid oid;
    PsgAnchorCommit commit;
    return strlen(anchor->commit) == GIT_OID_HEXSZ && git_oid_fromstr(&oid, anchor->commit) == 0 &&
           psg_anchor_commit_read(&following->follower, &oid, &commit, NULL);
}

/* What was said about the very commit that is asked about needs no following. */
static gboolean
begin_here(Following *following, guint32 anchor)
{
    git_oid oid;
    const PsgAnchorTable *table = following->table;
    if (!table || git_oid_fromstr(&oid, following->anchors[anchor].commit) != 0 ||
            !git_oid_equal(&oid, &following->to) ||
            !git_oid_equal(&oid, psg_anchor_table_get_last(table)))
        return FALSE;
    PsgAnchorState state;
    psg_follower_begin_anchor(
            &following->follower, &following->commit.tree, &following->anchors[anchor], &state);
    for (guint c = 0; c < table->commits->len; c++)
        table->places[(gsize)c * table->count + anchor] = PSG_PLACE_NONE;
    psg_anchor_table_get_row(table, &following->to)[anchor] = table->states->len;
    g_array_append_val(table->states, state);
    following->is_new = TRUE;
    return TRUE;
}

/* The anchors (guint32) whose place is not known and can be found out. */
static GArray *
list_wanted(Following *following)
{
    GArray *wanted = g_array_new(FALSE, FALSE, sizeof(guint32));
    const guint32 *row =
            following->table ? psg_anchor_table_get_row(following->table, &following->to) : NULL;
    for (guint32 i = 0; i < following->count; i++)
        if ((!row || row[i] >= PSG_PLACE_NOT_KNOWN) &&
                has_commit(following, &following->anchors[i]) && !begin_here(following, i))
            g_array_append_val(wanted, i);
    return wanted;
}

/* Follows from the beginning what no table had. */
static void
follow_rest(Following *following)
{
    g_autoptr(GArray) wanted = list_wanted(following);
    if ((following->table && wanted->len == 0) || !list_commits(following))
        return;
    if (!following->table)
        following->table = psg_anchor_table_new(following->count,
                choose_commits(&following->commits, following->count), PSG_PLACE_NOT_KNOWN);
    g_autoptr(GArray) begins = g_array_new(FALSE, FALSE, sizeof(PsgAnchorBegin));
    g_autoptr(GArray) going_on = g_array_new(FALSE, FALSE, sizeof(guint32));
    psg_anchors_begin(&following->follower, following->anchors, wanted, &following->commits,
            following->table, begins);
    psg_anchor_walk(&following->source, &following->commits, following->anchors, begins, going_on,
            NULL, following->table, following->options.threads);
    following->is_new = TRUE;
}

/* Nothing is kept of a history that is not whole: it may be one day. */
static void
keep(Following *following)
{
    if (following->options.kept_as && following->is_new && following->count > 0 &&
            !g_atomic_int_get(&following->source.has_unread) &&
            git_repository_is_shallow(following->source.git) == 0 &&
            git_oid_equal(psg_anchor_table_get_last(following->table), &following->to))
        psg_anchor_table_save(following->table, &following->source, following->options.kept_as,
                following->anchors, following->has_before ? &following->before : NULL);
}

/* --- texts that are not committed --- */

static gboolean
is_inside(const char *path, const char *folder)
{
    gsize length = strlen(folder);
    return length == 0 || (strncmp(path, folder, length) == 0 && path[length] == '/');
}

/* Adds a file to the step from the commit to the draft, where it differs. */
static void
compare_draft(Following *following, const PsgAnchorPath *path)
{
    PsgFollower *follower = &following->follower;
    const PsgAnchorDraft *draft = following->options.draft;
    git_oid old_oid, new_oid;
    if (!is_inside(path->text, draft->folder) || psg_follower_touches(follower, path))
        return;
    gboolean has_old =
            psg_follower_find_file(follower, &following->commit.tree, path->text, &old_oid);
    g_autoptr(GBytes) bytes = draft->read(path->text, draft->data);
    if (bytes)
        git_odb_hash(
                &new_oid, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), GIT_OBJECT_BLOB);
    if ((!has_old && !bytes) || (has_old && bytes && git_oid_equal(&old_oid, &new_oid)))
        return;
    if (bytes)
        psg_follower_add_draft(follower, bytes, &new_oid);
    psg_follower_add_change(follower, path, has_old ? &old_oid : NULL, bytes ? &new_oid : NULL);
}

/* The places after what the draft has otherwise. */
static void
carry_to_draft(Following *following, PsgAnchorState *states)
{
    static const git_oid nobody;
    const PsgAnchorDraft *draft = following->options.draft;
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    psg_follower_reset_step(&following->follower, &nobody);
    for (guint i = 0; i < following->count; i++)
        if (states[i].path && g_hash_table_add(seen, (gpointer)states[i].path))
            compare_draft(following, states[i].path);
    for (guint i = 0; draft->paths[i]; i++) {
        const PsgAnchorPath *path = psg_anchor_source_get_path(&following->source, draft->paths[i]);
        if (g_hash_table_add(seen, (gpointer)path))
            compare_draft(following, path);
    }
    if (following->follower.changes->len == 0)
        return;
    for (guint i = 0; i < following->count; i++) {
        PsgAnchorState old_state = states[i];
        if (old_state.path)
            psg_follower_carry(&following->follower, &old_state, FALSE, &states[i]);
    }
}

/* --- the answer --- */

/* FALSE for a place that cannot be: what was kept is not to be believed. */
static gboolean
fill_place(Following *following, const PsgAnchorState *state, PsgAnchorPlace *place)
{
    static const git_oid nobody;
    g_autoptr(PsgAnchorText) text = psg_follower_read_text(&following->follower, &state->blob);
    const char *bytes = text ? text->bytes : "";
    gsize length = text ? text->length : 0, start = state->is_file ? 0 : state->start,
          end = state->is_file ? length : state->end;
    if (!state->is_file && !psg_range_is_good(bytes, length, start, end))
        return FALSE;
    place->status = state->status;
    place->path = g_strdup(state->path->text);
    place->is_changed = psg_passage_hash(bytes + start, end - start) != state->begun;
    if (!state->is_file) {
        place->start = start;
        place->end = end;
        place->words = g_strndup(bytes + start, end - start);
    }
    if (state->status == PSG_ANCHOR_GONE && !git_oid_equal(&state->removed_by, &nobody)) {
        char digits[GIT_OID_HEXSZ + 1];
        place->removed_by = g_strdup(git_oid_tostr(digits, sizeof digits, &state->removed_by));
    }
    return TRUE;
}

/* NULL for places that cannot be; when there is no other way to find them they are unknown. */
static GPtrArray *
make_places(Following *following, gboolean is_last_way)
{
    g_autofree PsgAnchorState *states = g_new0(PsgAnchorState, following->count + 1);
    const guint32 *row = psg_anchor_table_get_row(following->table, &following->to);
    for (guint i = 0; i < following->count; i++)
        if (row[i] < PSG_PLACE_NOT_KNOWN)
            states[i] = *psg_anchor_table_get_state(following->table, row[i]);
        else
            states[i].status = PSG_ANCHOR_UNKNOWN;
    if (following->options.draft)
        carry_to_draft(following, states);
    g_autoptr(GPtrArray) places =
            g_ptr_array_new_with_free_func((GDestroyNotify)psg_anchor_place_free);
    for (guint i = 0; i < following->count; i++) {
        PsgAnchorPlace *place = g_new0(PsgAnchorPlace, 1);
        place->status = PSG_ANCHOR_UNKNOWN;
        g_ptr_array_add(places, place);
        if (states[i].status != PSG_ANCHOR_UNKNOWN && !fill_place(following, &states[i], place) &&
                !is_last_way)
            return NULL;
    }
    return g_steal_pointer(&places);
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

static gboolean
init(Following *following, PsgRepository *repository, const char *to, GError **error)
{
    if (psg_anchor_source_init(&following->source, psg_repository_get_git(repository))) {
        psg_follower_init(&following->follower, &following->source);
        if (strlen(to) == GIT_OID_HEXSZ && git_oid_fromstr(&following->to, to) == 0 &&
                psg_anchor_commit_read(
                        &following->follower, &following->to, &following->commit, NULL))
            return TRUE;
    }
    const git_error *last = git_error_last();
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_HISTORY,
            "the commit %s cannot be read, so that no comment can be followed to it: %s", to,
            last ? last->message : "no reason is known");
    return FALSE;
}

GPtrArray *
psg_anchors_follow(PsgRepository *repository, const PsgAnchor *anchors, guint count, const char *to,
        const PsgAnchorOptions *options, GError **error)
{
    for (guint way = 0; way < 2; way++) {
        g_auto(Following) following = {.anchors = anchors, .count = count};
        if (options)
            following.options = *options;
        if (!init(&following, repository, to, error))
            return NULL;
        if (way == 0)
            use_kept(&following);
        follow_rest(&following);
        GPtrArray *places = following.table ? make_places(&following, way == 1) : NULL;
        if (places) {
            keep(&following);
            return places;
        }
    }
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_HISTORY,
            "texts of the history before %s cannot be read; \"git fsck\" says what is damaged", to);
    return NULL;
}
