/* plainsong anchor: for developers. Follows the passages of a file of cases, so that the following
 * can be measured against judged ones. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "commands.h"
#include "git/git_error.h"
#include "json_text.h"
#include "review/anchor/anchor.h"
#include "review/review_error.h"

/* One line of the file. */
typedef struct {
    json_t *json; /* owns the strings */
    const char *id, *to;
    PsgAnchor anchor;
    PsgAnchorPlace *place;
} Case;

static void
case_clear(Case *item)
{
    json_decref(item->json);
    psg_anchor_place_free(item->place);
}

static gboolean
fail_line(GError **error, const char *file, guint line, const char *why)
{
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_EVENT,
            "%s:%u: this line is not a case: %s", file, line, why);
    return FALSE;
}

/* Reads what following may know of a case, and nothing else. */
static gboolean
read_case(Case *item, const char *file, guint line, GError **error)
{
    json_int_t start = -1, end = -1;
    if (json_unpack(item->json, "{s:s, s:s, s:s, s:s, s:I, s:I}", "id", &item->id, "from_commit",
                &item->anchor.commit, "from_path", &item->anchor.path, "to_commit", &item->to,
                "start_byte", &start, "end_byte", &end) != 0)
        return fail_line(error, file, line,
                "it needs id, from_commit, from_path, to_commit, start_byte and end_byte");
    if (start < 0 || end <= start)
        return fail_line(error, file, line, "end_byte must be greater than start_byte");
    item->anchor.start = (gsize)start;
    item->anchor.end = (gsize)end;
    return TRUE;
}

static gboolean
read_cases(const char *file, GArray *cases, GError **error)
{
    g_autofree char *bytes = NULL;
    if (!g_file_get_contents(file, &bytes, NULL, error))
        return FALSE;
    g_auto(GStrv) lines = g_strsplit(bytes, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        if (!*g_strstrip(lines[i]))
            continue;
        json_error_t wrong;
        Case item = {.json = json_loads(lines[i], 0, &wrong)};
        if (!item.json)
            return fail_line(error, file, i + 1, wrong.text);
        g_array_append_val(cases, item);
        if (!read_case(&g_array_index(cases, Case, cases->len - 1), file, i + 1, error))
            return FALSE;
    }
    return TRUE;
}

/* Follows all cases that end at the commit of the case `first`, in one walk. */
static gboolean
follow_together(PsgRepository *repository, GArray *cases, guint first, GError **error)
{
    const char *to = g_array_index(cases, Case, first).to;
    g_autoptr(GArray) anchors = g_array_new(FALSE, FALSE, sizeof(PsgAnchor));
    g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = first; i < cases->len; i++) {
        const Case *item = &g_array_index(cases, Case, i);
        if (strcmp(item->to, to) != 0)
            continue;
        g_array_append_val(anchors, item->anchor);
        g_array_append_val(members, i);
    }
    g_autoptr(GPtrArray) places = psg_anchors_follow(
            repository, (PsgAnchor *)(void *)anchors->data, anchors->len, to, NULL, error);
    if (!places)
        return FALSE;
    for (guint i = 0; i < members->len; i++)
        g_array_index(cases, Case, g_array_index(members, guint, i)).place =
                g_steal_pointer(&places->pdata[i]);
    return TRUE;
}

static json_t *
describe(const Case *item)
{
    const PsgAnchorPlace *place = item->place;
    json_t *line = json_object();
    json_object_set_new(line, "id", json_text(item->id));
    json_object_set_new(
            line, "status", json_text(place->status == PSG_ANCHORED ? "anchored" : "gone"));
    if (place->status == PSG_ANCHOR_UNKNOWN)
        return line;
    json_object_set_new(line, "path", json_text(place->path));
    json_object_set_new(line, "start_byte", json_integer((json_int_t)place->start));
    json_object_set_new(line, "end_byte", json_integer((json_int_t)place->end));
    json_object_set_new(line, "exact", json_text(place->words));
    if (place->removed_by)
        json_object_set_new(line, "removed_by", json_text(place->removed_by));
    return line;
}

static gboolean
write_predictions(const GArray *cases, const char *file, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < cases->len; i++) {
        json_t *line = describe(&g_array_index(cases, Case, i));
        char *dumped = json_dumps(line, JSON_COMPACT);
        g_string_append_printf(text, "%s\n", dumped);
        free(dumped);
        json_decref(line);
    }
    if (file)
        return g_file_set_contents(file, text->str, (gssize)text->len, error);
    fwrite(text->str, 1, text->len, stdout);
    return TRUE;
}

static gboolean
predict(const char *file, const char *folder, const char *output, GError **error)
{
    g_autoptr(GArray) cases = g_array_new(FALSE, TRUE, sizeof(Case));
    g_array_set_clear_func(cases, (GDestroyNotify)case_clear);
    if (!read_cases(file, cases, error))
        return FALSE;
    g_autoptr(PsgRepository) repository = psg_repository_open(folder, error);
    if (!repository)
        return FALSE;
    for (guint i = 0; i < cases->len; i++)
        if (!g_array_index(cases, Case, i).place && !follow_together(repository, cases, i, error))
            return FALSE;
    return write_predictions(cases, output, error);
}

ExitCode
command_anchor(Invocation *invocation)
{
    g_autofree char *file = NULL;
    g_autofree char *repository = NULL;
    g_autofree char *output = NULL;
    const GOptionEntry entries[] = {
            {"predict", 0, 0, G_OPTION_ARG_FILENAME, &file, "the file of cases", "FILE"},
            {"repository", 0, 0, G_OPTION_ARG_FILENAME, &repository,
                    "the repository of the cases (else the one you are in)", "DIR"},
            {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
                    "where the predictions go (else standard output)", "OUT"},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    ExitCode code;
    if (!command_parse(invocation, entries, &code) ||
            !command_check_arguments(invocation, 0, &code))
        return code;
    if (!file)
        return command_fail_use(invocation->command, "say which cases: --predict FILE");
    g_autofree char *file_path = command_resolve(invocation, file);
    g_autofree char *folder = command_resolve(invocation, repository ? repository : ".");
    g_autofree char *output_path = output ? command_resolve(invocation, output) : NULL;
    GError *error = NULL;
    return predict(file_path, folder, output_path, &error) ? EXIT_DONE : command_fail(error);
}
