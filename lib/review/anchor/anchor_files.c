/* The files that keep where anchors were, one for each of the last few commits that were asked
 * about: `plainsong/anchors/NAME-COMMIT` in the git directory. See anchor_internal.h. */
#include <glib/gstdio.h>
#include <string.h>

#include "base/kept.h"
#include "git/git_folder.h"
#include "review/anchor/anchor_internal.h"

/* Of one name. */
#define FILES 4
#define SIZE_LIMIT (128 * 1024 * 1024)

typedef struct {
    char *path;
    git_oid tip;
    gint64 time;
} Kept;

static void
kept_clear(gpointer kept)
{
    g_free(((Kept *)kept)->path);
}

/* What the files of a name begin with. */
static char *
make_prefix(const char *name)
{
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
    return g_strdup_printf("%.8s-", digest);
}

static int
compare_kept(gconstpointer a, gconstpointer b)
{
    const Kept *x = a, *y = b;
    if (x->time != y->time)
        return x->time > y->time ? -1 : 1;
    return git_oid_cmp(&x->tip, &y->tip);
}

/* The files of a name (Kept), the newest first. */
static GArray *
list_kept(const char *folder, const char *name)
{
    GArray *files = g_array_new(FALSE, FALSE, sizeof(Kept));
    g_array_set_clear_func(files, kept_clear);
    g_autofree char *prefix = make_prefix(name);
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    for (const char *entry; entries && (entry = g_dir_read_name(entries));) {
        Kept kept = {0};
        GStatBuf status;
        const char *tip = entry + strlen(prefix);
        if (!g_str_has_prefix(entry, prefix) || strlen(tip) != GIT_OID_HEXSZ ||
                git_oid_fromstr(&kept.tip, tip) != 0)
            continue;
        kept.path = g_build_filename(folder, entry, NULL);
        if (g_lstat(kept.path, &status) == 0 && S_ISREG(status.st_mode) &&
                status.st_size <= SIZE_LIMIT) {
            kept.time = status.st_mtime;
            g_array_append_val(files, kept);
        } else
            g_free(kept.path);
    }
    g_array_sort(files, compare_kept);
    return files;
}

static PsgAnchorTable *
read_kept(const Kept *kept, const PsgAnchor *anchors, guint count, PsgAnchorSource *source)
{
    gsize length;
    g_autofree char *bytes = psg_kept_load(kept->path, SIZE_LIMIT, &length);
    if (!bytes)
        return NULL;
    g_autoptr(PsgAnchorTable) table = psg_anchor_table_read(bytes, length, anchors, count, source);
    return table && git_oid_equal(psg_anchor_table_get_last(table), &kept->tip)
                   ? g_steal_pointer(&table)
                   : NULL;
}

PsgAnchorTable *
psg_anchor_table_load(PsgAnchorSource *source, const char *name, const PsgAnchor *anchors,
        guint count, const git_oid *to)
{
    g_autofree char *folder = psg_git_folder_build_own_path(source->git, "anchors");
    g_autoptr(GArray) files = list_kept(folder, name);
    for (guint i = 0; i < files->len; i++) {
        const Kept *kept = &g_array_index(files, Kept, i);
        PsgAnchorTable *table =
                git_oid_equal(&kept->tip, to) ? read_kept(kept, anchors, count, source) : NULL;
        if (table)
            return table;
    }
    for (guint i = 0; i < files->len; i++) {
        const Kept *kept = &g_array_index(files, Kept, i);
        if (git_oid_equal(&kept->tip, to))
            continue;
        gboolean is_before = git_graph_descendant_of(source->git, to, &kept->tip) == 1;
        g_autoptr(PsgAnchorTable) table = read_kept(kept, anchors, count, source);
        if (table && (is_before || psg_anchor_table_get_row(table, to)))
            return g_steal_pointer(&table);
    }
    return NULL;
}

void
psg_anchor_table_save(const PsgAnchorTable *table, PsgAnchorSource *source, const char *name,
        const PsgAnchor *anchors, const git_oid *before)
{
    g_autofree char *folder = psg_git_folder_build_own_path(source->git, "anchors");
    g_autofree char *prefix = make_prefix(name);
    g_autofree char *path = g_strconcat(
            folder, "/", prefix, git_oid_tostr_s(psg_anchor_table_get_last(table)), NULL);
    g_autoptr(GBytes) bytes = psg_anchor_table_write(table, anchors);
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    if (length > SIZE_LIMIT || !psg_kept_save(path, data, length))
        return;
    g_autoptr(GArray) files = list_kept(folder, name);
    guint others = 0;
    for (guint i = 0; i < files->len; i++) {
        const Kept *kept = &g_array_index(files, Kept, i);
        if (strcmp(kept->path, path) == 0)
            continue;
        if ((before && git_oid_equal(before, &kept->tip)) || ++others >= FILES)
            g_unlink(kept->path);
    }
}
