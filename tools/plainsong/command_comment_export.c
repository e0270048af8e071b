/* plainsong comment export: threads for other programs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "comment_commands.h"
#include "review/exchange/annotation.h"
#include "review/exchange/csv_threads.h"
#include "review/review_error.h"
#include "speaking.h"

typedef struct {
    char *format, *document, *state, *output;
    gboolean is_quiet;
    guint states; /* bits; 0: all */
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    g_free(arguments->format);
    g_free(arguments->document);
    g_free(arguments->state);
    g_free(arguments->output);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

typedef char *(*Write)(
        const PsgReview *review, const PsgThread *const *threads, guint count, GError **error);

static const struct {
    const char *name, *ending;
    Write write;
} formats[] = {
        {"annotations", ".jsonld", psg_annotations_write},
        {"csv", ".csv", psg_csv_write_threads},
};

/* As --format says, else as the name of the output does, else annotations. */
static Write
find_writer(const Arguments *arguments)
{
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
        if (arguments->format ? strcmp(arguments->format, formats[i].name) == 0
                              : arguments->output &&
                                        g_str_has_suffix(arguments->output, formats[i].ending))
            return formats[i].write;
    return arguments->format ? NULL : formats[0].write;
}

static gboolean
read_state(Arguments *arguments)
{
    for (guint i = 0; arguments->state && i < PSG_THREAD_STATES; i++)
        if (strcmp(arguments->state, psg_thread_state_get_name((PsgThreadState)i)) == 0)
            arguments->states = 1u << i;
    return !arguments->state || arguments->states != 0;
}

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    const GOptionEntry entries[] = {
            {"format", 'f', 0, G_OPTION_ARG_FILENAME, &arguments->format,
                    "annotations (W3C, JSON-LD) or csv (by the name of the output, else "
                    "annotations)",
                    "FORMAT"},
            {"output", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->output,
                    "write to this file (standard output)", "FILE"},
            {"document", 'd', 0, G_OPTION_ARG_FILENAME, &arguments->document,
                    "only threads on this document", "ID"},
            {"state", 0, 0, G_OPTION_ARG_FILENAME, &arguments->state,
                    "only threads that are open, answered, resolved or reopened", "STATE"},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->is_quiet,
                    "do not say what was written", NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!command_parse(invocation, entries, code))
        return FALSE;
    if (!read_state(arguments)) {
        *code = command_fail_use(invocation->command,
                "comment export: no thread is \"%s\"; it is open, answered, resolved or reopened",
                arguments->state);
        return FALSE;
    }
    if (!find_writer(arguments)) {
        *code = command_fail_use(invocation->command,
                "comment export: \"%s\" is no format; there are annotations and csv",
                arguments->format);
        return FALSE;
    }
    return TRUE;
}

static gboolean
check_document(const PsgPackage *package, const char *id, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < package->documents->len; i++) {
        const PsgDocumentEntry *document = package->documents->pdata[i];
        if (!id || strcmp(document->id, id) == 0)
            return TRUE;
        g_ptr_array_add(ids, document->id);
    }
    g_ptr_array_add(ids, NULL);
    const char *nearest = psg_nearest_find(id, (const char *const *)ids->pdata);
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_NOT_FOUND,
            "the package has no document \"%s\"%s%s%s", id, nearest ? "; did you mean \"" : "",
            nearest ? nearest : "", nearest ? "\"?" : "");
    return FALSE;
}

/* The threads that are named, or all, as far as the filters let them through. */
static GPtrArray *
choose(const Talk *talk, const Invocation *invocation, const Arguments *arguments, GError **error)
{
    g_autoptr(GPtrArray) chosen = g_ptr_array_new();
    g_autoptr(GHashTable) named = g_hash_table_new(NULL, NULL);
    const PsgThreadFilter filter = {.states = arguments->states, .document = arguments->document};
    guint count;
    const PsgThread *threads = psg_threads_get(psg_review_get_threads(talk->review), &count);
    for (char **name = invocation->arguments + 1; *name; name++) {
        const PsgThread *thread = psg_review_find_thread(talk->review, *name, error);
        if (!thread)
            return NULL;
        g_hash_table_add(named, (gpointer)thread);
    }
    for (guint i = 0; i < count; i++)
        if ((!invocation->arguments[1] || g_hash_table_contains(named, &threads[i])) &&
                psg_thread_matches(&threads[i], &filter))
            g_ptr_array_add(chosen, (gpointer)&threads[i]);
    return g_steal_pointer(&chosen);
}

static gboolean
write_out(
        const Invocation *invocation, const Arguments *arguments, const char *text, GError **error)
{
    if (arguments->output && strcmp(arguments->output, "-") != 0) {
        g_autofree char *path = command_resolve(invocation, arguments->output);
        return g_file_set_contents(path, text, -1, error);
    }
    if (fputs(text, stdout) >= 0 && fflush(stdout) == 0)
        return TRUE;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
            "the export could not be written: %s", g_strerror(errno));
    return FALSE;
}

ExitCode
command_comment_export(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    g_auto(Talk) talk = {0};
    ExitCode code;
    GError *error = NULL;
    if (!parse(invocation, &arguments, &code))
        return code;
    if (!talk_init(&talk, invocation->folder, NULL, &error) ||
            !check_document(talk.opening.package, arguments.document, &error))
        return command_fail(error);
    g_autoptr(GPtrArray) threads = choose(&talk, invocation, &arguments, &error);
    g_autofree char *text =
            threads ? find_writer(&arguments)(talk.review, (const PsgThread *const *)threads->pdata,
                              threads->len, &error)
                    : NULL;
    if (!text || !write_out(invocation, &arguments, text, &error))
        return command_fail(error);
    if (!arguments.is_quiet)
        fprintf(stderr, "%u %s exported.\n", threads->len,
                threads->len == 1 ? "thread" : "threads");
    return EXIT_DONE;
}
