/* Who a name and an address belong to. See identities.h. */
#include "project/identities.h"

#include <string.h>

#include "base/nearest.h"
#include "project/project_error.h"

#define MAIL_DOMAIN "contributors.invalid"

struct PsgIdentities {
    GHashTable *contributors; /* see make_key() -> PsgContributor */
};

/* Keys: "name <mail>", "<mail>", "name". A mail address is the same in capitals; a name is not. */
static char *
make_key(const char *name, const char *mail)
{
    g_autofree char *small = g_utf8_strdown(mail, -1);
    return *small ? g_strdup_printf("%s<%s>", name, small) : g_strdup(name);
}

/* The first person who names an identity has it. */
static void
add_key(GHashTable *contributors, char *key, const PsgContributor *contributor)
{
    if (*key && !g_hash_table_contains(contributors, key))
        g_hash_table_insert(contributors, key, (gpointer)contributor);
    else
        g_free(key);
}

static void
add_name_and_mail(GHashTable *contributors, const char *name, const char *mail,
        const PsgContributor *contributor)
{
    add_key(contributors, make_key(name, mail), contributor);
    add_key(contributors, make_key("", mail), contributor);
}

/* Enters an identity as people.yaml writes it, and as the .mailmap may have changed it. */
static void
add_identity(GHashTable *contributors, const PsgMailmap *mailmap, const char *identity,
        const PsgContributor *contributor)
{
    const char *open = strchr(identity, '<');
    const char *close = open ? strchr(open, '>') : NULL;
    g_autofree char *name =
            g_strstrip(open ? g_strndup(identity, (gsize)(open - identity)) : g_strdup(identity));
    g_autofree char *mail = g_strstrip(close ? g_strndup(open + 1, (gsize)(close - open - 1))
                                             : g_strdup(open ? open + 1 : ""));
    gboolean is_mail_alone = !open && strchr(name, '@');
    const char *own_name = is_mail_alone ? "" : name, *own_mail = is_mail_alone ? name : mail;
    const char *real_name, *real_mail;
    add_name_and_mail(contributors, own_name, own_mail, contributor);
    psg_mailmap_resolve(mailmap, own_name, own_mail, &real_name, &real_mail);
    if (strcmp(real_mail, own_mail) != 0)
        add_name_and_mail(contributors, real_name, real_mail, contributor);
}

PsgIdentities *
psg_identities_new(const PsgPackage *package, const PsgMailmap *mailmap)
{
    PsgIdentities *identities = g_new0(PsgIdentities, 1);
    identities->contributors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    /* First of all, so that nobody takes another's by naming it. */
    for (guint i = 0; i < package->contributors->len; i++) {
        const PsgContributor *contributor = g_ptr_array_index(package->contributors, i);
        g_autofree char *mail = psg_contributor_make_mail(contributor);
        add_key(identities->contributors, make_key("", mail), contributor);
    }
    for (guint i = 0; i < package->contributors->len; i++) {
        const PsgContributor *contributor = g_ptr_array_index(package->contributors, i);
        for (char **at = contributor->identities; at && *at; at++)
            add_identity(identities->contributors, mailmap, *at, contributor);
    }
    return identities;
}

void
psg_identities_free(PsgIdentities *identities)
{
    if (!identities)
        return;
    g_hash_table_unref(identities->contributors);
    g_free(identities);
}

const PsgContributor *
psg_identities_find(const PsgIdentities *identities, const char *name, const char *mail)
{
    g_autofree char *whole = make_key(name, mail);
    g_autofree char *mail_alone = make_key("", mail);
    const char *keys[] = {whole, mail_alone, name};
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        const PsgContributor *found =
                *keys[i] ? g_hash_table_lookup(identities->contributors, keys[i]) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

char *
psg_contributor_make_mail(const PsgContributor *contributor)
{
    return g_strconcat(contributor->id, "@" MAIL_DOMAIN, NULL);
}

const PsgContributor *
psg_package_find_contributor(const PsgPackage *package, const char *id)
{
    for (guint i = 0; i < package->contributors->len; i++) {
        const PsgContributor *contributor = g_ptr_array_index(package->contributors, i);
        if (strcmp(contributor->id, id) == 0)
            return contributor;
    }
    return NULL;
}

const PsgContributor *
psg_package_get_contributor(const PsgPackage *package, const char *id, GError **error)
{
    const PsgContributor *found = psg_package_find_contributor(package, id);
    if (found)
        return found;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < package->contributors->len; i++)
        g_ptr_array_add(ids, ((PsgContributor *)g_ptr_array_index(package->contributors, i))->id);
    g_ptr_array_add(ids, NULL);
    const char *nearest = psg_nearest_find(id, (const char *const *)ids->pdata);
    g_set_error(error, PSG_PROJECT_ERROR, PSG_PROJECT_ERROR_MISSING,
            "people.yaml knows nobody with the id \"%s\"%s%s%s", id,
            nearest ? "; did you mean \"" : "; add them there first", nearest ? nearest : "",
            nearest ? "\"?" : "");
    return NULL;
}
