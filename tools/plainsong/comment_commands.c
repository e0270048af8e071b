/* The table of the group "comment". */
#include "comment_commands.h"

const Command comment_commands[] = {
        {"comment add", COMMENT_ADD_USAGE, "comment on words, a section, a chapter or a document",
                COMMENT_ADD_DESCRIPTION, COMMENT_ADD_EXAMPLES, command_comment_add, NULL},
        {"comment reply", COMMENT_REPLY_USAGE, "say something more in a thread",
                COMMENT_REPLY_DESCRIPTION, COMMENT_REPLY_EXAMPLES, command_comment_reply, NULL},
        {"comment answer", COMMENT_ANSWER_USAGE, "say what becomes of a comment, and why",
                COMMENT_ANSWER_DESCRIPTION, COMMENT_ANSWER_EXAMPLES, command_comment_answer, NULL},
        {"comment agree", COMMENT_AGREE_USAGE, "say \"me too\"", COMMENT_AGREE_DESCRIPTION,
                COMMENT_AGREE_EXAMPLES, command_comment_agree, NULL},
        {"comment resolve", COMMENT_RESOLVE_USAGE, "close a thread", COMMENT_RESOLVE_DESCRIPTION,
                COMMENT_RESOLVE_EXAMPLES, command_comment_resolve, NULL},
        {"comment reopen", COMMENT_REOPEN_USAGE, "open a thread again", COMMENT_REOPEN_DESCRIPTION,
                COMMENT_REOPEN_EXAMPLES, command_comment_reopen, NULL},
        {"comment edit", COMMENT_EDIT_USAGE, "say your own words anew", COMMENT_EDIT_DESCRIPTION,
                COMMENT_EDIT_EXAMPLES, command_comment_edit, NULL},
        {"comment show", COMMENT_SHOW_USAGE, "show a whole thread", COMMENT_SHOW_DESCRIPTION,
                COMMENT_SHOW_EXAMPLES, command_comment_show, NULL},
        {"comment list", COMMENT_LIST_USAGE, "list the threads, in reading order",
                COMMENT_LIST_DESCRIPTION, COMMENT_LIST_EXAMPLES, command_comment_list, NULL},
        {"comment redact", COMMENT_REDACT_USAGE, "take a comment's words away, for everybody",
                COMMENT_REDACT_DESCRIPTION, COMMENT_REDACT_EXAMPLES, command_comment_redact, NULL},
        {NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};
