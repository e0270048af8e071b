/* Texts as callers meet them; what a text becomes is told by the golden cases. */
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PROCESSES 100
#define THREADS 4
#define PATIENCE 20 /* seconds, after which a process counts as stuck */

static gint ready;

/* Parses its first text at the very moment when the other threads do. */
static gpointer
parse_at_once(gpointer data)
{
    const PsgTextOptions options = {.path = "first.md"};
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_atomic_int_inc(&ready);
    while (g_atomic_int_get(&ready) < THREADS)
        continue;
    PsgText *text = psg_text_parse("# First\n", 8, &options, findings, NULL);
    gboolean is_parsed = text != NULL;
    psg_text_free(text);
    (void)data;
    return GINT_TO_POINTER(is_parsed);
}

static void
parse_in_threads(void)
{
    alarm(PATIENCE);
    GThread *threads[THREADS];
    for (guint i = 0; i < THREADS; i++)
        threads[i] = g_thread_new("first", parse_at_once, NULL);
    gboolean is_done = TRUE;
    for (guint i = 0; i < THREADS; i++)
        is_done &= GPOINTER_TO_INT(g_thread_join(threads[i]));
    _exit(is_done ? 0 : 1);
}

/* Each process begins anew, as libxml2 does in it; the parent never parses. */
static void
test_first_texts_parse_in_several_threads_at_once(void **state)
{
    (void)state;
    for (guint i = 0; i < PROCESSES; i++) {
        pid_t process = fork();
        assert_true(process >= 0);
        if (process == 0)
            parse_in_threads();
        int status = 0;
        assert_int_equal(waitpid(process, &status, 0), process);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_first_texts_parse_in_several_threads_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
