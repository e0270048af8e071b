/* Who speaks, and the words. See speaking.h. */
#include "speaking.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "editor.h"
#include "review/review_error.h"
#include "terminal.h"
#include "text/personal.h"

/* More than any comment; what is beyond is not read. */
#define INPUT_LIMIT (4 * 1024 * 1024)
#define PERSONAL_SHOWN 5u

void
talk_clear(Talk *talk)
{
    g_clear_pointer(&talk->review, psg_review_free);
    opening_clear(&talk->opening);
}

gboolean
talk_init_for_path(Talk *talk, const char *folder, const char *path, const char *revision,
        PsgFindings *findings, GError **error)
{
    if (path ? !opening_init_for_path(&talk->opening, folder, path, revision, error)
             : !opening_init(&talk->opening, folder, revision, error))
        return FALSE;
    talk->review = psg_review_load(
            talk->opening.place, talk->opening.snapshot, talk->opening.package, findings, error);
    return talk->review != NULL;
}

gboolean
talk_init(Talk *talk, const char *folder, const char *revision, GError **error)
{
    return talk_init_for_path(talk, folder, NULL, revision, NULL, error);
}

static gboolean
fail(GError **error, const char *message)
{
    g_set_error_literal(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_NOT_FOUND, message);
    return FALSE;
}

const PsgContributor *
talk_find_speaker(const Talk *talk, const char *by, GError **error)
{
    const PsgPackage *package = talk->opening.package;
    if (package->is_bare) {
        fail(error,
                "there is no plainsong.yaml in this folder or above it, and with it no people who "
                "may speak; go to the folder of the package, or name it with -C DIR");
        return NULL;
    }
    if (!package->people_path) {
        fail(error,
                "nobody is named here who may speak: write a people.yaml, with an id, a name and a "
                "group for each person, and name it in plainsong.yaml (people: people.yaml)");
        return NULL;
    }
    if (by)
        return psg_package_get_contributor(package, by, error);
    g_autofree char *name = NULL;
    g_autofree char *mail = NULL;
    psg_repository_read_user(talk->opening.place->repository, &name, &mail);
    const PsgContributor *found =
            psg_identities_find(psg_review_get_identities(talk->review), name, mail);
    if (!found)
        fail(error,
                *name || *mail
                        ? "people.yaml has nobody with the name and address that git has for "
                          "you; add them there to your entry (identities: [\"Name <address>\"]), "
                          "or say who speaks with --by ID"
                        : "git does not know who you are; say who speaks with --by ID, an id of "
                          "people.yaml");
    return found;
}

gboolean
speaking_has_role(const PsgContributor *person, const char *role, const char *document)
{
    GHashTableIter iter;
    gpointer of, name;
    g_hash_table_iter_init(&iter, person->roles);
    while (g_hash_table_iter_next(&iter, &of, &name))
        if (strcmp(name, role) == 0 && (!document || strcmp(of, document) == 0))
            return TRUE;
    return FALSE;
}

static gboolean
is_editor(const PsgContributor *contributor, const char *document)
{
    return speaking_has_role(contributor, "editor", document) ||
           speaking_has_role(contributor, "author", document);
}

static gboolean
has_any_editor(const PsgPackage *package)
{
    for (guint i = 0; i < package->contributors->len; i++)
        if (is_editor(package->contributors->pdata[i], NULL))
            return TRUE;
    return FALSE;
}

gboolean
speaking_check_role(const PsgPackage *package, const PsgContributor *speaker,
        const PsgThread *thread, const char *what, gboolean own_counts, ExitCode *code)
{
    const PsgStep *first = thread->first;
    const char *document = first ? first->event->on.document : NULL;
    gboolean is_there = document && psg_package_find_document(package, document);
    gboolean is_own = own_counts && first && strcmp(first->event->by, speaker->id) == 0;
    if (is_own || is_editor(speaker, is_there ? document : NULL) || !has_any_editor(package))
        return TRUE;
    terminal_print(stderr,
            "plainsong: %s may not %s this thread: that is for those who have the role editor or "
            "author in its document in people.yaml%s%s\n",
            speaker->id, what, own_counts ? ", and for the one who began it" : "",
            own_counts ? "" : "; anyone may reply");
    *code = EXIT_COULD_NOT;
    return FALSE;
}

gboolean
speaking_read_remark(
        const Invocation *invocation, const char *kind, PsgRemark *remark, ExitCode *code)
{
    int number = kind ? psg_remark_find(kind) : PSG_REMARK_NONE;
    *remark = number >= 0 ? (PsgRemark)number : PSG_REMARK_NONE;
    if (number >= 0)
        return TRUE;
    *code = command_fail_use(invocation->command,
            "%s: \"%s\" is no kind; a comment is a question, an issue, a suggestion or praise",
            invocation->command->name, kind);
    return FALSE;
}

/* --- The words --- */

void
words_options_clear(WordsOptions *options)
{
    g_strfreev(options->messages);
    g_free(options->file);
}

void
words_clear(Words *words)
{
    g_free(words->text);
    g_free(words->file);
}

void
words_drop_file(Words *words)
{
    if (words->file)
        g_unlink(words->file);
}

static void
words_tell_file(const Words *words)
{
    if (words->file)
        terminal_print(stderr, "What you wrote is kept in %s\n", words->file);
}

ExitCode
words_fail(const Words *words, GError *error)
{
    ExitCode code = command_fail(error);
    words_tell_file(words);
    return code;
}

static gboolean
fail_read(const char *file, int cause, GError **error)
{
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(cause), "%s: %s", file,
            g_strerror(cause));
    return FALSE;
}

static char *
read_input(GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char buffer[16384];
    gssize count;
    while ((count = read(STDIN_FILENO, buffer, sizeof buffer)) != 0) {
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail_read("standard input", errno, error), NULL;
        g_string_append_len(text, buffer, count);
        if (text->len > INPUT_LIMIT)
            return fail_read("standard input", EFBIG, error), NULL;
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Words that are sent in by a pipe or a file; a terminal or nothing at all sends none. */
static gboolean
has_input(void)
{
    struct stat status;
    return fstat(STDIN_FILENO, &status) == 0 &&
           (S_ISFIFO(status.st_mode) || S_ISREG(status.st_mode) || S_ISSOCK(status.st_mode));
}

static char *
read_words(Words *words, const WordsOptions *options, const Invocation *invocation,
        const char *what, const char *text, const char *advice, GError **error)
{
    if (options->messages)
        return g_strjoinv("\n\n", options->messages);
    if (options->file && strcmp(options->file, "-") != 0) {
        g_autofree char *path = command_resolve(invocation, options->file);
        char *read = NULL;
        return g_file_get_contents(path, &read, NULL, error) ? read : NULL;
    }
    if (options->file || (advice && has_input()))
        return read_input(error);
    if (advice && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        return editor_edit(invocation->folder, what, text ? text : "", advice, &words->file, error);
    return g_strdup("");
}

/* Line ends as everywhere in git, and no white space around. */
static char *
tidy(char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
    g_free(text);
    char *joined = g_strjoinv("\n", lines);
    gsize start = 0; /* of the first line that is not blank: its indentation may be code */
    for (gsize i = 0; g_ascii_isspace(joined[i]); i++)
        if (joined[i] == '\n')
            start = i + 1;
    memmove(joined, joined + start, strlen(joined + start) + 1);
    return g_strchomp(joined);
}

/* --- Personal data --- */

/* "an NHS number (“943 476 5919”), a phone number (“...”)"; at most a few. */
static char *
describe_personal(const char *text, const GArray *found)
{
    g_autoptr(GString) list = g_string_new(NULL);
    guint shown = MIN(found->len, PERSONAL_SHOWN);
    for (guint i = 0; i < shown; i++) {
        const PsgPersonalDatum *datum = &g_array_index(found, PsgPersonalDatum, i);
        g_string_append_printf(list, "%s%s (“%.*s”)",
                i == 0           ? ""
                : i + 1 == shown ? " and "
                                 : ", ",
                psg_personal_kind_get_name(datum->kind), (int)(datum->end - datum->start),
                text + datum->start);
    }
    if (found->len > shown)
        g_string_append_printf(list, " and %u more", found->len - shown);
    return g_string_free(g_steal_pointer(&list), FALSE);
}

static gboolean
ask(const char *question)
{
    char answer[16];
    fputs(question, stderr);
    fflush(stderr);
    return fgets(answer, sizeof answer, stdin) && (*answer == 'y' || *answer == 'Y');
}

gboolean
words_check_personal(const WordsOptions *options, const char *what, const char *text)
{
    g_autoptr(GArray) found = psg_personal_find(text, strlen(text));
    if (found->len == 0 || options->keeps_personal)
        return TRUE;
    g_autofree char *list = describe_personal(text, found);
    terminal_print(stderr,
            "plainsong: this %s seems to hold %s.\nWhat is stored is copied to everybody who has "
            "the repository, and is hard to take back. Children's and families' personal data does "
            "not belong there.\n",
            what, list);
    if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && !options->file)
        return ask("Store it all the same? [y/N] ");
    fputs("Nothing was stored. Say it without, or, if it may be public, add "
          "--keep-personal-data.\n",
            stderr);
    return FALSE;
}

gboolean
words_get(Words *words, const WordsOptions *options, const Invocation *invocation, const char *what,
        const char *text, const char *advice, ExitCode *code)
{
    GError *error = NULL;
    char *read = read_words(words, options, invocation, what, text, advice, &error);
    if (!read) {
        *code = command_fail(error);
        return FALSE;
    }
    words->text = tidy(read);
    if (!g_utf8_validate(words->text, -1, NULL)) {
        g_set_error(&error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_EVENT,
                "the text is not UTF-8, so that nothing was stored");
        *code = words_fail(words, error);
        return FALSE;
    }
    if (*words->text && words_check_personal(options, what, words->text))
        return TRUE;
    if (*words->text) {
        words_tell_file(words);
        *code = EXIT_FOUND;
        return FALSE;
    }
    words_drop_file(words);
    g_clear_pointer(&words->text, g_free);
    if (!advice)
        return TRUE;
    *code = command_fail_use(invocation->command,
            "%s: there are no words, so nothing was stored; give them with -m \"...\"",
            invocation->command->name);
    return FALSE;
}
