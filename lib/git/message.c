/* Messages of commits and tags, taken apart by libgit2's reading of trailers. See message.h. */
#include "git/message.h"

#include <string.h>

#include "git/internal.h"

static void
free_trailer(gpointer data)
{
    PsgTrailer *trailer = data;
    g_free(trailer->name);
    g_free(trailer->value);
    g_free(trailer);
}

/* Nobody writes longer messages; of one that is longer the rest is not read. */
#define LENGTH_LIMIT (4u * 1024 * 1024)

/* Valid UTF-8 with LF at the ends of lines. Other control characters, which could steer a terminal
 * and which no XML may hold, become U+FFFD. */
static char *
clean(const char *message)
{
    g_autofree char *valid = g_utf8_make_valid(message, (gssize)strnlen(message, LENGTH_LIMIT));
    GString *text = g_string_sized_new(strlen(valid) + 1);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c == '\r' && at[1] == '\n')
            continue;
        if (c == '\r')
            c = '\n';
        else if (c != '\n' && c != '\t' && g_unichar_iscntrl(c))
            c = 0xfffd;
        g_string_append_unichar(text, c);
    }
    return g_string_free(text, FALSE);
}

/* The beginnings are those of git's gpg-interface.c. */
const char *
psg_git_find_signature(const char *message)
{
    static const char *const heads[] = {"-----BEGIN PGP SIGNATURE-----",
            "-----BEGIN PGP MESSAGE-----", "-----BEGIN SSH SIGNATURE-----",
            "-----BEGIN SIGNED MESSAGE-----"};
    for (const char *line = message; *line;) {
        for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
            if (g_str_has_prefix(line, heads[i]))
                return line;
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return NULL;
}

static void
drop_signature(char *text)
{
    const char *signature = psg_git_find_signature(text);
    if (signature)
        text[signature - text] = '\0';
}

static gboolean
is_blank_line(const char *line)
{
    return line[strspn(line, " \t")] == '\n' || line[strspn(line, " \t")] == '\0';
}

static char *
next_line(char *line)
{
    line += strcspn(line, "\n");
    return line + (*line == '\n');
}

/* Takes the first paragraph off; *rest is what follows it. */
static char *
take_subject(char *text, char **rest)
{
    while (*text && is_blank_line(text))
        text = next_line(text);
    GString *subject = g_string_new(NULL);
    while (*text && !is_blank_line(text)) {
        char *next = next_line(text);
        g_autofree char *line = g_strstrip(g_strndup(text, (gsize)(next - text)));
        if (subject->len > 0)
            g_string_append_c(subject, ' ');
        g_string_append(subject, line);
        text = next;
    }
    *rest = text;
    return g_string_free(subject, FALSE);
}

/* One line of a value that may be continued. */
static char *
join_lines(const char *value)
{
    GString *joined = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(value, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_strstrip(lines[i]);
        if (joined->len > 0 && *lines[i])
            g_string_append_c(joined, ' ');
        g_string_append(joined, lines[i]);
    }
    return g_string_free(joined, FALSE);
}

/* The last paragraph of the body, and where what follows it begins; NULL when there is none. */
static char *
find_last_paragraph(char *body, char **after)
{
    char *block = NULL;
    gboolean was_blank = TRUE;
    for (char *line = body; *line; line = next_line(line)) {
        gboolean blank = is_blank_line(line);
        if (!blank && was_blank)
            block = line;
        if (!blank)
            *after = next_line(line);
        was_blank = blank;
    }
    return block;
}

/* Of the paragraph alone: of a whole message libgit2 would take a "---", which in Markdown is a
 * line across the page, for the beginning of a patch. Git itself does so for mails only. */
static GPtrArray *
read_trailers(const char *paragraph)
{
    GPtrArray *trailers = g_ptr_array_new_with_free_func(free_trailer);
    g_autofree char *text = g_strconcat("subject\n\n", paragraph, NULL);
    git_message_trailer_array found = {0};
    if (git_message_trailers(&found, text) != 0)
        return trailers;
    for (gsize i = 0; i < found.count; i++) {
        PsgTrailer *trailer = g_new0(PsgTrailer, 1);
        trailer->name = g_strstrip(g_strdup(found.trailers[i].key));
        trailer->value = join_lines(found.trailers[i].value);
        g_ptr_array_add(trailers, trailer);
    }
    git_message_trailer_array_free(&found);
    return trailers;
}

PsgMessage *
psg_message_parse(const char *message)
{
    git_libgit2_init(); /* counted: the library may not have been started for a repository */
    g_autofree char *text = clean(message);
    drop_signature(text);
    PsgMessage *parsed = g_new0(PsgMessage, 1);
    char *rest, *after = NULL;
    parsed->subject = take_subject(text, &rest);
    char *block = find_last_paragraph(rest, &after);
    parsed->trailers = read_trailers(block ? block : "");
    if (parsed->trailers->len > 0)
        memmove(block, after, strlen(after) + 1);
    parsed->body = g_strdup(g_strstrip(rest));
    git_libgit2_shutdown();
    return parsed;
}

void
psg_message_free(PsgMessage *message)
{
    if (!message)
        return;
    g_free(message->subject);
    g_free(message->body);
    g_ptr_array_unref(message->trailers);
    g_free(message);
}

GPtrArray *
psg_message_list_trailers(const PsgMessage *message, const char *name)
{
    GPtrArray *values = g_ptr_array_new();
    for (guint i = 0; i < message->trailers->len; i++) {
        const PsgTrailer *trailer = g_ptr_array_index(message->trailers, i);
        if (g_ascii_strcasecmp(trailer->name, name) == 0)
            g_ptr_array_add(values, trailer->value);
    }
    return values;
}

PsgMessage *
psg_repository_read_message(PsgRepository *repository, const char *oid, GError **error)
{
    git_oid id;
    g_autoptr(git_commit) commit = NULL;
    int code = git_oid_fromstr(&id, oid);
    if (code == 0)
        code = git_commit_lookup(&commit, repository->git, &id);
    if (code == GIT_ENOTFOUND || (code != 0 && strlen(oid) != GIT_OID_HEXSZ)) {
        psg_git_fail(error, PSG_GIT_ERROR_REVISION, "%s: there is no such commit", oid);
        return NULL;
    }
    if (code != 0) {
        psg_git_fail_with_cause(error, "%s: git could not read this commit", oid);
        return NULL;
    }
    const char *encoding = git_commit_message_encoding(commit);
    const char *message = git_commit_message_raw(commit);
    g_autofree char *converted =
            encoding ? g_convert(message, -1, "UTF-8", encoding, NULL, NULL, NULL) : NULL;
    return psg_message_parse(converted ? converted : message);
}
