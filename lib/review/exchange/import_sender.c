/* Who said what is imported: contributors that people.yaml knows, and pseudonyms for everybody
 * else, made with a secret of this clone (HMAC, RFC 2104) so that they cannot be turned back into
 * names or addresses. See import.h. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"
#include "review/exchange/import_internal.h"
#include "review/review_error.h"

#define KEY_LENGTH 32
#define GUEST "guest-"
/* Of the ten characters behind it, the first are of the clone. They tell its pseudonyms from those
 * of others, which may be of the same people. */
#define CLONE_CHARACTERS 3
#define PERSON_CHARACTERS 7
#define SEAL_CHARACTERS 24 /* of what the journal keeps */

struct PsgImportSenders {
    const PsgReview *review;
    guint8 key[KEY_LENGTH];
    char clone[CLONE_CHARACTERS + 1];
    GHashTable *senders; /* key -> PsgImportSender */
};

/* The secret */

static gboolean
fail(const char *path, const char *problem, GError **error)
{
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_STORE,
            "%s: the secret that pseudonyms are made with %s", path, problem);
    return FALSE;
}

/* FALSE without an error when there is no such file. */
static gboolean
read_key(const char *path, guint8 *key, GError **error)
{
    g_autofree char *bytes = NULL;
    gsize length;
    g_autoptr(GError) problem = NULL;
    if (!g_file_get_contents(path, &bytes, &length, &problem)) {
        if (!g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
            g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    if (length != KEY_LENGTH)
        return fail(path,
                "is damaged; remove the file and a new one is made, with which unknown "
                "senders get new pseudonyms",
                error);
    memcpy(key, bytes, KEY_LENGTH);
    return TRUE;
}

/* Written beside its place and linked there, so that it is whole or not there, and the first of
 * several programs makes it for all. */
static gboolean
make_key(const char *path, GError **error)
{
    guint8 key[KEY_LENGTH];
    if (!psg_random_fill(key, sizeof key))
        return fail(path, "cannot be made: the system gives no random numbers", error);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *draft = g_strconcat(path, ".XXXXXX", NULL);
    if (!psg_folder_make(folder, error))
        return FALSE;
    int file = g_mkstemp_full(draft, O_RDWR | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(path, g_strerror(errno), error);
    gboolean is_written = psg_file_write_all(file, key, sizeof key) && fsync(file) == 0;
    is_written = close(file) == 0 && is_written;
    is_written = is_written && (link(draft, path) == 0 || errno == EEXIST ||
                                       (errno == EPERM && g_rename(draft, path) == 0));
    int problem = errno;
    g_unlink(draft);
    return is_written || fail(path, g_strerror(problem), error);
}

static gboolean
load_key(PsgImportSenders *senders, gboolean is_dry_run, GError **error)
{
    g_autofree char *path = psg_import_build_path(senders->review, "import-key");
    GError *problem = NULL;
    if (read_key(path, senders->key, &problem))
        return TRUE;
    if (!problem && make_key(path, &problem) && read_key(path, senders->key, &problem))
        return TRUE;
    if (is_dry_run && problem && psg_random_fill(senders->key, KEY_LENGTH)) {
        g_error_free(problem);
        return TRUE;
    }
    if (problem)
        g_propagate_error(error, problem);
    return problem ? FALSE : fail(path, "went away", error);
}

/* Pseudonyms */

/* The first characters of a keyed digest (HMAC with SHA-256), five bits each. */
static void
digest(const PsgImportSenders *senders, const char *text, char *characters, guint count)
{
    static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
    g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, senders->key, KEY_LENGTH);
    guint8 bytes[32];
    gsize length = sizeof bytes;
    g_hmac_update(hmac, (const guchar *)text, -1);
    g_hmac_get_digest(hmac, bytes, &length);
    for (guint i = 0; i < count; i++)
        characters[i] = alphabet[bytes[i] % 32];
    characters[count] = '\0';
}

/* No sender's key begins as these do. */
char *
psg_import_senders_seal(const PsgImportSenders *senders, const char *kind, const char *text)
{
    char *sealed = g_malloc(SEAL_CHARACTERS + 1);
    g_autofree char *marked = g_strconcat("\001", kind, " ", text, NULL);
    digest(senders, marked, sealed, SEAL_CHARACTERS);
    return sealed;
}

/* An address, or where there is none a name; neither capitals nor spaces make another person. */
static char *
make_key_of(const char *name, const char *mail)
{
    const char *text = mail && *mail ? mail : name ? name : "";
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autofree char *normal = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);
    g_autofree char *folded = g_utf8_casefold(normal, -1);
    g_auto(GStrv) words = g_strsplit_set(folded, " \t\r\n", -1);
    GString *key = g_string_new(NULL);
    for (char **word = words; *word; word++)
        if (**word)
            g_string_append_printf(key, "%s%s", key->len ? " " : "", *word);
    return g_string_free(key, FALSE);
}

static void
sender_free(gpointer data)
{
    PsgImportSender *sender = data;
    g_free((char *)sender->key);
    g_free(sender->id);
    g_free(sender->guest);
    g_free(sender);
}

static PsgImportSender *
make_sender(const PsgImportSenders *senders, char *key, const char *name, const char *mail)
{
    char person[PERSON_CHARACTERS + 1];
    const PsgPackage *package = psg_review_get_package(senders->review);
    PsgImportSender *sender = g_new0(PsgImportSender, 1);
    sender->key = key;
    digest(senders, key, person, PERSON_CHARACTERS);
    sender->guest = *key ? g_strconcat(GUEST, senders->clone, person, NULL)
                         : g_strdup(PSG_IMPORT_ANONYMOUS);
    sender->contributor = *key ? psg_identities_find(psg_review_get_identities(senders->review),
                                         name ? name : "", mail ? mail : "")
                               : NULL;
    if (!sender->contributor)
        sender->contributor = psg_package_find_contributor(package, sender->guest);
    sender->id = g_strdup(sender->contributor ? sender->contributor->id : sender->guest);
    return sender;
}

PsgImportSenders *
psg_import_senders_new(const PsgReview *review, gboolean is_dry_run, GError **error)
{
    g_autoptr(PsgImportSenders) senders = g_new0(PsgImportSenders, 1);
    senders->review = review;
    senders->senders = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, sender_free);
    if (!load_key(senders, is_dry_run, error))
        return NULL;
    digest(senders, "\001clone", senders->clone, CLONE_CHARACTERS);
    return g_steal_pointer(&senders);
}

void
psg_import_senders_free(PsgImportSenders *senders)
{
    if (!senders)
        return;
    g_hash_table_unref(senders->senders);
    memset(senders->key, 0, KEY_LENGTH);
    g_free(senders);
}

/* Name and address together are looked up, since people.yaml may know one by both; what they are
 * kept by is the address alone. */
const PsgImportSender *
psg_import_senders_find(PsgImportSenders *senders, const char *name, const char *mail)
{
    g_autofree char *key = make_key_of(name, mail);
    PsgImportSender *found = g_hash_table_lookup(senders->senders, key);
    if (!found) {
        found = make_sender(senders, g_steal_pointer(&key), name, mail);
        g_hash_table_insert(senders->senders, (char *)found->key, found);
    }
    return found;
}

gboolean
psg_import_senders_is_guest(const char *id)
{
    return g_str_has_prefix(id, GUEST) &&
           strlen(id) == strlen(GUEST) + CLONE_CHARACTERS + PERSON_CHARACTERS;
}

gboolean
psg_import_senders_made(const PsgImportSenders *senders, const char *id)
{
    return psg_import_senders_is_guest(id) &&
           strncmp(id + strlen(GUEST), senders->clone, CLONE_CHARACTERS) == 0;
}
