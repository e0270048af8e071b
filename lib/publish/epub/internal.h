/* What the files of the EPUB writer share: the book while it is being made. A book is planned
 * (names, terms), its chapters are written by several threads, each into a PsgEpubChapter of its
 * own, and the pages that depend on what was found in them follow. EPUB 3.3. */
#pragma once
#include <glib.h>

#include "publish/epub/epub.h"

/* Some reading systems are slow with, or refuse, content documents that are larger (bytes). */
#define PSG_EPUB_PAGE_LIMIT 300000

/* What accessibility metadata is derived from. */
typedef struct {
    guint described_images, decorative_images, undescribed_images;
    guint headed_tables, plain_tables; /* with and without header cells */
    gboolean has_moving_image;
    GPtrArray *languages; /* char *; tags in order of appearance, each once */
} PsgEpubFacts;

/* One file of the archive, below EPUB/. */
typedef struct {
    char *name;
    const char *media_type;
    const char *properties; /* of the manifest; NULL */
    char *id;               /* in the manifest */
    gboolean is_in_spine;
    GBytes *bytes;
} PsgEpubFile;

typedef struct {
    const PsgModelChapter *model;
    char *name; /* "play": EPUB/text/play.xhtml, play.2.xhtml, ...; NULL for a heading without a
                   file */
    GHashTable *parts; /* block (xmlNode *, child of the root) -> index of its part; NULL while
                          there is one part */
    guint part_count;
    GPtrArray *pages;      /* GBytes, one a part */
    gboolean is_too_large; /* the last writing made a page above the limit that can be split */
    GPtrArray *sections;   /* PsgEpubSection, where a part may begin, in order */
    PsgEpubFacts facts;
} PsgEpubChapter;

typedef struct {
    const xmlNode *node;
    guint level;  /* 2 or 3 */
    gsize offset; /* in the page, bytes */
} PsgEpubSection;

/* Where a page of the printed edition begins. */
typedef struct {
    const char *label; /* "12" */
    char *id;          /* of its mark; an XML name */
    const PsgEpubChapter *chapter;
    const xmlNode
            *node; /* a text node, an <img> that it stands before, or the chapter's root: its end */
    gsize offset;  /* byte of a text node's content */
} PsgEpubPageBreak;

/* A glossary term that the document uses. */
typedef struct {
    const PsgModelTerm *model;
    char *id;                      /* on the glossary page; an XML name */
    const PsgEpubChapter *chapter; /* where it is first used ... */
    const xmlNode *node;           /* ... and the link there */
} PsgEpubTerm;

typedef struct {
    const PsgModelDocument *document;
    const PsgEpubOptions *options;
    const char *language; /* the document's */
    gboolean is_right_to_left;
    const char *phrase; /* attributes of an element that holds English words of ours: "" in an
                           English document */
    const char *phrase_language; /* the language of our words: the document's where that is English,
                                    else "en" */
    const char *metadata_phrase; /* the same for elements of the package document */
    char *version_label;         /* "Version 1.2" */
    char *modified;              /* "2026-07-09T14:15:03Z" */
    char *date;                  /* "2026-07-09" */
    GPtrArray *groups;           /* const PsgGroup */
    GPtrArray *credits;          /* const PsgContributor */
    PsgEpubChapter *chapters;    /* as document->chapters */
    guint chapter_count;
    GPtrArray *terms;                /* PsgEpubTerm, alphabetical */
    GHashTable *terms_by_id;         /* id of a PsgTerm -> PsgEpubTerm */
    GPtrArray *images;               /* const PsgModelImage, each once */
    GHashTable *image_names;         /* const PsgModelImage * -> name of its file below EPUB */
    GPtrArray *page_breaks;          /* PsgEpubPageBreak, in order of the pages */
    GHashTable *page_breaks_by_node; /* xmlNode -> 1 + the first of its page breaks */
    PsgEpubFacts facts;
    GPtrArray *files; /* PsgEpubFile, in the order of the spine and the manifest */
} PsgEpubBook;

/* --- xml_name.c --- */

/* The id of an element for the id of a text, which may hold what an XML name may not. Different ids
 * give different names, none of which begins with "_.": that is left for ids of the writer's own.
 * The caller owns the result. */
char *psg_epub_make_xml_name(const char *id);
void psg_epub_write_xml_name(GString *out, const char *id);

/* --- url.c --- */

/* The address of a link on the published site, NULL when that is not known. The caller owns the
 * result. */
char *psg_epub_make_site_url(const PsgEpubBook *book, const PsgModelLink *link);

/* --- page.c --- */

typedef struct {
    const char *title, *language;
    gboolean is_right_to_left;
    const char *body_type; /* epub:type of the body */
    const char *root;      /* from the page to the folder EPUB: "" or "../" */
} PsgEpubPage;

void psg_epub_page_begin(GString *out, const PsgEpubPage *page);

/* Ends the page and hands over its bytes. */
GBytes *psg_epub_page_end(GString *out);

/* Appends escaped text, in a <span> with its language when that is not the language around it. */
void psg_epub_write_passage(
        GString *out, const char *text, const char *language, const char *around);

/* Appends lang, xml:lang and dir for text of one language inside another; nothing when they are the
 * same. */
void psg_epub_write_language(GString *out, const char *language, const char *around);

/* --- chapter.c --- */

/* Writes every page of a chapter. Touches nothing else of the book: chapters may be written at the
 * same time. */
void psg_epub_chapter_write(const PsgEpubBook *book, PsgEpubChapter *chapter);

/* After a writing that was too large: decides where its parts begin. Then every chapter is to be
 * written again, for links to it have changed. */
void psg_epub_chapter_split(PsgEpubChapter *chapter);

/* Where a chapter is, seen from `folder` ("" for EPUB, "text/" for its folder of chapters), with a
 * fragment when `id` is not NULL. */
void psg_epub_write_chapter_href(
        GString *out, const PsgEpubChapter *chapter, const char *folder, const char *id);

/* The page that holds a node of the chapter's tree, from the folder EPUB. */
void psg_epub_write_node_href(GString *out, const PsgEpubChapter *chapter, const xmlNode *node);

/* The name of a part's file below EPUB. The caller owns the result. */
char *psg_epub_make_page_name(const PsgEpubChapter *chapter, guint part);

/* The id (an XML name) of the heading that names the chapter. The caller owns it. */
char *psg_epub_make_title_id(const PsgEpubChapter *chapter);

/* The id (an XML name) of the link where a term is first used. The caller owns it. */
char *psg_epub_make_use_id(const PsgEpubTerm *term);

/* Appends what is inside a glossary term's meaning, or a version's summary. */
void psg_epub_write_excerpt(
        GString *out, const PsgEpubBook *book, const PsgText *text, PsgEpubFacts *facts);

/* --- page_list.c --- */

/* Finds where the pages of the printed edition begin in the book. */
void psg_epub_plan_page_breaks(PsgEpubBook *book);

/* Writes a text node with the marks of pages that begin in it; FALSE when there are none, and
 * nothing was written. */
gboolean psg_epub_write_broken_text(const PsgEpubBook *book, const xmlNode *text, GString *out);

/* Writes the marks of pages that begin with a picture. */
void psg_epub_write_page_break_before(
        const PsgEpubBook *book, const xmlNode *element, GString *out);

/* Appends the list of pages for the navigation document; nothing when there is none. */
void psg_epub_write_page_list(GString *out, const PsgEpubBook *book);

/* --- facts.c --- */
void psg_epub_facts_init(PsgEpubFacts *facts);
void psg_epub_facts_clear(PsgEpubFacts *facts);
void psg_epub_facts_add_language(PsgEpubFacts *facts, const char *language);
void psg_epub_facts_add_image(PsgEpubFacts *facts, const xmlNode *image);
void psg_epub_facts_add_table(PsgEpubFacts *facts, const xmlNode *table);
void psg_epub_facts_merge(PsgEpubFacts *facts, const PsgEpubFacts *more);

/* TRUE when the picture has more than one frame or moves by itself. */
gboolean psg_epub_image_moves(const PsgModelImage *image);

/* --- the other pages --- */
GBytes *psg_epub_make_title_page(const PsgEpubBook *book);
GBytes *psg_epub_make_imprint(const PsgEpubBook *book);
GBytes *psg_epub_make_cover_page(const PsgEpubBook *book);
GBytes *psg_epub_make_glossary(const PsgEpubBook *book, PsgEpubFacts *facts);
/* "What has changed", for a document that has versions. */
gboolean psg_epub_has_changes(const PsgEpubBook *book);
GBytes *psg_epub_make_changes(const PsgEpubBook *book, PsgEpubFacts *facts);
/* Comments on the document as a whole, for a draft that has some. */
#define PSG_EPUB_COMMENTS_TITLE "Comments on the whole"
GBytes *psg_epub_make_comments(const PsgEpubBook *book, PsgEpubFacts *facts);
GBytes *psg_epub_make_cover(const PsgEpubBook *book);
GBytes *psg_epub_make_navigation(const PsgEpubBook *book);
GBytes *psg_epub_make_ncx(const PsgEpubBook *book);
GBytes *psg_epub_make_package(const PsgEpubBook *book);

/* Appends the <meta> elements of EPUB Accessibility 1.1, section 2. */
void psg_epub_write_accessibility(GString *out, const PsgEpubBook *book);

/* "author" as readers see it, and its code in the MARC list of relators; a contributor when it is
 * not known. */
const char *psg_epub_get_role_label(const char *role);
const char *psg_epub_get_role_code(const char *role);

/* The role that a contributor has in the book's document; NULL. */
const char *psg_epub_get_role(const PsgEpubBook *book, const PsgContributor *contributor);

/* --- container.c --- */

/* A file of the archive, in the order of the archive. */
typedef struct {
    char *name; /* from the root of the archive, ASCII */
    GBytes *bytes;
    gboolean is_stored; /* kept as it is; else deflated */
    GBytes *deflated;   /* made by psg_epub_entry_prepare() */
    guint32 checksum;   /* CRC-32 of `bytes` */
} PsgEpubEntry;

PsgEpubEntry *psg_epub_entry_new(const char *name, GBytes *bytes, gboolean is_stored);
void psg_epub_entry_free(PsgEpubEntry *entry);

/* Compresses the entry; entries may be prepared at the same time. */
void psg_epub_entry_prepare(PsgEpubEntry *entry);

/* Packs prepared entries (PsgEpubEntry), the first being the mimetype. */
GBytes *psg_epub_container_pack(GPtrArray *entries, GError **error);
