/* plainsong sync: the comments are exchanged with another repository. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "expiry.h"
#include "git/git_error.h"
#include "json_text.h"
#include "project/place.h"
#include "review/store/sync.h"
#include "terminal.h"

static PsgPlace *
find_place(const char *folder, GError **error)
{
    g_autoptr(PsgPlace) place = psg_place_find(folder, NULL, error);
    if (place && !place->repository) {
        g_set_error(error, PSG_GIT_ERROR, PSG_GIT_ERROR_NOT_A_REPOSITORY,
                "%s: this folder is in no git repository, so that there is nobody to exchange "
                "comments with",
                place->folder);
        return NULL;
    }
    return g_steal_pointer(&place);
}

static void
print_json(const PsgSync *sync)
{
    json_t *object = json_object();
    json_object_set_new(object, "remote", json_text(sync->remote));
    json_object_set_new(object, "came_in", json_integer(sync->came_in));
    json_object_set_new(object, "went_out", json_integer(sync->went_out));
    json_object_set_new(object, "redacted", json_integer(sync->redacted));
    json_object_set_new(object, "said", json_text(sync->said));
    expiry_add_json(object, &sync->expiry);
    json_print(object);
}

/* What the other side's hooks say to people. */
static void
print_said(const char *said)
{
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    for (char **line = lines; *line; line++)
        if (g_str_has_prefix(*line, "remote:") && *g_strstrip(*line + strlen("remote:")))
            terminal_print(stdout, "%s\n", *line);
}

static void
print_text(const PsgSync *sync)
{
    if (sync->is_empty)
        terminal_print(
                stdout, "There are no comments yet, neither here nor at %s.\n", sync->remote);
    else if (sync->came_in + sync->went_out + sync->redacted == 0)
        terminal_print(stdout, "Nothing is new: %s has the same comments as this repository.\n",
                sync->remote);
    else
        terminal_print(stdout, "%u %s came in, %u went out", sync->came_in,
                sync->came_in == 1 ? "comment" : "comments", sync->went_out);
    if (sync->redacted > 0)
        terminal_print(
                stdout, ", %u %s redacted", sync->redacted, sync->redacted == 1 ? "was" : "were");
    if (sync->came_in + sync->went_out + sync->redacted > 0)
        terminal_print(stdout, " (%s).\n", sync->remote);
    print_said(sync->said);
    expiry_print(&sync->expiry);
}

/* What came in stays though it then went no further. */
static ExitCode
fail(const PsgSync *sync, GError *error)
{
    ExitCode code = command_fail(error);
    if (sync->came_in > 0)
        terminal_print(stderr, "%u %s came in before that.\n", sync->came_in,
                sync->came_in == 1 ? "comment" : "comments");
    return code;
}

ExitCode
command_sync(Invocation *invocation)
{
    gboolean is_json = FALSE, is_quiet = FALSE;
    const GOptionEntry entries[] = {
            {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, "print what was exchanged as JSON", NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &is_quiet, "print nothing when done", NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    ExitCode code;
    GError *error = NULL;
    if (!command_parse(invocation, entries, &code) ||
            !command_check_arguments(invocation, 1, &code))
        return code;
    g_autoptr(PsgPlace) place = find_place(invocation->folder, &error);
    if (!place)
        return command_fail(error);
    g_autoptr(PsgStore) store = psg_store_new(place->repository);
    g_auto(PsgSync) sync = {0};
    if (!psg_store_sync(store, invocation->arguments[1], &sync, &error))
        return fail(&sync, error);
    if (is_json)
        print_json(&sync);
    else if (!is_quiet)
        print_text(&sync);
    return EXIT_DONE;
}
