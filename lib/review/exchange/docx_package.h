/* The parts of a Word file and how they refer to each other. ECMA-376 Part 2 (Open Packaging
 * Conventions). */
#pragma once
#include "review/exchange/docx_xml.h"

typedef struct PsgDocxPackage PsgDocxPackage;

/* `bytes` is kept. The caller owns it. Sets PSG_REVIEW_ERROR_FORMAT. */
PsgDocxPackage *psg_docx_package_open(GBytes *bytes, GError **error);
void psg_docx_package_free(PsgDocxPackage *package);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgDocxPackage, psg_docx_package_free)

/* The main part of the file: "word/document.xml", as a rule. Owned by the package. */
const char *psg_docx_package_get_main(const PsgDocxPackage *package);

/* The bytes of a part; NULL without an error when there is none. The caller owns them. Sets
 * PSG_REVIEW_ERROR_FORMAT when it is damaged or larger than any text is. */
GBytes *psg_docx_package_read(PsgDocxPackage *package, const char *part, GError **error);

/* One line of a part's relationships. */
typedef struct {
    char *id;
    char *type;   /* the last word of it: "comments" */
    char *target; /* a part; of an external one the address as it stands */
    gboolean is_external;
} PsgDocxRelation;

/* What a part refers to; "" for the package itself. Empty when it refers to nothing. The caller
 * owns the array. Sets PSG_REVIEW_ERROR_FORMAT. */
GPtrArray *psg_docx_package_list_relations(
        PsgDocxPackage *package, const char *part, GError **error);

/* The part or address of the first relation of a type that leads into the package; NULL. */
const char *psg_docx_relations_find_type(const GPtrArray *relations, const char *type);

/* Begins to read the part of the first relation of a type. NULL without an error: there is none.
 * The caller closes it. Sets PSG_REVIEW_ERROR_FORMAT. */
PsgDocxXml *psg_docx_package_open_part(
        PsgDocxPackage *package, const GPtrArray *relations, const char *type, GError **error);
