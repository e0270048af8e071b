/* plainsong comment list: the threads of a package, by chapter. */
#include <stdio.h>
#include <string.h>

#include "comment_commands.h"
#include "speaking.h"
#include "terminal.h"

ExitCode
command_comment_list(Invocation *invocation)
{
    g_auto(Talk) talk = {0};
    ExitCode code;
    GError *error = NULL;
    if (!command_parse(invocation, NULL, &code) || !command_check_arguments(invocation, 0, &code))
        return code;
    if (!talk_init(&talk, invocation->folder, NULL, &error))
        return command_fail(error);
    guint count;
    const PsgThread *threads = psg_threads_get(psg_review_get_threads(talk.review), &count);
    for (guint i = 0; i < count; i++) {
        const PsgEvent *event = threads[i].steps[0].event;
        g_autofree char *id = psg_review_abbreviate(talk.review, &threads[i]);
        g_autofree char *name = psg_review_name_person(talk.review, event->by, event->group);
        g_autofree char *text = psg_review_read_text(talk.review, &threads[i].steps[0], NULL);
        terminal_print(stdout, "%s  %s  %s: %s\n", id, psg_thread_state_get_name(threads[i].state),
                name, text ? text : "");
    }
    return EXIT_DONE;
}
