/* Who a name and an address that git, a letter or a Word file knows belong to: people.yaml's
 * identities, and the address that Plainsong itself gives to contributors in commits. */
#pragma once
#include "git/mailmap.h"
#include "project/package.h"

typedef struct PsgIdentities PsgIdentities;

/* The identities of the package's contributors; those that `mailmap` (nullable) gives another form
 * are known under both. Keeps `package`. The caller owns it. */
PsgIdentities *psg_identities_new(const PsgPackage *package, const PsgMailmap *mailmap);
void psg_identities_free(PsgIdentities *identities);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgIdentities, psg_identities_free)

/* The contributor of a name and an address (each may be ""): by both, else by the address, else by
 * a name that people.yaml gives without an address. NULL when nobody is known by them. */
const PsgContributor *psg_identities_find(
        const PsgIdentities *identities, const char *name, const char *mail);

/* The address of a contributor in commits that Plainsong makes in their name: their id under a
 * domain that leads nowhere (RFC 2606), so that no real address gets into the repository. The
 * caller owns it. */
char *psg_contributor_make_mail(const PsgContributor *contributor);

/* The contributor with this id; NULL when there is none. */
const PsgContributor *psg_package_find_contributor(const PsgPackage *package, const char *id);

/* The same; sets PSG_PROJECT_ERROR_MISSING, with the nearest id, when there is none. */
const PsgContributor *psg_package_get_contributor(
        const PsgPackage *package, const char *id, GError **error);
