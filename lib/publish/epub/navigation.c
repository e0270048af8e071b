/* The table of contents, with every heading in it, the landmarks, and the same contents for EPUB 2
 * reading systems (NCX). Specifications: EPUB 3.3, section 7; OPF 2.0.1, section 2.4.1 with
 * ANSI/NISO Z39.86-2005 (NCX). */
#include "publish/epub/internal.h"
#include "text/markup.h"

/* A line of the contents. Lines are in reading order; what is deeper stands below the last that is
 * less deep. */
typedef struct {
    char *label;
    const char *language; /* NULL for English words of ours */
    char *href;           /* from the folder EPUB; NULL for a heading that leads nowhere itself */
    guint depth;
} Line;

static void
line_free(Line *line)
{
    g_free(line->label);
    g_free(line->href);
    g_free(line);
}

static void
add_line(GPtrArray *lines, const char *label, const char *language, char *href, guint depth)
{
    Line *line = g_new(Line, 1);
    *line = (Line){.label = g_strdup(label), .language = language, .href = href, .depth = depth};
    g_ptr_array_add(lines, line);
}

/* Headings by their levels: one stands below the nearest before it that is of a higher level. */
static void
add_headings(GPtrArray *lines, const PsgEpubChapter *chapter, guint depth)
{
    const PsgText *text = chapter->model->text;
    guint open[7], count = 0;
    gboolean is_title = text->has_title_heading;
    for (guint i = 0; i < text->headings->len; i++) {
        const PsgHeading *heading = text->headings->pdata[i];
        if (is_title && heading->level == 1) {
            is_title = FALSE;
            continue;
        }
        if (!heading->id || !*heading->title)
            continue;
        while (count > 0 && open[count - 1] >= heading->level)
            count--;
        GString *href = g_string_new(NULL);
        psg_epub_write_chapter_href(href, chapter, "", heading->id);
        add_line(lines, heading->title, text->language, g_string_free(href, FALSE), depth + count);
        open[count++] = heading->level;
    }
}

static guint
count_ancestors(const PsgModelChapter *chapter)
{
    guint count = 0;
    for (const PsgModelChapter *parent = chapter->parent; parent; parent = parent->parent)
        count++;
    return count;
}

static void
add_chapter(GPtrArray *lines, const PsgEpubBook *book, const PsgEpubChapter *chapter, guint depth)
{
    const PsgModelChapter *model = chapter->model;
    g_autofree char *label = g_strconcat(
            model->number ? model->number : "", model->number ? " " : "", model->title, NULL);
    const char *language = chapter->name ? model->text->language : book->language;
    char *href = chapter->name ? psg_epub_make_page_name(chapter, 0) : NULL;
    add_line(lines, label, language, href, depth);
    if (chapter->name)
        add_headings(lines, chapter, depth + 1);
}

/* A heading that leads nowhere and has nothing below it is of no use to a reader. */
static void
remove_dead_ends(GPtrArray *lines)
{
    for (guint i = lines->len; i-- > 0;) {
        const Line *line = lines->pdata[i], *next = i + 1 < lines->len ? lines->pdata[i + 1] : NULL;
        if (!line->href && (!next || next->depth <= line->depth))
            g_ptr_array_remove_index(lines, i);
    }
}

static GPtrArray *
list_contents(const PsgEpubBook *book)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)line_free);
    add_line(lines, book->document->entry->title, book->language, g_strdup("title.xhtml"), 0);
    add_line(lines, "About this edition", NULL, g_strdup("imprint.xhtml"), 0);
    guint base = 0;
    for (guint i = 0; i < book->chapter_count; i++) {
        const PsgEpubChapter *chapter = &book->chapters[i];
        const char *part = chapter->model->entry->part;
        guint depth = count_ancestors(chapter->model);
        if (part && depth == 0) {
            add_line(lines, part, book->language, NULL, 0);
            base = 1;
        }
        add_chapter(lines, book, chapter, base + depth);
    }
    if (book->document->comments)
        add_line(lines, PSG_EPUB_COMMENTS_TITLE, NULL, g_strdup("comments.xhtml"), 0);
    if (psg_epub_has_changes(book))
        add_line(lines, "What has changed", NULL, g_strdup("changes.xhtml"), 0);
    if (book->terms->len)
        add_line(lines, "Glossary", NULL, g_strdup("glossary.xhtml"), 0);
    remove_dead_ends(lines);
    return lines;
}

/* --- the navigation document --- */

static void
write_line(GString *out, const PsgEpubBook *book, const Line *line)
{
    g_string_append(out, line->href ? "<li><a" : "<li><span");
    if (line->href)
        psg_markup_write_attribute(out, "href", line->href);
    if (line->language)
        psg_epub_write_language(out, line->language, book->language);
    else
        g_string_append(out, book->phrase);
    g_string_append_c(out, '>');
    psg_markup_write_text(out, line->label, -1, FALSE);
    g_string_append(out, line->href ? "</a>" : "</span>");
}

static void
write_list(GString *out, const PsgEpubBook *book, const GPtrArray *lines)
{
    g_string_append(out, "<ol>\n");
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = lines->pdata[i], *next = i + 1 < lines->len ? lines->pdata[i + 1] : NULL;
        write_line(out, book, line);
        if (next && next->depth > line->depth) {
            g_string_append(out, "\n<ol>\n");
            continue;
        }
        g_string_append(out, "</li>\n");
        for (guint depth = line->depth; depth > (next ? next->depth : 0); depth--)
            g_string_append(out, "</ol></li>\n");
    }
    g_string_append(out, "</ol>\n");
}

static void
write_landmark(GString *out, const PsgEpubBook *book, const char *type, const char *href,
        const char *label)
{
    g_string_append_printf(out, "<li><a epub:type=\"%s\" href=\"%s\"%s>%s</a></li>\n", type, href,
            book->phrase, label);
}

static const PsgEpubChapter *
find_first_chapter(const PsgEpubBook *book)
{
    for (guint i = 0; i < book->chapter_count; i++)
        if (book->chapters[i].name)
            return &book->chapters[i];
    return NULL;
}

static void
write_landmarks(GString *out, const PsgEpubBook *book)
{
    const PsgEpubChapter *first = find_first_chapter(book);
    g_string_append_printf(out,
            "<nav epub:type=\"landmarks\" aria-labelledby=\"landmarks\" hidden=\"\">\n"
            "<h2 id=\"landmarks\"%s>Landmarks</h2>\n<ol>\n",
            book->phrase);
    write_landmark(out, book, "cover", "cover.xhtml", "Cover");
    write_landmark(out, book, "titlepage", "title.xhtml", "Title page");
    write_landmark(out, book, "toc", "nav.xhtml#toc", "Contents");
    if (first) {
        g_autofree char *href = psg_epub_make_page_name(first, 0);
        write_landmark(out, book, "bodymatter", href, "Start of the text");
    }
    if (psg_epub_has_changes(book))
        write_landmark(out, book, "revision-history", "changes.xhtml", "What has changed");
    if (book->terms->len)
        write_landmark(out, book, "glossary", "glossary.xhtml", "Glossary");
    g_string_append(out, "</ol>\n</nav>\n");
}

GBytes *
psg_epub_make_navigation(const PsgEpubBook *book)
{
    g_autoptr(GPtrArray) lines = list_contents(book);
    GString *out = g_string_sized_new(lines->len * 120 + 2048);
    PsgEpubPage page = {.title = "Contents",
            .language = book->language,
            .is_right_to_left = book->is_right_to_left,
            .body_type = "frontmatter",
            .root = ""};
    psg_epub_page_begin(out, &page);
    g_string_append_printf(out,
            "<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\" aria-labelledby=\"contents\">\n"
            "<h1 id=\"contents\"%s>Contents</h1>\n",
            book->phrase);
    write_list(out, book, lines);
    g_string_append(out, "</nav>\n");
    psg_epub_write_page_list(out, book);
    write_landmarks(out, book);
    return psg_epub_page_end(out);
}

/* --- NCX --- */

/* Where a line leads in a format in which every line must lead somewhere: a heading's place is its
 * first below. */
static const char *
get_target(const GPtrArray *lines, guint index)
{
    const Line *line = lines->pdata[index];
    while (!line->href)
        line = lines->pdata[++index];
    return line->href;
}

static guint
get_height(const GPtrArray *lines)
{
    guint depth = 0;
    for (guint i = 0; i < lines->len; i++)
        depth = MAX(depth, ((const Line *)lines->pdata[i])->depth);
    return depth + 1;
}

static void
write_points(GString *out, const GPtrArray *lines)
{
    guint order = 0;
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = lines->pdata[i], *next = i + 1 < lines->len ? lines->pdata[i + 1] : NULL;
        const char *target = get_target(lines, i);
        /* Lines that lead to one place share its number. */
        if (i == 0 || g_strcmp0(target, get_target(lines, i - 1)))
            order++;
        g_string_append_printf(
                out, "<navPoint id=\"p%u\" playOrder=\"%u\"><navLabel><text>", i + 1, order);
        psg_markup_write_text(out, line->label, -1, FALSE);
        g_string_append(out, "</text></navLabel><content");
        psg_markup_write_attribute(out, "src", target);
        g_string_append(out, " />");
        if (next && next->depth > line->depth) {
            g_string_append_c(out, '\n');
            continue;
        }
        for (guint depth = line->depth + 1; depth > (next ? next->depth : 0); depth--)
            g_string_append(out, "</navPoint>\n");
    }
}

GBytes *
psg_epub_make_ncx(const PsgEpubBook *book)
{
    g_autoptr(GPtrArray) lines = list_contents(book);
    GString *out = g_string_sized_new(lines->len * 180 + 1024);
    g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\"");
    psg_markup_write_attribute(out, "xml:lang", book->language);
    g_string_append(out, ">\n<head>\n<meta name=\"dtb:uid\"");
    psg_markup_write_attribute(out, "content", book->document->identifier);
    g_string_append_printf(out,
            " />\n<meta name=\"dtb:depth\" content=\"%u\" />\n<meta name=\"dtb:totalPageCount\" "
            "content=\"0\" />\n"
            "<meta name=\"dtb:maxPageNumber\" content=\"0\" />\n</head>\n<docTitle><text>",
            get_height(lines));
    psg_markup_write_text(out, book->document->entry->title, -1, FALSE);
    g_string_append(out, "</text></docTitle>\n<navMap>\n");
    write_points(out, lines);
    g_string_append(out, "</navMap>\n</ncx>\n");
    return g_string_free_to_bytes(out);
}
