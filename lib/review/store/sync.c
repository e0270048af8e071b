/* Exchanging the comments. The other side's branch is fetched by the user's own git, joined with
 * ours (store_merge.c), and the union pushed; the push only succeeds where the other side is still
 * what was joined, so two who do this at once lose nothing. See sync.h. */
#include "review/store/sync.h"

#include <string.h>

#include "git/transport.h"
#include "review/review_error.h"
#include "review/store/store_internal.h"

/* Each time somebody else was quicker, and so got theirs through. */
#define ATTEMPTS 12
#define PAUSE 200000 /* microseconds, at most, after the first; then more */

/* Of what git said. */
#define SAID_LIMIT 2000

typedef struct {
    PsgStore *store;
    PsgSync *sync;
    char *tracking;
    gboolean is_named; /* the remote has a name, so that what it was is kept */
    gboolean has_theirs, has_seen;
    git_oid theirs, seen; /* what their branch is, and what it was when it was last seen */
} Exchange;

static void
exchange_clear(Exchange *exchange)
{
    g_clear_pointer(&exchange->tracking, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Exchange, exchange_clear)

void
psg_sync_clear(PsgSync *sync)
{
    g_clear_pointer(&sync->remote, g_free);
    g_clear_pointer(&sync->said, g_free);
    psg_store_expiry_clear(&sync->expiry);
}

/* What git said, as the end of a sentence. The caller owns it. */
static char *
quote(const char *said)
{
    g_autofree char *shortened =
            g_utf8_substring(said, 0, MIN(g_utf8_strlen(said, -1), SAID_LIMIT));
    return *shortened ? g_strdup_printf(" It said:\n%s", shortened)
                      : g_strdup(" It gave no reason.");
}

/* --- Who with --- */

static gboolean
choose_remote(Exchange *exchange, const char *wanted, GError **error)
{
    PsgRepository *repository = exchange->store->repository;
    PsgSync *sync = exchange->sync;
    guint count = 0;
    sync->remote = wanted ? g_strdup(wanted)
                          : psg_repository_find_remote(repository, "plainsong/comments", &count);
    if (!sync->remote && count == 0)
        return psg_review_fail(error, PSG_REVIEW_ERROR_REMOTE,
                "this repository knows of no other that it could exchange comments with; name it: "
                "git remote add origin URL");
    if (!sync->remote)
        return psg_review_fail(error, PSG_REVIEW_ERROR_REMOTE,
                "this repository knows %u others and none is called \"origin\"; say which: "
                "plainsong sync REMOTE (\"git remote\" lists them)",
                count);
    exchange->is_named = psg_repository_has_remote(repository, sync->remote);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA1, sync->remote, -1);
    exchange->tracking =
            exchange->is_named ? g_strdup_printf("refs/remotes/%s/plainsong/comments", sync->remote)
                               : g_strconcat(PSG_STORE_FETCHED, digest, NULL);
    return TRUE;
}

/* --- What they have --- */

static void
forget_theirs(const Exchange *exchange)
{
    g_autoptr(git_reference) reference = NULL;
    if (git_reference_lookup(&reference, exchange->store->git, exchange->tracking) == 0)
        git_reference_delete(reference);
}

static gboolean
fetch(Exchange *exchange, GError **error)
{
    PsgTransportOutcome outcome;
    g_autofree char *said = NULL;
    exchange->has_seen = git_reference_name_to_id(
                                 &exchange->seen, exchange->store->git, exchange->tracking) == 0;
    if (!psg_repository_fetch(exchange->store->repository, exchange->sync->remote, PSG_STORE_BRANCH,
                exchange->tracking, &outcome, &said, error))
        return FALSE;
    exchange->has_theirs = outcome == PSG_TRANSPORT_DONE;
    if (outcome == PSG_TRANSPORT_UNREACHABLE) {
        g_autofree char *reason = quote(said);
        return psg_review_fail(error, PSG_REVIEW_ERROR_REMOTE,
                "what %s has could not be fetched. Nothing is lost: the comments are safe here, "
                "and go "
                "there with the next \"plainsong sync\".%s",
                exchange->sync->remote, reason);
    }
    if (outcome == PSG_TRANSPORT_LOCKED) {
        g_autofree char *reason = quote(said);
        return psg_review_fail(error, PSG_REVIEW_ERROR_LOCKED,
                "git keeps this repository locked, so that nothing was exchanged, and nothing is "
                "lost; if no program of git is at work here, remove the file that it names and "
                "sync again.%s",
                reason);
    }
    if (outcome == PSG_TRANSPORT_NO_BRANCH)
        forget_theirs(exchange);
    return !exchange->has_theirs ||
           git_reference_name_to_id(&exchange->theirs, exchange->store->git, exchange->tracking) ==
                   0 ||
           psg_store_fail_with_cause(
                   error, "what was fetched from %s cannot be found", exchange->sync->remote);
}

/* --- Joining --- */

/* The other side has no branch: all of ours is new to it. */
static gboolean
count_ours(const Exchange *exchange, PsgStoreMerged *merged, GError **error)
{
    git_oid tip, root;
    g_autoptr(git_odb) odb = NULL;
    g_autoptr(PsgPacks) packs = NULL;
    g_autoptr(GError) problem = NULL;
    *merged = (PsgStoreMerged){.tip = ""};
    if (!psg_store_find_tip(exchange->store, &tip, &problem)) {
        if (!problem)
            return TRUE;
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    git_oid_tostr(merged->tip, sizeof merged->tip, &tip);
    if (!psg_store_find_root(exchange->store, &tip, &root, error) ||
            !psg_store_open_objects(exchange->store, &odb, &packs, error))
        return FALSE;
    g_autoptr(PsgPackReader) reader = psg_pack_reader_new(packs, odb);
    return psg_store_count_events(reader, &root, &merged->went_out, error);
}

/* What was fetched before, and is no part of any history any more, may hold words that never came
 * to our own branch: they go as well. */
static gboolean
note_seen(const Exchange *exchange, GError **error)
{
    char seen[GIT_OID_HEXSZ + 1];
    if (!exchange->has_seen || git_oid_equal(&exchange->seen, &exchange->theirs) ||
            git_graph_descendant_of(exchange->store->git, &exchange->theirs, &exchange->seen) == 1)
        return TRUE;
    git_oid_tostr(seen, sizeof seen, &exchange->seen);
    return psg_store_note_words(exchange->store, seen, error);
}

static gboolean
join(Exchange *exchange, PsgStoreMerged *merged, GError **error)
{
    char theirs[GIT_OID_HEXSZ + 1];
    if (!exchange->has_theirs)
        return count_ours(exchange, merged, error);
    git_oid_tostr(theirs, sizeof theirs, &exchange->theirs);
    if (!psg_store_merge(exchange->store, theirs, merged, error))
        return FALSE;
    exchange->sync->came_in += merged->came_in;
    exchange->sync->redacted += merged->redacted_here;
    return note_seen(exchange, error);
}

/* --- Pushing --- */

static gboolean
fail_refused(
        const Exchange *exchange, const PsgStoreMerged *merged, const char *said, GError **error)
{
    g_autofree char *reason = quote(said);
    if (merged->is_rewrite)
        return psg_review_fail(error, PSG_REVIEW_ERROR_REMOTE,
                "%s does not let its branch plainsong/comments be written anew, without which "
                "words that were taken away stay there. Ask those who look after it to allow "
                "forced pushes to this branch, and to no other, and sync again. Everything is safe "
                "here; until then no comments go there.%s",
                exchange->sync->remote, reason);
    return psg_review_fail(error, PSG_REVIEW_ERROR_REMOTE,
            "%s did not take the comments. Ask those who look after it for leave to push to the "
            "branch plainsong/comments, or to take this branch out of those that are protected, "
            "and sync again. Everything is safe here.%s",
            exchange->sync->remote, reason);
}

static gboolean
fail_unsent(const Exchange *exchange, const char *said, GError **error)
{
    g_autofree char *reason = quote(said);
    return psg_review_fail(error, PSG_REVIEW_ERROR_REMOTE,
            "the comments could not be sent to %s. If it lets you read and not write, ask those "
            "who "
            "look after it for leave to push to the branch plainsong/comments, and sync again. "
            "Everything is safe here.%s",
            exchange->sync->remote, reason);
}

/* FALSE without an error when somebody was quicker. */
static gboolean
push(Exchange *exchange, const PsgStoreMerged *merged, GError **error)
{
    char theirs[GIT_OID_HEXSZ + 1];
    git_oid tip;
    PsgTransportOutcome outcome;
    g_autoptr(git_reference) reference = NULL;
    const PsgPush what = {.remote = exchange->sync->remote,
            .branch = PSG_STORE_BRANCH,
            .commit = merged->tip,
            .expected = exchange->has_theirs ? theirs : NULL,
            .is_rewrite = merged->is_rewrite};
    git_oid_tostr(theirs, sizeof theirs, &exchange->theirs);
    g_free(exchange->sync->said);
    if (!psg_repository_push(
                exchange->store->repository, &what, &outcome, &exchange->sync->said, error))
        return FALSE;
    if (outcome == PSG_TRANSPORT_TOO_LATE)
        return FALSE;
    if (outcome == PSG_TRANSPORT_UNREACHABLE)
        return fail_unsent(exchange, exchange->sync->said, error);
    if (outcome != PSG_TRANSPORT_DONE)
        return fail_refused(exchange, merged, exchange->sync->said, error);
    exchange->sync->went_out = merged->went_out;
    exchange->sync->redacted += merged->redacted_there;
    if (exchange->is_named && git_oid_fromstr(&tip, merged->tip) == 0)
        git_reference_create(&reference, exchange->store->git, exchange->tracking, &tip, TRUE,
                "comments pushed");
    return TRUE;
}

/* Once. FALSE without an error when somebody was quicker. */
static gboolean
try_exchange(Exchange *exchange, GError **error)
{
    PsgStoreMerged merged;
    char theirs[GIT_OID_HEXSZ + 1] = "";
    if (!fetch(exchange, error) || !join(exchange, &merged, error))
        return FALSE;
    if (exchange->has_theirs)
        git_oid_tostr(theirs, sizeof theirs, &exchange->theirs);
    exchange->sync->is_empty = !*merged.tip;
    return strcmp(merged.tip, theirs) == 0 || push(exchange, &merged, error);
}

static gboolean
run(Exchange *exchange, GError **error)
{
    g_autoptr(GError) problem = NULL;
    for (gint attempt = 1; attempt <= ATTEMPTS; attempt++) {
        if (try_exchange(exchange, &problem))
            return TRUE;
        if (problem) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
        g_usleep((gulong)g_random_int_range(PAUSE / 10, PAUSE * attempt));
    }
    g_autofree char *reason = quote(exchange->sync->said);
    return psg_review_fail(error, PSG_REVIEW_ERROR_REMOTE,
            "others were sending comments to %s all the time and were quicker %d times; everything "
            "is safe here, sync again.%s",
            exchange->sync->remote, ATTEMPTS, reason);
}

gboolean
psg_store_sync(PsgStore *store, const char *remote, PsgSync *sync, GError **error)
{
    g_auto(Exchange) exchange = {.store = store, .sync = sync};
    g_autoptr(GError) problem = NULL;
    *sync = (PsgSync){.said = g_strdup("")};
    if (!choose_remote(&exchange, remote, error))
        return FALSE;
    gboolean is_good = run(&exchange, &problem);
    if (!exchange.is_named)
        forget_theirs(&exchange);
    if (!psg_store_expire(store, &sync->expiry, is_good ? &problem : NULL))
        is_good = FALSE;
    if (problem)
        g_propagate_error(error, g_steal_pointer(&problem));
    return is_good;
}
