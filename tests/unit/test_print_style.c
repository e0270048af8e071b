/* The look of print: print.yaml of a theme, and what a package asks for. */
#include "folder.h"
#include "publish/print/style/draft.h"
#include "publish/publish_error.h"

static PsgPrintStyle *
try_style(const char *folder, const PsgPackage *package, PsgPrintForm form, GError **error)
{
    g_autoptr(PsgSnapshot) snapshot = psg_snapshot_new_worktree(NULL, folder, NULL, error);
    g_autoptr(PsgThemeFiles) theme =
            snapshot ? psg_theme_files_load(PSG_THEMES, package->theme, snapshot, error) : NULL;
    return theme ? psg_print_style_new(theme, package, form, error) : NULL;
}

static PsgPrintStyle *
make_style(const char *folder, const PsgPackage *package, PsgPrintForm form)
{
    g_autoptr(GError) error = NULL;
    PsgPrintStyle *style = try_style(folder, package, form, &error);
    if (!style)
        fail_msg("%s", error->message);
    return style;
}

/* The style of the default theme with this print.yaml over it. */
static PsgPrintStyle *
make_themed(const char *folder, const char *yaml, PsgPrintForm form)
{
    PsgPackage package = {.theme = "./look"};
    folder_fill(folder, "look/print.yaml", yaml, NULL);
    return make_style(folder, &package, form);
}

/* A theme's print.yaml is refused with these words in the message. */
static void
assert_refused(const char *folder, const char *yaml, PsgPrintForm form, const char *words)
{
    g_autoptr(GError) error = NULL;
    PsgPackage package = {.theme = "./look"};
    folder_fill(folder, "look/print.yaml", yaml, NULL);
    g_autoptr(PsgPrintStyle) style = try_style(folder, &package, form, &error);
    assert_null(style);
    assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_THEME));
    if (!strstr(error->message, words))
        fail_msg("\"%s\" is not in \"%s\"", words, error->message);
}

static void
assert_refused_always(const char *folder, const char *yaml, const char *words)
{
    for (guint form = 0; form <= PSG_PRINT_BOOKLET; form++)
        assert_refused(folder, yaml, form, words);
}

static double
get_points(PsgLength length)
{
    return (double)length / PSG_LENGTH_PER_POINT;
}

static void
the_default_theme_makes_every_form(void **state)
{
    PsgPackage package = {.theme = "default"};
    g_autoptr(PsgPrintStyle) normal = make_style(*state, &package, PSG_PRINT_NORMAL);
    g_autoptr(PsgPrintStyle) large = make_style(*state, &package, PSG_PRINT_LARGE);
    g_autoptr(PsgPrintStyle) booklet = make_style(*state, &package, PSG_PRINT_BOOKLET);
    assert_int_equal(normal->texts[PSG_ROLE_BODY].look.size, PSG_POINTS(12));
    assert_int_equal(large->texts[PSG_ROLE_BODY].look.size, PSG_POINTS(18));
    assert_int_equal(normal->paper_width, (PsgLength)(210 * 72 / 25.4 * 1024 + 0.5));
    assert_true(booklet->paper_width < normal->paper_width);
    assert_true(booklet->texts[PSG_ROLE_BODY].look.size < normal->texts[PSG_ROLE_BODY].look.size);
    assert_false(normal->is_hyphenated);
    assert_true(normal->is_two_sided && normal->with_italics && normal->with_page_references &&
                normal->with_addresses && normal->with_underlines);
}

static void
every_word_of_the_default_theme_has_the_contrast_of_level_aaa(void **state)
{
    PsgPackage package = {.theme = "default"};
    for (guint form = 0; form <= PSG_PRINT_BOOKLET; form++) {
        g_autoptr(PsgPrintStyle) style = make_style(*state, &package, form);
        for (guint i = 0; i < PSG_ROLE_COUNT; i++)
            assert_true(psg_colour_measure_contrast(style->texts[i].look.colour, 0xffffff) >= 7);
        assert_true(psg_colour_measure_contrast(style->link_colour, 0xffffff) >= 7);
        assert_true(psg_colour_measure_contrast(style->accent_colour, 0xffffff) >= 7);
        assert_true(psg_colour_measure_contrast(style->text_colour, style->panel_colour) >= 7);
        assert_true(psg_colour_measure_contrast(style->link_colour, style->code_background) >= 7);
        for (guint i = 0; i < PSG_CALLOUT_COUNT; i++) {
            const PsgPrintCallout *callout = &style->callouts[i];
            assert_true(psg_colour_measure_contrast(callout->title, callout->background) >= 7);
            assert_true(psg_colour_measure_contrast(style->link_colour, callout->background) >= 7);
            assert_true(psg_colour_measure_contrast(callout->bar, 0xffffff) >= 3);
        }
    }
}

static void
nothing_in_large_print_is_smaller_than_the_text_or_slanted(void **state)
{
    PsgPackage package = {.theme = "default"};
    g_autoptr(PsgPrintStyle) style = make_style(*state, &package, PSG_PRINT_LARGE);
    assert_false(style->with_italics);
    assert_true(style->with_underlines);
    assert_int_equal(style->text_colour, 0);
    for (guint i = 0; i < PSG_ROLE_COUNT; i++) {
        const PsgTypeLook *look = &style->texts[i].look;
        assert_true(look->size >= PSG_POINTS(18));
        assert_false(look->is_italic);
        assert_int_equal(look->colour, 0);
        assert_true(g_str_has_prefix(look->families, "Noto Sans"));
    }
    const PsgTypeLook *body = &style->texts[PSG_ROLE_BODY].look;
    assert_int_equal(body->leading, body->size * 3 / 2);
}

static void
warnings_are_told_apart_without_colour(void **state)
{
    PsgPackage package = {.theme = "default"};
    for (guint form = 0; form <= PSG_PRINT_BOOKLET; form++) {
        g_autoptr(PsgPrintStyle) style = make_style(*state, &package, form);
        assert_true(style->callouts[PSG_CALLOUT_NOTE].bar_width <
                    style->callouts[PSG_CALLOUT_WARNING].bar_width);
        assert_true(style->callouts[PSG_CALLOUT_WARNING].bar_width <
                    style->callouts[PSG_CALLOUT_CAUTION].bar_width);
    }
}

static void
families_follow_the_kind_of_text_and_the_language(void **state)
{
    PsgPackage package = {.theme = "default"};
    g_autoptr(PsgPrintStyle) style = make_style(*state, &package, PSG_PRINT_NORMAL);
    const struct {
        PsgPrintRole role;
        const char *language, *first;
    } cases[] = {
            {PSG_ROLE_BODY, NULL, "Noto Sans,"},
            {PSG_ROLE_BODY, "en-GB", "Noto Sans,"},
            {PSG_ROLE_BODY, "", "Noto Sans,"},
            {PSG_ROLE_BODY, "ur", "Noto Nastaliq Urdu,Noto Naskh Arabic,"},
            {PSG_ROLE_BODY, "UR-pk", "Noto Nastaliq Urdu,Noto Naskh Arabic,"},
            {PSG_ROLE_BODY, "ar-SY", "Noto Naskh Arabic,Noto Sans,"},
            {PSG_ROLE_BODY, "pa", "Noto Sans Gurmukhi,"},
            {PSG_ROLE_BODY, "pa-Arab-PK", "Noto Nastaliq Urdu,"},
            {PSG_ROLE_BODY, "zh-Hant-TW", "Noto Sans,Droid Sans Fallback,"},
            {PSG_ROLE_BODY, "pl", "Noto Sans,"},
            {PSG_ROLE_HEADING_1, "bn", "Noto Sans Bengali,Noto Serif,"},
            {PSG_ROLE_HEADING_1, NULL, "Noto Serif,Noto Sans,"},
            {PSG_ROLE_CODE, "ur", "Noto Sans Mono,Noto Nastaliq Urdu,"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *families =
                psg_print_style_get_families(style, cases[i].role, cases[i].language);
        if (!g_str_has_prefix(families, cases[i].first))
            fail_msg("%s: %s", cases[i].language, families);
        assert_ptr_equal(families, g_intern_string(families));
    }
    assert_string_equal(style->families->pdata[0], "Noto Sans");
    for (guint i = 0; i < style->families->len; i++)
        for (guint j = 0; j < i; j++)
            assert_string_not_equal(style->families->pdata[i], style->families->pdata[j]);
}

static void
a_language_tag_of_any_length_is_survived(void **state)
{
    PsgPackage package = {.theme = "default"};
    g_autoptr(PsgPrintStyle) style = make_style(*state, &package, PSG_PRINT_NORMAL);
    g_autofree char *endless = g_strnfill(10000, 'u');
    const char *plain = psg_print_style_get_families(style, PSG_ROLE_BODY, NULL);
    assert_ptr_equal(psg_print_style_get_families(style, PSG_ROLE_BODY, endless), plain);
    assert_ptr_equal(psg_print_style_get_families(style, PSG_ROLE_BODY, "-ur"), plain);
    assert_ptr_equal(psg_print_style_get_families(style, PSG_ROLE_BODY, "---"), plain);
}

static void
a_theme_changes_single_keys_and_leaves_the_rest(void **state)
{
    g_autoptr(PsgPrintStyle) style = make_themed(*state,
            "size: 11pt\n"
            "colours: {accent: \"#003300\", text: \"#000000\"}\n"
            "families: {text: Atkinson Hyperlegible}\n"
            "languages: {so: [Somali Sans]}\n"
            "texts: {heading-2: {size: 20pt, bold: no}, body: {leading: 150%}}\n"
            "call-outs: {tip: {bar-width: 100%}}\n"
            "margins: {inner: 30mm}\n"
            "large-print: {size: 22pt}\n",
            PSG_PRINT_NORMAL);
    PsgPackage plain = {.theme = "default"};
    g_autoptr(PsgPrintStyle) basis = make_style(*state, &plain, PSG_PRINT_NORMAL);
    assert_int_equal(style->texts[PSG_ROLE_BODY].look.size, PSG_POINTS(11));
    assert_int_equal(style->texts[PSG_ROLE_BODY].look.leading, PSG_POINTS(16.5));
    assert_int_equal(style->texts[PSG_ROLE_HEADING_2].look.size, PSG_POINTS(20));
    assert_false(style->texts[PSG_ROLE_HEADING_2].look.is_bold);
    assert_true(style->texts[PSG_ROLE_HEADING_3].look.is_bold);
    assert_int_equal(style->accent_colour, 0x003300);
    assert_int_equal(style->texts[PSG_ROLE_BODY].look.colour, 0);
    assert_int_equal(style->muted_colour, basis->muted_colour);
    assert_int_equal(style->callouts[PSG_CALLOUT_TIP].bar_width, PSG_POINTS(11));
    assert_int_equal(style->callouts[PSG_CALLOUT_TIP].bar, basis->callouts[PSG_CALLOUT_TIP].bar);
    assert_true(style->margin_inner > basis->margin_inner);
    assert_int_equal(style->margin_outer, basis->margin_outer);
    assert_true(g_str_has_prefix(
            style->texts[PSG_ROLE_BODY].look.families, "Atkinson Hyperlegible,Noto Naskh Arabic,"));
    assert_true(g_str_has_prefix(
            psg_print_style_get_families(style, PSG_ROLE_BODY, "so"), "Somali Sans,Atkinson"));
    assert_true(g_str_has_prefix(
            psg_print_style_get_families(style, PSG_ROLE_BODY, "ur"), "Noto Nastaliq Urdu,"));
    g_autoptr(PsgPrintStyle) large =
            make_themed(*state, "size: 11pt\nlarge-print: {size: 22pt}\n", PSG_PRINT_LARGE);
    assert_int_equal(large->texts[PSG_ROLE_BODY].look.size, PSG_POINTS(22));
    assert_false(large->with_italics);
}

static void
an_empty_theme_is_the_default_one(void **state)
{
    g_autoptr(PsgPrintStyle) style = make_themed(*state, "# nothing yet\n", PSG_PRINT_NORMAL);
    assert_int_equal(style->texts[PSG_ROLE_BODY].look.size, PSG_POINTS(12));
}

static void
a_wrong_key_is_named_with_its_place_and_the_nearest_one(void **state)
{
    assert_refused_always(*state, "papper: A4\n",
            "look/print.yaml:1:1: \"papper\" is not a key here (did you mean \"paper\"?)");
    assert_refused_always(*state, "texts:\n  body:\n    leding: 120%\n",
            "look/print.yaml:3:5: \"leding\" is not a key here (did you mean \"leading\"?)");
    assert_refused_always(
            *state, "texts: {hedding-1: {size: 20pt}}\n", "(did you mean \"heading-1\"?)");
    assert_refused_always(*state, "margins: {left: 20mm}\n", "print.yaml:1:11: \"left\"");
    assert_refused_always(*state, "call-outs: {warnings: {bar-width: 2pt}}\n", "\"warning\"?");
    assert_refused_always(*state, "call-outs: {tip: {bar-with: 2pt}}\n", "\"bar-width\"?");
    assert_refused_always(*state, "colours: {paper: \"#ffffff\"}\n", "\"paper\" is not a key");
    assert_refused_always(*state, "families: {texts: [A]}\n", "\"text\"?");
    assert_refused(*state, "large-print: {sise: 18pt}\n", PSG_PRINT_LARGE, "\"size\"?");
    assert_refused(*state, "booklet: {large-print: {}}\n", PSG_PRINT_BOOKLET, "\"large-print\"");
    assert_refused_always(*state, "- paper\n", "look/print.yaml:1:1: ");
    assert_refused_always(*state, "paper: A4\npaper: A5\n", "look/print.yaml:2:1: ");
}

static void
a_slip_in_a_form_is_found_whatever_form_is_made(void **state)
{
    assert_refused_always(*state, "large-print: {sise: 18pt}\n", "look/print.yaml:1:15: ");
    assert_refused_always(*state, "booklet: {size: big}\n", "look/print.yaml:1:17: ");
}

static void
a_wrong_value_is_named_with_its_place(void **state)
{
    assert_refused_always(
            *state, "size: 12\n", "print.yaml:1:7: the length of \"size\" has no unit");
    assert_refused_always(*state, "size: 120%\n", "print.yaml:1:7: \"size\" cannot be in %");
    assert_refused_always(*state, "size: 12px\n", "must be a length");
    assert_refused_always(*state, "size: -12pt\n", "must be a length");
    assert_refused_always(*state, "size: 1e9pt\n", "must be a length");
    assert_refused_always(*state, "size: nan\n", "must be a length");
    assert_refused_always(*state, "size: [12pt]\n", "must be a length");
    assert_refused_always(*state, "size: 99999999999999999999999999pt\n", "must be a length");
    assert_refused_always(*state, "paper: A3\n", "\"paper\" must be A4, A5, letter");
    assert_refused_always(*state, "paper: {width: 10%}\n", "cannot be in %");
    assert_refused_always(*state, "two-sided: perhaps\n", "must be \"yes\" or \"no\"");
    assert_refused_always(*state, "contents-depth: 9\n", "from 1 to 6");
    assert_refused_always(*state, "contents-depth: [1]\n", "from 1 to 6");
    assert_refused_always(*state, "families: {text: []}\n", "list of 1 to");
    assert_refused_always(*state, "families: {text: [\"A,B\"]}\n", "name of a family");
    assert_refused_always(*state, "families: {text: [[A]]}\n", "name of a family");
    assert_refused_always(*state, "languages: {no such tag: [A]}\n", "is not a language tag");
    assert_refused_always(*state, "languages: [A]\n", "must be language tags");
    assert_refused_always(*state, "colours: {text: #000000}\n", "print.yaml:");
    assert_refused_always(*state, "colours:\n  text: #000000\n", "stands in quotes");
    assert_refused_always(*state, "colours: {text: \"#00000\"}\n", "must be a colour");
    assert_refused_always(*state, "colours: {text: muted}\n", "must be a colour");
    assert_refused_always(*state, "texts: {body: {colour: mutted}}\n", "must be a colour");
    assert_refused_always(*state, "texts: {body: {family: serif}}\n", "text, display or code");
    assert_refused_always(*state, "texts: {body: {bold: 700}}\n", "must be \"yes\" or \"no\"");
    assert_refused_always(*state, "texts: [body]\n", "keys with values are expected");
    assert_refused_always(*state, "rule-thickness: 3m\n", "must be a length");
}

static void
sizes_out_of_range_are_refused(void **state)
{
    assert_refused(*state, "size: 2pt\n", PSG_PRINT_NORMAL,
            "look/print.yaml:1:7: the size of the text comes to 2 points; it must be from 6 to 72");
    assert_refused(*state, "size: 73pt\n", PSG_PRINT_NORMAL, "comes to 73 points");
    assert_refused(*state, "texts: {note: {size: 20%}}\n", PSG_PRINT_NORMAL,
            "print.yaml:1:22: the size of this text comes to 2.4 points");
    assert_refused(*state, "texts: {body: {leading: 80%}}\n", PSG_PRINT_NORMAL, "the leading");
    assert_refused(*state, "texts: {body: {leading: 900%}}\n", PSG_PRINT_NORMAL, "the leading");
    assert_refused(*state, "texts: {body: {space-after: 9000pt}}\n", PSG_PRINT_NORMAL, "the space");
    assert_refused(*state, "list-indent: 90cm\n", PSG_PRINT_NORMAL, "the indent of lists");
    assert_refused(*state, "paper: {width: 1pt}\n", PSG_PRINT_NORMAL, "the width of the paper");
    assert_refused(*state, "call-outs: {tip: {bar-width: 9cm}}\n", PSG_PRINT_NORMAL, "the bar");
}

static void
words_that_cannot_be_read_on_their_ground_are_refused(void **state)
{
    assert_refused(*state, "colours: {text: \"#aaaaaa\"}\n", PSG_PRINT_NORMAL,
            "print.yaml:1:17: words in #aaaaaa on #ffffff have a contrast of only 2.3 to 1");
    assert_refused(*state, "call-outs: {tip: {background: \"#222222\"}}\n", PSG_PRINT_NORMAL,
            "hard to read");
    assert_refused(*state, "colours: {panel: \"#333333\"}\n", PSG_PRINT_NORMAL, "hard to read");
}

static void
margins_that_leave_no_room_are_refused_with_their_place(void **state)
{
    assert_refused(*state, "margins: {inner: 90mm, outer: 90mm}\n", PSG_PRINT_NORMAL,
            "look/print.yaml:1:18: the margins leave no room for lines of words");
    assert_refused(*state, "margins: {top: 15cm, bottom: 14cm}\n", PSG_PRINT_NORMAL,
            "look/print.yaml:1:16: the margins leave no room for ten lines");
}

static void
what_the_package_asks_for_comes_first(void **state)
{
    PsgPackage package = {.theme = "default",
            .print = {.paper = "letter",
                    .size = 14,
                    .margin_inner = 72,
                    .font = "Andika",
                    .hyphenation = PSG_ASKED_YES,
                    .addresses = PSG_ASKED_NO,
                    .two_sided = PSG_ASKED_NO},
            .large_print = {.size = 24, .addresses = PSG_ASKED_YES}};
    g_autoptr(PsgPrintStyle) normal = make_style(*state, &package, PSG_PRINT_NORMAL);
    g_autoptr(PsgPrintStyle) large = make_style(*state, &package, PSG_PRINT_LARGE);
    g_autoptr(PsgPrintStyle) booklet = make_style(*state, &package, PSG_PRINT_BOOKLET);
    assert_int_equal(normal->paper_width, PSG_POINTS(612));
    assert_int_equal(normal->texts[PSG_ROLE_BODY].look.size, PSG_POINTS(14));
    assert_int_equal(normal->margin_inner, PSG_POINTS(72));
    assert_true(normal->is_hyphenated && normal->texts[PSG_ROLE_BODY].look.is_hyphenated);
    assert_false(normal->texts[PSG_ROLE_HEADING_1].look.is_hyphenated);
    assert_false(normal->texts[PSG_ROLE_CODE].look.is_hyphenated);
    assert_false(normal->with_addresses || normal->is_two_sided);
    assert_true(g_str_has_prefix(normal->texts[PSG_ROLE_BODY].look.families, "Andika,Noto Sans,"));
    assert_string_equal(normal->families->pdata[0], "Andika");
    assert_true(g_str_has_prefix(
            psg_print_style_get_families(normal, PSG_ROLE_CODE, NULL), "Noto Sans Mono,"));
    assert_int_equal(large->texts[PSG_ROLE_BODY].look.size, PSG_POINTS(24));
    assert_true(large->with_addresses && large->is_hyphenated);
    assert_true(g_str_has_prefix(large->texts[PSG_ROLE_BODY].look.families, "Andika,"));
    assert_int_equal((int)(get_points(large->paper_width) * 100 + 0.5), 59528);
    assert_int_equal((int)(get_points(booklet->paper_width) * 100 + 0.5), 41953);
    assert_true(booklet->is_hyphenated && booklet->is_two_sided);
    assert_true(booklet->texts[PSG_ROLE_BODY].look.size < PSG_POINTS(12));
}

static void
a_package_that_leaves_no_room_is_told_so_in_its_own_file(void **state)
{
    PsgPackage package = {.theme = "default",
            .print = {.margin_inner = 280, .margin_outer = 280, .line = 7},
            .large_print = {.size = 72, .line = 9}};
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgPrintStyle) style = try_style(*state, &package, PSG_PRINT_NORMAL, &error);
    assert_null(style);
    assert_true(g_str_has_prefix(error->message, "plainsong.yaml:7: the margins leave no room"));
    g_clear_error(&error);
    style = try_style(*state, &package, PSG_PRINT_LARGE, &error);
    assert_null(style);
    assert_true(g_str_has_prefix(error->message, "plainsong.yaml:9: the margins leave no room"));
}

static void
print_yaml_is_no_part_of_a_site(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgSnapshot) snapshot = psg_snapshot_new_worktree(NULL, *state, NULL, &error);
    g_autoptr(PsgThemeFiles) theme = psg_theme_files_load(PSG_THEMES, "default", snapshot, &error);
    assert_non_null(theme);
    g_autoptr(GPtrArray) names = psg_theme_files_list_assets(theme, TRUE);
    assert_true(names->len > 0);
    for (guint i = 0; i < names->len; i++)
        assert_string_not_equal(names->pdata[i], "print.yaml");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_set_up, folder_tear_down)

static void
font_files_are_read_from_the_theme_with_the_line_that_names_them(void **state)
{
    folder_fill(*state, "look/fonts/Own.ttf", "bytes", NULL);
    g_autoptr(PsgPrintStyle) style = make_themed(*state,
            "size: 11pt\nfont-files:\n  - ./fonts/Own.ttf\n  - fonts/None.otf\n", PSG_PRINT_LARGE);
    assert_int_equal(style->font_files->len, 2);
    const PsgTypeFontFile *own = style->font_files->pdata[0], *none = style->font_files->pdata[1];
    assert_string_equal(own->name, "fonts/Own.ttf");
    assert_string_equal(own->path, "look/print.yaml");
    assert_int_equal(own->line, 3);
    assert_memory_equal(g_bytes_get_data(own->bytes, NULL), "bytes", 5);
    assert_string_equal(none->name, "fonts/None.otf");
    assert_null(none->bytes);
    assert_int_equal(none->line, 4);
}

static void
font_files_are_named_inside_the_theme_and_for_all_forms(void **state)
{
    assert_refused_always(*state, "font-files: fonts/Own.ttf\n", "must be a list of files");
    assert_refused_always(*state, "size: 11pt\nfont-files: [../Own.ttf]\n", "print.yaml:2:14");
    assert_refused_always(*state, "font-files: [[a]]\n", "the name of a file");
    assert_refused_always(*state, "large-print: {font-files: [a.ttf]}\n", "font-files");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            TEST(the_default_theme_makes_every_form),
            TEST(every_word_of_the_default_theme_has_the_contrast_of_level_aaa),
            TEST(nothing_in_large_print_is_smaller_than_the_text_or_slanted),
            TEST(warnings_are_told_apart_without_colour),
            TEST(families_follow_the_kind_of_text_and_the_language),
            TEST(a_language_tag_of_any_length_is_survived),
            TEST(a_theme_changes_single_keys_and_leaves_the_rest),
            TEST(an_empty_theme_is_the_default_one),
            TEST(a_wrong_key_is_named_with_its_place_and_the_nearest_one),
            TEST(a_slip_in_a_form_is_found_whatever_form_is_made),
            TEST(a_wrong_value_is_named_with_its_place),
            TEST(sizes_out_of_range_are_refused),
            TEST(words_that_cannot_be_read_on_their_ground_are_refused),
            TEST(margins_that_leave_no_room_are_refused_with_their_place),
            TEST(what_the_package_asks_for_comes_first),
            TEST(a_package_that_leaves_no_room_is_told_so_in_its_own_file),
            TEST(print_yaml_is_no_part_of_a_site),
            TEST(font_files_are_read_from_the_theme_with_the_line_that_names_them),
            TEST(font_files_are_named_inside_the_theme_and_for_all_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
