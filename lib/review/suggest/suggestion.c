/* What a thread proposes and how that stands to the text. See suggestion.h. */
#include "review/suggest/suggestion.h"

#include <string.h>

#include "review/anchor/anchor.h"
#include "review/review_error.h"
#include "text/text.h"

void
psg_suggestion_free(PsgSuggestion *suggestion)
{
    if (!suggestion)
        return;
    g_free(suggestion->seen);
    g_free(suggestion->proposed);
    g_free(suggestion->path);
    g_free(suggestion->present);
    g_free(suggestion->removed_by);
    g_free(suggestion);
}

const char *
psg_suggestion_state_get_name(PsgSuggestionState state)
{
    static const char *const names[] = {"ready", "done", "changed", "gone", "unknown"};
    return names[state];
}

gboolean
psg_thread_is_suggestion(const PsgThread *thread)
{
    return thread->first && thread->first->event->kind == PSG_EVENT_SUGGEST;
}

/* --- Where it stands --- */

/* The first place of the words that shares a byte with the passage (or is at it, when that is
 * empty). */
static gboolean
find_at(const PsgSuggestion *suggestion, const char *text, gsize length, const char *words,
        PsgByteRange *found)
{
    g_autoptr(GArray) ranges = *words ? psg_quote_find(text, length, words, NULL, NULL) : NULL;
    for (guint i = 0; ranges && i < ranges->len; i++) {
        *found = g_array_index(ranges, PsgByteRange, i);
        if (found->start < suggestion->end && suggestion->start < found->end)
            return TRUE;
    }
    return FALSE;
}

static void
take_range(PsgSuggestion *suggestion, const char *text, PsgByteRange range)
{
    suggestion->start = range.start;
    suggestion->end = range.end;
    g_free(suggestion->present);
    suggestion->present = g_strndup(text + range.start, range.end - range.start);
    guint line = 1;
    for (gsize i = 0; i < range.start; i++)
        line += text[i] == '\n';
    suggestion->line = line;
}

/* Following a passage tells its words and not the signs around them, so the words themselves are
 * looked for at its place. A proposed wording that has the old one in it ("a" for "a b") is looked
 * for first, or else it would be found wanting for ever. */
static void
compare(PsgSuggestion *suggestion, const char *text, gsize length)
{
    PsgByteRange seen, done;
    gboolean is_there =
            suggestion->seen && find_at(suggestion, text, length, suggestion->seen, &seen);
    gboolean is_done = find_at(suggestion, text, length, suggestion->proposed, &done);
    gboolean is_wider = is_there && is_done && done.end - done.start > seen.end - seen.start;
    if (is_done && (!is_there || is_wider)) {
        take_range(suggestion, text, done);
        suggestion->state = PSG_SUGGESTION_DONE;
    } else if (is_there) {
        take_range(suggestion, text, seen);
        suggestion->state = PSG_SUGGESTION_READY;
    }
}

/* The words with what stood around them when the suggestion was made, in the text as it is now. */
static gboolean
find_in_context(const PsgEventTarget *on, const char *text, gsize length, const char *words,
        PsgByteRange *found)
{
    g_autofree char *all =
            g_strconcat(on->prefix ? on->prefix : "", words, on->suffix ? on->suffix : "", NULL);
    if (!on->prefix && !on->suffix)
        return FALSE;
    g_autoptr(GArray) ranges = psg_quote_find(text, length, all, NULL, NULL);
    if (ranges->len != 1)
        return FALSE;
    /* Within the context the words are between the same bytes, but for white space. */
    PsgByteRange around = g_array_index(ranges, PsgByteRange, 0);
    g_autoptr(GArray) inner = psg_quote_find(
            text + around.start, around.end - around.start, words, on->prefix, on->suffix);
    if (inner->len != 1)
        return FALSE;
    found->start = around.start + g_array_index(inner, PsgByteRange, 0).start;
    found->end = around.start + g_array_index(inner, PsgByteRange, 0).end;
    return TRUE;
}

/* A passage whose words were all replaced is followed no further; but that it has the proposed
 * words, or its own again, can still be seen by what stands around it. */
static void
compare_by_context(PsgSuggestion *suggestion, const char *text, gsize length)
{
    const PsgEventTarget *on = &suggestion->thread->first->event->on;
    PsgByteRange range;
    PsgSuggestionState state = suggestion->state;
    if (*suggestion->proposed && find_in_context(on, text, length, suggestion->proposed, &range))
        state = PSG_SUGGESTION_DONE;
    else if (suggestion->seen && find_in_context(on, text, length, suggestion->seen, &range))
        state = PSG_SUGGESTION_READY;
    if (state == suggestion->state)
        return;
    take_range(suggestion, text, range);
    g_clear_pointer(&suggestion->removed_by, g_free);
    suggestion->state = state;
}

static void
compare_text(PsgSuggestion *suggestion, const char *text, gsize length)
{
    if (suggestion->line > 0 && suggestion->end <= length) {
        take_range(suggestion, text, (PsgByteRange){suggestion->start, suggestion->end});
        compare(suggestion, text, length);
    }
    if (suggestion->state == PSG_SUGGESTION_CHANGED || suggestion->state == PSG_SUGGESTION_GONE)
        compare_by_context(suggestion, text, length);
}

static void
find_place(PsgSuggestion *suggestion, const PsgReview *review)
{
    static const PsgSuggestionState states[] = {[PSG_PLACED] = PSG_SUGGESTION_CHANGED,
            [PSG_PLACE_GONE] = PSG_SUGGESTION_GONE,
            [PSG_PLACE_UNKNOWN] = PSG_SUGGESTION_UNKNOWN};
    const PsgThreadPlace *place = psg_review_get_place(review, suggestion->thread);
    suggestion->path = g_strdup(place->path);
    suggestion->present = g_strdup(place->words);
    suggestion->removed_by = g_strdup(place->removed_by);
    suggestion->state = states[place->status];
    if (!place->path || place->kind != PSG_ON_PASSAGE)
        return;
    if (place->status == PSG_PLACED) {
        suggestion->start = place->start;
        suggestion->end = place->end;
        suggestion->line = place->line;
    }
    g_autoptr(GBytes) bytes = psg_snapshot_read(
            psg_review_get_snapshot(review), place->path, PSG_TEXT_SIZE_LIMIT, NULL);
    gsize length = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    if (text && g_utf8_validate(text, (gssize)length, NULL))
        compare_text(suggestion, text, length);
}

PsgSuggestion *
psg_suggestion_new(const PsgReview *review, const PsgThread *thread, GError **error)
{
    const PsgStep *step = thread->first;
    if (!psg_thread_is_suggestion(thread) || step->is_redacted) {
        g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_TARGET,
                step && step->is_redacted
                        ? "the words of this suggestion were taken away, so that there is nothing "
                          "to take in"
                        : "this thread is a comment and proposes no wording; answer it with "
                          "\"plainsong comment answer\"");
        return NULL;
    }
    const char *replace = step->text->replace ? step->text->replace : step->event->replace;
    PsgSuggestion *suggestion = g_new0(PsgSuggestion, 1);
    suggestion->thread = thread;
    suggestion->seen = g_strdup(step->event->on.exact);
    suggestion->proposed = g_strdup(replace ? replace : "");
    find_place(suggestion, review);
    return suggestion;
}
