/* Reading many small objects from packs quickly. libgit2 takes a lock of the whole program for
 * each, so that a list of all comments, a hundred thousand objects, would wait for it most of the
 * time. What is not read here (a loose object, a pack of another kind, damage) libgit2 is asked
 * for, and it is libgit2 that says what is wrong. */
#pragma once
#include <git2.h>
#include <glib.h>

/* The packs of a folder of objects, as they are when it is opened; any thread may read them. */
typedef struct PsgPacks PsgPacks;
PsgPacks *psg_packs_open(const char *objects);
void psg_packs_free(PsgPacks *packs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPacks, psg_packs_free)

/* TRUE when one of the packs has the object. */
gboolean psg_packs_have(const PsgPacks *packs, const git_oid *oid);

/* One thread's reading. Neither the packs (NULL: libgit2 is asked for all) nor the object database
 * are its own. */
typedef struct PsgPackReader PsgPackReader;
PsgPackReader *psg_pack_reader_new(const PsgPacks *packs, git_odb *odb);
void psg_pack_reader_free(PsgPackReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPackReader, psg_pack_reader_free)

/* An object of at most `limit` bytes. `data` lasts until the next call; for a greater one it is
 * NULL and only `length` and `type` are given. FALSE when libgit2 cannot read it, which then has
 * said why. */
gboolean psg_pack_reader_read(PsgPackReader *reader, const git_oid *oid, gsize limit,
        const char **data, gsize *length, git_object_t *type);
