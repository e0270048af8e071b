/* plainsong comment import: what people said in a spreadsheet, in annotations, in a Word file or in
 * letters becomes threads, and every row is accounted for. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "comment_commands.h"
#include "json_text.h"
#include "review/exchange/annotation.h"
#include "review/exchange/csv.h"
#include "review/exchange/docx.h"
#include "review/exchange/import.h"
#include "review/exchange/mail.h"
#include "review/review_error.h"
#include "speaking.h"
#include "terminal.h"
#include "text/personal.h"
#include "wrapped.h"

/* Bytes of a file that are read. */
#define FILE_LIMIT (50 * 1024 * 1024)

typedef struct {
    char *format, *map, *where, *by, *group, *session;
    char **tags;
    gboolean keeps_personal, is_dry_run, is_json, is_quiet;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    g_free(arguments->format);
    g_free(arguments->map);
    g_free(arguments->where);
    g_free(arguments->by);
    g_free(arguments->group);
    g_free(arguments->session);
    g_strfreev(arguments->tags);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

/* What a file holds. */
typedef struct {
    GPtrArray *items;            /* PsgImportItem; owned by one of these: */
    PsgCsvReading *table;        /* NULL */
    PsgAnnotations *annotations; /* NULL */
    GPtrArray *notes;            /* char *; NULL: as the table or the annotations have them */
} Reading;

static void
reading_clear(Reading *reading)
{
    g_clear_pointer(&reading->items, g_ptr_array_unref);
    g_clear_pointer(&reading->table, psg_csv_reading_free);
    g_clear_pointer(&reading->annotations, psg_annotations_free);
    g_clear_pointer(&reading->notes, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

static gboolean
read_csv(Reading *reading, const Arguments *arguments, const char *bytes, gsize length,
        GError **error)
{
    reading->table = psg_csv_read(bytes, length, arguments->map, error);
    if (reading->table)
        reading->items = g_ptr_array_ref(reading->table->items);
    return reading->table != NULL;
}

static gboolean
read_annotations(Reading *reading, const Arguments *arguments, const char *bytes, gsize length,
        GError **error)
{
    reading->annotations = psg_annotations_read(bytes, length, error);
    if (reading->annotations)
        reading->items = g_ptr_array_ref(reading->annotations->items);
    return reading->annotations != NULL;
}

/* Formats whose readers give items and notes, and nothing else. */
static gboolean
read_items(Reading *reading, GPtrArray *(*read)(GBytes *bytes, GPtrArray *notes, GError **error),
        const char *bytes, gsize length, GError **error)
{
    g_autoptr(GBytes) file = g_bytes_new_static(bytes, length);
    reading->notes = g_ptr_array_new_with_free_func(g_free);
    reading->items = read(file, reading->notes, error);
    return reading->items != NULL;
}

static gboolean
read_docx(Reading *reading, const Arguments *arguments, const char *bytes, gsize length,
        GError **error)
{
    return read_items(reading, psg_docx_read, bytes, length, error);
}

static gboolean
read_mail(Reading *reading, const Arguments *arguments, const char *bytes, gsize length,
        GError **error)
{
    return read_items(reading, psg_mail_read, bytes, length, error);
}

static const GPtrArray *
get_notes(const Reading *reading)
{
    return reading->table         ? reading->table->notes
           : reading->annotations ? reading->annotations->notes
                                  : reading->notes;
}

/* The formats, and the endings of files that have them. */
static const struct Format {
    const char *name;
    const char *endings[4];
    gboolean (*read)(Reading *reading, const Arguments *arguments, const char *bytes, gsize length,
            GError **error);
} formats[] = {
        {"csv", {".csv", ".tsv"}, read_csv},
        {"annotations", {".jsonld", ".json"}, read_annotations},
        {"docx", {".docx", ".docm", ".doc"}, read_docx},
        {"mail", {".mbox", ".mbx", ".eml"}, read_mail},
};

/* NULL when the format is not known; `code` is set. */
static const struct Format *
find_format(const Invocation *invocation, const Arguments *arguments, ExitCode *code)
{
    const char *file = invocation->arguments[1];
    g_autofree char *small = g_ascii_strdown(file, -1);
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        const struct Format *format = &formats[i];
        if (arguments->format && strcmp(arguments->format, format->name) == 0)
            return format;
        for (const char *const *ending = format->endings; !arguments->format && *ending; ending++)
            if (g_str_has_suffix(small, *ending))
                return format;
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", format->name);
    }
    *code = arguments->format
                    ? command_fail_use(invocation->command,
                              "comment import: \"%s\" is no format; there are %s",
                              arguments->format, names->str)
                    : command_fail_use(invocation->command,
                              "comment import: the name of %s does not say its format; say it with "
                              "--format: %s",
                              file, names->str);
    return NULL;
}

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    const GOptionEntry entries[] = {
            {"format", 'f', 0, G_OPTION_ARG_FILENAME, &arguments->format,
                    "what the file is (by the end of its name)", "FORMAT"},
            {"map", 'M', 0, G_OPTION_ARG_FILENAME, &arguments->map,
                    "which columns of a table hold what, as KEY=COLUMN,KEY=COLUMN", "MAP"},
            {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &arguments->is_dry_run,
                    "show what would be stored, and store nothing", NULL},
            {"on", 0, 0, G_OPTION_ARG_FILENAME, &arguments->where,
                    "where comments go that name no place: a chapter or a document", "WHERE"},
            {"by", 0, 0, G_OPTION_ARG_FILENAME, &arguments->by,
                    "all are this person's, an id of people.yaml", "ID"},
            {"group", 'g', 0, G_OPTION_ARG_FILENAME, &arguments->group,
                    "the group of people whom nothing else gives one", "GROUP"},
            {"session", 0, 0, G_OPTION_ARG_FILENAME, &arguments->session,
                    "the meeting that all was said at", "ID"},
            {"tag", 't', 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->tags,
                    "a theme that all get; may be given several times", "TAG"},
            {"keep-personal-data", 0, 0, G_OPTION_ARG_NONE, &arguments->keeps_personal,
                    "store texts though they seem to hold somebody's personal data", NULL},
            {"json", 0, 0, G_OPTION_ARG_NONE, &arguments->is_json, "print the report as JSON",
                    NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->is_quiet,
                    "print only what was not stored where it should be", NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!command_parse(invocation, entries, code) || !command_check_arguments(invocation, 1, code))
        return FALSE;
    if (!invocation->arguments[1])
        *code = command_fail_use(invocation->command,
                "comment import: say which file: plainsong comment import feedback.csv");
    return invocation->arguments[1] != NULL;
}

static gboolean
read_file(Reading *reading, const struct Format *format, const Arguments *arguments,
        const Invocation *invocation, GError **error)
{
    const char *name = invocation->arguments[1];
    g_autofree char *path = command_resolve(invocation, name);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    GStatBuf about;
    if (g_stat(path, &about) == 0 && about.st_size > FILE_LIMIT) {
        g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_FORMAT,
                "%s: the file is greater than 50 MB; split it", name);
        return FALSE;
    }
    if (!g_file_get_contents(path, &bytes, &length, error))
        return FALSE;
    if (format->read(reading, arguments, bytes, length, error))
        return TRUE;
    g_prefix_error(error, "%s: ", name);
    return FALSE;
}

/* Runs what the file holds: events of ours as they were, all else as new words. */
static GPtrArray *
run(const Talk *talk, const Reading *reading, const Arguments *arguments, GError **error)
{
    const PsgImportOptions options = {.by = arguments->by,
            .group = arguments->group,
            .where = arguments->where,
            .session = arguments->session,
            .tags = (const char *const *)arguments->tags,
            .keep_personal = arguments->keeps_personal,
            .is_dry_run = arguments->is_dry_run};
    g_autoptr(GPtrArray) rows = psg_import_run(talk->review, reading->items, &options, error);
    if (!rows || !reading->annotations)
        return g_steal_pointer(&rows);
    GPtrArray *restored = psg_annotations_restore(
            talk->review, reading->annotations, arguments->is_dry_run, error);
    if (restored)
        g_ptr_array_extend_and_steal(rows, restored);
    return restored ? g_steal_pointer(&rows) : NULL;
}

/* --- The report --- */

#define FATES 4

static const char *const fate_names[FATES] = {"stored", "known", "unplaced", "refused"};

typedef struct {
    const Arguments *arguments;
    const Invocation *invocation;
    const Talk *talk;
    const Reading *reading;
    const GPtrArray *rows;
    GPtrArray *people; /* PsgImportRow: the first one of each new person */
    guint counts[FATES];
} Report;

static void
count_rows(Report *report)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    report->people = g_ptr_array_new();
    for (guint i = 0; i < report->rows->len; i++) {
        PsgImportRow *row = report->rows->pdata[i];
        report->counts[row->fate]++;
        if (row->is_new_person && row->fate != PSG_IMPORT_REFUSED && row->by &&
                g_hash_table_add(seen, row->by))
            g_ptr_array_add(report->people, row);
    }
}

static void
print_wrapped(const char *text, guint indent)
{
    g_autoptr(GString) out = g_string_new(NULL);
    wrapped_append(out, text, indent, indent, terminal_get_width(stdout));
    terminal_write(stdout, out->str);
}

static const char *
name_separator(char separator)
{
    return separator == '\t' ? "tabs" : separator == ';' ? "semicolons" : "commas";
}

/* How a table was understood. */
static void
print_table(const PsgCsvReading *table)
{
    terminal_print(stdout, "%s with %s; row %u names the columns:\n", table->encoding,
            name_separator(table->separator), table->header);
    for (guint i = 0; i < table->columns->len; i++) {
        const PsgCsvColumn *column = table->columns->pdata[i];
        terminal_print(stdout, "  %-8s  %s\n", column->use ? column->use : "not used",
                *column->header ? column->header : "(no name)");
    }
    putchar('\n');
}

static void
print_notes(const Report *report)
{
    const PsgCsvReading *table = report->reading->table;
    const GPtrArray *notes = get_notes(report->reading);
    if (table && (report->arguments->is_dry_run || strcmp(table->encoding, "UTF-8") != 0))
        print_table(table);
    for (guint i = 0; notes && i < notes->len; i++) {
        g_autofree char *line = g_strconcat("Note: ", notes->pdata[i], ".", NULL);
        print_wrapped(line, 0);
    }
    if (notes && notes->len > 0)
        putchar('\n');
}

static void
print_row(const PsgImportRow *row, guint label_width)
{
    gboolean is_bad = row->fate == PSG_IMPORT_UNPLACED || row->fate == PSG_IMPORT_REFUSED;
    const char *colour = terminal_get_colour(stdout, row->fate == PSG_IMPORT_REFUSED ? TERMINAL_RED
                                                     : is_bad ? TERMINAL_YELLOW
                                                              : TERMINAL_PLAIN),
               *off = terminal_get_colour(stdout, TERMINAL_PLAIN);
    int gap = MAX((int)label_width - (int)g_utf8_strlen(row->item->label, -1), 0);
    terminal_print(stdout, "%s%*s  %s%-8s%s  %-6.6s  %s\n", row->item->label, gap, "", colour,
            fate_names[row->fate], off, row->thread ? row->thread + PSG_EVENT_ID_RANDOM : "",
            row->place ? row->place : "");
    if (row->message)
        print_wrapped(row->message, label_width + 2);
}

static void
print_rows(const Report *report)
{
    guint width = 0;
    for (guint i = 0; i < report->rows->len; i++) {
        const PsgImportRow *row = report->rows->pdata[i];
        width = MAX(width, MIN((guint)g_utf8_strlen(row->item->label, -1), 24));
    }
    for (guint i = 0; i < report->rows->len; i++) {
        const PsgImportRow *row = report->rows->pdata[i];
        if (!report->arguments->is_quiet || row->fate == PSG_IMPORT_UNPLACED ||
                row->fate == PSG_IMPORT_REFUSED)
            print_row(row, width);
    }
}

#define LABELS_SHOWN 5

/* What somebody said, by which the file tells who it was: "row 2, row 7". The caller owns it. */
static char *
list_labels(const Report *report, const char *by)
{
    GString *labels = g_string_new(NULL);
    guint count = 0;
    for (guint i = 0; i < report->rows->len; i++) {
        const PsgImportRow *row = report->rows->pdata[i];
        if (row->fate == PSG_IMPORT_REFUSED || g_strcmp0(row->by, by) != 0)
            continue;
        if (count++ < LABELS_SHOWN)
            g_string_append_printf(labels, "%s%s", count > 1 ? "; " : "", row->item->label);
    }
    if (count > LABELS_SHOWN)
        g_string_append_printf(labels, "; and %u more", count - LABELS_SHOWN);
    g_strdelimit(labels->str, "\r\n", ' ');
    return g_string_free(labels, FALSE);
}

/* The lines of people.yaml for those whom it does not know. */
static void
print_people(const Report *report)
{
    const char *path = psg_review_get_package(report->talk->review)->people_path;
    if (report->people->len == 0)
        return;
    g_autofree char *text = g_strdup_printf(
            "%u of those who spoke %s not in %s. Add them there; ask each of them by which name "
            "they "
            "wish to be known, and whether they may be named at all (credit: name, group or none). "
            "Keep the ids, and put nobody's e-mail address into a file that is published:",
            report->people->len, report->people->len == 1 ? "is" : "are",
            path ? path : "people.yaml");
    putchar('\n');
    print_wrapped(text, 0);
    for (guint i = 0; i < report->people->len; i++) {
        const PsgImportRow *row = report->people->pdata[i];
        g_autofree char *labels = list_labels(report, row->by);
        terminal_print(stdout, "  - id: %s   # %s\n    name: %s\n", row->by, labels,
                strcmp(row->by, PSG_IMPORT_ANONYMOUS) == 0 ? "Somebody who gave no name" : "Guest");
        if (row->group)
            terminal_print(stdout, "    group: %s\n", row->group);
        puts("    credit: none");
    }
}

static void
print_text(const Report *report)
{
    if (!report->arguments->is_quiet)
        print_notes(report);
    print_rows(report);
    if (report->arguments->is_quiet)
        return;
    terminal_print(stdout, "%s%s: %u %s (%u of them unplaced), %u known already, %u refused.\n",
            report->rows->len > 0 ? "\n" : "", report->invocation->arguments[1],
            report->counts[PSG_IMPORT_NEW] + report->counts[PSG_IMPORT_UNPLACED],
            report->arguments->is_dry_run ? "would be stored" : "stored",
            report->counts[PSG_IMPORT_UNPLACED], report->counts[PSG_IMPORT_KNOWN],
            report->counts[PSG_IMPORT_REFUSED]);
    print_people(report);
    if (report->arguments->is_dry_run)
        puts("\nNothing was stored: this was a dry run.");
}

/* For programs */

static json_t *
describe_row(const PsgImportRow *row)
{
    json_t *object = json_object(), *personal = json_array();
    for (guint i = 0; row->personal && i < row->personal->len; i++)
        json_array_append_new(
                personal, json_text(psg_personal_kind_get_name(
                                  g_array_index(row->personal, PsgPersonalDatum, i).kind)));
    json_object_set_new(object, "row", json_text(row->item->label));
    json_object_set_new(object, "fate", json_text(fate_names[row->fate]));
    json_object_set_new(object, "thread", json_text(row->thread));
    json_object_set_new(object, "place", json_text(row->place));
    json_object_set_new(object, "by", json_text(row->by));
    json_object_set_new(object, "group", json_text(row->group));
    json_object_set_new(object, "new-person", json_boolean(row->is_new_person));
    json_object_set_new(object, "personal-data", personal);
    json_object_set_new(object, "message", json_text(row->message));
    return object;
}

static json_t *
list_notes(const Reading *reading)
{
    const GPtrArray *notes = get_notes(reading);
    json_t *list = json_array();
    for (guint i = 0; notes && i < notes->len; i++)
        json_array_append_new(list, json_text(notes->pdata[i]));
    return list;
}

static void
describe_table(json_t *object, const PsgCsvReading *table)
{
    json_t *columns = json_array();
    for (guint i = 0; i < table->columns->len; i++) {
        const PsgCsvColumn *column = table->columns->pdata[i];
        json_t *described = json_object();
        json_object_set_new(described, "column", json_text(column->header));
        json_object_set_new(described, "use", json_text(column->use));
        json_array_append_new(columns, described);
    }
    json_object_set_new(object, "encoding", json_text(table->encoding));
    json_object_set_new(object, "separator", json_text(name_separator(table->separator)));
    json_object_set_new(object, "columns", columns);
}

static void
print_json(const Report *report)
{
    json_t *object = json_object(), *rows = json_array(), *people = json_array();
    for (guint i = 0; i < report->rows->len; i++)
        json_array_append_new(rows, describe_row(report->rows->pdata[i]));
    for (guint i = 0; i < report->people->len; i++)
        json_array_append_new(people, json_text(((PsgImportRow *)report->people->pdata[i])->by));
    json_object_set_new(object, "file", json_text(report->invocation->arguments[1]));
    json_object_set_new(object, "dry-run", json_boolean(report->arguments->is_dry_run));
    if (report->reading->table)
        describe_table(object, report->reading->table);
    json_object_set_new(object, "notes", list_notes(report->reading));
    json_object_set_new(object, "rows", rows);
    for (guint i = 0; i < FATES; i++)
        json_object_set_new(object, fate_names[i], json_integer(report->counts[i]));
    json_object_set_new(object, "new-people", people);
    json_print(object);
}

ExitCode
command_comment_import(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    g_auto(Talk) talk = {0};
    g_auto(Reading) reading = {0};
    ExitCode code;
    GError *error = NULL;
    if (!parse(invocation, &arguments, &code))
        return code;
    const struct Format *format = find_format(invocation, &arguments, &code);
    if (!format)
        return code;
    if (arguments.map && format->read != read_csv)
        return command_fail_use(
                invocation->command, "comment import: --map is for the columns of a table");
    if (!read_file(&reading, format, &arguments, invocation, &error) ||
            !talk_init(&talk, invocation->folder, NULL, &error))
        return command_fail(error);
    g_autoptr(GPtrArray) rows = run(&talk, &reading, &arguments, &error);
    if (!rows)
        return command_fail(error);
    Report report = {.arguments = &arguments,
            .invocation = invocation,
            .talk = &talk,
            .reading = &reading,
            .rows = rows};
    count_rows(&report);
    if (arguments.is_json)
        print_json(&report);
    else
        print_text(&report);
    g_ptr_array_unref(report.people);
    return report.counts[PSG_IMPORT_UNPLACED] + report.counts[PSG_IMPORT_REFUSED] > 0 ? EXIT_FOUND
                                                                                      : EXIT_DONE;
}
