/* Reading .mailmap, by libgit2. See mailmap.h. */
#include "git/mailmap.h"

#include "git/internal.h"

/* As lib/git's history reads it. */
#define SIZE_LIMIT (16u * 1024 * 1024)

struct PsgMailmap {
    git_mailmap *map;
};

PsgMailmap *
psg_mailmap_load(PsgRepository *repository, const char *oid)
{
    g_autoptr(GBytes) bytes =
            psg_repository_read_file(repository, oid, ".mailmap", SIZE_LIMIT, NULL);
    git_mailmap *map = NULL;
    gsize length = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    if (!text || git_mailmap_from_buffer(&map, text, length) != 0)
        return NULL;
    PsgMailmap *mailmap = g_new0(PsgMailmap, 1);
    mailmap->map = map;
    return mailmap;
}

void
psg_mailmap_free(PsgMailmap *mailmap)
{
    if (!mailmap)
        return;
    git_mailmap_free(mailmap->map);
    g_free(mailmap);
}

void
psg_mailmap_resolve(const PsgMailmap *mailmap, const char *name, const char *mail,
        const char **real_name, const char **real_mail)
{
    *real_name = name;
    *real_mail = mail;
    if (mailmap)
        git_mailmap_resolve(real_name, real_mail, mailmap->map, name, mail);
}
