/* The validator of the structure tree: what PDF/UA-1 (ISO 14289-1, section 7) forbids and a tree
 * can be wrong about, each as a finding with the place in the package that it comes from. */
#include <string.h>

#include "publish/print/pdf/tag_internal.h"
#include "text/language.h"

/* A set of types. */
typedef guint32 Types;
#define TYPE(name) ((Types)1 << PSG_TAG_##name)

typedef struct {
    PsgFindings *findings;
    PsgTagLevels levels;
} Check;

static const char *
get_name(const PsgTag *tag)
{
    return psg_tag_type_get_name(tag->type, tag->level);
}

static void G_GNUC_PRINTF(5, 6) add_finding(Check *check, PsgSeverity severity, const char *rule,
        const PsgTag *tag, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    guint line;
    const char *path = psg_tag_get_source(tag, &line);
    psg_findings_add(check->findings, severity, rule, path, line, 0, "%s", message);
}

/* --- what may stand in what (7.2, 7.5, 7.6; ISO 32000-1, 14.8.4) --- */

#define TABLE_SECTIONS (TYPE(TABLE_HEAD) | TYPE(TABLE_BODY))
#define CELLS (TYPE(HEADER_CELL) | TYPE(CELL))

/* What may stand in a type alone; 0: anything. */
static Types
get_children(PsgTagType type)
{
    switch (type) {
    case PSG_TAG_LIST:
        return TYPE(LIST_ITEM) | TYPE(LIST) | TYPE(CAPTION);
    case PSG_TAG_LIST_ITEM:
        return TYPE(LABEL) | TYPE(LIST_BODY);
    case PSG_TAG_TABLE:
        return TYPE(ROW) | TABLE_SECTIONS | TYPE(CAPTION);
    case PSG_TAG_TABLE_HEAD:
    case PSG_TAG_TABLE_BODY:
        return TYPE(ROW);
    case PSG_TAG_ROW:
        return CELLS;
    case PSG_TAG_CONTENTS:
        return TYPE(CONTENTS) | TYPE(CONTENTS_ITEM) | TYPE(CAPTION);
    default:
        return 0;
    }
}

/* What a type may stand in alone; 0: anything. */
static Types
get_parents(PsgTagType type)
{
    switch (type) {
    case PSG_TAG_LIST_ITEM:
        return TYPE(LIST);
    case PSG_TAG_LIST_BODY:
        return TYPE(LIST_ITEM);
    case PSG_TAG_ROW:
        return TYPE(TABLE) | TABLE_SECTIONS;
    case PSG_TAG_TABLE_HEAD:
    case PSG_TAG_TABLE_BODY:
        return TYPE(TABLE);
    case PSG_TAG_HEADER_CELL:
    case PSG_TAG_CELL:
        return TYPE(ROW);
    case PSG_TAG_CONTENTS_ITEM:
        return TYPE(CONTENTS);
    default:
        return 0;
    }
}

/* Types that only hold other tags. */
#define WITHOUT_CONTENT                                                                         \
    (TYPE(DOCUMENT) | TYPE(PART) | TYPE(SECTION) | TYPE(LIST) | TYPE(LIST_ITEM) | TYPE(TABLE) | \
            TABLE_SECTIONS | TYPE(ROW) | TYPE(CONTENTS))

static gboolean
may_stand_in(PsgTagType type, PsgTagType parent)
{
    Types children = get_children(parent), parents = get_parents(type);
    return (!children || children & (Types)1 << type) && (!parents || parents & (Types)1 << parent);
}

static void
check_nesting(Check *check, const PsgTag *tag)
{
    if (tag->parent && !may_stand_in(tag->type, tag->parent->type))
        add_finding(check, PSG_SEVERITY_WARNING, "print-nesting", tag,
                "assistive technology cannot follow this: %s stands in %s, where it has no meaning",
                get_name(tag), get_name(tag->parent));
    if (WITHOUT_CONTENT & (Types)1 << tag->type && psg_tag_has_content(tag))
        add_finding(check, PSG_SEVERITY_WARNING, "print-nesting", tag,
                "assistive technology cannot follow this: words stand in %s itself and not in one "
                "of its parts",
                get_name(tag));
}

/* --- headings (7.4.2) --- */

static void
check_heading(Check *check, const PsgTag *heading)
{
    PsgTagLevels *levels = &check->levels;
    guint level = psg_tag_levels_enter(levels, heading->level);
    guint above = levels->count > 1 ? levels->said[levels->count - 2] : 0;
    if (heading->level <= above + 1)
        return;
    g_autofree char *where = above ? g_strdup_printf("stands under one of level %u", above)
                                   : g_strdup("stands under no other");
    add_finding(check, PSG_SEVERITY_WARNING, "print-heading-skip", heading,
            "a heading of level %u %s; the PDF's tags make it level %u", heading->level, where,
            level);
}

/* --- alternatives, languages, links (7.3, 7.2, 7.18.5) --- */

static gboolean
is_blank(const char *text)
{
    return !text || !text[strspn(text, " \t\r\n")];
}

static void
check_figure(Check *check, const PsgTag *figure)
{
    if (is_blank(figure->alternative))
        add_finding(check, PSG_SEVERITY_ERROR, "print-alternative", figure,
                "a picture has no alternative text, so that who cannot see it is told nothing");
}

static void
check_language(Check *check, const PsgTag *tag)
{
    if (tag->language && *tag->language && !psg_language_is_valid(tag->language))
        add_finding(check, PSG_SEVERITY_WARNING, "print-language", tag,
                "\"%s\" is not a language tag, so that these words are read in the language around "
                "them",
                tag->language);
}

/* TRUE when the tag or one below it holds text or pictures. */
static gboolean
holds_content(const PsgTag *root)
{
    for (const PsgTag *tag = root; tag; tag = psg_tag_get_next(tag, root))
        if (psg_tag_has_content(tag))
            return TRUE;
    return FALSE;
}

static void
check_link(Check *check, const PsgTag *link)
{
    if (!holds_content(link))
        add_finding(check, PSG_SEVERITY_WARNING, "print-link-empty", link,
                "a link has no words, so that nobody can find it");
}

/* --- tables (7.5) --- */

/* Columns of a table beyond which nobody counts. */
#define MAX_COLUMNS 4096

/* A table while its rows are counted. */
typedef struct {
    GArray *left; /* guint of every column: rows that a cell from above still reaches into */
    guint row_count, head_count, body_count, header_cell_count;
    guint width;         /* of the first row */
    gboolean is_faulty;  /* one finding a table is enough */
    gboolean is_unknown; /* too wide to count */
} Grid;

/* Puts a cell into the first columns that are free from `column` on; where the next may begin. */
static guint
place_cell(Grid *grid, const PsgTag *cell, guint column)
{
    while (column < grid->left->len && g_array_index(grid->left, guint, column))
        column++;
    if (cell->columns > MAX_COLUMNS || column + cell->columns > MAX_COLUMNS) {
        grid->is_unknown = TRUE;
        return column;
    }
    if (grid->left->len < column + cell->columns)
        g_array_set_size(grid->left, column + cell->columns);
    for (guint i = 0; i < cell->columns; i++)
        g_array_index(grid->left, guint, column + i) = cell->rows;
    return column + cell->columns;
}

/* Ends a row and gives its width: the columns that its cells and those from above fill. */
static guint
end_row(Grid *grid)
{
    guint width = 0;
    for (guint i = 0; i < grid->left->len; i++) {
        guint *left = &g_array_index(grid->left, guint, i);
        if (*left) {
            width++;
            (*left)--;
        }
    }
    return width;
}

static void
check_row(Check *check, Grid *grid, const PsgTag *row)
{
    guint column = 0;
    for (guint i = 0; i < row->count && !grid->is_unknown; i++) {
        const PsgTag *cell = psg_tag_get_child(row, i);
        if (!cell || !psg_tag_is_cell(cell))
            continue;
        grid->header_cell_count += cell->type == PSG_TAG_HEADER_CELL;
        column = place_cell(grid, cell, column);
    }
    guint width = end_row(grid);
    if (!grid->row_count++)
        grid->width = width;
    if (width == grid->width || grid->is_faulty || grid->is_unknown)
        return;
    grid->is_faulty = TRUE;
    add_finding(check, PSG_SEVERITY_WARNING, "print-table-rows", row,
            "row %u of a table has %u columns and the first has %u; every row needs as many",
            grid->row_count, width, grid->width);
}

static void
check_rows(Check *check, Grid *grid, const PsgTag *section)
{
    for (guint i = 0; i < section->count; i++) {
        const PsgTag *row = psg_tag_get_child(section, i);
        if (row && row->type == PSG_TAG_ROW)
            check_row(check, grid, row);
    }
}

/* TRUE when a cell says that it reaches below the last row. */
static gboolean
reaches_below(const Grid *grid)
{
    for (guint i = 0; i < grid->left->len; i++)
        if (g_array_index(grid->left, guint, i))
            return TRUE;
    return FALSE;
}

static void
check_grid(Check *check, const Grid *grid, const PsgTag *table)
{
    if (!grid->row_count)
        add_finding(check, PSG_SEVERITY_WARNING, "print-table-rows", table, "a table has no rows");
    else if (!grid->header_cell_count)
        add_finding(check, PSG_SEVERITY_WARNING, "print-table-heads", table,
                "a table has no header cells, so that who listens is not told what a cell is "
                "about");
    if (!grid->is_unknown && reaches_below(grid))
        add_finding(check, PSG_SEVERITY_WARNING, "print-table-rows", table,
                "a cell of a table spans more rows than there are");
    if (grid->head_count > 1 || (grid->head_count && !grid->body_count))
        add_finding(check, PSG_SEVERITY_WARNING, "print-nesting", table,
                "a table has %u heads and %u bodies; with a head it needs one head and a body",
                grid->head_count, grid->body_count);
}

static void
check_table(Check *check, const PsgTag *table)
{
    g_autoptr(GArray) left = g_array_new(FALSE, TRUE, sizeof(guint));
    Grid grid = {.left = left};
    for (guint i = 0; i < table->count; i++) {
        const PsgTag *part = psg_tag_get_child(table, i);
        if (!part)
            continue;
        grid.head_count += part->type == PSG_TAG_TABLE_HEAD;
        grid.body_count += part->type == PSG_TAG_TABLE_BODY;
        if (part->type == PSG_TAG_ROW)
            check_row(check, &grid, part);
        else
            check_rows(check, &grid, part);
    }
    check_grid(check, &grid, table);
}

static void
check_header_cell(Check *check, const PsgTag *cell)
{
    if (cell->scope == PSG_TAG_SCOPE_NONE)
        add_finding(check, PSG_SEVERITY_WARNING, "print-table-scope", cell,
                "a header cell does not say whether it heads its row or its column");
}

/* --- all --- */

static void
check_tag(Check *check, const PsgTag *tag)
{
    check_nesting(check, tag);
    check_language(check, tag);
    switch (tag->type) {
    case PSG_TAG_HEADING:
        check_heading(check, tag);
        break;
    case PSG_TAG_FIGURE:
        check_figure(check, tag);
        break;
    case PSG_TAG_LINK:
        check_link(check, tag);
        break;
    case PSG_TAG_TABLE:
        check_table(check, tag);
        break;
    case PSG_TAG_HEADER_CELL:
        check_header_cell(check, tag);
        break;
    default:
        break;
    }
}

void
psg_tag_tree_check(const PsgTagTree *tree, PsgFindings *findings)
{
    Check check = {.findings = findings};
    for (const PsgTag *tag = tree->root; tag; tag = psg_tag_get_next(tag, tree->root))
        check_tag(&check, tag);
}
