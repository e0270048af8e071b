/* The structure tree in the file: its elements, their contents and attributes, and the ways back to
 * them. */
#include "pdf_objects.h"
#include "tag_case.h"

#define PAGES 3

/* A file with a tree and some pages, which are objects without a meaning. */
typedef struct {
    PsgTagTree *tree;
    PsgTag *root;
    PsgPdfFile *file;
    PsgPdfReference pages[PAGES];
    PsgPdfReference tree_reference;
    PdfObjects objects;
} Case;

static int
set_up(void **state)
{
    Case *now = g_new0(Case, 1);
    now->tree = psg_tag_tree_new();
    now->root = psg_tag_tree_get_root(now->tree);
    now->file = psg_pdf_file_new();
    for (guint i = 0; i < PAGES; i++)
        now->pages[i] = psg_pdf_file_add(now->file, "<<>>", 4);
    *state = now;
    return 0;
}

static int
tear_down(void **state)
{
    Case *now = *state;
    psg_tag_tree_free(now->tree);
    psg_pdf_file_free(now->file);
    if (now->objects.bodies)
        pdf_objects_clear(&now->objects);
    g_free(now);
    return 0;
}

/* Paints a new content of the tag as number `mcid` of a page. */
static PsgTagContent *
paint(Case *now, PsgTag *tag, guint page, guint mcid)
{
    PsgTagContent *content = psg_tag_append_content(tag);
    psg_tag_content_add_part(content, page, now->pages[page], mcid, page);
    return content;
}

static void
write_tree(Case *now)
{
    now->tree_reference = psg_tag_tree_write(now->tree, now->file, PAGES);
    PsgPdfReference none = psg_pdf_file_add(now->file, "<<>>", 4);
    g_autoptr(GBytes) bytes = psg_pdf_file_finish(now->file, none, none);
    now->objects = pdf_objects_read(bytes);
}

static const char *
get(const Case *now, guint reference)
{
    return pdf_objects_get(&now->objects, reference);
}

static const char *
get_tag(const Case *now, const PsgTag *tag)
{
    return get(now, psg_tag_get_reference(tag));
}

static guint
find_page(const Case *now, guint reference)
{
    for (guint i = 0; i < PAGES; i++)
        if (now->pages[i] == reference)
            return i;
    fail();
    return 0;
}

/* What the owner of every number of every page is, as the tree says it. */
typedef struct {
    guint page, mcid, element;
} Owner;

/* Appends "P[0:1 1:0 Link[...]]": the element, its contents as page:number, annotations as "@". */
static void
describe(const Case *now, guint reference, GString *out, GArray *owners)
{
    const char *body = get(now, reference), *type = strstr(body, "/S/") + 3;
    g_string_append_len(out, type, (gssize)strcspn(type, "/"));
    g_string_append_c(out, '[');
    const char *page_key = strstr(body, "/Pg ");
    g_autofree char *list = pdf_get_list(body, "/K");
    guint own_page = page_key && page_key < strstr(body, "/K[")
                             ? find_page(now, pdf_get_reference(body, "/Pg "))
                             : G_MAXUINT;
    for (const char *at = list; *at;) {
        Owner owner = {own_page, 0, reference};
        if (at != list)
            g_string_append_c(out, ' ');
        if (*at == '<') {
            gsize length = pdf_value_length(at);
            g_autofree char *inner = g_strndup(at, length);
            guint page = find_page(now, pdf_get_reference(inner, "/Pg "));
            at += length;
            if (strstr(inner, "/OBJR")) {
                g_string_append_printf(out, "@%u", page);
            } else {
                owner.page = page;
                owner.mcid = (guint)pdf_get_number(inner, "/MCID ");
                g_array_append_val(owners, owner);
                g_string_append_printf(out, "%u:%u", page, owner.mcid);
            }
        } else {
            char *end;
            guint number = (guint)strtoul(at, &end, 10);
            gboolean is_reference = g_str_has_prefix(end, " 0 R");
            at = end + (is_reference ? 4 : 0);
            if (is_reference) {
                describe(now, number, out, owners);
            } else {
                owner.mcid = number;
                g_array_append_val(owners, owner);
                g_string_append_printf(out, "%u:%u", owner.page, number);
            }
        }
        at += strspn(at, " ");
    }
    g_string_append_c(out, ']');
}

static char *
describe_tree(const Case *now, GArray *owners)
{
    GString *out = g_string_new(NULL);
    describe(now, psg_tag_get_reference(now->root), out, owners);
    return g_string_free(out, FALSE);
}

static void
assert_tree(const Case *now, const char *expected)
{
    g_autoptr(GArray) owners = g_array_new(FALSE, FALSE, sizeof(Owner));
    g_autofree char *tree = describe_tree(now, owners);
    assert_string_equal(tree, expected);
}

static void
a_paragraph_over_two_pages_is_one_element(void **state)
{
    Case *now = *state;
    PsgTag *paragraph = psg_tag_append(now->root, PSG_TAG_PARAGRAPH);
    PsgTagContent *content = paint(now, paragraph, 0, 3);
    psg_tag_content_add_part(content, 1, now->pages[1], 0, 1);
    write_tree(now);
    assert_tree(now, "Document[P[0:3 1:0]]");
}

static void
parts_are_read_in_the_order_of_the_book(void **state)
{
    Case *now = *state;
    PsgTagContent *content = psg_tag_append_content(psg_tag_append(now->root, PSG_TAG_PARAGRAPH));
    psg_tag_content_add_part(content, 0, now->pages[0], 5, 7);
    psg_tag_content_add_part(content, 0, now->pages[0], 1, 2);
    psg_tag_content_add_part(content, 1, now->pages[1], 4, 5);
    psg_tag_content_add_part(content, 1, now->pages[1], 2, 5);
    write_tree(now);
    assert_tree(now, "Document[P[0:1 1:2 1:4 0:5]]");
}

static void
contents_and_tags_keep_their_order(void **state)
{
    Case *now = *state;
    PsgTag *paragraph = psg_tag_append(now->root, PSG_TAG_PARAGRAPH);
    paint(now, paragraph, 0, 0);
    PsgTag *link = psg_tag_append(paragraph, PSG_TAG_LINK);
    paint(now, link, 0, 1);
    paint(now, paragraph, 0, 2);
    PsgPdfReference annotation = psg_pdf_file_add(now->file, "<<>>", 4);
    guint key = psg_tag_tree_add_annotation(now->tree, link, now->pages[0], annotation);
    assert_true(key >= PAGES);
    write_tree(now);
    assert_tree(now, "Document[P[0:0 Link[0:1 @0] 0:2]]");
}

static void
a_link_without_an_annotation_is_written_as_text(void **state)
{
    Case *now = *state;
    paint(now, psg_tag_append(psg_tag_append(now->root, PSG_TAG_PARAGRAPH), PSG_TAG_LINK), 0, 0);
    write_tree(now);
    assert_tree(now, "Document[P[Span[0:0]]]");
}

static void
empty_tags_are_left_out_but_cells_stay(void **state)
{
    Case *now = *state;
    PsgTag *gone = psg_tag_append(now->root, PSG_TAG_PARAGRAPH);
    psg_tag_append_content(psg_tag_append(gone, PSG_TAG_SPAN));
    PsgTag *table = psg_tag_append(now->root, PSG_TAG_TABLE);
    PsgTag *head = tag_case_add_row(psg_tag_append(table, PSG_TAG_TABLE_HEAD), "hh", 1);
    PsgTag *body = psg_tag_append(table, PSG_TAG_TABLE_BODY);
    PsgTag *row = psg_tag_append(body, PSG_TAG_ROW);
    psg_tag_append(row, PSG_TAG_CELL);
    paint(now, psg_tag_append(row, PSG_TAG_CELL), 1, 0);
    tag_case_add_row(body, "cc", 2);
    tag_case_add_row(psg_tag_append(now->root, PSG_TAG_TABLE), "hh", 3);
    write_tree(now);
    assert_tree(now, "Document[Table[THead[TR[TH[] TH[]]] TBody[TR[TD[] TD[1:0]] TR[TD[] TD[]]]]]");
    assert_int_equal(psg_tag_get_reference(gone), 0);
    assert_int_not_equal(psg_tag_get_reference(head), 0);
}

static void
levels_are_written_without_a_skip(void **state)
{
    Case *now = *state;
    static const guint levels[] = {2, 4, 4, 3, 1, 2, 3, 6};
    for (guint i = 0; i < G_N_ELEMENTS(levels); i++) {
        PsgTag *heading = psg_tag_append(now->root, PSG_TAG_HEADING);
        psg_tag_set_level(heading, levels[i]);
        paint(now, heading, 0, i);
    }
    write_tree(now);
    assert_tree(now, "Document[H1[0:0] H2[0:1] H2[0:2] H2[0:3] H1[0:4] H2[0:5] H3[0:6] H4[0:7]]");
}

static void
attributes_say_what_the_standard_asks_for(void **state)
{
    Case *now = *state;
    PsgTag *list = psg_tag_append(now->root, PSG_TAG_LIST);
    psg_tag_set_numbering(list, PSG_TAG_LIST_DECIMAL);
    paint(now, psg_tag_append(psg_tag_append(list, PSG_TAG_LIST_ITEM), PSG_TAG_LIST_BODY), 0, 0);
    PsgTag *figure = psg_tag_append(now->root, PSG_TAG_FIGURE);
    psg_tag_set_alternative(figure, "Sand (wet)");
    psg_tag_set_is_block(figure);
    psg_tag_set_bounds(figure,
            &(PsgBounds){PSG_POINTS(10), PSG_POINTS(20), PSG_POINTS(30), PSG_POINTS(40)},
            PSG_POINTS(100));
    paint(now, figure, 0, 1);
    PsgTag *row = psg_tag_append(psg_tag_append(now->root, PSG_TAG_TABLE), PSG_TAG_ROW);
    PsgTag *head = psg_tag_append(row, PSG_TAG_HEADER_CELL);
    psg_tag_set_scope(head, PSG_TAG_SCOPE_ROW);
    PsgTag *cell = psg_tag_append(row, PSG_TAG_CELL);
    psg_tag_set_spans(cell, 2, 3);
    psg_tag_set_headers(cell, &head, 1);
    paint(now, cell, 0, 2);
    write_tree(now);
    assert_non_null(strstr(get_tag(now, list), "/A[<</O/List/ListNumbering/Decimal>>]"));
    assert_non_null(
            strstr(get_tag(now, figure), "/A[<</O/Layout/Placement/Block/BBox[10 40 40 80]>>]"));
    assert_non_null(strstr(get_tag(now, figure), "/Alt("));
    assert_non_null(strstr(get_tag(now, head), "/ID(id00000001)/A[<</O/Table/Scope/Row>>]"));
    assert_non_null(strstr(
            get_tag(now, cell), "/A[<</O/Table/ColSpan 2/RowSpan 3/Headers[(id00000001)]>>]"));
}

static void
a_language_that_is_none_is_not_written(void **state)
{
    Case *now = *state;
    PsgTag *good = psg_tag_append(now->root, PSG_TAG_PARAGRAPH);
    PsgTag *bad = psg_tag_append(now->root, PSG_TAG_PARAGRAPH);
    psg_tag_set_language(good, "ur");
    psg_tag_set_language(bad, "?");
    paint(now, good, 0, 0);
    paint(now, bad, 0, 1);
    write_tree(now);
    assert_non_null(strstr(get_tag(now, good), "/Lang(ur)"));
    assert_null(strstr(get_tag(now, bad), "/Lang"));
}

/* The value of `key` in a number or name tree, whose leaves' limits must be true; NULL: none. The
 * caller owns it. */
static char *
look_up(const Case *now, guint node, const char *entries, const char *key)
{
    g_autofree char *kids = pdf_get_list(get(now, node), "/Kids");
    for (char *at = kids; at && *at; at += strspn(at, " ")) {
        guint kid = (guint)strtoul(at, &at, 10);
        char *found = look_up(now, kid, entries, key);
        if (found) {
            g_autofree char *limits = pdf_get_list(get(now, kid), "/Limits");
            g_auto(GStrv) ends = g_strsplit(limits, " ", 2);
            if (*key == '(')
                assert_true(strcmp(ends[0], key) <= 0 && strcmp(key, ends[1]) <= 0);
            else
                assert_true(atoi(ends[0]) <= atoi(key) && atoi(key) <= atoi(ends[1]));
            return found;
        }
        at += strlen(" 0 R");
    }
    g_autofree char *list = pdf_get_list(get(now, node), entries);
    for (const char *at = list; at && *at;) {
        gsize key_length = strcspn(at, " ");
        const char *value = at + key_length + 1;
        gsize length = *value == '[' ? pdf_value_length(value) : strcspn(value, "R") + 1;
        if (key_length == strlen(key) && !strncmp(at, key, key_length))
            return g_strndup(value, length);
        at = value + length;
        at += strspn(at, " ");
    }
    return NULL;
}

static void
the_parent_tree_agrees_with_the_tree(void **state)
{
    Case *now = *state;
    guint used[PAGES] = {0};
    for (guint i = 0; i < 200; i++) {
        PsgTag *paragraph = psg_tag_append(now->root, PSG_TAG_PARAGRAPH);
        PsgTagContent *content = psg_tag_append_content(paragraph);
        for (guint page = i % PAGES; page < PAGES; page += 1 + i % 2)
            psg_tag_content_add_part(content, page, now->pages[page], used[page]++, page);
    }
    write_tree(now);
    g_autoptr(GArray) owners = g_array_new(FALSE, FALSE, sizeof(Owner));
    g_autofree char *tree = describe_tree(now, owners);
    assert_int_equal(owners->len, used[0] + used[1] + used[2]);
    guint parents = pdf_get_reference(get(now, now->tree_reference), "/ParentTree ");
    for (guint page = 0; page < PAGES; page++) {
        char key[8];
        g_snprintf(key, sizeof key, "%u", page);
        g_autofree char *list = look_up(now, parents, "/Nums", key);
        g_auto(GStrv) elements = g_strsplit(list + 1, " 0 R ", -1);
        assert_int_equal(g_strv_length(elements), used[page] + 1);
        for (guint i = 0; i < owners->len; i++) {
            const Owner *owner = &g_array_index(owners, Owner, i);
            if (owner->page == page)
                assert_int_equal(strtoul(elements[owner->mcid], NULL, 10), owner->element);
        }
    }
}

static void
a_number_that_no_content_has_is_nobodys(void **state)
{
    Case *now = *state;
    PsgTag *paragraph = psg_tag_append(now->root, PSG_TAG_PARAGRAPH);
    paint(now, paragraph, 1, 2);
    write_tree(now);
    guint parents = pdf_get_reference(get(now, now->tree_reference), "/ParentTree ");
    g_autofree char *empty = look_up(now, parents, "/Nums", "0");
    g_autofree char *list = look_up(now, parents, "/Nums", "1");
    g_autofree char *expected =
            g_strdup_printf("[null null %u 0 R ]", psg_tag_get_reference(paragraph));
    assert_string_equal(empty, "[]");
    assert_string_equal(list, expected);
}

static void
many_annotations_lead_back_to_their_links(void **state)
{
    Case *now = *state;
    guint keys[300];
    PsgTag *links[300];
    for (guint i = 0; i < G_N_ELEMENTS(links); i++) {
        links[i] = psg_tag_append(psg_tag_append(now->root, PSG_TAG_PARAGRAPH), PSG_TAG_LINK);
        paint(now, links[i], 0, i);
        keys[i] = psg_tag_tree_add_annotation(now->tree, links[i], now->pages[0], now->pages[1]);
    }
    write_tree(now);
    guint parents = pdf_get_reference(get(now, now->tree_reference), "/ParentTree ");
    assert_non_null(strstr(get(now, parents), "/Kids["));
    for (guint i = 0; i < G_N_ELEMENTS(links); i++) {
        g_autofree char *key = g_strdup_printf("%u", keys[i]);
        g_autofree char *value = look_up(now, parents, "/Nums", key);
        assert_int_equal(strtoul(value, NULL, 10), psg_tag_get_reference(links[i]));
    }
    gsize next = pdf_get_number(get(now, now->tree_reference), "/ParentTreeNextKey ");
    assert_true(next > keys[G_N_ELEMENTS(keys) - 1]);
}

static void
every_note_has_an_id_that_leads_to_it(void **state)
{
    Case *now = *state;
    PsgTag *notes[150];
    for (guint i = 0; i < G_N_ELEMENTS(notes); i++) {
        notes[i] = psg_tag_append(now->root, PSG_TAG_NOTE);
        paint(now, psg_tag_append(notes[i], PSG_TAG_PARAGRAPH), 0, i);
    }
    write_tree(now);
    guint ids = pdf_get_reference(get(now, now->tree_reference), "/IDTree ");
    for (guint i = 0; i < G_N_ELEMENTS(notes); i++) {
        g_autofree char *id = g_strdup_printf("(id%08u)", i + 1);
        g_autofree char *key = g_strconcat("/ID", id, NULL);
        g_autofree char *value = look_up(now, ids, "/Names", id);
        assert_non_null(strstr(get_tag(now, notes[i]), key));
        assert_int_equal(strtoul(value, NULL, 10), psg_tag_get_reference(notes[i]));
    }
}

static void
an_empty_tree_is_written(void **state)
{
    Case *now = *state;
    write_tree(now);
    assert_int_equal(psg_tag_get_reference(now->root), 0);
    assert_null(strstr(get(now, now->tree_reference), "/K"));
}

static void
a_tree_as_deep_as_its_author_likes_is_written(void **state)
{
    Case *now = *state;
    PsgTag *tag = now->root;
    for (guint i = 0; i < 100000; i++)
        tag = psg_tag_append(tag, PSG_TAG_BLOCK_QUOTE);
    paint(now, tag, 0, 0);
    psg_tag_tree_check(now->tree, NULL);
    write_tree(now);
    assert_non_null(strstr(get_tag(now, tag), "/K[0 ]"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(
                    a_paragraph_over_two_pages_is_one_element, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    parts_are_read_in_the_order_of_the_book, set_up, tear_down),
            cmocka_unit_test_setup_teardown(contents_and_tags_keep_their_order, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    a_link_without_an_annotation_is_written_as_text, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    empty_tags_are_left_out_but_cells_stay, set_up, tear_down),
            cmocka_unit_test_setup_teardown(levels_are_written_without_a_skip, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    attributes_say_what_the_standard_asks_for, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    a_language_that_is_none_is_not_written, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    the_parent_tree_agrees_with_the_tree, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    a_number_that_no_content_has_is_nobodys, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    many_annotations_lead_back_to_their_links, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    every_note_has_an_id_that_leads_to_it, set_up, tear_down),
            cmocka_unit_test_setup_teardown(an_empty_tree_is_written, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    a_tree_as_deep_as_its_author_likes_is_written, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
