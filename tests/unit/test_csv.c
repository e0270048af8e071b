/* Tables of feedback: what spreadsheets and forms write is read, and columns are found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "review/exchange/csv.h"
#include "review/exchange/import.h"
#include "review/review_error.h"

/* --- Tables --- */

/* The rows as "NUMBER[cell|cell]" one after another, behind encoding and separator. */
static char *
describe(const char *bytes, gsize length)
{
    g_autoptr(GError) error = NULL;
    /* Without a NUL at the end, for a sanitizer to see that none is needed. */
    g_autofree char *copy = g_memdup2(bytes, length);
    g_autoptr(PsgCsvTable) table = psg_csv_table_read(copy ? copy : "", length, &error);
    if (!table)
        return g_strdup(error->message);
    GString *out = g_string_new(table->encoding);
    g_string_append_printf(out, " %c ", table->separator == '\t' ? 'T' : table->separator);
    for (guint i = 0; i < table->rows->len; i++) {
        const PsgCsvRow *row = &g_array_index(table->rows, PsgCsvRow, i);
        g_string_append_printf(out, "%u[", row->number);
        for (guint k = 0; k < row->count; k++)
            g_string_append_printf(out, "%s%s", k > 0 ? "|" : "", psg_csv_table_get(table, row, k));
        g_string_append_c(out, ']');
    }
    return g_string_free(out, FALSE);
}

#define check_table(bytes, expected)                                     \
    do {                                                                 \
        g_autofree char *described = describe(bytes, sizeof(bytes) - 1); \
        assert_string_equal(described, expected);                        \
    } while (0)

static void
test_reads_what_rfc_4180_says(void **state)
{
    check_table("a,b\r\n1,2\r\n", "UTF-8 , 1[a|b]2[1|2]");
    check_table("a,b\n\"x, \"\"y\"\"\n\nz\",2", "UTF-8 , 1[a|b]2[x, \"y\"\n\nz|2]");
    check_table("a\rb\rc", "UTF-8 , 1[a]2[b]3[c]");
    check_table("a,\n,b\n", "UTF-8 , 1[a|]2[|b]");
    check_table("\"\",\"a\"", "UTF-8 , 1[|a]");
    check_table("", "UTF-8 , ");
}

static void
test_takes_odd_quotation_marks_for_themselves(void **state)
{
    check_table("a,5\" nail\n", "UTF-8 , 1[a|5\" nail]");
    check_table("\"say \"my turn\" now\",b\n", "UTF-8 , 1[say \"my turn\" now|b]");
}

static void
test_counts_rows_as_spreadsheets_do(void **state)
{
    check_table("a,b\n\n,,\n  ,\n1,2,3\n4\n", "UTF-8 , 1[a|b]5[1|2|3]6[4]");
    check_table("a\n\"b\nc\"\nd", "UTF-8 , 1[a]2[b\nc]3[d]");
    check_table("sep=;\r\na;b\r\n", "UTF-8 ; 2[a|b]");
}

static void
test_finds_the_separator(void **state)
{
    check_table("a;b;c\n1,5;2,5;3\n", "UTF-8 ; 1[a|b|c]2[1,5|2,5|3]");
    check_table("a\tb\nx, y\tz\n", "UTF-8 T 1[a|b]2[x, y|z]");
    check_table("a,b\n\"x;y;z;w\",2\n", "UTF-8 , 1[a|b]2[x;y;z;w|2]");
}

static void
test_finds_the_encoding(void **state)
{
    check_table("\xef\xbb\xbfk\xc3\xa9y\n", "UTF-8 , 1[k\xc3\xa9y]");
    check_table("\xff\xfek\0\xe9\0,\0y\0\n\0", "UTF-16 , 1[k\xc3\xa9|y]");
    check_table("\xfe\xff\0k\0\xe9\0,\0y\0\n", "UTF-16 , 1[k\xc3\xa9|y]");
    check_table("k\0e\0y\0,\0a\0\n\0", "UTF-16 , 1[key|a]");
    check_table("\x93my turn\x94 \x80"
                "5 caf\xe9,\x85\n",
            "Windows-1252 , 1[\xe2\x80\x9cmy turn\xe2\x80\x9d \xe2\x82\xac"
            "5 caf\xc3\xa9|"
            "\xe2\x80\xa6]");
}

static void
test_refuses_what_is_no_table_with_the_row(void **state)
{
    check_table("a\nb\n\"c\nd\ne", "row 3: a quotation mark opens here that is never closed; close "
                                   "it, or take it away");
    check_table("PK\3\4\0\0\0", "this is a file of an office program (.xlsx, .ods) and not a "
                                "table; open it there and save it as \"CSV UTF-8\"");
    check_table("abc\0def", "the file holds bytes that no text has; is it a table?");
    check_table("\xff\xfe\x00\xd8", "the file begins as UTF-16 does, but holds what is no text; "
                                    "save it again as \"CSV UTF-8\"");
    g_autofree char *wide = g_strnfill(PSG_CSV_COLUMN_LIMIT, ',');
    g_autofree char *described = describe(wide, strlen(wide));
    assert_string_equal(described, "row 1: it has more than 1,000 cells; is it a table?");
}

static void
test_a_table_of_many_cells_is_read_in_time(void **state)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    for (guint i = 0; i < 200000; i++)
        g_string_append(bytes, "a,\"b \"\"c\"\"\",d\n");
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgCsvTable) table = psg_csv_table_read(bytes->str, bytes->len, &error);
    assert_non_null(table);
    assert_int_equal(table->rows->len, 200000);
    assert_string_equal(
            psg_csv_table_get(table, &g_array_index(table->rows, PsgCsvRow, 199999), 1), "b \"c\"");
}

static void
test_writes_cells_that_are_read_as_they_were_and_are_no_formulas(void **state)
{
    const char *cells[] = {
            "plain", "a \"b\", c", "two\nlines", "", "=1+1", "+44", "-x", "@me", NULL};
    g_autoptr(GString) out = g_string_new(NULL);
    psg_csv_append_row(out, cells);
    assert_string_equal(
            out->str, "plain,\"a \"\"b\"\", c\",\"two\nlines\",,'=1+1,'+44,'-x,'@me\r\n");
}

/* --- Days --- */

static void
check_date(const char *text, PsgCsvDayOrder order, const char *expected)
{
    gint64 seconds;
    if (!psg_csv_parse_date(text, order, &seconds, NULL, NULL)) {
        if (expected)
            fail_msg("\"%s\" is not understood", text);
        return;
    }
    g_autofree char *iso = psg_date_format_iso_time(seconds);
    if (!expected || strcmp(iso, expected) != 0)
        fail_msg("\"%s\" is read as %s and not as %s", text, iso, expected);
}

static void
test_reads_days_as_forms_and_spreadsheets_write_them(void **state)
{
    static const char *const cases[][2] = {
            {"2026-11-23", "2026-11-23T00:00:00Z"},
            {"2026-11-23 14:15", "2026-11-23T14:15:00Z"},
            {"2026-11-23T14:15:03Z", "2026-11-23T14:15:03Z"},
            {"2026-11-23T14:15:03.250+01:00", "2026-11-23T13:15:03Z"},
            {" 23/11/2026 14:15:03 ", "2026-11-23T14:15:03Z"},
            {"23/11/26", "2026-11-23T00:00:00Z"},
            {"23.11.2026 14.15", "2026-11-23T14:15:00Z"},
            {"3/4/2026", "2026-04-03T00:00:00Z"},
            {"11/23/26 2:15 PM", "2026-11-23T14:15:00Z"},
            {"12/31/2026 12:05:00 am", "2026-12-31T00:05:00Z"},
            {"2026/11/23 2:15:03 pm GMT", "2026-11-23T14:15:03Z"},
            {"2026/11/23 2:15:03 pm GMT+1", "2026-11-23T13:15:03Z"},
            {"23 November 2026", "2026-11-23T00:00:00Z"},
            {"23rd Nov 2026, 14:15", "2026-11-23T14:15:00Z"},
            {"1st of May 2026", "2026-05-01T00:00:00Z"},
            {"Monday, November 23, 2026 at 9:05 am", "2026-11-23T09:05:00Z"},
            {"Mon 23-Nov-26", "2026-11-23T00:00:00Z"},
            {"46349", "2026-11-23T00:00:00Z"},
            {"46349.59375", "2026-11-23T14:15:00Z"},
            {"31/02/2026", NULL},
            {"29/02/2027", NULL},
            {"2026-13-01", NULL},
            {"23/11/2026 25:00", NULL},
            {"23/11/2026 soon", NULL},
            {"last week", NULL},
            {"", NULL},
            {"7", NULL},
            {"01/01/1965", NULL},
            {"99999999999/1/1", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        check_date(cases[i][0], PSG_CSV_DAY_FIRST, cases[i][1]);
    check_date("3/4/2026", PSG_CSV_MONTH_FIRST, "2026-03-04T00:00:00Z");
    check_date("23/11/2026", PSG_CSV_MONTH_FIRST, "2026-11-23T00:00:00Z");
}

/* --- What people said --- */

static PsgCsvReading *
read_items(const char *text, const char *map)
{
    g_autoptr(GError) error = NULL;
    PsgCsvReading *reading = psg_csv_read(text, strlen(text), map, &error);
    if (!reading)
        fail_msg("%s", error->message);
    return reading;
}

static const PsgImportItem *
get_item(const PsgCsvReading *reading, guint index)
{
    assert_true(index < reading->items->len);
    return reading->items->pdata[index];
}

static void
refuse_items(const char *text, const char *map, const char *message)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgCsvReading) reading = psg_csv_read(text, strlen(text), map, &error);
    assert_null(reading);
    assert_true(g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_FORMAT));
    if (!strstr(error->message, message))
        fail_msg("\"%s\" is not in \"%s\"", message, error->message);
}

static void
test_finds_columns_by_their_usual_names(void **state)
{
    g_autoptr(PsgCsvReading) reading = read_items(
            "Timestamp,Email Address,First name,Surname,Your group:,CHAPTER,Section,Which words?,"
            "Your comments*,Proposed wording,Theme,Type of comment,Priority\n"
            "23/11/2026 14:15,a@example.org,Jo,Bloggs,parents,Play,Turn-taking,...a quiet "
            "corner\xe2"
            "\x80\xa6,Where?,a corner,\"rooms, space\",Question,High\n",
            NULL);
    const PsgImportItem *item = get_item(reading, 0);
    assert_string_equal(item->label, "row 2");
    assert_string_equal(item->name, "Jo Bloggs");
    assert_string_equal(item->mail, "a@example.org");
    assert_string_equal(item->group, "parents");
    assert_string_equal(item->where, "Play#Turn-taking");
    assert_string_equal(item->quote, "a quiet corner");
    assert_string_equal(item->text, "Where?");
    assert_string_equal(item->replace, "a corner");
    assert_string_equal(item->tags[0], "rooms");
    assert_string_equal(item->tags[1], "space");
    assert_null(item->tags[2]);
    assert_int_equal(item->remark, PSG_REMARK_QUESTION);
    assert_int_equal(item->at, 1795443300);
    const PsgCsvColumn *last = reading->columns->pdata[12];
    assert_string_equal(last->header, "Priority");
    assert_null(last->use);
}

static void
test_finds_the_names_below_a_title(void **state)
{
    g_autoptr(PsgCsvReading) reading = read_items("Responses to the consultation,,\nDownloaded 3 "
                                                  "March,,\n\nName,Comment,Page\nJo,Good,\n",
            NULL);
    assert_int_equal(reading->header, 4);
    assert_int_equal(reading->items->len, 1);
    assert_string_equal(get_item(reading, 0)->text, "Good");
    assert_string_equal(get_item(reading, 0)->label, "row 5");
    assert_int_equal(reading->notes->len, 2);
    assert_string_equal(reading->notes->pdata[1],
            "row 2 (\"Downloaded 3 March\") stands above the names of the columns and is not used");
    g_autoptr(PsgCsvReading) titled =
            read_items("Comments on the draft,,\nName,Comment,Page\nJo,Good,\n", NULL);
    assert_int_equal(titled->header, 2);
    g_autoptr(PsgCsvReading) single = read_items("Your comments\nGood\nBad\n", NULL);
    assert_int_equal(single->items->len, 2);
}

static void
test_takes_a_map_with_commas_in_its_names(void **state)
{
    g_autoptr(PsgCsvReading) reading = read_items(
            "\"What, if anything, is missing?\",Where is it?,Comment\nSleep,play.md,no\n",
            "text=what, if anything, is missing,where=Where is it?");
    const PsgImportItem *item = get_item(reading, 0);
    assert_string_equal(item->text, "Sleep");
    assert_string_equal(item->where, "play.md");
    g_autoptr(PsgCsvReading) form = read_items(
            "Timestamp,Email Address,What would you change?\n2026-11-20,a@b.example,Sleep\n",
            "text=What would you change?");
    assert_string_equal(get_item(form, 0)->mail, "a@b.example");
    assert_true(get_item(form, 0)->at > 0);
    refuse_items("Comment,Page\na,b\n", "text=Coment",
            "no column is called \"Coment\" (did you mean \"Comment\"?); there are \"Comment\", "
            "\"Page\"");
    refuse_items("Comment,Page\na,b\n", "Comment", "maps no column: write KEY=COLUMN");
    refuse_items("Comment,Page\na,b\n", "where=Page,where=Comment", "only one column can be");
    refuse_items("Comment,Page\na,b\n", "text=Page,where=Page", "is mapped twice");
    refuse_items("A,B\na,b\n", NULL, "say which holds the comments with --map text=COLUMN");
    refuse_items("\n\n", NULL, "the table is empty");
}

static void
test_makes_a_comment_of_each_question_of_a_form(void **state)
{
    g_autoptr(PsgCsvReading) reading =
            read_items("Name,Comments on play,Comments on sleep\nJo,Good,\nSam,More,Less\n", NULL);
    assert_int_equal(reading->items->len, 3);
    assert_string_equal(get_item(reading, 0)->text, "**Comments on play**\n\nGood");
    assert_string_equal(get_item(reading, 2)->text, "**Comments on sleep**\n\nLess");
    assert_string_equal(get_item(reading, 2)->label, "row 3, \"Comments on sleep\"");
    assert_string_not_equal(get_item(reading, 1)->source, get_item(reading, 2)->source);
}

static void
test_understands_the_questions_of_a_form(void **state)
{
    g_autoptr(PsgCsvReading) reading =
            read_items("ID,Start time,Completion time,Email,Name,Last modified time,Which chapter "
                       "are you commenting on?,What would you like to tell us?\n"
                       "1,3/25/26 9:58:01,3/25/26 10:03:12,anonymous,,,Sleep,More on naps\n",
                    NULL);
    const PsgImportItem *item = get_item(reading, 0);
    assert_int_equal(reading->items->len, 1);
    assert_string_equal(item->where, "Sleep");
    assert_string_equal(item->text, "More on naps");
    assert_null(item->mail);
    assert_int_equal(item->at, 1774432992);
    g_autoptr(PsgCsvReading) other = read_items(
            "Which page are you commenting on?,Your comments,Other comments\nSleep,Naps,x\n", NULL);
    assert_string_equal(get_item(other, 0)->where, "Sleep");
    assert_string_equal(get_item(other, 0)->text, "Naps");
    assert_int_equal(other->items->len, 1);
    assert_int_equal(other->notes->len, 1);
    assert_non_null(strstr(other->notes->pdata[0], "not used: \"Other comments\";"));
}

static void
test_a_source_depends_on_what_is_said_and_not_on_who_or_which_row(void **state)
{
    g_autoptr(PsgCsvReading) reading =
            read_items("Name,Comment,Date\nJo,Yes,3/4/2026\n\nSam,Yes,2026-04-03\nSam,Yes,\n"
                       "Sam,No,\n",
                    NULL);
    g_autoptr(PsgCsvReading) other = read_items("Comment;Name\r\nYes;Kim\r\n", NULL);
    assert_string_equal(get_item(reading, 0)->source, get_item(reading, 1)->source);
    assert_string_equal(get_item(reading, 2)->source, get_item(other, 0)->source);
    assert_string_not_equal(get_item(reading, 0)->source, get_item(reading, 2)->source);
    assert_string_not_equal(get_item(reading, 2)->source, get_item(reading, 3)->source);
    assert_true(g_str_has_prefix(get_item(reading, 0)->source, "csv:"));
}

static void
test_says_which_order_days_are_read_in(void **state)
{
    g_autoptr(PsgCsvReading) unclear = read_items("Comment,Date\na,3/4/2026\n", NULL);
    g_autoptr(PsgCsvReading) american = read_items("Comment,Date\na,3/4/2026\nb,3/25/2026\n", NULL);
    g_autoptr(PsgCsvReading) british = read_items("Comment,Date\na,3/4/2026\nb,25/3/2026\n", NULL);
    assert_int_equal(unclear->notes->len, 1);
    assert_non_null(strstr(unclear->notes->pdata[0], "1 of the dates"));
    assert_int_equal(get_item(unclear, 0)->at, get_item(british, 0)->at);
    assert_int_equal(british->notes->len, 0);
    assert_int_equal(american->notes->len, 1);
    assert_int_equal(get_item(american, 0)->at, 1772582400);
    g_autoptr(PsgCsvReading) unread = read_items("Comment,Date\na,soon\n", NULL);
    assert_non_null(strstr(unread->notes->pdata[0], "row 2: the date \"soon\""));
    assert_int_equal(get_item(unread, 0)->at, 0);
}

static void
test_nobody_is_nobody_by_whatever_name(void **state)
{
    g_autoptr(PsgCsvReading) reading =
            read_items("Email,Name,Comment\nanonymous,,a\nAnonymous,N/A,b\n,Jo,c\n", NULL);
    for (guint i = 0; i < 2; i++) {
        assert_null(get_item(reading, i)->mail);
        assert_null(get_item(reading, i)->name);
    }
    assert_string_equal(get_item(reading, 2)->name, "Jo");
}

static void
test_plain_text_becomes_markdown_that_reads_the_same(void **state)
{
    g_autoptr(PsgCsvReading) reading = read_items(
            "Comment\n\"ask <name> and 3 < 4\n      indented\n- a list\"\n'=SUM(A1)\n", NULL);
    assert_string_equal(get_item(reading, 0)->text, "ask \\<name> and 3 < 4\nindented\n- a list");
    assert_string_equal(get_item(reading, 1)->text, "=SUM(A1)");
}

static void
test_a_row_without_words_is_an_item_without_words(void **state)
{
    g_autoptr(PsgCsvReading) reading = read_items("Comment,Page\n,Play\nx\n", NULL);
    assert_int_equal(reading->items->len, 2);
    assert_string_equal(get_item(reading, 0)->text, "");
    assert_string_equal(get_item(reading, 0)->where, "Play");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_reads_what_rfc_4180_says),
            cmocka_unit_test(test_takes_odd_quotation_marks_for_themselves),
            cmocka_unit_test(test_counts_rows_as_spreadsheets_do),
            cmocka_unit_test(test_finds_the_separator),
            cmocka_unit_test(test_finds_the_encoding),
            cmocka_unit_test(test_refuses_what_is_no_table_with_the_row),
            cmocka_unit_test(test_a_table_of_many_cells_is_read_in_time),
            cmocka_unit_test(test_writes_cells_that_are_read_as_they_were_and_are_no_formulas),
            cmocka_unit_test(test_reads_days_as_forms_and_spreadsheets_write_them),
            cmocka_unit_test(test_finds_columns_by_their_usual_names),
            cmocka_unit_test(test_finds_the_names_below_a_title),
            cmocka_unit_test(test_takes_a_map_with_commas_in_its_names),
            cmocka_unit_test(test_makes_a_comment_of_each_question_of_a_form),
            cmocka_unit_test(test_understands_the_questions_of_a_form),
            cmocka_unit_test(test_a_source_depends_on_what_is_said_and_not_on_who_or_which_row),
            cmocka_unit_test(test_says_which_order_days_are_read_in),
            cmocka_unit_test(test_nobody_is_nobody_by_whatever_name),
            cmocka_unit_test(test_plain_text_becomes_markdown_that_reads_the_same),
            cmocka_unit_test(test_a_row_without_words_is_an_item_without_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
