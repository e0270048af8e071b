/* Where an anchor is at its own commit: the range that it gives, the line of its heading, or the
 * file. See anchor_internal.h. */
#include <string.h>

#include "review/anchor/anchor_internal.h"
#include "text/text.h"

gboolean
psg_range_is_good(const char *bytes, gsize length, gsize start, gsize end)
{
    return start < end && end <= length && ((guchar)bytes[start] & 0xc0) != 0x80 &&
           (end == length || ((guchar)bytes[end] & 0xc0) != 0x80);
}

guint64
psg_passage_hash(const char *bytes, gsize length)
{
    guint64 hash = 1;
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isspace(bytes[i])) {
            hash = (hash ^ (guchar)bytes[i]) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
            hash ^= hash >> 29;
        }
    return hash;
}

/* Where a line (from 1) begins; the end of the text when it has not as many. */
static const char *
find_line(const PsgAnchorText *text, guint line)
{
    const char *at = text->bytes, *end = text->bytes + text->length;
    while (line > 1 && at < end) {
        const char *stop = memchr(at, '\n', (gsize)(end - at));
        at = stop ? stop + 1 : end;
        line--;
    }
    return at;
}

/* The line of the heading with this id, without white space at its end. */
static gboolean
find_heading(const char *id, const PsgAnchorText *text, PsgAnchorState *state)
{
    const PsgTextOptions options = {.path = ""};
    g_autoptr(PsgText) parsed = psg_text_parse(text->bytes, text->length, &options, NULL, NULL);
    for (guint i = 0; parsed && i < parsed->headings->len; i++) {
        const PsgHeading *heading = g_ptr_array_index(parsed->headings, i);
        if (strcmp(heading->id, id) != 0)
            continue;
        const char *start = find_line(text, heading->line), *end = find_line(text, heading->line + 1);
        while (end > start && g_ascii_isspace(end[-1]))
            end--;
        state->start = (gsize)(start - text->bytes);
        state->end = (gsize)(end - text->bytes);
        return end > start;
    }
    return FALSE;
}

static gboolean
find_range(const PsgAnchor *anchor, const PsgAnchorText *text, PsgAnchorState *state)
{
    switch (anchor->kind) {
    case PSG_ANCHOR_ON_FILE:
        return TRUE;
    case PSG_ANCHOR_ON_HEADING:
        return anchor->heading && find_heading(anchor->heading, text, state);
    default:
        state->start = anchor->start;
        state->end = anchor->end;
        return psg_range_is_good(text->bytes, text->length, anchor->start, anchor->end);
    }
}

void
psg_follower_begin_anchor(PsgFollower *follower, const git_oid *tree, const PsgAnchor *anchor,
        PsgAnchorState *state)
{
    *state = (PsgAnchorState){.status = PSG_ANCHOR_UNKNOWN,
            .is_file = anchor->kind == PSG_ANCHOR_ON_FILE,
            .path = psg_anchor_source_get_path(follower->source, anchor->path)};
    if (!psg_follower_find_file(follower, tree, anchor->path, &state->blob))
        return;
    g_autoptr(PsgAnchorText) text = psg_follower_read_text(follower, &state->blob);
    if (!text || !find_range(anchor, text, state))
        return;
    state->status = PSG_ANCHORED;
    state->begun = state->is_file ? psg_passage_hash(text->bytes, text->length)
                                  : psg_passage_hash(text->bytes + state->start,
                                            state->end - state->start);
}
