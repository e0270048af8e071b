/* Making a version's tag, and taking it away again. Where the user's git signs tags it is that git
 * that makes them, since only it knows every way of signing. See version.h; git-tag(1),
 * git-config(1) for tag.gpgSign and tag.forceSignAnnotated. */
#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "git/internal.h"
#include "git/version.h"

static gboolean
is_set(git_repository *git, const char *key)
{
    g_autoptr(git_config) config = NULL;
    int value = 0;
    return git_repository_config_snapshot(&config, git) == 0 &&
           git_config_get_bool(&value, config, key) == 0 && value;
}

static gboolean
fail_exists(const char *tag, GError **error)
{
    return psg_git_fail(error, PSG_GIT_ERROR_EXISTS,
            "the tag %s is there already, and a version that is out is never changed; choose the "
            "next number",
            tag);
}

/* Refuses a name that is taken, or that git would not take. */
static gboolean
check_name(git_repository *git, const char *tag, GError **error)
{
    g_autofree char *name = g_strconcat("refs/tags/", tag, NULL);
    g_autoptr(git_reference) reference = NULL;
    int code = git_reference_lookup(&reference, git, name);
    if (code == 0)
        return fail_exists(tag, error);
    return code == GIT_ENOTFOUND || psg_git_fail_with_cause(error, "git takes no tag \"%s\"", tag);
}

/* The user as git knows them, at the tag's time; NULL with PSG_GIT_ERROR_IDENTITY. */
static git_signature *
make_tagger(git_repository *git, const PsgTagOptions *options, GError **error)
{
    git_signature *tagger = NULL;
    if (git_signature_default(&tagger, git) != 0) {
        psg_git_fail(error, PSG_GIT_ERROR_IDENTITY,
                "git does not know who you are, and a version says who released it; tell it with "
                "git config --global user.name \"Your name\" and "
                "git config --global user.email you@example.org");
        return NULL;
    }
    tagger->when.time = options->time;
    tagger->when.offset = options->offset_minutes;
    tagger->when.sign = options->offset_minutes < 0 ? '-' : '+';
    return tagger;
}

/* Signing */

static char *
format_date(const PsgTagOptions *options)
{
    int minutes = ABS(options->offset_minutes);
    return g_strdup_printf("@%" G_GINT64_FORMAT " %c%02d%02d", options->time,
            options->offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

/* An open file that has no name any more and holds the message. Not a pipe: writing to one whose
 * reader ended, as git does when it will not run, would end this program too. -1 on errors. */
static int
open_message(const char *message, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *path = NULL;
    int file = g_file_open_tmp("plainsong-tag-XXXXXX", &path, &problem);
    if (file >= 0)
        g_unlink(path);
    if (file >= 0 && psg_file_write_all(file, message, strlen(message)) &&
            lseek(file, 0, SEEK_SET) == 0)
        return file;
    int number = errno;
    psg_git_fail(error, PSG_GIT_ERROR_FAILED,
            "the text of the tag could not be handed to git, which signs it: %s",
            problem ? problem->message : g_strerror(number));
    if (file >= 0)
        close(file);
    return -1;
}

/* What a program said, as text, whatever bytes it said it in. */
static char *
read_complaint(GBytes *bytes)
{
    gsize size = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    return text ? g_strstrip(g_utf8_make_valid(text, (gssize)size)) : g_strdup("");
}

/* Waits for git, and gives back what it says on standard error when it made no tag. */
static gboolean
wait_for(GSubprocess *process, const char *tag, GError **error)
{
    g_autoptr(GBytes) bytes = NULL;
    if (!g_subprocess_communicate(process, NULL, NULL, NULL, &bytes, error))
        return FALSE;
    if (g_subprocess_get_successful(process))
        return TRUE;
    g_autofree char *complaint = read_complaint(bytes);
    return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
            "git could not sign the tag %s, as tag.gpgSign asks for: %s", tag,
            *complaint ? complaint : "it gave no reason");
}

static gboolean
create_signed(git_repository *git, const PsgTagOptions *options, GError **error)
{
    g_autofree char *place = g_strconcat("--git-dir=", git_repository_path(git), NULL);
    g_autofree char *date = format_date(options);
    int message = open_message(options->message, error);
    if (message < 0)
        return FALSE;
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(
            G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
    g_subprocess_launcher_take_stdin_fd(launcher, message);
    g_subprocess_launcher_setenv(launcher, "GIT_COMMITTER_DATE", date, TRUE);
    g_autoptr(GError) problem = NULL;
    g_autoptr(GSubprocess) process =
            g_subprocess_launcher_spawn(launcher, &problem, "git", place, "tag", "--sign",
                    "--file=-", "--cleanup=verbatim", "--", options->tag, options->oid, NULL);
    if (!process)
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
                "the program git, which signs tags, could not be started: %s", problem->message);
    return wait_for(process, options->tag, error);
}

/* Making */

static gboolean
create_unsigned(git_repository *git, const PsgTagOptions *options, const git_signature *tagger,
        GError **error)
{
    g_autoptr(git_object) target = NULL;
    if (git_revparse_single(&target, git, options->oid) != 0)
        return psg_git_fail_with_cause(error, "git does not find commit %s", options->oid);
    git_oid oid;
    int code = git_tag_create(&oid, git, options->tag, target, tagger, options->message, 0);
    if (code == GIT_EEXISTS)
        return fail_exists(options->tag, error);
    return code == 0 ||
           psg_git_fail_with_cause(error, "git could not make the tag %s", options->tag);
}

gboolean
psg_repository_create_tag(PsgRepository *repository, const PsgTagOptions *options, GError **error)
{
    git_repository *git = repository->git;
    if (!check_name(git, options->tag, error))
        return FALSE;
    g_autoptr(git_signature) tagger = make_tagger(git, options, error);
    if (!tagger)
        return FALSE;
    gboolean is_made = is_set(git, "tag.gpgSign") || is_set(git, "tag.forceSignAnnotated")
                               ? create_signed(git, options, error)
                               : create_unsigned(git, options, tagger, error);
    psg_repository_forget_versions(repository);
    return is_made;
}

gboolean
psg_repository_delete_tag(PsgRepository *repository, const char *tag, GError **error)
{
    int code = git_tag_delete(repository->git, tag);
    psg_repository_forget_versions(repository);
    return code == 0 || psg_git_fail_with_cause(error, "git could not take the tag %s away", tag);
}
