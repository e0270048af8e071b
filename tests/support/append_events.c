/* Writes comments into a repository's store, for tests that end it while it is at work:
 *     append_events REPOSITORY COUNT BATCH    appends COUNT times BATCH comments, and prints their
 * ids once they are acknowledged, a line a batch append_events REPOSITORY list           prints the
 * ids of all, and what the list complains of */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "git/repository.h"
#include "review/store/store.h"

static int
fail(const GError *error)
{
    fprintf(stderr, "%s\n", error->message);
    return 3;
}

static int
list(PsgStore *store)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgEventList) events = psg_store_list(store, &error);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    if (!events)
        return fail(error);
    guint count;
    const PsgEvent *all = psg_event_list_get_events(events, &count);
    for (guint i = 0; i < count; i++) {
        g_autoptr(PsgEvent) full = psg_store_read(store, events, &all[i], &error);
        if (!full)
            return fail(error);
        puts(full->id);
    }
    psg_event_list_report(events, findings);
    psg_findings_finish(findings);
    for (guint i = 0; i < psg_findings_get_length(findings); i++) {
        g_autofree char *line = psg_finding_format(psg_findings_get(findings, i));
        fprintf(stderr, "%s\n", line);
    }
    return 0;
}

/* One write for the line, so that what is seen of it was acknowledged. */
static gboolean
append(PsgStore *store, gint64 at, guint batch, GError **error)
{
    static const char body[] = "Nobody told us, and we would have come.\n";
    g_autofree PsgEvent *events = g_new0(PsgEvent, batch);
    g_autoptr(GPtrArray) pointers = g_ptr_array_new();
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) line = g_string_new(NULL);
    for (guint i = 0; i < batch; i++) {
        char *id = psg_event_id_new(at, error);
        if (!id)
            return FALSE;
        g_ptr_array_add(ids, id);
        events[i] = (PsgEvent){.kind = PSG_EVENT_COMMENT,
                .id = id,
                .thread = id,
                .by = "amina",
                .at = at,
                .has_target = TRUE,
                .on = {.document = "early-years"},
                .body = body,
                .body_length = strlen(body)};
        g_ptr_array_add(pointers, &events[i]);
        g_string_append_printf(line, "%s%s", i > 0 ? " " : "", id);
    }
    g_string_append_c(line, '\n');
    return psg_store_append(store, (const PsgEvent *const *)pointers->pdata, batch, error) &&
           write(STDOUT_FILENO, line->str, line->len) == (gssize)line->len;
}

int
main(int count, char **arguments)
{
    g_autoptr(GError) error = NULL;
    if (count < 3)
        return 2;
    g_autoptr(PsgRepository) repository = psg_repository_open(arguments[1], &error);
    if (!repository)
        return fail(error);
    g_autoptr(PsgStore) store = psg_store_new(repository);
    if (strcmp(arguments[2], "list") == 0)
        return list(store);
    for (int i = 0; count > 3 && i < atoi(arguments[2]); i++)
        if (!append(store, 1795443303 + i, (guint)atoi(arguments[3]), &error))
            return error ? fail(error) : 3;
    return 0;
}
