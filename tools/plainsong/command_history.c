/* plainsong history: the changes of a chapter or section, told one by one. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/date.h"
#include "changes/changes_error.h"
#include "changes/chronicle.h"
#include "changes/format.h"
#include "commands.h"
#include "json_text.h"
#include "opening.h"
#include "terminal.h"
#include "wrapped.h"

#define DEFAULT_LIMIT 20
#define PASSAGE_LIMIT 12u /* of one entry: a page that is read, not searched */
#define CONTEXT_WORDS 8u
#define VOICE_LIMIT 20u /* of one entry */

typedef struct {
    char *revision;
    int limit;
    gboolean is_json, is_quiet;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    g_free(arguments->revision);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

/* What is told. */
typedef struct {
    Opening opening;
    PsgChronicle *chronicle;
    const char *path; /* of the chapter, in the package */
    char *fragment;   /* NULL */
    gboolean is_quiet;
    Opening now; /* the package as it is now, when the history of an earlier one is told */
    PsgChronicleEntry *pending;
    GPtrArray *entries;
} Telling;

static void
telling_clear(Telling *telling)
{
    g_clear_pointer(&telling->entries, g_ptr_array_unref);
    g_clear_pointer(&telling->pending, psg_chronicle_entry_free);
    g_free(telling->fragment);
    g_clear_pointer(&telling->chronicle, psg_chronicle_free);
    opening_clear(&telling->now);
    opening_clear(&telling->opening);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Telling, telling_clear)

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    arguments->limit = DEFAULT_LIMIT;
    const GOptionEntry entries[] = {
            {"at", 0, 0, G_OPTION_ARG_FILENAME, &arguments->revision,
                    "the history up to this commit, tag or branch", "REV"},
            {"limit", 'n', 0, G_OPTION_ARG_INT, &arguments->limit,
                    "at most so many changes (20); 0 shows all", "N"},
            {"json", 0, 0, G_OPTION_ARG_NONE, &arguments->is_json, "print the history as JSON",
                    NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->is_quiet,
                    "print the changes alone, without hints", NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!command_parse(invocation, entries, code) || !command_check_arguments(invocation, 1, code))
        return FALSE;
    if (!invocation->arguments[1]) {
        *code = command_fail_use(invocation->command,
                "history: say of which chapter: plainsong history PATH, or PATH#HEADING for a "
                "section");
        return FALSE;
    }
    if (arguments->limit < 0) {
        *code = command_fail_use(
                invocation->command, "history: --limit is a number of changes, or 0 for all");
        return FALSE;
    }
    return TRUE;
}

/* Opening */

static const char *
find_path(const Telling *telling, const char *folder, const char *path, GError **error)
{
    const PsgPackage *package = telling->opening.package;
    g_autofree char *here = psg_place_make_package_path(telling->opening.place, folder, path);
    const char *found = here ? psg_chronicle_find_path(package, here, NULL) : NULL;
    found = found ? found : psg_chronicle_find_path(package, path, NULL);
    if (found)
        return found;
    if (here && psg_snapshot_has_file(telling->opening.snapshot, here))
        g_set_error(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_PATH,
                "\"%s\" is a file of this package but no chapter, and only chapters are told word "
                "by word; \"git log -- %s\" lists its commits",
                path, path);
    else
        psg_chronicle_find_path(package, path, error);
    return NULL;
}

/* A file's name may hold a '#' of its own: the whole is tried first. */
static gboolean
find_place(Telling *telling, const char *folder, const char *argument, GError **error)
{
    const char *mark = strrchr(argument, '#');
    telling->path = find_path(telling, folder, argument, mark ? NULL : error);
    if (telling->path || !mark)
        return telling->path != NULL;
    g_autofree char *path = g_strndup(argument, (gsize)(mark - argument));
    telling->fragment = mark[1] ? g_strdup(mark + 1) : NULL;
    telling->path = find_path(telling, folder, path, error);
    return telling->path != NULL;
}

/* People may have taken their consent back since: what people.yaml says now counts, where there
 * still is one. */
static void
heed_consent(Telling *telling, const char *folder)
{
    if (opening_init(&telling->now, folder, NULL, NULL) && telling->now.package->people_path)
        psg_chronicle_set_people(telling->chronicle, telling->now.package);
}

static gboolean
telling_init(
        Telling *telling, const Arguments *arguments, const Invocation *invocation, GError **error)
{
    Opening *opening = &telling->opening;
    if (!opening_init_for_path(
                opening, invocation->folder, invocation->arguments[1], arguments->revision, error))
        return FALSE;
    if (!find_place(telling, invocation->folder, invocation->arguments[1], error))
        return FALSE;
    telling->is_quiet = arguments->is_quiet;
    telling->chronicle =
            psg_chronicle_new(opening->place, opening->snapshot, opening->package, 0, error);
    if (!telling->chronicle)
        return FALSE;
    if (arguments->revision)
        heed_consent(telling, invocation->folder);
    telling->entries = psg_chronicle_list_entries(
            telling->chronicle, telling->path, telling->fragment, (guint)arguments->limit, error);
    if (!telling->entries)
        return FALSE;
    telling->pending =
            psg_chronicle_read_pending(telling->chronicle, telling->path, telling->fragment);
    return TRUE;
}

/* What an entry shows */

/* What stayed where a chapter came from did not go. */
static void
leave_out_removed(GPtrArray *passages)
{
    for (guint i = passages->len; i-- > 0;)
        if (((const PsgPassage *)passages->pdata[i])->change == PSG_CHANGE_DELETED)
            g_ptr_array_remove_index(passages, i);
}

static GPtrArray *
list_passages(const Telling *telling, const PsgChronicleEntry *entry, guint context)
{
    if (!entry->changes || entry->changes->chapters->len == 0)
        return g_ptr_array_new();
    if (telling->fragment)
        return psg_passages_new_section(
                entry->changes, 0, entry->old_section_id, entry->section_id, context);
    GPtrArray *passages = psg_passages_new(entry->changes, 0, context);
    if (entry->is_part)
        leave_out_removed(passages);
    return passages;
}

/* TRUE when the chapter or section came to be: all of it is new, and is summed up. */
static gboolean
is_beginning(const Telling *telling, const PsgChronicleEntry *entry)
{
    if (!entry->changes || entry->changes->chapters->len == 0)
        return FALSE;
    const PsgChapterChanges *chapter = g_ptr_array_index(entry->changes->chapters, 0);
    return chapter->change == PSG_CHAPTER_ADDED ||
           (telling->fragment && entry->is_new && !entry->old_section_id);
}

static gsize
count_words(const char *text)
{
    gsize count = 0;
    for (const char *at = text; *at;) {
        at += strspn(at, " \n\t");
        count += *at != '\0';
        at += strcspn(at, " \n\t");
    }
    return count;
}

static gsize
count_new_words(const GPtrArray *passages)
{
    gsize count = 0;
    for (guint i = 0; i < passages->len; i++) {
        const PsgPassage *passage = g_ptr_array_index(passages, i);
        for (guint j = 0; j < passage->runs->len; j++) {
            const PsgPassageRun *run = &g_array_index(passage->runs, PsgPassageRun, j);
            if (run->kind == PSG_RUN_INSERTED)
                count += count_words(run->text);
        }
    }
    return count;
}

/* Text */

/* "Amina K. (Parents and carers), Tom and a contributor"; of very many "and 990 more". */
static char *
join_voices(const GPtrArray *voices)
{
    GString *text = g_string_new(NULL);
    guint shown = voices->len > VOICE_LIMIT ? VOICE_LIMIT - 1 : voices->len;
    for (guint i = 0; i < shown; i++) {
        const PsgVoice *voice = g_ptr_array_index(voices, i);
        const PsgContributor *contributor = voice->contributor;
        g_string_append_printf(text, "%s%s",
                i == 0                 ? ""
                : i + 1 == voices->len ? " and "
                                       : ", ",
                voice->name);
        if (contributor && contributor->credit == PSG_CREDIT_NAME && contributor->group)
            g_string_append_printf(text, " (%s)", contributor->group->name);
    }
    if (shown < voices->len)
        g_string_append_printf(text, " and %u more", voices->len - shown);
    return g_string_free(text, FALSE);
}

static void
print_passages(const Telling *telling, const PsgChronicleEntry *entry, guint width, GString *out)
{
    g_autoptr(GPtrArray) passages = list_passages(telling, entry, CONTEXT_WORDS);
    const char *section = NULL;
    gboolean is_first = TRUE;
    for (guint i = 0; i < MIN(passages->len, PASSAGE_LIMIT); i++) {
        const PsgPassage *passage = g_ptr_array_index(passages, i);
        if (!telling->fragment && (is_first || g_strcmp0(section, passage->section_title) != 0) &&
                passage->section_title) {
            g_autofree char *line = g_strdup_printf("In “%s”:", passage->section_title);
            wrapped_append(out, line, 2, 4, width);
        }
        section = passage->section_title;
        is_first = FALSE;
        psg_passage_format_text(passage, width, terminal_has_colours(stdout), out);
    }
    guint rest = passages->len > PASSAGE_LIMIT ? passages->len - PASSAGE_LIMIT : 0;
    if (rest == 0)
        return;
    g_autofree char *range = entry->abbreviation ? g_strdup_printf("%s~1..%s", entry->abbreviation,
                                                           entry->abbreviation)
                                                 : g_strdup("HEAD..");
    g_autofree char *line =
            g_strdup_printf("... and %u more (\"plainsong changes %s\" shows all)", rest, range);
    wrapped_append(out, line, 2, 4, width);
}

/* What changed, as sentences and passages. */
static void
print_changes(const Telling *telling, const PsgChronicleEntry *entry, guint width, GString *out)
{
    if (!entry->changes) {
        g_string_append(out, "  The text of that time cannot be read.\n");
        return;
    }
    if (is_beginning(telling, entry)) {
        g_autoptr(GPtrArray) passages = list_passages(telling, entry, 0);
        gsize words = count_new_words(passages);
        g_string_append_printf(out, "  The %s is new: %" G_GSIZE_FORMAT " word%s.\n",
                telling->fragment ? "section" : "chapter", words, words == 1 ? "" : "s");
        return;
    }
    if (entry->old_path && strcmp(entry->old_path, entry->path) != 0) {
        g_autofree char *line = g_strdup_printf(entry->is_part && !telling->fragment
                                                        ? "Parts of it were in %s before."
                                                        : "It was in %s before.",
                entry->old_path);
        wrapped_append(out, line, 2, 2, width);
    }
    print_passages(telling, entry, width, out);
}

/* The message's subject, and its body paragraph by paragraph. */
static void
print_reason(const PsgChronicleEntry *entry, guint width, GString *out)
{
    wrapped_append(out, entry->reason, 0, 0, width);
    g_auto(GStrv) paragraphs = g_strsplit(entry->details, "\n\n", -1);
    for (char **paragraph = paragraphs; *paragraph; paragraph++)
        wrapped_append(out, *paragraph, 0, 0, width);
}

static void
print_entry(const Telling *telling, const PsgChronicleEntry *entry, guint width, GString *out)
{
    const char *bold = terminal_get_colour(stdout, TERMINAL_BOLD),
               *off = terminal_get_colour(stdout, TERMINAL_PLAIN);
    g_autofree char *date = psg_date_format_local(entry->time, entry->offset_minutes);
    g_autofree char *people = join_voices(entry->voices);
    g_autofree char *heading =
            g_strdup_printf("%s, %s", date ? date : "On a day that no calendar has", people);
    g_string_append(out, bold);
    wrapped_append(out, heading, 0, 2, width);
    g_string_append(out, off);
    print_reason(entry, width, out);
    print_changes(telling, entry, width, out);
    g_autoptr(GString) answers = g_string_new(NULL);
    for (guint i = 0; i < entry->threads->len; i++)
        g_string_append_printf(answers, "%s%s%s", i == 0 ? "Answers " : ", ",
                (char *)g_ptr_array_index(entry->threads, i),
                i + 1 == entry->threads->len ? "." : "");
    wrapped_append(out, answers->str, 2, 4, width);
    g_string_append_c(out, '\n');
}

/* What is not told: older changes that a limit, or a shallow clone, leaves out. */
static void
print_end(const Telling *telling, guint width, GString *out)
{
    const PsgChronicleEntry *last =
            telling->entries->len > 0 ? telling->entries->pdata[telling->entries->len - 1] : NULL;
    if (telling->is_quiet)
        return;
    if (last && last->earlier > 0) {
        g_autofree char *line = g_strdup_printf("... and %u earlier change%s (--limit 0 shows all)",
                last->earlier, last->earlier == 1 ? "" : "s");
        wrapped_append(out, line, 0, 4, width);
    }
    if (!psg_chronicle_is_complete(telling->chronicle))
        wrapped_append(out,
                "Older changes are not in this clone, which is shallow; \"git fetch --unshallow\" "
                "gets them.",
                0, 0, width);
    if (!psg_chronicle_is_whole(telling->chronicle))
        wrapped_append(out,
                "Some files of some revisions could not be read, so that changes may be missing "
                "here: in a partial clone \"git fetch --refetch --no-filter\" gets them, and \"git "
                "fsck\" finds what is damaged.",
                0, 0, width);
}

static void
print_text(const Telling *telling)
{
    g_autoptr(GString) out = g_string_new(NULL);
    guint width = terminal_get_width(stdout);
    const char *bold = terminal_get_colour(stdout, TERMINAL_BOLD),
               *off = terminal_get_colour(stdout, TERMINAL_PLAIN);
    g_string_append_printf(out, "%s%s%s%s%s\n\n", bold, telling->path, telling->fragment ? "#" : "",
            telling->fragment ? telling->fragment : "", off);
    if (telling->pending) {
        g_string_append_printf(out, "%sNot committed yet%s\n", bold, off);
        print_changes(telling, telling->pending, width, out);
        g_string_append_c(out, '\n');
    }
    for (guint i = 0; i < telling->entries->len; i++)
        print_entry(telling, g_ptr_array_index(telling->entries, i), width, out);
    if (!telling->is_quiet && !telling->pending && telling->entries->len == 0 &&
            psg_chronicle_is_complete(telling->chronicle) &&
            psg_chronicle_is_whole(telling->chronicle))
        g_string_append(out, "No change is known.\n");
    print_end(telling, width, out);
    while (out->len > 1 && g_str_has_suffix(out->str, "\n\n"))
        g_string_truncate(out, out->len - 1);
    terminal_write(stdout, out->str);
}

/* JSON */

static json_t *
describe_passages(const Telling *telling, const PsgChronicleEntry *entry)
{
    g_autoptr(GPtrArray) passages = list_passages(telling, entry, CONTEXT_WORDS);
    json_t *list = json_array();
    for (guint i = 0; i < passages->len; i++)
        json_array_append_new(list, psg_passage_format_json(g_ptr_array_index(passages, i)));
    return list;
}

static json_t *
describe_people(const GPtrArray *voices)
{
    json_t *list = json_array();
    for (guint i = 0; i < voices->len; i++) {
        const PsgVoice *voice = g_ptr_array_index(voices, i);
        const PsgContributor *contributor = voice->contributor;
        gboolean is_named = contributor && contributor->credit == PSG_CREDIT_NAME;
        json_t *item = json_object();
        json_object_set_new(item, "name", json_text(voice->name));
        json_object_set_new(item, "id", json_text(is_named ? contributor->id : NULL));
        json_object_set_new(item, "group",
                json_text(
                        contributor && contributor->credit != PSG_CREDIT_NONE && contributor->group
                                ? contributor->group->id
                                : NULL));
        json_array_append_new(list, item);
    }
    return list;
}

static json_t *
describe_entry(const Telling *telling, const PsgChronicleEntry *entry)
{
    json_t *item = json_object(), *threads = json_array();
    for (guint i = 0; i < entry->threads->len; i++)
        json_array_append_new(threads, json_text(g_ptr_array_index(entry->threads, i)));
    g_autofree char *date = entry->oid ? psg_date_format_iso_time(entry->time) : NULL;
    json_object_set_new(item, "revision", json_text(entry->oid));
    json_object_set_new(item, "date", json_text(date));
    json_object_set_new(item, "people", describe_people(entry->voices));
    json_object_set_new(item, "reason", json_text(entry->reason));
    json_object_set_new(item, "details", json_text(entry->details));
    json_object_set_new(item, "answers", threads);
    json_object_set_new(item, "path", json_text(entry->path));
    json_object_set_new(item, "old-path", json_text(entry->old_path));
    json_object_set_new(item, "section", json_text(entry->section_id));
    json_object_set_new(item, "old-section", json_text(entry->old_section_id));
    json_object_set_new(item, "new", json_boolean(is_beginning(telling, entry)));
    json_object_set_new(item, "readable", json_boolean(entry->changes != NULL));
    json_object_set_new(item, "passages", describe_passages(telling, entry));
    return item;
}

static void
print_json(const Telling *telling)
{
    json_t *report = json_object(), *list = json_array();
    guint earlier = 0;
    for (guint i = 0; i < telling->entries->len; i++) {
        const PsgChronicleEntry *entry = g_ptr_array_index(telling->entries, i);
        json_array_append_new(list, describe_entry(telling, entry));
        earlier = entry->earlier;
    }
    json_object_set_new(report, "path", json_text(telling->path));
    json_object_set_new(report, "heading", json_text(telling->fragment));
    json_object_set_new(report, "complete",
            json_boolean(psg_chronicle_is_complete(telling->chronicle) &&
                         psg_chronicle_is_whole(telling->chronicle)));
    json_object_set_new(report, "pending",
            telling->pending ? describe_entry(telling, telling->pending) : json_null());
    json_object_set_new(report, "entries", list);
    json_object_set_new(report, "earlier", json_integer(earlier));
    json_print(report);
}

ExitCode
command_history(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    g_auto(Telling) telling = {0};
    ExitCode code;
    if (!parse(invocation, &arguments, &code))
        return code;
    GError *error = NULL;
    if (!telling_init(&telling, &arguments, invocation, &error))
        return command_fail(error);
    if (arguments.is_json)
        print_json(&telling);
    else
        print_text(&telling);
    return EXIT_DONE;
}
