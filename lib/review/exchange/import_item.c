/* What readers of files make, and its words made fit to be stored. See import.h. */
#include <git2.h>
#include <string.h>

#include "git/git_folder.h"
#include "review/exchange/import_internal.h"

#define SOURCE_DIGITS 32

PsgImportItem *
psg_import_item_new(void)
{
    return g_new0(PsgImportItem, 1);
}

void
psg_import_item_free(PsgImportItem *item)
{
    if (!item)
        return;
    char *strings[] = {item->source, item->label, item->name, item->mail, item->group, item->where,
            item->quote, item->prefix, item->suffix, item->text, item->replace, item->parent,
            item->thread};
    for (guint i = 0; i < G_N_ELEMENTS(strings); i++)
        g_free(strings[i]);
    g_strfreev(item->tags);
    g_free(item);
}

/* Each part goes in with its length, so that no two lists of parts are the same text. */
char *
psg_import_make_source(const char *kind, const char *const *parts)
{
    g_autoptr(GChecksum) digest = g_checksum_new(G_CHECKSUM_SHA256);
    for (guint i = 0; parts[i]; i++) {
        g_autofree char *length = g_strdup_printf("%" G_GSIZE_FORMAT ":", strlen(parts[i]));
        g_checksum_update(digest, (const guchar *)length, -1);
        g_checksum_update(digest, (const guchar *)parts[i], -1);
    }
    return g_strdup_printf("%s:%.*s", kind, SOURCE_DIGITS, g_checksum_get_string(digest));
}

/* TRUE for a `<` that begins a tag, a comment or a processing instruction (CommonMark 6.6). */
static gboolean
begins_tag(const char *at)
{
    return at[0] == '<' && (g_ascii_isalpha(at[1]) || (at[1] != '\0' && strchr("/!?", at[1])));
}

char *
psg_import_make_markdown(const char *plain)
{
    GString *out = g_string_sized_new(strlen(plain) + 16);
    gboolean is_start = TRUE;
    for (const char *at = plain; *at; at++) {
        if (is_start) {
            gsize blanks = strspn(at, " \t");
            if (blanks > 3 || memchr(at, '\t', blanks))
                at += blanks;
        }
        if (*at == '\0')
            break;
        if (begins_tag(at))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *at);
        is_start = *at == '\n';
    }
    return g_string_free(out, FALSE);
}

/* What no event holds: control characters, and code points that are no characters. */
static gboolean
is_bad(gunichar character)
{
    return (character < 0x20 && character != '\t' && character != '\n') ||
           (character >= 0x7f && character < 0xa0 && character != 0x85) ||
           (character & 0xfffe) == 0xfffe;
}

char *
psg_import_clean(const char *text)
{
    if (!text)
        return NULL;
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *out = g_string_sized_new(strlen(valid));
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (character == '\r' && at[1] == '\n')
            continue;
        if (character == '\r' || character == '\v' || character == '\f')
            g_string_append_c(out, '\n');
        else if (!is_bad(character))
            g_string_append_unichar(out, character);
    }
    return g_strstrip(g_string_free(out, FALSE));
}

void
psg_import_append_quote(GString *out, const char *text)
{
    g_autofree char *markdown = psg_import_make_markdown(text);
    g_auto(GStrv) lines = g_strsplit(markdown, "\n", -1);
    for (char **line = lines; *line; line++)
        g_string_append_printf(out, "> %s\n", *line);
    g_string_append_c(out, '\n');
}

char *
psg_import_build_path(const PsgReview *review, const char *name)
{
    struct git_repository *git =
            psg_repository_get_git(psg_review_get_package_place(review)->repository);
    return psg_git_folder_build_own_path(git, name);
}
