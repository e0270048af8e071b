/* plainsong comment list: the threads of a package, in the order in which its readers meet them. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/date.h"
#include "base/nearest.h"
#include "changes/chronicle.h"
#include "comment_commands.h"
#include "git/transport.h"
#include "json_text.h"
#include "review/review_error.h"
#include "speaking.h"
#include "terminal.h"
#include "text/text.h"
#include "thread_text.h"

#define DEFAULT_LIMIT 50
#define DAY ((gint64)24 * 60 * 60)
#define LONGEST_WAIT 100000 /* days */
#define SHOWN 100u          /* characters of a text where the terminal sets no width */
#define INDENT 8u
#define ODD_SHOWN 5u
#define ALL_STATES ((1u << PSG_THREAD_STATES) - 1)

typedef struct {
    char **states, *group, *person, *document, *path, *session, *tag, *kind, *outcome;
    gboolean is_open, is_gone, is_changed, is_json, is_quiet;
    int days, limit;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    g_strfreev(arguments->states);
    g_free(arguments->group);
    g_free(arguments->person);
    g_free(arguments->document);
    g_free(arguments->path);
    g_free(arguments->session);
    g_free(arguments->tag);
    g_free(arguments->kind);
    g_free(arguments->outcome);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

/* A thread in its place. */
typedef struct {
    const PsgThread *thread;
    const PsgThreadPlace *place;
    guint order; /* of its document and chapter; see Listing.order */
    char *path;  /* in the package; NULL: of a document */
    const char *document;
} Row;

typedef struct {
    const Arguments *arguments;
    Talk talk;
    PsgFindings *findings;
    PsgThreadFilter filter;
    PsgOutcome outcome;
    const char *document; /* that is asked for; NULL */
    const char *path;     /* of the chapter that is asked for; NULL */
    GHashTable *headings; /* ids of the section that is asked for; NULL */
    GHashTable *order;    /* path -> its place in reading order, from 1 */
    GArray *rows;
} Listing;

static void
row_clear(gpointer data)
{
    g_free(((Row *)data)->path);
}

static void
listing_clear(Listing *listing)
{
    g_clear_pointer(&listing->rows, g_array_unref);
    g_clear_pointer(&listing->headings, g_hash_table_unref);
    g_clear_pointer(&listing->order, g_hash_table_unref);
    talk_clear(&listing->talk);
    g_clear_pointer(&listing->findings, psg_findings_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Listing, listing_clear)

/* --- What is asked for --- */

static gboolean
read_states(const Invocation *invocation, const Arguments *arguments, guint *states, ExitCode *code)
{
    *states = arguments->is_open || arguments->days >= 0
                      ? 1u << PSG_THREAD_OPEN | 1u << PSG_THREAD_REOPENED
                      : 0;
    for (char **name = arguments->states; name && *name; name++) {
        guint found = strcmp(*name, "all") == 0 ? ALL_STATES : 0;
        for (guint i = 0; i < PSG_THREAD_STATES; i++)
            if (strcmp(psg_thread_state_get_name((PsgThreadState)i), *name) == 0)
                found = 1u << i;
        if (found == 0) {
            *code = command_fail_use(invocation->command,
                    "comment list: \"%s\" is no state; a thread is open, answered, resolved or "
                    "reopened",
                    *name);
            return FALSE;
        }
        *states |= found;
    }
    return TRUE;
}

static gboolean
check_use(const Invocation *invocation, Listing *listing, ExitCode *code)
{
    const Arguments *arguments = listing->arguments;
    PsgThreadFilter *filter = &listing->filter;
    int outcome = arguments->outcome ? psg_outcome_find(arguments->outcome) : PSG_OUTCOME_NONE;
    listing->outcome = outcome >= 0 ? (PsgOutcome)outcome : PSG_OUTCOME_NONE;
    if (outcome < 0)
        *code = command_fail_use(invocation->command,
                "comment list: \"%s\" is no outcome; it is accepted, partly, declined or noted",
                arguments->outcome);
    else if (arguments->days < -1 || arguments->days > LONGEST_WAIT)
        *code = command_fail_use(
                invocation->command, "comment list: --unanswered is a number of days");
    else if (arguments->limit < -1)
        *code = command_fail_use(
                invocation->command, "comment list: --limit is a number of threads, or 0 for all");
    else if (invocation->arguments[1] && arguments->path)
        *code = command_fail_use(
                invocation->command, "comment list: name the chapter once, with or without --path");
    else
        return read_states(invocation, arguments, &filter->states, code) &&
               speaking_read_remark(invocation, arguments->kind, &filter->remark, code);
    return FALSE;
}

static void
set_filter(Listing *listing)
{
    const Arguments *arguments = listing->arguments;
    listing->filter.group = arguments->group;
    listing->filter.by = arguments->person;
    listing->filter.session = arguments->session;
    listing->filter.tag = arguments->tag;
    if (arguments->days >= 0)
        listing->filter.unanswered_since =
                g_get_real_time() / G_USEC_PER_SEC - arguments->days * DAY;
}

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    arguments->days = arguments->limit = -1;
    const GOptionEntry entries[] = {
            {"open", 0, 0, G_OPTION_ARG_NONE, &arguments->is_open,
                    "those that are open, or open again", NULL},
            {"unanswered", 0, 0, G_OPTION_ARG_INT, &arguments->days,
                    "open ones that wait for an answer for more than so many days", "DAYS"},
            {"state", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->states,
                    "open, answered, resolved or reopened; may be given several times", "STATE"},
            {"outcome", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->outcome,
                    "answered with accepted, partly, declined or noted", "OUTCOME"},
            {"kind", 'k', 0, G_OPTION_ARG_FILENAME, &arguments->kind,
                    "question, issue, suggestion or praise", "KIND"},
            {"group", 'g', 0, G_OPTION_ARG_FILENAME, &arguments->group,
                    "begun by somebody of this group", "ID"},
            {"person", 0, 0, G_OPTION_ARG_FILENAME, &arguments->person,
                    "begun by this person of people.yaml", "ID"},
            {"document", 0, 0, G_OPTION_ARG_FILENAME, &arguments->document, "in this document",
                    "ID"},
            {"path", 0, 0, G_OPTION_ARG_FILENAME, &arguments->path,
                    "in this chapter or section (the same as WHERE)", "PATH[#HEADING]"},
            {"session", 0, 0, G_OPTION_ARG_FILENAME, &arguments->session, "said at this meeting",
                    "ID"},
            {"tag", 't', 0, G_OPTION_ARG_FILENAME, &arguments->tag, "with this tag", "TAG"},
            {"gone", 0, 0, G_OPTION_ARG_NONE, &arguments->is_gone, "whose passage is gone", NULL},
            {"changed", 0, 0, G_OPTION_ARG_NONE, &arguments->is_changed,
                    "whose passage has other words than those that were commented on", NULL},
            {"limit", 'n', 0, G_OPTION_ARG_INT, &arguments->limit,
                    "at most so many threads (50; as JSON all); 0 shows all", "N"},
            {"json", 0, 0, G_OPTION_ARG_NONE, &arguments->is_json,
                    "print the threads with all steps as JSON", NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->is_quiet,
                    "print the threads alone, without counts and hints", NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!command_parse(invocation, entries, code) || !command_check_arguments(invocation, 1, code))
        return FALSE;
    if (arguments->limit == -1)
        arguments->limit = arguments->is_json ? 0 : DEFAULT_LIMIT;
    return TRUE;
}

/* --- Which chapter or section --- */

/* The ids of a section's headings: its own, and those below it. */
static gboolean
find_headings(Listing *listing, const char *wanted, GError **error)
{
    const PsgTextOptions options = {.path = listing->path};
    g_autoptr(GBytes) bytes = psg_snapshot_read(
            listing->talk.opening.snapshot, listing->path, PSG_TEXT_SIZE_LIMIT, error);
    gsize length;
    const char *source = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    g_autoptr(PsgText) text = bytes ? psg_text_parse(source, length, &options, NULL, error) : NULL;
    if (!text)
        return FALSE;
    listing->headings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint level = 0;
    for (guint i = 0; i < text->headings->len; i++) {
        const PsgHeading *heading = text->headings->pdata[i];
        if (level == 0 && strcmp(heading->id, wanted) == 0)
            level = heading->level;
        else if (level == 0 || heading->level <= level) {
            if (level > 0)
                break;
            continue;
        }
        g_hash_table_add(listing->headings, g_strdup(heading->id));
    }
    if (level > 0)
        return TRUE;
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_TARGET, "%s has no heading \"%s\"",
            listing->path, wanted);
    return FALSE;
}

/* A chapter by its path as it is seen from the user's folder, or in the package. */
static const char *
find_chapter(const Listing *listing, const char *folder, const char *path, GError **error)
{
    const PsgPackage *package = listing->talk.opening.package;
    g_autofree char *here = psg_place_make_package_path(listing->talk.opening.place, folder, path);
    const char *found = here ? psg_chronicle_find_path(package, here, NULL) : NULL;
    return found ? found : psg_chronicle_find_path(package, path, error);
}

static gboolean
find_where(Listing *listing, const char *folder, const char *where, GError **error)
{
    const PsgDocumentEntry *document =
            psg_package_find_document(listing->talk.opening.package, where);
    if (document) {
        listing->document = document->id;
        return TRUE;
    }
    const char *mark = strrchr(where, '#');
    listing->path = find_chapter(listing, folder, where, mark ? NULL : error);
    if (listing->path || !mark)
        return listing->path != NULL;
    g_autofree char *path = g_strndup(where, (gsize)(mark - where));
    listing->path = find_chapter(listing, folder, path, error);
    return listing->path && find_headings(listing, mark + 1, error);
}

/* --- The rows --- */

static void
list_order(Listing *listing)
{
    const PsgPackage *package = listing->talk.opening.package;
    listing->order = g_hash_table_new(g_str_hash, g_str_equal);
    guint order = 0;
    for (guint i = 0; i < package->documents->len; i++) {
        const PsgDocumentEntry *document = g_ptr_array_index(package->documents, i);
        g_hash_table_insert(listing->order, document->id, GUINT_TO_POINTER(++order));
        for (guint k = 0; k < document->chapters->len; k++) {
            const PsgChapterEntry *chapter = g_ptr_array_index(document->chapters, k);
            order++;
            if (chapter->path && !g_hash_table_contains(listing->order, chapter->path))
                g_hash_table_insert(listing->order, chapter->path, GUINT_TO_POINTER(order));
        }
    }
}

/* A file that is no chapter of the package any more stands last. */
static guint
get_order(const Listing *listing, const char *name)
{
    guint order = name ? GPOINTER_TO_UINT(g_hash_table_lookup(listing->order, name)) : 0;
    return order > 0 ? order : G_MAXUINT;
}

static Row
make_row(const Listing *listing, const PsgThread *thread)
{
    const PsgThreadPlace *place = psg_review_get_place(listing->talk.review, thread);
    const PsgEventTarget *on = thread->first ? &thread->first->event->on : NULL;
    Row row = {.thread = thread, .place = place, .document = place->document};
    if (place->path)
        row.path = g_strdup(place->path);
    else if (on && on->path)
        row.path = psg_review_make_package_path(listing->talk.review, on->path);
    if (!row.document && on)
        row.document = on->document;
    row.order = get_order(listing, row.path ? row.path : row.document);
    return row;
}

/* What only the place tells. */
static gboolean
is_wanted(const Listing *listing, const Row *row)
{
    const Arguments *arguments = listing->arguments;
    const PsgThreadPlace *place = row->place;
    const char *heading = place->heading;
    if (!heading && row->thread->first && place->status != PSG_PLACED)
        heading = row->thread->first->event->on.heading;
    const PsgStep *answer = row->thread->answer;
    return (!arguments->is_gone || place->status == PSG_PLACE_GONE) &&
           (!arguments->is_changed || place->is_changed) &&
           (!listing->document || g_strcmp0(row->document, listing->document) == 0) &&
           (!listing->path || g_strcmp0(row->path, listing->path) == 0) &&
           (!listing->headings || (heading && g_hash_table_contains(listing->headings, heading))) &&
           (listing->outcome == PSG_OUTCOME_NONE ||
                   (answer && answer->event->outcome == listing->outcome));
}

/* In reading order; what is gone behind what stands. */
static int
compare_rows(gconstpointer a, gconstpointer b)
{
    const Row *left = a, *right = b;
    if (left->order != right->order)
        return left->order < right->order ? -1 : 1;
    int order = g_strcmp0(
            left->path ? left->path : left->document, right->path ? right->path : right->document);
    if (order != 0)
        return order;
    if (left->place->status != right->place->status)
        return left->place->status < right->place->status ? -1 : 1;
    if (left->place->start != right->place->start)
        return left->place->start < right->place->start ? -1 : 1;
    return strcmp(left->thread->id, right->thread->id);
}

static void
list_rows(Listing *listing)
{
    guint count;
    const PsgThread *threads =
            psg_threads_get(psg_review_get_threads(listing->talk.review), &count);
    listing->rows = g_array_new(FALSE, FALSE, sizeof(Row));
    g_array_set_clear_func(listing->rows, row_clear);
    list_order(listing);
    for (guint i = 0; i < count; i++) {
        if (!psg_thread_matches(&threads[i], &listing->filter))
            continue;
        Row row = make_row(listing, &threads[i]);
        if (is_wanted(listing, &row))
            g_array_append_val(listing->rows, row);
        else
            row_clear(&row);
    }
    g_array_sort(listing->rows, compare_rows);
}

/* --- Text --- */

static guint
get_width(void)
{
    guint width = terminal_get_width(stdout);
    return width > INDENT + 20 ? width - INDENT - 2 : SHOWN;
}

static void
print_heading(const Listing *listing, const Row *row, const Row *before)
{
    const char *bold = terminal_get_colour(stdout, TERMINAL_BOLD),
               *off = terminal_get_colour(stdout, TERMINAL_PLAIN);
    if (before && g_strcmp0(before->path, row->path) == 0 &&
            g_strcmp0(before->document, row->document) == 0)
        return;
    const PsgDocumentEntry *document =
            row->document ? psg_package_find_document(listing->talk.opening.package, row->document)
                          : NULL;
    if (!before || g_strcmp0(before->document, row->document) != 0)
        terminal_print(stdout, "%s%s%s%s\n", before ? "\n" : "", bold,
                document        ? document->title
                : row->document ? row->document
                                : "In no document",
                off);
    if (row->path)
        terminal_print(stdout, "  %s\n", row->path);
}

static void
print_line(const char *text, const char *before, const char *after)
{
    g_autofree char *line = thread_text_shorten(text, get_width());
    if (*line)
        terminal_print(stdout, "%*s%s%s%s\n", (int)INDENT, "", before, line, after);
}

static void
print_words(const Row *row)
{
    const PsgEvent *first = row->thread->first ? row->thread->first->event : NULL;
    const char *words = row->place->words ? row->place->words : first ? first->on.exact : NULL;
    if (!words || !row->thread->first || row->thread->first->is_redacted)
        return;
    g_autofree char *read = thread_text_read_words(words);
    print_line(read, "“", "”");
    const char *replace = row->thread->first->text->replace;
    if (replace)
        print_line(*replace ? replace : "nothing", "instead: ", "");
}

static void
print_text(const Listing *listing, const PsgStep *step, const char *before)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = step ? psg_review_read_text(listing->talk.review, step, &error) : NULL;
    if (error)
        print_line(error->message, "(cannot be read: ", ")");
    else if (text)
        print_line(text, before, "");
    else
        print_line(step ? "the words were taken away" : "how it began is not here", "(", ")");
}

static guint
count_replies(const PsgThread *thread)
{
    guint count = 0;
    for (guint i = 0; i < thread->step_count; i++)
        count += thread->steps[i].event->kind == PSG_EVENT_REPLY;
    return count;
}

static void
print_rest(const Listing *listing, const Row *row)
{
    const PsgThread *thread = row->thread;
    g_autofree char *agreement = thread_text_describe_agreement(listing->talk.review, thread);
    guint replies = count_replies(thread);
    g_autoptr(GString) rest = g_string_new(NULL);
    if (replies > 0)
        g_string_append_printf(rest, "%u %s", replies, replies == 1 ? "reply" : "replies");
    if (agreement)
        g_string_append_printf(rest, "%s%s", rest->len > 0 ? "; " : "", agreement);
    const PsgEvent *first = thread->first ? thread->first->event : NULL;
    for (guint i = 0; first && i < first->tag_count; i++)
        g_string_append_printf(rest, "%s[%s]", rest->len > 0 ? " " : "", first->tags[i]);
    print_line(rest->str, "", "");
    if (thread->answer)
        print_text(listing, thread->answer, "→ ");
}

static void
print_row(const Listing *listing, const Row *row)
{
    const char *bold = terminal_get_colour(stdout, TERMINAL_BOLD),
               *off = terminal_get_colour(stdout, TERMINAL_PLAIN);
    const PsgReview *review = listing->talk.review;
    const PsgEvent *begun =
            row->thread->first ? row->thread->first->event : row->thread->steps[0].event;
    g_autofree char *id = psg_review_abbreviate(review, row->thread);
    g_autofree char *state = thread_text_describe_state(row->thread);
    g_autofree char *place = thread_text_describe_place(row->place);
    g_autofree char *name = psg_review_name_person(review, begun->by, begun->group);
    g_autofree char *date = psg_date_format(row->thread->begun);
    const char *kind = thread_text_describe_kind(row->thread);
    terminal_print(stdout, "    %s%s%s  %s%s  %s%s%s, %s, %s\n", bold, id, off, place,
            row->place->is_changed ? " (changed)" : "", state, *kind ? ", " : "", kind, name, date);
    print_words(row);
    print_text(listing, row->thread->first, "");
    print_rest(listing, row);
}

static void
print_counts(const Listing *listing, guint shown)
{
    guint counts[PSG_THREAD_STATES] = {0}, gone = 0;
    g_autoptr(GString) text = g_string_new(NULL);
    const GArray *rows = listing->rows;
    for (guint i = 0; i < rows->len; i++) {
        counts[g_array_index(rows, Row, i).thread->state]++;
        gone += g_array_index(rows, Row, i).place->status == PSG_PLACE_GONE;
    }
    g_string_append_printf(text, "\n%u thread%s: ", rows->len, rows->len == 1 ? "" : "s");
    const char *separator = "";
    for (guint i = 0; i < PSG_THREAD_STATES; i++) {
        if (counts[i] > 0) {
            g_string_append_printf(text, "%s%u %s", separator, counts[i],
                    psg_thread_state_get_name((PsgThreadState)i));
            separator = ", ";
        }
    }
    if (gone > 0)
        g_string_append_printf(text, "; of %u the passage is gone", gone);
    if (shown < rows->len)
        g_string_append_printf(text, " (the first %u are shown; -n 0 shows all)", shown);
    terminal_print(stdout, "%s.\n", text->str);
}

/* In a new clone the comments are at the remote only. */
static void
print_none_yet(const Listing *listing)
{
    guint remotes = 0;
    g_free(psg_repository_find_remote(
            listing->talk.opening.place->repository, "plainsong/comments", &remotes));
    puts(remotes > 0 ? "There are no comments here yet. \"plainsong sync\" brings those of others; "
                       "\"plainsong comment add\" makes a new one."
                     : "There are no comments yet; \"plainsong comment add\" makes the first.");
}

/* A name that nothing has is more likely mistyped than without comments. */
static void
print_unknown(const char *what, const char *name, GPtrArray *known)
{
    for (guint i = 0; i < known->len; i++)
        if (strcmp(known->pdata[i], name) == 0)
            return;
    g_ptr_array_add(known, NULL);
    const char *nearest = psg_nearest_find(name, (const char *const *)known->pdata);
    terminal_print(stdout, "This package has no %s \"%s\"%s%s%s\n", what, name,
            nearest ? "; did you mean \"" : ".", nearest ? nearest : "", nearest ? "\"?" : "");
}

static void
print_mistyped(const Listing *listing)
{
    const PsgPackage *package = listing->talk.opening.package;
    g_autoptr(GPtrArray) groups = g_ptr_array_new();
    g_autoptr(GPtrArray) people = g_ptr_array_new();
    g_autoptr(GPtrArray) documents = g_ptr_array_new();
    for (guint i = 0; i < package->groups->len; i++)
        g_ptr_array_add(groups, ((PsgGroup *)package->groups->pdata[i])->id);
    for (guint i = 0; i < package->contributors->len; i++)
        g_ptr_array_add(people, ((PsgContributor *)package->contributors->pdata[i])->id);
    for (guint i = 0; i < package->documents->len; i++)
        g_ptr_array_add(documents, ((PsgDocumentEntry *)package->documents->pdata[i])->id);
    const Arguments *arguments = listing->arguments;
    if (arguments->group)
        print_unknown("group", arguments->group, groups);
    if (arguments->person)
        print_unknown("person", arguments->person, people);
    if (arguments->document)
        print_unknown("document", arguments->document, documents);
}

static void
print_nothing(const Listing *listing)
{
    guint count;
    psg_threads_get(psg_review_get_threads(listing->talk.review), &count);
    if (listing->arguments->is_quiet)
        return;
    if (count == 0) {
        print_none_yet(listing);
        return;
    }
    terminal_print(
            stdout, "None of the %u thread%s is as you ask.\n", count, count == 1 ? "" : "s");
    print_mistyped(listing);
}

/* What is odd on the branch, so that nobody thinks that all is shown. */
static void
print_odd(Listing *listing)
{
    /* Notes, of people who have left, stand last, and are none of these. */
    psg_findings_finish(listing->findings);
    guint count = psg_findings_count(listing->findings, PSG_SEVERITY_ERROR) +
                  psg_findings_count(listing->findings, PSG_SEVERITY_WARNING);
    for (guint i = 0; i < MIN(count, ODD_SHOWN); i++) {
        g_autofree char *line = psg_finding_format(psg_findings_get(listing->findings, i));
        terminal_print(stderr, "plainsong/comments: %s\n", line);
    }
    if (count > ODD_SHOWN)
        terminal_print(stderr, "plainsong/comments: and %u more\n", count - ODD_SHOWN);
}

static void
print_list(Listing *listing)
{
    const GArray *rows = listing->rows;
    guint limit = (guint)listing->arguments->limit;
    guint shown = limit > 0 ? MIN(limit, rows->len) : rows->len;
    if (rows->len == 0)
        print_nothing(listing);
    for (guint i = 0; i < shown; i++) {
        const Row *row = &g_array_index(rows, Row, i);
        print_heading(listing, row, i > 0 ? row - 1 : NULL);
        print_row(listing, row);
    }
    if (rows->len > 0 && !listing->arguments->is_quiet)
        print_counts(listing, shown);
    if (!listing->arguments->is_quiet)
        print_odd(listing);
}

/* Thread by thread: all that was ever said may be much. */
static gboolean
print_json(const Listing *listing, GError **error)
{
    guint limit = (guint)listing->arguments->limit;
    guint shown = limit > 0 ? MIN(limit, listing->rows->len) : listing->rows->len;
    printf("{\n  \"count\": %u,\n  \"threads\": [", listing->rows->len);
    for (guint i = 0; i < shown; i++) {
        const Row *row = &g_array_index(listing->rows, Row, i);
        g_autoptr(json_t) thread = thread_text_make_json(listing->talk.review, row->thread, error);
        if (!thread)
            return FALSE;
        fputs(i > 0 ? ",\n" : "\n", stdout);
        json_dumpf(thread, stdout, JSON_INDENT(2));
    }
    fputs(shown > 0 ? "\n  ]\n}\n" : "]\n}\n", stdout);
    return TRUE;
}

static gboolean
list_threads(Listing *listing, const Invocation *invocation, GError **error)
{
    const Arguments *arguments = listing->arguments;
    const char *where = arguments->path ? arguments->path : invocation->arguments[1];
    listing->document = arguments->document;
    listing->findings = psg_findings_new();
    if (!talk_init_for_path(
                &listing->talk, invocation->folder, where, NULL, listing->findings, error) ||
            (where && !find_where(listing, invocation->folder, where, error)) ||
            !psg_review_locate(listing->talk.review, error))
        return FALSE;
    set_filter(listing);
    list_rows(listing);
    if (arguments->is_json)
        return print_json(listing, error);
    print_list(listing);
    return TRUE;
}

ExitCode
command_comment_list(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    g_auto(Listing) listing = {.arguments = &arguments};
    ExitCode code;
    GError *error = NULL;
    if (!parse(invocation, &arguments, &code) || !check_use(invocation, &listing, &code))
        return code;
    return list_threads(&listing, invocation, &error) ? EXIT_DONE : command_fail(error);
}
