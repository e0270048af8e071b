/* A staging folder: output is written beside its final place and swapped in whole, so that a failed
 * or interrupted build leaves the last good output untouched and nobody ever sees half of one. */
#pragma once
#include <glib.h>

typedef struct PsgStaging PsgStaging;

/* Makes an empty staging folder next to `target` (same file system). Left-overs of builds that died
 * are removed. Refuses (PSG_BASE_ERROR_FILE) a target that exists and is not a folder, or is a
 * folder that holds files but was not made by Plainsong (no marker file in it), so that `-o ~` can
 * never destroy anything. */
PsgStaging *psg_staging_new(const char *target, GError **error);

/* Whether psg_staging_new() would take this target, without touching anything: to be asked before
 * long work. */
gboolean psg_staging_check(const char *target, GError **error);

/* The folder to write into, without a slash at its end. */
const char *psg_staging_get_folder(const PsgStaging *staging);

/* Swaps the staging folder with the target (renameat2 exchange where the system has it) and removes
 * the old output. */
gboolean psg_staging_commit(PsgStaging *staging, GError **error);

/* Frees; removes the staging folder when it was not committed. */
void psg_staging_free(PsgStaging *staging);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgStaging, psg_staging_free)

/* The marker's name: an empty file at the top of every output folder. */
#define PSG_STAGING_MARKER ".plainsong-output"
