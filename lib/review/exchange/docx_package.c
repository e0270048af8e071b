/* Finding and unpacking the parts of a Word file, within limits: a few kilobytes of zip can stand
 * for gigabytes. Built on libzip. ECMA-376 Part 2. */
#include "review/exchange/docx_package.h"

#include <string.h>
#include <zip.h>

#include "base/cleanup.h"
#include "review/review_error.h"

#define FILE_LIMIT (128 * 1024 * 1024)
#define PART_LIMIT (48 * 1024 * 1024)
#define TOTAL_LIMIT (160 * 1024 * 1024) /* of all parts that are read */
#define ENTRY_LIMIT 20000
#define RELATION_LIMIT 20000

struct PsgDocxPackage {
    GBytes *bytes;
    zip_t *archive;
    char *main;
    gsize unpacked; /* so far */
};

static void
relation_free(PsgDocxRelation *relation)
{
    g_free(relation->id);
    g_free(relation->type);
    g_free(relation->target);
    g_free(relation);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgDocxRelation, relation_free)

void
psg_docx_package_free(PsgDocxPackage *package)
{
    if (!package)
        return;
    if (package->archive)
        zip_discard(package->archive);
    g_bytes_unref(package->bytes);
    g_free(package->main);
    g_free(package);
}

const char *
psg_docx_package_get_main(const PsgDocxPackage *package)
{
    return package->main;
}

/* What a file that is no zip archive is instead. */
static void
explain_other_format(GBytes *bytes, GError **error)
{
    static const char compound[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    if (length >= 8 && memcmp(data, compound, 8) == 0) {
        if (memmem(data, length, encrypted, sizeof encrypted - 1))
            psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
                    "the file is locked with a password; open it in Word, take the password away "
                    "under File, Info, Protect Document, and save it");
        else
            psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
                    "this is a file of an old Word (.doc); open it and save it as Word document "
                    "(.docx)");
    } else if (length >= 5 && memcmp(data, "{\\rtf", 5) == 0) {
        psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
                "this is a rich text file (.rtf); open it and save it as .docx");
    } else if (length == 0) {
        psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT, "the file is empty");
    } else {
        psg_review_fail(
                error, PSG_REVIEW_ERROR_FORMAT, "this is no Word file, or its end is missing");
    }
}

/* One part as it is in the archive. NULL without an error: there is none. */
GBytes *
psg_docx_package_read(PsgDocxPackage *package, const char *part, GError **error)
{
    zip_int64_t index = zip_name_locate(package->archive, part, ZIP_FL_ENC_GUESS | ZIP_FL_NOCASE);
    if (index < 0)
        return NULL;
    zip_stat_t stat;
    if (zip_stat_index(package->archive, (zip_uint64_t)index, 0, &stat) != 0 ||
            !(stat.valid & ZIP_STAT_SIZE)) {
        psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT, "the part %s cannot be unpacked", part);
        return NULL;
    }
    if (stat.size > PART_LIMIT || package->unpacked + stat.size > TOTAL_LIMIT) {
        psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
                "the part %s is larger than the text of any document is; take pictures and old "
                "versions out, or copy the text with its comments to a new file",
                part);
        return NULL;
    }
    /* One byte more than was said: a part that goes on tells a lie about its size. */
    g_autofree char *data = g_malloc(stat.size + 1);
    zip_file_t *file = zip_fopen_index(package->archive, (zip_uint64_t)index, 0);
    zip_int64_t length = file ? zip_fread(file, data, stat.size + 1) : -1;
    gboolean is_whole = file && zip_fclose(file) == 0;
    if (!is_whole || length < 0 || (zip_uint64_t)length != stat.size) {
        psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
                "the part %s is damaged; open the file in Word and save it again", part);
        return NULL;
    }
    package->unpacked += stat.size;
    return g_bytes_new_take(g_steal_pointer(&data), stat.size);
}

/* Relations */

/* "/word/comments.xml" and "../comments.xml" as the name of a part; `folder` begins with '/'. */
static char *
resolve_target(const char *folder, const char *target)
{
    g_autofree char *plain = g_uri_unescape_string(target, "/");
    if (!plain)
        return NULL;
    g_autofree char *path = g_canonicalize_filename(plain, folder);
    return g_strdup(path + 1);
}

static PsgDocxRelation *
read_relation(PsgDocxXml *xml, const char *folder)
{
    g_autoptr(PsgDocxRelation) relation = g_new0(PsgDocxRelation, 1);
    g_autofree char *type = psg_docx_xml_read_attribute(xml, "Type", FALSE);
    g_autofree char *target = psg_docx_xml_read_attribute(xml, "Target", FALSE);
    g_autofree char *mode = psg_docx_xml_read_attribute(xml, "TargetMode", FALSE);
    relation->id = psg_docx_xml_read_attribute(xml, "Id", FALSE);
    relation->is_external = g_strcmp0(mode, "External") == 0;
    if (!relation->id || !type || !target)
        return NULL;
    const char *slash = strrchr(type, '/');
    relation->type = g_strdup(slash ? slash + 1 : type);
    relation->target = relation->is_external ? g_strdup(target) : resolve_target(folder, target);
    return relation->target ? g_steal_pointer(&relation) : NULL;
}

GPtrArray *
psg_docx_package_list_relations(PsgDocxPackage *package, const char *part, GError **error)
{
    g_autoptr(GPtrArray) relations = g_ptr_array_new_with_free_func((GDestroyNotify)relation_free);
    const char *slash = strrchr(part, '/');
    const char *file = slash ? slash + 1 : part;
    g_autofree char *folder = g_strndup(part, (gsize)(file - part));
    g_autofree char *path = g_strdup_printf("%s_rels/%s.rels", folder, file);
    GError *failure = NULL;
    g_autoptr(GBytes) bytes = psg_docx_package_read(package, path, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    if (!bytes)
        return g_steal_pointer(&relations);
    g_autofree char *rooted = g_strconcat("/", folder, NULL);
    PsgDocxXml *xml = psg_docx_xml_open(bytes, path);
    for (PsgDocxStep step; (step = psg_docx_xml_next(xml)) != PSG_DOCX_OVER;) {
        if (step != PSG_DOCX_START || !psg_docx_xml_is(xml, "Relationship") ||
                relations->len == RELATION_LIMIT)
            continue;
        PsgDocxRelation *relation = read_relation(xml, rooted);
        if (relation)
            g_ptr_array_add(relations, relation);
    }
    return psg_docx_xml_close(xml, error) ? g_steal_pointer(&relations) : NULL;
}

const char *
psg_docx_relations_find_type(const GPtrArray *relations, const char *type)
{
    for (guint i = 0; i < relations->len; i++) {
        const PsgDocxRelation *relation = relations->pdata[i];
        if (!relation->is_external && strcmp(relation->type, type) == 0)
            return relation->target;
    }
    return NULL;
}

PsgDocxXml *
psg_docx_package_open_part(
        PsgDocxPackage *package, const GPtrArray *relations, const char *type, GError **error)
{
    const char *part = psg_docx_relations_find_type(relations, type);
    g_autoptr(GBytes) bytes = part ? psg_docx_package_read(package, part, error) : NULL;
    return bytes ? psg_docx_xml_open(bytes, part) : NULL;
}

/* Opening */

/* The content type of a part as [Content_Types].xml gives it by name; NULL. Types by extension are
 * of no use here: every part is ".xml". */
static char *
find_content_type(PsgDocxPackage *package, const char *part, GError **error)
{
    g_autoptr(GBytes) bytes = psg_docx_package_read(package, "[Content_Types].xml", error);
    if (!bytes)
        return NULL;
    g_autofree char *found = NULL;
    PsgDocxXml *xml = psg_docx_xml_open(bytes, "[Content_Types].xml");
    for (PsgDocxStep step; (step = psg_docx_xml_next(xml)) != PSG_DOCX_OVER;) {
        if (step != PSG_DOCX_START || !psg_docx_xml_is(xml, "Override") || found)
            continue;
        g_autofree char *name = psg_docx_xml_read_attribute(xml, "PartName", FALSE);
        if (name && *name == '/' && g_ascii_strcasecmp(name + 1, part) == 0)
            found = psg_docx_xml_read_attribute(xml, "ContentType", FALSE);
    }
    return psg_docx_xml_close(xml, error) ? g_steal_pointer(&found) : NULL;
}

/* Tells by the content type whether the main part is a text. */
static gboolean
check_kind(PsgDocxPackage *package, GError **error)
{
    GError *failure = NULL;
    g_autofree char *type = find_content_type(package, package->main, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (!type || strstr(type, "wordprocessingml") || strstr(type, "ms-word"))
        return TRUE;
    const char *kind = strstr(type, "spreadsheetml") ? "a spreadsheet; save it as CSV and import "
                                                       "that"
                       : strstr(type, "presentationml") ? "a presentation"
                                                        : "no document of Word";
    psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT, "this is %s", kind);
    return FALSE;
}

static gboolean
find_main(PsgDocxPackage *package, GError **error)
{
    g_autoptr(GPtrArray) relations = psg_docx_package_list_relations(package, "", error);
    if (!relations)
        return FALSE;
    const char *main_part = psg_docx_relations_find_type(relations, "officeDocument");
    if (main_part &&
            zip_name_locate(package->archive, main_part, ZIP_FL_ENC_GUESS | ZIP_FL_NOCASE) >= 0) {
        package->main = g_strdup(main_part);
        return check_kind(package, error);
    }
    if (zip_name_locate(package->archive, "mimetype", 0) >= 0 &&
            zip_name_locate(package->archive, "content.xml", 0) >= 0)
        psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
                "this is an OpenDocument file (.odt); open it in LibreOffice and save it as Word "
                "document (.docx)");
    else
        psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
                "this is an archive, but no Word document is in it");
    return FALSE;
}

PsgDocxPackage *
psg_docx_package_open(GBytes *bytes, GError **error)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    if (length > FILE_LIMIT) {
        psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
                "the file is larger than 128 MB; take its pictures out and save it again");
        return NULL;
    }
    if (length < 4 || memcmp(data, "PK", 2) != 0) {
        explain_other_format(bytes, error);
        return NULL;
    }
    g_autoptr(PsgDocxPackage) package = g_new0(PsgDocxPackage, 1);
    package->bytes = g_bytes_ref(bytes);
    zip_source_t *source = zip_source_buffer_create(data, length, 0, NULL);
    package->archive = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;
    if (!package->archive) {
        zip_source_free(source);
        psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
                "the file is damaged, or its end is missing; ask for it again, or open it in Word "
                "and save it again");
        return NULL;
    }
    if (zip_get_num_entries(package->archive, 0) > ENTRY_LIMIT) {
        psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
                "the archive holds more than %d files: that is no Word document", ENTRY_LIMIT);
        return NULL;
    }
    return find_main(package, error) ? g_steal_pointer(&package) : NULL;
}
