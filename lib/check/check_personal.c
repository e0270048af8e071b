/* Personal data: where a text or a comment seems to hold it (text/personal.h). A finding says what
 * kind it is and where, and never the words: findings are printed, mailed and kept. */
#include <string.h>

#include "check/check_internal.h"
#include "text/personal.h"
#include "text/text.h"

/* --- What is published --- */

typedef struct {
    const PsgPackage *package;
    PsgSnapshot *snapshot;
    PsgFindings *findings;
    GHashTable *seen; /* paths that were read */
} Work;

/* What plainsong.yaml gives to those who want to take part is meant to be read. */
static gboolean
is_meant(const PsgPackage *package, const char *words)
{
    const char *const given[] = {
            package->involved_email, package->involved_url, package->involved_text};
    g_autofree char *folded = g_ascii_strdown(words, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(given); i++) {
        g_autofree char *text = given[i] ? g_ascii_strdown(given[i], -1) : NULL;
        if (text && strstr(text, folded))
            return TRUE;
    }
    return FALSE;
}

/* Line and column (in bytes, from 1) of each datum, in one walk. */
static void
add_findings(const Work *work, const char *path, const char *bytes, const GArray *found)
{
    guint line = 1;
    gsize line_start = 0, at = 0;
    for (guint i = 0; i < found->len; i++) {
        const PsgPersonalDatum *datum = &g_array_index(found, PsgPersonalDatum, i);
        for (; at < datum->start; at++)
            if (bytes[at] == '\n') {
                line++;
                line_start = at + 1;
            }
        g_autofree char *words = g_strndup(bytes + datum->start, datum->end - datum->start);
        if (!is_meant(work->package, words))
            psg_findings_add(work->findings, PSG_SEVERITY_WARNING, "personal-data", path, line,
                    (guint)(datum->start - line_start) + 1,
                    "this looks like %s; what identifies a person is not to be published",
                    psg_personal_kind_get_name(datum->kind));
    }
}

/* A file that cannot be read has its finding, or its error, already. */
static void
check_file(const Work *work, const char *path)
{
    if (!path || !g_hash_table_add(work->seen, (gpointer)path))
        return;
    g_autoptr(GBytes) bytes = psg_snapshot_read(work->snapshot, path, PSG_TEXT_SIZE_LIMIT, NULL);
    gsize length = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    if (!text)
        return;
    g_autoptr(GArray) found = psg_personal_find(text, length);
    add_findings(work, path, text, found);
}

void
psg_check_personal(const PsgPackage *package, PsgSnapshot *snapshot, PsgFindings *findings)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    const Work work = {package, snapshot, findings, seen};
    for (guint i = 0; i < package->documents->len; i++) {
        const PsgDocumentEntry *document = g_ptr_array_index(package->documents, i);
        for (guint k = 0; k < document->chapters->len; k++) {
            const PsgChapterEntry *chapter = g_ptr_array_index(document->chapters, k);
            check_file(&work, chapter->path);
        }
    }
    check_file(&work, package->glossary_path);
    if (!package->is_bare)
        check_file(&work, "plainsong.yaml");
}

/* --- Comments --- */

/* The kinds of what was found, for a sentence: "a telephone number and a full postcode". */
static char *
list_kinds(const char *text, const char *other)
{
    gboolean has_kind[PSG_PERSONAL_KINDS] = {0};
    const char *const texts[] = {text, other};
    guint count = 0, listed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GArray) found = texts[i] ? psg_personal_find(texts[i], strlen(texts[i])) : NULL;
        for (guint k = 0; found && k < found->len; k++)
            has_kind[g_array_index(found, PsgPersonalDatum, k).kind] = TRUE;
    }
    for (guint kind = 0; kind < PSG_PERSONAL_KINDS; kind++)
        count += has_kind[kind];
    GString *list = g_string_new(NULL);
    for (guint kind = 0; kind < PSG_PERSONAL_KINDS; kind++) {
        if (!has_kind[kind])
            continue;
        listed++;
        g_string_append_printf(list, "%s%s",
                listed == 1       ? ""
                : listed == count ? " and "
                                  : ", ",
                psg_personal_kind_get_name((PsgPersonalKind)kind));
    }
    return g_string_free(list, count == 0);
}

static void
check_step(const PsgReview *review, const PsgThread *thread, const PsgStep *step,
        PsgFindings *findings)
{
    if (step->is_redacted)
        return;
    g_autoptr(PsgEvent) event = psg_review_read_event(review, step->event, NULL);
    g_autofree char *kinds = event ? list_kinds(event->body, event->replace) : NULL;
    if (!kinds)
        return;
    g_autofree char *path = psg_event_format_path(step->event);
    g_autofree char *name = psg_review_abbreviate(review, thread);
    psg_findings_add(findings, PSG_SEVERITY_NOTE, "personal-data", path, 0, 0,
            "something said in the thread %s looks like %s; `plainsong comment redact %s` takes "
            "its words away",
            name, kinds, step->event->id + PSG_EVENT_ID_RANDOM);
}

void
psg_check_comments(const PsgReview *review, PsgFindings *findings)
{
    guint count;
    const PsgThread *threads = psg_threads_get(psg_review_get_threads(review), &count);
    for (guint i = 0; i < count; i++)
        for (guint k = 0; k < threads[i].step_count; k++)
            check_step(review, &threads[i], &threads[i].steps[k], findings);
}
