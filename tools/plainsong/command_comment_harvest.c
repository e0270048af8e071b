/* plainsong comment harvest: marks in the text become threads. */
#include <stdio.h>
#include <string.h>

#include "comment_commands.h"
#include "json_text.h"
#include "review/harvest/harvest.h"
#include "speaking.h"
#include "terminal.h"

typedef struct {
    char *by;
    gboolean is_dry_run, keeps_personal, is_json, is_quiet;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    g_free(arguments->by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    const GOptionEntry entries[] = {
            {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &arguments->is_dry_run,
                    "say what would be done, and do nothing", NULL},
            {"by", 0, 0, G_OPTION_ARG_FILENAME, &arguments->by,
                    "who cleans the text, an id of people.yaml (the user of git)", "EDITOR"},
            {"keep-personal-data", 0, 0, G_OPTION_ARG_NONE, &arguments->keeps_personal,
                    "store words that seem to hold somebody's personal data too", NULL},
            {"json", 0, 0, G_OPTION_ARG_NONE, &arguments->is_json, "print what was found as JSON",
                    NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->is_quiet, "print nothing when done",
                    NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    return command_parse(invocation, entries, code);
}

/* --- Reporting --- */

static const char *
name_fate(PsgHarvestFate fate)
{
    static const char *const names[] = {"new", "known", "empty"};
    return names[fate];
}

static void
report_json(const PsgHarvest *harvest)
{
    json_t *items = json_array(), *files = json_array(), *object = json_object();
    for (guint i = 0; i < harvest->items->len; i++) {
        const PsgHarvestItem *item = g_ptr_array_index(harvest->items, i);
        json_t *row = json_object();
        json_object_set_new(row, "path", json_text(item->path));
        json_object_set_new(row, "line", json_integer(item->line));
        json_object_set_new(row, "column", json_integer(item->column));
        json_object_set_new(row, "fate", json_text(name_fate(item->fate)));
        json_object_set_new(row, "kind", json_text(item->is_suggestion ? "suggest" : "comment"));
        json_object_set_new(row, "by", json_text(item->by));
        json_object_set_new(row, "commit", json_text(item->commit));
        json_object_set_new(row, "quote", json_text(item->words));
        json_object_set_new(row, "heading", json_text(item->heading));
        json_object_set_new(row, "text", json_text(item->text));
        json_object_set_new(row, "replace", json_text(item->replace));
        json_object_set_new(row, "thread", json_text(item->thread));
        json_object_set_new(row, "personal", json_boolean(item->is_personal));
        json_array_append_new(items, row);
    }
    for (guint i = 0; i < harvest->files->len; i++) {
        const PsgHarvestFile *file = g_ptr_array_index(harvest->files, i);
        json_t *row = json_object();
        json_object_set_new(row, "path", json_text(file->path));
        json_object_set_new(row, "commit", json_text(file->commit));
        json_array_append_new(files, row);
    }
    json_object_set_new(object, "comments", items);
    json_object_set_new(object, "files", files);
    json_print(object);
}

static void
report_item(const PsgHarvestItem *item)
{
    const char *bold = terminal_get_colour(stdout, TERMINAL_BOLD),
               *off = terminal_get_colour(stdout, TERMINAL_PLAIN);
    if (item->fate == PSG_HARVEST_EMPTY) {
        terminal_print(stdout, "%s:%u: an empty comment\n", item->path, item->line);
        return;
    }
    terminal_print(stdout, "%s:%u: %s by %s", item->path, item->line,
            item->is_suggestion ? "suggestion" : "comment", item->by);
    if (item->words)
        terminal_print(stdout, " on “%s”", item->words);
    if (item->thread)
        terminal_print(stdout, ", %s %s%.4s%s",
                item->fate == PSG_HARVEST_KNOWN ? "stored already as" : "stored as", bold,
                item->thread + PSG_EVENT_ID_RANDOM, off);
    if (item->is_personal)
        terminal_write(stdout, ", which seems to hold personal data");
    terminal_write(stdout, "\n");
}

static guint
count_fate(const PsgHarvest *harvest, PsgHarvestFate fate)
{
    guint count = 0;
    for (guint i = 0; i < harvest->items->len; i++)
        count += ((const PsgHarvestItem *)g_ptr_array_index(harvest->items, i))->fate == fate;
    return count;
}

/* What an editor should know before, or else after. */
static void
warn(const PsgHarvest *harvest)
{
    guint strangers = 0, personal = 0;
    for (guint i = 0; i < harvest->items->len; i++) {
        const PsgHarvestItem *item = g_ptr_array_index(harvest->items, i);
        strangers += g_strcmp0(item->by, PSG_HARVEST_SOMEONE) == 0;
        personal += item->is_personal;
    }
    if (strangers > 0)
        terminal_print(stderr,
                "plainsong: people.yaml does not know the authors of %u of these; they are kept as "
                "\"" PSG_HARVEST_SOMEONE "\", without a name or an address. --dry-run shows them "
                "beforehand, so that people can be added first\n",
                strangers);
    if (personal > 0)
        terminal_print(stderr,
                "plainsong: %u of these seem to hold somebody's personal data%s. The commits that "
                "brought them hold it in any case\n",
                personal,
                harvest->is_refused
                        ? ", so that nothing was stored and the text is as it was: take it out of "
                          "the text and commit that, or say --keep-personal-data"
                        : "; \"plainsong help comment redact\" says how to take it out of "
                          "comments");
}

static void
report(const Arguments *arguments, const PsgHarvest *harvest)
{
    if (arguments->is_json) {
        report_json(harvest);
        warn(harvest);
        return;
    }
    for (guint i = 0; !arguments->is_quiet && i < harvest->items->len; i++)
        report_item(g_ptr_array_index(harvest->items, i));
    warn(harvest);
    if (arguments->is_quiet)
        return;
    guint count = harvest->files->len;
    const char *chapters = count == 1 ? "chapter" : "chapters";
    if (harvest->items->len == 0)
        terminal_write(stdout, "No comments stand in the text as it was committed.\n");
    else if (arguments->is_dry_run || harvest->is_refused)
        terminal_print(stdout, "%u would be stored, and %u %s cleaned.\n",
                count_fate(harvest, PSG_HARVEST_NEW), count, chapters);
    else
        terminal_print(stdout, "%u stored; %u %s cleaned%s.\n",
                count_fate(harvest, PSG_HARVEST_NEW), count, chapters,
                count == 0   ? ""
                : count == 1 ? ", in a commit"
                             : ", each in a commit");
}

ExitCode
command_comment_harvest(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    g_auto(Talk) talk = {0};
    ExitCode code;
    GError *error = NULL;
    if (!parse(invocation, &arguments, &code))
        return code;
    if (!talk_init(&talk, invocation->folder, NULL, &error))
        return command_fail(error);
    const PsgContributor *editor =
            arguments.by ? talk_find_speaker(&talk, arguments.by, &error) : NULL;
    if (arguments.by && !editor)
        return command_fail(error);
    g_auto(GStrv) paths = opening_list_paths(invocation, talk.opening.place);
    const PsgHarvestOptions options = {.paths = (const char *const *)paths,
            .editor = editor,
            .is_dry_run = arguments.is_dry_run,
            .keeps_personal = arguments.keeps_personal};
    g_autoptr(PsgHarvest) harvest = psg_harvest_run(talk.review, &options, &error);
    if (!harvest)
        return command_fail(error);
    report(&arguments, harvest);
    return harvest->is_refused && !arguments.is_dry_run ? EXIT_FOUND : EXIT_DONE;
}
