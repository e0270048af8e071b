/* Commits read from their raw bytes: what a history needs of them and no more. Commits were written
 * by many programs over many years, so what is missing or broken is taken as empty, and only a
 * commit without a tree is refused. See facts.h. */
#include <string.h>

#include "git/history/facts.h"
#include "git/message.h"

/* At most as many as anyone would list. */
#define PEOPLE_LIMIT 256

void
psg_raw_commit_clear(PsgRawCommit *raw)
{
    g_clear_pointer(&raw->parents, g_array_unref);
    g_clear_pointer(&raw->people, g_ptr_array_unref);
}

static char *
make_utf8(const char *bytes, gsize length, const char *encoding)
{
    if (g_utf8_validate(bytes, (gssize)length, NULL))
        return g_strndup(bytes, length);
    char *converted =
            encoding ? g_convert(bytes, (gssize)length, "UTF-8", encoding, NULL, NULL, NULL) : NULL;
    return converted ? converted : g_utf8_make_valid(bytes, (gssize)length);
}

/* "name\nmail" out of "name <mail>". */
static char *
make_person(const char *from, gsize length, const char *encoding)
{
    g_autofree char *text = make_utf8(from, length, encoding);
    char *open = strchr(text, '<');
    char *close = open ? strchr(open, '>') : NULL;
    if (close)
        *close = '\0';
    if (open)
        *open = '\0';
    g_strdelimit(text, "\n", ' ');
    g_strstrip(text);
    return g_strconcat(text, "\n", open ? g_strstrip(open + 1) : "", NULL);
}

/* The time after "name <mail>": seconds since 1970, which may be negative, and "+0200". */
static void
read_time(PsgRawCommit *raw, const char *line, gsize length)
{
    const char *close = memrchr(line, '>', length);
    if (!close)
        return;
    g_autofree char *text = g_strndup(close + 1, (gsize)(line + length - close - 1));
    char *rest;
    raw->time = g_ascii_strtoll(text, &rest, 10);
    g_strstrip(rest);
    if (*rest != '+' && *rest != '-')
        return;
    gint64 zone = g_ascii_strtoll(rest + 1, NULL, 10);
    gint64 minutes = zone / 100 * 60 + zone % 100;
    if (zone >= 0 && minutes < 24 * 60)
        raw->offset_minutes = (gint32)(*rest == '-' ? -minutes : minutes);
}

/* Whether somebody may be named below the message; asked first, since few commits name anybody. */
static gboolean
may_have_trailers(const char *message, gsize length)
{
    static const char name[] = "uthored-by";
    const char *end = message + length;
    for (const char *at = message; (at = memchr(at, '-', (gsize)(end - at))); at++)
        if (at + 1 + sizeof name < end && g_ascii_strncasecmp(at + 2, name, sizeof name - 1) == 0)
            return TRUE;
    return FALSE;
}

static void
read_trailers(PsgRawCommit *raw, const char *message, gsize length, const char *encoding)
{
    if (!may_have_trailers(message, length))
        return;
    g_autofree char *text = make_utf8(message, length, encoding);
    g_autoptr(PsgMessage) parsed = psg_message_parse(text);
    g_autoptr(GPtrArray) values = psg_message_list_trailers(parsed, "Co-authored-by");
    for (guint i = 0; i < values->len && raw->people->len < PEOPLE_LIMIT; i++) {
        const char *value = g_ptr_array_index(values, i);
        g_ptr_array_add(raw->people, make_person(value, strlen(value), NULL));
    }
}

static gboolean
read_oid(const char *line, gsize length, const char *name, git_oid *oid)
{
    gsize skip = strlen(name);
    return length == skip + GIT_OID_HEXSZ && memcmp(line, name, skip) == 0 &&
           git_oid_fromstrn(oid, line + skip, GIT_OID_HEXSZ) == 0;
}

static gboolean
has_prefix(const char *line, gsize length, const char *prefix)
{
    return length >= strlen(prefix) && memcmp(line, prefix, strlen(prefix)) == 0;
}

static gboolean
parse(PsgRawCommit *raw, const char *at, gsize size)
{
    const char *end = at + size;
    const char *author = NULL;
    gsize author_length = 0;
    gboolean has_tree = FALSE;
    g_autofree char *encoding = NULL;
    while (at < end && *at != '\n') {
        const char *stop = memchr(at, '\n', (gsize)(end - at));
        gsize length = (gsize)((stop ? stop : end) - at);
        git_oid oid;
        if (!has_tree) {
            has_tree = read_oid(at, length, "tree ", &raw->tree);
        } else if (!author && read_oid(at, length, "parent ", &oid)) {
            g_array_append_val(raw->parents, oid);
        } else if (!author && has_prefix(at, length, "author ")) {
            author = at + 7;
            author_length = length - 7;
        } else if (has_prefix(at, length, "committer ")) {
            read_time(raw, at, length);
        } else if (has_prefix(at, length, "encoding ")) {
            g_free(encoding);
            encoding = g_strndup(at + 9, length - 9);
        }
        at += length + (stop != NULL);
    }
    g_ptr_array_add(raw->people, make_person(author ? author : "", author_length, encoding));
    read_trailers(raw, at, (gsize)(end - at), encoding);
    return has_tree;
}

static void
init(PsgRawCommit *raw)
{
    *raw = (PsgRawCommit){.parents = g_array_new(FALSE, FALSE, sizeof(git_oid)),
            .people = g_ptr_array_new_with_free_func(g_free)};
}

gboolean
psg_raw_commit_read(PsgRawCommit *raw, git_odb *odb, const git_oid *oid, GError **error)
{
    init(raw);
    char digits[GIT_OID_HEXSZ + 1];
    git_oid_tostr(digits, sizeof digits, oid);
    g_autoptr(git_odb_object) object = NULL;
    int code = git_odb_read(&object, odb, oid);
    if (code == GIT_ENOTFOUND)
        return psg_git_fail(
                error, PSG_GIT_ERROR_REVISION, "%s: the repository has no such commit", digits);
    if (code != 0)
        return psg_git_fail_with_cause(error, "%s: git could not read this commit", digits);
    if (git_odb_object_type(object) != GIT_OBJECT_COMMIT)
        return psg_git_fail(error, PSG_GIT_ERROR_REVISION, "%s: this is no commit", digits);
    if (!parse(raw, git_odb_object_data(object), git_odb_object_size(object)))
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
                "%s: this commit is damaged: it names no tree; \"git fsck\" says more", digits);
    return TRUE;
}

gboolean
psg_raw_commit_read_quickly(PsgRawCommit *raw, git_odb *odb, const git_oid *oid, GError **error)
{
    g_auto(PsgObject) object = {0};
    if (psg_object_read(odb, oid, GIT_OBJECT_COMMIT, &object)) {
        init(raw);
        if (parse(raw, object.bytes, object.length))
            return TRUE;
        psg_raw_commit_clear(raw);
    }
    return psg_raw_commit_read(raw, odb, oid, error); /* which says what is wrong */
}
