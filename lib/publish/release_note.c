/* The form of a version's tag: a title, a summary, and what can be checked of it as trailers. See
 * release.h; git-interpret-trailers(1). */
#include <string.h>

#include "publish/release_internal.h"

#define DIGEST_KIND "sha256:"
#define DIGEST_LENGTH 64

/* Writing */

static void
write_trailer(GString *out, const char *name, const char *value)
{
    g_string_append_printf(out, "%s: %s\n", name, value);
}

char *
psg_release_note_write(const PsgRelease *release, const char *summary, const GPtrArray *digests)
{
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%s\n\n%s\n\n", release->title, summary);
    for (guint i = 0; i < release->sign_offs->len; i++)
        write_trailer(out, "Sign-off", release->sign_offs->pdata[i]);
    if (release->exception)
        write_trailer(out, "Exception", release->exception);
    for (guint i = 0; digests && i < digests->len; i++) {
        const PsgDigest *digest = digests->pdata[i];
        g_string_append_printf(out, "Digest: " DIGEST_KIND "%s %s\n", digest->digest, digest->path);
    }
    write_trailer(out, "Built-with", PSG_RELEASE_PROGRAM);
    return g_string_free(out, FALSE);
}

/* Reading */

/* Only paths that stay in the output: a tag can come from anybody. */
static gboolean
is_path(const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    guint count = g_strv_length(parts);
    for (guint i = 0; i < count; i++)
        if (strcmp(parts[i], ".") == 0 || strcmp(parts[i], "..") == 0 ||
                (*parts[i] == '\0' && (i + 1 < count || count == 1)))
            return FALSE;
    return count > 0;
}

/* Reads "sha256:HEX PATH". What is written otherwise is kept as a digest that nothing has, so that
 * a broken line never passes for none. */
static PsgDigest *
read_digest(const char *value)
{
    PsgDigest *digest = g_new0(PsgDigest, 1);
    gsize kind = strlen(DIGEST_KIND);
    const char *hex = value + kind, *path = hex + DIGEST_LENGTH + 1;
    if (g_str_has_prefix(value, DIGEST_KIND) && strspn(hex, "0123456789abcdef") == DIGEST_LENGTH &&
            hex[DIGEST_LENGTH] == ' ' && is_path(path)) {
        digest->digest = g_strndup(hex, DIGEST_LENGTH);
        digest->path = g_strdup(path);
    } else {
        digest->digest = g_strdup("");
        digest->path = g_strdup(value);
    }
    return digest;
}

/* The last value of that name; NULL when there is none. */
static char *
read_last(const PsgMessage *message, const char *name)
{
    g_autoptr(GPtrArray) values = psg_message_list_trailers(message, name);
    return values->len > 0 ? g_strdup(values->pdata[values->len - 1]) : NULL;
}

PsgReleaseNote *
psg_release_note_parse(const PsgMessage *message)
{
    PsgReleaseNote *note = g_new0(PsgReleaseNote, 1);
    note->summary = g_strdup(message->body);
    note->sign_offs = g_ptr_array_new_with_free_func(g_free);
    note->digests = g_ptr_array_new_with_free_func(psg_digest_free);
    g_autoptr(GPtrArray) sign_offs = psg_message_list_trailers(message, "Sign-off");
    for (guint i = 0; i < sign_offs->len; i++)
        g_ptr_array_add(note->sign_offs, g_strdup(sign_offs->pdata[i]));
    g_autoptr(GPtrArray) digests = psg_message_list_trailers(message, "Digest");
    for (guint i = 0; i < digests->len; i++)
        g_ptr_array_add(note->digests, read_digest(digests->pdata[i]));
    note->exception = read_last(message, "Exception");
    note->built_with = read_last(message, "Built-with");
    return note;
}

void
psg_release_note_free(PsgReleaseNote *note)
{
    if (!note)
        return;
    g_free(note->summary);
    g_ptr_array_unref(note->sign_offs);
    g_free(note->exception);
    g_ptr_array_unref(note->digests);
    g_free(note->built_with);
    g_free(note);
}
