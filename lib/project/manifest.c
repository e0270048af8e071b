/* plainsong.yaml, key by key. */
#include <string.h>

#include "base/uuid.h"
#include "project/internal.h"
#include "text/language.h"

static const char *const reserved_ids[] = {
        "assets", "downloads", "images", "files", "search", "index", NULL};

#define QUORUM_LIMIT 1000

static gboolean
check_version(const PsgYaml *root, GError **error)
{
    g_autofree char *version = NULL;
    if (!psg_value_require(
                root, "plainsong", PSG_PACKAGE_FILE, "write \"plainsong: 1\" at the top", error) ||
            !psg_value_take_text(root, "plainsong", PSG_PACKAGE_FILE, &version, error))
        return FALSE;
    return strcmp(version, "1") == 0 || psg_value_fail(psg_yaml_find(root, "plainsong"),
                                                PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                                                "this Plainsong reads packages of form 1, and this "
                                                "one says \"%s\"; a newer Plainsong may read it",
                                                version);
}

static gboolean
take_id(PsgPackage *package, const PsgYaml *root, GError **error)
{
    const PsgYaml *value = psg_yaml_find(root, "id");
    g_autofree char *proposal = g_uuid_string_random();
    if (!value)
        return psg_value_fail(root, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                "\"id\" is missing: what keeps this package apart from all others; add \"id: "
                "urn:uuid:%s\"",
                proposal);
    if (!psg_value_get_text(value, "id", PSG_PACKAGE_FILE, &package->id, error))
        return FALSE;
    return psg_uuid_is_urn(package->id) ||
           psg_value_fail(value, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                   "\"id\" must be \"urn:uuid:\" and a UUID, for instance urn:uuid:%s", proposal);
}

static gboolean
take_language(const PsgYaml *mapping, char **language, GError **error)
{
    if (!psg_value_take_text(mapping, "language", PSG_PACKAGE_FILE, language, error))
        return FALSE;
    return !*language || psg_language_is_valid(*language) ||
           psg_value_fail(psg_yaml_find(mapping, "language"), PSG_PACKAGE_FILE,
                   PSG_PROJECT_ERROR_SYNTAX, error,
                   "\"%s\" is not a language tag; write for instance en-GB, pl or ur", *language);
}

static gboolean
take_package_language(PsgLoading *loading, const PsgYaml *root, GError **error)
{
    PsgPackage *package = loading->package;
    if (!take_language(root, &package->language, error))
        return FALSE;
    if (package->language)
        return TRUE;
    package->language = g_strdup("en");
    psg_findings_add(loading->findings, PSG_SEVERITY_WARNING, "language-missing", PSG_PACKAGE_FILE,
            root->line, 0,
            "the package does not say its language, so it is taken for English; add \"language: "
            "en-GB\" or another");
    return TRUE;
}

/* An address on the web, in its normal form. */
static gboolean
take_url(const PsgYaml *mapping, const char *key, gboolean is_folder, char **url, GError **error)
{
    g_autofree char *text = NULL;
    if (!psg_value_take_text(mapping, key, PSG_PACKAGE_FILE, &text, error))
        return FALSE;
    if (!text)
        return TRUE;
    const PsgYaml *value = psg_yaml_find(mapping, key);
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_ENCODED, NULL);
    const char *scheme = uri ? g_uri_get_scheme(uri) : "";
    if ((strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0) || !g_uri_get_host(uri) ||
            !*g_uri_get_host(uri))
        return psg_value_fail(value, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                "\"%s\" must be a web address that begins with https:// or http://, not \"%s\"",
                key, text);
    if (is_folder && (g_uri_get_query(uri) || g_uri_get_fragment(uri)))
        return psg_value_fail(value, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                "\"%s\" must be the address of a folder, without \"?\" and \"#\"", key);
    *url = g_strconcat(text, is_folder && !g_str_has_suffix(text, "/") ? "/" : "", NULL);
    return TRUE;
}

static gboolean
take_theme(PsgLoading *loading, const PsgYaml *root, GError **error)
{
    char **theme = &loading->package->theme;
    if (!psg_value_take_text(root, "theme", PSG_PACKAGE_FILE, theme, error))
        return FALSE;
    if (strcmp(*theme, "default") == 0)
        return TRUE;
    const PsgYaml *value = psg_yaml_find(root, "theme");
    if (!g_str_has_prefix(*theme, "./"))
        return psg_value_fail(value, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                "there is no theme \"%s\"; write \"default\", or the folder of your own theme as "
                "\"./%s\"",
                *theme, *theme);
    g_autoptr(GPtrArray) entries = psg_snapshot_list(loading->snapshot, *theme, NULL);
    return entries || psg_value_fail(value, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_MISSING, error,
                              "the theme's folder \"%s\" is not in the package", *theme);
}

/* A mail address as people have it; what a mail server would take is more than belongs on a page.
 */
static gboolean
is_email(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at > text && at[1] && !strchr(at + 1, '@') &&
           !strpbrk(text, " \t<>\"',;()\\?&%#/:");
}

static gboolean
take_involved(PsgPackage *package, const PsgYaml *root, GError **error)
{
    static const char *const keys[] = {"email", "url", "text", NULL};
    const PsgYaml *involved = psg_yaml_find(root, "get-involved");
    if (!involved)
        return TRUE;
    if (!psg_yaml_check_keys(involved, keys, PSG_PACKAGE_FILE, error) ||
            !psg_value_take_text(
                    involved, "email", PSG_PACKAGE_FILE, &package->involved_email, error) ||
            !take_url(involved, "url", FALSE, &package->involved_url, error) ||
            !psg_value_take_block(
                    involved, "text", PSG_PACKAGE_FILE, &package->involved_text, error))
        return FALSE;
    return !package->involved_email || is_email(package->involved_email) ||
           psg_value_fail(psg_yaml_find(involved, "email"), PSG_PACKAGE_FILE,
                   PSG_PROJECT_ERROR_SYNTAX, error, "\"%s\" is not a mail address",
                   package->involved_email);
}

static gboolean
take_groups(PsgPackage *package, const PsgYaml *root, GError **error)
{
    const PsgYaml *groups = psg_yaml_find(root, "groups");
    if (!groups)
        return TRUE;
    if (!psg_value_check_kind(groups, PSG_YAML_MAPPING, "groups", PSG_PACKAGE_FILE,
                "short names with what readers see (\"parents: Parents and carers\")", error))
        return FALSE;
    if (groups->children->len > QUORUM_LIMIT)
        return psg_value_fail(groups, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                "a package has at most %d groups", QUORUM_LIMIT);
    for (guint i = 0; i < groups->children->len; i++) {
        const PsgYaml *value = g_ptr_array_index(groups->children, i);
        g_autofree char *name = NULL;
        if (!psg_value_is_id(value->key))
            return psg_value_fail(value, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                    "the group \"%s\" needs a short name of small letters a to z, digits and "
                    "hyphens",
                    value->key);
        if (!psg_value_get_text(value, value->key, PSG_PACKAGE_FILE, &name, error))
            return FALSE;
        PsgGroup *group = g_new0(PsgGroup, 1);
        group->id = g_strdup(value->key);
        group->name = g_steal_pointer(&name);
        g_ptr_array_add(package->groups, group);
    }
    return TRUE;
}

/* "2027-09" or "2027-09-30". */
static gboolean
is_review_date(const char *text)
{
    guint numbers[3] = {0, 0, 1};
    static const gsize lengths[] = {4, 2, 2};
    for (guint i = 0; i < 3; i++) {
        if (i == 2 && *text == '\0')
            break;
        if (i > 0 && *text++ != '-')
            return FALSE;
        if (strspn(text, "0123456789") != lengths[i])
            return FALSE;
        numbers[i] = (guint)g_ascii_strtoull(text, NULL, 10);
        text += lengths[i];
    }
    return *text == '\0' && numbers[0] > 0 && numbers[1] <= 12 && numbers[2] <= 31 &&
           g_date_valid_dmy((GDateDay)numbers[2], (GDateMonth)numbers[1], (GDateYear)numbers[0]);
}

static gboolean
take_review_date(PsgDocumentEntry *document, const PsgYaml *mapping, GError **error)
{
    if (!psg_value_take_text(mapping, "review-by", PSG_PACKAGE_FILE, &document->review_by, error))
        return FALSE;
    return !document->review_by || is_review_date(document->review_by) ||
           psg_value_fail(psg_yaml_find(mapping, "review-by"), PSG_PACKAGE_FILE,
                   PSG_PROJECT_ERROR_SYNTAX, error,
                   "\"review-by\" must be a month or a day as 2027-09 or 2027-09-30, not \"%s\"",
                   document->review_by);
}

static gboolean
take_quorum(const PsgPackage *package, PsgDocumentEntry *document, const PsgYaml *mapping,
        GError **error)
{
    const PsgYaml *quorum = psg_yaml_find(mapping, "quorum");
    if (!quorum)
        return TRUE;
    if (!psg_value_check_kind(quorum, PSG_YAML_MAPPING, "quorum", PSG_PACKAGE_FILE,
                "groups with the number of sign-offs each must give", error))
        return FALSE;
    for (guint i = 0; i < quorum->children->len; i++) {
        const PsgYaml *value = g_ptr_array_index(quorum->children, i);
        g_autofree char *text = NULL;
        guint64 number = 0;
        g_autofree char *suggestion = psg_value_suggest_group(package, value->key);
        if (!psg_package_find_group(package, value->key))
            return psg_value_fail(value, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_MISSING, error,
                    "the group \"%s\" is not among the package's groups%s", value->key, suggestion);
        if (!psg_value_get_text(value, value->key, PSG_PACKAGE_FILE, &text, error))
            return FALSE;
        if (!g_ascii_string_to_unsigned(text, 10, 1, QUORUM_LIMIT, &number, NULL))
            return psg_value_fail(value, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                    "the number of sign-offs must be a whole number from 1 to %d, not \"%s\"",
                    QUORUM_LIMIT, text);
        g_hash_table_insert(
                document->quorum, g_strdup(value->key), GUINT_TO_POINTER((guint)number));
    }
    return TRUE;
}

static gboolean
take_document_id(const PsgPackage *package, PsgDocumentEntry *document, const PsgYaml *mapping,
        GError **error)
{
    const PsgYaml *value = psg_yaml_find(mapping, "id");
    if (!psg_value_get_text(value, "id", PSG_PACKAGE_FILE, &document->id, error))
        return FALSE;
    if (!psg_value_is_id(document->id))
        return psg_value_fail(value, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                "the id \"%s\" may hold only small letters a to z, digits and hyphens",
                document->id);
    if (g_strv_contains(reserved_ids, document->id))
        return psg_value_fail(value, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                "the id \"%s\" is the name of a folder that Plainsong writes itself; choose "
                "another",
                document->id);
    for (guint i = 0; i < package->documents->len; i++)
        if (strcmp(((PsgDocumentEntry *)g_ptr_array_index(package->documents, i))->id,
                    document->id) == 0)
            return psg_value_fail(value, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                    "another document has the id \"%s\" already", document->id);
    return TRUE;
}

static gboolean
take_document(PsgLoading *loading, const PsgYaml *mapping, GError **error)
{
    static const char *const keys[] = {"id", "title", "subtitle", "summary", "language",
            "review-by", "chapters", "quorum", NULL};
    const char *path = PSG_PACKAGE_FILE;
    g_autoptr(PsgDocumentEntry) document = psg_document_entry_new();
    if (!psg_yaml_check_keys(mapping, keys, path, error) ||
            !psg_value_require(mapping, "id", path, "a short name that stays the same", error) ||
            !psg_value_require(mapping, "title", path, "the document's title", error) ||
            !psg_value_require(
                    mapping, "chapters", path, "a list of Markdown files, or a folder", error) ||
            !take_document_id(loading->package, document, mapping, error) ||
            !psg_value_take_text(mapping, "title", path, &document->title, error) ||
            !psg_value_take_text(mapping, "subtitle", path, &document->subtitle, error) ||
            !psg_value_take_text(mapping, "summary", path, &document->summary, error) ||
            !take_language(mapping, &document->language, error) ||
            !take_review_date(document, mapping, error) ||
            !take_quorum(loading->package, document, mapping, error) ||
            !psg_chapters_load(loading, document, psg_yaml_find(mapping, "chapters"), error))
        return FALSE;
    if (!document->language)
        document->language = g_strdup(loading->package->language);
    g_ptr_array_add(loading->package->documents, g_steal_pointer(&document));
    return TRUE;
}

static gboolean
take_documents(PsgLoading *loading, const PsgYaml *root, GError **error)
{
    const PsgYaml *documents = psg_yaml_find(root, "documents");
    if (documents->kind == PSG_YAML_SCALAR && documents->value[0] == '\0')
        return psg_value_fail(documents, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_EMPTY, error,
                "the package has no documents; add one with an id, a title and chapters");
    if (!psg_value_check_kind(documents, PSG_YAML_LIST, "documents", PSG_PACKAGE_FILE,
                "a list of documents", error))
        return FALSE;
    if (documents->children->len == 0)
        return psg_value_fail(documents, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_EMPTY, error,
                "the package has no documents; add one with an id, a title and chapters");
    if (documents->children->len > QUORUM_LIMIT)
        return psg_value_fail(documents, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                "a package has at most %d documents", QUORUM_LIMIT);
    for (guint i = 0; i < documents->children->len; i++)
        if (!take_document(loading, g_ptr_array_index(documents->children, i), error))
            return FALSE;
    return TRUE;
}

/* Settings of the checks, which the checks read themselves: a mapping whose values are single ones.
 */
static gboolean
check_settings(const PsgYaml *root, GError **error)
{
    const PsgYaml *settings = psg_yaml_find(root, "checks");
    if (!settings)
        return TRUE;
    if (!psg_value_check_kind(settings, PSG_YAML_MAPPING, "checks", PSG_PACKAGE_FILE,
                "settings with a value each", error))
        return FALSE;
    for (guint i = 0; i < settings->children->len; i++) {
        const PsgYaml *value = g_ptr_array_index(settings->children, i);
        if (!psg_value_check_kind(
                    value, PSG_YAML_SCALAR, value->key, PSG_PACKAGE_FILE, "a single value", error))
            return FALSE;
    }
    return TRUE;
}

/* Loads the file that a key names. The name is kept in *kept (nullable). */
static gboolean
load_named(PsgLoading *loading, const PsgYaml *root, const char *key,
        gboolean (*load)(PsgLoading *, const char *, const PsgYaml *, GError **), char **kept,
        GError **error)
{
    g_autofree char *path = NULL;
    if (!psg_value_take_text(root, key, PSG_PACKAGE_FILE, &path, error))
        return FALSE;
    if (path && !load(loading, path, psg_yaml_find(root, key), error))
        return FALSE;
    if (kept)
        *kept = g_steal_pointer(&path);
    return TRUE;
}

gboolean
psg_manifest_load(PsgLoading *loading, GError **error)
{
    static const char *const keys[] = {"plainsong", "title", "id", "language", "publisher",
            "rights", "theme", "url", "get-involved", "groups", "documents", "glossary", "people",
            "checks", "print", "large-print", NULL};
    const char *path = PSG_PACKAGE_FILE;
    PsgPackage *package = loading->package;
    g_autoptr(PsgYaml) root = psg_value_load_file(loading, path, NULL, error);
    return root && psg_yaml_check_keys(root, keys, path, error) && check_version(root, error) &&
           psg_value_require(root, "title", path, "the name of the whole package", error) &&
           psg_value_require(root, "documents", path, "a list of documents", error) &&
           psg_value_take_text(root, "title", path, &package->title, error) &&
           take_id(package, root, error) && take_package_language(loading, root, error) &&
           psg_value_take_text(root, "publisher", path, &package->publisher, error) &&
           psg_value_take_text(root, "rights", path, &package->rights, error) &&
           take_theme(loading, root, error) && take_url(root, "url", TRUE, &package->url, error) &&
           take_involved(package, root, error) && take_groups(package, root, error) &&
           check_settings(root, error) && psg_print_settings_load(package, root, error) &&
           take_documents(loading, root, error) &&
           load_named(loading, root, "people", psg_people_load, &package->people_path, error) &&
           load_named(loading, root, "glossary", psg_glossary_load, &package->glossary_path, error);
}
