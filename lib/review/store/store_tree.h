/* Trees of git as they are in its objects, read and made without libgit2's copies. */
#pragma once
#include "review/store/store_pack.h"

typedef struct {
    guint mode;
    const char *name;
    git_oid oid;
} PsgTreeEntry;

#define PSG_MODE_FOLDER 040000
#define PSG_MODE_FILE 0100644

typedef struct {
    GArray *entries; /* PsgTreeEntry, in git's order */
    GStringChunk *names;
    const char *odd; /* the first entry that git would not have put there; NULL */
} PsgTreeList;

void psg_tree_list_init(PsgTreeList *list);
void psg_tree_list_clear(PsgTreeList *list);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgTreeList, psg_tree_list_clear)

/* Adds the entries of a tree to an empty list. Where somebody made one in no order, or with a name
 * twice, they are put in order, each once, and `odd` is set. */
gboolean psg_tree_list_load(
        PsgTreeList *list, PsgPackReader *reader, const git_oid *oid, GError **error);

/* The entry of this name, whatever it is; NULL when there is none. It lasts until one is added. */
const PsgTreeEntry *psg_tree_list_find(const PsgTreeList *list, const char *name);

/* Adds an entry, in place of the one of that name if there is one. */
void psg_tree_list_set(PsgTreeList *list, guint mode, const char *name, const git_oid *oid);

/* The same for many: adds an entry at the end, and puts all in git's order once they are there. */
void psg_tree_list_append(PsgTreeList *list, guint mode, const char *name, const git_oid *oid);
void psg_tree_list_sort(PsgTreeList *list);

/* The tree as git keeps it. The caller owns it. */
GBytes *psg_tree_list_format(PsgTreeList *list);
