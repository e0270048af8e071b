/* The inside of the structure tree, for the files tag*.c. */
#pragma once
#include "publish/print/pdf/tag.h"

/* A stretch of a content on one page. */
typedef struct {
    guint page, mcid, order;
    PsgPdfReference page_reference;
} PsgTagPart;

struct PsgTagContent {
    PsgTag *tag; /* whose it is */
    PsgTagPart *parts;
    guint count;
};

/* An annotation on a page, with its key in the ParentTree. */
typedef struct {
    PsgPdfReference page, annotation;
    guint key;
} PsgTagAnnotation;

typedef enum { PSG_TAG_CHILD_TAG, PSG_TAG_CHILD_CONTENT, PSG_TAG_CHILD_ANNOTATION } PsgTagChildKind;

typedef struct {
    PsgTagChildKind kind;
    union {
        PsgTag *tag;
        PsgTagContent *content;
        PsgTagAnnotation *annotation;
    };
} PsgTagChild;

struct PsgTag {
    PsgTagType type;
    PsgTag *parent;
    PsgTagChild *children;
    guint count;
    guint place; /* its index in its parent's children */
    const char *path;
    guint line;
    char *language, *alternative;
    PsgTag **headers;
    guint header_count;
    PsgBounds bounds;
    PsgLength page_height; /* of the page with the bounds; 0: there are none */
    guint columns, rows;
    guint8 level, numbering, scope;
    gboolean is_block;

    /* made by the writer */
    guint8 written_level;
    gboolean is_kept;
    PsgPdfReference reference;
    guint id; /* 0: none */
};

struct PsgTagTree {
    PsgTag *root;
    guint annotations; /* how many there are */
};

/* The tag that follows in reading order, its own children first, inside `root`; NULL at the end. */
PsgTag *psg_tag_get_next(const PsgTag *tag, const PsgTag *root);

/* Its child `index`, where that is a tag; else NULL. */
PsgTag *psg_tag_get_child(const PsgTag *tag, guint index);

/* TRUE when it holds text or pictures itself. */
gboolean psg_tag_has_content(const PsgTag *tag);

gboolean psg_tag_is_cell(const PsgTag *tag);

/* The type's name in the file, "P"; "H1" for a heading of `level`. */
const char *psg_tag_type_get_name(PsgTagType type, guint level);

/* Levels of headings as the file may say them: from H1 on, without a skip. A heading stands one
 * level below the one that it belongs to. */
typedef struct {
    guint8 said[6]; /* the levels that the headings around the place have, growing */
    guint count;
} PsgTagLevels;

/* Goes on to a heading that says `level`: the level it may have. */
guint psg_tag_levels_enter(PsgTagLevels *levels, guint level);

/* A sorted ID as a string: names in a name tree stand in the order of their bytes. */
#define PSG_TAG_ID_FORMAT "(id%08u)"

/* Appends the element of a tag that stays, once references, levels and IDs are given; `parent` is
 * the element around it (tag_element.c). Puts the parts of its contents into the order in which
 * they are read. */
void psg_tag_append_element(GString *out, PsgTag *tag, PsgPdfReference parent);

/* Annotations have their keys in the ParentTree above those of any page. */
#define PSG_TAG_ANNOTATION_KEYS (1 << 20)
