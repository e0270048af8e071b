/* Saying what became of words that were taken away. See expiry.h. */
#include "expiry.h"

#include <stdio.h>
#include <string.h>

#include "json_text.h"
#include "terminal.h"

/* What to do about a reference that leads to the words. */
static void
print_holder(const char *name)
{
    static const char remotes[] = "refs/remotes/", branches[] = "refs/heads/",
                      tags[] = "refs/tags/";
    const char *slash =
            g_str_has_prefix(name, remotes) ? strstr(name + strlen(remotes), "/plainsong/") : NULL;
    if (slash)
        terminal_print(stdout, "  %.*s still has them: run \"plainsong sync %.*s\"\n",
                (int)(slash - name - strlen(remotes)), name + strlen(remotes),
                (int)(slash - name - strlen(remotes)), name + strlen(remotes));
    else if (strcmp(name, PSG_STORE_BRANCH) == 0)
        terminal_print(stdout, "  the branch plainsong/comments itself, which somebody moved\n");
    else if (g_str_has_prefix(name, branches))
        terminal_print(stdout,
                "  the branch %s leads to them: delete it (git branch -D %s) and run \"plainsong "
                "sync\"\n",
                name + strlen(branches), name + strlen(branches));
    else if (g_str_has_prefix(name, tags))
        terminal_print(stdout,
                "  the tag %s leads to them: delete it (git tag -d %s) and run \"plainsong "
                "sync\"\n",
                name + strlen(tags), name + strlen(tags));
    else
        terminal_print(stdout,
                "  %s leads to them: delete it (git update-ref -d %s) and run \"plainsong sync\"\n",
                name, name);
}

void
expiry_print(const PsgStoreExpiry *expiry)
{
    if (expiry->left == 0)
        return;
    terminal_print(stdout, "The words of %u %s are still in this repository:\n", expiry->left,
            expiry->left == 1 ? "comment" : "comments");
    for (guint i = 0; i < expiry->holders->len; i++)
        print_holder(expiry->holders->pdata[i]);
    if (expiry->obstacle)
        terminal_print(stdout, "  git could not remove them: %s\n", expiry->obstacle);
    else if (expiry->holders->len == 0)
        terminal_print(stdout,
                "  a work tree that is on the branch plainsong/comments, its index, a log (git "
                "reflog), a pack that is marked to be kept or another repository that this one "
                "borrows from still leads to them\n");
}

void
expiry_add_json(json_t *object, const PsgStoreExpiry *expiry)
{
    json_t *holders = json_array();
    for (guint i = 0; expiry->holders && i < expiry->holders->len; i++)
        json_array_append_new(holders, json_text(expiry->holders->pdata[i]));
    json_object_set_new(object, "expired", json_integer(expiry->expired));
    json_object_set_new(object, "left", json_integer(expiry->left));
    json_object_set_new(object, "held_by", holders);
    json_object_set_new(object, "obstacle", json_text(expiry->obstacle));
}
